"""Adds to the windows' style sheet what the settings and the first run need: cards, fields, lists."""

from __future__ import annotations

from assistant.ui.common import style
from assistant.ui.windows import window_style


def sheet() -> str:
    """Returns the rules; lengths follow the desktop's text scale. Needs a QGuiApplication."""
    unit = style.text_scale()
    names = {
        "ground": window_style.GROUND.name(),
        "raised": window_style.RAISED.name(),
        "field": window_style.FIELD.name(),
        "line": window_style.LINE.name(),
        "chosen": window_style.CHOSEN.name(),
        "text": style.TEXT.name(),
        "done": style.DONE.name(),
        "second": style.SECOND.name(),
        "muted": style.MUTED.name(),
        "hearing": style.HEARING.name(),
        "working": style.WORKING.name(),
        "wrong": style.WRONG.name(),
        "small": round(12.5 * unit),
        "usual": round(13.5 * unit),
        "title": round(21 * unit),
        "large": round(27 * unit),
        "group": round(12 * unit),
        "high": round(32 * unit),
        "round": round(16 * unit),
        "pad": round(13 * unit),
    }
    text = _SHEET
    for name, value in names.items():
        text = text.replace(f"@{name}@", str(value))
    return text


_SHEET = """
QWidget#ground, QScrollArea#page, QScrollArea#page > QWidget > QWidget { background: @ground@; border: none; }
QWidget#side { background: @field@; }
QLabel#title { font-size: @title@px; font-weight: 500; color: @text@; }
QLabel#large { font-size: @large@px; font-weight: 500; color: @text@; }
QLabel#lead { color: @second@; }
QLabel#group { font-size: @group@px; font-weight: 600; color: @second@; }
QLabel#name { font-weight: 500; }
QLabel#words, QLabel#note { font-size: @small@px; color: @second@; }
QLabel#note { color: @working@; }
QLabel#wrong { font-size: @small@px; color: @wrong@; }
QLabel#verdict { font-size: @title@px; font-weight: 500; }
QLabel#value { color: @done@; font-weight: 500; }
QFrame#card { background: @raised@; border: 1px solid @line@; border-radius: 14px; }
QFrame#card[chosen="true"] { border: 1px solid @hearing@; background: #142a39; }
QFrame#rule { background: @line@; border: none; max-height: 1px; min-height: 1px; }
QFrame#banner { background: #2b2415; border: 1px solid #5e4a22; border-radius: 12px; }
QFrame#banner QLabel { color: #ffd9a0; }
QFrame#banner[wrong="true"] { background: #2c191c; border-color: #6b3338; }
QFrame#banner[wrong="true"] QLabel { color: #ffc4c4; }
QLabel#code {
    font-family: monospace; font-size: @small@px; background: @field@; border: 1px solid @line@; border-radius: 8px;
    padding: 6px 9px; color: @done@;
}
QLineEdit, QSpinBox, QDoubleSpinBox {
    background: @field@; border: 1px solid @line@; border-radius: 9px; padding: 0 10px; min-height: @high@px;
}
QLineEdit#search { border-radius: @round@px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: @hearing@; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: @muted@; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button { width: 0; }
QPushButton#part {
    border-radius: 8px; padding: 0 11px; min-height: @high@px; background: transparent; border: 1px solid transparent;
    color: @second@;
}
QPushButton#part:hover { color: @text@; }
QPushButton#part:focus { border-color: @hearing@; }
QPushButton#part:checked { background: @chosen@; color: @done@; }
QPushButton#part:disabled { background: transparent; color: @muted@; }
QFrame#parts { background: @field@; border: 1px solid @line@; border-radius: 9px; }
QPushButton#go { background: @hearing@; border-color: @hearing@; color: #06222f; font-weight: 600; }
QPushButton#go:hover { background: #8be0ff; border-color: #8be0ff; color: #06222f; }
QPushButton#go:focus { border: 2px solid @done@; }
QToolButton#back {
    background: transparent; border: 1px solid transparent; color: @second@; padding: 0; border-radius: 9px;
    min-width: @high@px; min-height: @high@px;
}
QToolButton#back:hover, QToolButton#back:focus { border-color: @line@; color: @text@; }
QListWidget#pages { background: transparent; border: none; outline: none; }
QListWidget#pages::item { padding: 0 @pad@px; border-radius: 9px; color: @second@; margin: 1px 0; }
QListWidget#pages::item:hover { color: @text@; }
QListWidget#pages::item:selected { background: @chosen@; color: @done@; }
QListWidget#pages::item:selected:focus { border: 1px solid @hearing@; }
QRadioButton, QCheckBox { spacing: 10px; min-height: @high@px; }
QRadioButton::indicator, QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid @second@; background: @field@; border-radius: 8px;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator:checked, QCheckBox::indicator:checked {
    border: 1px solid @hearing@;
    background: qradialgradient(cx:0.5, cy:0.5, radius:0.5, fx:0.5, fy:0.5, stop:0 @hearing@, stop:0.55 @hearing@,
        stop:0.65 @field@, stop:1 @field@);
}
QCheckBox::indicator:checked { background: @hearing@; }
QRadioButton:focus, QCheckBox:focus { color: @hearing@; }
QSlider::groove:horizontal { height: 4px; background: @line@; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @hearing@; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 18px; height: 18px; margin: -7px 0; border-radius: 9px; background: @done@; border: none;
}
QSlider::handle:horizontal:focus { border: 2px solid @hearing@; width: 14px; height: 14px; }
"""
