"""Finds and loads the heads of openWakeWord: the model of one wake word each.

A head takes the last speech embeddings, float32 [batch, n, 96], and gives a score from 0 to 1. The module knows nothing
of sound, of streams or of thresholds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import ConfigError, ModelMissing
from assistant.hearing.networks import network_errors, open_network, package_folder
from assistant.paths import data_file, data_home

EMBEDDING_SIZE = 96
"""Numbers in one embedding."""
DEFAULT_LENGTH = 16
"""Embeddings on which openWakeWord's own heads depend; assumed for a head that leaves its length open."""

Floats = NDArray[np.float32]


def user_heads() -> Path:
    """Returns the folder of the wake words that the user trained."""
    return data_home() / "wake"


def head_path(model: str) -> Path:
    """Returns the file of a wake word: a path, a name that the user trained, one in models/wake, or one of
    openwakeword's.

    A model that the user trained comes first, so that a better "jarvis" of one's own needs no change of the settings.

    Raises:
        ModelMissing: There is no model of this name.
    """
    if model.endswith(".onnx") or "/" in model:
        return Path(model).expanduser()
    for own in (user_heads() / f"{model}.onnx", data_file(f"models/wake/{model}.onnx")):
        if own.is_file():
            return own
    package = package_folder("openwakeword")
    found = sorted((package / "resources" / "models").glob(f"{model}_v*.onnx")) if package else []
    if found:
        return found[-1]
    raise ModelMissing(
        f'There is no wake word model "{model}"',
        f"Take jarvis, give the path of an openWakeWord .onnx file, or put {model}.onnx into {user_heads()}. "
        "hey_jarvis comes with: pip install --no-deps openwakeword==0.4.0 (its models: CC BY-NC-SA 4.0, no commercial "
        "use).",
    )


def head_paths(models: tuple[str, ...]) -> dict[str, Path]:
    """Returns the file of each wake word by its word: the name in the settings, or a path's last part without `.onnx`.

    Raises:
        ConfigError: `models` is empty, or names two models of the same name.
        ModelMissing: As `head_path`.
    """
    if not models:
        raise ConfigError("wake.models is empty: there is no word to wake on", 'Set it to ["jarvis"], the default.')
    found: dict[str, Path] = {}
    for model in models:
        path = head_path(model)
        word = path.stem if model.endswith(".onnx") or "/" in model else model
        if word in found:
            raise ConfigError(f'wake.models names two models "{word}"', "Remove one, or rename its file.")
        found[word] = path
    return found


class Head:
    """Scores embeddings with one wake word's network, which is tried when it is loaded.

    Args:
        word: The wake word.
        path: Its file: input [1 or any, n, 96], output one number 0 … 1. Where n is left open, it is 16.

    Raises:
        ModelMissing: There is no such file, or it is no model of a wake word.
    """

    def __init__(self, word: str, path: Path) -> None:
        self.word = word
        self._network: Any = open_network(path)
        inputs = self._network.get_inputs()
        shape = inputs[0].shape
        self._input: str = inputs[0].name
        if len(inputs) != 1 or len(shape) != 3 or not (_fits(shape[0], 1) and _fits(shape[2], EMBEDDING_SIZE)):
            raise _not_a_head(
                path, f"An openWakeWord head takes embeddings, [1, n, {EMBEDDING_SIZE}]; this takes {shape}."
            )
        self.length = shape[1] if isinstance(shape[1], int) and shape[1] > 0 else DEFAULT_LENGTH
        """Number of embeddings on which a score depends."""
        self._try(path)

    def score(self, embeddings: Floats) -> float:
        """Returns the score, 0 … 1, of the last of these embeddings, [at least `length`, 96]."""
        return float(self._network.run(None, {self._input: embeddings[None, -self.length :]})[0].item())

    def _try(self, path: Path) -> None:
        """Runs the network once on zeros: a shape with names in it does not say enough."""
        nothing = np.zeros((1, self.length, EMBEDDING_SIZE), np.float32)
        try:
            answer = np.asarray(self._network.run(None, {self._input: nothing})[0])
        except network_errors() as failure:
            raise _not_a_head(path, f"It does not run on [1, {self.length}, {EMBEDDING_SIZE}] embeddings.") from failure
        if answer.size != 1:
            raise _not_a_head(path, f"It gives {answer.size} scores; give a model of one word.")
        if not 0 <= answer.item() <= 1:
            raise _not_a_head(path, f"It gives {answer.item():.2f}; a score is 0 to 1.")


def _fits(dimension: object, wanted: int) -> bool:
    """Returns whether a dimension is the wanted one or left open (a name, None, or a number below 1)."""
    return not isinstance(dimension, int) or dimension < 1 or dimension == wanted


def _not_a_head(path: Path, hint: str) -> ModelMissing:
    return ModelMissing(f"{path} is no model of a wake word", hint)
