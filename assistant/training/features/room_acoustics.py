"""Rooms and microphones: what happens to a voice between mouth and samples. Training only.

Impulse responses are synthetic: a direct sound, a few early reflections, and a tail of noise that decays by 60 dB in
the reverberation time (Moorer's model, 1979), darker as it dies away. No recording of a room is needed.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from scipy import signal

from assistant.training.voices.voice_list import RATE_HZ, Samples

QUIETEST_ROOM_S, LOUDEST_ROOM_S = 0.08, 0.8
"""Reverberation times of furnished rooms."""
NEAREST_DB, FARTHEST_DB = 18.0, -4.0
"""Direct to reverberant energy: a headset, and a voice from across the room."""


def in_a_room(samples: Samples, chance: Generator) -> Samples:
    """`samples` as a microphone somewhere in some room would get them; as long as before, and aligned with it."""
    response = impulse_response(chance)
    heard = signal.fftconvolve(samples, response)[: samples.size]
    return np.asarray(heard, np.float32)


def impulse_response(chance: Generator) -> Samples:
    """One room: the direct sound is the first sample, so nothing is delayed."""
    seconds = float(np.exp(chance.uniform(np.log(QUIETEST_ROOM_S), np.log(LOUDEST_ROOM_S))))
    length = int(min(seconds, 0.5) * RATE_HZ)
    tail = chance.standard_normal(length) * 10 ** (-3 * np.arange(length) / (seconds * RATE_HZ))
    tail[: int(0.004 * RATE_HZ)] = 0
    for at_s in chance.uniform(0.001, 0.03, chance.integers(2, 7)):
        tail[int(at_s * RATE_HZ)] += chance.uniform(-2, 2)
    tail = signal.lfilter([1.0], [1.0, -chance.uniform(0.1, 0.6)], tail)
    ratio_db = chance.uniform(FARTHEST_DB, NEAREST_DB)
    tail *= 10 ** (-ratio_db / 20) / max(1e-9, float(np.sqrt((tail**2).sum())))
    tail[0] = 1.0
    return np.asarray(tail, np.float32)


def through_a_microphone(samples: Samples, chance: Generator) -> Samples:
    """Colour the sound: a tilt, one resonance, and the limits of what the microphone or a headset link carries."""
    coloured = samples
    tilt = chance.uniform(-0.35, 0.35)
    coloured = signal.lfilter([1.0, tilt], [1.0], coloured)
    bell_hz, gain_db = float(np.exp(chance.uniform(np.log(200), np.log(6000)))), chance.uniform(-7, 7)
    coloured = signal.sosfilt(_bell(bell_hz, gain_db), coloured)
    low_hz = chance.choice([20.0, 80.0, 150.0, 250.0], p=[0.4, 0.3, 0.2, 0.1])
    high_hz = chance.choice([7900.0, 7000.0, 5000.0, 3600.0], p=[0.5, 0.15, 0.15, 0.2])
    band = signal.butter(2, [low_hz, high_hz], "bandpass", fs=RATE_HZ, output="sos")
    return np.asarray(signal.sosfilt(band, coloured), np.float32)


def _bell(centre_hz: float, gain_db: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A peaking filter, one octave wide (R. Bristow-Johnson, Audio EQ Cookbook)."""
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
