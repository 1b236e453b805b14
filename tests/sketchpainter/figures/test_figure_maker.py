"""Tests figures and their relations: nobody is hidden, things lie in containers, people differ."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from sketchpainter.compose.composition import Composition
from sketchpainter.figures.default_people import TONES, random_person
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.painter import Sketcher
from sketchpainter.scene.implied_props import with_implied_props
from sketchpainter.scene.scene import Scene

PROMPTS = Path(__file__).resolve().parents[3] / "bench/data/sketch_prompts.jsonl"
PARTS = ("held", "worn", "mount", "vessel")
SEEN = 0.35
"""Minimum share of a figure that must be visible."""
CROWDED = (
    "a cat and a dog and a horse and a duck in the meadow",
    "a knight fighting a dragon near a castle with a princess and a horse",
    "a penguin, a fox, an owl, a rabbit, a bear and a frog having a picnic",
    "a girl, a cow, a hen, two pigs and a tractor on a farm",
)


@pytest.fixture(scope="module")
def font() -> GlyphFont:
    return GlyphFont(find_font())


def composed(sketcher: Sketcher, words: str, seed: int = 5, size: tuple[int, int] = (160, 160)) -> Composition:
    return sketcher.compose(words, size=size, seed=seed)


def scene_of(sketcher: Sketcher, words: str) -> Scene:
    return with_implied_props(sketcher.read(words))


def sample() -> list[str]:
    """Returns every sixth prompt of the development half."""
    rows = [json.loads(line) for line in PROMPTS.read_text("utf-8").splitlines()]
    return [row["text"] for row in rows if row["half"] == "development"][::6]


@pytest.mark.parametrize("words", [*sample(), *CROWDED])
def test_everybody_is_in_the_picture_and_can_be_seen(sketcher: Sketcher, words: str) -> None:
    scene = scene_of(sketcher, words)
    if scene.portrait:
        return
    for seed in (1, 4):
        picture = composed(sketcher, words, seed)
        standing = {index for index, subject in enumerate(scene.subjects) if subject.role not in PARTS}
        assert {placed.index for placed in picture.placed} == standing
        for placed, share in picture.seen():
            assert share >= SEEN, (words, seed, placed.name, placed.number, share)
            assert picture.mask(placed.index).max() > 0.8


@pytest.mark.parametrize("size", [(256, 128), (128, 256)])
def test_wide_and_tall_pictures_hide_nobody_either(sketcher: Sketcher, size: tuple[int, int]) -> None:
    for words in CROWDED[:2]:
        assert all(share >= 0.25 for _, share in composed(sketcher, words, 2, size).seen()), words


@pytest.mark.parametrize(
    ("words", "count"), [("ten green turtles", 10), ("twelve sheep", 12), ("seven dwarfs", 7), ("nine balloons", 9)]
)
def test_up_to_a_dozen_can_be_counted(sketcher: Sketcher, words: str, count: int) -> None:
    for seed in (1, 2):
        seen = composed(sketcher, words, seed).seen()
        assert len(seen) == count
        assert min(share for _, share in seen) >= 0.5


def flames(figure: np.ndarray) -> int:
    """Counts the yellow-orange spots of a cut-out."""
    own = figure[..., :3] / np.maximum(figure[..., 3:], 1e-3)
    burns = (own[..., 0] > 0.85) & (own[..., 1] > 0.5) & (own[..., 2] < 0.35) & (figure[..., 3] > 0.8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(burns.astype(np.uint8))
    return sum(int(stats[n, cv2.CC_STAT_AREA]) > 12 for n in range(1, count))


@pytest.mark.parametrize(("said", "count"), [("a candle", 1), ("two candles", 2), ("four candles", 4)])
def test_candles_stand_side_by_side_on_one_cake(sketcher: Sketcher, font: GlyphFont, said: str, count: int) -> None:
    scene = scene_of(sketcher, f"{said} on a birthday cake")
    figure = FigureMaker(font).draw(scene, 0, 160, np.random.default_rng(1), 1)
    assert flames(figure[: figure.shape[0] // 2]) == count
    assert len(composed(sketcher, f"{said} on a birthday cake").placed) == 1


@pytest.mark.parametrize(
    ("words", "prop"),
    [
        ("a plate of sushi", "plate"),
        ("a goldfish in a glass bowl", "fishbowl"),
        ("a man in a boat on a lake", "rowboat"),
        ("four candles on a birthday cake", "layer cake"),
        ("grandma knitting in a chair", "armchair"),
        ("a penguin surfing", "surfboard"),
    ],
)
def test_containers_are_drawn_with_what_is_in_them(sketcher: Sketcher, words: str, prop: str) -> None:
    scene = scene_of(sketcher, words)
    carrier = next(subject for subject in scene.subjects if subject.thing.name == prop)
    assert carrier.of == 0
    assert scene.subjects[: len(sketcher.read(words).subjects)] != ()
    (figure,) = composed(sketcher, words).placed
    assert figure.index == 0


def test_staging_keeps_everybody_at_his_index(sketcher: Sketcher) -> None:
    for words in (*sample(), *CROWDED):
        before, after = sketcher.read(words).subjects, scene_of(sketcher, words).subjects
        assert len(after) >= len(before)
        kept = {"sailboat", "bowl with spoon", "birthday cake", "chair", "desert island", "bottle with popping cork"}
        for one, other in zip(before, after, strict=False):
            assert one.thing.name == other.thing.name or one.thing.name in kept | {"leaf fluttering in wind"}


def test_a_car_left_of_a_truck_is_there_whole_and_of_like_scale(sketcher: Sketcher) -> None:
    for seed in range(1, 5):
        picture = composed(sketcher, "a blue car to the left of a red truck", seed)
        (car, seen_car), (truck, seen_truck) = sorted(picture.seen(), key=lambda pair: pair[0].index)
        assert min(seen_car, seen_truck) > 0.9
        assert car.box[0] + car.box[2] < truck.box[0] + truck.box[2]
        assert 0.6 < (car.box[2] - car.box[0]) / (truck.box[2] - truck.box[0]) < 1.7


def gap(picture: Composition) -> int:
    """Returns the distance between the boxes of the first two subjects, pixels; negative if they overlap."""
    one, two = sorted((placed.box for placed in picture.placed), key=lambda box: box[0])
    return two[0] - one[2]


def test_two_who_meet_come_close_and_turn_to_each_other(sketcher: Sketcher) -> None:
    scene = sketcher.read("a boy hugging a bear")
    assert [(s.meets, s.toward) for s in scene.subjects] == [("hug", 1), ("hug", 0)]
    assert all(gap(composed(sketcher, "a boy hugging a bear", seed)) < 0 for seed in (1, 2, 3))
    assert all(gap(composed(sketcher, "a boy talking to a robot", seed)) < 60 for seed in (1, 2, 3))


def test_who_chases_looks_the_way_of_whom_it_chases(sketcher: Sketcher) -> None:
    scene = sketcher.read("a fox chasing a rabbit")
    assert [(s.meets, s.toward) for s in scene.subjects] == [("chase", 1), (None, None)]
    apart = composed(sketcher, "a fox chasing a rabbit", 2)
    fox, rabbit = sorted(apart.placed, key=lambda placed: placed.index)
    assert abs((fox.box[0] + fox.box[2]) - (rabbit.box[0] + rabbit.box[2])) > 60


def test_who_is_small_is_kissed_in_the_hand(sketcher: Sketcher) -> None:
    scene = scene_of(sketcher, "a princess kissing a frog")
    assert [(s.thing.name, s.role) for s in scene.subjects] == [("princess", "main"), ("frog", "held")]
    assert len(composed(sketcher, "a princess kissing a frog").placed) == 1
    assert len(composed(sketcher, "a princess kissing a bear").placed) == 2


def test_a_wolf_in_sheeps_clothing_is_woolly(sketcher: Sketcher, font: GlyphFont) -> None:
    figure_maker = FigureMaker(font)

    def brightness(words: str) -> float:
        figure = figure_maker.draw(scene_of(sketcher, words), 0, 120, np.random.default_rng(1), 1)
        low = figure[figure.shape[0] // 2 :]
        return float(low[..., :3].sum() / (3 * low[..., 3].sum()))

    assert brightness("a wolf in sheep's clothing") > brightness("a wolf") + 0.15


def test_people_differ_by_seed_and_stay_who_they_are(sketcher: Sketcher, font: GlyphFont) -> None:
    people = [random_person("woman", "👩", font.has, np.random.default_rng(seed)) for seed in range(60)]
    assert len({person.glyph for person in people}) >= 8
    assert {person.skin for person in people} == set(TONES.values())
    assert random_person("woman", "👩", font.has, np.random.default_rng(7)) == people[7]
    one, same = composed(sketcher, "a woman", 3), composed(sketcher, "a woman", 3)
    assert np.array_equal(one.rgb, same.rgb)


def test_a_coloured_person_keeps_the_skin_that_chance_gave(sketcher: Sketcher) -> None:
    for seed in (1, 2, 3):
        plain, blue = composed(sketcher, "a woman", seed), composed(sketcher, "a blue woman", seed)
        left, top, right, bottom = plain.placed[0].box
        face = np.s_[top : top + (bottom - top) // 4, left:right]
        assert np.abs(plain.rgb[face] - blue.rgb[face]).mean() < 0.02


def test_a_mouse_is_small_beside_what_is_large(sketcher: Sketcher) -> None:
    for seed in (1, 2, 3):
        tiny, huge = sorted(
            composed(sketcher, "a tiny mouse next to a huge elephant", seed).placed, key=lambda p: p.index
        )
        assert 2 * (tiny.box[3] - tiny.box[1]) < huge.box[3] - huge.box[1]
