"""Makes sentences of words that sound like the wake word, alone or among ordinary ones, for `bench/wake_sets.py`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from assistant.training.voices.voice import Voice
from bench.noises import KINDS, at_ratio, noise
from bench.sound_files import RATE_HZ, Samples
from bench.wake_texts import PLAIN_NEAR, near_miss, reading
from bench.wake_voices import exam_voices, in_a_quiet_room, said

Entry = dict[str, Any]
SEED = 2026
LASTS_S = 28 * 60
RATIOS_DB = (0, 5, 10, 20)
DEAR = 5
"""Sentences of the salad for each voice that takes a CPU second for a second of speech."""
MIXED_SHARE = 0.35
"""Share of near-misses where ordinary sentences are among them."""


def salad() -> Iterator[tuple[Entry, Samples]]:
    """Yields near-misses alone, mostly by the small voices, half of them in noise."""
    chance = np.random.default_rng([SEED, 1000])
    voices = exam_voices()
    turns = [voice for voice in voices if voice.cost >= 1 for _ in range(DEAR)]
    cheap = [voice for voice in voices if voice.cost < 1]
    seconds = 0.0
    for number in count():
        if seconds >= LASTS_S:
            return
        voice = turns[number] if number < len(turns) else cheap[number % len(cheap)]
        try:
            entry, samples = _sentence(f"near_{number + 1:03}", voice, near_miss(chance), number, chance)
        except RuntimeError:  # This voice cannot say it (Festival crashes on some): the next one, another sentence.
            continue
        yield {**entry, "source": "tts-nearmiss"}, samples
        seconds += len(samples) / RATE_HZ


def mixed(fortunes: Path) -> Iterator[tuple[Entry, Samples]]:
    """Yields the well-known near-misses among ordinary sentences, by all voices alike, half of them in noise.

    The set is composed like the 28 minutes on which the first head was measured.
    """
    chance = np.random.default_rng([SEED, 1001])
    voices, ordinary = exam_voices(), reading(fortunes, np.random.default_rng([SEED, 1002]))
    seconds = 0.0
    for number in count():
        if seconds >= LASTS_S:
            return
        is_near = chance.random() < MIXED_SHARE
        text = near_miss(chance, PLAIN_NEAR) if is_near else next(ordinary)
        voice = voices[int(chance.integers(len(voices)))]
        try:
            entry, samples = _sentence(f"mixed_{number + 1:03}", voice, text, number, chance)
        except RuntimeError:  # This voice cannot say it (Festival crashes on some): the next one, another sentence.
            continue
        yield {**entry, "source": "tts-nearmiss-mixed", "near": bool(is_near)}, samples
        seconds += len(samples) / RATE_HZ


def _sentence(name: str, voice: Voice, text: str, number: int, chance: Generator) -> tuple[Entry, Samples]:
    """Says one sentence; every other one is in noise, whose ratio and kind take turns."""
    samples = in_a_quiet_room(said(voice, text, chance), 0.6, chance)
    ratio_db = RATIOS_DB[number // 2 % len(RATIOS_DB)] if number % 2 else None
    kind = KINDS[number // 8 % len(KINDS)]
    if ratio_db is not None:
        samples = at_ratio(samples, noise(kind, len(samples), chance), ratio_db)
    entry = {
        "file": f"{name}.flac",
        "label": "neg",
        "text": text,
        "voice": voice.name,
        "noise": kind if ratio_db is not None else None,
        "ratio_db": ratio_db,
    }
    return entry, samples
