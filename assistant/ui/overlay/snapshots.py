"""Reads what the daemon tells of a request, whatever is or is not in it. Overlay process; no Qt, no time."""

from __future__ import annotations

from assistant.core.commands import Paint
from assistant.core.messages.control_messages import KeptPictures
from assistant.core.messages.event_messages import RequestEvent


def agreed(words: str, before: str) -> int:
    """How many words at the beginning are the same in both."""
    count = 0
    for one, other in zip(words.split(), before.split(), strict=False):
        if one.strip(",.?!").lower() != other.strip(",.?!").lower():
            break
        count += 1
    return count


def kept_of(event: RequestEvent | KeptPictures) -> frozenset[int]:
    """Indices of the pictures that were kept on purpose."""
    return frozenset(index for index, is_kept in enumerate(event.kept) if is_kept)


def count_of(value: int, otherwise: int) -> int:
    """How many pictures, 1 … 4."""
    return value if 1 <= value <= 4 else min(4, otherwise)


def caption(event: RequestEvent) -> str:
    """What is painted, without the words of command: "a fox in the snow, watercolor"."""
    painted = event.order or (event.command if isinstance(event.command, Paint) else None)
    if painted is None:
        return ""
    return f"{painted.subject}, {painted.style}" if painted.subject and painted.style else painted.subject


def painting_seconds(event: RequestEvent) -> float | None:
    """How long it was painted; None where that is not told."""
    if "painted" not in event.marks or "understood" not in event.marks:
        return None
    return event.marks["painted"] - event.marks["understood"]
