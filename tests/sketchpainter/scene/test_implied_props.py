"""Tests implied props: tables under small things in rooms, plates, bowls and vases, and candle light."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpainter.compose.composition import Composition
from sketchpainter.painter import Sketcher
from sketchpainter.scene.implied_props import with_implied_props
from sketchpainter.scene.laid_tables import TABLE_BACK, is_table_laid

PX = 160


def composed(sketcher: Sketcher, words: str, seed: int = 5) -> Composition:
    return sketcher.compose(words, size=(PX, PX), seed=seed)


def parts(sketcher: Sketcher, words: str) -> list[tuple[str, str]]:
    scene = with_implied_props(sketcher.read(words))
    return [(subject.thing.name, subject.role) for subject in scene.subjects]


@pytest.mark.parametrize(
    ("words", "laid"),
    [
        ("a teapot", True),
        ("four candles on a birthday cake", True),
        ("a plate of sushi", True),
        ("a cup of coffee in a kitchen", True),
        ("a rose in a vase by the window", True),
        ("a cup of tea and a mouse in a kitchen", True),
        ("two red apples on a wooden table", False),
        ("a teapot on the kitchen floor", False),
        ("a teapot on the floor", False),
        ("a guitar in a room", False),
        ("a cat in a kitchen", False),
        ("a teapot and a bear in a kitchen", False),
        ("an apple in the snow", False),
        ("a portrait of a pineapple", False),
    ],
)
def test_small_things_in_a_room_stand_on_a_table(sketcher: Sketcher, words: str, laid: bool) -> None:
    assert is_table_laid(sketcher.read(words)) is laid


@pytest.mark.parametrize("words", ["a teapot", "three lemons", "a dozen eggs", "a cup of tea and a mouse in a kitchen"])
def test_feet_are_on_the_table(sketcher: Sketcher, words: str) -> None:
    for seed in range(6):
        for placed in composed(sketcher, words, seed).placed:
            assert placed.box[3] >= TABLE_BACK * PX, (seed, placed.name)


def test_the_table_is_seen_and_differs_by_seed(sketcher: Sketcher) -> None:
    table = np.s_[round(0.75 * PX) : round(0.95 * PX)]
    floor = composed(sketcher, "a teapot on the kitchen floor", 1).background[table]
    tables = [composed(sketcher, "a teapot in a kitchen", seed).background[table] for seed in (1, 2)]
    assert np.abs(tables[0] - floor).mean() > 0.05
    assert np.abs(tables[0] - tables[1]).mean() > 0.05


def test_what_stands_on_it_stays_when_the_table_goes(sketcher: Sketcher) -> None:
    before = composed(sketcher, "a teapot in a kitchen")
    after = composed(sketcher, "a teapot in a kitchen with a bear")
    assert "bear" in {placed.name for placed in after.placed}
    assert [p.box for p in before.placed] == [p.box for p in after.placed if p.name == "teapot"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("a bowl of cherries", ("bowl", "vessel")),
        ("a red rose", ("vase", "vessel")),
        ("a plate of sushi", ("plate", "mount")),
        ("a rose in the snow", ("rose", "main")),
        ("a starfish on the beach", ("starfish", "main")),
        ("a star over the beach at night", ("star", "main")),
        ("a panda hugging a tree", ("deciduous tree", "vessel")),
        ("a turtle with a castle on its back in the ocean", ("castle", "worn")),
        ("a glass of juice by the window", ("window", "worn")),
    ],
)
def test_what_it_is_served_or_set_in(sketcher: Sketcher, words: str, part: tuple[str, str]) -> None:
    assert part in parts(sketcher, words)


def test_a_starfish_lies_on_the_sand(sketcher: Sketcher) -> None:
    for seed in range(3):
        (fish,) = (p for p in composed(sketcher, "a starfish on the beach", seed).placed if p.name == "starfish")
        left, top, right, bottom = fish.box
        assert bottom > 0.75 * PX
        assert right - left > bottom - top


def test_a_candle_is_all_the_light_of_a_dark_room(sketcher: Sketcher) -> None:
    for seed in range(3):
        picture = composed(sketcher, "a candle burning in a dark room", seed)
        by_lamp = composed(sketcher, "a teapot in a dark room", seed)
        assert picture.background.mean() < 0.6 * by_lamp.background.mean()
        left, top, right, _ = picture.placed[-1].box
        near = picture.rgb[max(0, top - 8) : top + 10, max(0, left - 6) : right + 6].mean()
        corners = np.mean([picture.rgb[:20, :20].mean(), picture.rgb[:20, -20:].mean()])
        assert near > 2.5 * corners


def test_a_hat_of_the_prairie_is_broader_than_the_head(sketcher: Sketcher) -> None:
    bare, hatted = (composed(sketcher, f"a cactus{hat} in the desert", 2) for hat in ("", " in a cowboy hat"))
    (one,), (other,) = ([p for p in c.placed if p.name == "cactus"] for c in (bare, hatted))
    crown = other.cover[: round(0.12 * other.cover.shape[0])]
    assert other.whole > 1.02 * one.whole
    assert (crown.max(0) > 0.5).sum() > 0.15 * other.cover.shape[1]
