"""Backgrounds that are not open land: sea, underwater, sky, space, the moon, city, room, stage, studio.

Runs in the painter's process. Each function paints one place into a new backdrop of a given shape and light.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import ImageDraw

from assistant.painting.sketch import places_land as land
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
from assistant.painting.sketch.fields import Field, Rng, blurred, colour, grid, mix, noise, smoothstep


def sea(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Open water."""
    b = land.open_sky(shape, light, rng, (0.40, 0.54), 0.7)
    if rng.random() < 0.5:
        line = ridge_line(b, b.horizon + 0.01, 0.10, 0.4, 4)
        paint_ridge(b, line, far(b, "#5d7d92", 0.6), far(b, "#7f9aa5", 0.7))
    deep = [("#145f8a", "#2f9db5"), ("#1d6f78", "#59b5a5"), ("#24508f", "#4a8fc9")][int(rng.integers(3))]
    land.paint_water(b, b.horizon, *deep)
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
            sheet.ellipse((px - radius, py - radius, px + radius, py + radius), outline=235, width=max(2, round(radius * 0.22)))

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
    b = land.open_sky(shape, light, rng, (0.97, 0.99), 0.55)
    paint_clouds(b, 0.75, 1.1)
    for step in range(3):
        line = ridge_line(b, 0.93 + 0.05 * step, 0.16, 0.22, 5)
        paint_ridge(b, line, mix(far(b, "#ffffff", 0.25 - 0.1 * step), light.sun, 0.2), far(b, "#b9c9e2", 0.35), 0.12)
    b.horizon = 0.35
    return b


def space(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Stars, a coloured nebula, a planet."""
    dark = [("#090a22", "#3a1c6b", "#c2457f"), ("#050d24", "#123f78", "#2fa3b0"), ("#0d0820", "#4a1f5e", "#e0784a")][int(rng.integers(3))]
    lamp = replace(light, sky=(colour(dark[0]), colour(dark[0]), colour(dark[0])), haze=colour(dark[1]), tint=colour("#f2eeff"), shadow=colour("#05060f"))
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
    dusk = smoothstep(radius * 0.4, radius * 1.5, np.hypot(x - at_x - b.light.side * radius * 0.5, y - at_y + radius * 0.4))
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
    earth = mix(earth, colour("#ffffff"), smoothstep(0.55, 0.75, noise(rng, shape, radius * 1.4, octaves=4, stretch=2)) * 0.85)
    dusk = smoothstep(radius * 0.5, radius * 1.7, np.hypot(x - at_x + b.light.side * radius * 0.5, y - at_y + radius * 0.4))
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
        b.lay(colour("#e3e3ea"), smoothstep(0.2, 0.0, np.abs(ring - 1.06)) * smoothstep(-0.3, 0.5, (y - cy) / (rx * 0.32)) * 0.8)
    return b


def city(shape: tuple[int, int], light: Light, rng: Rng) -> Backdrop:
    """Towers behind towers, lit windows, a street."""
    b = land.open_sky(shape, light, rng, (0.66, 0.74), 0.5)
    height, width = shape
    inks = [("#6c7a96", "#8a6f7d", "#55617f"), ("#8a7f76", "#5f7486", "#73685f"), ("#7f6f95", "#5c7fa0", "#4f5876")][int(rng.integers(3))]
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
        shade = b.cover_of(_walls(b, [(px + (0 if light.side > 0 else w * 0.72), w * 0.28, top, 0) for px, w, top, _ in walls]))
        b.lay(ink * 0.72, shade * cover * 0.8)
        glow = colour("#ffd98a") if light.time in ("night", "sunset") else mix(light.sky[1], colour("#ffffff"), 0.45)
        b.lay(glow, b.cover_of(_windows(b, walls, rng, 0.62 if light.is_night else 0.8)) * cover * (0.9 - 0.45 * distance) * 0.85)
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
                sheet.rectangle((left + (right - left) * 0.2, up - (right - left) * 0.3, right - (right - left) * 0.2, up), fill=255)
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
    wall, floor, rug = [("#e7c9a4", "#a8693e", "#b5483f"), ("#a9c4b8", "#8f5f3c", "#d08a3c"), ("#d9a7a0", "#7d5139", "#3f6d86"), ("#8fa9c9", "#9c6d45", "#c25b5b")][int(rng.integers(4))]
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
    b.lay(b.lit("#fbf5e9", lamp) * 0.95, ((y / height > b.horizon - 0.03) & (y / height < b.horizon)).astype(np.float32))
    ring = np.hypot((x / width - 0.5) / 0.46, (y / height - b.horizon - 0.19) / 0.125)
    b.lay(b.lit(rug, lamp), smoothstep(1.0, 0.98, ring))
    b.lay(b.lit("#f3e0b5", lamp), smoothstep(0.03, 0.015, np.abs(ring - 0.86)))
    warm = np.clip(1 - np.hypot(px - wide / 2, py - tall / 2) / 0.75, 0, 1)
    b.lay(light.sun, warm**2 * (0.12 if light.is_night else 0.3))
    if light.is_night:
        b.rgb = mix(b.rgb, colour("#ffb45e"), np.clip(1 - np.hypot(x / width - 0.5 + side * 0.3, y / height - 0.3) / 0.7, 0, 1) ** 2 * 0.4)
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
    b.lay(mix(colour("#5c3a22"), colour("#b07a47"), np.repeat(np.clip((y / height - b.horizon) * 3, 0, 1)[..., None], 3, 2)), floor)
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
    inks = [("#2f4a63", "#8fb0b8"), ("#5b3a3f", "#d6a48a"), ("#34503f", "#b9c59a"), ("#3d3760", "#b3a3cf"), ("#6b4a25", "#e3c48a")][int(rng.integers(5))]
    cloud = noise(rng, shape, width / 1.5, octaves=4)
    near = np.clip(1.05 - np.hypot(x / width - 0.5 - 0.10 * light.side, y / height - 0.42) / 0.75, 0, 1)
    b.rgb = mix(b.lit(inks[0]), b.lit(inks[1]), np.repeat(np.clip(near * 0.85 + (cloud - 0.5) * 0.6, 0, 1)[..., None], 3, 2)).astype(np.float32)
    b.flow = (np.arctan2(y - height * 0.42, x - width * 0.5) + np.pi / 2 + (cloud - 0.5) * 2).astype(np.float32)
    b.horizon = 0.5
    return b


PLACES: dict[str, Callable[[tuple[int, int], Light, Rng], Backdrop]] = {
    "meadow": land.meadow,
    "snow": land.snow,
    "forest": land.forest,
    "mountains": land.mountains,
    "desert": land.desert,
    "beach": land.beach,
    "sea": sea,
    "underwater": underwater,
    "sky": sky,
    "space": space,
    "moonscape": moonscape,
    "city": city,
    "room": room,
    "stage": stage,
    "studio": studio,
}
"""The painter of each place that config/sketch/scenes.toml names, and of the studio wall behind portraits."""
