"""Converts an utterance to samples, divides a long one at its pauses, and finds where somebody speaks in it."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import numpy.typing as npt
from faster_whisper.vad import get_vad_model

from assistant.core.errors import BadRecording
from assistant.core.request import Audio

RATE_HZ = 16_000

Samples = npt.NDArray[np.float32]
"""Samples −1 … 1 at 16 kHz, one channel."""


MAX_WHOLE_S = 10.0
"""Longest utterance that stays in one piece: most requests are shorter, and a cut costs the words around it."""
STRETCH_S = 8.0
"""Approximate length of the stretches of a longer utterance. Shorter stretches lose more words at their ends than they
save time."""
_CUT_SLACK = 0.35
"""How far a cut may move to a quiet place, as a share of a stretch."""
_LEVEL_FRAME = RATE_HZ // 50
_QUIET_FRAMES = 9
"""Frames over which the power is averaged. A pause between words is quiet for about 0.18 s; a closed /p/ or /t/ inside
a word for less than 0.1 s."""
_VAD_BLOCK = 512
"""Samples that Silero's voice detector judges at once: 32 ms."""
_VAD_THRESHOLD = 0.5
"""Silero's own threshold."""


def to_samples(audio: Audio) -> Samples:
    """Returns the samples of an utterance, which the ears have resampled to 16 kHz.

    Raises:
        BadRecording: The utterance is not made of whole 16-bit samples, or its rate is not 16 kHz.
    """
    if len(audio.samples) % 2 or audio.rate_hz != RATE_HZ:
        raise BadRecording(
            f"The utterance is not readable sound ({len(audio.samples)} bytes at {audio.rate_hz} Hz)",
            "The recogniser takes 16-bit samples at 16 kHz.",
        )
    return np.frombuffer(audio.samples, np.dtype("<i2")).astype(np.float32) / np.float32(32768)


def split_at_pauses(samples: Samples) -> list[Samples]:
    """Divides an utterance into stretches of about STRETCH_S, where it is quietest; one stretch where it is at most
    MAX_WHOLE_S long.

    The encoder compares every moment with every other, so four stretches of five seconds cost about half of one of
    twenty. No sample is dropped: the stretches joined are the utterance.
    """
    if len(samples) <= MAX_WHOLE_S * RATE_HZ:
        return [samples]
    count = math.ceil(len(samples) / (STRETCH_S * RATE_HZ))
    frames = len(samples) // _LEVEL_FRAME
    power = np.square(samples[: frames * _LEVEL_FRAME].reshape(frames, _LEVEL_FRAME)).mean(axis=1)
    smooth = np.convolve(power, np.ones(_QUIET_FRAMES) / _QUIET_FRAMES, mode="same")
    places = [0]
    for number in range(1, count):
        middle, slack = frames * number / count, frames / count * _CUT_SLACK
        first = max(places[-1] + 1, int(middle - slack))
        places.append(first + int(np.argmin(smooth[first : int(middle + slack) + 1])))
    ends = [place * _LEVEL_FRAME for place in places[1:]] + [len(samples)]
    starts = [place * _LEVEL_FRAME for place in places]
    return [samples[start:end] for start, end in zip(starts, ends, strict=True)]


class SpeechSegments:
    """Finds speech in `samples` with Silero's voice detector.

    The detector takes 2 ms for a second of sound, so it runs only when `seconds` is called for the first time.
    """

    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def seconds(self, start_s: float = 0.0, end_s: float = float("inf")) -> float:
        """Returns the seconds of speech between two moments."""
        first, last = int(start_s * RATE_HZ / _VAD_BLOCK), end_s * RATE_HZ / _VAD_BLOCK
        blocks = self._blocks[first : None if last >= len(self._blocks) else int(last) + 1]
        return float(blocks.sum()) * _VAD_BLOCK / RATE_HZ

    @cached_property
    def _blocks(self) -> npt.NDArray[np.bool_]:
        padded = np.pad(self._samples, (0, -len(self._samples) % _VAD_BLOCK))
        return np.asarray(get_vad_model()(padded)).ravel() >= _VAD_THRESHOLD
