"""Furniture of living rooms: sofas, chairs, lamps, dressers, clocks, pictures, fireplaces, plants.

Runs in the painter's process. Painted against the wall, behind the figures; which of it a room has is `furniture`'s
business.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.raster.arrays import colour

_CLOTHS = ("#b5604a", "#5f8a86", "#c9a04a", "#6f7fa8", "#8f6f9c")


def put_sofa(b: Backdrop, x: float, lamp: float) -> None:
    foot, ink = b.horizon + 0.075, str(b.rng.choice(_CLOTHS))
    lay_shapes(
        b, "#5a3f2c", [box_of(x + s * 0.19 - 0.01, foot - 0.03, x + s * 0.19 + 0.01, foot) for s in (-1, 1)], lamp
    )
    lay_shapes(b, ink, [box_of(x - 0.21, foot - 0.21, x + 0.21, foot - 0.03)], lamp, 0.86)
    for s in (-1, 1):
        lay_shapes(b, ink, [box_of(x + s * 0.105 - 0.098, foot - 0.20, x + s * 0.105 + 0.098, foot - 0.10)], lamp)
        lay_shapes(b, ink, [box_of(x + s * 0.105 - 0.10, foot - 0.115, x + s * 0.105 + 0.10, foot - 0.055)], lamp, 1.14)
        lay_shapes(
            b, ink, [box_of(x + s * 0.225 - 0.028, foot - 0.145, x + s * 0.225 + 0.028, foot - 0.025)], lamp, 0.95
        )
    pillow = [(x - 0.17, foot - 0.11), (x - 0.16, foot - 0.18), (x - 0.09, foot - 0.17), (x - 0.08, foot - 0.11)]
    lay_shapes(b, "#f0e2c4", [pillow], lamp)


def put_armchair(b: Backdrop, x: float, lamp: float) -> None:
    foot, ink = b.horizon + 0.10, str(b.rng.choice(_CLOTHS))
    x = min(max(x, 0.12), 0.88)
    back = [(x - 0.085, foot - 0.05), (x - 0.09, foot - 0.25), (x - 0.05, foot - 0.29), (x + 0.05, foot - 0.29),
            (x + 0.09, foot - 0.25), (x + 0.085, foot - 0.05)]  # fmt: skip
    lay_shapes(b, ink, [back], lamp, 0.9)
    lay_shapes(b, ink, [box_of(x - 0.08, foot - 0.12, x + 0.08, foot - 0.03)], lamp, 1.14)
    lay_shapes(
        b, ink, [box_of(x + s * 0.095 - 0.022, foot - 0.16, x + s * 0.095 + 0.022, foot - 0.02) for s in (-1, 1)], lamp
    )
    lay_shapes(
        b, "#4a3424", [box_of(x + s * 0.09 - 0.008, foot - 0.02, x + s * 0.09 + 0.008, foot) for s in (-1, 1)], lamp
    )


def put_floor_lamp(b: Backdrop, x: float, lamp: float) -> None:
    x, foot = min(max(x, 0.08), 0.92), b.horizon + 0.06
    top = max(0.14, foot - 0.52)
    lay_shapes(
        b,
        "#6a5236",
        [box_of(x - 0.005, top + 0.08, x + 0.005, foot), box_of(x - 0.035, foot - 0.008, x + 0.035, foot)],
        lamp,
    )
    shade = [(x - 0.035, top), (x + 0.035, top), (x + 0.065, top + 0.10), (x - 0.065, top + 0.10)]
    dark = b.light.lamps
    b.fill(colour("#ffe0a0") if dark else b.lit("#f3e3c4", lamp), [shade])
    if dark:
        b.glow(colour("#ffc878"), (x, top + 0.10), 0.45, 0.5)


def put_dresser(b: Backdrop, x: float, lamp: float) -> None:
    foot, ink = b.horizon + 0.06, str(b.rng.choice(("#9c6a40", "#5f8a86", "#d9cbb0", "#7a4f3c")))
    lay_shapes(b, ink, [box_of(x - 0.17, foot - 0.22, x + 0.17, foot - 0.02)], lamp)
    lay_shapes(b, ink, [box_of(x - 0.185, foot - 0.24, x + 0.185, foot - 0.215)], lamp, 1.15)
    drawers = [box_of(x + s * 0.082 - 0.072, foot - 0.205 + 0.06 * r, x + s * 0.082 + 0.072, foot - 0.155 + 0.06 * r)
               for s in (-1, 1) for r in range(3)]  # fmt: skip
    lay_shapes(b, ink, drawers, lamp, 0.84)
    lay_shapes(
        b, "#e8d08a", [box_of(d[0][0] + 0.064, d[1][1] + 0.02, d[0][0] + 0.08, d[1][1] + 0.03) for d in drawers], lamp
    )
    vase = [(x + 0.07, foot - 0.24), (x + 0.06, foot - 0.29), (x + 0.08, foot - 0.33), (x + 0.11, foot - 0.33),
            (x + 0.13, foot - 0.29), (x + 0.12, foot - 0.24)]  # fmt: skip
    lay_shapes(b, "#4f86a8", [vase], lamp)
    flowers = [(x + 0.095 + 0.05 * np.cos(a), foot - 0.375 + 0.04 * np.sin(a)) for a in np.linspace(0, 5, 6)]
    stems = [[(x + 0.092, foot - 0.33), (fx, fy), (x + 0.098, foot - 0.33)] for fx, fy in flowers]
    lay_shapes(b, "#4f8a4a", stems, lamp)
    petals = [[(fx + 0.018 * np.cos(a), fy + 0.018 * np.sin(a)) for a in np.linspace(0, 6.3, 9)] for fx, fy in flowers]
    lay_shapes(b, str(b.rng.choice(("#e8604a", "#f2c04a", "#e08fb5"))), petals, lamp)
    books = [
        box_of(x + 0.022 * i - 0.13, foot - 0.32 + 0.012 * (i % 2), x + 0.022 * i - 0.112, foot - 0.24)
        for i in range(4)
    ]
    lay_shapes(b, "#c9543c", books, lamp)


def put_clock(b: Backdrop, x: float, lamp: float) -> None:
    y = max(0.13, b.horizon - 0.40)
    aspect = b.shape[0] / b.shape[1]

    def ring(r: float) -> list[tuple[float, float]]:
        return [(x + r * float(np.cos(a)) * aspect, y + r * float(np.sin(a))) for a in np.linspace(0, 6.3, 28)]

    lay_shapes(b, "#8a5a32", [ring(0.068)], lamp)
    lay_shapes(b, "#fbf3e0", [ring(0.055)], lamp)
    hands = [
        [(x - 0.003, y), (x + 0.003, y), (x, y - 0.045)],
        [(x, y - 0.003), (x, y + 0.003), (x + 0.032 * aspect, y + 0.012)],
    ]
    lay_shapes(b, "#3a2c28", hands, lamp)


def put_gallery(b: Backdrop, x: float, lamp: float) -> None:
    """Small pictures in a loose group."""
    middle = max(0.20, b.horizon - 0.36)
    scenes = ("#8fb5c9", "#d9a05c", "#a5b87a", "#c98a9c", "#6f86b0")
    hung = (
        (-0.09, -0.06, 0.06, 0.07),
        (0.06, -0.08, 0.075, 0.05),
        (-0.05, 0.09, 0.09, 0.05),
        (0.10, 0.055, 0.05, 0.065),
    )
    for number, (dx, dy, wide, tall) in enumerate(hung):
        cx, cy, ink = x + dx, middle + dy, scenes[(number + int(b.rng.integers(5))) % 5]
        lay_shapes(
            b, "#5a4030" if number % 2 else "#c9a24a", [box_of(cx - wide, cy - tall, cx + wide, cy + tall)], lamp
        )
        lay_shapes(b, ink, [box_of(cx - wide + 0.012, cy - tall + 0.012, cx + wide - 0.012, cy + tall - 0.012)], lamp)
        hill = [(cx - wide + 0.012, cy + tall - 0.012), (cx - wide + 0.012, cy + 0.01), (cx, cy - tall * 0.3),
                (cx + wide - 0.012, cy + 0.02), (cx + wide - 0.012, cy + tall - 0.012)]  # fmt: skip
        lay_shapes(b, ink, [hill], lamp, 0.68)


def box_of(left: float, top: float, right: float, low: float) -> list[tuple[float, float]]:
    return [(left, low), (left, top), (right, top), (right, low)]


def lay_shapes(b: Backdrop, ink: str, shapes: list[list[tuple[float, float]]], lamp: float, shade: float = 1.0) -> None:
    b.fill(b.lit(ink, lamp) * np.float32(shade), shapes)


def put_picture(b: Backdrop, x: float, lamp: float) -> None:
    middle = max(0.18, b.horizon - 0.36)
    lay_shapes(b, "#c9a24a", [box_of(x - 0.12, middle - 0.11, x + 0.12, middle + 0.11)], lamp)
    lay_shapes(b, "#bcd9e6", [box_of(x - 0.10, middle - 0.085, x + 0.10, middle + 0.085)], lamp)
    lay_shapes(
        b,
        "#6f9a5c",
        [
            [
                (x - 0.10, middle + 0.085),
                (x - 0.10, middle + 0.03),
                (x - 0.03, middle - 0.03),
                (x + 0.04, middle + 0.03),
                (x + 0.10, middle),
                (x + 0.10, middle + 0.085),
            ]
        ],
        lamp,
    )


def put_fireplace(b: Backdrop, x: float, lamp: float) -> None:
    foot = b.horizon + 0.02
    lay_shapes(b, "#8f5a48", [box_of(x - 0.17, foot - 0.34, x + 0.17, foot)], lamp)
    lay_shapes(b, "#5a3626", [box_of(x - 0.19, foot - 0.36, x + 0.19, foot - 0.325)], lamp)
    lay_shapes(b, "#1d1716", [box_of(x - 0.11, foot - 0.22, x + 0.11, foot)], lamp)
    flames = [
        [(x + s - 0.035, foot - 0.01), (x + s, foot - tall), (x + s + 0.035, foot - 0.01)]
        for s, tall in ((-0.045, 0.10), (0.0, 0.15), (0.05, 0.09))
    ]
    fire = b.polygons(flames, 1.4 * b.unit)
    b.lay(colour("#ff8a2c"), np.clip(fire * 0.95 + b.soft(fire, 22 * b.unit) * 0.9, 0, 1))
    inner = [[(px * 0.6 + (x + s) * 0.4, py + 0.012) for px, py in f]
             for f, s in zip(flames, (-0.045, 0.0, 0.05), strict=True)]  # fmt: skip
    b.fill(colour("#ffe28a"), inner, soften_px=b.unit)


def put_plant(b: Backdrop, x: float, lamp: float) -> None:
    foot = b.horizon + 0.07
    lay_shapes(
        b, "#b5653f", [[(x - 0.045, foot - 0.10), (x + 0.045, foot - 0.10), (x + 0.032, foot), (x - 0.032, foot)]], lamp
    )
    for i, angle in enumerate(np.linspace(-1.2, 1.2, 7)):
        long = 0.22 + 0.05 * (i % 2)
        tip = (x + float(np.sin(angle)) * long * 0.62, foot - 0.10 - float(np.cos(angle)) * long)
        middle = ((x + tip[0]) / 2, (foot - 0.10 + tip[1]) / 2 - 0.02)
        leaf = [(x, foot - 0.09), (middle[0] - 0.022, middle[1]), tip, (middle[0] + 0.022, middle[1])]
        lay_shapes(b, "#3f8a4a" if i % 2 else "#56a35a", [leaf], lamp)
