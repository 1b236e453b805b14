"""Makes the tiles' images on threads, the newest request first, and keeps the last few hundred in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap

from assistant.ui.common.thumbnails import room_for, thumbnail

THREADS: Final = 2
"""Number of threads; more would take the processor from the painter."""
MOST_KEPT: Final = 400
"""Number of images in memory: some six screens, 70 MB at a tile of 208 pixels."""
MOST_WAITING: Final = 80
"""Number of requests that wait; what was scrolled past long ago is not made."""


class TileImages(QObject):
    """Gives tiles' images at once where they are known, and later where they are not.

    Args:
        side: Side of a tile in logical pixels.
        radius: Radius of its corners.
    """

    came = Signal(str)
    """File name of a picture whose image is known now, or is known not to be there."""
    _made = Signal(str, QImage)

    def __init__(self, side: int, radius: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._side, self._radius = side, radius
        self._ratio = 1.0
        self._known: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._waiting: OrderedDict[str, Path] = OrderedDict()
        self._something = threading.Condition()
        self._mask = QImage()
        self._closed = False
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)
        self._threads = [threading.Thread(target=self._work, name="thumbs", daemon=True) for _ in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def set_ratio(self, ratio: float) -> None:
        """Sets the device pixels of a logical one; another number makes all images anew."""
        if ratio != self._ratio:
            self._ratio = ratio
            self._known.clear()

    def get(self, path: Path) -> QPixmap | None:
        """Returns the tile's image: a null one where the picture cannot be read, None where it comes later."""
        name = path.name
        if name in self._known:
            self._known.move_to_end(name)
            return self._known[name] or QPixmap()
        with self._something:
            self._waiting[name] = path
            self._waiting.move_to_end(name)
            while len(self._waiting) > MOST_WAITING:
                self._waiting.popitem(last=False)
            self._something.notify()
        return None

    def forget(self, name: str) -> None:
        """Forgets the image of a picture that has changed."""
        self._known.pop(name, None)

    def close(self) -> None:
        """Ends the threads."""
        with self._something:
            self._closed = True
            self._waiting.clear()
            self._something.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._something:
                while not self._waiting and not self._closed:
                    self._something.wait()
                if self._closed:
                    return
                name, path = self._waiting.popitem(last=True)
            pixels = round(self._side * self._ratio)
            image = _tile(thumbnail(path, room_for(pixels)), self._mask_for(pixels))
            if not self._closed:
                self._made.emit(name, image)

    def _mask_for(self, pixels: int) -> QImage:
        mask = self._mask
        if mask.width() != pixels:
            mask = self._mask = _round_mask(pixels, self._radius * self._ratio)
        return mask

    def _on_made(self, name: str, image: QImage) -> None:
        if self._closed:
            return
        pixmap = None
        if not image.isNull():
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(self._ratio)
        self._known[name] = pixmap
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        self.came.emit(name)


def _tile(image: QImage, mask: QImage) -> QImage:
    """Returns the middle of the picture as a square with round corners, so that painting a tile is one copy."""
    if image.isNull():
        return image
    filled = image.scaled(
        mask.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (filled.width() - mask.width()) // 2, (filled.height() - mask.height()) // 2
    tile = filled.copy(left, top, mask.width(), mask.height())
    tile.setAlphaChannel(mask)
    return tile.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _round_mask(pixels: int, radius: float) -> QImage:
    """Returns a mask of the tile's opaque pixels."""
    mask = QImage(pixels, pixels, QImage.Format.Format_Grayscale8)
    mask.fill(Qt.GlobalColor.black)
    painter = QPainter(mask)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawRoundedRect(mask.rect(), radius, radius)
    painter.end()
    return mask
