"""Drawings of things in rooms that no glyph shows: a cake without candles, a plate, a goldfish bowl, a grand piano.

Runs in the painter's process. `things_drawn` chooses them by name. Each is drawn on a pad two units to either side of
its middle, from 0 at its top to the height that its row says.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sketchpainter.raster.shapes import Pad, Spot2


def _box(pad: Pad, sides: tuple[float, float, float, float], ink: str, shade: float = 1.0) -> None:
    left, top, right, low = sides
    corners = [(left, top), (right, top), (right, low), (left, low)]
    pad.hull(corners, ink, sharp=True, form=0.04, shade=shade, lift=0.03)


def _table(pad: Pad, ink: str) -> None:
    for x in (-1.05, 0.85):
        _box(pad, (x, 0.15, x + 0.20, 1.0), ink, 0.72)
    _box(pad, (-1.10, 0.12, 1.10, 0.30), ink, 0.85)
    top = [(-1.20, 0.0), (1.20, 0.0), (1.34, 0.14), (-1.34, 0.14)]
    pad.hull(top, ink, sharp=True, form=0.03)


def _cake(pad: Pad, ink: str) -> None:
    pad.oval((0, 0.90), 1.20, 0.16, "#eef1f4", form=0.04)
    pad.oval((0, 0.88), 1.05, 0.11, "#d4dbe2", form=0.02, lift=0.0)
    side = [(-0.86, 0.20), (0.86, 0.20), (0.86, 0.76), (0.60, 0.86), (0, 0.90), (-0.60, 0.86), (-0.86, 0.76)]
    pad.hull(side, "#e9b872", sharp=True, form=0.14)
    for y in (0.52, 0.72):
        t = np.linspace(-1, 1, 11)
        band = [(0.85 * float(a), y + 0.10 * float(np.sqrt(max(0.0, 1 - a * a)))) for a in t]
        pad.limb(band, [0.055] * len(band), "#c8434f", form=0.02, lift=0.0)
    drips: list[Spot2] = [(-0.88, 0.20)]
    for i, long in enumerate((0.20, 0.10, 0.24, 0.12, 0.22, 0.10, 0.18)):
        x = -0.75 + 0.25 * i
        drips += [(x - 0.08, 0.28 + 0.10 * (1 - (x / 0.9) ** 2)), (x, 0.32 + long + 0.10 * (1 - (x / 0.9) ** 2))]
    pad.hull([*drips, (0.88, 0.20), (0, 0.02)], ink, form=0.07)
    pad.oval((0, 0.20), 0.88, 0.20, ink, form=0.03, lift=0.0, shade=1.04)
    for i in range(9):
        turn = np.pi * (0.06 + 0.11 * i)
        spot = (0.78 * float(np.cos(turn)), 0.21 + 0.17 * float(np.sin(turn)))
        pad.oval(spot, 0.075, 0.075, "#d83a45", form=0.05)


def _plate(pad: Pad, ink: str) -> None:
    pad.oval((0, 0.24), 1.30, 0.22, ink, form=0.05, shade=0.86)
    pad.oval((0, 0.20), 1.30, 0.20, ink, form=0.05)
    pad.oval((0, 0.19), 0.98, 0.125, "#cfd8e0", form=0.02, lift=0.0)
    pad.oval((0, 0.20), 0.94, 0.115, ink, form=0.02, lift=0.0, shade=0.96)


def _fishbowl(pad: Pad, ink: str) -> None:
    glass = [(-0.46, 0.10), (-0.50, 0.20), (-0.82, 0.40), (-0.96, 0.86), (-0.80, 1.34), (-0.45, 1.56), (0.45, 1.56)]
    glass += [(0.80, 1.34), (0.96, 0.86), (0.82, 0.40), (0.50, 0.20), (0.46, 0.10)]
    pad.hull(glass, "#d8eef4", form=0.10)
    water = [(-0.86, 0.57), (-0.90, 0.64), (-0.94, 0.86), (-0.79, 1.33), (-0.44, 1.54), (0.44, 1.54), (0.79, 1.33)]
    pad.hull([*water, (0.94, 0.86), (0.90, 0.64), (0.86, 0.57), (0, 0.60)], ink, form=0.10, lift=0.0)
    pad.oval((0, 0.57), 0.86, 0.10, "#b5e4f2", form=0.02, lift=0.0)
    bed = [(-0.70, 1.40), (0, 1.32), (0.70, 1.40), (0.44, 1.54), (-0.44, 1.54)]
    pad.hull(bed, "#d9b680", form=0.05, lift=0.0)
    for x, tall in ((-0.52, 0.50), (-0.38, 0.34), (0.56, 0.40)):
        weed = [(x, 1.44), (x + 0.06, 1.44 - tall * 0.5), (x - 0.03, 1.44 - tall)]
        pad.limb(weed, [0.09, 0.07, 0.02], "#3f9a56", form=0.03, lift=0.0)
    pad.oval((0, 0.10), 0.48, 0.085, "#f3fafc", form=0.03)
    pad.oval((0, 0.11), 0.40, 0.055, "#c4dfe8", form=0.01, lift=0.0)
    pad.limb([(-0.74, 0.62), (-0.82, 0.90), (-0.74, 1.12)], [0.04, 0.09, 0.04], "#ffffff", form=0.0, lift=0.0)


def _bottle(pad: Pad, ink: str) -> None:
    for x in (-0.72, 0.62):
        pad.hull([(x - 0.16, 1.04), (x + 0.16, 1.04), (x + 0.24, 1.24), (x - 0.24, 1.24)], "#8a5a32", form=0.04)
    glass = [(-1.16, 0.20), (-1.20, 0.58), (-1.14, 1.0), (-0.9, 1.10), (0.70, 1.10), (1.0, 0.92), (1.16, 0.72)]
    glass += [(1.62, 0.70), (1.62, 0.46), (1.16, 0.44), (1.0, 0.24), (0.70, 0.06), (-0.9, 0.06)]
    pad.hull(glass, "#cfe8ea", form=0.10)
    pad.hull([(-1.16, 0.80), (1.06, 0.80), (0.72, 1.06), (-0.9, 1.06), (-1.12, 1.0)], ink, form=0.06, lift=0.0)
    _box(pad, (1.58, 0.45, 1.86, 0.71), "#b98a55")
    pad.limb([(-0.95, 0.20), (0.55, 0.17)], [0.06, 0.06], "#ffffff", form=0.0, lift=0.0)


def _armchair(pad: Pad, ink: str) -> None:
    for side in (-1, 1):
        pad.limb([(side * 0.56, 1.30), (side * 0.62, 1.50)], [0.12, 0.09], "#6a4528")
    back = [(-0.58, 0.16), (-0.30, 0.0), (0.30, 0.0), (0.58, 0.16), (0.60, 1.0), (-0.60, 1.0)]
    pad.hull(back, ink, form=0.16)
    for x, y in ((-0.26, 0.32), (0.26, 0.32), (0.0, 0.56)):
        pad.oval((x, y), 0.04, 0.04, ink, form=0.02, shade=0.6, lift=0.0)
    _box(pad, (-0.66, 0.92, 0.66, 1.34), ink, 0.88)
    pad.hull([(-0.62, 0.90), (0.62, 0.90), (0.66, 1.06), (-0.66, 1.06)], ink, form=0.06, shade=1.08)
    for side in (-1, 1):
        arm = [(side * 0.50, 0.70), (side * 0.86, 0.68), (side * 0.88, 1.34), (side * 0.54, 1.34)]
        pad.hull(arm, ink, form=0.12)
    rail = np.linspace(-1, 1, 13)
    curve = [(0.98 * float(t), 1.60 - 0.12 * float(t) ** 2) for t in rail]
    pad.limb(curve, [0.08] * len(curve), "#6a4528", form=0.03)


def _piano(pad: Pad, ink: str) -> None:
    for x in (-1.20, 0.05, 1.15):
        pad.limb([(x, 1.10), (x + 0.03, 1.74)], [0.16, 0.09], ink, form=0.04)
    lid = [(-1.15, 0.78), (-0.92, 0.02), (0.10, 0.12), (0.62, 0.44), (1.46, 0.50), (1.36, 0.82)]
    pad.hull(lid, ink, form=0.08, shade=1.35)
    pad.limb([(0.62, 0.86), (0.40, 0.30)], [0.035, 0.035], "#b98a3a", form=0.01)
    body = [(-1.45, 0.82), (1.10, 0.80), (1.52, 0.92), (1.54, 1.16), (1.0, 1.24), (-1.45, 1.24)]
    pad.hull(body, ink, form=0.08)
    pad.hull([(-1.15, 0.80), (1.05, 0.79), (1.34, 0.86), (-1.15, 0.88)], "#c8963a", sharp=True, form=0.02, lift=0.0)
    _box(pad, (-1.62, 1.00, -0.02, 1.12), "#f6f3ea")
    for i in range(15):
        _box(pad, (-1.60 + i * 0.105, 1.00, -1.59 + i * 0.105, 1.12), "#9a948a")
        if i % 7 not in (2, 6):
            _box(pad, (-1.525 + i * 0.105, 1.00, -1.47 + i * 0.105, 1.07), "#17161b")
    _box(pad, (-1.66, 1.11, 0.02, 1.24), ink, 1.2)
    for x in (-1.04, -0.56):
        pad.limb([(x, 1.42), (x, 1.76)], [0.06, 0.06], ink)
    pad.hull([(-1.16, 1.36), (-0.44, 1.36), (-0.40, 1.46), (-1.20, 1.46)], "#7c2630", form=0.05)


def _chest(pad: Pad, ink: str) -> None:
    lid = [(-0.86, 0.46), (-0.96, 0.10), (-0.74, -0.02), (0.74, -0.02), (0.96, 0.10), (0.86, 0.46)]
    pad.hull(lid, ink, form=0.12, shade=0.75)
    rng = np.random.default_rng(4)
    for _ in range(46):
        x, y = float(rng.uniform(-0.80, 0.80)), float(rng.uniform(0.30, 0.58))
        tint = ("#f4c63a", "#f9dc6a", "#e0a522")[int(rng.integers(3))]
        pad.oval((x, y - 0.10 * (1 - (x / 0.8) ** 2)), 0.095, 0.07, tint, form=0.03, lift=0.02)
    for x, y, tint in ((-0.4, 0.34, "#d7344a"), (0.34, 0.30, "#3fa7d6"), (0.02, 0.26, "#4fbf7a")):
        pad.hull([(x - 0.10, y), (x, y - 0.10), (x + 0.10, y), (x, y + 0.13)], tint, form=0.03, sharp=True)
    _box(pad, (-0.92, 0.52, 0.92, 1.20), ink)
    for x in (-0.92, -0.30, 0.18, 0.80):
        _box(pad, (x, 0.52, x + 0.12, 1.20), "#d2a23c")
    _box(pad, (-0.92, 0.52, 0.92, 0.62), "#d2a23c")
    pad.oval((0, 0.72), 0.14, 0.16, "#f0cc5c", form=0.04)
    pad.oval((0, 0.72), 0.04, 0.06, "#3a2a18", form=0.0, lift=0.0)


def _harp(pad: Pad, ink: str) -> None:
    pad.limb([(-0.42, 1.5), (-0.36, 0.2)], [0.14, 0.10], ink)
    pad.limb([(-0.36, 0.2), (0.0, 0.06), (0.3, 0.22), (0.55, 0.12)], [0.10, 0.12, 0.12, 0.08], ink)
    pad.limb([(-0.42, 1.5), (0.10, 1.1), (0.55, 0.12)], [0.20, 0.18, 0.10], ink)
    for i in range(7):
        x = -0.28 + i * 0.11
        pad.limb([(x, 0.16 + 0.02 * (i % 2)), (x, 1.36 - 0.17 * i)], [0.012, 0.012], "#f6efdc", form=0.0, lift=0.0)
    _box(pad, (-0.55, 1.46, 0.15, 1.58), ink, 0.8)


INDOORS: dict[str, tuple[Callable[[Pad, str], None], float, str]] = {
    "table": (_table, 1.0, "#a9713d"),
    "layer cake": (_cake, 1.05, "#f7d3dc"),
    "plate": (_plate, 0.46, "#f4f6f8"),
    "fishbowl": (_fishbowl, 1.58, "#7ccbe6"),
    "glass bottle": (_bottle, 1.25, "#5fa9cf"),
    "armchair": (_armchair, 1.64, "#9a3f45"),
    "musical keyboard": (_piano, 1.78, "#2a2930"),
    "treasure chest": (_chest, 1.22, "#8a5430"),
    "harp": (_harp, 1.58, "#d6a83a"),
}
"""How each is drawn, its height in the drawing's units, and its usual colour."""
