"""What grows in a background: firs, broad trees, palms, blossoms, trunks, flowers, grass in front of the figures.

Runs in the painter's process. Where it grows is the place's business. Feet are (x, y, height), parts of the picture.
"""

from __future__ import annotations

import cv2
import numpy as np

from assistant.painting.sketch.backdrop import Backdrop
from assistant.painting.sketch.fields import Field, mix
from assistant.painting.sketch.textures import wavy
from assistant.painting.sketch.trees import APPLE, Feet, paint_leafy


def paint_blossoms(b: Backdrop, feet: Feet, *, leaves_pink: bool) -> None:
    """Fruit trees in blossom with petals in the air, or with red fruit."""
    paint_leafy(b, feet, b.lit("#f2a7c3" if leaves_pink else "#6fa548"), b.lit("#5a4038"), APPLE)
    ink = b.lit("#ffe6ef" if leaves_pink else "#e8504a")
    spots = []
    for x, y, tall in feet:
        for _ in range(46):
            at = (x + b.rng.normal(0, 0.17) * tall, y - tall * b.rng.uniform(0.45, 0.92))
            spots.append((*at, tall * 0.012 * b.rng.uniform(0.6, 1.5)))
    b.lay(ink, _dots(b, spots) * 0.9)
    if leaves_pink:
        drift = [(float(x), float(y), 0.0035 + 0.004 * float(s)) for x, y, s in b.rng.random((46, 3))]
        petals = _dots(b, drift)
        b.over.append(lambda rgb: mix(rgb, ink, petals * 0.9))


def _dots(b: Backdrop, spots: list[tuple[float, float, float]]) -> Field:
    """Small rounds at (x, y, radius), parts of the width and the height."""
    height, width = b.shape
    sheet = np.zeros((height * 2, width * 2), dtype=np.uint8)
    for x, y, radius in spots:
        r = max(8, round(radius * height * 16))
        axes, centre = (r, round(r * 0.75)), (round(x * width * 16), round(y * height * 16))
        cv2.ellipse(sheet, centre, axes, 0, 0, 360, 255, -1, cv2.LINE_AA, 3)
    return cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) * np.float32(1 / 255)


def paint_bush_row(b: Backdrop, foot: float, tall: float, ink: Field) -> None:
    """A hedge or a far row of trees."""
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
"""Two colours that flower together."""


def paint_flowers(b: Backdrop, line: Field, count: int = 90, kind: int | None = None) -> None:
    """Flowers in the grass, in drifts, larger near us."""
    width = b.shape[1]
    chance = int(b.rng.integers(len(_FLOWERS)))
    for ink in _FLOWERS[chance if kind is None else kind % len(_FLOWERS)]:
        drifts = b.rng.random((5, 2))
        found = b.rng.random((count, 5))
        spots = []
        for number, (aside, deep, grown, lone, spare) in enumerate(found):
            x, near = drifts[number % 5]
            x, near = (x + 0.30 * (aside - 0.5), near + 0.25 * (deep - 0.5)) if lone < 0.7 else (aside, deep)
            x, near = float(np.clip(x, 0, 1)), float(np.clip(near, 0, 1)) ** 0.7
            top = float(line[int(x * (width - 1))]) + 0.02
            size = (0.0012 + 0.0066 * near**1.5) * (0.6 + 0.5 * grown + 0.1 * spare)
            spots.append((x, top + near * (1 - top), size))
        b.lay(b.lit(ink), _dots(b, spots) * np.float32(0.95))


def put_grass_in_front(b: Backdrop, ink: str) -> None:
    """Blades at the lower edge, painted over the figures' feet."""
    height, width = b.shape
    blades = b.rng.random((int(110 * width / height), 4))
    outlines = []
    for x, lean, tall, deep in blades:
        base, long = 1.0 + 0.05 * deep, 0.04 + 0.065 * tall
        half = long * 0.06 * height / width
        outlines.append(
            [(x - half, base), (x + half, base), (x + (lean - 0.5) * long * 0.9 * height / width, base - long)]
        )
    cover = b.polygons(outlines)
    tone = (b.mottle() + 0.5) * 0.6
    paint = mix(np.broadcast_to(b.lit(ink) * 0.75, (*b.shape, 3)), b.lit("#b7d66a"), tone)
    b.over.append(lambda rgb: mix(rgb, paint, cover))


def put_leaves_in_front(b: Backdrop, ink: str) -> None:
    """Large dark leaves in the upper corners, nearer than everything."""
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
    b.over.append(lambda rgb: mix(rgb, dark, cover * 0.92))
