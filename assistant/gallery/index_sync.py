"""Keeps the gallery's index usable and in step with the files.

It rebuilds the index where it is missing, damaged, of another version or replaced by another process; where the disk
allows none, the index is kept in memory. The caller holds the gallery's lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from assistant.core.errors import GalleryError
from assistant.core.png_text import PictureFacts, read_facts, read_size
from assistant.gallery.index import GalleryIndex, IndexBusy, IndexUnusable, Row
from assistant.gallery.picture_files import NAME, GalleryFiles

log = logging.getLogger(__name__)

INDEX_NAME = ".index.sqlite"
_Found = TypeVar("_Found")
_Given = ParamSpec("_Given")


class SyncedIndex:
    """The index of one folder, opened at the first query.

    Args:
        files: The pictures' files.
    """

    def __init__(self, files: GalleryFiles) -> None:
        self._files = files
        self._index: GalleryIndex | None = None
        self._inode = 0

    def query(
        self, method: Callable[Concatenate[GalleryIndex, _Given], _Found], *given: _Given.args, **named: _Given.kwargs
    ) -> _Found:
        """Call a method of the index; a new one replaces an unusable one, in memory if the disk allows no file."""
        self._files.make_folder()
        path = self._files.folder / INDEX_NAME
        if self._inode and self._inode != _inode(path):
            self.close()  # Another process has replaced the file.
        try:
            return method(self._opened_index(path), *given, **named)
        except IndexBusy:
            log.warning("the gallery's index is busy; looking at the pictures without it")
            self.close()
            return method(self._opened_index(None), *given, **named)
        except IndexUnusable:
            log.warning("the gallery's index is unusable; making it anew from the pictures")
            self.discard()
        with suppress(IndexUnusable):
            return method(self._opened_index(path), *given, **named)
        log.warning("the gallery's index cannot be written; keeping it in memory")
        self.discard()
        return method(self._opened_index(None), *given, **named)

    def _opened_index(self, path: Path | None) -> GalleryIndex:
        if self._index is None:
            self._index = self._opened(path)
            self._inode = 0 if path is None else _inode(path)
        return self._index

    def discard(self) -> None:
        """Delete the index; the next query makes a new one."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                (self._files.folder / f"{INDEX_NAME}{suffix}").unlink()

    def _opened(self, path: Path | None) -> GalleryIndex:
        """An index that is up to date with the files."""
        self._files.remove_leftovers()
        self._files.names()  # A folder that cannot be read is told of before a database is made in it.
        index = GalleryIndex(path)
        try:
            self.match_files(index)
        except IndexUnusable:
            index.close()
            raise
        return index

    def match_files(self, index: GalleryIndex) -> None:
        """Compare names and marks; only new files are read."""
        present, kept = self._files.names(), self._files.kept_names()
        known = index.names()
        if gone := known.keys() - present:
            index.drop(gone)
        if new := present - known.keys():
            rows = (self._row_of_file(name, name in kept) for name in new)
            index.put([row for row in rows if row is not None])
        for name in known.keys() & present:
            if known[name] != (name in kept):
                index.mark_kept(name, name in kept)

    def _row_of_file(self, name: str, kept: bool) -> Row | None:
        path = self._files.folder / name
        try:
            with path.open("rb") as stream:
                size = read_size(stream.read(64))
            return self.row(name, read_facts(path), size, kept)
        except (GalleryError, OSError) as error:
            log.info("%s stays out of the gallery's index: %s", name, error)
            return None

    def row(self, name: str, facts: PictureFacts, size: tuple[int, int], kept: bool) -> Row:
        """Returns the index row of a picture, whose file must exist.

        Raises:
            GalleryError: The name is not one of the gallery's, or the file is gone.
        """
        parts = NAME.fullmatch(name)
        if parts is None:
            raise GalleryError(f"{name} is no name of the gallery's", "Names are made by the gallery itself.")
        stamp, request, number = parts["stamp"], parts["request"], int(parts["number"])
        state = self._files.state(name)
        return Row(
            name=name,
            id=f"{stamp}-{request}-{number}",
            request=request,
            number=number,
            stamp=stamp,
            added_ns=state.st_mtime_ns,
            words=facts.words,
            painter=facts.painter,
            folded=f"{facts.words}\n{facts.prompt}\n{facts.painter}".casefold(),
            seed=facts.seed,
            width_px=size[0],
            height_px=size[1],
            size_bytes=state.st_size,
            kept=kept,
        )

    def close(self) -> None:
        """Close the index; the next query opens it again."""
        if self._index is not None:
            self._index.close()
            self._index = None
        self._inode = 0


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return -1
