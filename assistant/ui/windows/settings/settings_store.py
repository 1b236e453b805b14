"""The settings as a window reads and writes them: what counts, where it comes from, and the file that a person edits.

Pure: no Qt. Writes only through `assistant.settings.editing`, which keeps comments; what somebody else has written to
the file since it was read is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.core.errors import ConfigError
from assistant.core.messages.control_messages import SettingsInForce
from assistant.paths import config_files
from assistant.settings.editing import DEFAULT, ChangedMeanwhile, amend, fingerprint
from assistant.settings.loading import flat, load_settings, where_set
from assistant.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class Stand:
    """How one option stands."""

    value: Any
    """What counts, as JSON has it."""
    source: str
    """The file or variable that says so, or "" for the default."""
    is_own: bool
    """Whether the person's own file says so."""
    is_fixed: bool
    """Whether a variable says so, which outweighs every file."""


class Book:
    """What is written where.

    Args:
        environ: Environment; None is the process's own.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ
        self.file: Path = config_files()[-1]
        self.settings = Settings()
        self._values: dict[str, Any] = flat(self.settings)
        self._sources: dict[str, str] = {}
        self._seen = ""
        self.problem: ConfigError | None = None
        """Why the settings cannot be read as they are, if they cannot: the last good ones stand."""
        self.started_with: Mapping[str, str] = {}
        """What outweighs the files in the Jarvis that runs now: key → variable or option."""
        self.on_change: Callable[[], None] = lambda: None
        """Called after the settings were read anew, by whomever they were changed."""
        self._read()

    def read(self) -> None:
        """Read everything again."""
        self._read()
        self.on_change()

    def read_if_changed(self) -> bool:
        """Read again if the file is another than the one that was read; whether it was."""
        if fingerprint(self.file) == self._seen:
            return False
        self.read()
        return True

    def stand(self, key: str) -> Stand:
        """How this option stands."""
        source = next((where for name, where in self._sources.items() if name == key or name.startswith(f"{key}.")), "")
        fixed = source.startswith("the variable ")
        return Stand(self._values[key], source, source == str(self.file), fixed)

    def started_by(self, key: str) -> str:
        """What outweighs this option in the Jarvis that runs now, or ""."""
        return next((how for name, how in self.started_with.items() if name == key or name.startswith(f"{key}.")), "")

    def values(self) -> dict[str, Any]:
        """Every option's value by key."""
        return dict(self._values)

    def write(self, key: str, value: Any) -> None:
        """Set an option in the person's own file; None is written as "none".

        Raises:
            ConfigError: The value does not fit, a variable outweighs it, or the file cannot be written.
            ChangedMeanwhile: The file was changed by somebody else; nothing was written, and it has been read again.
        """
        self._amend(key, list(value) if isinstance(value, tuple) else value)

    def reset(self, key: str) -> None:
        """Take an option out of the person's own file. Raises as `write`."""
        self._amend(key, DEFAULT)

    def _amend(self, key: str, value: Any) -> None:
        stand = self.stand(key)
        if stand.is_fixed:
            raise ConfigError(f"{key} is set by {stand.source}", "It outweighs this file: change it there.")
        try:
            amend({tuple(key.split(".")): value}, self.file, self._seen)
        except ChangedMeanwhile:
            self.read()
            raise
        self.read()

    def _read(self) -> None:
        seen = fingerprint(self.file)
        try:
            self.settings = load_settings(environ=self._environ)
            self._sources = where_set(environ=self._environ)
        except ConfigError as error:
            self.problem = error
        else:
            self.problem = None
            self._values = flat(self.settings)
        self._seen = seen


def waiting(book: Book, in_force: SettingsInForce | None) -> list[str]:
    """Keys whose value in the running Jarvis is not what counts on its next start.

    Args:
        book: The settings as they are read now.
        in_force: Those of the daemon; None where there is none.
    """
    if in_force is None:
        return []
    values, set_by = in_force.values, in_force.set_by
    now = book.values()
    return [
        key
        for key, value in values.items()
        if key in now and now[key] != value and not any(name == key or name.startswith(f"{key}.") for name in set_by)
    ]
