"""Drawing rather than painting: pencil, ink, pixel art, and the plain picture as it was composed.

Runs in the painter's process. Each function shows the sheet as it is being drawn and at last finished.
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
    grid,
    luma,
    mix,
    noise,
    saturated,
    smoothstep,
    to_image,
)

FRAMES = 12
"""Unfinished pictures that each function shows before the finished one."""


def draw_pencil(picture: Composition, rng: Rng) -> Iterator[Image.Image]:
    """Graphite on paper: outlines first, then hatching, lighter behind the figures."""
    shape = picture.figures.shape
    unit = min(shape) / 512
    bright = luma(blurred(picture.rgb, 0.6 * unit))
    # A night is drawn with less lead than it has darkness; the background is only suggested.
    low, high = (float(np.quantile(bright, q)) for q in (0.03, 0.97))
    bright = np.clip((bright - low) / max(high - low, 0.2), 0, 1).astype(np.float32)
    tone = mix(0.64 + 0.36 * bright, np.clip(0.08 + bright**0.8, 0, 1), picture.figures)
    lines = np.clip(_outlines(luma(picture.rgb), unit) * (0.45 + 0.75 * picture.figures), 0, 1)
    grain = noise(rng, shape, 3.2 * unit, octaves=2)
    passes = [(58, 0.80, 3.1), (58, 0.60, 2.6), (-32, 0.44, 2.6), (12, 0.26, 2.2), (80, 0.15, 2.0)]
    hatches = [
        _hatch(rng, shape, angle, pitch * unit) * smoothstep(level + 0.10, level - 0.16, tone)
        for angle, level, pitch in passes
    ]
    smudge = (1 - blurred(tone, 3 * unit)) * 0.22
    paper = colour("#f7f4ec") * (1 - 0.05 * (grain - 0.5))[..., None]
    lead = colour("#2e2d33")
    x, y = grid(shape)
    sweep = (x / shape[1] + y / shape[0]) / 2
    for number in range(1, FRAMES + 1):
        share = number / FRAMES
        outlined = smoothstep(share * 2.6 + 0.1, share * 2.6 - 0.1, sweep)
        shaded = [np.clip((share * (len(hatches) + 1.6) - 1.6 - i), 0, 1) for i in range(len(hatches))]
        cover = lines * outlined * 0.85
        for hatch, amount in zip(hatches, shaded, strict=True):
            cover = 1 - (1 - cover) * (1 - 0.52 * hatch * smoothstep(amount * 1.3 + 0.01, amount * 1.3 - 0.2, sweep))
        yield to_image(mix(paper, lead, np.clip(cover + smudge * share, 0, 1) * (0.80 + 0.35 * (grain - 0.5))))
    cover = lines * 0.85
    for hatch in hatches:
        cover = 1 - (1 - cover) * (1 - 0.52 * hatch)
    yield to_image(mix(paper, lead, np.clip(cover + smudge, 0, 1) * (0.80 + 0.35 * (grain - 0.5))))


def draw_ink(picture: Composition, rng: Rng) -> Iterator[Image.Image]:
    """Pen and ink with flat comic colours below and a raster of dots in the shades."""
    shape = picture.figures.shape
    unit = min(shape) / 512
    flat = from_image(to_image(saturated(picture.rgb, 1.35)).filter(ImageFilter.MedianFilter(5)))
    steps = 6.0
    poster = blurred(np.floor(flat * steps + 0.5) / steps, 0.5 * unit)
    poster = mix(poster, colour("#fff6e0"), 0.14 * (1 - picture.figures))
    bright = luma(blurred(picture.rgb, 2 * unit))
    x, y = grid(shape)
    pitch = 5.2 * unit
    turned_x, turned_y = (x + y) / np.sqrt(2) / pitch, (x - y) / np.sqrt(2) / pitch
    dot = np.hypot(turned_x - np.round(turned_x), turned_y - np.round(turned_y))
    dots = smoothstep(0.06, -0.06, dot - 0.62 * np.clip(0.62 - bright, 0, 1))
    coloured = mix(poster, poster * 0.62, dots * 0.8)
    lines = np.clip(_outlines(luma(picture.rgb), unit * 1.5) * 1.8 * (0.55 + 0.7 * picture.figures), 0, 1)
    silhouette = np.clip(blurred(picture.figures, 2.0 * unit) * 4 * (1 - picture.figures) * 1.6, 0, 1)
    pen = np.clip(np.maximum(smoothstep(0.25, 0.6, lines), silhouette), 0, 1)
    black, paper = colour("#17151c"), np.broadcast_to(colour("#fbf3e1"), (*shape, 3))
    order = noise(rng, shape, 150 * unit, octaves=3) * 0.6 + 0.4 * y / shape[0]
    for number in range(1, FRAMES + 1):
        share = number / FRAMES
        drawn = smoothstep(share * 2.2 + 0.02, share * 2.2 - 0.06, order)
        filled = smoothstep(share * 2.1 - 1.0, share * 2.1 - 1.08, order)
        yield to_image(mix(mix(paper, coloured, filled), black, pen * drawn))
    yield to_image(mix(coloured, black, pen))


def draw_pixels(picture: Composition, rng: Rng) -> Iterator[Image.Image]:
    """Pixel art: few large pixels, few colours, from coarse to fine."""
    height, width = picture.figures.shape
    finest = max(2, round(min(height, width) / 96))
    image = to_image(np.clip(saturated(picture.rgb, 1.25), 0, 1))
    for number in range(FRAMES):
        cell = max(finest, round(finest * (1 + (FRAMES - 1 - number) * 0.9)))
        yield _pixelled(image, cell, 40)
    yield _pixelled(image, finest, int(rng.integers(40, 49)))


def _pixelled(image: Image.Image, cell: int, colours: int) -> Image.Image:
    columns, rows = max(1, -(-image.width // cell)), max(1, -(-image.height // cell))
    small = image.resize((columns, rows), Image.Resampling.BOX)
    few = small.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize((columns * cell, rows * cell), Image.Resampling.NEAREST).crop((0, 0, image.width, image.height))


def show_plain(picture: Composition, rng: Rng) -> Iterator[Image.Image]:
    """The composed picture itself, uncovered from the background to the figures."""
    shape = picture.figures.shape
    order = noise(rng, shape, min(shape) / 3, octaves=3)
    paper = np.broadcast_to(colour("#f4efe4"), (*shape, 3))
    for number in range(1, FRAMES + 1):
        share = number / FRAMES
        behind = smoothstep(share * 2.4 + 0.02, share * 2.4 - 0.2, order)
        front = smoothstep(share * 2.3 - 1.0, share * 2.3 - 1.2, order)
        yield to_image(mix(mix(paper, picture.background, behind), picture.rgb, front * behind))
    yield to_image(picture.rgb)


def _outlines(bright: Field, unit: float) -> Field:
    """Lines where the picture changes: a difference of two blurs, and only its dark side."""
    fine = blurred(bright, 0.8 * unit) - blurred(bright, 2.0 * unit)
    return np.clip(-fine * 9.0 - 0.05, 0, 1).astype(np.float32)


def _hatch(rng: Rng, shape: tuple[int, int], degrees: float, pitch: float) -> Field:
    """Parallel lines that tremble a little, in 0 … 1."""
    x, y = grid(shape)
    angle = np.radians(degrees)
    across = x * np.cos(angle) + y * np.sin(angle)
    along = -x * np.sin(angle) + y * np.cos(angle)
    tremble = (noise(rng, shape, 60 * pitch, octaves=2) - 0.5) * pitch * 2.2
    press = noise(rng, shape, 12 * pitch, octaves=2)
    wave = np.sin((across + tremble) * 2 * np.pi / (pitch * 1.6) + 0.02 * along)
    return (smoothstep(0.15, 0.95, wave) * (0.55 + 0.6 * press)).clip(0, 1).astype(np.float32)
