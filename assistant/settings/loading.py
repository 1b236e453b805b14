"""Reads the settings: defaults < /etc/xdg/jarvis < ~/.config/jarvis/config.toml < JARVIS__SECTION__KEY < `--set`.

A mistake is a `ConfigError` that names the key, its source and the most similar key. The sources are read with the
standard library's TOML parser: a settings library would add 0.2 s to every start and would ignore a misspelt
environment variable silently.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from assistant.core.errors import ConfigError
from assistant.paths import config_files
from assistant.settings.messages import explain_invalid
from assistant.settings.schema import Settings

ENV_PREFIX = "JARVIS__"

Tree = dict[str, Any]


def load_settings(
    overrides: Iterable[str] = (),
    files: Iterable[Path] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Returns the effective settings. Blocks on the files.

    Args:
        overrides: `section.key=value` strings of `--set`; they are strongest.
        files: TOML files, weakest first; None is the usual two. Missing ones are skipped.
        environ: The environment; None is the process's own.

    Raises:
        ConfigError: A file is no TOML, a key is unknown, or a value is not valid.
    """
    merged, origins = _gather(overrides, config_files() if files is None else files, environ)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        key, value, remedy = explain_invalid(error)
        source = next((origins[name] for name in (key, *_parents(key)) if name in origins), "the settings")
        raise ConfigError(f"{key} in {source} cannot be {value}", remedy) from error


def setting_sources(
    overrides: Iterable[str] = (),
    files: Iterable[Path] | None = None,
    environ: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Returns every key that is set → the strongest source that sets it: a file's path or a variable's name.

    Options that are tables have a key for each of their entries. Raises ConfigError like `load_settings`.
    """
    return _gather(overrides, config_files() if files is None else files, environ)[1]


def overridden_settings(overrides: Iterable[str] = (), environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Returns the keys that no file can change in this process → the variable or option that sets each."""
    return setting_sources(overrides, (), environ)


def setting_values(settings: Settings) -> dict[str, Any]:
    """Returns every setting as `section.key` → its value as in JSON."""
    values: dict[str, Any] = {}
    for key in all_keys():
        value: Any = settings
        for part in key.split("."):
            value = getattr(value, part)
        values[key] = list(value) if isinstance(value, tuple) else value
    return values


def _gather(
    overrides: Iterable[str], files: Iterable[Path], environ: Mapping[str, str] | None
) -> tuple[Tree, dict[str, str]]:
    """Returns all sources merged, and the source of each key."""
    merged: Tree = {}
    origins: dict[str, str] = {}
    for source, tree in _sources(overrides, files, environ):
        _check_keys(tree, Settings, (), source)
        _merge(merged, tree, (), source, origins)
    return merged, origins


def _sources(
    overrides: Iterable[str], files: Iterable[Path], environ: Mapping[str, str] | None
) -> Iterable[tuple[str, Tree]]:
    for path in files:
        try:
            yield str(path), tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} is not valid TOML", f"{error}") from error
        except OSError as error:
            raise ConfigError(f"{path} cannot be read", f"{error.strerror}") from error
    for name, text in sorted((os.environ if environ is None else environ).items()):
        if name.startswith(ENV_PREFIX):
            yield f"the variable {name}", _nested(name[len(ENV_PREFIX) :].lower().split("__"), _value(text))
    for override in overrides:
        key, equals, text = override.partition("=")
        if not equals:
            raise ConfigError(f"--set {override} has no value", "Write it as --set painter.steps=4")
        yield f"--set {override}", _nested(key.strip().split("."), _value(text))


def _value(text: str) -> Any:
    """Returns the TOML value of a text (4, true, ["a"]), else the text itself; "none" is None."""
    if text.strip().lower() == "none":
        return None
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _nested(keys: list[str], value: Any) -> Tree:
    tree: Any = value
    for key in reversed(keys):
        tree = {key: tree}
    return {} if not isinstance(tree, dict) else tree


def _check_keys(tree: Tree, section: type[BaseModel], above: tuple[str, ...], source: str) -> None:
    for key, value in tree.items():
        path = ".".join((*above, key))
        field = section.model_fields.get(key)
        if field is None:
            raise ConfigError(f"There is no setting {path} (in {source})", _nearest(path, section))
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if not isinstance(value, dict):
                raise ConfigError(f"{path} in {source} is a section, not a value", f"Put its options under [{path}].")
            _check_keys(value, kind, (*above, key), source)
        elif isinstance(value, str) and value.lower() == "none" and type(None) in get_args(kind):
            tree[key] = None  # TOML has no null.


def _nearest(path: str, section: type[BaseModel]) -> str:
    last = path.rpartition(".")[2]
    siblings = difflib.get_close_matches(last, section.model_fields, n=1, cutoff=0.5)
    if siblings:
        return f"Did you mean {path.removesuffix(last)}{siblings[0]}?"
    everywhere = {name.rpartition(".")[2]: name for name in all_keys()}
    elsewhere = difflib.get_close_matches(last, everywhere, n=1, cutoff=0.6)
    if elsewhere:
        return f"Did you mean {everywhere[elsewhere[0]]}?"
    return f"The settings here are: {', '.join(section.model_fields)}."


def all_keys(section: type[BaseModel] = Settings, above: str = "") -> list[str]:
    """Returns the name of every setting, `section.key`."""
    names: list[str] = []
    for key, field in section.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and not get_args(kind) and issubclass(kind, BaseModel):
            names += all_keys(kind, f"{above}{key}.")
        else:
            names.append(f"{above}{key}")
    return names


def _merge(into: Tree, tree: Tree, above: tuple[str, ...], source: str, origins: dict[str, str]) -> None:
    for key, value in tree.items():
        path = (*above, key)
        if isinstance(value, dict) and isinstance(into.get(key, {}), dict):
            _merge(into.setdefault(key, {}), value, path, source, origins)
        else:
            into[key] = value
            origins[".".join(path)] = source


def _parents(key: str) -> list[str]:
    parts = key.split(".")
    return [".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
