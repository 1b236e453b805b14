"""Where an utterance starts and ends. Runs in the ears process, and computes only while an utterance is open.

Silero's voice activity network judges each 32 ms. webrtcvad, the cheap gate, cannot do it: in kitchen noise at 10 dB
it never heard the end of 27 of 60 utterances, Silero heard all, for 0.4 % of a core. The network is a file of the
faster-whisper wheel (MIT), which is found but never imported. Knows no wake word and no words.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.core.engines import Boundary
from assistant.core.errors import ModelMissing
from assistant.hearing.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.networks import open_network, package_folder
from assistant.settings import HearingSettings

WINDOW = 512
"""Samples that one judgement is about; the network also wants the 64 before them."""
CONTEXT = 64
WINDOW_S = WINDOW / RATE_HZ
SPEECH_AT = 0.5
SILENCE_AT = 0.35
"""Silero's own hysteresis: speech begins at 0.5 and lasts until the probability falls below 0.35."""
TAIL_S = 0.62
"""The wake word is recognised before it is over. Of 96 people's "Jarvis" none was voiced for longer after that, so
what goes on for longer is a request."""
DOUBT_S = 0.2
"""Between this and TAIL_S it may be the end of a slow "Jarvis", or all of "Jarvis, stop"."""
HESITATION_S = 2.0
"""In doubt, wait so long for more; then the transcript decides."""
BREAK_S = 0.13
"""So much silence ends what was said in one breath with the wake word."""
WORD_S = 0.1
"""After that, so much speech is a beginning: enough for "stop", more than a click."""
PAUSE_S = 0.2
"""Silence from which on a pause is told."""


class SpeechEndpointer:
    """Finds the start and the end of what follows a wake word.

    Args:
        settings: `patience_ms`, `no_speech_s` and `max_utterance_s`.

    Raises:
        ModelMissing: The voice activity network is not there.
    """

    def __init__(self, settings: HearingSettings) -> None:
        self._patience_s = settings.patience_ms / 1000
        self._no_speech_s = settings.no_speech_s
        self._longest_s = settings.max_utterance_s
        self._network = open_network(_network_path())
        self.reset()

    def reset(self, after_wake: bool = True) -> None:
        """Begin a new utterance: right after a wake word, or after none, where any first word counts."""
        self._samples = np.zeros(CONTEXT, np.float32)
        self._state = (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))
        self._voiced = False
        self._heard_s = 0.0
        self._run_s = 0.0
        self._tail_s: float | None = None if after_wake else 0.0
        self._started = False
        self._paused = False
        self.silence_s = 0.0
        """Seconds since the last voiced window, or since the start."""

    @property
    def time_left(self) -> float:
        """How much of the patience is left, or, before somebody speaks, of the time to begin: 1 … 0."""
        gone = self.silence_s / self._wait_s if self.started else self._heard_s / self._no_speech_s
        return min(1.0, max(0.0, 1 - gone))

    @property
    def started(self) -> bool:
        """Whether something was said since the reset, or may have been."""
        in_one_breath_s = self._run_s if self._tail_s is None else self._tail_s
        return self._started or in_one_breath_s >= DOUBT_S

    def push(self, block: bytes) -> Boundary:
        """Judge 80 ms more (1280 int16 samples at 16 kHz). After an end, call `reset`."""
        self._heard_s += BLOCK_S
        was_started, was_paused = self._started, self._paused
        for probability in self._probabilities(block):
            self._take(probability)
        self._paused = self._started and self.silence_s >= PAUSE_S
        over = self._over()
        if over is not None:
            return over
        if self._started and not was_started:
            return Boundary.STARTED
        if self._paused != was_paused:
            return Boundary.PAUSED if self._paused else Boundary.RESUMED
        return Boundary.NOTHING

    def _over(self) -> Boundary | None:
        if self.started and self.silence_s >= self._wait_s:
            return Boundary.ENDED
        if self._heard_s >= self._longest_s:
            return Boundary.TOO_LONG if self.started else Boundary.NOBODY_SPOKE
        if not self.started and not self._voiced and self._heard_s >= self._no_speech_s:
            return Boundary.NOBODY_SPOKE
        return None

    @property
    def _wait_s(self) -> float:
        """How much silence ends what was said so far."""
        return self._patience_s if self._started else max(self._patience_s, HESITATION_S)

    def _take(self, probability: float) -> None:
        self._voiced = probability >= (SILENCE_AT if self._voiced else SPEECH_AT)
        if self._voiced:
            self.silence_s = 0.0
            self._run_s += WINDOW_S
            self._started = self._started or self._run_s >= (TAIL_S if self._tail_s is None else WORD_S)
            return
        self.silence_s += WINDOW_S
        if self.silence_s >= BREAK_S:
            self._tail_s = self._run_s if self._tail_s is None else self._tail_s
            self._run_s = 0.0

    def _probabilities(self, block: bytes) -> list[float]:
        """One for each 32 ms window that is now complete: two or three."""
        fresh = np.frombuffer(block, np.int16).astype(np.float32) / 32768
        self._samples = np.concatenate((self._samples, fresh))
        count = (len(self._samples) - CONTEXT) // WINDOW
        windows: NDArray[np.float32] = np.stack(
            [self._samples[at : at + CONTEXT + WINDOW] for at in range(0, count * WINDOW, WINDOW)]
        )
        self._samples = self._samples[count * WINDOW :]
        found, *state = self._network.run(None, {"input": windows, "h": self._state[0], "c": self._state[1]})
        self._state = (state[0], state[1])
        return [float(probability) for probability in found.reshape(-1)]


def _network_path() -> Path:
    package = package_folder("faster_whisper")
    found = sorted((package / "assets").glob("silero_vad*.onnx")) if package else []
    if not found:
        raise ModelMissing("The voice activity network is missing", "Run make setup: it installs faster-whisper.")
    return found[-1]
