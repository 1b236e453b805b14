"""The grid of tiles. Window process; asks for images and draws, never waits for one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from assistant.gallery.index import Row
from assistant.ui.common import style
from assistant.ui.windows.gallery.picture_model import ROW, Pictures
from assistant.ui.windows.gallery.tile_images import Thumbs
from assistant.ui.windows.gallery.tiles import GAP, SIDE, Tiles


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
