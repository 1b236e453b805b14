"""The gallery's index: one SQLite table that answers "the latest", "which match" and "which go first".

Used by the daemon and the windows, on worker threads; the gallery's lock lets one in at a time, SQLite's one process.
It is a copy of what the files say and may be thrown away at any moment: nothing is kept in it alone. Never touches a
picture file.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from assistant.gallery.search import Term

SCHEMA_VERSION = 1
"""Raise it when the columns change: an index of another version is made anew."""


class Row(NamedTuple):
    """One picture. A tuple, because a window takes ten thousand of them at once."""

    name: str
    """File name in the gallery's folder."""
    id: str
    request: str
    number: int
    """1-based, within the request."""
    stamp: str
    """When it was kept, as in the file's name: "20260301T120000Z"."""
    added_ns: int
    """The file's modification time: the order within one second."""
    words: str
    painter: str
    folded: str
    """All that a search looks at, case-folded."""
    seed: int
    width_px: int
    height_px: int
    size_bytes: int
    kept: int
    """1 where a person keeps it on purpose."""


_COLUMNS = ", ".join(Row._fields)
_MARKS = ", ".join("?" for _ in Row._fields)
_NEWEST = "ORDER BY stamp DESC, added_ns DESC, number DESC"
_OLDEST = "ORDER BY stamp, added_ns, number"


BUSY_S = 10.0
"""How long another process may write."""


class IndexUnusable(Exception):
    """The file is damaged, of another version, or cannot be written (full disk, no locks): make another."""


class IndexBusy(IndexUnusable):
    """Another process writes, and does not end: there is nothing wrong with the file."""


class GalleryIndex:
    """Opens or makes the index.

    Args:
        path: The database file; None keeps the index in memory.

    Raises:
        IndexUnusable: By the constructor and by every method.
    """

    def __init__(self, path: Path | None) -> None:
        self._database = _connect(path)
        # A connection that is only forgotten warns from Python 3.13 on.
        weakref.finalize(self, self._database.close)
        try:
            if not self._ask("SELECT 1 FROM sqlite_master WHERE name = 'pictures'"):
                self._create()
            if self._ask("PRAGMA user_version")[0][0] != SCHEMA_VERSION:
                raise IndexUnusable("another version")
        except IndexUnusable:
            self.close()
            raise

    def _create(self) -> None:
        """All or nothing; another process that does the same at the same moment is waited for."""
        try:
            self._database.executescript(
                f"""BEGIN IMMEDIATE;
                CREATE TABLE IF NOT EXISTS pictures ({_COLUMNS}, PRIMARY KEY (name)) WITHOUT ROWID;
                CREATE INDEX IF NOT EXISTS by_age ON pictures (stamp, added_ns, number);
                CREATE INDEX IF NOT EXISTS by_request ON pictures (request);
                PRAGMA user_version = {SCHEMA_VERSION};
                COMMIT;"""
            )
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def put(self, rows: Iterable[Row]) -> None:
        """Add rows, or replace those of the same names; all or none."""
        try:
            with self._database:
                self._database.executemany(
                    f"INSERT OR REPLACE INTO pictures ({_COLUMNS}) VALUES ({_MARKS})", list(rows)
                )
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def drop(self, names: Iterable[str]) -> None:
        """Forget pictures."""
        try:
            with self._database:
                self._database.executemany("DELETE FROM pictures WHERE name = ?", [(name,) for name in names])
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def mark_kept(self, name: str, kept: bool) -> None:
        """Note whether a picture is kept on purpose."""
        self._do("UPDATE pictures SET kept = ? WHERE name = ?", kept, name)

    def names(self) -> dict[str, bool]:
        """Every name, and whether it is kept."""
        return {name: bool(kept) for name, kept in self._ask("SELECT name, kept FROM pictures")}

    def newest(self, count: int, wanted: Iterable[Term] = (), *, kept_only: bool = False) -> list[Row]:
        """At most `count` pictures, newest first, of which every one of `wanted` is true; -1 for all."""
        conditions, values = ["kept" if kept_only else "1"], []
        for term in wanted:
            condition = "folded LIKE ? ESCAPE '\\'"
            values.append(f"%{_literal(term.text)}%")
            if term.since:
                condition = f"({condition} OR (stamp >= ? AND stamp < ?))"
                values += [term.since, term.before]
            conditions.append(condition)
        return self._rows(f"WHERE {' AND '.join(conditions)} {_NEWEST} LIMIT ?", *values, max(-1, count))

    def seeds(self, words: str) -> set[int]:
        """The seeds of all pictures of these very words."""
        return {int(seed) for (seed,) in self._ask("SELECT seed FROM pictures WHERE words = ?", words)}

    def of_request(self, request: str) -> list[Row]:
        """The pictures of one request in their order."""
        return self._rows("WHERE request = ? ORDER BY number", request)

    def by_id(self, picture_id: str) -> Row | None:
        """One picture."""
        return next(iter(self._rows("WHERE id = ?", picture_id)), None)

    def count(self) -> int:
        """How many pictures there are."""
        return int(self._ask("SELECT COUNT(*) FROM pictures")[0][0])

    def total_bytes(self) -> int:
        """Size of all pictures, kept ones too."""
        return int(self._ask("SELECT COALESCE(SUM(size_bytes), 0) FROM pictures")[0][0])

    def expendable(self, protected_request: str) -> list[tuple[str, int]]:
        """Name and size of what the size limit may delete, oldest first: never kept ones, nor those of that request."""
        rows = self._ask(
            f"SELECT name, size_bytes FROM pictures WHERE NOT kept AND request != ? {_OLDEST}", protected_request
        )
        return [(str(name), int(size)) for name, size in rows]

    def close(self) -> None:
        """Let the file go."""
        with suppress(sqlite3.Error):
            self._database.close()

    def _rows(self, tail: str, *values: object) -> list[Row]:
        found = self._ask(f"SELECT {_COLUMNS} FROM pictures {tail}", *values)
        return [Row._make(columns) for columns in found]

    def _ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(question, values).fetchall()
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def _do(self, order: str, *values: object) -> None:
        try:
            with self._database:
                self._database.execute(order, values)
        except sqlite3.Error as error:
            raise _unusable(error) from error


def _connect(path: Path | None) -> sqlite3.Connection:
    """A connection in write-ahead mode. NORMAL is safe there: a power cut can cost rows, and the files have them."""
    try:
        database = sqlite3.connect(":memory:" if path is None else path, timeout=BUSY_S, check_same_thread=False)
    except sqlite3.Error as error:
        raise _unusable(error) from error
    try:
        database.execute("PRAGMA journal_mode = WAL").fetchall()
        database.execute("PRAGMA synchronous = NORMAL").fetchall()
    except sqlite3.Error as error:
        database.close()
        raise _unusable(error) from error
    return database


def _unusable(error: sqlite3.Error) -> IndexUnusable:
    code = getattr(error, "sqlite_errorcode", None)
    busy = code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return (IndexBusy if busy else IndexUnusable)(str(error))


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
