"""Shows a microphone test: ring, plot and verdict, over the running daemon's ears or over ears of its own.

It opens a microphone only while it is on the screen, and where no daemon has it open already only when it was asked to.
"""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from assistant.ui.common import style
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.windows.settings.cli_process import CliProcess
from assistant.ui.windows.settings.mic_test.mic_test_plot import MicTestPlot
from assistant.ui.windows.settings.mic_test.mic_test_state import HOLD_BLOCKS, MicTest
from assistant.ui.windows.settings.widgets import label, wrapped_label

_COLOURS = {
    "waiting": style.TEXT,
    "heard": style.HEARING,
    "almost": style.WORKING,
    "other": style.TEXT,
    "dead": style.WRONG,
}
IDLE = ("Not listening here", "Nothing is recorded: sound goes through the detector and is forgotten.")


class LiveRing(QWidget):
    """Shows the ring at work: its ticks are the level, lit while the last call is fresh."""

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
        """Shows this ring."""
        if ring != self._ring:
            self._ring = ring
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        paint_ring(painter, QRectF(self.rect()).adjusted(6, 6, -6, -6), self._ring)
        painter.end()


class MicTestView(QWidget):
    """Shows ring, words, plot and a button."""

    heard = Signal()
    """A wake word was recognised."""

    def __init__(self) -> None:
        super().__init__()
        self.mic_test = MicTest()
        self._device: str | None = None
        self._since_wake = HOLD_BLOCKS
        self._process = CliProcess(self)
        self._process.printed.connect(self._on_printed)
        self._process.ended.connect(self._on_ended)
        self.ring = LiveRing(108)
        self.title = wrapped_label("", "verdict")
        self.words = wrapped_label("")
        self.button = QPushButton()
        self.button.clicked.connect(self._on_button)
        self.trace = MicTestPlot(self.mic_test)
        self._lay_out()
        self._show_idle(*IDLE)

    @property
    def is_on(self) -> bool:
        """Returns whether the test listens."""
        return self._process.is_running

    def start(self, device: str | None = None) -> None:
        """Listens with the running daemon's ears, or with this microphone where one is named."""
        self._device = device
        chosen = ("--set", f"hearing.device={json.dumps(device)}") if device is not None else ()
        self.mic_test = MicTest(self.mic_test.word)
        self._since_wake = HOLD_BLOCKS
        self.trace.show_test(self.mic_test)
        self.title.setText("Opening the microphone …")
        self.title.setStyleSheet("")
        self.words.setText("")
        self.button.setText("Stop")
        self._process.start("wake", "watch", "--json", *chosen)

    def stop(self) -> None:
        """Closes the microphone."""
        if self.is_on:
            self._process.stop()
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

    def _on_printed(self, seen: Any) -> None:
        if not isinstance(seen, dict) or "threshold" not in seen:
            return
        before = self.mic_test.verdict
        self.mic_test.take(seen)
        if seen.get("woke"):
            self._since_wake = 0
            self.heard.emit()
        else:
            self._since_wake += 1
            self._show_level(float(seen["level"]))
            self.trace.update()
        if self.mic_test.verdict is not before or not self.words.text():
            self._show_verdict()

    def _show_level(self, level: float) -> None:
        fresh = self._since_wake < HOLD_BLOCKS
        self.ring.show_ring(Ring(style.HEARING, level=level, arc=1.0 if fresh else 0.35 * level, dot=0.4 + 0.6 * level))

    def _show_verdict(self) -> None:
        verdict = self.mic_test.verdict
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
