"""Draws props that no glyph shows well: a round shield with a star, Mjolnir, a sword, a handbag, a fishing rod.

Each picture comes with the point at which a hand holds it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sketchpainter.figures.garments import star
from sketchpainter.raster.arrays import Field
from sketchpainter.raster.shapes import Pad, Spot2, trimmed


def drawn_prop(name: str, height_px: float) -> tuple[Field, Spot2] | None:
    """Draws a prop, about `height_px` high; returns it with its grip as parts of its box, or None for an unknown
    name."""
    draw = _PROPS.get(name)
    return draw(max(24.0, height_px)) if draw else None


def _star_shield(height_px: float) -> tuple[Field, Spot2]:
    pad = Pad((-0.54, -0.54, 0.54, 0.54), height_px)
    for radius, ink in ((0.5, "#bf2230"), (0.40, "#f1f0ee"), (0.30, "#bf2230"), (0.205, "#2650a0")):
        pad.oval((0, 0), radius, radius, ink, form=0.06, lift=0.0)
    pad.hull(star((0, 0.005), 0.20), "#f8f7f4", form=0.02, lift=0.0, sharp=True)
    shine = np.linspace(-2.4, -1.5, 6)
    pad.limb([(0.44 * float(np.cos(t)), 0.44 * float(np.sin(t))) for t in shine], [0.02] * 6, "#ffffff", form=0, lift=0)
    return trimmed(pad.pixels), (0.5, 0.5)


def _mjolnir(height_px: float) -> tuple[Field, Spot2]:
    pad = Pad((-0.5, -0.42, 0.5, 0.75), height_px / 1.1)
    pad.limb([(0, 0), (0, 0.62)], [0.10, 0.10], "#6b4427", form=0.04)
    for y in (0.22, 0.32, 0.42, 0.52):
        pad.limb([(-0.055, y), (0.055, y - 0.05)], [0.022, 0.022], "#3d2615", form=0.0, lift=0.0)
    pad.oval((0, 0.66), 0.075, 0.06, "#aab3bd", form=0.03)
    head = [(-0.40, -0.34), (0.40, -0.34), (0.46, -0.26), (0.46, 0.02), (0.40, 0.10), (-0.40, 0.10), (-0.46, 0.02)]
    pad.hull([*head, (-0.46, -0.26)], "#9aa5b1", form=0.10, sharp=True)
    for side in (-1, 1):
        cap = [
            (side * 0.40, -0.34),
            (side * 0.46, -0.26),
            (side * 0.46, 0.02),
            (side * 0.40, 0.10),
            (side * 0.32, 0.02),
        ]
        pad.hull([*cap, (side * 0.32, -0.26)], "#b7c1cb", form=0.04, lift=0.02, sharp=True)
    pad.oval((0, -0.12), 0.10, 0.10, "#7d8894", form=0.03, lift=0.0)
    pad.hull(star((0, -0.12), 0.075), "#d9e4ee", form=0.0, lift=0.0, sharp=True)
    return trimmed(pad.pixels), (0.5, 0.82)


def _sword(height_px: float) -> tuple[Field, Spot2]:
    pad = Pad((-0.2, -0.62, 0.2, 0.42), height_px)
    blade = [(-0.045, 0.14), (-0.045, -0.50), (0, -0.60), (0.045, -0.50), (0.045, 0.14)]
    pad.hull(blade, "#d3dbe3", form=0.03, sharp=True)
    pad.limb([(0, 0.10), (0, -0.48)], [0.014, 0.008], "#94a1ae", form=0.0, lift=0.0)
    pad.limb([(-0.15, 0.15), (0.15, 0.15)], [0.05, 0.05], "#d6a83a", form=0.02)
    pad.limb([(0, 0.16), (0, 0.34)], [0.05, 0.05], "#5a3a22", form=0.02)
    pad.oval((0, 0.37), 0.04, 0.04, "#d6a83a", form=0.02)
    return trimmed(pad.pixels), (0.5, 0.86)


def _bag(height_px: float) -> tuple[Field, Spot2]:
    pad = Pad((-0.55, -0.05, 0.55, 1.05), height_px / 1.1)
    turn = np.linspace(np.pi, 2 * np.pi, 9)
    handle = [(0.26 * float(np.cos(t)), 0.42 + 0.36 * float(np.sin(t))) for t in turn]
    pad.limb(handle, [0.055] * 9, "#7a4a22", form=0.02)
    body = [(-0.40, 0.40), (0.40, 0.40), (0.50, 0.96), (0.36, 1.0), (-0.36, 1.0), (-0.50, 0.96)]
    pad.hull(body, "#c99a5c", form=0.12, sharp=True)
    for half, ink in ((0.085, "#1f6b3a"), (0.032, "#b5202c")):
        pad.hull([(-half, 0.41), (half, 0.41), (half, 0.99), (-half, 0.99)], ink, form=0.02, lift=0.0, sharp=True)
    pad.hull([(-0.42, 0.37), (0.42, 0.37), (0.44, 0.50), (-0.44, 0.50)], "#7a4a22", form=0.04, lift=0.03)
    pad.oval((0, 0.53), 0.085, 0.06, "#f0c64a", form=0.03)
    pad.oval((0, 0.53), 0.04, 0.026, "#7a4a22", form=0.0, lift=0.0)
    return trimmed(pad.pixels), (0.5, 0.06)


def _rod(height_px: float) -> tuple[Field, Spot2]:
    pad = Pad((-0.1, -0.05, 1.5, 1.35), height_px / 1.3)
    t = np.linspace(0, 1, 9)
    pole = [(0.04 + 1.02 * float(a), 1.26 - 1.22 * float(a) ** 0.8) for a in t]
    pad.limb(pole, [0.055 * (1 - 0.75 * float(a)) for a in t], "#8a5a32", form=0.01)
    pad.limb(pole[:2], [0.085, 0.075], "#3d2615", form=0.02)
    pad.oval((0.17, 1.16), 0.075, 0.075, "#7d8894", form=0.03)
    line = [pole[-1], (1.20, 0.34), (1.26, 0.98)]
    pad.limb(line, [0.014, 0.014, 0.014], "#f4f6f8", form=0.0, lift=0.0)
    pad.oval((1.26, 1.02), 0.055, 0.075, "#d9302c", form=0.02, lift=0.0)
    pad.oval((1.26, 0.985), 0.05, 0.04, "#fbfaf5", form=0.01, lift=0.0)
    return trimmed(pad.pixels), (0.06, 0.90)


_PROPS: dict[str, Callable[[float], tuple[Field, Spot2]]] = {
    "star shield": _star_shield,
    "mjolnir": _mjolnir,
    "sword": _sword,
    "fishing pole": _rod,
    "handbag": _bag,
}
