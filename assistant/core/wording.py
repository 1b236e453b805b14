"""Words the daemon's state for people, and computes the time of each stage."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.core.messages.event_messages import StateEvent

STAGE_SPANS = {
    "listening": ("woke", "heard"),
    "endpointing": ("speech_end", "heard"),
    "transcribing": ("heard", "transcribed"),
    "understanding": ("transcribed", "understood"),
    "painting": ("understood", "painted"),
    "keeping": ("painted", "kept"),
    "showing": ("kept", "shown"),
}
"""Stage → its first and last mark. `jarvis run` and bench/walk.py print these spans."""


PAUSED_WHILE = {"asleep": "the machine goes to sleep", "locked": "the session is locked"}
"""Reason of a pause → the words that follow "while"."""


def latencies(marks: dict[str, float]) -> dict[str, float]:
    """Returns the duration in seconds of each stage that has both of its marks."""
    return {
        stage: round(marks[end] - marks[start], 4)
        for stage, (start, end) in STAGE_SPANS.items()
        if start in marks and end in marks
    }


def until_clock(until: float | None) -> str:
    """Returns " until 14:05" for seconds since 1970, with the day if it is not today; "" for None."""
    if until is None:
        return ""
    there, now = time.localtime(until), time.localtime()
    return f" until {time.strftime('%H:%M' if there[:3] == now[:3] else '%A, %H:%M', there)}"


def sentence(state: StateEvent) -> str:
    """Returns the state in a few words."""
    if state.problem:
        return state.problem.title
    if state.paused and not state.muted:
        return f"Paused while {PAUSED_WHILE[state.paused]}: the microphone is closed"
    words = {
        "muted": f"Muted: the microphone is closed{until_clock(state.muted_until)}",
        "deaf": "Deaf: no sound is being heard",
        "busy": "Listening, and busy with a request",
        "listening": "Listening for “Jarvis”",
    }
    return words[state.tray]
