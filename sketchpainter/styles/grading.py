"""Grades colours before the first stroke: towards a painter's palette, and by simple tone curves.

Works through a table of 33³ colours, so that any rule costs the same few milliseconds for a picture of any size.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import ImageFilter

from sketchpainter.raster.arrays import Field, colour, from_image, saturated, to_image
from sketchpainter.styles.artists import Artist

_SIDE = 33
_NEAR = 0.16
"""Distance in the palette's space over which neighbouring paints are mixed."""


def graded(rgb: Field, artist: Artist) -> Field:
    """Returns the picture in the artist's colours."""
    table = _table_of(artist.palette, artist.pull, artist.saturation, artist.contrast, artist.gamma, artist.warmth)
    return rgb if table is None else from_image(to_image(rgb).filter(table))


def through(rgb: Field, rule: Callable[[Field], Field]) -> Field:
    """Returns the picture after a rule for single colours, (n, 3) to (n, 3)."""
    return from_image(to_image(rgb).filter(_lut(rule)))


@lru_cache(maxsize=64)
def _table_of(
    palette: tuple[str, ...], pull: float, saturation: float, contrast: float, gamma: float, warmth: float
) -> ImageFilter.Color3DLUT | None:
    if not pull and (saturation, contrast, gamma, warmth) == (1.0, 1.0, 1.0, 0.0):
        return None

    def rule(rgb: Field) -> Field:
        toned = saturated(rgb, saturation) ** gamma
        toned = np.clip(0.5 + (toned - 0.5) * contrast, 0, 1)
        if palette and pull:
            toned = towards(toned, palette, pull)
        if warmth:
            toned = toned + (toned * colour("#f6d9a0") + 0.03 - toned) * warmth
        return np.clip(toned, 0, 1)

    return _lut(rule)


def _lut(rule: Callable[[Field], Field]) -> ImageFilter.Color3DLUT:
    steps = np.linspace(0, 1, _SIDE, dtype=np.float32)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    colours = rule(np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=-1))
    return ImageFilter.Color3DLUT(_SIDE, np.ascontiguousarray(colours, dtype=np.float32).ravel(), channels=3)


def towards(rgb: Field, palette: tuple[str, ...], pull: float) -> Field:
    """Moves colours (n, 3) towards the nearest paints; brightness moves half as far, so that forms stay readable."""
    paints = np.stack([colour(text) for text in palette])
    ours, theirs = to_oklab(rgb), to_oklab(paints)
    away = ((ours[:, None] - theirs[None]) ** 2 * np.array([0.8, 1.6, 1.6], dtype=np.float32)).sum(-1)
    share = np.exp(-(away - away.min(1, keepdims=True)) / (2 * _NEAR**2))
    share /= share.sum(1, keepdims=True)
    wanted = share @ theirs
    moved = ours + (wanted - ours) * np.array([0.5, 1.0, 1.0], dtype=np.float32) * pull
    # Deep shadows lean to the darkest paint and highlights to the lightest, whatever their colour.
    darkest, lightest = theirs[theirs[:, 0].argmin()], theirs[theirs[:, 0].argmax()]
    deep, high = np.clip(1 - ours[:, :1] / 0.62, 0, 1), np.clip(ours[:, :1] / 0.38 - 1.63, 0, 1)
    moved[:, 1:] += ((darkest - moved)[:, 1:] * deep + (lightest - moved)[:, 1:] * high) * (0.55 * pull)
    return from_oklab(moved)


def to_oklab(rgb: Field) -> Field:
    """Converts sRGB to lightness, green-red and blue-yellow: Oklab (Ottosson, 2020), its two axes stretched by 2.5."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((np.maximum(rgb, 0.04045) + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(linear @ _TO_LMS)
    lab: Field = (lms @ _TO_LAB) * np.array([1, 2.5, 2.5])
    return lab.astype(np.float32)


def from_oklab(lab: Field) -> Field:
    """Converts values of `to_oklab` to sRGB, cut to the range of a screen."""
    lms = (lab / np.array([1, 2.5, 2.5])) @ np.linalg.inv(_TO_LAB)
    linear = np.clip(lms**3 @ np.linalg.inv(_TO_LMS), 0, 1)
    rgb: Field = np.where(
        linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055
    )
    return np.clip(rgb, 0, 1).astype(np.float32)


_TO_LMS = np.array(
    [
        [0.4122214708, 0.2119034982, 0.0883024619],
        [0.5363325363, 0.6806995451, 0.2817188376],
        [0.0514459929, 0.1073969566, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 1.9779984951, 0.0259040371],
        [0.7936177850, -2.4285922050, 0.7827717662],
        [-0.0040720468, 0.4505937099, -0.8086757660],
    ]
)
