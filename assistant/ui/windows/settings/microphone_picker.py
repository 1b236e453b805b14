"""Lists the microphones by name, to choose one. A fresh process looks for them, as PortAudio needs it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QRadioButton, QVBoxLayout, QWidget

from assistant.ui.windows.settings.cli_process import CliProcess
from assistant.ui.windows.settings.widgets import label, wrapped_label

DEFAULT = "default"


class MicrophonePicker(QWidget):
    """Is a list of microphones with one chosen."""

    chosen = Signal(str)
    """The new value of `hearing.device`."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[dict[str, Any]] | None = None
        self._wanted = DEFAULT
        self._process = CliProcess(self)
        self._process.printed.connect(self._on_printed)
        self._process.ended.connect(lambda *_: self._show())
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.property("device")))
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.again = QPushButton("Look again")
        self.again.clicked.connect(self.refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 10)
        column.addLayout(self._list)
        column.addSpacing(4)
        column.addWidget(self.again)
        self.again.setMaximumWidth(self.again.sizeHint().width() + 24)
        self._show()

    def refresh(self) -> None:
        """Looks which microphones there are; the list has them later."""
        if not self._process.is_running:
            self._process.start(module="assistant.hearing.audio.microphone")

    def stop(self) -> None:
        """Ends the look."""
        self._process.stop()

    def choose(self, device: str) -> None:
        """Shows that this microphone is set."""
        if device != self._wanted:
            self._wanted = device
            self._show()

    def buttons(self) -> list[QRadioButton]:
        """Returns what can be chosen now."""
        return [button for button in self._group.buttons() if isinstance(button, QRadioButton)]

    def _on_printed(self, found: Any) -> None:
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
            self._list.addWidget(wrapped_label(hint, "wrong"))
        elif self._found is None:
            self._list.addWidget(label("Looking …", "words"))

    def _add(self, device: str, text: str, *, is_wanted: bool | None = None) -> None:
        button = QRadioButton(text.replace("&", "&&"))
        button.setProperty("device", device)
        button.setChecked(self._wanted == DEFAULT and device == DEFAULT if is_wanted is None else is_wanted)
        self._group.addButton(button)
        self._list.addWidget(button)
