"""The first window's end of `single`: hears of later starts and brings the window to the front. Window process."""

from __future__ import annotations

import os
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from assistant.ui.windows.single_window import door_path


class Door(QObject):
    """Listens while the window lives; the caller holds the lock of `single.hold`, so what stands there is stale.

    Args:
        kind: As in `single.hold`.
        window: Comes to the front when another one is started.
    """

    asked = Signal(str)
    """What the later start wants to be shown, or "". The window is at the front by then."""

    def __init__(self, kind: str, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._path = door_path(kind)
        self._path.unlink(missing_ok=True)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(str(self._path))

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _on_connection(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.readyRead.connect(lambda visitor=visitor: self._on_line(visitor))
            visitor.disconnected.connect(visitor.deleteLater)
            if visitor.canReadLine():
                self._on_line(visitor)

    def _on_line(self, visitor: QLocalSocket) -> None:
        if not visitor.canReadLine():
            return
        token, _, words = bytes(visitor.readLine(4096).data()).decode("utf-8", "replace").strip("\n").partition("\t")
        bring_to_front(self._window, token)
        visitor.write(b"shown\n")
        visitor.flush()
        visitor.disconnectFromServer()
        self.asked.emit(words)


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Show the window above the others, with the focus where the desktop grants it to `token`'s owner."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt's Wayland plugin reads it when it asks for the focus.
    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
