"""The one record of a spoken request, and the values that it gathers.

The conductor (daemon) is its only writer; everybody else gets snapshots.
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
    """One utterance: int16 little-endian mono samples."""

    samples: bytes
    rate_hz: int = 16_000

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / 2 / self.rate_hz


@dataclass(frozen=True, slots=True)
class TranscriptionJob:
    """What a transcriber gets."""

    audio: Audio
    options: TranscriptionOptions = field(default_factory=TranscriptionOptions)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a painter returns. Lives in the painter's process only."""

    rgb: bytes
    """height × width × 3, uint8, row-major."""
    width_px: int
    height_px: int
    seed: int


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A finished picture on its way to the gallery: PNG bytes made where the pixels are.

    The daemon never holds pixels, so it needs no image library and no time for them.
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
    """Whether a person kept it on purpose."""


@dataclass(slots=True)
class SpokenRequest:
    """One request from its wake word to its pictures."""

    origin: Origin
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    stage: Stage = Stage.LISTENING
    audio: Audio | None = None
    transcript: Transcript | None = None
    words: str = ""
    """What was said, without the wake word; what was typed for a typed request."""
    tentative: bool = False
    """Whether `words` are those before a pause, and may still change."""
    doubt: str | None = None
    """The wake word that the transcript has to confirm; None for a sure call, and once it is confirmed.

    Until then nobody may notice the request, and nothing of what was said is kept.
    """
    unlikely: bool = False
    """Whether a verifier doubts the call, too: the transcript has to be plainer."""
    reason: str = ""
    """Why it was cancelled: nobody_spoke, stopped, replaced (by a newer wish), refused (the transcript does not hold
    the wake word), unchecked (there was no telling), lost (the microphone went)."""
    repeat: Repeat | None = None
    """What a request that paints an earlier picture again has from it."""
    command: Command | None = None
    follows: str | None = None
    """Id of the request whose pictures were there when this one's were asked for."""
    shows: str | None = None
    """Id of the earlier request whose pictures are shown again instead of new ones."""
    order: PaintOrder | None = None
    """What is painted, once that is known; "another one" has it from an earlier request."""
    painter: str | None = None
    """Name of what painted, as shown to people: "sketch", "SDXL-Lightning"."""
    undrawn: list[str] = field(default_factory=list)
    """Words that the painter could not paint, as it says itself."""
    pictures: list[KeptPicture] = field(default_factory=list)
    count: int = 0
    """Pictures to come, once the command is understood; 0 for commands that paint nothing."""
    failure: AssistantError | None = None
    marks: dict[str, float] = field(default_factory=dict)
    """Moments in CLOCK_MONOTONIC seconds: woke, speech_end, heard, transcribed, understood, painted, kept, shown."""

    def move(self, stage: Stage) -> None:
        """Go to another stage.

        Raises:
            ValueError: The table of moves does not allow it.
        """
        if stage not in MOVES[self.stage]:
            raise ValueError(f"a request cannot go from {self.stage} to {stage}")
        self.stage = stage

    def mark(self, name: str, at: float | None = None) -> None:
        """Note the moment of something: now, or `at` in monotonic seconds."""
        self.marks[name] = time.monotonic() if at is None else at

    def snapshot(self) -> RequestEvent:
        """Return the record for people and scripts.

        `marks` are seconds since the wake word, or since the request arrived when there was none.
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
        """Return the same as the answer to whoever asked for it."""
        return FinishedRequest(**asdict(self.snapshot()))
