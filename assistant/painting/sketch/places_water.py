"""Places with water: open sea, beach, lake and river, harbour, underwater.

Runs in the painter's process. Each function paints one place into a new backdrop.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, Outlook, far, new_backdrop
from assistant.painting.sketch.fields import Field, colour, grid, mix, noise, smoothstep
from assistant.painting.sketch.grounds import paint_drifts, paint_ridge, paint_water, ridge_line
from assistant.painting.sketch.plants import paint_bush_row, paint_conifers, paint_leafy, paint_palms
from assistant.painting.sketch.seasons import leaves_of
from assistant.painting.sketch.skies import open_sky


def sea(outlook: Outlook) -> Backdrop:
    """Open water, sometimes with a coast far off."""
    b = open_sky(outlook, 0.7)
    if outlook.rng.random() < 0.5:
        line = ridge_line(b, b.horizon + 0.012, 0.11, 0.4, 4)
        paint_ridge(b, line, far(b, "#5d7d92", 0.6), far(b, "#7f9aa5", 0.7))
    rough = outlook.says("storm", "rough", "high seas")
    deep, pale = outlook.one_of(("#145f8a", "#2f9db5"), ("#1d6f78", "#59b5a5"), ("#24508f", "#4a8fc9"))
    paint_water(b, b.horizon, deep, pale, calm=0.1 if rough else 0.4)
    return b


def lake(outlook: Outlook) -> Backdrop:
    """Still water between banks with trees, reeds in front."""
    b = open_sky(outlook, 0.5)
    rng = outlook.rng
    if rng.random() < 0.6:
        line = ridge_line(b, b.horizon + 0.01, 0.26, 0.45, 5)
        paint_ridge(b, line, far(b, "#6f86a0", 0.55), far(b, "#86a08f", 0.6), 0.3)
    line = ridge_line(b, b.horizon + 0.01, 0.08, 0.5, 2)
    paint_ridge(b, line, far(b, "#5f9052", 0.4), far(b, "#7fab5c", 0.35), 0.1)
    leaves = leaves_of(outlook)
    paint_bush_row(b, b.horizon + 0.012, 0.06, far(b, leaves[0], 0.35))
    feet = [(float(x), b.horizon + 0.012, float(rng.uniform(0.08, 0.17))) for x in rng.uniform(0, 1, 6)]
    if rng.random() < 0.5:
        paint_conifers(b, feet, far(b, "#2f5a48", 0.3))
    else:
        paint_leafy(b, feet, far(b, leaves[1], 0.25), far(b, "#5b4630", 0.3))
    deep, pale = outlook.one_of(("#2a6f86", "#4fa3a8"), ("#2f6a5c", "#5fa58a"), ("#2f5f93", "#5f9ccc"))
    paint_water(b, b.horizon + 0.012, deep, pale, calm=0.85)
    _reeds(b, rng)
    return b


def _reeds(b: Backdrop, rng: np.random.Generator) -> None:
    outlines = []
    for side in (0.0, 1.0):
        for _ in range(26):
            x = abs(side - float(rng.random()) ** 1.6 * 0.20)
            tall, lean = float(rng.uniform(0.10, 0.24)), float(rng.uniform(-0.03, 0.03))
            outlines.append([(x - 0.003, 1.02), (x + 0.003, 1.02), (x + lean, 1.02 - tall)])
    cover = b.polygons(outlines)
    ink = b.lit("#55803a")
    b.over.append(lambda rgb: mix(rgb, ink, cover * 0.95))


def beach(outlook: Outlook) -> Backdrop:
    """Sea to the horizon, surf, sand; palms where it is warm."""
    b = open_sky(outlook, 0.5)
    rng, height = outlook.rng, outlook.shape[0]
    if rng.random() < 0.5:
        line = ridge_line(b, b.horizon + 0.01, 0.10, 0.35, 4)
        left = np.linspace(0, 1, outlook.shape[1]) * (1 if b.light.side > 0 else -1)
        line = line + np.clip(left * 0.3 + (0.0 if b.light.side > 0 else 0.25), 0, 1).astype(np.float32)
        paint_ridge(b, np.minimum(line, b.horizon + 0.012), far(b, "#5f8a78", 0.5), far(b, "#7f9f86", 0.5))
    deep, pale = outlook.one_of(("#1f8fb0", "#6fd0cb"), ("#1a7fa8", "#5cc4c0"), ("#2a86b8", "#8fdcd0"))
    paint_water(b, b.horizon, deep, pale, calm=0.45)
    y = np.arange(height, dtype=np.float32)[:, None] / height
    shore = ridge_line(b, b.horizon + 0.20, 0.06, 0.8, 2)
    foam = noise(rng, outlook.shape, 30 * b.unit, octaves=3)
    for shift, share in ((-0.028, 0.95), (-0.062, 0.5)):
        edge = np.abs(y - (shore + shift)[None, :] + 0.02 * (foam - 0.5))
        b.lay(b.lit("#ffffff"), (smoothstep(0.013, 0.0, edge) * share).astype(np.float32))
    paint_ridge(b, shore - 0.020, b.lit("#c9a574"), b.lit("#dcbc8a"), 0.05)
    sand = outlook.one_of(("#f2dcae", "#e3bd84"), ("#f5e4c4", "#dcc095"), ("#eecf9a", "#d3a56a"))
    paint_ridge(b, shore + 0.02, b.lit(sand[0]), b.lit(sand[1]), 0.5)
    paint_drifts(b, b.lit("#fff0cf"), b.lit("#c79b66"), b.horizon + 0.22)
    if outlook.says("tropical", "hawaii", "island", "palm", "caribbean", "bahamas") or rng.random() < 0.4:
        side = 0.06 if rng.random() < 0.5 else 0.94
        paint_palms(b, [(side, b.horizon + 0.30, 0.66), (abs(side - 0.08), b.horizon + 0.26, 0.46)],
                    b.lit("#3f8f4a"), b.lit("#8a6a48"))  # fmt: skip
    b.ground, b.ground_ink = "sand", b.lit(sand[0])
    return b


def harbour(outlook: Outlook) -> Backdrop:
    """Water before a row of gabled houses, as in an old port or Venice."""
    b = open_sky(outlook, 0.5)
    rng = outlook.rng
    walls, roofs, panes = [], [], []
    inks = ("#d9a066", "#c96f52", "#e3c48f", "#a9b8a0", "#c98f8a", "#8fa3b5")
    x = -0.02
    while x < 1.0:
        wide, tall = float(rng.uniform(0.08, 0.13)), float(rng.uniform(0.16, 0.30))
        top, foot = b.horizon - tall, b.horizon + 0.01
        ink = str(rng.choice(inks))
        b.lay(far(b, ink, 0.2), b.polygons([[(x, foot), (x, top), (x + wide, top), (x + wide, foot)]]))
        roofs.append([(x - 0.004, top), (x + wide / 2, top - wide * 0.6), (x + wide + 0.004, top)])
        for row in range(int(tall / 0.065)):
            for column in range(2):
                px, py = x + wide * (0.22 + 0.38 * column), top + 0.022 + row * 0.065
                panes.append([(px, py), (px + wide * 0.2, py), (px + wide * 0.2, py + 0.036), (px, py + 0.036)])
        walls.append(x)
        x += wide
    b.lay(far(b, "#9a4f3c", 0.2), b.polygons(roofs))
    glow = colour("#ffd27a") if b.light.time in ("night", "sunset") else far(b, "#4f6a80", 0.15)
    b.lay(glow, b.polygons(panes) * 0.9)
    paint_water(b, b.horizon + 0.01, "#1f5f78", "#3f8f98", calm=0.7)
    return b


def underwater(outlook: Outlook) -> Backdrop:
    """Light from above, sand, corals and weeds below, bubbles."""
    light, rng = outlook.light, outlook.rng
    tone = outlook.one_of(
        ("#7fe0de", "#1f9dbb", "#0d4f86"), ("#8fe6c8", "#27a58f", "#0f5f6f"), ("#8fd0f2", "#2f7fc4", "#142f78")
    )
    if light.is_night or outlook.says("deep", "dark"):
        tone = ("#2a6a8f", "#123f6b", "#081f45")
    top, middle, low = (colour(ink) for ink in tone)
    lamp = replace(light, sky=(top, middle, low), haze=colour(tone[1]) * np.float32(0.8))
    b = new_backdrop(replace(outlook, light=lamp), 0.84)
    height, width = outlook.shape
    x, y = grid(outlook.shape)
    fan = (x - width * (0.5 + 0.3 * light.side)) / (y + 0.5 * height)
    beams = noise(rng, (2, 720), 36, octaves=3)[0][np.clip((fan + 1.6) / 3.2 * 719, 0, 719).astype(int)]
    b.lay(colour("#d8fff4"), (smoothstep(0.5, 0.9, beams) * np.clip(0.95 - y / height, 0, 1) * 0.5).astype(np.float32))
    for step in range(2):
        line = ridge_line(b, 0.90 + 0.04 * step, 0.16 - 0.04 * step, 0.35, 4)
        paint_ridge(b, line, far(b, "#2a5f7d", 0.6 - 0.3 * step), far(b, "#1b4a68", 0.5))
    line = ridge_line(b, 0.94, 0.06, 0.6, 2)
    paint_ridge(b, line, far(b, "#e8cf9a", 0.15), far(b, "#b99a6a", 0.2), 0.1)
    weeds = ["#2f8f5b", "#d0567a", "#e08a3c", "#7b56b5", "#e6b84a"]
    for ink in weeds:
        for _ in range(2):
            side = float(rng.choice((rng.uniform(0, 0.26), rng.uniform(0.74, 1))))
            _weed(b, side, float(rng.uniform(0.16, 0.42)), far(b, ink, 0.2))
        _coral(b, float(rng.choice((rng.uniform(0.02, 0.30), rng.uniform(0.70, 0.98)))), far(b, ink, 0.1))
    spots = rng.random((34, 3))

    def bubbles(rgb: Field) -> Field:
        cover = np.zeros(b.shape, dtype=np.float32)
        for px, py, size in spots:
            radius = b.unit * (2 + 9 * size**2)
            ring = np.abs(np.hypot(x - px * width, y - py * 0.9 * height) - radius)
            cover = np.maximum(cover, np.clip(1.2 - ring / (0.7 * b.unit + 0.3), 0, 1))
        return mix(rgb, colour("#e4fffb"), cover * 0.7)

    b.over.append(bubbles)
    b.horizon, b.ground, b.ground_ink = 0.30, "none", colour(tone[2])
    return b


def _weed(b: Backdrop, x: float, tall: float, ink: Field) -> None:
    t = np.linspace(0, 1, 24)
    phase, lean = float(b.rng.uniform(0, 6)), float(b.rng.uniform(-0.06, 0.06))
    blades = []
    for shift in (-0.014, 0.0, 0.014):
        px = x + shift + lean * t + 0.016 * np.sin(t * 7 + phase + shift * 90) * t
        py = 0.985 - tall * t * (1 - abs(shift) * 12)
        half = 0.008 * (1 - t) ** 0.6 + 0.001
        blades.append(np.concatenate([np.stack([px - half, py], 1), np.stack([px + half, py], 1)[::-1]]))
    b.lay(ink * np.float32(0.8), b.polygons(blades))
    b.lay(np.clip(ink * 1.25, 0, 1), b.polygons([blades[1]]) * 0.7)


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
    cover = b.polygons(arms, 0.8 * b.unit)
    b.lay(ink, cover)
    b.lay(np.clip(ink * 1.3, 0, 1), np.clip(cover - np.roll(cover, -b.light.side * 2, 1), 0, 1) * 0.6)
