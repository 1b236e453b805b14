"""Defines the contracts of the engines: a blocking call, its result, and one `report` callback.

An engine knows nothing of processes, asyncio, Qt or the request. It is built as `Engine(its_own_settings_section)`,
named in the settings as "module:Class", and imported late, in its worker only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import msgspec

from assistant.core.commands import PaintOrder
from assistant.core.errors import EngineError
from assistant.core.message import Part
from assistant.core.request import Picture, TranscriptionJob
from assistant.core.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Preview:
    """Shows an unfinished picture, small and with losses."""

    rgb: bytes
    """Pixels: height × width × 3, uint8, row-major; at most 256 × 256."""
    width_px: int
    height_px: int
    index: int
    """0-based number of the picture."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Says how far a job is: `done` of `total` steps, and a preview where there is one."""

    done: int
    total: int
    preview: Preview | None = None


Report = Callable[[Progress], None]
"""Called by an engine at each step. It may raise `JobCancelled`, which the engine lets pass."""


class Boundary(StrEnum):
    """Says what one more block of audio meant for the utterance."""

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
        """Return the score, 0 … 1, after 80 ms more of audio (1280 int16 samples at 16 kHz)."""

    def reset(self) -> None:
        """Forget the audio so far; called after any gap."""


class Endpointer(Protocol):
    """Finds where an utterance starts and ends."""

    def push(self, block: bytes) -> Boundary:
        """Return what 80 ms more of audio (1280 int16 samples at 16 kHz) mean."""

    def reset(self) -> None:
        """Begin a new utterance."""


class Transcriber(Protocol):
    """Turns an utterance into words."""

    name: str

    supports: frozenset[str]
    """Fields of `TranscriptionOptions` that the engine takes into account; a job that sets another one is refused."""

    def load(self) -> None:
        """Load the model. Blocks. Raises ModelMissing, OutOfMemory."""

    def transcribe(self, job: TranscriptionJob, report: Report) -> Transcript:
        """Return the words of `job.audio`, without the wake word. Blocks. Raises NothingHeard."""


class Painter(Protocol):
    """Turns an order into pictures."""

    name: str
    """The name that people read: "sketch", "SDXL-Lightning"."""
    version: str
    """Tells one model's pictures from another's: a package version or a revision."""
    supports: frozenset[str]
    """Fields of `PaintOrder` with a default that the painter takes into account; an order that sets another one is
    refused."""
    undrawn: tuple[str, ...]
    """Words of the last order that could not be painted; empty where a painter cannot tell."""

    def load(self) -> None:
        """Load the model. Blocks. Raises ModelMissing, OutOfMemory."""

    def paint(self, order: PaintOrder, report: Report) -> list[Picture]:
        """Return `order.count` pictures. Blocks; reports at each step. Raises OutOfMemory."""


def refuse_unsupported(wishes: Part, supports: Collection[str], engine: str) -> None:
    """Check that an engine takes into account whatever is asked of it.

    Args:
        wishes: What is asked; each field that differs from its default is a wish.
        supports: The fields that the engine takes into account.
        engine: The engine's name, for the message.

    Raises:
        EngineError: A wish would be ignored.
    """
    optional = (field for field in msgspec.structs.fields(wishes) if not field.required)
    ignored = [
        field.name
        for field in optional
        if field.name not in supports and getattr(wishes, field.name) != _default_of(field)
    ]
    if ignored:
        raise EngineError(f"{engine} cannot do what was asked: {', '.join(ignored)}", "Choose another engine for it.")


def _default_of(field: msgspec.structs.FieldInfo) -> object:
    return field.default_factory() if field.default is msgspec.NODEFAULT else field.default
