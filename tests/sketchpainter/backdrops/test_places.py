"""Tests every place at every shape, hour and weather, and how seeds and sizes change it."""

from __future__ import annotations

from itertools import combinations, pairwise

import cv2
import numpy as np
import pytest

from sketchpainter.backdrops.backdrop import Backdrop, new_backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext, choice_index, light_of
from sketchpainter.compose.composition import paint_place
from sketchpainter.raster.arrays import Field, broad, colour, grid, shaded, spread
from sketchpainter.raster.textures import cloudy, tile, wavy
from sketchpainter.scene.scene import PLACES, SEASONS, TIMES, WEATHERS, Scene

_FINER = (
    *(("meadow", setting) for setting in ("farm", "village", "park", "garden", "cemetery", "wheat field", "volcano")),
    *(("forest", setting) for setting in ("bamboo forest", "jungle", "birch wood", "lake")),
    *(("sea", setting) for setting in ("harbour", "lake", "storm")),
    *(("city", setting) for setting in ("market", "paris", "new york")),
    *(("room", setting) for setting in ("kitchen", "library", "bedroom", "cabin", "cave", "cafe", "museum")),
    *(("desert", setting) for setting in ("egypt", "oasis", "arizona")),
    ("mountains", "canyon"),
    ("moonscape", "mars"),
    ("stage", "disco"),
    ("snow", "village"),
)


def painted(place: str, seed: int = 1, px: int = 80, **more: str) -> Field:
    return seen(paint_place(Scene((), place=place, **more), (px, px), seed))  # type: ignore[arg-type]


def seen(b: Backdrop) -> Field:
    rgb = b.rgb
    for coat in b.coats:
        rgb = coat(rgb)
    return rgb


def is_picture(rgb: Field, shape: tuple[int, int]) -> bool:
    inside = bool(np.isfinite(rgb).all()) and float(rgb.min()) >= -0.01 and float(rgb.max()) <= 1.01
    return rgb.shape == (*shape, 3) and rgb.dtype == np.float32 and inside and float(rgb.std()) > 0.02


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_painted_at_every_hour_weather_season_and_shape(place: str) -> None:
    for number, time in enumerate(TIMES):
        for seed in range(3):
            shape = ((48, 48), (40, 96), (96, 40))[seed % 3]
            weather, season = (None, *WEATHERS)[(seed + number) % 7], (None, *SEASONS)[(seed + 2 * number) % 5]
            scene = Scene((), place=place, time=time, weather=weather, season=season)
            assert is_picture(seen(paint_place(scene, shape, seed)), shape), (time, weather, season, seed)


@pytest.mark.parametrize(("place", "setting"), _FINER)
def test_every_finer_word_changes_its_place(place: str, setting: str) -> None:
    changes = []
    for seed in range(3):
        finer = painted(place, seed, setting=setting)
        assert is_picture(finer, (80, 80))
        changes.append(np.abs(finer - painted(place, seed)).mean())
    assert max(changes) > 0.008


@pytest.mark.parametrize("place", PLACES)
def test_the_pictures_of_one_request_are_no_copies_nor_mirror_images(place: str) -> None:
    pictures = [painted(place, seed) for seed in range(20, 24)]
    for one, other in combinations(pictures, 2):
        assert min(np.abs(one - other).mean(), np.abs(one - other[:, ::-1]).mean()) > 0.035


@pytest.mark.parametrize("place", PLACES)
def test_a_small_picture_has_the_composition_of_the_large_one(place: str) -> None:
    for seed in (1, 2):
        small, large = painted(place, seed, 120), painted(place, seed, 240)
        reduced = cv2.resize(large, (120, 120), interpolation=cv2.INTER_AREA)
        assert np.abs(small - reduced).mean() < 0.035


def test_the_sun_hides_in_the_rain_and_windows_are_lit() -> None:
    dry, wet = light_of("day", 3), light_of("day", 3, "rain")
    assert dry.has_orb
    assert not dry.lamps
    assert not wet.has_orb
    assert wet.lamps
    assert light_of("night", 3).lamps


@pytest.mark.parametrize("count", [2, 3, 5, 7])
def test_the_next_seed_always_turns_another_way_and_every_way_is_taken(count: int) -> None:
    for what in ("sun", "range", "room", "city"):
        ways = [choice_index(seed, what, count) for seed in range(300)]
        assert all(one != other for one, other in pairwise(ways))
        assert min(ways.count(way) for way in range(count)) > 300 / count * 0.6
    assert choice_index(2**64 + 5, "sun", count) in range(count)
    assert choice_index(7, "sun", 1) == 0


def test_two_questions_do_not_turn_in_step() -> None:
    pairs = {(choice_index(seed, "range", 5), choice_index(seed, "frame", 5)) for seed in range(500)}
    assert len(pairs) >= 20


def test_texture_asks_for_as_many_chances_at_any_size_and_repeats_without_a_seam() -> None:
    after = []
    for px in (40, 160):
        rng = np.random.default_rng(4)
        piece = cloudy(rng, (px, px), px / 3, 5)
        row = wavy(rng, px, 0.3)
        assert 0 <= piece.min() < 0.35
        assert 0.65 < piece.max() <= 1
        assert row.shape == (px,)
        after.append(float(rng.random()))
    assert after[0] == after[1]
    whole = tile(4)
    steps = np.abs(np.diff(whole, axis=1)).max()
    assert np.abs(whole[:, 0] - whole[:, -1]).max() <= steps * 1.5
    with pytest.raises(ValueError, match="read-only"):
        whole[0, 0] = 1


def test_outlines_may_overlap_and_lie_outside() -> None:
    rng = np.random.default_rng(1)
    b = new_backdrop(BackdropContext((60, 60), light_of("day", 1), rng, 0.5))
    before = b.rgb.copy()
    red = colour("#ff0000")
    b.fill(red, [[(1.2, 0.1), (1.6, 0.1), (1.4, 0.3)]])
    b.fill(red, [])
    assert np.array_equal(b.rgb, before)
    square = [(0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6)]
    b.fill(red, [square, [(x + 0.2, y + 0.2) for x, y in square], [(-3.0, 0.9), (4.0, 0.9), (4.0, 1.4), (-3.0, 1.4)]])
    assert np.allclose(b.rgb[30, 30], red, atol=0.01)
    assert np.allclose(b.rgb[58, 3], red, atol=0.01)
    assert np.array_equal(b.rgb[5, 5], before[5, 5])


def test_fields_are_spread_as_numpy_would() -> None:
    flat = np.random.default_rng(2).random((20, 30), dtype=np.float32)
    ink = colour("#3366cc")
    assert np.allclose(shaded(ink, flat), ink * flat[..., None], atol=1e-6)
    assert np.array_equal(spread(flat, 4), np.repeat(flat[..., None], 4, axis=2))
    slope = broad((40, 60), lambda x, y: x + 2 * y)
    x, y = grid((40, 60))
    assert np.abs(slope - (x / 60 + 2 * y / 40))[4:-4, 4:-4].max() < 0.06
