"""What stands at the back of a room: shelves of books, a kitchen's counter, a bed, tables, a fireplace, a blackboard.

Runs in the painter's process. Painted against the wall, behind the figures.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.backdrops.backdrop_context import Outlook
from sketchpainter.backdrops.elements.living_room import (
    box_of,
    lay_shapes,
    put_armchair,
    put_clock,
    put_dresser,
    put_fireplace,
    put_floor_lamp,
    put_gallery,
    put_picture,
    put_plant,
    put_sofa,
)
from sketchpainter.raster.arrays import mix


def furnish(b: Backdrop, outlook: Outlook, lamp: float) -> None:
    """Put in what the room's name asks for; a picture and a plant where it asks for nothing."""
    away = 0.5 - b.light.side * 0.28
    for words, draw in _KINDS:
        if outlook.says(*words):
            draw(b, away, lamp)
            return
    corner = 0.06 if away > 0.5 else 0.94
    match outlook.turn("furniture", "pictures", "sofa", "fireplace", "shelf", "dresser", "gallery"):
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
