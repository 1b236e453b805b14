"""Runs the overlay and the tray as a process of their own with Qt's loop: `python -m assistant.ui.overlay.app`.

The process looks for a screen before it starts Qt, which would end with an abort where there is none. It does not end
when the daemon ends: it waits for the next one.
"""

from __future__ import annotations

import argparse
import functools
import logging
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from assistant import paths
from assistant.core.child_process import child_environment, python_command
from assistant.ui.attention.held_pictures import HeldPictures
from assistant.ui.common.daemon_link import DaemonLink
from assistant.ui.common.qt_process import EndSignals, QtGarbageCollector, lock_instance
from assistant.ui.overlay.overlay import Overlay
from assistant.ui.platform.accessibility import AccessibilitySettings
from assistant.ui.platform.display_check import find_screen
from assistant.ui.platform.session_bus import SessionBus
from assistant.ui.platform.xcb import NoScreen
from assistant.ui.tray.tray_icon import LateTrayWatcher
from assistant.ui.tray.tray_menu import TrayMenu

EXIT_NO_SCREEN = 69
"""sysexits' EX_UNAVAILABLE: no screen can be reached, or what Qt needs to draw on it is missing."""
EXIT_RUNNING = 75
"""sysexits' EX_TEMPFAIL: another overlay of this user shows already."""

_AGAIN = 1000
"""Exit code of Qt's loop for a new start in this process's place. Qt itself uses 1 when the X server dies."""

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Shows the overlay until it is asked to end.

    Returns:
        An exit code: 0, EXIT_NO_SCREEN or EXIT_RUNNING.
    """
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        screen = find_screen()
    except NoScreen as error:
        print(f"jarvis overlay: {error}", file=sys.stderr)  # noqa: T201 - the one line for a person
        return EXIT_NO_SCREEN
    lock = lock_instance("overlay")
    if lock is None:
        print("jarvis overlay: another one is showing already.", file=sys.stderr)  # noqa: T201 - the one line
        return EXIT_RUNNING
    app = QApplication(["jarvis"])
    app.setApplicationName("jarvis")
    app.setApplicationDisplayName("Jarvis")
    app.setDesktopFileName("jarvis")
    app.setQuitOnLastWindowClosed(False)
    QtGarbageCollector(app)
    link = DaemonLink(paths.socket_path())
    accessibility = AccessibilitySettings(reduced_motion=options.reduced_motion)
    bus = SessionBus()
    accessibility.ask(bus)
    overlay = Overlay(link, screen.surface_factory(), accessibility, show_s=options.show_seconds)
    tray = TrayMenu(link, options.gallery)
    tray.quit_wanted.connect(lambda: app.exit(0))
    late_tray = LateTrayWatcher(tray.icon, functools.partial(_is_showing, overlay))
    late_tray.came.connect(lambda: app.exit(_AGAIN))
    held_pictures = HeldPictures.of(link, bus, app)
    # Not quit(): it closes the windows first, and a pane that moves at that moment has nothing to paint on.
    signals = EndSignals(lambda: app.exit(0))
    link.start()
    code = app.exec()
    link.close()
    signals.close()
    bus.close()
    del held_pictures, late_tray, overlay, tray
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


if __name__ == "__main__":
    sys.exit(main())
