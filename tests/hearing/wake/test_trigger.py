"""Scores become calls and near-misses, and one call is one wake, over thousands of made-up scores."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pytest

from assistant.hearing.audio.blocks import BLOCK_S
from assistant.hearing.wake.trigger import (
    MAX_RISE_S,
    MIN_REFRACTORY_S,
    NEAR_MISS_SETTLE_S,
    SURE_MARGIN,
    NearMissEvent,
    WakeEvent,
    WakeTrigger,
    near_miss_level,
    sure_level,
    thresholds,
)
from assistant.settings.schema import WakeSettings

QUIET = [0.0] * 30
RISE_BLOCKS = round(MAX_RISE_S / BLOCK_S)
Decided = list[WakeEvent | NearMissEvent]


def decide(arming: WakeTrigger, *words: Iterable[float], busy: Sequence[bool] = ()) -> Decided:
    """Returns the events of these scores, block after block; one row for each word."""
    decided: Decided = []
    for number, scores in enumerate(zip(*words, strict=True)):
        decided += arming.push(scores, number * BLOCK_S, busy=bool(busy) and busy[number])
    return decided


def one_word(threshold: float = 0.5, refractory_s: float = 1.5, second_look: bool = True) -> WakeTrigger:
    return WakeTrigger({"jarvis": threshold}, refractory_s, second_look)


def calls(decided: Decided) -> list[WakeEvent]:
    return [one for one in decided if isinstance(one, WakeEvent)]


def nears(decided: Decided) -> list[NearMissEvent]:
    return [one for one in decided if isinstance(one, NearMissEvent)]


def test_a_call_is_told_once_with_its_peak_as_soon_as_it_falls() -> None:
    (call,) = decide(one_word(), [0.0, 0.2, 0.6, 0.7, 0.6, 0.5, 0.3, *QUIET])
    assert call == WakeEvent("jarvis", 0.7, False, True, 4 * BLOCK_S)


def test_a_sure_call_is_told_at_once_and_a_rising_one_waits_no_longer_than_it_may() -> None:
    sure = sure_level(0.5)
    (call,) = decide(one_word(), [0.0, sure, 1.0, 1.0, 0.0, *QUIET])
    assert call == WakeEvent("jarvis", sure, True, False, BLOCK_S)
    creeping = [0.5 + 0.01 * number for number in range(20)]
    (call,) = decide(one_word(), [*creeping, *QUIET])
    assert call.at_s == pytest.approx(MAX_RISE_S)
    assert call.score == creeping[RISE_BLOCKS]
    assert not call.sure


def test_without_a_second_look_every_call_is_sure() -> None:
    (call,) = decide(one_word(second_look=False), [0.5, 0.4, *QUIET])
    assert isinstance(call, WakeEvent)
    assert call.sure


def test_a_word_is_armed_again_only_after_it_fell_below_half_and_rested() -> None:
    high, half, low = [0.99] * 5, [0.26] * 30, [0.24] * 30
    assert len(calls(decide(one_word(), [*high, *half, *high, *QUIET]))) == 1
    assert len(calls(decide(one_word(), [*high, *low, *high, *QUIET]))) == 2
    assert len(calls(decide(one_word(), [*high, *low[:3], *high, *QUIET]))) == 1


def test_a_score_that_gets_there_while_resting_does_not_call_later_by_staying() -> None:
    assert len(calls(decide(one_word(), [0.99, 0.0, *[0.99] * 60]))) == 1


def test_two_heads_that_hear_one_call_wake_once_with_the_higher_score() -> None:
    first = [0.0, 0.6, 0.7, 0.8, 0.8, 0.5, 0.0, *QUIET]
    second = [0.0, 0.0, 0.7, 0.9, 0.9, 0.9, 0.2, *QUIET]
    for refractory_s in (0.0, 1.5):
        arming = WakeTrigger({"jarvis": 0.5, "hey_jarvis": 0.6}, refractory_s, True)
        assert [(call.word, call.score) for call in decide(arming, first, second)] == [("hey_jarvis", 0.9)]


def test_thresholds_are_each_words_own() -> None:
    settings = WakeSettings(sensitivity=0.4, sensitivities={"friday": 0.9})
    assert thresholds(("jarvis", "friday"), settings) == pytest.approx({"jarvis": 0.6, "friday": 0.1})
    arming = WakeTrigger({"jarvis": 0.6, "friday": 0.1}, 1.5, True)
    low = [0.0, 0.3, 0.0, *QUIET]
    assert [one.word for one in decide(arming, low, [0.0] * len(low))] == ["jarvis"]
    assert nears(decide(arming, low, [0.0] * len(low)))
    arming.reset()
    assert [call.word for call in calls(decide(arming, [0.0] * len(low), low))] == ["friday"]


def test_a_near_miss_is_told_once_with_its_peak_after_it_settled() -> None:
    humps = [0.0, 0.25, 0.4, 0.1, 0.0, 0.3, 0.0, *QUIET]
    assert decide(one_word(), humps) == [NearMissEvent("jarvis", 0.4, 2 * BLOCK_S)]
    last = 5
    settled = last + math.ceil(NEAR_MISS_SETTLE_S / BLOCK_S)
    assert decide(one_word(), humps[:settled]) == []
    assert len(decide(one_word(), humps[: settled + 1])) == 1


def test_a_hump_before_its_wake_and_the_tail_after_it_are_no_near_misses() -> None:
    assert nears(decide(one_word(), [0.3, 0.1, 0.6, 0.9, 0.6, 0.3, 0.22, 0.0, *QUIET])) == []
    assert nears(decide(one_word(refractory_s=0), [0.6, 0.5, *[0.21, 0.24] * 20, 0.0, *QUIET])) == []


def test_a_score_below_the_near_level_is_told_nobody() -> None:
    assert near_miss_level(0.5) == pytest.approx(0.2)
    assert near_miss_level(0.05) == 0.1
    assert decide(one_word(), [0.0, 0.19, 0.1, *QUIET]) == []
    assert decide(one_word(0.05), [0.0, 0.045, 0.0, *QUIET]) == []


def test_while_an_utterance_is_open_nothing_is_told_and_its_calls_are_used_up() -> None:
    scores = [0.9, 0.9, 0.0, 0.4, 0.0, *QUIET, 0.85, 0.8, *QUIET]
    busy = [True] * 20 + [False] * (len(scores) - 20)
    (call,) = decide(one_word(), scores, busy=busy)
    assert call.at_s == pytest.approx((5 + len(QUIET) + 1) * BLOCK_S)


def test_a_gap_forgets_calls_near_misses_and_the_rest() -> None:
    arming = one_word()
    assert len(decide(arming, [0.99])) == 1
    arming.reset()
    assert len(decide(arming, [0.99])) == 1
    arming.reset()
    assert decide(arming, [0.6]) == []
    arming.reset()
    assert decide(arming, [0.4, 0.0]) == []
    arming.reset()
    assert decide(arming, QUIET) == []


def test_silence_settles_what_is_pending() -> None:
    arming = one_word()
    assert arming.push((0.6,), 0.0) == []
    assert arming.push_silence(BLOCK_S) == [WakeEvent("jarvis", 0.6, False, True, BLOCK_S)]


@pytest.mark.parametrize("threshold", [0.02, 0.3, 0.5, 0.95])
def test_sure_is_a_margin_in_log_odds(threshold: float) -> None:
    sure = sure_level(threshold)
    assert math.log(sure / (1 - sure)) - math.log(threshold / (1 - threshold)) == pytest.approx(SURE_MARGIN)


def walk(generator: np.random.Generator, blocks: int) -> list[float]:
    """Returns scores that wander, rest near zero and spike, as real ones do."""
    logits = np.cumsum(generator.normal(0, 1.5, blocks))
    logits -= np.linspace(0, logits[-1], blocks) + 2.0
    return [float(score) for score in 1 / (1 + np.exp(-logits))]


@pytest.mark.parametrize("seed", range(40))
def test_over_any_scores_the_promises_hold(seed: int) -> None:
    generator = np.random.default_rng(seed)
    words = {f"word{number}": float(generator.uniform(0.05, 0.97)) for number in range(generator.integers(1, 4))}
    refractory_s = float(generator.choice([0.0, 0.5, 1.5, 3.0]))
    scores = {word: walk(generator, 600) for word in words}
    decided = decide(WakeTrigger(words, refractory_s, True), *scores.values())
    for call in calls(decided):
        assert call.score >= words[call.word]
        assert call.sure == (call.score >= sure_level(words[call.word]))
        assert call.score in scores[call.word]
    times = [call.at_s for call in calls(decided)]
    assert all(later - earlier >= max(refractory_s, MIN_REFRACTORY_S) - 1e-9 for earlier, later in pairwise(times))
    for word, threshold in words.items():
        of_word = [call for call in calls(decided) if call.word == word]
        for earlier, later in pairwise(of_word):
            between = scores[word][round(earlier.at_s / BLOCK_S) : round(later.at_s / BLOCK_S)]
            assert min(between) < threshold / 2, "it was not armed"
    for near in nears(decided):
        assert near_miss_level(words[near.word]) <= near.score < words[near.word]
        assert scores[near.word][round(near.at_s / BLOCK_S)] == near.score
    told = [(near.word, near.at_s) for near in nears(decided)]
    assert len(set(told)) == len(told)
    assert decide(WakeTrigger(words, refractory_s, True), *scores.values()) == decided


@pytest.mark.parametrize("seed", range(10))
def test_a_lone_hump_wakes_or_nearly_or_not_by_its_peak_alone(seed: int) -> None:
    generator = np.random.default_rng(seed)
    for _ in range(50):
        threshold, peak = generator.uniform(0.05, 0.95, 2)
        rise = np.sort(generator.uniform(0, peak, 4))
        scores = [0.0, *rise, peak, *rise[::-1], *QUIET]
        decided = decide(one_word(threshold), [float(score) for score in scores])
        if peak >= threshold:
            (call,) = decided
            assert isinstance(call, WakeEvent)
        elif peak >= near_miss_level(threshold):
            (near,) = decided
            assert isinstance(near, NearMissEvent)
            assert near.score == peak
        else:
            assert decided == []


def at(trigger: WakeTrigger, *scores: tuple[float, float]) -> Decided:
    """Returns the events of (score, second) pairs of the only word."""
    return [one for score, second in scores for one in trigger.push((score,), second)]


def test_a_score_that_just_reaches_its_threshold_calls() -> None:
    assert len(calls(at(one_word(0.5), (0.5, 0.0), (0.0, 0.08)))) == 1
    assert calls(at(one_word(0.5), (0.4999, 0.0), (0.0, 0.08))) == []


def test_a_score_that_neither_rises_nor_falls_is_waited_for_as_one_that_rises() -> None:
    steady = [(0.6, number * BLOCK_S) for number in range(10)]
    (call,) = at(one_word(), *steady)
    assert call.at_s == pytest.approx(0.24)


def test_sure_and_barely_are_told_by_the_odds() -> None:
    # At a threshold of 0.5 the odds asked for are 1 : 1; sure are e^2 : 1, barely less than e^0.85 : 1.
    for score, sure, barely in ((0.8809, True, False), (0.8807, False, False), (0.7007, False, False)):
        (call,) = at(one_word(0.5), (score, 0.0), (0.0, 0.08))
        assert (call.sure, call.barely) == (sure, barely), score
    (call,) = at(one_word(0.5), (0.7004, 0.0), (0.0, 0.08))
    assert call.barely
    at_the_edge = sure_level(0.5)
    (call,) = at(one_word(0.5), (at_the_edge, 0.0))
    assert call.sure


@pytest.mark.parametrize(("refractory_s", "rest_s"), [(1.5, 1.5), (3.0, 3.0), (0.0, 0.8), (0.5, 0.8)])
def test_the_rest_after_a_call_ends_exactly_on_time(refractory_s: float, rest_s: float) -> None:
    early = at(one_word(0.5, refractory_s), (0.99, 0.0), (0.0, 0.4), (0.99, rest_s - 0.001), (0.0, rest_s + 9))
    assert len(calls(early)) == 1
    on_time = at(one_word(0.5, refractory_s), (0.99, 0.0), (0.0, 0.4), (0.99, rest_s))
    assert [call.at_s for call in calls(on_time)] == [0.0, rest_s]


def test_half_the_threshold_is_not_yet_low_enough_to_arm_again() -> None:
    assert len(calls(at(one_word(0.5), (0.99, 0.0), (0.25, 2.0), (0.99, 4.0), (0.99, 6.0)))) == 1
    assert len(calls(at(one_word(0.5), (0.99, 0.0), (0.2499, 2.0), (0.99, 4.0)))) == 2


def test_a_near_miss_begins_exactly_at_its_level_and_is_told_exactly_when_it_settled() -> None:
    level = near_miss_level(0.5)
    assert at(one_word(0.5), (level, 1.0), (0.0, 1.08), (0.0, 1.999)) == []
    assert at(one_word(0.5), (level, 1.0), (0.0, 1.08), (0.0, 2.0)) == [NearMissEvent("jarvis", level, 1.0)]
    assert at(one_word(0.5), (level - 0.0001, 1.0), (0.0, 1.08), (0.0, 9.0)) == []


def test_of_two_humps_of_one_height_the_first_is_the_near_miss_and_the_second_puts_it_off() -> None:
    humps = [(0.4, 1.0), (0.0, 1.08), (0.4, 1.5), (0.0, 1.58)]
    assert at(one_word(), *humps, (0.0, 2.4)) == []
    assert at(one_word(), *humps, (0.0, 2.5)) == [NearMissEvent("jarvis", 0.4, 1.0)]


def test_what_follows_a_call_is_a_near_miss_again_once_the_word_is_armed() -> None:
    after = at(one_word(), (0.99, 0.0), (0.0, 1.0), (0.4, 3.0), (0.0, 3.08), (0.0, 5.0))
    assert nears(after) == [NearMissEvent("jarvis", 0.4, 3.0)]


def test_a_call_forgives_what_the_other_words_nearly_said() -> None:
    trigger = WakeTrigger({"jarvis": 0.5, "friday": 0.5}, 1.5, True)
    decided = [
        one for scores, second in (((0.4, 0.0), 0.0), ((0.0, 0.99), 0.4)) for one in trigger.push(scores, second)
    ]
    decided += trigger.push_silence(5.0)
    assert [type(one) for one in decided] == [WakeEvent]
