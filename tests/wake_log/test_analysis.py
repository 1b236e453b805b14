"""Another sensitivity is estimated: counts, sentences, and the sensitivity that one entry needs."""

from __future__ import annotations

import time

import pytest

from assistant.settings.schema import WakeSettings
from assistant.wake_log.analysis import (
    NoSuchSensitivity,
    estimate_sentence,
    estimate_wakes,
    greatest_silent_sensitivity,
    least_waking_sensitivity,
    sensitivity,
    threshold,
    week_summary,
)
from assistant.wake_log.store import WakeEntry


def entry(score: float, outcome: str = "near_miss", number: int = 1, days_ago: float = 0) -> WakeEntry:
    return WakeEntry(number, time.time() - days_ago * 86400, "jarvis", score, 0.5, outcome)


LOG = [
    *(entry(score) for score in (0.22, 0.40, 0.45)),
    *(entry(score, "painted") for score in (0.55, 0.70, 0.99)),
    entry(0.52, "refused"),
    entry(0.95, "nobody_spoke"),
]


@pytest.mark.parametrize(
    ("new", "counts"),
    [(0.5, (0, 3, 2)), (0.6, (2, 3, 2)), (0.55, (1, 3, 2)), (0.45, (0, 3, 1)), (0.3, (0, 2, 1)), (0.02, (0, 1, 0))],
)
def test_what_would_have_woken_it(new: float, counts: tuple[int, int, int]) -> None:
    seen = estimate_wakes(LOG, new)
    assert (seen.near_misses, seen.calls, seen.false_wakes) == (3, 3, 2)
    assert (seen.near_misses_woken, seen.calls_woken, seen.false_wakes_woken) == counts


def test_it_is_said_in_words() -> None:
    assert estimate_sentence(estimate_wakes(LOG, 0.6)) == (
        "at 0.60: 2 of 3 near-misses would have woken it; at least 3 of 3 calls would still; "
        "so would at least 2 of 2 that came to nothing"
    )
    assert estimate_sentence(estimate_wakes(LOG[2:4], 0.6)) == (
        "at 0.60: 1 of 1 near-miss would have woken it; at least 1 of 1 call would still"
    )
    assert "nothing is in the log" in estimate_sentence(estimate_wakes([], 0.6))


def test_a_week_in_a_line() -> None:
    assert week_summary([*LOG, entry(0.9, "painted", days_ago=8)]) == (
        "5 calls, 3 near-misses this week; 2 of the calls came to nothing"
    )
    assert week_summary([entry(0.9, "painted")]) == "1 call, 0 near-misses this week"


@pytest.mark.parametrize(("score", "needed"), [(0.31, 0.69), (0.305, 0.70), (0.4999, 0.51), (0.10, 0.90), (0.02, 0.98)])
def test_the_least_that_would_have_woken_it_does(score: float, needed: float) -> None:
    assert least_waking_sensitivity(entry(score)) == needed
    assert estimate_wakes([entry(score)], needed).near_misses_woken == 1
    assert estimate_wakes([entry(score)], round(needed - 0.01, 2)).near_misses_woken == 0


@pytest.mark.parametrize(("score", "needed"), [(0.55, 0.44), (0.605, 0.39), (0.9712, 0.02), (0.5, 0.49)])
def test_the_most_that_would_not_have_woken_it_does_not(score: float, needed: float) -> None:
    assert greatest_silent_sensitivity(entry(score, "refused")) == needed
    assert estimate_wakes([entry(score, "refused")], needed).false_wakes_woken == 0
    assert estimate_wakes([entry(score, "refused")], round(needed + 0.01, 2)).false_wakes_woken == 1


def test_what_cannot_be_had_is_said_with_what_to_do() -> None:
    for wanted, one in (
        (least_waking_sensitivity, entry(0.01)),
        (least_waking_sensitivity, entry(0.9, "painted")),
        (least_waking_sensitivity, entry(0.6, "refused")),
        (greatest_silent_sensitivity, entry(0.4)),
        (greatest_silent_sensitivity, entry(0.995, "nobody_spoke")),
    ):
        with pytest.raises(NoSuchSensitivity) as failure:
            wanted(one)
        assert failure.value.hint


def test_a_word_may_have_a_sensitivity_of_its_own() -> None:
    wake = WakeSettings(sensitivity=0.4, sensitivities={"friday": 0.7})
    assert (sensitivity(wake, "friday"), sensitivity(wake, "jarvis"), sensitivity(wake, None)) == (0.7, 0.4, 0.4)
    assert (threshold(wake, "friday"), threshold(wake, "jarvis")) == (0.3, 0.6)
