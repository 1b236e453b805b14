"""What grows in a background: firs, broad trees, palms, blossoms, trunks, flowers, grass in front of the figures.

Runs in the painter's process. Where it grows is the place's business. Feet are (x, y, height), parts of the picture.
"""

from __future__ import annotations

import cv2
import numpy as np

from assistant.painting.sketch.backdrop import Backdrop
from assistant.painting.sketch.fields import Field, blurred, mix, noise

Feet = list[tuple[float, float, float]]


def paint_conifers(b: Backdrop, feet: Feet, ink: Field, *, snowy: bool = False) -> None:
    """Fir trees."""
    aspect = b.shape[0] / b.shape[1]
    forms = [(x, y, tall, b.rng.random(12)) for x, y, tall in feet]

    def outlines(lift: float, narrow: float) -> list[list[tuple[float, float]]]:
        found = []
        for x, y, tall, chance in forms:
            across = tall * aspect
            if lift == 0:
                half = across * 0.03
                found.append([(x - half, y - tall * 0.15), (x + half, y - tall * 0.15), (x + half, y), (x - half, y)])
            for tier in range(6):
                share = tier / 6
                half = across * (0.07 + 0.21 * share) * (0.85 + 0.3 * chance[tier]) * narrow
                tip = y - tall * (1.0 - 0.74 * share)
                base = tip + tall * 0.30 * (1 - lift)
                sag = tall * 0.03 * (chance[tier + 5] - 0.5)
                low = base - tall * 0.035
                found.append([(x, tip), (x + half, base + sag), (x + half * 0.2, low), (x - half, base - sag)])
        return found

    cover = b.polygons(outlines(0, 1))
    shade = 1 + 0.5 * b.mottle()
    b.lay(np.clip(ink * shade[..., None], 0, 1), cover)
    away = b.light.side * max(1, round(3 * b.unit))
    b.lay(ink * 1.35, np.clip(cover - np.roll(cover, -away, 1), 0, 1) * 0.5)
    if snowy:
        caps = b.polygons(outlines(0.62, 0.72), 0.8 * b.unit)
        b.lay(b.lit("#f6f9ff"), caps * cover * 0.92)


def paint_leafy(b: Backdrop, feet: Feet, leaves: Field, trunk: Field) -> None:
    """Broad trees made of clumps of leaves, lit from the light's side."""
    height, width = b.shape
    trees = [(x * width, y * height, tall * height) for x, y, tall in feet]
    stems, clumps = [], []
    for x, y, tall in trees:
        half, tip = tall * 0.045, y - tall * 0.6
        stems.append([(x - half * 1.5, y), (x + half * 1.5, y), (x + half * 0.5, tip), (x - half * 0.5, tip)])
        for turn in (-1, 1):
            fork = y - tall * 0.34
            stems.append([(x - half * 0.5, fork), (x + half * 0.5, fork), (x + turn * tall * 0.2, tip - tall * 0.08)])
        for _ in range(17 if tall > 90 * b.unit else 11):
            at = (x + b.rng.normal(0, 0.19) * tall, y - tall * b.rng.uniform(0.44, 0.92))
            clumps.append((*at, tall * b.rng.uniform(0.10, 0.20)))
    scale = np.array([width, height])
    b.lay(trunk, b.polygons([np.asarray(stem) / scale for stem in stems]))
    rough = b.mottle() * 9 * b.unit
    top = max(0, int(min(cy - r for _, cy, r in clumps)) - 12)
    low = min(height, int(max(cy + r for _, cy, r in clumps)) + 12)
    gx, gy = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(top, low, dtype=np.float32))
    for shift, shade in ((0.0, 0.66), (0.05, 1.0), (0.10, 1.28)):
        sheet = np.zeros(b.shape, dtype=np.uint8)
        for cx, cy, radius in clumps:
            r = radius * (1 - shift * 4.2)
            centre = (round((cx + b.light.side * radius * shift * 5) * 8), round((cy - radius * shift * 5) * 8))
            cv2.circle(sheet, centre, max(4, round(r * 8)), 255, -1, cv2.LINE_AA, 3)
        ragged = cv2.remap(sheet, gx + rough[top:low] * 1.4, gy + rough[top:low], cv2.INTER_LINEAR)
        cover = np.zeros(b.shape, dtype=np.float32)
        cover[top:low] = blurred(ragged.astype(np.float32) / 255, 0.8 * b.unit)
        b.lay(np.clip(leaves * shade, 0, 1), cover * (1.0 if shift == 0 else 0.75))


def paint_blossoms(b: Backdrop, feet: Feet, *, leaves_pink: bool) -> None:
    """Fruit trees in blossom, with petals on the ground and in the air."""
    paint_leafy(b, feet, b.lit("#f2a7c3" if leaves_pink else "#86b85a"), b.lit("#5a4038"))
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


def paint_palms(b: Backdrop, feet: Feet, leaves: Field, trunk: Field) -> None:
    """Palm trees with bent trunks."""
    aspect = b.shape[0] / b.shape[1]
    stems, fronds, lights = [], [], []
    for x, y, tall in feet:
        lean = (0.10 if x < 0.5 else -0.10) * tall
        t = np.linspace(0, 1, 10)
        px, py = x + lean * t**2 * aspect, y - tall * 0.82 * t
        half = tall * aspect * (0.030 - 0.016 * t)
        stems.append(np.concatenate([np.stack([px - half, py], 1), np.stack([px + half, py], 1)[::-1]]))
        top = (float(px[-1]), float(py[-1]))
        for i in range(9):
            angle = np.radians(-175 + i * 43.75 / 2 * 2 * 0.98 + b.rng.uniform(-8, 8))
            long = tall * b.rng.uniform(0.36, 0.48)
            s = np.linspace(0, 1, 9)
            fx = top[0] + np.cos(angle) * long * s * aspect
            fy = top[1] + np.sin(angle) * long * s * 0.62 + 0.36 * long * s**2
            wide = long * 0.085 * np.sin(np.pi * np.minimum(1, s * 0.9 + 0.1))
            fronds.append(np.concatenate([np.stack([fx, fy - wide * 0.4], 1), np.stack([fx, fy + wide], 1)[::-1]]))
            lights.append(
                np.concatenate([np.stack([fx, fy - wide * 0.4], 1), np.stack([fx, fy + wide * 0.1], 1)[::-1]])
            )
    b.lay(trunk, b.polygons(stems))
    b.lay(leaves * 0.8, b.polygons(fronds))
    b.lay(np.clip(leaves * 1.3, 0, 1), b.polygons(lights) * 0.8)


def paint_bush_row(b: Backdrop, foot: float, tall: float, ink: Field) -> None:
    """A hedge or a far row of trees."""
    row = noise(b.rng, (2, b.shape[1]), b.shape[1] * 0.07, octaves=3)[0]
    x = np.linspace(0, 1, b.shape[1])
    outline = np.concatenate([np.stack([x, foot - tall * (0.35 + 0.65 * row)], 1), [(1, foot), (0, foot)]])
    b.lay(np.clip(ink * (1 + 0.4 * b.mottle())[..., None], 0, 1), b.polygons([outline], 0.6 * b.unit))


def paint_trunks(b: Backdrop, count: int, wide: float, foot: float, ink: Field, *, clear: bool = False) -> None:
    """Trunks side by side; `clear` leaves the middle free for those who stand there."""
    rows = b.rng.random((count, 3))
    outlines = []
    for i, (shift, lean, size) in enumerate(rows):
        x = (i + shift) / count
        if clear and 0.22 < x < 0.78:
            continue
        half = wide * (0.6 + 0.8 * size) / 2
        top, low = x + (lean - 0.5) * 0.09, half * b.shape[1] / b.shape[0]
        outlines.append([(top - half * 0.6, 0), (top + half * 0.6, 0), (x + half, foot), (x + half * 1.8, foot + low),
                         (x - half * 1.8, foot + low), (x - half, foot)])  # fmt: skip
    if not outlines:
        return
    cover = b.polygons(outlines)
    step = max(1, round(4 * b.unit))
    b.lay(np.clip(ink * (1 + 0.5 * b.mottle())[..., None], 0, 1), cover)
    b.lay(np.clip(ink * 1.5, 0, 1), np.clip(cover - np.roll(cover, -b.light.side * step, 1), 0, 1) * 0.8)


def paint_flowers(b: Backdrop, line: Field, count: int = 90) -> None:
    """Flowers in the grass, larger near us."""
    width = b.shape[1]
    inks = [("#ffffff", "#ffd84a"), ("#e8505b", "#ffffff"), ("#9b6fd0", "#fff0a8"), ("#ff8fb3", "#ffffff")]
    for ink in inks[int(b.rng.integers(4))]:
        spots = []
        for _ in range(count):
            x, near = float(b.rng.random()), float(b.rng.random()) ** 0.7
            top = float(line[int(x * (width - 1))]) + 0.02
            spots.append((x, top + near * (1 - top), (0.0012 + 0.0062 * near**1.5) * float(b.rng.uniform(0.6, 1.1))))
        b.lay(b.lit(ink), _dots(b, spots) * 0.95)


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
