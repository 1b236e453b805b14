"""Defines the record of a spoken request and the values that it holds.

The conductor is its only writer; all others get snapshots.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from msgspec.structs import asdict

from assistant.core.commands import Command, PaintOrder, Repeat
from assistant.core.errors import AssistantError
from assistant.core.message import Failure
from assistant.core.messages.event_messages import FinishedRequest, OrderSummary, Origin, RequestEvent
from assistant.core.stages import MOVES, Stage
from assistant.core.transcript import Transcript, TranscriptionOptions


@dataclass(frozen=True, slots=True)
class Audio:
    """One utterance as int16 little-endian mono samples."""

    samples: bytes
    rate_hz: int = 16_000

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return len(self.samples) / 2 / self.rate_hz


@dataclass(frozen=True, slots=True)
class TranscriptionJob:
    """The input of a transcriber."""

    audio: Audio
    options: TranscriptionOptions = field(default_factory=TranscriptionOptions)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as an engine returns it. It never leaves the painter's process."""

    rgb: bytes
    """height × width × 3, uint8, row-major."""
    width_px: int
    height_px: int
    seed: int


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A finished picture on its way to the gallery: PNG bytes made where the pixels are.

    The daemon never holds pixels, so it needs no image library.
    """

    png: bytes
    width_px: int
    height_px: int
    seed: int


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture in the gallery."""

    id: str
    path: str
    width_px: int
    height_px: int
    seed: int
    kept: bool = False
    """True if a person keeps it on purpose."""


@dataclass(slots=True)
class SpokenRequest:
    """The record of one request, from its wake word to its pictures."""

    origin: Origin
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    stage: Stage = Stage.LISTENING
    audio: Audio | None = None
    transcript: Transcript | None = None
    words: str = ""
    """The words without the wake word; of a typed request, the typed words."""
    tentative: bool = False
    """True while `words` are those before a pause and may still change."""
    doubt: str | None = None
    """The wake word that the transcript has to confirm; None for a sure call, and after the confirmation.

    Until then nobody may notice the request, and none of its speech is stored.
    """
    unlikely: bool = False
    """True if the verifier doubts the call, too, so that the transcript needs a higher confidence."""
    reason: str = ""
    """Reason of a cancellation: nobody_spoke, stopped, replaced (by a newer request), refused (the transcript does not
    contain the wake word), unchecked (the transcript could not tell), lost (the microphone stopped)."""
    repeat: Repeat | None = None
    """Values that a repetition takes from the earlier picture."""
    command: Command | None = None
    follows: str | None = None
    """Id of the request whose pictures were shown when this one was made."""
    shows: str | None = None
    """Id of the earlier request whose pictures are shown again instead of new ones."""
    order: PaintOrder | None = None
    """The paint order, once it is known; "another one" takes it from an earlier request."""
    painter: str | None = None
    """Name of the painter for people: "sketch", "SDXL-Lightning"."""
    undrawn: list[str] = field(default_factory=list)
    """Words that the painter reports as not painted."""
    pictures: list[KeptPicture] = field(default_factory=list)
    count: int = 0
    """Number of pictures, once the command is understood; 0 for commands that paint nothing."""
    failure: AssistantError | None = None
    marks: dict[str, float] = field(default_factory=dict)
    """Times in CLOCK_MONOTONIC seconds: woke, speech_end, heard, transcribed, understood, painted, kept, shown."""

    def move(self, stage: Stage) -> None:
        """Enter another stage.

        Raises:
            ValueError: MOVES does not allow it.
        """
        if stage not in MOVES[self.stage]:
            raise ValueError(f"a request cannot go from {self.stage} to {stage}")
        self.stage = stage

    def mark(self, name: str, at: float | None = None) -> None:
        """Store the time of a mark: now, or `at` in monotonic seconds."""
        self.marks[name] = time.monotonic() if at is None else at

    def snapshot(self) -> RequestEvent:
        """Returns the record for people and scripts.

        `marks` are seconds since the wake word, or since the first mark if there was none.
        """
        zero = self.marks.get("woke", min(self.marks.values(), default=0.0))
        return RequestEvent(
            id=self.id,
            origin=self.origin,
            stage=self.stage,
            words=self.words,
            tentative=self.tentative,
            doubtful=self.doubt is not None,
            language=self.transcript.language if self.transcript else None,
            command=self.command,
            order=OrderSummary(self.order.subject, self.order.style) if self.order else None,
            painter=self.painter,
            undrawn=tuple(self.undrawn),
            pictures=tuple(picture.path for picture in self.pictures),
            kept=tuple(picture.kept for picture in self.pictures),
            count=self.count,
            marks={name: round(at - zero, 4) for name, at in self.marks.items()},
            failure=Failure.of(self.failure) if self.failure else None,
            reason=self.reason,
        )

    def finished(self) -> FinishedRequest:
        """Returns the snapshot as the answer to the client that made the request."""
        return FinishedRequest(**asdict(self.snapshot()))
