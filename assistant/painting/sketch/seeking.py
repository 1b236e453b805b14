"""Finds room for one more figure where others stand already: nobody is hidden, nobody leaves the picture.

Runs in the painter's process. Pure; `layout` says how large the figure is at each distance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.painting.sketch.spots import Box, Extent, Spot, box_of, fitted, within

COLUMNS = 15
"""Places across the width that are tried."""
_SHRINKS = (1.0, 0.84, 0.70, 0.58, 0.48)
_HIDDEN, _HIDES, _FIRST = 1.5, 2.0, 2.2
"""What it costs to be hidden, to hide others, and how much more to hide the first one."""
_LITTLE = 0.30
"""Overlap that costs nothing: it tells who stands before whom."""
_HALF = 0.55
"""Overlap that is hardly ever right."""
_SMALLER = 1.25
"""What it costs to be made smaller."""
_ENOUGH = 0.30
"""A cost at which it need not be smaller."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is known before one looks for room."""

    taken: Sequence[Box]
    """Who is there; the first one is the hero."""
    extent: Extent
    aspect: float
    at: Callable[[float, float], Spot]
    """The spot at a place across the width and a foot, both parts."""
    feet: Sequence[float]
    """Feet to try, the best one first."""
    near: float = 0.5
    """Where one would like to be across the width."""
    side: int = 0
    """−1 only left of `near`, 1 only right of it, 0 on either side."""


def find_room(search: Search, rng: np.random.Generator) -> Spot:
    """The best spot: smaller only where it would hide too much at its size."""
    shifts = rng.uniform(-0.02, 0.02, (len(search.feet), COLUMNS))
    best: tuple[float, Spot] | None = None
    for shrink in _SHRINKS:
        for row, foot in enumerate(search.feet):
            for column in range(COLUMNS):
                x = 0.06 + 0.88 * column / (COLUMNS - 1) + float(shifts[row, column])
                spot, cost = _tried(search, x, foot, shrink)
                cost += 0.05 * row + _SMALLER * (1 - shrink) + 0.10 * abs(spot.x - search.near)
                if best is None or cost < best[0]:
                    best = (cost, spot)
        if best is not None and best[0] < _ENOUGH + _SMALLER * (1 - shrink):
            break
    assert best is not None  # there is always a foot to try
    return best[1]


def _tried(search: Search, x: float, foot: float, shrink: float) -> tuple[Spot, float]:
    spot = search.at(x, foot)
    if shrink < 1:
        spot = replace(spot, height=spot.height * shrink)
    spot = fitted(spot, search.extent, search.aspect)
    spot = replace(spot, x=within(x, spot.height * search.extent.wide / search.aspect / 2))
    box = box_of(spot, search.extent, search.aspect)
    cost = 3.0 * max(0.0, -box.top) + (1.5 if search.side and (spot.x - search.near) * search.side <= 0 else 0.0)
    hidden = 0.0
    for number, other in enumerate(search.taken):
        if box.is_before(other):
            cost += _HIDES * other.hidden_by(box) * (_FIRST if number == 0 else 1.0)
        else:
            hidden += box.hidden_by(other)
    return spot, cost + _HIDDEN * max(0.0, hidden - _LITTLE) + (2.0 if hidden > _HALF else 0.0)
