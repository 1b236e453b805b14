"""Paints wild places: mountains and deserts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.grounds import (
    paint_drifts,
    paint_lawn,
    paint_path,
    paint_ridge,
    ridge_line,
)
from sketchpainter.backdrops.elements.plants import paint_flowers, put_grass_in_front
from sketchpainter.backdrops.elements.skies import open_sky
from sketchpainter.backdrops.elements.trees import paint_conifers, paint_palms
from sketchpainter.backdrops.elements.vistas import paint_peaks, paint_pond, paint_woods
from sketchpainter.raster.arrays import Field, blurred, mix, smoothstep


def mountains(context: BackdropContext) -> Backdrop:
    """Paints snow-capped peaks behind fir slopes: an alpine meadow, a lake below them, a wood, or red rock."""
    b = open_sky(context, 0.5)
    rng, width = context.rng, context.shape[1]
    red = context.mentions("canyon", "cliff", "rock")
    rock = "#b5714a" if red else context.choose_by_seed("rock", "#6f7d9c", "#86788f", "#6d8791", "#8a8078")
    kind = context.choose_by_seed("alps", "meadow", "lake", "woods", "ridges")
    rise = min(0.62, b.horizon * 0.95)
    paint_peaks(b, rise, rock, 0.42, snow=0.0 if red else 0.55)
    if kind in ("meadow", "ridges"):
        paint_peaks(b, rise * context.choose_by_seed("second", 0.45, 0.62), rock, 0.25, snow=0.0 if red else 0.35)
    if kind == "ridges":
        for step in range(3):
            line = ridge_line(b, b.horizon + 0.02 + 0.03 * step, 0.16 - 0.03 * step, 0.35, 4)
            paint_ridge(
                b, line, in_haze(b, "#5f7a86", 0.6 - 0.16 * step), in_haze(b, "#86a08f", 0.7), until=b.horizon + 0.14
            )
    line = ridge_line(b, b.horizon + 0.06, 0.09, 0.5, 3)
    paint_ridge(b, line, in_haze(b, "#4c7a58", 0.45), in_haze(b, "#77a05b", 0.35), 0.12, until=b.horizon + 0.16)
    winter = context.season == "winter"
    if not red:
        columns = rng.random((22, 2))
        feet = [(float(x), float(line[int(x * (width - 1))]) + 0.03, 0.06 + 0.05 * float(t)) for x, t in columns]
        paint_conifers(b, feet, in_haze(b, "#2f5a48", 0.35), snowy=winter)
    if kind == "woods" and not red:
        paint_woods(b, "#2f5a48", 0.15, 0.16)
    line = ridge_line(b, b.horizon + 0.11, 0.05, 0.7, 2)
    if winter:
        paint_ridge(b, line, b.lit("#fbfdff"), b.lit("#c9d8ef"), 0.4)
        paint_drifts(b, b.lit("#ffffff"), b.lit("#a9bfe3"), b.horizon + 0.10)
        b.ground, b.ground_ink = "snow", b.lit("#dfe9fa")
        return b
    greens = context.choose_by_seed(
        "greens", ("#94b552", "#557f37"), ("#b3b04a", "#7d8236"), ("#7fae62", "#4a7f4a"), ("#a8c070", "#5f8a50")
    )
    paint_lawn(b, line, *(greens if context.season != "autumn" else ("#d0a04a", "#9a6f30")))
    if kind == "lake":
        paint_pond(b, 0.5 + 0.22 * context.roomy_side, b.horizon + 0.16, 0.42, "#2f7f8f")
    elif context.choose_by_seed("alp floor", True, False, True):
        paint_path(b, context.focus, b.lit("#d3c2a0"), 0.26)
    if context.choose_by_seed("near firs", True, False, True):
        sized = [(0.5 + context.roomy_side * at, b.horizon + 0.15, tall) for at, tall in ((0.47, 0.44), (0.38, 0.32))]
        paint_conifers(b, sized, b.lit("#2a4f3c"))
    _boulders(b, context.roomy_side)
    paint_flowers(b, line, kind=context.choose_by_seed("kinds", *range(6)))
    put_grass_in_front(b, "#4b7530")
    return b


def _boulders(b: Backdrop, side: int) -> None:
    """Paints grey stones in the grass."""
    stones, lit = [], []
    for aside, down, size, bump in b.rng.random((6, 4)):
        near = 0.25 + 0.65 * down
        x, y = 0.5 + side * (0.10 + 0.40 * aside), b.horizon + near * (1 - b.horizon)
        r = (0.016 + 0.030 * size) * near * 1.4
        t = np.linspace(np.pi, 2 * np.pi, 9)
        top = y + r * (0.62 + 0.3 * bump) * np.sin(t) * (1 + 0.12 * np.sin(5 * t + 6 * bump))
        stones.append(
            np.concatenate([np.stack([x + r * np.cos(t), top], 1), [(x + r, y + r * 0.1), (x - r, y + r * 0.1)]])
        )
        cut = slice(0, 6) if b.light.side < 0 else slice(3, 9)
        lit.append(
            np.concatenate(
                [np.stack([x + r * np.cos(t[cut]), top[cut]], 1), [(x + b.light.side * r * 0.2, y - r * 0.2)]]
            )
        )
    b.fill(b.lit("#7d7f86"), stones, tone=1 + np.float32(0.6) * b.mottle())
    b.fill(b.lit("#b5b5b8"), lit, 0.7)


def desert(context: BackdropContext) -> Backdrop:
    """Paints dunes with sharp crests, mesas and cacti, stones, or a distant oasis."""
    b = open_sky(context, 0.15)
    height = context.shape[0]
    y = np.arange(height, dtype=np.float32)[:, None] / height
    sand = context.choose_by_seed(
        "sand", ("#f0c27a", "#c07a45"), ("#e9b06a", "#a8573a"), ("#f3d49a", "#c99a62"), ("#e8a878", "#b0604a")
    )
    west = context.mentions(
        "wild west", "grand canyon", "arizona", "texas", "nevada", "canyon", "outback", "death valley"
    )
    egypt = context.mentions("egypt", "giza", "cairo", "pyramid")
    kind = context.choose_by_seed("desert", "dunes", "mesas", "oasis", "cacti", "dunes") if not (west or egypt) else ""
    if west or kind == "mesas":
        for at, tall, half in context.rng.random((3, 3)):
            _mesa(b, float(at), 0.10 + 0.14 * float(tall), 0.08 + 0.10 * float(half))
    if egypt:
        for x, tall in ((0.20, 0.24), (0.80, 0.17), (0.62, 0.11)):
            _pyramid(b, x, tall)
    steep = context.choose_by_seed("dunes", 0.11, 0.19, 0.07)
    for step in range(4):
        distance = 0.55 - 0.17 * step
        low = b.horizon + 0.015 + 0.075 * step
        line = ridge_line(b, low, steep * (1 - 0.15 * step), 0.5 + 0.12 * step, 2)
        pale = in_haze(b, sand[0], distance)
        until = 1.0 if step == 3 else low + 0.13
        cover = paint_ridge(b, line, pale, mix(pale, in_haze(b, sand[1], distance), 0.45), 0.3, until)
        slope = blurred(np.gradient(line)[None, :].astype(np.float32), 5 * b.unit)[0] * height * b.light.side
        lee = smoothstep(0.02, 0.22, slope)[None, :] * smoothstep(0.16, 0.0, y - line[None, :])
        b.lay(in_haze(b, sand[1], distance), cover * lee * np.float32(0.75))
    paint_drifts(b, b.lit("#ffe3ad"), b.lit(sand[1]), b.horizon + 0.16)
    if context.mentions("oasis") or kind == "oasis":
        side = context.roomy_side
        paint_pond(b, 0.5 + 0.32 * side, b.horizon + 0.17, 0.17, "#2f8f9a")
        feet = [(0.5 + side * at, b.horizon + low, tall) for at, low, tall in ((0.46, 0.15, 0.46), (0.30, 0.13, 0.34))]
        paint_palms(b, feet, b.lit("#3f8a4a"), b.lit("#7a5a3a"))
    elif west or kind in ("cacti", "mesas"):
        for at, low, tall in ((0.42, 0.20, 0.30), (0.27, 0.10, 0.13), (-0.44, 0.13, 0.17)):
            _cactus(b, 0.5 + context.roomy_side * at, b.horizon + low, tall)
    b.ground, b.ground_ink = "sand", b.lit(sand[0])
    return b


def _cactus(b: Backdrop, x: float, foot: float, tall: float) -> None:
    """Paints a cactus with two arms."""
    half = tall * 0.075

    def limb(points: list[tuple[float, float]], wide: float) -> list[Field]:
        rounds = []
        for (x0, y0), (x1, y1) in pairwise(points):
            for t in np.linspace(0, 1, 16):
                a = np.linspace(0, 2 * np.pi, 10)
                rounds.append(
                    np.stack([x0 + (x1 - x0) * t + wide * np.cos(a), y0 + (y1 - y0) * t + wide * np.sin(a)], 1)
                )
        return rounds

    shapes = limb([(x, foot - half), (x, foot - tall)], half)
    for turn, low, long in ((-1, 0.42, 0.30), (1, 0.56, 0.24)):
        elbow = (x + turn * tall * 0.20, foot - tall * low)
        shapes += limb([(x, foot - tall * low), elbow, (elbow[0], elbow[1] - tall * long)], half * 0.72)
    distance, aside = 0.05 if tall > 0.25 else 0.25, b.light.side * half * 0.35
    b.fill(b.light.shadow, [[(x - half * 2.4, foot), (x + half * 2.4, foot), (x, foot + half)]], 0.4, 1.5 * b.unit)
    b.fill(in_haze(b, "#4f8a52", distance) * np.float32(0.8), shapes)
    b.fill(
        in_haze(b, "#7fb56a", distance),
        limb([(x + aside, foot - half), (x + aside, foot - tall)], half * 0.4),
        0.8,
    )


def _mesa(b: Backdrop, x: float, tall: float, half: float) -> None:
    foot, top = b.horizon + 0.03, b.horizon - tall
    shape = [(x - half * 1.5, foot), (x - half, top + tall * 0.3), (x - half * 0.9, top), (x + half * 0.9, top)]
    cover = b.polygons([[*shape, (x + half, top + tall * 0.3), (x + half * 1.5, foot)]])
    b.lay(in_haze(b, "#b5603c", 0.35), cover)
    y = np.arange(b.shape[0], dtype=np.float32)[:, None] / b.shape[0]
    b.lay(in_haze(b, "#7d3a2c", 0.4), (cover * (np.sin(y * 190) > 0.3) * 0.3).astype(np.float32))
    side = x + b.light.side * half * 0.1
    b.lay(
        in_haze(b, "#6a3230", 0.4),
        (
            cover
            * b.polygons(
                [[(side, 0), (side - b.light.side * 0.5, 0), (side - b.light.side * 0.5, 1), (side, 1)]], 4 * b.unit
            )
            * 0.35
        ).astype(np.float32),
    )


def _pyramid(b: Backdrop, x: float, tall: float) -> None:
    half, foot = tall * 0.85, b.horizon + 0.03
    b.fill(in_haze(b, "#e0b76a", 0.25), [[(x - half, foot), (x, foot - tall), (x + half, foot)]])
    turn = x - b.light.side * half
    b.fill(in_haze(b, "#a5763f", 0.3), [[(turn, foot), (x, foot - tall), (x + b.light.side * half * 0.25, foot)]])
