"""Puts sentences into rooms, noise and time, and marks what the network shall learn from each. Training only.

A scene is what a microphone would have heard: something before, the sentence, something after, in one room, at one
level, with one noise. Times are in blocks of 80 ms, as the detector counts them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from assistant.training.features.noises import some_noise
from assistant.training.features.room_acoustics import in_a_room, through_a_microphone
from assistant.training.features.window_labels import LAST_SOUND
from assistant.training.voices.voice_list import RATE_HZ, Samples

LEAD_S = 1.75
"""Sound before the sentence: with the word itself as much as a score depends on."""
TAIL_S = 0.02
FRESH_SHARE = 0.15
"""So many calls are the first thing that the detector hears."""
GATED_SHARE = 0.15
"""So many come out of silence and go back to it at once, as from a microphone that suppresses noise."""
WEAK_SHARE = 0.4
"""So many sentences have a marked word whose last sound is weaker than the voice said it."""
WEAKEST_DB, LEAST_WEAK_DB = -20.0, -3.0
"""By so much. People's /s/ is often 20 to 30 dB below their vowels and lost in any noise; voices made for reading to
people say it plainly."""
FADE_S = 0.02
QUIETEST_DB, LOUDEST_DB = -46.0, -14.0
"""Level of the voice, root mean square against full scale."""
WORST_SNR_DB, BEST_SNR_DB = -5.0, 25.0

Talk = Callable[[int, Generator], Samples]
"""So many samples of somebody talking."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the microphone heard."""

    samples: NDArray[np.int16]
    start_s: float
    end_s: float
    """Where the marked word is in it."""
    fresh: bool
    """The detector has just begun to hear when it begins."""


def call_scene(sentence: Samples, start_s: float, end_s: float, talk: Talk, chance: Generator) -> Scene:
    """A sentence with the word, after silence, noise or other talk."""
    if chance.random() < WEAK_SHARE:
        sentence = with_weak_end(sentence, start_s, end_s, chance.uniform(WEAKEST_DB, LEAST_WEAK_DB))
    fresh = chance.random() < FRESH_SHARE
    lead_s = chance.uniform(0.25, 0.7) if fresh else LEAD_S + chance.uniform(0, 0.08)
    lead = round(lead_s * RATE_HZ)
    voice = np.zeros(lead + sentence.size + round(TAIL_S * RATE_HZ), np.float32)
    voice[lead : lead + sentence.size] = sentence
    if not fresh and chance.random() < 0.3:  # the same breath, or somebody else's sentence right before
        gap = round(chance.uniform(0.03, 0.6) * RATE_HZ)
        earlier = talk(lead - gap, chance)
        ratio = loudness_of(sentence) / max(1e-6, loudness_of(earlier))
        voice[: lead - gap] = earlier * chance.uniform(0.4, 1.2) * ratio
    samples = heard(voice, loudness_of(sentence), talk, chance)
    if chance.random() < GATED_SHARE:
        opens = max(0, lead + round((start_s - chance.uniform(0.05, 0.6)) * RATE_HZ))
        samples[:opens] = np.round(chance.standard_normal(opens) * chance.choice([0, 1, 3])).astype(np.int16)
        closes = lead + round((end_s + chance.uniform(0.05, 0.4)) * RATE_HZ)
        samples[closes:] = 0
    return Scene(samples, start_s + lead / RATE_HZ, end_s + lead / RATE_HZ, fresh)


def with_weak_end(sentence: Samples, start_s: float, end_s: float, gain_db: float) -> Samples:
    """The sentence with the last sound of its marked word so many dB louder (less than 0: weaker)."""
    end = min(sentence.size, round(end_s * RATE_HZ))
    first = max(0, round((end_s - LAST_SOUND * (end_s - start_s)) * RATE_HZ))
    slope = np.minimum(1, np.arange(end - first) / (FADE_S * RATE_HZ))
    weaker = sentence.copy()
    weaker[first:end] *= (10 ** (gain_db * slope / 20)).astype(np.float32)
    return weaker


def heard(voice: Samples, loudness: float, talk: Talk, chance: Generator) -> NDArray[np.int16]:
    """The voice in some room and noise through some microphone.

    Args:
        voice: All of it, silence included.
        loudness: Root mean square of its speech, which the noise is measured against.
        talk: Gives other people's speech, for the noise.
        chance: Decides everything.
    """
    sound = voice if chance.random() < 0.25 else in_a_room(voice, chance)
    if chance.random() < 0.7:
        ratio_db = chance.uniform(WORST_SNR_DB, BEST_SNR_DB)
        sound = sound + some_noise(voice.size, chance, talk) * loudness * 10 ** (-ratio_db / 20)
    if chance.random() < 0.7:
        sound = through_a_microphone(sound, chance)
    gain = 10 ** (chance.uniform(QUIETEST_DB, LOUDEST_DB) / 20) / max(1e-6, loudness)
    hiss = chance.standard_normal(voice.size) * 10 ** (chance.uniform(-95, -60) / 20)
    return np.asarray(np.round(np.clip(sound * gain + hiss, -1, 1) * 32767), np.int16)


def noise_scene(length: int, talk: Talk | None, chance: Generator) -> NDArray[np.int16]:
    """Noise alone, of any kind and level."""
    level = 10 ** (chance.uniform(-60, -10) / 20)
    noise = some_noise(length, chance, talk) * level
    return np.asarray(np.round(np.clip(noise, -1, 1) * 32767), np.int16)


def loudness_of(samples: Samples) -> float:
    """Root mean square of the louder half of the 20 ms frames: of the speech, without its pauses."""
    frames = samples[: samples.size // 320 * 320].reshape(-1, 320)
    if not frames.size:
        return 1e-6
    power = np.sort(np.square(frames).mean(axis=1))
    return float(np.sqrt(power[power.size // 2 :].mean())) + 1e-9
