"""Watches for a StatusNotifierItem tray that comes after the overlay. Overlay process; asks the session bus.

Qt looks once, when it makes the first icon, whether there is such a tray, and shows the icon by XEmbed for good where
there is none (qdbustrayicon, isDBusTrayAvailable). A tray that comes later, as at a login, and takes no XEmbed icons
is therefore reached by a new process only. One that was there and comes back is told of the icon by Qt itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusServiceWatcher
from PySide6.QtWidgets import QSystemTrayIcon

WATCHER: Final = "org.kde.StatusNotifierWatcher"
_SETTLE_MS = 1500
"""A tray takes its place in steps: the watcher, the host, then icons that others bring."""


class LateTray(QObject):
    """Tells when a tray has come that the icon is not in.

    Args:
        icon: As it is shown.
        is_busy: Whether something is on the screen; a new process waits until nothing is.
        bus: The session bus.
    """

    came = Signal()
    """A StatusNotifierItem tray is there, and this process cannot be in it."""

    def __init__(self, icon: QSystemTrayIcon, is_busy: Callable[[], bool]) -> None:
        super().__init__()
        self._icon = icon
        self._is_busy = is_busy
        self._bus = QDBusConnection.sessionBus()
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self._on_settled)
        self._watcher: QDBusServiceWatcher | None = None
        if self._bus.isConnected() and not self._is_there():
            mode = QDBusServiceWatcher.WatchModeFlag.WatchForRegistration
            self._watcher = QDBusServiceWatcher(WATCHER, self._bus, mode, self)
            self._watcher.serviceRegistered.connect(lambda _name: self._settling.start())

    def _is_there(self) -> bool:
        """Whether there is a tray of this kind, which Qt then uses."""
        names = self._bus.interface()
        if names is None or not names.isServiceRegistered(WATCHER).value():
            return False
        watcher = QDBusInterface(WATCHER, "/StatusNotifierWatcher", WATCHER, self._bus)
        return bool(watcher.property("IsStatusNotifierHostRegistered"))

    def _on_settled(self) -> None:
        embedded = not self._icon.geometry().isEmpty()
        if embedded or not self._is_there():
            return
        if self._is_busy():
            self._settling.start()
        else:
            self.came.emit()
