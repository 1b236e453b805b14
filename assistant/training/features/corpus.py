"""Makes the training corpus from spoken sentences: embeddings with a label for each moment.

Each call becomes several scenes of its own. Everything else becomes stretches of sound without the word: near-misses
and plain sentences one after another in changing rooms and noises, noise alone, and recordings of people, if there are
any.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from assistant.core.errors import AssistantError
from assistant.hearing.audio.recording import Recording
from assistant.training.features.speech_embeddings import FIRST_BLOCK, FRESH_BLOCKS, Embeddings, FrontEnd
from assistant.training.features.training_scenes import Scene, as_recorded, call_scene, noise_scene, speech_rms
from assistant.training.features.window_labels import NO, OPEN, label_moments
from assistant.training.recipe import Kind, Recipe
from assistant.training.voices.sound_store import SoundStore, StoredSentence
from assistant.training.voices.voice import RATE_HZ, Samples

log = logging.getLogger(__name__)

STRETCH_S = 30.0
HEARD_AFTER_S = 0.4
"""Length of a call's scene after the end of the word."""
NOISE_SHARE = 0.12
"""Share of the negative hours that is noise without any voice."""
PEOPLE_SHARE = 1 / 3
"""Share of the rest that is recordings of people, where there are any."""
NEAR_SHARE = 0.6
"""Share of near-misses in stretches of synthetic voices."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Holds stretches of embeddings, one after another."""

    embeddings: Embeddings
    """[moments, 96]"""
    labels: NDArray[np.int8]
    """[moments]: YES, NO or OPEN."""
    starts: NDArray[np.int64]
    """Index of each stretch's first moment; no window may reach across one."""
    ends: NDArray[np.int64]
    """[moments]: time after the end of the word, in hundredths of a second; 30000 where there is no word."""


class CorpusMaker:
    """Composes scenes and stretches from the sound stores of one recipe.

    The same recipe and number of shards give the same scenes.

    Args:
        recipe: The amounts of everything.
        folder: Holds the sound stores.
        people: Recordings of people who do not say the word, as int16 samples at 16 kHz.
    """

    def __init__(self, recipe: Recipe, folder: Path, people: Sequence[NDArray[np.int16]] = ()) -> None:
        self._recipe = recipe
        self._stores = {path.stem: SoundStore(path.with_suffix("")) for path in sorted(folder.glob("*.jsonl"))}
        self._calls = self._sentences("call")
        self._near = self._sentences("near")
        self._plain = self._sentences("plain")
        self._people = people
        self._until = np.cumsum([whole.size for whole in people], dtype=np.int64)
        self._front_end = FrontEnd()

    def calls(self, shard: int, shards: int) -> Corpus:
        """Returns every call in several scenes, as far as this shard makes them. Blocks."""
        return self._collect("calls", self.call_scenes(shard, shards))

    def negatives(self, shard: int, shards: int) -> Corpus:
        """Returns the recipe's hours without the word, as far as this shard makes them. Blocks."""
        return self._collect("negatives", self.negative_scenes(shard, shards))

    def new_stretches(self, kind: Kind, hours: float) -> Iterator[NDArray[np.int16]]:
        """Yields stretches of near-misses or plain sentences that no training sees, to choose a threshold by.

        Each is [samples] of STRETCH_S, mono, 16 kHz.
        """
        sentences = self._near if kind == "near" else self._plain
        numbers = range(round(hours * 3600 / STRETCH_S))
        rngs = (np.random.default_rng([self._recipe.seed, 103, len(kind), number]) for number in numbers)
        return (self._sentence_stretch(sentences, rng) for rng in rngs)

    def _sentences(self, kind: str) -> list[tuple[SoundStore, StoredSentence]]:
        return [(store, kept) for stem, store in self._stores.items() if stem.startswith(kind) for kept in store.kept]

    def _collect(self, what: str, scenes: Iterator[Scene]) -> Corpus:
        embeddings, labels, ends, starts, length = [], [], [], [], 0
        logged = time.monotonic()
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
            if time.monotonic() - logged > 15:
                logged = time.monotonic()
                log.info("%s: %.2f h", what, length * 0.08 / 3600)
        return Corpus(
            np.concatenate(embeddings), np.concatenate(labels), np.asarray(starts, np.int64), np.concatenate(ends)
        )

    def call_scenes(self, shard: int, shards: int) -> Iterator[Scene]:
        """Yields the scenes of `calls`."""
        for number in range(shard, len(self._calls) * self._recipe.copies, shards):
            store, kept = self._calls[number % len(self._calls)]
            rng = np.random.default_rng([self._recipe.seed, 101, number])
            # No window that is labelled reaches further.
            sentence = store.sound(kept)[: round((kept.end_s + HEARD_AFTER_S) * RATE_HZ)]
            yield call_scene(sentence, kept.start_s, kept.end_s, self._speech, rng)

    def negative_scenes(self, shard: int, shards: int) -> Iterator[Scene]:
        """Yields the scenes of `negatives`, without a word in them."""
        count = round(self._recipe.negative_hours * 3600 / STRETCH_S)
        for number in range(shard, count, shards):
            rng = np.random.default_rng([self._recipe.seed, 102, number])
            if number < count * NOISE_SHARE:
                talk = self._speech if rng.random() < 0.5 else None
                yield Scene(noise_scene(round(STRETCH_S * RATE_HZ), talk, rng), 0.0, 0.0, False)
            elif self._people and rng.random() < PEOPLE_SHARE:
                yield Scene(self._people_stretch(rng), 0.0, 0.0, False)
            else:
                kind = self._near if rng.random() < NEAR_SHARE else self._plain
                yield Scene(self._sentence_stretch(kind, rng), 0.0, 0.0, False)

    def near_scenes(self, shard: int, shards: int) -> Iterator[Scene]:
        """Yields every near-miss in a scene of its own, composed as calls are: often after silence."""
        for number in range(shard, len(self._near), shards):
            store, kept = self._near[number]
            rng = np.random.default_rng([self._recipe.seed, 105, number])
            sentence = store.sound(kept)[: round((kept.end_s + HEARD_AFTER_S) * RATE_HZ)]
            scene = call_scene(sentence, kept.start_s, kept.end_s, self._speech, rng)
            yield replace(scene, start_s=0.0, end_s=0.0)

    def people_scenes(self, shard: int, shards: int) -> Iterator[Scene]:
        """Yields all recordings of people as they are, in pieces of at most STRETCH_S."""
        length = round(STRETCH_S * RATE_HZ)
        pieces = ((whole, at) for whole in self._people for at in range(0, whole.size, length))
        for whole, at in itertools.islice(pieces, shard, None, shards):
            yield Scene(whole[at : at + length], 0.0, 0.0, False)

    def _sentence_stretch(self, kind: list[tuple[SoundStore, StoredSentence]], rng: Generator) -> NDArray[np.int16]:
        """Returns a stretch of sentences, so that near-misses follow others directly and after pauses of any length."""
        length = round(STRETCH_S * RATE_HZ)
        voice = np.zeros(length, np.float32)
        at = 0
        while at < length:
            store, kept = kind[rng.integers(len(kind))]
            sound = store.sound(kept)[: length - at]
            voice[at : at + sound.size] = sound
            at += sound.size + round(float(rng.exponential(0.35) + 0.02) * RATE_HZ)
        return as_recorded(voice, speech_rms(voice), self._speech, rng)

    def _people_stretch(self, rng: Generator) -> NDArray[np.int16]:
        """Returns a stretch of recordings of people; every second of every recording is equally likely."""
        length = round(STRETCH_S * RATE_HZ)
        pieces: list[Samples] = []
        while sum(piece.size for piece in pieces) < length:
            whole = self._people[int(np.searchsorted(self._until, rng.integers(self._until[-1]), side="right"))]
            at = int(rng.integers(max(1, whole.size - length)))
            pieces.append(np.asarray(whole[at : at + length] / 32768, np.float32))
        voice = np.concatenate(pieces)[:length]
        return as_recorded(voice, speech_rms(voice), self._speech, rng)

    def _speech(self, length: int, rng: Generator) -> Samples:
        """Returns `length` samples of speech, for crowds and for the time before a call."""
        pieces: list[Samples] = []
        while sum(piece.size for piece in pieces) < length:
            store, kept = self._plain[rng.integers(len(self._plain))]
            pieces.append(store.sound(kept))
        return np.concatenate(pieces)[:length] if pieces else np.zeros(length, np.float32)


def join(parts: Sequence[Corpus]) -> Corpus:
    """Joins several corpora."""
    offsets = np.cumsum([0, *(len(part.labels) for part in parts[:-1])])
    return Corpus(
        np.concatenate([part.embeddings for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.starts + offset for part, offset in zip(parts, offsets, strict=True)]),
        np.concatenate([part.ends for part in parts]),
    )


def save(corpus: Corpus, path: Path) -> None:
    """Writes a corpus as .npz without pickles, whole or not at all."""
    part = path.with_suffix(".part.npz")
    np.savez(part, embeddings=corpus.embeddings, labels=corpus.labels, starts=corpus.starts, ends=corpus.ends)
    part.rename(path)


def load(path: Path) -> Corpus:
    """Reads a corpus that `save` wrote."""
    with np.load(path, allow_pickle=False) as data:
        return Corpus(data["embeddings"], data["labels"], data["starts"], data["ends"])


AUDIO_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3", ".g722", ".m4a", ".aac"})
SHORTEST_RECORDING_S = 1.0


def read_people(folders: Iterable[Path]) -> list[NDArray[np.int16]]:
    """Reads recordings of people who do not say the word: negatives that no synthetic voice replaces. Blocks.

    Files that cannot be read are logged and left out, as are those shorter than SHORTEST_RECORDING_S.

    Returns:
        [samples] of each recording, mono, 16 kHz.
    """
    found = []
    for folder in folders:
        for path in sorted(
            path for path in folder.rglob("*") if path.suffix.lower() in AUDIO_SUFFIXES and path.is_file()
        ):
            try:
                with Recording(path, realtime=False, trailing_s=0.0) as recording:
                    samples = np.frombuffer(b"".join(recording.blocks()), np.int16)
            except AssistantError as error:
                log.warning("%s: %s", path, error)
                continue
            if samples.size >= SHORTEST_RECORDING_S * 16_000:
                found.append(samples)
    hours = sum(samples.size for samples in found) / 16_000 / 3600
    if found:
        log.info("%d recordings of people, %.2f h", len(found), hours)
    return found
