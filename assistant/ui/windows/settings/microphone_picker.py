"""The microphones by name, to choose one. Window processes; a fresh process looks for them, as PortAudio wants it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QRadioButton, QVBoxLayout, QWidget

from assistant.ui.windows.settings.cli_process import Program
from assistant.ui.windows.settings.pages.page import words
from assistant.ui.windows.settings.widget_names import label

DEFAULT = "default"


class Microphones(QWidget):
    """A list with one chosen."""

    chosen = Signal(str)
    """What `hearing.device` is to be."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[dict[str, Any]] | None = None
        self._wanted = DEFAULT
        self._program = Program(self)
        self._program.said.connect(self._on_said)
        self._program.ended.connect(lambda *_: self._show())
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.property("device")))
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.again = QPushButton("Look again")
        self.again.clicked.connect(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 10)
        column.addLayout(self._list)
        column.addSpacing(4)
        column.addWidget(self.again)
        self.again.setMaximumWidth(self.again.sizeHint().width() + 24)
        self._show()

    def look(self) -> None:
        """Find out which there are."""
        if not self._program.is_running:
            self._program.start(module="assistant.hearing.audio.microphone")

    def stop(self) -> None:
        """Look no more."""
        self._program.stop()

    def choose(self, device: str) -> None:
        """Show that this one is set."""
        if device != self._wanted:
            self._wanted = device
            self._show()

    def buttons(self) -> list[QRadioButton]:
        """What can be chosen now."""
        return [button for button in self._group.buttons() if isinstance(button, QRadioButton)]

    def _on_said(self, found: Any) -> None:
        if isinstance(found, list):
            self._found = found
            self._show()

    def _show(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for button in self._group.buttons():
            self._group.removeButton(button)
        found = self._found or []
        usual = next((str(one["name"]) for one in found if one.get("is_default")), "")
        self._add(DEFAULT, "The desktop's own choice" + (f"  ·  now {usual}" if usual else ""))
        held = False
        for one in found:
            name = str(one["name"])
            is_wanted = self._wanted != DEFAULT and self._wanted.lower() in name.lower() and not held
            held = held or is_wanted
            self._add(name, f"{name}  ·  {int(one['rate_hz']) / 1000:g} kHz", is_wanted=is_wanted)
        if self._wanted != DEFAULT and not held:
            self._add(self._wanted, f"“{self._wanted}”  ·  not plugged in now", is_wanted=True)
        if self._found is not None and not found:
            hint = "There is no microphone. Plug one in, or start the sound server, then look again."
            self._list.addWidget(words(hint, "wrong"))
        elif self._found is None:
            self._list.addWidget(label("Looking …", "words"))

    def _add(self, device: str, text: str, *, is_wanted: bool | None = None) -> None:
        button = QRadioButton(text.replace("&", "&&"))
        button.setProperty("device", device)
        button.setChecked(self._wanted == DEFAULT and device == DEFAULT if is_wanted is None else is_wanted)
        self._group.addButton(button)
        self._list.addWidget(button)
