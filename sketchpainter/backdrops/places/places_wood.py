"""Paints forests: broad trees, firs, birches, a clearing, bamboo, a jungle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze, new_backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.grounds import paint_lawn, paint_path, paint_ridge, paint_stream, ridge_line
from sketchpainter.backdrops.elements.plants import paint_flowers, put_grass_in_front, put_leaves_in_front
from sketchpainter.backdrops.elements.skies import paint_rays, paint_sun
from sketchpainter.backdrops.elements.trees import paint_conifers, paint_palms, paint_trunks
from sketchpainter.raster.arrays import Field, blurred, colour, mix, smoothstep
from sketchpainter.raster.textures import cloudy


@dataclass(frozen=True, slots=True)
class _Wood:
    """The kind of a wood, and its colours and trunks."""

    kind: str
    """"oaks", "firs", "birches", "clearing", "jungle" or "bamboo"."""
    leaf: str
    tip: str
    """Colour of leaves in the light."""
    floor: tuple[str, str]
    bark: str
    slim: float
    """Width of the trunks, as a multiple of that of oaks."""
    trunks: tuple[int, int]
    """Number of trunks in the farthest row, and the decrease with each nearer row."""


def forest(context: BackdropContext) -> Backdrop:
    """Paints trunks behind trunks in a haze of leaves, with light falling in."""
    wood = _wood(context)
    # The haze in a wood takes the colour of its leaves.
    shade = colour(wood.leaf) * context.light.tint
    light = replace(context.light, haze=mix(context.light.haze, shade, 0.22))
    context = replace(context, light=light)
    b = new_backdrop(context, context.horizon + 0.08)
    glow = mix(light.sky[2], light.sun, 0.35) if not light.is_night else light.sky[2]
    b.rgb = mix(b.rgb, mix(glow, b.lit(wood.tip), 0.50), 0.8)
    b.glow(glow, (0.5 + 0.22 * light.side, 0.30), 0.9, 0.55 if not light.is_night else 0.2)
    if light.is_night:
        paint_sun(b, 0.17)
    for step in range(1 if wood.kind == "clearing" else 0, 4):
        _row(b, context, wood, step)
    _on_the_floor(b, context, wood)
    if wood.kind == "jungle" or context.mood == "magical":
        put_leaves_in_front(b, "#1f5a34")
    if context.mood in ("magical", "romantic") or (light.is_night and context.choose_by_seed("fireflies", True, False)):
        _fireflies(b)
    return b


def _wood(context: BackdropContext) -> _Wood:
    """Returns the kind of wood that the prompt names, or else one by the seed."""
    leaf, tip = _leaves(context)
    kind = str(context.choose_by_seed("wood", "oaks", "firs", "birches", "clearing"))
    if context.mentions("jungle", "rainforest", "amazon", "tropical"):
        kind = "jungle"
    elif context.mentions("bamboo", "birch"):
        kind = "bamboo" if context.mentions("bamboo") else "birches"
    floors = {"autumn": ("#c98f4a", "#8a5a2c"), "winter": ("#eef4fb", "#b9cbe3")}
    floor = floors.get(context.season or "", ("#6f9a45", "#3c6a33"))
    bark = str(context.choose_at_random("#4a382b", "#5a4030", "#3f3a34"))
    bark = {"birches": "#e6e2d6", "bamboo": "#6f9a3c"}.get(kind, bark)
    slim, trunks = {"bamboo": (0.55, (22, 3)), "birches": (0.7, (14, 2))}.get(kind, (1.0, (11, 2)))
    return _Wood(kind, leaf, tip, floor, bark, slim, trunks)


def _row(b: Backdrop, context: BackdropContext, wood: _Wood, step: int) -> None:
    """Paints one row of trees with the ground that it stands on; 0 is the farthest, 3 the nearest."""
    rng, distance, low = context.rng, 0.78 - 0.24 * step, b.horizon + 0.02 + 0.04 * step
    foot = low + 0.005 * step
    if wood.kind == "firs" and step < 3:
        count = 9 - step
        columns = (np.arange(count) + rng.random(count)) / count
        sized = [(float(x), foot + 0.02, (0.30 + 0.17 * step) * float(rng.uniform(0.8, 1.2))) for x in columns]
        paint_conifers(b, sized, in_haze(b, "#2f6a4a", distance * 0.8), snowy=context.season == "winter")
    else:
        wide = (0.012 + 0.011 * step) * wood.slim
        count = wood.trunks[0] - wood.trunks[1] * step
        paint_trunks(b, count, wide, foot, in_haze(b, wood.bark, distance), clear=step >= 2)
        _crowns(
            b, step, (in_haze(b, wood.leaf, distance), in_haze(b, wood.tip, distance)), thin=wood.kind == "clearing"
        )
    line = ridge_line(b, low, 0.035, 0.3, 3)
    if step == 3:
        paint_lawn(b, line, *wood.floor, wood.tip)
    else:
        paint_ridge(
            b, line, in_haze(b, wood.floor[0], distance), in_haze(b, wood.floor[1], distance), 0.3, until=low + 0.08
        )
    if wood.kind == "jungle" and step > 0:
        sides = [(float(x), b.horizon + 0.05 * step, 0.36 + 0.12 * step)
                 for x in (rng.uniform(0, 0.25), rng.uniform(0.75, 1.0))]  # fmt: skip
        paint_palms(b, sides, in_haze(b, "#2f8a4a", distance), in_haze(b, "#6a5034", distance))


def _on_the_floor(b: Backdrop, context: BackdropContext, wood: _Wood) -> None:
    """Paints a path or a brook, rays of light, flowers or toadstools, and grass or snow."""
    winter = context.season == "winter"
    match context.choose_by_seed("wood floor", "path", "none", "brook", "none"):
        case "path":
            paint_path(b, context.focus, mix(b.lit("#c9a878"), b.lit(wood.floor[0]), 0.25), 0.30)
        case "brook" if not winter:
            paint_stream(b, 0.5 + 0.60 * context.roomy_side, 0.36, "#3f7a86")
    paint_rays(b, 0.14 if b.light.is_night else 0.32)
    if wood.kind != "bamboo" and context.season not in ("autumn", "winter"):
        if context.choose_by_seed("toadstools", False, True, False):
            _toadstools(b, context.roomy_side)
        paint_flowers(b, ridge_line(b, b.horizon + 0.20, 0.02, 0.5, 1), 36, context.choose_by_seed("kinds", *range(6)))
    if winter:
        b.ground, b.ground_ink = "snow", b.lit("#dfe9fa")
    else:
        put_grass_in_front(b, "#35622c" if context.season != "autumn" else "#7a5a2c")


_LEAVES = {
    "autumn": (("#c8622a", "#f4c04a"), ("#b5432c", "#f0a040"), ("#cf8f2c", "#f8dc6a")),
    "spring": (("#e59ab8", "#ffe3ee"), ("#7fb552", "#e3f0a0")),
    "winter": (("#a9b9c6", "#f3f8fc"),),
    "spooky": (("#3a4a3c", "#6f7a52"), ("#4a3f52", "#7a6f86")),
    "summer": (("#4f8a3e", "#cfe07a"), ("#3f8460", "#a9dca0"), ("#6d8f34", "#e3dc7a"), ("#4a7f5a", "#d6e8a0")),
}
"""Colours of leaves, and of leaves in the light, by season or mood."""


def _leaves(context: BackdropContext) -> tuple[str, str]:
    """Returns the colour of the leaves, and of those in the light."""
    when = context.season or ("spooky" if context.mood == "spooky" else "summer")
    if context.mentions("autumn", "cherry", "blossom"):
        when = "autumn" if context.mentions("autumn") else "spring"
    leaf, tip = context.choose_by_seed("leaf", *_LEAVES[when])
    return leaf, tip


def _crowns(b: Backdrop, step: int, inks: tuple[Field, Field], *, thin: bool) -> None:
    """Paints a layer of leaves that hangs from the upper edge."""
    height, width = b.shape
    rows = min(height, round((0.62 - 0.05 * step) * height))
    y = np.arange(rows, dtype=np.float32)[:, None] / height
    foliage = cloudy(b.rng, (rows, width), width / (3 - 0.4 * step), octaves=5)
    edge = 0.28 - 0.05 * step - (0.12 if thin else 0.0) + (foliage - np.float32(0.5)) * np.float32(0.55)
    crown = mix(np.broadcast_to(inks[0], (rows, width, 3)), inks[1], smoothstep(0.45, 0.8, foliage) * np.float32(0.55))
    b.rgb[:rows] = mix(b.rgb[:rows], crown, smoothstep(0.02, -0.02, y - edge))


def _toadstools(b: Backdrop, side: int) -> None:
    """Paints red toadstools with white dots on one side."""
    stems, caps, dots = [], [], []
    for aside, down, size in b.rng.random((5, 3)):
        near = 0.35 + 0.6 * down
        x, y, r = (
            0.5 + side * (0.24 + 0.24 * aside),
            b.horizon + near * (1 - b.horizon),
            (0.016 + 0.014 * size) * near * 1.6,
        )
        stems.append([(x - r * 0.28, y), (x - r * 0.2, y - r * 1.3), (x + r * 0.2, y - r * 1.3), (x + r * 0.28, y)])
        t = np.linspace(np.pi, 2 * np.pi, 12)
        caps.append(np.stack([x + r * np.cos(t), y - r * 1.05 + r * 0.95 * np.sin(t)], 1))
        for dx, dy in ((-0.5, 0.35), (0.1, 0.65), (0.5, 0.25)):
            dots.append(
                [
                    (x + r * dx + r * 0.13 * np.cos(a), y - r * (1.05 + dy) + r * 0.11 * np.sin(a))
                    for a in np.linspace(0, 6.3, 8)
                ]
            )
    b.fill(b.lit("#f3ead8"), stems)
    b.fill(b.lit("#d63a34"), caps, tone=1 + np.float32(0.3) * b.mottle())
    b.fill(b.lit("#fff6ea"), dots)


def _fireflies(b: Backdrop) -> None:
    height, width = b.shape
    spots = b.rng.random((26, 3))
    x, y = (spots[:, 0] * width).astype(int), ((0.25 + 0.68 * spots[:, 1]) * height).astype(int)
    cover = np.zeros(b.shape, dtype=np.float32)
    cover[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)] = 1.0
    glow = np.clip(blurred(cover, 2.2 * b.unit) * 28 * b.unit**2 + blurred(cover, 7 * b.unit) * 90 * b.unit**2, 0, 1)
    b.coats.append(lambda rgb: mix(rgb, np.array([1.0, 0.95, 0.55], dtype=np.float32), glow * 0.85))
