"""Shows a window that prints what is dropped on it: `python drop_target.py`. It stands for a file manager or a chat."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

TITLE = "Drop here"


class DropTarget(QWidget):
    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.setGeometry(0, 0, 160, 160)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        print("entered", flush=True)  # noqa: T201 - its purpose

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        for url in event.mimeData().urls():
            print("dropped", url.toLocalFile(), flush=True)  # noqa: T201 - its purpose
        event.acceptProposedAction()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    window = DropTarget()
    window.show()
    sys.exit(app.exec())
