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
    tentative: bool = False
    """Whether the title may still change."""


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
    kept: str = ""
    """What was kept on purpose: "kept", "kept 2", or nothing."""

    @property
    def is_complete(self) -> bool:
        """Whether every picture is finished."""
        return len(self.paths) >= self.count and all(self.paths)
