"""Makes a small known composition and paints it, for the tests of the styles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sketchpainter.compose.composition import Composition, Placed
from sketchpainter.raster.arrays import Field, noise
from sketchpainter.styles.style_table import paint


def motif(height: int = 128, width: int = 128) -> Composition:
    """A red ball with a white belly and dark eyes on a meadow below a blue sky: known to the pixel, without a font."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    ground: Field = np.where((y > 0.6 * height)[..., None], (0.30, 0.55, 0.22), (0.55, 0.75, 0.92)).astype(np.float32)
    ground = ground * (0.85 + 0.3 * noise(rng, (height, width), width / 5))[..., None]
    size, cx, cy = 0.30 * min(height, width), 0.5 * width, 0.55 * height

    def disc(dx: float, dy: float, radius: float) -> Field:
        away = np.hypot(x - cx - dx * size, y - cy - dy * size)
        return np.asarray(np.clip(radius * size - away + 0.5, 0, 1), dtype=np.float32)

    figures = disc(0, 0, 1)
    rgb: Field = ground
    for cover, ink in (
        (figures, (0.82, 0.18, 0.14)),
        (disc(0, 0.4, 0.5), (0.96, 0.94, 0.90)),
        (disc(-0.35, -0.3, 0.16), (0.06, 0.05, 0.08)),
        (disc(0.35, -0.3, 0.16), (0.06, 0.05, 0.08)),
    ):
        rgb = rgb + (np.array(ink, dtype=np.float32) - rgb) * cover[..., None]
    rows, columns = np.flatnonzero(figures.max(1)), np.flatnonzero(figures.max(0))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    ball = Placed("ball", box, figures[box[1] : box[3], box[0] : box[2]])
    flow = np.zeros((height, width), dtype=np.float32)
    return Composition(np.clip(rgb, 0, 1).astype(np.float32), np.clip(ground, 0, 1), (ball,), flow, figures)


def painted(style: str, manner: str | None = None, shape: tuple[int, int] = (128, 128)) -> list[npt.NDArray[np.uint8]]:
    """All steps; each is copied, since a style may paint on."""
    return [np.array(image) for image in paint(motif(*shape), style, manner, np.random.default_rng(7))]


def apart(one: npt.NDArray[np.generic], other: npt.NDArray[np.generic]) -> float:
    """Mean difference of two 8-bit pictures."""
    return float(np.abs(one.astype(np.float32) - other.astype(np.float32)).mean())
