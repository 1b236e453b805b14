"""Paints plants: blossoms, hedges, flowers, and grass or leaves in front of the figures.

Feet are (x, y, height), parts of the picture. The places decide where plants grow.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.backdrops.elements.trees import APPLE, Feet, paint_leafy
from sketchpainter.raster.arrays import Field, mix
from sketchpainter.raster.textures import wavy


def paint_blossoms(b: Backdrop, feet: Feet, *, leaves_pink: bool) -> None:
    """Paints fruit trees in blossom with petals in the air, or with red fruit."""
    paint_leafy(b, feet, b.lit("#f2a7c3" if leaves_pink else "#6fa548"), b.lit("#5a4038"), APPLE)
    ink = b.lit("#ffe6ef" if leaves_pink else "#e8504a")
    spots = []
    for x, y, tall in feet:
        aside, up, size = b.rng.normal(0, 0.13, 46), b.rng.uniform(0.44, 0.80, 46), b.rng.uniform(0.6, 1.5, 46)
        spots.append(np.stack([x + aside * tall, y - tall * up, tall * 0.012 * size], axis=1))
    _dots(b, ink, np.concatenate(spots), 0.9)
    if leaves_pink:
        turned = np.linspace(0, 2 * np.pi, 8, endpoint=False)
        petal = np.stack([np.cos(turned) * b.shape[0] / b.shape[1], 0.75 * np.sin(turned)], axis=1)
        drift = [(x, y) + (0.0035 + 0.004 * size) * petal for x, y, size in b.rng.random((46, 3))]
        petals = b.polygons(drift) * np.float32(0.9)
        b.coats.append(lambda rgb: mix(rgb, ink, petals))


def _dots(b: Backdrop, ink: Field, spots: Field, share: float) -> None:
    """Paints small rounds at rows of (x, y, radius), parts of the width and the height."""
    height, width = b.shape
    top = int(np.clip((spots[:, 1] - spots[:, 2]).min() * height - 1, 0, height - 2))
    sheet = np.zeros(((height - top) * 2, width * 2), dtype=np.uint8)
    radii = np.maximum(8, np.rint(spots[:, 2] * height * 16)).astype(int).tolist()
    middles = np.rint((spots[:, :2] * (width, height) - (0, top)) * 16).astype(int).tolist()
    for (x, y), r in zip(middles, radii, strict=True):
        cv2.ellipse(sheet, (x, y), (r, r * 3 // 4), 0, 0, 360, 255, -1, cv2.LINE_AA, 3)
    cover = cv2.resize(sheet, (width, height - top), interpolation=cv2.INTER_AREA).astype(np.float32)
    b.rgb[top:] = mix(b.rgb[top:], ink, cover * np.float32(share / 255))


def paint_bush_row(b: Backdrop, foot: float, tall: float, ink: Field) -> None:
    """Paints a hedge or a far row of trees."""
    row = wavy(b.rng, b.shape[1], 0.07)
    x = np.linspace(0, 1, b.shape[1])
    outline = np.concatenate([np.stack([x, foot - tall * (0.35 + 0.65 * row)], 1), [(1, foot), (0, foot)]])
    b.fill(ink, [outline], soften_px=0.6 * b.unit, tone=1 + np.float32(0.4) * b.mottle())


_FLOWERS = (
    ("#ffffff", "#ffd84a"),
    ("#e8404b", "#ff8a5c"),
    ("#9b6fd0", "#fff0a8"),
    ("#ff8fb3", "#ffffff"),
    ("#ffd23c", "#ffa23c"),
    ("#5f8fe8", "#ffffff"),
)
"""Pairs of colours that flower together."""


def paint_flowers(b: Backdrop, line: Field, count: int = 90, kind: int | None = None) -> None:
    """Paints flowers in the grass, in drifts, larger near the viewer."""
    width = b.shape[1]
    chance = int(b.rng.integers(len(_FLOWERS)))
    for ink in _FLOWERS[chance if kind is None else kind % len(_FLOWERS)]:
        drifts = b.rng.random((5, 2))[np.arange(count) % 5]
        aside, deep, grown, lone, spare = b.rng.random((count, 5)).T
        x = np.where(lone < 0.7, drifts[:, 0] + 0.30 * (aside - 0.5), aside).clip(0, 1)
        near = np.where(lone < 0.7, drifts[:, 1] + 0.25 * (deep - 0.5), deep).clip(0, 1) ** 0.7
        top = line[(x * (width - 1)).astype(int)] + 0.02
        size = (0.0012 + 0.0066 * near**1.5) * (0.6 + 0.5 * grown + 0.1 * spare)
        _dots(b, b.lit(ink), np.stack([x, top + near * (1 - top), size], axis=1), 0.95)


def put_grass_in_front(b: Backdrop, ink: str) -> None:
    """Adds a coat of blades at the lower edge, over the figures' feet."""
    height, width = b.shape
    x, lean, tall, deep = b.rng.random((int(110 * width / height), 4)).T
    base, long = 1.0 + 0.05 * deep, 0.04 + 0.065 * tall
    half = long * 0.06 * height / width
    tip = x + (lean - 0.5) * long * 0.9 * height / width
    blades = np.stack([x - half, base, x + half, base, tip, base - long], axis=1).reshape(-1, 3, 2)
    start = int(0.88 * height)
    cover = b.polygons(list(blades))[start:]
    tone = (b.mottle()[start:] + np.float32(0.5)) * np.float32(0.6)
    paint = mix(np.broadcast_to(b.lit(ink) * np.float32(0.75), (*cover.shape, 3)), b.lit("#b7d66a"), tone)

    def coat(rgb: Field) -> Field:
        grown = rgb.copy()
        grown[start:] = mix(grown[start:], paint, cover)
        return grown

    b.coats.append(coat)


def put_leaves_in_front(b: Backdrop, ink: str) -> None:
    """Adds a coat of large dark leaves in the upper corners, over everything."""
    outlines = []
    for side in (0.0, 1.0):
        for i in range(5):
            angle = np.radians(20 + 26 * i) * (1 if side == 0 else -1)
            root = (side, 0.02 + 0.05 * i)
            tip = (side + float(np.cos(angle)) * 0.24 * (1 if side == 0 else -1), root[1] + 0.16 + 0.05 * i)
            middle = ((root[0] + tip[0]) / 2, (root[1] + tip[1]) / 2)
            outlines.append([root, (middle[0] + 0.04, middle[1] - 0.05), tip, (middle[0] - 0.05, middle[1] + 0.04)])
    cover = b.polygons(outlines, 1.5 * b.unit)
    dark = b.lit(ink) * np.float32(0.55)
    b.coats.append(lambda rgb: mix(rgb, dark, cover * 0.92))
