"""Trains a head on a corpus, and finds the negatives that fool it. Training only.

A batch is a quarter calls; the rest are moments without the word: a third of those from the unfinished word itself, a
third that fooled an earlier round, the others from anywhere. What counts is the few false calls in many hours, so the
loss of a negative grows with how sure the network was.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from assistant.training.corpus import Corpus
from assistant.training.head import EMBEDDING, LENGTH, Head
from assistant.training.windows import NO, YES

log = logging.getLogger(__name__)

BATCH = 768
RATE = 2e-3
DECAY = 2e-2
SMOOTHING = 0.01
"""Labels are 0.01 and 0.99: synthetic voices leave some doubt about every label."""
HARD_PER_HOUR = 400
"""So many of the most alike moments of an hour are kept as hard ones."""

Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Moments:
    """Where in the corpus the examples are: the index of each window's last embedding."""

    yes: Indexes
    unfinished: Indexes
    """Within two seconds before the end of a call."""
    no: Indexes


def moments_of(corpus: Corpus) -> Moments:
    """Sort the labelled moments."""
    near_a_call = corpus.ends < 0
    return Moments(
        np.flatnonzero(corpus.labels == YES),
        np.flatnonzero((corpus.labels == NO) & near_a_call & (corpus.ends > -60)),
        np.flatnonzero((corpus.labels == NO) & ~(near_a_call & (corpus.ends > -60))),
    )


def windows(corpus: Corpus, at: Indexes) -> Tensor:
    """[len(at), 16, 96] float32: what a head sees at those moments."""
    rows = at[:, None] + np.arange(1 - LENGTH, 1)[None]
    return torch.from_numpy(corpus.embeddings[rows].astype(np.float32))


def scores(head: torch.nn.Module, corpus: Corpus, at: Indexes) -> NDArray[np.float32]:
    """A head's logits at those moments."""
    head.eval()
    with torch.no_grad():
        parts = [head(windows(corpus, at[start : start + 4096])).numpy() for start in range(0, len(at), 4096)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def fit(corpus: Corpus, steps: int, rounds: int, seed: int) -> Head:
    """Train one head. Blocks for minutes.

    Args:
        corpus: Calls and negatives.
        steps: Batches in each round.
        rounds: After each but the last, the moments that fool it are looked for.
        seed: Decides what it begins with, and the order.
    """
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    found = moments_of(corpus)
    head = Head()
    head.normalise_by(corpus.embeddings[chance.choice(len(corpus.labels), min(200_000, len(corpus.labels)))])
    optimiser = torch.optim.AdamW(head.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps * rounds)
    hard = found.unfinished
    for number in range(rounds):
        _round(head, corpus, found, hard, steps, chance, optimiser, schedule)
        logits = scores(head, corpus, found.no)
        keep = min(len(logits), round(len(found.no) * 0.08 / 3600 * HARD_PER_HOUR))
        hard = found.no[np.argsort(logits)[-keep:]]
        log.info(
            "seed %d, round %d: 99.9 %% of negatives below %.1f, median call %.1f",
            seed,
            number + 1,
            float(np.quantile(logits, 0.999)),
            float(np.median(scores(head, corpus, found.yes[:: max(1, len(found.yes) // 4000)]))),
        )
    return head


def _round(
    head: Head,
    corpus: Corpus,
    found: Moments,
    hard: Indexes,
    steps: int,
    chance: Generator,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> None:
    head.train()
    calls = BATCH // 4
    share = (BATCH - calls) // 3
    target = torch.cat((torch.full((calls,), 1 - SMOOTHING), torch.full((BATCH - calls,), SMOOTHING)))
    for _ in range(steps):
        at = np.concatenate(
            (
                chance.choice(found.yes, calls),
                chance.choice(found.unfinished, share),
                chance.choice(hard, share),
                chance.choice(found.no, BATCH - calls - 2 * share),
            )
        )
        logits = head(_disturbed(windows(corpus, at), chance))
        losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
        weights = torch.ones(BATCH)
        weights[calls:] = 0.3 + 2 * torch.sigmoid(logits[calls:].detach())
        optimiser.zero_grad()
        (losses * weights).mean().backward()
        optimiser.step()
        schedule.step()


def _disturbed(seen: Tensor, chance: Generator) -> Tensor:
    """A little noise on every embedding: what two microphones make of one sound differs as much."""
    return seen + torch.from_numpy(chance.standard_normal((seen.shape[0], 1, EMBEDDING), np.float32)) * 0.6
