"""Verifies a suspicion of the wake word: puts the last 1.44 s of sound through Whisper's encoder.

The wake detector runs all the time, so it must be small, and its embeddings were learned from few speakers. Where it
suspects a word, a verifier examines the same moment: the encoder of Whisper tiny.en, which has heard people of all
accents, and a small network for each word on top of its features. It takes 8 ms of one core at a suspicion, and nothing
otherwise. The module knows no streams and no thresholds.
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
"""Samples that are examined: 1.44 s, 18 blocks. They hold the longest "Jarvis", the moments after it in which it is
recognised, and what came before."""
STEPS, FEATURES = 36, 384
"""Shape of the encoder's features: float32 [n, 36, 384], one vector for each 40 ms."""
WORD_LENGTH_KEY = "word_s"
"""Key of a network's metadata under which it says how long its word is when it is said slowly, in seconds."""
MIN_SUSPICION = 0.005
"""Score of the wake detector from which a verifier runs. All of 96 recorded calls reached it, and one block of 60 in
ordinary speech does."""


class Verifier:
    """Holds the verifying networks of one or more words, on one encoder.

    Args:
        networks: The file of each word: inputs "features", float32 [n, 36, 384], and "suspicion", float32 [n, 1], the
            wake detector's score; output the verified score, float32 [n, 1]. All scores are 0 … 1.

    Raises:
        ModelMissing: A network or the encoder is not there, or is no such network.
    """

    def __init__(self, networks: Mapping[str, Path]) -> None:
        # Its 10 MB are memory only from the first suspicion on, and the system may take them back.
        self._encoder = open_network(data_file("models/wake/encoder.onnx"), packed=False)
        self._networks = {word: _open(path) for word, path in networks.items()}
        self.words = frozenset(networks)
        """The words that can be verified."""
        self.word_s = {word: _word_length_s(network) for word, network in self._networks.items()}
        """Length of each word when it is said slowly, in seconds; None where its file does not say it."""

    def encode(self, samples: NDArray[np.int16]) -> NDArray[np.float32]:
        """Returns the features of the last samples.

        Args:
            samples: int16 [up to 23040] at 16 kHz; padded with silence in front.

        Returns:
            float32 [1, 36, 384].
        """
        seen = np.zeros((1, SEEN_SAMPLES), np.float32)
        last = samples[-SEEN_SAMPLES:]
        seen[0, SEEN_SAMPLES - last.size :] = last / np.float32(32768)
        features: NDArray[np.float32] = self._encoder.run(None, {"samples": seen})[0]
        return features

    def verify(self, word: str, suspicion: float, features: NDArray[np.float32]) -> float:
        """Returns the score of a word at a moment, 0 … 1.

        Args:
            word: One of `words`.
            suspicion: The wake detector's score.
            features: The result of `encode` for the moment.
        """
        given = {"features": features, "suspicion": np.array([[suspicion]], np.float32)}
        return float(self._networks[word].run(None, given)[0].item())


def verifier_path(head: Path) -> Path:
    """Returns where the verifying network of a word lies: beside its head, as friday-verifier.onnx beside
    friday.onnx."""
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


def _word_length_s(network: Any) -> float | None:
    try:
        return float(network.get_modelmeta().custom_metadata_map[WORD_LENGTH_KEY])
    except (KeyError, ValueError):
        return None
