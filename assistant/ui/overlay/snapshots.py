"""Reads what the daemon tells of a request, whatever is or is not in it. Overlay process; no Qt, no time."""

from __future__ import annotations

from typing import Any


def agreed(words: str, before: str) -> int:
    """How many words at the beginning are the same in both."""
    count = 0
    for one, other in zip(words.split(), before.split(), strict=False):
        if one.strip(",.?!").lower() != other.strip(",.?!").lower():
            break
        count += 1
    return count


def kept_of(snapshot: dict[str, Any]) -> frozenset[int]:
    """Indices of the pictures that were kept on purpose."""
    kept = snapshot.get("kept")
    return frozenset(index for index, is_kept in enumerate(kept) if is_kept) if isinstance(kept, list) else frozenset()


def undrawn_of(snapshot: dict[str, Any]) -> tuple[str, ...]:
    """Words that the painter could not paint."""
    undrawn = snapshot.get("undrawn")
    return tuple(str(word) for word in undrawn) if isinstance(undrawn, list) else ()


def number(value: object) -> int:
    """The value where it is a whole number, else 0."""
    return value if isinstance(value, int) else 0


def count_of(value: object, otherwise: int) -> int:
    """How many pictures, 1 … 4."""
    return value if isinstance(value, int) and 1 <= value <= 4 else min(4, otherwise)


def caption(snapshot: dict[str, Any]) -> str:
    """What is painted, without the words of command: "a fox in the snow, watercolor"."""
    painted = snapshot.get("order") or snapshot.get("command") or {}
    subject, style = str(painted.get("subject") or ""), str(painted.get("style") or "")
    return f"{subject}, {style}" if subject and style else subject


def painting_seconds(snapshot: dict[str, Any]) -> float | None:
    """How long it was painted; None where that is not told."""
    marks = snapshot.get("marks") or {}
    try:
        return float(marks["painted"]) - float(marks["understood"])
    except (KeyError, TypeError, ValueError):
        return None
