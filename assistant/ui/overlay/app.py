"""`python -m assistant.ui.overlay.app`: the overlay and the tray as a process of their own, with Qt's loop.

It looks for a screen before it wakes Qt, which would end with an abort where there is none. It never ends because the
daemon does: it waits for the next one.
"""

from __future__ import annotations

import argparse
import fcntl
import functools
import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from assistant import paths
from assistant.core.child_process import child_environment, python_command
from assistant.ui.attention.held_pictures import Attendant
from assistant.ui.common.qt_gc import Sweeping
from assistant.ui.overlay.daemon_link import DaemonLink
from assistant.ui.overlay.overlay import Overlay
from assistant.ui.platform.accessibility import Wishes
from assistant.ui.platform.display_check import find_screen
from assistant.ui.platform.session_bus import SessionBus
from assistant.ui.platform.x11 import NoScreen
from assistant.ui.tray.tray_host import LateTray
from assistant.ui.tray.tray_menu import Tray

EXIT_NO_SCREEN = 69
"""sysexits' EX_UNAVAILABLE: no screen can be reached, or what Qt needs to draw on it is missing."""
EXIT_RUNNING = 75
"""sysexits' EX_TEMPFAIL: another overlay of this user shows already."""

_AGAIN = 1000
"""Within this process only: begin again, in its place. Qt itself ends its loop with 1 when the X server dies."""

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Show until asked to end. Returns the exit code: 0, EXIT_NO_SCREEN or EXIT_RUNNING."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        screen = find_screen()
    except NoScreen as error:
        print(f"jarvis overlay: {error}", file=sys.stderr)  # noqa: T201 - the one line for a person
        return EXIT_NO_SCREEN
    lock = _lock(paths.runtime_dir())
    if lock is None:
        print("jarvis overlay: another one is showing already.", file=sys.stderr)  # noqa: T201 - the one line
        return EXIT_RUNNING
    app = QApplication(["jarvis"])
    app.setApplicationName("jarvis")
    app.setApplicationDisplayName("Jarvis")
    app.setDesktopFileName("jarvis")
    app.setQuitOnLastWindowClosed(False)
    Sweeping(app)
    link = DaemonLink(paths.socket_path())
    wishes = Wishes(calm=options.reduced_motion)
    bus = SessionBus()
    wishes.ask(bus)
    overlay = Overlay(link, screen.ground(), wishes, show_s=options.show_seconds)
    tray = Tray(link, options.gallery)
    tray.quit_wanted.connect(lambda: app.exit(0))
    late_tray = LateTray(tray.icon, functools.partial(_is_showing, overlay))
    late_tray.came.connect(lambda: app.exit(_AGAIN))
    attendant = Attendant.of(link, bus, app)
    signals = _EndSignals(app)
    link.start()
    code = app.exec()
    link.close()
    signals.close()
    bus.close()
    del attendant, late_tray, overlay, tray
    screen.close()
    lock.close()
    if code == _AGAIN:
        log.info("a tray has come that only a new process can be in")
        words = sys.argv[1:] if arguments is None else arguments
        command = python_command("assistant.ui.overlay.app", *words)
        os.execve(command[0], command, child_environment())
    return code


def _is_showing(overlay: Overlay) -> bool:
    return overlay.is_showing


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="jarvis overlay", description="Shows what Jarvis hears, paints and says.")
    parser.add_argument("--show-seconds", type=float, default=20.0, help="how long finished pictures stay")
    parser.add_argument("--reduced-motion", action="store_true", help="fade only")
    parser.add_argument("--gallery", type=Path, default=paths.pictures_dir(), help="where the pictures are kept")
    return parser.parse_args(arguments)


def _lock(folder: Path) -> IO[str] | None:
    """The right to be this user's only overlay, for as long as the file is open; None when another one has it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (folder / "overlay.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


class _EndSignals:
    """End in good order on SIGTERM and SIGINT: Python sees them only when Qt's loop wakes up, so they wake it."""

    def __init__(self, app: QApplication) -> None:
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            # Not quit(): it closes the windows first, and a pane that moves at that moment has nothing to paint on.
            signal.signal(number, lambda *_: app.exit(0))
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)

    def _drain(self) -> None:
        with suppress(OSError):
            self._read.recv(64)

    def close(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        self._read.close()
        self._write.close()


if __name__ == "__main__":
    sys.exit(main())
