"""Holds what Qt processes of ours share: garbage collection, end signals, a lock, and opening files."""

from __future__ import annotations

import fcntl
import gc
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QSocketNotifier, QUrl
from PySide6.QtGui import QDesktopServices

from assistant import paths

log = logging.getLogger(__name__)


class QtGarbageCollector(QObject):
    """Lets Python collect its garbage on Qt's own thread only, for as long as this object lives.

    Python collects cycles on whichever thread allocates when it is time. A window or a timer in such a cycle would
    then be deleted on a thread that only reads files, which ends the process. Therefore the collector does not run by
    itself any more: Qt's loop runs it by the same counts whenever it has nothing else to do. That needs no timer.

    Make it on Qt's thread, after the application.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None, "an application comes first"
        dispatcher.aboutToBlock.connect(self.collect)

    def collect(self) -> None:
        """Collects the generations that Python itself would have collected by now."""
        for generation in (2, 1, 0):
            if all(
                count > limit for count, limit in zip(gc.get_count(), self._thresholds[: generation + 1], strict=False)
            ):
                gc.collect(generation)
                return


class EndSignals:
    """Ends the process in good order on SIGTERM and SIGINT.

    Python handles a signal only when its own code runs, so each signal wakes Qt's loop through a socket.

    Args:
        end: Called in Qt's thread on each of these signals.
    """

    def __init__(self, end: Callable[[], object]) -> None:
        self._read, self._write = socket.socketpair()
        for side in (self._read, self._write):
            side.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: end())
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)

    def _drain(self) -> None:
        with suppress(OSError):
            self._read.recv(64)

    def close(self) -> None:
        """Stops waking the loop."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        self._read.close()
        self._write.close()


def lock_instance(kind: str) -> IO[str] | None:
    """Takes the right to be this user's only process of a kind, for as long as the returned file is open.

    Args:
        kind: The name of the lock: "overlay", "gallery", "settings" …

    Returns:
        The open file; None when another process has the right.
    """
    folder = paths.runtime_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (folder / f"{kind}.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def open_file(path: str) -> None:
    """Opens a file or folder with what the desktop has for it; a desktop that has nothing is logged."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
        log.warning("the desktop has nothing to open it with")
