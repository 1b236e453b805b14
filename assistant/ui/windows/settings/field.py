"""What every field is: it shows a value, and tells `edited` when the person is done with it. Window processes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from assistant.ui.windows.settings.option_catalogue import Option

REST_MS = 350
"""A number that is still being turned is not written yet."""


class Field(QWidget):
    """One value.

    Args:
        option: Whose.
    """

    edited = Signal(object)
    """The new value, as JSON has it."""
    refused = Signal(str)
    """What was typed is no value: why."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.option = option
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.flush)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(8)

    def show_value(self, value: Any) -> None:
        """Show this value without telling anybody."""
        raise NotImplementedError

    def value(self) -> Any:
        """What is entered now. Raises ValueError, with words for the person."""
        raise NotImplementedError

    def flush(self) -> None:
        """Tell a change that rests still."""
        self._rest.stop()
        try:
            value = self.value()
        except ValueError as error:
            self.refused.emit(str(error))
            return
        self.edited.emit(value)

    def finish(self) -> None:
        """Tell what was not told yet; the window closes."""
        if self._rest.isActive():
            self.flush()

    def _later(self, *_: object) -> None:
        self._rest.start()

    def _name(self, widget: QWidget) -> None:
        widget.setAccessibleName(self.option.title)
        widget.setAccessibleDescription(self.option.words)
        self.setFocusProxy(widget)
