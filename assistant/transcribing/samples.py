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
    """The utterance at 16 kHz.

    Raises:
        BadRecording: It is not made of whole 16-bit samples, or its rate is outside 8–192 kHz.
    """
    if len(audio.samples) % 2 or not 8_000 <= audio.rate_hz <= 192_000:
        raise BadRecording("The utterance is not readable sound", "It must be 16-bit samples at 8 to 192 kHz.")
    samples = np.frombuffer(audio.samples, np.dtype("<i2")).astype(np.float32) / np.float32(32768)
    if audio.rate_hz == RATE_HZ or not len(samples):
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, audio.rate_hz, RATE_HZ), np.float32)
