"""Shows in words how a picture was made, from what its PNG says: the side of the full view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage, QImageReader
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from assistant.core.errors import GalleryError
from assistant.core.png_text import PictureFacts, read_facts
from assistant.gallery.index import Row
from assistant.ui.common import style
from assistant.ui.common.paragraph import is_right_to_left
from assistant.ui.windows.gallery.gallery_wording import moment, title, when

_LONG_WORD: Final = re.compile(r"(\S{24})(?=\S)")


@dataclass(frozen=True, slots=True)
class LoadedPicture:
    """Holds a picture with all that its file says."""

    image: QImage
    """A null image where the file cannot be read."""
    problem: str
    facts: PictureFacts | None


def load_picture(path: Path) -> LoadedPicture:
    """Reads a picture and its facts. Blocks: some 20 ms for a million pixels."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    image = reader.read()
    problem = ""
    if image.isNull():
        problem = "This picture’s file is gone" if not path.exists() else "This picture’s file cannot be read"
    try:
        return LoadedPicture(image, problem, read_facts(path))
    except GalleryError:
        return LoadedPicture(image, problem, None)


def lines(row: Row, facts: PictureFacts | None) -> list[tuple[str, str]]:
    """Returns what is known of a picture as names and values; unknown facts are left out."""
    there = moment(row.stamp)
    size = f"{row.width_px} × {row.height_px}, {_bytes(row.size_bytes)}"
    found = [
        ("Subject", facts.subject if facts else ""),
        ("Style", facts.style if facts else ""),
        ("Prompt", facts.prompt if facts else ""),
        ("Painter", " ".join(part for part in (row.painter, facts.painter_version if facts else "") if part)),
        ("Seed", str(row.seed)),
        ("Size", size),
        ("Steps", str(facts.steps) if facts and facts.steps else ""),
        ("Painted", f"{when(row.stamp).partition(',')[0]}, {there:%H:%M:%S}" if there else ""),
        ("File", row.name),
    ]
    if facts and facts.prompt == facts.subject:
        found = [line for line in found if line[0] != "Prompt"]
    return [(name, value) for name, value in found if value]


class FactsPanel(QScrollArea):
    """Shows the words that were said, and how the picture was made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("How it was made")
        inside = QWidget()
        inside.setObjectName("inside")
        self._said = _label(style.font(18, style.title_font().weight()))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        column.addWidget(self._said)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(inside)

    def show_row(self, row: Row, facts: PictureFacts | None) -> None:
        """Shows the facts of this picture."""
        words = (facts.words if facts else row.words) or title(row)
        self._said.setText(breakable(words))
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight if is_right_to_left(words) else Qt.AlignmentFlag.AlignLeft)
        self._said.setAccessibleName(f"You said: {words}")
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, (name, value) in enumerate(lines(row, facts)):
            key, told = _label(style.second_font()), _label(style.second_font())
            key.setObjectName("second")
            key.setText(name)
            key.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            told.setText(breakable(value))
            told.setAccessibleName(f"{name}: {value}")
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(key, place, 0, top)
            self._grid.addWidget(told, place, 1, top)
        self.verticalScrollBar().setValue(0)


def _label(font: QFont) -> QLabel:
    label = QLabel()
    label.setFont(font)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def breakable(text: str) -> str:
    """Returns the text with places to break where a word is longer than the panel is wide."""
    return _LONG_WORD.sub("\\1\u200b", text)


def _bytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"
