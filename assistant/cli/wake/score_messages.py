"""The messages of `wake_score_recording`, which both ends use."""

from __future__ import annotations

from assistant.core.message import Message
from assistant.core.messages.job_messages import Order


class ScoreProgress(Message, frozen=True, tag="score_progress"):
    """How far a recording is heard; comes about once a second."""

    heard_s: float


class Detection(Message, frozen=True, tag="detection"):
    """A wake, once it is known whether it counts."""

    at_s: float
    """Seconds into the recording."""
    score: float
    word: str
    sure: bool
    accepted: bool


class RecordingScore(Message, frozen=True, tag="recording_score"):
    """The recording is heard to its end."""

    heard_s: float
    max_score: float
    checked: int
    """Transcripts that were looked at."""


class ScoreOrder(Order[ScoreProgress | Detection, RecordingScore], frozen=True, tag="score_order"):
    """Scores one recording."""

    path: str
