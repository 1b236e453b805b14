"""Composes training scenes: a sentence in a room, with noise, through a microphone.

A scene is the sound of a microphone: something before, the sentence, something after, in one room, at one level, with
one noise. Impulse responses are synthetic: a direct sound, a few early reflections, and a tail of noise that decays by
60 dB in the reverberation time (Moorer's model, 1979), darker as it dies away. No recording of a room is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from assistant.training.features.noises import random_noise
from assistant.training.features.window_labels import LAST_SOUND
from assistant.training.voices.voice import RATE_HZ, Samples

LEAD_S = 1.75
"""Sound before the sentence: together with the word as long as the sound that a score depends on."""
TAIL_S = 0.02
FRESH_SHARE = 0.15
"""Share of calls that are the first sound after the detector starts."""
GATED_SHARE = 0.15
"""Share of calls between digital silence, as from a microphone that suppresses noise."""
WEAK_SHARE = 0.4
"""Share of sentences in which the last sound of the marked word is weakened."""
WEAKEST_DB, LEAST_WEAK_DB = -20.0, -3.0
"""Range of that weakening. People's /s/ is often 20 to 30 dB below their vowels and lost in any noise; synthetic voices
speak it clearly."""
FADE_S = 0.02
QUIETEST_DB, LOUDEST_DB = -46.0, -14.0
"""Range of the voice's level, root mean square against full scale."""
WORST_SNR_DB, BEST_SNR_DB = -5.0, 25.0

SpeechSource = Callable[[int, Generator], Samples]
"""Returns the given number of samples of somebody talking."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The sound of a microphone, with the place of the marked word."""

    samples: NDArray[np.int16]
    start_s: float
    end_s: float
    """Start and end of the marked word; both 0 where there is none."""
    fresh: bool
    """The detector starts with this scene."""


def call_scene(sentence: Samples, start_s: float, end_s: float, speech: SpeechSource, rng: Generator) -> Scene:
    """Returns a sentence with the word, after silence, noise or other speech."""
    if rng.random() < WEAK_SHARE:
        sentence = weaken_end(sentence, start_s, end_s, rng.uniform(WEAKEST_DB, LEAST_WEAK_DB))
    fresh = rng.random() < FRESH_SHARE
    lead_s = rng.uniform(0.25, 0.7) if fresh else LEAD_S + rng.uniform(0, 0.08)
    lead = round(lead_s * RATE_HZ)
    voice = np.zeros(lead + sentence.size + round(TAIL_S * RATE_HZ), np.float32)
    voice[lead : lead + sentence.size] = sentence
    if not fresh and rng.random() < 0.3:  # somebody talks right before the call
        gap = round(rng.uniform(0.03, 0.6) * RATE_HZ)
        earlier = speech(lead - gap, rng)
        ratio = speech_rms(sentence) / max(1e-6, speech_rms(earlier))
        voice[: lead - gap] = earlier * rng.uniform(0.4, 1.2) * ratio
    samples = as_recorded(voice, speech_rms(sentence), speech, rng)
    if rng.random() < GATED_SHARE:
        opens = max(0, lead + round((start_s - rng.uniform(0.05, 0.6)) * RATE_HZ))
        samples[:opens] = np.round(rng.standard_normal(opens) * rng.choice([0, 1, 3])).astype(np.int16)
        closes = lead + round((end_s + rng.uniform(0.05, 0.4)) * RATE_HZ)
        samples[closes:] = 0
    return Scene(samples, start_s + lead / RATE_HZ, end_s + lead / RATE_HZ, fresh)


def weaken_end(sentence: Samples, start_s: float, end_s: float, gain_db: float) -> Samples:
    """Returns the sentence with the last sound of its marked word changed by `gain_db` (below 0: weaker)."""
    end = min(sentence.size, round(end_s * RATE_HZ))
    first = max(0, round((end_s - LAST_SOUND * (end_s - start_s)) * RATE_HZ))
    slope = np.minimum(1, np.arange(end - first) / (FADE_S * RATE_HZ))
    weaker = sentence.copy()
    weaker[first:end] *= (10 ** (gain_db * slope / 20)).astype(np.float32)
    return weaker


def as_recorded(voice: Samples, loudness: float, speech: SpeechSource, rng: Generator) -> NDArray[np.int16]:
    """Returns a voice in a random room and noise through a random microphone; as long as `voice`, int16.

    Args:
        voice: The voice with its silence, 16 kHz.
        loudness: Root mean square of its speech, which the level of the noise refers to.
        speech: Returns other people's speech, for the noise.
        rng: Draws room, noise, microphone and level.
    """
    sound = voice if rng.random() < 0.25 else add_reverberation(voice, rng)
    if rng.random() < 0.7:
        ratio_db = rng.uniform(WORST_SNR_DB, BEST_SNR_DB)
        sound = sound + random_noise(voice.size, rng, speech) * loudness * 10 ** (-ratio_db / 20)
    if rng.random() < 0.7:
        sound = add_microphone(sound, rng)
    gain = 10 ** (rng.uniform(QUIETEST_DB, LOUDEST_DB) / 20) / max(1e-6, loudness)
    hiss = rng.standard_normal(voice.size) * 10 ** (rng.uniform(-95, -60) / 20)
    return np.asarray(np.round(np.clip(sound * gain + hiss, -1, 1) * 32767), np.int16)


def noise_scene(length: int, speech: SpeechSource | None, rng: Generator) -> NDArray[np.int16]:
    """Returns noise alone, of any kind and level."""
    level = 10 ** (rng.uniform(-60, -10) / 20)
    noise = random_noise(length, rng, speech) * level
    return np.asarray(np.round(np.clip(noise, -1, 1) * 32767), np.int16)


def speech_rms(samples: Samples) -> float:
    """Returns the root mean square of the louder half of the 20 ms frames: the level of speech without its pauses."""
    frames = samples[: samples.size // 320 * 320].reshape(-1, 320)
    if not frames.size:
        return 1e-6
    power = np.sort(np.square(frames).mean(axis=1))
    return float(np.sqrt(power[power.size // 2 :].mean())) + 1e-9


QUIETEST_ROOM_S, LOUDEST_ROOM_S = 0.08, 0.8
"""Range of reverberation times of furnished rooms."""
NEAREST_DB, FARTHEST_DB = 18.0, -4.0
"""Range of direct to reverberant energy: from a headset to a voice from across the room."""


def add_reverberation(samples: Samples, rng: Generator) -> Samples:
    """Adds a random room to `samples`; the result is as long as before and aligned with it."""
    response = impulse_response(rng)
    heard = signal.fftconvolve(samples, response)[: samples.size]
    return np.asarray(heard, np.float32)


def impulse_response(rng: Generator) -> Samples:
    """Returns the impulse response of a random room; the direct sound is its first sample, so nothing is delayed."""
    seconds = float(np.exp(rng.uniform(np.log(QUIETEST_ROOM_S), np.log(LOUDEST_ROOM_S))))
    length = int(min(seconds, 0.5) * RATE_HZ)
    tail = rng.standard_normal(length) * 10 ** (-3 * np.arange(length) / (seconds * RATE_HZ))
    tail[: int(0.004 * RATE_HZ)] = 0
    for at_s in rng.uniform(0.001, 0.03, rng.integers(2, 7)):
        tail[int(at_s * RATE_HZ)] += rng.uniform(-2, 2)
    tail = signal.lfilter([1.0], [1.0, -rng.uniform(0.1, 0.6)], tail)
    ratio_db = rng.uniform(FARTHEST_DB, NEAREST_DB)
    tail *= 10 ** (-ratio_db / 20) / max(1e-9, float(np.sqrt((tail**2).sum())))
    tail[0] = 1.0
    return np.asarray(tail, np.float32)


def add_microphone(samples: Samples, rng: Generator) -> Samples:
    """Colours the sound as a microphone does: a tilt, one resonance, and the band of the microphone or headset link."""
    coloured = samples
    tilt = rng.uniform(-0.35, 0.35)
    coloured = signal.lfilter([1.0, tilt], [1.0], coloured)
    bell_hz, gain_db = float(np.exp(rng.uniform(np.log(200), np.log(6000)))), rng.uniform(-7, 7)
    coloured = signal.sosfilt(_bell(bell_hz, gain_db), coloured)
    low_hz = rng.choice([20.0, 80.0, 150.0, 250.0], p=[0.4, 0.3, 0.2, 0.1])
    high_hz = rng.choice([7900.0, 7000.0, 5000.0, 3600.0], p=[0.5, 0.15, 0.15, 0.2])
    band = signal.butter(2, [low_hz, high_hz], "bandpass", fs=RATE_HZ, output="sos")
    return np.asarray(signal.sosfilt(band, coloured), np.float32)


def _bell(centre_hz: float, gain_db: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Returns a peaking filter, one octave wide (R. Bristow-Johnson, Audio EQ Cookbook)."""
    gain = 10 ** (gain_db / 40)
    angle = 2 * np.pi * centre_hz / RATE_HZ
    alpha = np.sin(angle) / (2 * 1.4)
    cosine = -2 * np.cos(angle)
    low = 1 + alpha / gain
    return np.asarray(
        [
            [
                (1 + alpha * gain) / low,
                cosine / low,
                (1 - alpha * gain) / low,
                1.0,
                cosine / low,
                (1 - alpha / gain) / low,
            ]
        ]
    )
