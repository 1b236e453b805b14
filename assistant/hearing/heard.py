"""What the ears hear, as values: what `listen` reports and `messages` puts on the wire. Runs in the ears process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.core.request import Audio


@dataclass(frozen=True, slots=True)
class Frames:
    """The heartbeat, about once a second; sent only because blocks really went through gate and detector."""

    scored: int
    """Blocks since the last one."""
    peak: float
    score: float
    """The largest of each among them, 0 … 1; `peak` is 0 while the microphone delivers no real sound."""


@dataclass(frozen=True, slots=True)
class Woke:
    """A wake word was recognised."""

    word: str
    score: float
    sure: bool
    """Whether it counts without a look at the transcript."""
    unlikely: bool
    """Whether a verifier has heard it, too, and hardly any score is left: most of these are no calls."""
    at: float
    """CLOCK_MONOTONIC seconds."""
    at_s: float
    """Seconds into the stream."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A score rose and fell again below its threshold."""

    word: str
    score: float
    """Its peak."""
    at: float
    """CLOCK_MONOTONIC seconds of it."""


@dataclass(frozen=True, slots=True)
class Level:
    """How loud it is, and how much time is left to speak, 0 … 1 each."""

    level: float
    time_left: float


@dataclass(frozen=True, slots=True)
class Meter:
    """One block, while somebody watches: how loud it is, and how much of a wake word the detector hears in it."""

    level: float
    """As a level meter shows it, 0 … 1; 0 while the microphone delivers no real sound."""
    score: float
    """0 … 1."""
    word: str
    """Whose score it is."""


@dataclass(frozen=True, slots=True)
class Paused:
    """All of the utterance so far, at a pause that may be its end."""

    audio: Audio
    at_s: float
    """Where its first sample is, in seconds into the stream."""
    speech_end: float
    """CLOCK_MONOTONIC seconds of the last voiced window."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, wake word included."""

    audio: Audio
    reason: Literal["ended", "too_long"]
    at_s: float
    """Where its first sample is, in seconds into the stream."""
    speech_end: float
    """CLOCK_MONOTONIC seconds of the last voiced window."""


@dataclass(frozen=True, slots=True)
class NobodySpoke:
    """Nothing followed the wake word."""


@dataclass(frozen=True, slots=True)
class SelfTested:
    """A stored call went through the detector."""

    heard: bool
    """Whether it would have woken."""
    word: str
    score: float
    """Its highest score."""


Heard = Frames | Woke | NearMiss | Level | Meter | Paused | Utterance | NobodySpoke | SelfTested
