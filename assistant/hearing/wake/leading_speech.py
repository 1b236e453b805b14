"""Detects speech that leads up to a word, and lowers the word's score for it.

People pause before they call: "Jarvis" and "Hey Jarvis" come first. A word that only sounds like the wake word stands
in a sentence, and somebody speaks right up to it. So a word needs a higher score where sound that is nearly as loud
leads up to it. The module knows no words and no thresholds.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

CONTEXT_SAMPLES = 32_000
"""Samples that are considered: 2 s, the word and what came before it, and enough of both to measure a room's noise."""
MAX_PENALTY = 2.5
"""Greatest penalty, as log-odds. Of 87 false calls among near-misses 30 fall below the threshold with this value, 20
with 1.0, and of 818 calls after a pause none does. models/wake/README.md says what it costs without a pause."""
_FRAME_SAMPLES = 320
_FRAMES_PER_S = 50
_SMOOTHED_FRAMES = 3
"""Frames whose mean energy is one level: 60 ms."""
MAX_RECOGNITION_DELAY_S = 0.3
"""A word is recognised up to this long after its end."""
BEFORE_S = 0.6
"""Length of the time before the word that is examined. "Hey" is shorter than half of it."""
MIN_PAUSE_S, PAUSE_WITHIN_S = 0.2, 0.4
"""A pause is at least MIN_PAUSE_S of quiet within the PAUSE_WITHIN_S before the word, or in the word if it is a short
one. The quiet before a "t" or a "k" is shorter."""
WORD_END_S = 0.35
"""Quiet in the last WORD_END_S is that of the word's own end."""
WORD_LEVEL_S = 0.8
"""The word's own level is that of the loudest 15 % of the last WORD_LEVEL_S: its vowels."""
_WORD_LEVEL_QUANTILE, _FLOOR_QUANTILE = 0.85, 0.1
"""Quantile of the levels that is the floor: the quietest tenth of all that is heard."""
NEARLY_AS_LOUD_DB = 8.0
"""Sound within this range below the word is nearly as loud, if it is above the middle between the word and the
floor."""
NO_PENALTY_SHARE, FULL_PENALTY_SHARE = 0.3, 0.6
"""Shares of the time before the word with such sound: up to NO_PENALTY_SHARE there is no penalty, from
FULL_PENALTY_SHARE on all of it."""


def leading_speech_share(samples: NDArray[np.int16], word_s: float) -> float:
    """Returns the share, 0 … 1, of the time before the word with sound nearly as loud as the word; 0 after a pause.

    Args:
        samples: The last 2 s, or as much as there is, int16 at 16 kHz; the word was recognised at their end.
        word_s: Length of the word when it is said slowly, in seconds.
    """
    levels = _levels_db(samples)
    word_db = np.sort(levels[-_frames(WORD_LEVEL_S) :])[int(_WORD_LEVEL_QUANTILE * _frames(WORD_LEVEL_S))]
    floor_db = np.sort(levels)[int(_FLOOR_QUANTILE * levels.size)]
    middle_db = (word_db + floor_db) / 2
    end = max(1, levels.size - _frames(word_s + MAX_RECOGNITION_DELAY_S))
    begin = max(0, end - _frames(BEFORE_S))
    just_before = levels[max(0, end - _frames(PAUSE_WITHIN_S)) : -_frames(WORD_END_S)]
    if _longest_run(just_before < middle_db) >= _frames(MIN_PAUSE_S):
        return 0.0
    return float((levels[begin:end] > max(word_db - NEARLY_AS_LOUD_DB, middle_db)).mean())


def leading_speech_penalty(samples: NDArray[np.int16], word_s: float) -> float:
    """Returns the penalty for what was heard before the word, as log-odds: 0 after a pause … MAX_PENALTY.

    Args:
        samples: As in `leading_speech_share`.
        word_s: As in `leading_speech_share`.
    """
    excess = leading_speech_share(samples, word_s) - NO_PENALTY_SHARE
    return MAX_PENALTY * min(1.0, max(0.0, excess / (FULL_PENALTY_SHARE - NO_PENALTY_SHARE)))


def penalised(score: float, log_odds: float) -> float:
    """Returns a score, 0 … 1, lowered by `log_odds`."""
    return score / (score + (1 - score) * math.exp(log_odds)) if log_odds else score


def _frames(seconds: float) -> int:
    return round(seconds * _FRAMES_PER_S)


def _longest_run(marks: NDArray[np.bool_]) -> int:
    """Returns the length of the longest run of set marks."""
    ends = np.flatnonzero(np.diff(np.concatenate(([False], marks, [False])).astype(np.int8)))
    return int((ends[1::2] - ends[::2]).max(initial=0))


def _levels_db(samples: NDArray[np.int16]) -> NDArray[np.float64]:
    """Returns the level of each frame of CONTEXT_SAMPLES, the frames before the start of the sound as silence.

    The levels are those of the differences between samples, which grow with the frequency: hum and rumble count little.
    """
    heard = np.zeros(CONTEXT_SAMPLES)
    last = samples[-CONTEXT_SAMPLES:]
    heard[CONTEXT_SAMPLES - last.size :] = last
    energy = (np.diff(heard, prepend=0.0).reshape(-1, _FRAME_SAMPLES) ** 2).mean(axis=1) + 1.0
    smooth = np.convolve(
        np.pad(energy, _SMOOTHED_FRAMES // 2, mode="edge"), np.ones(_SMOOTHED_FRAMES) / _SMOOTHED_FRAMES, "valid"
    )
    levels: NDArray[np.float64] = 10 * np.log10(smooth)
    return levels
