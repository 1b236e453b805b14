"""Places beyond the ground that we know: among clouds, space, moons and planets, a volcano.

Runs in the painter's process. Each function paints one place into a new backdrop.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, Outlook, far, new_backdrop
from assistant.painting.sketch.fields import blurred, colour, grid, mix, noise, smoothstep
from assistant.painting.sketch.grounds import paint_ridge, ridge_line
from assistant.painting.sketch.skies import open_sky, paint_stars


def sky(outlook: Outlook) -> Backdrop:
    """High up: clouds above and a sea of clouds below."""
    b = open_sky(outlook, 0.55, 0.99)
    height, width = outlook.shape
    y = np.arange(height, dtype=np.float32)[:, None] / height
    base = outlook.horizon + 0.14
    for step in range(3):
        line = base + 0.11 * step
        row = noise(outlook.rng, (2, width), width * (0.16 + 0.10 * step), octaves=4)[0]
        edge = line - 0.13 * row
        cover = smoothstep(-0.012, 0.02, y - edge[None, :])
        lit = np.clip(1 - (y - edge[None, :]) / 0.16, 0, 1)
        white = mix(b.light.sun, np.ones(3, dtype=np.float32), 0.0 if b.light.is_night else 0.6)
        if b.light.is_night:
            white = white * 0.35 + b.light.haze * 0.55
        dark = mix(b.light.haze, b.light.sky[1], 0.4)
        paint = mix(
            np.broadcast_to(dark, (*outlook.shape, 3)), white, (lit * (0.75 + 0.5 * b.mottle())).astype(np.float32)
        )
        b.lay(np.clip(paint, 0, 1), (cover * 0.94).astype(np.float32))
    b.ground, b.ground_ink = "none", b.light.haze
    return b


def space(outlook: Outlook) -> Backdrop:
    """A dark sky of stars with coloured clouds and a planet."""
    light, rng = outlook.light, outlook.rng
    dark = outlook.one_of(
        ("#05060f", "#1b2a6b", "#0f6f86"),
        ("#07040f", "#4a1f6b", "#b0447a"),
        ("#040a12", "#0f4a5c", "#3f9a86"),
        ("#0a0508", "#6b2a1f", "#c98a3c"),
    )
    ink = colour(dark[0])
    lamp = replace(light, sky=(ink, ink, ink), haze=colour(dark[1]), tint=colour("#f2eeff"), shadow=colour("#05060f"))
    lamp = replace(lamp, sun=colour("#fff3dc"), time="day" if light.time == "day" else light.time)
    b = new_backdrop(replace(outlook, light=lamp), 0.99)
    height, width = outlook.shape
    x, y = grid(outlook.shape)
    b.rgb = np.broadcast_to(ink, (*outlook.shape, 3)).astype(np.float32)
    tilt = rng.uniform(-0.6, 0.6)
    band = np.exp(-((((y - height / 2) - np.tan(tilt) * (x - width / 2)) / (0.33 * height)) ** 2))
    for tint, size in ((dark[1], 2.0), (dark[2], 3.0)):
        cloud = noise(rng, outlook.shape, width / size, octaves=6)
        b.lay(colour(tint), (smoothstep(0.42, 0.95, cloud) * (0.3 + 0.7 * band) * 0.85).astype(np.float32))
    paint_stars(b, 330, 1.0)
    if rng.random() < 0.8 and light.has_orb:
        _planet(b)
    b.horizon, b.ground, b.ground_ink = 0.35, "none", None
    return b


def _planet(b: Backdrop) -> None:
    rng, height, width = b.rng, *b.shape
    x, y = grid(b.shape)
    at_x, at_y = width * (0.5 - 0.36 * b.light.side), height * rng.uniform(0.14, 0.26)
    radius = min(b.shape) * rng.uniform(0.08, 0.15)
    inks = [("#e0a458", "#8c4a3a"), ("#6fb7c9", "#2f5d8f"), ("#d98ab0", "#6b3f80"), ("#9fc57a", "#3f6b5c")][
        int(rng.integers(4))
    ]
    away = np.hypot(x - at_x, y - at_y)
    bands = noise(rng, b.shape, radius * 2, octaves=4, stretch=5)
    ball = mix(np.broadcast_to(colour(inks[0]), (*b.shape, 3)), colour(inks[1]), smoothstep(0.35, 0.7, bands))
    lit_x, lit_y = x - at_x - b.light.side * radius * 0.5, y - at_y + radius * 0.4
    dusk = smoothstep(radius * 0.4, radius * 1.5, np.hypot(lit_x, lit_y))
    tilt = (x - at_x) * 0.28 + (y - at_y)
    ring = np.hypot((x - at_x) / (radius * 2.1), tilt / (radius * 0.42))
    rings = smoothstep(0.55, 0.62, ring) * smoothstep(1.0, 0.94, ring) * (0.6 + 0.4 * np.sin(ring * 40))
    ringed = rng.random() < 0.5
    ink = mix(colour(inks[0]), np.ones(3, np.float32), 0.4)
    if ringed:
        b.lay(ink, (rings * (tilt < 0) * 0.7).astype(np.float32))
    b.lay(np.clip(ball * (1 - 0.8 * dusk[..., None]), 0, 1), smoothstep(radius + 1, radius - 1, away))
    if ringed:
        b.lay(ink, (rings * (tilt >= 0) * 0.75).astype(np.float32))


def moonscape(outlook: Outlook) -> Backdrop:
    """Dust with craters under a black sky with the Earth in it; red on Mars, strange on other planets."""
    mars = outlook.says("mars", "red planet")
    strange = outlook.says("alien", "strange", "distant", "another planet", "venus")
    b = space(replace(outlook, light=replace(outlook.light, has_orb=False)))
    rng, height, width = outlook.rng, *outlook.shape
    b.rgb = b.rgb * np.float32(0.55)
    dust = ("#8d8f9e", "#c5c6cf", "#8b8c99", "#6f7080", "#e3e3ea")
    if mars:
        dust = ("#8a4a38", "#d98a5c", "#a5583c", "#7d3f30", "#f0b088")
        y = np.arange(height, dtype=np.float32)[:, None] / height
        b.lay(colour("#e0a27a"), np.broadcast_to(np.clip(y / outlook.horizon, 0, 1) ** 1.5 * 0.85, outlook.shape))
    elif strange:
        dust = outlook.one_of(
            ("#5c3f7a", "#a97fd0", "#6f4f96", "#452f63", "#d9b8f0"),
            ("#2f6a6a", "#6fc4a8", "#3f8a86", "#235454", "#b0f0d8"),
        )
    paint_stars(b, 120, 0.6)
    if not mars:
        _earth(b)
    b.horizon, b.ground = outlook.horizon + 0.06, "floor"
    line = ridge_line(b, b.horizon + 0.01, 0.14, 0.3, 4)
    paint_ridge(b, line, colour(dust[0]), colour(dust[0]) * np.float32(0.8), 0.15)
    line = ridge_line(b, b.horizon + 0.04, 0.04, 0.8, 2)
    paint_ridge(b, line, colour(dust[1]), colour(dust[2]), 0.4)
    x, y = grid(outlook.shape)
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
    b.ground_ink = colour(dust[1])
    return b


def _earth(b: Backdrop) -> None:
    height, width = b.shape
    x, y = grid(b.shape)
    at_x, at_y, radius = width * (0.5 + 0.28 * b.light.side), height * 0.19, min(b.shape) * 0.11
    away = np.hypot(x - at_x, y - at_y)
    lands = smoothstep(0.5, 0.6, noise(b.rng, b.shape, radius * 1.6, octaves=4))
    earth = mix(np.broadcast_to(colour("#2b74c9"), (*b.shape, 3)), colour("#5aa05a"), lands)
    white = smoothstep(0.55, 0.75, noise(b.rng, b.shape, radius * 1.4, octaves=4, stretch=2)) * 0.85
    earth = mix(earth, colour("#ffffff"), white)
    lit_x, lit_y = x - at_x + b.light.side * radius * 0.5, y - at_y + radius * 0.4
    dusk = smoothstep(radius * 0.5, radius * 1.7, np.hypot(lit_x, lit_y))
    b.lay(earth * (1 - 0.75 * dusk[..., None]), smoothstep(radius + 1, radius - 1, away))


def volcano(outlook: Outlook) -> Backdrop:
    """A smoking cone with lava, black slopes, a red glow."""
    b = open_sky(outlook, 0.3)
    height, width = outlook.shape
    x, y = grid(outlook.shape)
    at, tip = 0.5 + b.light.side * 0.10, b.horizon - 0.30
    plume = noise(outlook.rng, outlook.shape, width / 5, octaves=5)
    lean = (x / width - at) - 0.35 * (tip - y / height)
    smoke = np.exp(-((lean / (0.05 + 0.35 * np.clip(tip - y / height, 0, 1))) ** 2)) * (y / height < tip + 0.02)
    b.lay(mix(colour("#4a3f46"), b.light.haze, 0.35), (smoke * smoothstep(0.25, 0.7, plume)).astype(np.float32))
    away = np.hypot(x / width - at, (y / height - tip) * height / width)
    b.lay(colour("#ff7a3c"), (np.exp(-((away / 0.20) ** 2)) * 0.6).astype(np.float32))
    cone = [
        (at - 0.42, b.horizon + 0.05),
        (at - 0.16, tip + 0.16),
        (at - 0.055, tip),
        (at + 0.055, tip),
        (at + 0.17, tip + 0.16),
        (at + 0.44, b.horizon + 0.05),
    ]
    rough = noise(outlook.rng, outlook.shape, 50 * b.unit, octaves=4)
    b.lay(np.clip(far(b, "#5a4650", 0.2) * (0.6 + 0.8 * rough)[..., None], 0, 1), b.polygons([cone]))
    streams = []
    for lean_x, long in ((-0.10, 0.24), (0.02, 0.30), (0.13, 0.20)):
        t = np.linspace(0, 1, 12)
        px, py = at + lean_x * t + 0.012 * np.sin(t * 9), tip + long * t
        half = 0.010 * (1 - 0.5 * t)
        streams.append(np.concatenate([np.stack([px - half, py], 1), np.stack([px + half, py], 1)[::-1]]))
    lava = b.polygons(streams)
    b.lay(colour("#ff6a2a"), np.clip(lava + blurred(lava, 7 * b.unit) * 0.9, 0, 1))
    b.lay(colour("#ffe08a"), blurred(lava, 1.0 * b.unit) ** 2 * 0.9)
    line = ridge_line(b, b.horizon + 0.07, 0.05, 0.5, 4)
    paint_ridge(b, line, b.lit("#6a5a52"), b.lit("#3f3a3c"), 0.45)
    b.ground, b.ground_ink = "floor", b.lit("#6a5048")
    return b
