"""Holds the gallery's index: one SQLite table for the latest pictures, searches, and the order of deletion.

The gallery's lock admits one thread at a time, SQLite's one process. The index is a copy of what the files hold and may
be deleted at any moment. It never touches a picture file.
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
"""To be raised when the columns change: an index of another version is rebuilt."""


class Row(NamedTuple):
    """One picture. A tuple, because a window reads ten thousand of them at once."""

    name: str
    """File name in the gallery's folder."""
    id: str
    request: str
    number: int
    """1-based, within the request."""
    stamp: str
    """Time at which it was stored, as in the file's name: "20260301T120000Z"."""
    added_ns: int
    """The file's modification time, for the order within one second."""
    words: str
    painter: str
    folded: str
    """The text that is searched, case-folded."""
    seed: int
    width_px: int
    height_px: int
    size_bytes: int
    kept: int
    """1 if a person keeps it on purpose, else 0."""


_COLUMNS = ", ".join(Row._fields)
_MARKS = ", ".join("?" for _ in Row._fields)
_NEWEST = "ORDER BY stamp DESC, added_ns DESC, number DESC"
_OLDEST = "ORDER BY stamp, added_ns, number"


BUSY_S = 10.0
"""Time to wait while another process writes."""


class IndexUnusable(Exception):
    """The file is damaged, of another version, or cannot be written (full disk, no locks); it has to be replaced."""


class IndexBusy(IndexUnusable):
    """Another process keeps writing; the file itself is intact."""


class GalleryIndex:
    """Opens the index file, or makes it.

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
            if not self._query("SELECT 1 FROM sqlite_master WHERE name = 'pictures'"):
                self._create()
            if self._query("PRAGMA user_version")[0][0] != SCHEMA_VERSION:
                raise IndexUnusable("another version")
        except IndexUnusable:
            self.close()
            raise

    def _create(self) -> None:
        """Make the table, completely or not at all; waits for another process that does the same."""
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
        """Add rows, or replace those of the same names; all or none of them."""
        try:
            with self._database:
                self._database.executemany(
                    f"INSERT OR REPLACE INTO pictures ({_COLUMNS}) VALUES ({_MARKS})", list(rows)
                )
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def drop(self, names: Iterable[str]) -> None:
        """Remove pictures from the index."""
        try:
            with self._database:
                self._database.executemany("DELETE FROM pictures WHERE name = ?", [(name,) for name in names])
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def mark_kept(self, name: str, kept: bool) -> None:
        """Store whether a picture is kept on purpose."""
        self._execute("UPDATE pictures SET kept = ? WHERE name = ?", kept, name)

    def names(self) -> dict[str, bool]:
        """Returns every name → whether it is kept on purpose."""
        return {name: bool(kept) for name, kept in self._query("SELECT name, kept FROM pictures")}

    def newest(self, count: int, wanted: Iterable[Term] = (), *, kept_only: bool = False) -> list[Row]:
        """Returns at most `count` pictures that match all of `wanted`, newest first; -1 for all."""
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
        """Returns the seeds of all pictures of exactly these words."""
        return {int(seed) for (seed,) in self._query("SELECT seed FROM pictures WHERE words = ?", words)}

    def of_request(self, request: str) -> list[Row]:
        """Returns the pictures of one request in order."""
        return self._rows("WHERE request = ? ORDER BY number", request)

    def by_id(self, picture_id: str) -> Row | None:
        """Returns one picture, or None."""
        return next(iter(self._rows("WHERE id = ?", picture_id)), None)

    def count(self) -> int:
        """Returns the number of pictures."""
        return int(self._query("SELECT COUNT(*) FROM pictures")[0][0])

    def total_bytes(self) -> int:
        """Returns the size of all pictures in bytes, including kept ones."""
        return int(self._query("SELECT COALESCE(SUM(size_bytes), 0) FROM pictures")[0][0])

    def expendable(self, protected_request: str) -> list[tuple[str, int]]:
        """Returns name and size of the pictures that may be deleted, oldest first.

        Kept pictures and those of the request `protected_request` are left out.
        """
        rows = self._query(
            f"SELECT name, size_bytes FROM pictures WHERE NOT kept AND request != ? {_OLDEST}", protected_request
        )
        return [(str(name), int(size)) for name, size in rows]

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):
            self._database.close()

    def _rows(self, tail: str, *values: object) -> list[Row]:
        found = self._query(f"SELECT {_COLUMNS} FROM pictures {tail}", *values)
        return [Row._make(columns) for columns in found]

    def _query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def _execute(self, statement: str, *values: object) -> None:
        try:
            with self._database:
                self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise _unusable(error) from error


def _connect(path: Path | None) -> sqlite3.Connection:
    """Returns a connection in write-ahead mode."""
    try:
        database = sqlite3.connect(":memory:" if path is None else path, timeout=BUSY_S, check_same_thread=False)
    except sqlite3.Error as error:
        raise _unusable(error) from error
    try:
        database.execute("PRAGMA journal_mode = WAL").fetchall()
        # A power cut can cost rows with NORMAL, but the files still have their content.
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
