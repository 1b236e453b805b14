"""From the voices' sentences to what the network learns from: embeddings with a label for each moment. Training only.

Calls become scenes of their own, several of each. Everything else becomes long stretches of sound without the word:
near-misses and plain sentences one after another in changing rooms and noises, noise alone, and, where there are any,
recordings of people.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from assistant.training.evaluation.head_evaluation import Trial
from assistant.training.features.speech_embeddings import FIRST_BLOCK, FRESH_BLOCKS, Embeddings, FrontEnd
from assistant.training.features.training_scenes import Scene, call_scene, heard, loudness_of, noise_scene
from assistant.training.features.window_labels import NO, OPEN, label_moments
from assistant.training.recipe import Kind, Recipe
from assistant.training.voices.sound_store import Kept, SoundStore
from assistant.training.voices.voice_list import RATE_HZ, Samples

log = logging.getLogger(__name__)

STRETCH_S = 30.0
HEARD_AFTER_S = 0.4
NOISE_SHARE = 0.12
"""Of the negative hours that is noise without anybody in it."""
PEOPLE_SHARE = 1 / 3
"""Of the rest that is people, where there are recordings of any."""
NEAR_SHARE = 0.6
"""Of what synthetic voices say that is near-misses."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Stretches of embeddings, end to end."""

    embeddings: Embeddings
    """[moments, 96]"""
    labels: NDArray[np.int8]
    """[moments]: YES, NO or OPEN."""
    starts: NDArray[np.int64]
    """Where each stretch begins; a window may not reach across."""
    ends: NDArray[np.int64]
    """[moments]: seconds after the end of the word, in hundredths; 30000 where there is none."""


class CorpusMaker:
    """Draws from the stores of one recipe.

    Args:
        recipe: Says how much of everything.
        folder: Holds the stores, and gets the corpus.
        people: Recordings of people who do not say the word, as int16 samples at 16 kHz.
    """

    def __init__(self, recipe: Recipe, folder: Path, people: Sequence[NDArray[np.int16]] = ()) -> None:
        self._recipe = recipe
        self._stores = {path.stem: SoundStore(path.with_suffix("")) for path in sorted(folder.glob("*.jsonl"))}
        self._calls = self._all("call")
        self._near = self._all("near")
        self._plain = self._all("plain")
        self._people = people
        self._until = np.cumsum([whole.size for whole in people], dtype=np.int64)
        self._front_end = FrontEnd()

    def calls(self, shard: int, shards: int) -> Corpus:
        """Every call in several scenes."""
        return self._collect("calls", self.call_scenes(shard, shards))

    def negatives(self, shard: int, shards: int) -> Corpus:
        """The recipe's hours without the word."""
        return self._collect("negatives", self.negative_scenes(shard, shards))

    def trials(self, kind: Kind, hours: float) -> list[Trial]:
        """New stretches of near-misses or plain sentences, to choose a threshold by."""
        sentences = self._near if kind == "near" else self._plain
        numbers = range(round(hours * 3600 / STRETCH_S))
        chances = (np.random.default_rng([self._recipe.seed, 103, len(kind), number]) for number in numbers)
        stretches = (self._of_sentences(sentences, chance) for chance in chances)
        return [Trial(kind, sound, self._front_end.embeddings(sound), -1.0, -1.0, STRETCH_S) for sound in stretches]

    def _all(self, kind: str) -> list[tuple[SoundStore, Kept]]:
        return [(store, kept) for stem, store in self._stores.items() if stem.startswith(kind) for kept in store.kept]

    def _collect(self, what: str, scenes: Iterator[Scene]) -> Corpus:
        embeddings, labels, ends, starts, length = [], [], [], [], 0
        told = time.monotonic()
        for scene in scenes:
            first = -FRESH_BLOCKS if scene.fresh else FIRST_BLOCK
            compute = self._front_end.fresh_embeddings if scene.fresh else self._front_end.embeddings
            rows = compute(scene.samples)
            if scene.end_s > 0:
                marks = label_moments(first + len(rows), first, scene.start_s, scene.end_s)
                after = ((np.arange(first, first + len(rows)) + 1) * 8 - scene.end_s * 100).astype(np.int16)
            else:
                marks = np.full(len(rows), NO, np.int8)
                after = np.full(len(rows), 30_000, np.int16)
            marks[: min(len(marks), 15)] = OPEN  # a window of 16 embeddings is not whole there
            embeddings.append(rows)
            labels.append(marks)
            ends.append(after)
            starts.append(length)
            length += len(rows)
            if time.monotonic() - told > 15:
                told = time.monotonic()
                log.info("%s: %.2f h", what, length * 0.08 / 3600)
        return Corpus(
            np.concatenate(embeddings), np.concatenate(labels), np.asarray(starts, np.int64), np.concatenate(ends)
        )

    def call_scenes(self, shard: int, shards: int) -> Iterator[Scene]:
        """What `calls` is made of."""
        for number in range(shard, len(self._calls) * self._recipe.copies, shards):
            store, kept = self._calls[number % len(self._calls)]
            chance = np.random.default_rng([self._recipe.seed, 101, number])
            # What is said later no moment of interest hears any more.
            sentence = store.sound(kept)[: round((kept.end_s + HEARD_AFTER_S) * RATE_HZ)]
            yield call_scene(sentence, kept.start_s, kept.end_s, self._talk, chance)

    def negative_scenes(self, shard: int, shards: int) -> Iterator[Scene]:
        """What `negatives` is made of."""
        count = round(self._recipe.negative_hours * 3600 / STRETCH_S)
        for number in range(shard, count, shards):
            chance = np.random.default_rng([self._recipe.seed, 102, number])
            if number < count * NOISE_SHARE:
                talk = self._talk if chance.random() < 0.5 else None
                yield Scene(noise_scene(round(STRETCH_S * RATE_HZ), talk, chance), 0.0, 0.0, False)
            elif self._people and chance.random() < PEOPLE_SHARE:
                yield Scene(self._of_people(chance), 0.0, 0.0, False)
            else:
                kind = self._near if chance.random() < NEAR_SHARE else self._plain
                yield Scene(self._of_sentences(kind, chance), 0.0, 0.0, False)

    def near_scenes(self, shard: int, shards: int) -> Iterator[Scene]:
        """Every near-miss in a scene of its own, made as those of the calls are: often after silence."""
        for number in range(shard, len(self._near), shards):
            store, kept = self._near[number]
            chance = np.random.default_rng([self._recipe.seed, 105, number])
            sentence = store.sound(kept)[: round((kept.end_s + HEARD_AFTER_S) * RATE_HZ)]
            scene = call_scene(sentence, kept.start_s, kept.end_s, self._talk, chance)
            yield replace(scene, start_s=0.0, end_s=0.0)

    def people_scenes(self, shard: int, shards: int) -> Iterator[Scene]:
        """The recordings of people as they are, all of them."""
        length = round(STRETCH_S * RATE_HZ)
        pieces = ((whole, at) for whole in self._people for at in range(0, whole.size, length))
        for whole, at in itertools.islice(pieces, shard, None, shards):
            yield Scene(whole[at : at + length], 0.0, 0.0, False)

    def _of_sentences(self, kind: list[tuple[SoundStore, Kept]], chance: Generator) -> NDArray[np.int16]:
        """Sentences in a row, so that near-misses come right after others and after pauses of any length."""
        length = round(STRETCH_S * RATE_HZ)
        voice = np.zeros(length, np.float32)
        at = 0
        while at < length:
            store, kept = kind[chance.integers(len(kind))]
            sound = store.sound(kept)[: length - at]
            voice[at : at + sound.size] = sound
            at += sound.size + round(float(chance.exponential(0.35) + 0.02) * RATE_HZ)
        return heard(voice, loudness_of(voice), self._talk, chance)

    def _of_people(self, chance: Generator) -> NDArray[np.int16]:
        """Any second of any recording as likely as any other: a long one is not heard less than a short one."""
        length = round(STRETCH_S * RATE_HZ)
        pieces: list[Samples] = []
        while sum(piece.size for piece in pieces) < length:
            whole = self._people[int(np.searchsorted(self._until, chance.integers(self._until[-1]), side="right"))]
            at = int(chance.integers(max(1, whole.size - length)))
            pieces.append(np.asarray(whole[at : at + length] / 32768, np.float32))
        voice = np.concatenate(pieces)[:length]
        return heard(voice, loudness_of(voice), self._talk, chance)

    def _talk(self, length: int, chance: Generator) -> Samples:
        """Somebody talking, for crowds and for what is said before."""
        pieces: list[Samples] = []
        while sum(piece.size for piece in pieces) < length:
            store, kept = self._plain[chance.integers(len(self._plain))]
            pieces.append(store.sound(kept))
        return np.concatenate(pieces)[:length] if pieces else np.zeros(length, np.float32)


def join(parts: Sequence[Corpus]) -> Corpus:
    """Several corpora as one."""
    offsets = np.cumsum([0, *(len(part.labels) for part in parts[:-1])])
    return Corpus(
        np.concatenate([part.embeddings for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.starts + offset for part, offset in zip(parts, offsets, strict=True)]),
        np.concatenate([part.ends for part in parts]),
    )


def save(corpus: Corpus, path: Path) -> None:
    """As .npz without pickles."""
    part = path.with_suffix(".part.npz")
    np.savez(part, embeddings=corpus.embeddings, labels=corpus.labels, starts=corpus.starts, ends=corpus.ends)
    part.rename(path)


def load(path: Path) -> Corpus:
    """What `save` wrote."""
    with np.load(path, allow_pickle=False) as data:
        return Corpus(data["embeddings"], data["labels"], data["starts"], data["ends"])
