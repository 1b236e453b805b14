"""Builds what the settings window and the first run are made of: labels, cards and rows."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """Returns the same widget with this name in the style sheet."""
    widget.setObjectName(name)
    return widget


def label(text: str, name: str) -> QLabel:
    """Returns a line of plain text on the side where the desktop's lines begin, whatever language the text is in."""
    made = named(QLabel(text), name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    return made


def wrapped_label(text: str, name: str = "words") -> QLabel:
    """Returns a label that wraps and shows plain text only."""
    made = label(text, name)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return made


class Card(QFrame):
    """Is a raised piece with rows under each other."""

    def __init__(self, *rows: QWidget) -> None:
        super().__init__()
        self.setObjectName("card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 8, 18, 8)
        self.column.setSpacing(0)
        for row in rows:
            self.add(row)

    def add(self, row: QWidget) -> None:
        """Adds a row, with a fine line above it."""
        if self.column.count():
            self.column.addWidget(named(QFrame(), "rule"))
        self.column.addWidget(row)


class Row(QWidget):
    """Shows a name and what it means on one side, and a field on the other.

    Args:
        name: A short name.
        about: A sentence or two, or "".
        field: The widget for the other side.
    """

    def __init__(self, name: str, about: str = "", field: QWidget | None = None) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 10, 0, 10)
        line.setSpacing(18)
        self.text = QVBoxLayout()
        self.text.setSpacing(3)
        self.name = label(name, "name")
        self.text.addWidget(self.name)
        self.about = wrapped_label(about)
        self.about.setVisible(bool(about))
        self.text.addWidget(self.about)
        line.addLayout(self.text, 1)
        self.line = line
        if field is not None:
            line.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter)
            self.name.setBuddy(field)
