"""How a state and the time of each stage read in words and numbers. Pure; for the daemon, the CLI and the benchmark."""

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
"""Which two marks bound each stage; the same spans are printed by `jarvis run` and the walk's benchmark."""


PAUSED_WHILE = {"asleep": "the machine goes to sleep", "locked": "the session is locked"}
"""Why the microphone is closed for a while, to follow "while"."""


def latencies(marks: dict[str, float]) -> dict[str, float]:
    """Seconds of each stage that these marks bound."""
    return {
        stage: round(marks[end] - marks[start], 4)
        for stage, (start, end) in STAGE_SPANS.items()
        if start in marks and end in marks
    }


def until_clock(until: float | None) -> str:
    """ " until 14:05" for seconds since 1970, with the day where it is not today's; "" for None."""
    if until is None:
        return ""
    there, now = time.localtime(until), time.localtime()
    return f" until {time.strftime('%H:%M' if there[:3] == now[:3] else '%A, %H:%M', there)}"


def sentence(state: StateEvent) -> str:
    """The state in a few words."""
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
