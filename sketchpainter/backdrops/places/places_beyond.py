"""Paints places off the ground: among clouds, space, moons and planets, a volcano."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, in_haze, new_backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.grounds import paint_ridge, ridge_line
from sketchpainter.backdrops.elements.skies import (
    open_sky,
    paint_comet,
    paint_earth,
    paint_galaxy,
    paint_planet,
    paint_stars,
)
from sketchpainter.backdrops.elements.trees import paint_palms
from sketchpainter.raster.arrays import Field, blurred, colour, grid, mix, smoothstep
from sketchpainter.raster.textures import cloudy, wavy


def sky(context: BackdropContext) -> Backdrop:
    """Paints a place high up: a sea of clouds, towers of cloud, gaps with land below, or islands in the air."""
    b = open_sky(context, 0.55, 0.99)
    height, width = context.shape
    kind = context.choose_by_seed("heights", "sea", "towers", "land", "islands")
    y = np.arange(height, dtype=np.float32)[:, None] / height
    white = mix(b.light.sun, np.ones(3, dtype=np.float32), 0.0 if b.light.is_night else 0.6)
    if b.light.is_night:
        white = white * 0.35 + b.light.haze * 0.55
    dark = mix(b.light.haze, mix(b.light.sky[0], b.light.sky[1], 0.4), 0.45)
    if kind == "land":
        _land_below(b, context)
    x = np.abs(np.linspace(-1, 1, width, dtype=np.float32))
    base = context.horizon + (0.14 if kind != "land" else 0.30)
    for step in range(3):
        line = base + 0.11 * step
        bumps = 0.13 * wavy(context.rng, width, 0.16 + 0.10 * step, 4)
        if kind == "towers":
            bumps = bumps + np.float32(0.34 - 0.07 * step) * x**2.2 * (0.6 + 0.6 * wavy(context.rng, width, 0.22, 4))
        edge = (line - bumps)[None, :]
        start = int(np.clip((float(edge.min()) - 0.03) * height, 0, height - 2))
        below = y[start:] - edge
        cover = smoothstep(-0.012, 0.02, below) * np.float32(0.94)
        lit = np.clip(1 - below / 0.16, 0, 1) * (0.75 + 0.5 * b.mottle()[start:])
        paint = mix(np.broadcast_to(dark, (*lit.shape, 3)), white, np.clip(lit, 0, 1))
        b.rgb[start:] = mix(b.rgb[start:], paint, cover)
        if kind == "islands" and step == 0:
            for at, half in ((0.34, 0.14), (-0.36, 0.08)):
                _floating(b, 0.5 + context.roomy_side * at, base - 0.10 + 0.2 * half, half)
    b.ground, b.ground_ink = "none", b.light.haze
    return b


def _land_below(b: Backdrop, context: BackdropContext) -> None:
    """Paints fields and a river far below, in the haze."""
    top = context.horizon + 0.16
    start = int(top * b.shape[0])
    patches = b.on_ground(top, 0.30, 2, stretch=1.0)[start:]
    river = smoothstep(0.035, 0.012, np.abs(b.on_ground(top, 0.9, 2, stretch=1.0)[start:] - np.float32(0.5)))
    near = np.linspace(0, 1, patches.shape[0], dtype=np.float32)[:, None]
    land = mix(
        np.broadcast_to(b.lit("#7fa558"), (*patches.shape, 3)), b.lit("#cdbb6a"), smoothstep(0.45, 0.55, patches)
    )
    land = mix(land, b.lit("#4f86a8"), river)
    land = mix(land, b.light.haze, np.broadcast_to(0.85 - 0.45 * near, patches.shape))
    b.rgb[start:] = mix(b.rgb[start:], land, np.broadcast_to(smoothstep(0.0, 0.15, near), patches.shape))


def _floating(b: Backdrop, x: float, y: float, half: float) -> None:
    """Paints an island in the air: grass above, rock that narrows downwards."""
    t = np.linspace(-1, 1, 22)
    rough = wavy(b.rng, 22, 0.3, 4)
    under = np.stack([x + half * t, y + half * 1.2 * (1 - np.abs(t) ** 1.3) * (0.5 + 0.8 * rough)], 1)
    over = np.stack([x + half * t, y - half * 0.22 * (1 - t**2) * (0.6 + 0.6 * rough)], 1)
    b.fill(in_haze(b, "#8a705c", 0.30), [np.concatenate([over, under[::-1]])], tone=1 + np.float32(0.8) * b.mottle())
    grass = np.stack([x + half * t, y + half * (0.10 + 0.12 * rough)], 1)
    b.fill(in_haze(b, "#7fae55", 0.22), [np.concatenate([over, grass[::-1]])], tone=1 + np.float32(0.5) * b.mottle())


def space(context: BackdropContext) -> Backdrop:
    """Paints a dark sky of stars with coloured clouds, and planets, a galaxy or a comet."""
    light, rng = context.light, context.rng
    dark = context.choose_by_seed(
        "nebula",
        ("#05060f", "#1b2a6b", "#0f6f86"),
        ("#07040f", "#4a1f6b", "#b0447a"),
        ("#040a12", "#0f4a5c", "#3f9a86"),
        ("#0a0508", "#6b2a1f", "#c98a3c"),
        ("#060414", "#2a2f8f", "#8f5fc9"),
    )
    ink = colour(dark[0])
    lamp = replace(light, sky=(ink, ink, ink), haze=colour(dark[1]), tint=colour("#f2eeff"), shadow=colour("#05060f"))
    lamp = replace(lamp, sun=colour("#fff3dc"), time="day" if light.time == "day" else light.time)
    b = new_backdrop(replace(context, light=lamp), 0.99)
    height, width = context.shape
    b.rgb = np.ascontiguousarray(np.broadcast_to(ink, (*context.shape, 3)), dtype=np.float32)
    kind = context.choose_by_seed("cosmos", "planet", "galaxy", "planets", "comet")
    tilt = np.tan(context.choose_by_seed("tilt", -0.55, 0.35, 0.0, 0.7) + float(rng.uniform(-0.12, 0.12)))
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    band = np.exp(-((((y - height / 2) - tilt * (x - width / 2)) / (0.33 * height)) ** 2))
    for tint, size in ((dark[1], 2.0), (dark[2], 3.0)):
        cloud = cloudy(rng, context.shape, width / size, octaves=6)
        b.lay(colour(tint), smoothstep(0.42, 0.95, cloud) * (0.3 + 0.7 * band) * np.float32(0.85))
    paint_stars(b, 330, 1.0)
    if light.has_orb:
        if kind == "galaxy":
            paint_galaxy(b, colour(dark[2]))
        elif kind == "comet":
            paint_comet(b)
        if kind in ("planet", "planets"):
            paint_planet(b)
        if kind == "planets":
            paint_planet(b, small=True)
    b.horizon, b.ground, b.ground_ink = 0.35, "none", None
    return b


def moonscape(context: BackdropContext) -> Backdrop:
    """Paints dust with craters under a black sky with the Earth in it; red on Mars, strange on other planets."""
    mars = context.mentions("mars", "red planet")
    strange = context.mentions("alien", "strange", "distant", "another planet", "venus")
    b = space(replace(context, light=replace(context.light, has_orb=False)))
    rng, height, width = context.rng, *context.shape
    b.rgb = b.rgb * np.float32(0.55)
    dust = ("#8d8f9e", "#c5c6cf", "#8b8c99", "#6f7080", "#e3e3ea")
    if mars:
        dust = ("#8a4a38", "#d98a5c", "#a5583c", "#7d3f30", "#f0b088")
        y = np.arange(height, dtype=np.float32)[:, None] / height
        b.lay(colour("#e0a27a"), np.broadcast_to(np.clip(y / context.horizon, 0, 1) ** 1.5 * 0.85, context.shape))
    elif strange:
        dust = context.choose_at_random(
            ("#5c3f7a", "#a97fd0", "#6f4f96", "#452f63", "#d9b8f0"),
            ("#2f6a6a", "#6fc4a8", "#3f8a86", "#235454", "#b0f0d8"),
        )
    paint_stars(b, 120, 0.6)
    if not mars:
        paint_earth(b)
    b.horizon, b.ground = context.horizon + 0.06, "floor"
    line = ridge_line(b, b.horizon + 0.01, 0.14, 0.3, 4)
    paint_ridge(b, line, colour(dust[0]), colour(dust[0]) * np.float32(0.8), 0.15)
    line = ridge_line(b, b.horizon + 0.04, 0.04, 0.8, 2)
    paint_ridge(b, line, colour(dust[1]), colour(dust[2]), 0.4)
    x, y = grid(context.shape)
    for _ in range(11):
        near = float(rng.random())
        cx, cy = rng.uniform(0, 1) * width, (b.horizon + 0.06 + (0.92 - b.horizon) * near) * height
        rx = (0.02 + 0.07 * near) * width * rng.uniform(0.6, 1.2)
        ry = rx * 0.32
        y0, y1 = max(0, int(cy - 1.4 * ry)), min(height, int(cy + 1.4 * ry) + 1)
        if y1 - y0 < 2:
            continue
        ring = np.hypot((x[y0:y1] - cx) / rx, (y[y0:y1] - cy) / ry)
        part = mix(b.rgb[y0:y1], colour(dust[3]), smoothstep(1.0, 0.7, ring) * 0.8)
        edge = smoothstep(0.2, 0.0, np.abs(ring - 1.06)) * smoothstep(-0.3, 0.5, (y[y0:y1] - cy) / ry) * 0.8
        b.rgb[y0:y1] = mix(part, colour(dust[4]), edge)
    match context.choose_by_seed("lunar", "rocks", "tracks", "none"):
        case "rocks":
            _lunar_rocks(b, context.roomy_side, (colour(dust[3]), colour(dust[4])))
        case "tracks":
            _tracks(b, context.focus, colour(dust[3]))
    b.ground_ink = colour(dust[1])
    return b


def _lunar_rocks(b: Backdrop, side: int, inks: tuple[Field, Field]) -> None:
    """Paints sharp boulders on one side, lit from the light's."""
    for aside, down, size, bump in sorted(b.rng.random((7, 4)).tolist(), key=lambda row: row[1]):
        near = 0.25 + 0.60 * down
        x, y, r = 0.5 + side * (0.14 + 0.36 * aside), b.horizon + near * (1 - b.horizon), (0.02 + 0.05 * size) * near
        peak = (x + r * (bump - 0.5), y - r * (0.9 + 0.6 * bump))
        left, right = (x - r, y), (x + r, y)
        b.fill(inks[0] * np.float32(0.35), [[left, right, (x - b.light.side * r * 1.9, y + 0.35 * r)]], 0.6, b.unit)
        b.fill(inks[0] * np.float32(0.8), [[left, (x - 0.7 * r, y - 0.6 * r), peak, (x + 0.8 * r, y - 0.5 * r), right]])
        edge = right if b.light.side > 0 else left
        b.fill(inks[1], [[(x, y), peak, (x + b.light.side * 0.75 * r, y - 0.55 * r), edge]], 0.75)


def _tracks(b: Backdrop, x: float, ink: Field) -> None:
    """Paints the two tracks of a vehicle, from the lower edge to the horizon."""
    start = int(np.clip((b.horizon + 0.08) * b.shape[0], 0, b.shape[0] - 2))
    near = ((np.arange(start, b.shape[0], dtype=np.float32) / b.shape[0] - b.horizon - 0.06) / (1 - b.horizon))[:, None]
    near = np.clip(near, 0.01, 1)
    bend = 0.16 * np.sin(near * 3.4 + 6 * float(b.rng.random())) * (1 - near)
    across = np.abs((np.arange(b.shape[1], dtype=np.float32) / b.shape[1])[None, :] - 0.5 - (x - 0.5) * near - bend)
    tread = 0.6 + 0.4 * np.sin(14 / (near + 0.08))
    cover = smoothstep(0.030, 0.018, np.abs(across / near - 0.10)) * tread * np.float32(0.75)
    b.rgb[start:] = mix(b.rgb[start:], ink * np.float32(0.8), cover)


def volcano(context: BackdropContext) -> Backdrop:
    """Paints a smoking cone with lava, black slopes and a red glow, sometimes with palms or a lake of fire in front."""
    b = open_sky(context, 0.3)
    height, width = context.shape
    at = 0.5 + context.roomy_side * context.choose_by_seed("crater", 0.12, 0.26, 0.0)
    grown = context.choose_by_seed("cone", 1.0, 1.25, 0.8)
    tip = b.horizon - 0.28 * grown
    start = int(np.clip((tip + 0.03) * height, 2, height))
    y = ((np.arange(start, dtype=np.float32) + 0.5) / height)[:, None]
    x = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :]
    plume = cloudy(context.rng, (start, width), width / 5, octaves=5)
    rise = np.clip(tip - y, 0, 1)
    smoke = np.exp(-(((x - at - 0.35 * b.light.side * rise) / (0.05 + 0.35 * rise)) ** 2))
    cover = (smoke * smoothstep(0.25, 0.7, plume)).astype(np.float32)
    b.rgb[:start] = mix(b.rgb[:start], mix(colour("#4a3f46"), b.light.haze, 0.35), cover)
    b.glow(colour("#ff7a3c"), (at, tip), 0.40, 0.65)
    foot = b.horizon + 0.10
    cone = [(at - 0.55 * grown, foot), (at - 0.17 * grown, tip + 0.16), (at - 0.055, tip), (at + 0.055, tip),
            (at + 0.18 * grown, tip + 0.16), (at + 0.57 * grown, foot)]  # fmt: skip
    rough = cloudy(context.rng, context.shape, 50 * b.unit, octaves=4)
    b.fill(in_haze(b, "#5a4650", 0.2), [cone], tone=0.6 + np.float32(0.8) * rough)
    streams = []
    for lean_x, long in ((-0.10, 0.24), (0.02, 0.30), (0.13, 0.20)):
        t = np.linspace(0, 1, 12)
        px, py = at + lean_x * t + 0.012 * np.sin(t * 9), tip + long * grown * t
        half = 0.010 * (1 - 0.5 * t)
        streams.append(np.concatenate([np.stack([px - half, py], 1), np.stack([px + half, py], 1)[::-1]]))
    lava = b.polygons(streams)
    b.lay(colour("#ff6a2a"), np.clip(lava + blurred(lava, 7 * b.unit) * np.float32(0.9), 0, 1))
    b.lay(colour("#ffe08a"), blurred(lava, 1.0 * b.unit) ** 2 * np.float32(0.9))
    line = ridge_line(b, b.horizon + 0.07, 0.05, 0.5, 4)
    paint_ridge(b, line, b.lit("#6a5a52"), b.lit("#3f3a3c"), 0.45)
    kind = context.choose_by_seed("slopes", "cracks", "palms", "bare")
    if kind == "cracks":
        veins = np.abs(b.on_ground(b.horizon + 0.05, 0.5, 3) - np.float32(0.5))
        heat = smoothstep(0.035, 0.006, veins) * smoothstep(b.horizon + 0.08, b.horizon + 0.2, _rows(b))
        b.lay(colour("#ff7a2c"), np.clip(blurred(heat, 2.5 * b.unit) * 0.8 + heat, 0, 1).astype(np.float32))
    elif kind == "palms":
        feet = [
            (0.5 - context.roomy_side * at, b.horizon + low, tall)
            for at, low, tall in ((0.44, 0.17, 0.5), (0.33, 0.13, 0.36))
        ]
        paint_palms(b, feet, b.lit("#3f7a4a"), b.lit("#5a4636"))
    b.ground, b.ground_ink = "floor", b.lit("#6a5048")
    return b


def _rows(b: Backdrop) -> Field:
    """Returns the height of each pixel's row, part of the picture's height from the top."""
    y = np.arange(b.shape[0], dtype=np.float32)[:, None] / b.shape[0]
    return np.broadcast_to(y, b.shape)
