"""Synthesises noise for the benches, the same in every run, and mixes it with speech at a given ratio.

These noises are independent of those of training, so that no head was trained with them. `noise(kind, length, chance)`
returns every kind with a root mean square of 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.random import Generator

from bench.sound_files import RATE_HZ, Samples, read

KINDS = ("kitchen", "pink", "hum", "babble")
"""Dishes and a tap; air; mains hum and a compressor; eight people talking at once."""

FRAME = RATE_HZ // 50
ACTIVE_DB = 20.0
"""Frames of 20 ms within this distance of the loudest one count as speech when its level is measured."""
TALKERS = 8
_SPOKEN = (
    Path(__file__).parent.parent / "tests" / "data" / "hearing" / "no_wake_word.flac",
    Path(__file__).parent.parent / "tests" / "data" / "speech" / "coffee.flac",
)
"""The two sentences of the babble, without the wake word."""


def noise(kind: str, length: int, chance: Generator) -> Samples:
    """Returns `length` samples of a kind in KINDS, with a root mean square of 1."""
    made = {"kitchen": kitchen, "pink": pink, "hum": hum, "babble": babble}[kind](length, chance)
    return np.asarray(made / max(1e-9, float(np.sqrt(np.mean(np.square(made))))), np.float32)


def at_ratio(speech: Samples, noisy: Samples, ratio_db: float) -> Samples:
    """Adds `noisy` (root mean square 1) to `speech`, `ratio_db` below the level of its active part.

    If the sum would clip at full scale, all of it is attenuated.
    """
    mixed = speech + noisy[: len(speech)] * np.float32(active_level(speech) * 10 ** (-ratio_db / 20))
    loudest = float(np.abs(mixed).max(initial=1e-9))
    return np.asarray(mixed * min(1.0, 0.98 / loudest), np.float32)


def active_level(speech: Samples) -> float:
    """Returns the root mean square of the active part, so that silence around a word does not count."""
    count = len(speech) // FRAME
    if not count:
        return float(np.sqrt(np.mean(np.square(speech)))) if len(speech) else 0.0
    power = np.square(speech[: count * FRAME], dtype=np.float64).reshape(count, FRAME).mean(axis=1)
    return float(np.sqrt(power[power >= power.max() * 10 ** (-ACTIVE_DB / 10)].mean()))


def pink(length: int, chance: Generator) -> Samples:
    """Returns noise whose power falls by 3 dB an octave."""
    return _shaped(length, chance, slope=1.0)


def hum(length: int, chance: Generator) -> Samples:
    """Returns mains hum with harmonics, a compressor that beats, and low rumble."""
    at = np.arange(length) / RATE_HZ
    mains_hz = chance.choice([50.0, 60.0])
    tones = sum(np.sin(2 * np.pi * mains_hz * k * at + chance.uniform(0, 6.3)) / k for k in (1, 2, 3, 4, 5, 7, 9))
    beat = 1 + 0.4 * np.sin(2 * np.pi * chance.uniform(3, 8) * at)
    return np.asarray(tones * beat + 2 * _shaped(length, chance, slope=2.0), np.float32)


def kitchen(length: int, chance: Generator) -> Samples:
    """Plates, cutlery and pans that ring, over a running tap."""
    noise = 0.25 * np.diff(chance.standard_normal(length + 1)).astype(np.float32)
    for _ in range(1 + chance.poisson(3.0 * length / RATE_HZ)):
        metal = chance.random() < 0.5
        ring = round(RATE_HZ * chance.uniform(0.08, 0.6 if metal else 0.2))
        at = np.arange(ring) / RATE_HZ
        strike = np.zeros(ring)
        for _ in range(chance.integers(3, 8)):
            hertz = chance.uniform(1200, 7000) if metal else chance.uniform(250, 2500)
            fading = chance.uniform(8, 25) if metal else chance.uniform(40, 120)
            strike += chance.uniform(0.3, 1) * np.sin(2 * np.pi * hertz * at) * np.exp(-fading * at)
        start = int(chance.integers(length))
        room = min(ring, length - start)
        noise[start : start + room] += (strike * chance.uniform(0.5, 3))[:room].astype(np.float32)
    return noise


def babble(length: int, chance: Generator) -> Samples:
    """Returns TALKERS unintelligible people at once; none of them says the wake word."""
    crowd = np.zeros(length, np.float32)
    for _ in range(TALKERS):
        spoken = _sentences()[int(chance.integers(len(_sentences())))]
        pace = chance.uniform(0.8, 1.25)
        changed = np.interp(np.arange(0, len(spoken) - 1, pace), np.arange(len(spoken)), spoken)
        shifted = np.roll(changed, int(chance.integers(len(changed))))
        crowd += np.resize(shifted, length).astype(np.float32) * np.float32(chance.uniform(0.6, 1.4))
    return crowd


@cache
def _sentences() -> Sequence[Samples]:
    """Returns each sentence of `_SPOKEN` at the same level, without the silence around it."""
    found = []
    for path in _SPOKEN:
        samples = read(path)
        loud = np.flatnonzero(np.abs(samples) > 0.05 * np.abs(samples).max())
        spoken = samples[loud[0] : loud[-1]]
        found.append(np.asarray(spoken / active_level(spoken), np.float32))
    return found


def _shaped(length: int, chance: Generator, slope: float) -> Samples:
    """Returns noise whose power falls with frequency to the power of `slope`, above 20 Hz."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    hertz = np.maximum(20.0, np.fft.rfftfreq(length, 1 / RATE_HZ))
    shaped = np.fft.irfft(spectrum / hertz ** (slope / 2), length)
    return np.asarray(shaped / np.sqrt(np.mean(shaped**2)), np.float32)
