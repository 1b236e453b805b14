"""The row of chips on the card: what can be said next, depending on what is shown. Runs in the overlay process."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

from assistant.ui.common import style
from assistant.ui.common.motion import Motion
from assistant.ui.overlay.chip import Chip
from assistant.ui.overlay.view_state import Card

AGAIN, KEEP, CLOSE, STOP = "another one", "keep it", "close", "stop"
_DO = {
    AGAIN: "Paints the same once more",
    KEEP: "Keeps the pictures on purpose",
    CLOSE: "Takes the pictures away",
    STOP: "Stops the painting",
}


class ChipRow:
    """The chips.

    Args:
        motion: The card's.
        parent: The card.
    """

    def __init__(self, motion: Motion, parent: QWidget) -> None:
        self.chips = {words: Chip(words, does, motion, parent) for words, does in _DO.items()}

    @property
    def widest(self) -> list[QSize]:
        """Sizes of the most chips that are seen at once."""
        return [self.chips[words].sizeHint() for words in (AGAIN, KEEP, CLOSE)]

    def lay_out(self, card: Card, corner: QPoint) -> None:
        """Show those that fit what the card shows, the first one's top left corner at `corner`."""
        finished = [words for words in (AGAIN, KEEP, CLOSE) if words != KEEP or not card.kept]
        wanted = [STOP] if card.is_painting else finished
        for words, chip in self.chips.items():
            chip.setVisible(words in wanted)
            if words in wanted:
                chip.setGeometry(QRect(corner, chip.sizeHint()))
                corner = corner + QPoint(chip.width() + style.CHIP_GAP, 0)
