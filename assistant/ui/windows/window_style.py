"""Defines how windows look: the overlay's glass as a palette and a style sheet, with its colours and type.

A window is opaque and dark on every desktop, so that pictures look the same everywhere and the words stay readable.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from assistant.ui.common import style

GROUND: Final = QColor("#0b131b")
"""The overlay's glass as it looks on a dark desktop."""
RAISED: Final = QColor("#13202c")
FIELD: Final = QColor("#0f1a24")
LINE: Final = QColor("#22384a")
"""The glass's line on GROUND."""
CHOSEN: Final = QColor("#1a3a4e")


def room() -> QSize:
    """Returns the size that a new window may take of the screen, with some left for its frame."""
    screen = QGuiApplication.primaryScreen()
    return screen.availableSize() * 0.94 if screen else QSize(1280, 720)


def apply_look(app: QApplication) -> None:
    """Gives the application its palette, type and style sheet."""
    app.setStyle("Fusion")
    face = QFont(app.font())
    face.setFamilies(["Inter", *face.families()])
    app.setFont(face)  # In the desktop's own size: the text scale is measured by it.
    app.setPalette(palette())
    app.setStyleSheet(sheet())


def palette() -> QPalette:
    """Returns the colours for what the style sheet does not reach: dialogs, text cursors."""
    colours = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, GROUND),
        (role.Base, FIELD),
        (role.AlternateBase, RAISED),
        (role.Button, RAISED),
        (role.ToolTipBase, RAISED),
        (role.Text, style.TEXT),
        (role.WindowText, style.TEXT),
        (role.ButtonText, style.TEXT),
        (role.ToolTipText, style.TEXT),
        (role.BrightText, style.DONE),
        (role.Highlight, CHOSEN),
        (role.HighlightedText, style.DONE),
        (role.PlaceholderText, style.SECOND),
        (role.Link, style.HEARING),
    ):
        colours.setColor(where, colour)
    for where in (role.Text, role.WindowText, role.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, where, style.MUTED)
    return colours


def sheet() -> str:
    """Returns the style sheet. Lengths follow the desktop's text scale."""
    unit = style.text_scale()
    names = {
        "ground": GROUND.name(),
        "raised": RAISED.name(),
        "field": FIELD.name(),
        "line": LINE.name(),
        "chosen": CHOSEN.name(),
        "text": style.TEXT.name(),
        "second": style.SECOND.name(),
        "muted": style.MUTED.name(),
        "hearing": style.HEARING.name(),
        "wrong": style.WRONG.name(),
        "high": round(34 * unit),
        "round": round(17 * unit),
        "pad": round(14 * unit),
        "low": round(6 * unit),
    }
    text = _SHEET
    for name, value in names.items():
        text = text.replace(f"@{name}@", str(value))
    return text


_SHEET = """
QWidget { color: @text@; }
QMainWindow, QDialog { background: @ground@; }
QLabel#second { color: @second@; }
QLabel#wrong { color: @wrong@; }
QLineEdit {
    background: @field@; border: 1px solid @line@; border-radius: @round@px;
    padding: 0 @pad@px; min-height: @high@px; selection-background-color: @chosen@;
}
QLineEdit:focus { border-color: @hearing@; }
QPushButton, QToolButton {
    background: @raised@; border: 1px solid @line@; border-radius: @round@px;
    padding: 0 @pad@px; min-height: @high@px;
}
QLineEdit > QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }
QToolButton[flat="true"] { background: transparent; border-color: transparent; padding: 0 @low@px; }
QPushButton:hover, QToolButton:hover { background: @chosen@; border-color: @hearing@; }
QPushButton:focus, QToolButton:focus { border-color: @hearing@; }
QPushButton:checked, QToolButton:checked { background: @chosen@; border-color: @hearing@; color: @hearing@; }
QPushButton:disabled, QToolButton:disabled { color: @muted@; background: @ground@; border-color: @line@; }
QPushButton#wrong:hover, QPushButton#wrong:focus { border-color: @wrong@; color: @wrong@; }
QListView { background: transparent; border: none; outline: none; }
QScrollArea, QScrollArea > QWidget > QWidget#inside { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: @line@; border-radius: 4px; min-height: 40px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: @second@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: @raised@; border: 1px solid @line@; padding: @low@px; }
QMenu::item { padding: @low@px @pad@px; border-radius: 6px; }
QMenu::item:selected { background: @chosen@; }
QMenu::item:disabled { color: @muted@; }
QMenu::separator { height: 1px; background: @line@; margin: 4px @low@px; }
QToolTip { background: @raised@; color: @text@; border: 1px solid @line@; padding: 4px; }
"""
