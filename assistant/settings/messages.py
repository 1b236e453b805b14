"""Explains to people why a value is not valid for a setting, and which value would be.

Pydantic's own sentences are for programmers ("Input should be a valid integer, unable to parse string …").
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError

_KINDS = {
    "int": "Write a whole number, such as 4.",
    "float": "Write a number, such as 0.5.",
    "finite": "Write a number that is not infinite.",
    "bool": "Write true or false.",
    "string": 'Write text in quotes: "like this".',
    "tuple": 'Write a list: ["one", "two"].',
    "dict": "Write a table: { name = value }.",
}
"""First part of pydantic's error type ("int_parsing", "bool_type", "finite_number") → advice."""
_BOUNDS = {
    "greater_than_equal": ("ge", "It has to be {} or more."),
    "greater_than": ("gt", "It has to be more than {}."),
    "less_than_equal": ("le", "It has to be {} or less."),
    "less_than": ("lt", "It has to be less than {}."),
}


def explain_invalid(error: ValidationError) -> tuple[str, str, str]:
    """Explains the first error of a validation.

    Returns:
        The option's name relative to the validated model ("steps", "painter.steps"), the value as in TOML, and a
        sentence about valid values.
    """
    first: Any = error.errors()[0]
    return ".".join(str(part) for part in first["loc"]), _written(first["input"]), _remedy(first)


def _remedy(first: Any) -> str:
    kind, about = str(first["type"]), first.get("ctx", {})
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return words.format(f"{about[name]:g}")
    if kind == "literal_error":
        return f"Write one of: {about['expected']}.".replace("'", '"').replace(" or ", ", ")
    if kind == "value_error":
        words = str(about["error"])
        return f"{words[:1].upper()}{words[1:]}."
    return _KINDS.get(kind.partition("_")[0], f"{first['msg']}.")


def _written(value: object) -> str:
    """Returns the value as a person writes it into the file."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return repr(value)
