"""Trains a head on a corpus, in rounds that show it its own false calls.

A quarter of a batch is calls. The rest is moments without the word: a third from the unfinished word itself, a third
that an earlier round took for calls, the others from anywhere. The measure is the few false calls in many hours, so the
loss of a negative grows with its score.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from assistant.hearing.audio.blocks import BLOCK_S
from assistant.training.features.corpus import Corpus
from assistant.training.features.window_labels import NO, YES
from assistant.training.fitting.head_network import EMBEDDING, LENGTH, Head

log = logging.getLogger(__name__)

BATCH = 768
RATE = 2e-3
DECAY = 2e-2
SMOOTHING = 0.01
"""Labels are 0.01 and 0.99: synthetic voices leave some doubt about every label."""
HARD_PER_HOUR = 400
"""Number of hard negatives, those with the highest logits, that are kept for each hour of the corpus."""

Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LabelledMoments:
    """Holds the places of the examples in the corpus: the index of each window's last embedding."""

    yes: Indexes
    unfinished: Indexes
    """Moments of NO within 0.6 s before the end of a call."""
    no: Indexes


def labelled_moments(corpus: Corpus) -> LabelledMoments:
    """Groups the labelled moments of a corpus."""
    near_a_call = corpus.ends < 0
    return LabelledMoments(
        np.flatnonzero(corpus.labels == YES),
        np.flatnonzero((corpus.labels == NO) & near_a_call & (corpus.ends > -60)),
        np.flatnonzero((corpus.labels == NO) & ~(near_a_call & (corpus.ends > -60))),
    )


def windows(corpus: Corpus, at: Indexes) -> Tensor:
    """Returns the input of a head at those moments, float32 [len(at), 16, 96]."""
    rows = at[:, None] + np.arange(1 - LENGTH, 1)[None]
    return torch.from_numpy(corpus.embeddings[rows].astype(np.float32))


def scores(head: torch.nn.Module, corpus: Corpus, at: Indexes) -> NDArray[np.float32]:
    """Returns a head's logits at those moments."""
    head.eval()
    with torch.no_grad():
        parts = [head(windows(corpus, at[start : start + 4096])).numpy() for start in range(0, len(at), 4096)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


class HeadFitting:
    """Trains one head.

    Args:
        corpus: Calls and negatives.
        steps: Batches in each round.
        rounds: Number of rounds; after each, the hard negatives of the next one are chosen.
        seed: Draws the initial weights and the order of the examples.
    """

    def __init__(self, corpus: Corpus, steps: int, rounds: int, seed: int) -> None:
        torch.manual_seed(seed)
        self._corpus, self._steps, self._rounds, self._seed = corpus, steps, rounds, seed
        self._rng = np.random.default_rng(seed)
        self._found = labelled_moments(corpus)
        self._hard = self._found.unfinished
        self.head = Head()
        some = self._rng.choice(len(corpus.labels), min(200_000, len(corpus.labels)))
        self.head.normalise_by(corpus.embeddings[some])
        self._optimiser = torch.optim.AdamW(self.head.parameters(), RATE, weight_decay=DECAY)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimiser, RATE, total_steps=steps * rounds)

    def run(self) -> Head:
        """Train the head. Blocks for minutes."""
        for number in range(self._rounds):
            self._round()
            logits = scores(self.head, self._corpus, self._found.no)
            keep = min(len(logits), round(len(logits) * BLOCK_S / 3600 * HARD_PER_HOUR))
            self._hard = self._found.no[np.argsort(logits)[-keep:]]
            calls = scores(self.head, self._corpus, self._found.yes[:: max(1, len(self._found.yes) // 4000)])
            log.info(
                "head %d, round %d of %d: 99.9 %% of what is no call is below %.1f, the median call at %.1f",
                self._seed,
                number + 1,
                self._rounds,
                float(np.quantile(logits, 0.999)),
                float(np.median(calls)),
            )
        return self.head.eval()

    def _round(self) -> None:
        self.head.train()
        calls = BATCH // 4
        target = torch.cat((torch.full((calls,), 1 - SMOOTHING), torch.full((BATCH - calls,), SMOOTHING)))
        for _ in range(self._steps):
            logits = self.head(_with_noise(windows(self._corpus, self._batch(calls)), self._rng))
            losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
            weights = torch.ones(BATCH)
            weights[calls:] = 0.3 + 2 * torch.sigmoid(logits[calls:].detach())
            self._optimiser.zero_grad()
            torch.autograd.backward((losses * weights).mean())
            self._optimiser.step()
            self._schedule.step()

    def _batch(self, calls: int) -> Indexes:
        share = (BATCH - calls) // 3
        rng, found = self._rng, self._found
        return np.concatenate(
            (
                rng.choice(found.yes, calls),
                rng.choice(found.unfinished, share),
                rng.choice(self._hard, share),
                rng.choice(found.no, BATCH - calls - 2 * share),
            )
        )


def _with_noise(seen: Tensor, rng: Generator) -> Tensor:
    """Adds noise to every window: embeddings of one sound differ as much between two microphones."""
    return seen + torch.from_numpy(rng.standard_normal((seen.shape[0], 1, EMBEDDING), np.float32)) * 0.6
