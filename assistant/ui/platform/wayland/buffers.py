"""Holds the memory that the overlay draws into and the compositor shows: two buffers in turn."""

from __future__ import annotations

import mmap
import os
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QRegion
from pywayland.protocol.wayland import WlShm

_BYTES = 4
"""Bytes of a pixel: ARGB, premultiplied, in the machine's order."""


class Buffer:
    """Is one of the two buffers.

    Args:
        shm: The compositor's wl_shm.
        size: In device pixels.
        scale: Device pixels in a logical one.
    """

    def __init__(self, shm: Any, size: QSize, scale: int) -> None:
        stride = size.width() * _BYTES
        length = stride * size.height()
        file = os.memfd_create("jarvis-overlay", os.MFD_CLOEXEC)
        try:
            os.ftruncate(file, length)
            self._memory = mmap.mmap(file, length)
            pool = shm.create_pool(file, length)
            self.proxy = pool.create_buffer(0, size.width(), size.height(), stride, WlShm.format.argb8888)
            pool.destroy()
        finally:
            os.close(file)
        self.image = QImage(
            memoryview(self._memory), size.width(), size.height(), stride, QImage.Format.Format_ARGB32_Premultiplied
        )
        self.image.setDevicePixelRatio(scale)
        self.is_busy = False
        """Whether the compositor still reads the buffer."""
        self.stale = QRegion()
        """What has changed since this buffer was last drawn, in logical pixels."""
        self.proxy.dispatcher["release"] = self._on_release

    def take_stale(self) -> QRegion:
        """Returns what has to be drawn, and takes it as drawn."""
        region, self.stale = self.stale, QRegion()
        return region

    def mark_busy(self) -> None:
        """Leaves the buffer to the compositor until it releases it."""
        self.is_busy = True

    def _on_release(self, _proxy: object) -> None:
        self.is_busy = False

    def close(self) -> None:
        """Gives the memory back; the compositor keeps its own hold for as long as it shows it."""
        self.proxy.destroy()
        self.image = QImage()


class Buffers:
    """Holds both buffers of a surface. Only a compositor that holds two at once would need a third."""

    def __init__(self, shm: Any) -> None:
        self._shm = shm
        self._key: tuple[int, int, int] = (0, 0, 0)
        self._all: list[Buffer] = []

    def fit(self, size: QSize, scale: int) -> None:
        """Makes buffers of this logical size; other ones than before are entirely stale."""
        key = (size.width(), size.height(), scale)
        if key != self._key:
            self.close()
            self._key = key
            self._all = [Buffer(self._shm, size * scale, scale) for _ in range(2)]
            self.mark_stale(QRegion(0, 0, size.width(), size.height()))

    def mark_stale(self, region: QRegion) -> None:
        """Marks this region as stale in both buffers."""
        for buffer in self._all:
            buffer.stale += region

    def free(self) -> Buffer | None:
        """Returns a buffer that may be drawn into; None while the compositor reads both."""
        return next((buffer for buffer in self._all if not buffer.is_busy), None)

    def close(self) -> None:
        """Gives all memory back."""
        for buffer in self._all:
            buffer.close()
        self._all = []
        self._key = (0, 0, 0)
