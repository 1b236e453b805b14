"""What every step of the first run is: a title, a sentence, and being at the front or not. Window processes."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from assistant.ui.windows.settings.pages.page import words
from assistant.ui.windows.settings.widget_names import label


class Step(QWidget):
    """One step.

    Args:
        title, lead: What it is about.
    """

    def __init__(self, title: str, lead: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(lead)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addWidget(label(title, "large"))
        self.column.addWidget(words(lead, "lead"))
        self.column.addSpacing(4)

    def seen(self) -> None:
        """It came to the front."""

    def left(self) -> None:
        """Another one did, or the window closes."""
