"""Moves pictures to the desktop's trash and back. Blocks; runs on the gallery worker's thread.

The trash is freedesktop.org's, by Qt: what is deleted here can also be brought back in any file manager.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFile, QStandardPaths

from assistant.core.errors import GalleryError
from assistant.ui.common import thumbnails


@dataclass(frozen=True, slots=True)
class TrashedPicture:
    """Describes one picture in the trash."""

    name: str
    kept: bool
    """Whether it was kept on purpose."""
    lies: Path
    """The picture's path in the trash."""


@dataclass(frozen=True, slots=True)
class Trashed:
    """Describes what one deletion took."""

    folder: Path
    pictures: tuple[TrashedPicture, ...]


def to_trash(folder: Path, names: Sequence[tuple[str, bool]]) -> tuple[Trashed, GalleryError | None]:
    """Moves pictures to the trash.

    Args:
        folder: The gallery's folder.
        names: File names, and whether each was kept on purpose.

    Returns:
        The pictures that went, and what kept others from going. One that is gone already is neither.
    """
    went: list[TrashedPicture] = []
    problem = None
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    with suppress(OSError):
        Path(home).mkdir(mode=0o700, parents=True, exist_ok=True)  # Qt makes the trash in it, but not itself.
    for name, kept in names:
        path = folder / name
        if not path.exists():
            continue
        file = QFile(str(path))
        if file.moveToTrash():
            went.append(TrashedPicture(name, kept, Path(file.fileName())))  # Its name there, from then on.
            thumbnails.forget(path)
        else:
            problem = GalleryError(
                "The picture could not be moved to the trash",
                f"Nothing was deleted. There may be no trash on the disk of {folder}, or no room in it.",
            )
    return Trashed(folder, tuple(went)), problem


def bring_back(trashed: Trashed) -> tuple[list[str], GalleryError | None]:
    """Moves pictures back to where they were.

    Returns:
        The names of those that are back, and what kept others from coming: the trash was emptied meanwhile.
    """
    back: list[str] = []
    problem = None
    for picture in trashed.pictures:
        place = trashed.folder / picture.name
        try:
            place.hardlink_to(picture.lies)  # Unlike renaming, this never takes the place of another file.
            picture.lies.unlink()
        except FileNotFoundError:
            problem = GalleryError("A picture is not in the trash any more", "Somebody has emptied it meanwhile.")
            continue
        except OSError as error:
            problem = GalleryError("A picture could not be brought back", f"It is in the trash ({error.strerror}).")
            continue
        with suppress(OSError):
            (picture.lies.parent.parent / "info" / f"{picture.lies.name}.trashinfo").unlink(missing_ok=True)
        back.append(picture.name)
    return back, problem
