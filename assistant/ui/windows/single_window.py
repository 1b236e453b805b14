"""Keeps one window of a kind for a user: the second start asks the first one to show itself, and ends."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from assistant import paths

ANSWERS_WITHIN_S = 3.0
"""A first window that is still starting listens by then."""
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""Variables that a desktop sets for a program that was just started; they let its window come to the front."""


class WindowServer(QObject):
    """Listens for later starts while the window lives, and brings the window to the front for each.

    The caller holds the lock of `qt_process.lock_instance`, so a socket that is there already is stale.

    Args:
        kind: The name of the lock.
        window: Comes to the front when another one is started.
    """

    asked = Signal(str)
    """What the later start wants to be shown, or "". The window is at the front by then."""

    def __init__(self, kind: str, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._path = _socket_path(kind)
        self._path.unlink(missing_ok=True)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(str(self._path))

    def close(self) -> None:
        """Stops listening."""
        self._server.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _on_connection(self) -> None:
        while (client := self._server.nextPendingConnection()) is not None:
            client.readyRead.connect(lambda client=client: self._on_line(client))
            client.disconnected.connect(client.deleteLater)
            if client.canReadLine():
                self._on_line(client)

    def _on_line(self, client: QLocalSocket) -> None:
        if not client.canReadLine():
            return
        token, _, words = bytes(client.readLine(4096).data()).decode("utf-8", "replace").strip("\n").partition("\t")
        bring_to_front(self._window, token)
        client.write(b"shown\n")
        client.flush()
        client.disconnectFromServer()
        self.asked.emit(words)


def show_running_window(kind: str, words: str = "") -> bool:
    """Asks the window that is open to come to the front. Blocks for at most ANSWERS_WITHIN_S.

    Args:
        kind: The name of its lock.
        words: One line for the window: what it is to show.

    Returns:
        Whether the window was reached.
    """
    token = next((os.environ[name] for name in TOKENS if os.environ.get(name)), "")
    line = f"{token}\t{words}".replace("\n", " ")
    end = time.monotonic() + ANSWERS_WITHIN_S
    while True:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(ANSWERS_WITHIN_S)
            try:
                connection.connect(str(_socket_path(kind)))
                connection.sendall(f"{line}\n".encode())
                return connection.recv(16) == b"shown\n"
            except OSError:
                if time.monotonic() > end:
                    return False
        time.sleep(0.05)


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Shows the window above the others, with the focus where the desktop grants it to `token`'s owner."""
    if token:
        # Qt's Wayland plugin reads the variable when it asks for the focus.
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()


def _socket_path(kind: str) -> Path:
    return paths.runtime_dir() / f"{kind}.window"
