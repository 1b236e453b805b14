"""The network that turns 16 speech embeddings into a score, in openWakeWord's format. Training only.

Input float32 [n, 16, 96], one embedding each 80 ms, output a score from 0 to 1. Inside, two convolutions over time see
the order of the sounds, and what they find at each moment is weighed by where in time it is. The model is the mean of
several such networks, which differ in what they began with.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

LENGTH, EMBEDDING = 16, 96
SEEN = 12
"""The last so many embeddings are used, with 0.78 s each 1.7 s of sound: "Hey Jarvis" and a little more."""


class Head(nn.Module):
    """One network: a logit from [n, 16, 96]."""

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
        """Take mean and spread of the embeddings [n, 96] that it will see."""
        self.mean = torch.from_numpy(rows.mean(axis=0, dtype=np.float64).astype(np.float32))
        self.spread = torch.from_numpy((rows.std(axis=0, dtype=np.float64) + 1e-3).astype(np.float32))


class Model(nn.Module):
    """The mean of several heads' logits, moved so that 0.5 is the threshold, as a score.

    Args:
        heads: Trained.
        threshold_logit: The mean logit that shall become 0.5.
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
        """The same without the last step, for judging."""
        return _Logits(self)


class _Logits(nn.Module):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model.eval()

    def forward(self, embeddings: Tensor) -> Tensor:
        return self.model.logits(embeddings)
