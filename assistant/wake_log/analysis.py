"""What another sensitivity would have done with the wake log. Pure: entries and numbers in, counts and sentences out.

Used by `jarvis wake log` and `jarvis wake tune`, and by the daemon for the threshold that it writes down.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.core.errors import AssistantError
from assistant.settings.schema import WakeSettings
from assistant.wake_log.store import NEAR_MISS, Wake

LEAST, MOST = 0.02, 0.98
"""The range of `wake.sensitivity`."""
STEP = 0.05
"""What `--up` and `--down` move."""
FOR_NOTHING = frozenset({"refused", "nobody_spoke", "nothing_heard", "not_understood"})
"""Outcomes of what was probably no call."""
_WEEK_S = 7 * 86400


class NoSuchSensitivity(AssistantError):
    """What was asked for cannot be had by any sensitivity."""

    code = "no_such_sensitivity"


@dataclass(frozen=True, slots=True)
class Foresight:
    """Entries of the log, and how many of them would have woken it: near-misses, calls, and calls for nothing."""

    sensitivity: float
    near_misses: int
    near_misses_woken: int
    calls: int
    calls_woken: int
    for_nothing: int
    for_nothing_woken: int


def threshold(wake: WakeSettings, word: str) -> float:
    """The score from which this word wakes: 1 − its sensitivity."""
    return round(1 - sensitivity(wake, word), 4)


def sensitivity(wake: WakeSettings, word: str | None) -> float:
    """The sensitivity of one word, or that of all others."""
    return wake.sensitivities.get(word, wake.sensitivity) if word else wake.sensitivity


def foresee(entries: Iterable[Wake], new: float) -> Foresight:
    """Count what would have woken it at the sensitivity `new`.

    A call is logged with the score at which it woke, and may have scored more right after: of the calls at least so
    many would have woken it.
    """
    near, calls, nothing = [0, 0], [0, 0], [0, 0]
    for entry in entries:
        counts = near if entry.outcome == NEAR_MISS else nothing if entry.outcome in FOR_NOTHING else calls
        counts[0] += 1
        counts[1] += entry.score >= round(1 - new, 4)
    return Foresight(new, *near, *calls, *nothing)


def in_words(seen: Foresight) -> str:
    """The counts as a sentence: "at 0.60: 2 of 3 near-misses would have woken it; at least 13 of 14 calls would"."""
    parts = []
    if seen.near_misses:
        parts.append(f"{seen.near_misses_woken} of {_count(seen.near_misses, 'near-miss')} would have woken it")
    if seen.calls:
        parts.append(f"at least {seen.calls_woken} of {_count(seen.calls, 'call')} would still")
    if seen.for_nothing:
        parts.append(f"so would at least {seen.for_nothing_woken} of {seen.for_nothing} that came to nothing")
    return f"at {seen.sensitivity:.2f}: " + ("; ".join(parts) or "nothing is in the log yet to tell from")


def summary(entries: Sequence[Wake], now: float | None = None) -> str:
    """The log in a line: "12 calls, 3 near-misses this week"."""
    since = (time.time() if now is None else now) - _WEEK_S
    week = [entry for entry in entries if entry.at >= since]
    near = sum(entry.outcome == NEAR_MISS for entry in week)
    nothing = sum(entry.outcome in FOR_NOTHING for entry in week)
    words = f"{_count(len(week) - near, 'call')}, {_count(near, 'near-miss')} this week"
    return f"{words}; {nothing} of the calls came to nothing" if nothing else words


def that_would_wake(entry: Wake) -> float:
    """The least sensitivity at which this entry wakes.

    Raises:
        NoSuchSensitivity: It woke, or nothing would have been enough.
    """
    if entry.outcome == "refused":
        hint = "Calls are not looked at twice with wake.second_look = false in ~/.config/jarvis/config.toml."
        raise NoSuchSensitivity(f"Number {entry.number} did wake it, but its words did not hold the wake word", hint)
    if entry.outcome != NEAR_MISS:
        raise NoSuchSensitivity(f"Number {entry.number} did wake it", "There is nothing to mend.")
    needed = math.ceil(100 * (1 - entry.score) - 1e-6) / 100
    if needed > MOST:
        raise NoSuchSensitivity(f"Number {entry.number} scored only {entry.score:.2f}", "No sensitivity reaches that.")
    return max(LEAST, needed)


def that_would_not(entry: Wake) -> float:
    """The greatest sensitivity at which this entry does not wake as it did.

    Raises:
        NoSuchSensitivity: It did not wake, or even the least would not have been enough.
    """
    if entry.outcome == NEAR_MISS:
        raise NoSuchSensitivity(f"Number {entry.number} did not wake it", "There is nothing to mend.")
    needed = math.floor(100 * (1 - entry.score) + 1e-6) / 100
    needed = needed if 1 - needed > entry.score + 1e-6 else round(needed - 0.01, 2)
    if needed < LEAST:
        hint = "It sounded like a real call. Jarvis can be muted meanwhile: jarvis mute."
        raise NoSuchSensitivity(f"Number {entry.number} scored {entry.score:.2f}, as high as calls do", hint)
    return min(MOST, needed)


def _count(number: int, what: str) -> str:
    plural = what + ("es" if what.endswith("s") else "s")
    return f"{number} {what if number == 1 else plural}"
