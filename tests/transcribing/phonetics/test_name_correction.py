"""When a name is put into a text. The judge is a table of log probabilities; real ones are in test_whisper."""

from collections.abc import Sequence

import pytest

from assistant.transcribing.phonetics.name_correction import LEAST_JUDGED, MOST_JUDGED, Token, with_names
from assistant.transcribing.phonetics.phonetic_index import WORD, SoundIndex

NAMES = SoundIndex(
    ["Captain America", "Botticelli", "Rossetti", "Artemis", "Artemisia Gentileschi", "Cortana", "katana"]
)


class Judge:
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
    judge = Judge(butterchelly=-2.0, botticelli=-2.5)
    assert with_names("a portrait by Butterchelly.", NAMES, judge) == "a portrait by Botticelli."


def test_several_words_may_be_one_name() -> None:
    judge = Judge(kept=-1.5, captain=-1.0)
    assert with_names("paint me kept in America dancing", NAMES, judge) == "paint me Captain America dancing"


def test_words_that_were_heard_surely_stay_and_cost_no_judgement() -> None:
    judge = Judge()
    text = "a ship that was kept in America by a storm"
    assert with_names(text, NAMES, judge) == text
    assert judge.asked == [text]


def test_a_name_that_the_recogniser_finds_unlikely_stays_out() -> None:
    text = "a ship that was kept in America by a storm"
    assert with_names(text, NAMES, Judge(kept=-1.0, captain=-20.0)) == text


def test_a_text_without_anything_alike_is_not_judged_at_all() -> None:
    judge = Judge()
    assert with_names("paint a big red fox", NAMES, judge) == "paint a big red fox"
    assert judge.asked == []


def test_a_name_that_is_there_is_not_made_another() -> None:
    text = "beside the Katana"
    assert with_names(text, NAMES, Judge(katana=-2.0, cortana=-0.1)) == text


def test_of_two_names_for_the_same_words_the_better_one_is_taken() -> None:
    judge = Judge(artem=-3.0, gen=-2.0, artemis=-4.0, artemisia=-1.0)
    text = with_names("a portrait by Artem is a gen Tileski", NAMES, judge)
    assert text == "a portrait by Artemisia Gentileschi"


def test_two_names_in_one_text() -> None:
    judge = Judge(butterchelly=-2.0, rosetti=-2.0)
    assert with_names("Butterchelly and Rosetti", NAMES, judge) == "Botticelli and Rossetti"


def test_what_comes_long_after_the_name_does_not_count() -> None:
    judge = Judge(butterchelly=-2.0, end=-40.0)
    judged = with_names("by Butterchelly one two three four five end", NAMES, judge)
    assert judged == "by Botticelli one two three four five end"
    assert judge.asked[1] == "by Botticelli one two three"


@pytest.mark.parametrize(("repeats", "most"), [(1, LEAST_JUDGED), (40, MOST_JUDGED)])
def test_the_texts_that_are_judged_are_limited(repeats: int, most: int) -> None:
    judge = Judge(butterchelly=-2.0, rosetti=-2.0, kept=-2.0, artem=-2.0)
    with_names("Butterchelly Rosetti kept in America Artem is a gen Tileski " * repeats, NAMES, judge)
    assert 1 <= len(judge.asked[1:]) <= most
