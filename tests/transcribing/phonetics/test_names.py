"""Expected names are read from lists and settings, and found by their sound anywhere in a text."""

import logging
import random
from pathlib import Path

import pytest

from assistant.paths import data_file
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.phonetics.names import NameMatch, PhoneticIndex, expected_names, read_names
from assistant.transcribing.phonetics.spelling_sounds import phonetic_distance, spell_sounds

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


def best(text: str, limit: float = 0.34) -> NameMatch | None:
    return next(iter(PhoneticIndex(NAMES).find(text.split(), limit, 5)), None)


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
    assert 0 <= found.distance <= 0.34


@pytest.mark.parametrize("text", ["", "a fox in the snow", "42 ... !"])
def test_what_sounds_like_no_name_is_left_alone(text: str) -> None:
    assert best(text, limit=0.25) is None


def test_a_name_that_is_there_is_not_unlike_at_all() -> None:
    found = best("Botticelli painted it")
    assert found == NameMatch("Botticelli", 0, 0, 0.0)


def test_the_search_of_all_names_agrees_with_comparing_each_stretch() -> None:
    chance = random.Random(3)
    vocabulary = ["kept", "in", "america", "butter", "cello", "boba", "the", "tea", "free", "two", "call", "oh", "van"]
    index = PhoneticIndex(NAMES)
    for _ in range(30):
        words = [chance.choice(vocabulary) for _ in range(6)]
        found = {likeness.name: likeness.distance for likeness in index.find(words, 0.9, 99)}
        for name, cost in found.items():
            stretches = [words[first:last] for first in range(6) for last in range(first + 1, 7)]
            least = min(
                phonetic_distance("".join(spell_sounds(word) for word in stretch), spell_sounds(name))
                for stretch in stretches
            )
            assert cost == pytest.approx(least, abs=1e-6)


def test_no_names_and_names_without_enough_sounds_find_nothing() -> None:
    assert PhoneticIndex([]).find(["paint"], 1.0, 5) == []
    assert PhoneticIndex(["oni", "北京", ""]).find(["oni"], 1.0, 5) == []


def test_a_name_is_known_by_how_it_sounds_and_named_once() -> None:
    index = PhoneticIndex({"Louvre": ("loova", "loov"), "Seurat": ("sura",)})
    assert [likeness.name for likeness in index.find(["the", "luver"], 0.3, 5)] == ["Louvre"]
    assert phonetic_distance(spell_sounds("loova"), spell_sounds("Louvre")) > 0.3, "its spelling does not tell"


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
    assert PhoneticIndex(["Spider-Man", "Totoro", "Isis"]).respell(text) == written


def test_a_line_is_a_name_and_a_hash_begins_a_comment(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("# painters\n\nVan  Gogh  # one ear\nboticelli\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Boticelli\nDürer\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text("not a list", encoding="utf-8")
    assert list(read_names(tmp_path)) == ["Boticelli", "Dürer", "Van Gogh"]


def test_a_name_may_say_how_it_sounds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Gaudí = gowdee,  gow dy # the architect\n", encoding="utf-8")
    assert read_names(tmp_path) == {"Gaudí": ("gowdee", "gow dy")}


def test_a_list_that_cannot_be_read_is_named_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "good.txt").write_text("Klimt\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert read_names(tmp_path) == {"Klimt": ()}
    assert "bad.txt" in caplog.text


def test_the_lists_that_come_with_the_program() -> None:
    names = read_names(data_file("config/names"))
    assert len(names) >= 1000
    assert not [name for name in names if "jarvis" in name.lower()], "the wake word must not be expected"
    assert len({name.lower() for name in names}) == len(names)


@pytest.mark.parametrize(
    ("settings", "heard", "found"),
    [
        (TranscriberSettings(), "kapibara", "capybara"),
        (TranscriberSettings(), "nyokee", "gnocchi"),
        (TranscriberSettings(own_names=("Wolkenstein",)), "volkenstein", "Wolkenstein"),
        (TranscriberSettings(own_names=("Siobhan = shivawn",)), "shivon", "Siobhan"),
        (TranscriberSettings(names=False, own_names=("Wolkenstein",)), "volkenstein", "Wolkenstein"),
    ],
)
def test_both_kinds_are_found(settings: TranscriberSettings, heard: str, found: str) -> None:
    index = expected_names(settings)
    assert index is not None
    assert index.find([heard], 0.2, 1)[0].name == found


def test_names_can_be_switched_off() -> None:
    assert expected_names(TranscriberSettings(names=False)) is None
    own = expected_names(TranscriberSettings(names=False, own_names=("Wolkenstein",)))
    assert own is not None
    assert own.find(["kapibara"], 0.3, 5) == []
