"""Finding names by their sound, anywhere in a text."""

import random

import pytest

from assistant.transcribing.phonetics.phonetic_index import Likeness, SoundIndex, spell, unlike

NAMES = [
    "Captain America",
    "Botticelli",
    "boba tea",
    "Mjolnir",
    "Van Gogh",
    "Frida Kahlo",
    "capybara",
    "oni",
    "Yggdrasil",
]


def best(text: str, limit: float = 0.34) -> Likeness | None:
    return next(iter(SoundIndex(NAMES).find(text.split(), limit, 5)), None)


@pytest.mark.parametrize(
    ("text", "name", "first", "last"),
    [
        ("paint me kept in America drinking tea", "Captain America", 2, 4),
        ("a portrait by Butterchelly in oil", "Botticelli", 3, 3),
        ("drinking a boebitie", "boba tea", 2, 2),
        ("a house by Vengo", "Van Gogh", 3, 3),
        ("paint free to callo feeding a bird", "Frida Kahlo", 1, 3),
        ("a capabera in a tub", "capybara", 1, 1),
    ],
)
def test_a_misheard_name_is_found_with_its_words(text: str, name: str, first: int, last: int) -> None:
    found = best(text)
    assert found is not None
    assert (found.name, found.first, found.last) == (name, first, last)
    assert 0 <= found.unlike <= 0.34


@pytest.mark.parametrize("text", ["", "a fox in the snow", "42 ... !"])
def test_what_sounds_like_no_name_is_left_alone(text: str) -> None:
    assert best(text, limit=0.25) is None


def test_a_name_that_is_there_is_not_unlike_at_all() -> None:
    found = best("Botticelli painted it")
    assert found == Likeness("Botticelli", 0, 0, 0.0)


def test_the_search_of_all_names_agrees_with_comparing_each_stretch() -> None:
    chance = random.Random(3)
    vocabulary = ["kept", "in", "america", "butter", "cello", "boba", "the", "tea", "free", "two", "call", "oh", "van"]
    index = SoundIndex(NAMES)
    for _ in range(30):
        words = [chance.choice(vocabulary) for _ in range(6)]
        found = {likeness.name: likeness.unlike for likeness in index.find(words, 0.9, 99)}
        for name, cost in found.items():
            stretches = [words[first:last] for first in range(6) for last in range(first + 1, 7)]
            least = min(unlike("".join(spell(word) for word in stretch), spell(name)) for stretch in stretches)
            assert cost == pytest.approx(least, abs=1e-6)


def test_no_names_and_names_without_enough_sounds_find_nothing() -> None:
    assert SoundIndex([]).find(["paint"], 1.0, 5) == []
    assert SoundIndex(["oni", "北京", ""]).find(["oni"], 1.0, 5) == []


def test_a_name_is_known_by_how_it_sounds_and_named_once() -> None:
    index = SoundIndex({"Louvre": ("loova", "loov"), "Seurat": ("sura",)})
    assert [likeness.name for likeness in index.find(["the", "luver"], 0.3, 5)] == ["Louvre"]
    assert unlike(spell("loova"), spell("Louvre")) > 0.3, "its spelling does not tell"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("paint me Spiderman, eating", "paint me Spider-Man, eating"),
        ("paint me spider-man eating", "paint me spider-man eating"),
        ("a to toro in the rain", "a Totoro in the rain"),
        ("what is is", "what is is"),
    ],
)
def test_names_are_cut_into_words_as_they_are_written(text: str, written: str) -> None:
    assert SoundIndex(["Spider-Man", "Totoro", "Isis"]).respelled(text) == written
