"""Tests which words name things, and how prompts of names, counts, colours, places, styles and relations are read."""

from __future__ import annotations

import pytest

from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Implied, Vocabulary
from sketchpainter.language.en.word_forms import tokens_of
from sketchpainter.tables import read_table


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(GlyphFont(find_font()).has)


@pytest.fixture(scope="module")
def reader(vocabulary: Vocabulary) -> SceneReader:
    return SceneReader(vocabulary)


def named(vocabulary: Vocabulary, words: str) -> str | None:
    found = vocabulary.find(tokens_of(words), 0)
    if found is None:
        return None
    return found.meant.thing.name if isinstance(found.meant, Implied) else found.meant.name


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("fox", "fox"),
        ("foxes", "fox"),
        ("wolves", "wolf"),
        ("butterflies", "butterfly"),
        ("peaches", "peach"),
        ("mice", "mouse"),
        ("geese", "goose"),
        ("spaceship", "rocket"),
        ("space ship", "rocket"),
        ("puppies", "dog"),
        ("Puppy", "dog"),
        ("captain america", "superhero"),
        ("Captain America's", "superhero"),
        ("thor", "superhero"),
        ("boba tea", "bubble tea"),
        ("bubble tea", "bubble tea"),
        ("polar bear", "polar bear"),
        ("bear", "bear"),
        ("teddy bear", "teddy bear"),
        ("hot dog", "hot dog"),
        ("T-Rex", "T-Rex"),
        ("lady liberty", "Statue of Liberty"),
        ("🦊", "fox"),
        ("🐻‍❄️", "polar bear"),
        ("🤴🏽", "prince"),
        ("orca", "dolphin"),
        ("zorble", None),
        ("lighthouse", "Tokyo tower"),
        ("button", None),
        ("flag", None),
    ],
)
def test_a_word_names_a_thing(vocabulary: Vocabulary, words: str, thing: str | None) -> None:
    assert named(vocabulary, words) == thing


def test_the_font_gives_many_things(vocabulary: Vocabulary) -> None:
    assert len(vocabulary) > 700


def test_every_row_of_the_tables_names_an_emoji() -> None:
    vocabulary = Vocabulary(lambda _glyph: True)
    for table, names in (
        ("words", read_table("words")["words"]),
        ("anchors", read_table("glyphs")["anchors"]),
        ("bodies", read_table("glyphs")["bodies"]),
        ("grips", read_table("glyphs")["grips"]),
    ):
        assert [name for name in names if vocabulary.thing(name) is None] == [], table
    for word, row in read_table("words")["implied"].items():
        needed = [row["thing"], *row.get("holding", ()), *row.get("wearing", ()), *row.get("beside", ())]
        assert all(vocabulary.thing(name) for name in needed), word


def test_what_the_font_lacks_is_no_thing() -> None:
    nothing = Vocabulary(lambda _glyph: False)
    assert len(nothing) == 0
    assert nothing.find(["fox"], 0) is None


@pytest.mark.parametrize(
    ("prompt", "things", "place", "time", "style"),
    [
        ("a fox in the snow, as a watercolor", ["fox"], "snow", "day", "watercolor"),
        ("three penguins on the beach at sunset", ["penguin"] * 3, "beach", "sunset", "oil"),
        (
            "an owl reading a book in the forest at night, pencil sketch",
            ["owl", "open book"],
            "forest",
            "night",
            "pencil",
        ),
        ("a pixel art dragon above a castle in the mountains", ["dragon", "castle"], "mountains", "day", "pixel"),
        ("a blue whale and a yellow fish underwater", ["whale", "fish"], "underwater", "day", "oil"),
        ("an astronaut on the moon", ["astronaut"], "moonscape", "day", "oil"),
        ("a cow jumping over the moon", ["cow", "full moon"], "meadow", "night", "oil"),
        ("two dogs and a cat at dawn, ink drawing", ["dog", "dog", "cat"], "meadow", "dawn", "ink"),
        ("a sailboat", ["sailboat"], "sea", "day", "oil"),
        ("a penguin", ["penguin"], "snow", "day", "oil"),
        ("butterflies over sunflowers", ["butterfly"] * 3 + ["sunflower"] * 3, "meadow", "day", "oil"),
        ("a watercolor portrait of a cat", ["cat"], "studio", "day", "watercolor"),
        ("an orange cat", ["cat"], "meadow", "day", "oil"),
        ("an orange", ["tangerine"], "room", "day", "oil"),
        ("something nice", [], "meadow", "day", "oil"),
        ("", [], "meadow", "day", "oil"),
    ],
)
def test_a_prompt_is_read_as_a_scene(
    reader: SceneReader, prompt: str, things: list[str], place: str, time: str, style: str
) -> None:
    scene = reader.read(prompt)
    assert [s.thing.name for s in scene.subjects for _ in range(s.count)] == things
    assert (scene.place, scene.time, scene.style, scene.undrawn) == (place, time, style, ())


def test_snow_also_falls_where_the_place_is_snow(reader: SceneReader) -> None:
    assert reader.read("a fox in the snow").weather == "snowfall"
    assert reader.read("a fox in the rain").weather == "rain"
    assert reader.read("a fox in the forest").weather is None


@pytest.mark.parametrize(
    ("prompt", "roles"),
    [
        ("a robot playing the guitar", {"robot": "main", "guitar": "held"}),
        ("a lion wearing a crown", {"lion": "main", "crown": "worn"}),
        ("a rabbit in a hat", {"rabbit": "main", "top hat": "worn"}),
        ("a princess riding a unicorn", {"princess": "main", "unicorn": "mount"}),
        ("a frog in a boat", {"frog": "main", "sailboat": "vessel"}),
        ("a raccoon riding a motorcycle", {"raccoon": "main", "motorcycle": "mount"}),
        ("a dragon above a castle", {"dragon": "main", "castle": "below"}),
        ("a cat behind a tree", {"cat": "main", "deciduous tree": "front"}),
        ("a koala with a cup of coffee", {"koala": "main", "hot beverage": "held"}),
        ("a bear with a rabbit", {"bear": "main", "rabbit": "main"}),
        ("a pirate with a parrot", {"person standing": "main", "dagger": "held", "parrot": "main"}),
    ],
)
def test_relations_join_two_things(reader: SceneReader, prompt: str, roles: dict[str, str]) -> None:
    assert {s.thing.name: s.role for s in reader.read(prompt).subjects} == roles


def test_things_that_belong_to_a_name_are_drawn_once(reader: SceneReader) -> None:
    scene = reader.read("a watercolor portrait of Thor from the Marvel movies carrying Mjolnir")
    assert [(s.thing.name, s.role) for s in scene.subjects] == [("superhero", "main"), ("hammer", "held")]
    assert scene.portrait
    assert scene.undrawn == ()


def test_captain_america_has_all_that_was_asked_for(reader: SceneReader) -> None:
    scene = reader.read("Captain America drinking a boba tea, wearing Gucci, and roller-skating around New York")
    roles = {s.thing.name: s.role for s in scene.subjects}
    assert roles == {
        "superhero": "main",
        "shield": "held",
        "bubble tea": "held",
        "handbag": "held",
        "sunglasses": "worn",
        "roller skate": "worn",
        "Statue of Liberty": "landmark",
    }
    assert scene.place == "city"


def test_iron_man_dances_in_botticellis_manner(reader: SceneReader) -> None:
    scene = reader.read("an oil painting of Iron Man dancing in the countryside by Botticelli")
    (robot,) = scene.subjects
    assert (robot.thing.name, robot.action, robot.colour) == ("robot", "dance", "#b3161f")
    assert (scene.style, scene.manner, scene.place) == ("oil", "botticelli", "meadow")


def test_a_job_dresses_an_animal_whichever_comes_first(reader: SceneReader) -> None:
    for prompt in ("a cat wizard", "a wizard cat"):
        assert [s.thing.name for s in reader.read(prompt).subjects] == ["cat", "top hat", "magic wand"]
    (cat,) = reader.read("a cat astronaut").subjects
    assert cat.helmet


def test_colours_and_sizes_belong_to_the_next_thing(reader: SceneReader) -> None:
    mouse, bird = reader.read("two purple mice and a huge blue bird").subjects
    assert (mouse.count, mouse.colour, mouse.scale) == (2, "#7d3fb0", 1.0)
    assert (bird.count, bird.colour, bird.scale) == (1, "#2f69d1", 1.35)


def test_the_style_that_was_said_apart_wins(reader: SceneReader) -> None:
    scene = reader.read("a fox in the snow", "a painting by van Gogh")
    assert (scene.style, scene.manner) == ("oil", "gogh")
    assert reader.read("a fox", "watercolor").style == "watercolor"


def test_words_that_cannot_be_drawn_are_named_in_order(reader: SceneReader) -> None:
    scene = reader.read("a zorble and a fox eating a quux beside the zorble")
    assert scene.undrawn == ("zorble", "quux")
    assert [s.thing.name for s in scene.subjects] == ["fox"]


@pytest.mark.parametrize(
    "prompt",
    [
        "fox " * 2500,
        "x" * 10_000,
        "999999999999 foxes",
        "狐狸在雪地里",
        "لوحة ثعلب",
        "\x00\ud800 fox",
        ",,,;;;",
        "🏳️‍🌈🕐👍🏽",
    ],
)
def test_odd_prompts_are_read_within_bounds(reader: SceneReader, prompt: str) -> None:
    scene = reader.read(prompt)
    assert len(scene.subjects) <= 8
    assert all(1 <= s.count <= 12 for s in scene.subjects)
