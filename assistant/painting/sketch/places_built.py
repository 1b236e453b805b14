"""Places that people built under the sky: skylines, streets in perspective, markets.

Runs in the painter's process. Each function paints one place into a new backdrop.
"""

from __future__ import annotations

import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, Outlook, far
from assistant.painting.sketch.fields import Field, colour, grid, mix, smoothstep
from assistant.painting.sketch.skies import open_sky

Box = tuple[float, float, float, float]
"""left, top, right, bottom, parts of the picture."""


def city(outlook: Outlook) -> Backdrop:
    """Towers behind towers with lit windows, before them a street."""
    b = open_sky(outlook, 0.45)
    rng = outlook.rng
    inks = outlook.one_of(
        ("#6c7a96", "#8a6f7d", "#55617f"), ("#8a7f76", "#5f7486", "#73685f"), ("#7f6f95", "#5c7fa0", "#4f5876")
    )
    tall_city = outlook.says(
        "new york",
        "nyc",
        "manhattan",
        "tokyo",
        "chicago",
        "gotham",
        "hong kong",
        "shanghai",
        "dubai",
        "singapore",
        "times square",
    )
    most = min(0.44 if tall_city else 0.34, b.horizon - 0.05)
    for step in range(3):
        distance = 0.66 - 0.26 * step
        towers: list[Box] = []
        x = -0.05
        while x < 1.02:
            wide = float(rng.uniform(0.050, 0.11)) * (1 + 0.22 * step)
            edge = abs(x + wide / 2 - 0.5) * 2
            tall = float(rng.uniform(0.35, 1.0)) * most * (1.0 if step == 0 else 0.45 + 0.55 * edge)
            towers.append((x, b.horizon - tall + 0.01, x + wide, b.horizon + 0.025))
            x += wide * float(rng.uniform(0.92, 1.15))
        _towers(b, towers, far(b, inks[step], distance), distance)
    _street(b)
    return b


def _towers(b: Backdrop, towers: list[Box], ink: Field, distance: float) -> None:
    rng, shapes, shades = b.rng, [], []
    for left, top, right, low in towers:
        wide = right - left
        roof = int(rng.integers(5))
        shape = [(left, low), (left, top), (right, top), (right, low)]
        if roof == 1:
            shape = [(left, low), (left, top), ((left + right) / 2, top - wide * 0.9), (right, top), (right, low)]
        elif roof == 2:
            step = [
                (left + wide * 0.2, top),
                (left + wide * 0.2, top - wide * 0.4),
                (right - wide * 0.2, top - wide * 0.4),
            ]
            shape = [(left, low), (left, top), *step, (right - wide * 0.2, top), (right, top), (right, low)]
            mast = (left + right) / 2
            shapes.append([(mast - 0.002, top), (mast, top - wide * 1.3), (mast + 0.002, top)])
        shapes.append(shape)
        cut = right - wide * 0.3 if b.light.side < 0 else left + wide * 0.3
        shades.append(
            [(cut, low), (cut, top), (right, top), (right, low)]
            if b.light.side < 0
            else [(left, low), (left, top), (cut, top), (cut, low)]
        )
    cover = b.polygons(shapes)
    y = np.arange(b.shape[0], dtype=np.float32)[:, None] / b.shape[0]
    mist = np.clip((y - b.horizon + 0.35) / 0.35, 0, 1) * 0.30
    b.lay(mix(np.broadcast_to(ink, (*b.shape, 3)), b.light.haze, np.broadcast_to(mist, b.shape)), cover)
    b.lay(ink * np.float32(0.66), b.polygons(shades) * cover * 0.8)
    dusk = b.light.time in ("night", "sunset")
    glow = colour("#ffd98a") if dusk else mix(b.light.sky[1], colour("#ffffff"), 0.45)
    b.lay(glow, _windows(b, towers, 0.60 if b.light.is_night else 0.8) * cover * (0.88 - 0.5 * distance) * 0.85)


def _windows(b: Backdrop, towers: list[Box], share: float) -> Field:
    height, width = b.shape
    sheet = np.zeros((height * 2, width * 2), dtype=np.uint8)
    pitch = 11 * b.unit * 2
    for left, top, right, low in towers:
        x0, x1, y0, y1 = (v * s * 2 for v, s in ((left, width), (right, width), (top, height), (low, height)))
        columns, rows = max(2, int((x1 - x0) / pitch)), max(2, int((y1 - y0) / (pitch * 1.35)))
        lit = b.rng.random((rows, columns))
        for row, column in np.argwhere(lit < share):
            px, py = round(x0 + (column + 0.3) * (x1 - x0) / columns), round(y0 + (row + 0.45) * pitch * 1.35)
            if px < 0 or py < 0:
                continue
            tone = int(150 + 105 * float(lit[row, column]) / share)
            sheet[py : py + round(pitch * 0.6), px : px + round(pitch * 0.42)] = tone
    return np.asarray(sheet.reshape(height, 2, width, 2).mean((1, 3)) / 255, dtype=np.float32)


def _street(b: Backdrop) -> None:
    height, width = b.shape
    x, y = grid(b.shape)
    near = np.clip((y / height - b.horizon) / (1 - b.horizon), 0, 1)
    cover = np.clip((y / height - b.horizon - 0.02) * height + 0.5, 0, 1).astype(np.float32)
    road = mix(np.broadcast_to(far(b, "#75777f", 0.35), (*b.shape, 3)), b.lit("#4d4f5a"), near)
    b.lay(np.clip(road * (1 + 0.16 * b.mottle()[..., None]), 0, 1), cover)
    b.lay(b.lit("#b3ada4"), (cover * smoothstep(0.17, 0.13, near)).astype(np.float32))
    b.lay(b.lit("#77736e"), (cover * smoothstep(0.02, 0.0, np.abs(near - 0.165))).astype(np.float32))
    drift = b.rng.uniform(-0.2, 0.2)
    dash = (np.sin((x / width - 0.5 - drift) * 30 / (0.35 + near)) > 0.1) & (np.abs(near - 0.60) < 0.028)
    b.lay(b.lit("#f3e3a2"), b.soft(dash.astype(np.float32), 0.7 * b.unit) * cover)
    sheen = b.on_ground(b.horizon, 0.4, 3, stretch=2.0)
    b.lay(b.light.sky[2], (cover * smoothstep(0.5, 0.9, sheen) * 0.26).astype(np.float32))
    b.flow = np.where(cover > 0.5, np.float32(0), np.where(y > 0.2 * height, np.float32(np.pi / 2), b.flow))
    b.ground, b.ground_ink = "floor", b.lit("#6a6c76")


def street(outlook: Outlook) -> Backdrop:
    """A street of houses that runs away from us, with awnings, lamps, perhaps market stalls."""
    b = open_sky(outlook, 0.4)
    rng = outlook.rng
    vanish = (float(rng.uniform(0.40, 0.60)), b.horizon)
    inks = outlook.one_of(
        ("#d9a27a", "#c9785c", "#e3c79a", "#a9b59a", "#d98f86"),
        ("#9aa7b8", "#b5a08f", "#7f8fa3", "#c2b49f", "#8f8a99"),
        ("#e6c2a0", "#f0dcc0", "#c9a58f", "#d8b4ae", "#b8c4b0"),
    )
    glow = colour("#ffd27a") if b.light.time in ("night", "sunset") else far(b, "#5f7a94", 0.1)
    far_houses = [[(0.0, b.horizon + 0.03), (0.0, b.horizon - 0.10), (1.0, b.horizon - 0.10), (1.0, b.horizon + 0.03)]]
    b.lay(far(b, inks[0], 0.6), b.polygons(far_houses))
    for side in (-1, 1):
        edge = 0.0 if side < 0 else 1.0
        marks = np.array([1.35, 0.95, 0.66, 0.45, 0.29, 0.17])
        for number in range(len(marks) - 2, -1, -1):
            outer, inner = marks[number], marks[number + 1]
            tall = float(rng.uniform(0.85, 1.25))
            house = _facade(vanish, edge, side, float(outer), float(inner), tall)
            distance = 0.45 * (1 - float(outer))
            ink = far(b, inks[(number + (side > 0) * 2) % 5], max(0.0, distance)) * np.float32(
                0.84 if side == b.light.side else 1.02
            )
            b.lay(np.clip(ink, 0, 1), b.polygons([house.wall]))
            b.lay(far(b, "#6a4a44", max(0.05, distance)), b.polygons([house.roof]))
            b.lay(glow, b.polygons(house.panes) * 0.9)
            if outlook.says("market", "alley", "paris", "cafe", "square", "bazaar") or rng.random() < 0.4:
                b.lay(b.lit(str(rng.choice(("#c8453c", "#3f7f5c", "#e0a83c", "#3f6fa3")))), b.polygons([house.awning]))
    _pavement(b, vanish)
    if outlook.says("market", "bazaar"):
        for x, foot in ((0.10, 0.0), (0.90, 0.02), (0.27, -0.07), (0.74, -0.06)):
            _stall(b, x, b.horizon + 0.20 + foot, str(rng.choice(("#c8453c", "#e0a83c", "#3f7f5c", "#3f6fa3"))))
    return b


class _House:
    """One house front in perspective: outlines as parts of the picture."""

    def __init__(self, wall: list[tuple[float, float]], roof: list[tuple[float, float]]) -> None:
        self.wall, self.roof = wall, roof
        self.panes: list[list[tuple[float, float]]] = []
        self.awning: list[tuple[float, float]] = []


def _facade(vanish: tuple[float, float], edge: float, side: int, outer: float, inner: float, tall: float) -> _House:
    """A house between two marks of the way to the vanishing point (1 is the picture's edge)."""

    def at(mark: float, rise: float) -> tuple[float, float]:
        return vanish[0] + (edge - vanish[0]) * mark, vanish[1] + mark * (0.34 - rise * 0.62 * tall)

    house = _House(
        [at(outer, 0), at(inner, 0), at(inner, 1), at(outer, 1)],
        [at(outer * 1.02, 0.98), at(inner * 0.98, 0.98), at(inner, 1.12), at(outer, 1.12)],
    )
    for column in (0.22, 0.62):
        for row in (0.42, 0.62, 0.82):
            m0, m1 = outer + (inner - outer) * column, outer + (inner - outer) * (column + 0.2)
            house.panes.append([at(m0, row), at(m1, row), at(m1, row + 0.11), at(m0, row + 0.11)])
    drop = 0.10 * outer * -side
    low = at(inner, 0.24)
    house.awning = [
        at(outer, 0.34),
        at(inner, 0.34),
        (low[0] + drop * 0.6, low[1]),
        (at(outer, 0.24)[0] + drop, at(outer, 0.24)[1]),
    ]
    return house


def _pavement(b: Backdrop, vanish: tuple[float, float]) -> None:
    height, width = b.shape
    x, y = grid(b.shape)
    near = np.clip((y / height - b.horizon) / (1 - b.horizon), 0, 1)
    across = (x / width - vanish[0]) / np.maximum(near, 1e-3)
    ground = (near > 0.004) & (np.abs(across) < 1.9)
    stones = 0.5 + 0.5 * np.sin(across * 17) * np.sin(7.5 / (near + 0.09))
    paint = mix(np.broadcast_to(far(b, "#a9a196", 0.3), (*b.shape, 3)), b.lit("#857d76"), near)
    paint = np.clip(paint * (0.92 + 0.14 * stones * smoothstep(0.05, 0.3, near))[..., None], 0, 1)
    b.lay(paint, ground.astype(np.float32))
    kerb = smoothstep(0.05, 0.02, np.abs(np.abs(across) - 0.78)) * (near > 0.01)
    b.lay(b.lit("#cfc8bb"), (kerb * 0.6).astype(np.float32))
    b.ground, b.ground_ink = "floor", b.lit("#8f877f")


def _stall(b: Backdrop, x: float, foot: float, ink: str) -> None:
    half, tall = 0.10, 0.26
    posts = [
        [
            (x + s * half, foot),
            (x + s * half + 0.008, foot),
            (x + s * half + 0.008, foot - tall),
            (x + s * half, foot - tall),
        ]
        for s in (-1, 1)
    ]
    b.lay(b.lit("#6a4a30"), b.polygons(posts))
    b.lay(
        b.lit("#9a6f45"),
        b.polygons(
            [[(x - half, foot - 0.02), (x - half, foot - 0.10), (x + half, foot - 0.10), (x + half, foot - 0.02)]]
        ),
    )
    fruits = [(x + (i / 9 - 0.5) * 1.8 * half, foot - 0.105 - 0.01 * (i % 2)) for i in range(10)]
    for fruit, tint in ((fruits[::2], "#d9542c"), (fruits[1::2], "#e8b83a")):
        dots = [[(px + 0.012 * np.cos(t), py + 0.012 * np.sin(t)) for t in np.linspace(0, 6.3, 10)] for px, py in fruit]
        b.lay(b.lit(tint), b.polygons(dots))
    for i in range(6):
        x0, x1 = x - half * 1.15 + i * half * 0.383, x - half * 1.15 + (i + 1) * half * 0.383
        panel = [
            (x0 * 0.86 + x * 0.14, foot - tall - 0.05),
            (x1 * 0.86 + x * 0.14, foot - tall - 0.05),
            (x1, foot - tall + 0.02),
            (x0, foot - tall + 0.02),
        ]
        b.lay(b.lit(ink if i % 2 == 0 else "#f5efe2"), b.polygons([panel]))
