"""Tests that the wake detector still hears, by playing a stored call through it, never through the loudspeaker.

The test runs on a second detector, which shares the networks with the one that hears the room, so what the room says is
neither disturbed nor delayed. One block of the clip goes through for each block of the room, 2 ms each, so that no
block is late. Clips lie beside their heads, or in models/wake/self-test.
"""

from __future__ import annotations

import logging
import math
import wave
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.core.errors import AssistantError
from assistant.core.messages.ears_messages import SelfTested
from assistant.hearing.audio.blocks import BLOCK_BYTES, BLOCK_S, RATE_HZ, SILENCE
from assistant.hearing.audio.recording import Recording
from assistant.hearing.wake.detector import WordDetector
from assistant.hearing.wake.heads import head_paths
from assistant.paths import data_file
from assistant.settings.schema import WakeSettings

log = logging.getLogger(__name__)

LEAD_S = 0.48
"""Silence before a clip: a new detector gives no score for its first 0.4 s."""
TAIL_S = 0.64
"""Silence after a clip: a score peaks up to 0.5 s after its word."""
LONGEST_S = 3.0
"""Longest part of a clip that is played: a call is shorter, and a test must stay below 0.1 s of CPU time."""


class SelfTest:
    """Tests each word that has a clip, one after the other, at regular times or on request.

    Args:
        detector: The detector that hears the room; its twin is used.
        thresholds: The score from which each word wakes.
        clips: The blocks of a call for each word; a word without a clip is never tested.
        every_s: Seconds of sound between two tests; 0 tests only on request.
        report: Called with each word's result; may raise.
    """

    def __init__(
        self,
        detector: WordDetector,
        thresholds: Mapping[str, float],
        clips: Mapping[str, list[bytes]],
        every_s: float,
        report: Callable[[SelfTested], None],
    ) -> None:
        self._detector = detector.twin()
        self._thresholds = thresholds
        self._clips = clips
        self._every_s = every_s if every_s > 0 and clips else math.inf
        self._report = report
        self._waiting: list[str] = []
        self._left: list[bytes] = []
        self._word = ""
        self._best = 0.0
        self._since_s = math.inf if self._every_s < math.inf else 0.0  # the first test is due at once

    def start(self) -> None:
        """Starts a test of every word that has a clip, with the next block."""
        self._waiting = list(self._clips)
        self._left = []

    def step(self) -> None:
        """Continues a due test by one block. Call it once for each block of the room."""
        self._since_s += BLOCK_S
        if self._since_s >= self._every_s:
            self.start()
        if self._waiting and not self._left:
            self._since_s = 0.0
            self._word, *self._waiting = self._waiting
            self._left = list(reversed(self._clips[self._word]))
            self._best = 0.0
            self._detector.reset()
        if self._left:
            self._detector.score(self._left.pop())
            self._best = max(self._best, self._detector.scores[self._detector.words.index(self._word)])
            if not self._left:
                heard = self._best >= self._thresholds[self._word]
                self._report(SelfTested(heard, self._word, self._best))


def find_clips(settings: WakeSettings) -> dict[str, list[bytes]]:
    """Returns the blocks of a call for each wake word that has a clip: NAME.wav or NAME.flac.

    A clip is looked for beside the word's head, then in models/wake/self-test. A clip that cannot be read is logged and
    left out: a self-test that cannot run must not end the hearing. A .flac costs 20 MB for its decoder.
    """
    found: dict[str, list[bytes]] = {}
    try:
        heads = head_paths(settings.models)
    except AssistantError:  # `models` are words that only another engine knows
        return {}
    for word, head in heads.items():
        folders = (head.parent, data_file("models/wake/self-test"))
        named = [folder / f"{head.stem}{kind}" for folder in folders for kind in (".wav", ".flac")]
        named += [folders[1] / f"{word}.wav"]
        clip = next((path for path in named if path.is_file()), None)
        if clip is None:
            log.info("no stored call for the wake word %s: it is not tested", word)
            continue
        try:
            sound = _samples(clip)[: round(LONGEST_S * RATE_HZ) * 2]
        except (AssistantError, wave.Error, EOFError, OSError) as failure:
            log.warning("the stored call %s cannot be read: %s", clip, failure)
            continue
        sound += SILENCE[: -len(sound) % BLOCK_BYTES]
        found[word] = [
            *[SILENCE] * round(LEAD_S / BLOCK_S),
            *[sound[at : at + BLOCK_BYTES] for at in range(0, len(sound), BLOCK_BYTES)],
            *[SILENCE] * round(TAIL_S / BLOCK_S),
        ]
    return found


def _samples(clip: Path) -> bytes:
    """Returns int16 mono samples at 16 kHz."""
    if clip.suffix == ".wav":
        with wave.open(str(clip), "rb") as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, 1, 2):
                return file.readframes(file.getnframes())
    with Recording(clip, trailing_s=0) as recording:
        return b"".join(recording.blocks())
