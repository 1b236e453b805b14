"""Brush and ink: a few swift lines that swell, washes in greys with bleeding edges, dry strokes, and a red seal.

Runs in the painter's process.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, luma, noise, saturated, smoothstep
from sketchpainter.styles.contours import line_ribbons
from sketchpainter.styles.media.prints import sealed
from sketchpainter.styles.ribbons import rasterised
from sketchpainter.styles.style_context import Easel, Steps
from sketchpainter.styles.surfaces import margin, sheet, tooth
from sketchpainter.styles.unveiling import unveil
from sketchpainter.styles.washes import drops, glazed, on_paper, rimmed, settled, wobbled


def paint_ink(easel: Easel) -> Steps:
    """Ink on rice paper; what is far off dissolves in mist."""
    rng, unit, shape = easel.rng, easel.unit, easel.shape
    bumps = tooth(rng, shape, unit, 2.6)
    paper = sheet(rng, shape, unit, "#f5efe1", bumps, 0.03)
    line = _strokes(easel, bumps)
    behind = _washed(easel, easel.without_detail(easel.background, 6.0), (0.74, 0.50, 0.30), 6.0, 0.85)
    mist = smoothstep(0.30, 0.62, noise(rng, shape, 190 * unit, octaves=3))
    rim = blurred(margin(rng, shape, unit, 30, 110), 7 * unit)
    behind = behind * (0.20 + 0.62 * mist)[..., None] * rim[..., None]
    own = _washed(easel, easel.without_detail(easel.rgb, 1.5), (0.80, 0.58, 0.36, 0.18), 2.0, 0.25)
    (figures,) = wobbled([easel.figures], rng, unit, 1.5, 0.4)
    figures = smoothstep(0.3, 0.7, figures)
    own = own * (0.86 * figures * rimmed(figures, unit, 0.7))[..., None]
    # A breath of the figure's own colour in the ink.
    tint = np.clip(1 - saturated(easel.without_detail(easel.rgb, 2.0), 1.3), 0, 1) * (0.42 * figures)[..., None]
    water = settled(rng, shape, unit, bumps, 0.22, 0.40)
    thick = (behind * (1 - 0.9 * figures)[..., None] + own + tint) * water[..., None]
    black = line + 1.4 * drops(rng, shape, unit, 22, 4.0)
    sketched = on_paper(paper, 2.2 * line[..., None] * _SOOT)
    washed = on_paper(sketched, (behind * (1 - 0.9 * figures)[..., None]) * water[..., None])
    done = on_paper(on_paper(paper, thick), 2.4 * black[..., None] * _SOOT)
    return unveil(easel, [paper, sketched, washed, sealed(easel, done)])


_SOOT = np.array([1.0, 0.98, 0.93], dtype=np.float32)
"""What pine soot ink swallows of red, green and blue: nearly black, a little cool."""


def _strokes(easel: Easel, bumps: Field) -> Field:
    """0 … 1: brush lines, bold around figures, broken where the brush runs dry."""
    unit, shape = easel.unit, easel.shape
    ink: Field = np.zeros(shape, dtype=np.float32)
    goes = (
        (easel.lines * easel.figures, 1.25, 0.8),
        (easel.silhouettes, 2.9, 0.85),
        (easel.lines * (1 - easel.figures) * 1.3, 1.2, 0.9),
    )
    for lines, radius, taper in goes:
        ribbons = line_ribbons(easel, np.clip(lines, 0, 1), radius * unit, taper=taper, every=3.2, shake=0.4 * unit)
        marks = rasterised(ribbons, shape)
        dry = np.clip(marks.along / np.maximum(marks.along + marks.left, 1), 0, 1) ** 2
        kept = np.clip(1.25 - 1.6 * dry * (1 - bumps.reshape(-1)[marks.pixel]), 0, 1)
        flat = ink.reshape(-1)
        flat[marks.pixel] = np.maximum(flat[marks.pixel], marks.cover * kept)
    return np.asarray(blurred(ink, 0.4 * unit), dtype=np.float32)


def _washed(easel: Easel, rgb: Field, levels: tuple[float, ...], wobble_px: float, wetness: float) -> Field:
    """Density of grey washes."""
    rng, unit = easel.rng, easel.unit
    (moved,) = wobbled([rgb], rng, unit, wobble_px, 0.8)
    bright = luma(blurred(moved, 1.2 * unit))
    low, high = (float(np.quantile(bright, q)) for q in (0.02, 0.97))
    bright = np.clip((bright - low) / max(high - low, 0.25), 0, 1) * 0.86 + 0.13
    bright += easel.figures * (bright**0.74 - bright)
    grey = np.repeat(bright[..., None], 3, axis=-1)
    wet = wetness * smoothstep(0.2, 0.6, noise(rng, easel.shape, 110 * unit, octaves=2))
    return glazed(grey, rng, unit, levels, wet.astype(np.float32), rim=0.9) * _SOOT
