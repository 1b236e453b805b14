"""Reads and changes the gallery for its window: all disk access on one thread, all answers as signals."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal

from assistant.core.errors import AssistantError, GalleryError
from assistant.gallery.index import Row
from assistant.gallery.picture_files import KEPT_FOLDER
from assistant.gallery.picture_store import Gallery
from assistant.ui.windows.gallery.trash import Trashed, bring_back, to_trash

log = logging.getLogger(__name__)

SETTLE_MS = 200
"""Files come in bursts: a picture, its temporary name, the index's own."""


@dataclass(frozen=True, slots=True)
class GalleryQuery:
    """Says which pictures are to be shown."""

    text: str = ""
    kept_only: bool = False


class GalleryWorker(QObject):
    """Works on the gallery and answers with signals; nothing here blocks the window.

    Args:
        folder: The folder of the pictures; it may not exist yet.
    """

    found = Signal(object, list, int)
    """The query, its rows newest first, and how many pictures there are in all."""
    failed = Signal(str, str)
    """Title and hint of what went wrong."""
    deleted = Signal(object)
    """A `Trashed`, for undoing."""
    restored = Signal(int)
    _done = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gallery = Gallery(folder)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="shelf")
        self._wanted = GalleryQuery()
        self._looks = 0
        self._closed = False
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)
        self._watcher = QFileSystemWatcher(self)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self.refresh)
        self._watcher.directoryChanged.connect(lambda _path: self._settling.start())

    @property
    def folder(self) -> Path:
        """Returns the folder of the pictures."""
        return self._gallery.folder

    def path(self, row: Row) -> Path:
        """Returns the picture's file."""
        return self.folder / row.name

    def want(self, wanted: GalleryQuery) -> None:
        """Shows these from now on; `found` comes soon. Of several queries that wait only the newest is carried out."""
        self._wanted = wanted
        self._look(lambda: None)

    def refresh(self) -> None:
        """Looks up what others have added, deleted or marked."""
        self._look(self._gallery.refresh)

    def set_kept(self, rows: Sequence[Row], kept: bool) -> None:
        """Keeps pictures on purpose, or no longer."""
        ids = [row.id for row in rows]
        self._look(lambda: self._gallery.keep(ids) if kept else self._gallery.unkeep(ids))

    def delete(self, rows: Sequence[Row]) -> None:
        """Moves pictures to the desktop's trash; `deleted` tells of those that went."""
        names = [(row.name, bool(row.kept)) for row in rows]

        def do() -> None:
            trashed, problem = to_trash(self.folder, names)
            if trashed.pictures:
                self._gallery.refresh()
                self._send(lambda: self.deleted.emit(trashed))
            if problem is not None:
                raise problem

        self._look(do)

    def restore(self, trashed: Trashed) -> None:
        """Brings deleted pictures back, and their marks."""

        def do() -> None:
            names, problem = bring_back(trashed)
            self._gallery.refresh()
            kept = {picture.name for picture in trashed.pictures if picture.kept}
            ids = [row.id for row in self._gallery.rows() if row.name in kept & set(names)]
            self._gallery.keep(ids)
            self._send(lambda: self.restored.emit(len(names)))
            if problem is not None:
                raise problem

        self._look(do)

    def next_seed(self, row: Row, then: Callable[[int], None]) -> None:
        """Calls `then` with the first seed after this picture's that its words have not been painted with."""
        self._run(lambda: self._gallery.next_seed(row.words, row.seed + 1), then)

    def read(self, job: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Runs `job` on the worker's thread, and `then` with its result in the window's."""
        self._run(job, then)

    def close(self) -> None:
        """Ends the thread; what waits is dropped. Blocks until the job of the moment is over."""
        self._closed = True
        self._settling.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._gallery.close()

    # — on the way —

    def _look(self, before: Callable[[], object]) -> None:
        """Runs `before`, then looks up the query, unless another look waits already."""
        self._looks += 1
        number = self._looks

        def do() -> tuple[GalleryQuery, list[Row], int] | None:
            before()
            if number != self._looks:
                return None
            wanted = self._wanted
            rows = self._gallery.rows(wanted.text, kept_only=wanted.kept_only)
            return wanted, rows, len(rows) if wanted == GalleryQuery() else self._gallery.count()

        self._run(do, self._on_found)

    def _on_found(self, answer: tuple[GalleryQuery, list[Row], int] | None) -> None:
        folders = [str(self.folder), str(self.folder / KEPT_FOLDER)]
        if missing := [path for path in folders if path not in self._watcher.directories() and Path(path).is_dir()]:
            self._watcher.addPaths(missing)
        if answer is not None:
            self.found.emit(*answer)

    def _run(self, job: Callable[[], Any], then: Callable[[Any], None]) -> None:
        if self._closed:
            return

        def work() -> None:
            try:
                answer = job()
            except AssistantError as error:
                title, hint = error.title, error.hint
                self._send(lambda: self.failed.emit(title, hint))
            except Exception:
                log.exception("a look at the gallery failed")
                problem = GalleryError("The pictures cannot be looked at", "Close the window and open it again.")
                self._send(lambda: self.failed.emit(problem.title, problem.hint))
            else:
                self._send(lambda: then(answer))

        self._thread.submit(work)

    def _send(self, call: Callable[[], None]) -> None:
        if not self._closed:
            self._done.emit(call)

    def _on_done(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()
