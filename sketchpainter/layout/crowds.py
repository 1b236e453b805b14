"""Gives spots to crowds that can be counted, to scenery at the far side, and to things that hang in the sky."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sketchpainter.layout.placement import Search, find_room
from sketchpainter.layout.spots import Box, Extent, Spot, box_of, within
from sketchpainter.layout.viewpoint import Viewpoint
from sketchpainter.scene.laid_tables import TABLE_BACK
from sketchpainter.scene.scene import Subject

_NEAREST = 0.945
"""Foot of the first row of a crowd."""
_ROWS = 4
"""Most rows of a crowd."""
_SHOWN = 0.55
"""Fraction of a figure that is seen above the row before it, where there is room."""
_FARTHER = 0.13
"""Each row is smaller than the one before it by this fraction."""
_GROUP = {1: 1.0, 2: 0.94, 3: 0.86}
"""Size of each figure by the number in the group, relative to one alone; 0.78 in larger groups."""
_FLAT_SKY = frozenset({"rainbow"})


@dataclass(frozen=True, slots=True)
class Room:
    """Describes the room for new figures, and the boxes of those that are there."""

    view: Viewpoint
    boxes: tuple[Box, ...]
    narrow: float
    """Factor that makes figures smaller in tall pictures: 1 for square and wide ones."""
    aspect: float
    """Width divided by height of the picture."""
    left: float = 0.03
    right: float = 0.97
    base: float = 0.5
    """Height of one figure alone."""
    extent: Extent = Extent(1.0)  # noqa: RUF009 — it is frozen
    """Extent of each figure."""
    floats: bool = False
    """Whether the figures fly or float."""
    facing: int = 0
    """Direction in which all of them look: −1 left, 1 right, 0 to the middle."""
    on_table: bool = False
    """Whether they stand on a table, whose far edge is nearer than that of the ground."""


def depth_at(foot: float, view: Viewpoint) -> float:
    """Returns the depth of a figure with its feet at `foot`: −0.1 near … 0.66 far."""
    return float(np.clip(0.66 * (0.90 - foot) / max(0.1, 0.90 - view.horizon), -0.1, 0.66))


def crowd_spots(index: int, count: int, room: Room, rng: np.random.Generator) -> list[Spot]:
    """Returns spots for several of a kind in rows; each row is seen above the one before it, so one can count them."""
    if room.floats:
        return _swarm(index, count, room, rng)
    across = room.right - room.left
    deep = _NEAREST - TABLE_BACK - 0.04 if room.on_table else max(0.06, _NEAREST - room.view.horizon - 0.07)

    def planned(rows: int) -> tuple[float, float, float]:
        """Returns the value of an arrangement, the height of its nearest figures, and the step from row to row."""
        column = across / (-(-count // rows) + (0.5 if rows > 1 else 0.0))
        tall = min(room.base * _GROUP.get(count, 0.78), column * room.aspect / room.extent.wide)
        whole = tall * room.extent.tall
        step = min(_SHOWN * whole, deep / max(1, rows - 1))
        seen = 1.0 if rows == 1 else min(1.0, step / (_SHOWN * whole))
        return tall * seen * (1 - 0.04 * rows), tall, step

    rows = max(range(1, min(_ROWS, count) + 1), key=lambda number: planned(number)[0])
    _, tall, step = planned(rows)
    # Every other row is the longer one, so that each figure is seen through a gap of the row before it.
    order = [*range(0, rows, 2), *range(1, rows, 2)]
    longer = [count // rows + (order.index(row) < count % rows) for row in range(rows)]
    spots: list[Spot] = []
    for row in range(rows):
        here = longer[row]
        smaller = 1 - _FARTHER * row
        half = tall * smaller * room.extent.wide / room.aspect / 2
        for place in range(here):
            share = (place + 0.5 + (0.25 if row % 2 else -0.25) * (rows > 1 and not count % rows)) / here
            x = room.left + across * (0.5 + (share - 0.5) * (1 - 0.05 * row)) + float(rng.uniform(-0.012, 0.012))
            foot = _NEAREST - step * row - (0.035 * (place % 2) if rows == 1 and count > 2 else 0.0)
            foot += float(rng.uniform(-0.008, 0.008))
            spot = Spot(
                index, len(spots), within(x, half), foot, tall * smaller * float(rng.uniform(0.95, 1.0)),
                depth=depth_at(foot, room.view) * (0.3 if room.on_table else 1.0),
                facing=room.facing or (-1 if x > 0.5 else 1),
            )  # fmt: skip
            spots.append(spot)
    return spots


def _swarm(index: int, count: int, room: Room, rng: np.random.Generator) -> list[Spot]:
    """Returns spots for several that fly or float, each in a cell of its own, a little off its middle."""
    across, low, high = room.right - room.left, 0.05, 0.93 if room.view.horizon > 1 else 0.74

    def size(rows: int) -> float:
        """Returns the height of a figure that fills its cell."""
        wide = across / -(-count // rows) * room.aspect / room.extent.wide
        return min(wide, (high - low) / rows / room.extent.tall)

    rows = max(range(1, count + 1), key=size)
    spots: list[Spot] = []
    for row in range(rows):
        here = count // rows + (1 if row < count % rows else 0)
        cell = (across / here, (high - low) / rows)
        most = min(cell[1] / room.extent.tall, cell[0] * room.aspect / room.extent.wide)
        tall = min(room.base * _GROUP.get(count, 0.78), 0.94 * most)
        for place in range(here):
            own = tall * float(rng.uniform(0.66, 1.0))
            half = own * room.extent.wide / room.aspect / 2
            slack = (cell[0] - 2 * half, cell[1] - own * room.extent.tall)
            x = room.left + cell[0] * (place + 0.5 + 0.22 * (-1) ** row)
            x += float(rng.uniform(-0.5, 0.5)) * max(0.22 * cell[0], slack[0])
            middle = low + cell[1] * (row + 0.5) + float(rng.uniform(-0.5, 0.5)) * max(0.30 * cell[1], slack[1])
            foot = middle + own * room.extent.tall / 2
            spot = Spot(index, len(spots), within(x, half), foot, own, grounded=False, tilt=float(rng.uniform(-9, 9)))
            spots.append(replace(spot, facing=room.facing or (-1 if x > 0.5 else 1), depth=0.05))
    return spots


def scenery_spots(index: int, subject: Subject, room: Room, rng: np.random.Generator) -> list[Spot]:
    """Returns spots for buildings and landmarks, at the far side of the ground, where they are seen best."""
    tall = float(np.clip(0.26 + 0.15 * subject.thing.bulk, 0.30, 0.58)) * min(1.2, subject.scale) * room.narrow
    away = -1.0 if room.view.focus > 0.5 else 1.0
    boxes = list(room.boxes)
    spots: list[Spot] = []
    for number in range(subject.count):
        foot = room.view.horizon + 0.085 + 0.012 * (len(boxes) % 3)
        spot = Spot(index, number, 0.5, foot, tall, depth=0.72, widest=0.5)

        def at(x: float, _: float, spot: Spot = spot) -> Spot:
            return replace(spot, x=x)

        spot = find_room(Search(boxes, room.extent, room.aspect, at, (foot,), 0.5 + away * 0.30), rng)
        spots.append(spot)
        boxes.append(box_of(spot, room.extent, room.aspect))
    return spots


def sky_spots(index: int, subject: Subject, number: int, room: Room, rng: np.random.Generator) -> list[Spot]:
    """Returns spots for sun, moon and clouds: at the top, where no figure is.

    Args:
        index: Index of the subject.
        subject: The subject.
        number: Number of things that hang in the sky already.
        room: The room; its `base` is the height of each thing.
        rng: Source of chance.
    """
    spots: list[Spot] = []
    boxes = list(room.boxes)
    away = -1.0 if room.view.focus > 0.5 else 1.0
    for n in range(subject.count):
        tall = room.base * subject.scale * float(rng.uniform(0.9, 1.1)) * room.narrow
        if subject.thing.name in _FLAT_SKY:
            tall *= 1.7
        turn = number + n
        x = 0.5 + away * (0.30, -0.32, 0.02, 0.16, -0.14)[turn % 5]
        top = 0.05 + 0.07 * (turn % 2) + 0.05 * (turn // 5)
        spot = Spot(index, n, x, top + tall, tall, grounded=False, depth=0.95, widest=0.6)

        def at(across: float, foot: float, spot: Spot = spot) -> Spot:
            return replace(spot, x=across, foot=foot)

        feet = (0.0, 0.10, 0.34, 0.55) if room.floats else (0.0, 0.10)
        search = Search(boxes, room.extent, room.aspect, at, tuple(top + tall + low for low in feet), x)
        spots.append(find_room(search, rng))
        boxes.append(box_of(spots[-1], room.extent, room.aspect))
    return spots
