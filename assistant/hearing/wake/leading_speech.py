"""Whether a word begins something, or stands in the middle of what somebody says. Runs in the ears process.

Who calls has paused before: "Jarvis" and "Hey Jarvis" come first. A word that only sounds like it stands in a
sentence, and somebody was speaking right up to it. So where sound nearly as loud as the word leads up to it, more is
asked of the word. Knows no words and no thresholds.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

HEARD_SAMPLES = 32_000
"""2 s: the word and what came before it, and enough of both to tell a room's noise."""
MOST_DOUBT = 2.5
"""As log-odds. Of 87 false calls among near-misses 30 fall below the threshold with this, 20 with 1.0, and of 818 calls
after a pause none; what it costs without a pause, models/wake/README.md tells."""
_FRAME_SAMPLES = 320
_FRAMES_A_SECOND = 50
_SMOOTHED = 3
"""Frames whose mean energy is one level: 60 ms."""
LATE_S = 0.3
"""A word is recognised up to so long after its end."""
BEFORE_S = 0.6
"""The time before the word that is looked at. "Hey" is shorter than half of it."""
PAUSE_S, PAUSE_WITHIN_S = 0.2, 0.4
"""So long a quiet is a pause, if it is in the last so many seconds before the word, or in it if it is a short one.
Those before a "t" or a "k" are shorter."""
ENDING_S = 0.35
"""The quiet in the last moments is that of the word's own end."""
LOUD_S = 0.8
"""The word's own level is that of the loudest 15 % of so many last seconds: its vowels."""
_LOUD, _FLOOR = 0.85, 0.1
"""The floor is the quietest tenth of all that is heard."""
NEARLY_DB = 8.0
"""Sound so far below the word is nearly as loud, if it is above the middle between the word and the floor."""
SOME, MUCH = 0.3, 0.6
"""Shares of the time before the word: up to the one there is no doubt, from the other on all of it."""


def share_before(samples: NDArray[np.int16], word_s: float) -> float:
    """In what share of the time before the word there was sound nearly as loud as it, 0 … 1; 0 after a pause.

    Args:
        samples: The last 2 s, or as much as there is, int16 at 16 kHz; the word was recognised at their end.
        word_s: How long the word is when it is said slowly.
    """
    levels = _levels_db(samples)
    word_db = np.sort(levels[-_frames(LOUD_S) :])[int(_LOUD * _frames(LOUD_S))]
    floor_db = np.sort(levels)[int(_FLOOR * levels.size)]
    middle_db = (word_db + floor_db) / 2
    end = max(1, levels.size - _frames(word_s + LATE_S))
    begin = max(0, end - _frames(BEFORE_S))
    just_before = levels[max(0, end - _frames(PAUSE_WITHIN_S)) : -_frames(ENDING_S)]
    if _longest_run(just_before < middle_db) >= _frames(PAUSE_S):
        return 0.0
    return float((levels[begin:end] > max(word_db - NEARLY_DB, middle_db)).mean())


def doubt(samples: NDArray[np.int16], word_s: float) -> float:
    """How much more is asked of a word after what was heard before it, as log-odds: 0 after a pause … MOST_DOUBT.

    Args:
        samples: As in `share_before`.
        word_s: The same.
    """
    return MOST_DOUBT * min(1.0, max(0.0, (share_before(samples, word_s) - SOME) / (MUCH - SOME)))


def doubted(score: float, log_odds: float) -> float:
    """A score, 0 … 1, that is so much less likely."""
    return score / (score + (1 - score) * math.exp(log_odds)) if log_odds else score


def _frames(seconds: float) -> int:
    return round(seconds * _FRAMES_A_SECOND)


def _longest_run(marks: NDArray[np.bool_]) -> int:
    """How many marks are set one after the other, at most."""
    ends = np.flatnonzero(np.diff(np.concatenate(([False], marks, [False])).astype(np.int8)))
    return int((ends[1::2] - ends[::2]).max(initial=0))


def _levels_db(samples: NDArray[np.int16]) -> NDArray[np.float64]:
    """The level of every 20 ms of the last 2 s; nothing was heard before a stream began.

    Of the differences between samples, which are the higher the faster a sound moves: hum and rumble count little.
    """
    heard = np.zeros(HEARD_SAMPLES)
    last = samples[-HEARD_SAMPLES:]
    heard[HEARD_SAMPLES - last.size :] = last
    energy = (np.diff(heard, prepend=0.0).reshape(-1, _FRAME_SAMPLES) ** 2).mean(axis=1) + 1.0
    smooth = np.convolve(np.pad(energy, _SMOOTHED // 2, mode="edge"), np.ones(_SMOOTHED) / _SMOOTHED, "valid")
    levels: NDArray[np.float64] = 10 * np.log10(smooth)
    return levels
