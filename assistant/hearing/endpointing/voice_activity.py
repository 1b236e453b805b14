"""Finds the windows of sound that hold a voice, with Silero's network.

webrtcvad, the gate in front of the wake detector, is not enough: in kitchen noise at 10 dB it never heard the end of 27
of 60 utterances. Silero heard all of them, for 0.4 % of a core. The network is a file of the faster-whisper wheel
(MIT), which is found but never imported. It knows no speaker: a television is as voiced as the person who called; see
`assistant.hearing.endpointing.speaker_tracking`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import ModelMissing
from assistant.hearing.audio.blocks import RATE_HZ
from assistant.hearing.networks import open_network, package_folder

WINDOW = 512
"""Samples of one window: 32 ms. The network also takes the CONTEXT samples before it."""
CONTEXT = 64
WINDOW_S = WINDOW / RATE_HZ
SPEECH_AT = 0.5
"""Silero's own hysteresis: speech begins at a probability of SPEECH_AT and lasts until it falls below SILENCE_AT."""
SILENCE_AT = 0.35
BAND_HZ = (250.0, 4000.0)
"""Band in which a voice is loud. Hum and rumble lie below it, hiss above."""
QUIETEST_DB = -100.0
"""Level of digital silence; the noise of 16 bits itself is at −98 dB."""

_TAPER = np.hanning(WINDOW).astype(np.float32)
_BINS = slice(round(BAND_HZ[0] * WINDOW / RATE_HZ), round(BAND_HZ[1] * WINDOW / RATE_HZ) + 1)
_FULL_SCALE = float(np.sum(_TAPER**2)) * WINDOW / 4
"""Spectral energy of a sine wave of full scale, which is therefore at 0 dB."""


@dataclass(frozen=True, slots=True)
class Window:
    """Holds the result for one window of 32 ms."""

    voiced: bool
    level_db: float
    """Level in BAND_HZ relative to a sine wave of full scale; QUIETEST_DB … about 3."""


class VoiceActivityDetector:
    """Turns blocks into windows, and keeps the network's state between calls.

    Raises:
        ModelMissing: The voice activity network is not there.
    """

    def __init__(self) -> None:
        self._network = open_network(network_path())
        self.reset()

    def reset(self) -> None:
        """Forgets the sound so far."""
        self._samples = np.zeros(CONTEXT, np.float32)
        self._state = (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))
        self._voiced = False

    def push(self, block: bytes) -> list[Window]:
        """Returns the windows that are complete with this block (1280 int16 samples at 16 kHz): two or three."""
        fresh = np.frombuffer(block, np.int16).astype(np.float32) / 32768
        self._samples = np.concatenate((self._samples, fresh))
        count = (len(self._samples) - CONTEXT) // WINDOW
        windows: NDArray[np.float32] = np.stack(
            [self._samples[at : at + CONTEXT + WINDOW] for at in range(0, count * WINDOW, WINDOW)]
        )
        self._samples = self._samples[count * WINDOW :]
        found, *state = self._network.run(None, {"input": windows, "h": self._state[0], "c": self._state[1]})
        self._state = (state[0], state[1])
        levels = levels_db(windows[:, CONTEXT:])
        return [
            Window(self._is_voiced(float(probability)), float(level))
            for probability, level in zip(found.reshape(-1), levels, strict=True)
        ]

    def _is_voiced(self, probability: float) -> bool:
        self._voiced = probability >= (SILENCE_AT if self._voiced else SPEECH_AT)
        return self._voiced


def levels_db(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns how loud windows are in BAND_HZ.

    Args:
        windows: [n, 512] samples −1 … 1.

    Returns:
        [n] decibels relative to a sine wave of full scale.
    """
    spectra = np.abs(np.fft.rfft(windows * _TAPER, axis=1)[:, _BINS]) ** 2
    loudness: NDArray[np.float32] = 10 * np.log10(spectra.sum(axis=1) / _FULL_SCALE + 10 ** (QUIETEST_DB / 10))
    return loudness


def network_path() -> Path:
    """Returns the path of Silero's network, version 6, as faster-whisper brings it.

    Raises:
        ModelMissing: faster-whisper is not installed.
    """
    package = package_folder("faster_whisper")
    found = sorted((package / "assets").glob("silero_vad*.onnx")) if package else []
    if not found:
        raise ModelMissing("The voice activity network is missing", "Run make setup: it installs faster-whisper.")
    return found[-1]
