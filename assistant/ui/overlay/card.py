"""Shows the card: pictures, their words, who painted them, and what can be said next.

Only its pictures and chips take clicks; the rest of the card lets them through to what is below. The card grows out of
the pill whose words it paints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QRegion

from assistant.ui.common import style
from assistant.ui.common.paragraph import Paragraph
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.overlay.card_buttons import CLOSE, Button, ChipRow, PictureRow, PictureTile
from assistant.ui.overlay.pane import Glass
from assistant.ui.overlay.view_state import Card
from assistant.ui.platform.accessibility import AccessibilitySettings
from assistant.ui.platform.surface import SurfaceFactory

_BREATH_MS = 900
_RING_NUMBERS = frozenset({"arc", "dot", "hue"})

_FOOT_GAP = 14
_LINE_GAP = 4
_RING_GAP = 12
_CHIPS_GAP = 13
_LEAST_TILE = 80

_END_GAP = 12

_NEXT = {Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Down}
_BACK = {Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Up}
_DO = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}


class PictureCard(Glass):
    """Is the card's pane.

    Args:
        surfaces, accessibility: See `Pane`.
    """

    chosen = Signal(str)
    """The words of a chip that was clicked."""
    opened = Signal(str)
    """The path of a picture that was clicked."""
    kept = Signal(int)
    """The number, from 1, of a picture whose mark was clicked."""
    painted = Signal(str)
    """The id of a request whose finished pictures have all been drawn on the screen; emitted at every such frame."""
    attended = Signal(bool)
    """Whether the person points at the card or types into it; the card should stay while they do."""

    def __init__(self, surfaces: SurfaceFactory, accessibility: AccessibilitySettings) -> None:
        super().__init__("Jarvis pictures", style.GLASS_RADIUS, surfaces, accessibility)
        self._card: Card | None = None
        self._closes_in_s: int | None = None
        self._grows_from: QSize | None = None
        self._pictures = PictureRow(self.motion, self)
        self.tiles = self._pictures.tiles
        self._row = ChipRow(self.motion, self)
        self.chips = self._row.chips
        self._plan: CardPlan | None = None
        self.keys = CardKeys(self.buttons)
        self._surface.keyboard.connect(self._on_keyboard)
        for index, tile in enumerate(self.tiles):
            tile.clicked.connect(partial(self._open, tile))
            tile.dragged.connect(partial(self._drag, tile))
            tile.keep.clicked.connect(partial(self.kept.emit, index + 1))
        for words, chip in self.chips.items():
            chip.clicked.connect(partial(self.chosen.emit, words))
        for button in (*self.tiles, *self.chips.values(), *(tile.keep for tile in self.tiles)):
            button.pointed.connect(self._emit_attended)
            button.pressed.connect(self._surface.take_keyboard)
        for name in ("content", "dot", "hue"):
            self.motion.jump(name, 1.0)

    @property
    def card(self) -> Card | None:
        """Returns what the card shows."""
        return self._card

    @property
    def is_attended(self) -> bool:
        """Returns whether the person points at the card or types into it."""
        return self.keys.active or any(button.is_pointed_at for button in self.buttons())

    def buttons(self) -> list[Button]:
        """Returns the buttons that can be clicked now, in reading order."""
        return [*self._pictures.finished, *(chip for chip in self.chips.values() if not chip.isHidden())]

    def grow_from(self, size: QSize) -> None:
        """Lets the glass begin with this size, that of the pill which it replaces, when the card appears next."""
        self._grows_from = size

    def show_card(self, card: Card) -> None:
        """Shows this; parts that are there already stay where they are."""
        before = self._card if self.is_up else None
        self._card = card
        if before is None or before.request != card.request:
            self.motion.jump("progress", 0.0)
            self.motion.jump("arc", 0.0)
            self._pictures.clear()
        self._lay_out(card)
        for index, path in enumerate(card.paths):
            if path:
                if self._pictures.set_aspect_of(path):
                    self._lay_out(card)
                self.tiles[index].set_file(path)
        share = min(1.0, card.done / card.total) if card.total > 0 else 0.0
        time = 0 if self.reduces_motion else style.SETTLE_MS
        self.motion.go("progress", share, time)
        if card.is_painting:
            self.motion.go("arc", share, time)
        elif before is None or before.is_painting:
            self.motion.go("arc", 1.0, time)
            self.motion.jump("hue", 0.0 if before else 1.0)
            self.motion.go("hue", 1.0, style.SETTLE_MS * 2)
        self._pictures.update_tiles(card, share)
        self._breathe()
        self._surface.take_clicks(self.click_areas())
        self.setAccessibleDescription(f"{card.words}. {card.second_line}")
        self.redraw()

    def set_preview(self, index: int, image: QImage) -> None:
        """Shows an unfinished picture in place `index`, 0 … 3."""
        if self._card is None or index >= self._card.count:
            return
        if self._pictures.set_aspect(image.width() / max(1, image.height())):
            self._lay_out(self._card)
        self.tiles[index].set_preview(image)

    def set_closes_in(self, seconds: int | None, share: float) -> None:
        """Shows how long the card still stays.

        Args:
            seconds: Whole seconds; None while the time stands still.
            share: The share of the whole time that is left, 0 … 1.
        """
        if seconds != self._closes_in_s:
            self._closes_in_s = seconds
            self.motion.go("arc", 1.0 if seconds is None else share, 0 if self.reduces_motion else style.SETTLE_MS)
            self.redraw(QRegion(self.body()))

    def end_line(self) -> str:
        """Returns the end of the second line: whether the pictures are kept, and when the card closes."""
        return self._card.end_line(self._closes_in_s) if self._card else ""

    def click_areas(self) -> list[QRect]:
        return [button.geometry() for button in self.buttons()]

    def begin(self) -> None:
        super().begin()
        start, self._grows_from = self._grows_from, None
        self.motion.jump("rise", 0.0)
        self.appear_ms = style.PILL_LEAVE_MS if start else style.APPEAR_MS
        if self.reduces_motion:
            self.motion.jump("content", 1.0)
            return
        rest, time = self._rest, style.GROW_MS if start else style.SETTLE_MS
        size = start or rest - QSize(2 * style.RISE, style.RISE)
        self.motion.jump("width", size.width())
        self.motion.jump("height", size.height())
        self.motion.jump("radius", min(size.height() / 2, style.PILL_HEIGHT / 2) if start else style.GLASS_RADIUS)
        self.set_body(rest, time)
        self.motion.jump("content", 0.0)
        self.motion.go("content", 1.0, style.SETTLE_MS, after_ms=time * 0.3 if start else 0)

    def leave(self, milliseconds: int = style.LEAVE_MS) -> None:
        """Leaves the screen."""
        self.keys.stop()
        super().leave(milliseconds)

    def _on_moved(self) -> None:
        if self._card and self.is_shown:
            self._lay_out(self._card)
        super()._on_moved()

    def _lay_out(self, card: Card) -> None:
        self._plan = plan(card, self.room().size(), self._pictures.aspect, self._row.widest)
        self.set_body(self._plan.size)
        corner = self.rest_body().topLeft()
        self._pictures.lay_out(
            card.count, [self._plan.tile(index).translated(corner) for index in range(len(self.tiles))]
        )
        self._row.lay_out(card, corner + self._plan.chips)

    def _open(self, tile: PictureTile) -> None:
        if tile.is_final:
            self.opened.emit(tile.path)

    def _drag(self, tile: PictureTile) -> None:
        self._surface.drag(tile.path, tile.image, tile)

    def _emit_attended(self) -> None:
        self.attended.emit(self.is_attended)

    def _on_keyboard(self, here: bool) -> None:
        if here:
            self.keys.start()
        else:
            self.keys.stop()
        self._emit_attended()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Handles a key while the card has the keyboard; a key without a meaning here gives the keyboard back."""
        if event.key() == Qt.Key.Key_Escape and self._card and not self._card.is_painting:
            self.chosen.emit(CLOSE)
        elif not self.keys.press(event.key()):
            self._surface.give_keyboard_back()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        return self.keys.press(Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab)

    def _breathe(self) -> None:
        """Lets the dot breathe, as in the pill, before the first step is done: nobody knows how far it is."""
        waiting = self._card is not None and self._card.is_painting and not self._card.done
        still = self.motion.target("dot") == self.motion.value("dot")
        if waiting and self.is_up and not self.reduces_motion and still:
            self.motion.go("dot", 0.15 if self.motion.value("dot") > 0.5 else 1.0, _BREATH_MS)
        elif not waiting and self.motion.target("dot") < 1:
            self.motion.go("dot", 1.0, style.SETTLE_MS)

    def _on_frame(self, moved: frozenset[str]) -> None:
        super()._on_frame(moved)
        self._breathe()

    def dirty(self, moved: frozenset[str]) -> QRegion | None:
        region = super().dirty(moved)
        if region is None or "content" in moved or self._plan is None:
            return None
        region += self._pictures.dirty(moved)
        if moved & _RING_NUMBERS:
            reach = style.CARD_RING // 8
            ring = self._plan.ring.translated(self.rest_body().topLeft().toPointF()).toAlignedRect()
            region += QRegion(ring.adjusted(-reach, -reach, reach, reach))
        return region

    def paint_on_glass(self, painter: QPainter, body: QRectF) -> None:
        if self._card is None or self._plan is None:
            return
        painter.setClipRect(body)
        painter.setOpacity(painter.opacity() * self.motion.value("content"))
        value = self.motion.value
        colour = style.WORKING if self._card.is_painting else style.DONE
        ring = Ring(style.between(style.WORKING, colour, value("hue")), arc=value("arc"), dot=value("dot"))
        self._paint_foot(painter, self._card, self._plan, ring)

    def _paint_foot(self, painter: QPainter, card: Card, places: CardPlan, ring: Ring) -> None:
        """Draws the ring, the card's words and the second line with its end at the right edge."""
        corner = QPointF(self.rest_body().topLeft())
        paint_ring(painter, places.ring.translated(corner), ring)
        painter.setPen(style.TEXT)
        places.words.draw(painter, corner + places.words_at, places.text_width)
        painter.setPen(style.SECOND)
        second = Paragraph(card.second_line, style.second_font(), places.text_width, 1)
        room = places.text_width - second.size.width() - _END_GAP
        end = Paragraph(self.end_line(), style.second_font(), places.text_width, 1)
        if end.size.width() > room:
            end = Paragraph(card.kept_words, style.second_font(), max(1.0, room), 1)
        at = corner + places.second_at
        second.draw(painter, at)
        end.draw(painter, at + QPointF(places.text_width - end.size.width(), 0))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        growing = self.body() != self.rest_body()
        for tile in self.tiles:
            tile.set_clip(self.body() if growing else None)
        super().paintEvent(event)
        card = self._card
        seen = self.opacity > 0 and self.motion.value("content") > 0
        if seen and card and self._pictures.is_complete(card):
            self.painted.emit(card.request)


@dataclass(frozen=True, slots=True)
class CardPlan:
    """Holds places on the card's glass, in logical pixels from its top left corner."""

    size: QSize
    tile_size: QSize
    first_tile: QPoint
    ring: QRectF
    words: Paragraph
    words_at: QPointF
    second_at: QPointF
    text_width: float
    chips: QPoint
    """The top left corner of the first chip."""

    def tile(self, index: int) -> QRect:
        """Returns the place of a picture, 0 … 3."""
        step = QPoint(index * (self.tile_size.width() + style.PICTURE_GAP), 0)
        return QRect(self.first_tile + step, self.tile_size)


def plan(card: Card, room: QSize, aspect: float, chips: Sequence[QSize]) -> CardPlan:
    """Lays the card out.

    Args:
        card: What the card shows.
        room: Size of the screen's free area.
        aspect: Width of the pictures divided by their height.
        chips: Sizes of all chips that the card will show at once: it keeps its width from painting to showing.
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
    """Returns the height that the design asks for, or less where the screen is small, and the width that fits it."""
    height = style.PICTURE_ALONE if card.count == 1 else style.PICTURE_OF_MANY
    free_height = room.height() - 2 * style.EDGE_GAP - style.PILL_HEIGHT - 150
    free_width = room.width() - 2 * style.EDGE_GAP - 2 * style.CARD_PADDING - (card.count - 1) * style.PICTURE_GAP
    height = max(_LEAST_TILE, min(height, free_height, round(free_width / card.count / aspect)))
    return QSize(round(height * aspect), height)


class CardKeys:
    """Chooses buttons with keys, once a click has given the card the keyboard.

    Args:
        buttons: Returns the buttons of the moment in reading order, pictures first.
    """

    def __init__(self, buttons: Callable[[], list[Button]]) -> None:
        self._buttons = buttons
        self.active = False
        """Whether the card has the keyboard."""
        self.chosen: Button | None = None

    def start(self) -> None:
        """Begins when the card gets the keyboard."""
        self.active = True

    def stop(self) -> None:
        """Ends when the card loses the keyboard."""
        self.active = False
        self._choose(None)

    def press(self, key: int) -> bool:
        """Handles a pressed key, one of `Qt.Key`, and returns whether it has a meaning here."""
        buttons = self._buttons()
        if key in _MODIFIERS:
            return True
        if key in _NEXT | _BACK and buttons:
            step = 1 if key in _NEXT else -1
            at = buttons.index(self.chosen) if self.chosen in buttons else (-1 if step > 0 else 0)
            self._choose(buttons[(at + step) % len(buttons)])
            return True
        if key in _DO and self.chosen in buttons and self.chosen is not None:
            self.chosen.click()
            return True
        number = key - Qt.Key.Key_1
        if 0 <= number < 4:
            pictures = [button for button in buttons if isinstance(button, PictureTile)]
            if number < len(pictures):
                pictures[number].click()
                return True
        return False

    def _choose(self, button: Button | None) -> None:
        if button is self.chosen:
            return
        if self.chosen is not None:
            self.chosen.set_hot(self.chosen.is_pointed_at)
        self.chosen = button
        if button is not None:
            button.set_hot(True)
            QAccessible.updateAccessibility(QAccessibleEvent(button, QAccessible.Event.Focus))
