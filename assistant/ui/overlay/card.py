"""The card: pictures, their words, who painted them, and what can be said next. Runs in the overlay process.

Only its pictures and chips take clicks; the rest of it lets them through. It grows out of the pill whose words it
paints. What is where on it is `card_plan`'s business, keys are `keys`'.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QRegion

from assistant.ui.common import style
from assistant.ui.common.glass import Glass
from assistant.ui.common.ring import Ring
from assistant.ui.overlay.card_foot import Foot, end_line, paint_foot, second_line
from assistant.ui.overlay.card_keys import Keys
from assistant.ui.overlay.card_layout import CardPlan, plan
from assistant.ui.overlay.chip import Button
from assistant.ui.overlay.chip_row import CLOSE, ChipRow
from assistant.ui.overlay.picture_row import PictureRow
from assistant.ui.overlay.picture_view import PictureTile
from assistant.ui.overlay.view_state import Card
from assistant.ui.platform.accessibility import Wishes
from assistant.ui.platform.surface import Ground

_BREATH_MS = 900
_RING_NUMBERS = frozenset({"arc", "dot", "hue"})


class PictureCard(Glass):
    """The card's window."""

    chosen = Signal(str)
    """The words of a chip that was clicked."""
    opened = Signal(str)
    """The path of a picture that was clicked."""
    kept = Signal(int)
    """The number, from 1, of a picture whose mark was clicked."""
    painted = Signal(str)
    """The request whose finished pictures have all been drawn on the screen; emitted at every such frame."""
    attended = Signal(bool)
    """Whether the person points at it, or types into it: it should not go then."""

    def __init__(self, ground: Ground, wishes: Wishes) -> None:
        super().__init__("Jarvis pictures", style.GLASS_RADIUS, ground, wishes)
        self._card: Card | None = None
        self._closes_in_s: int | None = None
        self._grows_from: QSize | None = None
        self._pictures = PictureRow(self.motion, self)
        self.tiles = self._pictures.tiles
        self._row = ChipRow(self.motion, self)
        self.chips = self._row.chips
        self._plan: CardPlan | None = None
        self.keys = Keys(self.buttons)
        self._surface.keyboard.connect(self._on_keyboard)
        for index, tile in enumerate(self.tiles):
            tile.clicked.connect(partial(self._open, tile))
            tile.dragged.connect(partial(self._drag, tile))
            tile.keep.clicked.connect(partial(self.kept.emit, index + 1))
        for words, chip in self.chips.items():
            chip.clicked.connect(partial(self.chosen.emit, words))
        for button in (*self.tiles, *self.chips.values(), *(tile.keep for tile in self.tiles)):
            button.pointed.connect(self._tell_attended)
            button.pressed.connect(self._surface.take_keyboard)
        for name in ("content", "dot", "hue"):
            self.motion.jump(name, 1.0)

    @property
    def card(self) -> Card | None:
        """What it shows."""
        return self._card

    @property
    def is_attended(self) -> bool:
        """Whether the person points at it, or types into it."""
        return self.keys.active or any(button.is_pointed_at for button in self.buttons())

    def buttons(self) -> list[Button]:
        """What can be clicked now, in reading order."""
        return [*self._pictures.finished, *(chip for chip in self.chips.values() if not chip.isHidden())]

    def grow_from(self, size: QSize) -> None:
        """When it appears next, let its glass begin with this size: that of the pill which it replaces."""
        self._grows_from = size

    def show_card(self, card: Card) -> None:
        """Show this; what is there already stays where it is."""
        before = self._card if self.is_up else None
        self._card = card
        if before is None or before.request != card.request:
            self.motion.jump("progress", 0.0)
            self.motion.jump("arc", 0.0)
            self._pictures.clear()
        self._lay_out(card)
        for index, path in enumerate(card.paths):
            if path:
                if self._pictures.take_shape_of(path):
                    self._lay_out(card)
                self.tiles[index].set_file(path)
        share = min(1.0, card.done / card.total) if card.total > 0 else 0.0
        time = 0 if self.is_calm else style.SETTLE_MS
        self.motion.go("progress", share, time)
        if card.is_painting:
            self.motion.go("arc", share, time)
        elif before is None or before.is_painting:
            self.motion.go("arc", 1.0, time)
            self.motion.jump("hue", 0.0 if before else 1.0)
            self.motion.go("hue", 1.0, style.SETTLE_MS * 2)
        self._pictures.tell(card, share)
        self._breathe()
        self._surface.take_clicks(self.click_areas())
        self.setAccessibleDescription(f"{card.words}. {self.second_line()}")
        self.redraw()

    def set_preview(self, index: int, image: QImage) -> None:
        """An unfinished picture for one of the places."""
        if self._card is None or index >= self._card.count:
            return
        if self._pictures.take_shape(image.width() / max(1, image.height())):
            self._lay_out(self._card)
        self.tiles[index].set_preview(image)

    def set_closes_in(self, seconds: int | None, share: float) -> None:
        """How long the card still stays; None when nobody counts. `share` of its whole time, 0 … 1."""
        if seconds != self._closes_in_s:
            self._closes_in_s = seconds
            self.motion.go("arc", 1.0 if seconds is None else share, 0 if self.is_calm else style.SETTLE_MS)
            self.redraw(QRegion(self.body()))

    def second_line(self) -> str:
        """Who painted, how long it took and where; or how far it is."""
        return second_line(self._card)

    def end_line(self) -> str:
        """At the end of the second line: whether it is kept, and when the card closes."""
        return end_line(self._card, self._closes_in_s)

    def click_areas(self) -> list[QRect]:
        return [button.geometry() for button in self.buttons()]

    def begin(self) -> None:
        super().begin()
        start, self._grows_from = self._grows_from, None
        self.motion.jump("rise", 0.0)
        self.appear_ms = style.GIVE_WAY_MS if start else style.APPEAR_MS
        if self.is_calm:
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
        """Go from the screen."""
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
        self._pictures.lay_out(card, self._plan, corner)
        self._row.lay_out(card, corner + self._plan.chips)

    def _open(self, tile: PictureTile) -> None:
        if tile.is_final:
            self.opened.emit(tile.path)

    def _drag(self, tile: PictureTile) -> None:
        self._surface.drag(tile.path, tile.look, tile)

    def _tell_attended(self) -> None:
        self.attended.emit(self.is_attended)

    def _on_keyboard(self, here: bool) -> None:
        if here:
            self.keys.start()
        else:
            self.keys.stop()
        self._tell_attended()

    def on_key(self, key: int) -> None:
        """A key, one of `Qt.Key`, while it has the keyboard. One that means nothing here gives the keyboard back."""
        if key == Qt.Key.Key_Escape and self._card and not self._card.is_painting:
            self.chosen.emit(CLOSE)
        elif not self.keys.press(key):
            self._surface.give_keyboard_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        self.on_key(event.key())

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        return self.keys.press(Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab)

    def _breathe(self) -> None:
        """Before the first step is done nobody knows how far it is: the dot breathes, as in the pill."""
        waiting = self._card is not None and self._card.is_painting and not self._card.done
        still = self.motion.target("dot") == self.motion.value("dot")
        if waiting and self.is_up and not self.is_calm and still:
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
        paint_foot(painter, QPointF(self.rest_body().topLeft()), self._plan, Foot(self._card, self._closes_in_s, ring))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        growing = self.body() != self.rest_body()
        for tile in self.tiles:
            tile.clip = self.body() if growing else None
        super().paintEvent(event)
        card = self._card
        seen = self.opacity > 0 and self.motion.value("content") > 0
        if seen and card and self._pictures.is_complete(card):
            self.painted.emit(card.request)
