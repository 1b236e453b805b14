"""Paints in thin transparent washes: watercolour, and brush and ink.

Washes have dried rims, grains in the paper's hollows, blooms, bleeding and drops. After Bousseau, Kaplan, Thollot,
Sillion, "Interactive Watercolor Rendering with Temporal Coherence and Abstraction" (NPAR 2006), but with optical
density: thicker paint absorbs more light (Beer and Lambert).

Watercolour is a faint drawing, wet washes behind, glazes with dried rims on the figures, drops, and a free white rim.
Ink is a few swift lines that swell, grey washes with bleeding edges, dry strokes, and a red seal.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field, Rng, blurred, grid, luma, noise, saturated, smoothstep
from sketchpainter.styles.contours import line_ribbons
from sketchpainter.styles.media.prints import sealed
from sketchpainter.styles.ribbons import rasterised
from sketchpainter.styles.style_context import Steps, StyleContext
from sketchpainter.styles.surfaces import paper_sheet, ragged_margin, tooth
from sketchpainter.styles.unveiling import unveil

_DARKEST = 0.035
"""Share of light that the thickest wash still reflects."""


def density(rgb: Field) -> Field:
    """Returns the optical density of each channel: −log of the reflected light."""
    return np.asarray(-np.log(np.clip(rgb, _DARKEST, 1.0)), dtype=np.float32)


def wobbled(fields: list[Field], rng: Rng, unit: float, wide_px: float, fine_px: float) -> list[Field]:
    """Warps the fields as an unsure hand would: by up to `wide_px` slowly and `fine_px` finely, pixels of 512."""
    shape = fields[0].shape[:2]
    x, y = grid(shape)
    moved = []
    for _ in range(2):
        slow = (noise(rng, shape, 46 * unit, octaves=2) - 0.5) * 2 * wide_px * unit
        fast = (noise(rng, shape, 9 * unit, octaves=2) - 0.5) * 2 * fine_px * unit
        moved.append(slow + fast)
    to_x, to_y = (x + moved[0]).astype(np.float32), (y + moved[1]).astype(np.float32)
    return [
        cv2.remap(
            np.ascontiguousarray(f, dtype=np.float32), to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        for f in fields
    ]


def glazed(rgb: Field, rng: Rng, unit: float, levels: tuple[float, ...], wet: Field, rim: float) -> Field:
    """Returns the density of a picture painted in a few washes over each other.

    Args:
        rgb: The picture, without detail that a wash cannot hold.
        levels: Brightness, falling, below which each further wash is laid.
        rng: Random generator.
        unit: Size of a pixel of 512, pixels.
        wet: 0 leaves hard, dark-rimmed edges … 1 soft ones.
        rim: Amount of pigment that the drying water carries to the edges.
    """
    thick = density(rgb)
    bright = luma(rgb)
    sway = (noise(rng, bright.shape, 30 * unit, octaves=3) - 0.5) * 0.10
    soft = 0.018 + 0.16 * wet
    steps = np.zeros_like(bright)
    rims = np.zeros_like(bright)
    for level in levels:
        wash = np.clip(0.5 + (level - bright - sway) / (2 * soft), 0, 1)
        wash = wash * wash * (3 - 2 * wash)
        steps += wash
        rims += np.clip(wash - blurred(wash, 2.6 * unit), 0, 1) * (1 - 0.85 * wet)
    # This compares the brightness that a number of washes gives with the picture's brightness there.
    known = np.array([0.95, *levels, 0.06], dtype=np.float32)
    tones = (known[:-1] + known[1:]) / 2
    stepped = np.interp(steps, np.arange(len(tones)), tones).astype(np.float32)
    share = np.log(np.clip(stepped, 0.05, 0.99)) / np.log(np.clip(bright, 0.05, 0.985))
    held = np.clip(0.45 + 0.55 * share, 0.45, 1.7)
    return np.asarray(thick * held[..., None] * (1 + rim * 1.6 * rims)[..., None], dtype=np.float32)


def rimmed(cover: Field, unit: float, amount: float) -> Field:
    """Returns the factor of the paint's thickness along the border of a wash that covers a shape."""
    inner = np.clip(cover - blurred(cover, 2.2 * unit), 0, 1) + 0.6 * np.clip(cover - blurred(cover, 6 * unit), 0, 1)
    return np.asarray(1 + amount * inner, dtype=np.float32)


def settled(rng: Rng, shape: tuple[int, int], unit: float, bumps: Field, grain: float, clouds: float) -> Field:
    """Returns the factor of the paint's thickness: it settles in hollows, in slow clouds, and in blooms with a dark
    fringe.
    """
    slow = (noise(rng, shape, 170 * unit, octaves=4) - 0.5) * 2
    bloom = noise(rng, shape, 120 * unit, octaves=4)
    fringe = smoothstep(0.02, 0.0, np.abs(bloom - 0.68)) * 0.35 - smoothstep(0.68, 0.80, bloom) * 0.35
    hollows = (0.5 - bumps) * 2 * grain
    return np.asarray(np.clip((1 + clouds * (slow + fringe)) * (1 + hollows), 0.12, 2.4), dtype=np.float32)


def drops(rng: Rng, shape: tuple[int, int], unit: float, count: int, largest_px: float) -> Field:
    """Returns the cover of drops that flew off the brush, 0 … 1, with a rim where they dried."""
    height, width = shape
    out = np.zeros(shape, dtype=np.float32)
    for _ in range(count):
        x, y = rng.uniform(0.04, 0.96) * width, rng.uniform(0.04, 0.96) * height
        radius = unit * (0.9 + largest_px * float(rng.random()) ** 3)
        reach = int(radius + 3)
        left, top = max(0, int(x) - reach), max(0, int(y) - reach)
        right, bottom = min(width, int(x) + reach + 1), min(height, int(y) + reach + 1)
        ys, xs = np.mgrid[top:bottom, left:right].astype(np.float32)
        away = np.hypot(xs - x, ys - y)
        dot = np.clip(radius - away + 0.5, 0, 1) * (0.55 + 0.45 * smoothstep(0.5 * radius, radius, away))
        np.maximum(out[top:bottom, left:right], dot, out=out[top:bottom, left:right])
    return out


def on_paper(paper: Field, thick: Field) -> Field:
    """Returns the paper seen through the paint."""
    return np.asarray(np.clip(paper * np.exp(-thick), 0, 1), dtype=np.float32)


PAPER = "#fdf9f0"
_GRAPHITE = np.array([1.0, 1.0, 0.9], dtype=np.float32)


def paint_watercolor(context: StyleContext) -> Steps:
    """Paints in thin washes on rough white paper."""
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, 3.2)
    paper = paper_sheet(rng, shape, unit, PAPER, bumps, 0.045)
    behind, edges = _behind(context)
    front, figures, lines = _front(context)
    water = settled(rng, shape, unit, bumps, grain=0.26, clouds=0.42)
    bled = _bled(context, front, figures)
    # A thin dry line stays here and there between the washes, so that they do not run into each other.
    dry = np.clip(blurred(figures, 2.0 * unit) - figures, 0, 1) * smoothstep(0.35, 0.7, noise(rng, shape, 50 * unit))
    behind = (behind + bled) * (edges * (1 - np.clip(2.2 * dry, 0, 0.9)))[..., None]
    # The background's wash would show through the figure, so the paper stays white behind it.
    behind = behind * (1 - 0.94 * figures)[..., None]
    front = front * (figures * rimmed(figures, unit, 0.9))[..., None]
    sketched = on_paper(paper, (0.28 * lines)[..., None] * _GRAPHITE)
    first = on_paper(sketched, behind * (0.55 * water)[..., None])
    both = (behind + front) * water[..., None]
    done = on_paper(sketched, both + _flung(context, both))
    yield from unveil(context, [paper, sketched, first, done])


def _behind(context: StyleContext) -> tuple[Field, Field]:
    """Returns density of the background's washes, and their extent: 0 on the free rim, more than 1 along its edge."""
    rng, unit, shape = context.rng, context.unit, context.shape
    simple = saturated(context.without_detail(context.background, 4.0), 1.25)
    (simple,) = wobbled([simple], rng, unit, 5.0, 1.6)
    wet = smoothstep(0.25, 0.6, noise(rng, shape, 140 * unit, octaves=2))
    tones = blurred(simple, 1.2 * unit)
    tones = 1 - (1 - tones) * 0.86
    thick = glazed(tones, rng, unit, (0.80, 0.58, 0.36), wet, rim=0.55)
    rim = ragged_margin(rng, shape, unit, 22, 64)
    frayed = ragged_margin(rng, shape, unit, 15, 40)
    rim = np.clip(rim * 0.85 + 0.15 * frayed, 0, 1)
    return thick, rim * rimmed(rim, unit, 0.8)


def _front(context: StyleContext) -> tuple[Field, Field, Field]:
    """Returns density of the figures' glazes, their shapes, and the pencil lines below."""
    rng, unit = context.rng, context.unit
    simple = saturated(context.without_detail(context.rgb, 1.2), 1.22)
    simple, figures, lines = wobbled([simple, context.figures, context.lines], rng, unit, 2.2, 0.7)
    tones = 1 - (1 - simple) * 0.93
    wet = 0.55 * smoothstep(0.35, 0.65, noise(rng, context.shape, 60 * unit, octaves=2))
    thick = glazed(tones, rng, unit, (0.86, 0.66, 0.46, 0.26), wet, rim=0.7)
    return thick * (0.97 + 0.10 * lines)[..., None], smoothstep(0.3, 0.7, figures), lines


def _bled(context: StyleContext, thick: Field, figures: Field) -> Field:
    """Returns the colour that ran out of a figure into the wet paper beside it."""
    unit = context.unit
    where = smoothstep(0.58, 0.78, noise(context.rng, context.shape, 80 * unit, octaves=3))
    return np.asarray(blurred(thick * figures[..., None], 9 * unit) * (0.5 * where * (1 - figures))[..., None])


def _flung(context: StyleContext, thick: Field) -> Field:
    """Returns the density of a few drops in the picture's own colours."""
    rng, unit = context.rng, context.unit
    spots = drops(rng, context.shape, unit, 26, 4.5)
    around = np.roll(blurred(thick, 14 * unit), (int(40 * unit), int(-60 * unit)), (0, 1))
    return np.asarray(around * (0.55 * spots)[..., None], dtype=np.float32)


def paint_ink(context: StyleContext) -> Steps:
    """Paints in ink on rice paper; distant things dissolve in mist."""
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, 2.6)
    paper = paper_sheet(rng, shape, unit, "#f5efe1", bumps, 0.03)
    line = _strokes(context, bumps)
    behind = _washed(context, context.without_detail(context.background, 6.0), (0.74, 0.50, 0.30), 6.0, 0.85)
    mist = smoothstep(0.30, 0.62, noise(rng, shape, 190 * unit, octaves=3))
    rim = blurred(ragged_margin(rng, shape, unit, 30, 110), 7 * unit)
    behind = behind * (0.20 + 0.62 * mist)[..., None] * rim[..., None]
    own = _washed(context, context.without_detail(context.rgb, 1.5), (0.80, 0.58, 0.36, 0.18), 2.0, 0.25)
    (figures,) = wobbled([context.figures], rng, unit, 1.5, 0.4)
    figures = smoothstep(0.3, 0.7, figures)
    own = own * (0.86 * figures * rimmed(figures, unit, 0.7))[..., None]
    # The ink has a trace of the figure's own colour.
    tint = np.clip(1 - saturated(context.without_detail(context.rgb, 2.0), 1.3), 0, 1) * (0.42 * figures)[..., None]
    water = settled(rng, shape, unit, bumps, 0.22, 0.40)
    thick = (behind * (1 - 0.9 * figures)[..., None] + own + tint) * water[..., None]
    black = line + 1.4 * drops(rng, shape, unit, 22, 4.0)
    sketched = on_paper(paper, 2.2 * line[..., None] * _SOOT)
    washed = on_paper(sketched, (behind * (1 - 0.9 * figures)[..., None]) * water[..., None])
    done = on_paper(on_paper(paper, thick), 2.4 * black[..., None] * _SOOT)
    return unveil(context, [paper, sketched, washed, sealed(context, done)])


_SOOT = np.array([1.0, 0.98, 0.93], dtype=np.float32)
"""Density of pine soot ink in red, green and blue: nearly black, slightly cool."""


def _strokes(context: StyleContext, bumps: Field) -> Field:
    """Returns brush lines, 0 … 1: bold around figures, and broken where the brush runs dry."""
    unit, shape = context.unit, context.shape
    ink: Field = np.zeros(shape, dtype=np.float32)
    goes = (
        (context.lines * context.figures, 1.25, 0.8),
        (context.silhouettes, 2.9, 0.85),
        (context.lines * (1 - context.figures) * 1.3, 1.2, 0.9),
    )
    for lines, radius, taper in goes:
        ribbons = line_ribbons(context, np.clip(lines, 0, 1), radius * unit, taper=taper, every=3.2, shake=0.4 * unit)
        marks = rasterised(ribbons, shape)
        dry = np.clip(marks.along / np.maximum(marks.along + marks.left, 1), 0, 1) ** 2
        kept = np.clip(1.25 - 1.6 * dry * (1 - bumps.reshape(-1)[marks.pixel]), 0, 1)
        flat = ink.reshape(-1)
        flat[marks.pixel] = np.maximum(flat[marks.pixel], marks.cover * kept)
    return np.asarray(blurred(ink, 0.4 * unit), dtype=np.float32)


def _washed(context: StyleContext, rgb: Field, levels: tuple[float, ...], wobble_px: float, wetness: float) -> Field:
    """Returns the density of grey washes."""
    rng, unit = context.rng, context.unit
    (moved,) = wobbled([rgb], rng, unit, wobble_px, 0.8)
    bright = luma(blurred(moved, 1.2 * unit))
    low, high = (float(np.quantile(bright, q)) for q in (0.02, 0.97))
    bright = np.clip((bright - low) / max(high - low, 0.25), 0, 1) * 0.86 + 0.13
    bright += context.figures * (bright**0.74 - bright)
    grey = np.repeat(bright[..., None], 3, axis=-1)
    wet = wetness * smoothstep(0.2, 0.6, noise(rng, context.shape, 110 * unit, octaves=2))
    return glazed(grey, rng, unit, levels, wet.astype(np.float32), rim=0.9) * _SOOT
