"""Texts that go round in circles."""

import pytest

from assistant.transcribing.whisper.repetition import find_loop


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Jarvis, paint me a fox. Jarvis, paint me a fox.", "Jarvis, paint me a fox"),
        ("a river by a stone bridge by a stone bridge by", "by a stone bridge"),
        ("join these join these join these join these join these", "join these"),
        ("so, la la la la la", "la"),
        ("Hey Jarvis, paint me, paint me, paint me, paint me, paint me", "paint me"),
    ],
)
def test_a_loop_is_found_with_its_first_copy(text: str, first: str) -> None:
    loop = find_loop(text)
    assert loop is not None
    assert text[loop.start : loop.end] == first


@pytest.mark.parametrize(
    "text",
    [
        "", "...", "stop", "no no no no", "a very, very, very big fox", "paint me a fox and paint me a hare",
        "a red fox, a red hare, a red house, a red tree", "Jarvis, Jarvis, Jarvis", "again and again and again",
    ],
)  # fmt: skip
def test_what_people_repeat_is_no_loop(text: str) -> None:
    assert find_loop(text) is None


def test_a_copy_that_was_cut_off_counts_where_the_decoder_was_stopped() -> None:
    text = "A stone bridge with a dog on it and a white church. A stone bridge with a dog on"
    assert find_loop(text) is None
    loop = find_loop(text, unfinished=True)
    assert loop is not None
    assert text[loop.start : loop.end] == "A stone bridge with a dog on it and a white church"
    assert find_loop("a red fox and a blue fox and a", unfinished=True) is None
