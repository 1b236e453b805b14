"""Makes canvas and papers, and the light that falls on them and on thick paint.

Nothing here knows what is in the picture.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import Field, Rng, blurred, colour, grid, mix, noise, smoothstep


def pixel_rng(rng: Rng) -> Rng:
    """Returns a random generator of its own for pixel noise, so that a larger picture has the same large shapes."""
    return np.random.default_rng(int(rng.integers(2**63)))


def weave(rng: Rng, shape: tuple[int, int], unit: float) -> Field:
    """Returns linen with threads of uneven thickness, 0 … 1."""
    pitch = max(2.2, 3.4 * unit)
    x, y = grid(shape)
    sway = (noise(rng, shape, 40 * unit, octaves=2) - 0.5) * 2.2
    over = np.sin((x / pitch + sway) * np.pi) ** 2 * np.sin((y / pitch + sway) * np.pi) ** 2
    chance = pixel_rng(rng)
    thick, long = chance.random(shape[1], dtype=np.float32), chance.random(shape[0], dtype=np.float32)
    threads = 0.7 + 0.6 * thick[None, :] * long[:, None]
    return np.asarray(np.clip(over * threads, 0, 1), dtype=np.float32)


def tooth(rng: Rng, shape: tuple[int, int], unit: float, size_px: float = 2.4) -> Field:
    """Returns the bumps of a drawing paper, 0 … 1: a few pixels wide, evenly spread over that range."""
    grains = pixel_rng(rng)
    fine = grains.random(shape, dtype=np.float32)
    bumps = blurred(fine, max(0.5, 0.42 * size_px * unit)) + 0.6 * blurred(
        grains.random(shape, dtype=np.float32), max(0.7, 1.1 * size_px * unit)
    )
    centred = (bumps - bumps.mean()) / max(float(bumps.std()), 1e-6)
    # The logistic curve closest to a Gaussian's distribution makes all heights equally common.
    return np.asarray(1 / (1 + np.exp(-1.702 * centred)), dtype=np.float32)


def paper_sheet(rng: Rng, shape: tuple[int, int], unit: float, tint: str, bumps: Field, depth: float = 0.05) -> Field:
    """Returns paper of a colour, lit from the upper left, with faint clouds and fibres."""
    shade = relief_light(bumps, unit, depth * 1.6)
    clouds = (noise(rng, shape, 220 * unit, octaves=3) - 0.5) * 0.035
    fibres = (noise(pixel_rng(rng), shape, 26 * unit, octaves=3, stretch=5) - 0.5) * 0.02
    return np.asarray(np.clip(colour(tint) * (1 + shade + clouds + fibres)[..., None], 0, 1), dtype=np.float32)


def relief_light(high: Field, unit: float, strength: float) -> Field:
    """Returns the light on a surface, −1 … 1: brighter where it faces the upper left, darker where it turns away."""
    right = np.zeros_like(high)
    down = np.zeros_like(high)
    right[:, 1:-1] = high[:, 2:] - high[:, :-2]
    down[1:-1] = high[2:] - high[:-2]
    return np.asarray(np.clip(-(0.8 * right + down) * (strength / max(unit, 0.3) ** 0.4), -0.6, 0.6), dtype=np.float32)


def varnished(rgb: Field, paint: Field, linen: Field, unit: float, relief: float) -> Field:
    """Returns thick paint in the light: shaded flanks, bright ridges, and the weave where the paint is thin."""
    if not relief:
        return rgb
    # A small picture is seen from farther away: its ridges are finer than its pixels.
    relief = relief * min(1.0, 0.25 + unit)
    surface = blurred(paint, 0.55 * unit) + 0.16 * linen * np.clip(0.75 - paint, 0, 1)
    shade = relief_light(surface, unit, relief)
    shone = rgb * (1 + np.where(shade > 0, 0.55 * shade, 0.85 * shade))[..., None]
    gloss = smoothstep(0.10, 0.42, shade) * (0.22 * relief)
    return mix(np.clip(shone, 0, 1), np.ones(3, dtype=np.float32), gloss)


def wet_relief(rgb: Field, paint: Field, unit: float, relief: float) -> Field:
    """Returns unfinished paint with its relief, without gloss and weave."""
    if not relief:
        return rgb
    shade = relief_light(paint, unit, 0.62 * relief * min(1.0, 0.25 + unit))
    return np.asarray(rgb * (1 + shade)[..., None], dtype=np.float32)


def vignette(shape: tuple[int, int], depth: float) -> Field:
    """Returns 1 in the middle, slightly less in the corners."""
    x, y = grid(shape)
    away = np.hypot(x / shape[1] * 2 - 1, y / shape[0] * 2 - 1)
    return np.asarray(1 - depth * smoothstep(0.75, 1.5, away), dtype=np.float32)


def edge_distance(shape: tuple[int, int]) -> Field:
    """Returns each pixel's distance to the nearest edge of the picture, pixels, height × width."""
    x, y = grid(shape)
    height, width = shape
    return np.asarray(np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)), dtype=np.float32)


def ragged_margin(rng: Rng, shape: tuple[int, int], unit: float, wide_px: float, ragged_px: float) -> Field:
    """Returns 1 inside, 0 on a free margin with an uneven edge; sizes are in pixels of 512."""
    sway = (noise(rng, shape, 190 * unit, octaves=2) - 0.5) * ragged_px * unit
    sway += (noise(rng, shape, 26 * unit, octaves=3) - 0.5) * 0.12 * ragged_px * unit
    return smoothstep(-1.2 * unit, 1.2 * unit, edge_distance(shape) - wide_px * unit - sway)


def painting_order(rng: Rng, shape: tuple[int, int], unit: float, figures: Field) -> Field:
    """Returns the time at which each pixel is painted, 0 … 1: from the top, in uneven patches, figures last."""
    _, y = grid(shape)
    patches = noise(rng, shape, 120 * unit, octaves=3)
    order = 0.40 * (y / shape[0]) + 0.60 * patches
    order = (order - order.min()) / max(float(np.ptp(order)), 1e-6)
    return np.asarray(0.62 * order + 0.38 * smoothstep(0.2, 0.8, figures), dtype=np.float32)
