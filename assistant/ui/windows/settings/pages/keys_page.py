"""Shows push to talk and the start with the session.

`jarvis hotkey` is asked which keys are active; it says only what the desktop says.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from assistant.core.child_process import python_command
from assistant.core.errors import AssistantError
from assistant.settings.schema import HotkeySettings
from assistant.ui.common import style
from assistant.ui.windows.settings import autostart
from assistant.ui.windows.settings.background_task import BackgroundTask
from assistant.ui.windows.settings.cli_process import CliProcess
from assistant.ui.windows.settings.fields import Switch
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.widgets import Card, Row, wrapped_label

USUAL = "Ctrl+Alt+J"
_WAYS = {"portal": "Through the desktop's portal", "gnome": "Through a shortcut of GNOME's", "none": "Not active"}
_NAMED = {
    Qt.Key.Key_Space.value: "Space",
    Qt.Key.Key_Pause.value: "Pause",
    Qt.Key.Key_Insert.value: "Insert",
    Qt.Key.Key_Home.value: "Home",
    Qt.Key.Key_End.value: "End",
    Qt.Key.Key_PageUp.value: "PageUp",
    Qt.Key.Key_PageDown.value: "PageDown",
}


class KeyField(QLineEdit):
    """Takes the keys that a person presses; they can be typed as words as well."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("press the keys")
        self.setFixedWidth(round(170 * style.text_scale()))
        self.setAccessibleName("Keys of push to talk")
        self.setAccessibleDescription("Press Ctrl, Alt, Shift or Super together with another key.")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if keys := as_keys(event):
            self.setText(keys)
            self.pressed.emit(keys)
            event.accept()
        else:
            super().keyPressEvent(event)


def as_keys(event: QKeyEvent) -> str:
    """Returns the keys of a press as the settings write them; "" for keys that type or edit."""
    held = event.modifiers()
    modifier = Qt.KeyboardModifier
    names = [
        name
        for name, one in (
            ("Ctrl", modifier.ControlModifier),
            ("Alt", modifier.AltModifier),
            ("Shift", modifier.ShiftModifier),
            ("Super", modifier.MetaModifier),
        )
        if held & one
    ]
    number = event.key()
    last = _NAMED.get(number, "")
    if ord("0") <= number <= ord("9") or ord("A") <= number <= ord("Z"):
        last = chr(number)
    elif Qt.Key.Key_F1.value <= number <= Qt.Key.Key_F12.value:
        last = f"F{number - Qt.Key.Key_F1.value + 1}"
    keys = "+".join([*names, last])
    is_editing = names == ["Shift"] or keys in {
        "Ctrl+A",
        "Ctrl+C",
        "Ctrl+V",
        "Ctrl+X",
        "Ctrl+Z",
        "Ctrl+Home",
        "Ctrl+End",
    }
    if not (names and last) or is_editing:
        return ""
    try:
        HotkeySettings(keys=keys)
    except ValueError:
        return ""
    return keys


class KeysPage(Page):
    """Is the page of keys and autostart."""

    def __init__(self, store: SettingsStore) -> None:
        super().__init__(
            "Keys and start", "Make Jarvis listen with a key instead of its name, and start it with you.", store
        )
        self.keys = KeyField()
        self.set = QPushButton("Ask for them")
        self.remove = QPushButton("Give them back")
        self.set.clicked.connect(self._on_set)
        self.remove.clicked.connect(lambda: self._run("remove"))
        self.keys.pressed.connect(lambda _: self._on_set())
        self.keys.returnPressed.connect(self._on_set)
        side = QWidget()
        line = QHBoxLayout(side)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (self.keys, self.set, self.remove):
            line.addWidget(widget)
        self.active = Row("Asking …", "", None)
        self.add_heading("Push to talk")
        row = Row("Keys", "Press them together. Esc and bare letters are never taken.", side)
        self.add(Card(self.active, row, self.row("hotkey.hold")))
        self.add_heading("Start")
        self.starts = Switch()
        self.starts.setAccessibleName("Start Jarvis with the session")
        self.starts.clicked.connect(self._on_starts)
        self._start_row = Row("Start Jarvis with the session", "…", self.starts)
        self.add(Card(self._start_row))
        self.wrong = wrapped_label("", "wrong")
        self.wrong.hide()
        self.add(self.wrong)
        self.end()
        self._process = CliProcess(self)
        self._process.printed.connect(self._on_status)
        self._process.ended.connect(self._on_ended)
        self._read_state = BackgroundTask(autostart.read_autostart, self)
        self._read_state.done.connect(self._on_autostart)
        self._show_wanted()

    def on_shown(self) -> None:
        if not self._process.is_running:
            self._run("status")
        self._read_state.run()

    def on_hidden(self) -> None:
        self._process.stop()

    def refresh(self) -> None:
        super().refresh()
        self._show_wanted()

    def _show_wanted(self) -> None:
        state = self.store.state("hotkey.keys")
        if not self.keys.hasFocus():
            self.keys.setText(str(state.value or ""))
        for widget in (self.keys, self.set, self.remove):
            widget.setEnabled(not state.is_fixed)

    def _on_set(self) -> None:
        self._run("set", self.keys.text().strip() or USUAL)

    def _run(self, *what: str) -> None:
        self._say("")
        self.active.name.setText("Asking the desktop …")
        self.active.about.hide()
        self._process.start("hotkey", *what, "--json")

    def _on_status(self, told: Any) -> None:
        if not isinstance(told, dict) or "backend" not in told:
            return
        title = f"{told['keys']} makes Jarvis listen" if told["active"] else "No keys are active"
        self.active.name.setText(title)
        self.active.name.setStyleSheet(f"color: {style.HEARING.name()};" if told["active"] else "")
        way = _WAYS.get(told["backend"], "") if told["active"] else ""
        about = " ".join(part for part in (f"{way}." if way else "", told["words"], told["hint"]) if part)
        self.active.about.setText(about)
        self.active.about.show()
        self.store.read_if_changed()

    def _on_ended(self, status: int, why: str) -> None:
        if status not in {0, 1} or why:
            self.active.name.setText("No keys are active")
            self._say(why or "`jarvis hotkey` ended unexpectedly. See: jarvis doctor.")

    def _on_autostart(self, found: object) -> None:
        if isinstance(found, autostart.Autostart):
            self.starts.setChecked(found.is_on)
            self._start_row.about.setText(found.words)

    def _on_starts(self) -> None:
        try:
            self._on_autostart(autostart.set_autostart(self.starts.isChecked(), _process()))
            self._say("")
        except AssistantError as error:
            self._on_autostart(autostart.read_autostart())
            self._say(str(error))

    def _say(self, why: str) -> None:
        self.wrong.setText(why)
        self.wrong.setVisible(bool(why))


def _process() -> str:
    beside = Path(sys.executable).with_name("jarvis")
    return str(beside) if beside.exists() else shutil.which("jarvis") or shlex.join(python_command("assistant"))
