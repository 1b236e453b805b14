"""What is to be seen, as plain values: the pill and the card. Overlay process; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Mood(Enum):
    """What the pill is about."""

    LISTENING = "listening"
    THINKING = "thinking"
    FAILED = "failed"
    SAYING = "saying"


@dataclass(frozen=True, slots=True)
class Pill:
    """A ring and words."""

    mood: Mood
    title: str
    second: str
    request: str = ""
    settled: int | None = None
    """How many of the title's words are certain, from its beginning; None when nothing of it will change."""


@dataclass(frozen=True, slots=True)
class Card:
    """Pictures, being painted or finished."""

    request: str
    words: str
    count: int
    is_painting: bool = True
    painter: str = ""
    painting_s: float | None = None
    done: int = 0
    total: int = 0
    paths: tuple[str, ...] = ()
    """Of the finished pictures in order; "" for one that is not there yet."""
    undrawn: tuple[str, ...] = ()
    """Words that the painter could not paint, as it says itself."""
    kept: frozenset[int] = frozenset()
    """Indices of the pictures that were kept on purpose, from 0."""

    @property
    def is_complete(self) -> bool:
        """Whether every picture is finished."""
        return len(self.paths) >= self.count and all(self.paths)

    @property
    def kept_words(self) -> str:
        """What was kept on purpose: "kept", "kept 2", or nothing."""
        if not self.kept:
            return ""
        if len(self.kept) >= self.count:
            return "kept"
        return "kept " + ", ".join(str(index + 1) for index in sorted(self.kept))
