"""Weather laid over a painted place: snow, rain, storm, fog, clouds, wind.

Runs in the painter's process. What falls before the figures is added to the coats that are painted last.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from assistant.painting.sketch.backdrop import Backdrop
from assistant.painting.sketch.fields import Field, colour, mix, noise


def bring_weather(b: Backdrop, weather: str | None) -> None:
    """Change a place for its weather; indoors it stays outside."""
    if weather is None or b.indoors:
        return
    if weather in ("rain", "storm", "fog", "clouds"):
        _dull(b, weather)
    if weather == "storm":
        _lightning(b)
    if weather in ("snowfall", "rain", "storm"):
        b.over.append(fall_of(b, "snowfall" if weather == "snowfall" else "rain"))
    if weather == "wind":
        b.over.append(_gusts(b))


def _dull(b: Backdrop, weather: str) -> None:
    """Take the sun out of the picture."""
    ink = {"storm": "#4b5566", "rain": "#7f8a98"}.get(weather, "#a9b2bb")
    grey = mix(b.light.haze, colour(ink), 0.6) if not b.light.is_night else b.light.haze * 0.8
    rise = np.linspace(0, 1, b.shape[0], dtype=np.float32)[:, None] * np.ones(b.shape, dtype=np.float32)
    veil = np.full(b.shape, {"storm": 0.50, "rain": 0.36}.get(weather, 0.25), dtype=np.float32)
    veil += 0.25 * np.clip(1 - rise / max(0.1, b.horizon), 0, 1) * (weather != "fog")
    if weather == "fog":
        band = np.exp(-(((rise - b.horizon - 0.02) / 0.24) ** 2))
        veil = 0.25 + 0.62 * band * (0.6 + 0.5 * noise(b.rng, b.shape, b.shape[1] / 2, octaves=4, stretch=4))
    b.lay(grey, np.clip(veil, 0, 0.9).astype(np.float32))


def _lightning(b: Backdrop) -> None:
    height, width = b.shape
    x, y = width * b.rng.uniform(0.2, 0.8), 0.0
    spots = [(x, y)]
    while y < b.horizon * height:
        x, y = x + b.rng.uniform(-0.05, 0.05) * width, y + b.rng.uniform(0.03, 0.07) * height
        spots.append((x, y))

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        sheet.line([(px * scale, py * scale) for px, py in spots], fill=255, width=max(2, round(2.2 * scale * b.unit)))

    bolt = b.cover_of(draw)
    b.lay(colour("#fff8e0"), np.clip(bolt + b.soft(bolt, 6 * b.unit) * 1.6, 0, 1))


def fall_of(b: Backdrop, kind: str) -> Callable[[Field], Field]:
    """Snow or rain in front of everything, as a coat to paint last."""
    height, width = b.shape
    unit, chance = b.unit, np.random.default_rng(int(b.rng.integers(2**31)))

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for _ in range(150 if kind == "snowfall" else 230):
            x, y = chance.uniform(-0.05, 1.05) * width * scale, chance.uniform(0, 1) * height * scale
            if kind == "snowfall":
                radius = scale * unit * (1.1 + 4.2 * float(chance.random()) ** 3)
                sheet.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(chance.integers(150, 250)))
            else:
                long = scale * unit * chance.uniform(14, 36)
                sheet.line(
                    (x, y, x - long * 0.25, y + long),
                    fill=int(chance.integers(70, 170)),
                    width=round(scale * max(1.0, 1.3 * unit)),
                )

    cover = b.cover_of(draw, 0.5 * unit)
    white = b.lit("#ffffff", 0.35) if kind == "snowfall" else b.lit("#dfe8f2", 0.6)
    return lambda rgb: mix(rgb, white, cover)


def _gusts(b: Backdrop) -> Callable[[Field], Field]:
    height, width = b.shape
    rows = b.rng.random((9, 3))

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for x, y, long in rows:
            t = np.linspace(0, 1, 24)
            px = (x * 0.8 + t * (0.15 + 0.25 * long)) * width
            py = (y * 0.85 + 0.05 + 0.018 * np.sin(t * 5)) * height
            points = [(float(a) * scale, float(c) * scale) for a, c in zip(px, py, strict=True)]
            sheet.line(points, fill=170, width=max(1, round(1.6 * scale * b.unit)))

    cover = b.cover_of(draw, 0.7 * b.unit)
    return lambda rgb: mix(rgb, b.lit("#ffffff", 0.3), cover * 0.7)
