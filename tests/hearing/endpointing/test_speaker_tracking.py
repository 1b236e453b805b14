"""The tracker tells the person who called from a background voice."""

import itertools
from collections.abc import Iterable

import pytest

from assistant.hearing.endpointing.speaker_tracking import (
    BACKGROUND_EXTRA_S,
    LEARN_UNTIL_ABSENT_S,
    SILENCE_WEIGHT,
    SPEAKER_RANGE_DB,
    SpeakerTracker,
)
from assistant.hearing.endpointing.voice_activity import QUIETEST_DB, WINDOW_S, Window

SPEECH_DB = (-24.0, -18.0, -20.0, -30.0, -19.0, -22.0, -32.0)
"""Syllables and what lies between them."""


def voice(seconds: float, louder_db: float = 0.0) -> list[Window]:
    levels = itertools.cycle(SPEECH_DB)
    return [Window(True, next(levels) + louder_db) for _ in range(round(seconds / WINDOW_S))]


def silence(seconds: float) -> list[Window]:
    return [Window(False, QUIETEST_DB)] * round(seconds / WINDOW_S)


def hear(tracker: SpeakerTracker, windows: Iterable[Window]) -> list[bool]:
    return [tracker.push(window) for window in windows]


def share(heard: list[bool]) -> float:
    """Returns the share of windows in which somebody speaks; the quietest of a sentence are no louder than what is
    between words."""
    return sum(heard) / len(heard)


@pytest.fixture
def tracker() -> SpeakerTracker:
    """Returns a tracker that knows its speaker."""
    tracker = SpeakerTracker()
    hear(tracker, [*voice(1.5), *silence(0.5), *voice(1.5)])
    return tracker


def test_who_goes_on_as_loud_as_before_is_there(tracker: SpeakerTracker) -> None:
    for window in voice(5):
        tracker.push(window)
        assert tracker.absence_s < 0.2


@pytest.mark.parametrize("background_db", [-10.0, -15.0])
def test_a_voice_behind_is_a_voice_and_the_speaker_is_away(tracker: SpeakerTracker, background_db: float) -> None:
    assert share(hear(tracker, voice(2, background_db))) > 0.8
    assert tracker.absence_s == pytest.approx(2, abs=0.3)


def test_it_stays_behind_however_long_it_goes_on(tracker: SpeakerTracker) -> None:
    hear(tracker, voice(30, -10))
    assert tracker.absence_s == pytest.approx(30, abs=0.5)


def test_the_speaker_comes_back_within_a_word_or_two(tracker: SpeakerTracker) -> None:
    hear(tracker, voice(1, -15))
    assert tracker.absence_s > 0.7
    hear(tracker, voice(0.8))
    assert tracker.absence_s < 0.2


def test_one_loud_clatter_brings_nobody_back(tracker: SpeakerTracker) -> None:
    hear(tracker, voice(1, -15))
    absence_s = tracker.absence_s
    hear(tracker, [Window(True, SPEECH_DB[1])])
    assert tracker.absence_s > absence_s - 0.4


def test_quiet_words_are_speech_and_become_the_level_of_who_goes_on_so(tracker: SpeakerTracker) -> None:
    quieter = voice(6, 2 - SPEAKER_RANGE_DB)
    assert share(hear(tracker, quieter)) > 0.8
    assert tracker.absence_s < LEARN_UNTIL_ABSENT_S + 0.2


def test_silence_is_judged_by_others(tracker: SpeakerTracker) -> None:
    assert not any(hear(tracker, silence(1)))
    assert tracker.absence_s <= SILENCE_WEIGHT * 1.0 + 0.1


def test_an_echo_far_below_is_no_voice(tracker: SpeakerTracker) -> None:
    assert hear(tracker, [Window(True, -60.0)]) == [False]


def test_what_the_network_calls_voiced_in_steady_noise_is_none_where_it_is_as_loud_as_the_noise() -> None:
    tracker = SpeakerTracker()
    for _ in range(4):
        hear(tracker, [*voice(0.5), *[Window(False, -40.0)] * 10])
    assert share(hear(tracker, [Window(True, -40.0)] * 10)) == 0
    assert share(hear(tracker, voice(0.5))) > 0.8


def test_before_there_is_a_speaker_every_voice_counts_and_nobody_is_away() -> None:
    tracker = SpeakerTracker()
    hear(tracker, silence(5))
    assert tracker.absence_s == 0
    assert all(hear(tracker, voice(0.5, -40)))
    assert tracker.absence_s == 0


def test_a_reset_forgets_the_speaker(tracker: SpeakerTracker) -> None:
    hear(tracker, voice(2, -15))
    tracker.reset()
    assert tracker.absence_s == 0
    assert share(hear(tracker, voice(2, -40))) > 0.8
    assert tracker.absence_s < 0.2


def test_nobody_is_behind_where_it_was_quiet_between_the_words(tracker: SpeakerTracker) -> None:
    hear(tracker, [*silence(0.3), *voice(1), *silence(0.3), *voice(1)])
    assert tracker.background_extra_s == BACKGROUND_EXTRA_S[1]
    hear(tracker, voice(2, -10))
    assert tracker.background_extra_s == BACKGROUND_EXTRA_S[1]


def test_somebody_may_be_behind_where_it_was_not() -> None:
    tracker = SpeakerTracker()
    for _ in range(6):
        hear(tracker, [*voice(0.6), *voice(0.1, -8)])
    assert tracker.background_extra_s == pytest.approx(BACKGROUND_EXTRA_S[0], abs=0.05)
