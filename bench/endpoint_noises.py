"""Makes the background of calls for `bench/endpoint.py`, each with a root mean square of 1 (where somebody speaks)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from bench import noises
from bench.noises import active_level
from bench.sound_files import RATE_HZ, Samples

KINDS = ("kitchen", "white", "pink", "music", "babble", "television")
TALKERS = 5
"""Voices of the babble. They are fewer than in a crowd, and harder: their sum comes and goes as one voice does."""
SCALE = (0, 2, 4, 5, 7, 9, 11, 12)


def behind(kind: str, length: int, speech: Sequence[Samples], chance: Generator) -> Samples:
    """Returns `length` samples of a kind of KINDS; babble and television are made of `speech`, of which there must be
    some."""
    match kind:
        case "white":
            return chance.standard_normal(length).astype(np.float32)
        case "music":
            return _levelled(_music(length, chance))
        case "babble":
            talking = [_talker(length, speech, chance) * np.float32(chance.uniform(0.6, 1.3)) for _ in range(TALKERS)]
            return _levelled(np.sum(talking, axis=0))
        case "television":
            return _talker(length, speech, chance)
        case _:
            return noises.noise(kind, length, chance)


def _levelled(samples: Samples) -> Samples:
    return np.asarray(samples / np.sqrt(np.mean(np.square(samples))), np.float32)


def _talker(length: int, speech: Sequence[Samples], chance: Generator) -> Samples:
    """Returns one sentence after another, with short breaths between, begun anywhere."""
    parts: list[Samples] = []
    total = 0
    while total < length + RATE_HZ:
        sentence = speech[int(chance.integers(len(speech)))]
        breath = np.zeros(round(chance.uniform(0, 0.4) * RATE_HZ), np.float32)
        parts += [np.asarray(sentence / max(1e-6, active_level(sentence)), np.float32), breath]
        total += len(sentence) + len(breath)
    start = int(chance.integers(total - length))
    return np.concatenate(parts)[start : start + length]


def _music(length: int, chance: Generator) -> Samples:
    """Returns plucked chords, a melody with vibrato, and a drum, at 100 to 170 beats a minute."""
    sound = np.zeros(length)
    beat = round(chance.uniform(0.35, 0.6) * RATE_HZ)
    root_hz = chance.uniform(110, 220)
    for start in range(0, length, beat):
        at = np.arange(min(length - start, round(1.8 * beat))) / RATE_HZ
        rise = np.minimum(1, at / 0.02)
        note = np.zeros(len(at))
        for step in chance.choice(SCALE, 3):
            hertz = root_hz * 2 ** (step / 12)
            note += sum(np.sin(2 * np.pi * hertz * k * at) / k**1.3 for k in range(1, 7)) * np.exp(-2 * at) * rise
        hertz = 2 * root_hz * 2 ** (chance.choice(SCALE) / 12) * (1 + 0.006 * np.sin(2 * np.pi * 5.5 * at))
        turn = 2 * np.pi * np.cumsum(hertz) / RATE_HZ
        melody = sum(np.sin(k * turn) / k for k in range(1, 10)) * rise * np.minimum(1, (at[-1:] - at) / 0.05)
        drum = chance.standard_normal(len(at)) * np.exp(-50 * at)
        sound[start : start + len(at)] += note + 0.6 * melody + 1.5 * drum
    return np.asarray(sound, np.float32)
