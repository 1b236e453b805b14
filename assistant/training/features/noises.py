"""Noise to train in, made of nothing: fans, kitchens, rain, keyboards, music, and crowds of the training's own voices.

Training only. Every kind gives samples with a root mean square of 1; the caller sets the level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from assistant.training.voices.voice_list import RATE_HZ, Samples

Noise = Callable[[int, Generator], Samples]


def some_noise(length: int, chance: Generator, speech: Callable[[int, Generator], Samples] | None) -> Samples:
    """Any kind; with `speech`, which gives so many samples of somebody talking, also crowds and television."""
    kinds: Sequence[Noise] = KINDS
    if speech is not None and chance.random() < 0.35:
        return crowd(length, chance, speech)
    noise = kinds[int(chance.integers(len(kinds)))](length, chance)
    if chance.random() < 0.3:
        noise = noise + chance.uniform(0.2, 1) * kinds[int(chance.integers(len(kinds)))](length, chance)
    return level(noise)


def level(samples: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> Samples:
    """Scaled to a root mean square of 1; silence stays silence."""
    power = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return np.asarray(samples / power if power > 1e-9 else samples, np.float32)


def coloured(length: int, chance: Generator) -> Samples:
    """White to brown: power falls with frequency to the power of 0 … 2."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    frequency = np.maximum(1.0, np.arange(spectrum.size) * RATE_HZ / length / 20)
    return level(np.fft.irfft(spectrum / frequency ** (chance.uniform(0, 2) / 2), length))


def fan(length: int, chance: Generator) -> Samples:
    """A motor: mains or blades with their harmonics, and the air."""
    at = np.arange(length) / RATE_HZ
    base_hz = chance.choice([50.0, 60.0, chance.uniform(70, 240)])
    wobble = 1 + 0.003 * np.sin(2 * np.pi * chance.uniform(0.2, 2) * at)
    tones = sum(
        chance.uniform(0, 1) / (k + 1) * np.sin(2 * np.pi * base_hz * (k + 1) * at * wobble + chance.uniform(0, 6.3))
        for k in range(12)
    )
    return level(level(np.asarray(tones)) * chance.uniform(0.2, 1.2) + coloured(length, chance))


def kitchen(length: int, chance: Generator) -> Samples:
    """Clatter of dishes and cutlery over running water."""
    noise = water(length, chance) * chance.uniform(0.1, 1.0)
    for _ in range(chance.poisson(length / RATE_HZ * chance.uniform(0.5, 5))):
        ring = int(chance.uniform(0.02, 0.35) * RATE_HZ)
        at = np.arange(ring) / RATE_HZ
        strike = sum(
            chance.uniform(0.2, 1) * np.sin(2 * np.pi * hz * at) * np.exp(-at * chance.uniform(12, 90))
            for hz in np.exp(chance.uniform(np.log(400), np.log(7000), chance.integers(3, 9)))
        )
        start = int(chance.integers(length))
        end = min(length, start + ring)
        noise[start:end] += (np.asarray(strike) * chance.uniform(0.5, 4))[: end - start]
    return level(noise)


def water(length: int, chance: Generator) -> Samples:
    """Rain, a tap, a shower: hissing that swells."""
    low = chance.uniform(300, 2000)
    band = signal.butter(1, [low, min(7900, low * chance.uniform(2, 8))], "bandpass", fs=RATE_HZ, output="sos")
    hiss = signal.sosfilt(band, chance.standard_normal(length))
    points = np.maximum(0.2, 1 + 0.5 * chance.standard_normal(max(2, length // RATE_HZ * 4)))
    swell = np.interp(np.linspace(0, points.size - 1, length), np.arange(points.size), points)
    return level(hiss * swell)


def typing(length: int, chance: Generator) -> Samples:
    """Keys, clicks, steps: short knocks in a quiet room."""
    noise = coloured(length, chance) * chance.uniform(0.02, 0.2)
    at_s = chance.uniform(0, 0.3)
    while at_s * RATE_HZ < length - 1:
        ring = int(chance.uniform(0.004, 0.05) * RATE_HZ)
        knock = chance.standard_normal(ring) * np.exp(-np.arange(ring) / ring * 5) * chance.uniform(0.5, 2)
        start = int(at_s * RATE_HZ)
        end = min(length, start + ring)
        noise[start:end] += knock[: end - start]
        at_s += chance.exponential(0.18) + 0.03
    return level(noise)


def music(length: int, chance: Generator) -> Samples:
    """A band: chords, a bass, a melody and drums in some key and tempo."""
    beat = int(RATE_HZ * 60 / chance.uniform(65, 170))
    song = np.zeros(length + 4 * beat, np.float32)
    root = chance.uniform(90, 220)
    scale = np.asarray([0, 2, 4, 5, 7, 9, 11] if chance.random() < 0.5 else [0, 2, 3, 5, 7, 8, 10])
    overtones = 1 / np.arange(1, 7) ** chance.uniform(0.6, 2.5)
    singing = chance.random() < 0.4
    for number, start in enumerate(range(0, length, beat)):
        step = chance.integers(7)
        notes = [scale[(step + third) % 7] + (12 if third > 2 else 0) for third in (0, 2, 4)]
        if number % 2 == 0:
            for note in notes:
                _play(song, start, 2 * beat, root * 2 ** (note / 12), _Sound(overtones * 0.5, chance.uniform(1, 6)))
        _play(song, start, beat, root / 2 * 2 ** (scale[step] / 12), _Sound(overtones, 4.0))
        melody = root * 2 ** (1 + scale[chance.integers(7)] / 12)
        _play(song, start, beat, melody, _Sound(overtones, 1.5, 0.01 if singing else 0.0))
        drum = chance.standard_normal(beat // 3) * np.exp(-np.arange(beat // 3) / RATE_HZ * chance.uniform(15, 60))
        song[start : start + drum.size] += drum * chance.uniform(0, 1.2)
    return level(song[:length])


@dataclass(frozen=True, slots=True)
class _Sound:
    """An instrument."""

    overtones: NDArray[np.float64]
    """Share of each harmonic."""
    decay: float
    """A second."""
    vibrato: float = 0.0


def _play(song: Samples, start: int, length: int, hz: float, sound: _Sound) -> None:
    at = np.arange(min(length, song.size - start)) / RATE_HZ
    phase = 2 * np.pi * hz * at + sound.vibrato * hz / 5.5 * np.sin(2 * np.pi * 5.5 * at)
    tones = sum(share * np.sin(phase * (k + 1)) for k, share in enumerate(sound.overtones) if hz * (k + 1) < 7800)
    song[start : start + at.size] += np.asarray(tones * np.minimum(1, at * 60) * np.exp(-sound.decay * at), np.float32)


def crowd(length: int, chance: Generator, speech: Callable[[int, Generator], Samples]) -> Samples:
    """One to seven people talking at once, further away, sometimes with music."""
    talk = sum(level(speech(length, chance)) * chance.uniform(0.3, 1) for _ in range(chance.integers(1, 8)))
    if chance.random() < 0.3:
        talk = talk + music(length, chance) * chance.uniform(0.3, 1.5)
    return level(np.asarray(talk))


KINDS: Sequence[Noise] = (coloured, coloured, fan, kitchen, water, typing, music, music)
