"""Shows what this machine can paint with, what each model would cost, and which painter is in use.

Downloads nothing: it shows the command that does, with its size and licence, to be copied.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from assistant.core.errors import AssistantError
from assistant.ui.common import style
from assistant.ui.windows.settings.background_task import BackgroundTask
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.painting_hardware import Machine, Offer, offers, read_machine, summary, verdict
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.widgets import Card, label, named, wrapped_label

KEY, ENGINE = "painter.model", "painter.engine"
PACKAGES = "make diffusion"
PACKAGES_WORDS = "It also needs PyTorch: about 0.2 GB without an NVIDIA GPU, about 3 GB with one."


class PainterCard(Card):
    """Shows one painter: what it is, what it costs, whether it runs here, and a button.

    Args:
        name, about: What it is.
        offer: The model, or None for the sketch painter, which is always there.
    """

    def __init__(self, name: str, about: str, offer: Offer | None) -> None:
        super().__init__()
        self.offer = offer
        self.setAccessibleName(name)
        self.use = QPushButton("Use it")
        self.use.setAccessibleName(f"Use {name}")
        self.cost = named(QLabel(), "value")
        self.fits = wrapped_label("")
        self.command = named(QLabel(), "code")
        self.command.setWordWrap(True)
        self.command.setTextFormat(Qt.TextFormat.PlainText)
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.command.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.copy = QPushButton("Copy")
        self.copy.setAccessibleName(f"Copy the command that downloads {name}")
        self.copy.clicked.connect(self._on_copy)
        self._copied = QTimer(self, singleShot=True, interval=1500)
        self._copied.timeout.connect(lambda: self.copy.setText("Copy"))
        self.column.addWidget(self._row(name, about))
        self.fetch = QWidget()
        line = QHBoxLayout(self.fetch)
        line.setContentsMargins(0, 0, 0, 12)
        line.setSpacing(10)
        line.addWidget(self.command, 1)
        line.addWidget(self.copy)
        self.column.addWidget(self.fetch)
        self.fetch.hide()

    def show_state(self, machine: Machine | None, *, is_chosen: bool, is_fixed: bool) -> None:
        """Shows whether the painter is in use and can be used on this machine."""
        self.setProperty("chosen", is_chosen)
        self.style().unpolish(self)
        self.style().polish(self)
        self.use.setText("Paints now" if is_chosen else "Use it")
        if self.offer is None:
            self.cost.setText("0 GB  ·  comes with Jarvis")
            self.fits.setText("Runs on every machine, without a network and without a GPU.")
            self.use.setEnabled(not is_chosen and not is_fixed)
            return
        here = self.offer.is_here
        self.cost.setText(
            f"{self.offer.licence}  ·  " + ("is here" if here else f"{self.offer.download_gb:g} GB to download")
        )
        missing = machine is not None and not machine.has_packages
        if machine is not None:
            text, good = verdict(self.offer, machine)
            more = f". {PACKAGES_WORDS}" if missing else "."
            self.fits.setText(f"{text}{more} {self.offer.licence_note.capitalize()}.")
            self.fits.setStyleSheet(f"color: {(style.HEARING if good and not missing else style.SECOND).name()};")
        self.use.setEnabled(here and not missing and not is_chosen and not is_fixed)
        self.use.setToolTip("" if here else "Download it first, with the command below.")
        self.command.setText(PACKAGES if here else self.offer.command + (f" && {PACKAGES}" if missing else ""))
        self.fetch.setVisible(not here or missing)

    def _row(self, name: str, about: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 12, 0, 12)
        line.setSpacing(18)
        text = QVBoxLayout()
        text.setSpacing(3)
        title = QHBoxLayout()
        title.addWidget(label(name, "name"))
        title.addSpacing(12)
        title.addWidget(self.cost)
        title.addStretch(1)
        text.addLayout(title)
        text.addWidget(wrapped_label(about))
        text.addWidget(self.fits)
        line.addLayout(text, 1)
        line.addWidget(self.use, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self.copy.setText("Copied")
        self._copied.start()


class PainterPage(Page):
    """Is the page of painters and their options."""

    def __init__(self, store: SettingsStore) -> None:
        super().__init__("Painting", "Looking at what this machine can run …", store)
        self._machine: Machine | None = None
        self.choices = [
            PainterCard(
                "Sketch painter", "Paints a scene of your words in strokes, as a watercolour, in oil and more.", None
            )
        ]
        try:
            found = offers()
        except AssistantError as error:
            found = []
            self.lead.setText(str(error))
        self.choices += [PainterCard(offer.name, offer.words, offer) for offer in found]
        for painter in self.choices:
            painter.use.clicked.connect(lambda _=False, painter=painter: self._use(painter))
            self.add(painter)
        self.wrong = wrapped_label("", "wrong")
        self.add(self.wrong)
        self.add_group("Another model", [KEY])
        self.add_group(
            "Pictures", ["painter.count", "painter.when_busy", "painter.preview_every", "painter.unload_after_s"]
        )
        self.add_group(
            "For diffusion", ["painter.steps", "painter.guidance_scale", "painter.width_px", "painter.height_px"]
        )
        self.add_group("More", ["painter.*"])
        self.end()
        self._read_machine = BackgroundTask(read_machine, self)
        self._read_machine.done.connect(self._on_looked)
        self.refresh()

    def on_shown(self) -> None:
        self._read_machine.run()

    def refresh(self) -> None:
        super().refresh()
        self.wrong.hide()
        model, engine = self.store.state(KEY), self.store.state(ENGINE)
        fixed = model.is_fixed or engine.is_fixed
        for painter in self.choices:
            wanted = painter.offer.hub if painter.offer else None
            is_chosen = engine.value == "auto" and model.value == wanted
            painter.show_state(self._machine, is_chosen=is_chosen, is_fixed=fixed)

    def _on_looked(self, machine: object) -> None:
        if isinstance(machine, Machine):
            self._machine = machine
            self.lead.setText(f"This machine: {summary(machine)}.")
            self.refresh()

    def _use(self, painter: PainterCard) -> None:
        try:
            if self.store.state(ENGINE).value != "auto":
                self.store.reset(ENGINE)
            if painter.offer is None:
                self.store.reset(KEY)
            else:
                self.store.write(KEY, painter.offer.hub)
        except AssistantError as error:
            self.refresh()
            self.wrong.setText(str(error))
            self.wrong.show()
        else:
            self.written.emit(KEY, self.store.state(KEY).value)
