"""Cuts a long utterance into stretches where it is quietest. Pure; runs in the transcriber process.

The recogniser's encoder compares every moment with every other, so that four stretches of five seconds cost about half
of one of twenty. It never drops a sample: the stretches joined are the utterance.
"""

from __future__ import annotations

import math

import numpy as np

from assistant.transcribing.whisper.samples import RATE_HZ, Samples

WHOLE_S = 10.0
"""Longest utterance that stays in one piece: most requests are shorter, and a cut costs the words around it."""
STRETCH_S = 8.0
"""About so long the stretches of a longer one are. Shorter ones lose more words at their ends than they save time."""
_SLACK = 0.35
"""How far a cut may move to a quiet place, as a share of a stretch."""
_FRAME = RATE_HZ // 50
_QUIET_FRAMES = 9
"""A pause between words is quiet for about 0.18 s; a closed /p/ or /t/ inside one for less than 0.1 s."""


def cut(samples: Samples) -> list[Samples]:
    """The utterance in stretches of about STRETCH_S; in one where it is at most WHOLE_S long."""
    if len(samples) <= WHOLE_S * RATE_HZ:
        return [samples]
    count = math.ceil(len(samples) / (STRETCH_S * RATE_HZ))
    frames = len(samples) // _FRAME
    power = np.square(samples[: frames * _FRAME].reshape(frames, _FRAME)).mean(axis=1)
    smooth = np.convolve(power, np.ones(_QUIET_FRAMES) / _QUIET_FRAMES, mode="same")
    places = [0]
    for number in range(1, count):
        middle, slack = frames * number / count, frames / count * _SLACK
        first = max(places[-1] + 1, int(middle - slack))
        places.append(first + int(np.argmin(smooth[first : int(middle + slack) + 1])))
    ends = [place * _FRAME for place in places[1:]] + [len(samples)]
    starts = [place * _FRAME for place in places]
    return [samples[start:end] for start, end in zip(starts, ends, strict=True)]
