"""Tests that things are placed as prompts say: prompts, and what a person would check in the picture of each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.compose.composition import Composition, Placed, compose, paint_place, place_key
from sketchpainter.figures.drawn_things import is_drawn
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary

PX = 128
SEEDS = (1, 2, 3, 4)
"""Four viewpoints: horizons, distances and places of the first subject differ."""


class Composer:
    """Composes pictures of prompts, each background once."""

    def __init__(self) -> None:
        font = GlyphFont(find_font())
        self._reader = SceneReader(Vocabulary(lambda name: is_drawn(name) or font.has(name)))
        self._makers = FigureMaker(font)
        self._places: dict[tuple[object, ...], Backdrop] = {}

    def compose(self, words: str, seed: int, size: tuple[int, int]) -> Composition:
        """Returns the composition; `size` is width and height in pixels."""
        scene, shape = self._reader.read(words), size[::-1]
        key = (place_key(scene), shape, seed)
        if key not in self._places:
            self._places[key] = paint_place(scene, shape, seed)
        return compose(scene, self._makers, shape, seed, self._places[key])


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer()


class Box:
    """Holds a rectangle of the picture, in parts of its width and height; y grows downwards."""

    def __init__(self, left: float, top: float, right: float, bottom: float, order: int = 0, seen: float = 1.0) -> None:
        self.left, self.top, self.right, self.bottom = left, top, right, bottom
        self.order = order
        """Larger numbers are painted later."""
        self.seen = seen
        """The share of the figure that is visible, 0 … 1."""
        self.x, self.y = (left + right) / 2, (top + bottom) / 2
        self.width, self.height = right - left, bottom - top

    def __repr__(self) -> str:
        return f"[x {self.left:.2f}–{self.right:.2f}, y {self.top:.2f}–{self.bottom:.2f}, seen {self.seen:.2f}]"


class Picture:
    """Finds the boxes of a composition by the names of the things, or by a colour."""

    def __init__(self, composition: Composition) -> None:
        self._composition = composition
        height, width = composition.figures.shape
        self._by_name: dict[str, list[Box]] = {}
        for order, (placed, seen) in enumerate(composition.seen()):
            left, top, right, bottom = placed.box
            box = Box(left / width, top / height, right / width, bottom / height, order, seen)
            self._by_name.setdefault(placed.name, []).append(box)

    def __repr__(self) -> str:
        return repr(self._by_name)

    def all(self, name: str) -> list[Box]:
        assert name in self._by_name, f"no {name} among {sorted(self._by_name)}"
        return self._by_name[name]

    def one(self, name: str) -> Box:
        (box,) = self.all(name)
        return box

    def only(self) -> Placed:
        """Returns the figure of a picture that has only one."""
        (placed,) = self._composition.placed
        return placed

    def coloured(self, colour: str) -> Box:
        """Returns the box around nearly all red, or nearly all blue, pixels of the only figure."""
        placed = self.only()
        left, top, right, bottom = placed.box
        red, green, blue = np.moveaxis(self._composition.rgb[top:bottom, left:right], -1, 0)
        excess = red - np.maximum(green, blue) if colour == "red" else blue - np.maximum(red, green)
        rows, columns = np.nonzero((excess > 0.1) & (placed.cover > 0.6))
        assert rows.size > 40, f"hardly anything is {colour}"
        (x0, x1), (y0, y1) = np.quantile(columns, (0.03, 0.97)), np.quantile(rows, (0.03, 0.97))
        height, width = self._composition.figures.shape
        return Box((left + x0) / width, (top + y0) / height, (left + x1) / width, (top + y1) / height)


def across(one: Box, other: Box) -> float:
    """Returns the overlap from left to right, as a share of the narrower box."""
    return (min(one.right, other.right) - max(one.left, other.left)) / min(one.width, other.width)


def overlap(one: Box, other: Box) -> float:
    """Returns the overlap of two boxes, as a share of the smaller one."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / min(one.width * one.height, other.width * other.height)


# What relations look like. Each function takes the boxes of two things; a person who sees the picture would agree.


def is_above(one: Box, other: Box) -> bool:
    """Checks that `one` is higher, over `other`, and hangs down into its upper part at most; both can be seen."""
    is_higher = one.y < other.y - 0.1 and one.bottom < other.top + 0.4 * other.height
    return is_higher and across(one, other) > 0.3 and min(one.seen, other.seen) > 0.5


def is_below(one: Box, other: Box) -> bool:
    return is_above(other, one)


def is_behind(one: Box, other: Box) -> bool:
    """Checks that `one` is farther away, and that `other` covers some of it, but not the better part."""
    return one.order < other.order and one.bottom < other.bottom and overlap(one, other) > 0.1 and one.seen > 0.2


def is_before(one: Box, other: Box) -> bool:
    return is_behind(other, one)


def is_left(one: Box, other: Box) -> bool:
    """Checks that `one` is at the left, overlaps `other` by a quarter at most, and is about as near."""
    return one.x < other.x and across(one, other) < 0.25 and abs(one.bottom - other.bottom) < 0.35


def is_right(one: Box, other: Box) -> bool:
    return is_left(other, one)


def is_beside(one: Box, other: Box) -> bool:
    """Checks that the two stand near, middle not behind middle, and that both can be seen well."""
    gap = max(one.left, other.left) - min(one.right, other.right)
    is_near = gap < 0.5 * max(one.width, other.width) and abs(one.bottom - other.bottom) < 0.25
    apart = abs(one.x - other.x) > 0.15 * max(one.width, other.width)
    return is_near and apart and min(one.seen, other.seen) > 0.35


def is_under_tree(one: Box, tree: Box) -> bool:
    """Checks that the tree stands on the ground, rises above the other figure, and has its crown over that figure."""
    is_rooted = tree.bottom > one.y
    return is_rooted and tree.top < one.top and across(one, tree) > 0.3 and min(one.seen, tree.seen) > 0.3


# What parts of one figure look like, which is one box: the rider is red and what carries it is blue.


def is_on(red: Box, blue: Box) -> bool:
    """Checks that red is higher, and over blue; where they touch each other they may overlap."""
    return red.y < blue.y - 0.1 and red.top < blue.top and red.bottom < blue.bottom and across(red, blue) > 0.6


def is_in(red: Box, blue: Box) -> bool:
    """Checks that red is within the sides of blue and does not stick out below, where the carrier may not be blue."""
    is_inside = red.left > blue.left - 0.02 and red.right < blue.right + 0.02
    return is_inside and red.bottom < blue.bottom + 0.1 and overlap(red, blue) > 0.2


def is_held(red: Box, blue: Box) -> bool:
    """Checks that the blue thing is at the body, above the feet, and does not hide the red figure that holds it."""
    touches = blue.left < red.right and blue.right > red.left and blue.top < red.bottom
    return touches and blue.bottom < red.bottom and blue.width * blue.height < 1.5 * red.width * red.height


Two = Callable[[Box, Box], bool]
Check = Callable[[Picture], bool]


def of(relation: Two, one: str, other: str) -> Check:
    """Returns a check that the relation holds for each thing of the first name to each of the second."""
    return lambda picture: all(relation(a, b) for a, b in product(picture.all(one), picture.all(other)))


def of_colours(relation: Two) -> Check:
    return lambda picture: relation(picture.coloured("red"), picture.coloured("blue"))


def between(one: str, *others: str) -> Check:
    """Returns a check that the first thing has others on both sides, all of which can be seen."""

    def check(picture: Picture) -> bool:
        middle = picture.one(one)
        sides = [box for name in others for box in picture.all(name)]
        lefts, rights = [b for b in sides if b.x < middle.x], [b for b in sides if b.x > middle.x]
        return bool(lefts and rights) and min(b.seen for b in (middle, *sides)) > 0.3

    return check


def all_behind(one: str, other: str) -> Check:
    """Returns a check that all things of the first name are farther away than the other, which covers some of one."""

    def check(picture: Picture) -> bool:
        before, many = picture.one(other), picture.all(one)
        return all(box.order < before.order for box in many) and any(is_behind(box, before) for box in many)

    return check


def all_before(one: str, other: str) -> Check:
    """Returns a check that all things of the first name are nearer than the other, and that one covers some of it."""

    def check(picture: Picture) -> bool:
        behind, many = picture.one(other), picture.all(one)
        return all(box.order > behind.order for box in many) and any(is_before(box, behind) for box in many)

    return check


def all_above(one: str, other: str) -> Check:
    """Returns a check that all things of the first name hang above the middle of the other, and one of them over it."""

    def check(picture: Picture) -> bool:
        below, many = picture.one(other), picture.all(one)
        return all(box.bottom < below.y + 0.05 for box in many) and any(is_above(box, below) for box in many)

    return check


def both(*checks: Check) -> Check:
    return lambda picture: all(check(picture) for check in checks)


def counted(name: str, count: int) -> Check:
    return lambda picture: len(picture.all(name)) == count


TREE = "deciduous tree"
KNIGHT = "person standing"

TWO_THINGS: list[tuple[str, Two, str, str]] = [
    ("a dragon above a castle", is_above, "dragon", "castle"),
    ("an eagle over a rabbit", is_above, "eagle", "rabbit"),
    ("a bat flying above a house", is_above, "bat", "house"),
    ("an airplane high above a horse", is_above, "airplane", "horse"),
    ("a plane flying over a bridge", is_above, "small airplane", "bridge"),
    ("a moon above a cat", is_above, "full moon", "cat"),
    ("a balloon over a horse", is_above, "balloon", "horse"),
    ("a cat below an airplane", is_below, "cat", "airplane"),
    ("a fox beneath an airplane", is_below, "fox", "airplane"),
    ("a horse underneath a helicopter", is_below, "horse", "helicopter"),
    ("a mouse under a parrot", is_below, "mouse", "parrot"),
    ("a rabbit under a rainbow", is_below, "rabbit", "rainbow"),
    ("a cat behind a tree", is_behind, "cat", TREE),
    ("a bear behind a fence", is_behind, "bear", "fence"),
    ("a lion hiding behind a bush", is_behind, "lion", "herb"),
    ("an elephant behind a cactus", is_behind, "elephant", "cactus"),
    ("a house behind a horse", is_behind, "house", "horse"),
    ("a fox in front of a house", is_before, "fox", "house"),
    ("a snowman before a house", is_before, "snowman", "house"),
    ("a robot standing in front of a bus", is_before, "robot", "bus"),
    ("a knight before a dragon", is_before, KNIGHT, "dragon"),
    ("a horse in front of a barn", is_before, "horse", "house"),
    ("a cat left of a dog", is_left, "cat", "dog"),
    ("a panda to the left of a bear", is_left, "panda", "bear"),
    ("a bus on the left of a tractor", is_left, "bus", "tractor"),
    ("a cat on the left side of a horse", is_left, "cat", "horse"),
    ("an owl right of a fox", is_right, "owl", "fox"),
    ("a guitar to the right of a violin", is_right, "guitar", "violin"),
    ("a sheep on the right of a goat", is_right, "ewe", "goat"),
    ("a pig on the right side of a cow", is_right, "pig", "cow"),
    ("a cat next to a dog", is_beside, "cat", "dog"),
    ("a fox beside a wolf", is_beside, "fox", "wolf"),
    ("an apple next to a pear", is_beside, "red apple", "pear"),
    ("a rabbit alongside a sheep", is_beside, "rabbit", "ewe"),
    ("a penguin by a robot", is_beside, "penguin", "robot"),
    ("a robot beside a bear", is_beside, "robot", "bear"),
    ("a snowman next to a penguin", is_beside, "snowman", "penguin"),
    ("a cow beside a pig", is_beside, "cow", "pig"),
    ("a tree near a house", is_beside, TREE, "house"),
]

ONE_FIGURE: list[tuple[str, Two]] = [
    ("a red cat on a blue car", is_on),
    ("a red frog on top of a blue mushroom", is_on),
    ("a red mouse atop a blue elephant", is_on),
    ("a red fox riding a blue horse", is_on),
    ("a red cat riding a blue bicycle", is_on),
    ("a red monkey riding a blue elephant", is_on),
    ("a red fish in a blue bowl", is_in),
    ("a red frog in a blue bathtub", is_in),
    ("a red fox inside a blue car", is_in),
    ("a red bear driving a blue car", is_in),
    ("a red dog in a blue bus", is_in),
    ("a red robot holding a blue balloon", is_held),
    ("a red bear carrying a blue guitar", is_held),
    ("a red fox with a blue umbrella", is_held),
]

SEVERAL: list[tuple[str, Check]] = [
    ("a cat between two dogs", both(counted("dog", 2), between("cat", "dog"))),
    ("a fox in between two trees", both(counted(TREE, 2), between("fox", TREE))),
    ("a rabbit between a fox and a wolf", between("rabbit", "fox", "wolf")),
    ("two cats left of a horse", both(counted("cat", 2), of(is_left, "cat", "horse"))),
    ("three ducks right of a cow", both(counted("duck", 3), of(is_right, "duck", "cow"))),
    ("a cat to the right of two dogs", both(counted("dog", 2), of(is_right, "cat", "dog"))),
    ("an airplane above two horses", both(counted("horse", 2), of(is_above, "airplane", "horse"))),
    ("two cats behind a fence", both(counted("cat", 2), all_behind("cat", "fence"))),
    ("a fox under a tree", of(is_under_tree, "fox", TREE)),
    ("a cat beneath an oak tree", of(is_under_tree, "cat", TREE)),
    ("a horse under a tree", of(is_under_tree, "horse", TREE)),
    ("a mouse under a palm tree", of(is_under_tree, "mouse", "palm tree")),
    ("two foxes under a tree", both(counted("fox", 2), of(is_under_tree, "fox", TREE))),
    ("three birds above a house", both(counted("bird", 3), all_above("bird", "house"))),
    ("two airplanes above a castle", both(counted("airplane", 2), all_above("airplane", "castle"))),
    (
        "an airplane above a castle and left of a kite",
        both(of(is_above, "airplane", "castle"), of(is_left, "airplane", "kite")),
    ),
    (
        "a fox in front of a house and below an airplane",
        both(of(is_before, "fox", "house"), of(is_below, "fox", "airplane")),
    ),
    ("a dragon above a castle with a knight in front of it", of(is_above, "dragon", "castle")),
]

FAULTY: list[tuple[str, Check, str]] = [
    ("a cow beside a horse", of(is_beside, "cow", "horse"), "the horse stands at the horizon, or hidden by the cow"),
    ("a robot next to a red car", of(is_beside, "robot", "automobile"), "the car stands behind the robot"),
    ("a lion beside a zebra", of(is_beside, "lion", "zebra"), "the zebra stands behind the lion"),
    ("a fox between a bear and an owl", between("fox", "bear", "owl"), "both may stand on one side"),
    ("a tree between a house and a castle", between(TREE, "house", "castle"), "both may stand on one side"),
    (
        "a cat left of a dog and right of a horse",
        both(of(is_left, "cat", "dog"), of(is_right, "cat", "horse")),
        "cat and dog take the whole width as a pair, and the horse stands behind them",
    ),
    ("three dogs in front of a castle", all_before("dog", "castle"), "one of the dogs may stand behind the castle"),
    (
        "a whale below a ship",
        both(of(is_below, "whale", "ship"), lambda picture: picture.one("ship").bottom > 0.35),
        "the ship flies; it does not float on the water",
    ),
    (
        "a balloon above a cow and a fox behind a tree",
        both(of(is_above, "balloon", "cow"), of(is_behind, "fox", TREE)),
        "the tree is read as before the balloon, the first subject",
    ),
    (
        "a bird above a tree and a dog left of a cat",
        both(of(is_above, "bird", TREE), of(is_left, "dog", "cat")),
        "the cat is read as right of the bird, the first subject",
    ),
]
"""Prompts whose pictures are wrong today, and why."""


def faults(composer: Composer, words: str, check: Check, size: tuple[int, int] = (PX, PX)) -> list[str]:
    """Returns the seeds whose picture does not show what was said, with the boxes."""
    found = []
    for seed in SEEDS:
        picture = Picture(composer.compose(words, seed, size))
        if not check(picture):
            found.append(f"{words!r}, seed {seed}: {picture}")
    return found


@pytest.mark.parametrize(("words", "relation", "one", "other"), TWO_THINGS, ids=[row[0] for row in TWO_THINGS])
def test_two_things_stand_as_was_said(composer: Composer, words: str, relation: Two, one: str, other: str) -> None:
    assert faults(composer, words, of(relation, one, other)) == []


@pytest.mark.parametrize(("words", "relation"), ONE_FIGURE, ids=[row[0] for row in ONE_FIGURE])
def test_the_parts_of_a_figure_are_where_was_said(composer: Composer, words: str, relation: Two) -> None:
    assert faults(composer, words, of_colours(relation)) == []


@pytest.mark.parametrize(("words", "check"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_relations_of_several_things(composer: Composer, words: str, check: Check) -> None:
    assert faults(composer, words, check) == []


@pytest.mark.parametrize(
    ("words", "check"),
    [
        pytest.param(words, check, id=words, marks=pytest.mark.xfail(reason=why, strict=True))
        for words, check, why in FAULTY
    ],
)
def test_relations_that_are_placed_wrongly_so_far(composer: Composer, words: str, check: Check) -> None:
    assert faults(composer, words, check) == []


@pytest.mark.parametrize("size", [(192, 96), (96, 160)], ids=["wide", "tall"])
@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("a dragon above a castle", of(is_above, "dragon", "castle")),
        ("a mouse under a parrot", of(is_below, "mouse", "parrot")),
        ("a bear behind a fence", of(is_behind, "bear", "fence")),
        ("a fox in front of a house", of(is_before, "fox", "house")),
        ("a cat left of a dog", of(is_left, "cat", "dog")),
        ("an owl right of a fox", of(is_right, "owl", "fox")),
    ],
    ids=["above", "below", "behind", "before", "left", "right"],
)
def test_relations_hold_in_wide_and_tall_pictures(
    composer: Composer, words: str, check: Check, size: tuple[int, int]
) -> None:
    assert faults(composer, words, check, size) == []


@pytest.mark.xfail(reason="the tree hides nine tenths of the cat", strict=True)
def test_who_is_behind_a_tree_is_seen_in_a_tall_picture(composer: Composer) -> None:
    assert faults(composer, "a cat behind a tree", of(is_behind, "cat", TREE), (96, 160)) == []
