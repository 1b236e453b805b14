"""Paints skies: sun and moon, stars, planets, galaxies, comets, clouds of several kinds, birds, northern lights.

Skies are painted into a new backdrop from its horizon up; the bodies of space into a dark one.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, new_backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.raster.arrays import Field, blurred, broad, colour, grid, mix, smoothstep
from sketchpainter.raster.textures import cloudy, wavy


def paint_galaxy(b: Backdrop, ink: Field) -> None:
    """Paints a spiral of stars, seen at a slant."""
    rng, side = b.rng, b.light.side
    at_x, at_y = 0.5 - 0.28 * side, 0.20
    b.glow(mix(ink, np.ones(3, np.float32), 0.5), (at_x, at_y), 0.26, 0.55)
    dots = []
    for number, (along, off, size) in enumerate(rng.random((240, 3))):
        turn = 7.5 * along**0.7 + np.pi * (number % 2) + 0.5 * (off - 0.5)
        r = 0.03 + 0.20 * along
        x, y = r * np.cos(turn), 0.45 * r * np.sin(turn)
        x, y = at_x + 0.92 * x - side * 0.39 * y, at_y + side * 0.39 * x + 0.92 * y
        half = 0.0012 + 0.0022 * size**2
        dots.append([(x - half, y), (x, y - half), (x + half, y), (x, y + half)])
    b.fill(mix(ink, np.ones(3, np.float32), 0.75), dots, 0.9)
    b.glow(colour("#fff6e0"), (at_x, at_y), 0.08, 0.95)


def paint_comet(b: Backdrop) -> None:
    """Paints a comet with its tail towards the upper corner."""
    side = b.light.side
    x, y = 0.5 - side * 0.24, 0.26
    for long, half, share in ((0.46, 0.030, 0.28), (0.34, 0.016, 0.4), (0.22, 0.008, 0.6)):
        tip = (x - side * long * 0.86, y - long * 0.5)
        b.fill(
            colour("#bfe3ff"),
            [[(x + side * half * 0.3, y + half), tip, (x + side * half, y - half * 0.4)]],
            share,
            3 * b.unit,
        )
    b.glow(colour("#ffffff"), (x, y), 0.09, 0.95)


def paint_planet(b: Backdrop, *, small: bool = False) -> None:
    rng, height, width = b.rng, *b.shape
    x, y = grid(b.shape)
    side = -b.light.side if small else b.light.side
    at_x, at_y = width * (0.5 - 0.36 * side), height * rng.uniform(0.14, 0.26)
    radius = min(b.shape) * (rng.uniform(0.03, 0.05) if small else rng.uniform(0.09, 0.16))
    inks = [("#e0a458", "#8c4a3a"), ("#6fb7c9", "#2f5d8f"), ("#d98ab0", "#6b3f80"), ("#9fc57a", "#3f6b5c")][
        int(rng.integers(4))
    ]
    away = np.hypot(x - at_x, y - at_y)
    bands = cloudy(rng, b.shape, radius * 2, octaves=4, stretch=5)
    ball = mix(np.broadcast_to(colour(inks[0]), (*b.shape, 3)), colour(inks[1]), smoothstep(0.35, 0.7, bands))
    lit_x, lit_y = x - at_x - b.light.side * radius * 0.5, y - at_y + radius * 0.4
    dusk = smoothstep(radius * 0.4, radius * 1.5, np.hypot(lit_x, lit_y))
    tilt = (x - at_x) * 0.28 + (y - at_y)
    ring = np.hypot((x - at_x) / (radius * 2.1), tilt / (radius * 0.42))
    rings = smoothstep(0.55, 0.62, ring) * smoothstep(1.0, 0.94, ring) * (0.6 + 0.4 * np.sin(ring * 40))
    ringed = rng.random() < 0.5
    ink = mix(colour(inks[0]), np.ones(3, np.float32), 0.4)
    if ringed:
        b.lay(ink, (rings * (tilt < 0) * 0.7).astype(np.float32))
    b.lay(np.clip(ball * (1 - 0.8 * dusk[..., None]), 0, 1), smoothstep(radius + 1, radius - 1, away))
    if ringed:
        b.lay(ink, (rings * (tilt >= 0) * 0.75).astype(np.float32))


def paint_earth(b: Backdrop) -> None:
    height, width = b.shape
    x, y = grid(b.shape)
    at_x, at_y = width * (0.5 + 0.28 * b.light.side), height * float(b.rng.uniform(0.15, 0.23))
    radius = min(b.shape) * float(b.rng.uniform(0.07, 0.14))
    away = np.hypot(x - at_x, y - at_y)
    lands = smoothstep(0.5, 0.6, cloudy(b.rng, b.shape, radius * 1.6, octaves=4))
    earth = mix(np.broadcast_to(colour("#2b74c9"), (*b.shape, 3)), colour("#5aa05a"), lands)
    white = smoothstep(0.55, 0.75, cloudy(b.rng, b.shape, radius * 1.4, octaves=4, stretch=2)) * np.float32(0.85)
    earth = mix(earth, colour("#ffffff"), white)
    lit_x, lit_y = x - at_x + b.light.side * radius * 0.5, y - at_y + radius * 0.4
    dusk = smoothstep(radius * 0.5, radius * 1.7, np.hypot(lit_x, lit_y))
    b.lay(earth * (1 - 0.75 * dusk[..., None]), smoothstep(radius + 1, radius - 1, away))


_KINDS = ("heaped", "fair", "bank", "streaks", "wide")
"""Kinds of clouds: big heaps, small ones in rows, a tower on the horizon, high streaks, long flat ones."""


def open_sky(context: BackdropContext, clouds: float, horizon: float | None = None) -> Backdrop:
    """Returns a backdrop with a sky of its time of day.

    Args:
        context: Everything that the place is painted from.
        clouds: Amount of clouds, 0 … 1.
        horizon: Part of the height at which the ground begins; None for the context's own.
    """
    b = new_backdrop(context, horizon)
    if b.light.is_night:
        paint_stars(b, 150, b.horizon)
        if context.mentions("northern lights", "aurora") or (context.mood == "magical" and context.rng.random() < 0.6):
            paint_aurora(b)
    high = (
        context.choose_by_seed("sun", 0.24, None, 0.42, 0.13, None)
        if b.light.time == "day"
        else context.choose_by_seed("orb", *_LOW)
    )
    if high is not None:
        paint_sun(b, high * b.horizon)
    amount = clouds * float(context.rng.uniform(0.6, 1.15))
    if context.mood in ("sad", "dramatic", "spooky"):
        amount += 0.3
    paint_clouds(b, amount, kind=context.choose_by_seed("clouds", *_KINDS))
    if (
        not b.light.is_night
        and (b.light.has_orb or not b.light.lamps)
        and context.choose_by_seed("birds", True, False, False)
    ):
        _birds(b)
    return b


_LOW = (0.72, 0.90, 0.55, 0.80)
"""Heights of the sun at dawn and sunset, or of the moon at night, parts of the sky from the top; the moon is half as
far from the top."""


def paint_sun(b: Backdrop, height_part: float | None = None, size: float = 1.0) -> None:
    """Paints the sun, or the moon at night, with its glow, at this part of the height or at a random one."""
    chance, aside = (float(part) for part in b.rng.random(2))
    if not b.light.has_orb:
        return
    low, night = b.light.time in ("sunset", "dawn"), b.light.is_night
    part = height_part if height_part is not None else b.horizon * (0.62 + 0.33 * chance if low else 0.2 + 0.2 * chance)
    at = (0.5 + b.light.side * (0.16 + 0.24 * aside), part * (0.5 if night and height_part is not None else 1.0))
    radius = size * b.unit * (40 if low else 25 if not night else 30)
    side = min(b.shape)
    ink = b.light.sun if night or low else mix(b.light.sun, colour("#ffe06a"), 0.5)
    b.glow(b.light.sun, at, 9.5 * radius / side, 0.45 if not night else 0.30)
    b.glow(ink, at, 4.2 * radius / side, 0.55 if low else 0.42)
    _disc(b, ink, at, radius, rough=night)


def _disc(b: Backdrop, ink: Field, at: tuple[float, float], radius: float, *, rough: bool) -> None:
    """Paints a filled disc; `rough` adds the moon's seas."""
    height, width = b.shape
    cx, cy = at[0] * width, at[1] * height
    x0, y0 = max(0, int(cx - radius) - 2), max(0, int(cy - radius) - 2)
    x1, y1 = min(width, int(cx + radius) + 3), min(height, int(cy + radius) + 3)
    if x0 >= x1 or y0 >= y1:
        return
    y, x = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    away = np.hypot(x - cx, y - cy)
    disc = (np.clip(radius - away, 0, 1.5) / 1.5).astype(np.float32)
    area = np.s_[y0:y1, x0:x1]
    b.rgb[area] = mix(b.rgb[area], np.clip(ink * 1.05, 0, 1), disc)
    if rough:
        seas = cloudy(b.rng, disc.shape, radius, octaves=3)
        b.rgb[area] = mix(b.rgb[area], ink * np.float32(0.84), disc * smoothstep(0.5, 0.75, seas) * np.float32(0.6))


def _birds(b: Backdrop) -> None:
    """Paints a few distant birds, on the side away from the light."""
    rng = b.rng
    x, y = 0.5 - b.light.side * rng.uniform(0.12, 0.34), b.horizon * rng.uniform(0.22, 0.55)
    shapes = []
    for dx, dy, turn, grown in rng.random((6, 4)):
        cx, cy = x + 0.20 * (dx - 0.5), y + 0.10 * (dy - 0.5)
        wing, lift = 0.010 + 0.010 * grown, 0.004 + 0.005 * turn
        for side in (-1, 1):
            tip, bend = (cx + side * wing, cy - lift), (cx + side * wing * 0.5, cy - lift * 1.5)
            shapes.append([(cx, cy), bend, tip, (bend[0], bend[1] + 0.0035), (cx, cy + 0.003)])
    b.fill(mix(b.light.shadow, b.light.haze, 0.25), shapes, 0.8)


def paint_stars(b: Backdrop, count: int, down_to: float) -> None:
    """Paints stars of different sizes and slight colours, down to a part of the height."""
    height, width = b.shape
    rows = b.rng.random((round(count * width / height) + 1, 4))
    sheet = np.zeros((height * 2, width * 2), dtype=np.uint8)
    for x, y, size, bright in rows:
        centre = (int(x * width * 2 * 8), int(y * down_to * height * 2 * 8))
        radius = int(2 * 8 * b.unit * (0.6 + 2.0 * size**5))
        cv2.circle(sheet, centre, max(6, radius), int(110 + 145 * bright), -1, cv2.LINE_AA, 3)
    cover = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) * np.float32(1 / 255)
    shine = np.clip(cover + blurred(cover, 2.5 * b.unit) * 0.9, 0, 1)
    b.lay(np.array([1.0, 0.98, 0.9], dtype=np.float32), shine)


def paint_aurora(b: Backdrop) -> None:
    """Paints curtains of northern lights."""
    shifts = b.rng.uniform(0, 3, 3)
    for (ink, phase), shift in zip((("#5cf2b0", 0.0), ("#7fb8ff", 1.9), ("#c77dff", 3.4)), shifts, strict=True):

        def curtain(x: Field, y: Field, phase: float = phase, shift: float = float(shift)) -> Field:
            rise = 0.50 + 0.16 * np.sin(x * 5.0 + phase + shift) - y / b.horizon
            folds = 0.55 + 0.45 * np.sin(x * 46 + 3 * np.sin(x * 9 + phase))
            return np.asarray(np.exp(-np.clip(rise, 0, 2) * 5.0) * smoothstep(-0.02, 0.03, rise) * folds * 0.42)

        b.lay(colour(ink), broad(b.shape, curtain, 2))


def paint_clouds(b: Backdrop, amount: float, low: float | None = None, kind: str = "heaped") -> None:
    """Paints clouds with flat feet, lit from the side of the light.

    Args:
        b: The place.
        amount: Amount of clouds, 0 … 1.
        low: Part of the height at which they end; None for the horizon.
        kind: One of `_KINDS`.
    """
    height, width = b.shape
    end = (low if low is not None else b.horizon) * 0.92
    if amount <= 0.05:
        return
    white = mix(b.light.sun, np.ones(3, dtype=np.float32), 0.0 if b.light.is_night else 0.55)
    dark = mix(b.light.haze, b.light.sky[1], 0.40) * np.float32(0.97)
    if b.light.is_night:
        white = white * 0.30 + b.light.haze * 0.55
    _wisps(b, white, end, amount * (1.7 if kind == "streaks" else 0.8))
    wide = max(1.0, width / height)
    if kind == "streaks":
        _mackerel(b, white, end, min(1.0, amount + 0.3))
        return
    if kind == "bank":
        x = 0.5 - b.light.side * float(b.rng.uniform(0.16, 0.34))
        for shift, grown in ((-0.20, 0.24), (0.17, 0.27), (-0.03, 0.36)):
            at = (x + shift + float(b.rng.uniform(-0.03, 0.03)), end * float(b.rng.uniform(0.88, 0.99)))
            _cloud(b, at, grown * (0.75 + 0.3 * amount), (white, dark), 0.92)
        return
    count = {"heaped": 7, "fair": 13, "wide": 6}[kind] * amount * wide
    levels = np.sort(b.rng.random(round(count) + 1))[::-1]
    if kind != "heaped":
        _in_rows(b, levels, end, (white, dark), flat=kind == "wide")
        return
    for level in levels:
        foot = (0.14 + 0.76 * float(level)) * end
        wide = float(b.rng.uniform(0.16, 0.36)) * (1.0 - 0.70 * float(level))
        _cloud(b, (float(b.rng.uniform(-0.05, 1.05)), foot), wide, (white, dark), 0.95 - 0.4 * float(level))


def _in_rows(b: Backdrop, levels: Field, end: float, inks: tuple[Field, Field], *, flat: bool) -> None:
    """Paints many clouds, smaller and paler towards the horizon: small heaps, or long flat ones."""
    for number, level in enumerate(levels):
        foot = (0.16 + 0.80 * float(level)) * end
        wide = (0.20 if flat else 0.115) * float(b.rng.uniform(0.7, 1.4)) * (1.0 - 0.62 * float(level))
        x = (number * 0.618 + float(b.rng.uniform(-0.08, 0.08))) % 1.1 - 0.05
        _cloud(b, (x, foot), wide, inks, 0.95 - 0.45 * float(level), low=0.42 if flat else 0.8)


def _wisps(b: Backdrop, white: Field, end: float, amount: float) -> None:
    """Paints thin high clouds."""
    height, width = b.shape
    rows = max(2, min(height, round(end * height)))
    form = cloudy(b.rng, (rows, width), width / 3, octaves=5, stretch=4.5)
    fade = np.clip(1 - np.arange(rows, dtype=np.float32) / max(1.0, end * height), 0, 1)[:, None]
    share = np.float32(0.55 * min(1.3, amount + 0.35))
    b.rgb[:rows] = mix(b.rgb[:rows], white, smoothstep(0.60, 1.0, form) * fade * share)


def _mackerel(b: Backdrop, white: Field, end: float, amount: float) -> None:
    """Paints ripples of high cloud in a band across the sky, finer towards the horizon."""
    height, width = b.shape
    rows = max(2, min(height, round(end * height)))
    y = ((np.arange(rows, dtype=np.float32) + 0.5) / (end * height))[:, None]
    form = cloudy(b.rng, (rows, width), width / 2.2, octaves=4, stretch=2.6)
    bend = cloudy(b.rng, (rows, width), width / 1.5, octaves=2)
    x = np.arange(width, dtype=np.float32)[None, :] / width
    ripple = 0.5 + 0.5 * np.sin((1.6 / (1.25 - y) + 0.55 * bend + 0.35 * b.light.side * x) * 26)
    cover = smoothstep(0.42, 0.72, form) * (0.35 + 0.65 * ripple) * np.clip(1.1 - y, 0, 1)
    b.rgb[:rows] = mix(b.rgb[:rows], white, (cover * np.float32(0.8 * amount)).astype(np.float32))


def _cloud(
    b: Backdrop, at: tuple[float, float], wide: float, inks: tuple[Field, Field], dense: float, low: float = 1.0
) -> None:
    """Paints one cloud: round heads, a flat foot, lit from above and from the light's side; `low` below 1 makes it
    flatter.
    """
    height, width = b.shape
    across = wide * width
    x0, x1 = round(at[0] * width - across), round(at[0] * width + across)
    y1 = round(at[1] * height + 0.10 * across)
    y0 = round(at[1] * height - 0.95 * across)
    if x1 - x0 < 6 or y1 - y0 < 4:
        return
    sheet = np.zeros((y1 - y0, x1 - x0), dtype=np.uint8)
    foot = at[1] * height - y0
    for t in np.linspace(-1, 1, 11):
        radius = across * low * (0.13 + 0.17 * float(b.rng.random())) * (1 - 0.62 * abs(float(t)) ** 1.3)
        lift = radius * (0.35 + 0.9 * (1 - abs(float(t))) * float(b.rng.random()))
        cv2.circle(
            sheet, (round((x1 - x0) / 2 + float(t) * across * 0.68), round(foot - lift)), max(1, round(radius)), 255, -1
        )
    gx, gy = np.meshgrid(np.arange(x1 - x0, dtype=np.float32), np.arange(y1 - y0, dtype=np.float32))
    rough = cloudy(b.rng, sheet.shape, across * 0.20, octaves=4) - np.float32(0.5)
    bend = 0.16 * across
    form = cv2.remap(sheet.astype(np.float32) / 255, gx + rough * bend, gy + rough * bend * 0.8, cv2.INTER_LINEAR)
    form = blurred(form, 0.016 * across + 0.5) * np.clip((foot + 0.03 * across - gy) / (0.10 * across), 0, 1)
    swell = blurred(form, 0.10 * across)
    step = max(1, round(0.05 * across))
    matrix = np.array([[1.0, 0, b.light.side * step], [0, 1.0, step]])
    facing = swell - cv2.warpAffine(swell, matrix, (sheet.shape[1], sheet.shape[0]), borderMode=cv2.BORDER_REPLICATE)
    rise = np.clip((foot - gy) / (0.62 * low * across), 0, 1)
    lit = np.clip(0.22 + 0.75 * rise - 2.0 * facing + 0.5 * rough, 0, 1)
    paint = mix(np.broadcast_to(inks[1], (*lit.shape, 3)), inks[0], lit.astype(np.float32))
    top, left = max(0, -y0), max(0, -x0)
    low, right = min(height, y1) - y0, min(width, x1) - x0
    if top >= low or left >= right:
        return
    area = np.s_[y0 + top : y0 + low, x0 + left : x0 + right]
    b.rgb[area] = mix(b.rgb[area], paint[top:low, left:right], np.clip(form * dense, 0, 1)[top:low, left:right])


def paint_rays(b: Backdrop, strength: float) -> None:
    """Paints beams of light that fall in from the light's side."""
    fan = wavy(b.rng, 720, 0.07, octaves=2)

    def beams(x: Field, y: Field) -> Field:
        angle = np.arctan2(x - (0.5 + 0.55 * b.light.side), y + 0.35)
        found = smoothstep(0.5, 0.85, fan[np.clip((angle + 1.6) / 3.2 * 719, 0, 719).astype(int)])
        return np.asarray(found * np.clip(1.1 - y, 0, 1) * strength)

    b.lay(b.light.sun, broad(b.shape, beams, 2))
