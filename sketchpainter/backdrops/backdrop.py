"""What a background is while it is being painted: its light, its canvas, and what the figures must know of it.

Runs in the painter's process. Skies, grounds and plants are in files of their own, the places in `places`; figures are
set in by `compose`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from PIL import Image

from sketchpainter.backdrops.backdrop_context import BackdropContext, Light
from sketchpainter.raster.arrays import Field, Rng, blurred, broad, colour, mix, resized, shaded, spread
from sketchpainter.raster.textures import cloudy, mottled, tile


@dataclass(slots=True)
class Backdrop:
    """A background as it is being painted, and what the figures must know of it."""

    rgb: Field
    horizon: float
    """Part of the height at which the ground begins, from the top."""
    light: Light
    rng: Rng
    flow: Field
    """Direction of the brush at each pixel, radians."""
    coats: list[Callable[[Field], Field]] = field(default_factory=list)
    """What is painted over the figures in the end: falling snow, grass in front."""
    ground: str = "floor"
    """What one stands on: grass, snow, sand, floor, water; "none" where things float."""
    ground_ink: Field | None = None
    """The ground's colour in this light, which shines back on the figures; None where there is no ground."""
    shadow: float = 1.0
    """How dark cast shadows are beside the usual."""
    paved: Field | None = None
    """Where the ground is seen, where houses stand on it: 0 … 1. None where it is all that is below the horizon."""
    indoors: bool = False
    """Whether weather stays outside."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width, pixels."""
        return self.rgb.shape[0], self.rgb.shape[1]

    @property
    def unit(self) -> float:
        """Pixels of what is one pixel in a picture 512 pixels high."""
        return min(self.shape) / 512

    def lit(self, text: str, share: float = 1.0) -> Field:
        """A thing's own colour in this light."""
        own = colour(text)
        lit: Field = own * (1 + (self.light.tint - 1) * share)
        return lit

    def lay(self, paint: Field, cover: Field) -> None:
        """Paint over what is there, as far as `cover` (0 … 1, height × width) says; what is bare costs nothing."""
        left, top, wide, tall = cv2.boundingRect((cover > 0.002).view(np.uint8))
        if not wide:
            return
        area = np.s_[top : top + tall, left : left + wide]
        part = paint[area] if paint.ndim == 3 and paint.shape[0] == self.rgb.shape[0] else paint
        self.rgb[area] = mix(self.rgb[area], part, cover[area])

    def fill(
        self, ink: Field, outlines: list[Any], share: float = 1.0, soften_px: float = 0.0, tone: Field | None = None
    ) -> None:
        """Fill outlines with one colour.

        Args:
            ink: The colour.
            outlines: Each is points × 2, parts of the width and the height.
            share: How much of what is below is hidden.
            soften_px: How soft the edges are, pixels.
            tone: Brightness of the colour at each pixel of the picture, 1 as it is.
        """
        area, cover = self._drawn(outlines, soften_px)
        if not cover.size:
            return
        paint = np.clip(ink, 0, 1) if tone is None else np.clip(shaded(ink, tone[area]), 0, 1)
        self.rgb[area] = mix(self.rgb[area], paint, cover * np.float32(share))

    def polygons(self, outlines: list[Any], soften_px: float = 0.0) -> Field:
        """A cover of filled outlines; each is points × 2, parts of the width and the height."""
        whole: Field = np.zeros(self.shape, dtype=np.float32)
        area, cover = self._drawn(outlines, soften_px)
        if cover.size:
            whole[area] = cover
        return whole

    def _drawn(self, outlines: list[Any], soften_px: float) -> tuple[tuple[slice, slice], Field]:
        """The box of the outlines within the picture, and their cover in it."""
        height, width = self.shape
        nothing = (np.s_[0:0, 0:0], np.zeros((0, 0), dtype=np.float32))
        if not outlines:
            return nothing
        found = [np.asarray(outline, dtype=np.float64) for outline in outlines]
        points = np.concatenate(found) * (width, height)
        margin = 2 + 3 * soften_px
        low, high = points.min(0) - margin, points.max(0) + margin
        x0, y0 = max(0, int(low[0])), max(0, int(low[1]))
        x1, y1 = min(width, int(high[0]) + 1), min(height, int(high[1]) + 1)
        if x0 >= x1 or y0 >= y1:
            return nothing
        sheet = np.zeros(((y1 - y0) * 2, (x1 - x0) * 2), dtype=np.uint8)
        fixed = np.rint((points - (x0, y0)) * 16).astype(np.int32)
        ends = np.cumsum([len(outline) for outline in found])
        for outline in np.split(fixed, ends[:-1]):
            # One after the other: where outlines of one call overlap, there would be holes.
            cv2.fillPoly(sheet, [outline], 255, cv2.LINE_AA, 3)
        small = cv2.resize(sheet, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
        cover = small.astype(np.float32) * np.float32(1 / 255)
        return np.s_[y0:y1, x0:x1], blurred(cover, soften_px) if soften_px else cover

    def enlarged(self, shape: tuple[int, int]) -> Backdrop:
        """The same place for a larger picture; all coats become one."""
        height, width = shape
        coats: list[Callable[[Field], Field]] = []
        if self.coats:
            paint, rest = np.zeros_like(self.rgb), np.ones_like(self.rgb)
            for coat in self.coats:
                paint, rest = coat(paint), coat(rest)
            # Every coat hides all three channels alike.
            left = spread(resized(rest[..., 0] - paint[..., 0], width, height, Image.Resampling.BILINEAR))
            laid = resized(paint, width, height, Image.Resampling.BILINEAR)
            coats.append(lambda rgb: rgb * left + laid)
        rgb = np.clip(resized(self.rgb, width, height), 0, 1)
        flow = resized(self.flow, width, height, Image.Resampling.BILINEAR)
        return replace(self, rgb=rgb, flow=flow, coats=coats, paved=None)

    def mottle(self) -> Field:
        """Uneven brightness around 0, −0.5 … 0.5; another part of it at each call. Not to be written to."""
        height, width = self.shape
        top, left = (int(part * (side // 2)) for part, side in zip(self.rng.random(2), self.shape, strict=True))
        return mottled(self.shape, 70 * self.unit)[top : top + height, left : left + width]

    def on_ground(self, top: float, size: float, octaves: int = 4, *, stretch: float = 1.0) -> Field:
        """Noise that lies on a flat ground in perspective: fine and flat at the horizon, coarse near us.

        Args:
            top: Where the ground begins, a part of the height.
            size: Width of the blobs nearest to us, a part of the picture's width.
            octaves: Layers of the noise.
            stretch: How many times wider than deep the blobs are.
        """
        height, width = self.shape
        start = int(np.clip(top * height, 0, height - 2))
        piece, (u0, v0) = tile(octaves), self.rng.random(2) * 512
        near = np.maximum(np.arange(start, height, dtype=np.float32) / height - top, 0.004) / max(0.05, 1 - top)
        x = np.arange(width, dtype=np.float32) - np.float32(width / 2)
        u = np.outer(64 / (size * width) / near, x) + np.float32(u0)
        v = np.broadcast_to((64 / (size * 2.2) * stretch / (near + 0.12) + v0)[:, None], u.shape)
        found = cv2.remap(piece, u, np.ascontiguousarray(v, np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        # So far away that its blobs are smaller than pixels it is even.
        blob = np.clip(size * width * near / 2 ** (octaves - 1) - 0.4, 0.08, 1)[:, None]
        whole: Field = np.full(self.shape, 0.5, dtype=np.float32)
        whole[start:] += (found - np.float32(0.5)) * blob
        return whole

    def glow(self, ink: Field, at: tuple[float, float], reach: float, strength: float) -> None:
        """A round glow.

        Args:
            ink: Its colour.
            at: Its middle, parts of the width and the height.
            reach: Where it has faded, a part of the smaller side.
            strength: 0 … 1 in the middle.
        """
        height, width = self.shape
        side = min(self.shape)
        across, down = width / side / reach, height / side / reach
        cover = broad(
            self.shape,
            lambda x, y: strength * np.exp(-5.0 * (((x - at[0]) * across) ** 2 + ((y - at[1]) * down) ** 2)),
        )
        self.lay(ink, cover)


def new_backdrop(context: BackdropContext, horizon: float | None = None) -> Backdrop:
    """A backdrop with nothing but its sky's colours."""
    shape, light, rng = context.shape, context.light, context.rng
    height, width = shape
    line = context.horizon if horizon is None else horizon
    rows = np.clip(np.arange(height, dtype=np.float32) / max(1.0, line * height), 0, 1)[:, None]
    zenith, middle, low = light.sky
    column = zenith + (middle - zenith) * _ease(rows, 0.0, 0.65)
    column = column + (low - column) * _ease(rows, 0.5, 1.0)
    glow = broad(
        shape, lambda x, y: np.clip(1 - np.hypot((x - 0.5 - 0.42 * light.side) * 1.1, y - line) / 0.95, 0, 1) ** 2
    )
    row = np.broadcast_to(column[:, None, :], (height, 1, 3)).astype(np.float32)
    rgb = mix(cv2.resize(row, (width, height)), light.sun, glow * np.float32(0.12 if light.is_night else 0.38))
    sway = cloudy(rng, shape, width / 2.2, octaves=2, stretch=2.0)
    return Backdrop(rgb, line, light, rng, (sway - np.float32(0.5)) * np.float32(1.3), ground_ink=light.haze)


def _ease(x: Field, low: float, high: float) -> Field:
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)


def in_haze(b: Backdrop, text: str, distance: float) -> Field:
    """A thing's colour in this light, faded into the haze by `distance` 0 … 1."""
    return mix(b.lit(text), b.light.haze, distance)
