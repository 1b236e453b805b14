"""The voices that training speech is made with: what a voice is, and which ones this machine has. Training only.

A voice says a sentence, and tells where in it a marked word lies; that is what the labels are made from. It never
touches the microphone, the speaker or the network.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import ModelMissing

log = logging.getLogger(__name__)

RATE_HZ = 16_000
Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence as a voice said it."""

    samples: Samples
    """Mono, 16 kHz, −1 … 1."""
    start_s: float
    end_s: float
    """Where the marked word begins and ends; without a mark, where speech does."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sentence is said. A voice that cannot do something leaves it out."""

    speed: float = 1.0
    """1 is the voice's own pace, 2 twice as fast."""
    pitch: float = 1.0
    """Factor on the fundamental frequency."""
    tract: float = 1.0
    """Factor on the formants: 0.85 a large throat, 1.2 a child's."""
    breath_db: float = 0.0
    """More or less noise in the voice."""
    seed: int = 0


class Voice(Protocol):
    """Something that speaks English."""

    @property
    def name(self) -> str:
        """Engine and style, such as "kokoro:af_heart"."""

    @property
    def cost(self) -> float:
        """CPU seconds for a second of speech, roughly."""

    def say(self, before: str, word: str, after: str, manner: Manner) -> Saying:
        """Say all three as one sentence; `word` is the marked one and may be empty.

        `word` may be written `[spelling](/phonemes/)`; a voice that takes no phonemes says the spelling.

        Raises:
            RuntimeError: The engine failed on it; take another sentence.
        """


def resample(samples: Samples, factor: float) -> Samples:
    """Stretch by `factor`: above 1 longer, slower and deeper. Band-limited (soxr)."""
    import soxr

    return np.asarray(soxr.resample(samples, RATE_HZ, RATE_HZ * factor, quality="HQ"), np.float32)


def speech_bounds(samples: Samples, quiet: float = 0.02) -> tuple[int, int]:
    """First and one past the last sample of what is louder than `quiet` of the peak; all of it where nothing is."""
    if not samples.size:
        return 0, 0
    loud = np.flatnonzero(np.abs(samples) > quiet * float(np.abs(samples).max()))
    return (int(loud[0]), int(loud[-1]) + 1) if loud.size else (0, samples.size)


def word_bounds(samples: Samples, start_s: float, end_s: float) -> tuple[float, float]:
    """The marked word without the silence that a voice counts as part of its first and last sounds, in seconds.

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
    """`[spelling](/phonemes/)` without its phonemes."""
    return word[1 : word.index("](/")] if word.startswith("[") and "](/" in word else word


def find_voices(held_out: Collection[str], blends: int, seed: int) -> Sequence[Voice]:
    """Every voice of this machine that is not held out.

    Args:
        held_out: Names that must not be used, nor blended.
        blends: How many voices to blend from pairs of Kokoro's styles.
        seed: Chooses the pairs.

    Raises:
        ModelMissing: There is none.
    """
    from assistant.training.voices.hibari_voice import hibari_voices
    from assistant.training.voices.kokoro_voice import kokoro_voices
    from assistant.training.voices.system_voices import small_voices

    found = [
        voice
        for voice in (*kokoro_voices(held_out, blends, seed), *hibari_voices(), *small_voices())
        if voice.name not in held_out
    ]
    if not found:
        raise ModelMissing(
            "There is no voice to make training speech with",
            "Install one: pip install hibari-tts, or the Debian packages espeak-ng and flite.",
        )
    engines = sorted({voice.name.partition(":")[0] for voice in found})
    log.info("%d voices of %s", len(found), ", ".join(engines))
    return found
