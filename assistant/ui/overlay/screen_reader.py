"""What the overlay says to a screen reader: it never has the focus, so nothing would be read otherwise.

Runs in the overlay process. Each state is said once, in a few words; captions that may still change are not said.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from assistant.ui.overlay.card_foot import second_line
from assistant.ui.overlay.view_state import Card, Mood, Pill


class Speaker:
    """Says what has changed.

    Args:
        source: The object that the words come from.
    """

    def __init__(self, source: QObject) -> None:
        self._source = source
        self._said_of_pill = self._said_of_card = ""

    def tell(self, pill: Pill | None, card: Card | None) -> list[str]:
        """What is seen now; returns what was said of it."""
        of_pill, of_card = pill_words(pill), card_words(card)
        news = [words for words in (of_pill,) if words and words != self._said_of_pill]
        news += [words for words in (of_card,) if words and words != self._said_of_card]
        self._said_of_pill, self._said_of_card = of_pill, of_card
        for words in news:
            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._source, words))
        return news


def pill_words(pill: Pill | None) -> str:
    """What is said of the pill."""
    if pill is None or pill.mood is Mood.THINKING:
        return ""
    return "Listening" if pill.mood is Mood.LISTENING else f"{pill.title}. {pill.second}"


def card_words(card: Card | None) -> str:
    """What is said of the card: once when painting begins, once when it is done, once when something is kept."""
    if card is None:
        return ""
    if card.is_painting:
        return f"Painting: {card.words}"
    pictures = "Picture" if card.count == 1 else f"{card.count} pictures"
    kept = f", {card.kept_words}" if card.kept else ""
    return f"{pictures}: {card.words}, {second_line(card)}{kept}"
