"""Paints places with water: open sea, beach, lake and river, harbour, underwater.

Includes what stands in the water and on its shore: islands, headlands, rocks in the surf, lilies and reeds, shells.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze, new_backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.grounds import paint_drifts, paint_ridge, paint_water, ridge_line
from sketchpainter.backdrops.elements.plants import paint_bush_row
from sketchpainter.backdrops.elements.skies import open_sky
from sketchpainter.backdrops.elements.trees import BIRCH, POPLAR, paint_conifers, paint_leafy, paint_palms
from sketchpainter.backdrops.elements.vistas import crags, paint_peaks
from sketchpainter.raster.arrays import Field, broad, colour, mix, smoothstep
from sketchpainter.raster.textures import cloudy, wavy


def paint_island(b: Backdrop, x: float, half: float, rise: float) -> None:
    """Paints a low island on the horizon."""
    t = np.linspace(-1, 1, 24)
    rough = wavy(b.rng, 24, 0.3, 3)
    top = b.horizon + 0.006 - rise * (1 - np.abs(t) ** 1.7) * (0.55 + 0.6 * rough)
    shape = np.concatenate(
        [np.stack([x + half * t, top], 1), [(x + half, b.horizon + 0.008), (x - half, b.horizon + 0.008)]]
    )
    b.fill(in_haze(b, "#4f8068", 0.42), [shape], tone=1 + np.float32(0.5) * b.mottle())


def paint_cliff(b: Backdrop, side: int, reach: float, rise: float, distance: float) -> None:
    """Paints a headland that comes in from one side: bare rock below, green above."""
    edge = 0.5 + side * 0.52
    t = np.linspace(0, 1, 20)
    rough = wavy(b.rng, 20, 0.35, 4)
    x = edge - side * reach * t
    top = b.horizon - rise * (1 - t**2.2) * (0.8 + 0.3 * rough)
    foot = np.full(20, b.horizon + 0.008)
    shape = np.concatenate([np.stack([x, top], 1), np.stack([x, foot], 1)[::-1]])
    rock = in_haze(b, "#b39a86", distance)
    b.fill(rock, [shape], tone=1 + np.float32(0.5) * b.mottle())
    cover = b.polygons([shape])
    rows = np.flatnonzero(cover.any(1))
    if len(rows):
        band = slice(int(rows[0]), int(rows[-1]) + 1)
        seams = smoothstep(0.0, 0.10, crags(b, cover[band].shape, 60)) * cover[band] * np.float32(0.5)
        b.rgb[band] = mix(b.rgb[band], in_haze(b, "#6a5560", distance), seams)
    cap = np.concatenate([np.stack([x, top - 0.004], 1), np.stack([x, top + rise * 0.10 + 0.01 * rough], 1)[::-1]])
    b.fill(in_haze(b, "#6f9a52", distance), [cap], tone=1 + np.float32(0.4) * b.mottle())


def paint_rock(b: Backdrop, x: float, y: float, wide: float) -> None:
    """Paints a dark rock in the water with foam around its foot, lit on the light's side."""
    t = np.linspace(0, np.pi, 11)
    rough = 0.72 + 0.5 * wavy(b.rng, 11, 0.5, 3)
    px, py = x + wide * np.cos(t), y - wide * 0.95 * np.sin(t) ** 0.8 * rough
    foam = [(x + wide * 1.25 * np.cos(a), y + wide * 0.20 * np.sin(a)) for a in np.linspace(0, 6.3, 22)]
    b.fill(b.lit("#ffffff", 0.7), [foam], 0.7, 2.0 * b.unit)
    outline = list(zip(px, py, strict=True))
    b.fill(b.lit("#5f5a64"), [[*outline, (x - wide, y + wide * 0.06), (x + wide, y + wide * 0.06)]],
           tone=1 + np.float32(0.8) * b.mottle())  # fmt: skip
    ridge = (x - b.light.side * wide * 0.12, y - wide * 0.22)
    lit = [(qx, qy) for qx, qy in outline if (qx - x) * b.light.side > -0.25 * wide and qy < y - wide * 0.1]
    if len(lit) > 2:
        b.fill(mix(b.lit("#8f8788"), b.light.sun, 0.25), [[*lit, ridge]], 0.6, b.unit)


def paint_lilies(b: Backdrop, side: int) -> None:
    """Paints leaves of lilies with a few flowers, on one side."""
    leaves, flowers = [], []
    for aside, down, size, open_ in b.rng.random((18, 4)):
        near = 0.35 + 0.6 * down
        x, y = 0.5 + side * (0.12 + 0.40 * aside), b.horizon + near * (1 - b.horizon)
        r = (0.014 + 0.022 * size) * near
        t = np.linspace(0.5, 6.0, 12)
        leaves.append(np.stack([x + r * np.cos(t), y + 0.34 * r * np.sin(t)], 1))
        if open_ < 0.3:
            flowers += [[(x, y), (x + r * s, y - r * 0.62), (x + r * s * 0.3, y - r * 0.2)] for s in (-0.5, 0, 0.5)]
    b.fill(b.lit("#4f8f55"), leaves, tone=1 + np.float32(0.5) * b.mottle())
    b.fill(b.lit("#f6c3d6"), flowers)


def put_reeds_in_front(b: Backdrop, rng: np.random.Generator, sides: tuple[int, ...]) -> None:
    """Adds a coat of reeds at the lower edge, on one side or both, over the figures."""
    outlines = []
    for side in sides:
        for away, grown, bent in rng.random((30, 3)):
            x = 0.5 + side * (0.5 - away**1.6 * 0.22)
            tall, lean = 0.10 + 0.16 * grown, 0.06 * (bent - 0.5)
            outlines.append([(x - 0.003, 1.02), (x + 0.003, 1.02), (x + lean, 1.02 - tall)])
    cover = b.polygons(outlines) * np.float32(0.95)
    ink = b.lit("#55803a")
    b.coats.append(lambda rgb: mix(rgb, ink, cover))


def paint_dune_grass(b: Backdrop, side: int, low: float) -> None:
    blades = []
    for away, bent, grown in b.rng.random((46, 3)):
        x = 0.5 + side * (0.5 - 0.26 * away**1.4)
        y = low + 0.05 + 0.28 * away
        long, tilt = 0.07 + 0.09 * grown, 0.07 * (bent - 0.4) * side
        blades.append([(x - 0.003, y), (x + 0.003, y), (x + tilt, y - long)])
    b.fill(b.lit("#9aa85a"), blades)


def paint_shells(b: Backdrop, top: float) -> None:
    """Paints shells, pebbles and a starfish on the sand."""
    pale, star = [], []
    for number, (x, down, size) in enumerate(b.rng.random((9, 3))):
        y = top + (0.97 - top) * down
        r = (0.004 + 0.005 * size) * (0.6 + 0.8 * down)
        if number == 0:
            t = np.linspace(0, 2 * np.pi, 10, endpoint=False) + 6 * size
            long = np.where(np.arange(10) % 2, 0.45, 1.0) * 0.024
            star.append(np.stack([x + long * np.cos(t), y + 0.55 * long * np.sin(t)], 1))
        else:
            pale.append([(x + r * np.cos(a), y + 0.6 * r * np.sin(a)) for a in np.linspace(0, 6.3, 9)])
    b.fill(b.lit("#fff6ea"), pale, 0.85)
    b.fill(b.lit("#e0764a"), star, 0.95)


def underwater(context: BackdropContext) -> Backdrop:
    """Paints light from above, sand, corals and weeds below, and bubbles."""
    light, rng = context.light, context.rng
    tone = context.choose_at_random(
        ("#7fe0de", "#1f9dbb", "#0d4f86"), ("#8fe6c8", "#27a58f", "#0f5f6f"), ("#8fd0f2", "#2f7fc4", "#142f78")
    )
    if light.is_night or context.mentions("deep", "dark"):
        tone = ("#2a6a8f", "#123f6b", "#081f45")
    top, middle, low = (colour(ink) for ink in tone)
    lamp = replace(light, sky=(top, middle, low), haze=colour(tone[1]) * np.float32(0.8))
    b = new_backdrop(replace(context, light=lamp), 0.84)
    height, width = context.shape
    rays = wavy(rng, 720, 0.05)

    def beams(x: Field, y: Field) -> Field:
        fan = (x - 0.5 - 0.3 * light.side) / (y + 0.5)
        found = smoothstep(0.5, 0.9, rays[np.clip((fan + 1.6) / 3.2 * 719, 0, 719).astype(int)])
        return np.asarray(found * np.clip(0.95 - y, 0, 1) * 0.5)

    b.lay(colour("#d8fff4"), broad(context.shape, beams, 2))
    for step in range(2):
        line = ridge_line(b, 0.90 + 0.04 * step, 0.16 - 0.04 * step, 0.35, 4)
        paint_ridge(b, line, in_haze(b, "#2a5f7d", 0.6 - 0.3 * step), in_haze(b, "#1b4a68", 0.5))
    line = ridge_line(b, 0.94, 0.06, 0.6, 2)
    paint_ridge(b, line, in_haze(b, "#e8cf9a", 0.15), in_haze(b, "#b99a6a", 0.2), 0.1)
    kind = context.choose_by_seed("sea floor", "reef", "kelp", "arches", "sand")
    if kind == "arches":
        _arch(b, context.roomy_side, in_haze(b, "#3f5f78", 0.35))
    weeds = ["#2f8f5b", "#d0567a", "#e08a3c", "#7b56b5", "#e6b84a"]
    if kind == "kelp":
        weeds = ["#2f8f5b", "#5fa04a", "#3f7f4f", "#8fa83c", "#2a6f5a"]
    for ink in weeds:
        for _ in range({"kelp": 3, "sand": 1}.get(kind, 2)):
            side = float(rng.choice((rng.uniform(0, 0.26), rng.uniform(0.74, 1))))
            tall = float(rng.uniform(0.16, 0.42)) * (1.6 if kind == "kelp" else 1.0)
            _weed(b, side, tall, in_haze(b, ink, 0.2))
        if kind != "kelp":
            _coral(b, float(rng.choice((rng.uniform(0.02, 0.30), rng.uniform(0.70, 0.98)))), in_haze(b, ink, 0.1))
    sheet = np.zeros((height * 2, width * 2), dtype=np.uint8)
    for px, py, size in rng.random((34, 3)):
        at, radius = (round(px * width * 16), round(py * 0.9 * height * 16)), b.unit * (2 + 9 * size**2)
        cv2.circle(sheet, at, round(radius * 16), 180, max(1, round(1.6 * b.unit)), cv2.LINE_AA, 3)
    small = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA)
    bubbles = small.astype(np.float32) * np.float32(1 / 255)
    b.coats.append(lambda rgb: mix(rgb, colour("#e4fffb"), bubbles))
    b.horizon, b.ground, b.ground_ink = 0.30, "none", colour(tone[2])
    return b


def _arch(b: Backdrop, side: int, ink: Field) -> None:
    """Paints a natural arch of rock on one side."""
    t = np.linspace(0, np.pi, 26)
    rough = 1 + 0.22 * (wavy(b.rng, 26, 0.3, 4) - 0.5)
    x, y = 0.5 + side * 0.34, 0.98
    outer = np.stack([x + 0.26 * np.cos(t) * rough, y - 0.56 * np.sin(t) * rough], 1)
    inner = np.stack([x + 0.12 * np.cos(t), y - 0.36 * np.sin(t) * rough], 1)
    b.fill(ink, [np.concatenate([outer, inner[::-1]])], tone=1 + np.float32(0.8) * b.mottle())


def _weed(b: Backdrop, x: float, tall: float, ink: Field) -> None:
    t = np.linspace(0, 1, 24)
    phase, lean = float(b.rng.uniform(0, 6)), float(b.rng.uniform(-0.06, 0.06))
    blades = []
    for shift in (-0.014, 0.0, 0.014):
        px = x + shift + lean * t + 0.016 * np.sin(t * 7 + phase + shift * 90) * t
        py = 0.985 - tall * t * (1 - abs(shift) * 12)
        half = 0.008 * (1 - t) ** 0.6 + 0.001
        blades.append(np.concatenate([np.stack([px - half, py], 1), np.stack([px + half, py], 1)[::-1]]))
    b.fill(ink * np.float32(0.8), blades)
    b.fill(ink * np.float32(1.25), [blades[1]], 0.7)


def _coral(b: Backdrop, x: float, ink: Field) -> None:
    tall = float(b.rng.uniform(0.06, 0.14))
    arms = []
    for _ in range(9):
        angle, long = float(b.rng.uniform(-1.1, 1.1)), tall * float(b.rng.uniform(0.6, 1.0))
        tip = (x + np.sin(angle) * long, 0.965 - np.cos(angle) * long)
        arms.append(
            [
                (x - 0.010, 0.975),
                (x + 0.010, 0.975),
                (tip[0] + 0.007, tip[1]),
                (tip[0], tip[1] - 0.008),
                (tip[0] - 0.007, tip[1]),
            ]
        )
    b.fill(ink, arms, soften_px=0.8 * b.unit)
    step = b.light.side * 0.004
    b.fill(ink * np.float32(1.3), [[(px + step, py - 0.003) for px, py in arm] for arm in arms[::2]], 0.6)


_SEAS = (
    ("#145f8a", "#2f9db5"),
    ("#0f5a72", "#4fc0a8"),
    ("#24508f", "#4a8fd9"),
    ("#1f6f7a", "#7fc9a8"),
    ("#2a4a86", "#6f9fc9"),
)
"""Colours of water far out, and near the viewer."""


def sea(context: BackdropContext) -> Backdrop:
    """Paints open water: with a distant coast, cliffs, islands, rocks in the surf, or nothing but waves."""
    b = open_sky(context, 0.7)
    kind = context.choose_by_seed("coast", "cliffs", "open", "islands", "rocks", "coast")
    rough = context.mentions("storm", "rough", "high seas")
    side = context.roomy_side
    if kind == "coast":
        line = ridge_line(b, b.horizon + 0.012, 0.12, 0.4, 4)
        paint_ridge(b, line, in_haze(b, "#5d7d92", 0.55), in_haze(b, "#7f9aa5", 0.65), until=b.horizon + 0.02)
    elif kind == "islands":
        for at, half, rise in ((0.34, 0.10, 0.055), (0.12, 0.16, 0.10), (-0.38, 0.08, 0.04)):
            paint_island(b, 0.5 + side * at, half, rise)
    elif kind == "cliffs":
        paint_cliff(b, side, 0.30, 0.20, 0.40)
        paint_cliff(b, side, 0.17, 0.32, 0.16)
    deep, pale = context.choose_by_seed("sea", *_SEAS)
    paint_water(b, b.horizon, deep, pale, calm=0.05 if rough else context.choose_by_seed("calm", 0.25, 0.5, 0.35))
    if kind == "rocks":
        for at, low, wide in ((0.43, 0.10, 0.09), (0.29, 0.07, 0.035), (0.38, 0.24, 0.12)):
            paint_rock(b, 0.5 + side * at, b.horizon + low, wide)
    elif kind == "cliffs":
        paint_rock(b, 0.5 + side * 0.20, b.horizon + 0.02, 0.035)
    return b


def lake(context: BackdropContext) -> Backdrop:
    """Paints still water between banks with trees: below peaks, in a wood, among hills; with reeds or lilies in
    front."""
    b = open_sky(context, 0.5)
    rng = context.rng
    leaves = context.leaf_colours()
    kind = context.choose_by_seed("lake", "peaks", "woods", "hills", "poplars")
    if kind == "peaks":
        paint_peaks(b, 0.26 + 0.08 * float(rng.random()), "#74839f", 0.42, snow=0.45)
    elif kind == "hills":
        line = ridge_line(b, b.horizon + 0.01, 0.22, 0.55, 2)
        paint_ridge(b, line, in_haze(b, "#6f9078", 0.55), in_haze(b, "#86a88a", 0.55), until=b.horizon + 0.02)
    line = ridge_line(b, b.horizon + 0.01, 0.08, 0.5, 2)
    paint_ridge(b, line, in_haze(b, "#5f9052", 0.4), in_haze(b, "#7fab5c", 0.35), 0.1, until=b.horizon + 0.03)
    paint_bush_row(b, b.horizon + 0.014, 0.055, in_haze(b, leaves[0], 0.35))
    columns = (np.arange(7) + rng.random(7)) / 7
    feet = [(float(x), b.horizon + 0.014, float(rng.uniform(0.08, 0.19))) for x in columns]
    if kind in ("woods", "peaks"):
        more = [(float(x), b.horizon + 0.012, float(rng.uniform(0.07, 0.15))) for x in rng.random(9)]
        paint_conifers(b, more, in_haze(b, "#3f6a5c", 0.5))
        paint_conifers(b, feet, in_haze(b, "#2f5a48", 0.28))
    elif kind == "poplars":
        paint_leafy(b, feet, in_haze(b, leaves[1], 0.2), in_haze(b, "#5b4630", 0.3), POPLAR)
    else:
        paint_leafy(
            b, feet, in_haze(b, leaves[1], 0.25), in_haze(b, "#5b4630", 0.3), context.choose_at_random(BIRCH, POPLAR)
        )
    deep, pale = context.choose_by_seed(
        "lake", ("#2a6f86", "#4fa3a8"), ("#2f6a5c", "#5fa58a"), ("#2f5f93", "#5f9ccc"), ("#3a5f86", "#86a8c9")
    )
    paint_water(b, b.horizon + 0.012, deep, pale, calm=0.85)
    if context.choose_by_seed("edge", True, False):
        paint_lilies(b, context.roomy_side)
    put_reeds_in_front(b, rng, (context.roomy_side,) if kind != "woods" else (-1, 1))
    return b


def beach(context: BackdropContext) -> Backdrop:
    """Paints the sea to the horizon, surf and sand: with palms, cliffs, dunes or islands."""
    b = open_sky(context, 0.5)
    rng, height = context.rng, context.shape[0]
    tropical = context.mentions("tropical", "hawaii", "island", "palm", "caribbean", "bahamas")
    kind = context.choose_by_seed("beach", "palms", "cliffs", "dunes", "islands", "rocks")
    side = context.roomy_side
    if kind == "cliffs":
        paint_cliff(b, side, 0.34, 0.20, 0.34)
    elif kind in ("islands", "palms"):
        paint_island(b, 0.5 - side * 0.30, 0.15, 0.07)
        paint_island(b, 0.5 - side * 0.05, 0.07, 0.03)
    elif kind == "dunes":
        line = ridge_line(b, b.horizon + 0.012, 0.06, 0.4, 3)
        paint_ridge(b, line, in_haze(b, "#5f8a78", 0.55), in_haze(b, "#7f9f86", 0.55), until=b.horizon + 0.02)
    deep, pale = context.choose_by_seed(
        "shore", ("#1f8fb0", "#6fd0cb"), ("#1a7fa8", "#5cc4c0"), ("#2a6fb8", "#7fd0e0"), ("#1f8a8f", "#8fe0c4")
    )
    paint_water(b, b.horizon, deep, pale, calm=0.45)
    y = np.arange(height, dtype=np.float32)[:, None] / height
    # The shore runs at a slant, nearer to the viewer on the side without figures.
    slant = (
        np.linspace(-0.5, 0.5, context.shape[1]) * side * context.choose_by_seed("slant", 0.16, 0.02, 0.24)
    ).astype(np.float32)
    shore = ridge_line(b, b.horizon + 0.20, 0.06, 0.8, 2) + slant
    foam = cloudy(rng, context.shape, 30 * b.unit, octaves=3)
    sand = context.choose_by_seed("sand", ("#f2dcae", "#e3bd84"), ("#f5e4c4", "#dcc095"), ("#eecf9a", "#d3a56a"))
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
        dune = low + 0.02 + 0.30 * np.abs(np.linspace(0, 1, context.shape[1]) - (0.0 if side < 0 else 1.0))
        paint_ridge(b, np.asarray(dune, dtype=np.float32), b.lit(sand[0]), b.lit(sand[1]), 0.25)
        paint_dune_grass(b, side, low)
    elif kind == "rocks":
        for at, drop, wide in ((0.40, 0.05, 0.12), (0.27, 0.02, 0.05), (0.46, 0.12, 0.09)):
            paint_rock(b, 0.5 + side * at, low + drop, wide)
    paint_shells(b, float(shore.max()) + 0.06)
    b.ground, b.ground_ink = "sand", b.lit(sand[0])
    return b


def harbour(context: BackdropContext) -> Backdrop:
    """Paints water in front of a row of houses with gables, domes or flat roofs, as in an old port or Venice."""
    b = open_sky(context, 0.5)
    rng = context.rng
    inks = context.choose_by_seed(
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
        b.fill(in_haze(b, str(rng.choice(inks)), 0.16), [[(x, foot), (x, top), (x + wide, top), (x + wide, foot)]],
               tone=1 + np.float32(0.3) * b.mottle())  # fmt: skip
        roofs.append([(x - 0.004, top), (x + wide / 2, top - wide * 0.6), (x + wide + 0.004, top)])
        for row in range(int(tall / 0.065)):
            for column in range(2):
                px, py = x + wide * (0.22 + 0.38 * column), top + 0.022 + row * 0.065
                panes.append([(px, py), (px + wide * 0.2, py), (px + wide * 0.2, py + 0.036), (px, py + 0.036)])
        doors.append([(x + wide * 0.4, foot), (x + wide * 0.4, foot - 0.045), (x + wide * 0.6, foot - 0.045),
                      (x + wide * 0.6, foot)])  # fmt: skip
        x += wide
    b.fill(in_haze(b, "#9a4f3c", 0.2), roofs, tone=1 + np.float32(0.4) * b.mottle())
    b.fill(in_haze(b, "#5a3f3c", 0.2), doors)
    dusk = b.light.lamps
    b.fill(colour("#ffd27a") if dusk else in_haze(b, "#4f6a80", 0.15), panes, 0.9)
    if dusk:
        for at in rng.random(4):
            b.glow(colour("#ffc46a"), (float(at), b.horizon - 0.03), 0.20, 0.4)
    deep, pale = context.choose_by_seed("canal", ("#1f5f78", "#3f8f98"), ("#2a6a5f", "#5fa08a"))
    paint_water(b, b.horizon + 0.01, deep, pale, calm=0.7)
    poles = []
    for at in (0.43, 0.36, 0.47):
        px, foot = 0.5 + context.roomy_side * at, b.horizon + 0.10 + 0.5 * (at - 0.36)
        poles.append([(px - 0.006, foot), (px - 0.006, foot - 0.16), (px + 0.006, foot - 0.16), (px + 0.006, foot)])
    b.fill(b.lit("#5a4636"), poles)
    return b
