"""Paints built places under the sky: skylines, streets in perspective, markets."""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.grounds import paint_water
from sketchpainter.backdrops.elements.plants import paint_bush_row
from sketchpainter.backdrops.elements.skies import open_sky
from sketchpainter.backdrops.elements.skylines import paint_avenue, paint_lamps, paint_paving, paint_towers
from sketchpainter.backdrops.elements.trees import OAK, POPLAR, paint_leafy
from sketchpainter.raster.arrays import colour, grid, mix, smoothstep

_TALL = (
    *("new york", "nyc", "manhattan", "tokyo", "chicago", "gotham", "hong kong", "shanghai", "dubai", "singapore"),
    "times square",
)
_TOWERS = (
    ("#c9785c", "#d9a066", "#8f6f96", "#e0b48a", "#6f86a8"),
    ("#5f8fa8", "#7fb5a8", "#d9bf8f", "#4f7a96", "#e0a07a"),
    ("#b5788a", "#7a6f9c", "#e5a598", "#5f6f9c", "#f0c8a0"),
    ("#d98f5c", "#a5627a", "#5f7fb0", "#e8c07a", "#8a5f70"),
    ("#6f93c4", "#a5bfe0", "#e0c49a", "#c9857a", "#5f7f9f"),
)


_FOOT = 0.34
"""Distance between the horizon and the feet of a street's houses at the picture's edge, part of the height."""


def city(context: BackdropContext) -> Backdrop:
    """Paints towers behind a street, along an avenue, beyond the trees of a park, or across the water."""
    b = open_sky(context, 0.45)
    inks = context.choose_by_seed("towers", *_TOWERS)
    most = min(0.46 if context.mentions(*_TALL) else 0.36, b.horizon - 0.04)
    vanish = 1 - context.focus
    kind = context.choose_by_seed("city", "avenue", "skyline", "water", "park")
    paving = context.choose_by_seed("paving", "#b9a79a", "#a9a5b5", "#c2b094", "#b39a92")
    if kind == "avenue":
        paint_towers(b, inks, most * 0.55, gap=0.4)
        paint_paving(b, vanish, paving, road=True)
        paint_avenue(b, inks, vanish)
        paint_lamps(b, vanish, (context.roomy_side,))
        return b
    paint_towers(b, inks, most)
    leaves = context.leaf_colours()
    if kind == "water":
        _embankment(b, context, paving)
        return b
    if kind == "park":
        paint_bush_row(b, b.horizon + 0.03, 0.07, in_haze(b, leaves[0], 0.22))
        columns = (np.arange(8) + context.rng.random(8)) / 8
        feet = [(float(x), b.horizon + 0.04, 0.13 + 0.07 * abs(float(x) - 0.5) * 2) for x in columns]
        paint_leafy(
            b,
            feet,
            in_haze(b, leaves[1], 0.12),
            in_haze(b, "#5b4630", 0.2),
            context.choose_by_seed("trees", OAK, POPLAR),
        )
    paint_paving(b, vanish, paving, road=kind == "skyline")
    if kind == "park":
        tree = [(0.5 + context.roomy_side * 0.43, b.horizon + 0.20, 0.50)]
        paint_leafy(b, tree, b.lit(leaves[0]), b.lit("#5b4630"))
        paint_lamps(b, vanish, (-context.roomy_side,))
    else:
        paint_lamps(b, 0.5, (-1, 1))
    return b


def _embankment(b: Backdrop, context: BackdropContext, paving: str) -> None:
    """Paints a river in front of the towers, with a bridge over it, and a paved bank with a railing on the near
    side."""
    foot = b.horizon + 0.02
    if context.choose_by_seed("bridge", True, False):
        _bridge(b, foot)
    deep, pale = context.choose_by_seed("river", ("#1f5f86", "#4f9fb5"), ("#2a5f78", "#7fa8b0"))
    paint_water(b, foot, deep, pale, calm=0.7)
    shore = b.horizon + 0.20
    kept, horizon = b.rgb[: int(shore * b.shape[0])].copy(), b.horizon
    paint_paving(b, 1 - context.focus, paving, road=False)
    b.rgb[: kept.shape[0]] = kept
    b.horizon = horizon
    low, top = shore + 0.01, shore - 0.085
    posts = [
        [(x - 0.005, low), (x - 0.005, top), (x + 0.005, top), (x + 0.005, low)] for x in np.linspace(0.03, 0.97, 9)
    ]
    bars = [
        [(0, shore - up), (1, shore - up), (1, shore - up + 0.010), (0, shore - up + 0.010)]
        for up in (0.09, 0.055, 0.025)
    ]
    b.fill(b.lit("#3a4152"), [*posts, *bars])
    b.fill(b.lit("#d9d2c4"), [[(0, shore), (1, shore), (1, shore + 0.014), (0, shore + 0.014)]])


def _bridge(b: Backdrop, foot: float) -> None:
    """Paints a suspension bridge with two towers."""
    ink = in_haze(b, "#c2503c", 0.18)
    deck = foot - 0.035
    shapes = [[(0.0, deck), (1.0, deck), (1.0, deck + 0.012), (0.0, deck + 0.012)]]
    for at in (0.22, 0.78):
        shapes.append([(at - 0.010, foot), (at - 0.010, deck - 0.15), (at + 0.010, deck - 0.15), (at + 0.010, foot)])
    x = np.linspace(0.22, 0.78, 30)
    y = deck - 0.012 - 0.135 * ((x - 0.5) / 0.28) ** 2
    shapes.append(list(np.concatenate([np.stack([x, y - 0.003], 1), np.stack([x, y + 0.003], 1)[::-1]])))
    for edge, at in ((0.0, 0.22), (1.0, 0.78)):
        shapes.append([(at, deck - 0.148), (edge, deck - 0.02), (edge, deck - 0.014), (at, deck - 0.142)])
    for px, py in zip(x[1:-1:2], y[1:-1:2], strict=True):
        shapes.append([(px - 0.0012, deck), (px - 0.0012, py), (px + 0.0012, py), (px + 0.0012, deck)])
    b.fill(ink, shapes)


def street(context: BackdropContext) -> Backdrop:
    """Paints a street of houses that runs away from the viewer, with awnings, lamps, perhaps market stalls."""
    b = open_sky(context, 0.4)
    rng = context.rng
    vanish = (1 - context.focus, b.horizon)
    inks = context.choose_by_seed(
        "walls",
        ("#d9a27a", "#c9785c", "#e3c79a", "#a9b59a", "#d98f86"),
        ("#7fa0c4", "#e0c49a", "#c98a7a", "#9fb59a", "#d9b0a0"),
        ("#e6c2a0", "#f0dcc0", "#c9a58f", "#d8b4ae", "#b8c4b0"),
        ("#e08f5c", "#f0c46a", "#c95f5a", "#7fa88f", "#e8d8b8"),
    )
    glow = colour("#ffd27a") if b.light.lamps else in_haze(b, "#5f7a94", 0.1)
    far_houses = [[(0.0, b.horizon + 0.03), (0.0, b.horizon - 0.10), (1.0, b.horizon - 0.10), (1.0, b.horizon + 0.03)]]
    b.fill(in_haze(b, inks[0], 0.6), far_houses)
    b.glow(b.light.sun, (vanish[0], b.horizon - 0.04), 0.5, 0.5 if not b.light.is_night else 0.2)
    for side in (-1, 1):
        edge = 0.0 if side < 0 else 1.0
        marks = np.array([1.35, 0.95, 0.66, 0.45, 0.29, 0.17])
        for number in range(len(marks) - 2, -1, -1):
            outer, inner = marks[number], marks[number + 1]
            tall = float(rng.uniform(0.85, 1.25))
            house = _facade(vanish, edge, float(outer), float(inner), tall)
            distance = 0.45 * (1 - float(outer))
            ink = in_haze(b, inks[(number + (side > 0) * 2) % 5], max(0.0, distance)) * np.float32(
                0.84 if side == b.light.side else 1.02
            )
            b.fill(ink, [house.wall], tone=1 + np.float32(0.22) * b.mottle())
            b.fill(in_haze(b, "#8a5a4c", max(0.05, distance)), [house.roof])
            b.fill(in_haze(b, "#f3e8d4", distance), [_grown(pane, 1.35) for pane in house.panes], 0.8)
            b.fill(glow, house.panes, 0.95)
            b.fill(mix(glow, colour("#ffe0a0"), 0.35), house.shops[::2], 0.9)
            b.fill(in_haze(b, "#6a4636", max(0.0, distance)), house.shops[1:2])
            if context.mentions("market", "alley", "paris", "cafe", "square", "bazaar") or rng.random() < 0.4:
                b.fill(b.lit(str(rng.choice(("#c8453c", "#3f7f5c", "#e0a83c", "#3f6fa3")))), [house.awning])
    _pavement(b, vanish)
    if context.choose_by_seed("lamps", True, False):
        paint_lamps(b, vanish[0], (context.roomy_side,))
    if context.mentions("market", "bazaar"):
        for x, foot in ((0.10, 0.0), (0.90, 0.02), (0.27, -0.07), (0.74, -0.06)):
            _stall(b, x, b.horizon + 0.20 + foot, str(rng.choice(("#c8453c", "#e0a83c", "#3f7f5c", "#3f6fa3"))))
    return b


def _grown(shape: list[tuple[float, float]], share: float) -> list[tuple[float, float]]:
    """Returns an outline that has grown around its middle."""
    x, y = (sum(point[axis] for point in shape) / len(shape) for axis in (0, 1))
    return [(x + (px - x) * share, y + (py - y) * share) for px, py in shape]


class _House:
    """One house front in perspective; outlines are parts of the picture."""

    def __init__(self, wall: list[tuple[float, float]], roof: list[tuple[float, float]]) -> None:
        self.wall, self.roof = wall, roof
        self.panes: list[list[tuple[float, float]]] = []
        self.shops: list[list[tuple[float, float]]] = []
        """Outlines of a shop's window, a door, and another window."""
        self.awning: list[tuple[float, float]] = []


def _facade(vanish: tuple[float, float], edge: float, outer: float, inner: float, tall: float) -> _House:
    """Returns a house between two marks of the way to the vanishing point (1 is the picture's edge)."""

    def at(mark: float, rise: float) -> tuple[float, float]:
        return vanish[0] + (edge - vanish[0]) * mark, vanish[1] + mark * (_FOOT - rise * 0.62 * tall)

    house = _House(
        [at(outer, 0), at(inner, 0), at(inner, 1), at(outer, 1)],
        [at(outer * 1.02, 0.98), at(inner * 0.98, 0.98), at(inner, 1.12), at(outer, 1.12)],
    )
    for column in (0.22, 0.62):
        for row in (0.42, 0.62, 0.82):
            m0, m1 = outer + (inner - outer) * column, outer + (inner - outer) * (column + 0.2)
            house.panes.append([at(m0, row), at(m1, row), at(m1, row + 0.11), at(m0, row + 0.11)])
    for column, wide, top in ((0.10, 0.34, 0.21), (0.54, 0.16, 0.23), (0.76, 0.16, 0.21)):
        m0, m1 = outer + (inner - outer) * column, outer + (inner - outer) * (column + wide)
        house.shops.append([at(m0, 0.0 if top > 0.22 else 0.05), at(m1, 0.0 if top > 0.22 else 0.05),
                            at(m1, top), at(m0, top)])  # fmt: skip
    house.awning = [at(outer, 0.33), at(inner, 0.33), at(inner, 0.265), at(outer, 0.235)]
    return house


def _pavement(b: Backdrop, vanish: tuple[float, float]) -> None:
    """Paints cobbles between two kerbs that run to the vanishing point."""
    height, width = b.shape
    start = int(np.clip((b.horizon + 0.004) * height, 0, height - 2))
    x, y = (part[start:] for part in grid(b.shape))
    near = np.clip((y / height - b.horizon) / (1 - b.horizon), 0.004, 1)
    across = (x / width - vanish[0]) / near
    stones = 0.5 + 0.5 * np.sin(across * 17) * np.sin(7.5 / (near + 0.09))
    paint = mix(np.broadcast_to(in_haze(b, "#bda795", 0.3), (*near.shape, 3)), b.lit("#9a8a80"), near)
    paint = np.clip(paint * (0.92 + 0.14 * stones * smoothstep(0.05, 0.3, near))[..., None], 0, 1)
    # The pavement ends at the feet of the houses on either side, where this is 1.
    aside = across / np.where(across < 0, vanish[0], 1 - vanish[0]) * np.float32(_FOOT / (1 - b.horizon))
    aside = np.abs(aside)
    b.paved = np.zeros(b.shape, dtype=np.float32)
    b.paved[start:] = smoothstep(1.01, 0.99, aside)
    b.rgb[start:] = mix(b.rgb[start:], paint, b.paved[start:])
    walk = smoothstep(0.72, 0.74, aside) * smoothstep(1.01, 0.99, aside)
    b.rgb[start:] = mix(b.rgb[start:], b.lit("#d6c9b8"), walk * np.float32(0.45))
    kerb = smoothstep(0.035, 0.015, np.abs(aside - 0.73))
    b.rgb[start:] = mix(b.rgb[start:], b.lit("#cfc8bb"), kerb * np.float32(0.6))
    sheen = b.on_ground(b.horizon, 0.5, 3, stretch=2.0)[start:]
    b.rgb[start:] = mix(b.rgb[start:], b.light.sky[2], smoothstep(0.5, 0.9, sheen) * np.float32(0.2))
    b.ground, b.ground_ink = "floor", b.lit("#9a8a80")


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
    b.fill(b.lit("#6a4a30"), posts)
    b.fill(
        b.lit("#9a6f45"),
        [[(x - half, foot - 0.02), (x - half, foot - 0.10), (x + half, foot - 0.10), (x + half, foot - 0.02)]],
    )
    fruits = [(x + (i / 9 - 0.5) * 1.8 * half, foot - 0.105 - 0.01 * (i % 2)) for i in range(10)]
    for fruit, tint in ((fruits[::2], "#d9542c"), (fruits[1::2], "#e8b83a")):
        dots = [[(px + 0.012 * np.cos(t), py + 0.012 * np.sin(t)) for t in np.linspace(0, 6.3, 10)] for px, py in fruit]
        b.fill(b.lit(tint), dots)
    for i in range(6):
        x0, x1 = x - half * 1.15 + i * half * 0.383, x - half * 1.15 + (i + 1) * half * 0.383
        panel = [
            (x0 * 0.86 + x * 0.14, foot - tall - 0.05),
            (x1 * 0.86 + x * 0.14, foot - tall - 0.05),
            (x1, foot - tall + 0.02),
            (x0, foot - tall + 0.02),
        ]
        b.fill(b.lit(ink if i % 2 == 0 else "#f5efe2"), [panel])
