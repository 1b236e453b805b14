"""The pill: the ring beside what was heard, what is being thought, or what went wrong. Runs in the overlay process.

There is nothing to click on it, so every click goes to what is below.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QRegion

from assistant.ui.common import style
from assistant.ui.common.glass import Glass
from assistant.ui.common.paragraph import Paragraph
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.common.shadow import MARGIN_SIDE
from assistant.ui.overlay.view_state import Mood, Pill
from assistant.ui.overlay.word_fade import Shades
from assistant.ui.platform.accessibility import Wishes
from assistant.ui.platform.surface import Ground

_COLOURS: dict[Mood, QColor] = {
    Mood.LISTENING: style.HEARING,
    Mood.THINKING: style.WORKING,
    Mood.FAILED: style.WRONG,
    Mood.SAYING: style.DONE,
}
_TEXT_LEFT = 86
_TEXT_RIGHT = 34
_LINE_GAP = 3
_LEVEL_MS = 90
_BREATH_MS = 700
_RING_NUMBERS = frozenset({"level", "arc", "dot", "hue"})


class PillGlass(Glass):
    """The pill's window."""

    def __init__(self, ground: Ground, wishes: Wishes) -> None:
        super().__init__("Jarvis", style.PILL_HEIGHT / 2, ground, wishes)
        self._pill: Pill | None = None
        self._colour_before = style.HEARING
        self._shades = Shades()
        self._title = Paragraph("", style.title_font(), 100, 1)
        self._second = Paragraph("", style.second_font(), 100, 1)
        for name in ("words", "dot", "arc", "hue"):
            self.motion.jump(name, 1.0)

    @property
    def pill(self) -> Pill | None:
        """What it shows."""
        return self._pill

    @property
    def shades(self) -> list[float]:
        """How far each word has settled: its opacity, 0 … 1."""
        return self._shades.at(self.motion.value("words"))

    def warm_up(self) -> None:
        """Draw once where nobody sees it: fonts and gradients take their time only the first time."""
        if self.is_shown:
            return
        self._pill = Pill(Mood.LISTENING, "Jarvis", "listening")
        self._lay_out(self._pill)
        self.resize(self.place_in(self.room()).size())
        self.grab()
        self._pill = None

    def show_pill(self, pill: Pill) -> None:
        """Show this; nothing happens when it shows it already."""
        before, self._pill = self._pill if self.is_up else None, pill
        if pill == before:
            return
        self.setAccessibleDescription(f"{pill.title}. {pill.second}")
        self._lay_out(pill)
        words = self._title.words
        settled = len(words) if pill.settled is None else pill.settled
        if self._shades.change(words, settled, self.motion.value("words"), anew=before is None):
            self.motion.jump("words", 0.0)
            self.motion.go("words", 1.0, style.SETTLE_MS * 2)
        if before is None or pill.mood is not before.mood or pill.request != before.request:
            self._change_ring(before, pill)
        self._breathe()
        self.redraw()

    def _change_ring(self, before: Pill | None, pill: Pill) -> None:
        self._colour_before = self._colour(1.0) if before is None else _COLOURS[before.mood]
        self.motion.jump("hue", 1.0 if before is None else 0.0)
        self.motion.go("hue", 1.0, style.SETTLE_MS)
        arc = 0.0 if pill.mood is Mood.THINKING else 1.0
        if before is None:
            self.motion.jump("level", 0.0)
            self.motion.jump("arc", arc)
        self.motion.go("level", 0.0, style.SETTLE_MS)
        self.motion.go("arc", arc, style.SETTLE_MS)
        self.motion.jump("dot", 1.0)

    def set_level(self, level: float, time_left: float) -> None:
        """How loud the voice is and how much time is left, 0 … 1 each."""
        if self._pill and self._pill.mood is Mood.LISTENING and self.is_shown:
            if self.is_calm:
                # Nothing moves: the voice is seen in the dot's light.
                self.motion.go("dot", 0.3 + 0.7 * _share(level), _LEVEL_MS)
            else:
                self.motion.go("level", _share(level), _LEVEL_MS)
            self.motion.go("arc", _share(time_left), _LEVEL_MS)

    def roomiest(self) -> QSize:
        return QSize(self._widest(), style.PILL_TALL)

    def _widest(self) -> int:
        return min(style.PILL_MAX_WIDTH, self.room().width() - 2 * style.EDGE_GAP)

    def _lay_out(self, pill: Pill) -> None:
        width = self._widest() - _TEXT_LEFT - _TEXT_RIGHT
        failed = pill.mood in {Mood.FAILED, Mood.SAYING}
        self._title = Paragraph(pill.title, style.title_font(), width, 2)
        second_width = min(width, max(self._title.size.width(), 330 * style.text_scale())) if failed else width
        self._second = Paragraph(pill.second, style.second_font(), second_width, 4 if failed else 1)
        text = max(self._title.size.width(), self._second.size.width())
        height = self._title.size.height() + _LINE_GAP + self._second.size.height() + 2 * 14
        self.set_body(
            QSize(
                round(max(style.PILL_MIN_WIDTH, _TEXT_LEFT + text + _TEXT_RIGHT)),
                round(max(style.PILL_HEIGHT, height)),
            )
        )

    def _breathe(self) -> None:
        """While thinking nobody knows how far it is: the dot breathes, and no tick claims anything."""
        thinking = self._pill is not None and self._pill.mood is Mood.THINKING
        if thinking and self.is_up and not self.is_calm and self.motion.target("dot") == self.motion.value("dot"):
            self.motion.go("dot", 0.15 if self.motion.value("dot") > 0.5 else 1.0, _BREATH_MS)

    def appear(self) -> None:
        """Come onto the screen that is in use, without taking the focus."""
        super().appear()
        self._breathe()

    def _on_frame(self, moved: frozenset[str]) -> None:
        super()._on_frame(moved)
        self._breathe()

    def dirty(self, moved: frozenset[str]) -> QRegion | None:
        region = super().dirty(moved)
        if region is None:
            return None
        if moved & _RING_NUMBERS:
            reach = style.RING_SIZE * 0.1
            region += QRegion(
                self._ring_box(QRectF(self.body())).adjusted(-reach, -reach, reach, reach).toAlignedRect()
            )
        if "words" in moved:
            region += QRegion(self.body().adjusted(MARGIN_SIDE, 0, 0, 0))
        return region

    def _ring_box(self, body: QRectF) -> QRectF:
        size = style.RING_SIZE
        return QRectF(body.left() + (style.PILL_HEIGHT - size) / 2 + 2, body.center().y() - size / 2, size, size)

    def _colour(self, share: float) -> QColor:
        """The ring's colour when this share of the change to it is done."""
        colour = _COLOURS[self._pill.mood] if self._pill else style.HEARING
        return style.between(self._colour_before, colour, share)

    def paint_on_glass(self, painter: QPainter, body: QRectF) -> None:
        if self._pill is None:
            return
        value = self.motion.value
        ring = Ring(self._colour(value("hue")), level=value("level"), arc=value("arc"), dot=value("dot"))
        paint_ring(painter, self._ring_box(body), ring)
        height = self._title.size.height() + _LINE_GAP + self._second.size.height()
        if not self._second.lines:
            height = self._title.size.height()
        corner = QPointF(body.left() + _TEXT_LEFT, body.center().y() - height / 2)
        room = body.width() - _TEXT_LEFT - _TEXT_RIGHT
        # While the glass grows its words must not reach over its edge.
        painter.setClipRect(body.adjusted(0, 0, -_TEXT_RIGHT / 2, 0))
        painter.setPen(style.TEXT)
        self._title.draw(painter, corner, room, self.shades)
        painter.setPen(style.SECOND)
        self._second.draw(painter, corner + QPointF(0, self._title.size.height() + _LINE_GAP), room)


def _share(value: float) -> float:
    return max(0.0, min(1.0, value))
