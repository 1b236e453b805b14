"""Few flat colours with clean edges: what prints, comics, paper cuts and glass are made of.

Runs in the painter's process.
"""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from sketchpainter.raster.arrays import Field, blurred, from_image, to_image

_ENLARGED = 2
"""Flats are made this much larger, so that their edges are smooth when they are made small again."""


def flat_colours(rgb: Field, colours: int, smooth_px: float) -> Field:
    """The picture in so many flat colours, its shapes rounded off where they are smaller than `smooth_px` pixels."""
    height, width = rgb.shape[:2]
    large = max(height, width) <= 700
    scale = _ENLARGED if large else 1
    image = to_image(rgb)
    if large:
        image = image.resize((width * scale, height * scale), Image.Resampling.BICUBIC)
    window = max(3, int(smooth_px * scale) // 2 * 2 + 1)
    soft = Image.fromarray(_median(np.asarray(image), window))
    # The colours are chosen from a small picture, where they are as common as in the large one.
    few = image.resize((max(8, width // 3), max(8, height // 3)), Image.Resampling.BOX)
    inks = few.quantize(colours, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    flat = soft.quantize(palette=inks, dither=Image.Dither.NONE).convert("RGB")
    clean = Image.fromarray(_median(np.asarray(flat), 5))
    return from_image(clean.resize((width, height), Image.Resampling.BOX) if large else clean)


def alone(rgb: Field, figures: Field) -> Field:
    """The figures before their own mean colour, so that nothing behind them takes one of their inks."""
    weight = figures * figures
    mean = (rgb * weight[..., None]).sum((0, 1)) / max(float(weight.sum()), 1e-3)
    return np.asarray(mean + (rgb - mean) * np.clip(blurred(figures, 2.0) * 2, 0, 1)[..., None], dtype=np.float32)


def _median(pixels: Field, window: int) -> Field:
    """A median; in several small rounds where the window is wide, for time."""
    rounds, small = (1, window) if window <= 7 else (min(3, window // 5), 7)
    for _ in range(rounds):
        pixels = cv2.medianBlur(np.ascontiguousarray(pixels), small)
    return pixels


def figure_and_ground(
    rgb: Field, background: Field, figures: Field, counts: tuple[int, int], smooth: tuple[float, float]
) -> Field:
    """Flat colours, chosen for the figures and for the ground apart, so that neither robs the other of its own.

    Args:
        rgb, background: The picture with and without figures.
        figures: 0 … 1.
        counts: Colours of the ground and of the figures.
        smooth: Pixels below which their shapes are rounded off.
    """
    ground = flat_colours(background, counts[0], smooth[0])
    own = flat_colours(alone(rgb, figures), counts[1], smooth[1])
    sharp = np.clip((figures - 0.5) * 3 + 0.5, 0, 1)
    return np.asarray(ground + (own - ground) * sharp[..., None], dtype=np.float32)
