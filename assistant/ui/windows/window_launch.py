"""Opens a window as the only one of its kind, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from assistant.ui.common import style
from assistant.ui.common.qt_process import EndSignals, QtGarbageCollector, lock_instance
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.platform.display_check import check_screen
from assistant.ui.platform.xcb import NoScreen
from assistant.ui.windows.single_window import WindowServer, show_running_window
from assistant.ui.windows.window_style import apply_look

EXIT_NO_SCREEN = 69
"""sysexits' EX_UNAVAILABLE: there is no screen that a window could be on."""


def open_window(kind: str, make: Callable[[], QWidget], words: str = "") -> int:
    """Shows the window until it is closed, or lets the one that is open come to the front.

    Args:
        kind: "gallery", "settings" or "welcome"; there is one of each.
        make: Builds the window; called once there is an application. A window with a slot `show_what(str)` gets the
            words of later starts.
        words: What is to be shown.

    Returns:
        An exit status: 0, 1 where the open window does not answer, or EXIT_NO_SCREEN.
    """
    lock = lock_instance(kind)
    if lock is None:
        if show_running_window(kind, words):
            return 0
        print(f"jarvis {kind}: a window is open already, and does not answer.", file=sys.stderr)  # noqa: T201
        return 1
    with lock:
        try:
            # Qt would end the process with an abort where there is no screen.
            check_screen()
        except NoScreen as error:
            print(f"jarvis {kind}: {error}", file=sys.stderr)  # noqa: T201 - the one line for a person
            return EXIT_NO_SCREEN
        app = application()
        window = make()
        server = WindowServer(kind, window)
        show_what = getattr(window, "show_what", None)
        if show_what is not None:
            server.asked.connect(show_what)
        signals = EndSignals(app.quit)
        window.show()
        if words and show_what is not None:
            show_what(words)
        status = app.exec()
        server.close()
        signals.close()
        return status


def application() -> QApplication:
    """Makes the process's application with the windows' look."""
    app = QApplication(["jarvis"])
    QtGarbageCollector(app)
    app.setApplicationName("jarvis")
    app.setApplicationDisplayName("Jarvis")
    QGuiApplication.setDesktopFileName("jarvis")
    app.setWindowIcon(ring_icon())
    apply_look(app)
    return app


def ring_icon() -> QIcon:
    """Returns the ring as an icon for title bars and task lists."""
    icon = QIcon()
    for size in (16, 32, 64, 128):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_ring(painter, pixmap.rect().toRectF(), Ring(style.HEARING, level=0.6))
        painter.end()
        icon.addPixmap(pixmap)
    return icon
