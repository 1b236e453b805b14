"""The card's foot: the ring, the words, who painted them, and when they go. Overlay process; paints, keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from assistant.ui.common import style
from assistant.ui.common.paragraph import Paragraph
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.overlay.card_layout import CardPlan
from assistant.ui.overlay.view_state import Card

_COUNTDOWN_S = 10
_GAP = 12
_WHERE = {"sketch": "offline"}
"""Where a painter works. All of today's work on this machine; the sketch painter needs no model either."""


@dataclass(frozen=True, slots=True)
class Foot:
    """What a foot says."""

    card: Card
    closes_in_s: int | None
    """Seconds until the card goes; None when nobody counts."""
    ring: Ring


def paint_foot(painter: QPainter, corner: QPointF, places: CardPlan, foot: Foot) -> None:
    """Draw it; `corner` is the top left one of the card's glass."""
    paint_ring(painter, places.ring.translated(corner), foot.ring)
    painter.setPen(style.TEXT)
    places.words.draw(painter, corner + places.words_at, places.text_width)
    painter.setPen(style.SECOND)
    second = Paragraph(second_line(foot.card), style.second_font(), places.text_width, 1)
    room = places.text_width - second.size.width() - _GAP
    end = Paragraph(end_line(foot.card, foot.closes_in_s), style.second_font(), places.text_width, 1)
    if end.size.width() > room:
        end = Paragraph(foot.card.kept_words, style.second_font(), max(1.0, room), 1)
    at = corner + places.second_at
    second.draw(painter, at)
    end.draw(painter, at + QPointF(places.text_width - end.size.width(), 0))


def second_line(card: Card | None) -> str:
    """Who painted, how long it took, where, and what of the words is missing; or how far it is."""
    if card is None:
        return ""
    if card.is_painting:
        return f"painting · step {card.done} of {card.total}" if card.done and card.total else "painting"
    parts = [card.painter] if card.painter else []
    if card.painting_s is not None:
        parts.append(_duration(card.painting_s))
    if card.painter:
        parts.append(_WHERE.get(card.painter.lower(), "this machine"))
    if card.undrawn:
        parts.append(f"not drawn: {', '.join(card.undrawn)}")
    return " · ".join(parts)


def end_line(card: Card | None, closes_in_s: int | None) -> str:
    """Whether it is kept, and in its last seconds when it closes."""
    if card is None or card.is_painting:
        return ""
    closing = f"closes in {closes_in_s} s" if closes_in_s is not None and closes_in_s <= _COUNTDOWN_S else ""
    return " · ".join(part for part in (card.kept_words, closing) if part)


def _duration(seconds: float) -> str:
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60)} s"
