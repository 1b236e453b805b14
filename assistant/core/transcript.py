"""Defines the words of an utterance, and the options of a transcription."""

from __future__ import annotations

from assistant.core.message import Part


class Segment(Part, frozen=True):
    """A stretch of transcript with the recogniser's own doubts."""

    text: str
    start_s: float
    end_s: float
    no_speech_probability: float
    """0 … 1, the model's belief that there was no speech."""
    average_log_probability: float
    """Mean log probability of the tokens; −0.3 is good, below −1 is doubtful."""


class Transcript(Part, frozen=True):
    """The words of an utterance, without the wake word."""

    text: str
    language: str
    """ISO 639-1 code, "en"."""
    confidence: float
    """0 … 1: exp of the mean log probability."""
    segments: tuple[Segment, ...] = ()
    said: bool | None = None
    """Whether a wake word that was in doubt is among what was heard; None where nobody asked, or it is not known."""


class TranscriptionOptions(Part, frozen=True):
    """What is wanted of a transcription beyond the words.

    A new wish is one line here, with a default that asks for nothing. An engine that takes it into account names it in
    `Transcriber.supports`; a job that asks another engine for it is refused.
    """

    check: str | None = None
    """A wake word that may not have been said: `Transcript.said` answers. Where it was not said, there is no text.

    The plain transcript is searched, which is heard without any hint at words.
    """
    unlikely: bool = False
    """Whether a verifier doubts the call, too: the transcript has to be plainer."""
    partial: bool = False
    """Whether the utterance goes on: write what is heard as it is, fast, without names."""
