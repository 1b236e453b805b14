"""Collects what a verifier learns from: moments at which the heads suspect the word, rightly and wrongly.

Training only. A moment is what the verifier will see of it: the encoder's features of the last 1.44 s, and the heads'
logit.
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
from assistant.training.voices.voice_list import RATE_HZ

log = logging.getLogger(__name__)

CALL, UNFINISHED, COMPOSED, PEOPLE = 0, 1, 2, 3
"""What a moment is: a call, a word that is not over, synthetic voices and noises, people as they were recorded."""
LEAST_LOGIT = -5.0
"""Moments of less, before the heads' threshold is taken off, are nothing that a verifier would ever see."""
APART = 6
"""Blocks between two moments of a stretch."""
MOST = 10
"""Moments of a stretch of 30 s."""
BEGINS_SHARE = 0.2
"""So many moments without a call come right after silence, as calls do where a microphone was just opened or suppresses
noise: else silence before a word would be taken for a sign of a call."""
STILL_UNFINISHED = 0.2
"""Of a word, the last part: without it a verifier shall say no even though the heads may say anything. It is less than
what they are taught to wait for, and most of an /s/ has to be heard: else "Jarvik" is "Jarvis"."""
SHORTEST_S, LONGEST_S = 0.3, 1.3
"""What is heard of these."""


@dataclass(frozen=True, slots=True)
class Suspects:
    """The moments, end to end."""

    features: NDArray[np.float16]
    """[n, steps, 384]"""
    suspicion: NDArray[np.float32]
    """[n]: the heads' logit."""
    kinds: NDArray[np.int8]
    """[n]"""

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def calls(self) -> NDArray[np.bool_]:
        """[n]: whether it was the word."""
        return np.asarray(self.kinds == CALL, np.bool_)

    def some(self, at: NDArray[np.int64]) -> NDArray[np.float32]:
        """The features of some, [len(at), steps, 384]."""
        return self.features[at].astype(np.float32)


class SuspectFinder:
    """Looks through scenes with trained heads.

    Args:
        heads: Embeddings [n, 16, 96] to a logit [n].
        seed: Decides which moment of a call is taken, and what comes after silence.
        begins_share: Of the moments without a call, how many come after silence.
    """

    def __init__(self, heads: nn.Module, seed: int, begins_share: float = BEGINS_SHARE) -> None:
        self._heads = heads.eval()
        self._front_end = FrontEnd()
        self._verifier = Verifier({})
        self._begins_share = begins_share
        self._chance = np.random.default_rng([seed, 104])
        self._features: list[NDArray[np.float16]] = []
        self._suspicion: list[float] = []
        self._kinds: list[int] = []

    def look(self, scenes: Iterable[Scene], kind: int) -> None:
        """Take what is in the scenes; `kind` is that of scenes without a call."""
        told = time.monotonic()
        for scene in scenes:
            if scene.end_s > 0:
                self._call(scene)
            else:
                self._stretch(scene, kind)
            if time.monotonic() - told > 15:
                told = time.monotonic()
                log.info("suspects: %d", len(self._kinds))

    def found(self) -> Suspects:
        """All that was found."""
        return Suspects(
            np.concatenate(self._features), np.asarray(self._suspicion, np.float32), np.asarray(self._kinds, np.int8)
        )

    def _call(self, scene: Scene) -> None:
        """One of the moments at which the word is over, and of those at which it is not the likest and the last."""
        first, rows = self._heard(scene)
        logits = self._logits(rows)
        labels = label_moments(first + len(rows), first, scene.start_s, scene.end_s)[LENGTH - 1 :]
        ends = (np.arange(first + LENGTH - 1, first + len(rows)) + 1) * BLOCK
        over = np.flatnonzero(labels == YES)
        if over.size:
            at = int(self._chance.choice(over))
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
        """The likest moments of sound without a call."""
        samples = scene.samples
        first, rows = self._heard(scene)
        logits = self._logits(rows).copy()
        logits[: max(0, 1 - first - LENGTH)] = -np.inf  # before there was any sound
        for _ in range(MOST):
            if not logits.size or logits.max() < LEAST_LOGIT:
                return
            at = int(logits.argmax())
            end = (first + at + LENGTH) * BLOCK
            seen = samples[max(0, end - SEEN_SAMPLES) : end]
            if self._chance.random() < self._begins_share:
                seen = self._just_begun(seen)
            self._take(seen, seen.size, float(logits[at]), kind)
            logits[max(0, at - APART + 1) : at + APART] = -np.inf

    def _heard(self, scene: Scene) -> tuple[int, Embeddings]:
        """The block of the first embedding, and the embeddings."""
        if scene.fresh:
            return -FRESH_BLOCKS, self._front_end.fresh_embeddings(scene.samples)
        return FIRST_BLOCK, self._front_end.embeddings(scene.samples)

    def _just_begun(self, seen: NDArray[np.int16]) -> NDArray[np.int16]:
        """The same with silence before its last part."""
        silent = max(0, seen.size - round(float(self._chance.uniform(SHORTEST_S, LONGEST_S)) * RATE_HZ))
        hiss = self._chance.standard_normal(silent) * self._chance.choice([0, 1, 3])
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


def save_suspects(suspects: Suspects, path: Path) -> None:
    """As .npz without pickles."""
    part = path.with_suffix(".part.npz")
    np.savez(part, features=suspects.features, suspicion=suspects.suspicion, kinds=suspects.kinds)
    part.rename(path)


def load_suspects(paths: Iterable[Path]) -> Suspects:
    """What `save_suspects` wrote, all of it."""
    parts = []
    for path in paths:
        with np.load(path, allow_pickle=False) as data:
            parts.append(Suspects(data["features"], data["suspicion"], data["kinds"]))
    return Suspects(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.suspicion for part in parts]),
        np.concatenate([part.kinds for part in parts]),
    )
