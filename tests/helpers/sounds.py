"""Recordings and made-up sound for tests: where they are, how to read them as blocks, how to write a file."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.hearing.audio.blocks import BLOCK_BYTES, RATE_HZ
from assistant.hearing.audio.recording import Recording

_HEARING = Path(__file__).resolve().parents[1] / "data" / "hearing"
HEY_RUN_ON = _HEARING / "hey_run_on.flac"
PAUSE = _HEARING / "pause.flac"
PAUSE_WAKE_END_S = 0.71
"""Where the wake word of PAUSE ends."""
NO_WAKE_WORD = _HEARING / "no_wake_word.flac"
PEOPLE = (_HEARING / "person_1.flac", _HEARING / "person_2.flac")


def blocks_of(path: Path, trailing_s: float = 2.0) -> list[bytes]:
    """A recording as blocks, with silence after it."""
    with Recording(path, trailing_s=trailing_s) as recording:
        return list(recording.blocks())


def blocks(samples: NDArray[np.int16]) -> list[bytes]:
    """16 kHz mono samples as blocks; what does not fill a block is left out."""
    data = samples.tobytes()
    return [data[at : at + BLOCK_BYTES] for at in range(0, len(data) - BLOCK_BYTES + 1, BLOCK_BYTES)]


def samples_of(path: Path) -> NDArray[np.int16]:
    """A recording as 16 kHz mono samples."""
    return np.frombuffer(b"".join(blocks_of(path, trailing_s=0)), np.int16)


def room(seconds: float, level: float = 6.0, seed: int = 0) -> NDArray[np.int16]:
    """Steady noise; `level` is its standard deviation in int16 steps. 6 is a quiet room."""
    return np.random.default_rng(seed).normal(0, level, round(seconds * RATE_HZ)).astype(np.int16)


def tone(seconds: float, hertz: float, rate_hz: int = RATE_HZ, peak: float = 0.5) -> NDArray[np.int16]:
    """A sine wave; `peak` is 0 … 1."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return (np.sin(2 * np.pi * hertz * at) * peak * 32767).astype(np.int16)


def write_wav(path: Path, samples: NDArray[np.int16], rate_hz: int = RATE_HZ) -> Path:
    """Write [frames] or [frames, channels] as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.astype("<i2").tobytes())
    return path
