"""Changes single settings in the user's own config.toml and preserves its comments and blank lines.

The CLI and the settings window call it; no spoken request does. A new file is read back with the daemon's rules before
it replaces the old one, so that no change can keep Jarvis from starting.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from assistant.core.errors import ConfigError
from assistant.paths import config_files
from assistant.settings.loading import load_settings


class ChangedMeanwhile(ConfigError):
    """The file was changed by somebody else since it was read; nothing was written."""

    code = "changed_meanwhile"


class Default:
    """Marker in place of a value: remove the option from the file, so that its default counts again."""


DEFAULT = Default()
ABSENT = ""


def fingerprint(path: Path | None = None) -> str:
    """Returns a hash of the file's content for `edit_settings`; ABSENT where there is no file."""
    try:
        return hashlib.sha256((path or config_files()[-1]).read_bytes()).hexdigest()
    except OSError:
        return ABSENT


def edit_settings(changes: Mapping[tuple[str, ...], Any], path: Path | None = None, seen: str | None = None) -> Path:
    """Set options, for example `{("wake", "sensitivity"): 0.6}`. Blocks.

    Args:
        changes: Path of keys → value; DEFAULT removes the option from the file, None is written as "none".
        path: The file, made if it is missing; None is the user's own.
        seen: The file's `fingerprint` when it was read; None changes the file whatever it contains now.

    Returns:
        The file that was written; a link is followed.

    Raises:
        ConfigError: The file is no TOML, a value is not valid, or the file cannot be written.
        ChangedMeanwhile: The file's fingerprint is not `seen`.
    """
    file = (path or config_files()[-1]).resolve()
    if seen is not None and fingerprint(file) != seen:
        raise ChangedMeanwhile(
            f"{file.name} was changed by somebody else meanwhile",
            "Nothing was overwritten. Look again, then change it.",
        )
    try:
        before = file.read_bytes().decode("utf-8") if file.exists() else ""
        document = tomlkit.parse(before)
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is not valid TOML", f"{error}") from error
    except OSError as error:
        raise ConfigError(f"{file} cannot be read", f"{error.strerror}") from error
    for keys, value in changes.items():
        if isinstance(value, Default):
            _unset(document, keys)
        else:
            _set(document, keys, "none" if value is None else value)
    _write(file, tomlkit.dumps(document), changes)
    return file


def _set(document: Any, keys: tuple[str, ...], value: Any) -> None:
    """Set a value; missing tables are made, sections as `[section]`, deeper ones inline."""
    table = document
    for depth, key in enumerate(keys[:-1]):
        if key not in table:
            table[key] = tomlkit.table() if depth == 0 else tomlkit.inline_table()
        table = table[key]
        if not hasattr(table, "keys"):
            raise ConfigError(f"{'.'.join(keys[: depth + 1])} is a section, not a value", "Mend it in the file first.")
    table[keys[-1]] = value


def _unset(document: Any, keys: tuple[str, ...]) -> None:
    table = document
    for key in keys[:-1]:
        table = table.get(key, {})
        if not hasattr(table, "keys"):
            return
    if keys[-1] in table:
        del table[keys[-1]]


def _write(file: Path, text: str, changes: Iterable[tuple[str, ...]]) -> None:
    """Replace the file with `text` atomically, if the settings can be read from it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".config-", suffix=".toml")
        new = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(text.encode())
                out.flush()
                os.fsync(out.fileno())
            _check(new, file, changes)
            new.chmod(mode)
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{file} cannot be written", f"{error.strerror}") from error


def _check(new: Path, file: Path, changes: Iterable[tuple[str, ...]]) -> None:
    try:
        load_settings((), [new], {})
    except ConfigError as error:
        # A refused value never was in the file, so its message names no file.
        is_new = any(error.title.startswith(f"{'.'.join(keys)} in ") for keys in changes)
        title = error.title.replace(f" in {new}", "") if is_new else error.title.replace(str(new), str(file))
        raise ConfigError(title, error.hint) from error
