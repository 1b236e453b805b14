"""Runs a plain application that fills the desktop and prints what reaches it: clicks, keys and drops.

Run as a program: `python window_below.py dark|light`. It stands for the user's own work below the overlay.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

TITLE = "Window below"
_LOOKS = {
    "dark": (("#31485f", "#1c2f3d", "#332f37"), "#4a6076", "#b9cbd8"),
    "light": (("#eef3f7", "#c3d1de", "#f3ece6"), "#ffffff", "#5a6875"),
}


class WindowBelow(QWidget):
    def __init__(self, look: str) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self._gradient, self._sheet, self._ink = _LOOKS[look]

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QLinearGradient(QPointF(0, 0), QPointF(self.width(), self.height()))
        for at, colour in zip((0.0, 0.55, 1.0), self._gradient, strict=True):
            ground.setColorAt(at, QColor(colour))
        painter.fillRect(self.rect(), ground)
        sheet = QRectF(self.width() * 0.16, self.height() * 0.1, self.width() * 0.5, self.height() * 0.72)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._sheet))
        painter.setOpacity(0.75)
        painter.drawRoundedRect(sheet, 8, 8)
        painter.setPen(QColor(self._ink))
        painter.setFont(QFont("DejaVu Sans", 10))
        for line in range(22):
            words = "The quick brown fox jumps over the lazy dog, and nobody looks up. " * 2
            painter.drawText(sheet.topLeft() + QPointF(24, 36 + 24 * line), words[: 84 - 7 * (line % 4)])
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        at = event.globalPosition().toPoint()
        print("click", at.x(), at.y(), flush=True)  # noqa: T201 - its purpose

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        print("key", event.text(), flush=True)  # noqa: T201 - its purpose

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        print("dragged over", flush=True)  # noqa: T201 - its purpose

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        print("dragged over", flush=True)  # noqa: T201 - its purpose

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        print("drop", *(url.toLocalFile() for url in event.mimeData().urls()), flush=True)  # noqa: T201 - its purpose


def main() -> int:
    app = QApplication(sys.argv[:1])
    window = WindowBelow(sys.argv[1] if len(sys.argv) > 1 else "dark")
    window.showMaximized()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
