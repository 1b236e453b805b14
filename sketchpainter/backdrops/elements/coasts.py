"""What water meets: islands, headlands, rocks in the surf, lilies and reeds, dune grass and shells.

Runs in the painter's process. Painted into a backdrop with its sky or its water.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop, far
from sketchpainter.backdrops.elements.vistas import crags
from sketchpainter.raster.arrays import mix, smoothstep
from sketchpainter.raster.textures import wavy


def paint_island(b: Backdrop, x: float, half: float, rise: float) -> None:
    """A low island on the horizon."""
    t = np.linspace(-1, 1, 24)
    rough = wavy(b.rng, 24, 0.3, 3)
    top = b.horizon + 0.006 - rise * (1 - np.abs(t) ** 1.7) * (0.55 + 0.6 * rough)
    shape = np.concatenate(
        [np.stack([x + half * t, top], 1), [(x + half, b.horizon + 0.008), (x - half, b.horizon + 0.008)]]
    )
    b.fill(far(b, "#4f8068", 0.42), [shape], tone=1 + np.float32(0.5) * b.mottle())


def paint_cliff(b: Backdrop, side: int, reach: float, rise: float, distance: float) -> None:
    """A headland that comes in from one side: bare rock below, green above."""
    edge = 0.5 + side * 0.52
    t = np.linspace(0, 1, 20)
    rough = wavy(b.rng, 20, 0.35, 4)
    x = edge - side * reach * t
    top = b.horizon - rise * (1 - t**2.2) * (0.8 + 0.3 * rough)
    foot = np.full(20, b.horizon + 0.008)
    shape = np.concatenate([np.stack([x, top], 1), np.stack([x, foot], 1)[::-1]])
    rock = far(b, "#b39a86", distance)
    b.fill(rock, [shape], tone=1 + np.float32(0.5) * b.mottle())
    cover = b.polygons([shape])
    rows = np.flatnonzero(cover.any(1))
    if len(rows):
        band = slice(int(rows[0]), int(rows[-1]) + 1)
        seams = smoothstep(0.0, 0.10, crags(b, cover[band].shape, 60)) * cover[band] * np.float32(0.5)
        b.rgb[band] = mix(b.rgb[band], far(b, "#6a5560", distance), seams)
    cap = np.concatenate([np.stack([x, top - 0.004], 1), np.stack([x, top + rise * 0.10 + 0.01 * rough], 1)[::-1]])
    b.fill(far(b, "#6f9a52", distance), [cap], tone=1 + np.float32(0.4) * b.mottle())


def paint_rock(b: Backdrop, x: float, y: float, wide: float) -> None:
    """A dark rock in the water with foam around its foot, lit on the light's side."""
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
    """Leaves of lilies with a few flowers, on one side."""
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
    """Reeds at the lower edge, on one side or both, over the figures."""
    outlines = []
    for side in sides:
        for away, grown, bent in rng.random((30, 3)):
            x = 0.5 + side * (0.5 - away**1.6 * 0.22)
            tall, lean = 0.10 + 0.16 * grown, 0.06 * (bent - 0.5)
            outlines.append([(x - 0.003, 1.02), (x + 0.003, 1.02), (x + lean, 1.02 - tall)])
    cover = b.polygons(outlines) * np.float32(0.95)
    ink = b.lit("#55803a")
    b.over.append(lambda rgb: mix(rgb, ink, cover))


def paint_dune_grass(b: Backdrop, side: int, low: float) -> None:
    blades = []
    for away, bent, grown in b.rng.random((46, 3)):
        x = 0.5 + side * (0.5 - 0.26 * away**1.4)
        y = low + 0.05 + 0.28 * away
        long, tilt = 0.07 + 0.09 * grown, 0.07 * (bent - 0.4) * side
        blades.append([(x - 0.003, y), (x + 0.003, y), (x + tilt, y - long)])
    b.fill(b.lit("#9aa85a"), blades)


def paint_shells(b: Backdrop, top: float) -> None:
    """Shells, pebbles and a starfish on the sand."""
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
