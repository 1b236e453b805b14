"""Shows the pill: the ring beside what was heard, what is being thought, or what went wrong.

There is nothing to click on the pill, so every click goes to what is below.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QRegion

from assistant.ui.common import style
from assistant.ui.common.paragraph import Paragraph
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.overlay.pane import MARGIN_SIDE, Glass
from assistant.ui.overlay.view_state import Mood, Pill
from assistant.ui.platform.accessibility import AccessibilitySettings
from assistant.ui.platform.surface import SurfaceFactory

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

_SPREAD = 0.6
"""Delay until the last word begins to settle, as a multiple of the time that one word takes."""


class PillPane(Glass):
    """Is the pill's pane.

    Args:
        surfaces, accessibility: See `Pane`.
    """

    def __init__(self, surfaces: SurfaceFactory, accessibility: AccessibilitySettings) -> None:
        super().__init__("Jarvis", style.PILL_HEIGHT / 2, surfaces, accessibility)
        self._pill: Pill | None = None
        self._colour_before = style.HEARING
        self._word_fade = WordFade()
        self._title = Paragraph("", style.title_font(), 100, 1)
        self._second = Paragraph("", style.second_font(), 100, 1)
        for name in ("words", "dot", "arc", "hue"):
            self.motion.jump(name, 1.0)

    @property
    def pill(self) -> Pill | None:
        """Returns what the pill shows."""
        return self._pill

    @property
    def word_opacities(self) -> list[float]:
        """Returns each word's opacity, 0 … 1: how far it has settled."""
        return self._word_fade.at(self.motion.value("words"))

    def warm_up(self) -> None:
        """Draws once where nobody sees it: fonts and gradients take their time only the first time."""
        if self.is_shown:
            return
        self._pill = Pill(Mood.LISTENING, "Jarvis", "listening")
        self._lay_out(self._pill)
        self.resize(self.place_in(self.room()).size())
        self.grab()
        self._pill = None

    def show_pill(self, pill: Pill) -> None:
        """Shows this; nothing happens when the pill shows it already."""
        before, self._pill = self._pill if self.is_up else None, pill
        if pill == before:
            return
        self.setAccessibleDescription(f"{pill.title}. {pill.second}")
        self._lay_out(pill)
        words = self._title.words
        settled = len(words) if pill.settled is None else pill.settled
        if self._word_fade.change(words, settled, self.motion.value("words"), anew=before is None):
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
        """Shows how loud the voice is and how much time is left, 0 … 1 each."""
        if self._pill and self._pill.mood is Mood.LISTENING and self.is_shown:
            if self.reduces_motion:
                # Nothing moves: the voice is seen in the dot's light.
                self.motion.go("dot", 0.3 + 0.7 * _share(level), _LEVEL_MS)
            else:
                self.motion.go("level", _share(level), _LEVEL_MS)
            self.motion.go("arc", _share(time_left), _LEVEL_MS)

    def largest_body(self) -> QSize:
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
        """Lets the dot breathe while thinking: nobody knows how far it is, so no tick claims anything."""
        thinking = self._pill is not None and self._pill.mood is Mood.THINKING
        if (
            thinking
            and self.is_up
            and not self.reduces_motion
            and self.motion.target("dot") == self.motion.value("dot")
        ):
            self.motion.go("dot", 0.15 if self.motion.value("dot") > 0.5 else 1.0, _BREATH_MS)

    def appear(self) -> None:
        """Appears on the screen that is in use, without taking the focus."""
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
        """Returns the ring's colour when this share of the change to it is done."""
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
        self._title.draw(painter, corner, room, self.word_opacities)
        painter.setPen(style.SECOND)
        self._second.draw(painter, corner + QPointF(0, self._title.size.height() + _LINE_GAP), room)


def _share(value: float) -> float:
    return max(0.0, min(1.0, value))


class WordFade:
    """Holds the opacities of a caption's words: they settle from pale to full, one after the other."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._from: list[float] = []
        self._to: list[float] = []

    def change(self, words: list[str], settled: int, share: float, *, anew: bool = False) -> bool:
        """Takes other words, or the same words with other certainty.

        Args:
            words: All words.
            settled: Number of certain words from the beginning.
            share: How far the last change had come, 0 … 1.
            anew: Treats none of the old words as visible.

        Returns:
            Whether anything has to move.
        """
        now = [] if anew else self.at(share)
        same = 0
        while same < min(len(words), len(self._words), len(now)) and words[same] == self._words[same]:
            same += 1
        self._words = words
        self._from = [now[index] if index < same else style.PALE for index in range(len(words))]
        self._to = [1.0 if index < settled else style.TENTATIVE for index in range(len(words))]
        return self._from != self._to

    def at(self, share: float) -> list[float]:
        """Returns each word's opacity when this share of the change is done, 0 … 1."""
        count = max(1, len(self._words))
        reach = share * (1 + _SPREAD)
        result = []
        for index, (start, end) in enumerate(zip(self._from, self._to, strict=True)):
            own = max(0.0, min(1.0, reach - _SPREAD * index / count))
            result.append(start + (end - start) * own)
        return result

    @property
    def target(self) -> list[float]:
        """Returns the opacities at the end of the change."""
        return list(self._to)
