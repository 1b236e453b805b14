"""Looks something up on a thread, so that the window never waits. Window processes."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal

log = logging.getLogger(__name__)


class Errand(QObject):
    """One look, again and again; while it goes on another one is not begun.

    Args:
        work: Runs on a thread and touches no widget. What it raises is logged, and nothing is told.
        parent: Owns it.
    """

    done = Signal(object)
    """What `work` gave; told on the window's own thread."""
    _over = Signal()

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._is_running = False
        self._over.connect(self._on_over)

    def run(self) -> None:
        """Begin."""
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
