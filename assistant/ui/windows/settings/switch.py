"""A switch, on or off. Window processes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from assistant.ui.common import style
from assistant.ui.windows import window_style as look


class Switch(QAbstractButton):
    """Checked is on. Space switches it, as any button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        unit = style.text_scale()
        return QSize(round(46 * unit), round(28 * unit))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, alive = self.isChecked(), self.isEnabled()
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        radius = box.height() / 2
        line = style.HEARING if self.hasFocus() or (on and alive) else style.MUTED
        painter.setPen(QPen(line, 2 if self.hasFocus() else 1))
        painter.setBrush(style.faded(style.HEARING, 0.85 if alive else 0.25) if on else look.FIELD)
        painter.drawRoundedRect(box, radius, radius)
        reach = radius - 4
        to_right = on != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        centre = box.right() - radius if to_right else box.left() + radius
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.GROUND if on else style.SECOND if alive else style.MUTED)
        painter.drawEllipse(QRectF(centre - reach, box.center().y() - reach, 2 * reach, 2 * reach))
        painter.end()
