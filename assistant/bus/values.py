"""How our values and errors look on D-Bus, and how what other programs send is taken in. Pure; daemon only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dbus_fast import DBusError, Variant

from assistant.core.errors import AssistantError, NotUnderstoodError

ERRORS = "org.jarvis.Error."
"""What the names of our errors begin with; the code of the error follows: org.jarvis.Error.NotUnderstood."""
INTEGERS = frozenset("ynqiuxt")
"""D-Bus types that hold a whole number."""
OPTIONS = {"count": "pictures, 1 to 4", "seed": "of the first picture, from 0 on"}
"""What `Paint` takes beside the words."""


def to_variants(values: Mapping[str, Any]) -> dict[str, Variant]:
    """JSON values as a{sv}. D-Bus knows no null: what is None is left out."""
    return {name: _variant(value) for name, value in values.items() if value is not None}


def _variant(value: Any) -> Variant:
    for kind, signature in ((bool, "b"), (int, "x"), (float, "d")):
        if isinstance(value, kind):
            return Variant(signature, value)
    if isinstance(value, Mapping):
        return Variant("a{sv}", to_variants({str(name): inner for name, inner in value.items()}))
    if isinstance(value, list | tuple):
        return _array(value)
    return Variant("s", clean(str(value)))


def _array(values: Sequence[Any]) -> Variant:
    if values and all(isinstance(each, bool) for each in values):
        return Variant("ab", list(values))
    if all(isinstance(each, str) for each in values):
        return Variant("as", [clean(each) for each in values])
    return Variant("av", [_variant(each) for each in values if each is not None])


def clean(text: str) -> str:
    """Text as D-Bus carries it: without NUL, and without the halves of characters that undecodable names hold."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def to_dbus(error: AssistantError) -> DBusError:
    """An error with its title on the first line and its hint on the second."""
    name = "".join(part.capitalize() for part in error.code.split("_"))
    return DBusError(ERRORS + name, clean(f"{error.title}\n{error.hint}".strip()))


def to_options(given: Mapping[str, Variant]) -> dict[str, int]:
    """The options of `Paint`. Whether the numbers can be used is for the one who uses them to say.

    Raises:
        NotUnderstoodError: There is no such option, or it is no whole number.
    """
    taken: dict[str, int] = {}
    for name, variant in given.items():
        if name not in OPTIONS:
            hint = "; ".join(f"{known}: {meaning}" for known, meaning in OPTIONS.items())
            raise NotUnderstoodError(f"There is no option “{name[:40]}”", f"There are {hint}.")
        if variant.signature not in INTEGERS:
            raise NotUnderstoodError(f"The option “{name}” is no whole number", f"{name}: {OPTIONS[name]}.")
        taken[name] = int(variant.value)
    return taken
