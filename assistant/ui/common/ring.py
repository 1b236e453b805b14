"""Paints the ring, the overlay's only ornament: a dot, a circle and 28 ticks.

The ring never shows what is not so: the ticks' length is the voice's level, the lit arc is time left or progress.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRadialGradient

from assistant.ui.common.style import faded

TICKS = 28
_SMALL = 30
"""Below this size in pixels 28 ticks run into each other: half of them are drawn, and no glow."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Describes what a ring shows."""

    colour: QColor
    level: float = 0.0
    """Loudness of the voice, 0 … 1, which is how far the ticks reach out."""
    arc: float = 1.0
    """Lit share of the ticks, 0 … 1, clockwise from the top."""
    dot: float = 1.0
    """Brightness of the dot, 0 … 1."""
    struck: bool = False
    """Whether a stroke goes through the ring: muted."""


def paint_ring(painter: QPainter, box: QRectF, ring: Ring) -> None:
    """Draws the ring into a square box. The painter's opacity applies."""
    size = min(box.width(), box.height())
    small = size < _SMALL
    centre, radius = box.center(), size / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not small:
        _glow(painter, centre, radius, ring)
    _ticks(painter, centre, radius, ring, TICKS // 2 if small else TICKS)
    painter.setPen(QPen(faded(ring.colour, 0.9), radius * (0.13 if small else 0.055)))
    painter.setBrush(faded(ring.colour, 0.0 if small else 0.16))
    painter.drawEllipse(centre, radius * 0.4, radius * 0.4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(ring.colour, 0.35 + 0.65 * ring.dot))
    dot = radius * (0.22 if small else 0.19)
    painter.drawEllipse(centre, dot, dot)
    if ring.struck:
        _stroke_through(painter, centre, radius)
    painter.restore()


def _glow(painter: QPainter, centre: QPointF, radius: float, ring: Ring) -> None:
    light = QRadialGradient(centre, radius * 1.15)
    light.setColorAt(0.0, faded(ring.colour, 0.30 + 0.15 * ring.level))
    light.setColorAt(0.55, faded(ring.colour, 0.12 + 0.10 * ring.level))
    light.setColorAt(1.0, faded(ring.colour, 0.0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(light)
    painter.drawEllipse(centre, radius * 1.15, radius * 1.15)


def _ticks(painter: QPainter, centre: QPointF, radius: float, ring: Ring, count: int) -> None:
    lit_ticks = ring.arc * count
    groups: dict[float, list[QLineF]] = {}
    for index in range(count):
        angle = 2 * math.pi * index / count - math.pi / 2
        direction = QPointF(math.cos(angle), math.sin(angle))
        # Uneven neighbours let a voice look like a voice; the pattern is fixed, only the level moves it.
        share = 0.55 + 0.45 * math.sin(index * 2.4) ** 2
        reach = min(1.0, 0.80 + 0.20 * ring.level * share)
        line = QLineF(centre + direction * (radius * 0.58), centre + direction * (radius * reach))
        groups.setdefault(max(0.0, min(1.0, lit_ticks - index)), []).append(line)
    for lit, lines in groups.items():
        pen = QPen(faded(ring.colour, 0.24 + 0.76 * lit), radius * (0.17 if count < TICKS else 0.075))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLines(lines)


def _stroke_through(painter: QPainter, centre: QPointF, radius: float) -> None:
    reach = QPointF(radius * 0.78, -radius * 0.78)
    pen = QPen(QColor(9, 16, 24), radius * 0.34)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(centre - reach, centre + reach)
    pen.setColor(QColor("#d5dee6"))
    pen.setWidthF(radius * 0.16)
    painter.setPen(pen)
    painter.drawLine(centre - reach, centre + reach)
