"""Training computes the same scores from whole recordings as the running detector from a stream."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.hearing.networks import open_network
from assistant.hearing.wake.streaming_detector import OpenWakeWordDetector
from assistant.paths import data_file
from assistant.settings.schema import WakeSettings
from assistant.training.features.noises import KINDS
from assistant.training.features.speech_embeddings import BLOCK, FIRST_BLOCK, FRESH_BLOCKS, FrontEnd
from assistant.training.voices.hibari_voice import hibari_voices
from assistant.training.voices.voice import RATE_HZ, VoiceSettings

WARM_UP = 5


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    """A call with loud and quiet noise around it, on which a spectrogram of the whole clip would differ most."""
    chance = np.random.default_rng(3)
    noise = [KINDS[number % len(KINDS)](8000, chance) * 10 ** chance.uniform(-4, -0.7) for number in range(8)]
    call = hibari_voices()[0].say("", "Jarvis", ".", VoiceSettings()).samples[: RATE_HZ * 2]
    whole = np.concatenate((*noise[:4], call, *noise[4:]))
    return np.round(np.clip(whole, -1, 1) * 32767).astype(np.int16)


@pytest.fixture(scope="module")
def streamed(sound: np.ndarray) -> np.ndarray:
    """Returns the detector's score after each block."""
    detector = OpenWakeWordDetector(WakeSettings())
    return np.asarray(
        [detector.score(sound[at : at + BLOCK].tobytes()) for at in range(0, len(sound) - BLOCK + 1, BLOCK)]
    )


def scored(rows: np.ndarray) -> np.ndarray:
    """Returns the same head's scores of embeddings [n, 96], one for each row from the sixteenth on."""
    head = open_network(data_file("models/wake/jarvis.onnx"))
    seen = np.lib.stride_tricks.sliding_window_view(rows.astype(np.float32), 16, axis=0).transpose(0, 2, 1)
    name = head.get_inputs()[0].name
    return np.concatenate([head.run(None, {name: np.ascontiguousarray(window[None])})[0].ravel() for window in seen])


def test_whole_recordings_give_what_the_stream_gives(sound: np.ndarray, streamed: np.ndarray) -> None:
    scores = scored(FrontEnd().embeddings(sound))
    assert streamed.max() > 0.3
    assert np.abs(scores - streamed[FIRST_BLOCK + 15 :]).max() < 0.02


def test_a_fresh_detector_is_matched_from_its_first_score(sound: np.ndarray, streamed: np.ndarray) -> None:
    call = sound[4 * 8000 :]
    detector = OpenWakeWordDetector(WakeSettings())
    live = np.asarray([detector.score(call[at : at + BLOCK].tobytes()) for at in range(0, 20 * BLOCK, BLOCK)])
    scores = scored(FrontEnd().fresh_embeddings(call[: 20 * BLOCK]))[1:]
    assert len(scores) == FRESH_BLOCKS + 20 - 16
    assert np.abs(scores[WARM_UP:] - live[WARM_UP:]).max() < 0.02


def test_too_little_sound_gives_nothing() -> None:
    assert FrontEnd().embeddings(np.zeros(BLOCK * FIRST_BLOCK, np.int16)).shape == (0, 96)
