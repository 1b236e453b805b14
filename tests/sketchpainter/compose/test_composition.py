"""Tests compositions: fixed positions while words come in, relative sizes, masks, seeds, places and weather."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from sketchpainter.compose.composition import Composition, compose
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.painter import GrowingScene, Sketcher


def composed(sketcher: Sketcher, words: str, seed: int = 5, px: int = 160) -> Composition:
    return sketcher.compose(words, size=(px, px), seed=seed)


def height_of(picture: Composition, name: str) -> int:
    _, top, _, bottom = next(placed.box for placed in picture.placed if placed.name == name)
    return bottom - top


@pytest.mark.parametrize("seed", [1, 2, 6])
def test_nobody_moves_for_who_comes_later(sketcher: Sketcher, seed: int) -> None:
    text = "a cat and two dogs and a horse near a castle at sunset in the mountains"
    words = text.split()
    stood: dict[tuple[str, int], tuple[int, int, int, int]] = {}
    names: set[str] = set()
    for count in range(1, len(words) + 1):
        picture = composed(sketcher, " ".join(words[:count]), seed)
        for placed in picture.placed:
            assert stood.setdefault((placed.name, placed.number), placed.box) == placed.box, words[:count]
        names = {placed.name for placed in picture.placed}
    assert {"cat", "dog", "horse", "castle"} <= names


def test_things_have_sizes_that_make_sense_beside_each_other(sketcher: Sketcher) -> None:
    for seed in range(4):
        for small, large in (("mouse", "elephant"), ("elephant", "mouse"), ("ant", "horse")):
            picture = composed(sketcher, f"a {small} and a {large} in the meadow", seed)
            tiny, huge = sorted((small, large), key=["ant", "mouse", "horse", "elephant"].index)
            assert height_of(picture, tiny) < height_of(picture, huge), (small, large, seed)


def test_masks_tell_the_subjects_apart(sketcher: Sketcher) -> None:
    picture = composed(sketcher, "a dragon and a castle and two cats")
    masks = [picture.mask(index) for index in sorted({placed.index for placed in picture.placed})]
    assert len(masks) == 3
    assert all(mask.shape == (160, 160) and mask.max() > 0.9 for mask in masks)
    assert np.sum(masks, axis=0).max() <= 1.01
    assert np.abs(np.sum(masks, axis=0) - picture.figures).mean() < 0.01


@pytest.mark.parametrize(
    "prompt",
    ["Captain America drinking a boba tea", "Thor carrying Mjolnir", "Iron Man dancing", "a cat riding a bicycle"],
)
def test_a_part_belongs_to_the_figure_and_stands_nowhere_else(sketcher: Sketcher, prompt: str) -> None:
    assert len(composed(sketcher, prompt).placed) == 1


def test_a_pose_and_a_held_thing_change_the_figure(sketcher: Sketcher) -> None:
    plain = composed(sketcher, "a bear in the meadow")
    for words in (
        "a bear dancing in the meadow",
        "a bear holding a guitar in the meadow",
        "a bear sleeping in the meadow",
    ):
        other = composed(sketcher, words)
        assert np.abs(other.rgb - plain.rgb).mean() > 0.01


@pytest.mark.parametrize("seed", [-3, 0, 2**31, 2**64 + 5])
def test_any_whole_number_is_a_seed(sketcher: Sketcher, seed: int) -> None:
    one = composed(sketcher, "a fox", seed, 96).rgb
    assert np.array_equal(one, composed(sketcher, "a fox", seed, 96).rgb)
    assert np.abs(one - composed(sketcher, "a fox", seed + 1, 96).rgb).mean() > 0.01


def test_another_process_composes_the_same_picture_to_the_bit(sketcher: Sketcher) -> None:
    code = (
        "import hashlib; from sketchpainter.painter import GrowingScene, Sketcher;"
        "c = Sketcher().compose('three cats on a beach at sunset', size=(160, 160), seed=5);"
        "print(hashlib.sha256(c.rgb.tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], check=True, timeout=120, capture_output=True, text=True).stdout
    here = composed(sketcher, "three cats on a beach at sunset")
    assert other.split()[-1] == hashlib.sha256(here.rgb.tobytes()).hexdigest()


@pytest.fixture(scope="module")
def parts() -> tuple[SceneReader, FigureMaker]:
    font = GlyphFont(find_font())
    return SceneReader(Vocabulary(font.has)), FigureMaker(font)


def test_words_that_change_nothing_compose_nothing(parts: tuple[SceneReader, FigureMaker]) -> None:
    growing = GrowingScene(*parts, seed=5)
    first = growing.update("a red fox in the snow")
    for words in ("a red fox in the snow and", "a red fox in the snow and the", "a red fox in the snow"):
        assert growing.update(words) is first
    assert growing.update("a red fox in the snow and the moon") is not first


@pytest.mark.parametrize(
    "prompt",
    [
        "a fox in the snow, as a watercolor",
        "a sailboat on the sea at night",
        "an octopus",
        "a rocket in space",
        "a girl holding a balloon in the city at sunset",
        "an astronaut on the moon",
        "a castle in the mountains",
        "twelve sheep",
        "a rainbow over the beach",
    ],
)
@pytest.mark.parametrize("shape", [(192, 192), (128, 288), (288, 128)])
def test_the_subject_is_really_there(
    parts: tuple[SceneReader, FigureMaker], prompt: str, shape: tuple[int, int]
) -> None:
    reader, figure_maker = parts
    scene = reader.read(prompt)
    picture = compose(scene, figure_maker, shape, 3)
    assert [p.name for p in picture.placed]
    wanted = sum(s.count for s in scene.subjects if s.of is None or s.role not in ("held", "worn", "mount", "vessel"))
    assert len(picture.placed) == wanted
    for placed in picture.placed:
        left, top, right, bottom = placed.box
        assert 0 <= left < right <= shape[1]
        assert 0 <= top < bottom <= shape[0]
        inside = np.s_[top:bottom, left:right]
        covered = placed.cover > 0.8
        assert covered.sum() > 20
        change = np.abs(picture.rgb[inside] - picture.background[inside]).mean(-1)[covered]
        assert change.mean() > 0.03, placed.name


def test_one_subject_fills_a_good_part_of_the_picture(parts: tuple[SceneReader, FigureMaker]) -> None:
    reader, figure_maker = parts
    scene = reader.read("a fox in the snow")
    heights = []
    for seed in range(6):
        (fox,) = compose(scene, figure_maker, (200, 200), seed).placed
        heights.append((fox.box[3] - fox.box[1]) / 200)
    assert all(0.4 <= height <= 0.7 for height in heights)


@pytest.mark.parametrize(
    "place",
    [
        "meadow",
        "snow",
        "forest",
        "mountains",
        "desert",
        "beach",
        "sea",
        "underwater",
        "sky",
        "space",
        "on the moon",
        "city",
        "room",
        "stage",
    ],
)
@pytest.mark.parametrize("time", ["day", "sunset", "night"])
def test_places_differ_from_each_other_and_by_the_hour(
    parts: tuple[SceneReader, FigureMaker], place: str, time: str
) -> None:
    reader, figure_maker = parts
    here = compose(reader.read(f"{place} at {time}"), figure_maker, (96, 96), 1).rgb
    elsewhere = compose(
        reader.read(f"{'sky' if place == 'forest' else 'forest'} at {time}"), figure_maker, (96, 96), 1
    ).rgb
    assert np.isfinite(here).all()
    assert here.min() >= 0
    assert here.max() <= 1
    assert np.abs(here - elsewhere).mean() > 0.05
    if time == "night" and place not in ("space", "on the moon", "stage"):
        day = compose(reader.read(f"{place} at noon"), figure_maker, (96, 96), 1).rgb
        assert here.mean() < day.mean() - 0.1


def test_weather_is_seen(parts: tuple[SceneReader, FigureMaker]) -> None:
    reader, figure_maker = parts
    dry = compose(reader.read("a meadow"), figure_maker, (128, 128), 2).rgb
    for weather in ("rain", "fog", "snowfall"):
        assert (
            np.abs(compose(reader.read(f"a meadow in {weather}"), figure_maker, (128, 128), 2).rgb - dry).mean() > 0.003
        )
