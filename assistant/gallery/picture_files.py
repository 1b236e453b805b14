"""Manages the files of the gallery's folder: writes whole files or none, makes their names, marks kept pictures.

It never follows a link, never overwrites a file, and never deletes one whose name it did not make. The caller holds the
gallery's lock.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.core.errors import GalleryError

log = logging.getLogger(__name__)

NAME = re.compile(r"(?P<stamp>\d{8}T\d{6}Z)-(?P<request>[a-z0-9]{1,32})-(?P<number>\d{1,9})(-[a-z0-9-]{1,40})?\.png")
"""`<utc>-<request>-<n>[-<slug>].png`: the only names that are listed, counted and deleted."""
KEPT_FOLDER = ".kept"
"""Folder with an empty file, the marker, named like each picture that is kept on purpose. A marker needs no room, works
on any file system and cannot damage the picture. When a person moves the picture away, the marker is removed at the
next opening."""
_LEFTOVER = re.compile(r"\.jarvis-(?P<pid>\d+)-[0-9a-f]+\.part")
_MODE = 0o600


class GalleryFiles:
    """Manages the files of one folder.

    Args:
        folder: The folder, which need not exist yet; a link is replaced by its target.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()

    def make_folder(self) -> None:
        """Make the folder with mode 0700; an existing one stays as it is.

        Raises:
            GalleryError: The folder cannot be made, or its path is no folder.
        """
        with self._gallery_errors():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, stem: str, number: int, slug: str, content: bytes) -> str:
        """Write a new file: on return its content and its name are on the disk. Returns the name.

        The content goes to a temporary file first, so that no incomplete file ever has a picture's name.

        Args:
            stem: `<utc>-<request>`.
            number: The first number to try; taken ones are skipped.
            slug: A few readable letters, or "".

        Raises:
            GalleryError: The disk is full, or the folder cannot be written to. Then nothing is left behind.
        """
        part = self.folder / f".jarvis-{os.getpid()}-{secrets.token_hex(6)}.part"
        with self._gallery_errors():
            try:
                handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
                with os.fdopen(handle, "wb") as stream:
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
                name = self._free_name(stem, number, slug)
                part.rename(self.folder / name)
                self._sync_folder(self.folder)
            finally:
                part.unlink(missing_ok=True)
        return name

    def _free_name(self, stem: str, number: int, slug: str) -> str:
        while True:
            name = f"{stem}-{number}{'-' if slug else ''}{slug}.png"
            if NAME.fullmatch(name) is None:
                raise GalleryError("The picture's name cannot be made", f"{name!r} is not a name of the gallery's.")
            if not os.path.lexists(self.folder / name):
                return name
            number += 1

    def names(self) -> set[str]:
        """Returns the names of all pictures in the folder."""
        with self._gallery_errors(), os.scandir(self.folder) as entries:
            return {
                entry.name for entry in entries if NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
            }

    def exists(self, name: str) -> bool:
        """Returns True if the picture exists as a regular file, not as a link."""
        path = self.folder / name
        return NAME.fullmatch(name) is not None and path.is_file() and not path.is_symlink()

    def state(self, name: str) -> os.stat_result:
        """Returns size and times of a picture.

        Raises:
            GalleryError: The picture is gone.
        """
        with self._gallery_errors():
            return (self.folder / name).lstat()

    def mark_kept(self, name: str) -> None:
        """Mark a picture as kept on purpose.

        Raises:
            GalleryError: The mark cannot be written.
        """
        with self._gallery_errors():
            folder = self.folder / KEPT_FOLDER
            folder.mkdir(mode=0o700, exist_ok=True)
            os.close(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE))
            self._sync_folder(folder)

    def unmark_kept(self, name: str) -> None:
        """Remove the mark of a picture, if it has one."""
        if NAME.fullmatch(name):
            with self._gallery_errors():
                (self.folder / KEPT_FOLDER / name).unlink(missing_ok=True)

    def kept_names(self) -> set[str]:
        """Returns the names of kept pictures; marks of pictures that are gone are removed."""
        folder = self.folder / KEPT_FOLDER
        kept: set[str] = set()
        if not folder.is_dir():
            return kept
        with self._gallery_errors():
            for marker in folder.iterdir():
                if self.exists(marker.name):
                    kept.add(marker.name)
                elif NAME.fullmatch(marker.name):
                    marker.unlink(missing_ok=True)
        return kept

    def remove_unless_kept(self, name: str) -> bool:
        """Delete a picture unless it has a mark; returns True if it is gone."""
        if NAME.fullmatch(name) is None or os.path.lexists(self.folder / KEPT_FOLDER / name):
            return False
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s cannot be deleted: %s", name, error.strerror)
            return False
        return True

    def remove_leftovers(self) -> None:
        """Delete the temporary files of processes that ended while they wrote them."""
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                found = _LEFTOVER.fullmatch(entry.name)
                if found and not _is_running(int(found["pid"])):
                    with suppress(OSError):
                        Path(entry.path).unlink()

    @staticmethod
    def _sync_folder(folder: Path) -> None:
        """Write a folder's new names to the disk."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with suppress(OSError):  # File systems that refuse this for folders need none.
                os.fsync(handle)
        finally:
            os.close(handle)

    @contextmanager
    def _gallery_errors(self) -> Iterator[None]:
        """Turns an OSError into a GalleryError."""
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise GalleryError(
                    "The disk is full, the picture could not be kept",
                    f"Free some space where {self.folder} lies, or set gallery.folder to another disk.",
                ) from error
            raise GalleryError(
                "The gallery's folder cannot be used",
                f"{self.folder}: {error.strerror}. Make it writable for you, or set gallery.folder to another folder.",
            ) from error


def _is_running(pid: int) -> bool:
    if pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
