"""Thin transparent paint: washes with dried rims, grains in the paper's hollows, blooms, bleeding and drops.

Runs in the painter's process. After Bousseau, Kaplan, Thollot, Sillion, "Interactive Watercolor Rendering with Temporal
Coherence and Abstraction" (NPAR 2006), but with optical density: thicker paint swallows more light (Beer and Lambert).
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field, Rng, blurred, grid, luma, noise, smoothstep

_DARKEST = 0.035
"""What the thickest wash still reflects."""


def density(rgb: Field) -> Field:
    """How much light of each channel is swallowed: −log of what comes back."""
    return np.asarray(-np.log(np.clip(rgb, _DARKEST, 1.0)), dtype=np.float32)


def wobbled(fields: list[Field], rng: Rng, unit: float, wide_px: float, fine_px: float) -> list[Field]:
    """The fields as an unsure hand has them: pushed about by up to so many pixels of 512, slowly and finely."""
    shape = fields[0].shape[:2]
    x, y = grid(shape)
    moved = []
    for _ in range(2):
        slow = (noise(rng, shape, 46 * unit, octaves=2) - 0.5) * 2 * wide_px * unit
        fast = (noise(rng, shape, 9 * unit, octaves=2) - 0.5) * 2 * fine_px * unit
        moved.append(slow + fast)
    to_x, to_y = (x + moved[0]).astype(np.float32), (y + moved[1]).astype(np.float32)
    return [
        cv2.remap(
            np.ascontiguousarray(f, dtype=np.float32), to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        for f in fields
    ]


def glazed(rgb: Field, rng: Rng, unit: float, levels: tuple[float, ...], wet: Field, rim: float) -> Field:
    """The density of a picture painted in a few washes over each other.

    Args:
        rgb: The picture, without detail that a wash cannot hold.
        levels: Brightness below which each further wash is laid, falling.
        wet: 0 … 1: 0 leaves hard, dark-rimmed edges, 1 soft ones.
        rim: How much pigment the drying water carries to the edges.
    """
    thick = density(rgb)
    bright = luma(rgb)
    sway = (noise(rng, bright.shape, 30 * unit, octaves=3) - 0.5) * 0.10
    soft = 0.018 + 0.16 * wet
    steps = np.zeros_like(bright)
    rims = np.zeros_like(bright)
    for level in levels:
        wash = np.clip(0.5 + (level - bright - sway) / (2 * soft), 0, 1)
        wash = wash * wash * (3 - 2 * wash)
        steps += wash
        rims += np.clip(wash - blurred(wash, 2.6 * unit), 0, 1) * (1 - 0.85 * wet)
    # The brightness that so many washes give, against the brightness that the picture has there.
    known = np.array([0.95, *levels, 0.06], dtype=np.float32)
    tones = (known[:-1] + known[1:]) / 2
    stepped = np.interp(steps, np.arange(len(tones)), tones).astype(np.float32)
    share = np.log(np.clip(stepped, 0.05, 0.99)) / np.log(np.clip(bright, 0.05, 0.985))
    held = np.clip(0.45 + 0.55 * share, 0.45, 1.7)
    return np.asarray(thick * held[..., None] * (1 + rim * 1.6 * rims)[..., None], dtype=np.float32)


def rimmed(cover: Field, unit: float, amount: float) -> Field:
    """How much thicker paint is along the border of a wash that covers a shape."""
    inner = np.clip(cover - blurred(cover, 2.2 * unit), 0, 1) + 0.6 * np.clip(cover - blurred(cover, 6 * unit), 0, 1)
    return np.asarray(1 + amount * inner, dtype=np.float32)


def settled(rng: Rng, shape: tuple[int, int], unit: float, bumps: Field, grain: float, clouds: float) -> Field:
    """How much thicker or thinner paint settles: in hollows, in slow clouds, and in blooms with a dark fringe."""
    slow = (noise(rng, shape, 170 * unit, octaves=4) - 0.5) * 2
    bloom = noise(rng, shape, 120 * unit, octaves=4)
    fringe = smoothstep(0.02, 0.0, np.abs(bloom - 0.68)) * 0.35 - smoothstep(0.68, 0.80, bloom) * 0.35
    hollows = (0.5 - bumps) * 2 * grain
    return np.asarray(np.clip((1 + clouds * (slow + fringe)) * (1 + hollows), 0.12, 2.4), dtype=np.float32)


def drops(rng: Rng, shape: tuple[int, int], unit: float, count: int, largest_px: float) -> Field:
    """0 … 1: drops that flew off the brush, with a rim where they dried."""
    height, width = shape
    out = np.zeros(shape, dtype=np.float32)
    for _ in range(count):
        x, y = rng.uniform(0.04, 0.96) * width, rng.uniform(0.04, 0.96) * height
        radius = unit * (0.9 + largest_px * float(rng.random()) ** 3)
        reach = int(radius + 3)
        left, top = max(0, int(x) - reach), max(0, int(y) - reach)
        right, bottom = min(width, int(x) + reach + 1), min(height, int(y) + reach + 1)
        ys, xs = np.mgrid[top:bottom, left:right].astype(np.float32)
        away = np.hypot(xs - x, ys - y)
        dot = np.clip(radius - away + 0.5, 0, 1) * (0.55 + 0.45 * smoothstep(0.5 * radius, radius, away))
        np.maximum(out[top:bottom, left:right], dot, out=out[top:bottom, left:right])
    return out


def on_paper(paper: Field, thick: Field) -> Field:
    """The paper seen through the paint."""
    return np.asarray(np.clip(paper * np.exp(-thick), 0, 1), dtype=np.float32)
