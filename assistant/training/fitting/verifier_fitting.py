"""Trains the verifier of a wake word: networks on Whisper's encoder that tell calls from the heads' false calls.

Its examples are moments, not sentences: those after the end of the word, and those at which the heads were mistaken or
nearly so (`hard_examples`). Its logit is added to the heads' logit.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn

from assistant.hearing.wake.verifier import FEATURES
from assistant.training.fitting.hard_examples import PEOPLE, HardExamples

log = logging.getLogger(__name__)

BATCH = 128
CALLS = BATCH // 3
RATE, DECAY = 1e-3, 3e-2
SMOOTHING = 0.02
"""Labels are 0.02 and 0.98: some voices swallow the word's end, and some negatives differ from the word by one
phoneme."""
PEOPLE_WEIGHT = 3.0
"""Factor on the probability that an example of people is drawn: they are fewer than synthetic voices, and the verifier
serves them."""
FEATURE_NOISE = 0.15
"""Noise on every example's features, in their standard deviations, the same for all steps of an example: rooms and
microphones shift features in this way."""
WEIGHT = 4.0
"""Weight of the verifier's logit against the heads' logit. Where 187 of 192 calls of people were heard (development
recordings, half of them in noise, before the nets were refined), 23 false calls in 28 min of near-misses were left with
it, 22 with 3.0 and 27 with 5.0; the heads know the word before it is over, and with 3.0 one call in twenty came 0.08 s
later."""
SHARPNESS = 0.25
"""Factor on the sum of both, which spreads over 40 where heads alone spread over 8. With it, 90 of the 95 calls of
people that are heard are sure (`assistant.hearing.wake.trigger.SURE_MARGIN`), and 70 of 93 in noise."""
BOUND = 6.0
"""Limit of the verifier's logit on both sides, so that it never decides alone."""


class VerifierNet(nn.Module):
    """One network of a verifier: maps the encoder's features [n, steps, 384] to logits [n]."""

    mean: Tensor
    spread: Tensor

    def __init__(self, width: int = 64, looks: int = 4) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("spread", torch.ones(FEATURES))
        self.narrow = nn.Linear(FEATURES, width)
        self.first = nn.Conv1d(width, width, 5, padding=2)
        self.second = nn.Conv1d(width, width, 5, stride=2, padding=2)
        self.third = nn.Conv1d(width, width, 5, stride=2, padding=2)
        self.look = nn.Linear(width, looks)
        self.decide = nn.Linear(looks * width, width)
        self.answer = nn.Linear(width, 1)

    def forward(self, features: Tensor) -> Tensor:
        level = (features - self.mean) / self.spread
        flow = nn.functional.dropout(torch.relu(self.narrow(level)), 0.2, self.training).transpose(1, 2)
        flow = flow + torch.relu(self.first(flow))
        flow = nn.functional.dropout(torch.relu(self.second(flow)), 0.2, self.training)
        flow = torch.relu(self.third(flow)).transpose(1, 2)
        weights = torch.softmax(self.look(flow), dim=1)
        seen = (weights.transpose(1, 2) @ flow).flatten(1)
        decided = nn.functional.dropout(torch.relu(self.decide(seen)), 0.3, self.training)
        return cast(Tensor, self.answer(decided)[:, 0])


class VerifierModel(nn.Module):
    """Combines several nets with the heads' score, as the verifier's file does.

    Args:
        nets: Trained nets.
        weight: Weight of their logit against the heads' logit.
        threshold_logit: The sum of both that becomes a score of 0.5.
        sharpness: Factor on the difference from that threshold.
    """

    def __init__(
        self, nets: Sequence[VerifierNet], weight: float, threshold_logit: float = 0.0, sharpness: float = 1.0
    ) -> None:
        super().__init__()
        self.nets = nn.ModuleList(nets)
        self.weight, self.threshold_logit, self.sharpness = weight, threshold_logit, sharpness

    def forward(self, features: Tensor, suspicion: Tensor) -> Tensor:
        """Returns the logit [n] of the verified score from features [n, steps, 384] and the heads' logit [n]."""
        opinions = torch.stack([net(features) for net in self.nets])
        verified = opinions.topk(counted_opinions(len(self.nets)), dim=0).values.mean(dim=0).clamp(-BOUND, BOUND)
        return (suspicion + self.weight * verified - self.threshold_logit) * self.sharpness


def counted_opinions(nets: int) -> int:
    """Returns the number of nets that count: the half with the highest logits.

    Some nets recognise a voice unlike those of the training and others do not, while hardly any net takes another sound
    for a call. With the mean of all four nets 32 near-misses of 28 min were left where 187 of 192 people's calls were
    heard, with this rule 22 (development recordings, a weight of 3).
    """
    return (nets + 1) // 2


def fit_verifier_net(examples: HardExamples, steps: int, seed: int) -> VerifierNet:
    """Train one net. Blocks for minutes.

    Args:
        examples: The examples.
        steps: Number of batches.
        seed: Draws the initial weights and the order of the examples.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = VerifierNet()
    sample = rng.choice(len(examples), min(1500, len(examples)), replace=False)
    some = examples.features_at(sample).reshape(-1, FEATURES)
    net.mean, net.spread = torch.from_numpy(some.mean(axis=0)), torch.from_numpy(some.std(axis=0) + np.float32(1e-3))
    return train_net(net, examples, steps, RATE, rng)


def train_net(net: VerifierNet, examples: HardExamples, steps: int, rate: float, rng: Generator) -> VerifierNet:
    """Train a net further, in place. Blocks for minutes.

    Args:
        net: The net to train; its `mean` and `spread` stay.
        examples: The examples.
        steps: Number of batches.
        rate: The highest learning rate of the cycle.
        rng: Draws the order of the examples; torch's own generator draws dropout and noise.
    """
    net.train()
    calls, others = np.flatnonzero(examples.calls), np.flatnonzero(~examples.calls)
    doubt = 0.3 + 1 / (1 + np.exp(-examples.suspicion[others] - 1.0))
    likely = doubt * np.where(examples.kinds[others] == PEOPLE, PEOPLE_WEIGHT, 1.0)
    likely = np.cumsum(likely / likely.sum())
    target = torch.cat((torch.full((CALLS,), 1 - SMOOTHING), torch.full((BATCH - CALLS,), SMOOTHING)))
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps)
    lately = 0.0
    for step in range(steps):
        drawn = np.searchsorted(likely, rng.random(BATCH - CALLS)).clip(max=len(others) - 1)
        features = torch.from_numpy(examples.features_at(np.concatenate((rng.choice(calls, CALLS), others[drawn]))))
        features = features + torch.randn(BATCH, 1, FEATURES) * FEATURE_NOISE * net.spread
        loss = nn.functional.binary_cross_entropy_with_logits(net(features), target)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        lately += (loss.item() - lately) * 0.02
        if step % 500 == 499:
            log.info("verifier: step %d of %d, loss %.3f", step + 1, steps, lately)
    return net.eval()
