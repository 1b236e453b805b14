"""Defines the messages between `jarvis wake score` and its processes."""

from __future__ import annotations

from assistant.core.message import Message
from assistant.core.messages.job_messages import Order


class ScoreProgress(Message, frozen=True, tag="score_progress"):
    """Progress in a recording; sent about once a second."""

    heard_s: float


class Detection(Message, frozen=True, tag="detection"):
    """A wake event, sent once its acceptance is known."""

    at_s: float
    """Seconds into the recording."""
    score: float
    word: str
    sure: bool
    accepted: bool


class RecordingScore(Message, frozen=True, tag="recording_score"):
    """The result of a recording."""

    heard_s: float
    max_score: float
    checked: int
    """Number of transcripts that were checked."""


class ScoreOrder(Order[ScoreProgress | Detection, RecordingScore], frozen=True, tag="score_order"):
    """Scores one recording."""

    path: str
