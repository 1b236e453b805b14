"""Opens a window as the only one of its kind, in this process. Looks for a screen before Qt does, which would abort.

Unlike the overlay, which needs X11 to choose its place, a window takes the platform that Qt itself prefers.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from assistant.ui.common import style
from assistant.ui.common.qt_gc import Sweeping
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.platform.x11 import NoScreen, XServer
from assistant.ui.windows.single_window import ask_to_show, hold
from assistant.ui.windows.window_server import Door
from assistant.ui.windows.window_style import dress

EXIT_NO_SCREEN = 69
"""sysexits' EX_UNAVAILABLE: there is no screen that a window could be on."""


def open_window(kind: str, make: Callable[[], QWidget], words: str = "") -> int:
    """Show the window until it is closed, or let the one that is open come to the front.

    Args:
        kind: "gallery", "settings": there is one of each.
        make: Builds the window; called once there is an application. A window with a slot `show_what(str)` gets the
            words of later starts.
        words: What is to be shown.

    Returns:
        An exit status: 0, or EXIT_NO_SCREEN.
    """
    lock = hold(kind)
    if lock is None:
        if ask_to_show(kind, words):
            return 0
        print(f"jarvis {kind}: a window is open already, and does not answer.", file=sys.stderr)  # noqa: T201
        return 1
    with lock:
        try:
            check_screen()
        except NoScreen as error:
            print(f"jarvis {kind}: {error}", file=sys.stderr)  # noqa: T201 - the one line for a person
            return EXIT_NO_SCREEN
        app = application()
        window = make()
        door = Door(kind, window)
        show_what = getattr(window, "show_what", None)
        if show_what is not None:
            door.asked.connect(show_what)
        ending = EndSignals(app)
        window.show()
        if words and show_what is not None:
            show_what(words)
        status = app.exec()
        door.close()
        ending.close()
        return status


def application() -> QApplication:
    """The process's application, dressed."""
    app = QApplication(["jarvis"])
    Sweeping(app)
    app.setApplicationName("jarvis")
    app.setApplicationDisplayName("Jarvis")
    QGuiApplication.setDesktopFileName("jarvis")
    app.setWindowIcon(ring_icon())
    dress(app)
    return app


def ring_icon() -> QIcon:
    """The ring, for title bars and task lists."""
    icon = QIcon()
    for size in (16, 32, 64, 128):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_ring(painter, pixmap.rect().toRectF(), Ring(style.HEARING, level=0.6))
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def check_screen() -> None:
    """See that Qt will find a screen: without one it ends the process with an abort.

    Raises:
        NoScreen: With what is missing.
    """
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal", "vnc")):
        return
    display, wayland = os.environ.get("DISPLAY", ""), os.environ.get("WAYLAND_DISPLAY", "")
    if wayland and _answers(Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / wayland):
        return
    if not display:
        raise NoScreen(
            "No screen: neither DISPLAY nor WAYLAND_DISPLAY leads to one",
            "Start it from a desktop. The pictures themselves lie in your pictures folder: jarvis last.",
        )
    XServer(display).close()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door, suppress(OSError):
        door.connect(str(path))
        return True
    return False


class EndSignals:
    """Ends in good order on SIGTERM and SIGINT: Python sees them only when Qt's loop wakes up, so they wake it."""

    def __init__(self, app: QApplication) -> None:
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: app.quit())
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)

    def _drain(self) -> None:
        with suppress(OSError):
            self._read.recv(64)

    def close(self) -> None:
        """Leave the signals alone again."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        self._read.close()
        self._write.close()
