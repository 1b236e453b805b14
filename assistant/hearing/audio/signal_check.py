"""Whether what a microphone delivers can be sound at all, by its samples alone. Runs in the ears process.

A capsule in a room is never exactly still: its noise moves the last bit at least. What never moves, or says the same
again and again, comes from a switch, a mute button, a dead driver. Names the trouble, changes nothing; knows nothing
of speech, and does not mind quiet.
"""

from __future__ import annotations

from collections import deque
from enum import Enum

import numpy as np

from assistant.core.errors import MicrophoneGone
from assistant.hearing.audio.blocks import BLOCK_S

FLAT_S = 3.0
"""One value for so long: muted, or stuck."""
GATED_FLAT_S = 600.0
"""The same for a microphone that suppresses noise: it delivers exact zeros whenever nobody speaks."""
GATED_RUN_S = 0.24
GATED_RUNS = 2
"""A microphone is one of those after two pauses of one value, 0.24 s or longer, between sounds."""
REPEATED_S = 3.0
LOOP_BLOCKS = 128
"""A stuck driver plays its buffer in a loop; after so many blocks (10 s) every usual buffer size has come round."""
DITHER_STEPS = 8
"""Noise of a few steps may repeat a block by chance, a louder one never does."""
OVERDRIVEN_S = 10.0
RAIL = 32_700
"""Magnitude from which on a sample is cut off: 0.998 of full scale."""
CLIPPED_SHARE = 0.05
"""Cut-off samples in a block that is clipped. Loud music that touches full scale stays below 0.01."""
CLIPPED_WEIGHT = 3
"""Speech has pauses: clipped in more than one block of four is overdriven."""


class Trouble(Enum):
    """What is wrong: a title with the microphone's name in it, and what to do."""

    SILENT = (
        'The microphone "{}" delivers no sound at all',
        "It may be switched off or muted: look at its switch and at the sound settings.",
    )
    STUCK = (
        'The microphone "{}" is stuck: it delivers one and the same sound',
        "Unplug it and plug it in again, or choose another one: `jarvis devices`.",
    )
    OVERDRIVEN = (
        'The microphone "{}" is far too loud',
        "Lower its input level in the sound settings, or turn its boost off.",
    )

    def error(self, name: str) -> MicrophoneGone:
        """The trouble of the microphone `name`, in words for a person."""
        title, hint = self.value
        return MicrophoneGone(title.format(name), hint)


class Sanity:
    """Follows the blocks of one microphone."""

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        """What is wrong at present."""
        self._flat = 0
        self._after_sound = False
        self._gated_runs = 0
        self._repeated = 0
        self._clipped = 0
        self._recent: deque[int] = deque(maxlen=LOOP_BLOCKS)

    def take(self, block: bytes) -> Trouble | None:
        """Judge one block; gives the trouble when it is recognised, once until there is real sound again."""
        before = self.trouble
        samples = np.frombuffer(block, np.int16)
        lowest, highest = int(samples.min()), int(samples.max())
        if lowest == highest:
            self._take_flat(lowest)
        else:
            self._end_flat()
            self._take_moving(block, samples, highest - lowest, max(highest, -lowest))
        return self.trouble if self.trouble is not before else None

    def _take_flat(self, value: int) -> None:
        self._flat += 1
        limit_s = FLAT_S if self._gated_runs < GATED_RUNS else GATED_FLAT_S
        if self._flat >= limit_s / BLOCK_S:
            self.trouble = self.trouble or (Trouble.STUCK if value else Trouble.SILENT)

    def _end_flat(self) -> None:
        if self._flat >= GATED_RUN_S / BLOCK_S and self._after_sound:
            self._gated_runs += 1
        self._flat = 0
        self._after_sound = True

    def _take_moving(self, block: bytes, samples: np.ndarray, spread: int, largest: int) -> None:
        mark = hash(block)
        repeats = spread > DITHER_STEPS and (mark in self._recent or _has_few_values(samples))
        self._recent.append(mark)
        clipped = largest >= RAIL and np.count_nonzero((samples >= RAIL) | (samples <= -RAIL)) >= (
            CLIPPED_SHARE * len(samples)
        )
        most = round(CLIPPED_WEIGHT * OVERDRIVEN_S / BLOCK_S)
        self._clipped = min(most, max(0, self._clipped + (CLIPPED_WEIGHT if clipped else -1)))
        self._repeated = self._repeated + 1 if repeats and not clipped else 0
        if self._repeated >= REPEATED_S / BLOCK_S:
            self.trouble = Trouble.STUCK
        elif self._clipped >= most or (self.trouble is Trouble.OVERDRIVEN and self._clipped > most // 2):
            self.trouble = Trouble.OVERDRIVEN
        elif not repeats:
            self.trouble = None


def _has_few_values(samples: np.ndarray) -> bool:
    """Whether a block that moves far knows three values at most: bits that hang, no wave."""
    return len(set(samples[:64].tolist())) <= 3 and len(set(samples.tolist())) <= 3
