"""Looks at a suspicion of the wake word more closely: the last 1.44 s of sound, through Whisper's encoder.

The wake detector hears all the time, so it must be small, and its embeddings were learnt from few speakers. Where it
suspects a word, a verifier looks at the same moment: the encoder of Whisper tiny.en, which has heard people of all
accents, and a small network for each word on top of what the encoder makes of the sound. Runs in the ears process, for
8 ms of one core at a suspicion and not at all otherwise. Knows no streams and no thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import ModelMissing
from assistant.hearing.networks import network_errors, open_network
from assistant.paths import data_file

SEEN_SAMPLES = 23_040
"""1.44 s, 18 blocks: the longest "Jarvis", the moments after it in which it is recognised, and what came before."""
STEPS, FEATURES = 36, 384
"""What the encoder makes of them: float32 [n, 36, 384], one vector each 40 ms."""
LENGTH_FACT = "word_s"
"""The metadata of a network tell under this name how long its word is when it is said slowly, in seconds."""
LEAST_SUSPICION = 0.005
"""A score of the wake detector below this is not looked at. Of 96 recorded calls all reached it, and in ordinary speech
a block in 60 does."""


class Verifier:
    """The verifying networks of one or more words, on one encoder.

    Args:
        networks: The file of each word: inputs "features", float32 [n, 36, 384], and "suspicion", float32 [n, 1], the
            wake detector's score; output the verified score, float32 [n, 1], all scores from 0 to 1.

    Raises:
        ModelMissing: A network or the encoder is not there, or is no such network.
    """

    def __init__(self, networks: Mapping[str, Path]) -> None:
        # Its 10 MB are memory only from the first suspicion on, and the system may take them back.
        self._encoder = open_network(data_file("models/wake/encoder.onnx"), packed=False)
        self._networks = {word: _open(path) for word, path in networks.items()}
        self.words = frozenset(networks)
        """The words that it can look at."""
        self.word_s = {word: _length_s(network) for word, network in self._networks.items()}
        """How long each word is when it is said slowly, in seconds; None where its file does not tell."""

    def encode(self, samples: NDArray[np.int16]) -> NDArray[np.float32]:
        """What the word networks see of the last samples, int16 [up to 23040] at 16 kHz; float32 [1, 36, 384]."""
        seen = np.zeros((1, SEEN_SAMPLES), np.float32)
        last = samples[-SEEN_SAMPLES:]
        seen[0, SEEN_SAMPLES - last.size :] = last / np.float32(32768)
        features: NDArray[np.float32] = self._encoder.run(None, {"samples": seen})[0]
        return features

    def verify(self, word: str, suspicion: float, features: NDArray[np.float32]) -> float:
        """The score of a word at a moment, 0 … 1.

        Args:
            word: One of `words`.
            suspicion: The wake detector's score.
            features: What `encode` makes of the moment.
        """
        given = {"features": features, "suspicion": np.array([[suspicion]], np.float32)}
        return float(self._networks[word].run(None, given)[0].item())


def verifier_path(head: Path) -> Path:
    """Where the verifying network of a word lies: beside its head, friday.onnx and friday-verifier.onnx."""
    return head.with_name(f"{head.stem}-verifier.onnx")


def _open(path: Path) -> Any:
    network = open_network(path)
    nothing = {"features": np.zeros((1, STEPS, FEATURES), np.float32), "suspicion": np.full((1, 1), 0.5, np.float32)}
    failures: tuple[type[Exception], ...] = (*network_errors(), ValueError)
    try:
        answer = np.asarray(network.run(None, nothing)[0])
    except failures as failure:
        raise ModelMissing(f"{path} is no verifier of a wake word", "Train the word again, or remove it.") from failure
    if answer.size != 1 or not 0 <= answer.item() <= 1:
        raise ModelMissing(f"{path} gives no score from 0 to 1", "Train the word again, or remove it.")
    return network


def _length_s(network: Any) -> float | None:
    try:
        return float(network.get_modelmeta().custom_metadata_map[LENGTH_FACT])
    except (KeyError, ValueError):
        return None
