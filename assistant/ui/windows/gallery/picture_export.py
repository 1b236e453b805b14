"""Pictures on the clipboard, and as files somewhere else. Window process."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtGui import QGuiApplication, QImage, QImageWriter

from assistant.core.errors import GalleryError
from assistant.gallery.index import Row
from assistant.gallery.picture_store import slug
from assistant.ui.windows.gallery.picture_model import files

KINDS: Final = "PNG, with how it was made (*.png);;JPEG (*.jpg *.jpeg);;WebP (*.webp)"
"""What a picture can be saved as; PNG is the file itself."""
QUALITY: Final = 92


def copy(paths: Sequence[Path]) -> None:
    """Put pictures on the clipboard: the files, and of a single one the image too. Reads that one image."""
    mime = files(paths)
    if len(paths) == 1:
        image = QImage(str(paths[0]))
        if not image.isNull():
            mime.setImageData(image)
    QGuiApplication.clipboard().setMimeData(mime)


def proposed_name(row: Row) -> str:
    """A name for a copy of the picture: its words, or its own where they give none."""
    return f"{slug(row.words)}.png" if slug(row.words) else row.name


def save(source: Path, target: Path) -> Path:
    """Write a copy of a picture, as what the name's ending says; without one as PNG. Blocks.

    Returns:
        The file that was written.

    Raises:
        GalleryError: It cannot be written, or not as that.
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
