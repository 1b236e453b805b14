"""Places with water: open sea, beach, lake and river, harbour, underwater.

Runs in the painter's process. Each function paints one place into a new backdrop.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, far
from sketchpainter.backdrops.backdrop_context import Outlook
from sketchpainter.backdrops.elements.coasts import (
    paint_cliff,
    paint_dune_grass,
    paint_island,
    paint_lilies,
    paint_rock,
    paint_shells,
    put_reeds_in_front,
)
from sketchpainter.backdrops.elements.grounds import paint_drifts, paint_ridge, paint_water, ridge_line
from sketchpainter.backdrops.elements.plants import paint_bush_row
from sketchpainter.backdrops.elements.skies import open_sky
from sketchpainter.backdrops.elements.trees import BIRCH, POPLAR, paint_conifers, paint_leafy, paint_palms
from sketchpainter.backdrops.elements.vistas import paint_peaks
from sketchpainter.backdrops.seasons import leaves_of
from sketchpainter.raster.arrays import colour, smoothstep
from sketchpainter.raster.textures import cloudy

_SEAS = (
    ("#145f8a", "#2f9db5"),
    ("#0f5a72", "#4fc0a8"),
    ("#24508f", "#4a8fd9"),
    ("#1f6f7a", "#7fc9a8"),
    ("#2a4a86", "#6f9fc9"),
)
"""Water far out, and near us."""


def sea(outlook: Outlook) -> Backdrop:
    """Open water: with a coast far off, cliffs, islands, rocks in the surf, or nothing but waves."""
    b = open_sky(outlook, 0.7)
    kind = outlook.turn("coast", "cliffs", "open", "islands", "rocks", "coast")
    rough = outlook.says("storm", "rough", "high seas")
    side = outlook.away
    if kind == "coast":
        line = ridge_line(b, b.horizon + 0.012, 0.12, 0.4, 4)
        paint_ridge(b, line, far(b, "#5d7d92", 0.55), far(b, "#7f9aa5", 0.65), until=b.horizon + 0.02)
    elif kind == "islands":
        for at, half, rise in ((0.34, 0.10, 0.055), (0.12, 0.16, 0.10), (-0.38, 0.08, 0.04)):
            paint_island(b, 0.5 + side * at, half, rise)
    elif kind == "cliffs":
        paint_cliff(b, side, 0.30, 0.20, 0.40)
        paint_cliff(b, side, 0.17, 0.32, 0.16)
    deep, pale = outlook.turn("sea", *_SEAS)
    paint_water(b, b.horizon, deep, pale, calm=0.05 if rough else outlook.turn("calm", 0.25, 0.5, 0.35))
    if kind == "rocks":
        for at, low, wide in ((0.43, 0.10, 0.09), (0.29, 0.07, 0.035), (0.38, 0.24, 0.12)):
            paint_rock(b, 0.5 + side * at, b.horizon + low, wide)
    elif kind == "cliffs":
        paint_rock(b, 0.5 + side * 0.20, b.horizon + 0.02, 0.035)
    return b


def lake(outlook: Outlook) -> Backdrop:
    """Still water between banks with trees: below peaks, in a wood, among hills; reeds or lilies in front."""
    b = open_sky(outlook, 0.5)
    rng = outlook.rng
    leaves = leaves_of(outlook)
    kind = outlook.turn("lake", "peaks", "woods", "hills", "poplars")
    if kind == "peaks":
        paint_peaks(b, 0.26 + 0.08 * float(rng.random()), "#74839f", 0.42, snow=0.45)
    elif kind == "hills":
        line = ridge_line(b, b.horizon + 0.01, 0.22, 0.55, 2)
        paint_ridge(b, line, far(b, "#6f9078", 0.55), far(b, "#86a88a", 0.55), until=b.horizon + 0.02)
    line = ridge_line(b, b.horizon + 0.01, 0.08, 0.5, 2)
    paint_ridge(b, line, far(b, "#5f9052", 0.4), far(b, "#7fab5c", 0.35), 0.1, until=b.horizon + 0.03)
    paint_bush_row(b, b.horizon + 0.014, 0.055, far(b, leaves[0], 0.35))
    columns = (np.arange(7) + rng.random(7)) / 7
    feet = [(float(x), b.horizon + 0.014, float(rng.uniform(0.08, 0.19))) for x in columns]
    if kind in ("woods", "peaks"):
        more = [(float(x), b.horizon + 0.012, float(rng.uniform(0.07, 0.15))) for x in rng.random(9)]
        paint_conifers(b, more, far(b, "#3f6a5c", 0.5))
        paint_conifers(b, feet, far(b, "#2f5a48", 0.28))
    elif kind == "poplars":
        paint_leafy(b, feet, far(b, leaves[1], 0.2), far(b, "#5b4630", 0.3), POPLAR)
    else:
        paint_leafy(b, feet, far(b, leaves[1], 0.25), far(b, "#5b4630", 0.3), outlook.one_of(BIRCH, POPLAR))
    deep, pale = outlook.turn(
        "lake", ("#2a6f86", "#4fa3a8"), ("#2f6a5c", "#5fa58a"), ("#2f5f93", "#5f9ccc"), ("#3a5f86", "#86a8c9")
    )
    paint_water(b, b.horizon + 0.012, deep, pale, calm=0.85)
    if outlook.turn("edge", True, False):
        paint_lilies(b, outlook.away)
    put_reeds_in_front(b, rng, (outlook.away,) if kind != "woods" else (-1, 1))
    return b


def beach(outlook: Outlook) -> Backdrop:
    """Sea to the horizon, surf, sand: with palms, cliffs, dunes or islands."""
    b = open_sky(outlook, 0.5)
    rng, height = outlook.rng, outlook.shape[0]
    tropical = outlook.says("tropical", "hawaii", "island", "palm", "caribbean", "bahamas")
    kind = outlook.turn("beach", "palms", "cliffs", "dunes", "islands", "rocks")
    side = outlook.away
    if kind == "cliffs":
        paint_cliff(b, side, 0.34, 0.20, 0.34)
    elif kind in ("islands", "palms"):
        paint_island(b, 0.5 - side * 0.30, 0.15, 0.07)
        paint_island(b, 0.5 - side * 0.05, 0.07, 0.03)
    elif kind == "dunes":
        line = ridge_line(b, b.horizon + 0.012, 0.06, 0.4, 3)
        paint_ridge(b, line, far(b, "#5f8a78", 0.55), far(b, "#7f9f86", 0.55), until=b.horizon + 0.02)
    deep, pale = outlook.turn(
        "shore", ("#1f8fb0", "#6fd0cb"), ("#1a7fa8", "#5cc4c0"), ("#2a6fb8", "#7fd0e0"), ("#1f8a8f", "#8fe0c4")
    )
    paint_water(b, b.horizon, deep, pale, calm=0.45)
    y = np.arange(height, dtype=np.float32)[:, None] / height
    # The shore runs aslant, nearer to us on the side where nobody stands.
    slant = (np.linspace(-0.5, 0.5, outlook.shape[1]) * side * outlook.turn("slant", 0.16, 0.02, 0.24)).astype(
        np.float32
    )
    shore = ridge_line(b, b.horizon + 0.20, 0.06, 0.8, 2) + slant
    foam = cloudy(rng, outlook.shape, 30 * b.unit, octaves=3)
    sand = outlook.turn("sand", ("#f2dcae", "#e3bd84"), ("#f5e4c4", "#dcc095"), ("#eecf9a", "#d3a56a"))
    for shift, share in ((-0.028, 0.95), (-0.062, 0.5)):
        edge = np.abs(y - (shore + shift)[None, :] + 0.02 * (foam - np.float32(0.5)))
        b.lay(b.lit("#ffffff"), smoothstep(0.013, 0.0, edge) * np.float32(share))
    paint_ridge(b, shore - 0.020, b.lit("#c9a574"), b.lit("#dcbc8a"), 0.05)
    paint_ridge(b, shore + 0.02, b.lit(sand[0]), b.lit(sand[1]), 0.5)
    paint_drifts(b, b.lit("#fff0cf"), b.lit("#c79b66"), b.horizon + 0.22)
    low = float(shore[0 if side < 0 else -1])
    if kind == "palms" or tropical:
        paint_palms(b, [(0.5 + side * 0.44, low + 0.16, 0.66), (0.5 + side * 0.36, low + 0.11, 0.46)],
                    b.lit("#3f8f4a"), b.lit("#8a6a48"))  # fmt: skip
    elif kind == "dunes":
        dune = low + 0.02 + 0.30 * np.abs(np.linspace(0, 1, outlook.shape[1]) - (0.0 if side < 0 else 1.0))
        paint_ridge(b, np.asarray(dune, dtype=np.float32), b.lit(sand[0]), b.lit(sand[1]), 0.25)
        paint_dune_grass(b, side, low)
    elif kind == "rocks":
        for at, drop, wide in ((0.40, 0.05, 0.12), (0.27, 0.02, 0.05), (0.46, 0.12, 0.09)):
            paint_rock(b, 0.5 + side * at, low + drop, wide)
    paint_shells(b, float(shore.max()) + 0.06)
    b.ground, b.ground_ink = "sand", b.lit(sand[0])
    return b


def harbour(outlook: Outlook) -> Backdrop:
    """Water before a row of houses with gables, domes or flat roofs, as in an old port or Venice."""
    b = open_sky(outlook, 0.5)
    rng = outlook.rng
    inks = outlook.turn(
        "walls",
        ("#d9a066", "#c96f52", "#e3c48f", "#a9b8a0", "#c98f8a", "#8fa3b5"),
        ("#e8d0a8", "#d98f6a", "#f0e0c0", "#c97a6a", "#e0b48a", "#b5c0b8"),
        ("#6f93b5", "#e0c27a", "#c9605a", "#f0e6d6", "#7fa58f", "#d9905a"),
    )
    roofs, panes, doors = [], [], []
    x = -0.02
    while x < 1.0:
        wide, tall = float(rng.uniform(0.08, 0.13)), float(rng.uniform(0.15, 0.30))
        top, foot = b.horizon - tall, b.horizon + 0.01
        b.fill(far(b, str(rng.choice(inks)), 0.16), [[(x, foot), (x, top), (x + wide, top), (x + wide, foot)]],
               tone=1 + np.float32(0.3) * b.mottle())  # fmt: skip
        roofs.append([(x - 0.004, top), (x + wide / 2, top - wide * 0.6), (x + wide + 0.004, top)])
        for row in range(int(tall / 0.065)):
            for column in range(2):
                px, py = x + wide * (0.22 + 0.38 * column), top + 0.022 + row * 0.065
                panes.append([(px, py), (px + wide * 0.2, py), (px + wide * 0.2, py + 0.036), (px, py + 0.036)])
        doors.append([(x + wide * 0.4, foot), (x + wide * 0.4, foot - 0.045), (x + wide * 0.6, foot - 0.045),
                      (x + wide * 0.6, foot)])  # fmt: skip
        x += wide
    b.fill(far(b, "#9a4f3c", 0.2), roofs, tone=1 + np.float32(0.4) * b.mottle())
    b.fill(far(b, "#5a3f3c", 0.2), doors)
    dusk = b.light.lamps
    b.fill(colour("#ffd27a") if dusk else far(b, "#4f6a80", 0.15), panes, 0.9)
    if dusk:
        for at in rng.random(4):
            b.glow(colour("#ffc46a"), (float(at), b.horizon - 0.03), 0.20, 0.4)
    deep, pale = outlook.turn("canal", ("#1f5f78", "#3f8f98"), ("#2a6a5f", "#5fa08a"))
    paint_water(b, b.horizon + 0.01, deep, pale, calm=0.7)
    poles = []
    for at in (0.43, 0.36, 0.47):
        px, foot = 0.5 + outlook.away * at, b.horizon + 0.10 + 0.5 * (at - 0.36)
        poles.append([(px - 0.006, foot), (px - 0.006, foot - 0.16), (px + 0.006, foot - 0.16), (px + 0.006, foot)])
    b.fill(b.lit("#5a4636"), poles)
    return b
