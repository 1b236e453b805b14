"""The loop of the ears: blocks in, what was heard out. Runs in the ears process.

Each block goes through the gate to the wake detector. A wake word opens an utterance, which begins before the word,
so that nothing said in one breath is lost; the endpointer closes it. Opens no source.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.core.engines import Boundary, Endpointer
from assistant.core.messages.ears_messages import (
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
from assistant.hearing.audio.level_meter import Heartbeat, meter
from assistant.hearing.wake.detector import WordDetector
from assistant.hearing.wake.gate import SpeechGate
from assistant.hearing.wake.trigger import WakeEvent, WakeTrigger, thresholds
from assistant.settings.schema import EarsSettings

LEAD_S = 1.3
"""An utterance begins this long before its wake word was recognised: "Hey Jarvis" takes up to 1.2 s."""
PUSHED_LEAD_S = 0.4
"""The same where a key opened it: people begin to speak as they press."""
LEVEL_EVERY_S = 1 / 15
HELD_S = 60.0
"""While a key is held a pause ends nothing: no utterance may be longer than this (`hearing.max_utterance_s`)."""
WATCHED_S = 5.0
"""Who watches says so again within this time, so that ears do not go on telling one who is gone."""
_OVER: dict[Boundary, Literal["ended", "too_long"]] = {Boundary.ENDED: "ended", Boundary.TOO_LONG: "too_long"}


class ReportHeard(Protocol):
    """Takes what was heard, with the samples where the message has some. May raise."""

    def __call__(self, heard: Heard, samples: bytes = b"", /) -> None: ...


class TimedEndpointer(Endpointer, Protocol):
    """An endpointer that can tell how far it is."""

    silence_s: float

    def reset(self, after_wake: bool = True) -> None: ...

    def wait(self, silence_s: float) -> None: ...

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
    held: bool = False
    """A key is held: it ends when `end` is called, or at the cap, or when nobody began to speak."""

    @property
    def samples(self) -> bytes:
        return b"".join(self.blocks)


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
        report: ReportHeard,
    ) -> None:
        wake = settings.wake
        self._trigger = WakeTrigger(thresholds(detector.words, wake), wake.refractory_s, wake.second_look)
        self._gate = gate
        self._detector = detector
        self._verified: Collection[str] = getattr(detector, "verified_words", ())
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
        """Whether somebody may be speaking: each block is wanted as soon as it is there."""
        return self._gate.is_open or self._open is not None or self.heard_s < self._watched_until_s

    def reset(self) -> None:
        """Begin again with another source: forget all sound, an open utterance too."""
        self._ring.clear()
        self._gate.reset()
        self._detector.reset()
        self._trigger.reset()
        self._heartbeat.reset()
        self._open: _Open | None = None
        self._level_at = -math.inf

    def skip(self) -> None:
        """Sound was lost between the last block and the next: what was said before stands, and all begins again."""
        self.finish()
        self.reset()

    def hear(self, block: bytes, sound: bool = True) -> None:
        """Take one block that has just arrived (1280 int16 samples at 16 kHz).

        Args:
            block: The block.
            sound: Whether the microphone delivers real sound; where not, the heartbeat says that it is silent.
        """
        at = time.monotonic()
        self._blocks += 1
        self.heard_s = self._blocks * BLOCK_S
        self._ring.append(block)
        loudness = peak(block)
        call, score = self._detect(block, at)
        self._heartbeat.block(loudness if sound else 0.0, score)
        if self.heard_s < self._watched_until_s:
            self._report(Meter(meter(loudness) if sound else 0.0, score, self._detector.word))
        if self._open is not None:
            self._open.blocks.append(block)
            self._follow(self._open, block, at, loudness)
        elif call is not None:
            self._woke(call, at)

    def listen(self, held: bool = False) -> None:
        """Open an utterance now, without a wake word. Nothing happens where one is open.

        Args:
            held: A key is held as long as it lasts: only `end` ends it after speech, or the cap.
        """
        if self._open is None:
            self._begin(round(PUSHED_LEAD_S / BLOCK_S), after_wake=False, held=held)

    def end(self) -> None:
        """The key was released: what was said so far is all of the open utterance."""
        if self._open is not None:
            self._close(self._open, Boundary.ENDED if self._endpointer.started else Boundary.NOBODY_SPOKE)

    def watch(self) -> None:
        """Tell every block's level and score for the next seconds of sound."""
        self._watched_until_s = self.heard_s + WATCHED_S

    def drop(self) -> None:
        """Forget the open utterance."""
        self._open = None

    def wait(self, silence_s: float) -> None:
        """The pause that is going on ends the open utterance only after so much silence."""
        if self._open is not None:
            self._endpointer.wait(silence_s)

    def finish(self) -> None:
        """The sound is over: close an open utterance as if silence had followed."""
        self.end()
        self._heartbeat.flush()

    def _detect(self, block: bytes, at: float) -> tuple[WakeEvent | None, float]:
        """The call that this block brought out, if one, and the highest score."""
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

    def _woke(self, call: WakeEvent, at: float) -> None:
        self.wakes += 1
        unlikely = call.barely and call.word in self._verified
        self._report(Woke(call.word, call.score, call.sure, unlikely, at, call.at_s))
        self._begin(round((LEAD_S + self.heard_s - call.at_s) / BLOCK_S), after_wake=True)

    def _begin(self, lead_blocks: int, after_wake: bool, held: bool = False) -> None:
        blocks = list(self._ring)[-lead_blocks:]
        self._open = _Open(blocks, self.heard_s - len(blocks) * BLOCK_S, time.monotonic(), held)
        self._endpointer.reset(after_wake)

    def _follow(self, utterance: _Open, block: bytes, at: float, loudness: float) -> None:
        if utterance.held:
            self._endpointer.wait(HELD_S)
        boundary = self._endpointer.push(block)
        if self._endpointer.silence_s < BLOCK_S:
            utterance.voiced_at = max(utterance.voiced_at, at - self._endpointer.silence_s)
        if utterance.held and boundary is Boundary.ENDED:
            boundary = Boundary.NOTHING
        if boundary in _OVER or boundary is Boundary.NOBODY_SPOKE:
            self._close(utterance, boundary)
            return
        if boundary is Boundary.PAUSED:
            self._report(Paused(RATE_HZ, utterance.at_s, utterance.voiced_at), utterance.samples)
        if at - self._level_at >= LEVEL_EVERY_S:
            self._level_at = at
            self._report(Level(meter(loudness), self._endpointer.time_left))

    def _close(self, utterance: _Open, boundary: Boundary) -> None:
        self._open = None
        reason = _OVER.get(boundary)
        if reason is None:
            self._report(NobodySpoke())
            return
        self._report(Utterance(RATE_HZ, reason, utterance.at_s, utterance.voiced_at), utterance.samples)
