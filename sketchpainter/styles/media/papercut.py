"""Layers of cut paper: every sheet of one colour, with its fibres, its cut edge, and its shadow on the one below.

Runs in the painter's process.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, colour, gradient, luma, mix, noise, saturated, smoothstep
from sketchpainter.styles.media.flats import alone, flat_colours
from sketchpainter.styles.style_context import Easel, Steps
from sketchpainter.styles.surfaces import lit, tooth
from sketchpainter.styles.unveiling import unveil

_BEHIND, _FRONT = 6, 9
"""Sheets of the ground and of a figure."""
_DUSK = np.array([1.0, 0.96, 0.86], dtype=np.float32)
"""What a shadow takes of red, green and blue: it is a little blue itself."""


def cut_paper(easel: Easel) -> Steps:
    """Lay sheet over sheet: the lightest tones of the ground first, the figure's parts last."""
    rng, unit, shape = easel.rng, easel.unit, easel.shape
    fibres = tooth(rng, shape, unit, 2.0) + 0.6 * noise(rng, shape, 22 * unit, octaves=3, stretch=3)
    grain = (1 + lit(fibres, unit, 0.05))[..., None]
    backing = np.broadcast_to(colour("#f3ecdd"), (*shape, 3)) * grain
    ground = saturated(easel.without_detail(easel.background, 7.0), 1.25)
    stage = _stacked(backing, ground, _BEHIND, unit, smooth=9.0, lift=7.0)
    behind = stage
    own = saturated(easel.without_detail(easel.rgb, 1.2), 1.2)
    cover = smoothstep(0.42, 0.58, blurred(easel.figures, 0.8 * unit))
    shadowed = _shadow(behind, cover, unit, 9.0, 0.55)
    flat = flat_colours(alone(own, easel.figures), _FRONT + 3, 3.2 * unit)
    parts = _relief(flat, unit, 2.4)
    figure = mix(shadowed, np.clip(parts, 0, 1), cover)
    figure = np.clip(figure + (0.10 * _bevel(cover, unit))[..., None], 0, 1)
    frame = _window(easel)
    done = np.clip(_shadow(figure * grain, frame, unit, 10.0, 0.5), 0, 1)
    card = colour("#fbf6ea") * grain
    done = mix(done, np.clip(card, 0, 1).astype(np.float32), frame)
    return unveil(easel, [backing.astype(np.float32), behind * grain, shadowed * grain, done])


def _stacked(backing: Field, rgb: Field, sheets: int, unit: float, smooth: float, lift: float) -> Field:
    """The ground as sheets, the bright ones deepest: each is cut where the picture is darker than its tone."""
    bright = blurred(luma(rgb), smooth * 0.45 * unit)
    marks = np.quantile(bright, np.linspace(0.97, 0.06, sheets))
    right, down = gradient(bright)
    slope = np.hypot(right, down) + 1e-4
    out = backing
    for number, level in enumerate(marks):
        cover = np.clip((level - bright) / slope + 0.5, 0, 1) if number else np.ones_like(bright)
        inside = (bright <= level) & (bright > (marks[number + 1] if number + 1 < sheets else -1.0))
        if not inside.any():
            continue
        # One sheet may change its colour slowly from side to side, as dyed paper does.
        weight = blurred(inside.astype(np.float32), 34 * unit) + 1e-4
        tone = blurred(rgb * inside[..., None], 34 * unit) / weight[..., None]
        mean = rgb[inside].mean(0)
        tone = mix(np.broadcast_to(mean, rgb.shape), tone, smoothstep(0.0, 0.02, weight) * 0.85)
        under = _shadow(out, cover, unit, lift, 0.55) if number else out
        out = mix(under, np.clip(tone, 0, 1), cover)
        out = np.clip(out + (0.07 * _bevel(cover, unit))[..., None], 0, 1) if number else out
    return np.asarray(out, dtype=np.float32)


def _relief(flat: Field, unit: float, lift: float) -> Field:
    """The figure's parts as paper on paper: a shadow falls from the darker parts on the lighter ones."""
    bright = luma(flat)
    shifted = np.roll(bright, (round(lift * unit), round(lift * 0.7 * unit)), (0, 1))
    fall = blurred(np.clip(bright - shifted, 0, 1), 1.2 * unit)
    return np.asarray(flat * (1 - 0.75 * np.clip(fall * 1.6, 0, 0.6))[..., None], dtype=np.float32)


def _shadow(rgb: Field, cover: Field, unit: float, lift: float, depth: float) -> Field:
    """The shadow of a sheet on what lies below, to the lower right."""
    offset = (max(1, round(0.75 * lift * unit)), max(1, round(0.5 * lift * unit)))
    moved = np.zeros_like(cover)
    moved[offset[0] :, offset[1] :] = cover[: -offset[0], : -offset[1]]
    moved[: offset[0]], moved[:, : offset[1]] = moved[offset[0]], moved[:, offset[1] : offset[1] + 1]
    wide, near = blurred(moved, 0.85 * lift * unit), blurred(cover, 1.2 * unit)
    dark = np.clip(depth * wide + 0.25 * depth * near, 0, 0.8)
    return np.asarray(rgb * (1 - dark[..., None] * _DUSK), dtype=np.float32)


def _bevel(cover: Field, unit: float) -> Field:
    """−1 … 1: the cut edge: bright towards the light."""
    return np.clip(lit(blurred(cover, 0.7 * unit), unit, 2.2), -0.5, 1)


def _window(easel: Easel) -> Field:
    """0 … 1: the uppermost sheet, with a window cut in waves."""
    height, width = easel.shape
    unit = easel.unit
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    inward = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
    sway = (noise(easel.rng, easel.shape, 120 * unit, octaves=2) - 0.5) * 16 * unit
    return smoothstep(0.8 * unit, -0.8 * unit, inward - 15 * unit - sway)
