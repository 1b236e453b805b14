"""Estimates from the wake log how many wakes a different sensitivity would give. Its functions are pure.

`jarvis wake log`, `jarvis wake tune` and the settings window use it, and the daemon for the threshold that it logs.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.core.errors import AssistantError
from assistant.settings.schema import WakeSettings
from assistant.wake_log.store import NEAR_MISS, WakeEntry

MIN_SENSITIVITY, MAX_SENSITIVITY = 0.02, 0.98
"""Range of `wake.sensitivity`."""
SENSITIVITY_STEP = 0.05
"""Step of `--up` and `--down`."""
FALSE_WAKE_OUTCOMES = frozenset({"refused", "nobody_spoke", "nothing_heard", "not_understood"})
"""Outcomes of wakes that were probably no call."""
_WEEK_S = 7 * 86400


class NoSuchSensitivity(AssistantError):
    """Reports that no sensitivity gives what was asked for."""

    code = "no_such_sensitivity"


@dataclass(frozen=True, slots=True)
class SensitivityEstimate:
    """Counts entries of the log, and how many of them would have woken the assistant: near-misses, calls, and false
    wakes."""

    sensitivity: float
    near_misses: int
    near_misses_woken: int
    calls: int
    calls_woken: int
    false_wakes: int
    false_wakes_woken: int


def threshold(wake: WakeSettings, word: str) -> float:
    """Returns the score from which this word wakes: 1 − its sensitivity."""
    return round(1 - sensitivity(wake, word), 4)


def sensitivity(wake: WakeSettings, word: str | None) -> float:
    """Returns the sensitivity of one word, or, for None, that of all others."""
    return wake.sensitivities.get(word, wake.sensitivity) if word else wake.sensitivity


def estimate_wakes(entries: Iterable[WakeEntry], new: float) -> SensitivityEstimate:
    """Counts the entries that would have woken the assistant at the sensitivity `new`.

    A call is logged with the score at which it woke, and may have scored more right after. So the number of calls that
    would have woken is a lower bound.
    """
    near, calls, nothing = [0, 0], [0, 0], [0, 0]
    for entry in entries:
        counts = near if entry.outcome == NEAR_MISS else nothing if entry.outcome in FALSE_WAKE_OUTCOMES else calls
        counts[0] += 1
        counts[1] += entry.score >= round(1 - new, 4)
    return SensitivityEstimate(new, *near, *calls, *nothing)


def estimate_sentence(seen: SensitivityEstimate) -> str:
    """Returns the counts as a sentence: "at 0.60: 2 of 3 near-misses would have woken it; at least 13 of 14 calls
    would"."""
    parts = []
    if seen.near_misses:
        parts.append(f"{seen.near_misses_woken} of {_count(seen.near_misses, 'near-miss')} would have woken it")
    if seen.calls:
        parts.append(f"at least {seen.calls_woken} of {_count(seen.calls, 'call')} would still")
    if seen.false_wakes:
        parts.append(f"so would at least {seen.false_wakes_woken} of {seen.false_wakes} that came to nothing")
    return f"at {seen.sensitivity:.2f}: " + ("; ".join(parts) or "nothing is in the log yet to tell from")


def week_summary(entries: Sequence[WakeEntry], now: float | None = None) -> str:
    """Returns the log of the last seven days in a line: "12 calls, 3 near-misses this week"."""
    since = (time.time() if now is None else now) - _WEEK_S
    week = [entry for entry in entries if entry.at >= since]
    near = sum(entry.outcome == NEAR_MISS for entry in week)
    nothing = sum(entry.outcome in FALSE_WAKE_OUTCOMES for entry in week)
    words = f"{_count(len(week) - near, 'call')}, {_count(near, 'near-miss')} this week"
    return f"{words}; {nothing} of the calls came to nothing" if nothing else words


def least_waking_sensitivity(entry: WakeEntry) -> float:
    """Returns the least sensitivity at which this near-miss would have woken the assistant.

    Raises:
        NoSuchSensitivity: The entry did wake the assistant, or no sensitivity would have been enough.
    """
    if entry.outcome == "refused":
        hint = "Calls are not looked at twice with wake.second_look = false in ~/.config/jarvis/config.toml."
        raise NoSuchSensitivity(f"Number {entry.number} did wake it, but its words did not hold the wake word", hint)
    if entry.outcome != NEAR_MISS:
        raise NoSuchSensitivity(f"Number {entry.number} did wake it", "There is nothing to mend.")
    needed = math.ceil(100 * (1 - entry.score) - 1e-6) / 100
    if needed > MAX_SENSITIVITY:
        raise NoSuchSensitivity(f"Number {entry.number} scored only {entry.score:.2f}", "No sensitivity reaches that.")
    return max(MIN_SENSITIVITY, needed)


def greatest_silent_sensitivity(entry: WakeEntry) -> float:
    """Returns the greatest sensitivity at which this entry would not have woken the assistant.

    Raises:
        NoSuchSensitivity: The entry did not wake the assistant, or even the least sensitivity would have.
    """
    if entry.outcome == NEAR_MISS:
        raise NoSuchSensitivity(f"Number {entry.number} did not wake it", "There is nothing to mend.")
    needed = math.floor(100 * (1 - entry.score) + 1e-6) / 100
    needed = needed if 1 - needed > entry.score + 1e-6 else round(needed - 0.01, 2)
    if needed < MIN_SENSITIVITY:
        hint = "It sounded like a real call. Jarvis can be muted meanwhile: jarvis mute."
        raise NoSuchSensitivity(f"Number {entry.number} scored {entry.score:.2f}, as high as calls do", hint)
    return min(MAX_SENSITIVITY, needed)


def _count(number: int, what: str) -> str:
    plural = what + ("es" if what.endswith("s") else "s")
    return f"{number} {what if number == 1 else plural}"
