"""The heads of openWakeWord: where the model of a wake word is, what it is called, and one that is loaded.

A head takes the last speech embeddings, float32 [batch, n, 96], and gives a score from 0 to 1. Runs in the ears
process. Knows nothing of sound, of streams and of thresholds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import ConfigError, ModelMissing
from assistant.hearing.networks import network_errors, open_network, package_folder
from assistant.paths import data_file, data_home

EMBEDDING = 96
"""Numbers in one embedding."""
USUAL_LENGTH = 16
"""Embeddings that openWakeWord's own heads look at; taken for a head that leaves its length open."""

Floats = NDArray[np.float32]


def user_heads() -> Path:
    """The folder of the wake words that the user trained."""
    return data_home() / "wake"


def head_path(model: str) -> Path:
    """The file of a wake word: a path, a name that the user trained, one in models/wake, or one of openwakeword's.

    What the user trained comes first, so that a better "jarvis" of one's own needs no change of the settings.

    Raises:
        ModelMissing: There is none of this name.
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
    """The file of each wake word by its word: the name in the settings, or a path's last part without `.onnx`.

    Raises:
        ConfigError: No model, or two of the same name.
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
    """One wake word's network, loaded and tried.

    Args:
        word: What it hears.
        path: Its file: input [1 or any, n, 96], output one number 0 … 1. Where n is left open, it is 16.

    Raises:
        ModelMissing: No such file, or it is none of a wake word.
    """

    def __init__(self, word: str, path: Path) -> None:
        self.word = word
        self._network: Any = open_network(path)
        inputs = self._network.get_inputs()
        shape = inputs[0].shape
        self._input: str = inputs[0].name
        if len(inputs) != 1 or len(shape) != 3 or not (_fits(shape[0], 1) and _fits(shape[2], EMBEDDING)):
            raise _no_head(path, f"An openWakeWord head takes embeddings, [1, n, {EMBEDDING}]; this takes {shape}.")
        self.length = shape[1] if isinstance(shape[1], int) and shape[1] > 0 else USUAL_LENGTH
        """How many embeddings it looks at."""
        self._try(path)

    def score(self, embeddings: Floats) -> float:
        """Score the last of these embeddings, [at least `length`, 96]."""
        return float(self._network.run(None, {self._input: embeddings[None, -self.length :]})[0].item())

    def _try(self, path: Path) -> None:
        """One run on nothing: shapes with names in them tell too little."""
        nothing = np.zeros((1, self.length, EMBEDDING), np.float32)
        try:
            answer = np.asarray(self._network.run(None, {self._input: nothing})[0])
        except network_errors() as failure:
            raise _no_head(path, f"It does not run on [1, {self.length}, {EMBEDDING}] embeddings.") from failure
        if answer.size != 1:
            raise _no_head(path, f"It gives {answer.size} scores; give a model of one word.")
        if not 0 <= answer.item() <= 1:
            raise _no_head(path, f"It gives {answer.item():.2f}; a score is 0 to 1.")


def _fits(dimension: object, wanted: int) -> bool:
    """Whether a dimension is the wanted one or left open (a name, None, or a number below 1)."""
    return not isinstance(dimension, int) or dimension < 1 or dimension == wanted


def _no_head(path: Path, hint: str) -> ModelMissing:
    return ModelMissing(f"{path} is no model of a wake word", hint)
