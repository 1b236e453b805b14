"""Stores finished pictures, one PNG file each in one folder, and finds them by age, words or request.

Every call blocks on the disk. The files are authoritative: each PNG holds its own facts, a marker in `.kept/` means
that a person keeps it on purpose, and `.index.sqlite` is a copy of both that is rebuilt whenever it is missing, damaged
or behind. The gallery never decodes a picture, never overwrites one or follows a link to one, and never deletes a file
that it did not name itself: files that a person puts or renames here belong to that person.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from assistant.core.errors import GalleryError
from assistant.core.png_text import PictureFacts, read_facts, read_size
from assistant.core.request import EncodedPicture, KeptPicture
from assistant.gallery.index import GalleryIndex, Row
from assistant.gallery.index_sync import SyncedIndex
from assistant.gallery.picture_files import GalleryFiles
from assistant.gallery.search import Term, terms

log = logging.getLogger(__name__)

BYTES_PER_MB = 1_000_000


class Gallery:
    """Manages the pictures in one folder. Thread-safe; opens its folder at the first call.

    Args:
        folder: The pictures' folder; made with mode 0700 where it is missing.
        max_mb: Size limit in millions of bytes for all pictures together. Pictures that are kept on purpose count, but
            are never deleted, and neither are those of the request just added: the gallery may be larger. None for
            a gallery that only reads.
    """

    def __init__(self, folder: Path, max_mb: int | None = None) -> None:
        self._files = GalleryFiles(folder)
        self._max_bytes = None if max_mb is None else max_mb * BYTES_PER_MB
        self._lock = threading.RLock()
        self._index = SyncedIndex(self._files)
        self._query = self._index.query

    @property
    def folder(self) -> Path:
        """The pictures' folder."""
        return self._files.folder

    def add(self, picture: EncodedPicture, request_id: str, words: str, painter: str) -> KeptPicture:
        """Store a finished picture: on return it is on the disk, whole and under its own name.

        Args:
            picture: PNG bytes as `png.encode` made them.
            request_id: Id of the request; becomes part of the file's name.
            words: The request's words; a few of them become part of the file's name.
            painter: Name of the painter.

        Raises:
            GalleryError: These bytes are no PNG, the disk is full or the folder cannot be written to. Then nothing of
                the picture is left in the folder.
        """
        size = read_size(picture.png)
        try:
            facts = read_facts(picture.png)
        except GalleryError:
            facts = PictureFacts(words, "", picture.seed, painter, "", "", "", request_id)
        with self._lock:
            request = _plain_id(request_id)
            number = len(self._query(GalleryIndex.of_request, request)) + 1
            stem = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{request}"
            row = self._index.row(self._files.write(stem, number, slug(words), picture.png), facts, size, kept=False)
            self._query(GalleryIndex.put, [row])
            self._shrink(row.request)
            return self._picture(row)

    def keep(self, ids: Iterable[str]) -> list[KeptPicture]:
        """Mark pictures as kept: the size limit never deletes them. The mark outlives the index.

        Raises:
            GalleryError: A picture is not here, or its mark cannot be written.
        """
        with self._lock:
            rows = [self._query(GalleryIndex.by_id, picture_id) for picture_id in ids]
            found = [row for row in rows if row is not None and self._files.exists(row.name)]
            if len(found) < len(rows):
                raise GalleryError("That picture is not in the gallery any more", "Paint it again, then keep it.")
            for row in found:
                self._files.mark_kept(row.name)
                self._query(GalleryIndex.mark_kept, row.name, True)
            return [self._picture(row, kept=True) for row in found]

    def unkeep(self, ids: Iterable[str]) -> None:
        """Remove the marks of `keep`; pictures that are gone are skipped.

        Raises:
            GalleryError: A mark cannot be removed.
        """
        with self._lock:
            for picture_id in ids:
                row = self._query(GalleryIndex.by_id, picture_id)
                if row is not None:
                    self._files.unmark_kept(row.name)
                    self._query(GalleryIndex.mark_kept, row.name, False)

    def rows(self, text: str = "", *, kept_only: bool = False, count: int = -1) -> list[Row]:
        """Returns the index rows of the pictures that match `text` (see `search.terms`), newest first.

        Args:
            text: The search text; "" matches all.
            kept_only: Return only pictures that are kept on purpose.
            count: Maximum number of rows; -1 for all.
        """
        with self._lock:
            return self._query(GalleryIndex.newest, count, terms(text), kept_only=kept_only)

    def count(self) -> int:
        """Returns the number of pictures."""
        with self._lock:
            return self._query(GalleryIndex.count)

    def refresh(self) -> None:
        """Update the index with changes by others. 10,000 names take some 50 ms; each new file is read.

        Raises:
            GalleryError: The folder cannot be read.
        """
        with self._lock:
            self._query(self._index.match_files)

    def next_seed(self, words: str, seed: int) -> int:
        """Returns `seed`, or the next seed that no picture of exactly these words has."""
        with self._lock:
            taken = self._query(GalleryIndex.seeds, words)
        while seed in taken:
            seed += 1
        return seed

    def recent(self, count: int) -> list[KeptPicture]:
        """Returns the latest pictures, newest first, at most `count`."""
        return self._first(count, [])

    def search(self, text: str, count: int = 50) -> list[KeptPicture]:
        """Returns the latest pictures, newest first, whose words, prompt or painter contain every word of `text`.

        Case does not matter.
        """
        return self._first(count, [Term(word) for word in text.casefold().split()])

    def last(self, request_id: str | None = None) -> list[KeptPicture]:
        """Returns the pictures of a request in order; without an id, those of the request painted last."""
        with self._lock:
            if request_id is None:
                newest = self._first(1, [])
                row = self._query(GalleryIndex.by_id, newest[0].id) if newest else None
                if row is None:
                    return []
                request_id = row.request
            return self._present(self._query(GalleryIndex.of_request, _plain_id(request_id)))

    def rebuild(self) -> int:
        """Rebuild the index from the files and return the number of pictures."""
        with self._lock:
            self._index.discard()
            return len(self._query(GalleryIndex.names))

    def close(self) -> None:
        """Close the index; the next call opens it again."""
        with self._lock:
            self._index.close()

    def _first(self, count: int, wanted: list[Term]) -> list[KeptPicture]:
        with self._lock:
            while True:
                rows = self._query(GalleryIndex.newest, max(0, count), wanted)
                found = self._present(rows)
                if len(found) == len(rows):
                    return found

    def _present(self, rows: list[Row]) -> list[KeptPicture]:
        """Returns the pictures of these rows that still exist; those deleted by hand leave the index."""
        gone = [row.name for row in rows if not self._files.exists(row.name)]
        if gone:
            self._query(GalleryIndex.drop, gone)
        return [self._picture(row) for row in rows if row.name not in gone]

    def _picture(self, row: Row, kept: bool | None = None) -> KeptPicture:
        path = str(self._files.folder / row.name)
        return KeptPicture(
            row.id, path, row.width_px, row.height_px, row.seed, bool(row.kept) if kept is None else kept
        )

    def _shrink(self, protected_request: str) -> None:
        """Delete the oldest pictures until the size limit holds or nothing expendable is left."""
        if self._max_bytes is None:
            return
        excess = self._query(GalleryIndex.total_bytes) - self._max_bytes
        gone: list[str] = []
        for name, size in self._query(GalleryIndex.expendable, protected_request):
            if excess <= 0:
                break
            if self._files.remove_unless_kept(name):
                gone.append(name)
                excess -= size
        self._query(GalleryIndex.drop, gone)


def slug(words: str) -> str:
    """Returns at most 40 characters of a-z, 0-9 and "-" made from `words`; may be empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return plain[:40].rstrip("-")


def _plain_id(request_id: str) -> str:
    """Returns a request's id as part of a file name: at most 32 characters of a-z and 0-9."""
    return re.sub(r"[^a-z0-9]", "", request_id.lower())[:32] or "0"
