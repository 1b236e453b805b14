"""Defines what a voice is: it speaks a sentence and returns the place of a marked word, from which labels are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A spoken sentence."""

    samples: Samples
    """Mono, 16 kHz, −1 … 1."""
    start_s: float
    end_s: float
    """Start and end of the marked word; without one, of the speech."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Settings of the speech; a voice ignores those that it cannot apply."""

    speed: float = 1.0
    """1 is the voice's own speed, 2 twice as fast."""
    pitch: float = 1.0
    """Factor on the fundamental frequency."""
    tract: float = 1.0
    """Factor on the formants: 0.85 is a large vocal tract, 1.2 a child's."""
    breath_db: float = 0.0
    """Change of the noise in the voice."""
    seed: int = 0


class Voice(Protocol):
    """A synthetic voice that speaks English."""

    @property
    def name(self) -> str:
        """Engine and style, such as "kokoro:af_heart"."""

    @property
    def cost(self) -> float:
        """Approximate CPU seconds for a second of speech."""

    def say(self, before: str, word: str, after: str, settings: VoiceSettings) -> SpokenSentence:
        """Speak all three as one sentence; `word` is the marked one and may be empty. Blocks.

        `word` may be written `[spelling](/phonemes/)`; a voice that takes no phonemes says the spelling.

        Raises:
            RuntimeError: The engine cannot say this sentence; another one may do.
        """


def resample(samples: Samples, factor: float) -> Samples:
    """Stretches by `factor`: above 1 longer, slower and deeper. Band-limited (soxr)."""
    import soxr

    return np.asarray(soxr.resample(samples, RATE_HZ, RATE_HZ * factor, quality="HQ"), np.float32)


def speech_bounds(samples: Samples, quiet: float = 0.02) -> tuple[int, int]:
    """Returns the range from the first to the last sample above `quiet` times the peak; everything if there is none."""
    if not samples.size:
        return 0, 0
    loud = np.flatnonzero(np.abs(samples) > quiet * float(np.abs(samples).max()))
    return (int(loud[0]), int(loud[-1]) + 1) if loud.size else (0, samples.size)


def word_bounds(samples: Samples, start_s: float, end_s: float) -> tuple[float, float]:
    """Returns start and end of the word in seconds, without the silence that a voice adds to its first and last sounds.

    Frames of 10 ms that are 36 dB below the loudest one of the word count as silence: an /s/ is 15 to 25 dB below.
    """
    first = round(start_s * RATE_HZ)
    word = samples[first : round(end_s * RATE_HZ)]
    frames = word[: word.size // 160 * 160].reshape(-1, 160)
    if not frames.size:
        return start_s, end_s
    power = np.square(frames).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10**-3.6)
    return start_s + int(loud[0]) * 0.01, start_s + (int(loud[-1]) + 1) * 0.01


def spelling(word: str) -> str:
    """Returns the spelling of a word that may be written `[spelling](/phonemes/)`."""
    return word[1 : word.index("](/")] if word.startswith("[") and "](/" in word else word
