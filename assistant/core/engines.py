"""The engines' contracts: a blocking call in, a value out, one `report` callback. All of it fits on a screen.

An engine knows nothing of processes, asyncio, Qt or the request. It is built as `Engine(its_own_settings_section)`,
named in settings as "module:Class" and imported late, in its worker only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.core.commands import PaintOrder
from assistant.core.request import Audio, Picture, Transcript


@dataclass(frozen=True, slots=True)
class Preview:
    """A small, lossy look at an unfinished picture."""

    rgb: bytes
    """height × width × 3, uint8, row-major; at most 256 × 256."""
    width_px: int
    height_px: int
    index: int
    """0-based number of the picture."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` steps, and a preview where there is one."""

    done: int
    total: int
    preview: Preview | None = None


Report = Callable[[Progress], None]
"""Called by an engine at each step. May raise `JobCancelled`: let it pass."""


class Boundary(StrEnum):
    """What one more block of audio meant for the utterance."""

    NOTHING = "nothing"
    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"
    TOO_LONG = "too_long"
    NOBODY_SPOKE = "nobody_spoke"


class WakeDetector(Protocol):
    """Scores each block of audio for the wake word."""

    def score(self, block: bytes) -> float:
        """Score 80 ms (1280 int16 samples at 16 kHz), 0 … 1."""

    def reset(self) -> None:
        """Forget the audio heard so far; call it after any gap."""


class Endpointer(Protocol):
    """Finds where an utterance starts and ends."""

    def push(self, block: bytes) -> Boundary:
        """Judge 80 ms more (1280 int16 samples at 16 kHz)."""

    def reset(self) -> None:
        """Begin a new utterance."""


class Transcriber(Protocol):
    """Turns an utterance into words."""

    name: str

    def load(self) -> None:
        """Get ready. Blocks. Raises ModelMissing, OutOfMemory."""

    def transcribe(
        self, audio: Audio, report: Report, check: str | None = None, partial: bool = False, unlikely: bool = False
    ) -> Transcript:
        """The words of `audio`, and whether the wake word `check` is among them. Blocks. Raises NothingHeard.

        Of an utterance that goes on (`partial`) only what is heard so far, as it is. Where a
        verifier doubts the call, too (`unlikely`), the words have to be plainer.
        """


class Painter(Protocol):
    """Turns an order into pictures."""

    name: str
    """As people read it: "sketch", "SDXL-Lightning"."""
    version: str
    """What tells one model's pictures from another's: a package version or a revision."""
    undrawn: tuple[str, ...]
    """Words of the last order that could not be painted; stays empty where a painter cannot tell."""

    def load(self) -> None:
        """Get ready. Blocks. Raises ModelMissing, OutOfMemory."""

    def paint(self, order: PaintOrder, report: Report) -> list[Picture]:
        """`order.count` pictures. Blocks; reports at each step. Raises OutOfMemory."""
