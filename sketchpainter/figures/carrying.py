"""Draws riders on what carries them: astride, standing in a row, inside behind a rim, or seen through glass.

Takes pictures and returns one picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sketchpainter.figures.anchors import HEAPS, VASES
from sketchpainter.figures.glyphs import enlarged
from sketchpainter.raster.arrays import Field
from sketchpainter.raster.compositing import over, turned
from sketchpainter.raster.shapes import margins, trimmed
from sketchpainter.scene.scene import Subject
from sketchpainter.scene.things import Point

_VASE = 1.15
"""Height of a vase, as a multiple of the height of the flowers in it."""
_HEAP, _BOWLFUL = 2.1, 0.95
"""Height of a basket, and of a bowl, as a multiple of the height of each thing in it."""
_BENEATH = frozenset({"table", "wall", "bench", "couch and lamp", "bed"})
"""Carriers whose height does not depend on their length."""
_GLASS = 0.24
"""Share by which glass veils the things behind it, 0 … 1."""
_SPREAD = {2: 0.5, 3: 0.8}
"""Share of the room that two or three riders take."""
_IN_ONE_ROW = 5
"""Maximum number of riders side by side; more riders stand in two rows."""
_CLOSE = 1.12
"""Maximum width of a row of riders, as a multiple of their room; the riders of a wider row are made smaller."""
_FAN = 17.0
"""Lean of the outermost of several flowers, degrees."""


@dataclass(slots=True)
class Rider:
    """One rider, as it is drawn by itself."""

    pixels: Field
    seat: Point
    """The rider's own point that comes to rest on the carrier, parts of the rider's box."""
    is_posed: bool = False
    """True if the rider has a body whose legs hang down; else it is a glyph, and sits behind the carrier's outline."""
    sinks: bool = False
    """True if the rider sits on the carrier; else its lowest point stands on it."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """The thing or animal that carries the riders."""

    pixels: Field
    seat: Point
    """Point at which a rider sits or stands, parts of the carrier's box."""
    rim: float | None = None
    """Distance of a vessel's rim from its top, part of its height; None if riders do not sit inside."""
    room: float = 0.33
    """Half of the width that several riders may take, part of the carrier's width."""
    curve: float = 0.0
    """Distance by which the middle riders stand in front of the outer ones, part of the carrier's height."""
    is_glass: bool = False
    """True if the carrier's sides are transparent."""
    fans: bool = False
    """True if several riders lean outwards: flowers in a vase."""


def height_beside(rider: Subject, carrier: Subject, picture: Field) -> float:
    """Returns the height of a carrier as a multiple of its rider's height.

    Args:
        rider: The thing that is carried.
        carrier: The thing that carries it.
        picture: The carrier's picture, of any size.
    """
    name, thing = carrier.thing.name, rider.thing
    if name in VASES:
        return _VASE
    if name in HEAPS and not thing.is_creature:
        return _BOWLFUL if name == "bowl" else _HEAP
    ratio = (carrier.thing.bulk * carrier.scale / max(thing.bulk * rider.scale, 0.2)) ** 0.7
    if name in _BENEATH:
        return float(np.clip(ratio**1.6, 0.6, 3.0))
    long = min(1.0, picture.shape[0] / picture.shape[1] + 0.25)
    return float(np.clip(ratio, 0.6, 2.0) * long) * (0.95 if carrier.role == "mount" else 1.05)


def combine_riders(riders: Sequence[Rider], carrier: Carrier) -> Field:
    """Draws the riders on their carrier and returns the picture, trimmed."""
    height, width = carrier.pixels.shape[:2]
    if carrier.is_glass:
        return _inside(riders, carrier)
    riders = [_shrunk(rider, _fit(riders, carrier)) for rider in riders]
    bodies = [trimmed(rider.pixels) for rider in riders]
    tall, wide = max(body.shape[0] for body in bodies) + height, max(body.shape[1] for body in bodies) + width
    pixels = np.zeros((height + 2 * tall, width + 2 * wide, 4), dtype=np.float32)
    over(pixels, carrier.pixels, tall, wide)
    places = _places(len(riders), carrier)
    for number in sorted(range(len(riders)), key=lambda n: places[n][1]):
        rider, body = riders[number], bodies[number]
        rest = (0.5, 0.985)
        if rider.sinks and rider.is_posed:
            rest = _trimmed_seat(rider)
        x, y = places[number]
        if rider.sinks and not rider.is_posed and carrier.rim is None:
            y += 0.08
        if carrier.fans and len(riders) > 1:
            lean = (x - carrier.seat[0]) / carrier.room
            body = turned(body, -_FAN * lean)
            y += 0.05 * abs(lean)
        top, left = (
            tall + round(y * height - rest[1] * body.shape[0]),
            wide + round(x * width - rest[0] * body.shape[1]),
        )
        over(pixels, body, top, left)
    if carrier.rim is not None:
        lower = round(carrier.rim * height)
        over(pixels, carrier.pixels[lower:], tall + lower, wide)
    elif riders[0].sinks and not riders[0].is_posed:
        # The feet of a glyph are hidden behind the back that it sits on.
        lower = round(min(0.9, carrier.seat[1]) * height)
        over(pixels, carrier.pixels[lower:], tall + lower, wide)
    return trimmed(pixels)


def _places(count: int, carrier: Carrier) -> list[Point]:
    """Returns the point at which each rider rests, parts of the carrier's box."""
    x, y = carrier.seat
    if carrier.rim is not None and not 0.3 < x < 0.7:
        x = 0.5
    if count == 1:
        return [(x, y + carrier.curve * 0.6)]
    rows = 1 if count <= _IN_ONE_ROW else 2
    places = []
    for row in range(rows):
        here = count // rows + (1 if row < count % rows else 0)
        for place in range(here):
            t = (-1 + 2 * place / max(1, here - 1)) * _SPREAD.get(count, 1.0)
            t *= 1.0 if here == count or row == 0 else 0.8
            bow = carrier.curve * (1 - t * t) ** 0.5
            places.append((x + carrier.room * t, y + (bow if row == 0 else -bow - 0.02)))
    return places


def _fit(riders: Sequence[Rider], carrier: Carrier) -> float:
    """Returns the factor, at most 1, by which several riders shrink to stand side by side."""
    count = len(riders)
    if count == 1:
        return 1.0
    here = -(-count // (1 if count <= _IN_ONE_ROW else 2))
    room = (2 * carrier.room * carrier.pixels.shape[1]) * (here / max(1, here - 1)) * _CLOSE
    wide = sum(trimmed(rider.pixels).shape[1] for rider in riders[:here]) * (0.62 if carrier.fans else 1.0)
    return float(np.clip(room / wide, 0.7 if carrier.fans else 0.25, 1.0))


def _shrunk(rider: Rider, share: float) -> Rider:
    if share >= 1.0:
        return rider
    return replace(rider, pixels=enlarged(rider.pixels, max(4, round(rider.pixels.shape[0] * share))))


def _inside(riders: Sequence[Rider], carrier: Carrier) -> Field:
    """Draws the riders behind glass, no larger than fits."""
    pixels = carrier.pixels.copy()
    height, width = pixels.shape[:2]
    count = len(riders)
    for number, rider in enumerate(riders):
        body = trimmed(rider.pixels)
        room = min(0.72 * height / body.shape[0], 1.6 * carrier.room * width / count / body.shape[1])
        body = enlarged(body, max(4, round(body.shape[0] * room)))
        x = carrier.seat[0] + carrier.room * 0.8 * (2 * (number + 0.5) / count - 1)
        y = carrier.seat[1] + (0.06 * (-1) ** number if count > 1 else 0.0)
        over(pixels, body, round(y * height - body.shape[0] / 2), round(x * width - body.shape[1] / 2))
    over(pixels, carrier.pixels * np.float32(_GLASS), 0, 0)
    return trimmed(pixels)


def _trimmed_seat(rider: Rider) -> Point:
    """Returns the rider's seat as parts of its trimmed picture."""
    rows, columns = margins(rider.pixels)
    height, width = rider.pixels.shape[:2]
    x = (rider.seat[0] * width - columns.start) / (columns.stop - columns.start)
    y = (rider.seat[1] * height - rows.start) / (rows.stop - rows.start)
    return min(max(x, 0.1), 0.9), min(max(y, 0.2), 0.985)
