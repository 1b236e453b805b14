"""A small button that reads as something to say. Runs in the overlay process."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from assistant.showing import style
from assistant.showing.motion import Motion

_SIDE = 13


class Chip(QAbstractButton):
    """What can be said next, and clicked as well.

    Args:
        words: As they would be said: "another one".
        what_it_does: For screen readers.
        motion: The card's.
        parent: The card.
    """

    def __init__(self, words: str, what_it_does: str, motion: Motion, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = words
        self._motion = motion
        self.setText(f"“{words}”")
        self.setAccessibleName(words)
        self.setAccessibleDescription(what_it_does)
        self.setFont(style.second_font())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = QFontMetricsF(self.font())
        height = max(style.CHIP_HEIGHT, round(metrics.height() + 9))
        return QSize(round(metrics.horizontalAdvance(self.text())) + 2 * _SIDE, height)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(self._motion.value("opacity"))
        hot = self.underMouse()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(style.faded(style.HEARING, 0.7 if hot else 0.3), 1))
        painter.setBrush(style.faded(style.HEARING, (0.22 if self.isDown() else 0.12) if hot else 0.03))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(style.TEXT if hot else style.DONE)
        painter.setFont(self.font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
