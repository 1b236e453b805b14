"""A piece of dark glass near the screen's bottom, with a soft shadow. Runs in the overlay process.

The glass grows and shrinks smoothly within its pane, which is larger: moving a window is dearer than painting in it.
What is drawn on the glass is up to its subclasses.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QRegion

from assistant.ui.common import style
from assistant.ui.common.shadow import MARGIN_BOTTOM, MARGIN_SIDE, MARGIN_TOP, paint_shadow
from assistant.ui.overlay.pane import Pane
from assistant.ui.platform.accessibility import Wishes
from assistant.ui.platform.surface import Ground, device_size

_SHAPE = frozenset({"width", "height", "radius", "rise"})


class Glass(Pane):
    """The glass.

    Args:
        name: Its title and accessible name.
        radius: Of its corners, in logical pixels.
        ground, wishes: See `Pane`.
    """

    def __init__(self, name: str, radius: float, ground: Ground, wishes: Wishes) -> None:
        super().__init__(name, ground, wishes)
        self._rest = QSize(100, style.PILL_HEIGHT)
        self._extent = QSize(self._rest)
        self._rest_radius = radius
        self._backdrop = QPixmap()
        self._backdrop_of: tuple[object, ...] = ()
        self.motion.jump("radius", radius)

    def body(self) -> QRect:
        """Where the glass is at this moment, in the pane's coordinates."""
        width = 2 * round(self.motion.value("width") / 2)
        height = round(self.motion.value("height"))
        top = MARGIN_TOP + self._extent.height() - height + round(self.motion.value("rise"))
        return QRect(MARGIN_SIDE + (self._extent.width() - width) // 2, top, width, height)

    def rest_body(self) -> QRect:
        """Where the glass will be once it has settled."""
        top = MARGIN_TOP + self._extent.height() - self._rest.height()
        return QRect(QPoint(MARGIN_SIDE + (self._extent.width() - self._rest.width()) // 2, top), self._rest)

    def paint_on_glass(self, painter: QPainter, body: QRectF) -> None:
        """Draw what is on the glass; the painter already has the pane's opacity."""

    def roomiest(self) -> QSize:
        """The size that the pane has room for from the start, so that it need not grow later."""
        return QSize(0, 0)

    def set_body(self, size: QSize, milliseconds: int = style.SETTLE_MS) -> None:
        """Make the glass this large; its bottom edge and its middle stay where they are.

        Args:
            size: In logical pixels; the width becomes even.
            milliseconds: How long that takes while it is seen; at once otherwise.
        """
        self._rest = QSize(size.width() + size.width() % 2, size.height())
        time = milliseconds if self.is_up and not self.is_calm else 0
        self.motion.go("width", self._rest.width(), time)
        self.motion.go("height", self._rest.height(), time)
        self.motion.go("radius", min(self._rest_radius, self._rest.height() / 2), time)
        wanted = self._rest.expandedTo(self.roomiest() if self._translucent else QSize(0, 0))
        if self.is_shown and self._translucent:
            wanted = wanted.expandedTo(self._extent)
        if wanted != self._extent:
            self._extent = wanted
            if self.is_shown:
                self._place()
        if self.is_shown:
            self._surface.take_clicks(self.click_areas())

    def set_lift(self, pixels: int) -> None:
        """Make room below: this much further up than the usual place."""
        self.motion.go("lift", pixels, style.SETTLE_MS if self.is_up and not self.is_calm else 0)
        if self.is_shown:
            self._place()

    def begin(self) -> None:
        # Now it is known whether there is a compositor, and with it how large the pane may be.
        self._backdrop_of = ()
        self._extent = QSize(0, 0)
        self.set_body(self._rest)
        self.motion.jump("rise", 0.0 if self.is_calm else style.RISE)
        self.motion.go("rise", 0.0, style.SETTLE_MS)

    def place_in(self, room: QRect) -> QRect:
        bottom = room.y() + room.height() - style.EDGE_GAP - round(self.motion.value("lift"))
        size = QSize(self._extent.width() + 2 * MARGIN_SIDE, self._extent.height() + MARGIN_TOP + MARGIN_BOTTOM)
        corner = QPoint(room.x() + (room.width() - size.width()) // 2, bottom - self._extent.height() - MARGIN_TOP)
        return QRect(corner, size)

    def reshape(self) -> None:
        """Without a compositor nothing is translucent: the window takes the shape of the glass."""
        if self._translucent:
            self.clearMask()
            return
        shape = QPainterPath()
        radius = self.motion.value("radius")
        shape.addRoundedRect(QRectF(self.body()), radius, radius)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def dirty(self, moved: frozenset[str]) -> QRegion | None:
        return None if moved & _SHAPE else QRegion()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        body = QRectF(self.body())
        if not self._translucent:
            painter.fillRect(region.boundingRect(), _opaque(style.GLASS))
        painter.drawPixmap(body.topLeft() - QPoint(MARGIN_SIDE, MARGIN_TOP), self._current_backdrop(body))
        if region.intersects(self.body()):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_on_glass(painter, body)

    def _current_backdrop(self, body: QRectF) -> QPixmap:
        """Glass and shadow as one image, made anew only when they have another size."""
        ratio, radius = self.ratio, self.motion.value("radius")
        wanted = (body.size().toTuple(), round(radius, 1), ratio, self._translucent)
        if self._backdrop_of == wanted:
            return self._backdrop
        box = QRectF(MARGIN_SIDE, MARGIN_TOP, body.width(), body.height())
        whole = box.adjusted(-MARGIN_SIDE, -MARGIN_TOP, MARGIN_SIDE, MARGIN_BOTTOM)
        size = device_size(whole.size().toSize(), ratio)
        if self._backdrop.size() != size:
            self._backdrop = QPixmap(size)
        self._backdrop.setDevicePixelRatio(ratio)
        self._backdrop.fill(Qt.GlobalColor.transparent)
        self._backdrop_of = wanted
        painter = QPainter(self._backdrop)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._translucent:
            paint_shadow(painter, box, radius)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
            painter.setBrush(Qt.GlobalColor.black)
            painter.drawRoundedRect(box, radius, radius)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(style.GLASS if self._translucent else _opaque(style.GLASS))
        painter.drawRoundedRect(box, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.GLASS_LINE, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
        painter.end()
        return self._backdrop


def _opaque(colour: QColor) -> QColor:
    solid = QColor(colour)
    solid.setAlpha(255)
    return solid
