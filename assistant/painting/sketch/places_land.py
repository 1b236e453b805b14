"""Places under an open sky on green or white land: meadow and its kin, snow, a garden in blossom.

Runs in the painter's process. Each function paints one place into a new backdrop.
"""

from __future__ import annotations

import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, Outlook, far
from assistant.painting.sketch.fields import Field, noise, smoothstep
from assistant.painting.sketch.grounds import paint_drifts, paint_lawn, paint_path, paint_ridge, ridge_line
from assistant.painting.sketch.plants import (
    paint_blossoms,
    paint_bush_row,
    paint_conifers,
    paint_flowers,
    paint_leafy,
    put_grass_in_front,
)
from assistant.painting.sketch.seasons import leaves_of
from assistant.painting.sketch.skies import open_sky
from assistant.painting.sketch.yards import paint_yard


def meadow(outlook: Outlook) -> Backdrop:
    """Rolling hills, trees, flowers; with what a park, a garden, a farm or a village has."""
    if outlook.season == "winter":
        return snow(outlook)
    b = open_sky(outlook, 0.6)
    rng, width = outlook.rng, outlook.shape[1]
    dry = outlook.season == "autumn" or outlook.says("savanna", "africa", "prairie", "steppe", "wheat")
    greens: tuple[tuple[str, str, str], ...] = (
        ("#5f9e4c", "#8fc25a", "#4f8f3a"),
        ("#7aa33f", "#a9c24f", "#5e8c34"),
        ("#4f9a66", "#84c07a", "#3c8450"),
    )
    if dry:
        greens = (("#b99a4a", "#d6b75e", "#a8863c"), ("#a98a3f", "#cfa953", "#8f7433"))
    hill, near, deep = outlook.one_of(*greens)
    leaves = leaves_of(outlook)
    kind = outlook.one_of("hills", "lowland", "ridge")
    for step in range(3):
        distance = 0.70 - 0.24 * step
        rise = {"hills": 0.16, "lowland": 0.06, "ridge": 0.24}[kind] * (1 - 0.24 * step)
        line = ridge_line(
            b, b.horizon + 0.030 * step + 0.01, rise, 0.5 + 0.12 * step, 2 if kind != "ridge" else 4 - step
        )
        paint_ridge(b, line, far(b, hill, distance), far(b, near, distance))
        for ink in leaves[: 1 + (outlook.season in ("autumn", "spring"))]:
            feet = _feet_on(rng, line, width, 4 - step, (0.045, 0.08), 1 + 0.6 * step)
            paint_leafy(b, feet, far(b, ink, distance * 0.8), far(b, "#5b4630", distance))
    line = ridge_line(b, b.horizon + 0.10, 0.05, 0.8, 2)
    paint_lawn(b, line, near, deep, "#e8dc8a" if dry else "#c9d36a")
    if outlook.says("garden", "orchard") or outlook.season == "spring":
        paint_blossoms(
            b, [(b.light.side * -0.34 + 0.5, b.horizon + 0.16, 0.40)], leaves_pink=outlook.season == "spring"
        )
    paint_yard(b, outlook)
    if not outlook.says("village", "farm", "graveyard", "cemetery"):
        tall = float(rng.uniform(0.26, 0.46))
        edge = float(rng.choice((0.04, 0.96)))
        if rng.random() < 0.7:
            crown = b.lit(str(rng.choice(leaves)))
            paint_leafy(b, [(edge, b.horizon + 0.13, tall)], crown, b.lit("#5b4630"))
        if rng.random() < 0.4 or outlook.says("road", "park", "countryside", "garden"):
            paint_path(b, float(rng.uniform(0.2, 0.8)), b.lit("#d8c49a"))
    if not dry or outlook.mood == "happy":
        paint_flowers(b, line)
    put_grass_in_front(b, deep)
    return b


def _feet_on(
    rng: np.random.Generator, line: Field, width: int, count: int, tall: tuple[float, float], grown: float
) -> list[tuple[float, float, float]]:
    """Places on a ridge for trees: (x, y of the foot, height), parts."""
    columns = rng.uniform(0.02, 0.98, max(1, count))
    return [(float(x), float(line[int(x * (width - 1))]) + 0.012, float(rng.uniform(*tall)) * grown) for x in columns]


def snow(outlook: Outlook) -> Backdrop:
    """White slopes with blue shadows, snowy firs, a pale sky; or floes of ice."""
    b = open_sky(outlook, 0.6)
    rng, width = outlook.rng, outlook.shape[1]
    polar = (
        outlook.says("arctic", "antarctic", "pole", "iceberg", "glacier", "floe", "greenland") or rng.random() < 0.25
    )
    line = ridge_line(b, b.horizon + 0.03, 0.30 if not polar else 0.16, 0.45, 5)
    cover = paint_ridge(b, line, far(b, "#e6eef8", 0.40), far(b, "#9fb4d4", 0.6), 0.3)
    _facets(b, cover, "#8fa9d3")
    if polar:
        for x in rng.uniform(0.05, 0.95, 4):
            _berg(b, float(x), float(rng.uniform(0.06, 0.16)))
    for step in range(3):
        distance = 0.5 - 0.22 * step
        line = ridge_line(b, b.horizon + 0.045 + 0.045 * step, 0.08, 0.5 + 0.2 * step, 2)
        if not polar:
            columns = rng.uniform(0.0, 1.0, 14 - 4 * step)
            if step == 2:
                columns = np.concatenate([rng.uniform(0.0, 0.16, 2), rng.uniform(0.84, 1.0, 2)])
            feet = [
                (float(x), float(line[int(x * (width - 1))]) + 0.02, float(rng.uniform(0.10, 0.16)) * (1 + 0.55 * step))
                for x in columns
            ]
            paint_conifers(b, feet, far(b, "#2f5a52", distance * 1.2), snowy=True)
        paint_ridge(b, line, far(b, "#fbfdff", distance * 0.6), far(b, "#c9d8ef", distance), 0.22)
    paint_drifts(b, b.lit("#ffffff"), b.lit("#a9bfe3"), b.horizon + 0.10)
    if outlook.says("village", "town"):
        paint_yard(b, outlook)
    b.ground, b.ground_ink, b.shadow = "snow", b.lit("#dfe9fa"), 0.8
    return b


def _berg(b: Backdrop, x: float, tall: float) -> None:
    half, foot = tall * float(b.rng.uniform(0.5, 1.0)), b.horizon + 0.05
    tip = x + float(b.rng.uniform(-0.3, 0.3)) * half
    shape = [
        (x - half, foot),
        (x - half * 0.6, foot - tall * 0.7),
        (tip, foot - tall),
        (x + half * 0.7, foot - tall * 0.5),
    ]
    b.lay(far(b, "#eaf6ff", 0.25), b.polygons([[*shape, (x + half, foot)]]))
    dark = [(tip, foot - tall), (x + half * 0.7, foot - tall * 0.5), (x + half, foot), (tip - half * 0.1, foot)]
    b.lay(far(b, "#8fc1e3", 0.3), b.polygons([dark]) * 0.8)


def _facets(b: Backdrop, cover: Field, ink: str) -> None:
    """Shaded sides of crags, away from the light."""
    crags = noise(b.rng, b.shape, 110 * b.unit, octaves=4)
    facing = np.roll(crags, b.light.side * max(2, round(6 * b.unit)), 1) - crags
    b.lay(far(b, ink, 0.35), (cover * smoothstep(0.01, 0.09, facing) * 0.55).astype(np.float32))


def cherry_garden(outlook: Outlook) -> Backdrop:
    """Trees in blossom on a lawn, petals in the air."""
    b = open_sky(outlook, 0.4)
    line = ridge_line(b, b.horizon + 0.05, 0.08, 0.6, 2)
    paint_ridge(b, line, far(b, "#7aa870", 0.5), far(b, "#8fba6a", 0.4))
    paint_bush_row(b, b.horizon + 0.05, 0.06, far(b, "#e7a3be", 0.35))
    paint_lawn(b, ridge_line(b, b.horizon + 0.09, 0.03, 0.8, 2), "#9cc46a", "#5f9a4a", "#f7d3e0")
    feet = [
        (0.08, b.horizon + 0.15, 0.52),
        (0.92, b.horizon + 0.12, 0.44),
        (0.30, b.horizon + 0.07, 0.22),
        (0.7, b.horizon + 0.06, 0.2),
    ]
    paint_blossoms(b, feet, leaves_pink=True)
    put_grass_in_front(b, "#4f8a3c")
    return b
