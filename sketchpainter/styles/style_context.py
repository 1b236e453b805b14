"""Provides what a style paints from: the composed picture in the artist's colours, its lines, and the flow of its
forms.

Nothing here paints, and nothing is computed before a style asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from PIL import Image

from sketchpainter.compose.composition import Composition
from sketchpainter.raster.arrays import Field, Rng, blurred, colour, from_image, gradient, luma, noise, to_image
from sketchpainter.styles.artists import Artist
from sketchpainter.styles.grading import graded

_LIFT = 0.74
"""Exponent of the brightness of figures in styles of one colour."""
FRAMES = 12
"""Number of unfinished pictures that every style shows before the finished one."""
Steps = Iterator[Image.Image]
"""The picture while it is painted: `FRAMES` times unfinished, and at last finished."""


@dataclass(frozen=True)
class StyleContext:
    """A picture to paint, the artist to paint like, and the random generator."""

    picture: Composition
    artist: Artist
    rng: Rng

    @property
    def shape(self) -> tuple[int, int]:
        """Returns height and width, pixels."""
        height, width = self.picture.figures.shape
        return height, width

    @property
    def unit(self) -> float:
        """Returns the size of one pixel of a picture whose shorter side is 512, in pixels of this one."""
        return min(self.shape) / 512

    @cached_property
    def rgb(self) -> Field:
        """Returns the picture in the artist's colours, height × width × 3."""
        return graded(self.picture.rgb, self.artist)

    @cached_property
    def background(self) -> Field:
        """Returns the same without figures."""
        return graded(self.picture.background, self.artist)

    @cached_property
    def figures(self) -> Field:
        """Returns the share of figures in each pixel, 0 … 1."""
        return np.asarray(np.clip(self.picture.figures, 0, 1), dtype=np.float32)

    @cached_property
    def bright(self) -> Field:
        """Returns the brightness of each place, 0 … 1; figures are lifted, so that a dark face keeps its features."""
        own = luma(self.rgb)
        return np.asarray(own + self.figures * (own**_LIFT - own), dtype=np.float32)

    @cached_property
    def lines(self) -> Field:
        """Returns drawn lines where forms meet, 0 … 1: strong around and in figures, fainter behind them."""
        found = ridges(self.picture.rgb, 1.1 * self.unit)
        return np.asarray(
            np.clip(np.maximum(found * (0.35 + 0.65 * self.figures), self.silhouettes), 0, 1), dtype=np.float32
        )

    @cached_property
    def silhouettes(self) -> Field:
        """Returns the outline of every figure, 0 … 1, also where one stands in front of another."""
        edge: Field = np.zeros(self.shape, dtype=np.float32)
        reach = max(1.0, 1.3 * self.unit)
        for placed in self.picture.placed:
            left, top, right, bottom = placed.box
            cover = np.clip(placed.cover, 0, 1).astype(np.float32)
            solid = blurred(np.pad(cover, 4), 0.7 * self.unit)
            rim = np.clip((blurred(solid, reach) - blurred(solid, 0.4 * reach)) * -5 * solid, 0, 1)[4:-4, 4:-4]
            # Figures in front of this one hide its outline.
            inside = self.figures[top:bottom, left:right]
            part = edge[top:bottom, left:right]
            np.maximum(part * (1 - 0.9 * cover), rim * np.clip(inside * 2, 0, 1), out=part)
        return edge

    @cached_property
    def flow(self) -> Field:
        """Returns the direction of the brush, radians: along edges, or else that of the place or the artist."""
        brush, unit = self.artist.brush, self.unit
        right, down = gradient(blurred(luma(self.picture.rgb), 1.6 * unit))
        xx, yy, xy = (blurred(part, 5.0 * unit) for part in (right * right, down * down, right * down))
        base: Field = self.picture.flow.astype(np.float32)
        if brush.turn is not None:
            base = np.full(self.shape, np.radians(brush.turn), dtype=np.float32) + 0.25 * (base - base.mean())
        if brush.swirl:
            base = base + (_whirls(self.rng, self.shape) - base) * brush.swirl * (1 - 0.7 * self.figures)
        if brush.wave:
            base = base + brush.wave * np.sin(_phase(self.rng, self.shape, unit))
        # The angle is doubled, so that opposite directions agree; the edge runs across the steepest slope.
        lead = 0.004 * (1 + 2.5 * brush.swirl + 1.5 * brush.wave) * (1 - 0.6 * self.figures)
        cos = -(xx - yy) * 60 + lead * np.cos(2 * base)
        sin = -2 * xy * 60 + lead * np.sin(2 * base)
        return np.asarray(0.5 * np.arctan2(sin, cos), dtype=np.float32)

    def ink_of(self, usual: str) -> str:
        """Returns the colour of lines: the artist's darkest, or else the usual one."""
        return min(self.artist.palette, key=_lightness, default=usual)

    def sheet_of(self, usual: str) -> str:
        """Returns the colour of the paper: the artist's lightest, or else the usual one."""
        return max(self.artist.palette, key=_lightness, default=usual)

    def without_detail(self, rgb: Field, size_px: float) -> Field:
        """Returns the picture in larger, flatter shapes with sharp edges. `size_px` is in pixels of 512."""
        return simplified(rgb, size_px * self.unit)


def _lightness(text: str) -> float:
    return float(luma(colour(text)))


def ridges(rgb: Field, width_px: float) -> Field:
    """Returns where a picture changes, 0 … 1, on the darker side: differences of two blurs, of every channel."""
    apart = blurred(rgb, width_px * 1.9) - blurred(rgb, width_px * 0.75)
    strength = np.maximum(apart.max(-1), 0.75 * (luma(apart) + np.abs(apart).max(-1) * 0.5))
    return np.asarray(np.clip(strength * 7.0 - 0.12, 0, 1), dtype=np.float32)


def simplified(rgb: Field, size_px: float) -> Field:
    """Returns the picture without detail smaller than `size_px`, by medians; wide ones work on a smaller picture."""
    if size_px < 0.8:
        return rgb
    height, width = rgb.shape[:2]
    shrink = max(1, min(int(size_px / 2.0), min(height, width) // 16))
    image = to_image(rgb)
    small = image.resize((max(8, width // shrink), max(8, height // shrink)), Image.Resampling.BOX)
    window = int(size_px / shrink) * 2 + 1
    flat = cv2.medianBlur(np.ascontiguousarray(small), min(window, 31))
    if shrink == 1:
        return from_image(Image.fromarray(flat))
    return from_image(Image.fromarray(flat).resize((width, height), Image.Resampling.BICUBIC))


def _whirls(rng: Rng, shape: tuple[int, int]) -> Field:
    """Returns directions around a few eddies: the level lines of cloudy hills."""
    hills = noise(rng, shape, max(shape) / 2.6, octaves=2)
    slope_x, slope_y = gradient(blurred(hills, min(shape) / 60))
    return np.asarray(np.arctan2(slope_x, -slope_y), dtype=np.float32)


def _phase(rng: Rng, shape: tuple[int, int], unit: float) -> Field:
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    drift = noise(rng, shape, 260 * unit, octaves=2) * 5
    return np.asarray(x / (34 * unit) + y / (90 * unit) + drift, dtype=np.float32)
