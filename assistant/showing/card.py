"""The card: pictures, their words, who painted them, and what can be said next. Runs in the overlay process.

Only its pictures and chips take clicks; the rest of it lets them through.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent

from assistant.showing import style
from assistant.showing.chip import Chip
from assistant.showing.glass import Glass
from assistant.showing.paragraph import Paragraph
from assistant.showing.pictures import PictureTile
from assistant.showing.sights import Card
from assistant.showing.x11 import XServer

AGAIN, KEEP, CLOSE, STOP = "another one", "keep it", "close", "stop"
_CHIPS = {
    AGAIN: "Paints the same once more",
    KEEP: "Keeps the pictures on purpose",
    CLOSE: "Takes the pictures away",
    STOP: "Stops the painting",
}
_WHERE = {"sketch": "offline"}
"""Where a painter works. All of today's work on this machine; the sketch painter needs no model either."""
_FOOT_GAP = 14
_LINE_GAP = 5
_CHIPS_GAP = 12
_COUNTDOWN_S = 10


class PictureCard(Glass):
    """The card's window."""

    chosen = Signal(str)
    """The words of a chip that was clicked."""
    opened = Signal(str)
    """The path of a picture that was clicked."""
    painted = Signal(str)
    """The request whose finished pictures have all been drawn on the screen; emitted at every such frame."""

    def __init__(self, x_server: XServer | None, *, reduced_motion: bool) -> None:
        super().__init__("Jarvis pictures", style.GLASS_RADIUS, x_server, reduced_motion=reduced_motion)
        self._card: Card | None = None
        self._closes_in_s: int | None = None
        self._aspect = 1.0
        self._words = Paragraph("", style.caption_font(), 100, 1)
        self.tiles = [PictureTile(index, self.motion, self) for index in range(4)]
        self.chips = {words: Chip(words, does, self.motion, self) for words, does in _CHIPS.items()}
        for tile in self.tiles:
            tile.clicked.connect(partial(self._open, tile))
        for words, chip in self.chips.items():
            chip.clicked.connect(partial(self.chosen.emit, words))

    @property
    def card(self) -> Card | None:
        """What it shows."""
        return self._card

    def show_card(self, card: Card) -> None:
        """Show this; what is there already stays where it is."""
        before, self._card = self._card, card
        if before is None or before.request != card.request or not self.isVisible():
            self._aspect = 1.0
            self.motion.jump("progress", 0.0)
            for tile in self.tiles:
                tile.clear()
        self._lay_out(card)
        for index, path in enumerate(card.paths):
            if path:
                self._take_aspect(card, index)
                self.tiles[index].set_file(path)
        share = min(1.0, card.done / card.total) if card.total > 0 else 0.0
        self.motion.go("progress", share, style.SETTLE_MS)
        for index, tile in enumerate(self.tiles[: card.count]):
            tile.set_progress(share if card.is_painting and card.total else None)
            tile.set_number(index + 1 if card.count > 1 and not card.is_painting else 0)
            if tile.is_final:
                number = f"Picture {index + 1}" if card.count > 1 else "Picture"
                tile.setAccessibleName(f"{number}: {self._words.text}")
                tile.setAccessibleDescription("Opens the picture")
        self.setAccessibleDescription(f"{self._words.text}. {self.second_line()}")
        self.update()

    def set_preview(self, index: int, image: QImage) -> None:
        """An unfinished picture for one of the places."""
        if self._card is None or index >= self._card.count:
            return
        self._set_aspect(self._card, image.width() / max(1, image.height()))
        self.tiles[index].set_preview(image)

    def set_closes_in(self, seconds: int | None) -> None:
        """How long the card still stays; None when nobody counts."""
        if seconds != self._closes_in_s:
            self._closes_in_s = seconds
            self.update(self.body())

    def second_line(self) -> str:
        """Who painted, how long it took and where; or how far it is."""
        card = self._card
        if card is None:
            return ""
        if card.is_painting:
            return f"painting · step {card.done} of {card.total}" if card.done and card.total else "painting"
        parts = [card.painter] if card.painter else []
        if card.painting_s is not None:
            parts.append(_duration(card.painting_s))
        if card.painter:
            parts.append(_WHERE.get(card.painter.lower(), "this machine"))
        return " · ".join(parts)

    def end_line(self) -> str:
        """At the end of the second line: whether it is kept, and when the card closes."""
        card = self._card
        if card is None or card.is_painting:
            return ""
        left = self._closes_in_s
        closing = f"closes in {left} s" if left is not None and left <= _COUNTDOWN_S else ""
        return " · ".join(part for part in (card.kept, closing) if part)

    def click_areas(self) -> list[QRect]:
        wanted = [tile for tile in self.tiles if tile.is_final and tile.isVisibleTo(self)]
        return [widget.geometry() for widget in (*wanted, *self.chips.values()) if widget.isVisibleTo(self)]

    def _take_aspect(self, card: Card, index: int) -> None:
        size = QImageReader(card.paths[index]).size()
        if size.isValid():
            self._set_aspect(card, size.width() / max(1, size.height()))

    def _set_aspect(self, card: Card, aspect: float) -> None:
        aspect = max(0.6, min(1.6, aspect))
        if abs(aspect - self._aspect) > 0.02:
            self._aspect = aspect
            self._lay_out(card)

    def _tile_size(self, card: Card) -> QSize:
        """As tall as the design has it, smaller where the screen is."""
        room = self.screen_room()
        height = style.PICTURE_ALONE if card.count == 1 else style.PICTURE_OF_MANY
        free_height = room.height() - 2 * style.EDGE_GAP - style.PILL_HEIGHT - 150
        free_width = room.width() - 2 * style.EDGE_GAP - 2 * style.CARD_PADDING - (card.count - 1) * style.PICTURE_GAP
        height = max(80, min(height, free_height, round(free_width / card.count / self._aspect)))
        return QSize(round(height * self._aspect), height)

    def _lay_out(self, card: Card) -> None:
        padding, tile = style.CARD_PADDING, self._tile_size(card)
        row = card.count * tile.width() + (card.count - 1) * style.PICTURE_GAP
        wanted = (STOP,) if card.is_painting else tuple(w for w in (AGAIN, KEEP, CLOSE) if w != KEEP or not card.kept)
        chips_width = sum(self.chips[w].sizeHint().width() for w in (AGAIN, KEEP, CLOSE)) + 2 * style.CHIP_GAP
        inner = max(row, chips_width)
        self._words = Paragraph(card.words, style.caption_font(), inner - 8, 2)
        second_height = Paragraph("x", style.second_font(), inner, 1).size.height()
        chip_height = self.chips[STOP].sizeHint().height()
        foot = _FOOT_GAP + self._words.size.height() + _LINE_GAP + second_height + _CHIPS_GAP + chip_height
        body_size = QSize(inner + 2 * padding, round(padding + tile.height() + foot + padding))
        self.set_body(body_size)
        corner = self.body().topLeft() + QPoint(padding + (inner - row) // 2, padding)
        for index, place in enumerate(self.tiles):
            place.setVisible(index < card.count)
            place.setGeometry(QRect(corner + QPoint(index * (tile.width() + style.PICTURE_GAP), 0), tile))
        chip_corner = self.body().bottomLeft() + QPoint(padding + 2, 1 - padding - chip_height)
        for words, chip in self.chips.items():
            chip.setVisible(words in wanted)
            if words in wanted:
                chip.setGeometry(QRect(chip_corner, chip.sizeHint()))
                chip_corner += QPoint(chip.width() + style.CHIP_GAP, 0)
        self.set_body(body_size)

    def _open(self, tile: PictureTile) -> None:
        if tile.is_final:
            self.opened.emit(tile.path)

    def paint_on_glass(self, painter: QPainter, body: QRectF) -> None:
        if self._card is None:
            return
        padding = style.CARD_PADDING
        left, width = body.left() + padding + 4, body.width() - 2 * padding - 8
        top = body.top() + padding + self.tiles[0].height() + _FOOT_GAP
        painter.setPen(style.TEXT)
        self._words.draw(painter, QPointF(left, top), width)
        top += self._words.size.height() + _LINE_GAP
        painter.setPen(style.SECOND)
        end = Paragraph(self.end_line(), style.second_font(), width, 1)
        end.draw(painter, QPointF(left + width - end.size.width(), top))
        Paragraph(self.second_line(), style.second_font(), width - end.size.width() - 12, 1).draw(
            painter, QPointF(left, top)
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        card = self._card
        if card and card.is_complete and all(tile.is_final for tile in self.tiles[: card.count]) and self.opacity > 0:
            self.painted.emit(card.request)


def _duration(seconds: float) -> str:
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60)} s"
