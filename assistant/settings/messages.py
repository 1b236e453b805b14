"""Says in plain words why a value does not fit a setting, and what would. Pure; for whoever reads settings.

The validator's own sentences are for programmers ("Input should be a valid integer, unable to parse string …").
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
"""By the first part of pydantic's error type: "int_parsing", "bool_type", "finite_number"."""
_BOUNDS = {
    "greater_than_equal": ("ge", "It has to be {} or more."),
    "greater_than": ("gt", "It has to be more than {}."),
    "less_than_equal": ("le", "It has to be {} or less."),
    "less_than": ("lt", "It has to be less than {}."),
}


def misfit(error: ValidationError) -> tuple[str, str, str]:
    """The first thing that is wrong.

    Returns:
        The option's name below the model that was validated ("steps", "painter.steps"), the value as TOML has it, and a
        sentence that says what would fit.
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
    """The value as a person writes it into the file."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return repr(value)
