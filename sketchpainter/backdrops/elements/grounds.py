"""Paints grounds: hills, grass, snow and sand in perspective, water that mirrors the sky, paths.

Everything is painted into a backdrop from its horizon down.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.raster.arrays import Field, blurred, mix, smoothstep, spread
from sketchpainter.raster.textures import cloudy, wavy


def ridge_line(b: Backdrop, base: float, rise: float, size: float, rough: int) -> Field:
    """Returns the height of a hill's outline for each column, part of the picture's height from the top.

    Args:
        b: The place.
        base: Height of its feet, part of the picture's height from the top.
        rise: Maximum rise, part of the picture's height.
        size: Width of its humps, part of the picture's width.
        rough: Octaves of noise: 1 for round hills, 5 for crags.
    """
    return np.asarray(base - rise * wavy(b.rng, b.shape[1], size, rough), dtype=np.float32)


def paint_ridge(b: Backdrop, line: Field, top: Field, bottom: Field, depth: float = 0.25, until: float = 1.0) -> Field:
    """Fills everything below a ridge line, from `top` colour to `bottom` colour; returns the cover that was painted.

    Args:
        b: The place.
        line: The ridge, of `ridge_line`.
        top: Colour at the line.
        bottom: Colour from `depth` below the line.
        depth: Part of the height over which the colour changes.
        until: Part of the height below which something else is painted later.
    """
    height = b.shape[0]
    start = int(np.clip(line.min() * height - 1, 0, height - 1))
    end = int(np.clip(until * height + 1, start + 1, height))
    band = slice(start, end)
    below = np.arange(start, end, dtype=np.float32)[:, None] - (line * height)[None, :]
    cover = np.zeros(b.shape, dtype=np.float32)
    cover[band] = np.clip(below + 0.5, 0, 1)
    share = np.clip(below * np.float32(1 / (depth * height)), 0, 1)
    paint = mix(np.broadcast_to(top, (*share.shape, 3)), bottom, share)
    paint *= spread(1 + np.float32(0.17) * b.mottle()[band])
    b.rgb[band] = mix(b.rgb[band], np.clip(paint, 0, 1), cover[band])
    slope = np.arctan(np.gradient(line) * height).astype(np.float32) * np.float32(0.8)
    np.copyto(b.flow[band], slope[None, :], where=cover[band] > 0.5)
    return cover


def paint_lawn(b: Backdrop, line: Field, near: str, deep: str, straw: str = "#c9d36a") -> None:
    """Paints grass up to a line: lighter and finer far away, tufts near the viewer."""
    height = b.shape[0]
    paint_ridge(b, line, b.lit(near), b.lit(deep), 0.5)
    tufts = b.on_ground(b.horizon, 0.16, 4, stretch=0.8)
    y = np.arange(height, dtype=np.float32)[:, None] / height
    cover = np.clip((y - line[None, :]) * height, 0, 1) * smoothstep(b.horizon, 1.0, y)
    b.lay(b.lit(straw), (cover * smoothstep(0.55, 0.85, tufts) * 0.34).astype(np.float32))
    b.lay(b.lit(deep) * 0.62, (cover * smoothstep(0.45, 0.15, tufts) * 0.42).astype(np.float32))
    b.ground, b.ground_ink = "grass", b.lit(deep)


def paint_drifts(b: Backdrop, pale: Field, dark: Field, top: float) -> None:
    """Paints soft waves on the ground, snow or sand, flatter with distance."""
    height = b.shape[0]
    y = np.arange(height, dtype=np.float32)[:, None] / height
    near = np.clip((y - top) / max(0.05, 1 - top), 0, 1)
    start = int(np.clip(top * height, 0, height - 4))
    waves = b.on_ground(b.horizon, 0.55, 3, stretch=1.0)[start:]
    slope = cv2.Sobel(blurred(waves, 1.5 * b.unit), cv2.CV_32F, 0, 1, ksize=3) * np.float32(height / 60)
    slope -= cv2.Sobel(waves, cv2.CV_32F, 1, 0, ksize=3) * np.float32(b.light.side * height / 90)
    share = (near[start:] ** 0.4 * 0.55).astype(np.float32)
    b.rgb[start:] = mix(b.rgb[start:], dark, smoothstep(0.02, 0.9, slope) * share)
    b.rgb[start:] = mix(b.rgb[start:], pale, smoothstep(0.02, 0.9, -slope) * share)


def paint_water(b: Backdrop, top: float, deep: str, shallow: str, calm: float = 0.5) -> None:
    """Paints water from a part of the height down: the mirrored sky, waves in perspective, the sun's path.

    Args:
        b: The place, with its sky painted.
        top: Part of the height at which the water begins.
        deep: Colour far out.
        shallow: Colour near the viewer.
        calm: 0 for choppy water … 1 for a mirror.
    """
    height, width = b.shape
    start = int(np.clip(round(top * height), 1, height - 2))
    rows = height - start
    y = np.arange(rows, dtype=np.float32)[:, None]
    x = np.arange(width, dtype=np.float32)[None, :]
    near = y / rows
    wave = b.on_ground(top, 0.24, 3, stretch=2.6)[start:]
    fine = b.on_ground(top, 0.07, 3, stretch=3.0)[start:]
    shore = np.broadcast_to(near**0.8, wave.shape)
    water = mix(mix(np.broadcast_to(b.lit(deep), (*wave.shape, 3)), b.light.haze, 0.32 * (1 - shore)),
                b.lit(shallow), shore)  # fmt: skip
    reach = min(start - 1, int(rows * 1.1))
    sway = (wave - np.float32(0.5)) * (26 + 60 * near) * np.float32(b.unit * (1.15 - calm) * 1.6)
    source = np.clip(start - 1 - y * (reach / rows) + sway, 0, start - 1)
    mirror = cv2.remap(b.rgb, x + sway * np.float32(0.3), source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    share = (0.30 + 0.36 * calm) * (1 - 0.5 * near)
    water = mix(water, mirror, np.broadcast_to(share.astype(np.float32), wave.shape))
    # Swells run across the picture, closer together with distance, and bent by the waves.
    roll = np.sin(7.0 / (near + 0.10) + (wave - np.float32(0.5)) * 9)
    rough = 1 - calm
    crest = smoothstep(0.30, 0.95, 0.62 * roll + (fine - np.float32(0.5)) * 1.7) * np.float32(0.16 + 0.50 * rough)
    water = mix(water, mix(b.light.sky[2], np.ones(3, np.float32), 0.35), crest * (1 - 0.25 * near))
    trough = smoothstep(0.25, 1.0, -0.62 * roll - (fine - np.float32(0.5)) * 1.5) * np.float32(0.16 + 0.42 * rough)
    water = mix(water, b.lit(deep) * np.float32(0.60), trough)
    if calm < 0.5:
        caps = smoothstep(0.70, 0.90, roll) * smoothstep(0.50, 0.66, fine) * smoothstep(0.02, 0.2, near)
        water = mix(water, b.lit("#ffffff", 0.7), caps * np.float32(0.9 * (1 - calm)))
    path = np.exp(-(((x / width - 0.5 - 0.29 * b.light.side) / (0.05 + 0.16 * near)) ** 2))
    glint = path * smoothstep(0.45, 0.70, fine) * np.float32(0.85 if b.light.time != "day" else 0.55)
    water = mix(water, np.clip(b.light.sun, 0, 1), glint)
    edge = np.exp(-((y / (1.5 * b.unit)) ** 2)) * np.float32(0.5)
    b.rgb[start:] = mix(water, b.light.haze, np.broadcast_to(edge.astype(np.float32), wave.shape))
    b.flow[start:] = np.float32(0.10) * (wave - np.float32(0.5))
    b.ground, b.ground_ink = "water", mix(b.lit(shallow), b.light.sky[1], 0.4)


def paint_path(b: Backdrop, x: float, ink: Field, wide: float = 0.34) -> None:
    """Paints a winding path from the lower edge, where it is at `x` of the width, to the horizon."""
    near, across = _winding(b, x, 0.14, 4.2)
    edge = np.abs(across) - (wide * near**1.25 / 2 + 0.004)
    edge = edge + (cloudy(b.rng, edge.shape, 16 * b.unit, 3, 2.0) - np.float32(0.5)) * 0.03 * near
    cover = smoothstep(0.012, -0.004, edge) * np.float32(0.9)
    start = b.shape[0] - near.shape[0]
    rut = smoothstep(0.10, 0.0, np.abs(np.abs(across) - 0.30 * wide * near**1.25) / np.maximum(near * wide, 0.02))
    b.rgb[start:] = mix(b.rgb[start:], ink, cover)
    b.rgb[start:] = mix(b.rgb[start:], ink * np.float32(0.78), cover * rut * np.float32(0.5))


def paint_stream(b: Backdrop, x: float, wide: float, deep: str) -> None:
    """Paints a winding brook that mirrors the sky, from the horizon to the lower edge, where it is at `x` of the
    width."""
    near, across = _winding(b, x, 0.20, 5.2)
    start = b.shape[0] - near.shape[0]
    half = wide * near**1.35 / 2 + 0.005
    rough = (cloudy(b.rng, across.shape, 22 * b.unit, 3, 2.5) - np.float32(0.5)) * 0.05 * near
    edge = np.abs(across) + rough - half
    bank = smoothstep(0.030, 0.0, edge / (0.35 + near))
    b.rgb[start:] = mix(b.rgb[start:], b.rgb[start:] * np.float32(0.55), bank * np.float32(0.75))
    ripple = b.on_ground(b.horizon, 0.10, 3, stretch=3.0)[start:]
    sky = mix(np.broadcast_to(b.light.sky[2], (*near.shape[:1], across.shape[1], 3)), b.light.sky[1],
              np.broadcast_to(near, across.shape))  # fmt: skip
    water = mix(sky, b.lit(deep), 0.25 + 0.45 * smoothstep(0.62, 0.30, ripple))
    water = mix(water, np.ones(3, np.float32), smoothstep(0.62, 0.82, ripple) * np.float32(0.5))
    b.rgb[start:] = mix(b.rgb[start:], water, smoothstep(0.004, -0.006, edge))


def _winding(b: Backdrop, x: float, bend: float, turns: float) -> tuple[Field, Field]:
    """Returns for the rows from the horizon down their nearness, 0 … 1, and the offset of a winding middle."""
    height, width = b.shape
    start = int(np.clip((b.horizon + 0.02) * height, 0, height - 2))
    near = ((np.arange(start, height, dtype=np.float32) / height - b.horizon - 0.02) / (1 - b.horizon))[:, None]
    near = np.clip(near, 0.0, 1.0)
    phase, turn = b.rng.random(2)
    sway = bend * np.sin(near * turns + 3 * phase) * (1 - near) * (1 if turn < 0.5 else -1)
    middle = 0.5 + (x - 0.5) * near + sway
    return near, (np.arange(width, dtype=np.float32) / width)[None, :] - middle
