"""Shows all pictures as a grid of tiles; it asks for images and never waits for one.

A tile has the picture, its words, when and by whom it was painted, and a ring of light where it is chosen. Each tile is
drawn once and kept: while a person scrolls, each is one copy to the screen.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from assistant.gallery.index import Row
from assistant.ui.common import style
from assistant.ui.common.paragraph import one_line
from assistant.ui.windows.gallery.gallery_wording import second_line, title
from assistant.ui.windows.gallery.picture_model import ROW, PictureModel
from assistant.ui.windows.gallery.tile_images import TileImages
from assistant.ui.windows.window_style import GROUND

SIDE: Final = 208
GAP: Final = 18
"""Smallest gap between tiles; the width beyond whole tiles is shared among the gaps."""
GONE: Final = "This picture cannot be read"
MOST_KEPT: Final = 300
"""Number of drawn tiles that are kept: some five screens, 65 MB."""
_EMPTY = QColor(160, 200, 230, 18)


class Grid(QListView):
    """Is the grid of all pictures, newest first.

    Args:
        pictures: The model.
    """

    opened = Signal(QModelIndex)
    typed = Signal(str)
    """Letters that no other widget wants: they are meant for the search."""

    def __init__(self, pictures: PictureModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tile_images = TileImages(SIDE, style.PICTURE_RADIUS, self)
        self.setModel(pictures)
        self._tiles = TileDelegate(pictures, self.tile_images, self)
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
        self.tile_images.came.connect(self._on_thumb)

    def chosen(self) -> list[Row]:
        """Returns the selected pictures in their order on the screen."""
        places = sorted(index.row() for index in self.selectedIndexes())
        model = self.model()
        return [row for place in places if (row := model.data(model.index(place, 0), ROW)) is not None]

    def go_to(self, place: int, *, select: bool = True) -> None:
        """Makes this the current picture and scrolls to it."""
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
        self.tile_images.set_ratio(self.devicePixelRatioF())
        # The same with and without a scroll bar, and a pixel less: a row as wide as the view would wrap its last tile.
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 1
        columns = max(1, width // (SIDE + GAP))
        cell = QSize(width // columns, SIDE + self._tiles.caption_height() + GAP)
        if cell != self.gridSize():
            self._tiles.set_cell(cell)
            self.setGridSize(cell)

    def _on_thumb(self, name: str) -> None:
        model = self.model()
        assert isinstance(model, PictureModel)
        self.update(model.index(model.place(name)))


class TileDelegate(QStyledItemDelegate):
    """Draws the grid's tiles.

    Args:
        pictures: The model.
        tile_images: Gives the images.
        parent: The grid.
    """

    def __init__(self, pictures: PictureModel, tile_images: TileImages, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures, self._thumbs, self._grid = pictures, tile_images, parent
        self._words, self._second = style.font(14), style.font(12)
        self._drawn: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._cell = QSize(SIDE + GAP, SIDE + self.caption_height() + GAP)

    def caption_height(self) -> int:
        """Returns the height of both lines below a picture."""
        return QFontMetrics(self._words).height() + QFontMetrics(self._second).height() + 12

    def set_cell(self, cell: QSize) -> None:
        """Sets the size of a tile with the gaps around it, in logical pixels."""
        self._cell = cell

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self._cell

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        corner = option.rect.topLeft() + QPoint((option.rect.width() - SIDE) // 2, GAP // 2)
        painter.drawPixmap(corner, self._tile(row))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        near = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
        if chosen or option.state & near:
            painter.save()
            paint_ring(painter, QRectF(corner, QSize(SIDE, SIDE)), chosen=chosen)
            painter.restore()

    def _tile(self, row: Row) -> QPixmap:
        image = self._thumbs.get(self._pictures.path(row))
        ratio = self._grid.devicePixelRatioF()
        # The day, because a picture of today is one of yesterday tomorrow.
        key = (row.name, bool(row.kept), None if image is None else image.cacheKey(), ratio, date.today())
        tile = self._drawn.get(key)
        if tile is None:
            tile = self._drawn[key] = self._draw(row, image, ratio)
            while len(self._drawn) > MOST_KEPT:
                self._drawn.popitem(last=False)
        else:
            self._drawn.move_to_end(key)
        return tile

    def _draw(self, row: Row, image: QPixmap | None, ratio: float) -> QPixmap:
        tile = QPixmap(QSize(SIDE, SIDE + self.caption_height()) * ratio)
        tile.setDevicePixelRatio(ratio)
        tile.fill(GROUND)
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_picture(painter, image)
        if row.kept:
            paint_mark(painter, QPointF(SIDE - 21, 8))
        self._draw_words(painter, row)
        painter.end()
        return tile

    def _draw_picture(self, painter: QPainter, image: QPixmap | None) -> None:
        if image is not None and not image.isNull():
            painter.drawPixmap(0, 0, image)
            return
        box = QRect(0, 0, SIDE, SIDE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(_EMPTY))
        painter.drawRoundedRect(box, style.PICTURE_RADIUS, style.PICTURE_RADIUS)
        if image is not None:
            painter.setPen(style.SECOND)
            painter.setFont(self._second)
            room = box.adjusted(16, 16, -16, -16)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, GONE)

    def _draw_words(self, painter: QPainter, row: Row) -> None:
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        lines = ((self._words, style.TEXT, title(row)), (self._second, style.SECOND, second_line(row)))
        top = SIDE + 8
        for font, colour, text in lines:
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(colour)
            room = QRect(2, top, SIDE - 4, metrics.height())
            short = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, short)
            top += metrics.height() + 1


def paint_ring(painter: QPainter, box: QRectF, *, chosen: bool) -> None:
    """Draws the light around a picture that is chosen, or pointed at."""
    out = 3.0 if chosen else 0.75
    radius = style.PICTURE_RADIUS + out
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(style.faded(style.HEARING, 1.0 if chosen else 0.7), 2.5 if chosen else 1.5))
    painter.drawRoundedRect(box.adjusted(-out, -out, out, out), radius, radius)


def paint_mark(painter: QPainter, corner: QPointF) -> None:
    """Draws the mark of a picture that is kept on purpose: a bookmark's ribbon."""
    ribbon = QPolygonF([corner + QPointF(x, y) for x, y in ((0, 0), (12, 0), (12, 17), (6, 12), (0, 17))])
    painter.setPen(QPen(QColor(9, 16, 24, 170), 1.5))
    painter.setBrush(style.HEARING)
    painter.drawPolygon(ribbon)
