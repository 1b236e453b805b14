"""Shows the page with all pictures: search, filter, grid, and words where there is nothing to see."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from assistant.ui.common import style
from assistant.ui.common.paragraph import one_line
from assistant.ui.common.ring import Ring, paint_ring
from assistant.ui.windows.gallery.gallery_wording import pictures as count_words
from assistant.ui.windows.gallery.gallery_worker import GalleryQuery
from assistant.ui.windows.gallery.grid import Grid
from assistant.ui.windows.gallery.picture_model import PictureModel

NOTHING_YET = (
    "Nothing has been painted yet",
    'Say “Jarvis, paint me a fox in the snow”, or write: jarvis paint "a fox in the snow"',
)


class Overview(QWidget):
    """Is the page of all pictures, or of those that are searched for.

    Args:
        pictures: The model.
    """

    def __init__(self, pictures: PictureModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid(pictures)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search: fox, watercolor, yesterday …")
        self.search.setAccessibleName("Search in words, painters and times")
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(400)
        self.search.setMaximumWidth(round(420 * style.text_scale()))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.kept = QToolButton()
        self.kept.setText("Kept")
        self.kept.setCheckable(True)
        self.kept.setToolTip("Only pictures that you keep on purpose")
        self.kept.setAccessibleName("Only kept pictures")
        self.count = QLabel()
        self.count.setObjectName("second")
        self._empty = _Words()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 4, 0)
        column.setSpacing(10)
        column.addLayout(self._header())
        column.addWidget(self._pages, 1)
        self._is_told = False

    def _header(self) -> QHBoxLayout:
        name = QLabel("Gallery")
        name.setFont(style.title_font())
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 18, 0)
        row.setSpacing(12)
        row.addWidget(_RingMark())
        row.addWidget(name)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.search, 4)
        row.addWidget(self.kept)
        return row

    def show_counts(self, wanted: GalleryQuery, shown: int, count: int) -> None:
        """Says how many pictures there are, and why where none is to be seen."""
        self._is_told = True
        self.count.setText(count_words(count) if shown == count else f"{shown} of {count_words(count)}")
        if shown:
            self._pages.setCurrentWidget(self.grid)
        elif not count:
            self._show_words(*NOTHING_YET)
        elif wanted.text:
            more = "among the kept ones. Look among all of them: Esc." if wanted.kept_only else "Clear the search: Esc."
            self._show_words(f"No picture has “{one_line(wanted.text)[:60]}”", more[0].upper() + more[1:])
        else:
            self._show_words(
                "No picture is kept on purpose", "Keep one with Ctrl+K: it is never cleared away to make room."
            )

    def show_waiting(self) -> None:
        """Says that pictures are being looked up, where they still are."""
        if not self._is_told:
            self._show_words(
                "Looking at the pictures …", "After a long time away, or with a new index, this takes a moment."
            )

    def show_failure(self, title: str, hint: str) -> None:
        """Says what is wrong."""
        self._is_told = True
        self.count.clear()
        self._show_words(title, hint)

    def _show_words(self, title: str, hint: str) -> None:
        self._empty.show_words(title, hint)
        self._pages.setCurrentWidget(self._empty)

    @property
    def words(self) -> str:
        """Returns what is said in place of pictures; "" while there are some."""
        return self._empty.words if self._pages.currentWidget() is self._empty else ""


class _Words(QWidget):
    """Shows a title and a hint in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._hint = QLabel(), QLabel()
        self._title.setFont(style.title_font())
        self._hint.setObjectName("second")
        column = QVBoxLayout(self)
        column.addStretch(2)
        for label in (self._title, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addStretch(3)

    @property
    def words(self) -> str:
        return f"{self._title.text()}. {self._hint.text()}"

    def show_words(self, title: str, hint: str) -> None:
        self._title.setText(title)
        self._hint.setText(hint)
        self.setAccessibleName(self.words)


class _RingMark(QWidget):
    """Shows the ring at rest."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(28, 28))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        paint_ring(painter, QRectF(self.rect()), Ring(style.HEARING, level=0.5))
        painter.end()
