"""Paints trees: firs, broad trees of several habits, birches, palms, trunks of a wood, a branch above.

Feet are (x, y, height), parts of the picture. The places decide where trees grow.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.raster.arrays import Field, blurred, mix, shaded

Feet = list[tuple[float, float, float]]


def paint_conifers(b: Backdrop, feet: Feet, ink: Field, *, snowy: bool = False) -> None:
    """Paints fir trees."""
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
    rows = np.flatnonzero(cover.any(1))
    if not len(rows):
        return
    band = slice(int(rows[0]), int(rows[-1]) + 1)
    part = cover[band]
    tone = np.clip(shaded(ink, 1 + np.float32(0.5) * b.mottle()[band]), 0, 1)
    b.rgb[band] = mix(b.rgb[band], tone, part)
    away = b.light.side * max(1, round(3 * b.unit))
    rim = np.clip(part - np.roll(part, -away, 1), 0, 1) * np.float32(0.5)
    b.rgb[band] = mix(b.rgb[band], np.clip(ink * 1.35, 0, 1), rim)
    if snowy:
        caps = b.polygons(outlines(0.62, 0.72), 0.8 * b.unit)[band]
        b.rgb[band] = mix(b.rgb[band], b.lit("#f6f9ff"), caps * part * np.float32(0.92))


@dataclass(frozen=True, slots=True)
class Habit:
    """The form in which a broad tree grows; lengths are parts of its height."""

    aside: float = 0.19
    """Spread of its leaves to the sides, as a standard deviation."""
    low: float = 0.44
    high: float = 0.92
    """Heights between which it has leaves."""
    clump: tuple[float, float] = (0.10, 0.20)
    """Radius of its clumps of leaves."""
    count: int = 15
    stem: float = 0.045
    """Half of its trunk's width."""
    forks: bool = True


OAK = Habit()


POPLAR = Habit(0.034, 0.14, 0.97, (0.065, 0.10), 26, 0.028, forks=False)


BIRCH = Habit(0.11, 0.40, 0.95, (0.05, 0.10), 22, 0.020)


BUSH = Habit(0.30, 0.18, 0.70, (0.18, 0.30), 12, 0.02, forks=False)


APPLE = Habit(0.23, 0.42, 0.80, (0.11, 0.18), 17, 0.055)


def paint_leafy(b: Backdrop, feet: Feet, leaves: Field, trunk: Field, habit: Habit = OAK) -> None:
    """Paints broad trees of clumps of leaves, lit from the light's side."""
    height, width = b.shape
    side = min(b.shape)
    trees = [(x * width, y * height, tall * side) for x, y, tall in feet]
    stems, clumps = [], []
    for x, y, tall in trees:
        half, tip = tall * habit.stem, y - tall * 0.6
        stems.append([(x - half * 1.5, y), (x + half * 1.5, y), (x + half * 0.5, tip), (x - half * 0.5, tip)])
        for turn in (-1, 1) if habit.forks else ():
            fork = y - tall * 0.34
            stems.append([(x - half * 0.5, fork), (x + half * 0.5, fork), (x + turn * tall * 0.2, tip - tall * 0.08)])
        chances = b.rng.random((habit.count, 2))
        asides = b.rng.normal(0, habit.aside, habit.count)
        for number, (rise, size) in enumerate(chances):
            up = habit.low + (habit.high - habit.low) * (number + rise) / habit.count
            narrow = 1 - 0.55 * max(0.0, (up - habit.low) / (habit.high - habit.low) - 0.4)
            radius = tall * (habit.clump[0] + (habit.clump[1] - habit.clump[0]) * size) * narrow
            clumps.append((x + asides[number] * tall * narrow, y - tall * up, radius))
    scale = np.array([width, height])
    b.fill(trunk, [np.asarray(stem) / scale for stem in stems])
    margin = 0.1 * max(r for *_, r in clumps) + 14 * b.unit
    x0 = max(0, int(min(cx - r for cx, _, r in clumps) - margin))
    y0 = max(0, int(min(cy - r for _, cy, r in clumps) - margin))
    x1 = min(width, int(max(cx + r for cx, _, r in clumps) + margin) + 1)
    y1 = min(height, int(max(cy + r for _, cy, r in clumps) + margin) + 1)
    if x0 >= x1 or y0 >= y1:
        return
    # Small, distant trees have finer leaves.
    rough = b.mottle()[y0:y1, x0:x1] * np.float32(min(9 * b.unit, 0.10 * max(tall for *_, tall in trees)))
    gx = np.arange(x1 - x0, dtype=np.float32)[None, :] + rough * np.float32(1.4)
    gy = np.arange(y1 - y0, dtype=np.float32)[:, None] + rough
    area = np.s_[y0:y1, x0:x1]
    for shift, shade in ((0.0, 0.66), (0.05, 1.0), (0.10, 1.28)):
        sheet = np.zeros((y1 - y0, x1 - x0), dtype=np.uint8)
        for cx, cy, radius in clumps:
            r = radius * (1 - shift * 4.2)
            at = (cx + b.light.side * radius * shift * 5 - x0, cy - radius * shift * 5 - y0)
            cv2.circle(sheet, (round(at[0] * 8), round(at[1] * 8)), max(4, round(r * 8)), 255, -1, cv2.LINE_AA, 3)
        ragged = cv2.remap(sheet, gx, gy, cv2.INTER_LINEAR).astype(np.float32)
        cover = blurred(ragged, 0.8 * b.unit) * np.float32((1.0 if shift == 0 else 0.75) / 255)
        b.rgb[area] = mix(b.rgb[area], np.clip(leaves * shade, 0, 1), cover)


def paint_birches(b: Backdrop, feet: Feet, leaves: Field) -> None:
    """Paints slim white trunks with dark marks under light leaves."""
    paint_leafy(b, feet, leaves, b.lit("#eeeae0"), BIRCH)
    marks = []
    for x, y, tall in feet:
        for up, aside, long in b.rng.random((6, 3)):
            at, half = (x + 0.016 * tall * (aside - 0.5), y - tall * (0.06 + 0.34 * up)), tall * 0.010 * (0.5 + long)
            marks.append([(at[0] - half, at[1]), (at[0] + half, at[1]), (at[0] + half, at[1] - half * 0.7)])
    b.fill(b.lit("#4a4640"), marks, 0.8)


def paint_bough(b: Backdrop, side: int, leaves: Field, wood: Field) -> None:
    """Paints a branch with leaves that hangs into an upper corner: −1 for the left one, 1 for the right one."""
    aspect = b.shape[0] / b.shape[1]
    corner = 0.0 if side < 0 else 1.0
    t = np.linspace(0, 1, 8)
    x = corner - side * (0.30 + 0.12 * float(b.rng.random())) * t * min(1.0, aspect)
    y = 0.02 + 0.05 * float(b.rng.random()) + 0.11 * t**1.6
    half = 0.011 * (1 - 0.8 * t)
    b.fill(wood, [np.concatenate([np.stack([x, y - half], 1), np.stack([x, y + half], 1)[::-1]])])
    darker: list[list[tuple[float, float]]] = []
    lighter: list[list[tuple[float, float]]] = []
    for along, off, turn, size in b.rng.random((46, 4)):
        at = (float(np.interp(along, t, x)), float(np.interp(along, t, y)) + 0.085 * (off - 0.35))
        angle, long = 0.6 + 1.9 * turn, 0.026 + 0.022 * size
        tip = (at[0] + np.cos(angle) * long * aspect, at[1] + np.sin(angle) * long)
        wide = (np.sin(angle) * long * 0.26 * aspect, -np.cos(angle) * long * 0.26)
        middle = ((at[0] + tip[0]) / 2, (at[1] + tip[1]) / 2)
        leaf = [at, (middle[0] + wide[0], middle[1] + wide[1]), tip, (middle[0] - wide[0], middle[1] - wide[1])]
        (darker if turn > 0.5 else lighter).append(leaf)
    b.fill(leaves * np.float32(0.7), darker)
    b.fill(leaves * np.float32(1.12), lighter)


def paint_palms(b: Backdrop, feet: Feet, leaves: Field, trunk: Field) -> None:
    """Paints palm trees with bent trunks."""
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
    b.fill(trunk, stems)
    b.fill(leaves * np.float32(0.8), fronds)
    b.fill(leaves * np.float32(1.3), lights, 0.8)


def paint_trunks(b: Backdrop, count: int, wide: float, foot: float, ink: Field, *, clear: bool = False) -> None:
    """Paints trunks side by side; `clear` leaves the middle free for the figures."""
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
    b.lay(np.clip(shaded(ink, 1 + np.float32(0.5) * b.mottle()), 0, 1), cover)
    b.lay(np.clip(ink * 1.5, 0, 1), np.clip(cover - np.roll(cover, -b.light.side * step, 1), 0, 1) * 0.8)
