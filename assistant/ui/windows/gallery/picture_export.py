"""Hands pictures to other programs: on the clipboard, as copies, and in the file manager."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QImageWriter

from assistant.core.errors import GalleryError
from assistant.gallery.index import Row
from assistant.gallery.picture_store import slug
from assistant.ui.windows.gallery.picture_model import files

KINDS: Final = "PNG, with how it was made (*.png);;JPEG (*.jpg *.jpeg);;WebP (*.webp)"
"""File kinds that a picture can be saved as; PNG is the file itself."""
QUALITY: Final = 92


def copy(paths: Sequence[Path]) -> None:
    """Puts pictures on the clipboard: the files, and the image of a single one too. Reads that one image."""
    mime = files(paths)
    if len(paths) == 1:
        image = QImage(str(paths[0]))
        if not image.isNull():
            mime.setImageData(image)
    QGuiApplication.clipboard().setMimeData(mime)


def proposed_name(row: Row) -> str:
    """Returns a name for a copy of the picture: its words, or its own name where they give none."""
    return f"{slug(row.words)}.png" if slug(row.words) else row.name


def save(source: Path, target: Path) -> Path:
    """Writes a copy of a picture in the format of the name's ending; without an ending as PNG. Blocks.

    Returns:
        The file that was written.

    Raises:
        GalleryError: It cannot be written, or not in that format.
    """
    target = target if target.suffix else target.with_suffix(".png")
    if target.exists() and source.samefile(target):
        return target
    try:
        if target.suffix.lower() == ".png":
            shutil.copyfile(source, target)
            return target
        writer = QImageWriter(str(target))
        writer.setQuality(QUALITY)
        if writer.write(QImage(str(source))):
            return target
        target.unlink(missing_ok=True)
        raise GalleryError(f"{target.name} could not be written", writer.errorString())
    except OSError as error:
        raise GalleryError(f"{target.name} could not be written", str(error.strerror or error)) from error


def show_in_folder(picture: Path) -> None:
    """Shows a picture's file in the desktop's file manager, or opens its folder where none answers. Does not wait.

    The file manager is asked by org.freedesktop.FileManager1.
    """
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        _open_folder(picture)
        return
    name = "org.freedesktop.FileManager1"
    call = QDBusMessage.createMethodCall(name, "/org/freedesktop/FileManager1", name, "ShowItems")
    call.setArguments([[QUrl.fromLocalFile(str(picture)).toString(QUrl.ComponentFormattingOption.FullyEncoded)], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call))
    _waiting.append(watcher)

    def answered(ended: QDBusPendingCallWatcher) -> None:
        _waiting.remove(watcher)
        if ended.isError():
            _open_folder(picture)

    watcher.finished.connect(answered)


_waiting: list[QDBusPendingCallWatcher] = []
"""Calls on their way: nothing else holds them."""


def _open_folder(picture: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(picture.parent)))
