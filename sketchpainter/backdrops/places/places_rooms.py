"""Paints places under a roof: rooms of many kinds, a stage, a studio wall, a cave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, new_backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.furniture import furnish
from sketchpainter.backdrops.elements.grounds import paint_ridge, ridge_line
from sketchpainter.backdrops.elements.interiors import (
    light_room,
    paint_curtains,
    paint_floor,
    paint_outside,
    paint_rug,
    paint_wall,
    paint_window,
)
from sketchpainter.raster.arrays import Field, blurred, broad, colour, grid, mix, shaded, smoothstep
from sketchpainter.raster.textures import cloudy

_PALETTES = (
    ("#e7c9a4", "#a8693e", ("#b5483f", "#f3e0b5"), "#4f7a9c"),
    ("#a9c4b8", "#8f5f3c", ("#d08a3c", "#f6e6c4"), "#e8d8b8"),
    ("#d9a7a0", "#7d5139", ("#3f6d86", "#e3d0b0"), "#7a4a5c"),
    ("#8fa9c9", "#9c6d45", ("#c25b5b", "#f0dcc0"), "#f0e2c8"),
    ("#d8cfa8", "#6f4a34", ("#4f7a5c", "#e0c27a"), "#a5553c"),
    ("#c3b0cf", "#8a6248", ("#d9a53c", "#8a5f9c"), "#6f5f9c"),
    ("#7fa59c", "#b08a5c", ("#e8d8bc", "#c96f52"), "#e0a83c"),
    ("#e8d3c4", "#a58468", ("#6f8fa8", "#f6efe2"), "#c98a7a"),
    ("#5f7a8f", "#8a5f40", ("#c98f4a", "#3f5566"), "#d9c49a"),
)
"""Colours that go together: wall, floor, the rug's two, and curtains."""
_WINDOWS = {
    "sash": (0.28, 0.38),
    "arched": (0.26, 0.42),
    "round": (0.28, 0.28),
    "wide": (0.48, 0.30),
    "double": (0.36, 0.36),
}
"""Width and height of each kind of window, parts of the picture."""


def room(context: BackdropContext) -> Backdrop:
    """Paints a wall with a window, a floor in perspective, and the furniture of its kind."""
    light = context.light
    b = new_backdrop(context, context.horizon + 0.14)
    wall, floor, rug, cloth = context.choose_by_seed("room", *_PALETTES)
    lamp = 0.55 if light.is_night else 0.8
    bare = context.mentions("kitchen", "bath", "gym", "cafe", "café")
    rough = context.mentions("cabin", "attic", "barn", "hut", "workshop", "cellar", "garage")
    paint_outside(b)
    view = b.rgb
    paper = (
        "boards" if rough else context.choose_by_seed("wall", "plain", "stripes", "panels", "dots", "band", "bricks")
    )
    paint_wall(b, paper, "#a57a52" if rough else "#b0654a" if paper == "bricks" else wall, lamp)
    kind = context.choose_by_seed("window", "sash", "arched", "wide", "round", "double")
    wide, tall = _WINDOWS[kind]
    side = light.side
    top = max(0.07, b.horizon - context.choose_by_seed("high", 0.54, 0.50, 0.58))
    tall = min(tall, b.horizon - top - 0.14)
    # A wide window stays clear of the middle, where the furniture begins.
    left = 0.5 + side * (0.30 if wide < 0.4 else 0.23) - wide / 2
    box = (left, top, wide, tall)
    paint_window(b, view, box, kind, lamp)
    curtains = (
        "none" if kind == "round" else context.choose_by_seed("curtains", "long", "short", "none", "long", "blind")
    )
    paint_curtains(b, box, curtains, cloth, lamp)
    laid = (
        "tiles"
        if bare
        else context.choose_by_seed("floor", "boards", "planks", "herringbone", "carpet", "boards", "tiles")
    )
    ink = {"tiles": "#d3c7b6", "carpet": rug[1]}.get(laid, floor)
    paint_floor(b, laid, ink, lamp)
    furnish(b, context, lamp)
    if not bare and laid != "carpet":
        paint_rug(b, context.choose_by_seed("rug", "oval", "woven", "none", "rings", "stripes"), rug, lamp)
    light_room(b, (left + wide / 2, top + tall / 2), side)
    b.ground, b.ground_ink, b.indoors = "floor", b.lit(ink, lamp), True
    return b


def stage(context: BackdropContext) -> Backdrop:
    """Paints curtains, boards, and spotlights on the middle: a theatre, a concert with beams of colour, a painted
    scene.
    """
    b = new_backdrop(context, context.choose_by_seed("boards", 0.70, 0.66, 0.73))
    height, width = context.shape
    x, y = grid(context.shape)
    disco = context.mentions("disco", "dance floor", "club", "party")
    kind = context.choose_by_seed("stage", "curtain", "beams", "arch")
    ink = colour(context.choose_by_seed("curtain", "#8e1f2f", "#3a2a78", "#0f5f63", "#7a2f5c", "#9c5a1f"))
    folds = 0.5 + 0.5 * np.sin(x * np.float32(22 * np.pi / width) + 0.6 * np.sin(y * np.float32(5 / height)))
    b.rgb = shaded(ink, 0.28 + 0.77 * folds)
    if kind == "beams" or disco:
        back = broad(b.shape, lambda u, v: np.clip(1.15 - np.hypot((u - 0.5) * 1.2, v - 0.75) / 0.8, 0, 1))
        b.rgb = mix(np.broadcast_to(colour("#0b0916"), b.rgb.shape), ink * np.float32(0.75), back)
    elif kind == "arch":
        inside = broad(b.shape, lambda u, v: np.hypot((u - 0.5) / 0.40, np.maximum(0, 0.42 - v) / 0.36), 2)
        glow = broad(b.shape, lambda u, v: np.clip(v / 0.7, 0, 1) + 0 * u)
        scene = mix(np.broadcast_to(b.light.sky[1] * np.float32(0.8), b.rgb.shape), b.light.sky[2], glow)
        b.rgb = mix(b.rgb, scene, smoothstep(1.0, 0.97, inside))
        for base, share in ((b.horizon - 0.10, 0.65), (b.horizon - 0.02, 0.35)):
            line = ridge_line(b, base, 0.16, 0.22, 2)
            hills = np.clip((y - (line * height)[None, :]), 0, 1) * smoothstep(1.0, 0.97, inside)
            b.rgb = mix(b.rgb, mix(ink, b.light.haze, share), hills)
        b.rgb = mix(b.rgb, colour("#e0b45a"), smoothstep(0.05, 0.03, np.abs(inside - 1.02)) * np.float32(0.9))
    floor = np.clip((y / height - b.horizon) * height + 0.5, 0, 1).astype(np.float32)
    near = np.clip((y / height - b.horizon) / (1 - b.horizon), 0, 1)
    across = (x / width - 0.5) / (0.42 + near)
    grain = 0.86 + 0.14 * np.abs(np.sin(across * 22)) ** 0.15
    boards = mix(np.broadcast_to(colour("#5c3a22"), (*context.shape, 3)), colour("#b07a47"), near) * grain[..., None]
    if disco:
        cells = np.floor(across * 9) + 3 * np.floor(8.0 / (near + 0.35))
        inks = np.stack([colour(c) for c in ("#d9438f", "#3fb8d9", "#e0c33f", "#7d4fd0", "#43c07a")])
        boards = inks[cells.astype(int) % 5] * (0.55 + 0.4 * near[..., None])
    b.lay(boards.astype(np.float32), floor)
    tints = context.choose_by_seed(
        "spots", ("#ffd27a", "#fff6dc", "#ff9ac2"), ("#8fd0ff", "#fff6dc", "#c79aff"), ("#ffb36a", "#fff1c9", "#7fe0c8")
    )
    strength = 0.50 if kind == "beams" else 0.34
    for at, tint in zip((0.2, 0.5, 0.8), tints, strict=True):

        def beam(u: Field, v: Field, at: float = at) -> Field:
            return np.asarray(np.exp(-(((u - at - (0.5 - at) * 0.8 * v) / (0.04 + 0.20 * v)) ** 2)) * strength)

        b.lay(colour(tint), broad(b.shape, beam, 2))
    pool = broad(b.shape, lambda u, v: smoothstep(1.0, 0.6, np.hypot((u - 0.5) / 0.42, (v - 0.88) / 0.09)), 2)
    b.lay(colour("#fff1c9"), pool * np.float32(0.45))
    heads = [(float(v), 0.99 + 0.02 * float(u)) for v, u in b.rng.random((22, 2))]
    crowd = b.polygons(
        [[(hx + 0.030 * np.cos(t), hy + 0.042 * np.sin(t)) for t in np.linspace(0, 6.3, 14)] for hx, hy in heads]
    )
    if context.choose_by_seed("crowd", True, False, True):
        b.coats.append(lambda rgb: mix(rgb, colour("#120b16"), crowd * np.float32(0.9)))
    b.flow = np.where(floor > 0.5, np.float32(0), np.float32(np.pi / 2))
    b.ground, b.ground_ink, b.indoors = "floor", colour("#a87a4c"), True
    return b


def studio(context: BackdropContext) -> Backdrop:
    """Paints a painter's cloudy wall for portraits: of one colour, of two, with a window's light, or a curtain."""
    light, rng = context.light, context.rng
    b = new_backdrop(context, 0.99)
    height, width = context.shape
    inks = context.choose_by_seed(
        "studio",
        ("#2f4a63", "#8fb0b8"),
        ("#5b3a3f", "#d6a48a"),
        ("#34503f", "#b9c59a"),
        ("#3d3760", "#b3a3cf"),
        ("#6b4a25", "#e3c48a"),
        ("#1f4f5c", "#e0b48a"),
        ("#7a2f3c", "#e8b89a"),
    )
    cloud = cloudy(rng, context.shape, width / 1.5, octaves=4)
    near = broad(b.shape, lambda x, y: np.clip(1.05 - np.hypot(x - 0.5 - 0.10 * light.side, y - 0.42) / 0.75, 0, 1))
    share = np.clip(near * 0.85 + (cloud - np.float32(0.5)) * 0.6, 0, 1).astype(np.float32)
    b.rgb = mix(np.broadcast_to(b.lit(inks[0]), (*context.shape, 3)), b.lit(inks[1]), share)
    match context.choose_by_seed("backcloth", "plain", "curtain", "beam", "plain"):
        case "curtain":
            x, y = grid(b.shape)
            fold = 0.5 + 0.5 * np.sin(x * np.float32(70 / width) + 0.8 * np.sin(y * np.float32(4 / height)))
            edge = 0.5 - light.side * (0.27 + 0.08 * np.cos(y * np.float32(3.2 / height)))
            hung = smoothstep(0.0, 0.03, -light.side * (x / width - edge))
            b.lay(np.clip(shaded(b.lit(inks[0]), 0.55 + 0.65 * fold), 0, 1), hung * np.float32(0.9))
        case "beam":
            fall = broad(
                b.shape, lambda x, y: smoothstep(0.16, 0.04, np.abs(x - 0.5 - light.side * (0.30 - 0.5 * y))), 2
            )
            b.lay(light.sun, fall * np.float32(0.20))
    turn = broad(b.shape, lambda x, y: np.arctan2((y - 0.42) * height, (x - 0.5) * width), 2)
    b.flow = (turn + np.float32(np.pi / 2) + (cloud - np.float32(0.5)) * 2).astype(np.float32)
    b.horizon, b.ground, b.ground_ink, b.indoors = 0.5, "none", b.lit(inks[0]), True
    return b


def cave(context: BackdropContext) -> Backdrop:
    """Paints a cavern with a bright mouth, hanging stones, and a glimmer of crystals."""
    light = replace(context.light, haze=colour("#5a6a86"), shadow=colour("#0b0d18"))
    b = new_backdrop(replace(context, light=light))
    rng, height, width = context.rng, *context.shape
    x, y = grid(context.shape)
    view = b.rgb.copy()
    rock = colour(context.choose_by_seed("rock", "#4f4a63", "#64503f", "#3f5560", "#5c4450"))
    crags = cloudy(rng, context.shape, width / 3, octaves=6)
    b.rgb = np.clip(shaded(rock, 0.35 + 0.9 * crags), 0, 1)
    at_x = 0.5 + light.side * context.choose_by_seed("mouth", 0.18, 0.27, 0.06)
    mouth = np.hypot((x / width - at_x) / 0.20, (y / height - b.horizon + 0.12) / 0.26) + (crags - 0.5) * 0.5
    b.lay(view, smoothstep(1.0, 0.93, mouth))
    halo = np.exp(-((np.clip(mouth - 0.9, 0, 9) / 0.9) ** 2)) * (mouth > 0.93)
    b.lay(mix(light.sun, light.sky[1], 0.4), (halo * 0.42).astype(np.float32))
    line = ridge_line(b, b.horizon + 0.10, 0.07, 0.4, 4)
    paint_ridge(b, line, rock * np.float32(1.15), rock * np.float32(0.55), 0.5)
    teeth = []
    for px in rng.uniform(0, 1, 15):
        long, half = float(rng.uniform(0.05, 0.30)) * (0.4 + 1.2 * abs(px - 0.5)), float(rng.uniform(0.012, 0.035))
        teeth.append([(px - half, -0.02), (px + half, -0.02), (px + half * 0.2, long)])
    b.fill(rock * np.float32(0.45), teeth, soften_px=0.8 * b.unit)
    gems = []
    for px in rng.choice(np.concatenate([np.linspace(0.02, 0.25, 6), np.linspace(0.75, 0.98, 6)]), 7, replace=False):
        foot, tall = b.horizon + float(rng.uniform(0.12, 0.30)), float(rng.uniform(0.04, 0.10))
        gems.append(
            [
                (px - tall * 0.25, foot),
                (px - tall * 0.2, foot - tall * 0.7),
                (px, foot - tall),
                (px + tall * 0.2, foot - tall * 0.7),
                (px + tall * 0.25, foot),
            ]
        )
    glow = b.polygons(gems)
    tint = colour(context.choose_by_seed("gems", "#7fd8ff", "#c58fff", "#7dffc2", "#ffb86a"))
    b.lay(tint, np.clip(glow * 0.85 + blurred(glow, 9 * b.unit) * 0.8, 0, 1))
    b.ground, b.ground_ink, b.indoors = "floor", rock, True
    return b
