"""What grows in a background: firs, broad trees, trunks, flowers, grass in front of the figures.

Runs in the painter's process. Where it grows is the place's business.
"""

from __future__ import annotations

import numpy as np
from PIL import ImageDraw

from assistant.painting.sketch.backdrop import Backdrop
from assistant.painting.sketch.fields import Field, mix, noise


def paint_conifers(b: Backdrop, feet: list[tuple[float, float, float]], ink: Field, *, snowy: bool = False) -> None:
    """Fir trees, each as (x, y of the foot, height), parts of the picture's width and height."""
    height, width = b.shape
    forms = [(x * width, y * height, tall * height, b.rng.random(12)) for x, y, tall in feet]

    def outline(sheet: ImageDraw.ImageDraw, scale: float, lift: float, narrow: float) -> None:
        for x, y, tall, chance in forms:
            sheet.rectangle(
                [(v * scale) for v in (x - tall * 0.03, y - tall * 0.15, x + tall * 0.03, y)],
                fill=int(255 * (lift == 0)),
            )
            for tier in range(5):
                share = tier / 5
                half = tall * (0.08 + 0.20 * share) * (0.85 + 0.3 * chance[tier]) * narrow
                tip = y - tall * (1.0 - 0.72 * share)
                base = tip + tall * 0.34 * (1 - lift)
                sag = tall * 0.03 * (chance[tier + 5] - 0.5)
                points = [
                    (x, tip),
                    (x + half, base + sag),
                    (x + half * 0.2, base - tall * 0.03),
                    (x - half, base - sag),
                ]
                sheet.polygon([(px * scale, py * scale) for px, py in points], fill=255)

    cover = b.cover_of(lambda sheet, scale: outline(sheet, scale, 0, 1))
    shade = 0.82 + 0.36 * noise(b.rng, b.shape, 9 * b.unit, octaves=2)
    b.lay(np.clip(ink * shade[..., None], 0, 1), cover)
    if snowy:
        caps = b.cover_of(lambda sheet, scale: outline(sheet, scale, 0.62, 0.72), 0.8 * b.unit)
        b.lay(b.lit("#f6f9ff"), caps * cover * 0.92)


def paint_leafy(b: Backdrop, feet: list[tuple[float, float, float]], leaves: Field, trunk: Field) -> None:
    """Broad trees made of round clumps, lit from the light's side; each (x, y of the foot, height), parts."""
    height, width = b.shape
    trees = [(x * width, y * height, tall * height) for x, y, tall in feet]
    clumps = [
        (x + b.rng.normal(0, 0.20) * tall, y - tall * b.rng.uniform(0.45, 0.92), tall * b.rng.uniform(0.11, 0.22))
        for x, y, tall in trees
        for _ in range(13)
    ]

    def stems(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for x, y, tall in trees:
            half, tip = tall * 0.045, y - tall * 0.6
            points = [(x - half, y), (x + half, y), (x + half * 0.4, tip), (x - half * 0.4, tip)]
            sheet.polygon([(px * scale, py * scale) for px, py in points], fill=255)

    b.lay(trunk, b.cover_of(stems))
    for shift, shade in ((0.0, 0.72), (0.05, 1.0), (0.10, 1.22)):

        def crowns(sheet: ImageDraw.ImageDraw, scale: float, shift: float = shift) -> None:
            for cx, cy, radius in clumps:
                r = radius * (1 - shift * 4.5)
                px, py = cx + b.light.side * radius * shift * 5, cy - radius * shift * 5
                sheet.ellipse([v * scale for v in (px - r, py - r, px + r, py + r)], fill=255)

        b.lay(np.clip(leaves * shade, 0, 1), b.cover_of(crowns, 0.8 * b.unit) * (1.0 if shift == 0 else 0.75))


def paint_trunks(b: Backdrop, count: int, wide: float, foot: float, ink: Field) -> None:
    height, width = b.shape
    rows = b.rng.random((count, 3))

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for i, (shift, lean, size) in enumerate(rows):
            x = (i + shift) / count * width * scale
            half = wide * (0.6 + 0.8 * size) * width * scale / 2
            top = x + (lean - 0.5) * 0.09 * width * scale
            base = foot * height * scale
            sheet.polygon(
                [
                    (top - half * 0.6, 0),
                    (top + half * 0.6, 0),
                    (x + half, base),
                    (x + half * 1.7, base + half),
                    (x - half * 1.7, base + half),
                    (x - half, base),
                ],
                fill=255,
            )

    cover = b.cover_of(draw)
    step = max(1, round(4 * b.unit))
    b.lay(ink, cover)
    b.lay(np.clip(ink * 1.45, 0, 1), np.clip(cover - np.roll(cover, -b.light.side * step, 1), 0, 1) * 0.8)


def paint_flowers(b: Backdrop, line: Field) -> None:
    height, width = b.shape
    inks = [["#ffffff", "#ffd84a"], ["#e8505b", "#ffffff"], ["#9b6fd0", "#fff0a8"], ["#ff8fb3", "#ffffff"]][
        int(b.rng.integers(4))
    ]
    for ink in inks:

        def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
            for _ in range(90):
                x, near = b.rng.random(), b.rng.random() ** 0.7
                y = float(line[int(x * (width - 1))]) + 0.02 + near * (1 - float(line[int(x * (width - 1))]))
                radius = b.unit * scale * (0.8 + 3.0 * near) * b.rng.uniform(0.6, 1.1)
                px, py = x * width * scale, y * height * scale
                sheet.ellipse((px - radius, py - radius * 0.75, px + radius, py + radius * 0.75), fill=255)

        b.lay(b.lit(ink), b.cover_of(draw) * 0.95)


def put_grass_in_front(b: Backdrop, ink: str) -> None:
    """Blades at the lower edge, painted over the figures' feet."""
    height, width = b.shape
    blades = b.rng.random((int(110 * width / height), 4))

    def draw(sheet: ImageDraw.ImageDraw, scale: float) -> None:
        for x, lean, tall, deep in blades:
            px, base = x * width * scale, (1.0 + 0.05 * deep) * height * scale
            long = (0.045 + 0.075 * tall) * height * scale
            tip = (px + (lean - 0.5) * long * 0.9, base - long)
            half = long * 0.06
            sheet.polygon([(px - half, base), (px + half, base), tip], fill=255)

    cover = b.cover_of(draw)
    dark, pale = b.lit(ink) * 0.75, b.lit("#b7d66a")
    tone = noise(b.rng, b.shape, 26 * b.unit, octaves=2)
    b.over.append(lambda rgb: mix(rgb, mix(dark, pale, np.repeat(tone[..., None], 3, 2) * 0.6), cover))
