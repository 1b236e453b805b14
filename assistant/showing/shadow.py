"""The soft shadow around the glass, as one image for each height. Runs in the overlay process."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from assistant.showing.style import SHADOW, SHADOW_BLUR, SHADOW_DROP

MARGIN_SIDE = SHADOW_BLUR
MARGIN_TOP = SHADOW_BLUR - SHADOW_DROP
MARGIN_BOTTOM = SHADOW_BLUR + SHADOW_DROP

_COARSE = 4
"""The image is drawn this much smaller; nothing in it is sharp."""
_LAYERS = 48
_SIGMA = SHADOW_BLUR / 2
"""A CSS blur radius is twice the standard deviation of its Gaussian."""


def paint_shadow(painter: QPainter, body: QRectF, radius: float) -> None:
    """Draw the shadow that a rounded box throws, around and below it; it is also drawn where the box is."""
    image, end = _shadow(round(body.height()), round(radius))
    box = body.adjusted(-MARGIN_SIDE, -MARGIN_TOP, MARGIN_SIDE, MARGIN_BOTTOM)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    cut, middle = end / _COARSE, image.width() - 2 * end / _COARSE
    ends = min(float(end), box.width() / 2)
    for target_x, width, source_x, source_width in (
        (box.left(), ends, 0.0, ends / _COARSE),
        (box.left() + ends, box.width() - 2 * ends, cut, middle),
        (box.right() - ends, ends, image.width() - ends / _COARSE, ends / _COARSE),
    ):
        target = QRectF(target_x, box.top(), width, box.height())
        painter.drawImage(target, image, QRectF(source_x, 0, source_width, image.height()))


@lru_cache(maxsize=8)
def _shadow(height: int, radius: int) -> tuple[QImage, int]:
    """The shadow of a box of this height, and the width of its two ends; what is between them may be stretched."""
    end = 2 * SHADOW_BLUR + radius
    width = 2 * end + _COARSE
    full_height = height + MARGIN_TOP + MARGIN_BOTTOM
    # 16 bits a channel: many faint layers in 8 bits would add up to visible bands.
    image = QImage(width // _COARSE, -(-full_height // _COARSE), QImage.Format.Format_RGBA64_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.scale(image.width() / width, image.height() / full_height)
    body = QRectF(SHADOW_BLUR, SHADOW_BLUR, width - 2 * SHADOW_BLUR, height)
    covered = 0.0
    for layer in range(_LAYERS):
        distance = SHADOW_BLUR * (1 - 2 * (layer + 0.5) / _LAYERS)
        box = body.adjusted(-distance, -distance, distance, distance)
        if box.width() <= 0 or box.height() <= 0:
            break
        wanted = SHADOW.alphaF() * 0.5 * math.erfc(distance / (_SIGMA * math.sqrt(2)))
        colour = QColor(SHADOW)
        colour.setAlphaF(1 - (1 - wanted) / (1 - covered))
        covered = wanted
        corner = max(0.0, radius + distance)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, corner, corner)
    painter.end()
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied), end
