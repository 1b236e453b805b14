"""Watercolour: a faint drawing, wet washes behind, glazes with dried rims on the figures, drops, and a free white rim.

Runs in the painter's process.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, noise, saturated, smoothstep
from sketchpainter.styles.style_context import Easel, Steps
from sketchpainter.styles.surfaces import margin, sheet, tooth
from sketchpainter.styles.unveiling import unveil
from sketchpainter.styles.washes import drops, glazed, on_paper, rimmed, settled, wobbled

PAPER = "#fdf9f0"
_GRAPHITE = np.array([1.0, 1.0, 0.9], dtype=np.float32)


def paint_watercolor(easel: Easel) -> Steps:
    """Paint in thin washes on rough white paper."""
    rng, unit, shape = easel.rng, easel.unit, easel.shape
    bumps = tooth(rng, shape, unit, 3.2)
    paper = sheet(rng, shape, unit, PAPER, bumps, 0.045)
    behind, edges = _behind(easel)
    front, figures, lines = _front(easel)
    water = settled(rng, shape, unit, bumps, grain=0.26, clouds=0.42)
    bled = _bled(easel, front, figures)
    # A thin dry line is left here and there between the washes, so that they do not run into each other.
    dry = np.clip(blurred(figures, 2.0 * unit) - figures, 0, 1) * smoothstep(0.35, 0.7, noise(rng, shape, 50 * unit))
    behind = (behind + bled) * (edges * (1 - np.clip(2.2 * dry, 0, 0.9)))[..., None]
    # Behind the figure its own wash would show through: the white of the paper is kept for it.
    behind = behind * (1 - 0.94 * figures)[..., None]
    front = front * (figures * rimmed(figures, unit, 0.9))[..., None]
    sketched = on_paper(paper, (0.28 * lines)[..., None] * _GRAPHITE)
    first = on_paper(sketched, behind * (0.55 * water)[..., None])
    both = (behind + front) * water[..., None]
    done = on_paper(sketched, both + _flung(easel, both))
    yield from unveil(easel, [paper, sketched, first, done])


def _behind(easel: Easel) -> tuple[Field, Field]:
    """Density of the background's washes, and where they end: 0 on the free rim, more than 1 along its edge."""
    rng, unit, shape = easel.rng, easel.unit, easel.shape
    simple = saturated(easel.without_detail(easel.background, 4.0), 1.25)
    (simple,) = wobbled([simple], rng, unit, 5.0, 1.6)
    wet = smoothstep(0.25, 0.6, noise(rng, shape, 140 * unit, octaves=2))
    tones = blurred(simple, 1.2 * unit)
    tones = 1 - (1 - tones) * 0.86
    thick = glazed(tones, rng, unit, (0.80, 0.58, 0.36), wet, rim=0.55)
    rim = margin(rng, shape, unit, 22, 64)
    frayed = margin(rng, shape, unit, 15, 40)
    rim = np.clip(rim * 0.85 + 0.15 * frayed, 0, 1)
    return thick, rim * rimmed(rim, unit, 0.8)


def _front(easel: Easel) -> tuple[Field, Field, Field]:
    """Density of the figures' glazes, their shapes, and the pencil lines below."""
    rng, unit = easel.rng, easel.unit
    simple = saturated(easel.without_detail(easel.rgb, 1.2), 1.22)
    simple, figures, lines = wobbled([simple, easel.figures, easel.lines], rng, unit, 2.2, 0.7)
    tones = 1 - (1 - simple) * 0.93
    wet = 0.55 * smoothstep(0.35, 0.65, noise(rng, easel.shape, 60 * unit, octaves=2))
    thick = glazed(tones, rng, unit, (0.86, 0.66, 0.46, 0.26), wet, rim=0.7)
    return thick * (0.97 + 0.10 * lines)[..., None], smoothstep(0.3, 0.7, figures), lines


def _bled(easel: Easel, thick: Field, figures: Field) -> Field:
    """Colour that ran out of a figure into the wet paper beside it."""
    unit = easel.unit
    where = smoothstep(0.58, 0.78, noise(easel.rng, easel.shape, 80 * unit, octaves=3))
    return np.asarray(blurred(thick * figures[..., None], 9 * unit) * (0.5 * where * (1 - figures))[..., None])


def _flung(easel: Easel, thick: Field) -> Field:
    """Density of a few drops, in the picture's own colours."""
    rng, unit = easel.rng, easel.unit
    spots = drops(rng, easel.shape, unit, 26, 4.5)
    around = np.roll(blurred(thick, 14 * unit), (int(40 * unit), int(-60 * unit)), (0, 1))
    return np.asarray(around * (0.55 * spots)[..., None], dtype=np.float32)
