"""Defines the orders of the ears, the inputs that the daemon sends them meanwhile, and their reports."""

from __future__ import annotations

from typing import ClassVar, Literal

from assistant.core.message import Failure, Message, PayloadRule
from assistant.core.messages.job_messages import Order

_SAMPLES = PayloadRule("mono samples, int16 little-endian, at `rate_hz`")


class SourceOpened(Message, frozen=True, tag="source_opened"):
    """The microphone, or the recording, delivers."""

    device: str
    """Its name, as people read it."""


class SourceLost(Message, frozen=True, tag="source_lost"):
    """There is no microphone. Comes at each try to open one, at most 6 s apart."""

    failure: Failure


class SourceSilent(Message, frozen=True, tag="source_silent"):
    """The microphone delivers zeros only, is stuck or overdriven. Comes once, until there is sound again."""

    failure: Failure


class FramesScored(Message, frozen=True, tag="frames_scored"):
    """The heartbeat, about once a second; sent only because blocks went through gate and detector."""

    scored: int
    """Blocks of 80 ms since the last heartbeat."""
    peak: float
    """Their loudest sample, 0 … 1; 0 while the microphone delivers no real sound."""
    score: float
    """Their highest wake score, 0 … 1."""


class Woke(Message, frozen=True, tag="woke"):
    """A wake word was recognised."""

    word: str
    score: float
    """0 … 1."""
    sure: bool
    """Whether the call counts without a look at the transcript."""
    unlikely: bool
    """Whether the verifier doubts the call, too: few of these are calls."""
    at: float
    """CLOCK_MONOTONIC seconds."""
    at_s: float
    """Seconds into the stream."""


class NearMiss(Message, frozen=True, tag="near_miss"):
    """A score rose and fell again below its threshold."""

    word: str
    score: float
    """Its highest value, 0 … 1."""
    at: float
    """CLOCK_MONOTONIC seconds of the highest value."""


class Level(Message, frozen=True, tag="voice_level"):
    """How loud the voice is, at most 15 times a second while an utterance is open."""

    level: float
    """0 … 1 in even steps of decibels."""
    time_left: float
    """Share of the time to speak that is left, 0 … 1."""


class Meter(Message, frozen=True, tag="meter"):
    """One block of 80 ms, while somebody watches."""

    level: float
    """0 … 1 in even steps of decibels; 0 while the microphone delivers no real sound."""
    score: float
    """0 … 1."""
    word: str
    """The wake word that `score` is of."""


class Paused(Message, frozen=True, tag="paused"):
    """All of the utterance so far, at a tentative endpoint: 0.2 s of silence."""

    payload_rule: ClassVar[PayloadRule | None] = _SAMPLES
    rate_hz: int
    at_s: float
    """Where the first sample is, in seconds into the stream."""
    speech_end: float
    """CLOCK_MONOTONIC seconds of the last voiced window."""


class Utterance(Message, frozen=True, tag="utterance"):
    """What was said, wake word included."""

    payload_rule: ClassVar[PayloadRule | None] = _SAMPLES
    rate_hz: int
    reason: Literal["ended", "too_long"]
    at_s: float
    """Where the first sample is, in seconds into the stream."""
    speech_end: float
    """CLOCK_MONOTONIC seconds of the last voiced window."""


class NobodySpoke(Message, frozen=True, tag="nobody_spoke"):
    """Nothing followed the wake word."""


class SelfTested(Message, frozen=True, tag="self_tested"):
    """A stored call went through the detector."""

    heard: bool
    """Whether it would have woken."""
    word: str
    score: float
    """Its highest score, 0 … 1."""


Heard = (
    SourceOpened
    | SourceLost
    | SourceSilent
    | FramesScored
    | Woke
    | NearMiss
    | Level
    | Meter
    | Paused
    | Utterance
    | NobodySpoke
    | SelfTested
)


class AllHeard(Message, frozen=True, tag="all_heard"):
    """The result of the ears: the recording is over."""

    heard_s: float
    """Seconds of sound."""
    wakes: int
    """Wake words recognised."""


class MicrophoneOrder(Order[Heard, AllHeard], frozen=True, tag="microphone_order"):
    """Hears the microphone until the job is cancelled."""


class RecordingOrder(Order[Heard, AllHeard], frozen=True, tag="recording_order"):
    """Hears a recording to its end."""

    path: str
    realtime: bool = False
    """Play at the speed of speech, else as fast as the ears can."""


class ListenNow(Message, frozen=True, tag="listen_now"):
    """Opens an utterance without a wake word."""

    held: bool = False
    """Whether a key is held: the utterance goes on until `EndOfSpeech`."""


class EndOfSpeech(Message, frozen=True, tag="end_of_speech"):
    """The key was released: the open utterance is whole."""


class DropUtterance(Message, frozen=True, tag="drop_utterance"):
    """Forgets the open utterance."""


class WaitLonger(Message, frozen=True, tag="wait_longer"):
    """The pause that is going on ends the utterance only after this much silence."""

    silence_ms: int


class SelfTestNow(Message, frozen=True, tag="self_test_now"):
    """Puts each stored call through the detector."""


class Watch(Message, frozen=True, tag="watch_meter"):
    """Reports the meter of each block for the next 5 s of sound."""


EarsInput = ListenNow | EndOfSpeech | DropUtterance | WaitLonger | SelfTestNow | Watch
