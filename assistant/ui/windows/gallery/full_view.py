"""Shows one picture with how it was made, what can be done with it, and the way to the next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from assistant.gallery.index import Row
from assistant.ui.common import style
from assistant.ui.windows.gallery.actions import PictureActions
from assistant.ui.windows.gallery.canvas import STEP, Canvas
from assistant.ui.windows.gallery.gallery_wording import title
from assistant.ui.windows.gallery.picture_facts import FactsPanel, LoadedPicture

Key = Qt.Key


class FullView(QWidget):
    """Is the page of one picture."""

    left = Signal()
    """The person wants to go back to all pictures."""
    turned = Signal(int)
    """The person wants the next picture (1) or the one before (-1)."""

    def __init__(self, actions: PictureActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: Row | None = None
        self.canvas = Canvas()
        self.facts = FactsPanel()
        self.back = _button("‹ All pictures", "Back to all pictures (Esc)")
        self.back.clicked.connect(self.left)
        self.place = QLabel()
        self.place.setObjectName("second")
        self.percent = QLabel()
        self.percent.setObjectName("second")
        self._before, self._next = _button("‹", "The picture before"), _button("›", "The next picture")
        self._before.clicked.connect(lambda: self.turned.emit(-1))
        self._next.clicked.connect(lambda: self.turned.emit(1))
        smaller, fit, larger = _button("−", "Smaller (-)"), _button("Fit", "All of it (0)"), _button("+", "Larger (+)")
        smaller.clicked.connect(lambda: self.canvas.zoom_by(1 / STEP))
        fit.clicked.connect(self.canvas.fit)
        larger.clicked.connect(lambda: self.canvas.zoom_by(STEP))
        self.canvas.zoomed.connect(lambda scale: self.percent.setText(f"{scale * 100:.0f} %"))
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for widget in (self.back, self.place):
            bar.addWidget(widget)
        bar.addStretch(1)
        for widget in (self.percent, smaller, fit, larger, self._before, self._next):
            bar.addWidget(widget)
        self._side = self._sidebar(actions)
        body = QHBoxLayout()
        body.setSpacing(22)
        body.addWidget(self.canvas, 1)
        body.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 20)
        column.setSpacing(14)
        column.addLayout(bar)
        column.addLayout(body, 1)

    def _sidebar(self, actions: PictureActions) -> QWidget:
        side = QWidget()
        buttons = QGridLayout()
        buttons.setSpacing(8)
        for place, action in enumerate([*actions.making, *actions.using]):
            button = _action_button(action)
            # Making takes one row of three; using takes rows of two.
            line, at, span = (0, place * 2, 2) if place < 3 else (1 + (place - 3) // 2, (place - 3) % 2 * 3, 3)
            buttons.addWidget(button, line, at, 1, span)
        self.notice = QLabel()
        self.notice.setObjectName("second")
        self.notice.setWordWrap(True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.facts, 1)
        column.addWidget(self.notice)
        column.addLayout(buttons)
        return side

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        wanted = round(340 * style.text_scale())
        self._side.setFixedWidth(min(wanted, max(220, event.size().width() // 2)))

    def show_row(self, row: Row, place: int, count: int) -> None:
        """Makes room for a picture; `show_loaded` brings it."""
        self.row = row
        self.place.setText(f"{place + 1} of {count}")
        self._before.setEnabled(place > 0)
        self._next.setEnabled(place < count - 1)
        self.facts.show_row(row, None)
        self.canvas.setAccessibleName(f"Picture: {title(row)}")

    def show_loaded(self, row: Row, whole: LoadedPicture, path: Path) -> None:
        """Shows the picture, unless another one is wanted meanwhile."""
        if self.row is None or row.name != self.row.name:
            return
        self.canvas.set_words(whole.problem)
        self.canvas.set_picture(whole.image, path if not whole.image.isNull() else None)
        self.facts.show_row(row, whole.facts)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        onward = Key.Key_Left if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else Key.Key_Right
        match event.key():
            case Key.Key_Escape | Key.Key_Backspace:
                self.left.emit()
            case Key.Key_Left | Key.Key_Right:
                self.turned.emit(1 if event.key() == onward else -1)
            case Key.Key_Down | Key.Key_PageDown | Key.Key_Space:
                self.turned.emit(1)
            case Key.Key_Up | Key.Key_PageUp:
                self.turned.emit(-1)
            case Key.Key_Plus | Key.Key_Equal:
                self.canvas.zoom_by(STEP)
            case Key.Key_Minus:
                self.canvas.zoom_by(1 / STEP)
            case Key.Key_0:
                self.canvas.fit()
            case Key.Key_1:
                self.canvas.zoom_to(1.0)
            case _:
                super().keyPressEvent(event)


def _button(text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _action_button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setMinimumSize(QSize(20, 0))
    return button
