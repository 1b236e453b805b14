"""The grid of tiles. Window process; asks for images and draws, never waits for one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from assistant.gallery.index import Row
from assistant.showing import style
from assistant.showing.paragraph import one_line
from assistant.windows.gallery.model import ROW, Pictures
from assistant.windows.gallery.thumbs import Thumbs
from assistant.windows.gallery.words import second_line, title

SIDE: Final = 208
GAP: Final = 18
"""At least so much between tiles; what a window is wider than whole tiles is shared among the gaps."""
_EMPTY = QColor(160, 200, 230, 18)
GONE: Final = "This picture cannot be read"


class Grid(QListView):
    """All pictures, newest first.

    Args:
        pictures: The model.
    """

    opened = Signal(QModelIndex)
    typed = Signal(str)
    """Letters that nobody else wants: they are meant for the search."""

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbs = Thumbs(SIDE, style.PICTURE_RADIUS, self)
        self.setModel(pictures)
        self._tiles = Tiles(pictures, self.thumbs, self)
        self.setItemDelegate(self._tiles)
        # A wrapped list is laid out by counting; an icon view would keep a rectangle and a tree node for each tile.
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName("Pictures")
        self.verticalScrollBar().setSingleStep(48)
        self.activated.connect(self.opened)
        self.thumbs.came.connect(self._on_thumb)

    def chosen(self) -> list[Row]:
        """The selected pictures in their order on the screen."""
        places = sorted(index.row() for index in self.selectedIndexes())
        model = self.model()
        return [row for place in places if (row := model.data(model.index(place, 0), ROW)) is not None]

    def go_to(self, place: int, *, select: bool = True) -> None:
        """Make this the current picture and bring it into sight."""
        index = self.model().index(place, 0)
        if index.isValid():
            if select:
                self.setCurrentIndex(index)
            self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._share_room()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._share_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _share_room(self) -> None:
        self.thumbs.set_ratio(self.devicePixelRatioF())
        # The same with and without a scroll bar, and a pixel less: a row as wide as the view would wrap its last tile.
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 1
        columns = max(1, width // (SIDE + GAP))
        cell = QSize(width // columns, SIDE + self._tiles.caption_height() + GAP)
        if cell != self.gridSize():
            self._tiles.cell = cell
            self.setGridSize(cell)

    def _on_thumb(self, name: str) -> None:
        model = self.model()
        assert isinstance(model, Pictures)
        self.update(model.index(model.place(name)))


class Tiles(QStyledItemDelegate):
    """Draws one tile: the picture, its words, when and by whom; a ring of light where it is chosen."""

    def __init__(self, pictures: Pictures, thumbs: Thumbs, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures, self._thumbs = pictures, thumbs
        self._words, self._second = style.font(14), style.font(12)
        self.cell = QSize(SIDE + GAP, SIDE + self.caption_height() + GAP)

    def caption_height(self) -> int:
        """Room for both lines below a picture."""
        return QFontMetrics(self._words).height() + QFontMetrics(self._second).height() + 12

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self.cell

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        cell = option.rect
        box = QRect(cell.x() + (cell.width() - SIDE) // 2, cell.y() + GAP // 2, SIDE, SIDE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_picture(painter, box, self._thumbs.get(self._pictures.path(row)))
        if row.kept:
            paint_mark(painter, QPointF(box.right() - 20, box.top() + 8))
        self._paint_ring(painter, box, option)
        self._paint_words(painter, box, row)
        painter.restore()

    def _paint_picture(self, painter: QPainter, box: QRect, pixmap: QPixmap | None) -> None:
        if pixmap is not None and not pixmap.isNull():
            painter.drawPixmap(box.topLeft(), pixmap)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(_EMPTY))
        painter.drawRoundedRect(box, style.PICTURE_RADIUS, style.PICTURE_RADIUS)
        if pixmap is not None:
            painter.setPen(style.SECOND)
            painter.setFont(self._second)
            room = box.adjusted(16, 16, -16, -16)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, GONE)

    def _paint_ring(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        pointed = bool(option.state & QStyle.StateFlag.State_MouseOver)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not (chosen or pointed or current):
            return
        wide = 2.5 if chosen else 1.5
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.faded(style.HEARING, 1.0 if chosen else 0.7), wide))
        out = 3.0 if chosen else 0.75
        radius = style.PICTURE_RADIUS + out
        painter.drawRoundedRect(QRectF(box).adjusted(-out, -out, out, out), radius, radius)

    def _paint_words(self, painter: QPainter, box: QRect, row: Row) -> None:
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        lines = ((self._words, style.TEXT, title(row)), (self._second, style.SECOND, second_line(row)))
        top = box.bottom() + 9
        for font, colour, text in lines:
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(colour)
            room = QRect(QPoint(box.left() + 2, top), QSize(box.width() - 4, metrics.height()))
            short = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, short)
            top += metrics.height() + 1


def paint_mark(painter: QPainter, corner: QPointF) -> None:
    """The mark of a picture that is kept on purpose: a ribbon in a book."""
    ribbon = QPolygonF([corner + QPointF(x, y) for x, y in ((0, 0), (12, 0), (12, 17), (6, 12), (0, 17))])
    painter.setPen(QPen(QColor(9, 16, 24, 170), 1.5))
    painter.setBrush(style.HEARING)
    painter.drawPolygon(ribbon)
