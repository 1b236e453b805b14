"""The pill: the ring beside what was heard, what is being thought, or what went wrong. Runs in the overlay process.

There is nothing to click on it, so every click goes to what is below.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter

from assistant.showing import style
from assistant.showing.glass import Glass
from assistant.showing.paragraph import Paragraph
from assistant.showing.ring import Ring, paint_ring
from assistant.showing.sights import Mood, Pill
from assistant.showing.x11 import XServer

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


class PillGlass(Glass):
    """The pill's window."""

    def __init__(self, x_server: XServer | None, *, reduced_motion: bool) -> None:
        super().__init__("Jarvis", style.PILL_HEIGHT / 2, x_server, reduced_motion=reduced_motion)
        self._pill: Pill | None = None
        self._title = Paragraph("", style.title_font(), 100, 1)
        self._second = Paragraph("", style.second_font(), 100, 1)
        self.motion.jump("words", 1.0)
        self.motion.jump("dot", 1.0)
        self.motion.jump("arc", 1.0)

    @property
    def pill(self) -> Pill | None:
        """What it shows."""
        return self._pill

    def show_pill(self, pill: Pill) -> None:
        """Show this; nothing happens when it shows it already."""
        before, self._pill = self._pill, pill
        if pill == before and self._is_up:
            return
        self.setAccessibleDescription(f"{pill.title}. {pill.second}")
        self._lay_out(pill)
        if before is None or not self._is_up or pill.title != before.title:
            self.motion.jump("words", style.PALE)
        self.motion.go("words", style.TENTATIVE if pill.tentative else 1.0, style.SETTLE_MS)
        if before is None or pill.mood is not before.mood or pill.request != before.request:
            self.motion.jump("level", 0.0)
            self.motion.jump("arc", 0.0 if pill.mood is Mood.THINKING else 1.0)
            self.motion.jump("dot", 1.0)
        self._breathe()
        self.update()

    def set_level(self, level: float, time_left: float) -> None:
        """How loud the voice is and how much time is left, 0 … 1 each."""
        if self._pill and self._pill.mood is Mood.LISTENING and self.isVisible():
            self.motion.go("level", _share(level), _LEVEL_MS)
            self.motion.go("arc", _share(time_left), _LEVEL_MS)

    def _lay_out(self, pill: Pill) -> None:
        room = min(style.PILL_MAX_WIDTH, self.screen_room().width() - 2 * style.EDGE_GAP)
        width = room - _TEXT_LEFT - _TEXT_RIGHT
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
        if thinking and self._is_up and not self._reduced_motion:
            self.motion.go("dot", 0.15 if self.motion.value("dot") > 0.5 else 1.0, _BREATH_MS)

    def _on_frame(self) -> None:
        super()._on_frame()
        if not self.motion.is_moving or self.motion.target("dot") == self.motion.value("dot"):
            self._breathe()

    def _ring_box(self) -> QRectF:
        body, size = QRectF(self.body()), style.RING_SIZE
        return QRectF(body.left() + (style.PILL_HEIGHT - size) / 2 + 2, body.center().y() - size / 2, size, size)

    def paint_on_glass(self, painter: QPainter, body: QRectF) -> None:
        if self._pill is None:
            return
        paint_ring(
            painter,
            self._ring_box(),
            Ring(
                _COLOURS[self._pill.mood],
                level=self.motion.value("level"),
                arc=self.motion.value("arc"),
                dot=self.motion.value("dot"),
            ),
        )
        height = self._title.size.height() + _LINE_GAP + self._second.size.height()
        if not self._second.lines:
            height = self._title.size.height()
        corner = QPointF(body.left() + _TEXT_LEFT, body.center().y() - height / 2)
        room = body.width() - _TEXT_LEFT - _TEXT_RIGHT
        painter.setPen(style.faded(style.TEXT, self.motion.value("words")))
        self._title.draw(painter, corner, room)
        painter.setPen(style.SECOND)
        self._second.draw(painter, corner + QPointF(0, self._title.size.height() + _LINE_GAP), room)


def _share(value: float) -> float:
    return max(0.0, min(1.0, value))
