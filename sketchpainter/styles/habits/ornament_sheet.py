"""Draws ornaments on a transparent sheet over a picture: discs, rings, lines and shapes with smooth edges."""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field, Rng, blurred, colour, mix, smoothstep
from sketchpainter.styles.style_context import StyleContext

_FINE = 4
"""Bits of sub-pixel precision."""


class OrnamentSheet:
    """A transparent layer to draw on."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.pixels = np.zeros((*shape, 4), dtype=np.float32)

    def laid_over(self, rgb: Field, share: Field | float = 1.0) -> Field:
        """Returns the picture with the ornaments over it, as far as `share` says."""
        return mix(rgb, self.pixels[..., :3], np.asarray(self.pixels[..., 3] * share, dtype=np.float32))

    def disc(self, x: float, y: float, radius: float, ink: Field) -> None:
        """Draws a disc."""
        cv2.circle(self.pixels, _at(x, y), max(1, round(radius * 2**_FINE)), _ink(ink), -1, cv2.LINE_AA, _FINE)

    def ring(self, x: float, y: float, radius: float, wide: float, ink: Field) -> None:
        """Draws a ring, `wide` pixels wide."""
        cv2.circle(
            self.pixels, _at(x, y), max(1, round(radius * 2**_FINE)), _ink(ink), max(1, round(wide)), cv2.LINE_AA, _FINE
        )

    def line(self, points: Field, wide: float, ink: Field) -> None:
        """Draws a line through points (n × 2)."""
        path = np.rint(points * 2**_FINE).astype(np.int32)
        cv2.polylines(self.pixels, [path], False, _ink(ink), max(1, round(wide)), cv2.LINE_AA, _FINE)

    def shape(self, points: Field, ink: Field) -> None:
        """Fills the outline of points (n × 2)."""
        path = np.rint(points * 2**_FINE).astype(np.int32)
        cv2.fillPoly(self.pixels, [path], _ink(ink), cv2.LINE_AA, _FINE)


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x * 2**_FINE), round(y * 2**_FINE)


def _ink(ink: Field) -> tuple[float, float, float, float]:
    return float(ink[0]), float(ink[1]), float(ink[2]), 1.0


def random_ink(rng: Rng, inks: list[str]) -> Field:
    """Returns one of these sRGB colours at random."""
    return colour(inks[int(rng.integers(len(inks)))])


def rotated(points: Field, x: float, y: float, angle: float) -> Field:
    """Returns points (n × 2) turned by `angle` radians and moved by x and y."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(points @ np.array([[cos, sin], [-sin, cos]]) + (x, y))


def clear_of_figures(context: StyleContext, keep_px: float) -> Field:
    """Returns 1 away from the figures, 0 on them and up to `keep_px` (pixels of 512) around them."""
    return 1 - smoothstep(0.02, 0.35, blurred(context.figures, keep_px * context.unit))
