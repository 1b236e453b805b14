"""Spots for many: crowds in perspective, scenery at the far side, what hangs in the sky.

Runs in the painter's process. Pure; `layout` says how much room there is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assistant.painting.sketch.scene import Subject
from assistant.painting.sketch.spots import Spot
from assistant.painting.sketch.viewpoint import Viewpoint

_GROUP = {1: 1.0, 2: 0.94, 3: 0.88, 4: 0.80, 5: 0.74}
"""Size of each in a group of so many."""
_FLAT_SKY = frozenset({"rainbow"})


@dataclass(frozen=True, slots=True)
class Room:
    """How much room there is, and who is there already."""

    view: Viewpoint
    spots: tuple[Spot, ...]
    narrow: float
    """What tall pictures make smaller: 1 for square and wide ones."""
    aspect: float
    """Width by height of the picture."""
    left: float = 0.06
    right: float = 0.94
    base: float = 0.5
    """Height of one alone, part of the picture's height."""
    each_wide: float = 1.0
    """Width by height of each."""
    floats: bool = False
    """Whether they fly or float."""


def depth_at(foot: float, view: Viewpoint) -> float:
    """0 near … 0.66 far, of who stands there."""
    return float(np.clip(0.66 * (0.90 - foot) / max(0.1, 0.90 - view.horizon), -0.1, 0.66))


def crowd_spots(index: int, count: int, room: Room, rng: np.random.Generator) -> list[Spot]:
    """Several of a kind: a few side by side, many as a crowd in perspective."""
    left, right = room.left, room.right
    scale = _GROUP.get(count, 0.62 if count <= 8 else 0.58)
    wide = (right - left) * room.aspect
    each = room.base * scale
    if count <= 5:
        each = min(each, 1.25 * wide / count / max(0.3, room.each_wide))
    rows = 1 if count <= 3 else 2 if count <= 7 else 3
    spots = []
    order = np.argsort(rng.random(count)) if count > 3 else np.arange(count)
    for place, number in enumerate(order):
        row = place % rows
        columns = len(range(row, count, rows))
        column = place // rows
        share = (column + 0.5 + (0.30 if row % 2 else -0.16) * (rows > 1) + rng.uniform(-0.16, 0.16)) / columns
        back = row / max(1, rows - 1) if rows > 1 else 0.10 * float(rng.random()) + 0.14 * (place % 2) * (count > 2)
        foot = 0.935 - back * (0.935 - room.view.horizon) * 0.62 + float(rng.uniform(-0.02, 0.02)) * (rows > 1)
        squeeze = 1 - 0.12 * back
        x = 0.5 * (left + right) + (left + (right - left) * share - 0.5 * (left + right)) * squeeze
        tall = each * (foot - room.view.horizon) / (0.935 - room.view.horizon)
        tall *= float(rng.uniform(0.94, 1.06))
        x = float(x + rng.uniform(-0.02, 0.02))
        facing = -1 if x > 0.5 else 1
        spot = Spot(index, int(number), x, foot, tall, depth=depth_at(foot, room.view), widest=0.62, facing=facing)
        if room.floats:
            level = 0.30 + 0.42 * ((place * 0.618 + float(rng.random()) * 0.2) % 1.0)
            spot = replace(spot, foot=min(0.94, level + tall / 2), grounded=False, tilt=float(rng.uniform(-9, 9)))
        spots.append(spot)
    return spots


def scenery_spots(index: int, subject: Subject, room: Room, rng: np.random.Generator) -> list[Spot]:
    """Buildings and landmarks, at the far side of the ground and away from the hero."""
    spots = []
    number = sum(spot.depth >= 0.7 for spot in room.spots)
    away = -1.0 if room.view.focus > 0.5 else 1.0
    for n in range(subject.count):
        columns = (0.5 + away * 0.30, 0.5 - away * 0.34, 0.5 + away * 0.05)
        tall = float(np.clip(0.26 + 0.15 * subject.thing.bulk, 0.30, 0.58)) * min(1.2, subject.scale) * room.narrow
        x = columns[(number + n) % 3] + (number + n) // 3 * 0.11 + float(rng.uniform(-0.03, 0.03))
        foot = room.view.horizon + 0.085 + 0.015 * (n + number)
        spots.append(Spot(index, n, min(max(x, 0.12), 0.88), foot, tall, depth=0.72, widest=0.5))
    return spots


def sky_spots(index: int, subject: Subject, room: Room, rng: np.random.Generator) -> list[Spot]:
    """Sun, moon, clouds: at the top, where nobody is."""
    spots = []
    number = sum(spot.depth >= 0.9 for spot in room.spots)
    away = -1.0 if room.view.focus > 0.5 else 1.0
    for n in range(subject.count):
        tall = 0.21 * subject.scale * float(rng.uniform(0.9, 1.1)) * room.narrow
        if subject.thing.name in _FLAT_SKY:
            tall *= 1.7
        turn = number + n
        x = 0.5 + away * (0.30, -0.32, 0.02, 0.16, -0.14)[turn % 5]
        top = 0.05 + 0.07 * (turn % 2) + 0.05 * (turn // 5)
        spot = Spot(index, n, min(max(x, 0.14), 0.86), top + tall, tall, grounded=False, depth=0.95, widest=0.6)
        spots.append(spot)
    return spots
