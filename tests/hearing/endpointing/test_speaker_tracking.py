"""Who is speaking: the person who called, or a voice behind them."""

import itertools
from collections.abc import Iterable

import pytest

from assistant.hearing.endpointing.speaker_tracking import BEHIND_S, FROZEN_S, NEAR_DB, SILENT_SHARE, Foreground
from assistant.hearing.endpointing.voice_activity import QUIETEST_DB, WINDOW_S, Window

SPEECH_DB = (-24.0, -18.0, -20.0, -30.0, -19.0, -22.0, -32.0)
"""Syllables and what lies between them."""


def voice(seconds: float, louder_db: float = 0.0) -> list[Window]:
    levels = itertools.cycle(SPEECH_DB)
    return [Window(True, next(levels) + louder_db) for _ in range(round(seconds / WINDOW_S))]


def silence(seconds: float) -> list[Window]:
    return [Window(False, QUIETEST_DB)] * round(seconds / WINDOW_S)


def hear(foreground: Foreground, windows: Iterable[Window]) -> list[bool]:
    return [foreground.hear(window) for window in windows]


def share(heard: list[bool]) -> float:
    """Of the windows in which somebody speaks; the quietest of a sentence are no louder than what is between words."""
    return sum(heard) / len(heard)


@pytest.fixture
def foreground() -> Foreground:
    """One that knows its speaker."""
    foreground = Foreground()
    hear(foreground, [*voice(1.5), *silence(0.5), *voice(1.5)])
    return foreground


def test_who_goes_on_as_loud_as_before_is_there(foreground: Foreground) -> None:
    for window in voice(5):
        foreground.hear(window)
        assert foreground.away_s < 0.2


@pytest.mark.parametrize("behind_db", [-10.0, -15.0])
def test_a_voice_behind_is_a_voice_and_the_speaker_is_away(foreground: Foreground, behind_db: float) -> None:
    assert share(hear(foreground, voice(2, behind_db))) > 0.8
    assert foreground.away_s == pytest.approx(2, abs=0.3)


def test_it_stays_behind_however_long_it_goes_on(foreground: Foreground) -> None:
    hear(foreground, voice(30, -10))
    assert foreground.away_s == pytest.approx(30, abs=0.5)


def test_the_speaker_comes_back_within_a_word_or_two(foreground: Foreground) -> None:
    hear(foreground, voice(1, -15))
    assert foreground.away_s > 0.7
    hear(foreground, voice(0.8))
    assert foreground.away_s < 0.2


def test_one_loud_clatter_brings_nobody_back(foreground: Foreground) -> None:
    hear(foreground, voice(1, -15))
    away_s = foreground.away_s
    hear(foreground, [Window(True, SPEECH_DB[1])])
    assert foreground.away_s > away_s - 0.4


def test_quiet_words_are_speech_and_become_the_level_of_who_goes_on_so(foreground: Foreground) -> None:
    quieter = voice(6, 2 - NEAR_DB)
    assert share(hear(foreground, quieter)) > 0.8
    assert foreground.away_s < FROZEN_S + 0.2


def test_silence_is_judged_by_others(foreground: Foreground) -> None:
    assert not any(hear(foreground, silence(1)))
    assert foreground.away_s <= SILENT_SHARE * 1.0 + 0.1


def test_an_echo_far_below_is_no_voice(foreground: Foreground) -> None:
    assert hear(foreground, [Window(True, -60.0)]) == [False]


def test_what_the_network_calls_voiced_in_steady_noise_is_none_where_it_is_as_loud_as_the_noise() -> None:
    foreground = Foreground()
    for _ in range(4):
        hear(foreground, [*voice(0.5), *[Window(False, -40.0)] * 10])
    assert share(hear(foreground, [Window(True, -40.0)] * 10)) == 0
    assert share(hear(foreground, voice(0.5))) > 0.8


def test_before_there_is_a_speaker_every_voice_counts_and_nobody_is_away() -> None:
    foreground = Foreground()
    hear(foreground, silence(5))
    assert foreground.away_s == 0
    assert all(hear(foreground, voice(0.5, -40)))
    assert foreground.away_s == 0


def test_a_reset_forgets_the_speaker(foreground: Foreground) -> None:
    hear(foreground, voice(2, -15))
    foreground.reset()
    assert foreground.away_s == 0
    assert share(hear(foreground, voice(2, -40))) > 0.8
    assert foreground.away_s < 0.2


def test_nobody_is_behind_where_it_was_quiet_between_the_words(foreground: Foreground) -> None:
    hear(foreground, [*silence(0.3), *voice(1), *silence(0.3), *voice(1)])
    assert foreground.behind_s == BEHIND_S[1]
    hear(foreground, voice(2, -10))
    assert foreground.behind_s == BEHIND_S[1]


def test_somebody_may_be_behind_where_it_was_not() -> None:
    foreground = Foreground()
    for _ in range(6):
        hear(foreground, [*voice(0.6), *voice(0.1, -8)])
    assert foreground.behind_s == pytest.approx(BEHIND_S[0], abs=0.05)
