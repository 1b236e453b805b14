"""Drawings of small things that no glyph shows, or not as they are meant: a broad hat, a bowl, a starfish on the sand.

Runs in the painter's process. `things_drawn` chooses them by name. Each is drawn on a pad two units to either side of
its middle, from 0 at its top to the height that its row says.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sketchpainter.raster.shapes import Pad, Spot2


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
    """Seen from above and before: flat on the ground, with round arms."""
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


SMALL: dict[str, tuple[Callable[[Pad, str], None], float, str]] = {
    "woman’s hat": (_cowboy_hat, 1.24, "#b9854c"),
    "bowl": (_bowl, 1.03, "#4f86a8"),
    "vase": (_vase, 1.54, "#3f7f9c"),
    "starfish": (_starfish, 1.0, "#ef7f45"),
}
"""How each is drawn, its height in the drawing's units, and its usual colour."""
