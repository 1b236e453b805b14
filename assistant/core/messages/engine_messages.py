"""Orders, reports and results of the transcriber and of the painter."""

from __future__ import annotations

from typing import ClassVar

from assistant.core.commands import PaintOrder
from assistant.core.message import Message, Part, PayloadRule
from assistant.core.messages.job_messages import Order
from assistant.core.transcript import Transcript, TranscriptionOptions


class PreviewSize(Part, frozen=True):
    """The size of a preview, whose pixels are the payload."""

    index: int
    """0-based number of the picture."""
    width_px: int
    height_px: int


class JobProgress(Message, frozen=True, tag="job_progress"):
    """How far a job is, with a preview where there is one: each message costs the daemon a wake-up."""

    payload_rule: ClassVar[PayloadRule | None] = PayloadRule(
        "pixels of `preview`: height × width × 3, uint8 RGB, row-major", required=False, max_bytes=256 * 256 * 3
    )
    done: int
    total: int
    """Steps; 1 where they are not known."""
    preview: PreviewSize | None = None


class TranscriptionResult(Message, frozen=True, tag="transcription_result"):
    """The words of an utterance."""

    transcript: Transcript


class TranscriptionOrder(Order[JobProgress, TranscriptionResult], frozen=True, tag="transcription_order"):
    """Finds the words of an utterance."""

    payload_rule: ClassVar[PayloadRule | None] = PayloadRule("mono samples, int16 little-endian, at `rate_hz`")
    rate_hz: int
    options: TranscriptionOptions = TranscriptionOptions()


class PaintedPicture(Message, frozen=True, tag="painted_picture"):
    """A finished picture."""

    payload_rule: ClassVar[PayloadRule | None] = PayloadRule("a PNG file with the picture's metadata")
    index: int
    """0-based number of the picture."""
    width_px: int
    height_px: int
    seed: int


class PaintingResult(Message, frozen=True, tag="painting_result"):
    """All pictures are finished."""

    painter: str
    """As people read it: "sketch", "SDXL-Lightning"."""
    version: str
    count: int
    """Pictures that were sent; 0 for a draft."""
    undrawn: tuple[str, ...] = ()
    """Words that could not be painted."""


class PaintingOrder(Order[JobProgress | PaintedPicture, PaintingResult], frozen=True, tag="painting_order"):
    """Paints pictures."""

    order: PaintOrder
    request: str
    """Id of the spoken request, for the metadata."""
    app_version: str = ""


class DraftOrder(Order[JobProgress, PaintingResult], frozen=True, tag="draft_order"):
    """Draws a small picture of the words so far as the preview of one progress message, and paints none."""

    order: PaintOrder
