"""Draws things that no glyph shows, or not as they are meant: a fence, a rowing boat, a grand piano, a hat.

The names are those of `[drawn]` in sketchpainter/data/words.toml, of emoji that a drawing replaces, and of the props
that `scene.implied_props` adds. Each drawing has a pad of its own: two units to either side of its middle, and from 0
at its top to the height that its row of `_THINGS` says.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from sketchpainter.figures.garments import star
from sketchpainter.raster.arrays import Field, resized
from sketchpainter.raster.shapes import Pad, Spot2, trimmed


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


_INDOORS: dict[str, tuple[Callable[[Pad, str], None], float, str]] = {
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
"""The painter of each thing, its height in units of the drawing, and its usual colour."""


def _cowboy_hat(pad: Pad, ink: str) -> None:
    back = [(-1.42, 0.74), (-1.28, 0.60), (-0.8, 0.72), (0, 0.78), (0.8, 0.72), (1.28, 0.60), (1.42, 0.74), (0.9, 0.98)]
    pad.hull([*back, (0, 1.06), (-0.9, 0.98)], ink, form=0.06, shade=0.66)
    crown = [(-0.72, 0.96), (-0.68, 0.52), (-0.56, 0.16), (-0.34, 0.02), (0.0, 0.15), (0.34, 0.02), (0.56, 0.16)]
    pad.hull([*crown, (0.68, 0.52), (0.72, 0.96)], ink, form=0.20)
    pad.limb([(-0.05, 0.20), (0.0, 0.44), (0.02, 0.58)], [0.10, 0.06, 0.01], ink, shade=0.74, form=0.0, lift=0.0)
    band = [(-0.72, 0.76), (0, 0.86), (0.72, 0.76), (0.73, 0.92), (0, 1.02), (-0.73, 0.92)]
    pad.hull(band, "#4a2c1c", form=0.03, lift=0.0, sharp=True)
    pad.oval((0, 0.94), 0.085, 0.075, "#e3c05a", form=0.03, lift=0.0)
    brim: list[Spot2] = [
        (-1.52, 0.50),
        (-1.30, 0.78),
        (-0.74, 0.93),
        (0, 1.0),
        (0.74, 0.93),
        (1.30, 0.78),
        (1.52, 0.50),
    ]
    brim += [(1.42, 0.92), (0.86, 1.16), (0, 1.24), (-0.86, 1.16), (-1.42, 0.92)]
    pad.hull(brim, ink, form=0.09, shade=1.06)


def _bowl(pad: Pad, ink: str) -> None:
    pad.oval((0, 0.94), 0.46, 0.09, ink, form=0.04, shade=0.72)
    pad.oval((0, 0.22), 1.10, 0.21, ink, form=0.03, shade=0.62)
    side = [(-1.10, 0.22), (-0.55, 0.38), (0, 0.42), (0.55, 0.38), (1.10, 0.22), (0.98, 0.56), (0.62, 0.86), (0, 0.96)]
    pad.hull([*side, (-0.62, 0.86), (-0.98, 0.56)], ink, form=0.18)
    for low, wide, tint in ((0.30, 0.050, "#fdf8ee"), (0.54, 0.035, "#fdf8ee")):
        t = np.linspace(-0.94, 0.94, 13)
        half = 1.06 - 0.16 * (low - 0.30) / 0.24
        line = [(half * float(a), low + 0.19 * float(np.sqrt(1 - a * a))) for a in t]
        pad.limb(line, [wide] * len(line), tint, form=0.0, lift=0.0)


def _vase(pad: Pad, ink: str) -> None:
    body = [(-0.30, 0.04), (-0.24, 0.30), (-0.52, 0.72), (-0.56, 1.10), (-0.34, 1.50), (0.34, 1.50), (0.56, 1.10)]
    pad.hull([*body, (0.52, 0.72), (0.24, 0.30), (0.30, 0.04)], ink, form=0.18)
    pad.oval((0, 0.06), 0.33, 0.06, ink, form=0.02, shade=1.15)
    for y, half in ((0.80, 0.52), (1.16, 0.52)):
        t = np.linspace(-0.95, 0.95, 9)
        line = [(half * float(a), y + 0.10 * float(np.sqrt(1 - a * a))) for a in t]
        pad.limb(line, [0.045] * len(line), "#f6efe0", form=0.0, lift=0.0)
    for x in (-0.26, 0.0, 0.26):
        pad.oval((x, 1.08 - 0.06 * abs(x)), 0.06, 0.08, "#f3c562", form=0.02, lift=0.0)


def _starfish(pad: Pad, ink: str) -> None:
    """Paints a starfish flat on the ground, seen from above and in front, with round arms."""
    arms = [-1.57 + 0.12 + 2 * np.pi * k / 5 for k in range(5)]
    outline: list[Spot2] = []
    for arm in arms:
        for turn, far in ((-0.62, 0.34), (-0.17, 0.80), (0.0, 1.0), (0.17, 0.80)):
            x, y = far * float(np.cos(arm + turn)), far * float(np.sin(arm + turn))
            outline.append((1.15 * x, 0.50 + 0.50 * y))
    pad.hull(outline, ink, form=0.13, lift=0.06)
    for arm in arms:
        for far, wide in ((0.22, 0.055), (0.40, 0.050), (0.57, 0.042), (0.74, 0.034)):
            spot = (1.15 * far * float(np.cos(arm)), 0.50 + 0.50 * far * float(np.sin(arm)))
            pad.oval(spot, wide, wide * 0.7, "#ffd9a8", form=0.01, lift=0.0)


_SMALL: dict[str, tuple[Callable[[Pad, str], None], float, str]] = {
    "woman’s hat": (_cowboy_hat, 1.24, "#b9854c"),
    "bowl": (_bowl, 1.03, "#4f86a8"),
    "vase": (_vase, 1.54, "#3f7f9c"),
    "starfish": (_starfish, 1.0, "#ef7f45"),
}
"""The painter of each thing, its height in units of the drawing, and its usual colour."""


_LARGEST_PX = 400.0
"""Side of a square as large as the largest pad that is drawn on, pixels. Larger drawings are enlarged from it, since
time grows with the pad."""
_KEPT = 12
"""Number of drawings that are kept, of a few megabytes at most: a table is measured, drawn, and drawn again with the
next word."""


def drawn_thing(name: str, height_px: float, ink: str | None = None) -> Field | None:
    """Returns a drawing of a thing, or None if it has no drawing. The pixels are read-only.

    Args:
        name: Name of the thing.
        height_px: Height, pixels, by and large.
        ink: sRGB "#rrggbb" of its main colour; None for the usual one.
    """
    return _drawing(name, height_px, ink) if name in _THINGS else None


@lru_cache(maxsize=_KEPT)
def _drawing(name: str, height_px: float, ink: str | None) -> Field:
    draw, tall, usual = _THINGS[name]
    unit_px = max(8.0, height_px) / tall
    pad = Pad((-2.0, -0.30, 2.0, tall + 0.12), min(unit_px, _LARGEST_PX / (4.0 * (tall + 0.1)) ** 0.5))
    draw(pad, ink or usual)
    drawing = np.ascontiguousarray(trimmed(pad.pixels))
    if pad.unit != unit_px:
        grown = unit_px / pad.unit
        drawing = np.clip(resized(drawing, round(drawing.shape[1] * grown), round(drawing.shape[0] * grown)), 0, 1)
    drawing.setflags(write=False)
    return drawing


def is_drawn(name: str) -> bool:
    """Returns whether a thing of this name has a drawing."""
    return name in _THINGS


def _bench(pad: Pad, ink: str) -> None:
    for x in (-1.0, 0.9):
        _box(pad, (x, 0.05, x + 0.10, 1.0), "#3a4048")
    for y in (0.0, 0.18, 0.36):
        _box(pad, (-1.2, y, 1.2, y + 0.13), ink)
    _box(pad, (-1.25, 0.56, 1.25, 0.68), ink, 1.1)


def _fence(pad: Pad, ink: str) -> None:
    for y in (0.32, 0.68):
        _box(pad, (-1.75, y, 1.75, y + 0.09), ink, 0.85)
    for x in np.linspace(-1.65, 1.5, 8):
        left = float(x)
        pale = [(left, 0.12), (left + 0.08, 0.0), (left + 0.16, 0.12), (left + 0.16, 1.0), (left, 1.0)]
        pad.hull(pale, ink, sharp=True, form=0.03, lift=0.03)


def _wall(pad: Pad, ink: str) -> None:
    _box(pad, (-1.7, 0.0, 1.7, 1.0), ink, 0.8)
    for row in range(5):
        for column in range(8):
            x, y = -1.7 + column * 0.43 - (0.2 if row % 2 else 0.0), 0.02 + row * 0.2
            _box(pad, (max(-1.7, x), y, min(1.7, x + 0.40), y + 0.17), ink)


def _lighthouse(pad: Pad, ink: str) -> None:
    for i in range(6):
        y0, y1 = 0.62 + i * 0.36, 0.62 + (i + 1) * 0.36
        w0, w1 = 0.26 + 0.05 * i, 0.26 + 0.05 * (i + 1)
        band = [(-w0, y0), (w0, y0), (w1, y1), (-w1, y1)]
        pad.hull(band, ink if i % 2 == 0 else "#f5f1e8", sharp=True, form=0.10, lift=0.0)
    _box(pad, (-0.36, 0.54, 0.36, 0.64), "#3a4048")
    _box(pad, (-0.20, 0.24, 0.20, 0.54), "#ffe9a0")
    pad.hull([(-0.28, 0.26), (0.0, 0.0), (0.28, 0.26)], "#8f2f2a", sharp=True, form=0.05)
    pad.oval((0.0, 1.5), 0.07, 0.11, "#3f5166", form=0.02)


def _pyramid(pad: Pad, ink: str) -> None:
    pad.hull([(-1.3, 1.0), (0.1, 0.0), (0.5, 1.0)], ink, sharp=True, form=0.0)
    pad.hull([(0.5, 1.0), (0.1, 0.0), (1.3, 1.0)], ink, sharp=True, form=0.0, shade=0.70, lift=0.0)
    for i in range(1, 8):
        y = i / 8
        line = [(0.1 - 1.4 * y, y), (0.1 + 0.4 * y, y), (0.1 + 1.2 * y, y)]
        pad.limb(line, [0.012] * 3, ink, shade=0.60, form=0.0, lift=0.0)


def _bridge(pad: Pad, ink: str) -> None:
    x = np.linspace(-1.8, 1.8, 25)
    top = 0.30 - 0.28 * (1 - (x / 1.8) ** 2)
    deck = [(float(a), float(b)) for a, b in zip(x, top, strict=True)]
    arch = 1.0 - 0.62 * np.sqrt(np.clip(1 - (x / 1.25) ** 2, 0, 1))
    under = [(float(a), float(b)) for a, b in zip(x[::-1], arch[::-1], strict=True)]
    pad.hull([*deck, *under], ink, sharp=True, form=0.06)
    pad.limb([(a, b) for a, b in deck], [0.07] * len(deck), ink, shade=1.18, form=0.02, lift=0.0)


def _waterfall(pad: Pad, ink: str) -> None:
    for side in (-1, 1):
        rock = [(side * 0.34, 0.05), (side * 0.9, 0.0), (side * 1.25, 0.5), (side * 1.35, 1.5), (side * 0.42, 1.5)]
        pad.hull(rock, "#6f7468", form=0.14)
    _box(pad, (-0.42, 0.06, 0.42, 1.42), ink)
    for x in np.linspace(-0.36, 0.36, 9):
        pad.limb([(float(x), 0.08), (float(x) * 1.08, 1.36)], [0.02, 0.05], "#ffffff", form=0.0, lift=0.0)
    for x in np.linspace(-0.55, 0.55, 8):
        pad.oval((float(x), 1.42), 0.17, 0.10, "#f2fafd", form=0.05)


def _road(pad: Pad, ink: str) -> None:
    pad.hull([(-0.10, 0.0), (0.10, 0.0), (1.5, 1.0), (-1.5, 1.0)], ink, sharp=True, form=0.0)
    for y0, y1 in ((0.12, 0.22), (0.34, 0.50), (0.66, 0.92)):
        half0, half1 = 0.01 + 0.05 * y0, 0.01 + 0.05 * y1
        dash = [(-half0, y0), (half0, y0), (half1, y1), (-half1, y1)]
        pad.hull(dash, "#f3e3a2", sharp=True, form=0.0, lift=0.0)


def _flag(pad: Pad, ink: str) -> None:
    _box(pad, (-0.55, 0.0, -0.49, 1.6), "#8a6a48")
    cloth = [
        (-0.49, 0.06),
        (-0.1, 0.0),
        (0.25, 0.10),
        (0.62, 0.03),
        (0.62, 0.60),
        (0.25, 0.68),
        (-0.1, 0.58),
        (-0.49, 0.64),
    ]
    pad.hull(cloth, ink, form=0.08)


def _gondola(pad: Pad, ink: str) -> None:
    hull = [
        (-1.6, 0.0),
        (-1.35, 0.45),
        (-0.6, 0.55),
        (0.6, 0.55),
        (1.3, 0.42),
        (1.65, -0.02),
        (1.45, 0.55),
        (0.8, 0.86),
    ]
    pad.hull([*hull, (-0.8, 0.86), (-1.4, 0.55)], ink, form=0.10)
    pad.limb([(-1.6, 0.02), (-1.52, 0.3)], [0.05, 0.09], "#c9ced6", form=0.02)
    _box(pad, (-0.35, 0.40, 0.25, 0.58), "#a5222f")


def _rowboat(pad: Pad, ink: str) -> None:
    inside = [(-1.55, 0.14), (-0.9, 0.30), (0.9, 0.30), (1.55, 0.14), (0.9, 0.06), (-0.9, 0.06)]
    pad.hull(inside, ink, form=0.05, shade=0.55)
    for x in (-0.85, 0.75):
        _box(pad, (x - 0.16, 0.10, x + 0.16, 0.20), ink, 0.95)
    side = [(-1.72, 0.06), (-1.0, 0.26), (0, 0.32), (1.0, 0.26), (1.72, 0.06), (1.52, 0.52), (1.12, 0.80)]
    pad.hull([*side, (-1.12, 0.80), (-1.52, 0.52)], ink, form=0.12)
    for y, wide in ((0.44, 1.50), (0.58, 1.40), (0.70, 1.24)):
        plank = [(-wide, y - 0.06), (0, y + 0.03), (wide, y - 0.06)]
        pad.limb(plank, [0.018] * 3, ink, shade=0.55, form=0.0, lift=0.0)
    rim = [(-1.74, 0.06), (-1.0, 0.24), (0, 0.31), (1.0, 0.24), (1.74, 0.06)]
    pad.limb(rim, [0.10] * 5, "#f0e6d0", form=0.03)


def _islet(pad: Pad, ink: str) -> None:
    for wide, tint in ((1.75, "#2f9fd0"), (1.55, "#6cc7e6"), (1.36, "#d8f2f7")):
        pad.oval((0, 0.78), wide, 0.24 * wide / 1.75, tint, form=0.03, lift=0.0)
    hill = [(-1.22, 0.80), (-0.80, 0.50), (-0.20, 0.18), (0.30, 0.20), (0.85, 0.52), (1.22, 0.80), (0.6, 0.93)]
    pad.hull([*hill, (-0.6, 0.93)], ink, form=0.12, lift=0.0)
    for x, y in ((-0.55, 0.72), (0.62, 0.74)):
        pad.oval((x, y), 0.11, 0.07, "#8f8a80", form=0.04)


def _leaf(pad: Pad, ink: str) -> None:
    outline = [(-1.5, 0.52), (-0.9, 0.16), (0.1, 0.02), (0.9, 0.16), (1.45, 0.42), (0.8, 0.66), (-0.1, 0.80)]
    pad.hull([*outline, (-0.95, 0.74)], ink, form=0.12)
    spine = [(-1.72, 0.60), (-1.2, 0.50), (-0.2, 0.40), (0.7, 0.38), (1.4, 0.42)]
    pad.limb(spine, [0.07, 0.055, 0.045, 0.035, 0.02], ink, shade=1.3, form=0.0, lift=0.0)
    for x in (-0.9, -0.4, 0.1, 0.6):
        for side in (-1, 1):
            rib = [(x, 0.43), (x + 0.30, 0.42 + side * 0.24)]
            pad.limb(rib, [0.03, 0.012], ink, shade=1.22, form=0.0, lift=0.0)


def _surfboard(pad: Pad, ink: str) -> None:
    pad.oval((0, 0.16), 1.40, 0.15, ink, turn=-4, form=0.08)
    pad.oval((0, 0.14), 1.20, 0.09, "#fdf6e3", turn=-4, form=0.02, lift=0.0)
    pad.limb([(-1.18, 0.22), (1.18, 0.06)], [0.04, 0.04], "#2f9fb5", form=0.0, lift=0.0)


def _shooting_star(pad: Pad, ink: str) -> None:
    at = (-0.62, 0.78)
    for wide, tint, off in ((0.50, "#8fb4f2", 0.0), (0.34, "#cfe0ff", 0.02), (0.16, "#ffffff", 0.04)):
        tail = [at, (0.2, 0.42 + off), (1.55, -0.02 + off)]
        pad.limb(tail, [wide, wide * 0.62, 0.01], tint, form=0.0, lift=0.0)
    pad.hull(star(at, 0.50), ink, form=0.08, lift=0.0)
    pad.hull(star(at, 0.30), "#fff6c8", form=0.0, lift=0.0)


_THINGS: dict[str, tuple[Callable[[Pad, str], None], float, str]] = {
    **_INDOORS,
    **_SMALL,
    "bench": (_bench, 1.0, "#a9713d"),
    "fence": (_fence, 1.0, "#e9e0cf"),
    "wall": (_wall, 1.0, "#b5694f"),
    "lighthouse": (_lighthouse, 2.8, "#c8342c"),
    "pyramid": (_pyramid, 1.0, "#dcb46a"),
    "bridge": (_bridge, 1.0, "#a39a8c"),
    "waterfall": (_waterfall, 1.5, "#9fd0e6"),
    "road": (_road, 1.0, "#6a6c74"),
    "flag": (_flag, 1.6, "#c8342c"),
    "rowboat": (_rowboat, 0.84, "#9a5f34"),
    "islet": (_islet, 1.0, "#e9c98a"),
    "leaf": (_leaf, 0.82, "#5da342"),
    "surfboard": (_surfboard, 0.32, "#e9573f"),
    "shooting star": (_shooting_star, 1.28, "#ffd75e"),
    "gondola": (_gondola, 0.9, "#2a2c34"),
}
"""The painter of each thing, its height in units of the drawing, and its usual colour."""
