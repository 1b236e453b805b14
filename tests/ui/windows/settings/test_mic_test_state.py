"""Trying the microphone: the verdict is what really happened, in plain words."""

from __future__ import annotations

from typing import Any

from assistant.ui.windows.settings.mic_test.mic_test_state import DEAD_BLOCKS, HOLD_BLOCKS, SETTLED_BLOCKS, SHOWN, Trial

QUIET, LOUD = 0.05, 0.7


def block(level: float, score: float = 0.0, *, silent: bool = False) -> dict[str, Any]:
    return {"level": level, "score": score, "word": "jarvis", "threshold": 0.5, "silent": silent}


def feed(trial: Trial, *parts: tuple[int, float, float]) -> None:
    for count, level, score in parts:
        for _ in range(count):
            trial.take(block(level, score))


def test_a_call_is_heard_and_the_quiet_after_it_takes_nothing_back() -> None:
    trial = Trial()
    feed(trial, (10, QUIET, 0.0), (6, LOUD, 0.1))
    trial.take(block(LOUD, 0.9))
    trial.take({"woke": True, "word": "jarvis", "score": 0.93, "sure": True, "threshold": 0.5})
    feed(trial, (5, LOUD, 0.6), (HOLD_BLOCKS + 20, QUIET, 0.0))
    assert (trial.verdict.mood, trial.wakes) == ("heard", 1)
    assert "0.93" in trial.verdict.words
    assert "0.50" in trial.verdict.words
    assert [point.score for point in trial.points if point.woke] == [0.93]
    assert len(trial.points) == min(SHOWN, 42 + HOLD_BLOCKS)


def test_a_doubtful_call_says_that_the_words_decide() -> None:
    trial = Trial()
    trial.take(block(LOUD, 0.52))
    trial.take({"woke": True, "word": "jarvis", "score": 0.52, "sure": False, "threshold": 0.5})
    assert "doubt" in trial.verdict.words


def test_almost_and_something_else_are_told_apart() -> None:
    trial = Trial()
    feed(trial, (6, LOUD, 0.31), (SETTLED_BLOCKS, QUIET, 0.02))
    assert trial.verdict.mood == "almost"
    assert "0.31" in trial.verdict.words
    feed(trial, (8, LOUD, 0.01), (SETTLED_BLOCKS, QUIET, 0.0))
    assert trial.verdict.mood == "other"
    feed(trial, (2 * HOLD_BLOCKS, QUIET, 0.0))
    assert trial.verdict.mood == "waiting"


def test_a_cough_is_no_word() -> None:
    trial = Trial()
    feed(trial, (2, LOUD, 0.02), (SETTLED_BLOCKS, QUIET, 0.0))
    assert trial.verdict.mood == "waiting"


def test_a_dead_microphone_is_named_and_forgotten_when_it_lives() -> None:
    trial = Trial()
    feed(trial, (2 * DEAD_BLOCKS, 0.0, 0.0))
    assert trial.verdict.mood == "waiting", "a quiet room is no dead microphone"
    for _ in range(DEAD_BLOCKS):
        trial.take(block(0.0, silent=True))
    assert trial.verdict.mood == "dead"
    feed(trial, (2 * HOLD_BLOCKS, QUIET, 0.0))
    assert trial.verdict.mood == "waiting"
