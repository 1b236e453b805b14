"""Puts a figure into the light of a place, and its shadow, reflection, footprints or glow into the place."""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.figures.glyphs import opaque
from sketchpainter.raster.arrays import Field, blurred, colour, luma, mix, noise, resized, shaded, spread

_LONG = {"day": 0.62, "dawn": 0.95, "sunset": 1.0, "night": 0.7}
"""Length of cast shadows by the time of the day, relative to the figure's height."""
_SOFT_GROUND = frozenset({"snow", "sand"})


def lit(b: Backdrop, cut: Field, depth: float, *, glows: bool = False) -> Field:
    """Returns the figure in the place's light.

    The figure is shaded as a cushion of its outline: parts that face the light are warmer and brighter, parts that turn
    away take the shadow's colour, the edge on the light's side gets a rim, and distance fades the figure into the haze.

    Args:
        b: The place.
        cut: The figure, premultiplied.
        depth: 0 near … 1 at the horizon.
        glows: Whether the figure gives light itself, and takes little from the place.
    """
    light = b.light
    solid = np.ascontiguousarray(cut[..., 3])
    own = opaque(cut)
    share = 0.25 if glows else 1.0
    size = float(min(cut.shape[:2]))
    if light.is_night and not glows:
        own += (spread(luma(own)) - own) * np.float32(0.22)
    tint = mix(light.tint, colour("#ffdcb4"), 0.62) if b.indoors and light.is_night else light.tint
    own = np.asarray(cv2.transform(own, np.diag(1 + (tint - 1) * (0.92 * share)).astype(np.float32)), dtype=np.float32)
    slope = _slope(solid, size, light.side)
    turned = np.clip(-slope, 0, 1) * np.float32(0.95 * share)
    # Parts that turn away keep their own colour, darkened in part by the shadow's colour.
    dimmed = 0.4 * 0.52 + 0.6 * (0.35 + light.shadow * 0.9)
    own *= 1 + shaded(dimmed - 1, turned)
    own *= 1 + shaded(light.sun, np.clip(slope, 0, 1) * np.float32(0.20 * share))
    rim = _rim(solid, max(1.5, 0.014 * size + 1.5 * b.unit), light.side)
    rim = rim * np.float32(share * {"sunset": 0.60, "dawn": 0.50, "night": 0.42}.get(light.time, 0.30))
    own *= spread(1 - 0.4 * rim)
    own += shaded(light.sun, rim)
    if b.ground_ink is not None:
        rise = np.linspace(1, 0, cut.shape[0], dtype=np.float32)
        bounce = np.clip(1 - rise * 3.2, 0, 1) ** 1.5 * np.float32(0.55 * share)
        own *= (1 + bounce[:, None] * (0.45 + 0.75 * b.ground_ink - 1)).astype(np.float32)[:, None, :]
    if depth > 0.12:
        fade = min(0.62, 0.70 * (depth - 0.12))
        own *= 1 - fade
        own += np.asarray(light.haze * fade, dtype=np.float32)
    np.clip(own, 0, 1, out=own)
    own *= spread(solid)
    return np.asarray(cv2.merge([*cv2.split(own), solid]), dtype=np.float32)


def _slope(solid: Field, size: float, side: int) -> Field:
    """Returns how far each pixel of a cushion with this outline turns to the light: −1 … 1."""
    # A cushion is smooth: it is shaped at a small size, and enlarged.
    shrink = max(1.0, size / 110)
    small = cv2.copyMakeBorder(
        resized(solid, round(solid.shape[1] / shrink), round(solid.shape[0] / shrink)), 4, 4, 4, 4, cv2.BORDER_CONSTANT
    )
    total: Field = np.zeros(small.shape, dtype=np.float32)
    for part, weight in ((0.045, 0.55), (0.15, 0.75)):
        reach = part * size / shrink
        soft = cv2.GaussianBlur(small, (0, 0), max(0.8, reach))
        across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) / 8
        down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) / 8
        total = total + weight * reach * 2.0 * (-side * 0.85 * across + 0.65 * down)
    return np.clip(resized(total[4:-4, 4:-4], solid.shape[1], solid.shape[0]), -1, 1)


def _rim(solid: Field, wide_px: float, side: int) -> Field:
    """Returns a thin band along the edge that faces the light."""
    matrix = np.array([[1, 0, -side * wide_px], [0, 1, wide_px * 0.75]], dtype=np.float32)
    moved = cv2.warpAffine(solid, matrix, (solid.shape[1], solid.shape[0]))
    return np.asarray(blurred(np.clip(solid - moved, 0, 1), max(0.6, wide_px * 0.4)) * solid, dtype=np.float32)


def cast_shadow(b: Backdrop, cut: Field, left: int, top: int, *, foot: float) -> None:
    """Paints the shadow on the ground, towards the viewer and away from the light, softer and paler with distance.

    Args:
        b: The place, which is painted on.
        cut: The figure.
        left: Left edge of the figure in the picture, pixels.
        top: Upper edge of the figure in the picture, pixels.
        foot: Height of the ground, pixels from the top; below the figure's feet if it jumps.
    """
    height, width = b.shape
    tall = cut.shape[0]
    gap = foot - (top + tall)
    contact(b, left + feet_middle(cut), foot, feet_width(cut) * (0.62 + 0.2 * (gap > 2)), 0.62 if gap <= 2 else 0.34)
    long = _LONG.get(b.light.time, 0.6)
    lean, fall = -b.light.side * 0.85 * long, -0.34 * long
    # A point of the figure at height h above its feet falls to (x + lean·h, foot − fall·h).
    base = top + tall
    matrix = np.array([[1, -lean, left + lean * (base - top)], [0, fall, foot - fall * (base - top)]])
    rows = (max(0, int(foot) - 2), min(height, int(foot + tall * -fall) + 3))
    if rows[1] - rows[0] < 4:
        return
    soft = (1.5 + 0.012 * tall) * max(0.5, b.unit)
    reach = (min(0.0, lean * tall) - 3 * soft, max(0.0, lean * tall) + cut.shape[1] + 3 * soft)
    x0, x1 = max(0, int(left + reach[0])), min(width, int(left + reach[1]) + 1)
    if x1 - x0 < 4:
        return
    matrix[:, 2] -= (x0, rows[0])
    cover = cv2.warpAffine(np.ascontiguousarray(cut[..., 3]), matrix, (x1 - x0, rows[1] - rows[0]))
    fade = np.clip(1 - (np.arange(rows[0], rows[1], dtype=np.float32) - foot) / max(1.0, tall * -fall), 0, 1) ** 0.7
    cover = np.clip(blurred(cover * fade[:, None], soft), 0, 1)
    area = np.s_[rows[0] : rows[1], x0:x1]
    strength = np.float32((0.30 if b.light.is_night else 0.44) * b.shadow)
    b.rgb[area] = mix(b.rgb[area], b.light.shadow, cover * strength)


def contact(b: Backdrop, x: float, y: float, half: float, strength: float) -> None:
    """Paints a soft dark patch where something touches the ground."""
    half = max(half, 2.0)
    flat = max(half * 0.20, 1.5)
    y0, y1 = max(0, int(y - flat * 1.6)), min(b.shape[0], int(y + flat * 1.6) + 1)
    x0, x1 = max(0, int(x - half * 1.5)), min(b.shape[1], int(x + half * 1.5) + 1)
    if y0 >= y1 or x0 >= x1:
        return
    ys, xs = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    away = np.hypot((xs - x) / half, (ys - y) / flat)
    cover = np.clip(1.35 - away, 0, 1) ** 1.4 * strength * b.shadow
    b.rgb[y0:y1, x0:x1] = mix(b.rgb[y0:y1, x0:x1], b.light.shadow, cover.astype(np.float32))


def feet_width(cut: Field) -> float:
    """Returns the width of the lowest tenth of the figure, pixels."""
    columns = _feet(cut)
    return float(columns[-1] - columns[0] + 1) if len(columns) else cut.shape[1] * 0.6


def feet_middle(cut: Field) -> float:
    """Returns the middle of the figure's feet, pixels from its left."""
    columns = _feet(cut)
    return float(columns[0] + columns[-1] + 1) / 2 if len(columns) else cut.shape[1] / 2


def _feet(cut: Field) -> Field:
    return np.flatnonzero(cut[-max(2, cut.shape[0] // 10) :, :, 3].max(0) > 0.4)


def grounded(b: Backdrop, cut: Field, left: int, top: int) -> Field:
    """Returns the figure with its feet in the ground: sunk into snow or sand, behind blades of grass."""
    tall, wide = cut.shape[:2]
    if b.ground in _SOFT_GROUND:
        bumps = noise(b.rng, (2, wide), max(8.0, wide / 6), octaves=3)[0]
        edge = tall * (1 - 0.008 - 0.030 * bumps)
        keep = np.clip(edge[None, :] - np.arange(tall, dtype=np.float32)[:, None], 0, 1)
        return cut * spread(keep, 4)
    if b.ground != "grass":
        return cut
    columns = _feet(cut)
    if not len(columns):
        return cut
    low, high = int(columns[0]) - 4, int(columns[-1]) + 4
    rows = max(4, round(min(0.10 * tall, 26 * b.unit)))
    sheet = np.zeros((rows * 2, wide * 2), dtype=np.uint8)
    for _ in range(int(np.clip((high - low) / (2.2 * b.unit), 6, 70))):
        x, lean, long = b.rng.uniform(low, high) * 2, b.rng.uniform(-0.5, 0.5), b.rng.uniform(0.35, 1.0) * rows * 2
        half = max(1.0, 1.3 * b.unit)
        blade = np.array([[x - half, rows * 2], [x + half, rows * 2], [x + lean * long * 0.6, rows * 2 - long]])
        cv2.fillPoly(sheet, [blade.astype(np.int32)], 255, cv2.LINE_AA)
    cover = cv2.resize(sheet, (wide, rows), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    y0, x0, x1 = top + tall - rows, max(0, left), min(b.shape[1], left + wide)
    y1 = min(b.shape[0], top + tall)
    if y0 < 0 or y1 <= y0 or x1 <= x0:
        return cut
    kept = cut.copy()
    kept[-rows:] *= spread(1 - cover * 0.9, 4)
    return kept


def afloat(b: Backdrop, cut: Field, left: int, top: int, sink: float) -> Field:
    """Returns the part of the figure above the water line, and paints its broken reflection on the water.

    Args:
        b: The place.
        cut: The figure.
        left: Left edge of the figure in the picture, pixels.
        top: Upper edge of the figure in the picture, pixels.
        sink: Fraction of its height that is under water.
    """
    height, width = b.shape
    tall, wide = cut.shape[:2]
    line = round(tall * (1 - sink))
    surface, deep = top + line, round(tall * 0.6)
    rows = (max(0, surface), min(height, surface + deep))
    if rows[1] - rows[0] > 2:
        margin = round(6 * b.unit + 0.06 * deep) + 2
        x0, x1 = max(0, left - margin), min(width, left + wide + margin)
        if x1 - x0 > 2:
            y = np.arange(rows[0] - surface, rows[1] - surface, dtype=np.float32)[:, None]
            down = y / b.unit
            sway = np.sin(down * 0.55 + 0.9 * np.sin(down * 0.13)) * (1.2 + down * 0.05) * b.unit
            x = np.arange(x0 - left, x1 - left, dtype=np.float32)[None, :] + sway
            mirror = np.ascontiguousarray(cut[:line][::-1])
            seen = cv2.remap(mirror, x, np.broadcast_to(y * 1.15, x.shape).copy(), cv2.INTER_LINEAR)
            tone = opaque(seen) * np.float32(0.75 * 0.75) + b.light.sky[1] * np.float32(0.25)
            cover = seen[..., 3] * np.clip(1 - y / deep, 0, 1) * np.float32(0.62)
            area = np.s_[rows[0] : rows[1], x0:x1]
            b.rgb[area] = mix(b.rgb[area], tone, cover)
    band = (max(0, surface - round(3 * b.unit)), min(height, surface + round(5 * b.unit)))
    x0, x1 = max(0, left), min(width, left + wide)
    if band[0] < band[1] and x0 < x1:
        near = cut[max(0, line - 3) : line + 1, :, 3].max(0)[x0 - left : x1 - left]
        columns = np.zeros(width, dtype=np.float32)
        columns[x0:x1] = near
        ys = np.arange(band[0], band[1], dtype=np.float32)
        ripple = np.exp(-(((ys - surface - 0.8 * b.unit) / (1.3 * b.unit)) ** 2))
        cover = blurred(ripple[:, None] * columns[None, :], 1.2 * b.unit)
        _lay_rows(b, band, b.lit("#ffffff", 0.7), np.clip(cover * 0.85, 0, 1))
    bumps = noise(b.rng, (2, wide), max(8.0, wide / 5), octaves=2)[0]
    edge = line + 3 * b.unit * (bumps - 0.5)
    keep = np.clip(edge[None, :] - np.arange(tall, dtype=np.float32)[:, None], 0, 1)
    return cut * spread(keep, 4)


def glow_around(b: Backdrop, x: float, y: float, radius: float, ink: str = "#ffc873") -> None:
    """Paints the light that a fire or a lantern throws on its surroundings; it is stronger by night."""
    # A two-dimensional Gaussian is a column times a row.
    across = np.exp(-1.4 * ((np.arange(b.shape[1], dtype=np.float32) - x) / radius) ** 2)
    down = np.exp(-1.4 * ((np.arange(b.shape[0], dtype=np.float32) - y) / radius) ** 2)
    cover = np.outer(down, across) * np.float32(0.55 if b.light.is_night else 0.22)
    b.rgb = np.clip(b.rgb + shaded(colour(ink), cover), 0, 1)


def _lay_rows(b: Backdrop, rows: tuple[int, int], paint: Field, cover: Field) -> None:
    b.rgb[rows[0] : rows[1]] = mix(b.rgb[rows[0] : rows[1]], paint, cover.astype(np.float32))
