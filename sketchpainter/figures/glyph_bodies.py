"""Draws bodies for animals whose glyph is only a head: sitting, on four legs, curled up asleep.

Lengths are in head widths. `layout` decides where the figure stands.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.figures.figure_parts import Head, Outfit, PosedBody
from sketchpainter.raster.shapes import Pad, Spot2, margins


def seated(head: Head, coat: Outfit, height_px: float) -> PosedBody:
    """Draws a sitting animal, seen from the front."""
    pad = Pad((-1.15, -0.15, 1.25, 1.95), height_px / 1.75)
    fur, limbs, paws = coat.ink("top"), coat.ink("bottom", "top"), coat.ink("shoes")
    _tail(pad, coat, (0.26, 1.56), rise=0.80)
    for side in (-1, 1):
        pad.oval((side * 0.33, 1.37), 0.23, 0.29, limbs, form=0.12, shade=0.92)
        pad.oval((side * 0.37, 1.63), 0.20, 0.10, paws, form=0.06)
    pad.oval((0, 1.13), 0.385, 0.56, fur, form=0.18)
    pad.oval((0, 1.05), 0.215, 0.42, coat.ink("belly"), form=0.10, lift=0.0)
    for side in (-1, 1):
        pad.limb([(side * 0.17, 1.10), (side * 0.15, 1.56)], [0.21, 0.19], limbs, form=0.07)
        pad.oval((side * 0.155, 1.64), 0.14, 0.095, paws, form=0.06)
        for toe in (-0.04, 0.04):
            pad.limb([(side * 0.155 + toe, 1.65), (side * 0.155 + toe, 1.70)], [0.015] * 2, paws, shade=0.7, form=0)
    if coat.has("wool"):
        _wool(pad, coat.ink("wool"))
    _put_head(pad, head, (0.0, 0.86), 1.0)
    if coat.has("wool"):
        for x, y in ((-0.20, 0.10), (0.0, 0.03), (0.20, 0.10), (-0.10, 0.17), (0.10, 0.17)):
            pad.oval((x, y), 0.14, 0.12, coat.ink("wool"), form=0.07, lift=0.02)
    points = {"right": (0.42, 1.10), "left": (-0.42, 1.10), "feet": (0.0, 1.72), "seat": (0.0, 1.55), "neck": (0, 0.94)}
    return _cut(pad, points, head, (0.0, 0.86), 1.0)


def _wool(pad: Pad, ink: str) -> None:
    """Paints fleece over a sitting body, and a hood of it behind the head."""
    t = np.linspace(0, 2 * np.pi, 15, endpoint=False)
    for angle in t:
        pad.oval(
            (0.50 * float(np.sin(angle)), 0.48 - 0.50 * float(np.cos(angle))), 0.17, 0.17, ink, form=0.08, lift=0.03
        )
    for row, (y, wide) in enumerate(((1.46, 0.42), (1.26, 0.46), (1.08, 0.42), (0.94, 0.34))):
        for place in range(5 + row % 2):
            x = wide * (-1 + 2 * place / (4 + row % 2))
            pad.oval((x, y), 0.155, 0.145, ink, form=0.08, lift=0.03)


def striding(head: Head, coat: Outfit, height_px: float, *, gallop: float) -> PosedBody:
    """Draws an animal on four legs that goes to the left; `gallop` is 0 for a walk and 1 for a leap."""
    pad = Pad((-1.25, -0.25, 2.35, 1.95), height_px / 1.60)
    fur = coat.ink("top")
    lift = 0.12 * gallop
    _tail(pad, coat, (1.15, 1.0 - lift), rise=0.45, reach=1.2)
    reach = 0.16 + 0.34 * gallop
    for x, step, shade in ((0.02, -reach, 0.78), (1.02, reach * 0.9, 0.78)):
        _leg(pad, (x + 0.10, 1.02), step, coat, shade, gallop)
    body = [(-0.20, 0.74), (0.30, 0.62), (0.95, 0.64 - lift), (1.28, 0.84 - lift), (1.20, 1.10), (0.62, 1.10)]
    pad.hull([*body, (0.0, 1.16), (-0.26, 1.0)], fur, form=0.20)
    pad.hull([(-0.12, 1.04), (0.5, 0.98), (0.95, 1.0), (0.5, 1.10), (0.0, 1.15)], coat.ink("belly"), lift=0.0)
    if coat.has("stripes"):
        for x in np.linspace(0.02, 1.12, 9):
            line = [(float(x), 0.69 - lift * 0.6), (float(x) + 0.05, 0.86), (float(x) - 0.01, 1.02)]
            pad.limb(line, [0.02, 0.065, 0.02], coat.ink("stripes"), form=0.0, lift=0.0)
    for x, step in ((-0.06, reach), (1.06, -reach * 0.9)):
        _leg(pad, (x, 1.04), -step, coat, 1.0, gallop)
    _put_head(pad, head, (-0.28, 0.98), 0.98)
    points = {"right": (0.1, 1.3), "left": (-0.4, 1.3), "feet": (0.5, 1.72), "seat": (0.62, 0.74)}
    return _cut(pad, points, head, (-0.28, 0.98), 0.98)


def curled(head: Head, coat: Outfit, height_px: float) -> PosedBody:
    """Draws a sleeping animal with the head on its paws."""
    pad = Pad((-1.0, -0.1, 1.75, 1.45), height_px / 1.75)
    fur, paws = coat.ink("top"), coat.ink("shoes")
    hump = [(-0.35, 1.18), (-0.30, 0.72), (0.10, 0.46), (0.68, 0.40), (1.18, 0.62), (1.34, 1.02), (1.16, 1.24)]
    pad.hull([*hump, (0.3, 1.28)], fur, form=0.24)
    pad.oval((0.95, 1.02), 0.34, 0.26, fur, form=0.14, shade=0.95)
    for x in (-0.52, -0.16):
        pad.oval((x, 1.20), 0.20, 0.10, paws, form=0.06)
    _tail(pad, coat, (1.30, 1.10), rise=-0.10, reach=-1.05)
    _put_head(pad, head, (-0.22, 1.20), 0.98, turn=-7)
    return _cut(pad, {"feet": (0.4, 1.27), "right": (0.1, 1.2), "left": (-0.5, 1.2), "seat": (0.6, 0.5)}, head,
                (-0.22, 1.20), 0.98)  # fmt: skip


def _leg(pad: Pad, hip: Spot2, step: float, coat: Outfit, shade: float, gallop: float) -> None:
    ink, paws = coat.ink("bottom", "top"), coat.ink("shoes")
    knee = (hip[0] + step * 0.55, hip[1] + 0.30)
    foot = (hip[0] + step * (1.0 + 0.35 * gallop), hip[1] + 0.62 - 0.08 * gallop)
    pad.limb([hip, knee, foot], [0.30, 0.20, 0.16], ink, form=0.08, shade=shade)
    pad.oval((foot[0] - 0.04, foot[1] + 0.04), 0.125, 0.085, paws, form=0.05, shade=shade)


def _tail(pad: Pad, coat: Outfit, root: Spot2, *, rise: float, reach: float = 1.0) -> None:
    kind, ink, tip = coat.text("tail"), coat.ink("top"), coat.ink("tip", "shoes")
    if kind == "stub":
        pad.oval((root[0] + 0.14 * np.sign(reach), root[1] - 0.08), 0.12, 0.11, tip, form=0.06)
    if kind in ("", "none", "stub"):
        return
    t = np.linspace(0, 1, 10)
    x = root[0] + 0.56 * reach * np.sin(t * 1.9) * (1 - 0.15 * t)
    y = root[1] - rise * t**1.25
    wide = 0.11 + 0.27 * np.sin(np.pi * np.minimum(1, t * 0.93 + 0.04)) ** 0.8 if kind != "tuft" else 0.09 + 0 * t
    spots = [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
    widths = [float(w) for w in wide]
    pad.limb(spots, widths, ink, form=0.09)
    if kind == "tuft":
        pad.oval(spots[-1], 0.11, 0.13, tip, form=0.05)
    elif kind != "long":
        pad.limb(spots[-3:], widths[-3:], tip, form=0.09, lift=0.0)
    if kind == "ringed":
        for i in (1, 3, 5):
            pad.limb(spots[i : i + 2], widths[i : i + 2], tip, form=0.09, lift=0.0)


def _put_head(pad: Pad, head: Head, chin: Spot2, wide: float, turn: float = 0.0) -> None:
    tall = wide / max(head.span, 0.6) * 0.95 * head.pixels.shape[0] / head.pixels.shape[1]
    pad.stamp(head.pixels, chin, tall, grip=(0.5, 0.95), turn=turn)


def _cut(pad: Pad, points: dict[str, Spot2], head: Head, chin: Spot2, wide: float) -> PosedBody:
    across = wide / max(head.span, 0.6) * 0.95
    tall = across * head.pixels.shape[0] / head.pixels.shape[1]
    for name, part in (("head", head.crown), ("eyes", head.eyes), ("mouth", (head.eyes[0], head.eyes[1] + 0.25))):
        points[name] = (chin[0] + (part[0] - 0.5) * across, chin[1] + (part[1] - 0.95) * tall)
    rows, columns = margins(pad.pixels)
    height, width = rows.stop - rows.start, columns.stop - columns.start
    parts = {}
    for name, spot in points.items():
        x, y = pad.px(spot)
        parts[name] = ((x - columns.start) / width, (y - rows.start) / height)
    return PosedBody(pad.pixels[rows, columns].copy(), parts, across * head.span * pad.unit / width)
