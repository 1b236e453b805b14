"""Wake detectors that real ears load by name in tests: one never sure, one that hears calls everywhere, one that dies.

They sit on the real detector, so that everything else about hearing is real.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from assistant.hearing.wake.streaming_detector import OpenWakeWordDetector

LETHAL = 12_345
"""A block with nothing but this sample ends the process."""


class NeverSure(OpenWakeWordDetector):
    """Recognises what the real one does, but with six tenths of its score."""

    def score(self, block: bytes) -> float:
        best = super().score(block)
        self.scores = tuple(0.6 * score for score in self.scores)
        return 0.6 * best


class Eager(OpenWakeWordDetector):
    """Takes whatever is said for a doubtful call."""

    def score(self, block: bytes) -> float:
        super().score(block)
        self.scores = tuple(0.6 for _ in self.words)
        return 0.6


class Mortal(OpenWakeWordDetector):
    """Ends its process at a lethal block, and leaves a mark of itself each time it is loaded."""

    def __init__(self, settings: object) -> None:
        super().__init__(settings)  # type: ignore[arg-type]
        (Path(os.environ["MARKS"]) / str(os.getpid())).touch()

    def score(self, block: bytes) -> float:
        if (np.frombuffer(block, np.int16) == LETHAL).all():
            os._exit(9)
        return super().score(block)
