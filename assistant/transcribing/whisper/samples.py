"""From an utterance's bytes to the numbers that the recogniser hears. Runs in the transcriber process."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.core.errors import BadRecording
from assistant.core.request import Audio

RATE_HZ = 16_000

Samples = npt.NDArray[np.float32]
"""−1 … 1 at 16 kHz, one channel."""


def to_samples(audio: Audio) -> Samples:
    """The utterance as the recogniser takes it; the ears have resampled it.

    Raises:
        BadRecording: It is not made of whole 16-bit samples, or its rate is not 16 kHz.
    """
    if len(audio.samples) % 2 or audio.rate_hz != RATE_HZ:
        raise BadRecording(
            f"The utterance is not readable sound ({len(audio.samples)} bytes at {audio.rate_hz} Hz)",
            "The recogniser takes 16-bit samples at 16 kHz.",
        )
    return np.frombuffer(audio.samples, np.dtype("<i2")).astype(np.float32) / np.float32(32768)
