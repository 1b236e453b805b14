"""Backgrounds under an open sky on dry land: meadow, snow, forest, mountains, desert, beach.

Runs in the painter's process. Each function paints one place into a new backdrop of a given shape and light.
"""

from __future__ import annotations

import numpy as np

from assistant.painting.sketch.backdrop import (
    Backdrop,
    Light,
    far,
    new_backdrop,
    paint_clouds,
    paint_ridge,
    paint_stars,
    paint_sun,
    ridge_line,
)
from assistant.painting.sketch.fields import Field, Rng, blurred, grid, mix, noise, smoothstep
from assistant.painting.sketch.plants import (
    paint_conifers,
    paint_flowers,
    paint_leafy,
    paint_trunks,
    put_grass_in_front,
)


def open_sky(shape: tuple[int, int], light: Light, rng: Rng, horizon: tuple[float, float], clouds: float) -> Backdrop:
    """A sky with what belongs to its hour, over a horizon somewhere between the two parts of the height."""
    b = new_backdrop(shape, rng.uniform(*horizon), light, rng)
    if light.is_night:
        paint_stars(b, 130, b.horizon)
    paint_sun(b)
    paint_clouds(b, clouds * rng.uniform(0.6, 1.1))
    return b


def meadow(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Rolling hills, a few trees, flowers in the grass."""
    b = open_sky(shape, light, rng, (0.46, 0.62), 0.6)
    greens = [("#5f9e4c", "#8fc25a", "#4f8f3a"), ("#7aa33f", "#a9c24f", "#5e8c34"), ("#4f9a66", "#84c07a", "#3c8450")]
    hill, near, deep = greens[int(rng.integers(3))]
    for step in range(3):
        distance = 0.68 - 0.24 * step
        line = ridge_line(b, b.horizon + 0.035 * step + 0.02, 0.15 - 0.035 * step, 0.55 + 0.1 * step, 2)
        paint_ridge(b, line, far(b, hill, distance), far(b, near, distance))
        feet = [(x, float(line[int(x * (shape[1] - 1))]) + 0.012) for x in rng.uniform(0.02, 0.98, 5 - step)]
        sized = [(x, y, rng.uniform(0.045, 0.075) * (1 + 0.6 * step)) for x, y in feet]
        paint_leafy(b, sized, far(b, "#3f7f3a", distance * 0.8), far(b, "#5b4630", distance))
    line = ridge_line(b, b.horizon + 0.13, 0.06, 0.8, 2)
    paint_ridge(b, line, b.lit(near), b.lit(deep), 0.45)
    paint_flowers(b, line)
    put_grass_in_front(b, deep)
    return b


def snow(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """White slopes with blue shadows, snowy firs, a pale sky."""
    b = open_sky(shape, light, rng, (0.44, 0.6), 0.8)
    line = ridge_line(b, b.horizon + 0.03, 0.26, 0.45, 5)
    paint_ridge(b, line, far(b, "#dfe8f5", 0.45), far(b, "#9fb4d4", 0.6), 0.3)
    for step in range(3):
        distance = 0.5 - 0.22 * step
        line = ridge_line(b, b.horizon + 0.05 + 0.05 * step, 0.09, 0.5 + 0.2 * step, 2)
        columns = rng.uniform(0.0, 1.0, 15 - 4 * step)
        if step == 2:
            columns = np.concatenate([rng.uniform(0.0, 0.2, 2), rng.uniform(0.8, 1.0, 2)])
        feet = [
            (float(x), float(line[int(x * (shape[1] - 1))]) + 0.02, rng.uniform(0.10, 0.16) * (1 + 0.55 * step))
            for x in columns
        ]
        paint_conifers(b, feet, far(b, "#2f5a52", distance * 1.2), snowy=True)
        paint_ridge(b, line, far(b, "#fbfdff", distance * 0.6), far(b, "#c3d3ec", distance), 0.16)
    _drifts(b, b.lit("#ffffff"), b.lit("#a9bfe3"), b.horizon + 0.13)
    return b


def _drifts(b: Backdrop, pale: Field, dark: Field, top: float) -> None:
    """Soft waves on the ground, flatter with distance: snow or sand."""
    height = b.shape[0]
    _, y = grid(b.shape)
    near = np.clip((y / height - top) / max(0.05, 1 - top), 0, 1)
    waves = noise(b.rng, b.shape, b.shape[1] / 1.6, octaves=4, stretch=5.0)
    slope = np.gradient(blurred(waves, 2 * b.unit), axis=0) * height
    b.lay(dark, smoothstep(0.02, 1.6, slope) * near**0.5 * 0.6)
    b.lay(pale, smoothstep(0.02, 1.6, -slope) * near**0.5 * 0.6)


def forest(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Trunks behind trunks in a green haze, with light falling in."""
    b = new_backdrop(shape, rng.uniform(0.56, 0.68), light, rng)
    height, width = shape
    glow = mix(light.sky[2], light.sun, 0.35) if not light.is_night else light.sky[2]
    leaf = ["#4f8a3e", "#3f8460", "#6d8f34"][int(rng.integers(3))]
    b.lay(mix(glow, b.lit("#a8c98a"), 0.45), np.full(shape, 0.8, dtype=np.float32))
    if light.is_night:
        paint_sun(b, 0.17)
    for step in range(4):
        distance = 0.86 - 0.25 * step
        foliage = noise(rng, shape, width / (3 - 0.4 * step), octaves=6)
        _, y = grid(shape)
        edge = 0.30 - 0.05 * step + (foliage - 0.5) * 0.55
        paint_trunks(
            b, 11 - 2 * step, 0.012 + 0.011 * step, b.horizon + 0.02 + 0.045 * step, far(b, "#4a382b", distance)
        )
        b.lay(
            mix(
                far(b, leaf, distance),
                far(b, "#cfe07a", distance),
                np.repeat(smoothstep(0.45, 0.8, foliage)[..., None], 3, 2) * 0.5,
            ),
            smoothstep(0.02, -0.02, y / height - edge),
        )
        line = ridge_line(b, b.horizon + 0.03 + 0.05 * step, 0.035, 0.3, 3)
        paint_ridge(b, line, far(b, "#6f9a45", distance), far(b, "#3c6a33", distance), 0.3)
    _rays(b)
    paint_flowers(b, ridge_line(b, b.horizon + 0.22, 0.02, 0.5, 1))
    put_grass_in_front(b, "#35622c")
    return b


def _rays(b: Backdrop) -> None:
    height, width = b.shape
    x, y = grid(b.shape)
    angle = np.arctan2(x - width * (0.5 + 0.55 * b.light.side), y + 0.35 * height)
    beams = smoothstep(
        0.5, 0.85, noise(b.rng, (2, 720), 50, octaves=2)[0][np.clip(((angle + 1.6) / 3.2 * 719), 0, 719).astype(int)]
    )
    b.lay(b.light.sun, beams * np.clip(1.1 - y / height, 0, 1) * (0.16 if b.light.is_night else 0.34))


def mountains(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Snow-capped peaks behind fir slopes and an alpine meadow."""
    b = open_sky(shape, light, rng, (0.5, 0.64), 0.55)
    height = shape[0]
    _, y = grid(shape)
    rock = ["#6f7d9c", "#86788f", "#6d8791"][int(rng.integers(3))]
    for step in range(2):
        line = ridge_line(b, b.horizon + 0.06 + 0.05 * step, 0.60 - 0.22 * step, 0.42 - 0.1 * step, 6)
        cover = paint_ridge(b, line, far(b, rock, 0.45 - 0.2 * step), far(b, rock, 0.7 - 0.2 * step), 0.4)
        crags = noise(rng, shape, 120 * b.unit, octaves=5)
        facing = np.roll(crags, b.light.side * max(2, round(6 * b.unit)), 1) - crags
        b.lay(far(b, "#2f3852", 0.35), cover * smoothstep(0.01, 0.09, facing) * 0.5)
        snow_line = float(np.quantile(line, 0.55))
        snowy = smoothstep(0.05, -0.05, y / height - snow_line - (crags - 0.5) * 0.22)
        b.lay(
            mix(
                far(b, "#ffffff", 0.1), far(b, "#9db2da", 0.1), np.repeat(smoothstep(0.0, 0.1, facing)[..., None], 3, 2)
            ),
            cover * snowy * 0.95,
        )
    line = ridge_line(b, b.horizon + 0.09, 0.10, 0.5, 3)
    paint_ridge(b, line, far(b, "#4c7a58", 0.45), far(b, "#77a05b", 0.35), 0.12)
    columns = rng.uniform(0, 1, 22)
    paint_conifers(
        b,
        [(float(x), float(line[int(x * (shape[1] - 1))]) + 0.03, rng.uniform(0.06, 0.11)) for x in columns],
        far(b, "#2f5a48", 0.35),
    )
    line = ridge_line(b, b.horizon + 0.15, 0.05, 0.7, 2)
    paint_ridge(b, line, b.lit("#94b552"), b.lit("#557f37"), 0.4)
    paint_flowers(b, line)
    put_grass_in_front(b, "#4b7530")
    return b


def desert(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Dunes with sharp crests, lit from one side."""
    b = open_sky(shape, light, rng, (0.46, 0.6), 0.15)
    height = shape[0]
    _, y = grid(shape)
    sand = [("#f0c27a", "#c07a45"), ("#e9b06a", "#a8573a"), ("#f3d49a", "#c99a62")][int(rng.integers(3))]
    for step in range(4):
        distance = 0.55 - 0.17 * step
        line = ridge_line(b, b.horizon + 0.02 + 0.09 * step, 0.13, 0.5 + 0.12 * step, 2)
        cover = paint_ridge(
            b, line, far(b, sand[0], distance), mix(far(b, sand[0], distance), far(b, sand[1], distance), 0.45), 0.3
        )
        slope = blurred(np.gradient(line)[None, :], 5 * b.unit)[0] * height * b.light.side
        lee = smoothstep(0.02, 0.22, slope)[None, :] * smoothstep(0.16, 0.0, y / height - line[None, :])
        b.lay(far(b, sand[1], distance), cover * lee * 0.75)
    _drifts(b, b.lit("#ffe3ad"), b.lit(sand[1]), b.horizon + 0.2)
    return b


def beach(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Sea to the horizon, surf, sand."""
    b = open_sky(shape, light, rng, (0.40, 0.52), 0.55)
    paint_water(b, b.horizon, "#1f8fb0", "#6fd0cb")
    height = shape[0]
    _, y = grid(shape)
    shore = ridge_line(b, b.horizon + 0.24, 0.07, 0.8, 2)
    wet = shore - 0.028
    b.lay(
        b.lit("#ffffff"),
        smoothstep(0.012, 0.0, np.abs(y / height - wet + 0.005 * (noise(rng, shape, 30 * b.unit, octaves=3) - 0.5) * 4))
        * 0.95,
    )
    paint_ridge(b, wet + 0.008, b.lit("#c9a574"), b.lit("#dcbc8a"), 0.05)
    paint_ridge(b, shore + 0.02, b.lit("#f2dcae"), b.lit("#e3bd84"), 0.5)
    _drifts(b, b.lit("#fff0cf"), b.lit("#c79b66"), b.horizon + 0.26)
    return b


def paint_water(b: Backdrop, top: float, deep: str, shallow: str, bottom: float = 1.0) -> None:
    """Water from the horizon down, with the sky's light on its waves."""
    height, width = b.shape
    x, y = grid(b.shape)
    near = np.clip((y / height - top) / (bottom - top), 0, 1)
    cover = np.clip((y / height - top) * height + 0.5, 0, 1).astype(np.float32)
    tone = mix(
        mix(b.lit(deep), b.light.haze, 0.3),
        mix(b.lit(shallow), b.light.sky[1], 0.25),
        np.repeat((near**0.8)[..., None], 3, 2),
    )
    b.lay(tone, cover)
    phase = (1.0 / (near + 0.06)) * 5.2 + noise(b.rng, b.shape, width / 4, octaves=3, stretch=4) * 5
    waves = np.sin(phase * 3.1 + 1.7 * np.sin(x / width * 9 + phase))
    b.lay(
        mix(b.light.sky[2], np.ones(3, dtype=np.float32), 0.25),
        cover * smoothstep(0.75, 1.0, waves) * (0.55 - 0.25 * near),
    )
    b.lay(b.lit(deep) * 0.7, cover * smoothstep(0.7, 1.0, -waves) * 0.35)
    path = np.exp(-(((x / width - 0.5 - 0.28 * b.light.side) / (0.05 + 0.16 * near)) ** 2))
    b.lay(b.light.sun, cover * path * smoothstep(0.1, 0.9, waves) * 0.75)
    b.flow = np.where(cover > 0.5, 0.12 * waves.astype(np.float32), b.flow)
