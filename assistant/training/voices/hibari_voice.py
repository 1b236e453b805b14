"""Speaks with hibari, one small English voice that becomes many.

Its network returns a spectrum for every 12.5 ms, split into harmonics and noise, and its vocoder turns that into sound
fifty times faster than real time. Between the two, pitch and vocal tract can be changed independently, which makes deep
voices and children's from one speaker. Package hibari-tts, Apache-2.0.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.training.voices.phoneme_voices import (
    folder_of,
    kept_tokens,
    open_model,
    sentence_phonemes,
    with_lengths,
    word_span_s,
)
from assistant.training.voices.voice import RATE_HZ, SpokenSentence, Voice, VoiceSettings

LENGTHS = "/Clip_output_0"
FRAME_S = 0.025
"""Unit of the phonemes' lengths: two frames of the vocoder."""
HARMONICS, HARMONIC_PHASE, NOISE, FREE, PHASE, PITCH = range(6)
"""The network's outputs in order: log magnitudes [601, frames] of harmonics, their phase, of noise and of the rest, its
phase, and the fundamental frequency [frames] in Hz."""


def hibari_voices() -> list[Voice]:
    """Returns the package's voice, or nothing where it is not installed."""
    return [HibariVoice()] if (folder_of("hibari") / "assets" / "hibari.onnx").is_file() else []


class HibariVoice:
    """The one voice of the package."""

    name = "hibari:heart"
    cost = 0.03

    def say(self, before: str, word: str, after: str, settings: VoiceSettings) -> SpokenSentence:
        from hibari import dsp

        session, vocabulary = _network()
        phonemes, first, last = sentence_phonemes(before, word, after, british=False)
        tokens, first, last = kept_tokens(phonemes, vocabulary, first, last)
        if not tokens or len(tokens) > 500:
            raise RuntimeError("nothing to say, or too much")
        speed = np.asarray([settings.speed], np.float32)
        *spectra, lengths = session.run(None, {"ids": np.asarray([[0, *tokens, 0]], np.int64), "speed": speed})
        parts: list[Any] = [part[0] for part in spectra]
        for index in (HARMONICS, HARMONIC_PHASE, NOISE, FREE, PHASE):
            parts[index] = warp(parts[index], settings.tract)
        parts[NOISE] = parts[NOISE] + np.float32(settings.breath_db / 8.686)
        parts[PITCH] = parts[PITCH] * np.float32(settings.pitch)
        sound = dsp.synth(*parts, np.random.default_rng(settings.seed))
        import soxr

        start_s, end_s = word_span_s(lengths.ravel().tolist(), first, last, FRAME_S)
        return SpokenSentence(np.asarray(soxr.resample(sound, 24_000, RATE_HZ), np.float32), start_s, end_s)


def warp(spectrum: NDArray[np.float32], tract: float) -> NDArray[np.float32]:
    """Moves everything in a spectrum [bins, frames] to `tract` times its frequency."""
    if tract == 1.0:
        return spectrum
    bins = spectrum.shape[0]
    origin = np.minimum(np.arange(bins) / tract, bins - 1.001)
    low = origin.astype(int)
    part = (origin - low).astype(np.float32)[:, None]
    return np.asarray(spectrum[low] * (1 - part) + spectrum[low + 1] * part, np.float32)


@functools.lru_cache(1)
def _network() -> tuple[Any, dict[str, int]]:
    import json

    assets = folder_of("hibari") / "assets"
    vocabulary = json.loads((assets / "vocab.json").read_text(encoding="utf-8"))
    return open_model(with_lengths(assets / "hibari.onnx", LENGTHS)), vocabulary
