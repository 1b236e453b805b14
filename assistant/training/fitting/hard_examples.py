"""Collects the examples of a verifier: moments at which the heads suspect the word, rightly and wrongly.

An example holds the verifier's input: the encoder's features of the last 1.44 s and the heads' logit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from assistant.hearing.wake.verifier import SEEN_SAMPLES, Verifier
from assistant.training.features.speech_embeddings import BLOCK, FIRST_BLOCK, FRESH_BLOCKS, Embeddings, FrontEnd
from assistant.training.features.training_scenes import Scene
from assistant.training.features.window_labels import NO, YES, label_moments
from assistant.training.fitting.head_network import LENGTH
from assistant.training.voices.voice import RATE_HZ

log = logging.getLogger(__name__)

CALL, UNFINISHED, COMPOSED, PEOPLE = 0, 1, 2, 3
"""Kind of a moment: a call, an unfinished word, synthetic voices and noises, unchanged recordings of people."""
LEAST_LOGIT = -5.0
"""Lowest logit of an example, before the heads' threshold is subtracted: a verifier never sees lower ones."""
APART_BLOCKS = 6
"""Distance between two examples of a stretch."""
MOST_OF_STRETCH = 10
"""Maximum number of examples of a stretch of 30 s."""
BEGINS_SHARE = 0.2
"""Share of the moments without a call that get silence before them, as calls have where a microphone was just opened or
suppresses noise: otherwise silence before a word would indicate a call."""
STILL_UNFINISHED = 0.2
"""Fraction of the word's end that must be missing for an example to be UNFINISHED, even where the heads' label is open.
It is less than LAST_SOUND, and most of an /s/ has to be heard: otherwise "Jarvik" is taken for "Jarvis"."""
SHORTEST_S, LONGEST_S = 0.3, 1.3
"""Range of the sound that follows that silence."""


@dataclass(frozen=True, slots=True)
class HardExamples:
    """Holds examples, one after another."""

    features: NDArray[np.float16]
    """[n, steps, 384]"""
    suspicion: NDArray[np.float32]
    """[n]: the heads' logits."""
    kinds: NDArray[np.int8]
    """[n]: CALL, UNFINISHED, COMPOSED or PEOPLE."""

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def calls(self) -> NDArray[np.bool_]:
        """[n]: true where the example is a call."""
        return np.asarray(self.kinds == CALL, np.bool_)

    def features_at(self, at: NDArray[np.int64]) -> NDArray[np.float32]:
        """Returns the features of the examples `at`, [len(at), steps, 384]."""
        return self.features[at].astype(np.float32)


class HardExampleFinder:
    """Finds examples in scenes with trained heads.

    Args:
        heads: Maps embeddings [n, 16, 96] to logits [n].
        seed: Draws the moment of each call and the moments that get silence before them.
        begins_share: Share of the moments without a call that get silence before them.
    """

    def __init__(self, heads: nn.Module, seed: int, begins_share: float = BEGINS_SHARE) -> None:
        self._heads = heads.eval()
        self._front_end = FrontEnd()
        self._verifier = Verifier({})
        self._begins_share = begins_share
        self._rng = np.random.default_rng([seed, 104])
        self._features: list[NDArray[np.float16]] = []
        self._suspicion: list[float] = []
        self._kinds: list[int] = []

    def search(self, scenes: Iterable[Scene], kind: int) -> None:
        """Take the examples of the scenes; `kind` is that of scenes without a call. Blocks."""
        logged = time.monotonic()
        for scene in scenes:
            if scene.end_s > 0:
                self._call(scene)
            else:
                self._stretch(scene, kind)
            if time.monotonic() - logged > 15:
                logged = time.monotonic()
                log.info("suspects: %d", len(self._kinds))

    def examples(self) -> HardExamples:
        """Returns everything that was found."""
        return HardExamples(
            np.concatenate(self._features), np.asarray(self._suspicion, np.float32), np.asarray(self._kinds, np.int8)
        )

    def _call(self, scene: Scene) -> None:
        """Takes a random moment after the word's end and, before it, the one of the highest logit and the last one."""
        first, rows = self._embeddings(scene)
        logits = self._logits(rows)
        labels = label_moments(first + len(rows), first, scene.start_s, scene.end_s)[LENGTH - 1 :]
        ends = (np.arange(first + LENGTH - 1, first + len(rows)) + 1) * BLOCK
        over = np.flatnonzero(labels == YES)
        if over.size:
            at = int(self._rng.choice(over))
            self._take(scene.samples, int(ends[at]), float(logits[at]), CALL)
        suspected = (ends > (scene.start_s + 0.1) * RATE_HZ) & (logits > LEAST_LOGIT)
        begun = np.flatnonzero((labels == NO) & suspected)
        if begun.size:
            at = int(begun[logits[begun].argmax()])
            self._take(scene.samples, int(ends[at]), float(logits[at]), UNFINISHED)
        still = (scene.end_s - STILL_UNFINISHED * (scene.end_s - scene.start_s)) * RATE_HZ
        last = np.flatnonzero((labels != NO) & (ends <= still) & suspected)
        if last.size:
            at = int(last[-1])
            self._take(scene.samples, int(ends[at]), float(logits[at]), UNFINISHED)

    def _stretch(self, scene: Scene, kind: int) -> None:
        """Takes the moments of the highest logits of sound without a call."""
        samples = scene.samples
        first, rows = self._embeddings(scene)
        logits = self._logits(rows).copy()
        logits[: max(0, 1 - first - LENGTH)] = -np.inf  # there was no sound yet
        for _ in range(MOST_OF_STRETCH):
            if not logits.size or logits.max() < LEAST_LOGIT:
                return
            at = int(logits.argmax())
            end = (first + at + LENGTH) * BLOCK
            seen = samples[max(0, end - SEEN_SAMPLES) : end]
            if self._rng.random() < self._begins_share:
                seen = self._after_silence(seen)
            self._take(seen, seen.size, float(logits[at]), kind)
            logits[max(0, at - APART_BLOCKS + 1) : at + APART_BLOCKS] = -np.inf

    def _embeddings(self, scene: Scene) -> tuple[int, Embeddings]:
        """Returns the block of the first embedding, and the embeddings."""
        if scene.fresh:
            return -FRESH_BLOCKS, self._front_end.fresh_embeddings(scene.samples)
        return FIRST_BLOCK, self._front_end.embeddings(scene.samples)

    def _after_silence(self, seen: NDArray[np.int16]) -> NDArray[np.int16]:
        """Returns the sound with silence before its last SHORTEST_S to LONGEST_S."""
        silent = max(0, seen.size - round(float(self._rng.uniform(SHORTEST_S, LONGEST_S)) * RATE_HZ))
        hiss = self._rng.standard_normal(silent) * self._rng.choice([0, 1, 3])
        return np.concatenate((np.round(hiss).astype(np.int16), seen[silent:]))

    def _logits(self, rows: Embeddings) -> NDArray[np.float32]:
        if len(rows) < LENGTH:
            return np.zeros(0, np.float32)
        seen = np.lib.stride_tricks.sliding_window_view(rows, LENGTH, axis=0).transpose(0, 2, 1)
        with torch.no_grad():
            return np.asarray(self._heads(torch.from_numpy(seen.astype(np.float32))).numpy(), np.float32)

    def _take(self, samples: NDArray[np.int16], end: int, logit: float, kind: int) -> None:
        self._features.append(self._verifier.encode(samples[max(0, end - SEEN_SAMPLES) : end]).astype(np.float16))
        self._suspicion.append(logit)
        self._kinds.append(kind)


def save_hard_examples(examples: HardExamples, path: Path) -> None:
    """Writes examples as .npz without pickles, whole or not at all."""
    part = path.with_suffix(".part.npz")
    np.savez(part, features=examples.features, suspicion=examples.suspicion, kinds=examples.kinds)
    part.rename(path)


def load_hard_examples(paths: Iterable[Path]) -> HardExamples:
    """Reads and joins files that `save_hard_examples` wrote."""
    parts = []
    for path in paths:
        with np.load(path, allow_pickle=False) as data:
            parts.append(HardExamples(data["features"], data["suspicion"], data["kinds"]))
    return HardExamples(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.suspicion for part in parts]),
        np.concatenate([part.kinds for part in parts]),
    )
