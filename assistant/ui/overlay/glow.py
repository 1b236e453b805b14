"""The glow: a faint light on the screen's bottom edge while nobody knows yet whether it was called.

Runs in the overlay process. It says nothing and shows nothing else; it comes, rests without a timer, and goes. Where
windows cannot be translucent it stays away: it would be a bar.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QRadialGradient, QRegion

from assistant.ui.common import style
from assistant.ui.overlay.pane import Pane
from assistant.ui.platform.accessibility import Wishes
from assistant.ui.platform.surface import Ground, device_size

_SHADE = QColor(4, 20, 32)
"""Under the light, so that there is something to see on a white window too."""


class Glow(Pane):
    """Its window."""

    appear_ms = style.DAWN_MS

    def __init__(self, ground: Ground, wishes: Wishes) -> None:
        super().__init__("Jarvis glow", ground, wishes)
        self._light = QPixmap()

    def appear(self) -> None:
        """Come onto the screen, where windows can be translucent."""
        if self._ground.is_translucent():
            super().appear()

    def place_in(self, room: QRect) -> QRect:
        width = min(style.GLOW_WIDTH, room.width())
        left = room.x() + (room.width() - width) // 2
        return QRect(left, room.y() + room.height() - style.GLOW_HEIGHT, width, style.GLOW_HEIGHT)

    def paint(self, painter: QPainter, region: QRegion) -> None:  # noqa: ARG002 - it is one small image
        painter.drawPixmap(0, 0, self._current_light())

    def _current_light(self) -> QPixmap:
        ratio = self.ratio
        size = device_size(self.size(), ratio)
        if self._light.size() == size and self._light.devicePixelRatio() == ratio:
            return self._light
        self._light = QPixmap(size)
        self._light.setDevicePixelRatio(ratio)
        self._light.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._light)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        for colour, strength, wide, high in (
            (_SHADE, 0.22, 1.0, 1.0),
            (style.HEARING, 0.36, 0.92, 0.86),
            (style.HEARING, 0.42, 0.62, 0.34),
            (style.DONE, 0.80, 0.44, 0.09),
        ):
            _shine(painter, area, style.faded(colour, strength), wide, high)
        painter.end()
        return self._light


def _shine(painter: QPainter, area: QRectF, colour: QColor, wide: float, high: float) -> None:
    """Half an ellipse of light that rises from the middle of the bottom edge and fades to nothing."""
    painter.save()
    painter.translate(area.center().x(), area.bottom())
    painter.scale(area.width() / 2 * wide, area.height() * high)
    light = QRadialGradient(QPointF(0, 0), 1.0)
    # A bell: the eye sees an edge where a straight fall ends.
    for at, left in ((0.0, 1.0), (0.25, 0.80), (0.5, 0.40), (0.75, 0.11), (1.0, 0.0)):
        light.setColorAt(at, style.faded(colour, left))
    painter.setBrush(light)
    painter.drawRect(QRectF(-1, -1, 2, 1))
    painter.restore()
