"""The line at the top of the settings: what waits for a new start, or what is wrong. Window processes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from assistant.ui.windows.settings.option_catalogue import options
from assistant.ui.windows.settings.pages.page import words
from assistant.ui.windows.settings.widget_names import named

_RESTART = "Restart Jarvis"
_NAMED = 3
"""More names than this are counted only."""


class Banner(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.words = words("", "banner_words")
        self.restart = named(QPushButton(_RESTART), "go")
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 10, 12, 10)
        line.addWidget(self.words, 1)
        line.addWidget(self.restart)
        self.hide()

    def say_wrong(self, text: str) -> None:
        """Say what is wrong."""
        self._say(text, wrong=True)

    def say_waiting(self, keys: Sequence[str]) -> None:
        """Say which options count only after a new start; none hides it."""
        if not keys:
            self.hide()
            return
        known = [options()[key].title for key in keys if key in options()]
        more = len(known) - _NAMED
        named_ones = ", ".join(known[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        count = "1 change waits" if len(keys) == 1 else f"{len(keys)} changes wait"
        self._say(f"{count} until Jarvis starts again: {named_ones}.", wrong=False)

    def show_restarting(self, is_restarting: bool) -> None:
        """Whether the new start was asked for and is not over."""
        self.restart.setEnabled(not is_restarting)
        self.restart.setText("Starting again …" if is_restarting else _RESTART)

    def _say(self, text: str, *, wrong: bool) -> None:
        self.words.setText(text)
        self.setProperty("wrong", wrong)
        self.style().unpolish(self)
        self.style().polish(self)
        self.restart.setVisible(not wrong)
        self.show()
