"""Draws the tray icon and styles its menu, and watches for a tray that comes late.

The icon is the ring in the colour that is true, with a dark edge for light panels; the menu looks like the overlay's
glass. A desktop that draws the menu itself (StatusNotifierItem) draws it in its own look.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusServiceWatcher
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QSystemTrayIcon

from assistant.ui.common import style
from assistant.ui.common.ring import Ring, paint_ring

LOST: Final = "lost"
"""No daemon is there, so nothing is known."""
RINGS: Final = {
    "listening": Ring(style.HEARING, level=0.6),
    "busy": Ring(style.WORKING, level=0.6),
    "deaf": Ring(style.WRONG, level=0.6),
    "muted": Ring(style.MUTED, level=0.6, struck=True),
    LOST: Ring(style.NOT_RUNNING, level=0.6, dot=0.0),
}
_SIZES_PX = (16, 22, 24, 32, 44, 48, 64)
_EDGE = QColor(9, 16, 24, 150)
"""The glass's own dark: it is invisible on a dark panel and carries the ring on a light one."""

WATCHER: Final = "org.kde.StatusNotifierWatcher"
_SETTLE_MS = 1500
"""A tray takes its place in steps: the watcher, the host, then icons that others bring."""


def tray_icon(truth: str) -> QIcon:
    """Returns the icon for one of RINGS; for any other word that of LOST."""
    ring = RINGS.get(truth, RINGS[LOST])
    icon = QIcon()
    for size in _SIZES_PX:
        icon.addPixmap(_edged(_drawn(ring, size)))
    return icon


def _drawn(ring: Ring, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    edge = max(1.0, size / 22)
    paint_ring(painter, QRectF(edge, edge, size - 2 * edge, size - 2 * edge), ring)
    painter.end()
    return pixmap


def _edged(drawn: QPixmap) -> QPixmap:
    """Returns the icon with its silhouette below it, about a pixel larger on every side."""
    silhouette = QPixmap(drawn)
    painter = QPainter(silhouette)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(silhouette.rect(), _EDGE)
    painter.end()
    result = QPixmap(drawn.size())
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    edge = drawn.width() / 22 * 0.75
    for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        painter.drawPixmap(QRectF(drawn.rect()).translated(x * edge, y * edge), silhouette, QRectF(drawn.rect()))
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return result


def menu_style_sheet() -> str:
    """Returns the menu's style sheet: the overlay's glass, opaque because a menu does not have a shadow everywhere."""
    unit = style.text_scale()
    ground, line = style.GLASS.name(), style.GLASS_LINE.name(QColor.NameFormat.HexArgb)
    families = ", ".join(f'"{family}"' for family in style.font(13).families())
    return f"""
        QMenu {{ background: {ground}; color: {style.TEXT.name()}; border: 1px solid {line};
                 padding: {round(6 * unit)}px; font-family: {families}; }}
        QMenu::item {{ padding: {round(5 * unit)}px {round(22 * unit)}px {round(5 * unit)}px {round(12 * unit)}px;
                       border-radius: 7px; }}
        QMenu::item:selected {{ background: {style.between(QColor(9, 16, 24), style.HEARING, 0.22).name()}; }}
        QMenu::item:disabled {{ color: {style.SECOND.name()}; background: transparent; }}
        QMenu::separator {{ height: 1px; margin: {round(5 * unit)}px {round(10 * unit)}px;
                            background: {style.between(QColor(9, 16, 24), style.HEARING, 0.18).name()}; }}
        QMenu::icon {{ padding-left: {round(8 * unit)}px; }}
    """


class LateTrayWatcher(QObject):
    """Reports when a StatusNotifierItem tray has come that the icon is not in.

    Qt looks once, when it makes the first icon, whether there is such a tray, and shows the icon by XEmbed for good
    where there is none (qdbustrayicon, isDBusTrayAvailable). A tray that comes later, as at a login, and takes no
    XEmbed icons is therefore reached by a new process only. Qt itself tells the icon to a tray that comes back.

    Args:
        icon: The icon as it is shown.
        is_busy: Returns whether something is on the screen; a new process waits until nothing is.
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
        """Returns whether there is a tray of this kind, which Qt then uses."""
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
