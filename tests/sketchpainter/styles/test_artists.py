"""Tests that the table of styles is whole, and that every artist changes the picture in his own direction."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.sketch_motif import apart, motif, painted

from sketchpainter import tables
from sketchpainter.raster.arrays import Field, colour
from sketchpainter.sketch_errors import TableError
from sketchpainter.styles import artists as table
from sketchpainter.styles.artists import Artist, artist_of, artists, styles
from sketchpainter.styles.grading import from_oklab, to_oklab
from sketchpainter.styles.habits.motif_habits import MOTIF_HABITS, with_motif_habit
from sketchpainter.styles.habits.ornaments import ORNAMENTS, with_ornaments
from sketchpainter.styles.style_context import StyleContext
from sketchpainter.styles.style_table import STEPS, STYLES

NAMES = artists()
WITH_PALETTE = [name for name, style in NAMES.items() if artist_of(style, name).palette]


def test_the_table_names_what_can_be_painted() -> None:
    rows = tables.read_table(table.TABLE)
    assert set(styles()) == set(STYLES)
    assert rows["default"] in STYLES
    assert set(NAMES.values()) <= set(STYLES)
    finishes = {row["finish"] for row in rows["manners"].values() if "finish" in row}
    assert finishes == set(MOTIF_HABITS) | set(ORNAMENTS)
    words = Counter(word for kind in ("styles", "manners") for row in rows[kind].values() for word in row["words"])
    assert [word for word, count in words.items() if count > 1] == []
    assert [word for word in words if word != word.lower() or word != word.strip()] == []


def test_a_brush_that_does_not_exist_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrong = tmp_path / "styles.toml"
    wrong.write_text("[styles.oil]\nwords = []\nbrush = { hairs = 3 }\n[manners]\n", encoding="utf-8")
    monkeypatch.setattr(tables, "DATA", tmp_path)
    table._table.cache_clear()
    try:
        with pytest.raises(TableError, match="hairs"):
            artist_of("oil", None)
        wrong.write_text("no table", encoding="utf-8")
        table._table.cache_clear()
        with pytest.raises(TableError, match="cannot be read"):
            artist_of("oil", None)
    finally:
        table._table.cache_clear()


def test_a_manner_that_nobody_knows_is_left_out() -> None:
    assert artist_of("oil", "nobody") == artist_of("oil", None)


def test_a_style_that_was_said_keeps_the_palette_and_its_own_brush() -> None:
    said, own = artist_of("watercolor", "gogh"), artist_of("oil", "gogh")
    assert said.palette == own.palette
    assert said.brush == artist_of("watercolor", None).brush != own.brush


def to_palette(rgb: Field, palette: tuple[str, ...]) -> float:
    """Returns the mean distance of a picture's colours from the nearest paint, in hue and depth of colour."""
    paints = to_oklab(np.stack([colour(text) for text in palette]))
    away = np.abs(to_oklab(rgb.reshape(-1, 3))[:, None, 1:] - paints[None, :, 1:]).sum(-1)
    return float(away.min(1).mean())


@pytest.mark.parametrize("name", WITH_PALETTE)
def test_a_manner_draws_the_picture_towards_its_palette(name: str) -> None:
    manner = artist_of(NAMES[name], name)
    picture = motif(48, 48)
    pulled, left = (
        StyleContext(picture, each, np.random.default_rng(0)).rgb for each in (manner, replace(manner, pull=0.0))
    )
    assert to_palette(pulled, manner.palette) < 0.9 * to_palette(left, manner.palette)


@pytest.mark.parametrize("name", NAMES)
def test_a_manner_paints_another_picture_than_its_style_does(name: str) -> None:
    steps = painted(NAMES[name], name, (112, 112))
    assert len(steps) == STEPS
    assert apart(steps[-1], painted(NAMES[name], None, (112, 112))[-1]) > 4


def test_colours_come_back_from_what_the_eye_compares() -> None:
    rgb = np.random.default_rng(2).random((200, 3), dtype=np.float32)
    assert np.abs(from_oklab(to_oklab(rgb)) - rgb).max() < 2e-3


@pytest.mark.parametrize("habit", sorted(MOTIF_HABITS))
def test_a_changed_motif_keeps_its_size_and_its_figures(habit: str) -> None:
    before = motif()
    after = with_motif_habit(before, habit, np.random.default_rng(5))
    assert after.rgb.shape == before.rgb.shape
    assert np.isfinite(after.rgb).all()
    assert -1e-3 <= after.rgb.min() <= after.rgb.max() <= 1.001
    assert 0.6 < after.figures.sum() / before.figures.sum() < 1.4
    assert np.abs(after.rgb - before.rgb).mean() > 0.01
    for placed in after.placed:
        left, top, right, bottom = placed.box
        assert placed.cover.shape == (bottom - top, right - left)
        assert 0 <= left < right <= 128
        assert 0 <= top < bottom <= 128


@pytest.mark.parametrize("habit", sorted(ORNAMENTS))
def test_ornaments_keep_off_the_figures(habit: str) -> None:
    context = StyleContext(motif(), Artist(finish=habit), np.random.default_rng(5))
    done = with_ornaments(context, context.rgb)
    core = context.figures > 0.99
    changed = np.abs(done - context.rgb).mean(-1)
    assert changed[context.figures < 0.01].mean() > 0.02
    assert changed[core].mean() < 0.5 * changed[context.figures < 0.01].mean()
