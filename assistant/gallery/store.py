"""Keeps finished pictures: one PNG file each in one folder, found again by age, words or request.

Runs in the daemon, on worker threads (every call blocks on the disk). The files are the truth: each PNG holds its own
facts, a marker in `.kept/` says that a person keeps it on purpose, and `.index.sqlite` is a copy of both that is made
anew whenever it is missing, damaged or behind. Never decodes a picture, never overwrites or follows a link to one, and
never deletes a file that it did not name itself: what a person puts or renames here is that person's.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from assistant.core.errors import GalleryError
from assistant.core.png_text import PictureFacts, read_facts, read_size
from assistant.core.request import EncodedPicture, KeptPicture
from assistant.gallery.files import NAME, GalleryFiles
from assistant.gallery.index import GalleryIndex, IndexUnusable, Row

log = logging.getLogger(__name__)

INDEX_NAME = ".index.sqlite"
BYTES_PER_MB = 1_000_000
_Found = TypeVar("_Found")
_Given = ParamSpec("_Given")


class Gallery:
    """The pictures in one folder. Safe to call from several threads; opens its folder at the first call.

    Args:
        folder: Where the pictures lie; made with mode 0700 where it is missing.
        max_mb: Size limit in millions of bytes for all pictures together. What is kept on purpose counts, but never
            goes, and neither does what belongs to the request just added: the gallery may end up larger.
    """

    def __init__(self, folder: Path, max_mb: int) -> None:
        self._files = GalleryFiles(folder)
        self._max_bytes = max_mb * BYTES_PER_MB
        self._lock = threading.RLock()
        self._index: GalleryIndex | None = None

    @property
    def folder(self) -> Path:
        """Where the pictures lie."""
        return self._files.folder

    def add(self, picture: EncodedPicture, request_id: str, words: str, painter: str) -> KeptPicture:
        """Keep a finished picture: on return it is on the disk, whole and under its own name.

        Args:
            picture: PNG bytes as `png.encode` made them.
            request_id: Id of the request; becomes part of the file's name.
            words: The request's words; a few of them become part of the file's name.
            painter: Name of what painted.

        Raises:
            GalleryError: These bytes are no PNG, the disk is full or the folder cannot be written to. Nothing of the
                picture is left in the folder then.
        """
        size = read_size(picture.png)
        try:
            facts = read_facts(picture.png)
        except GalleryError:
            facts = PictureFacts(words, "", picture.seed, painter, "", "", "", request_id)
        with self._lock:
            request = _plain_id(request_id)
            number = len(self._ask(GalleryIndex.of_request, request)) + 1
            stem = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{request}"
            row = self._row(self._files.write(stem, number, slug(words), picture.png), facts, size, kept=False)
            self._ask(GalleryIndex.put, [row])
            self._shrink(row.request)
            return self._picture(row)

    def keep(self, ids: Iterable[str]) -> list[KeptPicture]:
        """Keep pictures on purpose: the size limit never deletes them. The mark outlives the index.

        Raises:
            GalleryError: One of them is not here, or the mark cannot be written.
        """
        with self._lock:
            rows = [self._ask(GalleryIndex.by_id, picture_id) for picture_id in ids]
            found = [row for row in rows if row is not None and self._files.exists(row.name)]
            if len(found) < len(rows):
                raise GalleryError("That picture is not in the gallery any more", "Paint it again, then keep it.")
            for row in found:
                self._files.mark_kept(row.name)
                self._ask(GalleryIndex.mark_kept, row.name, True)
            return [self._picture(row, kept=True) for row in found]

    def recent(self, count: int) -> list[KeptPicture]:
        """The latest pictures, newest first, at most `count`."""
        return self._first(count, [])

    def search(self, text: str, count: int = 50) -> list[KeptPicture]:
        """The latest pictures, newest first, whose words, prompt or painter hold every word of `text` in any case."""
        return self._first(count, text.split())

    def last(self, request_id: str | None = None) -> list[KeptPicture]:
        """The pictures of a request in their order; without an id, those of the request painted last."""
        with self._lock:
            if request_id is None:
                newest = self._first(1, [])
                row = self._ask(GalleryIndex.by_id, newest[0].id) if newest else None
                if row is None:
                    return []
                request_id = row.request
            return self._present(self._ask(GalleryIndex.of_request, _plain_id(request_id)))

    def rebuild(self) -> int:
        """Make the index anew from the files. Returns how many pictures it found."""
        with self._lock:
            self._forget_index()
            return len(self._ask(GalleryIndex.names))

    def close(self) -> None:
        """Let the index go; the next call opens it again."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    # — the index —

    def _ask(
        self, question: Callable[Concatenate[GalleryIndex, _Given], _Found], *given: _Given.args, **named: _Given.kwargs
    ) -> _Found:
        """Ask the index; where it is unusable ask a new one, and where the disk allows none, one in memory."""
        self._files.make_folder()
        path = self._files.folder / INDEX_NAME
        with suppress(IndexUnusable):
            if self._index is None:
                self._index = self._opened(path)
            return question(self._index, *given, **named)
        log.warning("the gallery's index is unusable; making it anew from the pictures")
        self._forget_index()
        with suppress(IndexUnusable):
            self._index = self._opened(path)
            return question(self._index, *given, **named)
        log.warning("the gallery's index cannot be written; keeping it in memory")
        self._forget_index()
        self._index = self._opened(None)
        return question(self._index, *given, **named)

    def _forget_index(self) -> None:
        self.close()
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                (self._files.folder / f"{INDEX_NAME}{suffix}").unlink()

    def _opened(self, path: Path | None) -> GalleryIndex:
        """An index that is up to date with the files: names and marks are compared, only new files are read."""
        self._files.remove_leftovers()
        present, kept = self._files.names(), self._files.kept_names()
        index = GalleryIndex(path)
        try:
            known = index.names()
            index.drop(known.keys() - present)
            rows = (self._row_of_file(name, name in kept) for name in present - known.keys())
            index.put([row for row in rows if row is not None])
            for name in known.keys() & present:
                if known[name] != (name in kept):
                    index.mark_kept(name, name in kept)
        except IndexUnusable:
            index.close()
            raise
        return index

    def _row_of_file(self, name: str, kept: bool) -> Row | None:
        path = self._files.folder / name
        try:
            with path.open("rb") as stream:
                size = read_size(stream.read(64))
            return self._row(name, read_facts(path), size, kept)
        except (GalleryError, OSError) as error:
            log.info("%s stays out of the gallery's index: %s", name, error)
            return None

    def _row(self, name: str, facts: PictureFacts, size: tuple[int, int], kept: bool) -> Row:
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

    # — answers —

    def _first(self, count: int, words: list[str]) -> list[KeptPicture]:
        with self._lock:
            while True:
                rows = self._ask(GalleryIndex.newest, count, words)
                found = self._present(rows)
                if len(found) == len(rows):
                    return found

    def _present(self, rows: list[Row]) -> list[KeptPicture]:
        """The pictures of these rows that are still there; those deleted by hand leave the index."""
        gone = [row.name for row in rows if not self._files.exists(row.name)]
        if gone:
            self._ask(GalleryIndex.drop, gone)
        return [self._picture(row) for row in rows if row.name not in gone]

    def _picture(self, row: Row, kept: bool | None = None) -> KeptPicture:
        path = str(self._files.folder / row.name)
        return KeptPicture(
            row.id, path, row.width_px, row.height_px, row.seed, bool(row.kept) if kept is None else kept
        )

    def _shrink(self, protected_request: str) -> None:
        """Delete the oldest until the size limit holds or nothing expendable is left."""
        excess = self._ask(GalleryIndex.total_bytes) - self._max_bytes
        if excess <= 0:
            return
        gone: list[str] = []
        for name, size in self._ask(GalleryIndex.expendable, protected_request):
            if excess <= 0:
                break
            if self._files.remove_unless_kept(name):
                gone.append(name)
                excess -= size
        self._ask(GalleryIndex.drop, gone)


def slug(words: str) -> str:
    """At most 40 characters of a-z, 0-9 and "-" that remind of `words`; may be empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return plain[:40].rstrip("-")


def _plain_id(request_id: str) -> str:
    """A request's id as a file name can carry it: at most 32 characters of a-z and 0-9."""
    return re.sub(r"[^a-z0-9]", "", request_id.lower())[:32] or "0"
