"""What hangs in the sky of space: planets, the Earth, galaxies, comets.

Runs in the painter's process. Painted into a backdrop that is dark already.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.raster.arrays import Field, colour, grid, mix, smoothstep
from sketchpainter.raster.textures import cloudy


def paint_galaxy(b: Backdrop, ink: Field) -> None:
    """A spiral of stars seen aslant."""
    rng, side = b.rng, b.light.side
    at_x, at_y = 0.5 - 0.28 * side, 0.20
    b.glow(mix(ink, np.ones(3, np.float32), 0.5), (at_x, at_y), 0.26, 0.55)
    dots = []
    for number, (along, off, size) in enumerate(rng.random((240, 3))):
        turn = 7.5 * along**0.7 + np.pi * (number % 2) + 0.5 * (off - 0.5)
        r = 0.03 + 0.20 * along
        x, y = r * np.cos(turn), 0.45 * r * np.sin(turn)
        x, y = at_x + 0.92 * x - side * 0.39 * y, at_y + side * 0.39 * x + 0.92 * y
        half = 0.0012 + 0.0022 * size**2
        dots.append([(x - half, y), (x, y - half), (x + half, y), (x, y + half)])
    b.fill(mix(ink, np.ones(3, np.float32), 0.75), dots, 0.9)
    b.glow(colour("#fff6e0"), (at_x, at_y), 0.08, 0.95)


def paint_comet(b: Backdrop) -> None:
    """A comet with its tail towards the upper corner."""
    side = b.light.side
    x, y = 0.5 - side * 0.24, 0.26
    for long, half, share in ((0.46, 0.030, 0.28), (0.34, 0.016, 0.4), (0.22, 0.008, 0.6)):
        tip = (x - side * long * 0.86, y - long * 0.5)
        b.fill(
            colour("#bfe3ff"),
            [[(x + side * half * 0.3, y + half), tip, (x + side * half, y - half * 0.4)]],
            share,
            3 * b.unit,
        )
    b.glow(colour("#ffffff"), (x, y), 0.09, 0.95)


def paint_planet(b: Backdrop, *, small: bool = False) -> None:
    rng, height, width = b.rng, *b.shape
    x, y = grid(b.shape)
    side = -b.light.side if small else b.light.side
    at_x, at_y = width * (0.5 - 0.36 * side), height * rng.uniform(0.14, 0.26)
    radius = min(b.shape) * (rng.uniform(0.03, 0.05) if small else rng.uniform(0.09, 0.16))
    inks = [("#e0a458", "#8c4a3a"), ("#6fb7c9", "#2f5d8f"), ("#d98ab0", "#6b3f80"), ("#9fc57a", "#3f6b5c")][
        int(rng.integers(4))
    ]
    away = np.hypot(x - at_x, y - at_y)
    bands = cloudy(rng, b.shape, radius * 2, octaves=4, stretch=5)
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


def paint_earth(b: Backdrop) -> None:
    height, width = b.shape
    x, y = grid(b.shape)
    at_x, at_y = width * (0.5 + 0.28 * b.light.side), height * float(b.rng.uniform(0.15, 0.23))
    radius = min(b.shape) * float(b.rng.uniform(0.07, 0.14))
    away = np.hypot(x - at_x, y - at_y)
    lands = smoothstep(0.5, 0.6, cloudy(b.rng, b.shape, radius * 1.6, octaves=4))
    earth = mix(np.broadcast_to(colour("#2b74c9"), (*b.shape, 3)), colour("#5aa05a"), lands)
    white = smoothstep(0.55, 0.75, cloudy(b.rng, b.shape, radius * 1.4, octaves=4, stretch=2)) * np.float32(0.85)
    earth = mix(earth, colour("#ffffff"), white)
    lit_x, lit_y = x - at_x + b.light.side * radius * 0.5, y - at_y + radius * 0.4
    dusk = smoothstep(radius * 0.5, radius * 1.7, np.hypot(lit_x, lit_y))
    b.lay(earth * (1 - 0.75 * dusk[..., None]), smoothstep(radius + 1, radius - 1, away))
