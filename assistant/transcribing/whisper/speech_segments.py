"""Where in an utterance somebody speaks, by Silero's detector. Runs in the transcriber process.

It takes two milliseconds for a second of sound, so it is asked only when something else speaks against a text.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
from faster_whisper.vad import get_vad_model

from assistant.transcribing.whisper.samples import RATE_HZ, Samples

_BLOCK = 512
"""Samples that Silero's voice detector judges at once: 32 ms."""
_SPEECH = 0.5
"""Silero's own threshold."""


class Voiced:
    """Speech in `samples`, found out when it is first asked for."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def seconds(self, start_s: float = 0.0, end_s: float = float("inf")) -> float:
        """Seconds of speech between two moments."""
        first, last = int(start_s * RATE_HZ / _BLOCK), end_s * RATE_HZ / _BLOCK
        blocks = self._blocks[first : None if last >= len(self._blocks) else int(last) + 1]
        return float(blocks.sum()) * _BLOCK / RATE_HZ

    @cached_property
    def _blocks(self) -> npt.NDArray[np.bool_]:
        padded = np.pad(self._samples, (0, -len(self._samples) % _BLOCK))
        return np.asarray(get_vad_model()(padded)).ravel() >= _SPEECH
