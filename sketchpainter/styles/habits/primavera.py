"""Changes a motif like Botticelli: a dark meadow of flowers, an orange grove, roses in the air, gold on the light.

Takes a composition and returns another one of the same size; colours come later.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketchpainter.compose.composition import Composition
from sketchpainter.raster.arrays import Field, Rng, blurred, colour, grid, luma, mix, noise, smoothstep
from sketchpainter.styles.habits.light_habits import unit_of
from sketchpainter.styles.habits.ornament_sheet import OrnamentSheet, random_ink

_DEEP = "#20402c"
_BLOSSOMS = ["#f7efe2", "#f3c6c9", "#d8434f", "#f0c64a", "#9fb8e6", "#f7efe2", "#e88a9a"]
_FLOWERS = 150
"""Number of flowers in a meadow that fills half of a square picture."""
_ROSES = 12
"""Number of roses in the air over a low horizon; twice as many without a ground."""


def primavera(picture: Composition, rng: Rng) -> Composition:
    """Puts the motif into spring; the figures stay as they are, except for gold along their lights."""
    unit, (height, width) = unit_of(picture), picture.figures.shape
    ground = picture.background
    line = picture.grass
    if line is not None:
        ground = _meadow(ground, line, unit, rng)
    sheet = OrnamentSheet((height, width))
    if line is not None:
        _grove(sheet, (height, width), line, unit, rng)
        _flowers(sheet, (height, width), line, unit, rng)
    _roses(sheet, (height, width), line or 1.0, unit, rng)
    ground = sheet.laid_over(ground)
    figures = np.clip(picture.figures, 0, 1)
    # A light behind the figures makes them stand out by value; they themselves keep all their colour.
    aura = np.clip(blurred(figures, 26 * unit) * 1.3, 0, 1) * (1 - figures)
    lights = mix(ground, colour("#fff3d6"), (0.30 * aura * _above(picture, line)).astype(np.float32))
    shown = mix(lights, _gilded(picture.rgb, figures, unit), figures.astype(np.float32))
    shadows = np.clip(1 - luma(picture.rgb) / np.maximum(luma(picture.background), 0.05), 0, 0.6) * (1 - figures)
    return replace(picture, rgb=shown * (1 - 0.8 * shadows[..., None]), background=ground)


def _above(picture: Composition, line: float | None) -> Field:
    """Returns 1 over the grass, less on it."""
    height, width = picture.figures.shape
    _, y = grid((height, width))
    return 1 - 0.7 * smoothstep((line or 1.0) - 0.02, (line or 1.0) + 0.10, y / height)


def _meadow(ground: Field, line: float, unit: float, rng: Rng) -> Field:
    """Returns the ground with grass as dark as a tapestry, lighter far away."""
    height, width = ground.shape[:2]
    _, y = grid((height, width))
    near = smoothstep(line, line + 0.20, y / height)
    blades = noise(rng, (height, width), 9 * unit, octaves=3)
    green = colour(_DEEP) * (0.72 + 0.62 * blades)[..., None] + ground * 0.22
    return mix(ground, np.clip(green, 0, 1).astype(np.float32), (0.86 * near).astype(np.float32))


def _grove(sheet: OrnamentSheet, shape: tuple[int, int], line: float, unit: float, rng: Rng) -> None:
    """Draws slim trees with dark crowns and golden fruit, at both sides."""
    height, width = shape
    for side in (-1, 1):
        for number in range(3):
            x = width * (0.5 + side * (0.47 - 0.105 * number)) + float(rng.uniform(-8, 8)) * unit
            foot, tall = height * (line + 0.055 - 0.018 * number), height * (0.40 - 0.085 * number)
            crown = tall * 0.40
            lean = float(rng.uniform(-4, 4)) * unit
            sheet.line(np.array([(x, foot), (x + lean, foot - tall * 0.62)]), (5.5 - number) * unit, colour("#5a3d26"))
            middle = (x + lean, foot - tall * 0.72)
            for _ in range(26):
                angle, away = rng.uniform(0, 2 * np.pi), crown * float(rng.random()) ** 0.5 * 0.62
                spot = middle[0] + np.cos(angle) * away, middle[1] + np.sin(angle) * away * 0.78
                sheet.disc(*spot, crown * 0.20, random_ink(rng, ["#1f4029", "#2c5634", "#3a6a3e", "#264a2c"]))
            for _ in range(9):
                angle, away = rng.uniform(0, 2 * np.pi), crown * float(rng.random()) ** 0.5 * 0.60
                spot = middle[0] + np.cos(angle) * away, middle[1] + np.sin(angle) * away * 0.78
                sheet.disc(*spot, (4.6 - 0.7 * number) * unit, colour("#c97a1e"))
                sheet.disc(spot[0] - 0.8 * unit, spot[1] - 0.8 * unit, (3.2 - 0.6 * number) * unit, colour("#f2b43a"))


def _flowers(sheet: OrnamentSheet, shape: tuple[int, int], line: float, unit: float, rng: Rng) -> None:
    """Draws little flowers on thin stems, larger the nearer they grow."""
    height, width = shape
    count = round(_FLOWERS * (1 - line) * 2 * width / height)
    depths = np.sort(rng.random(count))
    for near in depths:
        y = height * (line + 0.05 + (0.97 - line - 0.05) * float(near) ** 0.85)
        x = float(rng.uniform(0, width))
        size = unit * (1.3 + 3.4 * float(near)) * float(rng.uniform(0.75, 1.2))
        stem = np.array([(x, y), (x + float(rng.uniform(-2, 2)) * size, y + 3.4 * size)])
        sheet.line(stem, max(1.0, 0.5 * size), colour("#5f8a4c"))
        sheet.disc(x + 1.2 * size, y + 2.4 * size, 0.6 * size, colour("#4d7a42"))
        ink = random_ink(rng, _BLOSSOMS)
        turn = float(rng.uniform(0, 2 * np.pi))
        for petal in range(5):
            angle = turn + petal * 2 * np.pi / 5
            sheet.disc(x + float(np.cos(angle)) * size * 0.85, y + float(np.sin(angle)) * size * 0.7, size * 0.62, ink)
        sheet.disc(x, y, size * 0.5, colour("#f3d36a"))


def _roses(sheet: OrnamentSheet, shape: tuple[int, int], line: float, unit: float, rng: Rng) -> None:
    """Draws roses that drift through the air, each with a leaf."""
    height, width = shape
    count = round(_ROSES * (1 + line))
    for number in range(count):
        x = width * ((number + 0.5) / count) + float(rng.uniform(-14, 14)) * unit
        y = height * float(rng.uniform(0.06, 0.92 * line))
        size = unit * float(rng.uniform(5.0, 8.5))
        turn = float(rng.uniform(0, 2 * np.pi))
        for side in (-0.5, 0.5):
            tip = (x + 1.9 * size * float(np.cos(turn + side)), y + 1.9 * size * float(np.sin(turn + side)))
            sheet.line(np.array([(x, y), tip]), 0.5 * size, colour("#5d7f4a"))
        for share, ink in ((1.0, "#e59aa2"), (0.74, "#f4c3c4"), (0.48, "#e0848f"), (0.24, "#c95f70")):
            off = size * (1 - share) * 0.35
            sheet.disc(x + off * float(np.cos(turn)), y + off * float(np.sin(turn)), size * share, colour(ink))


def _gilded(rgb: Field, figures: Field, unit: float) -> Field:
    """Draws fine lines of gold where a figure is brighter than its surroundings."""
    bright = luma(rgb)
    ridge = np.clip((bright - blurred(bright, 3.2 * unit)) * 9, 0, 1) * figures
    _, y = grid((figures.shape[0], figures.shape[1]))
    hatch = 0.5 + 0.5 * np.sin(y / max(unit, 0.2) * 1.7)
    return mix(rgb, colour("#f6d375"), (0.34 * ridge * hatch).astype(np.float32))
