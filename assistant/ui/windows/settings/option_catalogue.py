"""Describes every option as a window shows it: kind, range and unit from the settings model, words from default.toml.

It is made from both at each start, so that no option can be forgotten. Reads one file that comes with Jarvis, and
changes nothing.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from assistant.paths import data_file
from assistant.settings.loading import all_keys
from assistant.settings.schema import Settings
from assistant.ui.windows.settings.option_titles import SECTIONS, TITLES

Kind = Literal["switch", "whole", "decimal", "choice", "text", "texts", "table"]

UNITS = {"_ms": "ms", "_s": "s", "_mb": "MB", "_px": "px", "_gb": "GB", "_hz": "Hz", "_days": "days", "_percent": "%"}
"""Maps the endings of option names to the unit that they mean."""
WIDE = 2**31 - 1
"""The bound of an open range in a number field."""


@dataclass(frozen=True, slots=True)
class Option:
    """Describes one setting."""

    key: str
    """`section.name`"""
    title: str
    words: str
    """What the option does, from the comment above it in default.toml."""
    kind: Kind
    default: Any
    """The default as JSON has it: lists, not tuples."""
    optional: bool
    """Whether None is a value."""
    least: float = -WIDE
    most: float = WIDE
    unit: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    """A value to begin with where the default is None."""

    @property
    def section(self) -> str:
        """Returns the part of the key before its name."""
        return self.key.rpartition(".")[0]

    @property
    def path(self) -> tuple[str, ...]:
        """Returns the key in parts, as `editing.amend` takes it."""
        return tuple(self.key.split("."))

    def matches(self, words: str) -> bool:
        """Returns whether every one of these words is found in the option's texts, in whatever case."""
        about = f"{self.title} {self.key} {self.words} {section_title(self.section)}".casefold()
        return all(word in about for word in words.casefold().split())


@functools.cache
def options() -> dict[str, Option]:
    """Returns all options by key, in the order of the model."""
    words, examples = _comments(), _examples()
    return {key: _option(key, words.get(key, ""), examples.get(key, "")) for key in all_keys()}


def section_title(section: str) -> str:
    """Returns the section as a heading."""
    return SECTIONS.get(section) or _spoken(section)


def value_text(option: Option, value: Any) -> str:
    """Returns a value for a person: "650 ms", "on", "automatic"."""
    if value is None:
        return "automatic"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} = {one}" for name, one in value.items()) or "none"
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{number} {option.unit}".strip()


def _option(key: str, words: str, example: str) -> Option:
    field = _field(key)
    kind, optional, choices, ranges = _kind(field.annotation, tuple(field.metadata))
    default = field.get_default(call_default_factory=True)
    name = key.rpartition(".")[2]
    unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
    least, most = _range(ranges, kind)
    title = TITLES.get(key) or _spoken(_without_unit(name) if unit else name)
    plain = list(default) if isinstance(default, tuple) else default
    return Option(key, title, words, kind, plain, optional, least, most, unit, choices, example)


def _field(key: str) -> FieldInfo:
    section: type[BaseModel] = Settings
    *above, name = key.split(".")
    for part in above:
        annotation = section.model_fields[part].annotation
        assert isinstance(annotation, type)
        section = annotation
    return section.model_fields[name]


def _kind(annotation: Any, metadata: tuple[Any, ...]) -> tuple[Kind, bool, tuple[str, ...], tuple[Any, ...]]:
    """Returns the kind, whether None is allowed, the choices, and what limits a number."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0], metadata + tuple(arguments[1:]))
    if origin in (Union, UnionType):
        inner = [one for one in arguments if one is not NoneType]
        kind, _, choices, ranges = _kind(inner[0], metadata)
        return kind, len(inner) < len(arguments), choices, ranges
    if origin is Literal:
        return "choice", False, tuple(str(one) for one in arguments), metadata
    if origin is dict:
        return "table", False, (), metadata
    if origin in (tuple, list, frozenset, set):
        return "texts", False, (), metadata
    plain: dict[Any, Kind] = {bool: "switch", int: "whole", float: "decimal"}
    return plain.get(annotation, "text"), False, (), metadata


def _range(limits: tuple[Any, ...], kind: Kind) -> tuple[float, float]:
    """Returns the least and the most value, both allowed."""
    least, most = float(-WIDE), float(WIDE)
    step = 1.0 if kind == "whole" else 0.01
    flat: list[Any] = []
    for limit in limits:
        flat += limit.metadata if isinstance(limit, FieldInfo) else [limit]
    for limit in flat:
        for name, bound in ((name, getattr(limit, name, None)) for name in ("ge", "gt", "le", "lt")):
            if bound is None:
                continue
            inward = 0.0 if name in {"ge", "le"} else step
            if name in {"ge", "gt"}:
                least = max(least, float(bound) + inward)
            else:
                most = min(most, float(bound) - inward)
    return least, most


def _comments() -> dict[str, str]:
    """Returns the comment above each option of default.toml; an option without one shares that above it."""
    found: dict[str, str] = {}
    section, comment, shared = "", [""], ""
    for line in data_file("config/default.toml").read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"\[([\w.]+)\]", line):
            section, comment, shared = header[1], [], ""
        elif option := re.match(r"(?:# )?(\w+) = ", line):
            shared = " ".join(comment) or shared
            follows = "same for the next" in shared and line.startswith("# ")
            told = " ".join(comment) or (shared if follows else "")
            found[f"{section}.{option[1]}"] = re.sub(r"`([^`]+)`", r"“\1”", told)
            comment = []
        elif line.startswith("# "):
            comment.append(line[2:])
        else:
            comment = []
    return found


def _examples() -> dict[str, str]:
    """Returns the example values of options that have no default."""
    found: dict[str, str] = {}
    section = ""
    for line in data_file("config/default.toml").read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"\[([\w.]+)\]", line):
            section = header[1]
        elif example := re.match(r"# (\w+) = (.+)", line):
            found[f"{section}.{example[1]}"] = str(tomllib.loads(f"v = {example[2]}")["v"])
    return found


def _without_unit(name: str) -> str:
    return name.rpartition("_")[0] or name


def _spoken(name: str) -> str:
    words = name.replace("_", " ").replace(".", ": ")
    return words[:1].upper() + words[1:]
