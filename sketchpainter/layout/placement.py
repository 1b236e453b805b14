"""Finds room for one more figure: none is hidden too much, and none leaves the picture.

The caller's `Search.at` says how large the figure is at each distance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sketchpainter.layout.spots import Box, Extent, Spot, box_of, fitted, within

COLUMNS = 15
"""Number of positions across the width that are tried."""
_SHRINKS = (1.0, 0.84, 0.70, 0.58, 0.48, 0.38)
"""Factors by which the figure may be made smaller, in the order in which they are tried."""
_HIDDEN, _HIDES, _FIRST = 1.5, 2.0, 2.2
"""Cost of being hidden, cost of hiding another figure, and the factor on the latter for the first figure."""
_LITTLE = 0.30
"""Overlap that costs nothing: it shows which figure is in front."""
_HALF, _TOO_MUCH = 0.45, 2.0
"""Overlap from which on a further cost, _TOO_MUCH, is added."""
_DISTANT = 0.9
"""Cost of a large thing that is so far away that it looks small."""
_TOWERING = 0.58
"""The same as _HALF for a thing that is larger than those before it and shows above them."""
_SMALLER = 1.25
"""Cost of being made smaller, times the fraction by which it is."""
_ENOUGH = 0.30
"""Cost below which smaller sizes are not tried."""


@dataclass(frozen=True, slots=True)
class Search:
    """Describes a figure that needs room, and the figures that are there."""

    taken: Sequence[Box]
    """Boxes of the figures that are there; the first one is the hero's."""
    extent: Extent
    aspect: float
    at: Callable[[float, float], Spot]
    """Returns the spot at an x and a foot."""
    feet: Sequence[float]
    """Feet to try, the best one first."""
    near: float = 0.5
    """Preferred x."""
    least: float = 0.0
    """Smallest factor on its natural size while it can be seen; 0 for no limit."""
    side: int = 0
    """−1 only left of `near`, 1 only right of it, 0 on either side."""


def find_room(search: Search, rng: np.random.Generator) -> Spot:
    """Returns the spot of the least cost; it is smaller only where it would hide too much at its size."""
    shifts = rng.uniform(-0.02, 0.02, (len(search.feet), COLUMNS))
    shown = [_shown(box, search.taken) for box in search.taken]
    best: tuple[float, Spot] | None = None
    for shrink in _SHRINKS:
        if shrink < search.least and best is not None and best[0] < _TOO_MUCH:
            break
        for row, foot in enumerate(search.feet):
            for column in range(COLUMNS):
                x = 0.06 + 0.88 * column / (COLUMNS - 1) + float(shifts[row, column])
                spot, cost = _tried(search, shown, (x, foot), shrink)
                cost += (
                    0.05 * row
                    + (_DISTANT if search.least and row > 1 else 0.0)
                    + _SMALLER * (1 - shrink)
                    + 0.10 * abs(spot.x - search.near)
                )
                if best is None or cost < best[0]:
                    best = (cost, spot)
        if best is not None and best[0] < _ENOUGH + _SMALLER * (1 - shrink):
            break
    assert best is not None  # there is always a foot to try
    return best[1]


def _shown(box: Box, others: Sequence[Box]) -> float:
    """Estimates the fraction of a figure that the figures before it leave visible.

    It is the mean of two cases: they hide different parts of it, or they overlap by chance.
    """
    hidden = [box.hidden_by(other) for other in others if other is not box and other.is_before(box)]
    return 0.5 * max(0.0, 1 - sum(hidden)) + 0.5 * math.prod(1 - share for share in hidden)


def _tried(search: Search, shown: Sequence[float], at: tuple[float, float], shrink: float) -> tuple[Spot, float]:
    """Returns a spot and its cost; `shown` holds the visible fraction of each figure that is there."""
    x, foot = at
    spot = search.at(x, foot)
    if shrink < 1:
        spot = replace(spot, height=spot.height * shrink)
    spot = fitted(spot, search.extent, search.aspect)
    spot = replace(spot, x=within(x, spot.height * search.extent.wide / search.aspect / 2))
    box = box_of(spot, search.extent, search.aspect)
    cost = 3.0 * max(0.0, -box.top) + (1.5 if search.side and (spot.x - search.near) * search.side <= 0 else 0.0)
    for number, other in enumerate(search.taken):
        if box.is_before(other):
            share = other.hidden_by(box)
            cost += _HIDES * share * (_FIRST if number == 0 else 1.0)
            cost += _TOO_MUCH if share > 0.0 and shown[number] * (1 - share) < 1 - _HALF else 0.0
    hidden = 1 - _shown(box, search.taken)
    most = _TOWERING if search.least else _HALF
    return spot, cost + _HIDDEN * max(0.0, hidden - _LITTLE) + (_TOO_MUCH if hidden > most else 0.0)
