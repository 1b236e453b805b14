"""Tests the adapter of the sketch painter: pictures, progress, previews, cancelling, errors and undrawn words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from msgspec.structs import replace

from assistant.core.commands import PaintOrder
from assistant.core.engines import Painter, Progress
from assistant.core.errors import EngineError, JobCancelled
from assistant.core.request import Picture
from assistant.painting.sketch_painter import SketchPainter
from assistant.settings.schema import PainterSettings

FOX = PaintOrder("a fox in the snow", "a fox in the snow", "a fox in the snow", None, 1, 5, 160, 160)


@pytest.fixture(scope="module")
def painter() -> SketchPainter:
    made = SketchPainter(PainterSettings())
    made.load()
    return made


def ask(words: str, **changes: object) -> PaintOrder:
    return replace(FOX, words=words, prompt=words, subject=words, **changes)  # type: ignore[arg-type]


def ignore(progress: Progress) -> None:
    pass


def pixels(picture: Picture) -> npt.NDArray[np.int16]:
    flat = np.frombuffer(picture.rgb, np.uint8).astype(np.int16)
    return flat.reshape(picture.height_px, picture.width_px, 3)


def test_it_is_a_painter_with_a_name_and_a_version(painter: Painter) -> None:
    assert painter.name == "sketch"
    assert "+" in painter.version


@pytest.mark.parametrize(
    "style", ["oil painting", "watercolor", "pencil", "ink", "pixel art", "plain", "by van gogh", "pointillism"]
)
def test_every_style_paints_its_own_picture_to_the_bit(painter: SketchPainter, style: str) -> None:
    order = replace(FOX, style=style)
    seen: list[Progress] = []
    (first,) = painter.paint(order, seen.append)
    (second,) = painter.paint(order, ignore)
    assert first == second
    (plain,) = painter.paint(replace(FOX, style="collage" if style != "plain" else "pixel art"), ignore)
    assert np.abs(pixels(first) - pixels(plain)).mean() > 2
    assert [p.done for p in seen] == list(range(seen[0].total + 1))


def test_other_seeds_are_other_pictures_and_no_mirror_images(painter: SketchPainter) -> None:
    pictures = [pixels(painter.paint(replace(FOX, seed=seed), ignore)[0]) for seed in range(4)]
    for i, one in enumerate(pictures):
        for other in pictures[:i]:
            assert np.abs(one - other).mean() > 8
            assert np.abs(one - other[:, ::-1]).mean() > 8


@pytest.mark.parametrize(("width", "height"), [(64, 64), (320, 180), (180, 320), (1024, 1024), (1500, 400)])
def test_the_size_that_was_asked_for_is_given(painter: SketchPainter, width: int, height: int) -> None:
    (picture,) = painter.paint(replace(FOX, style="plain", width_px=width, height_px=height), ignore)
    assert (picture.width_px, picture.height_px) == (width, height)
    assert len(picture.rgb) == width * height * 3


def test_the_size_comes_from_the_order_then_the_settings_then_512() -> None:
    order = replace(FOX, style="pixel art", width_px=None, height_px=None)
    (picture,) = SketchPainter(PainterSettings()).paint(order, ignore)
    assert (picture.width_px, picture.height_px) == (512, 512)
    (picture,) = SketchPainter(PainterSettings(width_px=96, height_px=128)).paint(order, ignore)
    assert (picture.width_px, picture.height_px) == (96, 128)


@pytest.mark.parametrize("side", [0, -5, 63, 4097, 10**9])
def test_an_impossible_size_is_a_clear_error(painter: SketchPainter, side: int) -> None:
    with pytest.raises(EngineError, match="64 to 4096"):
        painter.paint(replace(FOX, width_px=side if side else -1), ignore)


def test_several_pictures_count_up_their_seeds_and_their_progress(painter: SketchPainter) -> None:
    seen: list[Progress] = []
    pictures = painter.paint(replace(FOX, count=3), seen.append)
    assert [p.seed for p in pictures] == [5, 6, 7]
    assert len({p.rgb for p in pictures}) == 3
    done = [p.done for p in seen]
    assert done == sorted(done)
    assert done[-1] == seen[-1].total
    assert {p.total for p in seen} == {seen[0].total}
    assert {p.preview.index for p in seen if p.preview} == {0, 1, 2}
    (second,) = painter.paint(replace(FOX, seed=6), ignore)
    assert second == pictures[1]


def test_previews_show_the_picture_coming_closer() -> None:
    seen: list[Progress] = []
    painter = SketchPainter(PainterSettings())
    (picture,) = painter.paint(replace(FOX, width_px=300, height_px=200), seen.append)
    previews = [p.preview for p in seen if p.preview]
    assert len(previews) >= 8
    assert all(max(p.width_px, p.height_px) <= 256 and len(p.rgb) == p.width_px * p.height_px * 3 for p in previews)
    looks = [np.frombuffer(p.rgb, np.uint8).astype(np.int16) for p in previews]
    assert np.abs(looks[0] - looks[-1]).mean() > 2 * np.abs(looks[-3] - looks[-1]).mean()
    assert picture.width_px == 300


@pytest.mark.parametrize(("every", "at_most"), [(0, 0), (4, 5), (50, 1)])
def test_previews_come_as_often_as_the_settings_say(every: int, at_most: int) -> None:
    seen: list[Progress] = []
    SketchPainter(PainterSettings(preview_every=every)).paint(replace(FOX, style="plain"), seen.append)
    assert sum(p.preview is not None for p in seen) <= at_most
    assert len(seen) > 10


@pytest.mark.parametrize("at", [0, 6, 16])
def test_cancelling_passes_out_of_the_painter_and_leaves_it_able_to_paint(painter: SketchPainter, at: int) -> None:
    def cancel(progress: Progress) -> None:
        if progress.done >= at:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        painter.paint(replace(FOX, count=2), cancel)
    assert len(painter.paint(FOX, ignore)) == 1


def test_a_place_without_things_is_painted_and_reported(painter: SketchPainter) -> None:
    (picture,) = painter.paint(ask("something nice"), ignore)
    assert pixels(picture).std() > 10
    assert list(painter.undrawn) == []
    painter.paint(ask("a zorble in the forest"), ignore)
    assert list(painter.undrawn) == ["zorble"]
    painter.paint(ask("a fox in the forest"), ignore)
    assert list(painter.undrawn) == []


@pytest.mark.parametrize("words", ["", " ", "\x00\ud800", "雪の中の狐", "🦊" * 300, "fox and " * 1300, "z" * 10_000])
def test_odd_words_still_give_a_picture(painter: SketchPainter, words: str) -> None:
    (picture,) = painter.paint(ask(words, style="plain"), ignore)
    assert len(picture.rgb) == 160 * 160 * 3
