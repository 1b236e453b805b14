"""Lets Python collect its garbage on Qt's own thread only. Runs in the overlay's and the windows' processes.

Python collects cycles on whichever thread allocates when it is time. A window or a timer in such a cycle would then be
deleted on a thread that only reads files, which ends the process. So the collector does not run by itself any more; it
is asked whenever Qt's loop has nothing else to do, by the same counts. It needs no timer and wakes nobody.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QAbstractEventDispatcher, QObject


class Sweeping(QObject):
    """Collects on this thread for as long as it lives. To be made on Qt's thread, after the application."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None, "an application comes first"
        dispatcher.aboutToBlock.connect(self.sweep)

    def sweep(self) -> None:
        """Collect what Python would have collected by now."""
        for generation in (2, 1, 0):
            if all(
                count > limit for count, limit in zip(gc.get_count(), self._thresholds[: generation + 1], strict=False)
            ):
                gc.collect(generation)
                return
