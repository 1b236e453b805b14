"""Turns the scores of a detector into wake events: threshold, refractory period, sure and doubtful calls, near-misses.

The trigger knows no sound, no network and no clock; time is the position in the stream.

A word calls when its score reaches its threshold, and is armed again once the score fell below half of the threshold. A
score rises over some blocks while the word is spoken, so a call is reported when it is sure, or has stopped rising, or
after MAX_RISE_S. Within the refractory period after a call no word calls again, whichever it is: "Hey Jarvis … Jarvis"
is one call, and so is a call that two heads recognise. A score that reaches the threshold in that period is used up: it
does not call later by staying high.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.hearing.audio.blocks import BLOCK_S
from assistant.settings.schema import WakeSettings

SURE_MARGIN = 2.0
"""Log-odds above the threshold from which a call is sure: its score is 7 times (e^2) as likely, in odds, as the
threshold asks for. Of 188 calls by people, half of them in noise, 85 % are sure."""
BARELY_MARGIN = 0.85
"""Log-odds above the threshold below which a call is barely one: its score is less than 2.3 times (e^0.85) as likely as
the threshold asks for. With SURE_MARGIN and this value the second look loses 7 of 818 calls, nearly all of them formant
voices in noise, and lets 38 of 57 false calls through; with 2.5 and 1.4 it lost 13, and 33 came through (development
sets)."""
MAX_RISE_S = 0.24
"""Longest time that a call waits for its score to rise further. Of 160 recorded calls none was sure in the block in
which it reached its threshold, 114 were within 0.24 s and 119 within 0.32 s; the word itself is often not over yet."""
MIN_REFRACTORY_S = 0.8
"""Least refractory period: nobody says "Jarvis" twice within it, but two heads may recognise the same call this far
apart."""
NEAR_MISS_SHARE = 0.4
"""A score from this share of the threshold on is a near-miss. The share is below the half at which a word is armed
again, so every call that one step of sensitivity would have saved is among the near-misses."""
MIN_NEAR_MISS = 0.1
"""Least score of a near-miss: ordinary speech scores as much, and there would be more near-misses than anybody
reads."""
NEAR_MISS_SETTLE_S = 1.0
"""A near-miss is reported when the score stayed below for this long: one word may score in two humps, and a wake right
after it was the same call."""


@dataclass(frozen=True, slots=True)
class WakeEvent:
    """Describes a score that wakes."""

    word: str
    score: float
    sure: bool
    """Whether the call counts without a look at the transcript."""
    barely: bool
    """Whether the score hardly reached its threshold."""
    at_s: float
    """Position in the stream, in seconds."""


@dataclass(frozen=True, slots=True)
class NearMissEvent:
    """Describes a score that almost woke."""

    word: str
    score: float
    """The highest score."""
    at_s: float
    """Position of the highest score in the stream, in seconds."""


class WakeTrigger:
    """Decides when the scores of a stream wake.

    Args:
        thresholds: The threshold of each word, 0 … 1, in the order of the scores.
        refractory_s: No second wake comes within this many seconds.
        second_look: Whether doubtful calls are checked again; without it every call is sure.
    """

    def __init__(self, thresholds: Mapping[str, float], refractory_s: float, second_look: bool) -> None:
        self._words = [_WordState(name, threshold) for name, threshold in thresholds.items()]
        self._refractory_s = max(refractory_s, MIN_REFRACTORY_S)
        self._all_sure = not second_look
        self._nothing = (0.0,) * len(self._words)
        self.reset()

    def reset(self) -> None:
        """Begins again after a gap in the sound."""
        self._woke_at_s = -math.inf
        for word in self._words:
            word.reset()

    def push(self, scores: Sequence[float], at_s: float, busy: bool = False) -> list[WakeEvent | NearMissEvent]:
        """Returns the events of one more block; at most one of them is a `WakeEvent`.

        Args:
            scores: One for each word, 0 … 1.
            at_s: Position of the block in the stream, in seconds; never less than before.
            busy: Whether an utterance is open: what is said in it wakes nobody, and is no near-miss.
        """
        risen = [word.push(score, at_s) for word, score in zip(self._words, scores, strict=True)]
        refractory = at_s - self._woke_at_s < self._refractory_s
        if not (busy or refractory or any(risen)):
            return [near for word in self._words if (near := word.near_miss(at_s)) is not None]
        best = max(self._words, key=lambda word: word.highest)
        sure = self._all_sure or best.highest >= best.sure_at
        event = WakeEvent(best.name, best.highest, sure, best.highest < best.barely_below, at_s)
        for word in self._words:
            word.clear()
        if busy or refractory:
            return []
        self._woke_at_s = at_s
        return [event]

    def push_silence(self, at_s: float, busy: bool = False) -> list[WakeEvent | NearMissEvent]:
        """Returns the events of a block in which nobody speaks, and which therefore has no scores."""
        return self.push(self._nothing, at_s, busy)


class _WordState:
    """Holds the state of one word."""

    def __init__(self, name: str, threshold: float) -> None:
        self.name = name
        self.sure_at = sure_level(threshold)
        self.barely_below = _level(threshold, BARELY_MARGIN)
        self._threshold = threshold
        self._near_level = near_miss_level(threshold)
        self.reset()

    def reset(self) -> None:
        self.highest = 0.0
        """The highest score of the call that is rising; 0 where none is."""
        self._risen_at_s = math.inf
        self._armed = True
        self._score = 0.0
        self._near_miss_possible = True
        """Whether a score at the near-miss level is a new one, and not what is left of a call."""
        self._near_miss: NearMissEvent | None = None
        self._near_at_s = -math.inf

    def push(self, score: float, at_s: float) -> bool:
        """Takes a score; returns whether a call is decided: it is sure, it fell, or it has risen for MAX_RISE_S."""
        fell = score < self._score
        self._score = score
        if score < self._threshold / 2:
            self._armed = True
        self._follow_near_miss(score, at_s)
        if self._armed and score >= self._threshold:
            self._armed = False
            self._risen_at_s = at_s
        if self._risen_at_s == math.inf:
            return False
        self.highest = max(self.highest, score)
        return score >= self.sure_at or fell or at_s - self._risen_at_s >= MAX_RISE_S - BLOCK_S / 2

    def clear(self) -> None:
        """Forgets what the score did lately: it belongs to a call that was heard."""
        self.highest, self._risen_at_s = 0.0, math.inf
        self._near_miss = None
        self._near_miss_possible = self._armed and self._score < self._near_level

    def _follow_near_miss(self, score: float, at_s: float) -> None:
        if score < self._near_level:
            self._near_miss_possible = self._armed
        elif self._near_miss_possible:
            self._near_at_s = at_s
            if self._near_miss is None or score > self._near_miss.score:
                self._near_miss = NearMissEvent(self.name, score, at_s)

    def near_miss(self, at_s: float) -> NearMissEvent | None:
        """Returns the near-miss that is over by now, once."""
        if self._near_miss is None or at_s - self._near_at_s < NEAR_MISS_SETTLE_S:
            return None
        found, self._near_miss = self._near_miss, None
        return found


def near_miss_level(threshold: float) -> float:
    """Returns the score from which a call that did not wake is a near-miss; above `threshold` where that is tiny."""
    return max(MIN_NEAR_MISS, NEAR_MISS_SHARE * threshold)


def sure_level(threshold: float) -> float:
    """Returns the score from which a call is sure: the threshold's log-odds plus SURE_MARGIN."""
    return _level(threshold, SURE_MARGIN)


def _level(threshold: float, margin: float) -> float:
    return 1 / (1 + (1 - threshold) / threshold * math.exp(-margin))


def thresholds(words: Iterable[str], settings: WakeSettings) -> dict[str, float]:
    """Returns each word's threshold: 1 − its sensitivity in `wake.sensitivities`, or else `wake.sensitivity`."""
    return {word: 1 - settings.sensitivities.get(word, settings.sensitivity) for word in words}
