"""What is where on the card. Overlay process; pure: measures text, draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize

from assistant.ui.common import style
from assistant.ui.common.paragraph import Paragraph
from assistant.ui.overlay.view_state import Card

_FOOT_GAP = 14
_LINE_GAP = 4
_RING_GAP = 12
_CHIPS_GAP = 13
_LEAST_TILE = 80


@dataclass(frozen=True, slots=True)
class CardPlan:
    """Places on the card's glass, in logical pixels from its top left corner."""

    size: QSize
    tile_size: QSize
    first_tile: QPoint
    ring: QRectF
    words: Paragraph
    words_at: QPointF
    second_at: QPointF
    text_width: float
    chips: QPoint
    """The first chip's top left corner."""

    def tile(self, index: int) -> QRect:
        """The place of a picture, 0 … 3."""
        step = QPoint(index * (self.tile_size.width() + style.PICTURE_GAP), 0)
        return QRect(self.first_tile + step, self.tile_size)


def plan(card: Card, room: QSize, aspect: float, chips: Sequence[QSize]) -> CardPlan:
    """Lay the card out.

    Args:
        card: What it shows.
        room: The screen's free area.
        aspect: Width of its pictures against their height.
        chips: Sizes of the most chips that it will show: it keeps its width from painting to showing.
    """
    padding = style.CARD_PADDING
    tile = _tile_size(card, room, aspect)
    row = card.count * tile.width() + (card.count - 1) * style.PICTURE_GAP
    chips_width = sum(chip.width() for chip in chips) + (len(chips) - 1) * style.CHIP_GAP
    inner = max(row, chips_width)
    ring = style.CARD_RING
    text_left, text_width = padding + ring + _RING_GAP, inner - ring - _RING_GAP - 4
    words = Paragraph(card.words, style.caption_font(), text_width, 2)
    second_height = Paragraph("x", style.second_font(), inner, 1).size.height()
    text_height = words.size.height() + _LINE_GAP + second_height
    foot_top = padding + tile.height() + _FOOT_GAP
    foot = max(text_height, ring)
    text_top = foot_top + (foot - text_height) / 2
    chips_top = round(foot_top + foot + _CHIPS_GAP)
    chip_height = max(chip.height() for chip in chips)
    return CardPlan(
        size=QSize(inner + 2 * padding, chips_top + chip_height + padding),
        tile_size=tile,
        first_tile=QPoint(padding + (inner - row) // 2, padding),
        ring=QRectF(padding, foot_top + (foot - ring) / 2, ring, ring),
        words=words,
        words_at=QPointF(text_left, text_top),
        second_at=QPointF(text_left, text_top + words.size.height() + _LINE_GAP),
        text_width=text_width,
        chips=QPoint(padding, chips_top),
    )


def _tile_size(card: Card, room: QSize, aspect: float) -> QSize:
    """As tall as the design has it, smaller where the screen is."""
    height = style.PICTURE_ALONE if card.count == 1 else style.PICTURE_OF_MANY
    free_height = room.height() - 2 * style.EDGE_GAP - style.PILL_HEIGHT - 150
    free_width = room.width() - 2 * style.EDGE_GAP - 2 * style.CARD_PADDING - (card.count - 1) * style.PICTURE_GAP
    height = max(_LEAST_TILE, min(height, free_height, round(free_width / card.count / aspect)))
    return QSize(round(height * aspect), height)
