"""Say "Jarvis" and see it heard: ring, trace and verdict over the ears of the running daemon, or over ears of its own.

Window processes. It opens a microphone only while it is on the screen, and only when it was asked to where no daemon
has it open already.
"""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from assistant.ui.common import style
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.windows.settings.cli_process import Program
from assistant.ui.windows.settings.mic_test.mic_test_plot import Trace
from assistant.ui.windows.settings.mic_test.mic_test_state import HOLD_BLOCKS, Trial
from assistant.ui.windows.settings.pages.page import words
from assistant.ui.windows.settings.widget_names import label

_COLOURS = {
    "waiting": style.TEXT,
    "heard": style.HEARING,
    "almost": style.WORKING,
    "other": style.TEXT,
    "dead": style.WRONG,
}
IDLE = ("Not listening here", "Nothing is recorded: sound goes through the detector and is forgotten.")


class LiveRing(QWidget):
    """The ring at work: its ticks are the level, lit while the last call is fresh."""

    def __init__(self, size_px: int) -> None:
        super().__init__()
        self._size = size_px
        self._ring = Ring(style.MUTED, arc=0.0, dot=0.2)
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName("Level")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        side = round(self._size * style.text_scale())
        return QSize(side, side)

    def show_ring(self, ring: Ring) -> None:
        """Show this."""
        if ring != self._ring:
            self._ring = ring
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        paint_ring(painter, QRectF(self.rect()).adjusted(6, 6, -6, -6), self._ring)
        painter.end()


class Trying(QWidget):
    """The piece with ring, words, trace and a button."""

    heard = Signal()
    """A wake word was recognised."""

    def __init__(self) -> None:
        super().__init__()
        self.trial = Trial()
        self._device: str | None = None
        self._since_wake = HOLD_BLOCKS
        self._program = Program(self)
        self._program.said.connect(self._on_said)
        self._program.ended.connect(self._on_ended)
        self.ring = LiveRing(108)
        self.title = words("", "verdict")
        self.words = words("")
        self.button = QPushButton()
        self.button.clicked.connect(self._on_button)
        self.trace = Trace(self.trial)
        self._lay_out()
        self._show_idle(*IDLE)

    @property
    def is_on(self) -> bool:
        """Whether it listens."""
        return self._program.is_running

    def start(self, device: str | None = None) -> None:
        """Listen: with the running daemon's ears, or with this microphone where one is named."""
        self._device = device
        chosen = ("--set", f"hearing.device={json.dumps(device)}") if device is not None else ()
        self.trial = Trial(self.trial.word)
        self._since_wake = HOLD_BLOCKS
        self.trace.show_trial(self.trial)
        self.title.setText("Opening the microphone …")
        self.title.setStyleSheet("")
        self.words.setText("")
        self.button.setText("Stop")
        self._program.start("wake", "watch", "--json", *chosen)

    def stop(self) -> None:
        """Close it."""
        if self.is_on:
            self._program.stop()
            self._show_idle(*IDLE)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(18)
        top.addWidget(self.ring)
        text = QVBoxLayout()
        text.setSpacing(4)
        text.addStretch(1)
        text.addWidget(self.title)
        text.addWidget(self.words)
        text.addStretch(1)
        top.addLayout(text, 1)
        top.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 12)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.trace)
        legend = label("Grey bars: how loud. Blue line: how much it sounds like the word.", "words")
        column.addWidget(legend)

    def _on_button(self) -> None:
        if self.is_on:
            self.stop()
        else:
            self.start(self._device)

    def _on_said(self, seen: Any) -> None:
        if not isinstance(seen, dict) or "threshold" not in seen:
            return
        before = self.trial.verdict
        self.trial.take(seen)
        if seen.get("woke"):
            self._since_wake = 0
            self.heard.emit()
        else:
            self._since_wake += 1
            self._show_level(float(seen["level"]))
            self.trace.update()
        if self.trial.verdict is not before or not self.words.text():
            self._show_verdict()

    def _show_level(self, level: float) -> None:
        fresh = self._since_wake < HOLD_BLOCKS
        self.ring.show_ring(Ring(style.HEARING, level=level, arc=1.0 if fresh else 0.35 * level, dot=0.4 + 0.6 * level))

    def _show_verdict(self) -> None:
        verdict = self.trial.verdict
        self.title.setText(verdict.title)
        self.title.setStyleSheet(f"color: {_COLOURS[verdict.mood].name()};")
        self.words.setText(verdict.words)
        self.trace.setAccessibleDescription(f"{verdict.title}. {verdict.words}")

    def _on_ended(self, status: int, why: str) -> None:
        if status == 0:
            self._show_idle(*IDLE)
            return
        title, _, hint = why.partition(". ")
        self._show_idle(
            title or "The microphone cannot be heard", hint or "See what is wrong: jarvis doctor.", wrong=True
        )

    def _show_idle(self, title: str, about: str, *, wrong: bool = False) -> None:
        self.title.setText(title)
        self.title.setStyleSheet(f"color: {(style.WRONG if wrong else style.SECOND).name()};")
        self.words.setText(about)
        self.button.setText("Try it")
        self.ring.show_ring(Ring(style.WRONG if wrong else style.MUTED, arc=0.0, dot=0.2))
