"""Makes small images of pictures and shares them with every other program of the desktop. Works on any thread.

The images lie where the freedesktop.org thumbnail standard puts them (specifications.freedesktop.org/thumbnail-spec,
0.9), so that a file manager's are used here and ours there: `~/.cache/thumbnails/large/<md5 of the file's URI>.png`,
with the URI and the picture's modification time in the PNG's text; one whose time differs is made anew. Reading and
scaling release Python's lock, so that a window goes on drawing meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

Room = Literal["normal", "large", "x-large", "xx-large"]
SIDES_PX: dict[Room, int] = {"normal": 128, "large": 256, "x-large": 512, "xx-large": 1024}
"""Maps the standard's folders to the longest side of the images in them."""


def room_for(side_px: float) -> Room:
    """Returns the smallest folder whose images are at least this large; the largest folder where none is."""
    return next((room for room, side in SIDES_PX.items() if side >= side_px), "xx-large")


def thumbnail(picture: Path, room: Room) -> QImage:
    """Returns the picture made small, from the cache or newly made for it. Blocks.

    Args:
        picture: An absolute path.
        room: The cache's folder, which says how small.

    Returns:
        A null image where the picture cannot be read.
    """
    try:
        changed = picture.stat().st_mtime
    except OSError:
        return QImage()
    file, uri = cache_file(picture, room)
    kept = _kept(file, uri, changed)
    if not kept.isNull():
        return kept
    made = scaled_down(picture, SIDES_PX[room])
    if not made.isNull():
        _keep(made, file, uri, changed)
    return made


def cache_file(picture: Path, room: Room) -> tuple[Path, str]:
    """Returns where the thumbnail lies, and the URI that it is named after."""
    uri = picture.as_uri()
    cache = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(cache) if cache.startswith("/") else Path.home() / ".cache"
    return home / "thumbnails" / room / f"{hashlib.md5(uri.encode(), usedforsecurity=False).hexdigest()}.png", uri


def scaled_down(picture: Path, side_px: int) -> QImage:
    """Returns the picture with its longest side at most `side_px`; a null image where it cannot be read."""
    reader = QImageReader(str(picture))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > side_px or size.height() > side_px:
        reader.setScaledSize(size.scaled(QSize(side_px, side_px), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(_DOT))
    return reader.read()


_DOT = QSize(1, 1)


def _kept(file: Path, uri: str, changed: float) -> QImage:
    image = QImageReader(str(file)).read()
    time, _, _ = image.text("Thumb::MTime").partition(".")
    return image if image.text("Thumb::URI") == uri and time == str(int(changed)) else QImage()


def _keep(image: QImage, file: Path, uri: str, changed: float) -> None:
    """Writes the image whole or not at all, for its owner alone; where that fails, the next call makes it again."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # The image carries the texts: a writer's own would end at the first colon of their names.
    image.setText("Thumb::URI", uri)
    image.setText("Thumb::MTime", str(int(changed)))
    image.setText("Software", "Jarvis")
    if not QImageWriter(buffer, b"png").write(image):
        return
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_name(f".{file.stem}-{secrets.token_hex(4)}.part")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(buffer.data().data())
            part.rename(file)
        finally:
            part.unlink(missing_ok=True)


def forget(picture: Path) -> None:
    """Removes the thumbnails of a deleted picture from the cache, as the standard asks for."""
    for room in SIDES_PX:
        with suppress(OSError):
            cache_file(picture, room)[0].unlink(missing_ok=True)
