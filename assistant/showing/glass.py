"""A piece of dark glass near the screen's bottom, with a soft shadow. Runs in the overlay process.

What is drawn on it is up to its subclasses.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QRegion

from assistant.showing import style
from assistant.showing.pane import Pane
from assistant.showing.shadow import MARGIN_BOTTOM, MARGIN_SIDE, MARGIN_TOP, paint_shadow
from assistant.showing.x11 import XServer


class Glass(Pane):
    """The glass.

    Args:
        name: Its title and accessible name.
        radius: Of its corners, in logical pixels.
        x_server, reduced_motion: See `Pane`.
    """

    def __init__(self, name: str, radius: float, x_server: XServer | None, *, reduced_motion: bool) -> None:
        super().__init__(name, x_server, reduced_motion=reduced_motion)
        self._radius = radius
        self._body = QSize(100, 84)
        self._backdrop = QPixmap()

    def body(self) -> QRect:
        """Where the glass is, in the window's coordinates."""
        return QRect(QPoint(MARGIN_SIDE, MARGIN_TOP), self._body)

    def paint_on_glass(self, painter: QPainter, body: QRectF) -> None:
        """Draw what is on the glass; the painter already has the window's opacity."""

    def set_body(self, size: QSize) -> None:
        """Make the glass this large; its bottom edge and its middle stay where they are."""
        if size != self._body:
            self._body = size
            self._place()
        self._send_click_areas()

    def set_lift(self, pixels: int) -> None:
        """Make room below: this much further up than the usual place."""
        self.motion.go("lift", pixels, style.SETTLE_MS if self._is_up and not self._reduced_motion else 0)
        self._place()

    def appear(self) -> None:
        """Come onto the screen with the pointer, without taking the focus."""
        if not self.isVisible():
            self._backdrop = QPixmap()  # There may be a compositor now that was not there before, or none.
        super().appear()

    def place_in(self, room: QRect) -> QRect:
        rise = 0 if self._reduced_motion else style.RISE * (1 - self.opacity)
        lift = self.motion.value("lift")
        bottom = room.y() + room.height() - style.EDGE_GAP - round(lift - rise)
        window = QSize(self._body.width() + 2 * MARGIN_SIDE, self._body.height() + MARGIN_TOP + MARGIN_BOTTOM)
        corner = QPoint(room.x() + (room.width() - window.width()) // 2, bottom - self._body.height() - MARGIN_TOP)
        return QRect(corner, window)

    def reshape(self) -> None:
        """Without a compositor nothing is translucent: the window takes the shape of the glass."""
        if self._composited:
            self.clearMask()
            return
        shape = QPainterPath()
        radius = min(self._radius, self._body.height() / 2)
        shape.addRoundedRect(QRectF(self.body()), radius, radius)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def paint(self, painter: QPainter, region: QRegion) -> None:
        if not self._composited:
            painter.fillRect(region.boundingRect(), _opaque(style.GLASS))
        painter.drawPixmap(0, 0, self._current_backdrop())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_on_glass(painter, QRectF(self.body()))

    def _current_backdrop(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        wanted = self.size() * ratio
        if self._backdrop.size() == wanted and self._backdrop.devicePixelRatio() == ratio:
            return self._backdrop
        self._backdrop = QPixmap(wanted)
        self._backdrop.setDevicePixelRatio(ratio)
        self._backdrop.fill(Qt.GlobalColor.transparent)
        body = QRectF(self.body())
        radius = min(self._radius, body.height() / 2)
        painter = QPainter(self._backdrop)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._composited:
            paint_shadow(painter, body, radius)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
            painter.setBrush(Qt.GlobalColor.black)
            painter.drawRoundedRect(body, radius, radius)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(style.GLASS if self._composited else _opaque(style.GLASS))
        painter.drawRoundedRect(body, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.GLASS_LINE, 1))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
        painter.end()
        return self._backdrop


def _opaque(colour: QColor) -> QColor:
    solid = QColor(colour)
    solid.setAlpha(255)
    return solid
