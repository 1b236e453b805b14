"""Shows the tray icon, a ring whose colour is the truth, and its menu.

Without a tray on the desktop nothing is missing: everything in the menu is a command of `jarvis` too. The truth is the
daemon's report about scored audio frames; when a daemon stops answering, opening the menu finds it out. The menus of
microphones and painters run `jarvis use …` in a process of its own: looking at microphones blocks for a second, and
only the command line writes the settings.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QProcess, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCursor
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from assistant.core.message import Message
from assistant.core.messages.control_messages import (
    ListenRequest,
    MuteRequest,
    QuitRequest,
    StatusRequest,
    UnmuteRequest,
)
from assistant.core.messages.event_messages import NoticeEvent, StateEvent
from assistant.ui.common.daemon_link import AnyRequest, DaemonLink
from assistant.ui.common.jarvis_command import prepare, start_detached
from assistant.ui.common.paragraph import one_line
from assistant.ui.tray.tray_icon import LOST, RINGS, menu_style_sheet, tray_icon
from assistant.ui.tray.tray_pictures import TrayPictures

_WORDS = {
    "listening": "listening",
    "busy": "busy, and listening",
    "deaf": "deaf: a call would not be heard",
    "muted": "muted: the microphone is closed",
    LOST: "not running",
}
_PAUSED = {"asleep": "the machine sleeps", "locked": "the session is locked"}
PAUSE_S = 3600
ANSWERS_WITHIN_MS = 1500
"""A daemon that does not answer within this time cannot be trusted to hear."""

Kind = Literal["microphone", "painter"]
LOOKING = "Looking…"

Finished = Callable[[bool, list[str], str], object]
"""Takes whether the command succeeded, the lines that it printed, and the last line of standard error."""


class TrayMenu(QObject):
    """Holds the icon and its menu.

    Args:
        link: The daemon.
        gallery: The folder of the pictures.
    """

    quit_wanted = Signal()
    """Quit was chosen; the daemon has been told."""

    def __init__(self, link: DaemonLink, gallery: Path) -> None:
        super().__init__()
        self._link = link
        self._gallery = gallery
        self._muted = False
        self._until: float | None = None
        self.truth = ""
        self._icons = {truth: tray_icon(truth) for truth in RINGS}
        self._silence = QTimer(self, singleShot=True, interval=ANSWERS_WITHIN_MS)
        self._silence.timeout.connect(lambda: self._show_truth(LOST, "", "it does not answer"))
        self.menu = QMenu()
        self.menu.setStyleSheet(menu_style_sheet())
        self._fill()
        self.icon = QSystemTrayIcon()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.menu.aboutToShow.connect(self._on_menu)
        for choices in (self.microphone, self.painter):
            choices.chosen.connect(self._show_result)
        link.state.connect(self._on_state)
        link.answered.connect(self._on_answer)
        link.picture.connect(lambda _event: self.pictures.refresh())
        link.lost.connect(lambda: self._show_truth(LOST, ""))
        self._show_truth(LOST, "")
        # Without a tray host Qt waits for one and shows the icon when it comes.
        self.icon.show()
        self.pictures.refresh()

    def _fill(self) -> None:
        menu, send = self.menu, self._link.send
        self.status = self._action("Jarvis", None)
        self.status.setEnabled(False)
        menu.addSeparator()
        self.listen_now = self._action("Listen now", lambda: send(ListenRequest()))
        self.mute = self._action("Mute", lambda: send(UnmuteRequest() if self._muted else MuteRequest()))
        self.pause = self._action("Pause for an hour", lambda: send(MuteRequest(PAUSE_S)))
        menu.addSeparator()
        self.pictures = TrayPictures(self._gallery, menu)
        menu.addMenu(self.pictures.menu)
        self.open_gallery = self._action("Gallery…", self._open_gallery)
        menu.addSeparator()
        self.microphone, self.painter = TrayChoices("microphone", menu), TrayChoices("painter", menu)
        menu.addMenu(self.microphone.menu)
        menu.addMenu(self.painter.menu)
        self.open_settings = self._action("Settings…", lambda: start_detached("settings"))
        menu.addSeparator()
        self.quit = self._action("Quit", self._on_quit)

    def _action(self, words: str, do: Callable[[], object] | None) -> QAction:
        action = self.menu.addAction(words)
        if do is not None:
            action.triggered.connect(lambda _checked=False: do())
        return action

    def _on_menu(self) -> None:
        """Brings what the menu shows up to date."""
        self.pictures.refresh()
        self.microphone.refresh()
        self.painter.refresh()
        if self._link.send(StatusRequest()):
            self._silence.start()

    def _on_answer(self, _request: AnyRequest, result: Message) -> None:
        if isinstance(result, StateEvent):
            self._on_state(result)

    def _on_state(self, state: StateEvent) -> None:
        self._silence.stop()
        truth = state.tray
        self._muted = state.muted
        self._until = state.muted_until if self._muted else None
        if truth in ("listening", "busy") and state.device is not None:
            more = f" on {state.device}"
        elif truth == "deaf" and state.problem is not None:
            more = f" ({state.problem.title})"
        else:
            more = ""
        why = ""
        if not self._muted and state.paused is not None:
            why = f"paused while {_PAUSED[state.paused]}"
        self._show_truth(truth if truth in RINGS else LOST, more, why)

    def _show_truth(self, truth: str, more: str, why: str = "") -> None:
        """Shows a truth.

        Args:
            truth: A key of RINGS.
            more: Words from outside, for the menu alone: some trays read markup in tooltips.
            why: Our own words instead of the usual ones.
        """
        self._silence.stop()
        running = truth != LOST
        for action in (self.listen_now, self.mute, self.pause):
            action.setEnabled(running)
        self.mute.setText("Unmute" if self._muted else "Mute")
        clock = _clock(self._until) if self._until is not None and truth == "muted" else ""
        words = f"Jarvis · paused until {clock}" if clock else f"Jarvis · {why or _WORDS[truth]}"
        self.pause.setText(f"Paused until {clock}: another hour from now" if clock else "Pause for an hour")
        # An ampersand would underline the letter after it.
        self.status.setText(one_line(words + more)[:120].replace("&", "&&"))
        self.icon.setToolTip(words)
        if truth != self.truth:
            self.truth = truth
            self.icon.setIcon(self._icons[truth])

    def _show_result(self, words: str, taken: bool) -> None:
        """Lets the overlay show the result of a choice."""
        self._link.notice.emit(NoticeEvent("", words, "", "info" if taken else "error"))

    def _open_gallery(self) -> None:
        # The daemon may run with another folder than the settings name.
        start_detached("gallery", "--set", f"gallery.folder={self._gallery}")

    def _on_quit(self) -> None:
        self._link.send(QuitRequest())
        self.quit_wanted.emit()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.menu.popup(QCursor.pos())


def _clock(until: float) -> str:
    return time.strftime("%H:%M", time.localtime(until))


class TrayChoices(QObject):
    """Is a menu of microphones or painters: the one in use is checked, and a click chooses another one.

    Args:
        kind: What is chosen.
        parent: The menu that it is part of.
    """

    chosen = Signal(str, bool)
    """The result of a choice in words, and whether it was taken."""

    def __init__(self, kind: Kind, parent: QMenu) -> None:
        super().__init__(parent)
        self._kind = kind
        self._process: QProcess | None = None
        self.menu = QMenu(kind.capitalize(), parent)
        self._group: QActionGroup | None = None
        self._shown: list[str] | None = None
        self.menu.addAction(LOOKING).setEnabled(False)

    def refresh(self) -> None:
        """Looks what there is now; until that is known the menu shows what there was."""
        self._run([], self._on_looked)

    def _choose(self, name: str) -> None:
        self._run([name], self._on_chosen)

    def _run(self, words: list[str], then: Finished) -> None:
        if self._process is not None:
            return
        process = self._process = QProcess(self)
        process.finished.connect(lambda status, _how: self._on_finished(process, status, then))
        process.errorOccurred.connect(lambda _error: self._on_finished(process, -1, then))
        prepare(process, "use", self._kind, "--json", "--", *words)
        process.start()

    def _on_finished(self, process: QProcess, status: int, then: Finished) -> None:
        if self._process is not process:
            return
        self._process = None
        lines = bytes(process.readAllStandardOutput().data()).decode("utf-8", "replace").splitlines()
        error = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip().splitlines()
        process.deleteLater()
        then(status == 0, lines, error[-1] if error else "")

    def _on_looked(self, good: bool, lines: list[str], error: str) -> None:
        if good and lines == self._shown:  # An open menu is not changed under the pointer for nothing.
            return
        self._shown = lines if good else None
        self.menu.clear()
        self._group = QActionGroup(self.menu)
        for line in lines if good else ():
            choice = json.loads(line)
            action = self.menu.addAction(one_line(str(choice["words"]))[:80].replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(bool(choice["current"]))
            self._group.addAction(action)
            action.triggered.connect(lambda _checked=False, name=str(choice["name"]): self._choose(name))
        if not good:
            words = one_line(error)[:80].replace("&", "&&") or "This cannot be looked up now"
            self.menu.addAction(words).setEnabled(False)

    def _on_chosen(self, good: bool, lines: list[str], error: str) -> None:
        if good and lines:
            self.chosen.emit(str(json.loads(lines[-1])["said"]), True)
        else:
            self.chosen.emit(error.removeprefix("jarvis: ") or "It could not be taken", False)
        self._shown = None  # A click has moved the check mark, whatever came of it.
        self.refresh()
