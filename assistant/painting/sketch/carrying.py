"""Riders on what carries them: astride, standing on it, or inside it behind its rim.

Runs in the painter's process. Pictures in, one picture out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.painting.sketch.fields import Field
from assistant.painting.sketch.pasting import over
from assistant.painting.sketch.shapes import margins, trimmed
from assistant.painting.sketch.vocabulary import Point


@dataclass(slots=True)
class Rider:
    """Who is carried."""

    pixels: Field
    seat: Point
    """Its own point that comes to rest on the carrier, parts of its box."""
    is_posed: bool = False
    """Whether it has a body whose legs hang down; else it is a glyph that sits down behind the carrier's outline."""
    sinks: bool = False
    """Whether it sits on the carrier; else it stands on it with its lowest point."""


def carried(rider: Rider, carrier: Field, seat: Point, rim: float | None) -> Field:
    """The rider on its carrier.

    Args:
        rider: Who is carried.
        carrier: The carrier's picture.
        seat: Where one sits, parts of its box.
        rim: How far down a vessel's rim is, a part of its height; None for what is not sat inside.
    """
    height, width = carrier.shape[:2]
    body = trimmed(rider.pixels)
    tall, wide = body.shape[:2]
    rest = (0.5, 0.985)
    if rider.sinks and rider.is_posed and rim is None:
        rest = _within(rider)
    at = seat if rim is None else (seat[0] if 0.3 < seat[0] < 0.7 else 0.5, min(0.95, rim + 0.30))
    if rider.sinks and not rider.is_posed and rim is None:
        at = (seat[0], seat[1] + 0.08)
    pixels = np.zeros((height + 2 * tall, width + 2 * wide, 4), dtype=np.float32)
    top, left = tall + round(at[1] * height - rest[1] * tall), wide + round(at[0] * width - rest[0] * wide)
    over(pixels, carrier, tall, wide)
    over(pixels, body, top, left)
    if rim is not None:
        lower = round(rim * height)
        over(pixels, carrier[lower:], tall + lower, wide)
    elif rider.sinks and not rider.is_posed:
        # A glyph's feet vanish behind the back that it sits on.
        lower = round(min(0.9, seat[1]) * height)
        over(pixels, carrier[lower:], tall + lower, wide)
    return trimmed(pixels)


def _within(rider: Rider) -> Point:
    """The seat as parts of the trimmed picture."""
    rows, columns = margins(rider.pixels)
    height, width = rider.pixels.shape[:2]
    x = (rider.seat[0] * width - columns.start) / (columns.stop - columns.start)
    y = (rider.seat[1] * height - rows.start) / (rows.stop - rows.start)
    return min(max(x, 0.1), 0.9), min(max(y, 0.2), 0.985)
