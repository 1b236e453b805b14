"""Defines fields in which an option's value is changed, one for each kind of option. Fields know no file.

A field emits `edited` when the person is done with a value: at once for a switch, after REST_MS for a number.
"""

from __future__ import annotations

import tomllib
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from assistant.ui.common import style
from assistant.ui.windows import window_style
from assistant.ui.windows.settings.option_catalogue import WIDE, Option
from assistant.ui.windows.settings.widgets import named

REST_MS = 350
"""A number that is still being changed is written only after this time of rest."""


class Field(QWidget):
    """Shows and edits one value.

    Args:
        option: The option whose value it is.
    """

    edited = Signal(object)
    """The new value, as JSON has it."""
    refused = Signal(str)
    """Why what was typed is no value."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.option = option
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.flush)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(8)

    def show_value(self, value: Any) -> None:
        """Shows this value without emitting a signal."""
        raise NotImplementedError

    def value(self) -> Any:
        """Returns what is entered now.

        Raises:
            ValueError: It is no value; with words for the person.
        """
        raise NotImplementedError

    def flush(self) -> None:
        """Emits a change that has not been emitted yet."""
        self._rest.stop()
        try:
            value = self.value()
        except ValueError as error:
            self.refused.emit(str(error))
            return
        self.edited.emit(value)

    def finish(self) -> None:
        """Emits a change that still rests; called when the window closes."""
        if self._rest.isActive():
            self.flush()

    def _later(self, *_: object) -> None:
        self._rest.start()

    def _name(self, widget: QWidget) -> None:
        widget.setAccessibleName(self.option.title)
        widget.setAccessibleDescription(self.option.words)
        self.setFocusProxy(widget)


class Switch(QAbstractButton):
    """Is a switch: checked is on. Space switches it, as any button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        unit = style.text_scale()
        return QSize(round(46 * unit), round(28 * unit))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, alive = self.isChecked(), self.isEnabled()
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        radius = box.height() / 2
        line = style.HEARING if self.hasFocus() or (on and alive) else style.MUTED
        painter.setPen(QPen(line, 2 if self.hasFocus() else 1))
        painter.setBrush(style.faded(style.HEARING, 0.85 if alive else 0.25) if on else window_style.FIELD)
        painter.drawRoundedRect(box, radius, radius)
        reach = radius - 4
        to_right = on != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        centre = box.right() - radius if to_right else box.left() + radius
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(window_style.GROUND if on else style.SECOND if alive else style.MUTED)
        painter.drawEllipse(QRectF(centre - reach, box.center().y() - reach, 2 * reach, 2 * reach))
        painter.end()


class SwitchField(Field):
    """Switches an option on or off."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self.switch = Switch()
        self._name(self.switch)
        self.switch.clicked.connect(self.flush)
        self.line.addWidget(self.switch)

    def show_value(self, value: Any) -> None:
        self.switch.setChecked(bool(value))

    def value(self) -> Any:
        return self.switch.isChecked()


class _Calm:
    """Lets the mouse wheel change a number only while it has the focus: pages are scrolled over it."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        if self.hasFocus():  # type: ignore[attr-defined]
            super().wheelEvent(event)  # type: ignore[misc]
        else:
            event.ignore()


class _Whole(_Calm, QSpinBox):
    pass


class _Decimal(_Calm, QDoubleSpinBox):
    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        return self.locale().toString(value, "g", 6)


class NumberField(Field):
    """Edits a number in its range and with its unit; "automatic" where None is a value."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self.number: QSpinBox | QDoubleSpinBox
        least, most = max(option.least, -WIDE), min(option.most, WIDE)
        if option.kind == "whole":
            self.number = _Whole()
            self.number.setRange(int(least), int(most))
            self.number.setSingleStep(50 if option.unit == "ms" else 1)
        else:
            self.number = _Decimal()
            self.number.setDecimals(2)
            self.number.setRange(least, most)
            self.number.setSingleStep(0.05 if most <= 1 else 0.5 if most <= 60 else 10)
        self.number.setKeyboardTracking(False)
        self.number.lineEdit().setTextMargins(0, 0, 7, 0)
        self.number.setFixedWidth(round(112 * style.text_scale()))
        self.number.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        if option.unit:
            self.number.setSuffix(f" {option.unit}")
        reach = f"{least:g} to {most:g}" if most < WIDE else f"{least:g} or more"
        self.number.setToolTip(f"{reach} {option.unit}".strip())
        self._name(self.number)
        self.number.valueChanged.connect(self._later)
        self.automatic: QCheckBox | None = None
        if option.optional:
            self.automatic = QCheckBox("automatic")
            self.automatic.setAccessibleName(f"{option.title}: automatic")
            self.automatic.clicked.connect(self._on_automatic)
            self.line.addWidget(self.automatic)
        self.line.addWidget(self.number)

    def show_value(self, value: Any) -> None:
        self.number.blockSignals(True)
        if self.automatic is not None:
            self.automatic.setChecked(value is None)
            self.number.setEnabled(value is not None)
        if value is None:
            value = float(self.option.example or max(self.option.least, 0))
        if isinstance(self.number, QSpinBox):
            self.number.setValue(int(value))
        else:
            self.number.setValue(float(value))
        self.number.blockSignals(False)

    def value(self) -> Any:
        if self.automatic is not None and self.automatic.isChecked():
            return None
        return round(self.number.value(), 4)

    def _on_automatic(self, checked: bool) -> None:
        self.number.setEnabled(not checked)
        self.flush()


class ChoiceField(Field):
    """Chooses one of a few words, side by side."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        frame = named(QFrame(), "parts")
        parts = QHBoxLayout(frame)
        parts.setContentsMargins(2, 2, 2, 2)
        parts.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for choice in option.choices:
            button = named(QPushButton(choice.replace("_", " ")), "part")
            button.setCheckable(True)
            button.setAccessibleName(f"{option.title}: {choice}")
            button.setAccessibleDescription(option.words)
            self._group.addButton(button)
            parts.addWidget(button)
            self.buttons[choice] = button
        self._group.buttonClicked.connect(self.flush)
        self.setFocusProxy(next(iter(self.buttons.values())))
        self.line.addWidget(frame)

    def show_value(self, value: Any) -> None:
        if button := self.buttons.get(str(value)):
            button.setChecked(True)

    def value(self) -> Any:
        return next(choice for choice, button in self.buttons.items() if button.isChecked())


class TextField(Field):
    """Edits a line of text; lists are written with commas, tables as in the file."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self.text = QLineEdit()
        self.text.setMinimumWidth(round(230 * style.text_scale()))
        if option.optional:
            self.text.setPlaceholderText("automatic")
        elif option.kind == "texts":
            self.text.setPlaceholderText("one, another one")
        elif option.kind == "table":
            self.text.setPlaceholderText("name = value, …")
        self._name(self.text)
        self._shown = ""
        self.text.editingFinished.connect(self._on_finished)
        self.line.addWidget(self.text)

    def show_value(self, value: Any) -> None:
        if value is None:
            shown = ""
        elif isinstance(value, list):
            shown = ", ".join(str(one) for one in value)
        elif isinstance(value, dict):
            shown = ", ".join(f"{name} = {_toml(one)}" for name, one in value.items())
        else:
            shown = str(value)
        self._shown = shown
        self.text.setText(shown)
        self.text.setCursorPosition(0)

    def value(self) -> Any:
        text = self.text.text().strip()
        if self.option.kind == "texts":
            return [part.strip() for part in text.split(",") if part.strip()]
        if self.option.kind == "table":
            return _table(self.option.key, text)
        if not text and self.option.optional:
            return None
        return text

    def finish(self) -> None:
        self._on_finished()

    def _on_finished(self) -> None:
        if self.text.text() != self._shown:
            self._shown = self.text.text()
            self.flush()


def make_field(option: Option) -> Field:
    """Makes the field for this option."""
    kinds: dict[str, type[Field]] = {"switch": SwitchField, "choice": ChoiceField}
    if option.kind in {"whole", "decimal"}:
        return NumberField(option)
    return kinds.get(option.kind, TextField)(option)


def _toml(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _table(key: str, text: str) -> dict[str, Any]:
    try:
        table: dict[str, Any] = tomllib.loads(f"t = {{ {text} }}")["t"]
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f'{key}: write it as  name = value, other = value  with texts in "…".') from error
    return table
