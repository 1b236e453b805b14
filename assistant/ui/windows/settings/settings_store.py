"""Reads and writes the settings for a window: values, their sources, and the file that a person edits. Imports no Qt.

Writes go only through `assistant.settings.editing`, which keeps comments; what somebody else has written to the file
since it was read is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.core.errors import ConfigError
from assistant.core.messages.control_messages import SettingsInForce
from assistant.paths import config_files
from assistant.settings.editing import DEFAULT, ChangedMeanwhile, edit_settings, fingerprint
from assistant.settings.loading import load_settings, setting_sources, setting_values
from assistant.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class OptionState:
    """Says where one option stands."""

    value: Any
    """The value in force, as JSON has it."""
    source: str
    """The file or variable that sets the value, or "" for the default."""
    is_own: bool
    """Whether the person's own file sets it."""
    is_fixed: bool
    """Whether a variable sets it, which takes precedence over every file."""


class SettingsStore:
    """Knows which value is written where.

    Args:
        environ: Environment; None is the process's own.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ
        self.file: Path = config_files()[-1]
        self.settings = Settings()
        self._values: dict[str, Any] = setting_values(self.settings)
        self._sources: dict[str, str] = {}
        self._seen = ""
        self.problem: ConfigError | None = None
        """Why the settings cannot be read as they are: the last good ones stay in force. None while they can."""
        self._overrides: Mapping[str, str] = {}
        self._observers: list[Callable[[], None]] = []
        self._read()

    def subscribe(self, on_change: Callable[[], None]) -> None:
        """Calls `on_change` each time after the settings were read anew, whoever has changed them."""
        self._observers.append(on_change)

    def set_overrides(self, overrides: Mapping[str, str]) -> bool:
        """Takes what has precedence over the files in the Jarvis that runs now, and returns whether it has changed.

        Args:
            overrides: Maps keys to the variable or command-line option that sets them.
        """
        is_other = overrides != self._overrides
        self._overrides = overrides
        return is_other

    def read(self) -> None:
        """Reads everything again."""
        self._read()
        for on_change in self._observers:
            on_change()

    def read_if_changed(self) -> bool:
        """Reads again if the file has changed since it was read, and returns whether it has."""
        if fingerprint(self.file) == self._seen:
            return False
        self.read()
        return True

    def state(self, key: str) -> OptionState:
        """Returns where this option stands."""
        source = next((where for name, where in self._sources.items() if name == key or name.startswith(f"{key}.")), "")
        fixed = source.startswith("the variable ")
        return OptionState(self._values[key], source, source == str(self.file), fixed)

    def overridden_by(self, key: str) -> str:
        """Returns what takes precedence over the file in the Jarvis that runs now, or ""."""
        return next((how for name, how in self._overrides.items() if name == key or name.startswith(f"{key}.")), "")

    def values(self) -> dict[str, Any]:
        """Returns every option's value by key."""
        return dict(self._values)

    def write(self, key: str, value: Any) -> None:
        """Sets an option in the person's own file; None is written as "none".

        Raises:
            ConfigError: The value does not fit, a variable takes precedence, or the file cannot be written.
            ChangedMeanwhile: The file was changed by somebody else; nothing was written, and it has been read again.
        """
        self._amend(key, list(value) if isinstance(value, tuple) else value)

    def reset(self, key: str) -> None:
        """Removes an option from the person's own file. Raises as `write` does."""
        self._amend(key, DEFAULT)

    def _amend(self, key: str, value: Any) -> None:
        state = self.state(key)
        if state.is_fixed:
            raise ConfigError(f"{key} is set by {state.source}", "It outweighs this file: change it there.")
        try:
            edit_settings({tuple(key.split(".")): value}, self.file, self._seen)
        except ChangedMeanwhile:
            self.read()
            raise
        self.read()

    def _read(self) -> None:
        seen = fingerprint(self.file)
        try:
            self.settings = load_settings(environ=self._environ)
            self._sources = setting_sources(environ=self._environ)
        except ConfigError as error:
            self.problem = error
        else:
            self.problem = None
            self._values = setting_values(self.settings)
        self._seen = seen


def pending_changes(store: SettingsStore, in_force: SettingsInForce | None) -> list[str]:
    """Keys whose value in the running Jarvis is not what counts on its next start.

    Args:
        store: The settings as they are read now.
        in_force: The settings of the running daemon; None where none runs.
    """
    if in_force is None:
        return []
    values, set_by = in_force.values, in_force.set_by
    now = store.values()
    return [
        key
        for key, value in values.items()
        if key in now and now[key] != value and not any(name == key or name.startswith(f"{key}.") for name in set_by)
    ]
