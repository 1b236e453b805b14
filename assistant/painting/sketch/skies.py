"""Skies: sun and moon, stars, clouds, northern lights.

Runs in the painter's process. Paints into a new backdrop from its horizon up.
"""

from __future__ import annotations

import cv2
import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, Outlook, new_backdrop
from assistant.painting.sketch.fields import Field, blurred, colour, grid, mix, noise, smoothstep


def open_sky(outlook: Outlook, clouds: float, horizon: float | None = None) -> Backdrop:
    """A sky with what belongs to its hour.

    Args:
        outlook: What the place is painted from.
        clouds: How many clouds, 0 … 1.
        horizon: Where the ground begins where it is not the outlook's.
    """
    b = new_backdrop(outlook, horizon)
    if b.light.is_night:
        paint_stars(b, 150, b.horizon)
        if outlook.says("northern lights", "aurora") or (outlook.mood == "magical" and outlook.rng.random() < 0.6):
            paint_aurora(b)
    paint_sun(b)
    amount = clouds * float(outlook.rng.uniform(0.5, 1.15))
    if outlook.mood in ("sad", "dramatic", "spooky"):
        amount += 0.3
    paint_clouds(b, amount)
    return b


def paint_sun(b: Backdrop, height_part: float | None = None, size: float = 1.0) -> None:
    """The sun, or the moon by night, with its glow."""
    if not b.light.has_orb or (b.light.time == "day" and b.rng.random() < 0.45):
        return
    height, width = b.shape
    at_x = width * (0.5 + b.light.side * b.rng.uniform(0.20, 0.38))
    low = b.light.time in ("sunset", "dawn")
    chance = float(b.rng.random())
    part = (
        height_part
        if height_part is not None
        else b.horizon * ((0.62 + 0.33 * chance) if low else (0.2 + 0.2 * chance))
    )
    radius = size * b.unit * (40 if low else 27 if not b.light.is_night else 30)
    x, y = grid(b.shape)
    away = np.hypot(x - at_x, y - height * part)
    glow = np.exp(-((away / (radius * 3.4)) ** 2)) * (0.55 if low else 0.42)
    b.lay(b.light.sun, glow.astype(np.float32))
    disc = np.clip(radius - away, 0, 1.5) / 1.5
    b.lay(np.clip(b.light.sun * 1.04, 0, 1), disc.astype(np.float32))
    if b.light.is_night:
        seas = noise(b.rng, b.shape, radius, octaves=3)
        b.lay(b.light.sun * 0.84, (disc * smoothstep(0.5, 0.75, seas) * 0.6).astype(np.float32))


def paint_stars(b: Backdrop, count: int, down_to: float) -> None:
    """Stars of different sizes and a little colour, down to a part of the height."""
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
    """Curtains of northern lights."""
    height, width = b.shape
    x, y = grid(b.shape)
    for ink, phase in (("#5cf2b0", 0.0), ("#7fb8ff", 1.9), ("#c77dff", 3.4)):
        line = b.horizon * height * (0.50 + 0.16 * np.sin(x / width * 5.0 + phase + b.rng.uniform(0, 3)))
        rise = (line - y) / (b.horizon * height)
        folds = 0.55 + 0.45 * np.sin(x / width * 46 + 3 * np.sin(x / width * 9 + phase))
        cover = np.exp(-np.clip(rise, 0, 2) * 5.0) * (rise > 0) * folds * 0.42
        b.lay(colour(ink), blurred(cover.astype(np.float32), 2.5 * b.unit))


def paint_clouds(b: Backdrop, amount: float, low: float | None = None) -> None:
    """Heaped clouds with flat feet, lit from the side of the light.

    Args:
        b: The place.
        amount: 0 … 1.
        low: Part of the height that they end at; the horizon where it is None.
    """
    height, width = b.shape
    end = (low if low is not None else b.horizon) * 0.92
    count = round(9 * amount * max(1.0, width / height))
    if count <= 0:
        return
    white = mix(b.light.sun, np.ones(3, dtype=np.float32), 0.0 if b.light.is_night else 0.55)
    dark = mix(b.light.haze, b.light.sky[1], 0.40) * np.float32(0.97)
    if b.light.is_night:
        white = white * 0.30 + b.light.haze * 0.55
    _wisps(b, white, end, amount)
    levels = np.sort(b.rng.random(count))[::-1]
    for level in levels:
        foot = (0.14 + 0.76 * float(level)) * end
        wide = float(b.rng.uniform(0.16, 0.36)) * (1.0 - 0.70 * float(level))
        _cloud(b, (float(b.rng.uniform(-0.05, 1.05)), foot), wide, (white, dark), 0.95 - 0.4 * float(level))


def _wisps(b: Backdrop, white: Field, end: float, amount: float) -> None:
    """Thin high clouds."""
    height, width = b.shape
    form = noise(b.rng, b.shape, width / 3, octaves=5, stretch=4.5)
    fade = np.clip(1 - np.arange(height, dtype=np.float32) / max(1.0, end * height), 0, 1)[:, None]
    b.lay(white, (smoothstep(0.60, 1.0, form) * fade * 0.55 * min(1.0, amount + 0.35)).astype(np.float32))


def _cloud(b: Backdrop, at: tuple[float, float], wide: float, inks: tuple[Field, Field], dense: float) -> None:
    """One heaped cloud: round heads, a flat foot, lit from above and from the light's side."""
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
        radius = across * (0.13 + 0.17 * float(b.rng.random())) * (1 - 0.62 * abs(float(t)) ** 1.3)
        lift = radius * (0.35 + 0.9 * (1 - abs(float(t))) * float(b.rng.random()))
        cv2.circle(
            sheet, (round((x1 - x0) / 2 + float(t) * across * 0.68), round(foot - lift)), max(1, round(radius)), 255, -1
        )
    gx, gy = np.meshgrid(np.arange(x1 - x0, dtype=np.float32), np.arange(y1 - y0, dtype=np.float32))
    rough = noise(b.rng, sheet.shape, across * 0.20, octaves=4) - np.float32(0.5)
    bend = 0.16 * across
    form = cv2.remap(sheet.astype(np.float32) / 255, gx + rough * bend, gy + rough * bend * 0.8, cv2.INTER_LINEAR)
    form = blurred(form, 0.016 * across + 0.5) * np.clip((foot + 0.03 * across - gy) / (0.10 * across), 0, 1)
    swell = blurred(form, 0.10 * across)
    step = max(1, round(0.05 * across))
    matrix = np.array([[1.0, 0, b.light.side * step], [0, 1.0, step]])
    facing = swell - cv2.warpAffine(swell, matrix, (sheet.shape[1], sheet.shape[0]), borderMode=cv2.BORDER_REPLICATE)
    rise = np.clip((foot - gy) / (0.62 * across), 0, 1)
    lit = np.clip(0.22 + 0.75 * rise - 2.0 * facing + 0.5 * rough, 0, 1)
    paint = mix(np.broadcast_to(inks[1], (*lit.shape, 3)), inks[0], lit.astype(np.float32))
    top, left = max(0, -y0), max(0, -x0)
    low, right = min(height, y1) - y0, min(width, x1) - x0
    if top >= low or left >= right:
        return
    area = np.s_[y0 + top : y0 + low, x0 + left : x0 + right]
    b.rgb[area] = mix(b.rgb[area], paint[top:low, left:right], np.clip(form * dense, 0, 1)[top:low, left:right])


def paint_rays(b: Backdrop, strength: float) -> None:
    """Beams of light that fall in from the light's side."""
    height, width = b.shape
    x, y = grid(b.shape)
    angle = np.arctan2(x - width * (0.5 + 0.55 * b.light.side), y + 0.35 * height)
    fan = noise(b.rng, (2, 720), 50, octaves=2)[0]
    beams: Field = smoothstep(0.5, 0.85, fan[np.clip((angle + 1.6) / 3.2 * 719, 0, 719).astype(int)])
    b.lay(b.light.sun, (beams * np.clip(1.1 - y / height, 0, 1) * strength).astype(np.float32))
