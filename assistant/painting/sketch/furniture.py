"""What stands at the back of a room: shelves of books, a kitchen's counter, a bed, tables, a fireplace, a blackboard.

Runs in the painter's process. Painted against the wall, behind the figures.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, Outlook
from assistant.painting.sketch.fields import colour, grid, mix


def furnish(b: Backdrop, outlook: Outlook, lamp: float) -> None:
    """Put in what the room's name asks for; a picture and a plant where it asks for nothing."""
    away = 0.5 - b.light.side * 0.28
    for words, draw in _KINDS:
        if outlook.says(*words):
            draw(b, away, lamp)
            return
    choice = int(outlook.rng.integers(4))
    (_picture, _fireplace, _shelf, _plant)[choice](b, away, lamp)
    if choice != 3:
        _plant(b, 0.06 if away > 0.5 else 0.94, lamp)


def _box(left: float, top: float, right: float, low: float) -> list[tuple[float, float]]:
    return [(left, low), (left, top), (right, top), (right, low)]


def _lay(b: Backdrop, ink: str, shapes: list[list[tuple[float, float]]], lamp: float, shade: float = 1.0) -> None:
    b.lay(np.clip(b.lit(ink, lamp) * np.float32(shade), 0, 1), b.polygons(shapes))


def _shelves(b: Backdrop, left: float, right: float, lamp: float) -> None:
    top, foot = max(0.04, b.horizon - 0.56), b.horizon + 0.03
    _lay(b, "#6a4528", [_box(left, top, right, foot)], lamp)
    rows = 4
    step = (foot - top - 0.03) / rows
    inks = ("#a5342c", "#2f5f8a", "#d9a53c", "#3f7a52", "#7a4a86", "#e0d2b0", "#26384f", "#c26a3c")
    spines: dict[str, list[list[tuple[float, float]]]] = {ink: [] for ink in inks}
    for row in range(rows):
        low = top + 0.015 + step * (row + 1) - 0.012
        _lay(b, "#3f2818", [_box(left + 0.012, low - step + 0.016, right - 0.012, low)], lamp)
        x = left + 0.016
        while x < right - 0.03:
            wide = float(b.rng.uniform(0.012, 0.026))
            if b.rng.random() < 0.92:
                tall = step * float(b.rng.uniform(0.58, 0.86))
                spines[str(b.rng.choice(inks))].append(_box(x, low - tall, x + wide * 0.92, low))
            x += wide
    for ink, boxes in spines.items():
        _lay(b, ink, boxes, lamp, 0.9)


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
    _lay(b, ink, [_box(0.0, foot - 0.20, 1.0, foot)], lamp)
    doors = [_box(i / 8 + 0.012, foot - 0.17, (i + 1) / 8 - 0.012, foot - 0.015) for i in range(8)]
    _lay(b, ink, doors, lamp, 1.12)
    _lay(b, "#e9e2d4", [_box(-0.01, foot - 0.225, 1.01, foot - 0.195)], lamp)
    gx, gy = grid(b.shape)
    tiles = (np.abs(np.sin(gx / b.shape[1] * 75)) ** 0.1 * np.abs(np.sin(gy / b.shape[0] * 75)) ** 0.1).astype(
        np.float32
    )
    wall = ((gy / b.shape[0] > foot - 0.34) & (gy / b.shape[0] < foot - 0.225)).astype(np.float32)
    b.lay(b.lit("#f2efe6", lamp) * (0.8 + 0.2 * tiles[..., None]), wall)
    _lay(b, "#8f979e", [_box(x - 0.09, foot - 0.23, x + 0.09, foot)], lamp)
    _lay(b, "#2f3338", [_box(x - 0.07, foot - 0.15, x + 0.07, foot - 0.03)], lamp)
    _lay(b, "#c8543c", [_box(x - 0.05, foot - 0.29, x + 0.035, foot - 0.23)], lamp)
    _lay(
        b, "#b9653f", [_box(x - 0.13 - 0.05 * k, foot - 0.40, x - 0.10 - 0.05 * k, foot - 0.35) for k in range(3)], lamp
    )


def _bedroom(b: Backdrop, x: float, lamp: float) -> None:
    foot = b.horizon + 0.10
    cloth = str(b.rng.choice(("#6f8fb5", "#c27a86", "#7aa08a", "#d0a85c")))
    _lay(
        b,
        "#7a4f30",
        [_box(x - 0.24, foot - 0.30, x - 0.19, foot), _box(x - 0.24, foot - 0.08, x + 0.24, foot - 0.03)],
        lamp,
    )
    _lay(b, "#f5f0e6", [_box(x - 0.19, foot - 0.17, x + 0.24, foot - 0.07)], lamp)
    _lay(
        b,
        "#ffffff",
        [[(x - 0.19, foot - 0.16), (x - 0.17, foot - 0.23), (x - 0.06, foot - 0.22), (x - 0.05, foot - 0.16)]],
        lamp,
    )
    _lay(
        b,
        cloth,
        [[(x - 0.04, foot - 0.185), (x + 0.245, foot - 0.175), (x + 0.25, foot - 0.05), (x - 0.06, foot - 0.05)]],
        lamp,
    )
    _picture(b, x, lamp)


def _picture(b: Backdrop, x: float, lamp: float) -> None:
    middle = max(0.18, b.horizon - 0.36)
    _lay(b, "#c9a24a", [_box(x - 0.12, middle - 0.11, x + 0.12, middle + 0.11)], lamp)
    _lay(b, "#bcd9e6", [_box(x - 0.10, middle - 0.085, x + 0.10, middle + 0.085)], lamp)
    _lay(
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


def _fireplace(b: Backdrop, x: float, lamp: float) -> None:
    foot = b.horizon + 0.02
    _lay(b, "#8f5a48", [_box(x - 0.17, foot - 0.34, x + 0.17, foot)], lamp)
    _lay(b, "#5a3626", [_box(x - 0.19, foot - 0.36, x + 0.19, foot - 0.325)], lamp)
    _lay(b, "#1d1716", [_box(x - 0.11, foot - 0.22, x + 0.11, foot)], lamp)
    flames = [
        [(x + s - 0.035, foot - 0.01), (x + s, foot - tall), (x + s + 0.035, foot - 0.01)]
        for s, tall in ((-0.045, 0.10), (0.0, 0.15), (0.05, 0.09))
    ]
    fire = b.polygons(flames, 1.4 * b.unit)
    b.lay(colour("#ff8a2c"), np.clip(fire * 0.95 + b.soft(fire, 22 * b.unit) * 0.9, 0, 1))
    b.lay(
        colour("#ffe28a"),
        b.polygons(
            [
                [(px * 0.6 + (x + s) * 0.4, py + 0.012) for px, py in f]
                for f, s in zip(flames, (-0.045, 0.0, 0.05), strict=True)
            ],
            b.unit,
        ),
    )


def _plant(b: Backdrop, x: float, lamp: float) -> None:
    foot = b.horizon + 0.07
    _lay(
        b, "#b5653f", [[(x - 0.045, foot - 0.10), (x + 0.045, foot - 0.10), (x + 0.032, foot), (x - 0.032, foot)]], lamp
    )
    for i, angle in enumerate(np.linspace(-1.2, 1.2, 7)):
        long = 0.22 + 0.05 * (i % 2)
        tip = (x + float(np.sin(angle)) * long * 0.62, foot - 0.10 - float(np.cos(angle)) * long)
        middle = ((x + tip[0]) / 2, (foot - 0.10 + tip[1]) / 2 - 0.02)
        leaf = [(x, foot - 0.09), (middle[0] - 0.022, middle[1]), tip, (middle[0] + 0.022, middle[1])]
        _lay(b, "#3f8a4a" if i % 2 else "#56a35a", [leaf], lamp)


def _cafe(b: Backdrop, x: float, lamp: float) -> None:
    for at in (x, 0.5):
        foot = b.horizon + 0.08
        _lay(
            b,
            "#4a3324",
            [_box(at - 0.008, foot - 0.16, at + 0.008, foot), _box(at - 0.05, foot - 0.01, at + 0.05, foot)],
            lamp,
        )
        _lay(
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
    _lay(b, "#8a5a32", [_box(x - 0.21, middle - 0.14, x + 0.21, middle + 0.14)], lamp)
    _lay(b, "#2f4a3f", [_box(x - 0.195, middle - 0.12, x + 0.195, middle + 0.12)], lamp)
    chalk = []
    for i in range(4):
        y = middle - 0.08 + i * 0.05
        chalk.append(_box(x - 0.16, y, x - 0.16 + float(b.rng.uniform(0.10, 0.30)), y + 0.006))
    b.lay(mix(b.lit("#2f4a3f", lamp), np.ones(3, np.float32), 0.7), b.polygons(chalk))


def _bench(b: Backdrop, x: float, lamp: float) -> None:
    del x
    foot = b.horizon + 0.06
    _lay(b, "#dfe4e6", [_box(0.0, foot - 0.17, 1.0, foot)], lamp)
    _lay(b, "#5f6a72", [_box(-0.01, foot - 0.19, 1.01, foot - 0.165)], lamp)
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
        _lay(b, ink, [flask], lamp)


def _hall(b: Backdrop, x: float, lamp: float) -> None:
    del x
    foot = b.horizon + 0.02
    for at in (0.06, 0.28, 0.72, 0.94):
        _lay(b, "#e6dcc8", [_box(at - 0.032, 0.0, at + 0.032, foot)], lamp)
        _lay(
            b, "#b8ab92", [_box(at + 0.012 * b.light.side - 0.012, 0.0, at + 0.012 * b.light.side + 0.012, foot)], lamp
        )
        _lay(b, "#cdbf9f", [_box(at - 0.045, foot - 0.035, at + 0.045, foot)], lamp)
    for at in (0.17, 0.83):
        low = foot - 0.30
        banner = [(at - 0.05, 0.06), (at + 0.05, 0.06), (at + 0.05, low), (at, low + 0.05), (at - 0.05, low)]
        _lay(b, "#8e1f2f", [banner], lamp)


_KINDS: tuple[tuple[tuple[str, ...], Callable[[Backdrop, float, float], None]], ...] = (
    (("library", "study", "bookshop"), _library),
    (("kitchen", "bakery", "diner"), _kitchen),
    (("bedroom", "nursery", "hospital", "hotel"), _bedroom),
    (("cafe", "café", "restaurant", "bar", "pub", "coffee"), _cafe),
    (("class", "school", "office"), _board),
    (("lab", "workshop", "gym"), _bench),
    (("museum", "hall", "throne", "palace", "castle", "church", "ball", "bank"), _hall),
    (("fireplace", "fire", "cellar"), _fireplace),
)
