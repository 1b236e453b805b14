"""When a score is a call: thresholds, one call is one wake, and the calls that almost were. Runs in the ears process.

Numbers in, decisions out: it knows no sound, no network and no clock; time is the stream's own seconds.

A word calls when its score reaches its threshold, and is armed again once the score fell below half of that. A score
rises over some blocks while the word is spoken, so the call is told when it is sure, or has stopped rising, or after a
quarter of a second. Within the refractory time after a call no word calls again, whichever it is: "Hey Jarvis … Jarvis"
is one call, and so is a call that two heads recognise. A score that gets there meanwhile is used up: it does not call
later by staying high.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.hearing.audio.blocks import BLOCK_S
from assistant.settings.schema import WakeSettings

SURE_MARGIN = 2.0
"""A call is sure when its score is 7 times (e^2) as likely, in odds, as the threshold asks for. 85 of 100 calls are, of
188 by people, half of them in noise."""
BARELY_MARGIN = 0.85
"""A call is barely one when its score is not even 2.3 times (e^0.85) as likely as the threshold asks for. With these
two the second look loses 7 of 818 calls, nearly all of them formant voices in noise, and lets 38 of 57 false calls
through; with 2.5 and 1.4 it lost 13, and 33 came through (development sets)."""
RISE_S = 0.24
"""For so long at most a call waits for its score to rise further. Of 160 recorded calls none was sure in the block in
which it reached its threshold, 114 were within 0.24 s and 119 within 0.32 s; the word itself is often not over yet."""
ONE_CALL_S = 0.8
"""The least refractory time: nobody says "Jarvis" twice within it, but two heads may take so long to agree."""
NEAR_SHARE = 0.4
NEAR_LEAST = 0.1
"""A score from 0.4 of the threshold on is a near-miss: below the half at which a word is armed again, so that every
call that one step of sensitivity would have saved is among them. Below 0.1 nothing is told: ordinary speech scores that
much, and there would be more of it than anybody reads."""
NEAR_SETTLE_S = 1.0
"""A near-miss is told when the score stayed below for so long: one word may score in two humps, and a wake that comes
right after it was the same call."""


@dataclass(frozen=True, slots=True)
class Call:
    """A score that wakes."""

    word: str
    score: float
    sure: bool
    """Whether it counts without a look at the transcript."""
    barely: bool
    """Whether it hardly reached its threshold."""
    at_s: float
    """Seconds into the stream."""


@dataclass(frozen=True, slots=True)
class Near:
    """A score that almost woke."""

    word: str
    score: float
    """Its peak."""
    at_s: float
    """When that was, in seconds into the stream."""


class Arming:
    """Decides for a stream of scores.

    Args:
        thresholds: Of each word, 0 … 1, in the order of the scores.
        refractory_s: No second wake within so many seconds.
        second_look: Whether doubtful calls are looked at again; without it every call is sure.
    """

    def __init__(self, thresholds: Mapping[str, float], refractory_s: float, second_look: bool) -> None:
        self._words = [_Word(name, threshold) for name, threshold in thresholds.items()]
        self._refractory_s = max(refractory_s, ONE_CALL_S)
        self._all_sure = not second_look
        self._nothing = (0.0,) * len(self._words)
        self.flush()

    def flush(self) -> None:
        """Begin again after a gap in the sound."""
        self._called_at_s = -math.inf
        for word in self._words:
            word.flush()

    def take(self, scores: Sequence[float], at_s: float, busy: bool = False) -> list[Call | Near]:
        """What the scores of one more block mean; at most one of it is a `Call`.

        Args:
            scores: One for each word, 0 … 1.
            at_s: Where the block is, in seconds into the stream; never less than before.
            busy: An utterance is open: what is said in it calls nobody, and is no near-miss.
        """
        risen = [word.take(score, at_s) for word, score in zip(self._words, scores, strict=True)]
        resting = at_s - self._called_at_s < self._refractory_s
        if not (busy or resting or any(risen)):
            return [near for word in self._words if (near := word.near_miss(at_s)) is not None]
        best = max(self._words, key=lambda word: word.called)
        sure = self._all_sure or best.called >= best.sure_at
        call = Call(best.name, best.called, sure, best.called < best.barely_below, at_s)
        for word in self._words:
            word.forgive()
        if busy or resting:
            return []
        self._called_at_s = at_s
        return [call]

    def rest(self, at_s: float, busy: bool = False) -> list[Call | Near]:
        """The same for a block in which nobody speaks, and which therefore has no scores."""
        return self.take(self._nothing, at_s, busy)


class _Word:
    """The state of one word."""

    def __init__(self, name: str, threshold: float) -> None:
        self.name = name
        self.sure_at = sure_level(threshold)
        self.barely_below = _level(threshold, BARELY_MARGIN)
        self._threshold = threshold
        self._near = near_level(threshold)
        self.flush()

    def flush(self) -> None:
        self.called = 0.0
        """The highest score of the call that is rising; 0 where none is."""
        self._called_at_s = math.inf
        self._armed = True
        self._score = 0.0
        self._fresh = True
        """Whether a score at the near level is a new one, and not what is left of a call."""
        self._peak: Near | None = None
        self._near_at_s = -math.inf

    def take(self, score: float, at_s: float) -> bool:
        """Whether a call has risen as far as it is waited for."""
        fell = score < self._score
        self._score = score
        if score < self._threshold / 2:
            self._armed = True
        self._follow_near(score, at_s)
        if self._armed and score >= self._threshold:
            self._armed = False
            self._called_at_s = at_s
        if self._called_at_s == math.inf:
            return False
        self.called = max(self.called, score)
        return score >= self.sure_at or fell or at_s - self._called_at_s >= RISE_S - BLOCK_S / 2

    def forgive(self) -> None:
        """What the score did lately belongs to a call that was heard."""
        self.called, self._called_at_s = 0.0, math.inf
        self._peak = None
        self._fresh = self._armed and self._score < self._near

    def _follow_near(self, score: float, at_s: float) -> None:
        if score < self._near:
            self._fresh = self._armed
        elif self._fresh:
            self._near_at_s = at_s
            if self._peak is None or score > self._peak.score:
                self._peak = Near(self.name, score, at_s)

    def near_miss(self, at_s: float) -> Near | None:
        """The near-miss that is over by now, once."""
        if self._peak is None or at_s - self._near_at_s < NEAR_SETTLE_S:
            return None
        found, self._peak = self._peak, None
        return found


def near_level(threshold: float) -> float:
    """From which score on a call that did not wake is a near-miss. Not below `threshold` where that is tiny."""
    return max(NEAR_LEAST, NEAR_SHARE * threshold)


def sure_level(threshold: float) -> float:
    """From which score on a call is sure: the threshold's log-odds and SURE_MARGIN."""
    return _level(threshold, SURE_MARGIN)


def _level(threshold: float, margin: float) -> float:
    return 1 / (1 + (1 - threshold) / threshold * math.exp(-margin))


def thresholds(words: Iterable[str], settings: WakeSettings) -> dict[str, float]:
    """Each word's threshold: 1 − its sensitivity in `wake.sensitivities`, or else `wake.sensitivity`."""
    return {word: 1 - settings.sensitivities.get(word, settings.sensitivity) for word in words}
