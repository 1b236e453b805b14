"""Paints clothes on a drawn body: the trunk with its marks, belts, skirts and capes.

`skeleton_figure` passes the joints of its pose.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sketchpainter.figures.figure_parts import Outfit
from sketchpainter.figures.posture import Build, Joints
from sketchpainter.raster.shapes import Pad, Spot2


def paint_behind(pad: Pad, joints: Joints, outfit: Outfit, build: Build) -> None:
    """Paints the cape, which hangs behind the body."""
    if not outfit.has("cape"):
        return
    frame = _Frame(joints, build)
    low, wide = -2 * build.leg + 0.10, build.shoulder
    outline = [(-wide * 0.95, 1.02), (wide * 0.95, 1.02), (wide * 1.55, 0.3), (wide * 2.1, low / build.trunk * 0.8)]
    outline += [(wide * 1.2, low / build.trunk * 0.92), (0.0, low / build.trunk * 0.84)]
    outline += [(-wide * 1.3, low / build.trunk * 0.95), (-wide * 1.9, low / build.trunk * 0.78), (-wide * 1.5, 0.3)]
    pad.hull([frame.at(*spot) for spot in outline], outfit.ink("cape"), form=0.16, lift=0.0)
    for x in (-1.05, -0.4, 0.45, 1.15):
        fold = [frame.at(x * wide * 0.8, 0.6), frame.at(x * wide * 1.35, low / build.trunk * 0.82)]
        pad.limb(fold, [0.02, 0.10], outfit.ink("cape"), shade=0.70, form=0.0, lift=0.0)


def paint_trunk(pad: Pad, joints: Joints, outfit: Outfit, build: Build) -> None:
    """Paints the trunk, from the shoulders to the hips, and the clothes on it."""
    frame = _Frame(joints, build)
    wide, hip = build.shoulder + build.arm_width * 0.32, build.hip + build.leg_width * 0.26
    waist = min(wide, hip) * (0.92 if build.shoulder < 0.4 else 0.98)
    outline = [(-wide * 0.72, 1.0), (0.0, 1.04), (wide * 0.72, 1.0), (wide, 0.84), (waist, 0.38), (hip, 0.02)]
    outline += [(hip * 0.6, -0.10), (0, -0.12), (-hip * 0.6, -0.10), (-hip, 0.02), (-waist, 0.38), (-wide, 0.84)]
    pad.hull([frame.at(*spot) for spot in outline], outfit.ink("top"), form=0.16)
    if outfit.has("belly"):
        pad.oval(frame.at(0, 0.44), wide * 0.62, build.trunk * 0.40, outfit.ink("belly"), form=0.10, lift=0.0)
    if outfit.has("vest"):
        for side in (-1, 1):
            panel = [(side * wide * 0.72, 1.0), (side * wide, 0.84), (side * waist, 0.36), (side * hip * 0.96, 0.06)]
            panel += [(side * hip * 0.45, 0.06), (side * wide * 0.30, 0.95)]
            pad.hull([frame.at(*spot) for spot in panel], outfit.ink("vest"), form=0.06, lift=0.03, sharp=True)
    _waist(pad, frame, outfit, waist, hip)
    if outfit.size("skirt"):
        _skirt(pad, frame, outfit, build, waist, hip)
    if outfit.has("belt"):
        band = [(-waist * 0.99, 0.30), (waist * 0.99, 0.30), (hip, 0.14), (-hip, 0.14)]
        pad.hull([frame.at(*spot) for spot in band], outfit.ink("belt"), form=0.04, lift=0.02, sharp=True)
        pad.oval(frame.at(0, 0.22), 0.075, 0.065, "#e9c65a", form=0.03, lift=0.02)
    mark = _MARKS.get(outfit.text("mark"))
    if mark is not None:
        mark(pad, frame, build)


def _waist(pad: Pad, frame: _Frame, outfit: Outfit, waist: float, hip: float) -> None:
    match outfit.text("waist"):
        case "stripes":
            for i in range(7):
                ink = "#c5262f" if i % 2 == 0 else "#f4f1ec"
                x0, x1 = (-1 + 2 * i / 7) * waist * 0.97, (-1 + 2 * (i + 1) / 7) * waist * 0.97
                band = [(x0, 0.52), (x1, 0.52), (x1 * hip / waist, 0.18), (x0 * hip / waist, 0.18)]
                pad.hull([frame.at(*spot) for spot in band], ink, form=0.03, lift=0.0, sharp=True)
        case "plates":
            for y in (0.50, 0.36, 0.22):
                line = [frame.at(-waist * 0.8, y), frame.at(0, y - 0.05), frame.at(waist * 0.8, y)]
                pad.limb(line, [0.022, 0.022, 0.022], outfit.ink("top"), shade=0.55, form=0.0, lift=0.0)


def _skirt(pad: Pad, frame: _Frame, outfit: Outfit, build: Build, waist: float, hip: float) -> None:
    long = outfit.size("skirt")
    low = -(2 * build.leg + 0.02) * long / build.trunk
    flare = hip * (1.5 + 0.9 * long)
    outline = [(-waist, 0.34), (waist, 0.34), (flare * 0.8, low * 0.45), (flare, low), (flare * 0.35, low * 1.04)]
    outline += [(-flare * 0.35, low * 1.04), (-flare, low), (-flare * 0.8, low * 0.45)]
    ink = outfit.ink("skirt_ink", "bottom", "top")
    pad.hull([frame.at(*spot) for spot in outline], ink, form=0.16, lift=0.05)
    for x in (-0.5, 0.0, 0.5):
        fold = [frame.at(x * waist, 0.1), frame.at(x * flare * 1.1, low * 0.96)]
        pad.limb(fold, [0.01, 0.07], ink, shade=0.78, form=0.0, lift=0.0)


def _star_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    size = build.shoulder * 0.42
    pad.hull(star(frame.at(0, 0.72), size * 1.05), "#f6f4ef", form=0.03, lift=0.0, sharp=True)


def _arc_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    size = build.shoulder * 0.42
    pad.oval(frame.at(0, 0.72), size * 0.62, size * 0.62, "#7fe3ff", form=0.0)
    pad.oval(frame.at(0, 0.72), size * 0.42, size * 0.42, "#eefcff", form=0.0, lift=0.0)
    for side in (-1, 1):
        plate = [(side * build.shoulder * 0.30, 0.92), (side * build.shoulder * 0.95, 0.88)]
        plate += [(side * build.shoulder * 0.78, 0.62), (side * build.shoulder * 0.40, 0.60)]
        pad.limb([frame.at(*spot) for spot in plate], [0.022] * 4, "#e0b030", form=0.0, lift=0.0)


def _discs_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    size = build.shoulder * 0.42
    for x, y in ((-0.5, 0.84), (0.5, 0.84), (-0.44, 0.60), (0.44, 0.60), (-0.34, 0.40), (0.34, 0.40)):
        pad.oval(frame.at(x * build.shoulder, y), size * 0.40, size * 0.40, "#c3ccd6", form=0.07)
        pad.oval(frame.at(x * build.shoulder, y), size * 0.14, size * 0.14, "#8a95a3", form=0.02, lift=0.0)
    for side in (-1, 1):
        pad.oval(frame.at(side * build.shoulder * 0.92, 0.98), 0.13, 0.11, "#b3202c", form=0.06)


def _bat_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    size = build.shoulder * 0.42
    wing = [(-1.3, 0.0), (-0.55, 0.28), (-0.28, 0.10), (0, 0.26), (0.28, 0.10), (0.55, 0.28), (1.3, 0.0)]
    wing += [(0.62, -0.12), (0.30, -0.30), (0, -0.18), (-0.30, -0.30), (-0.62, -0.12)]
    pad.hull([frame.at(x * size, 0.74 + y * size * 1.4) for x, y in wing], "#17181f", form=0, lift=0, sharp=True)


def _spider_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    size = build.shoulder * 0.42
    pad.oval(frame.at(0, 0.72), size * 0.22, size * 0.32, "#17181f", form=0.02, lift=0.0)
    for side in (-1, 1):
        for bend in (-0.9, -0.3, 0.3, 0.9):
            leg = [
                (0, 0.72),
                (side * size * 0.6, 0.72 + bend * size),
                (side * size * 0.8, 0.72 + bend * 1.6 * size),
            ]
            pad.limb([frame.at(*spot) for spot in leg], [0.025] * 3, "#17181f", form=0.0, lift=0.0)


def _shield_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    size = build.shoulder * 0.42
    gem = [(-1, 0.75), (1, 0.75), (0.95, 0.2), (0, -0.95), (-0.95, 0.2)]
    pad.hull([frame.at(x * size, 0.70 + y * size * 1.2) for x, y in gem], "#c3212b", form=0.03, lift=0, sharp=True)
    pad.hull([frame.at(x * size * 0.7, 0.71 + y * size * 0.82) for x, y in gem], "#f0c638", form=0, lift=0, sharp=True)


def _cross_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    size = build.shoulder * 0.42
    pad.limb([frame.at(0, 0.88), frame.at(0, 0.46)], [0.09, 0.09], "#b3202c", form=0.0, lift=0.0)
    pad.limb([frame.at(-size * 0.9, 0.74), frame.at(size * 0.9, 0.74)], [0.09, 0.09], "#b3202c", form=0.0, lift=0.0)


def _panel_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    corners = [(-0.55, 0.74), (0.55, 0.74), (0.55, 0.46), (-0.55, 0.46)]
    pad.hull([frame.at(x * build.shoulder, y) for x, y in corners], "#c2c9d2", form=0.04, sharp=True)
    for x, ink in ((-0.3, "#d8433f"), (0.0, "#3fa15a"), (0.3, "#3f78c9")):
        pad.oval(frame.at(x * build.shoulder, 0.60), 0.035, 0.035, ink, form=0.01, lift=0.0)


def _buttons_mark(pad: Pad, frame: _Frame, _build: Build) -> None:
    for y in (0.80, 0.60, 0.40):
        pad.oval(frame.at(0, y), 0.032, 0.032, "#4b4a52", form=0.01, lift=0.0)


def _moon_mark(pad: Pad, frame: _Frame, build: Build) -> None:
    for x, y in ((-0.4, 0.78), (0.36, 0.62), (-0.2, 0.46)):
        pad.hull(star(frame.at(x * build.shoulder, y), 0.055), "#f3d45c", form=0.0, lift=0.0, sharp=True)


def star(at: Spot2, radius: float) -> list[Spot2]:
    """Returns the outline of a five-pointed star."""
    spots = []
    for i in range(10):
        angle, long = np.pi * i / 5, radius * (1.0 if i % 2 == 0 else 0.42)
        spots.append((at[0] + float(np.sin(angle)) * long, at[1] - float(np.cos(angle)) * long))
    return spots


class _Frame:
    """Converts places on the trunk to places on the pad: x in head widths from its middle, y 0 at the hips, 1 at the
    neck.
    """

    def __init__(self, joints: Joints, build: Build) -> None:
        self._up, self._long = joints.up, build.trunk

    def at(self, x: float, y: float) -> Spot2:
        up = self._up
        return -up[1] * x + up[0] * y * self._long, up[0] * x + up[1] * y * self._long


_MARKS: dict[str, Callable[[Pad, _Frame, Build], None]] = {
    "star": _star_mark,
    "arc": _arc_mark,
    "discs": _discs_mark,
    "bat": _bat_mark,
    "spider": _spider_mark,
    "shield": _shield_mark,
    "cross": _cross_mark,
    "panel": _panel_mark,
    "buttons": _buttons_mark,
    "moon": _moon_mark,
}
"""The painters of the marks on a chest, by their names in sketchpainter/data/outfits.toml."""
