"""How the sketch painter composes: who stands where, while words come in; sizes beside each other; masks; seeds."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from assistant.core.commands import PaintOrder
from assistant.core.engines import Preview
from assistant.painting.sketch_painter import SketchPainter
from assistant.settings.schema import PainterSettings
from sketchpainter.compose.composition import Composition

ORDER = PaintOrder("", "", "", None, 1, 5, 160, 160)


@pytest.fixture(scope="module")
def painter() -> SketchPainter:
    made = SketchPainter(PainterSettings())
    made.load()
    return made


def ask(words: str, seed: int = 5) -> PaintOrder:
    return replace(ORDER, words=words, prompt=words, subject=words, seed=seed)


def composed(painter: SketchPainter, words: str, seed: int = 5, px: int = 160) -> Composition:
    return painter.start_image(ask(words, seed), (px, px))


def height_of(picture: Composition, name: str) -> int:
    _, top, _, bottom = next(placed.box for placed in picture.placed if placed.name == name)
    return bottom - top


@pytest.mark.parametrize("seed", [1, 2, 6])
def test_nobody_moves_for_who_comes_later(painter: SketchPainter, seed: int) -> None:
    text = "a cat and two dogs and a horse near a castle at sunset in the mountains"
    words = text.split()
    stood: dict[tuple[str, int], tuple[int, int, int, int]] = {}
    names: set[str] = set()
    for count in range(1, len(words) + 1):
        picture = composed(painter, " ".join(words[:count]), seed)
        for placed in picture.placed:
            assert stood.setdefault((placed.name, placed.number), placed.box) == placed.box, words[:count]
        names = {placed.name for placed in picture.placed}
    assert {"cat", "dog", "horse", "castle"} <= names


def test_growing_ends_in_the_composition_that_is_painted(painter: SketchPainter) -> None:
    text = "a fox and an owl in the forest at night"
    words = text.split()
    seen: list[Preview] = []
    for count in range(1, len(words) + 1):
        seen.append(painter.update(ask(" ".join(words[:count]))))
    assert len({preview.rgb for preview in seen}) >= 3
    assert all(len(p.rgb) == p.width_px * p.height_px * 3 and max(p.width_px, p.height_px) <= 192 for p in seen)
    last = seen[-1]
    whole = painter.start_image(ask(text), (last.width_px, last.height_px))
    shown = np.frombuffer(last.rgb, np.uint8).reshape(last.height_px, last.width_px, 3) / 255
    assert np.abs(shown - whole.rgb).max() < 0.01


def test_words_that_change_nothing_cost_next_to_nothing(painter: SketchPainter) -> None:
    painter.update(ask("a red fox in the snow"))
    started = time.process_time()
    for _ in range(10):
        painter.update(ask("a red fox in the snow and the"))
    assert time.process_time() - started < 3


def test_things_have_sizes_that_make_sense_beside_each_other(painter: SketchPainter) -> None:
    for seed in range(4):
        for small, large in (("mouse", "elephant"), ("elephant", "mouse"), ("ant", "horse")):
            picture = composed(painter, f"a {small} and a {large} in the meadow", seed)
            tiny, huge = sorted((small, large), key=["ant", "mouse", "horse", "elephant"].index)
            assert height_of(picture, tiny) < height_of(picture, huge), (small, large, seed)


def test_masks_tell_the_subjects_apart(painter: SketchPainter) -> None:
    picture = composed(painter, "a dragon and a castle and two cats")
    masks = [picture.mask(index) for index in sorted({placed.index for placed in picture.placed})]
    assert len(masks) == 3
    assert all(mask.shape == (160, 160) and mask.max() > 0.9 for mask in masks)
    assert np.sum(masks, axis=0).max() <= 1.01
    assert np.abs(np.sum(masks, axis=0) - picture.figures).mean() < 0.01


@pytest.mark.parametrize(
    "prompt",
    ["Captain America drinking a boba tea", "Thor carrying Mjolnir", "Iron Man dancing", "a cat riding a bicycle"],
)
def test_a_part_belongs_to_the_figure_and_stands_nowhere_else(painter: SketchPainter, prompt: str) -> None:
    assert len(composed(painter, prompt).placed) == 1


def test_a_pose_and_a_held_thing_change_the_figure(painter: SketchPainter) -> None:
    plain = composed(painter, "a bear in the meadow")
    for words in (
        "a bear dancing in the meadow",
        "a bear holding a guitar in the meadow",
        "a bear sleeping in the meadow",
    ):
        other = composed(painter, words)
        assert np.abs(other.rgb - plain.rgb).mean() > 0.01


@pytest.mark.parametrize("seed", [-3, 0, 2**31, 2**64 + 5])
def test_any_whole_number_is_a_seed(painter: SketchPainter, seed: int) -> None:
    one = composed(painter, "a fox", seed, 96).rgb
    assert np.array_equal(one, composed(painter, "a fox", seed, 96).rgb)
    assert np.abs(one - composed(painter, "a fox", seed + 1, 96).rgb).mean() > 0.01


def test_another_process_composes_the_same_picture_to_the_bit(painter: SketchPainter) -> None:
    code = (
        "import hashlib; from assistant.core.commands import PaintOrder;"
        "from assistant.settings.schema import PainterSettings;"
        "from assistant.painting.sketch_painter import SketchPainter;"
        "w = 'three cats on a beach at sunset'; p = SketchPainter(PainterSettings());"
        "c = p.start_image(PaintOrder(w, w, w, None, 1, 5, 160, 160), (160, 160));"
        "print(hashlib.sha256(c.rgb.tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], check=True, timeout=120, capture_output=True, text=True).stdout
    here = composed(painter, "three cats on a beach at sunset")
    assert other.split()[-1] == hashlib.sha256(here.rgb.tobytes()).hexdigest()
