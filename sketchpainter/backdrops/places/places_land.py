"""Paints places under an open sky on green or white land: meadows of many kinds, snow and ice, a garden in blossom."""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.grounds import (
    paint_drifts,
    paint_lawn,
    paint_path,
    paint_ridge,
    paint_stream,
    ridge_line,
)
from sketchpainter.backdrops.elements.plants import paint_blossoms, paint_bush_row, paint_flowers, put_grass_in_front
from sketchpainter.backdrops.elements.skies import open_sky
from sketchpainter.backdrops.elements.trees import (
    BUSH,
    OAK,
    POPLAR,
    paint_birches,
    paint_bough,
    paint_conifers,
    paint_leafy,
)
from sketchpainter.backdrops.elements.vistas import (
    crags,
    paint_bales,
    paint_fields,
    paint_peaks,
    paint_pond,
    paint_rail,
    paint_reeds,
    paint_rows,
    paint_woods,
)
from sketchpainter.backdrops.elements.yards import paint_yard
from sketchpainter.raster.arrays import Field, smoothstep


def snow(context: BackdropContext) -> Backdrop:
    """Paints white slopes with blue shadows: peaks, a wood, open hills, a frozen lake with huts; or floes of ice."""
    b = open_sky(context, 0.6)
    rng, width = context.rng, context.shape[1]
    polar = context.mentions("arctic", "antarctic", "pole", "iceberg", "glacier", "floe", "greenland")
    kind = "polar" if polar else context.choose_by_seed("snows", "peaks", "woods", "hills", "polar", "lake")
    if kind in ("peaks", "lake"):
        paint_peaks(b, 0.26 + 0.10 * float(rng.random()), "#8196b8", 0.35, snow=0.9)
    else:
        line = ridge_line(b, b.horizon + 0.03, 0.16 if kind == "polar" else 0.24, 0.45, 5 if kind == "polar" else 2)
        cover = paint_ridge(
            b, line, in_haze(b, "#e6eef8", 0.40), in_haze(b, "#9fb4d4", 0.6), 0.3, until=b.horizon + 0.12
        )
        _facets(b, cover, "#8fa9d3")
    if kind == "polar":
        for x in rng.uniform(0.05, 0.95, 5):
            _berg(b, float(x), float(rng.uniform(0.06, 0.19)))
    if kind == "woods":
        paint_woods(b, "#4a6f78", 0.45, 0.13)
    for step in range(3):
        distance = 0.5 - 0.22 * step
        line = ridge_line(b, b.horizon + 0.045 + 0.045 * step, 0.08, 0.5 + 0.2 * step, 2)
        if kind != "polar":
            count = (14, 10, 0) if kind != "hills" else (4, 3, 0)
            columns = rng.uniform(0.0, 1.0, count[step])
            if step == 2:
                columns = np.concatenate([rng.uniform(0.0, 0.16, 2), rng.uniform(0.84, 1.0, 2)])
                columns = columns[{"hills": slice(0, 0), "lake": slice(1, 2)}.get(kind, slice(0, 4))]
            feet = [
                (float(x), float(line[int(x * (width - 1))]) + 0.02, float(rng.uniform(0.10, 0.17)) * (1 + 0.6 * step))
                for x in columns
            ]
            if feet:
                paint_conifers(b, feet, in_haze(b, "#2f5a52", distance * 1.2), snowy=True)
        paint_ridge(b, line, in_haze(b, "#fbfdff", distance * 0.6), in_haze(b, "#c9d8ef", distance), 0.22)
    paint_drifts(b, b.lit("#ffffff"), b.lit("#a9bfe3"), b.horizon + 0.10)
    if kind == "lake":
        paint_pond(b, 0.5 + 0.30 * context.roomy_side, b.horizon + 0.17, 0.30, "#8fb8d6", lilies=False)
    elif kind == "hills":
        bare = in_haze(b, "#6a5a58", 0.15)
        paint_leafy(b, [(0.5 + 0.42 * context.roomy_side, b.horizon + 0.17, 0.40)], b.lit("#eef4fb"), bare, OAK)
    if context.mentions("village", "town"):
        paint_yard(b, context)
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
    b.fill(in_haze(b, "#eaf6ff", 0.25), [[*shape, (x + half, foot)]])
    dark = [(tip, foot - tall), (x + half * 0.7, foot - tall * 0.5), (x + half, foot), (tip - half * 0.1, foot)]
    b.fill(in_haze(b, "#8fc1e3", 0.3), [dark], 0.8)


def _facets(b: Backdrop, cover: Field, ink: str) -> None:
    """Shades the sides of crags that are away from the light."""
    b.lay(in_haze(b, ink, 0.35), cover * smoothstep(0.01, 0.09, crags(b, b.shape)) * np.float32(0.55))


_GREENS = (
    ("#5f9e4c", "#8fc25a", "#4f8f3a"),
    ("#7aa33f", "#b4c452", "#6a9434"),
    ("#4f9a66", "#84c07a", "#3c8450"),
    ("#8aa348", "#c3c86a", "#7d9440"),
    ("#4a8f7a", "#79b884", "#35785c"),
)
"""Colours of distant hills, of grass, and of near grass."""
_DRY = (("#b99a4a", "#d6b75e", "#a8863c"), ("#a98a3f", "#cfa953", "#8f7433"), ("#c98f4a", "#e0bd6a", "#a5743a"))
_CROPS = ("#d9bf5a", "#86ad4a", "#b8c55f", "#6f9a45", "#cf9a4a", "#9fb85a")
_ROWS = (
    ("#d9435a", "#f2a03c", "#f6d84a", "#e873a0"),
    ("#8a6fd0", "#a98ae0", "#7a5fc0"),
    ("#f4d03c", "#f8e06a"),
    ("#f08fb3", "#ffffff", "#d9567f"),
)
"""Colours of rows of flowers: tulips, lavender, rape, roses."""


def meadow(context: BackdropContext) -> Backdrop:
    """Paints open land of many kinds: the seed decides what rises behind it, what crosses it, and what frames it."""
    if context.season == "winter":
        return snow(context)
    b = open_sky(context, 0.6)
    dry = context.season == "autumn" or context.mentions("savanna", "africa", "prairie", "steppe", "wheat")
    hill, near, deep = context.choose_by_seed("grass", *(_DRY if dry else _GREENS))
    leaves = context.leaf_colours()
    built = context.mentions(
        "village", "farm", "graveyard", "cemetery", "park", "playground", "garden", "orchard", "zoo"
    )
    _background(b, context, (hill, near), leaves)
    line = ridge_line(b, b.horizon + 0.10, 0.05, 0.8, 2)
    paint_lawn(b, line, near, deep, "#e8dc8a" if dry else "#c9d36a")
    flowery = not built and _across(b, context, dry=dry)
    if context.mentions("garden", "orchard") or (
        context.season == "spring" and context.choose_by_seed("blossom", True, False)
    ):
        at = context.roomy_side * 0.34 + 0.5
        paint_blossoms(b, [(at, b.horizon + 0.16, 0.42)], leaves_pink=context.season == "spring")
    elif not context.mentions("village", "farm", "graveyard", "cemetery"):
        _framing(b, context, leaves, spare=built)
    paint_yard(b, context)
    if not flowery and (not dry or context.mood == "happy"):
        paint_flowers(
            b,
            line,
            count=int(context.choose_by_seed("many", 60, 110, 30)),
            kind=context.choose_by_seed("kinds", *range(6)),
        )
    put_grass_in_front(b, deep)
    return b


def _background(b: Backdrop, context: BackdropContext, inks: tuple[str, str], leaves: tuple[str, ...]) -> None:
    """Paints what rises behind the meadow: hills, a range of mountains, a wood, fields, or a wide plain."""
    rng, (hill, near), width = context.rng, inks, context.shape[1]
    kind = context.choose_by_seed("range", "hills", "peaks", "woods", "downs", "plain", "fields")
    if kind == "peaks":
        paint_peaks(
            b, 0.20 + 0.10 * float(rng.random()), context.choose_at_random("#7486a8", "#8a7f9c", "#6d8b98"), 0.55
        )
    if kind == "woods":
        line = ridge_line(b, b.horizon + 0.01, 0.12, 0.5, 2)
        paint_ridge(b, line, in_haze(b, hill, 0.68), in_haze(b, near, 0.6), until=b.horizon + 0.1)
        paint_woods(b, "#35654a" if context.season != "autumn" else leaves[1], 0.34)
    rises = {"hills": (0.17, 0.13, 0.09), "downs": (0.26, 0.16, 0.10), "peaks": (0.07, 0.06), "fields": (0.12, 0.08)}
    for step, rise in enumerate(rises.get(kind, (0.05, 0.04))):
        distance = 0.58 - 0.20 * step
        line = ridge_line(b, b.horizon + 0.030 * step + 0.01, rise, 0.5 + 0.12 * step, 2 if kind != "downs" else 1)
        paint_ridge(b, line, in_haze(b, hill, distance), in_haze(b, near, distance), until=b.horizon + 0.16)
        if kind == "fields":
            continue
        for ink in leaves[: 1 + (context.season in ("autumn", "spring"))]:
            feet = _feet_on(rng, line, width, 4 - step, (0.045, 0.08), 1 + 0.6 * step)
            habit = context.choose_by_seed("groves", OAK, POPLAR, BUSH, OAK)
            paint_leafy(b, feet, in_haze(b, ink, distance * 0.8), in_haze(b, "#5b4630", distance), habit)
    if kind == "fields":
        paint_fields(b, _CROPS)


def _across(b: Backdrop, context: BackdropContext, *, dry: bool) -> bool:
    """Paints what crosses the meadow: a path, a brook, a pond, rows of flowers, a fence, bales, or nothing.

    Returns:
        True if there are flowers enough.
    """
    x = 0.5 + 0.36 * context.roomy_side
    if context.mentions("road", "path", "countryside"):
        kind = "path"
    elif context.mentions("prairie", "savanna", "wheat"):
        kind = "bales" if context.mentions("wheat") else "none"
    else:
        kind = context.choose_by_seed(
            "what crosses", "path", "brook", "none", "rows", "pond", "fence", "bales" if dry else "path"
        )
    match kind:
        case "path":
            paint_path(b, context.focus, b.lit(context.choose_at_random("#dcc79c", "#c9a878", "#e3d3b3")))
        case "brook":
            paint_stream(b, 0.5 + 0.62 * context.roomy_side, 0.46, "#3f86a3")
        case "rows":
            paint_rows(
                b, context.choose_by_seed("crops", *_ROWS) if not dry else ("#d9a83c", "#e8c45a"), 1 - context.focus
            )
            return True
        case "pond":
            paint_pond(b, x, b.horizon + 0.19, 0.24, "#3a7f8f")
            paint_reeds(b, x + 0.17 * context.roomy_side, b.horizon + 0.235, 0.14, 0.15)
        case "fence":
            paint_rail(b, context.roomy_side, context.choose_at_random("#e8dfcd", "#a5805a", "#c2b6a3"))
        case "bales":
            paint_bales(b, 5, "#eccf7a")
    return False


def _framing(b: Backdrop, context: BackdropContext, leaves: tuple[str, ...], *, spare: bool) -> None:
    """Paints what stands near one edge: a tree of some kind, bushes, a branch above, or nothing."""
    rng, side = context.rng, context.roomy_side
    kind = context.choose_by_seed("framing", "oak", "birches", "bough", "none", "poplars", "bushes", "apple")
    crown, bark = b.lit(str(leaves[context.choose_by_seed("crown", *range(len(leaves)))])), b.lit("#5b4630")
    edge, foot = 0.5 + side * float(rng.uniform(0.40, 0.50)), b.horizon + 0.14
    if spare:
        kind = "bough" if kind == "bough" else "oak"
        edge = 0.5 - side * 0.46
    match kind:
        case "oak":
            paint_leafy(b, [(edge, foot, float(rng.uniform(0.38, 0.54)))], crown, bark)
        case "apple":
            paint_blossoms(b, [(edge, foot + 0.02, 0.36)], leaves_pink=context.season == "spring")
        case "birches":
            feet = [(0.5 + side * at, foot + drop, tall) for at, drop, tall in ((0.46, 0.04, 0.66), (0.35, 0.0, 0.50))]
            paint_birches(b, feet, crown)
        case "poplars":
            feet = [(0.5 + side * (0.47 - 0.10 * i), foot - 0.022 * i, 0.46 - 0.09 * i) for i in (2, 1, 0)]
            paint_leafy(b, feet, crown * np.float32(0.9), bark, POPLAR)
        case "bushes":
            feet = [(0.5 + side * (0.44 - 0.12 * i), foot + 0.04 - 0.03 * i, 0.17 - 0.03 * i) for i in (1, 0)]
            paint_leafy(b, feet, crown, bark, BUSH)
        case "bough":
            paint_bough(b, side, crown, bark)


def _feet_on(
    rng: np.random.Generator, line: Field, width: int, count: int, tall: tuple[float, float], grown: float
) -> list[tuple[float, float, float]]:
    """Returns places on a ridge for trees: (x, y of the foot, height), parts of the picture."""
    columns = rng.uniform(0.02, 0.98, max(1, count))
    return [(float(x), float(line[int(x * (width - 1))]) + 0.012, float(rng.uniform(*tall)) * grown) for x in columns]


def cherry_garden(context: BackdropContext) -> Backdrop:
    """Paints trees in blossom on a lawn, with petals in the air."""
    b = open_sky(context, 0.4)
    if context.choose_by_seed("range", True, False):
        paint_peaks(b, 0.24, "#8f96b8", 0.55)
    line = ridge_line(b, b.horizon + 0.05, 0.08, 0.6, 2)
    paint_ridge(b, line, in_haze(b, "#7aa870", 0.5), in_haze(b, "#8fba6a", 0.4))
    paint_bush_row(b, b.horizon + 0.05, 0.06, in_haze(b, "#e7a3be", 0.35))
    paint_lawn(b, ridge_line(b, b.horizon + 0.09, 0.03, 0.8, 2), "#9cc46a", "#5f9a4a", "#f7d3e0")
    match context.choose_by_seed("garden", "path", "pond", "brook"):
        case "path":
            paint_path(b, context.focus, b.lit("#e3d3b8"))
        case "pond":
            paint_pond(b, 0.5 + 0.30 * context.roomy_side, b.horizon + 0.21, 0.24, "#4a8f9a")
        case _:
            paint_stream(b, 0.5 + 0.62 * context.roomy_side, 0.44, "#4a8f9a")
    side, low = context.roomy_side, b.horizon
    feet = [
        (0.5 + 0.43 * side, low + 0.16, 0.56),
        (0.5 - 0.44 * side, low + 0.11, 0.40),
        (0.5 - 0.20 * side, low + 0.07, 0.22),
        (0.5 + 0.22 * side, low + 0.06, 0.2),
    ]
    paint_blossoms(b, feet, leaves_pink=True)
    put_grass_in_front(b, "#4f8a3c")
    return b
