"""Tests that the verdict on the microphone is what really happened, in plain words."""

from __future__ import annotations

from typing import Any

from assistant.ui.windows.settings.mic_test.mic_test_state import (
    DEAD_BLOCKS,
    HOLD_BLOCKS,
    SETTLED_BLOCKS,
    SHOWN,
    MicTest,
)

QUIET, LOUD = 0.05, 0.7


def block(level: float, score: float = 0.0, *, silent: bool = False) -> dict[str, Any]:
    return {"level": level, "score": score, "word": "jarvis", "threshold": 0.5, "silent": silent}


def feed(mic_test: MicTest, *parts: tuple[int, float, float]) -> None:
    for count, level, score in parts:
        for _ in range(count):
            mic_test.take(block(level, score))


def test_a_call_is_heard_and_the_quiet_after_it_takes_nothing_back() -> None:
    mic_test = MicTest()
    feed(mic_test, (10, QUIET, 0.0), (6, LOUD, 0.1))
    mic_test.take(block(LOUD, 0.9))
    mic_test.take({"woke": True, "word": "jarvis", "score": 0.93, "sure": True, "threshold": 0.5})
    feed(mic_test, (5, LOUD, 0.6), (HOLD_BLOCKS + 20, QUIET, 0.0))
    assert (mic_test.verdict.mood, mic_test.wakes) == ("heard", 1)
    assert "0.93" in mic_test.verdict.words
    assert "0.50" in mic_test.verdict.words
    assert [point.score for point in mic_test.points if point.woke] == [0.93]
    assert len(mic_test.points) == min(SHOWN, 42 + HOLD_BLOCKS)


def test_a_doubtful_call_says_that_the_words_decide() -> None:
    mic_test = MicTest()
    mic_test.take(block(LOUD, 0.52))
    mic_test.take({"woke": True, "word": "jarvis", "score": 0.52, "sure": False, "threshold": 0.5})
    assert "doubt" in mic_test.verdict.words


def test_almost_and_something_else_are_told_apart() -> None:
    mic_test = MicTest()
    feed(mic_test, (6, LOUD, 0.31), (SETTLED_BLOCKS, QUIET, 0.02))
    assert mic_test.verdict.mood == "almost"
    assert "0.31" in mic_test.verdict.words
    feed(mic_test, (8, LOUD, 0.01), (SETTLED_BLOCKS, QUIET, 0.0))
    assert mic_test.verdict.mood == "other"
    feed(mic_test, (2 * HOLD_BLOCKS, QUIET, 0.0))
    assert mic_test.verdict.mood == "waiting"


def test_a_cough_is_no_word() -> None:
    mic_test = MicTest()
    feed(mic_test, (2, LOUD, 0.02), (SETTLED_BLOCKS, QUIET, 0.0))
    assert mic_test.verdict.mood == "waiting"


def test_a_dead_microphone_is_named_and_forgotten_when_it_lives() -> None:
    mic_test = MicTest()
    feed(mic_test, (2 * DEAD_BLOCKS, 0.0, 0.0))
    assert mic_test.verdict.mood == "waiting", "a quiet room is no dead microphone"
    for _ in range(DEAD_BLOCKS):
        mic_test.take(block(0.0, silent=True))
    assert mic_test.verdict.mood == "dead"
    feed(mic_test, (2 * HOLD_BLOCKS, QUIET, 0.0))
    assert mic_test.verdict.mood == "waiting"
