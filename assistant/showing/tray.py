"""The tray icon: a ring whose colour is the truth, and a short menu. Runs in the overlay process.

Without a tray on the desktop nothing is missing: everything in the menu is a verb of `jarvis` too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QCursor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from assistant.showing import style
from assistant.showing.link import DaemonLink
from assistant.showing.overlay import open_file
from assistant.showing.paragraph import one_line
from assistant.showing.ring import Ring, paint_ring

LOST = "lost"
_RINGS = {
    "listening": Ring(style.HEARING, level=0.6),
    "busy": Ring(style.WORKING, level=0.6),
    "deaf": Ring(style.WRONG, level=0.6),
    "muted": Ring(style.MUTED, level=0.6, struck=True),
    LOST: Ring(style.NOT_RUNNING, level=0.6, dot=0.0),
}
_WORDS = {
    "listening": "listening",
    "busy": "busy",
    "deaf": "deaf: a call would not be heard",
    "muted": "muted: the microphone is closed",
    LOST: "not running",
}
_SIZES_PX = (16, 22, 24, 32, 44, 48, 64)


def tray_icon(truth: str) -> QIcon:
    """The icon for one of listening, busy, deaf, muted, lost; for any other word that of lost."""
    icon = QIcon()
    for size in _SIZES_PX:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_ring(painter, QRectF(0.5, 0.5, size - 1, size - 1), _RINGS.get(truth, _RINGS[LOST]))
        painter.end()
        icon.addPixmap(pixmap)
    return icon


class Tray(QObject):
    """The icon and its menu.

    Args:
        link: The daemon.
        gallery: The folder that "Open gallery folder" opens.
    """

    quit_wanted = Signal()
    """Quit was chosen; the daemon has been told."""

    def __init__(self, link: DaemonLink, gallery: Path) -> None:
        super().__init__()
        self._link = link
        self._gallery = gallery
        self._muted = False
        self.truth = ""
        self._icons = {truth: tray_icon(truth) for truth in _RINGS}
        self.menu = QMenu()
        self.status = self._action("Jarvis", None)
        self.status.setEnabled(False)
        self.menu.addSeparator()
        self.listen_now = self._action("Listen now", lambda: link.send("listen"))
        self.mute = self._action("Mute", self._on_mute)
        self.show_last = self._action("Show last picture", lambda: link.send("last"))
        self.open_gallery = self._action("Open gallery folder", self._on_open_gallery)
        self.menu.addSeparator()
        self.quit = self._action("Quit", self._on_quit)
        self.icon = QSystemTrayIcon()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        link.state.connect(self._on_state)
        link.lost.connect(lambda: self._tell(LOST, ""))
        self._tell(LOST, "")
        # Without a tray host Qt waits for one and shows the icon when it comes.
        self.icon.show()

    def _action(self, words: str, do: Any) -> QAction:
        action = self.menu.addAction(words)
        if do is not None:
            action.triggered.connect(do)
        return action

    def _on_state(self, state: dict[str, Any]) -> None:
        truth = str(state.get("tray"))
        self._muted = bool(state.get("muted"))
        device, problem = state.get("device"), state.get("problem")
        if truth == "listening" and isinstance(device, str):
            more = f" on {device}"
        elif truth == "deaf" and isinstance(problem, dict):
            more = f" ({problem.get('title')})"
        else:
            more = ""
        self._tell(truth if truth in _RINGS else LOST, more)

    def _tell(self, truth: str, more: str) -> None:
        running = truth != LOST
        for action in (self.listen_now, self.mute, self.show_last):
            action.setEnabled(running)
        self.mute.setText("Unmute" if self._muted else "Mute")
        words = f"Jarvis · {_WORDS[truth]}"
        # An ampersand would underline the letter after it.
        self.status.setText(one_line(words + more)[:120].replace("&", "&&"))
        if truth != self.truth:
            self.truth = truth
            self.icon.setIcon(self._icons[truth])
            # Only our own words: some trays read markup in tooltips.
            self.icon.setToolTip(words)

    def _on_mute(self) -> None:
        self._link.send("unmute" if self._muted else "mute")

    def _on_open_gallery(self) -> None:
        self._gallery.mkdir(parents=True, exist_ok=True)
        open_file(str(self._gallery))

    def _on_quit(self) -> None:
        self._link.send("quit")
        self.quit_wanted.emit()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.menu.popup(QCursor.pos())
