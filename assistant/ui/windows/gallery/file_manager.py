"""Shows a picture's file in the desktop's file manager, chosen there; without one, its folder. Window process."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
from PySide6.QtGui import QDesktopServices


def show_in_folder(picture: Path) -> None:
    """Ask org.freedesktop.FileManager1, and open the folder where nobody answers to that. Does not wait."""
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        _open_folder(picture)
        return
    name = "org.freedesktop.FileManager1"
    call = QDBusMessage.createMethodCall(name, "/org/freedesktop/FileManager1", name, "ShowItems")
    call.setArguments([[QUrl.fromLocalFile(str(picture)).toString(QUrl.ComponentFormattingOption.FullyEncoded)], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call))
    _waiting.append(watcher)

    def answered(ended: QDBusPendingCallWatcher) -> None:
        _waiting.remove(watcher)
        if ended.isError():
            _open_folder(picture)

    watcher.finished.connect(answered)


_waiting: list[QDBusPendingCallWatcher] = []
"""Calls on their way: nothing else holds them."""


def _open_folder(picture: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(picture.parent)))
