"""The three steps: your microphone, how it paints, how to call it. Window processes.

Each is a widget with `seen` and `left`; none needs to be completed to go on.
"""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QProcess, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from assistant.core.errors import AssistantError
from assistant.showing import style
from assistant.showing.ring import Ring, paint_ring
from assistant.windows import look
from assistant.windows.settings.book import Book
from assistant.windows.settings.errand import Errand
from assistant.windows.settings.machine import Machine, Offer, offers, verdict
from assistant.windows.settings.machine import look as look_at_machine
from assistant.windows.settings.microphones import Microphones
from assistant.windows.settings.naming import named
from assistant.windows.settings.page import Card, Row, words
from assistant.windows.settings.program import Program
from assistant.windows.settings.trying import LiveRing, Trying

KEY = "hearing.device"
TRY = "a fox in the snow, as a watercolor"
KEYS = "Ctrl+Alt+J"
PRIVACY = "Nothing you say and nothing it paints leaves this machine, and no sound is ever written to the disk."


class Step(QWidget):
    """One step.

    Args:
        title, lead: What it is about.
    """

    def __init__(self, title: str, lead: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(lead)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addWidget(named(QLabel(title), "large"))
        self.column.addWidget(words(lead, "lead"))
        self.column.addSpacing(4)

    def seen(self) -> None:
        """It came to the front."""

    def left(self) -> None:
        """Another one did, or the window closes."""


class MicrophoneStep(Step):
    """Say the word and see it heard."""

    def __init__(self, book: Book) -> None:
        super().__init__("Say “Jarvis”", "See whether it hears you. If nothing moves, choose another microphone below.")
        self._book = book
        self.hears: bool | None = None
        """Whether the running Jarvis hears; None where none runs."""
        self.trying = Trying()
        self.microphones = Microphones()
        self.microphones.choose(str(book.stand(KEY).value))
        self.microphones.chosen.connect(self._on_chosen)
        self.wrong = words("", "wrong")
        self.wrong.hide()
        self.column.addWidget(Card(self.trying))
        self.column.addWidget(Card(self.microphones))
        self.column.addWidget(self.wrong)
        self.column.addStretch(1)
        self._is_seen = False

    def seen(self) -> None:
        self._is_seen = True
        self.microphones.look()
        if self.hears:
            self.trying.start()

    def left(self) -> None:
        self._is_seen = False
        self.trying.stop()
        self.microphones.stop()

    def show_daemon(self, hears: bool | None) -> None:
        """Whether the running Jarvis hears. Its microphone is open then, and may be watched unasked."""
        began = hears and not self.hears
        self.hears = hears
        if began and self._is_seen and not self.trying.is_on:
            self.trying.start()

    def _on_chosen(self, device: str) -> None:
        self.wrong.hide()
        try:
            self._book.write(KEY, device)
        except AssistantError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self._book.read()
            self.microphones.choose(str(self._book.stand(KEY).value))
            return
        self.microphones.choose(device)
        self.trying.start(device)


class Canvas(QWidget):
    """Where the first picture appears."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._is_busy = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Your first picture")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        side = round(212 * style.text_scale())
        return QSize(side, side)

    def show_busy(self, is_busy: bool) -> None:
        """Whether a picture is on its way."""
        self._is_busy = is_busy
        self.update()

    def show_picture(self, path: str) -> bool:
        """Show this file; whether it is a picture."""
        self._picture = QPixmap(path)
        self.setAccessibleDescription(TRY)
        self.update()
        return not self._picture.isNull()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        frame = QPainterPath()
        frame.addRoundedRect(box, style.PICTURE_RADIUS, style.PICTURE_RADIUS)
        painter.setClipPath(frame)
        painter.fillRect(box, look.FIELD)
        if not self._picture.isNull():
            size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(box.center())
            painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.LINE, 1))
        if self._picture.isNull():
            painter.drawPath(frame)
            ring = QRectF(0, 0, box.width() * 0.34, box.width() * 0.34)
            ring.moveCenter(box.center())
            paint_ring(painter, ring, Ring(style.WORKING if self._is_busy else style.MUTED, arc=0.0, dot=0.3))
        painter.end()


class PainterStep(Step):
    """The sketch painter now, a model if wanted."""

    def __init__(self) -> None:
        super().__init__(
            "It paints at once", "Nothing has to be downloaded. A model for a GPU can be added whenever you like."
        )
        self.canvas = Canvas()
        self.paint = named(QPushButton("&Paint a fox in the snow"), "go")
        self.paint.clicked.connect(self._on_paint)
        self.said = words("That takes a few seconds, and is the real thing.")
        self._program = Program(self)
        self._program.said.connect(self._on_snapshot)
        self._program.ended.connect(self._on_ended)
        text = QVBoxLayout()
        text.setSpacing(6)
        text.addWidget(named(QLabel("The sketch painter"), "name"))
        text.addWidget(words("It lays a scene of your words in strokes, as a watercolour or in oil. It needs no GPU."))
        text.addStretch(1)
        text.addWidget(self.said)
        text.addWidget(self.paint, 0, Qt.AlignmentFlag.AlignLeading)
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 12, 0, 12)
        line.setSpacing(20)
        line.addWidget(self.canvas)
        line.addLayout(text, 1)
        self.column.addWidget(Card(both))
        self.column.addSpacing(4)
        self.column.addWidget(named(QLabel("With a model, later"), "group"))
        self.models = Card(words("Looking at this machine …"))
        self.column.addWidget(self.models)
        self.column.addStretch(1)
        self._look = Errand(look_at_machine, self)
        self._look.done.connect(self._on_machine)

    def seen(self) -> None:
        self._look.run()

    def left(self) -> None:
        self._program.stop()
        self.paint.setEnabled(True)

    def _on_machine(self, machine: object) -> None:
        if not isinstance(machine, Machine):
            return
        try:
            rows: list[QWidget] = [
                Row(offer.name, f"{verdict(offer, machine)[0]}.", named(QLabel(_cost(offer)), "words"))
                for offer in offers()
            ]
        except AssistantError as error:
            rows = [words(str(error), "wrong")]
        models = Card(*rows)
        self.column.replaceWidget(self.models, models)
        self.models.hide()
        self.models.deleteLater()
        self.models = models

    def _on_paint(self) -> None:
        self.paint.setEnabled(False)
        self.said.setText("Painting …")
        self.canvas.show_busy(True)
        self._program.start("paint", TRY, "--json", "--set", "painter.count=1")

    def _on_snapshot(self, told: Any) -> None:
        if not isinstance(told, dict):
            return
        pictures = told.get("pictures") or []
        if pictures and self.canvas.show_picture(str(pictures[0])):
            self.said.setText("Painted here, just now. It is in your pictures folder.")
        elif failure := told.get("failure"):
            self.said.setText(f"{failure.get('title', 'It failed')}. {failure.get('hint', '')}")

    def _on_ended(self, status: int, why: str) -> None:
        self.paint.setEnabled(True)
        self.paint.setText("&Paint another one")
        self.canvas.show_busy(False)
        if status and why:
            self.said.setText(why)


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
        settings.clicked.connect(lambda: QProcess.startDetached(sys.executable, ["-m", "assistant", "settings"]))
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


def _cost(offer: Offer) -> str:
    return f"{offer.download_gb:g} GB  ·  {offer.licence}"


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
        label = named(QLabel(word), "words")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
        line.addLayout(column)
    return legend
