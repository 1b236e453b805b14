"""Draws plain words in a few lines: wrapped, elided, and right to left where they are.

Text from outside is drawn as it is, never read as markup, and its length costs no more than its first few lines.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption

from assistant.ui.common.style import faded

MAX_CHARACTERS = 800
"""More characters than any paragraph here can show."""
_LINE_SPACING = 1.25
_JOINERS = "\u200c\u200d"
"""Invisible characters that words of some scripts and joined emoji need."""


class Paragraph:
    """Lays words out for a width.

    Args:
        text: Any text; white space is folded and control characters are dropped.
        font: A font with its size in pixels.
        width: The most width that the text takes, in logical pixels.
        max_lines: The last line is elided when more would be needed.
    """

    def __init__(self, text: str, font: QFont, width: float, max_lines: int) -> None:
        self.text = one_line(text)
        self.lines: list[str] = []
        self._font = font
        self._metrics = QFontMetricsF(font)
        self._wrap(width, max_lines)
        widest = max((self._metrics.horizontalAdvance(line) for line in self.lines), default=0.0)
        self.size = QSizeF(min(width, widest), self.line_height * len(self.lines))

    @property
    def line_height(self) -> float:
        """Returns the distance from one baseline to the next, in logical pixels."""
        return self._metrics.height() * _LINE_SPACING if len(self.lines) > 1 else self._metrics.height()

    @property
    def words(self) -> list[str]:
        """Returns all words, also those that are elided."""
        return self.text.split()

    def draw(
        self, painter: QPainter, at: QPointF, width: float | None = None, shades: Sequence[float] | None = None
    ) -> None:
        """Draws with the painter's pen; blocks for well under a millisecond.

        Args:
            painter: Its pen is the words' colour.
            at: The top left corner.
            width: Room for the text: right-to-left text ends at its right edge. None is the paragraph's own width.
            shades: Each word's opacity, 0 … 1; None draws all of them fully.
        """
        room = self.size.width() if width is None else width
        if shades is not None and any(shade < 1 for shade in shades):
            self._draw_shaded(painter, at, room, shades)
            return
        painter.setFont(self._font)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        baseline = at.y() + (self.line_height - self._metrics.height()) / 2 + self._metrics.ascent()
        right_to_left = is_right_to_left(self.text)
        for line in self.lines:
            indent = room - self._metrics.horizontalAdvance(line) if right_to_left else 0.0
            painter.drawText(QPointF(at.x() + indent, baseline), line)
            baseline += self.line_height

    def _draw_shaded(self, painter: QPainter, at: QPointF, room: float, shades: Sequence[float]) -> None:
        colour = painter.pen().color()
        right_to_left = is_right_to_left(self.text)
        top = at.y() + (self.line_height - self._metrics.height()) / 2
        word = 0
        for line in self.lines:
            layout = QTextLayout(line, self._font)
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.NoWrap)
            option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            layout.setTextOption(option)
            layout.beginLayout()
            layout.createLine()
            layout.endLayout()
            ranges, start = [], 0
            for text in line.split(" "):
                length = len(_units(text)) // 2
                ranges.append(_tinted(start, length, faded(colour, shades[min(word, len(shades) - 1)])))
                start, word = start + length + 1, word + 1
            indent = room - self._metrics.horizontalAdvance(line) if right_to_left else 0.0
            layout.draw(painter, QPointF(at.x() + indent, top), ranges)
            top += self.line_height

    def _wrap(self, width: float, max_lines: int) -> None:
        layout = QTextLayout(self.text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(option)
        units = _units(self.text)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start = 2 * line.textStart()
            if len(self.lines) == max_lines - 1:
                rest = units[start:].decode("utf-16-le", "surrogatepass")
                self.lines.append(self._metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
                break
            self.lines.append(
                units[start : start + 2 * line.textLength()].decode("utf-16-le", "surrogatepass").rstrip()
            )
        layout.endLayout()


def _units(text: str) -> bytes:
    """Returns the text in UTF-16, as Qt counts it: two bytes a unit, and two units for an emoji."""
    return text.encode("utf-16-le", "surrogatepass")


def _tinted(start: int, length: int, colour: QColor) -> QTextLayout.FormatRange:
    look = QTextCharFormat()
    look.setForeground(QBrush(colour))
    # The binding's class takes no arguments and declares none of its fields.
    tint = QTextLayout.FormatRange()
    tint.start, tint.length, tint.format = start, length, look
    return tint


def one_line(text: str) -> str:
    """Returns the text with its white space folded, without control characters, and at most MAX_CHARACTERS long."""
    folded = " ".join(text[: MAX_CHARACTERS * 2].split())
    shown = "".join(character for character in folded if character.isprintable() or character in _JOINERS)
    return shown if len(shown) <= MAX_CHARACTERS else shown[:MAX_CHARACTERS] + "…"


def is_right_to_left(text: str) -> bool:
    """Returns whether the paragraph's first strong character reads from right to left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False
