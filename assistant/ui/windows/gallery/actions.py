"""Defines what can be done with the chosen pictures: one action for each, for the menu, the buttons and the keys.

Nothing here blocks: the worker handles files, the daemon paints, and dialogs do not block.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from assistant.gallery.index import Row
from assistant.ui.windows.gallery.gallery_wording import pictures
from assistant.ui.windows.gallery.gallery_worker import GalleryWorker
from assistant.ui.windows.gallery.picture_export import KINDS, copy, proposed_name, save, show_in_folder
from assistant.ui.windows.gallery.repaint import NOT_RUNNING, Repaint
from assistant.ui.windows.gallery.trash import Trashed
from assistant.ui.windows.gallery.wallpaper import Outcome, set_wallpaper

Keys = QKeySequence.StandardKey


class PictureActions(QObject):
    """Holds the actions.

    Args:
        window: The window in which their keys count.
        worker: The gallery's worker.
        repaint: Asks the daemon to paint.
        chosen: Returns the pictures that the actions are about.
    """

    message = Signal(str)
    """What was done, or why not."""
    undoable = Signal(str)
    """The same of a deletion, which can be undone."""
    _wallpaper_done = Signal(object)

    def __init__(
        self, window: QWidget, worker: GalleryWorker, repaint: Repaint, chosen: Callable[[], list[Row]]
    ) -> None:
        super().__init__(window)
        self._window, self._worker, self._repaint, self._chosen = window, worker, repaint, chosen
        self._trashed: list[Trashed] = []
        self.keep = self._action("Keep", "Ctrl+K", self._keep, "Never cleared away to make room")
        self.copy = self._action("Copy", Keys.Copy, self._copy, "The picture and its file")
        self.save = self._action("Save as…", Keys.Save, self._save)
        self.wallpaper = self._action("Set as wallpaper", None, self._set_wallpaper)
        self.folder = self._action("Show in folder", "Ctrl+L", self._show_in_folder)
        self.again = self._action("Paint again", "Ctrl+R", self._paint_again, "The same words and the same seed")
        self.fresh = self._action("Paint anew", "Ctrl+N", self._paint_anew, "The same words, any other seed")
        self.vary = self._action("Vary", "Ctrl+V", self._vary, "The same words, the next seeds")
        self.delete = self._action("Delete", Keys.Delete, self._delete, "To the trash")
        self.undo = self._action("Undo delete", Keys.Undo, self._undo)
        worker.deleted.connect(self._on_deleted)
        worker.restored.connect(lambda count: self.message.emit(f"{pictures(count)} brought back"))
        repaint.changed.connect(self.update)
        self._wallpaper_done.connect(self._on_wallpaper, Qt.ConnectionType.QueuedConnection)

    @property
    def making(self) -> list[QAction]:
        """Returns the actions that make new pictures."""
        return [self.again, self.fresh, self.vary]

    @property
    def using(self) -> list[QAction]:
        """Returns the actions that do something with the picture that there is."""
        return [self.keep, self.copy, self.save, self.wallpaper, self.folder, self.delete]

    def menu(self, parent: QWidget) -> QMenu:
        """Returns a menu of all actions that is deleted when it is closed."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.using[:-1])
        menu.addSeparator()
        menu.addActions(self.making)
        menu.addSeparator()
        menu.addActions([self.delete, self.undo])
        return menu

    def update(self) -> None:
        """Enables the actions that can be done now."""
        rows = self._chosen()
        for action in (self.keep, self.copy, self.delete):
            action.setEnabled(bool(rows))
        for action in (self.save, self.wallpaper, self.folder):
            action.setEnabled(len(rows) == 1)
        for action in self.making:
            action.setEnabled(len(rows) == 1 and self._repaint.can)
            action.setToolTip(str(action.data()) if self._repaint.can else NOT_RUNNING)
        kept = bool(rows) and all(row.kept for row in rows)
        self.keep.setText("Kept" if kept else "Keep")
        self.keep.setIconText(self.keep.text())
        self.keep.setChecked(kept)
        self.undo.setEnabled(bool(self._trashed))

    def _action(self, text: str, keys: Keys | str | None, do: Callable[[], None], tip: str = "") -> QAction:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcuts([QKeySequence(keys)] if isinstance(keys, str) else QKeySequence.keyBindings(keys))
        action.setIconText(text)  # Else a button would lose the "…".
        action.setData(tip or text)
        action.setToolTip(tip or text)
        action.triggered.connect(lambda _checked=False: do())
        self._window.addAction(action)
        if text == "Keep":
            action.setCheckable(True)
        return action

    def _keep(self) -> None:
        rows = self._chosen()
        keep = not all(row.kept for row in rows)
        self._worker.set_kept(rows, keep)
        self.message.emit(f"{pictures(len(rows))} {'kept' if keep else 'no longer kept on purpose'}")

    def _copy(self) -> None:
        rows = self._chosen()
        copy([self._worker.path(row) for row in rows])
        self.message.emit(f"{pictures(len(rows))} copied")

    def _save(self) -> None:
        [row] = self._chosen()
        dialog = QFileDialog(self._window, "Save a copy", str(Path.home() / proposed_name(row)), KINDS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        source = self._worker.path(row)
        dialog.fileSelected.connect(lambda target: self._save_to(source, Path(target)))
        dialog.open()

    def _save_to(self, source: Path, target: Path) -> None:
        self._worker.read(lambda: save(source, target), lambda written: self.message.emit(f"Saved as {written}"))

    def _set_wallpaper(self) -> None:
        [row] = self._chosen()
        path = self._worker.path(row)
        # A wallpaper must not be cleared away.
        self._worker.set_kept([row], True)
        self.message.emit("Asking the desktop to take it as the wallpaper …")

        def work() -> None:
            outcome = set_wallpaper(path)
            if not self._gone:
                self._wallpaper_done.emit(outcome)

        threading.Thread(target=work, name="wallpaper", daemon=True).start()

    _gone = False

    def close(self) -> None:
        """Ends with the window; results that are still on their way are dropped."""
        self._gone = True

    def _on_wallpaper(self, outcome: Outcome) -> None:
        self.message.emit(f"{outcome.words}, and it is kept" if outcome.done else outcome.words)

    def _show_in_folder(self) -> None:
        [row] = self._chosen()
        show_in_folder(self._worker.path(row))

    def _paint_again(self) -> None:
        [row] = self._chosen()
        self._repaint.paint(row, row.seed, 1)

    def _paint_anew(self) -> None:
        [row] = self._chosen()
        self._repaint.paint(row, None)

    def _vary(self) -> None:
        [row] = self._chosen()
        self._worker.next_seed(row, lambda seed: self._repaint.paint(row, seed))

    def _delete(self) -> None:
        self._worker.delete(self._chosen())

    def _undo(self) -> None:
        if self._trashed:
            self._worker.restore(self._trashed.pop())
            self.update()

    def _on_deleted(self, trashed: Trashed) -> None:
        self._trashed.append(trashed)
        self.update()
        self.undoable.emit(f"{pictures(len(trashed.pictures))} moved to the trash")
