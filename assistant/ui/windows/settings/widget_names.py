"""Gives a widget the name by which the style sheet knows it, and words their side. Window processes."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """The same widget, with this name in the style sheet."""
    widget.setObjectName(name)
    return widget


def label(text: str, name: str) -> QLabel:
    """A line of plain text on the side where the desktop's lines begin, whatever language the text is in."""
    made = named(QLabel(text), name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    return made
