"""Defines the network that maps 16 speech embeddings to a score, in openWakeWord's format.

The input is float32 [n, 16, 96], one embedding each 80 ms; the output is a score from 0 to 1. Two convolutions over
time see the order of the sounds, and a linear layer weighs their results by place. The model is the mean of several
such networks with different initial weights.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

LENGTH, EMBEDDING = 16, 96
SEEN = 12
"""Number of the last embeddings that are used. Each covers 0.78 s, all together 1.7 s: "Hey Jarvis" and a little
more."""


class Head(nn.Module):
    """One network: maps embeddings [n, 16, 96] to logits [n]."""

    def __init__(self, width: int = 96, dropout: float = 0.2) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(EMBEDDING))
        self.register_buffer("spread", torch.ones(EMBEDDING))
        self.convolve = nn.Sequential(
            nn.Conv1d(EMBEDDING, width, 3),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Conv1d(width, width, 3),
            nn.BatchNorm1d(width),
            nn.ReLU(),
        )
        self.decide = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(width * (SEEN - 4), width),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(width, 1),
        )

    def forward(self, embeddings: Tensor) -> Tensor:
        seen = (embeddings[:, LENGTH - SEEN :] - self.mean) / self.spread
        return cast(Tensor, self.decide(self.convolve(seen.transpose(1, 2))))[:, 0]

    def normalise_by(self, rows: NDArray[np.floating[Any]]) -> None:
        """Set mean and spread from embeddings [n, 96] of the corpus."""
        self.mean = torch.from_numpy(rows.mean(axis=0, dtype=np.float64).astype(np.float32))
        self.spread = torch.from_numpy((rows.std(axis=0, dtype=np.float64) + 1e-3).astype(np.float32))


class Model(nn.Module):
    """Maps embeddings [n, 16, 96] to scores [n, 1]: the mean of several heads' logits, with the threshold at 0.5.

    Args:
        heads: Trained heads.
        threshold_logit: The mean logit that becomes a score of 0.5.
        sharpness: Factor on the logits.
    """

    def __init__(self, heads: list[Head], threshold_logit: float = 0.0, sharpness: float = 1.0) -> None:
        super().__init__()
        self.heads = nn.ModuleList(heads)
        self.threshold_logit = threshold_logit
        self.sharpness = sharpness

    def logits(self, embeddings: Tensor) -> Tensor:
        mean = torch.stack([head(embeddings) for head in self.heads]).mean(dim=0)
        return (mean - self.threshold_logit) * self.sharpness

    def forward(self, embeddings: Tensor) -> Tensor:
        return torch.sigmoid(self.logits(embeddings))[:, None]

    def logits_only(self) -> nn.Module:
        """Returns a module that gives the logits [n] instead of the scores, for evaluation."""
        return _Logits(self)


class _Logits(nn.Module):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model.eval()

    def forward(self, embeddings: Tensor) -> Tensor:
        return self.model.logits(embeddings)
