"""When "paint me" is put before a request. The judge knows what was said; real ones are in test_whisper."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.transcribing.phonetics.name_correction import Token
from assistant.transcribing.phonetics.opening_correction import with_opening
from assistant.transcribing.phonetics.phonetic_index import WORD


class Judge:
    """Finds words unlikely that do not follow each other in what was said, and is a little unsure of all others."""

    def __init__(self, said: str, sure: bool = False) -> None:
        words = said.lower().split()
        self._said = set(zip(["", *words], words, strict=False))
        self._likely = -0.1 if sure else -0.5
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[list[Token]]:
        self.asked += texts
        judged = []
        for text in texts:
            matches = list(WORD.finditer(text.lower()))
            pairs = zip(["", *(match.group() for match in matches)], matches, strict=False)
            judged.append(
                [
                    Token(match.start(), self._likely if (before, match.group()) in self._said else -6.0)
                    for before, match in pairs
                ]
            )
        return judged


@pytest.mark.parametrize("heard", ["Jarvis, then to be a fox in the snow", "Hey Jarvis. Then to be a fox in the snow"])
def test_an_opening_goes_in_where_the_recogniser_was_unsure_and_finds_it_as_likely(heard: str) -> None:
    judge = Judge("jarvis paint me a fox in the snow")
    assert with_opening(heard, judge).endswith("paint me a fox in the snow")


def test_without_a_wake_word_it_begins_the_sentence() -> None:
    judge = Judge("paint me a fox")
    assert with_opening("Bend me a fox", judge) == "Paint me a fox"


def test_words_that_only_begin_like_an_opening_are_none() -> None:
    judge = Judge("jarvis paint me a red fox")
    assert with_opening("Jarvis, Paintme a red fox", judge) == "Jarvis, paint me a red fox"


def test_first_words_that_were_heard_surely_stay() -> None:
    judge = Judge("jarvis the second one", sure=True)
    assert with_opening("Jarvis, the second one", judge) == "Jarvis, the second one"
    assert judge.asked == ["Jarvis, the second one"]


def test_an_opening_that_the_recogniser_finds_unlikely_stays_out() -> None:
    judge = Judge("jarvis the second one")
    assert with_opening("Jarvis, the second one", judge) == "Jarvis, the second one"


@pytest.mark.parametrize("heard", ["Jarvis, draw a red car", "Paint me a fox", "Jarvis.", ""])
def test_requests_that_have_one_and_calls_alone_are_not_judged(heard: str) -> None:
    judge = Judge("something else")
    assert with_opening(heard, judge) == heard
    assert judge.asked == []


def test_words_that_sound_like_no_opening_are_not_taken_for_one() -> None:
    judge = Judge("jarvis painter paint a macaw on a strad")
    assert (
        with_opening("Jarvis, painter McCall sitting on a strad", judge) == "Jarvis, painter McCall sitting on a strad"
    )
    assert not any("paint on" in text or "draw on" in text for text in judge.asked)


@pytest.mark.parametrize("heard", ["Jarvis, show me a train", "make it night", "Sketch a mouse"])
def test_other_ways_to_begin_stay_without_being_judged(heard: str) -> None:
    judge = Judge("jarvis draw me a train")
    assert with_opening(heard, judge) == heard
    assert judge.asked == []


def test_no_more_than_six_openings_are_judged() -> None:
    judge = Judge("jarvis the second one")
    with_opening("Jarvis, drain me a fox in the snow", judge)
    assert len(judge.asked) <= 1 + 6
