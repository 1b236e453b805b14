"""Wild places: forests of every kind, mountains, desert.

Runs in the painter's process. Each function paints one place into a new backdrop.
"""

from __future__ import annotations

import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, Outlook, far, new_backdrop
from assistant.painting.sketch.fields import blurred, mix, noise, smoothstep
from assistant.painting.sketch.grounds import paint_drifts, paint_lawn, paint_ridge, ridge_line
from assistant.painting.sketch.plants import (
    paint_conifers,
    paint_flowers,
    paint_palms,
    paint_trunks,
    put_grass_in_front,
    put_leaves_in_front,
)
from assistant.painting.sketch.skies import open_sky, paint_rays, paint_sun


def forest(outlook: Outlook) -> Backdrop:  # noqa: PLR0912 — a list of kinds
    """Trunks behind trunks in a haze of leaves, with light falling in; firs, birches, bamboo or a jungle."""
    light, rng = outlook.light, outlook.rng
    b = new_backdrop(outlook, outlook.horizon + 0.08)
    height, width = outlook.shape
    glow = mix(light.sky[2], light.sun, 0.35) if not light.is_night else light.sky[2]
    jungle = outlook.says("jungle", "rainforest", "amazon", "tropical")
    bamboo = outlook.says("bamboo")
    leaf, tip = outlook.one_of(("#4f8a3e", "#cfe07a"), ("#3f8460", "#a9dca0"), ("#6d8f34", "#e3dc7a"))
    if outlook.season == "autumn" or outlook.says("autumn"):
        leaf, tip = outlook.one_of(("#c8622a", "#f4c04a"), ("#b5432c", "#f0a040"), ("#cf8f2c", "#f8dc6a"))
    elif outlook.season == "spring" or outlook.says("cherry", "blossom"):
        leaf, tip = "#e59ab8", "#ffe3ee"
    elif outlook.season == "winter":
        leaf, tip = "#a9b9c6", "#f3f8fc"
    elif outlook.mood == "spooky":
        leaf, tip = "#3a4a3c", "#6f7a52"
    floor = ("#6f9a45", "#3c6a33") if outlook.season not in ("autumn", "winter") else ("#c98f4a", "#8a5a2c")
    if outlook.season == "winter":
        floor = ("#eef4fb", "#b9cbe3")
    b.lay(mix(glow, b.lit(tip), 0.40), np.full(outlook.shape, 0.8, dtype=np.float32))
    if light.is_night:
        paint_sun(b, 0.17)
    bark = (
        "#e6e2d6"
        if outlook.says("birch")
        else "#6f9a3c"
        if bamboo
        else str(rng.choice(("#4a382b", "#5a4030", "#3f3a34")))
    )
    y = np.arange(height, dtype=np.float32)[:, None] / height
    for step in range(4):
        distance = 0.86 - 0.25 * step
        foliage = noise(rng, outlook.shape, width / (3 - 0.4 * step), octaves=5)
        edge = 0.28 - 0.05 * step + (foliage - 0.5) * 0.55
        trunks = 11 - 2 * step if not bamboo else 22 - 3 * step
        paint_trunks(
            b,
            trunks,
            (0.012 + 0.011 * step) * (0.55 if bamboo else 1),
            b.horizon + 0.02 + 0.045 * step,
            far(b, bark, distance),
            clear=step >= 2,
        )
        crown = mix(
            np.broadcast_to(far(b, leaf, distance), (*outlook.shape, 3)),
            far(b, tip, distance),
            smoothstep(0.45, 0.8, foliage) * 0.55,
        )
        b.lay(crown, smoothstep(0.02, -0.02, y - edge))
        line = ridge_line(b, b.horizon + 0.02 + 0.04 * step, 0.035, 0.3, 3)
        if step == 3:
            paint_lawn(b, line, *floor, tip)
        else:
            paint_ridge(b, line, far(b, floor[0], distance), far(b, floor[1], distance), 0.3)
        if jungle and step > 0:
            paint_palms(
                b,
                [
                    (float(x), b.horizon + 0.05 * step, 0.36 + 0.12 * step)
                    for x in (rng.uniform(0, 0.25), rng.uniform(0.75, 1.0))
                ],
                far(b, "#2f8a4a", distance),
                far(b, "#6a5034", distance),
            )
    paint_rays(b, 0.14 if light.is_night else 0.32)
    if not bamboo and outlook.season not in ("autumn", "winter"):
        paint_flowers(b, ridge_line(b, b.horizon + 0.20, 0.02, 0.5, 1), count=40)
    if outlook.season != "winter":
        put_grass_in_front(b, "#35622c" if outlook.season != "autumn" else "#7a5a2c")
    else:
        b.ground, b.ground_ink = "snow", b.lit("#dfe9fa")
    if jungle or outlook.mood == "magical":
        put_leaves_in_front(b, "#1f5a34")
    if outlook.mood in ("magical", "romantic") or (light.is_night and rng.random() < 0.6):
        _fireflies(b)
    return b


def _fireflies(b: Backdrop) -> None:
    height, width = b.shape
    spots = b.rng.random((26, 3))
    x, y = (spots[:, 0] * width).astype(int), ((0.25 + 0.68 * spots[:, 1]) * height).astype(int)
    cover = np.zeros(b.shape, dtype=np.float32)
    cover[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)] = 1.0
    glow = np.clip(blurred(cover, 2.2 * b.unit) * 28 * b.unit**2 + blurred(cover, 7 * b.unit) * 90 * b.unit**2, 0, 1)
    b.over.append(lambda rgb: mix(rgb, np.array([1.0, 0.95, 0.55], dtype=np.float32), glow * 0.85))


def mountains(outlook: Outlook) -> Backdrop:
    """Snow-capped peaks behind fir slopes and an alpine meadow; sometimes a lake, a volcano."""
    b = open_sky(outlook, 0.5)
    rng, width = outlook.rng, outlook.shape[1]
    y = np.arange(outlook.shape[0], dtype=np.float32)[:, None] / outlook.shape[0]
    rock = outlook.one_of("#6f7d9c", "#86788f", "#6d8791")
    if outlook.says("canyon", "cliff", "rock"):
        rock = "#b5714a"
    for step in range(2):
        rise = min(0.60, b.horizon * 0.95) * (1 - 0.36 * step)
        line = ridge_line(b, b.horizon + 0.05 + 0.04 * step, rise, 0.42 - 0.1 * step, 6)
        cover = paint_ridge(b, line, far(b, rock, 0.45 - 0.2 * step), far(b, rock, 0.7 - 0.2 * step), 0.4)
        crags = noise(rng, outlook.shape, 120 * b.unit, octaves=5)
        facing = np.roll(crags, b.light.side * max(2, round(6 * b.unit)), 1) - crags
        b.lay(far(b, "#2f3852", 0.35), (cover * smoothstep(0.01, 0.09, facing) * 0.5).astype(np.float32))
        snow_line = float(np.quantile(line, 0.55))
        snowy = smoothstep(0.05, -0.05, y - snow_line - (crags - 0.5) * 0.22)
        white = mix(
            np.broadcast_to(far(b, "#ffffff", 0.1), (*outlook.shape, 3)),
            far(b, "#9db2da", 0.1),
            smoothstep(0.0, 0.1, facing),
        )
        b.lay(white, (cover * snowy * 0.95).astype(np.float32))
    line = ridge_line(b, b.horizon + 0.06, 0.09, 0.5, 3)
    paint_ridge(b, line, far(b, "#4c7a58", 0.45), far(b, "#77a05b", 0.35), 0.12)
    feet = [
        (float(x), float(line[int(x * (width - 1))]) + 0.03, float(rng.uniform(0.06, 0.11)))
        for x in rng.uniform(0, 1, 22)
    ]
    paint_conifers(b, feet, far(b, "#2f5a48", 0.35))
    line = ridge_line(b, b.horizon + 0.11, 0.05, 0.7, 2)
    if outlook.season == "winter":
        paint_ridge(b, line, b.lit("#fbfdff"), b.lit("#c9d8ef"), 0.4)
        paint_drifts(b, b.lit("#ffffff"), b.lit("#a9bfe3"), b.horizon + 0.10)
        b.ground, b.ground_ink = "snow", b.lit("#dfe9fa")
        return b
    greens = outlook.one_of(("#94b552", "#557f37"), ("#b3b04a", "#7d8236"), ("#7fae62", "#4a7f4a"))
    paint_lawn(b, line, *(greens if outlook.season != "autumn" else ("#d0a04a", "#9a6f30")))
    if rng.random() < 0.6:
        edge = (0.03, 0.12, 0.95) if rng.random() < 0.5 else (0.90, 0.98, 0.07)
        sized = [(x, b.horizon + 0.15, float(rng.uniform(0.26, 0.42))) for x in edge[:2]]
        paint_conifers(b, sized, b.lit("#2a4f3c"))
    paint_flowers(b, line)
    put_grass_in_front(b, "#4b7530")
    return b


def desert(outlook: Outlook) -> Backdrop:
    """Dunes with sharp crests, or mesas and cacti."""
    b = open_sky(outlook, 0.15)
    rng, height = outlook.rng, outlook.shape[0]
    y = np.arange(height, dtype=np.float32)[:, None] / height
    sand = outlook.one_of(("#f0c27a", "#c07a45"), ("#e9b06a", "#a8573a"), ("#f3d49a", "#c99a62"))
    west = outlook.says("wild west", "grand canyon", "arizona", "texas", "nevada", "canyon", "outback", "death valley")
    if west or rng.random() < 0.25:
        for x in rng.uniform(0.0, 1.0, 3):
            _mesa(b, float(x), float(rng.uniform(0.10, 0.24)), float(rng.uniform(0.08, 0.18)))
    if outlook.says("egypt", "giza", "cairo", "pyramid"):
        for x, tall in ((0.20, 0.24), (0.80, 0.17), (0.62, 0.11)):
            _pyramid(b, x, tall)
    for step in range(4):
        distance = 0.55 - 0.17 * step
        line = ridge_line(b, b.horizon + 0.015 + 0.075 * step, 0.11, 0.5 + 0.12 * step, 2)
        cover = paint_ridge(
            b, line, far(b, sand[0], distance), mix(far(b, sand[0], distance), far(b, sand[1], distance), 0.45), 0.3
        )
        slope = blurred(np.gradient(line)[None, :].astype(np.float32), 5 * b.unit)[0] * height * b.light.side
        lee = smoothstep(0.02, 0.22, slope)[None, :] * smoothstep(0.16, 0.0, y - line[None, :])
        b.lay(far(b, sand[1], distance), (cover * lee * 0.75).astype(np.float32))
    paint_drifts(b, b.lit("#ffe3ad"), b.lit(sand[1]), b.horizon + 0.16)
    if outlook.says("oasis"):
        paint_palms(
            b, [(0.14, b.horizon + 0.14, 0.44), (0.24, b.horizon + 0.16, 0.34)], b.lit("#3f8a4a"), b.lit("#7a5a3a")
        )
    b.ground, b.ground_ink = "sand", b.lit(sand[0])
    return b


def _mesa(b: Backdrop, x: float, tall: float, half: float) -> None:
    foot, top = b.horizon + 0.03, b.horizon - tall
    shape = [(x - half * 1.5, foot), (x - half, top + tall * 0.3), (x - half * 0.9, top), (x + half * 0.9, top)]
    cover = b.polygons([[*shape, (x + half, top + tall * 0.3), (x + half * 1.5, foot)]])
    b.lay(far(b, "#b5603c", 0.35), cover)
    y = np.arange(b.shape[0], dtype=np.float32)[:, None] / b.shape[0]
    b.lay(far(b, "#7d3a2c", 0.4), (cover * (np.sin(y * 190) > 0.3) * 0.3).astype(np.float32))
    side = x + b.light.side * half * 0.1
    b.lay(
        far(b, "#6a3230", 0.4),
        (
            cover
            * b.polygons(
                [[(side, 0), (side - b.light.side * 0.5, 0), (side - b.light.side * 0.5, 1), (side, 1)]], 4 * b.unit
            )
            * 0.35
        ).astype(np.float32),
    )


def _pyramid(b: Backdrop, x: float, tall: float) -> None:
    half, foot = tall * 0.85, b.horizon + 0.03
    b.lay(far(b, "#e0b76a", 0.25), b.polygons([[(x - half, foot), (x, foot - tall), (x + half, foot)]]))
    turn = x - b.light.side * half
    b.lay(
        far(b, "#a5763f", 0.3), b.polygons([[(turn, foot), (x, foot - tall), (x + b.light.side * half * 0.25, foot)]])
    )
