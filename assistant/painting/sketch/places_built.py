"""Backgrounds that people built: city, room, stage, and the studio wall behind portraits.

Runs in the painter's process. Each function paints one place into a new backdrop of a given shape and light.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from assistant.painting.sketch.backdrop import Backdrop, Light, far, new_backdrop
from assistant.painting.sketch.fields import Rng, blurred, colour, grid, mix, noise, smoothstep
from assistant.painting.sketch.places_land import open_sky


def city(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Towers behind towers, lit windows, a street."""
    b = open_sky(shape, light, rng, (0.66, 0.74), 0.5)
    inks = [("#6c7a96", "#8a6f7d", "#55617f"), ("#8a7f76", "#5f7486", "#73685f"), ("#7f6f95", "#5c7fa0", "#4f5876")][
        int(rng.integers(3))
    ]
    for step in range(3):
        distance = 0.68 - 0.27 * step
        x = -0.05
        walls: list[tuple[float, float, float, int]] = []
        while x < 1.02:
            wide = rng.uniform(0.055, 0.12) * (1 + 0.25 * step)
            middle = 1 - 0.45 * abs(x + wide / 2 - 0.5) * 2 * (0 if step == 0 else 1)
            tall = rng.uniform(0.16, 0.52 - 0.08 * step) * (0.6 + 0.4 * (2 - middle if step else 1))
            walls.append((x, wide, b.horizon - tall, int(rng.integers(4))))
            x += wide * rng.uniform(0.92, 1.15)
        ink = far(b, inks[step], distance)
        cover = b.cover_of(_walls(b, walls))
        b.lay(mix(ink, b.light.haze, 0.15), cover)
        shade = b.cover_of(
            _walls(b, [(px + (0 if light.side > 0 else w * 0.72), w * 0.28, top, 0) for px, w, top, _ in walls])
        )
        b.lay(ink * 0.72, shade * cover * 0.8)
        glow = colour("#ffd98a") if light.time in ("night", "sunset") else mix(light.sky[1], colour("#ffffff"), 0.45)
        b.lay(
            glow,
            b.cover_of(_windows(b, walls, rng, 0.62 if light.is_night else 0.8))
            * cover
            * (0.9 - 0.45 * distance)
            * 0.85,
        )
    _street(b)
    return b


def _walls(b: Backdrop, walls: list[tuple[float, float, float, int]]) -> Callable[[ImageDraw.ImageDraw, float], None]:
    height, width = b.shape

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for x, wide, top, roof in walls:
            left, right, up = x * width * scale, (x + wide) * width * scale, top * height * scale
            sheet.rectangle((left, up, right, (b.horizon + 0.02) * height * scale), fill=255)
            middle = (left + right) / 2
            if roof == 1:
                sheet.polygon([(left, up), (right, up), (middle, up - (right - left) * 0.9)], fill=255)
            elif roof == 2:
                sheet.rectangle(
                    (left + (right - left) * 0.2, up - (right - left) * 0.3, right - (right - left) * 0.2, up), fill=255
                )
                sheet.line((middle, up, middle, up - (right - left)), fill=255, width=max(2, round(2 * scale * b.unit)))

    return draw


def _windows(
    b: Backdrop, walls: list[tuple[float, float, float, int]], rng: Rng, share: float
) -> Callable[[ImageDraw.ImageDraw, float], None]:
    height, width = b.shape

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        pitch = 11 * b.unit * scale
        for x, wide, top, _ in walls:
            columns = max(2, int(wide * width * scale / pitch))
            rows = max(2, int((b.horizon - top) * height * scale / (pitch * 1.35)))
            lit = rng.random((rows, columns)) < share
            for row in range(rows):
                for column in range(columns):
                    if lit[row, column]:
                        px = x * width * scale + (column + 0.3) * wide * width * scale / columns
                        py = top * height * scale + (row + 0.45) * pitch * 1.35
                        sheet.rectangle((px, py, px + pitch * 0.42, py + pitch * 0.6), fill=255)

    return draw


def _street(b: Backdrop) -> None:
    height, width = b.shape
    x, y = grid(b.shape)
    near = np.clip((y / height - b.horizon) / (1 - b.horizon), 0, 1)
    cover = np.clip((y / height - b.horizon) * height + 0.5, 0, 1).astype(np.float32)
    b.lay(mix(far(b, "#6e7078", 0.35), b.lit("#4a4c57"), np.repeat(near[..., None], 3, 2)), cover)
    b.lay(b.lit("#a9a49c"), cover * smoothstep(0.16, 0.12, near))
    b.lay(b.lit("#77736e"), cover * smoothstep(0.02, 0.0, np.abs(near - 0.15)))
    dash = (np.sin((x / width - 0.5) * 34 / (0.35 + near)) > 0.1) & (np.abs(near - 0.62) < 0.025)
    b.lay(b.lit("#f3e3a2"), blurred(dash.astype(np.float32), 0.7 * b.unit) * cover)
    b.lay(b.light.sky[2], cover * smoothstep(0.45, 0.9, noise(b.rng, b.shape, width / 3, octaves=3, stretch=5)) * 0.28)
    b.flow = np.where(cover > 0.5, np.float32(0), np.where(y > 0.2 * height, np.float32(np.pi / 2), b.flow))


def room(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """A papered wall with a window, floor boards, a rug."""
    b = new_backdrop(shape, rng.uniform(0.64, 0.72), light, rng)
    height, width = shape
    x, y = grid(shape)
    wall, floor, rug = [
        ("#e7c9a4", "#a8693e", "#b5483f"),
        ("#a9c4b8", "#8f5f3c", "#d08a3c"),
        ("#d9a7a0", "#7d5139", "#3f6d86"),
        ("#8fa9c9", "#9c6d45", "#c25b5b"),
    ][int(rng.integers(4))]
    lamp = 0.55 if light.is_night else 0.8
    b_wall = b.lit(wall, lamp)
    stripes = 0.5 + 0.5 * np.sign(np.sin(x / width * 2 * np.pi * 9))
    inside = np.clip((b.horizon * height - y) + 0.5, 0, 1).astype(np.float32)
    view = b.rgb.copy()
    b.lay(mix(b_wall, b_wall * 0.93, np.repeat(stripes[..., None], 3, 2)), np.ones(shape, dtype=np.float32))
    side = light.side
    left, top, wide, tall = 0.5 + side * 0.30 - 0.15, b.horizon - 0.54, 0.30, 0.38
    px, py = x / width - left, y / height - top
    pane = ((px > 0) & (px < wide) & (py > 0) & (py < tall)).astype(np.float32)
    frame = ((px > -0.022) & (px < wide + 0.022) & (py > -0.022) & (py < tall + 0.022)).astype(np.float32)
    bars = ((np.abs(px - wide / 2) < 0.008) | (np.abs(py - tall * 0.5) < 0.008)).astype(np.float32)
    b.lay(b.lit("#fbf5e9", lamp), blurred(frame, 0.6 * b.unit))
    b.rgb = mix(b.rgb, view, pane * (1 - bars))
    boards = 0.5 + 0.5 * np.sin((x / width - 0.5) * 60 / (0.5 + 1.2 * np.clip(y / height - b.horizon, 0, 1)))
    b.lay(mix(b.lit(floor, lamp), b.lit(floor, lamp) * 0.8, np.repeat((boards**6)[..., None], 3, 2)), 1 - inside)
    b.lay(
        b.lit("#fbf5e9", lamp) * 0.95, ((y / height > b.horizon - 0.03) & (y / height < b.horizon)).astype(np.float32)
    )
    ring = np.hypot((x / width - 0.5) / 0.46, (y / height - b.horizon - 0.19) / 0.125)
    b.lay(b.lit(rug, lamp), smoothstep(1.0, 0.98, ring))
    b.lay(b.lit("#f3e0b5", lamp), smoothstep(0.03, 0.015, np.abs(ring - 0.86)))
    warm = np.clip(1 - np.hypot(px - wide / 2, py - tall / 2) / 0.75, 0, 1)
    b.lay(light.sun, warm**2 * (0.12 if light.is_night else 0.3))
    if light.is_night:
        b.rgb = mix(
            b.rgb,
            colour("#ffb45e"),
            np.clip(1 - np.hypot(x / width - 0.5 + side * 0.3, y / height - 0.3) / 0.7, 0, 1) ** 2 * 0.4,
        )
    b.flow = np.where(inside > 0.5, np.float32(np.pi / 2), np.float32(0))
    return b


def stage(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Curtains, boards, and spotlights on the middle."""
    b = new_backdrop(shape, 0.74, light, rng)
    height, width = shape
    x, y = grid(shape)
    curtain = ["#8e1f2f", "#3a2a78", "#0f5f63"][int(rng.integers(3))]
    folds = 0.5 + 0.5 * np.sin(x / width * 2 * np.pi * 11 + 0.6 * np.sin(y / height * 5))
    b.rgb = mix(colour(curtain) * 0.28, colour(curtain) * 1.05, np.repeat(folds[..., None], 3, 2)).astype(np.float32)
    floor = np.clip((y / height - b.horizon) * height + 0.5, 0, 1)
    b.lay(
        mix(
            colour("#5c3a22"),
            colour("#b07a47"),
            np.repeat(np.clip((y / height - b.horizon) * 3, 0, 1)[..., None], 3, 2),
        ),
        floor,
    )
    for at, ink in ((0.2, "#ffd27a"), (0.5, "#fff6dc"), (0.8, "#ff9ac2")):
        aim = at + (0.5 - at) * 0.8 * y / height
        beam = np.exp(-(((x / width - aim) / (0.04 + 0.20 * y / height)) ** 2))
        b.lay(colour(ink), beam * 0.34)
    b.lay(colour("#fff1c9"), smoothstep(1.0, 0.6, np.hypot((x / width - 0.5) / 0.42, (y / height - 0.88) / 0.09)) * 0.5)
    b.flow = np.where(floor > 0.5, np.float32(0), np.float32(np.pi / 2))
    return b


def studio(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """A painter's cloudy wall, for portraits."""
    b = new_backdrop(shape, 0.99, light, rng)
    height, width = shape
    x, y = grid(shape)
    inks = [
        ("#2f4a63", "#8fb0b8"),
        ("#5b3a3f", "#d6a48a"),
        ("#34503f", "#b9c59a"),
        ("#3d3760", "#b3a3cf"),
        ("#6b4a25", "#e3c48a"),
    ][int(rng.integers(5))]
    cloud = noise(rng, shape, width / 1.5, octaves=4)
    near = np.clip(1.05 - np.hypot(x / width - 0.5 - 0.10 * light.side, y / height - 0.42) / 0.75, 0, 1)
    b.rgb = mix(
        b.lit(inks[0]), b.lit(inks[1]), np.repeat(np.clip(near * 0.85 + (cloud - 0.5) * 0.6, 0, 1)[..., None], 3, 2)
    ).astype(np.float32)
    b.flow = (np.arctan2(y - height * 0.42, x - width * 0.5) + np.pi / 2 + (cloud - 0.5) * 2).astype(np.float32)
    b.horizon = 0.5
    return b
