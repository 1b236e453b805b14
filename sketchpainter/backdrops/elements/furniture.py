"""Paints furniture against the wall of a room, behind the figures: shelves, sofas, a kitchen's counter, a bed, a
fireplace."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.raster.arrays import blurred, colour, mix

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
    """Paints small pictures in a loose group."""
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
    b.lay(colour("#ff8a2c"), np.clip(fire * 0.95 + blurred(fire, 22 * b.unit) * 0.9, 0, 1))
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


def furnish(b: Backdrop, context: BackdropContext, lamp: float) -> None:
    """Paints the furniture that the room's name asks for; a picture and a plant if it asks for nothing."""
    away = 0.5 - b.light.side * 0.28
    for words, draw in _KINDS:
        if context.mentions(*words):
            draw(b, away, lamp)
            return
    corner = 0.06 if away > 0.5 else 0.94
    match context.choose_by_seed("furniture", "pictures", "sofa", "fireplace", "shelf", "dresser", "gallery"):
        case "pictures":
            put_picture(b, away, lamp)
            put_plant(b, 1 - corner, lamp)
        case "sofa":
            put_picture(b, away, lamp)
            put_sofa(b, away, lamp)
            put_floor_lamp(b, 1 - corner, lamp)
        case "fireplace":
            put_fireplace(b, away, lamp)
            put_plant(b, corner, lamp)
        case "shelf":
            _shelf(b, away, lamp)
            put_plant(b, corner, lamp)
        case "dresser":
            put_dresser(b, away, lamp)
            put_clock(b, away, lamp)
        case _:
            put_gallery(b, away, lamp)
            put_armchair(b, 1 - corner, lamp)


def _shelves(b: Backdrop, left: float, right: float, lamp: float) -> None:
    top, foot = max(0.04, b.horizon - 0.56), b.horizon + 0.03
    lay_shapes(b, "#6a4528", [box_of(left, top, right, foot)], lamp)
    rows = 4
    step = (foot - top - 0.03) / rows
    inks = ("#a5342c", "#2f5f8a", "#d9a53c", "#3f7a52", "#7a4a86", "#e0d2b0", "#26384f", "#c26a3c")
    spines: dict[str, list[list[tuple[float, float]]]] = {ink: [] for ink in inks}
    for row in range(rows):
        low = top + 0.015 + step * (row + 1) - 0.012
        lay_shapes(b, "#3f2818", [box_of(left + 0.012, low - step + 0.016, right - 0.012, low)], lamp)
        x = left + 0.016
        while x < right - 0.03:
            wide = float(b.rng.uniform(0.012, 0.026))
            if b.rng.random() < 0.92:
                tall = step * float(b.rng.uniform(0.58, 0.86))
                spines[str(b.rng.choice(inks))].append(box_of(x, low - tall, x + wide * 0.92, low))
            x += wide
    for ink, boxes in spines.items():
        lay_shapes(b, ink, boxes, lamp, 0.9)


def _shelf(b: Backdrop, x: float, lamp: float) -> None:
    _shelves(b, x - 0.16, x + 0.16, lamp)


def _library(b: Backdrop, x: float, lamp: float) -> None:
    del x
    for left, right in ((0.01, 0.24), (0.26, 0.49), (0.51, 0.74), (0.76, 0.99)):
        middle = (left + right) / 2
        if (middle - 0.5) * b.light.side < 0.12:
            _shelves(b, left, right, lamp)


def _kitchen(b: Backdrop, x: float, lamp: float) -> None:
    foot = b.horizon + 0.05
    ink = str(b.rng.choice(("#5f8a86", "#d8cbb2", "#7a93ab", "#b0603f")))
    lay_shapes(b, ink, [box_of(0.0, foot - 0.20, 1.0, foot)], lamp)
    doors = [box_of(i / 8 + 0.012, foot - 0.17, (i + 1) / 8 - 0.012, foot - 0.015) for i in range(8)]
    lay_shapes(b, ink, doors, lamp, 1.12)
    lay_shapes(b, "#e9e2d4", [box_of(-0.01, foot - 0.225, 1.01, foot - 0.195)], lamp)
    tiles = [box_of(i / 20 + 0.003, foot - 0.34 + 0.038 * row, (i + 1) / 20 - 0.003, foot - 0.306 + 0.038 * row)
             for i in range(20) for row in range(3)]  # fmt: skip
    lay_shapes(b, "#c9c2b4", [box_of(0.0, foot - 0.345, 1.0, foot - 0.225)], lamp)
    lay_shapes(b, str(b.rng.choice(("#f4f0e6", "#cfe0e0", "#f3dcc0"))), tiles, lamp)
    lay_shapes(b, "#8f979e", [box_of(x - 0.09, foot - 0.23, x + 0.09, foot)], lamp)
    lay_shapes(b, "#2f3338", [box_of(x - 0.07, foot - 0.15, x + 0.07, foot - 0.03)], lamp)
    lay_shapes(b, "#c8543c", [box_of(x - 0.05, foot - 0.29, x + 0.035, foot - 0.23)], lamp)
    lay_shapes(
        b,
        "#b9653f",
        [box_of(x - 0.13 - 0.05 * k, foot - 0.40, x - 0.10 - 0.05 * k, foot - 0.35) for k in range(3)],
        lamp,
    )


def _bedroom(b: Backdrop, x: float, lamp: float) -> None:
    foot = b.horizon + 0.10
    cloth = str(b.rng.choice(("#6f8fb5", "#c27a86", "#7aa08a", "#d0a85c")))
    lay_shapes(
        b,
        "#7a4f30",
        [box_of(x - 0.24, foot - 0.30, x - 0.19, foot), box_of(x - 0.24, foot - 0.08, x + 0.24, foot - 0.03)],
        lamp,
    )
    lay_shapes(b, "#f5f0e6", [box_of(x - 0.19, foot - 0.17, x + 0.24, foot - 0.07)], lamp)
    lay_shapes(
        b,
        "#ffffff",
        [[(x - 0.19, foot - 0.16), (x - 0.17, foot - 0.23), (x - 0.06, foot - 0.22), (x - 0.05, foot - 0.16)]],
        lamp,
    )
    lay_shapes(
        b,
        cloth,
        [[(x - 0.04, foot - 0.185), (x + 0.245, foot - 0.175), (x + 0.25, foot - 0.05), (x - 0.06, foot - 0.05)]],
        lamp,
    )
    put_picture(b, x, lamp)


def _cafe(b: Backdrop, x: float, lamp: float) -> None:
    for at in (x, 0.5):
        foot = b.horizon + 0.08
        lay_shapes(
            b,
            "#4a3324",
            [box_of(at - 0.008, foot - 0.16, at + 0.008, foot), box_of(at - 0.05, foot - 0.01, at + 0.05, foot)],
            lamp,
        )
        lay_shapes(
            b,
            "#e6d3b3",
            [
                [
                    (at - 0.11, foot - 0.17),
                    (at + 0.11, foot - 0.17),
                    (at + 0.095, foot - 0.145),
                    (at - 0.095, foot - 0.145),
                ]
            ],
            lamp,
        )
    _board(b, x, lamp)


def _board(b: Backdrop, x: float, lamp: float) -> None:
    middle = max(0.20, b.horizon - 0.36)
    lay_shapes(b, "#8a5a32", [box_of(x - 0.21, middle - 0.14, x + 0.21, middle + 0.14)], lamp)
    lay_shapes(b, "#2f4a3f", [box_of(x - 0.195, middle - 0.12, x + 0.195, middle + 0.12)], lamp)
    chalk = []
    for i in range(4):
        y = middle - 0.08 + i * 0.05
        chalk.append(box_of(x - 0.16, y, x - 0.16 + float(b.rng.uniform(0.10, 0.30)), y + 0.006))
    b.fill(mix(b.lit("#2f4a3f", lamp), np.ones(3, np.float32), 0.7), chalk)


def _bench(b: Backdrop, x: float, lamp: float) -> None:
    del x
    foot = b.horizon + 0.06
    lay_shapes(b, "#dfe4e6", [box_of(0.0, foot - 0.17, 1.0, foot)], lamp)
    lay_shapes(b, "#5f6a72", [box_of(-0.01, foot - 0.19, 1.01, foot - 0.165)], lamp)
    for i, ink in enumerate(("#5cc48a", "#5c9fe0", "#d06ac0", "#e0b84a")):
        at = 0.12 + 0.13 * i + (0.35 if i > 1 else 0)
        flask = [
            (at - 0.012, foot - 0.28),
            (at + 0.012, foot - 0.28),
            (at + 0.012, foot - 0.25),
            (at + 0.04, foot - 0.19),
            (at - 0.04, foot - 0.19),
            (at - 0.012, foot - 0.25),
        ]
        lay_shapes(b, ink, [flask], lamp)


def _hall(b: Backdrop, x: float, lamp: float) -> None:
    del x
    foot = b.horizon + 0.02
    for at in (0.06, 0.28, 0.72, 0.94):
        lay_shapes(b, "#e6dcc8", [box_of(at - 0.032, 0.0, at + 0.032, foot)], lamp)
        lay_shapes(
            b,
            "#b8ab92",
            [box_of(at + 0.012 * b.light.side - 0.012, 0.0, at + 0.012 * b.light.side + 0.012, foot)],
            lamp,
        )
        lay_shapes(b, "#cdbf9f", [box_of(at - 0.045, foot - 0.035, at + 0.045, foot)], lamp)
    for at in (0.17, 0.83):
        low = foot - 0.30
        banner = [(at - 0.05, 0.06), (at + 0.05, 0.06), (at + 0.05, low), (at, low + 0.05), (at - 0.05, low)]
        lay_shapes(b, "#8e1f2f", [banner], lamp)


_KINDS: tuple[tuple[tuple[str, ...], Callable[[Backdrop, float, float], None]], ...] = (
    (("library", "study", "bookshop"), _library),
    (("kitchen", "bakery", "diner"), _kitchen),
    (("bedroom", "nursery", "hospital", "hotel"), _bedroom),
    (("cafe", "café", "restaurant", "bar", "pub", "coffee"), _cafe),
    (("class", "school", "office"), _board),
    (("lab", "workshop", "gym"), _bench),
    (("museum", "hall", "throne", "palace", "castle", "church", "ball", "bank"), _hall),
    (("fireplace", "fire", "cellar"), put_fireplace),
)
