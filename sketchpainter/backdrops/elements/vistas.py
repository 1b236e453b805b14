"""Paints stretches of open land: distant ranges, and in front of them ponds, fields, rows of flowers, fences."""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze
from sketchpainter.backdrops.elements.grounds import paint_ridge, ridge_line
from sketchpainter.backdrops.elements.plants import paint_bush_row
from sketchpainter.backdrops.elements.trees import paint_conifers
from sketchpainter.raster.arrays import Field, mix, smoothstep
from sketchpainter.raster.textures import cloudy


def paint_peaks(b: Backdrop, rise: float, rock: str, distance: float, snow: float = 0.5) -> None:
    """Paints a range of peaks on the horizon, shaded on the side away from the light, with snow down to a part of
    it."""
    height = b.shape[0]
    line = ridge_line(b, b.horizon + 0.02, rise, 0.40, 6)
    until = b.horizon + 0.10
    cover = paint_ridge(b, line, in_haze(b, rock, distance), in_haze(b, rock, distance + 0.2), 0.35, until)
    start = int(np.clip(line.min() * height - 1, 0, height - 2))
    band = slice(start, int(np.clip(until * height + 1, start + 1, height)))
    part = cover[band]
    facing = crags(b, part.shape)
    b.rgb[band] = mix(b.rgb[band], in_haze(b, "#2f3852", distance + 0.05), part * smoothstep(0.01, 0.09, facing) * 0.5)
    if snow > 0:
        y = np.arange(band.start, band.stop, dtype=np.float32)[:, None] / height
        level = float(line.min()) + snow * rise
        ragged = cloudy(b.rng, part.shape, 34 * b.unit, 4)
        snowy = smoothstep(0.03, -0.03, y - level - (ragged - np.float32(0.5)) * np.float32(0.16))
        white = mix(np.broadcast_to(in_haze(b, "#ffffff", distance * 0.5), (*part.shape, 3)),
                    in_haze(b, "#9db2da", distance * 0.6), smoothstep(0.0, 0.1, facing))  # fmt: skip
        b.rgb[band] = mix(b.rgb[band], white, part * snowy * np.float32(0.95))


def crags(b: Backdrop, shape: tuple[int, ...], size: float = 110) -> Field:
    """Returns the shading of rough rock that turns away from the light, about −0.2 … 0.2."""
    rough = cloudy(b.rng, (shape[0], shape[1]), size * b.unit, octaves=5)
    return np.asarray(np.roll(rough, b.light.side * max(2, round(6 * b.unit)), 1) - rough, dtype=np.float32)


def paint_woods(b: Backdrop, ink: str, distance: float, tall: float = 0.09) -> None:
    """Paints the dark edge of a wood of firs along the horizon, and another one behind it."""
    for step in (1, 0):
        foot = b.horizon + 0.035 - 0.012 * step
        columns = (np.arange(26) + b.rng.random(26)) / 26
        feet = [(float(x), foot, tall * float(b.rng.uniform(0.6, 1.1)) * (1 + 0.35 * step)) for x in columns]
        paint_conifers(b, feet, in_haze(b, ink, min(0.85, distance + 0.25 * step)))


def paint_fields(b: Backdrop, inks: tuple[str, ...]) -> None:
    """Paints a patchwork of fields with hedges between them on the slope in front of the horizon."""
    top, low = b.horizon + 0.015, b.horizon + 0.15
    marks = np.concatenate([[-0.1], np.sort(b.rng.uniform(0, 1, 4)), [1.1]])
    rows = np.array([top, top + 0.035, top + 0.075, low])
    for row in range(3):
        y0, y1 = float(rows[row]), float(rows[row + 1])
        shift = 0.10 * row
        for i in range(5):
            edges = [0.5 + (float(m) + shift * (-1) ** i - 0.5) * (1 + 0.5 * row) for m in marks[i : i + 2]]
            spread_low = [0.5 + (e - 0.5) * 1.30 for e in edges]
            ink = in_haze(b, inks[(i * 2 + row * 3) % len(inks)], 0.42 - 0.14 * row)
            b.fill(ink, [[(edges[0], y0), (edges[1], y0), (spread_low[1], y1), (spread_low[0], y1)]], 0.85, 0.5)
        paint_bush_row(b, y1 + 0.004, 0.016 + 0.010 * row, in_haze(b, "#3f6a3a", 0.40 - 0.14 * row))


def paint_rows(b: Backdrop, inks: tuple[str, ...], vanish: float = 0.5) -> None:
    """Paints rows of flowers or crops that run to a point on the horizon, each of its own colour, with dots of
    blossom."""
    height, width = b.shape
    start = int(np.clip((b.horizon + 0.055) * height, 0, height - 2))
    y = np.arange(start, height, dtype=np.float32)[:, None] / height
    near = np.maximum((y - b.horizon - 0.03) / (1 - b.horizon), 0.02)
    x = np.arange(width, dtype=np.float32)[None, :] / width
    across = (x - vanish) / near * 2.6
    crown = 0.5 + 0.5 * np.cos(across * 2 * np.pi)
    dots = cloudy(b.rng, crown.shape, 9 * b.unit, 2) * smoothstep(0.05, 0.3, near) + 0.5 * smoothstep(0.3, 0.05, near)
    ridge = smoothstep(0.35, 0.75, crown + (dots - np.float32(0.5)) * np.float32(0.9))
    number = np.floor(across + 0.5).astype(np.int64) % len(inks)
    palette = np.stack([b.lit(ink) for ink in inks]).astype(np.float32)
    paint = palette[number] * (0.74 + 0.5 * dots)[..., None]
    fade = smoothstep(0.0, 0.05, near) * np.float32(0.95)
    b.rgb[start:] = mix(b.rgb[start:], b.rgb[start:] * np.float32(0.72), smoothstep(0.4, 0.1, crown) * fade * 0.6)
    b.rgb[start:] = mix(b.rgb[start:], np.clip(paint, 0, 1), ridge * fade)


def paint_pond(b: Backdrop, x: float, y: float, wide: float, deep: str, *, lilies: bool = True) -> None:
    """Paints a still pond that mirrors the sky, with a dark bank, and with leaves of lilies unless it is frozen."""
    height, width = b.shape
    tall = wide * 0.26
    y0, y1 = (int(np.clip((y + s * tall * 1.3) * height, 0, height)) for s in (-1, 1))
    if y1 - y0 < 4:
        return
    gy = np.arange(y0, y1, dtype=np.float32)[:, None] / height
    gx = np.arange(width, dtype=np.float32)[None, :] / width
    rough = cloudy(b.rng, (y1 - y0, width), 60 * b.unit, 3, 2.0) - np.float32(0.5)
    ring = np.hypot((gx - x) / wide, (gy - y) / tall) + rough * np.float32(0.35)
    band = slice(y0, y1)
    b.rgb[band] = mix(b.rgb[band], b.rgb[band] * np.float32(0.55), smoothstep(1.16, 1.0, ring) * np.float32(0.8))
    share = np.broadcast_to(np.clip((gy - y + tall) / (2 * tall), 0, 1), ring.shape)
    sky = mix(np.broadcast_to(b.light.sky[2], (*ring.shape, 3)), b.light.sky[0], share)
    ripple = cloudy(b.rng, (y1 - y0, width), 26 * b.unit, 3, 7.0)
    water = mix(mix(sky, b.lit(deep), 0.34), np.ones(3, np.float32), smoothstep(0.62, 0.85, ripple) * np.float32(0.4))
    b.rgb[band] = mix(b.rgb[band], water, smoothstep(1.0, 0.97, ring))
    leaves = []
    for turn, away, size in b.rng.random((9, 3)) if lilies else ():
        cx, cy = x + np.cos(turn * 6.3) * wide * 0.75 * away, y + np.sin(turn * 6.3) * tall * 0.7 * away
        t = np.linspace(0.5, 6.0, 10)
        r = 0.008 + 0.012 * size
        leaves.append(np.stack([cx + r * np.cos(t), cy + 0.36 * r * np.sin(t)], 1))
    b.fill(b.lit("#5f9a4c"), leaves)


def paint_reeds(b: Backdrop, x: float, y: float, wide: float, tall: float, ink: str = "#5f8a3a") -> None:
    """Paints reeds with brown heads around a place on the ground."""
    blades, heads = [], []
    for aside, lean, grown, headed in b.rng.random((16, 4)):
        at, long, tilt = x + wide * (aside - 0.5), tall * (0.5 + 0.5 * grown), 0.05 * (lean - 0.5)
        blades.append([(at - 0.003, y), (at + 0.003, y), (at + tilt, y - long)])
        if headed < 0.4:
            px, py = at + tilt * 0.9, y - long * 0.95
            heads.append([(px - 0.004, py), (px + 0.004, py), (px + 0.004, py + 0.03), (px - 0.004, py + 0.03)])
    b.fill(b.lit(ink), blades)
    b.fill(b.lit("#7a5230"), heads)


def paint_rail(b: Backdrop, side: int, ink: str) -> None:
    """Paints a wooden fence that runs from the lower corner, −1 left or 1 right, towards the horizon."""
    start, end = (0.5 + side * 0.56, 0.93), (0.5 - side * 0.16, b.horizon + 0.075)
    tall = (0.20, 0.022)
    posts, rails = [], []
    # Equal steps on the ground become shorter in the picture with distance.
    for i in range(9):
        t = 1 - 1 / (1 + 0.75 * i)
        x, y, high = (a + (c - a) * t for a, c in ((start[0], end[0]), (start[1], end[1]), tall))
        half = high * 0.055
        posts.append([(x - half, y), (x - half, y - high), (x, y - high * 1.06), (x + half, y - high), (x + half, y)])
    for up in (0.42, 0.80):
        ends = [((x, y - high * (up + 0.06)), (x, y - high * (up - 0.06)))
                for (x, y), high in zip((start, end), tall, strict=True)]  # fmt: skip
        rails.append([ends[0][0], ends[1][0], ends[1][1], ends[0][1]])
    b.fill(b.lit(ink) * np.float32(0.86), rails)
    b.fill(b.lit(ink), posts)


def paint_bales(b: Backdrop, count: int, ink: str) -> None:
    """Paints round bales of straw on a field, with their shadows."""
    straw = b.lit(ink)
    for aside, near in sorted(b.rng.random((count, 2)), key=lambda row: float(row[1])):
        y, r = b.horizon + 0.11 + 0.14 * float(near), 0.026 + 0.036 * float(near)
        x, long = 0.06 + 0.88 * float(aside), 0.62 * b.light.side

        def ring(cx: float, radius: float, y: float = y, r: float = r) -> list[tuple[float, float]]:
            angles = np.linspace(0, 2 * np.pi, 26)
            return [(cx + 0.82 * radius * float(np.cos(a)), y - r + radius * float(np.sin(a))) for a in angles]

        b.fill(
            b.light.shadow, [[(x - r * 1.5, y), (x + r * 1.5, y), (x - long * 2 * r, y + 0.5 * r)]], 0.35, 1.5 * b.unit
        )
        side = [(x, y - 2 * r), (x - long * 1.6 * r, y - 1.9 * r), (x - long * 1.6 * r, y - 0.1 * r), (x, y)]
        b.fill(
            straw * np.float32(0.72), [side, ring(x - long * 1.6 * r, 0.92 * r)], tone=1 + np.float32(0.4) * b.mottle()
        )
        b.fill(straw, [ring(x, r)])
        for part, shade in ((0.74, 0.82), (0.62, 1.0), (0.40, 0.82), (0.28, 1.0)):
            b.fill(straw * np.float32(shade), [ring(x, part * r)])
