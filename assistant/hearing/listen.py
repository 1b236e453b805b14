"""The loop of the ears: blocks in, what was heard out. Runs in the ears process.

Each block goes through the gate to the wake detector. A wake word opens an utterance, which begins before the word,
so that nothing said in one breath is lost; the endpointer closes it. Opens no source and knows no messages.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.core.engines import Boundary, Endpointer, WakeDetector
from assistant.core.request import Audio
from assistant.hearing.blocks import BLOCK_S, RATE_HZ, peak
from assistant.hearing.gate import SpeechGate
from assistant.settings import EarsSettings

LEAD_S = 1.3
"""An utterance begins this long before its wake word was recognised: "Hey Jarvis" takes up to 1.2 s."""
PUSHED_LEAD_S = 0.4
"""The same where a key opened it: people begin to speak as they press."""
LEVEL_EVERY_S = 1 / 15
FRAMES_EVERY_S = 1.0
QUIETEST_DB = -50.0
"""What the level meter shows as nothing."""
_OVER: dict[Boundary, Literal["ended", "too_long"]] = {Boundary.ENDED: "ended", Boundary.TOO_LONG: "too_long"}


@dataclass(frozen=True, slots=True)
class Frames:
    """The heartbeat, about once a second; sent only because blocks really went through gate and detector."""

    scored: int
    """Blocks since the last one."""
    peak: float
    score: float
    """The largest of each among them, 0 … 1."""


@dataclass(frozen=True, slots=True)
class Woke:
    """A wake word was recognised."""

    word: str
    score: float
    at: float
    """CLOCK_MONOTONIC seconds."""
    at_s: float
    """Seconds into the stream."""


@dataclass(frozen=True, slots=True)
class Level:
    """How loud it is, and how much time is left to speak, 0 … 1 each."""

    level: float
    time_left: float


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


Heard = Frames | Woke | Level | Utterance | NobodySpoke


class WordDetector(WakeDetector, Protocol):
    """A wake detector that can tell which word it was."""

    word: str


class TimedEndpointer(Endpointer, Protocol):
    """An endpointer that can tell how far it is."""

    silence_s: float

    def reset(self, after_wake: bool = True) -> None: ...

    @property
    def started(self) -> bool: ...

    @property
    def time_left(self) -> float: ...


@dataclass(slots=True)
class _Open:
    """The utterance that is open."""

    blocks: list[bytes]
    at_s: float
    voiced_at: float
    """CLOCK_MONOTONIC seconds of the last voiced window so far."""


class Listener:
    """Turns blocks into what was heard.

    Args:
        settings: Of hearing and of the wake word.
        gate, detector, endpointer: Its parts.
        report: Called with everything heard, at once. May raise: the listener lets it pass.
    """

    def __init__(
        self,
        settings: EarsSettings,
        gate: SpeechGate,
        detector: WordDetector,
        endpointer: TimedEndpointer,
        report: Callable[[Heard], None],
    ) -> None:
        self._wake = settings.wake
        self._threshold = 1 - settings.wake.sensitivity
        self._gate = gate
        self._detector = detector
        self._endpointer = endpointer
        self._report = report
        self._ring: deque[bytes] = deque(maxlen=math.ceil(settings.hearing.preroll_s / BLOCK_S))
        self.heard_s = 0.0
        """Seconds of sound heard."""
        self.wakes = 0
        """Wake words recognised."""
        self._blocks = 0
        self.reset()

    def reset(self) -> None:
        """Begin again after a gap in the sound: forget all of it, an open utterance too."""
        self._ring.clear()
        self._gate.reset()
        self._detector.reset()
        self._open: _Open | None = None
        self._armed = True
        self._wake_at_s = -math.inf
        self._level_at = -math.inf
        self._frames_at = -math.inf  # the first scored block is told at once: from here on it listens
        self._scored, self._peak, self._score = 0, 0.0, 0.0

    def hear(self, block: bytes) -> None:
        """Take one block that has just arrived (1280 int16 samples at 16 kHz)."""
        at = time.monotonic()
        self._blocks += 1
        self.heard_s = self._blocks * BLOCK_S
        self._ring.append(block)
        loudness = peak(block)
        blocks_ago = self._detect(block)
        self._beat(at, loudness)
        if self._open is not None:
            self._open.blocks.append(block)
            self._follow(self._open, block, at, loudness)
        elif blocks_ago is not None:
            self._woke(at, blocks_ago)

    def listen(self) -> None:
        """Open an utterance now, without a wake word. Nothing happens where one is open."""
        if self._open is None:
            self._begin(round(PUSHED_LEAD_S / BLOCK_S), after_wake=False)

    def drop(self) -> None:
        """Forget the open utterance."""
        self._open = None

    def finish(self) -> None:
        """The sound is over: close an open utterance as if silence had followed."""
        if self._open is not None:
            self._close(self._open, Boundary.ENDED if self._endpointer.started else Boundary.NOBODY_SPOKE)

    def _detect(self, block: bytes) -> int | None:
        """How many blocks ago a wake word was recognised (0 is this one), if one was and counts."""
        due = self._gate.admit(block)
        if self._gate.after_gap:
            self._detector.reset()
        if not due:
            self._armed = True
        found = None
        for blocks_ago, waiting in zip(range(len(due) - 1, -1, -1), due, strict=True):
            score = self._detector.score(waiting)
            self._score = max(self._score, score)
            if score < self._threshold / 2:
                self._armed = True
            rested = self.heard_s - self._wake_at_s >= self._wake.refractory_s
            if score >= self._threshold and self._armed and rested and found is None:
                self._armed = False
                found = blocks_ago
                self._found = (self._detector.word, score)
        return found

    def _woke(self, at: float, blocks_ago: int) -> None:
        self._wake_at_s = self.heard_s
        self.wakes += 1
        word, score = self._found
        self._report(Woke(word, score, at, self.heard_s - blocks_ago * BLOCK_S))
        self._begin(round(LEAD_S / BLOCK_S) + blocks_ago, after_wake=True)

    def _begin(self, lead_blocks: int, after_wake: bool) -> None:
        blocks = list(self._ring)[-lead_blocks:]
        self._open = _Open(blocks, self.heard_s - len(blocks) * BLOCK_S, time.monotonic())
        self._endpointer.reset(after_wake)

    def _follow(self, utterance: _Open, block: bytes, at: float, loudness: float) -> None:
        boundary = self._endpointer.push(block)
        if self._endpointer.silence_s < BLOCK_S:
            utterance.voiced_at = max(utterance.voiced_at, at - self._endpointer.silence_s)
        if boundary in _OVER or boundary is Boundary.NOBODY_SPOKE:
            self._close(utterance, boundary)
        elif at - self._level_at >= LEVEL_EVERY_S:
            self._level_at = at
            self._report(Level(meter(loudness), self._endpointer.time_left))

    def _close(self, utterance: _Open, boundary: Boundary) -> None:
        self._open = None
        reason = _OVER.get(boundary)
        if reason is None:
            self._report(NobodySpoke())
            return
        audio = Audio(b"".join(utterance.blocks), RATE_HZ)
        self._report(Utterance(audio, reason, utterance.at_s, utterance.voiced_at))

    def _beat(self, at: float, loudness: float) -> None:
        self._scored += 1
        self._peak = max(self._peak, loudness)
        if at - self._frames_at >= FRAMES_EVERY_S:
            self._report(Frames(self._scored, self._peak, self._score))
            self._frames_at = at
            self._scored, self._peak, self._score = 0, 0.0, 0.0


def meter(loudness: float) -> float:
    """A peak of 0 … 1 as a level meter shows it: −50 dB is 0, full scale is 1, even steps are even decibels."""
    if loudness <= 0:
        return 0.0
    return max(0.0, 1 - 20 * math.log10(loudness) / QUIETEST_DB)
