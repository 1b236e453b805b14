"""How many processors the recogniser may use. Runs in the transcriber process."""

from __future__ import annotations

import os

_MOST = 4
"""Whisper's small models gain nothing from more."""


def thread_count(wanted: int) -> int:
    """Threads for one utterance: `wanted`, or for 0 what this process may use, at most four."""
    return wanted or min(_MOST, len(os.sched_getaffinity(0)))
