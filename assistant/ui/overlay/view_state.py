"""Describes what is to be seen as plain values: the pill and the card. Imports no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

_COUNTDOWN_S = 10
"""The card counts its last seconds down from this number."""
_WHERE = {"sketch": "offline"}
"""Maps a painter to where it works. All other painters of today work on this machine with a model."""


class Mood(Enum):
    """Says what the pill is about."""

    LISTENING = "listening"
    THINKING = "thinking"
    FAILED = "failed"
    SAYING = "saying"


@dataclass(frozen=True, slots=True)
class Pill:
    """Describes a ring with words."""

    mood: Mood
    title: str
    second: str
    request: str = ""
    settled: int | None = None
    """Number of certain words from the title's beginning; None when nothing of the title will change."""


@dataclass(frozen=True, slots=True)
class Card:
    """Describes pictures that are being painted or are finished."""

    request: str
    words: str
    count: int
    is_painting: bool = True
    painter: str = ""
    painting_s: float | None = None
    done: int = 0
    total: int = 0
    paths: tuple[str, ...] = ()
    """Paths of the finished pictures in order; "" for one that is not there yet."""
    undrawn: tuple[str, ...] = ()
    """Words that the painter could not paint, as it reports itself."""
    kept: frozenset[int] = frozenset()
    """Indices of the pictures that were kept on purpose, from 0."""

    @property
    def is_complete(self) -> bool:
        """Returns whether every picture is finished."""
        return len(self.paths) >= self.count and all(self.paths)

    @property
    def kept_words(self) -> str:
        """Returns which pictures were kept on purpose: "kept", "kept 2", or ""."""
        if not self.kept:
            return ""
        if len(self.kept) >= self.count:
            return "kept"
        return "kept " + ", ".join(str(index + 1) for index in sorted(self.kept))

    @property
    def second_line(self) -> str:
        """Says who painted, how long it took, where, and which words are missing; or how far the painting is."""
        if self.is_painting:
            return f"painting · step {self.done} of {self.total}" if self.done and self.total else "painting"
        parts = [self.painter] if self.painter else []
        if self.painting_s is not None:
            parts.append(_duration(self.painting_s))
        if self.painter:
            parts.append(_WHERE.get(self.painter.lower(), "this machine"))
        if self.undrawn:
            parts.append(f"not drawn: {', '.join(self.undrawn)}")
        return " · ".join(parts)

    def end_line(self, closes_in_s: int | None) -> str:
        """Says whether the pictures are kept and, in its last seconds, when the card closes.

        Args:
            closes_in_s: Seconds until the card closes; None while the time stands still.
        """
        if self.is_painting:
            return ""
        closing = f"closes in {closes_in_s} s" if closes_in_s is not None and closes_in_s <= _COUNTDOWN_S else ""
        return " · ".join(part for part in (self.kept_words, closing) if part)


def _duration(seconds: float) -> str:
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60)} s"
