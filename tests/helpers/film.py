"""Shows a window that fills the screen, as a film does: `python film.py`. `python film.py window` is a small one."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

FILM, SMALL = "Film", "Small window"


def main() -> int:
    app = QApplication(sys.argv[:1])
    window = QWidget(None, Qt.WindowType.Window)
    window.setPalette(QPalette(QColor("#101418")))
    if "window" in sys.argv:
        window.setWindowTitle(SMALL)
        window.resize(300, 200)
        window.show()
    else:
        window.setWindowTitle(FILM)
        window.showFullScreen()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
