"""Defines what a step of the first run is, and two of the steps: trying the microphone, and ways to call."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from assistant.core.errors import AssistantError
from assistant.ui.common import style
from assistant.ui.common.jarvis_command import start_detached
from assistant.ui.common.ring import Ring
from assistant.ui.windows.settings.cli_process import CliProcess
from assistant.ui.windows.settings.mic_test.mic_test_view import LiveRing, MicTestView
from assistant.ui.windows.settings.microphone_picker import MicrophonePicker
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.widgets import Card, Row, label, wrapped_label

KEY = "hearing.device"

KEYS = "Ctrl+Alt+J"
PRIVACY = "Nothing you say and nothing it paints leaves this machine, and no sound is ever written to the disk."


class Step(QWidget):
    """Is one step: a title, a sentence, and what belongs to it.

    Args:
        title, lead: Heading and the sentence under it.
    """

    def __init__(self, title: str, lead: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(lead)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addWidget(label(title, "large"))
        self.column.addWidget(wrapped_label(lead, "lead"))
        self.column.addSpacing(4)

    def on_shown(self) -> None:
        """Is called when the step comes to the front."""

    def on_hidden(self) -> None:
        """Is called when another step comes to the front, or the window closes."""


class MicrophoneStep(Step):
    """Lets the person say the word and see it heard."""

    def __init__(self, store: SettingsStore) -> None:
        super().__init__("Say “Jarvis”", "See whether it hears you. If nothing moves, choose another microphone below.")
        self._store = store
        self.hears: bool | None = None
        """Whether the running Jarvis hears; None where none runs."""
        self.mic_test_view = MicTestView()
        self.microphones = MicrophonePicker()
        self.microphones.choose(str(store.state(KEY).value))
        self.microphones.chosen.connect(self._on_chosen)
        self.wrong = wrapped_label("", "wrong")
        self.wrong.hide()
        self.column.addWidget(Card(self.mic_test_view))
        self.column.addWidget(Card(self.microphones))
        self.column.addWidget(self.wrong)
        self.column.addStretch(1)
        self._is_seen = False

    def on_shown(self) -> None:
        self._is_seen = True
        self.microphones.refresh()
        if self.hears:
            self.mic_test_view.start()

    def on_hidden(self) -> None:
        self._is_seen = False
        self.mic_test_view.stop()
        self.microphones.stop()

    def show_daemon(self, hears: bool | None) -> None:
        """Takes whether the running Jarvis hears. Its microphone is open then, so it may be watched unasked."""
        began = hears and not self.hears
        self.hears = hears
        if began and self._is_seen and not self.mic_test_view.is_on:
            self.mic_test_view.start()

    def _on_chosen(self, device: str) -> None:
        self.wrong.hide()
        try:
            self._store.write(KEY, device)
        except AssistantError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self._store.read()
            self.microphones.choose(str(self._store.state(KEY).value))
            return
        self.microphones.choose(device)
        self.mic_test_view.start(device)


class CallingStep(Step):
    """Explains the ways to call: by name, by keys, by the tray; and privacy in one sentence."""

    def __init__(self) -> None:
        super().__init__("Call it", "Three ways, all of them yours to change in the settings.")
        self.keys = QPushButton(f"Ask for {KEYS}")
        self.keys.clicked.connect(lambda: self._run("set", KEYS))
        self._process = CliProcess(self)
        self._process.printed.connect(self._on_status)
        self._process.ended.connect(self._on_ended)
        name = Row(
            "By its name", "“Jarvis, paint me a fox in the snow, as a watercolor.” Then “another one”, or “stop”."
        )
        self.by_keys = Row("By keys", "Asking the desktop …", self.keys)
        tray = Row(
            "By the tray",
            "Its colour is the truth. Click it to listen now, to mute, or to see your pictures.",
            _legend(),
        )
        self.column.addWidget(Card(name, self.by_keys, tray))
        settings = QPushButton("Open the settings")
        settings.clicked.connect(lambda: start_detached("settings"))
        self.column.addWidget(Card(Row("Privacy", PRIVACY)))
        self.column.addWidget(Card(Row("Everything else", "Each option can be found by a word.", settings)))
        self.column.addStretch(1)

    def on_shown(self) -> None:
        if not self._process.is_running:
            self._run("status")

    def on_hidden(self) -> None:
        self._process.stop()

    def _run(self, *what: str) -> None:
        self.by_keys.about.setText("Asking the desktop …")
        self._process.start("hotkey", *what, "--json")

    def _on_status(self, told: Any) -> None:
        if isinstance(told, dict) and "active" in told:
            about = f"{told['keys']} makes it listen." if told["active"] else f"{told['words']} {told['hint']}"
            self.by_keys.about.setText(about)
            self.keys.setVisible(not told["active"])

    def _on_ended(self, _status: int, why: str) -> None:
        if why:
            self.by_keys.about.setText(why)


def _legend() -> QWidget:
    legend = QWidget()
    line = QHBoxLayout(legend)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(14)
    for ring, word in (
        (Ring(style.HEARING, level=0.6), "listens"),
        (Ring(style.WORKING, level=0.6), "paints"),
        (Ring(style.WRONG, arc=0.0), "is deaf"),
        (Ring(style.MUTED, struck=True), "muted"),
    ):
        column = QVBoxLayout()
        column.setSpacing(2)
        picture = LiveRing(40)
        picture.show_ring(ring)
        picture.setAccessibleName(word)
        below = label(word, "words")
        below.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(below)
        line.addLayout(column)
    return legend
