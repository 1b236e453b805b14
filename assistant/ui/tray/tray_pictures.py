"""Fills the tray menu with the last pictures; a thread looks them up and makes them small, so the menu never waits."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QMenu, QProxyStyle, QStyle, QStyleOption, QWidget

from assistant.core.errors import GalleryError
from assistant.gallery.picture_store import Gallery
from assistant.gallery.picture_title import caption
from assistant.ui.common.paragraph import one_line
from assistant.ui.common.qt_process import open_file
from assistant.ui.common.thumbnails import thumbnail

log = logging.getLogger(__name__)

COUNT: Final = 5
SIDE: Final = 48
"""Side of a thumbnail in the menu, in logical pixels; a desktop that draws the menu itself takes its own size."""
_LONGEST: Final = 42
"""Maximum characters of the words in the menu."""


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    words: str
    image: QImage


class TrayPictures(QObject):
    """Is a menu with the newest pictures.

    Args:
        folder: The gallery's folder.
        parent: The menu that it is part of.
    """

    _found = Signal(list)

    def __init__(self, folder: Path, parent: QMenu) -> None:
        super().__init__(parent)
        self._folder = folder
        self._looking = threading.Lock()
        self._again = False
        self.menu = QMenu("Last pictures", parent)
        self._style = _LargeIcons(self.menu)
        self.menu.setStyle(self._style)
        self._found.connect(self._on_found, Qt.ConnectionType.QueuedConnection)
        self._shown: list[Path] | None = None
        self._on_found([])

    def refresh(self) -> None:
        """Looks the pictures up; the menu has them a moment later."""
        if not self._looking.acquire(blocking=False):
            self._again = True
            return
        threading.Thread(target=self._look, name="last pictures", daemon=True).start()

    def _look(self) -> None:
        found: list[_Found] = []
        try:
            gallery = Gallery(self._folder)
            for row in gallery.rows(count=COUNT) if self._folder.is_dir() else ():
                path = gallery.folder / row.name
                if path.exists():
                    found.append(_Found(path, row.words, thumbnail(path, "normal")))
            gallery.close()
        except GalleryError as error:
            log.warning("the last pictures cannot be looked up: %s", error)
        finally:
            self._looking.release()
        try:
            self._found.emit(found)
        except RuntimeError:
            return  # The process is ending.

    def _on_found(self, found: list[_Found]) -> None:
        paths = [one.path for one in found]
        if paths != self._shown:  # An open menu is not changed under the pointer for nothing.
            self._shown = paths
            self._fill(found)
        if self._again:
            self._again = False
            self.refresh()

    def _fill(self, found: list[_Found]) -> None:
        self.menu.clear()
        for one in found:
            words = caption(one_line(one.words))
            short = words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"
            action = self.menu.addAction(_icon(one.image), (short or one.path.name).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, path=one.path: open_file(str(path)))
        if not found:
            self.menu.addAction("Nothing has been painted yet").setEnabled(False)


class _LargeIcons(QProxyStyle):
    """Is the menu's style with icons that are large enough to recognise a picture."""

    def __init__(self, parent: QObject) -> None:
        super().__init__()
        self.setParent(parent)

    def pixelMetric(  # noqa: N802 - Qt's name
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric is QStyle.PixelMetric.PM_SmallIconSize:
            return SIDE
        return super().pixelMetric(metric, option, widget)


def _icon(image: QImage) -> QIcon:
    """Returns the middle of the picture as a square with round corners."""
    side = SIDE * 2
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    if not image.isNull():
        filled = image.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        )
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(0, 0, side, side, 12, 12)
        painter.setClipPath(shape)
        painter.drawImage((side - filled.width()) // 2, (side - filled.height()) // 2, filled)
        painter.end()
    return QIcon(pixmap)
