"""Checks by the samples alone whether a microphone delivers real sound.

A capsule in a room is never exactly still: its noise moves at least the last bit. A signal that never moves, or that
repeats itself, comes from a switch, a mute button or a dead driver. The check names the fault and changes nothing; it
knows nothing of speech, and quiet is no fault.
"""

from __future__ import annotations

from collections import deque
from enum import Enum

import numpy as np

from assistant.core.errors import MicrophoneGone
from assistant.hearing.audio.blocks import BLOCK_S

FLAT_S = 3.0
"""A signal of one value for this long is muted or stuck."""
GATED_FLAT_S = 600.0
"""The same for a microphone that suppresses noise: it delivers exact zeros whenever nobody speaks."""
GATED_RUN_S = 0.24
"""A microphone suppresses noise when it made GATED_RUNS pauses of one value, GATED_RUN_S or longer, between sounds."""
GATED_RUNS = 2
REPEATED_S = 3.0
"""A signal that repeats itself for this long is stuck."""
LOOP_BLOCKS = 128
"""Blocks that are remembered. A stuck driver plays its buffer in a loop; after 10 s every usual buffer size has come
round."""
DITHER_STEPS = 8
"""Noise of at most this many steps may repeat a block by chance; louder noise never does."""
OVERDRIVEN_S = 10.0
"""A signal that is clipped for this long is overdriven; see CLIPPED_WEIGHT."""
CLIPPED_FROM = 32_700
"""Magnitude from which a sample counts as clipped: 0.998 of full scale."""
CLIPPED_SHARE = 0.05
"""Share of clipped samples from which a block is clipped. Loud music that touches full scale stays below 0.01."""
CLIPPED_WEIGHT = 3
"""Weight of a clipped block against one that is not. Speech has pauses: a signal is overdriven when more than one block
of four is clipped."""


class SignalFault(Enum):
    """Names what is wrong with a signal: a title with the microphone's name in it, and what to do."""

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
        """Returns the fault of the microphone `name` as an error for a person."""
        title, hint = self.value
        return MicrophoneGone(title.format(name), hint)


class SignalCheck:
    """Checks the blocks of one microphone."""

    def __init__(self) -> None:
        self.fault: SignalFault | None = None
        """The current fault."""
        self._flat = 0
        self._after_sound = False
        self._gated_runs = 0
        self._repeated = 0
        self._clipped = 0
        self._recent: deque[int] = deque(maxlen=LOOP_BLOCKS)

    def push(self, block: bytes) -> SignalFault | None:
        """Checks one block; returns a fault when it is recognised, once until there is real sound again."""
        before = self.fault
        samples = np.frombuffer(block, np.int16)
        lowest, highest = int(samples.min()), int(samples.max())
        if lowest == highest:
            self._take_flat(lowest)
        else:
            self._end_flat()
            self._take_moving(block, samples, highest - lowest, max(highest, -lowest))
        return self.fault if self.fault is not before else None

    def _take_flat(self, value: int) -> None:
        self._flat += 1
        limit_s = FLAT_S if self._gated_runs < GATED_RUNS else GATED_FLAT_S
        if self._flat >= limit_s / BLOCK_S:
            self.fault = self.fault or (SignalFault.STUCK if value else SignalFault.SILENT)

    def _end_flat(self) -> None:
        if self._flat >= GATED_RUN_S / BLOCK_S and self._after_sound:
            self._gated_runs += 1
        self._flat = 0
        self._after_sound = True

    def _take_moving(self, block: bytes, samples: np.ndarray, spread: int, largest: int) -> None:
        mark = hash(block)
        repeats = spread > DITHER_STEPS and (mark in self._recent or _has_few_values(samples))
        self._recent.append(mark)
        clipped = largest >= CLIPPED_FROM and np.count_nonzero(
            (samples >= CLIPPED_FROM) | (samples <= -CLIPPED_FROM)
        ) >= (CLIPPED_SHARE * len(samples))
        most = round(CLIPPED_WEIGHT * OVERDRIVEN_S / BLOCK_S)
        self._clipped = min(most, max(0, self._clipped + (CLIPPED_WEIGHT if clipped else -1)))
        self._repeated = self._repeated + 1 if repeats and not clipped else 0
        if self._repeated >= REPEATED_S / BLOCK_S:
            self.fault = SignalFault.STUCK
        elif self._clipped >= most or (self.fault is SignalFault.OVERDRIVEN and self._clipped > most // 2):
            self.fault = SignalFault.OVERDRIVEN
        elif not repeats:
            self.fault = None


def _has_few_values(samples: np.ndarray) -> bool:
    """Returns whether a block that moves far has at most three values: stuck bits, not a wave."""
    return len(set(samples[:64].tolist())) <= 3 and len(set(samples.tolist())) <= 3
