"""Shows the second step: a first picture, and what a model would cost. Downloads nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from assistant.core.errors import AssistantError
from assistant.ui.common import style
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.windows import window_style
from assistant.ui.windows.settings.background_task import BackgroundTask
from assistant.ui.windows.settings.cli_process import CliProcess
from assistant.ui.windows.settings.painting_hardware import Machine, Offer, offers, read_machine, verdict
from assistant.ui.windows.settings.widgets import Card, Row, label, named, wrapped_label
from assistant.ui.windows.welcome.welcome_steps import Step

TRY = "a fox in the snow, as a watercolor"


class Canvas(QWidget):
    """Shows the first picture."""

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
        """Shows whether a picture is on its way."""
        self._is_busy = is_busy
        self.update()

    def show_picture(self, path: str) -> bool:
        """Shows this file, and returns whether it is a picture."""
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
        painter.fillRect(box, window_style.FIELD)
        if not self._picture.isNull():
            size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(box.center())
            painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(window_style.LINE, 1))
        if self._picture.isNull():
            painter.drawPath(frame)
            ring = QRectF(0, 0, box.width() * 0.34, box.width() * 0.34)
            ring.moveCenter(box.center())
            paint_ring(painter, ring, Ring(style.WORKING if self._is_busy else style.MUTED, arc=0.0, dot=0.3))
        painter.end()


class PainterStep(Step):
    """Offers the sketch painter now, and a model if wanted."""

    def __init__(self) -> None:
        super().__init__(
            "It paints at once", "Nothing has to be downloaded. A model for a GPU can be added whenever you like."
        )
        self.canvas = Canvas()
        self.paint = named(QPushButton("&Paint a fox in the snow"), "go")
        self.paint.clicked.connect(self._on_paint)
        self.said = wrapped_label("That takes a few seconds, and is the real thing.")
        self._process = CliProcess(self)
        self._process.printed.connect(self._on_snapshot)
        self._process.ended.connect(self._on_ended)
        text = QVBoxLayout()
        text.setSpacing(6)
        text.addWidget(label("The sketch painter", "name"))
        text.addWidget(
            wrapped_label(
                "It composes a scene from your words and paints it, as a watercolour or in oil. It needs no GPU."
            )
        )
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
        self.column.addWidget(label("With a model, later", "group"))
        self.models = Card(wrapped_label("Looking at this machine …"))
        self.column.addWidget(self.models)
        self.column.addStretch(1)
        self._read_machine = BackgroundTask(read_machine, self)
        self._read_machine.done.connect(self._on_machine)

    def on_shown(self) -> None:
        self._read_machine.run()

    def on_hidden(self) -> None:
        self._process.stop()
        self.paint.setEnabled(True)

    def _on_machine(self, machine: object) -> None:
        if not isinstance(machine, Machine):
            return
        try:
            rows: list[QWidget] = [
                Row(offer.name, f"{verdict(offer, machine)[0]}.", label(_cost(offer), "words")) for offer in offers()
            ]
        except AssistantError as error:
            rows = [wrapped_label(str(error), "wrong")]
        models = Card(*rows)
        self.column.replaceWidget(self.models, models)
        self.models.hide()
        self.models.deleteLater()
        self.models = models

    def _on_paint(self) -> None:
        self.paint.setEnabled(False)
        self.said.setText("Painting …")
        self.canvas.show_busy(True)
        self._process.start("paint", TRY, "--json", "--set", "painter.count=1")

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


def _cost(offer: Offer) -> str:
    return f"{offer.download_gb:g} GB  ·  {offer.licence}"
