"""Paints rows of towers with lit windows, or an avenue of them, and in front of them paving and lamps."""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze
from sketchpainter.raster.arrays import Field, colour, mix, smoothstep, spread

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, parts of the picture."""
Inks = tuple[str, ...]


def paint_towers(b: Backdrop, inks: Inks, most: float, *, gap: float = 0.0) -> None:
    """Paints three rows of towers behind each other; the nearest row is lowest in the middle, and each tower has its
    colour.

    Args:
        b: The place.
        inks: Colours of towers.
        most: Height of the tallest tower, part of the picture's height.
        gap: Part of the width that stays free in the middle of the nearest row.
    """
    for step in range(3):
        distance = 0.60 - 0.25 * step
        towers: list[Box] = []
        x = -0.05
        while x < 1.02:
            wide = float(b.rng.uniform(0.050, 0.11)) * (1 + 0.22 * step)
            edge = abs(x + wide / 2 - 0.5) * 2
            tall = float(b.rng.uniform(0.35, 1.0)) * most * (1.0 if step == 0 else 0.45 + 0.55 * edge)
            if step < 2 or edge > gap:
                towers.append((x, b.horizon - tall + 0.01, x + wide, b.horizon + 0.025))
            x += wide * float(b.rng.uniform(0.92, 1.15))
        _row(b, towers, inks, distance)


def _row(b: Backdrop, towers: list[Box], inks: Inks, distance: float) -> None:
    groups: dict[str, list[list[tuple[float, float]]]] = {ink: [] for ink in inks}
    shades = []
    for number, (left, top, right, low) in enumerate(towers):
        ink = inks[(number * 2 + int(b.rng.integers(2))) % len(inks)]
        groups[ink] += _tower(int(b.rng.integers(5)), left, top, right, low)
        cut = right - (right - left) * 0.3 if b.light.side < 0 else left + (right - left) * 0.3
        shades.append([(cut, low), (cut, top), (right, top), (right, low)] if b.light.side < 0
                      else [(left, low), (left, top), (cut, top), (cut, low)])  # fmt: skip
    y = np.arange(b.shape[0], dtype=np.float32)[:, None] / b.shape[0]
    mist = np.broadcast_to(1 - np.clip((y - b.horizon + 0.35) / 0.35, 0, 1) * np.float32(0.10), b.shape)
    for ink, shapes in groups.items():
        b.fill(in_haze(b, ink, distance), shapes, tone=mist * (1 + np.float32(0.16) * b.mottle()))
    b.fill(in_haze(b, inks[0], distance) * np.float32(0.55), shades, 0.42)
    area, cover = _windows(b, towers, 0.60 if b.light.is_night else 0.8)
    dusk = b.light.lamps
    glow = colour("#ffd98a") if dusk else mix(b.light.sky[1], colour("#ffffff"), 0.45)
    b.rgb[area] = mix(b.rgb[area], glow, cover * np.float32((0.88 - 0.5 * distance) * 0.85))


def _tower(roof: int, left: float, top: float, right: float, low: float) -> list[list[tuple[float, float]]]:
    """Returns the outlines of one tower: with a flat roof, a pointed one, or steps and a mast."""
    wide = right - left
    middle = (left + right) / 2
    if roof == 1:
        return [[(left, low), (left, top), (middle, top - wide * 0.9), (right, top), (right, low)]]
    if roof == 2:
        inner, outer = left + wide * 0.2, right - wide * 0.2
        body = [(left, low), (left, top), (inner, top), (inner, top - wide * 0.4), (outer, top - wide * 0.4)]
        mast = [(middle - 0.002, top), (middle, top - wide * 1.3), (middle + 0.002, top)]
        return [mast, [*body, (outer, top), (right, top), (right, low)]]
    if roof == 3:
        t = np.linspace(np.pi, 2 * np.pi, 9)
        dome = [(middle + wide / 2 * float(np.cos(a)), top + wide * 0.42 * float(np.sin(a))) for a in t]
        return [[(left, low), *dome, (right, low)]]
    return [[(left, low), (left, top), (right, top), (right, low)]]


def _windows(b: Backdrop, towers: list[Box], share: float) -> tuple[tuple[slice, slice], Field]:
    """Returns the rows of the picture that have windows, and the windows' cover there."""
    height, width = b.shape
    first = int(np.clip(min(top for _, top, _, _ in towers) * height, 0, height - 2))
    last = int(np.clip(max(low for *_, low in towers) * height + 1, first + 1, height))
    sheet = np.zeros(((last - first) * 2, width * 2), dtype=np.uint8)
    pitch = 11 * b.unit * 2
    high, wide = max(1, round(pitch * 0.6)), max(1, round(pitch * 0.42))
    for left, top, right, low in towers:
        x0, x1, y0, y1 = left * width * 2, right * width * 2, (top * height - first) * 2, (low * height - first) * 2
        columns, rows = max(2, int((x1 - x0) / pitch)), max(2, int((y1 - y0) / (pitch * 1.35)))
        lit = b.rng.random((rows, columns))
        tones = np.where(lit < share, 150 + 105 * lit / share, 0).astype(np.uint8)
        across = np.rint(x0 + (np.arange(columns) + 0.3) * (x1 - x0) / columns).astype(int)
        down = np.rint(y0 + (np.arange(rows) + 0.45) * pitch * 1.35).astype(int)
        # Windows are a few pixels each, so all windows of a tower are set with one index.
        xs, ys = (across[:, None] + np.arange(wide)).ravel(), (down[:, None] + np.arange(high)).ravel()
        seen_x, seen_y = (xs >= 0) & (xs < sheet.shape[1]), (ys >= 0) & (ys < sheet.shape[0])
        whole = np.repeat(np.repeat(tones, high, axis=0), wide, axis=1)
        sheet[np.ix_(ys[seen_y], xs[seen_x])] = whole[np.ix_(seen_y, seen_x)]
    small = cv2.resize(sheet, (width, last - first), interpolation=cv2.INTER_AREA)
    return np.s_[first:last, 0:width], small.astype(np.float32) * np.float32(1 / 255)


def paint_avenue(b: Backdrop, inks: Inks, vanish: float) -> None:
    """Paints fronts of towers on both sides that run to a point on the horizon, with rows of windows and shops
    below."""
    dusk = b.light.lamps
    glow = colour("#ffd27a") if dusk else mix(b.light.sky[1], np.ones(3, np.float32), 0.35)
    b.glow(b.light.sun, (vanish, b.horizon - 0.05), 0.55, 0.55 if not b.light.is_night else 0.2)
    walls = []
    for side in (-1, 1):
        edge = -0.02 if side < 0 else 1.02
        marks = np.array([1.30, 0.92, 0.64, 0.45, 0.31, 0.21, 0.14])
        for number in range(len(marks) - 2, -1, -1):
            outer, inner = float(marks[number]), float(marks[number + 1])
            tall = float(b.rng.uniform(0.65, 1.25))
            distance = 0.55 * (1 - min(1.0, outer))
            ink = in_haze(b, inks[(number * 2 + (side > 0)) % len(inks)], distance)
            shade = 0.80 if side == b.light.side else 1.04

            def at(mark: float, rise: float, edge: float = edge, tall: float = tall) -> tuple[float, float]:
                return vanish + (edge - vanish) * mark, b.horizon + mark * (0.16 - rise * 0.80 * tall)

            wall = [at(outer, 0), at(inner, 0), at(inner, 1), at(outer, 1)]
            walls.append(wall)
            b.fill(ink * np.float32(shade), [wall], tone=1 + np.float32(0.2) * b.mottle())
            panes, shops = [], []
            for row in np.arange(0.26, 0.95, 0.085 / tall):
                for column in (0.16, 0.44, 0.72):
                    m0, m1 = outer + (inner - outer) * column, outer + (inner - outer) * (column + 0.17)
                    if b.rng.random() < (0.65 if b.light.is_night else 0.9):
                        panes.append([at(m0, row), at(m1, row), at(m1, row + 0.045 / tall), at(m0, row + 0.045 / tall)])
            for column in (0.08, 0.55):
                m0, m1 = outer + (inner - outer) * column, outer + (inner - outer) * (column + 0.36)
                shops.append([at(m0, 0.03), at(m1, 0.03), at(m1, 0.14), at(m0, 0.14)])
            b.fill(glow, panes, 0.75 - 0.4 * distance)
            b.fill(mix(glow, colour("#ffe3a8"), 0.5), shops, 0.85)
            awning = [at(outer, 0.21), at(inner, 0.21), at(inner, 0.165), at(outer, 0.145)]
            b.fill(in_haze(b, inks[(number + 1) % len(inks)], distance) * np.float32(0.9), [awning])
    b.paved = 1 - b.polygons(walls)


def paint_paving(b: Backdrop, vanish: float, ink: str, *, road: bool) -> None:
    """Paints the ground of a city: slabs that run to a point on the horizon, or a striped road between two
    pavements."""
    height, width = b.shape
    start = int(np.clip((b.horizon + 0.012) * height, 0, height - 2))
    y = np.arange(start, height, dtype=np.float32)[:, None] / height
    near = np.clip((y - b.horizon) / (1 - b.horizon), 0.004, 1)
    across = (np.arange(width, dtype=np.float32)[None, :] / width - vanish) / near
    depth = 0.55 / near
    tone = 1 + np.float32(0.20) * b.mottle()[start:]
    base = mix(np.broadcast_to(in_haze(b, ink, 0.45), (*tone.shape, 3)), b.lit(ink), np.broadcast_to(near, tone.shape))
    # The joints between slabs fade where they are closer together than pixels.
    joint = np.maximum(
        smoothstep(0.45, 0.50, np.abs(across * 2.2 % 1 - 0.5)), smoothstep(0.43, 0.5, np.abs(depth * 2.2 % 1 - 0.5))
    )
    tone = tone * (1 - np.float32(0.16) * joint * smoothstep(0.08, 0.3, near))
    paint = np.clip(base * spread(tone), 0, 1)
    if road:
        lane = np.abs(across)
        asphalt = mix(b.lit("#5a5c6c"), b.light.sky[1], 0.16)
        on_road = smoothstep(0.72, 0.70, lane)
        paint = mix(paint, np.clip(in_haze(b, "#6a6c7a", 0.2) * 0.4 + asphalt * 0.6, 0, 1), on_road)
        kerb = smoothstep(0.05, 0.02, np.abs(lane - 0.74))
        paint = mix(paint, b.lit("#d9d2c4"), kerb * np.float32(0.8))
        dash = smoothstep(0.025, 0.015, lane) * smoothstep(0.1, 0.2, np.sin(depth * 9))
        stripes = smoothstep(0.25, 0.32, np.abs(across * 4.4 % 1 - 0.5)) * on_road
        stripes = stripes * smoothstep(0.43, 0.44, near) * smoothstep(0.60, 0.59, near)
        paint = mix(paint, b.lit("#f6ecd2"), np.clip(dash * (near < 0.42) + stripes * 0.85, 0, 1).astype(np.float32))
    sheen = b.on_ground(b.horizon, 0.5, 3, stretch=2.0)[start:]
    paint = mix(paint, b.light.sky[2], smoothstep(0.5, 0.9, sheen) * np.float32(0.24))
    b.rgb[start:] = paint
    b.flow[start:] = 0
    b.ground, b.ground_ink = "floor", b.lit(ink) * np.float32(0.85)


def paint_lamps(b: Backdrop, vanish: float, sides: tuple[int, ...]) -> None:
    """Paints street lamps along an avenue; they glow when it is dark."""
    dark = b.light.lamps
    posts, bulbs = [], []
    for side in sides:
        for mark in (0.98, 0.58, 0.34):
            x, foot = vanish + side * 0.56 * mark, b.horizon + 0.30 * mark
            tall, half = 0.58 * mark, 0.0065 * mark
            posts.append([(x - half, foot), (x - half, foot - tall), (x + half, foot - tall), (x + half, foot)])
            arm = x - side * 0.07 * mark
            posts.append(
                [(x, foot - tall), (arm, foot - tall - 0.01), (arm, foot - tall - 0.018), (x, foot - tall - 0.014)]
            )
            bulbs.append(
                [
                    (arm - 0.014 * mark, foot - tall),
                    (arm + 0.014 * mark, foot - tall),
                    (arm, foot - tall - 0.022 * mark),
                ]
            )
            if dark:
                b.glow(colour("#ffd08a"), (arm, foot - tall), 0.30 * mark, 0.55)
    b.fill(b.lit("#353b4a"), posts)
    b.fill(colour("#fff0c4") if dark else b.lit("#f0ece0"), bulbs)
