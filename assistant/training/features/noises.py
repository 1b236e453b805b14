"""Synthesises the noise of training scenes: fans, kitchens, rain, keyboards, music, and crowds of synthetic voices.

Every kind returns `length` samples at 16 kHz with a root mean square of 1; the caller sets the level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from assistant.training.voices.voice import RATE_HZ, Samples

Noise = Callable[[int, Generator], Samples]


def random_noise(length: int, rng: Generator, speech: Callable[[int, Generator], Samples] | None) -> Samples:
    """Returns noise of any kind; with `speech`, which returns samples of speech, also crowds and television."""
    kinds: Sequence[Noise] = KINDS
    if speech is not None and rng.random() < 0.35:
        return crowd(length, rng, speech)
    noise = kinds[int(rng.integers(len(kinds)))](length, rng)
    if rng.random() < 0.3:
        noise = noise + rng.uniform(0.2, 1) * kinds[int(rng.integers(len(kinds)))](length, rng)
    return level(noise)


def level(samples: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> Samples:
    """Scales samples to a root mean square of 1; silence stays silence."""
    power = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return np.asarray(samples / power if power > 1e-9 else samples, np.float32)


def coloured(length: int, rng: Generator) -> Samples:
    """Returns white to brown noise: its power falls with frequency to the power of 0 … 2."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    frequency = np.maximum(1.0, np.arange(spectrum.size) * RATE_HZ / length / 20)
    return level(np.fft.irfft(spectrum / frequency ** (rng.uniform(0, 2) / 2), length))


def fan(length: int, rng: Generator) -> Samples:
    """Returns a motor: mains or blades with their harmonics, and air."""
    at = np.arange(length) / RATE_HZ
    base_hz = rng.choice([50.0, 60.0, rng.uniform(70, 240)])
    wobble = 1 + 0.003 * np.sin(2 * np.pi * rng.uniform(0.2, 2) * at)
    tones = sum(
        rng.uniform(0, 1) / (k + 1) * np.sin(2 * np.pi * base_hz * (k + 1) * at * wobble + rng.uniform(0, 6.3))
        for k in range(12)
    )
    return level(level(np.asarray(tones)) * rng.uniform(0.2, 1.2) + coloured(length, rng))


def kitchen(length: int, rng: Generator) -> Samples:
    """Returns the clatter of dishes and cutlery over running water."""
    noise = water(length, rng) * rng.uniform(0.1, 1.0)
    for _ in range(rng.poisson(length / RATE_HZ * rng.uniform(0.5, 5))):
        ring = int(rng.uniform(0.02, 0.35) * RATE_HZ)
        at = np.arange(ring) / RATE_HZ
        strike = sum(
            rng.uniform(0.2, 1) * np.sin(2 * np.pi * hz * at) * np.exp(-at * rng.uniform(12, 90))
            for hz in np.exp(rng.uniform(np.log(400), np.log(7000), rng.integers(3, 9)))
        )
        start = int(rng.integers(length))
        end = min(length, start + ring)
        noise[start:end] += (np.asarray(strike) * rng.uniform(0.5, 4))[: end - start]
    return level(noise)


def water(length: int, rng: Generator) -> Samples:
    """Returns rain, a tap or a shower: hissing that swells."""
    low = rng.uniform(300, 2000)
    band = signal.butter(1, [low, min(7900, low * rng.uniform(2, 8))], "bandpass", fs=RATE_HZ, output="sos")
    hiss = signal.sosfilt(band, rng.standard_normal(length))
    points = np.maximum(0.2, 1 + 0.5 * rng.standard_normal(max(2, length // RATE_HZ * 4)))
    swell = np.interp(np.linspace(0, points.size - 1, length), np.arange(points.size), points)
    return level(hiss * swell)


def typing(length: int, rng: Generator) -> Samples:
    """Returns keys, clicks or steps: short knocks in a quiet room."""
    noise = coloured(length, rng) * rng.uniform(0.02, 0.2)
    at_s = rng.uniform(0, 0.3)
    while at_s * RATE_HZ < length - 1:
        ring = int(rng.uniform(0.004, 0.05) * RATE_HZ)
        knock = rng.standard_normal(ring) * np.exp(-np.arange(ring) / ring * 5) * rng.uniform(0.5, 2)
        start = int(at_s * RATE_HZ)
        end = min(length, start + ring)
        noise[start:end] += knock[: end - start]
        at_s += rng.exponential(0.18) + 0.03
    return level(noise)


def music(length: int, rng: Generator) -> Samples:
    """Returns a band: chords, a bass, a melody and drums in a random key and tempo."""
    beat = int(RATE_HZ * 60 / rng.uniform(65, 170))
    song = np.zeros(length + 4 * beat, np.float32)
    root = rng.uniform(90, 220)
    scale = np.asarray([0, 2, 4, 5, 7, 9, 11] if rng.random() < 0.5 else [0, 2, 3, 5, 7, 8, 10])
    overtones = 1 / np.arange(1, 7) ** rng.uniform(0.6, 2.5)
    singing = rng.random() < 0.4
    for number, start in enumerate(range(0, length, beat)):
        step = rng.integers(7)
        notes = [scale[(step + third) % 7] + (12 if third > 2 else 0) for third in (0, 2, 4)]
        if number % 2 == 0:
            for note in notes:
                _play(song, start, 2 * beat, root * 2 ** (note / 12), _Sound(overtones * 0.5, rng.uniform(1, 6)))
        _play(song, start, beat, root / 2 * 2 ** (scale[step] / 12), _Sound(overtones, 4.0))
        melody = root * 2 ** (1 + scale[rng.integers(7)] / 12)
        _play(song, start, beat, melody, _Sound(overtones, 1.5, 0.01 if singing else 0.0))
        drum = rng.standard_normal(beat // 3) * np.exp(-np.arange(beat // 3) / RATE_HZ * rng.uniform(15, 60))
        song[start : start + drum.size] += drum * rng.uniform(0, 1.2)
    return level(song[:length])


@dataclass(frozen=True, slots=True)
class _Sound:
    """The sound of an instrument."""

    overtones: NDArray[np.float64]
    """Share of each harmonic."""
    decay: float
    """Exponential decay per second."""
    vibrato: float = 0.0


def _play(song: Samples, start: int, length: int, hz: float, sound: _Sound) -> None:
    at = np.arange(min(length, song.size - start)) / RATE_HZ
    phase = 2 * np.pi * hz * at + sound.vibrato * hz / 5.5 * np.sin(2 * np.pi * 5.5 * at)
    tones = sum(share * np.sin(phase * (k + 1)) for k, share in enumerate(sound.overtones) if hz * (k + 1) < 7800)
    song[start : start + at.size] += np.asarray(tones * np.minimum(1, at * 60) * np.exp(-sound.decay * at), np.float32)


def crowd(length: int, rng: Generator, speech: Callable[[int, Generator], Samples]) -> Samples:
    """Returns one to seven people talking at once, further away, sometimes with music."""
    talk = sum(level(speech(length, rng)) * rng.uniform(0.3, 1) for _ in range(rng.integers(1, 8)))
    if rng.random() < 0.3:
        talk = talk + music(length, rng) * rng.uniform(0.3, 1.5)
    return level(np.asarray(talk))


KINDS: Sequence[Noise] = (coloured, coloured, fan, kitchen, water, typing, music, music)
