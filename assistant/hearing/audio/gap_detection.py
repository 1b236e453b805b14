"""Whether sound was lost between two reads of a microphone, by the clock alone. Runs in the ears process.

A read that comes late proves nothing: the sound server keeps seconds of sound, and the next reads catch up without
waiting. Sound was lost when reads wait for fresh sound again, and the stream is still behind the clock by more than
before. That holds for a suspended machine, a stopped process, a server that dropped sound, and for clocks that drift.
"""

from __future__ import annotations

import math
import time

LOST_S = 0.3
"""Behind by so much more than at the last read that waited: above what a busy machine delays two reads in a row."""
WAITED_SHARE = 0.5
"""A read waited for fresh sound when it took more than half of the time that its sound lasts."""


def clock() -> float:
    """Seconds that also pass while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Continuity:
    """Follows the reads of one stream."""

    def __init__(self) -> None:
        self._behind_s = math.inf
        self._heard_s = 0.0
        self._suspected = False

    def lost(self, started: float, ended: float, sound_s: float) -> bool:
        """Whether sound was lost before this read, or the one before it.

        Args:
            started, ended: When the read was begun and was done, in seconds of `clock`.
            sound_s: Seconds of sound that it delivered.
        """
        self._heard_s += sound_s
        if ended - started < WAITED_SHARE * sound_s:
            return False  # there was sound in stock: how far behind the stream is shows when it is used up
        behind_s = ended - self._heard_s
        if behind_s - self._behind_s <= LOST_S:
            self._behind_s, self._suspected = behind_s, False
            return False
        if not self._suspected:  # this read itself may have ended late, with more sound in stock
            self._suspected = True
            return False
        self._behind_s, self._suspected = behind_s, False
        return True
