"""Backgrounds with little or no ground: sea, underwater, among clouds, space, the moon.

Runs in the painter's process. Each function paints one place into a new backdrop of a given shape and light.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import ImageDraw

from assistant.painting.sketch.backdrop import (
    Backdrop,
    Light,
    far,
    new_backdrop,
    paint_clouds,
    paint_ridge,
    paint_stars,
    ridge_line,
)
from assistant.painting.sketch.fields import Field, Rng, colour, grid, mix, noise, smoothstep
from assistant.painting.sketch.places_land import open_sky, paint_water


def sea(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Open water."""
    b = open_sky(shape, light, rng, (0.40, 0.54), 0.7)
    if rng.random() < 0.5:
        line = ridge_line(b, b.horizon + 0.01, 0.10, 0.4, 4)
        paint_ridge(b, line, far(b, "#5d7d92", 0.6), far(b, "#7f9aa5", 0.7))
    deep = [("#145f8a", "#2f9db5"), ("#1d6f78", "#59b5a5"), ("#24508f", "#4a8fc9")][int(rng.integers(3))]
    paint_water(b, b.horizon, *deep)
    return b


def underwater(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Light from above, sand and weeds below, bubbles."""
    lamp = replace(light, sky=(colour("#7fe0de"), colour("#1f9dbb"), colour("#0d4f86")), haze=colour("#1b77a3"))
    if light.is_night:
        lamp = replace(lamp, sky=(colour("#2a6a8f"), colour("#123f6b"), colour("#081f45")), haze=colour("#0f3560"))
    b = new_backdrop(shape, 0.84, lamp, rng)
    height, width = shape
    x, y = grid(shape)
    fan = (x - width * (0.5 + 0.3 * light.side)) / (y + 0.5 * height)
    beams = noise(rng, (2, 720), 36, octaves=3)[0][np.clip((fan + 1.6) / 3.2 * 719, 0, 719).astype(int)]
    b.lay(colour("#d8fff4"), smoothstep(0.5, 0.9, beams) * np.clip(0.95 - y / height, 0, 1) * 0.5)
    for step in range(2):
        line = ridge_line(b, 0.90 + 0.05 * step, 0.12, 0.35, 4)
        paint_ridge(b, line, far(b, "#2a5f7d", 0.6 - 0.3 * step), far(b, "#1b4a68", 0.5))
    weeds = ["#2f8f5b", "#d0567a", "#e08a3c", "#7b56b5"]
    for ink in weeds:
        for _ in range(3):
            side = float(rng.choice((rng.uniform(0, 0.26), rng.uniform(0.74, 1))))
            _weed(b, side, rng.uniform(0.16, 0.42), far(b, ink, 0.25))
    line = ridge_line(b, 0.94, 0.06, 0.6, 2)
    paint_ridge(b, line, far(b, "#e8cf9a", 0.15), far(b, "#b99a6a", 0.2), 0.1)

    def bubbles(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for _ in range(34):
            radius = scale * b.unit * (2 + 9 * float(rng.random()) ** 2)
            px, py = rng.uniform(0, width) * scale, rng.uniform(0, 0.9) * height * scale
            sheet.ellipse(
                (px - radius, py - radius, px + radius, py + radius), outline=235, width=max(2, round(radius * 0.22))
            )

    foam = b.cover_of(bubbles)
    b.over.append(lambda rgb: mix(rgb, colour("#e4fffb"), foam * 0.8))
    b.horizon = 0.30
    return b


def _weed(b: Backdrop, x: float, tall: float, ink: Field) -> None:
    height, width = b.shape
    lean, phase = b.rng.uniform(-0.06, 0.06), b.rng.uniform(0, 6)

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for i in range(40):
            t = i / 39
            px = (x + lean * t + 0.018 * np.sin(phase + t * 7)) * width * scale
            py = (1.0 - tall * t) * height * scale
            radius = scale * b.unit * (8.5 * (1 - t) ** 0.6 + 1.5) * (0.8 + 0.4 * np.sin(i * 1.1))
            sheet.ellipse((px - radius, py - radius, px + radius, py + radius), fill=255)

    b.lay(ink, b.cover_of(draw))


def sky(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """High up among clouds."""
    b = open_sky(shape, light, rng, (0.97, 0.99), 0.55)
    paint_clouds(b, 0.75, 1.1)
    for step in range(3):
        line = ridge_line(b, 0.93 + 0.05 * step, 0.16, 0.22, 5)
        paint_ridge(b, line, mix(far(b, "#ffffff", 0.25 - 0.1 * step), light.sun, 0.2), far(b, "#b9c9e2", 0.35), 0.12)
    b.horizon = 0.35
    return b


def space(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Stars, a coloured nebula, a planet."""
    dark = [("#090a22", "#3a1c6b", "#c2457f"), ("#050d24", "#123f78", "#2fa3b0"), ("#0d0820", "#4a1f5e", "#e0784a")][
        int(rng.integers(3))
    ]
    lamp = replace(
        light,
        sky=(colour(dark[0]), colour(dark[0]), colour(dark[0])),
        haze=colour(dark[1]),
        tint=colour("#f2eeff"),
        shadow=colour("#05060f"),
    )
    b = new_backdrop(shape, 0.99, lamp, rng)
    height, width = shape
    x, y = grid(shape)
    b.rgb = np.broadcast_to(colour(dark[0]), (*shape, 3)).astype(np.float32)
    tilt = rng.uniform(-0.6, 0.6)
    band = np.exp(-((((y - height / 2) - np.tan(tilt) * (x - width / 2)) / (0.33 * height)) ** 2))
    for ink, size in ((dark[1], 2.0), (dark[2], 3.0)):
        cloud = noise(rng, shape, width / size, octaves=6)
        b.lay(colour(ink), smoothstep(0.42, 0.95, cloud) * (0.3 + 0.7 * band) * 0.85)
    paint_stars(b, 330, 1.0)
    _planet(b, rng)
    b.horizon, b.floor = 0.35, 0.95
    return b


def _planet(b: Backdrop, rng: Rng) -> None:
    height, width = b.shape
    x, y = grid(b.shape)
    at_x, at_y = width * (0.5 - 0.36 * b.light.side), height * rng.uniform(0.14, 0.26)
    radius = min(b.shape) * rng.uniform(0.09, 0.14)
    inks = [("#e0a458", "#8c4a3a"), ("#6fb7c9", "#2f5d8f"), ("#d98ab0", "#6b3f80")][int(rng.integers(3))]
    away = np.hypot(x - at_x, y - at_y)
    bands = noise(rng, b.shape, radius * 2, octaves=4, stretch=5)
    ball = mix(colour(inks[0]), colour(inks[1]), np.repeat(smoothstep(0.35, 0.7, bands)[..., None], 3, 2))
    dusk = smoothstep(
        radius * 0.4, radius * 1.5, np.hypot(x - at_x - b.light.side * radius * 0.5, y - at_y + radius * 0.4)
    )
    b.lay(ball * (1 - 0.8 * dusk[..., None]), smoothstep(radius + 1, radius - 1, away))


def moonscape(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Grey ground with craters, the Earth in a black sky."""
    b = space(shape, light, rng)
    height, width = shape
    b.rgb = b.rgb * 0.55
    paint_stars(b, 120, 0.6)
    x, y = grid(shape)
    at_x, at_y, radius = width * (0.5 + 0.28 * b.light.side), height * 0.2, min(shape) * 0.11
    away = np.hypot(x - at_x, y - at_y)
    lands = smoothstep(0.5, 0.6, noise(rng, shape, radius * 1.6, octaves=4))
    earth = mix(colour("#2b74c9"), colour("#5aa05a"), np.repeat(lands[..., None], 3, 2))
    earth = mix(
        earth, colour("#ffffff"), smoothstep(0.55, 0.75, noise(rng, shape, radius * 1.4, octaves=4, stretch=2)) * 0.85
    )
    dusk = smoothstep(
        radius * 0.5, radius * 1.7, np.hypot(x - at_x + b.light.side * radius * 0.5, y - at_y + radius * 0.4)
    )
    b.lay(earth * (1 - 0.75 * dusk[..., None]), smoothstep(radius + 1, radius - 1, away))
    b.horizon, b.floor = rng.uniform(0.56, 0.66), 1.0
    line = ridge_line(b, b.horizon + 0.03, 0.14, 0.3, 4)
    paint_ridge(b, line, colour("#8d8f9e"), colour("#6c6e80"), 0.15)
    line = ridge_line(b, b.horizon + 0.07, 0.04, 0.8, 2)
    paint_ridge(b, line, colour("#c5c6cf"), colour("#8b8c99"), 0.4)
    for _ in range(11):
        near = float(rng.random())
        cx, cy = rng.uniform(0, 1) * width, (b.horizon + 0.08 + (0.9 - b.horizon) * near) * height
        rx = (0.02 + 0.07 * near) * width * rng.uniform(0.6, 1.2)
        ring = np.hypot((x - cx) / rx, (y - cy) / (rx * 0.32))
        b.lay(colour("#6f7080"), smoothstep(1.0, 0.7, ring) * 0.8)
        b.lay(
            colour("#e3e3ea"),
            smoothstep(0.2, 0.0, np.abs(ring - 1.06)) * smoothstep(-0.3, 0.5, (y - cy) / (rx * 0.32)) * 0.8,
        )
    return b
