"""Small buttons: what can be said next, and the mark that keeps a picture. Runs in the overlay process."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractButton, QWidget

from assistant.ui.common import style
from assistant.ui.common.motion import Motion
from assistant.ui.overlay.pane import Pane

_SIDE = 13


class Button(QAbstractButton):
    """A button that never takes the focus by a click, and fades with the card.

    Args:
        motion: The card's.
        parent: The card, or a picture on it.
    """

    pointed = Signal()
    """The pointer has come, or gone."""

    def __init__(self, motion: Motion, parent: QWidget) -> None:
        super().__init__(parent)
        self._motion = motion
        self.is_pointed_at = False
        self.is_hot = False
        """Whether the pointer is over it, or the keyboard has chosen it."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_hot(self, hot: bool) -> None:
        """Light it up, or not any more."""
        if hot != self.is_hot:
            self.is_hot = hot
            self.redraw()

    def redraw(self) -> None:
        """Have it painted soon, whatever its pane's surface is."""
        pane = self.window()
        if isinstance(pane, Pane):
            pane.redraw(QRegion(QRect(self.mapTo(pane, QPoint(0, 0)), self.size())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        pane = self.window()
        at = event.globalPosition().toPoint()
        # The card may have come up below a pointer that nobody touches.
        if not self.is_pointed_at and not (isinstance(pane, Pane) and at == pane.pointer_rested_at):
            self._point(here=True)
        super().mouseMoveEvent(event)

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        if self.is_pointed_at:
            self._point(here=False)

    def _point(self, *, here: bool) -> None:
        self.is_pointed_at = here
        self.set_hot(here)
        self.pointed.emit()

    def begin_painting(self) -> QPainter:
        """A painter with the card's opacity and smooth edges."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(self._motion.value("opacity") * self._motion.value("content"))
        return painter


class Chip(Button):
    """What can be said next, and clicked as well.

    Args:
        words: As they would be said: "another one".
        what_it_does: For screen readers.
        motion, parent: See `Button`.
    """

    def __init__(self, words: str, what_it_does: str, motion: Motion, parent: QWidget) -> None:
        super().__init__(motion, parent)
        self.words = words
        self.setText(f"“{words}”")
        self.setAccessibleName(words)
        self.setAccessibleDescription(what_it_does)
        self.setFont(style.second_font())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = QFontMetricsF(self.font())
        height = max(style.CHIP_HEIGHT, round(metrics.height() + 9))
        return QSize(round(metrics.horizontalAdvance(self.text())) + 2 * _SIDE, height)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = self.begin_painting()
        hot = self.is_hot
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(style.faded(style.HEARING, 0.7 if hot else 0.3), 1))
        painter.setBrush(style.faded(style.HEARING, (0.22 if self.isDown() else 0.12) if hot else 0.03))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(style.TEXT if hot else style.DONE)
        painter.setFont(self.font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class KeepMark(Button):
    """The mark on a picture's corner that keeps it: filled once it is kept.

    Args:
        motion: The card's.
        parent: The picture.
    """

    def __init__(self, motion: Motion, parent: QWidget) -> None:
        super().__init__(motion, parent)
        self.resize(style.NUMBER_DISC, style.NUMBER_DISC)
        self.is_kept = False

    def set_kept(self, kept: bool, name: str) -> None:
        """Whether the picture is kept; `name` is the picture's, for screen readers."""
        self.is_kept = kept
        self.setAccessibleName(f"{name} is kept" if kept else f"Keep {name.lower()}")
        self.redraw()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = self.begin_painting()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(style.faded(style.HEARING, 0.9 if self.is_hot else 0.5), 1))
        painter.setBrush(style.GLASS)
        painter.drawEllipse(box)
        painter.setPen(QPen(style.DONE, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(style.DONE if self.is_kept else Qt.BrushStyle.NoBrush)
        painter.drawPath(_heart(box.center(), box.width() * 0.25))
        painter.end()


def _heart(centre: QPointF, size: float) -> QPainterPath:
    """A heart's outline, `size` from its middle to its sides."""
    x, y = centre.x(), centre.y() + size * 0.08
    path = QPainterPath(QPointF(x, y + size * 0.95))
    path.cubicTo(x - size * 1.5, y - size * 0.05, x - size * 0.95, y - size * 1.25, x, y - size * 0.45)
    path.cubicTo(x + size * 0.95, y - size * 1.25, x + size * 1.5, y - size * 0.05, x, y + size * 0.95)
    return path
