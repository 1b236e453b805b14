"""Pixel art: a small grid, a limited palette, ordered dithering behind, clean figures with a dark outline.

Runs in the painter's process.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from sketchpainter.raster.arrays import Field, blurred, from_image, luma, resized, saturated, to_image
from sketchpainter.styles.media.flats import alone
from sketchpainter.styles.style_context import FRAMES, Easel, Steps

_ROWS = 104
"""Large pixels along the shorter side."""
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.float32) / 16 - 15 / 32


def paint_pixels(easel: Easel) -> Steps:
    """The picture comes to be from coarse to fine, as on a slow screen, and gets its outline last."""
    height, width = easel.shape
    cell = max(2, round(min(height, width) / _ROWS))
    for number in range(FRAMES):
        size = max(cell, round(cell * (1 + (FRAMES - 1 - number) * 0.85)))
        yield _enlarged(_drawn(easel, size, outlined=number == FRAMES - 1), size, easel.shape)
    yield _enlarged(_drawn(easel, cell, outlined=True, glint=True), cell, easel.shape)


def _drawn(easel: Easel, cell: int, *, outlined: bool, glint: bool = False) -> Field:
    """The small picture, rows × columns × 3."""
    height, width = easel.shape
    rows, columns = -(-height // cell), -(-width // cell)
    behind = resized(saturated(easel.background, 1.3), columns, rows)
    crisp = easel.rgb + 0.7 * (easel.rgb - blurred(easel.rgb, cell * 0.8))
    crisp = alone(crisp, easel.figures)
    own = resized(np.clip(saturated(crisp, 1.3), 0, 1), columns, rows)
    cover = resized(easel.figures, columns, rows)
    pattern = np.tile(_BAYER, (-(-rows // 4), -(-columns // 4)))[:rows, :columns]
    ground = _few(behind + 0.07 * pattern[..., None], 20)
    figure = _few(own, 22)
    solid = cover > 0.5
    drawn = np.where(solid[..., None], figure, ground)
    if not outlined:
        return drawn
    near = np.zeros_like(solid)
    near[1:] |= solid[:-1]
    near[:-1] |= solid[1:]
    near[:, 1:] |= solid[:, :-1]
    near[:, :-1] |= solid[:, 1:]
    dark = np.clip(figure.reshape(-1, 3).min(0) * 0.4 + np.array([0.03, 0.02, 0.07], dtype=np.float32), 0, 1)
    rim = near & ~solid
    drawn = np.where(rim[..., None], 0.82 * dark + 0.18 * ground, drawn)
    if glint:
        lit = solid & ~np.roll(solid, (1, 1), (0, 1)) & (luma(figure) > 0.25)
        drawn = np.where(lit[..., None], np.clip(drawn * 1.18 + 0.05, 0, 1), drawn)
    return np.asarray(drawn, dtype=np.float32)


def _few(rgb: Field, colours: int) -> Field:
    image = to_image(rgb).quantize(colours, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    return from_image(image.convert("RGB"))


def _enlarged(small: Field, cell: int, shape: tuple[int, int]) -> Image.Image:
    image = to_image(small)
    large = image.resize((image.width * cell, image.height * cell), Image.Resampling.NEAREST)
    return large.crop((0, 0, shape[1], shape[0]))
