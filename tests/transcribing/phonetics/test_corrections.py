"""Names and "paint me" are put into a text only where they were said.

The scorers are tables of log probabilities; tests with the real recogniser are in test_whisper_transcriber.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.transcribing.phonetics.corrections import MAX_SCORED, MIN_SCORED, Token, correct_names, correct_opening
from assistant.transcribing.phonetics.names import PhoneticIndex
from assistant.transcribing.phonetics.spelling_sounds import WORD

NAMES = PhoneticIndex(
    ["Captain America", "Botticelli", "Rossetti", "Artemis", "Artemisia Gentileschi", "Cortana", "katana"]
)


class NameScorer:
    """Gives the words of a text their log probability, −0.05 where the table has none."""

    def __init__(self, **of_words: float) -> None:
        self.of_words = of_words
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[list[Token]]:
        self.asked += texts
        return [
            [Token(word.start(), self.of_words.get(word.group().lower(), -0.05)) for word in WORD.finditer(text)]
            for text in texts
        ]


def test_a_name_goes_in_where_the_recogniser_was_unsure_and_finds_it_as_likely() -> None:
    judge = NameScorer(butterchelly=-2.0, botticelli=-2.5)
    assert correct_names("a portrait by Butterchelly.", NAMES, judge) == "a portrait by Botticelli."


def test_several_words_may_be_one_name() -> None:
    judge = NameScorer(kept=-1.5, captain=-1.0)
    assert correct_names("paint me kept in America dancing", NAMES, judge) == "paint me Captain America dancing"


def test_words_that_were_heard_surely_stay_and_cost_no_judgement() -> None:
    judge = NameScorer()
    text = "a ship that was kept in America by a storm"
    assert correct_names(text, NAMES, judge) == text
    assert judge.asked == [text]


def test_a_name_that_the_recogniser_finds_unlikely_stays_out() -> None:
    text = "a ship that was kept in America by a storm"
    assert correct_names(text, NAMES, NameScorer(kept=-1.0, captain=-20.0)) == text


def test_a_text_without_anything_alike_is_not_judged_at_all() -> None:
    judge = NameScorer()
    assert correct_names("paint a big red fox", NAMES, judge) == "paint a big red fox"
    assert judge.asked == []


def test_a_name_that_is_there_is_not_made_another() -> None:
    text = "beside the Katana"
    assert correct_names(text, NAMES, NameScorer(katana=-2.0, cortana=-0.1)) == text


def test_of_two_names_for_the_same_words_the_better_one_is_taken() -> None:
    judge = NameScorer(artem=-3.0, gen=-2.0, artemis=-4.0, artemisia=-1.0)
    text = correct_names("a portrait by Artem is a gen Tileski", NAMES, judge)
    assert text == "a portrait by Artemisia Gentileschi"


def test_two_names_in_one_text() -> None:
    judge = NameScorer(butterchelly=-2.0, rosetti=-2.0)
    assert correct_names("Butterchelly and Rosetti", NAMES, judge) == "Botticelli and Rossetti"


def test_what_comes_long_after_the_name_does_not_count() -> None:
    judge = NameScorer(butterchelly=-2.0, end=-40.0)
    judged = correct_names("by Butterchelly one two three four five end", NAMES, judge)
    assert judged == "by Botticelli one two three four five end"
    assert judge.asked[1] == "by Botticelli one two three"


@pytest.mark.parametrize(("repeats", "most"), [(1, MIN_SCORED), (40, MAX_SCORED)])
def test_the_texts_that_are_judged_are_limited(repeats: int, most: int) -> None:
    judge = NameScorer(butterchelly=-2.0, rosetti=-2.0, kept=-2.0, artem=-2.0)
    correct_names("Butterchelly Rosetti kept in America Artem is a gen Tileski " * repeats, NAMES, judge)
    assert 1 <= len(judge.asked[1:]) <= most


class OpeningScorer:
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
    judge = OpeningScorer("jarvis paint me a fox in the snow")
    assert correct_opening(heard, judge).endswith("paint me a fox in the snow")


def test_without_a_wake_word_it_begins_the_sentence() -> None:
    judge = OpeningScorer("paint me a fox")
    assert correct_opening("Bend me a fox", judge) == "Paint me a fox"


def test_words_that_only_begin_like_an_opening_are_none() -> None:
    judge = OpeningScorer("jarvis paint me a red fox")
    assert correct_opening("Jarvis, Paintme a red fox", judge) == "Jarvis, paint me a red fox"


def test_first_words_that_were_heard_surely_stay() -> None:
    judge = OpeningScorer("jarvis the second one", sure=True)
    assert correct_opening("Jarvis, the second one", judge) == "Jarvis, the second one"
    assert judge.asked == ["Jarvis, the second one"]


def test_an_opening_that_the_recogniser_finds_unlikely_stays_out() -> None:
    judge = OpeningScorer("jarvis the second one")
    assert correct_opening("Jarvis, the second one", judge) == "Jarvis, the second one"


@pytest.mark.parametrize("heard", ["Jarvis, draw a red car", "Paint me a fox", "Jarvis.", ""])
def test_requests_that_have_one_and_calls_alone_are_not_judged(heard: str) -> None:
    judge = OpeningScorer("something else")
    assert correct_opening(heard, judge) == heard
    assert judge.asked == []


def test_words_that_sound_like_no_opening_are_not_taken_for_one() -> None:
    judge = OpeningScorer("jarvis painter paint a macaw on a strad")
    text = "Jarvis, painter McCall sitting on a strad"
    assert correct_opening(text, judge) == text
    assert not any("paint on" in text or "draw on" in text for text in judge.asked)


@pytest.mark.parametrize("heard", ["Jarvis, show me a train", "make it night", "Sketch a mouse"])
def test_other_ways_to_begin_stay_without_being_judged(heard: str) -> None:
    judge = OpeningScorer("jarvis draw me a train")
    assert correct_opening(heard, judge) == heard
    assert judge.asked == []


def test_no_more_than_six_openings_are_judged() -> None:
    judge = OpeningScorer("jarvis the second one")
    correct_opening("Jarvis, drain me a fox in the snow", judge)
    assert len(judge.asked) <= 1 + 6
