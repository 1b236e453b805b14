"""The third step: by name, by keys, by the tray; and privacy in one sentence. Window processes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from assistant.ui.common import style
from assistant.ui.common.jarvis_command import start_detached
from assistant.ui.common.ring import Ring
from assistant.ui.windows.settings.cli_process import Program
from assistant.ui.windows.settings.mic_test.mic_test_view import LiveRing
from assistant.ui.windows.settings.pages.page import Card, Row
from assistant.ui.windows.settings.widget_names import label
from assistant.ui.windows.welcome.step import Step

KEYS = "Ctrl+Alt+J"
PRIVACY = "Nothing you say and nothing it paints leaves this machine, and no sound is ever written to the disk."


class CallingStep(Step):
    """By name, by keys, by the tray; and privacy in one sentence."""

    def __init__(self) -> None:
        super().__init__("Call it", "Three ways, all of them yours to change in the settings.")
        self.keys = QPushButton(f"Ask for {KEYS}")
        self.keys.clicked.connect(lambda: self._run("set", KEYS))
        self._program = Program(self)
        self._program.said.connect(self._on_status)
        self._program.ended.connect(self._on_ended)
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

    def seen(self) -> None:
        if not self._program.is_running:
            self._run("status")

    def left(self) -> None:
        self._program.stop()

    def _run(self, *what: str) -> None:
        self.by_keys.about.setText("Asking the desktop …")
        self._program.start("hotkey", *what, "--json")

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
