"""Turns blocks into wake events and utterances.

Each block goes through the gate to the wake detector. A wake word opens an utterance, which begins before the word, so
that nothing said in one breath is lost; the endpointer closes it. The listener opens no source.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.core.engines import Boundary, Endpointer
from assistant.core.messages.ears_messages import (
    FramesScored,
    Heard,
    Level,
    Meter,
    NearMiss,
    NobodySpoke,
    Paused,
    Utterance,
    Woke,
)
from assistant.hearing.audio.blocks import BLOCK_S, RATE_HZ, peak
from assistant.hearing.wake.detector import WordDetector
from assistant.hearing.wake.gate import SpeechGate
from assistant.hearing.wake.trigger import WakeEvent, WakeTrigger, thresholds
from assistant.settings.schema import EarsSettings

LEAD_S = 1.3
"""An utterance begins this long before its wake word was recognised: "Hey Jarvis" takes up to 1.2 s."""
KEY_LEAD_S = 0.4
"""The same where a key opened the utterance: people begin to speak as they press."""
LEVEL_EVERY_S = 1 / 15
"""Seconds between two reports of the level while an utterance is open."""
MAX_HELD_S = 60.0
"""Silence that ends the utterance while a key is held: so a pause ends nothing. No utterance may be longer than this
(`hearing.max_utterance_s`)."""
WATCH_S = 5.0
"""Seconds of sound for which the meter is reported. Who watches repeats the request within this time, so that the ears
do not report to nobody."""
_END_REASONS: dict[Boundary, Literal["ended", "too_long"]] = {Boundary.ENDED: "ended", Boundary.TOO_LONG: "too_long"}


FRAMES_EVERY_S = 1.0
"""Seconds between two heartbeats."""
METER_FLOOR_DB = -50.0
"""Level that the level meter shows as 0."""


class ReportHeard(Protocol):
    """Takes what was heard, with the samples where the message has some. May raise."""

    def __call__(self, heard: Heard, samples: bytes = b"", /) -> None: ...


class TimedEndpointer(Endpointer, Protocol):
    """Finds the end of an utterance, and says how near it is."""

    silence_s: float

    def reset(self, after_wake: bool = True) -> None: ...

    def wait(self, silence_s: float) -> None: ...

    @property
    def started(self) -> bool: ...

    @property
    def time_left(self) -> float: ...


@dataclass(slots=True)
class _OpenUtterance:
    """Holds the open utterance."""

    blocks: list[bytes]
    at_s: float
    """Position of the first block in the stream, in seconds."""
    voiced_at: float
    """CLOCK_MONOTONIC seconds of the last voiced window so far."""
    held: bool = False
    """Whether a key is held: then only `Listener.end` or the cap ends the utterance, or that nobody began to speak."""

    @property
    def samples(self) -> bytes:
        return b"".join(self.blocks)


class Listener:
    """Turns blocks into what was heard.

    Args:
        settings: The settings of hearing and of the wake word.
        gate: Holds blocks back where nobody speaks.
        detector: Scores the blocks.
        endpointer: Ends utterances.
        report: Called at once with everything heard. May raise: the listener lets the exception pass.
    """

    def __init__(
        self,
        settings: EarsSettings,
        gate: SpeechGate,
        detector: WordDetector,
        endpointer: TimedEndpointer,
        report: ReportHeard,
    ) -> None:
        wake = settings.wake
        self._trigger = WakeTrigger(thresholds(detector.words, wake), wake.refractory_s, wake.second_look)
        self._gate = gate
        self._detector = detector
        self._verified_words: Collection[str] = getattr(detector, "verified_words", ())
        self._endpointer = endpointer
        self._report = report
        self._heartbeat = Heartbeat(report)
        self._ring: deque[bytes] = deque(maxlen=math.ceil(settings.hearing.preroll_s / BLOCK_S))
        self.heard_s = 0.0
        """Seconds of sound heard."""
        self.wakes = 0
        """Wake words recognised."""
        self._blocks = 0
        self._watched_until_s = 0.0
        self.reset()

    @property
    def attentive(self) -> bool:
        """Returns whether somebody may be speaking, so that each block is wanted as soon as it is there."""
        return self._gate.is_open or self._open is not None or self.heard_s < self._watched_until_s

    def reset(self) -> None:
        """Begins again with another source: forgets all sound, an open utterance included."""
        self._ring.clear()
        self._gate.reset()
        self._detector.reset()
        self._trigger.reset()
        self._heartbeat.reset()
        self._open: _OpenUtterance | None = None
        self._level_at = -math.inf

    def handle_gap(self) -> None:
        """Handles lost sound between the last block and the next: closes the open utterance and begins again."""
        self.finish()
        self.reset()

    def hear(self, block: bytes, sound: bool = True) -> None:
        """Takes one block that has just arrived (1280 int16 samples at 16 kHz).

        Args:
            block: The block.
            sound: Whether the microphone delivers real sound; where not, the heartbeat reports a peak of 0.
        """
        at = time.monotonic()
        self._blocks += 1
        self.heard_s = self._blocks * BLOCK_S
        self._ring.append(block)
        loudness = peak(block)
        call, score = self._detect(block, at)
        self._heartbeat.add(loudness if sound else 0.0, score)
        if self.heard_s < self._watched_until_s:
            self._report(Meter(meter_level(loudness) if sound else 0.0, score, self._detector.word))
        if self._open is not None:
            self._open.blocks.append(block)
            self._extend(self._open, block, at, loudness)
        elif call is not None:
            self._open_after_wake(call, at)

    def listen(self, held: bool = False) -> None:
        """Opens an utterance now, without a wake word. Does nothing where one is open.

        Args:
            held: Whether a key is held as long as the utterance lasts: after speech only `end` or the cap ends it.
        """
        if self._open is None:
            self._begin(round(KEY_LEAD_S / BLOCK_S), after_wake=False, held=held)

    def end(self) -> None:
        """Ends the open utterance, because the key was released."""
        if self._open is not None:
            self._close(self._open, Boundary.ENDED if self._endpointer.started else Boundary.NOBODY_SPOKE)

    def watch(self) -> None:
        """Reports the meter of each block for the next WATCH_S seconds of sound."""
        self._watched_until_s = self.heard_s + WATCH_S

    def drop(self) -> None:
        """Forgets the open utterance."""
        self._open = None

    def wait(self, silence_s: float) -> None:
        """Ends the open utterance in the current pause only after `silence_s` seconds of silence."""
        if self._open is not None:
            self._endpointer.wait(silence_s)

    def finish(self) -> None:
        """Closes an open utterance as if silence had followed, because the sound is over."""
        self.end()
        self._heartbeat.flush()

    def _detect(self, block: bytes, at: float) -> tuple[WakeEvent | None, float]:
        """Returns the wake event of this block, if there is one, and the highest score."""
        busy = self._open is not None
        due = self._gate.admit(block)
        if self._gate.after_gap:
            self._detector.reset()
        decided = [] if due else self._trigger.push_silence(self.heard_s, busy)
        highest = 0.0
        for blocks_ago, waiting in zip(range(len(due) - 1, -1, -1), due, strict=True):
            highest = max(highest, self._detector.score(waiting))
            decided += self._trigger.push(self._detector.scores, self.heard_s - blocks_ago * BLOCK_S, busy)
        called = None
        for one in decided:
            if isinstance(one, WakeEvent):
                called = called or one
            else:
                self._report(NearMiss(one.word, one.score, at - (self.heard_s - one.at_s)))
        return called, highest

    def _open_after_wake(self, call: WakeEvent, at: float) -> None:
        self.wakes += 1
        unlikely = call.barely and call.word in self._verified_words
        self._report(Woke(call.word, call.score, call.sure, unlikely, at, call.at_s))
        self._begin(round((LEAD_S + self.heard_s - call.at_s) / BLOCK_S), after_wake=True)

    def _begin(self, lead_blocks: int, after_wake: bool, held: bool = False) -> None:
        blocks = list(self._ring)[-lead_blocks:]
        self._open = _OpenUtterance(blocks, self.heard_s - len(blocks) * BLOCK_S, time.monotonic(), held)
        self._endpointer.reset(after_wake)

    def _extend(self, utterance: _OpenUtterance, block: bytes, at: float, loudness: float) -> None:
        if utterance.held:
            self._endpointer.wait(MAX_HELD_S)
        boundary = self._endpointer.push(block)
        if self._endpointer.silence_s < BLOCK_S:
            utterance.voiced_at = max(utterance.voiced_at, at - self._endpointer.silence_s)
        if utterance.held and boundary is Boundary.ENDED:
            boundary = Boundary.NOTHING
        if boundary in _END_REASONS or boundary is Boundary.NOBODY_SPOKE:
            self._close(utterance, boundary)
            return
        if boundary is Boundary.PAUSED:
            self._report(Paused(RATE_HZ, utterance.at_s, utterance.voiced_at), utterance.samples)
        if at - self._level_at >= LEVEL_EVERY_S:
            self._level_at = at
            self._report(Level(meter_level(loudness), self._endpointer.time_left))

    def _close(self, utterance: _OpenUtterance, boundary: Boundary) -> None:
        self._open = None
        reason = _END_REASONS.get(boundary)
        if reason is None:
            self._report(NobodySpoke())
            return
        self._report(Utterance(RATE_HZ, reason, utterance.at_s, utterance.voiced_at), utterance.samples)


class Heartbeat:
    """Counts the blocks that went through gate and detector, and reports them about once a second. It has no timer.

    Args:
        report: Called with `FramesScored`; may raise.
    """

    def __init__(self, report: Callable[[FramesScored], None]) -> None:
        self._report = report
        self.reset()

    def reset(self) -> None:
        """Begins again: the next block is reported at once, because hearing starts with it."""
        self._reported_at = -math.inf
        self._scored, self._peak, self._score = 0, 0.0, 0.0

    def add(self, loudness: float, score: float) -> None:
        """Counts one more block.

        Args:
            loudness: The peak of the block, 0 … 1.
            score: The highest score of the block, 0 … 1.
        """
        self._scored += 1
        self._peak = max(self._peak, loudness)
        self._score = max(self._score, score)
        if time.monotonic() - self._reported_at >= FRAMES_EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Reports the blocks since the last report: also at the end of a recording, which may be read in less than a
        second."""
        if self._scored:
            self._report(FramesScored(self._scored, self._peak, self._score))
        self._reported_at = time.monotonic()
        self._scored, self._peak, self._score = 0, 0.0, 0.0


def meter_level(loudness: float) -> float:
    """Returns a peak of 0 … 1 as a level meter shows it: METER_FLOOR_DB is 0, full scale is 1, even steps are even
    decibels."""
    if loudness <= 0:
        return 0.0
    return max(0.0, 1 - 20 * math.log10(loudness) / METER_FLOOR_DB)
