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
from PIL import Image, ImageDraw

from assistant.painting.sketch.fields import Field, Rng, blurred, colour, grid, mix, noise, resized
from assistant.painting.sketch.vocabulary import read_table


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one picture."""

    sky: tuple[Field, Field, Field]
    """Zenith, middle, horizon."""
    sun: Field
    tint: Field
    haze: Field
    shadow: Field
    side: int
    """Where it comes from: −1 left, 1 right."""
    time: str
    has_orb: bool = True
    """Whether the sun or the moon is painted into the sky."""

    @property
    def is_night(self) -> bool:
        """Whether stars show and windows glow."""
        return self.time == "night"


def light_of(time: str, rng: Rng) -> Light:
    """One of the palettes of that time of day, from a side that chance picks.

    Raises:
        ConfigError: config/sketch/light.toml cannot be read.
    """
    table: dict[str, list[dict[str, Any]]] = read_table("light")
    row = table[time][int(rng.integers(len(table[time])))]
    zenith, middle, horizon = (colour(text) for text in row["sky"])
    sun, tint, haze, shadow = (colour(row[key]) for key in ("sun", "tint", "haze", "shadow"))
    return Light((zenith, middle, horizon), sun, tint, haze, shadow, int(rng.choice((-1, 1))), time)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a place is painted from."""

    shape: tuple[int, int]
    """Height and width, pixels."""
    light: Light
    rng: Rng
    horizon: float
    """Part of the height at which the ground begins, from the top."""
    season: str | None = None
    mood: str | None = None
    setting: str = ""
    """The place in the words that were said, lower case: "kitchen", "lake"."""

    def one_of(self, *choices: Any) -> Any:
        """One of them, as the seed has it."""
        return choices[int(self.rng.integers(len(choices)))]

    def says(self, *words: str) -> bool:
        """Whether the place was named with one of these words."""
        return any(word in self.setting for word in words)


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
    over: list[Callable[[Field], Field]] = field(default_factory=list)
    """What is painted over the figures in the end: falling snow, grass in front."""
    ground: str = "floor"
    """What one stands on: grass, snow, sand, floor, water; "none" where things float."""
    ground_ink: Field | None = None
    """The ground's colour in this light, which shines back on the figures; None where there is no ground."""
    shadow: float = 1.0
    """How dark cast shadows are beside the usual."""
    indoors: bool = False
    """Whether weather stays outside."""
    _mottle: Field | None = None

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
        """Paint over what is there, as far as `cover` (0 … 1, height × width) says; untouched rows cost nothing."""
        rows = np.flatnonzero(cover.max(axis=1) > 0.002)
        if not len(rows):
            return
        band = slice(int(rows[0]), int(rows[-1]) + 1)
        part = paint[band] if paint.ndim == 3 and paint.shape[0] == self.rgb.shape[0] else paint
        self.rgb[band] = mix(self.rgb[band], part, cover[band])

    def lay_below(self, top: float, paint: Field, cover: Field | float = 1.0) -> None:
        """Paint everything below a part of the height with `paint`: a colour, or height × width × 3."""
        row = int(np.clip(round(top * self.shape[0]), 0, self.shape[0]))
        part = paint[row:] if paint.ndim == 3 else paint
        share = cover[row:] if isinstance(cover, np.ndarray) else cover
        self.rgb[row:] = mix(self.rgb[row:], part, share) if not isinstance(share, float) or share < 1 else part

    def cover_of(self, draw: Callable[[ImageDraw.ImageDraw, float], None], soften_px: float = 0.0) -> Field:
        """A cover drawn with plain shapes at twice the size; the callable gets the sheet and its pixels per pixel."""
        height, width = self.shape
        sheet = Image.new("L", (width * 2, height * 2), 0)
        draw(ImageDraw.Draw(sheet), 2.0)
        small = cv2.resize(np.asarray(sheet), (width, height), interpolation=cv2.INTER_AREA)
        cover = small.astype(np.float32) * np.float32(1 / 255)
        return blurred(cover, soften_px) if soften_px else cover

    def polygons(self, outlines: list[Any], soften_px: float = 0.0) -> Field:
        """A cover of filled outlines; each is points × 2, parts of the width and the height."""
        height, width = self.shape
        sheet = np.zeros((height * 2, width * 2), dtype=np.uint8)
        for outline in outlines:
            points = np.asarray(outline, dtype=np.float64) * (width * 2, height * 2)
            cv2.fillPoly(sheet, [np.round(points * 8).astype(np.int32)], 255, cv2.LINE_AA, 3)
        cover = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) * np.float32(
            1 / 255
        )
        return blurred(cover, soften_px) if soften_px else cover

    def soft(self, cover: Field, radius_px: float) -> Field:
        """A cover with soft edges."""
        return blurred(cover, radius_px)

    def enlarged(self, shape: tuple[int, int]) -> Backdrop:
        """The same place for a larger picture; all coats become one."""
        height, width = shape
        over: list[Callable[[Field], Field]] = []
        if self.over:
            paint, rest = np.zeros_like(self.rgb), np.ones_like(self.rgb)
            for coat in self.over:
                paint, rest = coat(paint), coat(rest)
            laid, left = resized(paint, width, height), resized(rest - paint, width, height)
            over.append(lambda rgb: np.clip(rgb * left + laid, 0, 1))
        rgb = np.clip(resized(self.rgb, width, height), 0, 1)
        return replace(self, rgb=rgb, flow=resized(self.flow, width, height), over=over, _mottle=None)

    def mottle(self) -> Field:
        """Uneven brightness around 0, −0.5 … 0.5; another part of it at each call."""
        if self._mottle is None:
            large = (self.shape[0] * 3 // 2, self.shape[1] * 3 // 2)
            self._mottle = noise(self.rng, large, 70 * self.unit, octaves=4, stretch=2.5) - np.float32(0.5)
        height, width = self.shape
        top, left = int(self.rng.integers(height // 2 + 1)), int(self.rng.integers(width // 2 + 1))
        return self._mottle[top : top + height, left : left + width]

    def on_ground(self, top: float, size: float, octaves: int = 4, *, stretch: float = 1.0) -> Field:
        """Noise that lies on a flat ground in perspective: fine and flat at the horizon, coarse near us.

        Args:
            top: Where the ground begins, a part of the height.
            size: Width of the blobs nearest to us, a part of the picture's width.
            octaves: Layers of the noise.
            stretch: How many times wider than deep the blobs are.
        """
        height, width = self.shape
        tile = noise(self.rng, (256, 256), 64, octaves=octaves)
        x, y = grid(self.shape)
        near = np.maximum(y / height - top, 0.004) / max(0.05, 1 - top)
        zoom = 64 / (size * width)
        u = (x - width / 2) / near * zoom + 128
        v = 64 / (size * 2.2) * stretch / (near + 0.12)
        return np.asarray(cv2.remap(tile, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), dtype=np.float32)


def new_backdrop(outlook: Outlook, horizon: float | None = None) -> Backdrop:
    """A backdrop with nothing but its sky's colours."""
    shape, light, rng = outlook.shape, outlook.light, outlook.rng
    height, width = shape
    line = outlook.horizon if horizon is None else horizon
    rows = np.clip(np.arange(height, dtype=np.float32) / max(1.0, line * height), 0, 1)[:, None]
    zenith, middle, low = light.sky
    column = zenith + (middle - zenith) * _ease(rows, 0.0, 0.65)
    column = column + (low - column) * _ease(rows, 0.5, 1.0)
    x, y = grid(shape)
    reach = np.hypot((x / width - 0.5 - 0.42 * light.side) * 1.1, y / height - line)
    glow = np.clip(1 - reach / 0.95, 0, 1) ** 2 * np.float32(0.12 if light.is_night else 0.38)
    rgb = mix(np.broadcast_to(column[:, None, :], (*shape, 3)), light.sun, glow)
    sway = noise(rng, shape, width / 2.2, octaves=2, stretch=2.0)
    flow = ((sway - 0.5) * 1.3).astype(np.float32)
    return Backdrop(rgb.astype(np.float32), line, light, rng, flow, ground_ink=light.haze)


def _ease(x: Field, low: float, high: float) -> Field:
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)


def far(b: Backdrop, text: str, distance: float) -> Field:
    """A thing's colour in this light, faded into the haze by `distance` 0 … 1."""
    return mix(b.lit(text), b.light.haze, distance)
