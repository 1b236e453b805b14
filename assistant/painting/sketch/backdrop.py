"""What backgrounds are made of: the light of the hour, skies, clouds, ridges, trees, falling snow.

Runs in the painter's process. Places themselves are in `places`; figures are set in by `compose`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from assistant.painting.sketch.fields import Field, Rng, blurred, colour, from_image, grid, mix, noise, smoothstep
from assistant.painting.sketch.vocabulary import read_table


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one picture."""

    sky: tuple[Field, Field, Field]
    """Zenith, middle, horizon."""
    sun: Field
    tint: Field
    haze: Field
    shadow: Field
    side: int
    """Where it comes from: −1 left, 1 right."""
    time: str
    has_orb: bool = True
    """Whether the sun or the moon is painted into the sky."""

    @property
    def is_night(self) -> bool:
        """Whether stars show and windows glow."""
        return self.time == "night"


def light_of(time: str, rng: Rng) -> Light:
    """One of the palettes of that time of day, from a side that chance picks.

    Raises:
        ConfigError: config/sketch/light.toml cannot be read.
    """
    table: dict[str, list[dict[str, Any]]] = read_table("light")
    row = table[time][int(rng.integers(len(table[time])))]
    zenith, middle, horizon = (colour(text) for text in row["sky"])
    sun, tint, haze, shadow = (colour(row[key]) for key in ("sun", "tint", "haze", "shadow"))
    return Light((zenith, middle, horizon), sun, tint, haze, shadow, int(rng.choice((-1, 1))), time)


@dataclass(slots=True)
class Backdrop:
    """A background as it is being painted, and what the figures must know of it."""

    rgb: Field
    horizon: float
    """Part of the height at which the ground begins, from the top."""
    light: Light
    rng: Rng
    flow: Field
    """Direction of the brush at each pixel, radians."""
    over: list[Callable[[Field], Field]]
    """What is painted over the figures in the end: falling snow, grass in front."""
    floor: float = 1.0
    """Part of the height that the ground reaches down to."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width, pixels."""
        return self.rgb.shape[0], self.rgb.shape[1]

    @property
    def unit(self) -> float:
        """Pixels of what is one pixel in a picture 512 pixels high."""
        return min(self.shape) / 512

    def lit(self, text: str, share: float = 1.0) -> Field:
        """A thing's own colour in this light."""
        own = colour(text)
        lit: Field = own * (1 + (self.light.tint - 1) * share)
        return lit

    def lay(self, paint: Field, cover: Field) -> None:
        """Paint over what is there, as far as `cover` (0 … 1, height × width) says."""
        self.rgb = mix(self.rgb, paint, cover)

    def cover_of(self, draw: Callable[[ImageDraw.ImageDraw, float], None], soften_px: float = 0.0) -> Field:
        """A cover drawn with plain shapes at twice the size; the callable gets the sheet and its pixels per pixel."""
        height, width = self.shape
        sheet = Image.new("L", (width * 2, height * 2), 0)
        draw(ImageDraw.Draw(sheet), 2.0)
        cover = from_image(sheet.reduce(2))
        return blurred(cover, soften_px) if soften_px else cover


def new_backdrop(shape: tuple[int, int], horizon: float, light: Light, rng: Rng) -> Backdrop:
    """A backdrop with nothing but its sky's colours."""
    height, width = shape
    x, y = grid(shape)
    depth = np.clip(y / max(1.0, horizon * height), 0, 1)
    zenith, middle, low = light.sky
    rgb = mix(
        mix(np.broadcast_to(zenith, (*shape, 3)), middle, smoothstep(0.0, 0.65, depth)), low, smoothstep(0.5, 1, depth)
    )
    glow = np.clip(1 - np.hypot((x / width - 0.5 - 0.42 * light.side) * 1.1, y / height - horizon) / 0.95, 0, 1)
    rgb = mix(rgb, light.sun, glow**2 * (0.12 if light.is_night else 0.38))
    sway = noise(rng, shape, width / 2.2, octaves=2, stretch=2.0)
    return Backdrop(rgb.astype(np.float32), horizon, light, rng, ((sway - 0.5) * 1.3).astype(np.float32), [])


def paint_sun(b: Backdrop, height_part: float | None = None, size: float = 1.0) -> None:
    """The sun, or the moon by night, with its glow."""
    if not b.light.has_orb:
        return
    height, width = b.shape
    x, y = grid(b.shape)
    at_x = width * (0.5 + b.light.side * b.rng.uniform(0.20, 0.36))
    low = b.light.time in ("sunset", "dawn")
    part = (
        height_part
        if height_part is not None
        else (b.horizon * b.rng.uniform(0.72, 0.9) if low else b.rng.uniform(0.10, 0.2))
    )
    radius = size * b.unit * (46 if low else 36)
    away = np.hypot(x - at_x, y - height * part)
    b.lay(b.light.sun, np.exp(-((away / (radius * 3.2)) ** 2)) * 0.5)
    b.lay(np.clip(b.light.sun * 1.04, 0, 1), smoothstep(radius + 1.2, radius - 1.2, away))
    if b.light.is_night:
        seas = noise(b.rng, b.shape, radius, octaves=3)
        b.lay(b.light.sun * 0.82, smoothstep(radius, radius - 3, away) * smoothstep(0.5, 0.75, seas) * 0.6)


def paint_stars(b: Backdrop, count: int, down_to: float) -> None:
    """Stars of different sizes and a little colour."""
    height, width = b.shape

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for _ in range(count):
            at_x, at_y = b.rng.uniform(0, width) * scale, b.rng.uniform(0, down_to * height) * scale
            radius = scale * b.unit * (0.7 + 2.0 * float(b.rng.random()) ** 5)
            sheet.ellipse(
                (at_x - radius, at_y - radius, at_x + radius, at_y + radius), fill=int(b.rng.integers(120, 255))
            )

    cover = b.cover_of(draw)
    b.lay(np.array([1.0, 0.98, 0.9], dtype=np.float32), np.clip(cover + blurred(cover, 2.5 * b.unit) * 0.9, 0, 1))


def paint_clouds(b: Backdrop, amount: float, low: float | None = None) -> None:
    """Heaped clouds, lit from the side of the light. `amount` 0 … 1; `low` is the part of the height they end at."""
    height, width = b.shape
    end = (low if low is not None else b.horizon) * height
    _, y = grid(b.shape)
    form = noise(b.rng, b.shape, width / 1.7, octaves=6, stretch=2.3)
    dense = smoothstep(0.68 - 0.42 * amount, 0.94 - 0.36 * amount, form)
    dense = dense * smoothstep(end, end * 0.72, y)
    step = max(2, round(7 * b.unit))
    lit = np.clip(0.5 + 2.8 * (form - np.roll(form, (-step, b.light.side * step), axis=(0, 1))), 0, 1)
    bright = mix(b.light.sun, np.ones(3, dtype=np.float32), 0.0 if b.light.is_night else 0.6)
    dark = mix(b.light.haze, b.light.sky[1], 0.45)
    if b.light.is_night:
        bright = bright * 0.45 + b.light.haze * 0.5
    b.lay(mix(dark, bright, lit[..., None] if lit.ndim == 2 else lit), dense * 0.9)


def ridge_line(b: Backdrop, base: float, rise: float, size: float, rough: int) -> Field:
    """Height of a hill's outline for each column, as a part of the picture's height from the top.

    Args:
        base: Where its feet are.
        rise: How far it rises at most.
        size: Width of its humps as a part of the picture's width.
        rough: Octaves: 1 is round hills, 5 is crags.
    """
    row = noise(b.rng, (2, b.shape[1]), b.shape[1] * size, octaves=rough)[0]
    return np.asarray(base - rise * row, dtype=np.float32)


def paint_ridge(b: Backdrop, line: Field, top: Field, bottom: Field, depth: float = 0.25) -> Field:
    """Fill everything below a ridge line, from `top` colour to `bottom` colour; gives the cover that was painted."""
    height = b.shape[0]
    _, y = grid(b.shape)
    below = y - line * height
    cover: Field = np.clip(below + 0.5, 0, 1).astype(np.float32)
    share = np.clip(below / (depth * height), 0, 1)
    mottle = (noise(b.rng, b.shape, 70 * b.unit, octaves=4, stretch=2.5) - 0.5) * 0.16
    b.lay(np.clip(mix(top, bottom, np.repeat(share[..., None], 3, axis=2)) * (1 + mottle[..., None]), 0, 1), cover)
    slope = np.arctan(np.gradient(line) * height)
    b.flow = np.where(cover > 0.5, slope[None, :].astype(np.float32) * 0.8, b.flow)
    return cover


def far(b: Backdrop, text: str, distance: float) -> Field:
    """A thing's colour in this light, faded into the haze by `distance` 0 … 1."""
    return mix(b.lit(text), b.light.haze, distance)


def fall_of(b: Backdrop, kind: str) -> Callable[[Field], Field]:
    """Snow or rain in front of everything, as a coat to paint last."""
    height, width = b.shape
    unit, chance = b.unit, np.random.default_rng(int(b.rng.integers(2**31)))

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for _ in range(150 if kind == "snowfall" else 190):
            x, y = chance.uniform(-0.05, 1.05) * width * scale, chance.uniform(0, 1) * height * scale
            if kind == "snowfall":
                radius = scale * unit * (1.1 + 4.2 * float(chance.random()) ** 3)
                sheet.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(chance.integers(150, 250)))
            else:
                long = scale * unit * chance.uniform(14, 34)
                sheet.line(
                    (x, y, x - long * 0.25, y + long),
                    fill=int(chance.integers(60, 150)),
                    width=round(scale * max(1.0, 1.3 * unit)),
                )

    cover = b.cover_of(draw, 0.5 * unit)
    white = b.lit("#ffffff", 0.35) if kind == "snowfall" else b.lit("#dfe8f2", 0.6)
    return lambda rgb: mix(rgb, white, cover)
