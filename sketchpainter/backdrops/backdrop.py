"""Holds a background while it is painted: its light, its canvas, and the values that figures need.

Skies, grounds and plants are painted in `elements`, and whole places in `places`; `compose` sets the figures in.
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
    """A background as it is painted, and the values that figures need."""

    rgb: Field
    horizon: float
    """Part of the height at which the ground begins, from the top."""
    light: Light
    rng: Rng
    flow: Field
    """Direction of the brush at each pixel, radians, height × width."""
    coats: list[Callable[[Field], Field]] = field(default_factory=list)
    """Painters that go over the figures in the end: falling snow, grass in front."""
    ground: str = "floor"
    """Material of the ground: grass, snow, sand, floor or water; "none" where things float."""
    ground_ink: Field | None = None
    """The ground's colour in this light, which shines back on the figures; None without a ground."""
    shadow: float = 1.0
    """Darkness of cast shadows, as a multiple of the usual."""
    paved: Field | None = None
    """Visible share of the ground, 0 … 1, height × width, where houses stand on it; None if all below the horizon is
    visible."""
    indoors: bool = False
    """True if weather stays outside."""

    @property
    def shape(self) -> tuple[int, int]:
        """Returns height and width, pixels."""
        return self.rgb.shape[0], self.rgb.shape[1]

    @property
    def unit(self) -> float:
        """Returns the size of one pixel of a picture whose shorter side is 512, in pixels of this one."""
        return min(self.shape) / 512

    def lit(self, text: str, share: float = 1.0) -> Field:
        """Returns an sRGB colour in this light; `share` 0 … 1 is the strength of the light's tint."""
        own = colour(text)
        lit: Field = own * (1 + (self.light.tint - 1) * share)
        return lit

    def lay(self, paint: Field, cover: Field) -> None:
        """Paints over the canvas as far as `cover` says (0 … 1, height × width); bare parts cost nothing."""
        left, top, wide, tall = cv2.boundingRect((cover > 0.002).view(np.uint8))
        if not wide:
            return
        area = np.s_[top : top + tall, left : left + wide]
        part = paint[area] if paint.ndim == 3 and paint.shape[0] == self.rgb.shape[0] else paint
        self.rgb[area] = mix(self.rgb[area], part, cover[area])

    def fill(
        self, ink: Field, outlines: list[Any], share: float = 1.0, soften_px: float = 0.0, tone: Field | None = None
    ) -> None:
        """Fills outlines with one colour.

        Args:
            ink: The colour.
            outlines: Each is points × 2, parts of the width and the height.
            share: Opacity, 0 … 1.
            soften_px: Radius by which the edges are blurred, pixels.
            tone: Factor of the colour's brightness, height × width.
        """
        area, cover = self._drawn(outlines, soften_px)
        if not cover.size:
            return
        paint = np.clip(ink, 0, 1) if tone is None else np.clip(shaded(ink, tone[area]), 0, 1)
        self.rgb[area] = mix(self.rgb[area], paint, cover * np.float32(share))

    def polygons(self, outlines: list[Any], soften_px: float = 0.0) -> Field:
        """Returns the cover of filled outlines, 0 … 1, height × width; each outline is points × 2, parts of width and
        height.
        """
        whole: Field = np.zeros(self.shape, dtype=np.float32)
        area, cover = self._drawn(outlines, soften_px)
        if cover.size:
            whole[area] = cover
        return whole

    def _drawn(self, outlines: list[Any], soften_px: float) -> tuple[tuple[slice, slice], Field]:
        """Returns the box of the outlines within the picture, and their cover in it."""
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
            # Outlines are filled one by one, because overlapping outlines of one call would leave holes.
            cv2.fillPoly(sheet, [outline], 255, cv2.LINE_AA, 3)
        small = cv2.resize(sheet, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
        cover = small.astype(np.float32) * np.float32(1 / 255)
        return np.s_[y0:y1, x0:x1], blurred(cover, soften_px) if soften_px else cover

    def enlarged(self, shape: tuple[int, int]) -> Backdrop:
        """Returns the same place for a larger picture; all coats become one."""
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
        """Returns uneven brightness around 0, −0.5 … 0.5, height × width; each call takes another part. The array is
        read-only.
        """
        height, width = self.shape
        top, left = (int(part * (side // 2)) for part, side in zip(self.rng.random(2), self.shape, strict=True))
        return mottled(self.shape, 70 * self.unit)[top : top + height, left : left + width]

    def on_ground(self, top: float, size: float, octaves: int = 4, *, stretch: float = 1.0) -> Field:
        """Returns noise that lies on a flat ground in perspective: fine and flat at the horizon, coarse near the
        viewer.

        Args:
            top: Part of the height at which the ground begins.
            size: Width of the nearest blobs, part of the picture's width.
            octaves: Layers of the noise.
            stretch: Width of the blobs by their depth.
        """
        height, width = self.shape
        start = int(np.clip(top * height, 0, height - 2))
        piece, (u0, v0) = tile(octaves), self.rng.random(2) * 512
        near = np.maximum(np.arange(start, height, dtype=np.float32) / height - top, 0.004) / max(0.05, 1 - top)
        x = np.arange(width, dtype=np.float32) - np.float32(width / 2)
        u = np.outer(64 / (size * width) / near, x) + np.float32(u0)
        v = np.broadcast_to((64 / (size * 2.2) * stretch / (near + 0.12) + v0)[:, None], u.shape)
        found = cv2.remap(piece, u, np.ascontiguousarray(v, np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        # Ground whose blobs are smaller than a pixel is even.
        blob = np.clip(size * width * near / 2 ** (octaves - 1) - 0.4, 0.08, 1)[:, None]
        whole: Field = np.full(self.shape, 0.5, dtype=np.float32)
        whole[start:] += (found - np.float32(0.5)) * blob
        return whole

    def glow(self, ink: Field, at: tuple[float, float], reach: float, strength: float) -> None:
        """Paints a round glow.

        Args:
            ink: Its colour.
            at: Middle, parts of the width and the height.
            reach: Radius at which it has faded, part of the smaller side.
            strength: Opacity in the middle, 0 … 1.
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
    """Returns a backdrop with its sky's colours only."""
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
    """Returns an sRGB colour in this light, faded into the haze by `distance` 0 … 1."""
    return mix(b.lit(text), b.light.haze, distance)
