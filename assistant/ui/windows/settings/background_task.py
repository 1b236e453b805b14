"""Looks something up on a thread, so that the window never waits."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal

log = logging.getLogger(__name__)


class BackgroundTask(QObject):
    """Runs one task, again and again; while it runs another run is not begun.

    Args:
        work: Runs on a thread and touches no widget. Its exceptions are logged, and nothing is emitted then.
        parent: The owner.
    """

    done = Signal(object)
    """The result of `work`; emitted in the window's own thread."""
    _over = Signal()

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._is_running = False
        self._over.connect(self._on_over)

    def run(self) -> None:
        """Begins, unless the task runs already."""
        if not self._is_running:
            self._is_running = True
            QThreadPool.globalInstance().start(self._go)

    def _go(self) -> None:
        try:
            found = self._work()
        except Exception:
            log.exception("something could not be looked up")
        else:
            self._tell(found)
        try:
            self._over.emit()
        except RuntimeError:  # the window was closed meanwhile
            return

    def _tell(self, found: object) -> None:
        try:
            self.done.emit(found)
        except RuntimeError:  # as above
            return

    def _on_over(self) -> None:
        self._is_running = False
