"""Training sentences contain the wake word where they must, and nowhere else."""

import random

import pytest

from assistant.training.speech.sound_confusion import sound_alikes
from assistant.training.speech.templates import Templates
from assistant.training.speech.texts import (
    LONGEST,
    SHORTEST,
    near_sentences,
    number_words,
    plain_sentences,
    prose,
    requests,
    year_words,
)

pytest.importorskip("hibari", reason="hibari-tts has the pronunciations: pip install hibari-tts")

WORDS = ("jarvis", "friday")


@pytest.mark.parametrize("word", [*WORDS, "hey computer"])
def test_requests_mark_the_wake_word_and_nothing_else_holds_it(word: str) -> None:
    made = requests(word, 600, seed=1)
    assert len(made) == 600
    assert made == requests(word, 600, seed=1) != requests(word, 600, seed=2)
    assert {sentence.word for sentence in made} == {word}
    assert not any(
        sound_alikes(word).in_text(sentence.before) or sound_alikes(word).in_text(sentence.after) for sentence in made
    )
    assert len({sentence.after for sentence in made}) > 300
    assert 0.3 < sum(sentence.after.startswith(",") for sentence in made) / 600 < 0.6
    called = sum(sentence.before.endswith(("hey", "hi", "okay")) for sentence in made) / 600
    assert called < 0.05 if word.startswith("hey") else 0.15 < called < 0.35


@pytest.mark.parametrize("word", WORDS)
def test_sentences_with_near_words_do_not_hold_the_wake_word(word: str) -> None:
    made = near_sentences(word, 500, seed=1)
    assert len(made) == 500
    assert made == near_sentences(word, 500, seed=1) != near_sentences(word, 500, seed=2)
    assert not any(sound_alikes(word).in_text(str(sentence)) for sentence in made if "[" not in sentence.word)
    assert sum(not sentence.before for sentence in made) > 120
    assert sum(not sentence.after for sentence in made) > 120
    assert sum(bool(sentence.before and sentence.after) for sentence in made) > 60
    assert len({sentence.word for sentence in made}) > 180


@pytest.mark.parametrize("word", WORDS)
def test_plain_sentences_are_speakable_and_never_hold_the_wake_word(word: str) -> None:
    made = plain_sentences(1500, 1, word)
    assert len(set(made)) == len(made) == 1500
    assert made == plain_sentences(1500, 1, word)
    assert len(set(made) & set(plain_sentences(1500, 2, word))) < 750
    for sentence in made:
        assert SHORTEST <= len(sentence.split()) <= LONGEST
        assert not set(sentence) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ,;:.?!'-"), sentence
        assert word not in sentence.lower()
        assert not sound_alikes(word).in_text(sentence), sentence


def test_the_weekday_is_there_unless_it_is_the_wake_word() -> None:
    assert any("Friday" in sentence for sentence in plain_sentences(1500, 1, "jarvis"))


def test_prose_is_plain_english() -> None:
    sentences = prose()
    assert len(sentences) > 1200
    assert len(set(sentences)) == len(sentences)
    assert not any(set(sentence) & set("_`*<>()[]{}=0123456789\\/") for sentence in sentences)


def test_templates_draw_every_choice_and_leave_out_half() -> None:
    templates = Templates(["[please] paint {thing}"], {"thing": ["(a|one) {animal}"], "animal": ["fox", "owl"]})
    source = random.Random(1)
    drawn = {templates.draw(source) for _ in range(200)}
    things = ("a fox", "an owl", "one fox", "one owl")
    assert drawn == {f"{please}paint {thing}" for please in ("", "please ") for thing in things}


@pytest.mark.parametrize("wrong", ["paint {nothing}", "paint (a|b", "paint a] b"])
def test_a_wrong_template_is_an_error(wrong: str) -> None:
    with pytest.raises(ValueError, match="paint"):
        Templates([wrong], {})


def test_a_list_within_itself_is_an_error() -> None:
    with pytest.raises(ValueError, match="without end"):
        Templates(["{more}"], {"more": ["more {more}"]}).draw(random.Random(1))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (16, "sixteen"),
        (70, "seventy"),
        (342, "three hundred and forty two"),
        (2000, "two thousand"),
        (2007, "two thousand and seven"),
        (9870, "nine thousand eight hundred and seventy"),
    ],
)
def test_numbers_are_said_as_people_say_them(value: int, words: str) -> None:
    assert number_words(value) == words


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (1700, "seventeen hundred"),
        (1805, "eighteen oh five"),
        (1984, "nineteen eighty four"),
        (2007, "two thousand and seven"),
        (2026, "twenty twenty six"),
    ],
)
def test_years_are_said_as_people_say_them(year: int, words: str) -> None:
    assert year_words(year) == words
