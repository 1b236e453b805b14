"""Plots a microphone test: how loud each moment was, how much it sounded like the word, and what wakes.

The plot repaints only when there is something new: it has no timer.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from assistant.ui.common import style
from assistant.ui.windows import window_style
from assistant.ui.windows.settings.mic_test.mic_test_state import SHOWN, MicTest

LEVEL_SHARE = 0.30
"""Share of the height that the level's bars may take; the score has all of it."""


class MicTestPlot(QWidget):
    """Is the moving plot of a test."""

    def __init__(self, mic_test: MicTest) -> None:
        super().__init__()
        self._mic_test = mic_test
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Trace of level and score")

    def show_test(self, mic_test: MicTest) -> None:
        """Shows another test from now on."""
        self._mic_test = mic_test
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(420, round(132 * style.text_scale()))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        frame = QPainterPath()
        frame.addRoundedRect(box, 10, 10)
        painter.fillPath(frame, window_style.FIELD)
        painter.setClipPath(frame)
        inside = box.adjusted(0, 10, 0, -1)
        self._paint_levels(painter, inside)
        self._paint_score(painter, inside)
        self._paint_threshold(painter, inside)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(window_style.LINE, 1))
        painter.drawPath(frame)
        painter.end()

    def _x(self, box: QRectF, index: int) -> float:
        return box.right() - (len(self._mic_test.points) - 1 - index) * box.width() / (SHOWN - 1)

    def _paint_levels(self, painter: QPainter, box: QRectF) -> None:
        step = box.width() / (SHOWN - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.faded(style.SECOND, 0.42))
        for index, point in enumerate(self._mic_test.points):
            height = max(1.0, point.level * box.height() * LEVEL_SHARE)
            left = self._x(box, index) - step * 0.3
            painter.drawRoundedRect(QRectF(left, box.bottom() - height, step * 0.6, height), 1.5, 1.5)

    def _paint_score(self, painter: QPainter, box: QRectF) -> None:
        points = [
            QPointF(self._x(box, index), box.bottom() - point.score * box.height())
            for index, point in enumerate(self._mic_test.points)
        ]
        if len(points) < 2:
            return
        line = QPainterPath(points[0])
        for point in points[1:]:
            line.lineTo(point)
        area = QPainterPath(line)
        area.lineTo(points[-1].x(), box.bottom())
        area.lineTo(points[0].x(), box.bottom())
        light = QLinearGradient(box.topLeft(), box.bottomLeft())
        light.setColorAt(0, style.faded(style.HEARING, 0.42))
        light.setColorAt(1, style.faded(style.HEARING, 0.02))
        painter.fillPath(area, light)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(style.HEARING, 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(line)
        for at, block in zip(points, self._mic_test.points, strict=True):
            if block.woke:
                painter.setPen(QPen(style.DONE, 2))
                painter.setBrush(style.HEARING)
                painter.drawEllipse(at, 5.5, 5.5)

    def _paint_threshold(self, painter: QPainter, box: QRectF) -> None:
        height = box.bottom() - self._mic_test.threshold * box.height()
        pen = QPen(style.WORKING, 1.2)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawLine(QPointF(box.left(), height), QPointF(box.right(), height))
        painter.setFont(style.font(11))
        painter.setPen(style.WORKING)
        words = f"wakes from {self._mic_test.threshold:.2f}"
        place = QRectF(box.left() + 10, height - 20, box.width() - 20, 18)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, words)
