"""Paints what people put on open land: barns and crops, cottages, benches and lamps, fences, gravestones.

The words of the setting decide what a meadow or a snowfield gets.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.grounds import paint_path
from sketchpainter.backdrops.elements.vistas import paint_pond
from sketchpainter.raster.arrays import colour, grid, smoothstep


def paint_yard(b: Backdrop, context: BackdropContext) -> None:
    """Paints everything that the words of the setting ask for."""
    side = context.roomy_side
    if context.mentions("farm", "wheat", "vineyard", "crop"):
        _crops(b, context)
    if context.mentions("farm", "barn"):
        _barn(b, context, 0.5 + 0.34 * side)
    if context.mentions("village", "town", "suburb", "neighborhood"):
        paint_path(b, context.focus, b.lit("#d3c2a0"))
        for at, tall in context.choose_by_seed(
            "cottages",
            ((0.42, 0.21), (0.26, 0.16), (-0.28, 0.15), (-0.42, 0.20)),
            ((0.43, 0.24), (0.20, 0.14), (-0.14, 0.13), (-0.40, 0.17)),
            ((0.40, 0.18), (0.22, 0.19), (-0.36, 0.25), (0.05, 0.12)),
        ):
            _cottage(b, context, 0.5 + side * at, tall)
    if context.mentions("park", "playground", "zoo"):
        if context.choose_by_seed("park", True, False):
            paint_path(b, context.focus, b.lit("#dcc9a2"))
        else:
            paint_pond(b, 0.5 + 0.26 * side, b.horizon + 0.26, 0.26, "#3a7f8f")
        _lamp(b, 0.5 - 0.38 * side)
        _bench(b, 0.5 + 0.34 * side)
    if context.mentions("garden", "farm", "pasture", "orchard", "backyard", "lawn"):
        _fence(b, context.choose_by_seed("pales", "#efe6d4", "#b58a5f", "#c9d6d0"))
    if context.mentions("garden", "backyard") and not context.mentions("garden of"):
        _bed(b, side, context.choose_by_seed("bed", *range(3)))
    if context.mentions("graveyard", "cemetery"):
        for x in b.rng.uniform(0.04, 0.96, 7):
            _stone(b, float(x), float(b.rng.uniform(0.0, 0.14)))


def _bed(b: Backdrop, side: int, kind: int) -> None:
    """Paints tall garden flowers in front of the fence: hollyhocks, tulips or sunflowers."""
    stems, inks = (
        [],
        (("#d9567f", "#f3a0bb", "#8a5fb5"), ("#e8503c", "#f4c23c", "#f08fb3"), ("#f2b52c", "#f6cf4a", "#e89a2c")),
    )
    heads: dict[str, list[list[tuple[float, float]]]] = {ink: [] for ink in inks[kind]}
    for number, (aside, grown, size) in enumerate(b.rng.random((16, 3))):
        x, foot = 0.5 + side * (0.14 + 0.36 * aside), b.horizon + 0.155 + 0.02 * size
        tall = (0.17, 0.10, 0.21)[kind] * (0.6 + 0.5 * grown)
        stems.append([(x - 0.003, foot), (x, foot - tall), (x + 0.003, foot)])
        stems.append([(x, foot - 0.02), (x + 0.022, foot - 0.05), (x + 0.004, foot - 0.035)])
        blossoms = ((0.55, 0.011), (0.78, 0.010), (1.0, 0.008)) if kind == 0 else ((1.0, (0, 0.014, 0.021)[kind]),)
        for up, r in blossoms:
            ring = [(x + r * np.cos(a), foot - tall * up + r * np.sin(a)) for a in np.linspace(0, 6.3, 11)]
            heads[inks[kind][number % 3]].append(ring)
    b.fill(b.lit("#4f8a44"), stems)
    for ink, rings in heads.items():
        b.fill(b.lit(ink), rings)


def _crops(b: Backdrop, context: BackdropContext) -> None:
    x, y = grid(b.shape)
    height, width = b.shape
    near = np.maximum(y / height - b.horizon - 0.05, 1e-3)
    rows = np.sin((x / width - 0.5) / near * 7.0)
    ink = "#d9b44a" if context.mentions("wheat") or context.season == "autumn" else "#6f8f32"
    cover = smoothstep(0.1, 0.7, rows) * smoothstep(0.02, 0.07, near) * smoothstep(0.62, 0.30, near)
    b.lay(b.lit(ink), (cover * 0.75).astype(np.float32))


def _barn(b: Backdrop, context: BackdropContext, x: float) -> None:
    wood = context.choose_by_seed("barn", "#b5342c", "#8a5a3c", "#c9bfae", "#5f7f8f")
    foot, tall, half = b.horizon + 0.075, 0.20, 0.11
    wall = [
        (x - half, foot),
        (x - half, foot - tall * 0.55),
        (x, foot - tall),
        (x + half, foot - tall * 0.55),
        (x + half, foot),
    ]
    b.fill(in_haze(b, wood, 0.12), [wall])
    roof = [(x - half * 1.12, foot - tall * 0.52), (x - half * 0.62, foot - tall * 0.86), (x, foot - tall * 1.07)]
    roof += [(x + half * 0.62, foot - tall * 0.86), (x + half * 1.12, foot - tall * 0.52), (x, foot - tall * 0.93)]
    b.fill(in_haze(b, "#5d4a48", 0.15), [roof])
    door = [
        (x - half * 0.34, foot),
        (x - half * 0.34, foot - tall * 0.42),
        (x + half * 0.34, foot - tall * 0.42),
        (x + half * 0.34, foot),
    ]
    b.fill(in_haze(b, "#f3ece0", 0.1), [door])
    inner = [(px * 0.86 + x * 0.14, py + (0.012 if py < foot else 0)) for px, py in door]
    b.fill(in_haze(b, "#7d2420", 0.15), [inner])


def _cottage(b: Backdrop, context: BackdropContext, x: float, tall: float) -> None:
    foot, half = b.horizon + 0.055 + tall * 0.15, tall * 0.48
    wall = context.choose_at_random("#f1e2c4", "#e8c9a4", "#dfe3da", "#f0d0b0")
    b.fill(
        in_haze(b, wall, 0.12),
        [[(x - half, foot), (x - half, foot - tall * 0.52), (x + half, foot - tall * 0.52), (x + half, foot)]],
    )
    roof = [
        (x - half * 1.15, foot - tall * 0.50),
        (x - half * 0.55, foot - tall),
        (x + half * 0.55, foot - tall),
        (x + half * 1.15, foot - tall * 0.50),
    ]
    white = b.ground == "snow"
    b.fill(in_haze(b, "#f4f8fd" if white else context.choose_at_random("#b5553c", "#8a4a3c", "#6a5f66"), 0.12), [roof])
    glow = colour("#ffd27a") if b.light.lamps else in_haze(b, "#6f8aa0", 0.1)
    panes = []
    for at in (-0.55, 0.25):
        left, top = x + half * at, foot - tall * 0.40
        panes.append(
            [(left, top), (left + half * 0.32, top), (left + half * 0.32, top + tall * 0.17), (left, top + tall * 0.17)]
        )
    b.fill(glow, panes)
    b.fill(
        in_haze(b, "#5a3a28", 0.1),
        [
            [
                (x - half * 0.12, foot),
                (x - half * 0.12, foot - tall * 0.28),
                (x + half * 0.13, foot - tall * 0.28),
                (x + half * 0.13, foot),
            ]
        ],
    )


def _lamp(b: Backdrop, x: float) -> None:
    foot, tall = b.horizon + 0.20, 0.46
    post = [(x - 0.006, foot), (x - 0.006, foot - tall), (x + 0.006, foot - tall), (x + 0.006, foot)]
    b.fill(b.lit("#2f3640"), [post, [(x - 0.03, foot - tall), (x, foot - tall - 0.05), (x + 0.03, foot - tall)]])
    bulb = [
        (x - 0.022, foot - tall),
        (x + 0.022, foot - tall),
        (x + 0.015, foot - tall + 0.055),
        (x - 0.015, foot - tall + 0.055),
    ]
    b.fill(colour("#ffe7a8") if b.light.lamps else b.lit("#f4f0e0"), [bulb])
    if b.light.lamps:
        b.glow(colour("#ffd88a"), (x, foot - tall), 0.36, 0.6)


def _bench(b: Backdrop, x: float) -> None:
    foot, wide = b.horizon + 0.19, 0.12
    slats = []
    for rise in (0.050, 0.072, 0.094):
        top = foot - rise
        slats.append([(x - wide, top), (x + wide, top), (x + wide, top - 0.013), (x - wide, top - 0.013)])
    legs = [
        [
            (x + s * wide * 0.8 - 0.006, foot),
            (x + s * wide * 0.8 + 0.006, foot),
            (x + s * wide * 0.8 + 0.006, foot - 0.11),
            (x + s * wide * 0.8 - 0.006, foot - 0.11),
        ]
        for s in (-1, 1)
    ]
    b.fill(b.lit("#2f3640"), legs)
    b.fill(b.lit("#a5703f"), slats)


def _fence(b: Backdrop, ink: str) -> None:
    foot, tall = b.horizon + 0.125, 0.085
    bars = [
        [(0, foot - tall * k), (1, foot - tall * k + 0.008), (1, foot - tall * k + 0.024), (0, foot - tall * k + 0.016)]
        for k in (0.40, 0.80)
    ]
    posts = []
    for i in range(13):
        x = (i + 0.5) / 13
        posts.append(
            [
                (x - 0.008, foot + 0.01),
                (x - 0.008, foot - tall),
                (x, foot - tall * 1.15),
                (x + 0.008, foot - tall),
                (x + 0.008, foot + 0.01),
            ]
        )
    b.fill(b.lit(ink) * np.float32(0.82), bars)
    b.fill(b.lit(ink), posts)


def _stone(b: Backdrop, x: float, near: float) -> None:
    foot, tall = b.horizon + 0.10 + near, 0.07 + near * 0.5
    half = tall * 0.34
    angle = np.linspace(np.pi, 2 * np.pi, 9)
    arch = [(x + half * float(np.cos(t)), foot - tall + half * float(np.sin(t))) for t in angle]
    b.fill(in_haze(b, "#8b9097", 0.15), [[(x - half, foot), *arch, (x + half, foot)]])
