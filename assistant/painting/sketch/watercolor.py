"""Painting with water: transparent washes over white paper, with pigment gathering at their edges and in the grain.

Runs in the painter's process. After Bousseau, Kaplan, Thollot, Sillion, "Interactive Watercolor Rendering with Temporal
Coherence and Abstraction" (NPAR 2006): a picture made simple is taken as the wash, and its pigment density is changed
by C' = C − (C − C²)(d − 1), where d sums flow of the water, paper grain and darkened edges.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageFilter

from assistant.painting.sketch.compose import Composition
from assistant.painting.sketch.fields import (
    Field,
    Rng,
    blurred,
    colour,
    from_image,
    gradient,
    grid,
    luma,
    mix,
    noise,
    saturated,
    smoothstep,
    to_image,
)

FRAMES = 12
"""Unfinished pictures that `paint_watercolor` shows before the finished one."""


def paint_watercolor(picture: Composition, rng: Rng) -> Iterator[Image.Image]:
    """The paper as it is being painted, `FRAMES` times, and at last finished."""
    shape = picture.figures.shape
    unit = min(shape) / 512
    grain = _grain(rng, shape, unit)
    paper = colour("#fbf7ee") * (1 - 0.07 * (grain - 0.5))[..., None]
    wobble = _wobble(rng, shape, unit)
    behind = _washes(_moved(picture.background, wobble), rng, unit, simple=4.5 * unit, pale=0.20)
    subject = _washes(_moved(picture.rgb, wobble), rng, unit, simple=1.5 * unit, pale=0.06)
    figures = np.clip(_moved(picture.figures, wobble), 0, 1)
    # A thin dry line is left between the washes, so that they do not run into each other.
    gap = np.clip(blurred(figures, 2.2 * unit) - figures, 0, 1) * smoothstep(
        0.25, 0.7, noise(rng, shape, 60 * unit, octaves=2)
    )
    pale = mix(behind, np.ones(3, dtype=np.float32), np.clip(gap * 1.5, 0, 0.85))
    pale = _rims(pale, picture.background, wobble, unit, 0.8)
    done = mix(pale, _rims(subject, picture.rgb, wobble, unit, 1.5), smoothstep(0.35, 0.75, figures))
    pigment = _density(done, _flow_of_water(rng, shape, unit), grain)
    edge = _border(rng, shape, unit)
    lines = _pencil_lines(picture, wobble, unit)
    start = paper * (1 - 0.30 * lines)[..., None]
    front = noise(rng, shape, 150 * unit, octaves=4)
    _, y = grid(shape)
    spread = 0.55 * (y / shape[0]) + 0.45 * front
    for number in range(1, FRAMES + 1):
        share = number / FRAMES
        wash = smoothstep(share * 1.9 + 0.02, share * 1.9 - 0.12, spread)
        second = smoothstep(share * 2.0 - 0.92, share * 2.0 - 1.04, spread)
        thin = mix(
            np.ones(3, dtype=np.float32),
            mix(pale, np.ones(3, dtype=np.float32), 0.25 * (1 - share)),
            wash * (1 - 0.75 * figures),
        )
        coat = mix(thin, pigment, second)
        yield to_image(start * mix(np.ones(3, dtype=np.float32), coat, edge))
    final = _spatter(pigment, rng, unit)
    yield to_image(np.clip(start * mix(np.ones(3, dtype=np.float32), final, edge), 0, 1))


def _grain(rng: Rng, shape: tuple[int, int], unit: float) -> Field:
    """Cold-pressed paper: bumps a few pixels wide."""
    fine = 0.6 * noise(rng, shape, 2.6 * unit, octaves=1) + 0.4 * noise(rng, shape, 7 * unit, octaves=1)
    return np.clip(0.5 + (fine - 0.5) * 1.1, 0, 1).astype(np.float32)


def _wobble(rng: Rng, shape: tuple[int, int], unit: float) -> tuple[Field, Field]:
    """Where each pixel is taken from, so that no edge is ruled: row and column numbers."""
    x, y = grid(shape)
    sway = [(noise(rng, shape, 34 * unit, octaves=3) - 0.5) * 7 * unit for _ in range(2)]
    rows = np.clip(y + sway[0], 0, shape[0] - 1).astype(np.int32)
    columns = np.clip(x + sway[1], 0, shape[1] - 1).astype(np.int32)
    return rows, columns


def _moved(field: Field, wobble: tuple[Field, Field]) -> Field:
    moved: Field = field[wobble]
    return moved


def _washes(rgb: Field, rng: Rng, unit: float, *, simple: float, pale: float) -> Field:
    """The picture in few, flat, lighter tones."""
    size = max(3, 2 * round(simple) + 1)
    flat = to_image(rgb).filter(ImageFilter.MedianFilter(min(size, 9)))
    tones = saturated(from_image(flat), 1.22)
    tones = blurred(tones, simple * 0.5)
    lifted = 1 - (1 - tones) * (1 - pale)
    drift = noise(rng, rgb.shape[:2], 120 * unit, octaves=3)[..., None]
    return np.clip(lifted * (1 - 0.04 * (drift - 0.5)) + 0.045, 0.03, 0.985).astype(np.float32)


def _rims(wash: Field, rgb: Field, wobble: tuple[Field, Field], unit: float, strength: float) -> Field:
    """Pigment that the drying water carries to the edges of a wash."""
    bright = luma(blurred(_moved(rgb, wobble), 1.6 * unit))
    right, down = gradient(bright)
    edges = np.hypot(right, down) * unit
    rim = np.clip((edges - 0.012) * 16, 0, 1)
    # The edge lies on the darker side.
    dark_side = np.clip((blurred(bright, 3.5 * unit) - bright) * 22, 0, 1)
    deeper = 1 + strength * rim * (0.35 + 0.65 * dark_side) * 0.55
    return np.clip(_thicker(wash, deeper), 0, 1)


def _thicker(wash: Field, density: Field) -> Field:
    """C' = C − (C − C²)(d − 1): the same pigment, thicker (d above 1) or thinner."""
    thick: Field = wash - (wash - wash * wash) * (density[..., None] - 1)
    return thick.astype(np.float32)


def _flow_of_water(rng: Rng, shape: tuple[int, int], unit: float) -> Field:
    """Where more and less pigment settled: large soft clouds, and a few blooms with a dark rim."""
    clouds = noise(rng, shape, 190 * unit, octaves=3)
    bloom = noise(rng, shape, 130 * unit, octaves=3)
    ring = smoothstep(0.035, 0.0, np.abs(bloom - 0.66)) * 0.28 - smoothstep(0.64, 0.80, bloom) * 0.22
    return (1 + (clouds - 0.5) * 0.95 + ring).astype(np.float32)


def _density(wash: Field, water: Field, grain: Field) -> Field:
    granulation = 1 + (grain - 0.5) * 0.42
    return np.clip(_thicker(wash, np.clip(water * granulation, 0.25, 2.0)), 0, 1)


def _border(rng: Rng, shape: tuple[int, int], unit: float) -> Field:
    """1 where the paper is painted; brush marks leave an uneven white margin."""
    x, y = grid(shape)
    height, width = shape
    inward = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
    ragged = noise(rng, shape, 70 * unit, octaves=4) * 26 * unit + noise(rng, shape, 9 * unit, octaves=2) * 5 * unit
    return smoothstep(-1.5 * unit, 2.5 * unit, inward - 8 * unit - ragged * 0.8)


def _pencil_lines(picture: Composition, wobble: tuple[Field, Field], unit: float) -> Field:
    """The faint drawing below the paint."""
    bright = luma(picture.rgb)
    lines = np.clip((blurred(bright, 2.2 * unit) - blurred(bright, 0.9 * unit)) * 7, 0, 1) * (
        0.35 + 0.65 * picture.figures
    )
    return _moved(lines, wobble)


def _spatter(pigment: Field, rng: Rng, unit: float) -> Field:
    """A few drops that flew off the brush."""
    height, width = pigment.shape[:2]
    x, y = grid((height, width))
    out = pigment
    for _ in range(9):
        cx, cy = rng.uniform(0.05, 0.95) * width, rng.uniform(0.05, 0.95) * height
        radius = unit * (1.2 + 3.2 * float(rng.random()) ** 2)
        left, top, reach = int(max(0, cx - 9 * unit)), int(max(0, cy - 9 * unit)), int(18 * unit) + 2
        box = np.s_[top : top + reach, left : left + reach]
        away = np.hypot(x[box] - cx, y[box] - cy)
        drop = smoothstep(radius, radius - 1.0, away) * (0.35 + 0.4 * smoothstep(radius * 0.4, radius, away))
        ink = pigment[int(rng.integers(height)), int(rng.integers(width))] * 0.85
        out = out.copy()
        out[box] = mix(out[box], out[box] * ink, drop)
    return out
