"""Provides endpointers with which `bench/endpoint.py` compares ours: a voice detector and a fixed hangover each.

Each ends an utterance after HANGOVER_S without a voice, once it heard one.
"""

from __future__ import annotations

import numpy as np
import webrtcvad

from assistant.core.engines import Boundary
from assistant.hearing.audio.blocks import BLOCK_BYTES, RATE_HZ
from assistant.hearing.endpointing.voice_activity import CONTEXT, SPEECH_AT, WINDOW, network_path
from assistant.hearing.networks import open_network

HANGOVER_S = 0.8
FRAME_BYTES = RATE_HZ // 50 * 2
"""Bytes of 20 ms, which webrtcvad judges at once."""


class WebrtcEndpointer:
    """Runs webrtcvad in one of its modes, 0 … 3."""

    def __init__(self, mode: int) -> None:
        self._mode = mode
        self.reset()

    def reset(self) -> None:
        self._detector = webrtcvad.Vad(self._mode)
        self._hangover = _Hangover()

    def push(self, block: bytes) -> Boundary:
        frames = (block[at : at + FRAME_BYTES] for at in range(0, BLOCK_BYTES, FRAME_BYTES))
        return self._hangover.after([self._detector.is_speech(frame, RATE_HZ) for frame in frames], 0.02)


class SileroEndpointer:
    """Runs Silero's network with its own threshold for speech."""

    def __init__(self) -> None:
        self._network = open_network(network_path())
        self.reset()

    def reset(self) -> None:
        self._samples = np.zeros(CONTEXT, np.float32)
        self._state = (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))
        self._hangover = _Hangover()

    def push(self, block: bytes) -> Boundary:
        self._samples = np.concatenate((self._samples, np.frombuffer(block, np.int16).astype(np.float32) / 32768))
        starts = range(0, len(self._samples) - CONTEXT - WINDOW + 1, WINDOW)
        windows = np.stack([self._samples[at : at + CONTEXT + WINDOW] for at in starts])
        self._samples = self._samples[len(starts) * WINDOW :]
        found, *state = self._network.run(None, {"input": windows, "h": self._state[0], "c": self._state[1]})
        self._state = (state[0], state[1])
        return self._hangover.after([probability >= SPEECH_AT for probability in found.reshape(-1)], WINDOW / RATE_HZ)


class _Hangover:
    def __init__(self) -> None:
        self._silence_s: float | None = None

    def after(self, voiced: list[bool], each_s: float) -> Boundary:
        for one in voiced:
            if one:
                self._silence_s = 0.0
            elif self._silence_s is not None:
                self._silence_s += each_s
        over = self._silence_s is not None and self._silence_s >= HANGOVER_S - 1e-9
        return Boundary.ENDED if over else Boundary.NOTHING
