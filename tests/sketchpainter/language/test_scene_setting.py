"""Tests how places, times, numbers and colours are read, and which words must not be read as one of them."""

from __future__ import annotations

import random
import re

import pytest

from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.language.en.word_forms import alternatives, proper_names
from sketchpainter.scene.scene import PLACES, Scene
from sketchpainter.tables import read_lines, read_table


@pytest.fixture(scope="module")
def reader() -> SceneReader:
    return SceneReader(Vocabulary(GlyphFont(find_font()).has))


WORDS = re.findall(
    r"\S+",
    "a the cat dog boat basket cake candles tree hunter village cub family hat balloon moon with in under behind "
    "of and , it them on top i mean no wait two red painted his riding holding wearing chasing 's sheep clothing bed",
)
"""Parts of nonsense sentences."""
COLOURS = {value: name for name, value in reversed(read_table("scenes")["colours"].items())}


def counted(scene: Scene) -> list[str]:
    """Returns a line for each subject that was said: "2 dog", "red house"."""
    return [
        " ".join(
            [
                *([str(subject.count)] if subject.count > 1 else []),
                *([COLOURS[subject.colour]] if subject.colour else []),
                subject.thing.name,
            ]
        )
        for subject in scene.subjects
        if not subject.implied
    ]


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("down at the harbour", "sea"),
        ("on the shores of a lake", "sea"),
        ("by the fireplace", "room"),
        ("in the middle of nowhere", "meadow"),
        ("in downtown Tokyo", "city"),
        ("at the foot of Mount Fuji", "mountains"),
        ("in a supermarket", "room"),
        ("at the hairdresser's", "room"),
        ("in the throne room", "room"),
        ("on a tennis court", "meadow"),
        ("in Seville", "city"),
        ("in Turkey", "meadow"),
        ("in Norway", "mountains"),
        ("in the Sahara", "desert"),
        ("on the Danube", "sea"),
        ("in Svalbard", "snow"),
        ("in Narnia", "snow"),
        ("in Bikini Bottom", "underwater"),
        ("on the surface of Mars", "moonscape"),
        ("on Mars", "moonscape"),
        ("under the sea", "underwater"),
        ("among the clouds", "sky"),
        ("outdoors in the mountains", "mountains"),
        ("in the snowy mountains", "mountains"),
        ("under the blue sky on a beach", "beach"),
        ("in the heart of the jungle", "forest"),
        ("in a tiny kitchen", "room"),
        ("on the kitchen floor", "room"),
        ("among the trees", "forest"),
    ],
)
def test_where_it_is(reader: SceneReader, where: str, place: str) -> None:
    scene = reader.read(f"a dog {where}")
    assert (scene.place, scene.place_said, counted(scene), scene.undrawn) == (place, True, ["dog"], ())


@pytest.mark.parametrize(
    "prompt",
    [
        "a mountain goat",
        "a street musician",
        "a garden gnome",
        "a man from Texas",
        "coffee from Kenya",
        "a roast turkey",
        "a sea of people",
        "a mountain of pancakes",
        "three stars",
        "a party hat",
        "a fox by Zorblatt",
    ],
)
def test_a_word_for_a_place_that_says_no_place(reader: SceneReader, prompt: str) -> None:
    assert not reader.read(prompt).place_said


@pytest.mark.parametrize(
    ("when", "time"),
    [
        ("at the break of dawn", "dawn"),
        ("early in the morning", "dawn"),
        ("on a sunny morning", "dawn"),
        ("at high noon", "day"),
        ("late in the afternoon", "sunset"),
        ("late on a rainy evening", "sunset"),
        ("as the sun goes down", "sunset"),
        ("in the dead of night", "night"),
        ("on a dark and stormy night", "night"),
        ("under a starry sky", "night"),
        ("under the full moon", "night"),
        ("in a dark forest", "night"),
        ("in the small hours", "night"),
        ("at 3 am", "night"),
        ("at nine o'clock in the evening", "night"),
        ("at 7 in the morning", "dawn"),
        ("over a sleeping village", "night"),
    ],
)
def test_when_it_is(reader: SceneReader, when: str, time: str) -> None:
    assert reader.read(f"a fox {when}").time == time


@pytest.mark.parametrize(
    "prompt",
    [
        "a night owl",
        "an evening gown",
        "a morning coffee",
        "a dark blue car",
        "a dark chocolate cake",
        "a woman with dark hair",
        "a knight",
        "a nightingale",
        "both dogs are sleeping",
        "a man in his Sunday best",
        "a horse called Midnight",
        "a planet with two moons",
    ],
)
def test_a_word_for_a_time_that_says_no_time(reader: SceneReader, prompt: str) -> None:
    assert reader.read(prompt).time == "day"


@pytest.mark.parametrize(
    ("prompt", "subjects"),
    [
        ("half a dozen eggs", ["6 egg"]),
        ("a handful of strawberries", ["3 strawberry"]),
        ("a murder of crows", ["5 black bird"]),
        ("twenty-five candles", ["12 candle"]),
        ("one hundred and one dalmatians", ["12 dog"]),
        ("2 apples, 3 pears and 1 banana", ["2 red apple", "3 pear", "banana"]),
        ("two glasses of red wine", ["2 wine glass"]),
        ("three corgis", ["3 dog"]),
        ("too owls and for horses", ["2 owl", "4 horse"]),
        ("twins", ["2 child"]),
        ("two dogs, I mean cats", ["2 cat"]),
        ("a three-headed dog", ["dog"]),
        ("a five-star hotel", ["hotel"]),
        ("a five-year-old girl", ["girl"]),
        ("a ten-foot-tall rabbit", ["rabbit"]),
        ("a car from 1955", ["automobile"]),
        ("a dog in seven-league boots", ["dog", "hiking boot"]),
    ],
)
def test_how_many(reader: SceneReader, prompt: str, subjects: list[str]) -> None:
    assert counted(reader.read(prompt)) == subjects


@pytest.mark.parametrize(
    ("prompt", "subjects"),
    [
        ("an off-white sofa", ["white couch and lamp"]),
        ("a jet black stallion", ["black horse"]),
        ("a pale pink rose", ["pink rose"]),
        ("a blood red moon", ["red full moon"]),
        ("a car the colour of the sea", ["blue automobile"]),
        ("a house painted pink", ["pink house"]),
        ("a car that is bright green", ["green automobile"]),
        ("a red and white ship", ["red ship"]),
        ("a rainbow-coloured fish", ["fish"]),
        ("black and white cows", ["3 cow"]),
        ("a blue-eyed cat", ["cat"]),
        ("a green tea", ["hot beverage"]),
        ("three blue birds", ["3 blue bird"]),
        ("a sun flower", ["sunflower"]),
        ("the Blue Man Group", ["man"]),
        ("a girl with a red balloon", ["girl", "red balloon"]),
    ],
)
def test_in_which_colour(reader: SceneReader, prompt: str, subjects: list[str]) -> None:
    assert counted(reader.read(prompt)) == subjects


def test_what_is_seen_of_a_place(reader: SceneReader) -> None:
    star, houses = reader.read("a shooting star over a sleeping village").subjects
    assert (star.thing.name, houses.thing.name, houses.role, houses.of) == ("shooting star", "houses", "below", 0)
    assert counted(reader.read("a cow in a village")) == ["cow"]


@pytest.mark.parametrize(
    ("prompt", "weather", "season"),
    [
        ("a misty forest in autumn", "fog", "autumn"),
        ("a Christmas market in the snow", "snowfall", "winter"),
        ("it's raining cats and dogs", "rain", None),
        ("rain boots and a winter coat", None, None),
        ("a summer squash", None, None),
    ],
)
def test_weather_and_season(reader: SceneReader, prompt: str, weather: str | None, season: str | None) -> None:
    scene = reader.read(prompt)
    assert (scene.weather, scene.season) == (weather, season)


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("Obadiah carrying a stone", ["person standing", "rock"]),
        ("a dog and Zorblatt dancing", ["dog", "person standing"]),
        ("a fox by Zorblatt", ["fox"]),
        ("a zorble eating a cake", ["birthday cake"]),
    ],
)
def test_a_name_that_nobody_knows_is_a_person_where_it_acts(reader: SceneReader, prompt: str, names: list[str]) -> None:
    assert [subject.thing.name for subject in reader.read(prompt).subjects] == names


def test_a_pronoun_means_what_was_named_before(reader: SceneReader) -> None:
    bear, tree, hunter = reader.read("a bear behind a tree and a hunter in front of it").subjects
    assert (bear.role, tree.role, tree.of) == ("main", "front", 0)
    assert (hunter.role, hunter.of) == ("front", 1)
    books, glasses = reader.read("three books with glasses on top").subjects
    assert (books.count, glasses.role, glasses.of) == (3, "above", 0)


def test_nothing_is_part_of_itself_whatever_is_said(reader: SceneReader) -> None:
    rng = random.Random(7)
    for _ in range(1000):
        prompt = " ".join(rng.choices(WORDS, k=rng.randint(3, 14)))
        subjects = reader.read(prompt).subjects
        for index, subject in enumerate(subjects):
            above: list[int] = []
            at: int | None = index
            while at is not None and at not in above:
                assert 0 <= at < len(subjects), prompt
                above.append(at)
                at = subjects[at].of
            assert at is None, prompt
            assert subject.toward is None or 0 <= subject.toward < len(subjects), prompt


def test_the_list_of_places_says_only_what_can_be_drawn() -> None:
    lines = read_lines("places")
    heads = [line.partition(": ")[0].partition(" ") for line in lines]
    assert {how for how, _, _ in heads} == {"named", "open", "within"}
    assert {place.partition("/")[0] for _, _, place in heads} <= set(PLACES)
    assert sum(len(line.split(", ")) for line in lines) > 5000


def test_patterns_stand_for_all_their_phrases() -> None:
    assert list(alternatives("(late|early|) evening")) == ["late evening", "early evening", "evening"]
    assert list(alternatives("dusk")) == ["dusk"]


def test_capitals_tell_names_only_where_not_all_words_have_them() -> None:
    assert proper_names("a fox meets Obadiah in Rome") == {"obadiah", "rome"}
    assert proper_names("A Fox Meets Obadiah") == frozenset()
