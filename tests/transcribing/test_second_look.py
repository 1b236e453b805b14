"""The text-only part of the second look: whether the wake word is among the words."""

import pytest

from assistant.transcribing.phonetics.corrections import Token
from assistant.transcribing.second_look import (
    LONE_MARGIN,
    MARGIN,
    Candidate,
    candidates,
    holds_wake_word,
    is_confirmed,
    spoken_word,
)


@pytest.mark.parametrize(
    ("model", "word"),
    [
        ("jarvis", "jarvis"), ("hey_jarvis", "jarvis"), ("hey_jarvis_v0.1", "jarvis"), ("friday", "friday"),
        ("Friday-v2", "friday"), ("ok_computer.onnx", "computer"), ("my_robot", "my robot"), ("hey", "hey"),
        ("r2d2", "r2d2"),
    ],
)  # fmt: skip
def test_the_word_of_a_model(model: str, word: str) -> None:
    assert spoken_word(model) == word


@pytest.mark.parametrize(
    "text", ["Jarvis, paint me a fox.", "Hey, Jarvis!", "and so on. Jarvis’s paint me", "JARVIS", "so jarvis paint"]
)
def test_the_word_as_it_is_spelled(text: str) -> None:
    assert holds_wake_word(text, "jarvis")


@pytest.mark.parametrize("text", ["", "Jervis Bay", "Jar. Vis.", "jarring", "one two three four five six seven eight "
                                  "nine ten eleven Jarvis"])  # fmt: skip
def test_other_words_and_later_ones_are_not_it(text: str) -> None:
    assert not holds_wake_word(text, "jarvis")


def test_words_of_two() -> None:
    assert holds_wake_word("my robot, paint", "my robot")
    assert not holds_wake_word("my red robot, paint", "my robot")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Travis paint me a fox in the snow", "Jarvis paint me"),
        ("so it was. Javis, paint me a fox", "so it was. Jarvis, paint me"),
        ("Jar vis, paint me a fox", "Jarvis, paint me"),
    ],
)
def test_the_likest_words_are_replaced_up_to_a_few_words_later(text: str, said: str) -> None:
    first = candidates(text, "jarvis")[0]
    assert first.text == said
    assert text[: first.end].endswith("paint me")


@pytest.mark.parametrize("text", ["paint a big red box for me", "what time does the pool open", "", "…"])
def test_where_nothing_is_alike_there_is_nothing_to_judge(text: str) -> None:
    assert candidates(text, "jarvis") == []


def test_a_word_alone_is_always_judged_and_with_a_larger_margin() -> None:
    (alone,) = candidates("Charlie Charlie Charlie", "jarvis")
    assert (alone.text, alone.end, alone.margin) == ("Jarvis", 7, LONE_MARGIN)


@pytest.mark.parametrize(("loss", "said"), [(0.0, True), (MARGIN - 0.1, True), (MARGIN + 0.1, False), (30.0, False)])
def test_only_a_clear_verdict_refuses(loss: float, said: bool) -> None:
    own = [Token(0, -1.0), Token(7, -1.0), Token(30, -90.0)]
    found = [Candidate("Jarvis paint", 12, MARGIN), Candidate("Travis Jarvis", 12, MARGIN)]
    others = [[Token(0, -2.0 - loss)], [Token(0, -50.0)]]
    assert is_confirmed(found, own, others) is said
