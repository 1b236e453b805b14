"""Changes the light and the air of a composition after great painters: one warm lamp, mist, a window, a slant of sun.

Each function takes a composition and returns the same one in another light.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketchpainter.compose.composition import Composition
from sketchpainter.raster.arrays import Field, Rng, blurred, colour, grid, luma, mix, noise, smoothstep


def unit_of(picture: Composition) -> float:
    """Returns the size of one pixel of a picture whose shorter side is 512, in pixels of this one."""
    return float(min(picture.figures.shape) / 512)


def with_ground(picture: Composition, ground: Field) -> Composition:
    """Returns the same figures before another background."""
    return replace(picture, background=ground, rgb=mix(ground, picture.rgb, picture.figures))


def spotlight(picture: Composition, rng: Rng) -> Composition:
    """Lights like Rembrandt: one warm light from the upper left on the figure; the rest sinks into brown darkness."""
    shape = picture.figures.shape
    x, y = grid(shape)
    weight = picture.figures + 1e-4
    cx, cy = float((x * weight).sum() / weight.sum()), float((y * weight).sum() / weight.sum())
    away = np.hypot((x - cx + 0.10 * shape[1]) / shape[1], (y - cy + 0.14 * shape[0]) / shape[0])
    ray = np.exp(-((away / 0.40) ** 2))
    side = np.clip(0.5 - 0.9 * ((x - cx) / shape[1] + 0.4 * (y - cy) / shape[0]), 0, 1)
    brown = mix(picture.background * 0.30, colour("#2a1a0e"), 0.58)
    dim = 0.9 + 0.2 * noise(rng, (shape[0], shape[1]), shape[1] / 2, octaves=3)
    ground = brown * (0.35 + 1.25 * ray * dim)[..., None] + (0.05 * ray)[..., None] * colour("#d99a50")
    lit = picture.rgb * (0.30 + 0.95 * np.clip(ray * 0.8 + 0.55 * side, 0, 1.05))[..., None]
    lit = lit * np.array([1.06, 0.98, 0.84], dtype=np.float32)
    rgb = mix(ground, lit, picture.figures)
    return replace(picture, background=np.clip(ground, 0, 1).astype(np.float32), rgb=np.clip(rgb, 0, 1))


def glow(picture: Composition, rng: Rng) -> Composition:
    """Lights like Turner: everything dissolves in golden light and vapour."""
    unit, shape = unit_of(picture), picture.figures.shape
    x, y = grid(shape)
    sx, sy = rng.uniform(0.28, 0.72) * shape[1], rng.uniform(0.26, 0.40) * shape[0]
    away = np.hypot((x - sx) / shape[1], (y - sy) / shape[0] * 1.15)
    light = np.exp(-((away / 0.20) ** 2)) + 0.55 * np.exp(-((away / 0.48) ** 2))
    vapour = 0.55 + 0.6 * noise(rng, (shape[0], shape[1]), 210 * unit, octaves=4, stretch=2)
    soft = mix(blurred(picture.background, 13 * unit), blurred(picture.background, 4 * unit), 0.3)
    ground = mix(soft, colour("#e9b968"), 0.30)
    screen = np.clip(light * vapour, 0, 1)[..., None] * colour("#fff0c0")
    ground = 1 - (1 - ground) * (1 - screen)
    own = 1 - (1 - picture.rgb) * (1 - 0.42 * screen)
    faded = picture.figures * (0.90 - 0.25 * smoothstep(0.5, 0.0, away))
    return replace(
        picture, background=ground.astype(np.float32), rgb=np.clip(mix(ground, own, faded), 0, 1).astype(np.float32)
    )


def sfumato(picture: Composition, rng: Rng) -> Composition:
    """Softens like Leonardo: no edge is hard, and distant things turn green and blue in the haze."""
    unit, shape = unit_of(picture), picture.figures.shape
    _, y = grid(shape)
    far = smoothstep(0.75, 0.15, y / shape[0]) * (0.7 + 0.4 * noise(rng, (shape[0], shape[1]), 200 * unit, octaves=3))
    ground = mix(blurred(picture.background, 3.2 * unit), colour("#8d9c86"), np.clip(0.42 * far, 0, 0.6))
    ground = ground * (0.86 - 0.22 * smoothstep(0.5, 1.0, y / shape[0]))[..., None]
    edge = smoothstep(0.15, 0.95, blurred(picture.figures, 2.0 * unit))
    own = mix(blurred(picture.rgb, 1.5 * unit), picture.rgb, 0.55)
    bright = luma(own)[..., None]
    own = own * (0.80 + 0.25 * bright)
    return replace(picture, background=ground.astype(np.float32), rgb=mix(ground, own, edge))


def mist(picture: Composition, rng: Rng) -> Composition:
    """Lights like Friedrich: the lowlands lie in mist, and the sky glows above the horizon."""
    unit, shape = unit_of(picture), picture.figures.shape
    _, y = grid(shape)
    height = y / shape[0]
    veils = noise(rng, (shape[0], shape[1]), 240 * unit, octaves=4, stretch=4)
    mist = np.exp(-(((height - 0.62) / 0.20) ** 2)) * (0.35 + 0.95 * veils)
    glow = np.exp(-(((height - 0.46) / 0.16) ** 2))
    ground = mix(picture.background, colour("#dfe0e3"), np.clip(0.85 * mist, 0, 0.88))
    ground = 1 - (1 - ground) * (1 - (0.34 * glow)[..., None] * colour("#ffd9a8"))
    return with_ground(picture, ground.astype(np.float32))


def clouds(picture: Composition, rng: Rng) -> Composition:
    """Paints like Magritte: a calm blue sky with round white clouds stands behind everything, day or night."""
    unit, shape = unit_of(picture), picture.figures.shape
    _, y = grid(shape)
    height = y / shape[0]
    heaps = noise(rng, shape, 150 * unit, octaves=5, stretch=1.7)
    above = noise(rng, shape, 60 * unit, octaves=3, stretch=1.4)
    cover = smoothstep(0.53, 0.63, heaps)
    white = mix(colour("#9fb7cf") * np.ones_like(picture.rgb), colour("#fdfcf8"), smoothstep(0.2, 0.7, above))
    blue = mix(colour("#3f78b8") * np.ones_like(picture.rgb), colour("#b9dbef"), smoothstep(0.0, 0.7, height))
    sky = mix(blue, white, cover)
    return with_ground(picture, mix(picture.background, sky, 0.90 * smoothstep(0.74, 0.50, height)))


def window(picture: Composition, rng: Rng) -> Composition:
    """Lights like Vermeer: soft daylight from a window on the left, and a plastered wall that darkens to the right."""
    unit, shape = unit_of(picture), picture.figures.shape
    x, y = grid(shape)
    away = np.hypot(x / shape[1] + 0.05, y / shape[0] - 0.25)
    light = 1.30 - 0.85 * smoothstep(0.05, 1.15, away)
    wall = colour("#d6cbb0") * (0.92 + 0.14 * noise(rng, shape, 130 * unit, octaves=4))[..., None]
    quiet = mix(blurred(picture.background, 2.0 * unit), wall, 0.42)
    bright = np.array([1.02, 1.0, 0.95], dtype=np.float32)
    ground = np.clip(quiet * light[..., None] * bright, 0, 1)
    own = np.clip(picture.rgb * (0.35 + 0.70 * light)[..., None] * bright, 0, 1)
    rgb = mix(ground, own, picture.figures)
    return replace(picture, background=ground.astype(np.float32), rgb=rgb)


def sunlight(picture: Composition, rng: Rng) -> Composition:
    """Lights like Hopper: low sun falls in a slanting, sharp-edged field, and everything beside it lies in cool
    shade."""
    shape = picture.figures.shape
    x, y = grid(shape)
    lean = rng.uniform(0.45, 0.7) * (1 if rng.random() < 0.5 else -1)
    across = x / shape[1] + lean * (y / shape[0] - 0.5)
    field = smoothstep(0.20, 0.215, across) * smoothstep(0.76, 0.745, across)
    warm, cool = np.array([1.22, 1.12, 0.88], dtype=np.float32), np.array([0.58, 0.66, 0.74], dtype=np.float32)
    light = cool + (warm - cool) * field[..., None]
    half = cool * 0.3 + 0.7 + (warm - (cool * 0.3 + 0.7)) * field[..., None]
    ground = np.clip(picture.background * light, 0, 1)
    rgb = mix(ground, np.clip(picture.rgb * half, 0, 1), picture.figures)
    return replace(picture, background=ground.astype(np.float32), rgb=rgb)
