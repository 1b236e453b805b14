"""Changes single settings in the user's own config.toml and leaves every comment and blank line where it is.

Run by the CLI when a person asks for it; nothing that is spoken leads here. What it writes was read back first, with
the rules that the daemon reads it by, so that no change can keep Jarvis from starting.
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
    """Somebody else has written the file since it was read; nothing was changed."""

    code = "changed_meanwhile"


class Default:
    """In place of a value: take the option out of the file, so that the default counts again."""


DEFAULT = Default()
ABSENT = ""


def fingerprint(path: Path | None = None) -> str:
    """What the file holds now, in short: to be given to `amend`. ABSENT where there is none."""
    try:
        return hashlib.sha256((path or config_files()[-1]).read_bytes()).hexdigest()
    except OSError:
        return ABSENT


def amend(changes: Mapping[tuple[str, ...], Any], path: Path | None = None, seen: str | None = None) -> Path:
    """Set options, for example `{("wake", "sensitivity"): 0.6}`.

    Args:
        changes: Path of keys → value; DEFAULT takes the option out of the file, None is written as "none".
        path: The file; None is the user's own. It is made if need be.
        seen: Its `fingerprint` when it was read; None changes it whatever it holds now.

    Returns:
        The file that was written; a link is followed.

    Raises:
        ConfigError: The file is no TOML, the value does not fit, or it cannot be written.
        ChangedMeanwhile: It is not what was `seen`.
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
    """Walk to the table, making those that are missing: sections as `[section]`, what is below on one line."""
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
    """Put `text` in the file's place at once, if the settings can be read from it."""
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
        # A value that is refused never was in the file.
        is_new = any(error.title.startswith(f"{'.'.join(keys)} in ") for keys in changes)
        title = error.title.replace(f" in {new}", "") if is_new else error.title.replace(str(new), str(file))
        raise ConfigError(title, error.hint) from error
