"""Tests the sketch painter's own door: plain values in, images out, its own errors, and nothing of the assistant."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from sketchpainter.figures import glyphs
from sketchpainter.painter import LARGEST_PX, SMALLEST_PX, Progress, Sketch, Sketcher
from sketchpainter.sketch_errors import FontMissing, SizeError
from sketchpainter.styles.style_table import STEPS


class Interrupted(Exception):
    """Raised by a caller that has seen enough."""


def test_words_become_an_image_of_the_size_with_the_scene_that_it_shows(sketcher: Sketcher) -> None:
    (sketch,) = sketcher.paint("two foxes and a zorble in the snow", style="pixel art", size=(96, 80), seed=3)
    assert (sketch.image.mode, sketch.image.size, sketch.seed) == ("RGB", (96, 80), 3)
    assert [(subject.thing.name, subject.count) for subject in sketch.scene.subjects] == [("fox", 2)]
    assert (sketch.scene.place, sketch.scene.style, sketch.scene.undrawn) == ("snow", "pixel", ("zorble",))


def test_several_count_up_their_seeds_and_equal_single_ones(sketcher: Sketcher) -> None:
    both = sketcher.paint("a fox", style="plain", size=(96, 96), seed=-1, count=2)
    assert [sketch.seed for sketch in both] == [-1, 0]
    for sketch in both:
        (alone,) = sketcher.paint("a fox", style="plain", size=(96, 96), seed=sketch.seed)
        assert alone.image.tobytes() == sketch.image.tobytes()


@pytest.mark.parametrize(("every", "shown"), [(0, []), (5, [*range(5, STEPS, 5), STEPS]), (STEPS + 1, [STEPS])])
def test_progress_counts_every_step_and_shows_every_few(sketcher: Sketcher, every: int, shown: list[int]) -> None:
    seen: list[Progress] = []
    sketcher.paint("a fox", style="plain", size=(300, 100), preview_every=every, count=2, report=seen.append)
    assert {progress.total for progress in seen} == {2 * STEPS}
    assert [progress.done for progress in seen] == [*range(STEPS + 1), *range(STEPS, 2 * STEPS + 1)]
    assert [progress.index for progress in seen] == [0] * (STEPS + 1) + [1] * (STEPS + 1)
    first = [progress for progress in seen[: STEPS + 1] if progress.preview]
    assert sorted({progress.done for progress in first}) == sorted(set(shown))
    assert all(progress.preview and max(progress.preview.size) <= 192 for progress in first)


def test_what_the_callback_raises_ends_the_painting_and_the_next_one_works(sketcher: Sketcher) -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        sketcher.paint("a fox", style="plain", size=(96, 96), report=stop)
    assert len(sketcher.paint("a fox", style="plain", size=(96, 96))) == 1


@pytest.mark.parametrize("size", [(SMALLEST_PX - 1, 100), (100, LARGEST_PX + 1), (0, 0), (-5, 100)])
def test_a_size_outside_the_limits_is_refused_by_every_call(sketcher: Sketcher, size: tuple[int, int]) -> None:
    for call in (sketcher.paint, sketcher.compose, sketcher.preview):
        with pytest.raises(SizeError, match="64 to 4096"):
            call("a fox", size=size)


def test_growing_ends_in_the_composition_that_is_painted(sketcher: Sketcher) -> None:
    words = ["a", "fox", "and", "an", "owl", "in", "the", "forest", "at", "night"]
    seen: list[Sketch] = []
    for count in range(1, len(words) + 1):
        seen.append(sketcher.preview(" ".join(words[:count]), size=(320, 160), seed=5))
    assert len({sketch.image.tobytes() for sketch in seen}) >= 3
    assert all(sketch.image.size == (160, 80) for sketch in seen)
    whole = sketcher.compose(" ".join(words), size=(160, 80), seed=5)
    assert np.abs(np.asarray(seen[-1].image) / 255 - whole.rgb).max() < 0.01


def test_words_that_change_nothing_give_the_same_small_picture(sketcher: Sketcher) -> None:
    before = sketcher.preview("a red fox in the snow", seed=5)
    after = sketcher.preview("a red fox in the snow and the", seed=5)
    assert after.scene == before.scene
    assert after.image.tobytes() == before.image.tobytes()


def test_another_seed_begins_another_growing_scene(sketcher: Sketcher) -> None:
    one, other = (sketcher.preview("a fox in the snow", seed=seed) for seed in (5, 6))
    assert one.image.tobytes() != other.image.tobytes()
    assert sketcher.preview("a fox in the snow", seed=5).image.tobytes() == one.image.tobytes()


def test_a_missing_font_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise FontMissing("There is no emoji font", "Install one.")

    monkeypatch.setattr("sketchpainter.painter.find_font", missing)
    with pytest.raises(FontMissing):
        Sketcher().load()
    monkeypatch.setattr("sketchpainter.painter.find_font", glyphs.find_font)
    Sketcher().load()


def test_the_package_loads_nothing_of_the_assistant() -> None:
    code = (
        "import importlib, pkgutil, sys, sketchpainter\n"
        "for module in pkgutil.walk_packages(sketchpainter.__path__, 'sketchpainter.'):\n"
        "    importlib.import_module(module.name)\n"
        "assert 'sketchpainter.painter' in sys.modules\n"
        "sys.exit(any(name.partition('.')[0] in ('assistant', 'torch') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0
