"""Shows a short message at the window's lower edge with a way back; it never asks for the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from assistant.ui.common.paragraph import one_line
from assistant.ui.windows.window_style import CHOSEN, LINE

STAYS_MS: Final = 7000
_MOST: Final = 300


class Toast(QFrame):
    """Is the message.

    Args:
        window: The window at whose lower edge it lies.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setStyleSheet(
            f"Toast {{ background: {CHOSEN.name()}; border: 1px solid {LINE.name()}; border-radius: 18px; }}"
        )
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._button = QPushButton()
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._do: Callable[[], None] = lambda: None
        self._button.clicked.connect(self._on_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 10, 8)
        row.setSpacing(14)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        self._leaving = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._leaving.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """Returns the message, or "" while it is away."""
        return self._label.text() if self.isVisible() else ""

    def show_message(
        self, words: str, button: str = "", do: Callable[[], None] | None = None, *, stays: bool = False
    ) -> None:
        """Shows a message.

        Args:
            words: Plain words.
            button: What can be done about it; "" for nothing.
            do: Called when the button is clicked.
            stays: Whether it stays until the next message.
        """
        self._label.setText(one_line(words)[:_MOST])
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._do = do or (lambda: None)
        self.setAccessibleName(self._label.text())
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        if stays:
            self._leaving.stop()
        else:
            self._leaving.start()

    def _on_button(self) -> None:
        self.hide()
        self._do()

    def _place(self) -> None:
        window = self._window
        room = max(220, min(640, window.width() - 48))
        # A label that wraps knows its height only for a width.
        wide = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 60
        wide += self._button.sizeHint().width() + 24 if self._button.text() else 0
        width = min(room, wide)
        self.resize(width, max(self.sizeHint().height(), self.heightForWidth(width)))
        self.move((window.width() - width) // 2, window.height() - self.height() - 24)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
