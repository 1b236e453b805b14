"""Stores the wake log: the score and the outcome of each call and each near-miss. Never sound, never words.

The daemon writes the file on a thread; the command line reads it whether or not a daemon runs. Every call blocks.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import paths
from assistant.core.errors import AssistantError

log = logging.getLogger(__name__)

MAX_ENTRIES = 2000
MAX_DAYS = 30
_SCHEMA_VERSION = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS wakes (number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, word TEXT NOT NULL,
    score REAL NOT NULL, threshold REAL NOT NULL, outcome TEXT NOT NULL)
"""
_LOCK_TIMEOUT_S = 5.0

NEAR_MISS = "near_miss"
WOKE = "woke"
"""Outcome of a call until another one is known; it stays where the daemon ended before the call did."""


class WakeLogError(AssistantError):
    """Reports that the wake log cannot be read."""

    code = "wake_log"


@dataclass(frozen=True, slots=True)
class WakeEntry:
    """Describes one call or near-miss."""

    number: int
    """Increasing number, never used twice."""
    at: float
    """Unix time in seconds."""
    word: str
    """Name of the wake word's model."""
    score: float
    """0 … 1."""
    threshold: float
    """The threshold at that time."""
    outcome: str
    """near_miss · painted · obeyed (a command that paints nothing) · not_understood · nothing_heard · nobody_spoke ·
    refused (by the second look) · unchecked · stopped · lost · failed · woke (not known)."""


class WakeLogStore:
    """Reads and writes the log: one SQLite table, readable by its owner alone.

    Args:
        path: The file; None is the user's own. The file and its folder are created with the first entry.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.state_dir() / "wake.db"

    def add(self, at: float, word: str, score: float, threshold: float, outcome: str) -> int:
        """Adds an entry, and deletes entries that are too old or too many. A damaged file is replaced.

        Returns:
            The entry's number.

        Raises:
            OSError: The file cannot be written.
            sqlite3.Error: The same.
        """
        with self._repaired() as database:
            row = (round(at, 1), word, round(score, 4), round(threshold, 4), outcome)
            insert = "INSERT INTO wakes (at, word, score, threshold, outcome) VALUES (?, ?, ?, ?, ?)"
            number = database.execute(insert, row).lastrowid
            assert number is not None
            _trim(database)
        return number

    def set_outcome(self, number: int, outcome: str) -> None:
        """Sets the outcome of a call. Raises what `add` raises."""
        with self._repaired() as database:
            database.execute("UPDATE wakes SET outcome = ? WHERE number = ?", (outcome, number))

    def trim(self) -> None:
        """Deletes entries that are too old, if there is a log. Raises what `add` raises."""
        if self.path.exists():
            with self._repaired() as database:
                _trim(database)

    def read(self, most: int = MAX_ENTRIES) -> list[WakeEntry]:
        """Returns the newest entries, oldest first; none where nothing was ever logged. Changes nothing.

        Raises:
            WakeLogError: The file is damaged or cannot be read.
        """
        if not self.path.exists():
            return []
        query = (
            "SELECT number, at, word, score, threshold, outcome FROM wakes WHERE at >= ? ORDER BY number DESC LIMIT ?"
        )
        try:
            uri = f"{self.path.absolute().as_uri()}?mode=ro"
            with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=_LOCK_TIMEOUT_S)) as database:
                rows = database.execute(query, (time.time() - MAX_DAYS * 86400, most)).fetchall()
        except sqlite3.Error as error:
            raise WakeLogError(f"The wake log {self.path} cannot be read: {error}", "Delete it.") from error
        return [WakeEntry(*row) for row in reversed(rows)]

    @contextlib.contextmanager
    def _repaired(self) -> Iterator[sqlite3.Connection]:
        """Opens the database for one change; creates it anew where the file is damaged or of another version."""
        try:
            database = self._open()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            log.warning("the wake log was damaged and begins anew: %s", error)
            self.path.unlink(missing_ok=True)
            # SQLite would apply a journal that was left behind to the new file.
            self.path.with_name(self.path.name + "-journal").unlink(missing_ok=True)
            database = self._open()
        try:
            with database:
                yield database
        finally:
            database.close()

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        self.path.chmod(0o600)
        database = sqlite3.connect(self.path, timeout=_LOCK_TIMEOUT_S)
        try:
            # Deleted entries must not stay on the disk.
            database.execute("PRAGMA secure_delete = ON")
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version not in {0, _SCHEMA_VERSION}:
                raise sqlite3.DatabaseError(f"it is of version {version}")
            if database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("it does not hold together")
            database.execute(_TABLE)
            database.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        except BaseException:
            database.close()
            raise
        return database


def _trim(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM wakes WHERE at < ?", (time.time() - MAX_DAYS * 86400,))
    database.execute("DELETE FROM wakes WHERE number <= (SELECT MAX(number) FROM wakes) - ?", (MAX_ENTRIES,))
