"""Things of the world that no glyph shows, or not as they are: a fence, a bridge, a lighthouse, a rowing boat.

Runs in the painter's process. The names are those of `[drawn]` in sketchpainter/data/words.toml, of emoji that a
drawing replaces, and of what `staging` puts in their place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from sketchpainter.figures.garments import star
from sketchpainter.figures.objects.things_indoors import INDOORS
from sketchpainter.figures.objects.things_small import SMALL
from sketchpainter.raster.arrays import Field, resized
from sketchpainter.raster.shapes import Pad, trimmed

_LARGEST_PX = 400.0
"""Side of the square as large as the largest sheet that is drawn on, pixels; what is larger is enlarged, since time
grows with the sheet."""
_KEPT = 12
"""Drawings kept, of at most some megabytes each: a table is measured, drawn, and drawn again with the next word."""


def drawn_thing(name: str, height_px: float, ink: str | None = None) -> Field | None:
    """A drawing of a thing, about `height_px` high, not to be written to; None where there is none.

    Args:
        name: What it is.
        height_px: How high.
        ink: "#rrggbb" for its main colour.
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
    """Whether there is a drawing of this name."""
    return name in _THINGS


def _box(pad: Pad, sides: tuple[float, float, float, float], ink: str, shade: float = 1.0) -> None:
    left, top, right, low = sides
    corners = [(left, top), (right, top), (right, low), (left, low)]
    pad.hull(corners, ink, sharp=True, form=0.04, shade=shade, lift=0.03)


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
    **INDOORS,
    **SMALL,
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
"""How each is drawn, its height in the drawing's units, and its usual colour."""
