"""Puts the gallery window's parts together and decides what is seen.

The window never reads a disk on its own thread: the worker does, and answers with signals.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from assistant import paths
from assistant.gallery.index import Row
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.windows.gallery.actions import PictureActions
from assistant.ui.windows.gallery.full_view import FullView
from assistant.ui.windows.gallery.gallery_worker import GalleryQuery, GalleryWorker
from assistant.ui.windows.gallery.overview import Overview
from assistant.ui.windows.gallery.picture_facts import LoadedPicture, load_picture
from assistant.ui.windows.gallery.picture_model import PictureModel
from assistant.ui.windows.gallery.repaint import NOT_RUNNING, Repaint
from assistant.ui.windows.gallery.toast import Toast
from assistant.ui.windows.window_style import room

TYPED_MS: Final = 90
"""Length of a pause in typing after which the search begins."""
FIRST_LOOK_MS: Final = 300
"""After this time without pictures the window says what it is doing."""


class GalleryWindow(QMainWindow):
    """Is the gallery's window.

    Args:
        folder: The folder of the pictures.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.setWindowTitle("Gallery")
        self.setMinimumSize(520, 420)
        self.resize(QSize(1180, 780).boundedTo(room()))
        self.worker = GalleryWorker(folder, self)
        self.link = DaemonLink(paths.socket_path(), self, shows=False)
        self.repaint_ = Repaint(self.link, self)
        self.pictures = PictureModel(self.worker.folder, self)
        self.picture_actions = PictureActions(self, self.worker, self.repaint_, self.chosen)
        self.overview = Overview(self.pictures, self)
        self.full = FullView(self.picture_actions, self)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.overview)
        self.pages.addWidget(self.full)
        self.setCentralWidget(self.pages)
        self.toast = Toast(self)
        self._new: str = ""
        self._typing = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._typing.timeout.connect(self._look)
        self._connect()
        self.link.start()
        self.worker.want(GalleryQuery())
        QTimer.singleShot(FIRST_LOOK_MS, self.overview.show_waiting)
        self.overview.grid.setFocus()

    def _connect(self) -> None:
        self.worker.found.connect(self._on_found)
        self.worker.failed.connect(self._on_failed)
        self.overview.search.textChanged.connect(lambda _text: self._typing.start())
        self.overview.search.returnPressed.connect(self._look)
        self.overview.kept.toggled.connect(lambda _on: self._look())
        grid = self.overview.grid
        grid.opened.connect(self._on_opened)
        grid.typed.connect(self._on_typed)
        grid.selectionModel().selectionChanged.connect(lambda *_: self.picture_actions.update())
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(
            lambda at: self.picture_actions.menu(self).popup(grid.viewport().mapToGlobal(at)) if self.chosen() else None
        )
        self.full.left.connect(self._show_all)
        self.full.turned.connect(self._turn)
        self.picture_actions.message.connect(self.toast.show_message)
        self.picture_actions.undoable.connect(
            lambda words: self.toast.show_message(words, "Undo", self.picture_actions.undo.trigger)
        )
        self.repaint_.message.connect(self._on_painted)
        self.repaint_.changed.connect(self._on_daemon)
        for keys, do in (("Ctrl+F", self._search), ("Ctrl+W", self.close), ("Ctrl+Q", self.close)):
            QShortcut(QKeySequence(keys), self, do)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.overview, self._on_escape)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        app = QApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self._end)
        self._on_daemon()
        self.picture_actions.update()

    # — what is chosen —

    def chosen(self) -> list[Row]:
        """Returns the pictures that an action is about."""
        if self.pages.currentWidget() is self.full:
            return [self.full.row] if self.full.row is not None else []
        return self.overview.grid.chosen()

    def show_what(self, words: str) -> None:
        """Shows what a later start asked for: words to search, or nothing in particular."""
        if words:
            self._show_all()
            self.overview.search.setText(words)
            self._look()

    # — looking —

    def _look(self) -> None:
        self._typing.stop()
        self.worker.want(GalleryQuery(self.overview.search.text().strip(), self.overview.kept.isChecked()))

    def _on_found(self, wanted: GalleryQuery, rows: list[Row], count: int) -> None:
        grid = self.overview.grid
        names = [row.name for row in grid.chosen()]
        before = grid.currentIndex().row()
        if self.pictures.set_rows(rows) and rows:
            place = self.pictures.place(names[0]) if names else -1
            if place < 0 and before >= 0:
                place = min(before, len(rows) - 1)
            if place >= 0 and not grid.selectedIndexes():
                grid.go_to(place)
        self.overview.show_counts(wanted, len(rows), count)
        if self._new and (place := self.pictures.place(self._new)) >= 0:
            self._new = ""
            grid.go_to(place)
        if self.pages.currentWidget() is self.full:
            self._follow(before)
        self.picture_actions.update()

    def _follow(self, before: int) -> None:
        """Goes on with the same picture, or with its neighbour, when the rows have changed below the full view."""
        assert self.full.row is not None
        place = self.pictures.place(self.full.row.name)
        if place >= 0:
            self._open(place, again=False)
        elif self.pictures.rowCount():
            self._open(min(max(before, 0), self.pictures.rowCount() - 1))
        else:
            self._show_all()

    def _on_failed(self, title: str, hint: str) -> None:
        if self.pictures.rowCount():
            self.toast.show_message(f"{title}. {hint}", stays=True)
        else:
            self.overview.show_failure(title, hint)

    # — one picture —

    def _on_opened(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _open(self, place: int, *, again: bool = True) -> None:
        row = self.pictures.row(place)
        if row is None:
            return
        self.full.show_row(row, place, self.pictures.rowCount())
        self.pages.setCurrentWidget(self.full)
        self.full.canvas.setFocus()
        self.overview.grid.go_to(place)
        self.picture_actions.update()
        path = self.worker.path(row)

        def show(whole: LoadedPicture) -> None:
            if again:
                self.full.show_loaded(row, whole, path)
            elif whole.facts is not None:
                self.full.facts.show_row(row, whole.facts)

        self.worker.read(lambda: load_picture(path), show)

    def _turn(self, steps: int) -> None:
        if self.full.row is None:
            return
        place = self.pictures.place(self.full.row.name) + steps
        if 0 <= place < self.pictures.rowCount():
            self._open(place)

    def _show_all(self) -> None:
        self.pages.setCurrentWidget(self.overview)
        self.overview.grid.setFocus()
        self.picture_actions.update()

    # — hands —

    def _search(self) -> None:
        self._show_all()
        self.overview.search.setFocus()
        self.overview.search.selectAll()

    def _on_typed(self, letters: str) -> None:
        self.overview.search.setFocus()
        self.overview.search.insert(letters)

    def _on_escape(self) -> None:
        if self.overview.search.text() or self.overview.kept.isChecked():
            self.overview.search.clear()
            self.overview.kept.setChecked(False)
        self.overview.grid.setFocus()

    def _on_painted(self, words: str, name: str) -> None:
        self._new = name
        if self.isHidden() and not self.repaint_.pending:
            self.close()
        elif name:
            self.toast.show_message(words, "Show", lambda: self._show_new(name))
            self.worker.refresh()
        else:
            self.toast.show_message(words, stays=bool(self.repaint_.pending))

    def _show_new(self, name: str) -> None:
        if (place := self.pictures.place(name)) >= 0:
            self._open(place)

    def _on_daemon(self) -> None:
        self.full.notice.setText("" if self.repaint_.can else f"{NOT_RUNNING}. Then pictures can be painted again.")
        self.full.notice.setVisible(not self.repaint_.can)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closes, but only hides while a painting is pending: the daemon stops it with the one who asked."""
        if self.repaint_.pending and self.isVisible():
            self.hide()
            event.ignore()
            return
        self._end()
        event.accept()
        QApplication.quit()

    def _end(self) -> None:
        self._typing.stop()
        self.picture_actions.close()
        self.link.close()
        self.overview.grid.tile_images.close()
        self.worker.close()
