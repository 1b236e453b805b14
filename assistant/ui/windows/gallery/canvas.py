"""Draws one picture, as large as there is room or in any other size."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QDrag,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from assistant.ui.common import style
from assistant.ui.windows.gallery.picture_model import files

SMALLEST: Final = 0.1
LARGEST: Final = 16.0
STEP: Final = 1.25
"""Factor of one press of plus or one notch of the wheel."""
_EDGE: Final = 2
"""Room for the light around a picture that has the focus, in logical pixels."""
_GROWN: Final = 4.0
"""A small picture is enlarged at most by this factor to fill the room."""


class Canvas(QWidget):
    """Shows the picture and lets a person zoom, move and drag it."""

    zoomed = Signal(float)
    """Screen pixels for one of the picture's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 160)
        self._image = QImage()
        self._path: Path | None = None
        self._words = ""
        self._zoom: float | None = None
        self._middle = QPointF(0.5, 0.5)
        """The point of the picture that is in the middle of the canvas, as shares of its sides."""
        self._pressed: QPoint | None = None
        self._scaled = QPixmap()

    def set_picture(self, image: QImage, path: Path | None) -> None:
        """Shows a picture, all of it.

        Args:
            image: A null image where it cannot be read: the words are shown instead.
            path: The picture's file, for dragging it out.
        """
        self._image, self._path = image, path
        self._scaled = QPixmap()
        self.fit()

    def set_words(self, words: str) -> None:
        """Sets the words that are shown where there is no picture."""
        self._words = words
        self.update()

    @property
    def scale(self) -> float:
        """Returns the screen pixels for one of the picture's."""
        return self._fitting() if self._zoom is None else self._zoom

    def fit(self) -> None:
        """Fits all of the picture into the canvas."""
        self._zoom, self._middle = None, QPointF(0.5, 0.5)
        self._tell()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Multiplies the scale; the point at `at` stays there."""
        self.zoom_to(self.scale * factor, at)

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Sets the screen pixels for one of the picture's; the point at `at` stays there."""
        if self._image.isNull():
            return
        spot = at if at is not None else QPointF(self.rect().center())
        box = self._box()
        share = QPointF((spot.x() - box.x()) / box.width(), (spot.y() - box.y()) / box.height())
        self._zoom = min(LARGEST, max(SMALLEST, scale))
        grown = self._size()
        away = spot - QPointF(self.rect().center())
        self._middle = QPointF(share.x() - away.x() / grown.width(), share.y() - away.y() / grown.height())
        self._keep_in()
        self._tell()

    # — drawing —

    def _fitting(self) -> float:
        if self._image.isNull():
            return 1.0
        size = QSizeF(self._image.size())
        room = QSizeF(self.width() - 2 * _EDGE, self.height() - 2 * _EDGE)
        return min(room.width() / size.width(), room.height() / size.height(), _GROWN)

    def _size(self) -> QSizeF:
        return QSizeF(self._image.size()) * self.scale

    def _box(self) -> QRectF:
        size = self._size()
        corner = QPointF(self.width() / 2, self.height() / 2)
        corner -= QPointF(size.width() * self._middle.x(), size.height() * self._middle.y())
        return QRectF(corner, size)

    def _keep_in(self) -> None:
        """Keeps a picture that is larger than the window at its edges, and a smaller one in the middle."""
        size = self._size()

        def kept(share: float, room: float, length: float) -> float:
            half = room / length / 2
            return 0.5 if half >= 0.5 else min(1 - half, max(half, share))

        self._middle = QPointF(
            kept(self._middle.x(), self.width(), size.width()), kept(self._middle.y(), self.height(), size.height())
        )

    def _tell(self) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._is_larger() else Qt.CursorShape.ArrowCursor)
        self.zoomed.emit(self.scale)
        self.update()

    def _is_larger(self) -> bool:
        size = self._size()
        return not self._image.isNull() and (size.width() > self.width() + 1 or size.height() > self.height() + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        if self._image.isNull():
            painter.setPen(style.SECOND)
            painter.setFont(style.font(16))
            room = self.rect().adjusted(24, 24, -24, -24)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        else:
            self._paint_picture(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        box = self._box()
        if self._zoom is None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            brush = QBrush(self._all_of_it())
            brush.setTransform(QTransform.fromTranslate(box.x(), box.y()))
            painter.setBrush(brush)
            painter.setPen(QPen(style.faded(style.HEARING, 0.6), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            radius = min(style.PICTURE_RADIUS, box.width() / 10, box.height() / 10)
            painter.drawRoundedRect(box, radius, radius)
            return
        smooth = self.scale < 3  # Beyond that a person looks at pixels.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        seen = box.intersected(QRectF(self.rect()))
        part = QRectF((seen.topLeft() - box.topLeft()) / self.scale, seen.size() / self.scale)
        painter.drawImage(seen, self._image, part)

    def _all_of_it(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        wanted = (self._size() * ratio).toSize().expandedTo(QSize(1, 1))
        if self._scaled.size() != wanted:
            ways = Qt.TransformationMode
            way = ways.FastTransformation if self.scale > 3 else ways.SmoothTransformation
            self._scaled = QPixmap.fromImage(self._image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, way))
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    # — hands —

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if not self._image.isNull():
            self._keep_in()
        self._tell()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoom_by(STEP**notches, event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._zoom is None:
            self.zoom_to(1.0 if self._fitting() < 1 else self._fitting() * 2, event.position())
        else:
            self.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._pressed = None
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Moves a picture that is larger than the window in it; drags one that is seen as a whole out of it."""
        if self._pressed is None or self._image.isNull():
            return
        at = event.position().toPoint()
        if self._is_larger():
            size, way = self._size(), at - self._pressed
            self._middle -= QPointF(way.x() / size.width(), way.y() / size.height())
            self._pressed = at
            self._keep_in()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()
        elif self._path and (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            drag = QDrag(self)
            mime = files([self._path])
            mime.setImageData(self._image)
            drag.setMimeData(mime)
            small = QPixmap.fromImage(self._image.scaled(128, 128, Qt.AspectRatioMode.KeepAspectRatio))
            drag.setPixmap(small)
            drag.exec(Qt.DropAction.CopyAction)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.update()
