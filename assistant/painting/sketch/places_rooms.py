"""Places under a roof: rooms with what makes them a kitchen, a library or a bedroom, a stage, a studio wall, a cave.

Runs in the painter's process. Each function paints one place into a new backdrop.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, Outlook, new_backdrop
from assistant.painting.sketch.fields import Field, blurred, colour, grid, mix, noise, smoothstep
from assistant.painting.sketch.furniture import furnish
from assistant.painting.sketch.grounds import paint_ridge, ridge_line


def room(outlook: Outlook) -> Backdrop:
    """A wall with a window, a floor in perspective, and the furniture of its kind."""
    light, rng = outlook.light, outlook.rng
    b = new_backdrop(outlook, outlook.horizon + 0.14)
    height, width = outlook.shape
    x, y = grid(outlook.shape)
    wall, floor, rug = outlook.one_of(
        ("#e7c9a4", "#a8693e", "#b5483f"),
        ("#a9c4b8", "#8f5f3c", "#d08a3c"),
        ("#d9a7a0", "#7d5139", "#3f6d86"),
        ("#8fa9c9", "#9c6d45", "#c25b5b"),
        ("#d8cfa8", "#6f4a34", "#4f7a5c"),
        ("#c3b0cf", "#8a6248", "#d9a53c"),
    )
    lamp = 0.55 if light.is_night else 0.8
    paper = b.lit(wall, lamp)
    kind = int(rng.integers(3))
    stripes = 0.5 + 0.5 * np.sign(np.sin(x / width * 2 * np.pi * 9)) if kind == 0 else (y / height > b.horizon - 0.16)
    view = b.rgb.copy()
    tone = mix(np.broadcast_to(paper, (*outlook.shape, 3)), paper * np.float32(0.92), stripes.astype(np.float32))
    b.rgb = np.clip(tone * (1 + 0.10 * b.mottle()[..., None]), 0, 1).astype(np.float32)
    side = light.side
    left, top = 0.5 + side * 0.30 - 0.15, max(0.06, b.horizon - 0.54)
    wide, tall = 0.30, min(0.38, b.horizon - top - 0.14)
    _window(b, view, (left, top, wide, tall), lamp)
    inside = np.clip((b.horizon * height - y) + 0.5, 0, 1).astype(np.float32)
    near = np.clip((y / height - b.horizon) / (1 - b.horizon), 0, 1)
    across = (x / width - 0.5) / (0.42 + near)
    boards = np.abs(np.sin(across * 16)) ** 0.12 if not outlook.says("kitchen", "bath", "cafe", "café") else None
    if boards is None:
        tiles = np.sign(np.sin(across * 14) * np.sin(9.0 / (near + 0.35)))
        boards = 0.88 + 0.12 * tiles
        floor = "#cfc4b4"
    planks = np.clip(b.lit(floor, lamp) * (0.72 + 0.28 * boards + 0.10 * b.mottle())[..., None], 0, 1)
    b.lay(planks, 1 - inside)
    skirting = ((y / height > b.horizon - 0.028) & (y / height < b.horizon)).astype(np.float32)
    b.lay(b.lit("#fbf5e9", lamp) * 0.95, skirting)
    furnish(b, outlook, lamp)
    if not outlook.says("kitchen", "bath", "gym"):
        ring = np.hypot((x / width - 0.5) / 0.46, (y / height - b.horizon - 0.6 * (1 - b.horizon)) / 0.125)
        b.lay(b.lit(rug, lamp), smoothstep(1.0, 0.98, ring) * 0.95)
        b.lay(b.lit("#f3e0b5", lamp), smoothstep(0.03, 0.015, np.abs(ring - 0.86)))
    _fall_of_light(b, (left + wide / 2, top + tall / 2), side)
    b.flow = np.where(inside > 0.5, np.float32(np.pi / 2), np.float32(0))
    b.ground, b.ground_ink, b.indoors = "floor", b.lit(floor, lamp), True
    return b


def _window(b: Backdrop, view: Field, box: tuple[float, float, float, float], lamp: float) -> None:
    left, top, wide, tall = box
    height, width = b.shape
    x, y = grid(b.shape)
    px, py = x / width - left, y / height - top
    pane = ((px > 0) & (px < wide) & (py > 0) & (py < tall)).astype(np.float32)
    frame = ((px > -0.022) & (px < wide + 0.022) & (py > -0.022) & (py < tall + 0.022)).astype(np.float32)
    bars = ((np.abs(px - wide / 2) < 0.008) | (np.abs(py - tall * 0.5) < 0.008)).astype(np.float32)
    b.lay(b.lit("#fbf5e9", lamp), blurred(frame, 0.6 * b.unit))
    b.rgb = mix(b.rgb, view, pane * (1 - bars))
    ink = str(b.rng.choice(("#c25b5b", "#4f7a9c", "#d9a53c", "#6f8f6a", "#a56a8f")))
    for s in (-1, 1):
        edge = left + (0 if s < 0 else wide) + s * 0.015
        cloth = [
            (edge - s * 0.05, top - 0.04),
            (edge + s * 0.075, top - 0.04),
            (edge + s * 0.085, top + tall + 0.05),
            (edge - s * 0.005, top + tall + 0.05),
        ]
        cover = b.polygons([cloth], 0.8 * b.unit)
        folds = (0.88 + 0.16 * np.sin(x / width * 260))[..., None]
        b.lay(np.clip(b.lit(ink, lamp) * folds, 0, 1), cover)


def _fall_of_light(b: Backdrop, window: tuple[float, float], side: int) -> None:
    """Daylight from the window, or a lamp's by night."""
    height, width = b.shape
    x, y = grid(b.shape)
    warm = np.clip(1 - np.hypot(x / width - window[0], y / height - window[1]) / 0.8, 0, 1) ** 2
    b.lay(b.light.sun, (warm * (0.10 if b.light.is_night else 0.26)).astype(np.float32))
    if b.light.is_night:
        lamp = np.clip(1 - np.hypot(x / width - 0.5 + side * 0.3, y / height - 0.3) / 0.75, 0, 1) ** 2
        b.lay(colour("#ffb45e"), (lamp * 0.42).astype(np.float32))
        return
    slant = (x / width - window[0]) + side * 0.9 * (y / height - b.horizon)
    patch = smoothstep(0.14, 0.10, np.abs(slant)) * smoothstep(b.horizon + 0.04, b.horizon + 0.10, y / height)
    b.lay(b.light.sun, (patch * smoothstep(0.98, 0.8, y / height) * 0.30).astype(np.float32))


def stage(outlook: Outlook) -> Backdrop:
    """Curtains, boards, and spotlights on the middle."""
    b = new_backdrop(outlook, 0.70)
    height, width = outlook.shape
    x, y = grid(outlook.shape)
    disco = outlook.says("disco", "dance floor", "club", "party")
    curtain = outlook.one_of("#8e1f2f", "#3a2a78", "#0f5f63", "#7a2f5c")
    folds = 0.5 + 0.5 * np.sin(x / width * 2 * np.pi * 11 + 0.6 * np.sin(y / height * 5))
    ink = colour(curtain)
    b.rgb = mix(np.broadcast_to(ink * 0.28, (*outlook.shape, 3)), ink * 1.05, folds.astype(np.float32))
    floor = np.clip((y / height - b.horizon) * height + 0.5, 0, 1).astype(np.float32)
    near = np.clip((y / height - b.horizon) / (1 - b.horizon), 0, 1)
    boards = mix(np.broadcast_to(colour("#5c3a22"), (*outlook.shape, 3)), colour("#b07a47"), near)
    if disco:
        cells = np.floor((x / width - 0.5) / (0.42 + near) * 9) + 3 * np.floor(8.0 / (near + 0.35))
        inks = np.stack([colour(c) for c in ("#d9438f", "#3fb8d9", "#e0c33f", "#7d4fd0", "#43c07a")])
        boards = inks[cells.astype(int) % 5] * (0.55 + 0.4 * near[..., None])
    b.lay(boards.astype(np.float32), floor)
    for at, tint in ((0.2, "#ffd27a"), (0.5, "#fff6dc"), (0.8, "#ff9ac2")):
        aim = at + (0.5 - at) * 0.8 * y / height
        beam = np.exp(-(((x / width - aim) / (0.04 + 0.20 * y / height)) ** 2))
        b.lay(colour(tint), (beam * 0.34).astype(np.float32))
    pool = smoothstep(1.0, 0.6, np.hypot((x / width - 0.5) / 0.42, (y / height - 0.88) / 0.09))
    b.lay(colour("#fff1c9"), pool * 0.45)
    heads = [(float(v), 0.99 + 0.02 * float(u)) for v, u in b.rng.random((22, 2))]
    crowd = b.polygons(
        [[(hx + 0.030 * np.cos(t), hy + 0.042 * np.sin(t)) for t in np.linspace(0, 6.3, 14)] for hx, hy in heads]
    )
    b.over.append(lambda rgb: mix(rgb, colour("#120b16"), crowd * 0.9))
    b.flow = np.where(floor > 0.5, np.float32(0), np.float32(np.pi / 2))
    b.ground, b.ground_ink, b.indoors = "floor", colour("#a87a4c"), True
    return b


def studio(outlook: Outlook) -> Backdrop:
    """A painter's cloudy wall, for portraits."""
    light, rng = outlook.light, outlook.rng
    b = new_backdrop(outlook, 0.99)
    height, width = outlook.shape
    x, y = grid(outlook.shape)
    inks = outlook.one_of(
        ("#2f4a63", "#8fb0b8"),
        ("#5b3a3f", "#d6a48a"),
        ("#34503f", "#b9c59a"),
        ("#3d3760", "#b3a3cf"),
        ("#6b4a25", "#e3c48a"),
    )
    cloud = noise(rng, outlook.shape, width / 1.5, octaves=4)
    near = np.clip(1.05 - np.hypot(x / width - 0.5 - 0.10 * light.side, y / height - 0.42) / 0.75, 0, 1)
    share = np.clip(near * 0.85 + (cloud - 0.5) * 0.6, 0, 1).astype(np.float32)
    b.rgb = mix(np.broadcast_to(b.lit(inks[0]), (*outlook.shape, 3)), b.lit(inks[1]), share)
    b.flow = (np.arctan2(y - height * 0.42, x - width * 0.5) + np.pi / 2 + (cloud - 0.5) * 2).astype(np.float32)
    b.horizon, b.ground, b.ground_ink, b.indoors = 0.5, "none", b.lit(inks[0]), True
    return b


def cave(outlook: Outlook) -> Backdrop:
    """A cavern with a bright mouth, hanging stones, a glimmer of crystals."""
    light = replace(outlook.light, haze=colour("#5a6a86"), shadow=colour("#0b0d18"))
    b = new_backdrop(replace(outlook, light=light))
    rng, height, width = outlook.rng, *outlook.shape
    x, y = grid(outlook.shape)
    view = b.rgb.copy()
    rock = colour(outlook.one_of("#4a4658", "#55493f", "#3f4d55"))
    crags = noise(rng, outlook.shape, width / 3, octaves=6)
    b.rgb = np.clip(rock * (0.35 + 0.9 * crags)[..., None], 0, 1).astype(np.float32)
    at_x = 0.5 + light.side * 0.18
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
    b.lay(rock * np.float32(0.45), b.polygons(teeth, 0.8 * b.unit))
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
    tint = colour(outlook.one_of("#7fd8ff", "#c58fff", "#7dffc2"))
    b.lay(tint, np.clip(glow * 0.85 + blurred(glow, 9 * b.unit) * 0.8, 0, 1))
    b.ground, b.ground_ink, b.indoors = "floor", rock, True
    return b
