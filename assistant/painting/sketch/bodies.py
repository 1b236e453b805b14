"""Bodies for glyphs that are only a head: a sitting animal, and a small standing person with movable arms.

Runs in the painter's process. Draws with plain shapes, in the glyphs' own flat manner, at a few times their size;
where the figure stands is not its business.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from assistant.painting.sketch.fields import Field, colour, resized

_SCALE = 2
"""Shapes are drawn at this many times their size and reduced, which smooths their edges."""
_HEAD = 150
"""Width of the head in the drawing, pixels."""


@dataclass(frozen=True, slots=True)
class Coat:
    """Colours of a body, as "#rrggbb"."""

    coat: str
    belly: str
    paws: str
    tip: str
    tail: str = "none"
    """bushy, ringed, tuft, stub, none."""
    limbs: str | None = None


class _Pad:
    """A transparent sheet to draw smooth shapes on; coordinates in head widths from the middle of the top."""

    def __init__(self, width: float, height: float) -> None:
        self._size = (round(width * _HEAD), round(height * _HEAD))
        self.image = Image.new("RGBA", (self._size[0] * _SCALE, self._size[1] * _SCALE), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)
        self._middle = width / 2

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (x + self._middle) * _HEAD * _SCALE, y * _HEAD * _SCALE

    def oval(self, x: float, y: float, rx: float, ry: float, ink: str, shade: float = 1.0) -> None:
        left, top = self._at(x - rx, y - ry)
        right, bottom = self._at(x + rx, y + ry)
        self._draw.ellipse((left, top, right, bottom), fill=_ink(ink, shade))

    def limb(self, points: list[tuple[float, float]], width: float, ink: str, shade: float = 1.0) -> None:
        """A rounded line through the points."""
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(2, int(math.hypot(x1 - x0, y1 - y0) / width * 10))
            for i in range(steps + 1):
                self.oval(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps, width / 2, width / 2, ink, shade)

    def hull(self, points: list[tuple[float, float]], ink: str, shade: float = 1.0) -> None:
        """A filled outline."""
        self._draw.polygon([self._at(*point) for point in points], fill=_ink(ink, shade))

    def figure(self) -> Field:
        reduced = self.image.resize(self._size, Image.Resampling.BOX)
        pixels = np.asarray(reduced, dtype=np.float32) / 255
        return np.concatenate([pixels[..., :3] * pixels[..., 3:], pixels[..., 3:]], axis=-1)


def _ink(text: str, shade: float) -> tuple[int, int, int, int]:
    red, green, blue = (int(min(255, part * 255 * shade)) for part in colour(text))
    return red, green, blue, 255


def seated(head: Field, coat: Coat) -> Field:
    """A sitting animal, seen from the front, with this head."""
    pad = _Pad(1.9, 1.78)
    limbs = coat.limbs or coat.coat
    _tail(pad, coat)
    for side in (-1, 1):
        pad.oval(side * 0.33, 1.37, 0.23, 0.29, limbs, 0.88)
        pad.oval(side * 0.37, 1.63, 0.20, 0.10, coat.paws, 0.95)
    pad.oval(0, 1.14, 0.385, 0.56, coat.coat, 0.82)
    pad.oval(0, 1.13, 0.37, 0.55, coat.coat)
    pad.oval(0, 1.05, 0.215, 0.42, coat.belly)
    for side in (-1, 1):
        pad.limb([(side * 0.165, 1.12), (side * 0.15, 1.58)], 0.205, limbs, 0.80)
        pad.limb([(side * 0.155, 1.10), (side * 0.14, 1.58)], 0.19, limbs)
        pad.limb([(side * 0.14, 1.48), (side * 0.14, 1.58)], 0.19, coat.paws)
        pad.oval(side * 0.155, 1.65, 0.135, 0.09, coat.paws)
        for toe in (-0.04, 0.04):
            pad.limb([(side * 0.155 + toe, 1.65), (side * 0.155 + toe, 1.70)], 0.015, coat.paws, 0.7)
    return _topped(pad, head, at=0.02)


def _tail(pad: _Pad, coat: Coat) -> None:
    if coat.tail == "stub":
        pad.oval(0.42, 1.47, 0.12, 0.11, coat.tip)
        return
    if coat.tail == "none":
        return
    steps = 46
    for i in range(steps + 1):
        t = i / steps
        x = 0.28 + 0.52 * math.sin(t * 1.9) * (1 - 0.15 * t)
        y = 1.58 - 0.78 * t**1.25
        if coat.tail == "tuft":
            pad.oval(x, y, 0.05, 0.05, coat.coat, 0.92)
            continue
        radius = 0.055 + 0.13 * math.sin(math.pi * min(1.0, t * 0.93 + 0.04)) ** 0.8
        dark = (coat.tail == "ringed" and int(t * 9) % 2 == 1) or t > 0.74
        pad.oval(x, y, radius, radius, coat.tip if dark else coat.coat, 1.0 if dark else 0.93)
    if coat.tail == "tuft":
        pad.oval(0.75, 0.78, 0.10, 0.13, coat.tip)


def standing(head: Field, coat: Coat, *, arms: float = 0.0, stride: float = 0.0, boxy: bool = False) -> Field:
    """A small standing person with this head.

    Args:
        head: Premultiplied.
        coat: `coat` is the shirt, `belly` a mark on it, `limbs` the trousers, `paws` the shoes, `tip` the hands.
        arms: 0 hanging, 1 thrown up.
        stride: −1 … 1, how far the legs are apart, as in a dance.
        boxy: Square shoulders, for machines.
    """
    pad = _Pad(2.2, 2.0)
    trousers = coat.limbs or coat.paws
    for side in (-1, 1):
        lift = max(0.0, stride * side) * 0.22
        knee = (side * (0.17 + 0.16 * abs(stride)), 1.52 - lift * 0.4)
        foot = (side * (0.17 + 0.10 * abs(stride)), 1.80 - lift)
        pad.limb([(side * 0.14, 1.28), knee, foot], 0.21, trousers, 0.9 if side < 0 else 1.0)
        pad.oval(foot[0] + side * 0.05, foot[1] + 0.08, 0.17, 0.09, coat.paws, 0.8)
    for side in (-1, 1):
        swing = arms if side > 0 else arms * 0.75
        angle = math.radians(62 - 118 * swing)
        elbow = (side * (0.31 + 0.24 * math.cos(angle)), 1.0 + 0.24 * math.sin(angle))
        lower = angle - math.radians(10 + 30 * arms)
        hand = (elbow[0] + side * 0.24 * math.cos(lower), elbow[1] + 0.24 * math.sin(lower))
        pad.limb([(side * 0.27, 0.98), elbow, hand], 0.16, coat.coat, 0.86)
        pad.oval(hand[0], hand[1], 0.10, 0.10, coat.tip)
    if boxy:
        pad.hull([(-0.38, 0.86), (0.38, 0.86), (0.30, 1.34), (-0.30, 1.34)], coat.coat)
        pad.hull([(-0.30, 1.26), (0.30, 1.26), (0.28, 1.36), (-0.28, 1.36)], coat.limbs or coat.paws, 0.8)
        pad.oval(0, 1.06, 0.12, 0.12, coat.coat, 0.6)
        pad.oval(0, 1.06, 0.085, 0.085, coat.belly)
    else:
        pad.oval(0, 1.0, 0.33, 0.20, coat.coat)
        pad.hull([(-0.33, 1.0), (0.33, 1.0), (0.28, 1.36), (-0.28, 1.36)], coat.coat)
        pad.oval(0, 1.34, 0.28, 0.07, coat.coat, 0.88)
        pad.limb([(-0.06, 0.86), (0, 0.92), (0.06, 0.86)], 0.05, coat.belly)
    return _topped(pad, head, at=0.0, wide=0.94)


def _topped(pad: _Pad, head: Field, at: float, wide: float = 1.0) -> Field:
    body = pad.figure()
    height, width = body.shape[:2]
    head_width = round(_HEAD * wide)
    big = np.clip(resized(head, head_width, round(head.shape[0] * head_width / head.shape[1])), 0.0, 1.0)
    top, left = round(at * _HEAD), (width - head_width) // 2
    spot = body[top : top + big.shape[0], left : left + head_width]
    big = big[: spot.shape[0]]
    # A soft shadow under the chin sets the head off from the chest.
    chin = body[top + 10 : top + 10 + big.shape[0], left : left + head_width]
    chin[..., :3] *= 1.0 - 0.28 * big[: chin.shape[0], :, 3:]
    body[top : top + big.shape[0], left : left + head_width] = big + spot * (1.0 - big[..., 3:])
    return trimmed(np.clip(body[:height], 0.0, 1.0))


def trimmed(figure: Field) -> Field:
    """The figure without empty margins."""
    solid = figure[..., 3] > 0.02
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    if not len(rows):
        return figure
    return figure[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def recoloured(coat: Coat, to: str) -> Coat:
    """The coat in another colour: paws darker, belly lighter."""
    main = colour(to)
    dark, pale = main * 0.6, main + (1 - main) * 0.55
    return Coat(to, _text(pale), _text(dark), _text(pale), coat.tail, coat.limbs and _text(dark))


def _text(parts: Field) -> str:
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in parts)
