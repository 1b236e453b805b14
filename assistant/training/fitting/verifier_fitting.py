"""Trains the verifier of a wake word: a network on Whisper's encoder that says whether a suspicion was the word.

Its examples are moments, not sentences: those at which the word was over, and those at which the heads were mistaken or
nearly so (`suspects`). It answers with a logit, which is added to the heads' own. Training only.
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
from assistant.training.fitting.hard_examples import PEOPLE, Suspects

log = logging.getLogger(__name__)

BATCH = 128
CALLS = BATCH // 3
RATE, DECAY = 1e-3, 3e-2
SMOOTHING = 0.02
"""Labels are 0.02 and 0.98: some voices swallow the word's end, and some of what people say is the word but for one."""
PEOPLE_WEIGHT = 3.0
"""People are so much likelier to be drawn than synthetic voices: they are fewer, and what the verifier is for."""
DISTURBED = 0.15
"""Standard deviations of the noise on every example's features: rooms and microphones shift them all the same way."""
WEIGHT = 4.0
"""Of what it says against the heads' logit. Where 187 of 192 calls of people were heard (development recordings, half
of them in noise, before the nets were refined), 23 false calls in 28 min of near-misses were left with it, 22 with 3.0
and 27 with 5.0; the heads know the word before it is over, and with 3.0 one call in twenty came 0.08 s later."""
SHARPNESS = 0.25
"""Factor on the sum of both, which spreads over 40 where heads alone spread over 8: so 90 of the 95 calls of people
that are heard are sure (`assistant.hearing.wake.trigger.SURE_MARGIN`), and 70 of 93 in noise."""
BOUND = 6.0
"""What a verifier says is cut off here, so that no single opinion decides alone."""


class VerifyingNet(nn.Module):
    """A logit, [n], from the encoder's features, [n, steps, 384]."""

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


class Verifying(nn.Module):
    """Several nets and the heads' score as one: what the verifier's file computes.

    Args:
        nets: Trained.
        weight: Of what they say against the heads' logit.
        threshold_logit: What the sum has to reach for a score of 0.5.
        sharpness: Factor on what is above or below that.
    """

    def __init__(
        self, nets: Sequence[VerifyingNet], weight: float, threshold_logit: float = 0.0, sharpness: float = 1.0
    ) -> None:
        super().__init__()
        self.nets = nn.ModuleList(nets)
        self.weight, self.threshold_logit, self.sharpness = weight, threshold_logit, sharpness

    def forward(self, features: Tensor, suspicion: Tensor) -> Tensor:
        """The logit [n] of the verified score, from features [n, steps, 384] and the heads' logit [n]."""
        opinions = torch.stack([net(features) for net in self.nets])
        said = opinions.topk(convinced(len(self.nets)), dim=0).values.mean(dim=0).clamp(-BOUND, BOUND)
        return (suspicion + self.weight * said - self.threshold_logit) * self.sharpness


def convinced(nets: int) -> int:
    """Of so many nets, how many are listened to: the half that believes most.

    A voice unlike those of the training is known to some nets and strange to others, while what is no call is a call to
    hardly any. With the mean of all four nets 32 near-misses of 28 min were left where 187 of 192 people's calls were
    heard, with this 22 (development recordings, a weight of 3).
    """
    return (nets + 1) // 2


def fit_verifier(suspects: Suspects, steps: int, seed: int) -> VerifyingNet:
    """Train one net. Blocks for minutes.

    Args:
        suspects: The examples.
        steps: Batches.
        seed: Decides what it begins with, and the order.
    """
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    net = VerifyingNet()
    some = suspects.some(chance.choice(len(suspects), min(1500, len(suspects)), replace=False)).reshape(-1, FEATURES)
    net.mean, net.spread = torch.from_numpy(some.mean(axis=0)), torch.from_numpy(some.std(axis=0) + np.float32(1e-3))
    return trained(net, suspects, steps, RATE, chance)


def trained(net: VerifyingNet, suspects: Suspects, steps: int, rate: float, chance: Generator) -> VerifyingNet:
    """Train a net further, in place. Blocks for minutes.

    Args:
        net: Gets the examples' features as they are; its `mean` and `spread` stay.
        suspects: The examples.
        steps: Batches.
        rate: The highest learning rate of the cycle.
        chance: Decides the order; torch's own generator decides dropout and noise.
    """
    net.train()
    calls, others = np.flatnonzero(suspects.calls), np.flatnonzero(~suspects.calls)
    doubt = 0.3 + 1 / (1 + np.exp(-suspects.suspicion[others] - 1.0))
    likely = doubt * np.where(suspects.kinds[others] == PEOPLE, PEOPLE_WEIGHT, 1.0)
    likely = np.cumsum(likely / likely.sum())
    target = torch.cat((torch.full((CALLS,), 1 - SMOOTHING), torch.full((BATCH - CALLS,), SMOOTHING)))
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps)
    lately = 0.0
    for step in range(steps):
        drawn = np.searchsorted(likely, chance.random(BATCH - CALLS)).clip(max=len(others) - 1)
        features = torch.from_numpy(suspects.some(np.concatenate((chance.choice(calls, CALLS), others[drawn]))))
        features = features + torch.randn(BATCH, 1, FEATURES) * DISTURBED * net.spread
        loss = nn.functional.binary_cross_entropy_with_logits(net(features), target)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        lately += (loss.item() - lately) * 0.02
        if step % 500 == 499:
            log.info("verifier: step %d of %d, loss %.3f", step + 1, steps, lately)
    return net.eval()
