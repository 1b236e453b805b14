"""The soft shadow around the glass, cheap at every size. Runs in the overlay process.

The shadow of a box under a Gaussian blur is the product of two profiles, one across and one down. So it is two
gradients on a small image, stretched; a rounded box's differs by less than an eye can see at this blur.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter

from assistant.ui.common.style import SHADOW, SHADOW_BLUR, SHADOW_DROP

MARGIN_SIDE = SHADOW_BLUR
MARGIN_TOP = SHADOW_BLUR - SHADOW_DROP
MARGIN_BOTTOM = SHADOW_BLUR + SHADOW_DROP

_COARSE = 4
"""The image is drawn this much smaller; nothing in it is sharp."""
_SIGMA = SHADOW_BLUR / 2
"""A CSS blur radius is twice the standard deviation of its Gaussian."""
_STOPS = 16
"""Colours from the shadow's outer end to where it is full; more make no difference that shows."""
_ROUND = 0.22
"""How much of the corners' radius the box is narrower for: its round corners throw less shadow."""


def paint_shadow(painter: QPainter, body: QRectF, radius: float) -> None:
    """Draw the shadow that a rounded box throws, around and below it; it is also drawn where the box is."""
    box = body.adjusted(-MARGIN_SIDE, -MARGIN_TOP, MARGIN_SIDE, MARGIN_BOTTOM)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, _shadow(round(body.width()), round(body.height()), round(radius * _ROUND)))


@lru_cache(maxsize=4)
def _shadow(width: int, height: int, inset: int) -> QImage:
    across, down = width + 2 * SHADOW_BLUR, height + 2 * SHADOW_BLUR
    size = (-(-across // _COARSE), -(-down // _COARSE))
    # 16 bits a channel: so faint a gradient in 8 bits would show bands.
    image = QImage(*size, QImage.Format.Format_RGBA64_Premultiplied)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(image.rect(), _profile(across, inset, QPointF(size[0], 0), SHADOW))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.fillRect(image.rect(), _profile(down, 0, QPointF(0, size[1]), QColor(0, 0, 0)))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _profile(length: int, inset: int, end: QPointF, colour: QColor) -> QBrush:
    """The shadow's strength along one side: a step at the box's two edges, blurred.

    Args:
        length: Of the side with its two margins, in logical pixels.
        inset: How much further in the step is.
        end: The gradient's end on the small image; it begins at the origin.
        colour: Where the shadow is full.
    """
    gradient = QLinearGradient(QPointF(0, 0), end)
    first, last = SHADOW_BLUR + inset, length - SHADOW_BLUR - inset
    half = min(length / 2, 2.0 * SHADOW_BLUR + inset)
    for stop in range(_STOPS + 1):
        at = half * stop / _STOPS
        strength = 0.5 * (_erf(at - first) - _erf(at - last))
        shade = QColor(colour)
        shade.setAlphaF(min(1.0, colour.alphaF() * strength))
        gradient.setColorAt(at / length, shade)
        gradient.setColorAt(1 - at / length, shade)
    return QBrush(gradient)


def _erf(distance: float) -> float:
    return math.erf(distance / (_SIGMA * math.sqrt(2)))
