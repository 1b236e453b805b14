"""The emoji font: where it is found, and what happens where it is missing or has no colours."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import ImageFont

from sketchpainter.figures import glyphs
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.sketch_errors import FontMissing


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


def test_a_colour_tints_a_thing_but_no_person() -> None:
    font = glyphs.GlyphFont(glyphs.find_font())
    reader, figure_maker = SceneReader(Vocabulary(font.has)), FigureMaker(font)

    def mean_colour(words: str) -> npt.NDArray[np.float32]:
        figure = figure_maker.thing_picture(reader.read(words).subjects[0])
        own = figure[figure[..., 3] > 0.5]
        return np.asarray(own[:, :3].mean(0))

    green = mean_colour("a green car")
    assert green[1] > green[0] + 0.1
    assert mean_colour("a car")[0] > mean_colour("a car")[1] + 0.2
    assert np.allclose(mean_colour("a blue astronaut"), mean_colour("an astronaut"))
