"""The sketch painter as its callers see it: pictures, progress, previews, cancelling, and what it says it cannot do."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from msgspec.structs import replace
from PIL import ImageFont

from assistant.core.commands import PaintOrder
from assistant.core.engines import Painter, Progress
from assistant.core.errors import EngineError, JobCancelled
from assistant.core.request import Picture
from assistant.painting.sketch_painter import SketchPainter
from assistant.settings.schema import PainterSettings
from sketchpainter.compose.composition import compose
from sketchpainter.errors import FontMissing
from sketchpainter.figures import glyphs
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary

FOX = PaintOrder("a fox in the snow", "a fox in the snow", "a fox in the snow", None, 1, 5, 160, 160)


@pytest.fixture(scope="module")
def painter() -> SketchPainter:
    made = SketchPainter(PainterSettings())
    made.load()
    return made


@pytest.fixture(scope="module")
def parts() -> tuple[SceneReader, FigureMaker]:
    font = glyphs.GlyphFont(glyphs.find_font())
    return SceneReader(Vocabulary(font.has)), FigureMaker(font)


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
    reader, makers = parts
    scene = reader.read(prompt)
    picture = compose(scene, makers, shape, 3)
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
    reader, makers = parts
    scene = reader.read("a fox in the snow")
    heights = []
    for seed in range(6):
        (fox,) = compose(scene, makers, (200, 200), seed).placed
        heights.append((fox.box[3] - fox.box[1]) / 200)
    assert all(0.4 <= height <= 0.7 for height in heights)


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
    reader, makers = parts
    here = compose(reader.read(f"{place} at {time}"), makers, (96, 96), 1).rgb
    elsewhere = compose(reader.read(f"{'sky' if place == 'forest' else 'forest'} at {time}"), makers, (96, 96), 1).rgb
    assert np.isfinite(here).all()
    assert here.min() >= 0
    assert here.max() <= 1
    assert np.abs(here - elsewhere).mean() > 0.05
    if time == "night" and place not in ("space", "on the moon", "stage"):
        day = compose(reader.read(f"{place} at noon"), makers, (96, 96), 1).rgb
        assert here.mean() < day.mean() - 0.1


def test_weather_is_seen(parts: tuple[SceneReader, FigureMaker]) -> None:
    reader, makers = parts
    dry = compose(reader.read("a meadow"), makers, (128, 128), 2).rgb
    for weather in ("rain", "fog", "snowfall"):
        assert np.abs(compose(reader.read(f"a meadow in {weather}"), makers, (128, 128), 2).rgb - dry).mean() > 0.003


def test_a_colour_tints_a_thing_but_no_person(parts: tuple[SceneReader, FigureMaker]) -> None:
    reader, makers = parts

    def mean_colour(words: str) -> npt.NDArray[np.float32]:
        figure = makers.thing_picture(reader.read(words).subjects[0])
        own = figure[figure[..., 3] > 0.5]
        return np.asarray(own[:, :3].mean(0))

    green = mean_colour("a green car")
    assert green[1] > green[0] + 0.1
    assert mean_colour("a car")[0] > mean_colour("a car")[1] + 0.2
    assert np.allclose(mean_colour("a blue astronaut"), mean_colour("an astronaut"))


def test_a_missing_font_says_which_package_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FontMissing, match="fonts-noto-color-emoji"):
        glyphs.find_font(places=(str(tmp_path / "none.ttf"),))
    fake = tmp_path / "NotoColorEmoji.ttf"
    fake.write_bytes(b"no font")
    with pytest.raises(FontMissing, match="fonts-noto-color-emoji"):
        glyphs.GlyphFont(fake)


def test_a_font_without_colour_bitmaps_is_no_font_for_it(tmp_path: Path) -> None:
    ordinary = ImageFont.load_default(20)
    assert isinstance(ordinary, ImageFont.FreeTypeFont)
    assert isinstance(ordinary.path, BytesIO)
    path = tmp_path / "NotoColorEmoji.ttf"
    path.write_bytes(ordinary.path.getvalue())
    with pytest.raises(FontMissing, match="no colour bitmaps"):
        glyphs.GlyphFont(path)


def test_the_users_own_font_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "fonts" / "NotoColorEmoji.ttf"
    own.parent.mkdir()
    own.symlink_to(glyphs.find_font())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert glyphs.find_font(places=()) == own


def test_reading_words_needs_no_arrays() -> None:
    code = (
        "import sys; from sketchpainter.language.en import reader, vocabulary; "
        "sys.exit(any(m in sys.modules for m in ('numpy', 'PIL', 'torch')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
