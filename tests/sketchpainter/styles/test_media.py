"""Tests that every style paints its own picture, step by step, to the bit, at any size, with recognisable figures."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from helpers.sketch_motif import apart, motif, painted

from sketchpainter.compose.composition import Composition
from sketchpainter.raster.arrays import Field, luma
from sketchpainter.styles.style_table import STEPS, STYLES, paint

COLOURED = sorted(set(STYLES) - {"pencil", "charcoal", "engraving", "ink", "neon", "plain"})


@cache
def finished(style: str) -> Field:
    return painted(style)[-1].astype(np.float32) / 255


@pytest.mark.parametrize("style", STYLES)
def test_a_picture_grows_step_by_step_into_the_finished_one(style: str) -> None:
    steps = painted(style)
    assert len(steps) == STEPS
    assert {step.shape for step in steps} == {(128, 128, 3)}
    away = [apart(step, steps[-1]) for step in steps[:-1]]
    assert min(away) > 0
    assert away[0] > 1.5 * away[-1]
    thirds = [float(np.mean(part)) for part in np.array_split(away, 3)]
    assert thirds[0] > thirds[1] > thirds[2]


@pytest.mark.parametrize("style", sorted(set(STYLES) - {"plain"}))
def test_a_style_is_more_than_the_composition(style: str) -> None:
    assert np.abs(finished(style) - motif().rgb).mean() > 0.02


def test_plain_is_the_composition_itself() -> None:
    assert np.abs(finished("plain") - motif().rgb).max() <= 0.5 / 255 + 1e-6


def test_no_two_styles_look_alike() -> None:
    names = sorted(STYLES)
    closest = min(
        (apart(cv2.blur(finished(a), (3, 3)), cv2.blur(finished(b), (3, 3))), a, b)
        for i, a in enumerate(names)
        for b in names[:i]
    )
    assert closest[0] > 0.025, closest


@pytest.mark.parametrize("style", COLOURED)
def test_figures_keep_their_colour_before_the_ground(style: str) -> None:
    picture, image = motif(), finished(style)
    inside = cv2.erode(picture.figures, np.ones((7, 7))) > 0.9
    outside = (cv2.dilate(picture.figures, np.ones((17, 17))) > 0.5) & (picture.figures < 0.01)
    red = (picture.rgb[..., 0] > 0.6) & (picture.rgb[..., 1] < 0.4) & inside
    own, around = image[red].mean(0), image[outside].mean(0)
    assert own[0] - own[1] > around[0] - around[1] + 0.15
    assert np.abs(own - around).mean() > 0.10


@pytest.mark.parametrize("style", STYLES)
def test_figures_are_still_readable(style: str) -> None:
    picture, image = motif(256, 256), painted(style, None, (256, 256))[-1].astype(np.float32) / 255
    wanted, there = (_edges(rgb) for rgb in (picture.rgb, image))
    body = cv2.dilate(picture.figures, np.ones((9, 9))) > 0.5
    outlined = (wanted > np.quantile(wanted[body], 0.85)) & body
    calm = (wanted < np.quantile(wanted[body], 0.5)) & body
    assert there[outlined].mean() > 1.3 * there[calm].mean()


def _edges(rgb: Field) -> Field:
    """Returns the steepness of a picture, blurred so that strokes and grain run together."""
    soft = cv2.GaussianBlur(np.ascontiguousarray(rgb), (0, 0), 2.5)
    steep = [
        np.hypot(cv2.Sobel(soft[..., c], cv2.CV_32F, 1, 0), cv2.Sobel(soft[..., c], cv2.CV_32F, 0, 1)) for c in range(3)
    ]
    return np.asarray(np.max(steep, axis=0))


@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_paints_the_same_picture_to_the_bit_on_any_threads(style: str) -> None:
    threads = cv2.getNumThreads()
    try:
        runs = []
        for count in (1, 2):
            cv2.setNumThreads(count)
            runs.append(painted(style, None, (96, 96)))
    finally:
        cv2.setNumThreads(threads)
    assert all(np.array_equal(one, other) for one, other in zip(*runs, strict=True))


SHAPES = ((64, 64), (64, 210), (230, 64), (97, 131))


@pytest.mark.parametrize(
    ("style", "shape"),
    [*((style, SHAPES[number % 4]) for number, style in enumerate(STYLES)), *(("oil", shape) for shape in SHAPES[1:])],
)
def test_any_size_and_shape(style: str, shape: tuple[int, int]) -> None:
    last = painted(style, None, shape)[-1]
    assert last.shape == (*shape, 3)
    assert last.std() > 8


@pytest.mark.parametrize("style", ["oil", "watercolor", "glass", "comic"])
def test_a_large_picture_looks_like_the_small_one(style: str) -> None:
    large = painted(style, None, (1024, 700))[-1]
    small = painted(style, None, (512, 350))[-1]
    assert (
        apart(
            cv2.resize(large, (35, 51), interpolation=cv2.INTER_AREA),
            cv2.resize(small, (35, 51), interpolation=cv2.INTER_AREA),
        )
        < 14
    )


def test_no_figure_at_all_is_a_picture_too() -> None:
    empty = motif(96, 96)
    bare = Composition(empty.background, empty.background, (), empty.flow, np.zeros_like(empty.figures))
    for style in STYLES:
        last = np.array([np.array(image) for image in paint(bare, style, None, np.random.default_rng(1))][-1])
        assert last.std() > 4, style


def test_a_style_that_nobody_knows_is_painted_in_oil() -> None:
    assert np.array_equal(painted("fingerpaint")[-1], painted("oil")[-1])
    assert luma(finished("oil")).std() > 0.05
