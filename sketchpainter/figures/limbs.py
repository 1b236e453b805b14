"""Legs, shoes, wheels and tails of a drawn body.

Runs in the painter's process; `puppet` calls it with the joints of its pose.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sketchpainter.figures.figure_parts import Dress
from sketchpainter.figures.posture import Bones, Build, add
from sketchpainter.raster.shapes import Pad, Spot2


def paint_legs(pad: Pad, bones: Bones, dress: Dress, build: Build, wheels: str) -> None:
    """Both legs, with what is under the feet."""
    width = build.leg_width
    bare = dress.size("skirt") > 0
    for name, sign in (("left", -1.0), ("right", 1.0)):
        hip, knee, foot = bones.hips[name], bones.knees[name], bones.feet[name]
        ink, shade = dress.ink("bottom", "top"), 0.90 if sign < 0 else 1.0
        pad.limb([hip, knee, foot], [width * 1.12, width, width * 0.80], ink, form=0.09, shade=shade, lift=0.03)
        if dress.has("thighs"):
            pad.limb([hip, knee], [width * 1.16, width * 1.02], dress.ink("thighs"), form=0.09, shade=shade)
        if dress.has("pads"):
            pad.oval(knee, width * 0.56, width * 0.50, dress.ink("pads"), form=0.08, shade=shade, lift=0.03)
        if not bare:
            boot = add(foot, ((knee[0] - foot[0]) * 0.42, (knee[1] - foot[1]) * 0.42))
            if build.head < 0.9:
                pad.limb([boot, foot], [width * 0.94, width * 0.88], dress.ink("shoes"), form=0.08, shade=shade)
        toe = add(foot, (sign * 0.075 * (1 if wheels == "" else 0.6), 0.045))
        pad.oval(toe, 0.155, 0.088, dress.ink("shoes"), form=0.06, shade=shade, lift=0.03)
        if wheels:
            _wheels(pad, toe, wheels)


def _wheels(pad: Pad, foot: Spot2, kind: str) -> None:
    x, y = foot
    if kind == "roller":
        pad.limb([(x - 0.15, y + 0.075), (x + 0.15, y + 0.075)], [0.05, 0.05], "#5b6470", form=0.02)
        for at in (-0.12, 0.12):
            pad.oval((x + at, y + 0.13), 0.072, 0.072, "#e8b330", form=0.03)
            pad.oval((x + at, y + 0.13), 0.028, 0.028, "#7a5a18", form=0.0, lift=0.0)
    elif kind == "ice":
        pad.limb([(x - 0.17, y + 0.11), (x + 0.19, y + 0.11)], [0.035, 0.035], "#d5dde6", form=0.01)
        for at in (-0.1, 0.1):
            pad.limb([(x + at, y + 0.04), (x + at, y + 0.11)], [0.03, 0.03], "#9aa6b3", form=0.01)
    else:
        pad.limb([(x - 0.62, y + 0.10), (x + 0.55, y + 0.10), (x + 0.70, y + 0.0)], [0.06, 0.06, 0.03], "#c8323c")


def paint_tail(pad: Pad, tail: Mapping[str, str]) -> None:
    """A tail behind the body: bushy, ringed, tuft, stub."""
    kind, ink, tip = tail.get("tail", "none"), tail.get("coat", "#999999"), tail.get("tip", "#777777")
    if kind == "none":
        return
    if kind == "stub":
        pad.oval((0.30, 0.06), 0.11, 0.10, tip, form=0.05)
        return
    t = np.linspace(0, 1, 9)
    x, y = 0.12 + 0.62 * np.sin(t * 1.9) * (1 - 0.15 * t), 0.18 - 0.74 * t**1.25
    wide = 0.11 + 0.26 * np.sin(np.pi * np.minimum(1, t * 0.93 + 0.04)) ** 0.8 if kind != "tuft" else 0.09 + 0 * t
    spots = [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
    pad.limb(spots, [float(w) for w in wide], ink, form=0.09)
    if kind == "tuft":
        pad.oval(spots[-1], 0.10, 0.12, tip, form=0.05)
    else:
        pad.limb(spots[-3:], [float(w) for w in wide[-3:]], tip, form=0.09, lift=0.0)
        if kind == "ringed":
            for i in (2, 4):
                pad.limb(spots[i : i + 2], [float(w) for w in wide[i : i + 2]], tip, form=0.09, lift=0.0)
