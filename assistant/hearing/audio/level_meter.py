"""How loud it is, and that it is heard: the level meter and the heartbeat of blocks. Runs in the ears process."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from assistant.core.messages.ears_messages import FramesScored

FRAMES_EVERY_S = 1.0
QUIETEST_DB = -50.0
"""What the level meter shows as nothing."""


class Heartbeat:
    """Counts blocks that went through gate and detector, and tells them about once a second. Has no timer.

    Args:
        report: Called with `FramesScored`; may raise.
    """

    def __init__(self, report: Callable[[FramesScored], None]) -> None:
        self._report = report
        self.reset()

    def reset(self) -> None:
        """Begin again: the next block is told at once, because from there on it listens."""
        self._told_at = -math.inf
        self._scored, self._peak, self._score = 0, 0.0, 0.0

    def block(self, loudness: float, score: float) -> None:
        """One more block: its peak and the highest score that came of it, 0 … 1 each."""
        self._scored += 1
        self._peak = max(self._peak, loudness)
        self._score = max(self._score, score)
        if time.monotonic() - self._told_at >= FRAMES_EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Tell what was not told yet: at the end of a recording, which may be read in less than a second."""
        if self._scored:
            self._report(FramesScored(self._scored, self._peak, self._score))
        self._told_at = time.monotonic()
        self._scored, self._peak, self._score = 0, 0.0, 0.0


def meter(loudness: float) -> float:
    """A peak of 0 … 1 as a level meter shows it: −50 dB is 0, full scale is 1, even steps are even decibels."""
    if loudness <= 0:
        return 0.0
    return max(0.0, 1 - 20 * math.log10(loudness) / QUIETEST_DB)
