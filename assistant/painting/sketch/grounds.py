"""Grounds: hills, grass, snow and sand in perspective, water with the sky in it, paths.

Runs in the painter's process. Paints into a backdrop from its horizon down.
"""

from __future__ import annotations

import cv2
import numpy as np

from assistant.painting.sketch.backdrop import Backdrop
from assistant.painting.sketch.fields import Field, blurred, grid, mix, noise, smoothstep


def ridge_line(b: Backdrop, base: float, rise: float, size: float, rough: int) -> Field:
    """Height of a hill's outline for each column, as a part of the picture's height from the top.

    Args:
        b: The place.
        base: Where its feet are.
        rise: How far it rises at most.
        size: Width of its humps as a part of the picture's width.
        rough: Octaves: 1 is round hills, 5 is crags.
    """
    row = noise(b.rng, (2, b.shape[1]), b.shape[1] * size, octaves=rough)[0]
    return np.asarray(base - rise * row, dtype=np.float32)


def paint_ridge(b: Backdrop, line: Field, top: Field, bottom: Field, depth: float = 0.25) -> Field:
    """Fill everything below a ridge line, from `top` colour to `bottom` colour; gives the cover that was painted."""
    height = b.shape[0]
    start = int(np.clip(line.min() * height - 1, 0, height - 1))
    y = np.arange(start, height, dtype=np.float32)[:, None]
    below = y - (line * height)[None, :]
    cover = np.zeros(b.shape, dtype=np.float32)
    cover[start:] = np.clip(below + 0.5, 0, 1)
    share = np.clip(below / (depth * height), 0, 1).astype(np.float32)
    paint = mix(np.broadcast_to(top, (*share.shape, 3)), bottom, share)
    paint = np.clip(paint * (1 + 0.17 * b.mottle()[start:][..., None]), 0, 1)
    b.rgb[start:] = mix(b.rgb[start:], paint, cover[start:])
    slope = np.arctan(np.gradient(line) * height).astype(np.float32) * 0.8
    b.flow = np.where(cover > 0.5, slope[None, :], b.flow)
    return cover


def paint_lawn(b: Backdrop, line: Field, near: str, deep: str, straw: str = "#c9d36a") -> None:
    """Grass up to a line: lighter and finer far away, tufts near us."""
    height = b.shape[0]
    paint_ridge(b, line, b.lit(near), b.lit(deep), 0.5)
    tufts = b.on_ground(b.horizon, 0.16, 4, stretch=0.8)
    y = np.arange(height, dtype=np.float32)[:, None] / height
    cover = np.clip((y - line[None, :]) * height, 0, 1) * smoothstep(b.horizon, 1.0, y)
    b.lay(b.lit(straw), (cover * smoothstep(0.55, 0.85, tufts) * 0.34).astype(np.float32))
    b.lay(b.lit(deep) * 0.62, (cover * smoothstep(0.45, 0.15, tufts) * 0.42).astype(np.float32))
    b.ground, b.ground_ink = "grass", b.lit(deep)


def paint_drifts(b: Backdrop, pale: Field, dark: Field, top: float) -> None:
    """Soft waves on the ground, flatter with distance: snow or sand."""
    height = b.shape[0]
    y = np.arange(height, dtype=np.float32)[:, None] / height
    near = np.clip((y - top) / max(0.05, 1 - top), 0, 1)
    waves = b.on_ground(b.horizon, 0.55, 3, stretch=1.0)
    slope = cv2.Sobel(blurred(waves, 1.5 * b.unit), cv2.CV_32F, 0, 1, ksize=3) * height / 60
    slope -= b.light.side * cv2.Sobel(waves, cv2.CV_32F, 1, 0, ksize=3) * height / 90
    b.lay(dark, (smoothstep(0.02, 0.9, slope) * near**0.4 * 0.55).astype(np.float32))
    b.lay(pale, (smoothstep(0.02, 0.9, -slope) * near**0.4 * 0.55).astype(np.float32))


def paint_water(b: Backdrop, top: float, deep: str, shallow: str, calm: float = 0.5) -> None:
    """Water from a part of the height down: the sky mirrored in it, waves in perspective, the sun's path.

    Args:
        b: The place, with its sky painted.
        top: Where the water begins.
        deep: Its colour far out.
        shallow: Its colour near us.
        calm: 0 choppy … 1 a mirror.
    """
    height, width = b.shape
    start = int(np.clip(round(top * height), 1, height - 2))
    rows = height - start
    y, x = np.mgrid[0:rows, 0:width].astype(np.float32)
    near = y / rows
    wave = b.on_ground(top, 0.22, 3, stretch=2.6)[start:]
    fine = b.on_ground(top, 0.07, 3, stretch=3.0)[start:]
    tone = mix(mix(b.lit(deep), b.light.haze, 0.35) * np.ones((rows, width, 3), np.float32), b.lit(shallow),
               (near**0.9).astype(np.float32))  # fmt: skip
    reach = min(start - 1, int(rows * 1.1))
    sway = (wave - 0.5) * (26 + 60 * near) * b.unit * (1.15 - calm) * 1.6
    source = np.clip(start - 1 - y * reach / rows + sway, 0, start - 1)
    mirror = cv2.remap(b.rgb, x + sway * 0.3, source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    share = (0.30 + 0.35 * calm) * (1 - 0.45 * near)
    water = mix(tone, mirror, share.astype(np.float32))
    crest = smoothstep(0.56, 0.86, wave * 0.6 + fine * 0.4) * (1.1 - 0.8 * calm)
    water = mix(
        water, mix(b.light.sky[2], np.ones(3, np.float32), 0.3), (crest * (0.5 - 0.2 * near)).astype(np.float32)
    )
    trough = smoothstep(0.44, 0.16, wave * 0.6 + fine * 0.4) * (1.1 - 0.6 * calm)
    water = mix(water, b.lit(deep) * np.float32(0.66), (trough * 0.42).astype(np.float32))
    path = np.exp(-(((x / width - 0.5 - 0.29 * b.light.side) / (0.05 + 0.14 * near)) ** 2))
    glint = path * smoothstep(0.45, 0.75, fine) * (0.85 if b.light.time != "day" else 0.5)
    b.rgb[start:] = mix(water, np.clip(b.light.sun, 0, 1), glint.astype(np.float32))
    edge = np.exp(-((y / (1.5 * b.unit)) ** 2)) * 0.5
    b.rgb[start:] = mix(b.rgb[start:], b.light.haze, edge.astype(np.float32))
    b.flow[start:] = 0.10 * (wave - 0.5)
    b.ground, b.ground_ink = "water", mix(b.lit(shallow), b.light.sky[1], 0.4)


def paint_path(b: Backdrop, x: float, ink: Field, wide: float = 0.34) -> None:
    """A winding path from our feet to the horizon."""
    height, width = b.shape
    gx, y = grid(b.shape)
    near = np.clip((y / height - b.horizon - 0.02) / (1 - b.horizon), 0, 1)
    bend = 0.14 * np.sin(near * 4.2 + b.rng.uniform(0, 3)) * (1 - near)
    middle = 0.5 + (x - 0.5) * near + bend
    half = wide * near**1.25 / 2 + 0.004
    edge = np.abs(gx / width - middle) - half + (b.on_ground(b.horizon, 0.05, 2) - 0.5) * 0.03 * near
    cover = smoothstep(0.012, -0.004, edge) * (near > 0)
    b.lay(ink, (cover * 0.9).astype(np.float32))
