"""Painting with a loaded brush: layers of strokes from coarse to fine, in the order in which a painter lays them.

Runs in the painter's process. After Hertzmann, "Painterly Rendering with Curved Brush Strokes of Multiple Sizes"
(SIGGRAPH 1998): a layer paints only where the canvas still differs from the picture seen through that brush. Strokes
follow the edges, end where the colour changes, and leave bristle marks that catch the light.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PIL import Image

from assistant.painting.sketch.compose import Composition
from assistant.painting.sketch.fields import (
    Field,
    Rng,
    blurred,
    colour,
    from_image,
    gradient,
    luma,
    mix,
    noise,
    resized,
    saturated,
    smoothstep,
    to_image,
)

_ANGLES, _LENGTHS, _BENDS = 32, 4, 3
FINEST = 2.0
"""Brushes below this radius (pixels of 512) touch figures only."""
FRAMES = 12
"""Unfinished pictures that `paint_oil` shows before the finished one."""


@dataclass(frozen=True, slots=True)
class Brush:
    """A manner of painting. Radii and lengths for a picture 512 px in its shorter side."""

    radii: tuple[float, ...] = (24.0, 11.0, 5.2, 2.6, 1.5)
    """Coarse to fine, pixels."""
    reach: float = 4.2
    """Longest half-stroke, in radii."""
    accuracy: float = 0.045
    """How far the canvas may be off before a finer brush goes over it, 0 … 1."""
    jitter: float = 0.035
    """How much neighbouring strokes differ in brightness."""
    hue: float = 0.022
    """How much they differ in colour."""
    relief: float = 0.50
    """How strongly the bristle marks catch the light."""
    swirl: float = 0.0
    """0 follows forms only; 1 swirls."""
    saturation: float = 1.06
    warmth: float = 0.0
    """Share of an old varnish's amber."""
    contrast: float = 1.0
    care: float = 1.0
    """How carefully figures are finished, 0 … 1."""
    dots: bool = False
    """Short dabs of pure colour instead of strokes."""


def paint_oil(picture: Composition, rng: Rng, brush: Brush) -> Iterator[Image.Image]:
    """The canvas as it is being painted, `FRAMES` times, and at last finished."""
    source = _graded(picture.rgb, brush)
    unit = min(source.shape[:2]) / 512
    easel = _Easel(source, _flow(picture, source, rng, brush, unit), picture.figures, brush, rng)
    ground = mix(np.broadcast_to(source.mean((0, 1)) * 0.7, source.shape), colour("#8a6a4c"), 0.35)
    canvas = to_image(ground)
    relief = Image.new("L", canvas.size, 128)
    layers = len(brush.radii)
    for number, radius in enumerate(brush.radii):
        plan = easel.plan(from_image(canvas), radius * unit, first=number == 0)
        parts = FRAMES // layers + (number < FRAMES % layers)
        edges = np.linspace(0, len(plan), parts + 1).astype(int)
        longest = max(4.0, brush.reach * radius * unit)
        for start, end in pairwise(edges):
            _lay(canvas, relief, plan[start:end], max(1, round(radius * unit)), longest)
            yield canvas
    painted = from_image(canvas)
    if not brush.dots:
        # The last touches are put where it matters: eyes, mouths and edges of the figures.
        missed = np.clip(np.abs(source - painted).mean(-1) * 6, 0, 1)
        painted = mix(painted, source, picture.figures * (0.25 + 0.5 * missed) * brush.care)
    yield to_image(_varnished(painted, from_image(relief), rng, brush, unit))


def _graded(rgb: Field, brush: Brush) -> Field:
    graded = saturated(rgb, brush.saturation)
    graded = np.clip(0.5 + (graded - 0.5) * brush.contrast, 0, 1)
    if brush.warmth:
        graded = mix(graded, graded * colour("#f6d9a0") + 0.03, brush.warmth)
    return graded.astype(np.float32)


def _flow(picture: Composition, source: Field, rng: Rng, brush: Brush, unit: float) -> Field:
    """Direction of the brush: along edges where there are any, else as the place says, with swirls if wanted."""
    right, down = gradient(blurred(luma(source), 2.0 * unit))
    spread = 5.0 * unit
    xx, yy, xy = (blurred(part, spread) for part in (right * right, down * down, right * down))
    # Twice the angle, so that opposite directions agree; the edge runs across the steepest slope.
    edge_cos, edge_sin = -(xx - yy), -2 * xy
    base = picture.flow
    if brush.swirl:
        height, width = source.shape[:2]
        hills = noise(rng, (height, width), width / 2.4, octaves=2)
        slope_x, slope_y = gradient(hills)
        swirled = np.arctan2(slope_x, -slope_y)
        base = base + (swirled - base) * brush.swirl
    weight = 0.004 * (1 - 0.6 * picture.figures)
    angle = 0.5 * np.arctan2(edge_sin * 60 + weight * np.sin(2 * base), edge_cos * 60 + weight * np.cos(2 * base))
    return np.asarray(angle, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Easel:
    """What a painter looks at while planning strokes."""

    source: Field
    """The picture to paint."""
    flow: Field
    """Direction of the brush, radians."""
    figures: Field
    brush: Brush
    rng: Rng

    def plan(self, canvas: Field, radius: float, *, first: bool) -> Field:
        """Strokes of one brush, one a row: x, y, angle, half length, bend, red, green, blue."""
        height, width = self.source.shape[:2]
        seen = blurred(self.source, radius * 0.42)
        step = max(2, round(radius * (0.80 if first else 1.0)))
        rows, columns = -(-height // step), -(-width // step)
        y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        y = np.clip((y + self.rng.random(y.shape, dtype=np.float32)) * step, 0, height - 1).ravel()
        x = np.clip((x + self.rng.random(x.shape, dtype=np.float32)) * step, 0, width - 1).ravel()
        iy, ix = y.astype(int), x.astype(int)
        off = np.abs(seen - canvas).mean(-1)
        if not first:
            off = np.maximum(off, blurred(off, step * 0.5))
            wanted_here = self.figures[iy, ix] > 0.05 if radius < FINEST * min(height, width) / 512 else True
            limit = self.brush.accuracy * (1 - 0.55 * self.figures[iy, ix]) * (1.0 if radius > 4 else 1.25)
            wanted = (off[iy, ix] > limit) & wanted_here
            y, x, iy, ix = y[wanted], x[wanted], iy[wanted], ix[wanted]
        ink = seen[iy, ix]
        angle = self.flow[iy, ix] + self.rng.normal(0, 0.10, len(y)).astype(np.float32)
        forth, back = (self._run(seen, np.stack([x, y, angle]), ink, radius * sign) for sign in (1, -1))
        half = np.clip((forth + back) / 2, radius * 0.9, None)
        x, y = x + np.cos(angle) * (forth - back) / 2, y + np.sin(angle) * (forth - back) / 2
        ahead = self.flow[
            np.clip(y + np.sin(angle) * half, 0, height - 1).astype(int),
            np.clip(x + np.cos(angle) * half, 0, width - 1).astype(int),
        ]
        bend = np.sin(2 * (ahead - angle))
        vary = 1.0 if radius > 4 else 0.5
        tone = 1 + self.rng.normal(0, self.brush.jitter * vary, (len(y), 1))
        ink = ink * tone + self.rng.normal(0, self.brush.hue * vary, (len(y), 3))
        plan = np.column_stack([x, y, angle, half, bend, np.clip(ink, 0, 1)])
        # The background first and the figures last, each in no order that the eye could find.
        order = np.argsort(self.rng.random(len(y)) + (1.2 * (self.figures[iy, ix] > 0.5)), kind="stable")
        return plan[order]

    def _run(self, seen: Field, starts: Field, ink: Field, radius: float) -> Field:
        """How far each stroke can go one way before the colour under it is another one, pixels.

        Args:
            seen: The picture through this brush.
            starts: x, y and angle of each stroke.
            ink: Its colour.
            radius: Of the brush, pixels; negative to go backwards.
        """
        x, y, angle = starts
        height, width = seen.shape[:2]
        if self.brush.dots:
            return np.full(len(x), abs(radius) * 0.8, dtype=np.float32)
        going = np.ones(len(x), dtype=bool)
        reached = np.zeros(len(x), dtype=np.float32)
        steps = 6
        for number in range(1, steps + 1):
            away = radius * self.brush.reach * number / steps
            px = np.clip(x + np.cos(angle) * away, 0, width - 1).astype(int)
            py = np.clip(y + np.sin(angle) * away, 0, height - 1).astype(int)
            going &= np.abs(seen[py, px] - ink).mean(-1) < 0.075
            reached[going] = abs(away)
        return reached


def _lay(canvas: Image.Image, relief: Image.Image, plan: Field, radius: int, longest: float) -> None:
    """Lay the strokes down one after another."""
    turn = 2 * np.pi
    angles = (np.round(plan[:, 2] % turn / turn * _ANGLES).astype(int) % _ANGLES).tolist()
    lengths = np.clip(np.round(plan[:, 3] / longest * (_LENGTHS - 1)), 0, _LENGTHS - 1).astype(int).tolist()
    bends = (np.sign(plan[:, 4]) * (np.abs(plan[:, 4]) > 0.22)).astype(int).tolist()
    inks = (plan[:, 5:8] * 255 + 0.5).astype(int).tolist()
    spots = np.round(plan[:, :2]).astype(int).tolist()
    reach = round(longest)
    for (x, y), angle, length, bend, ink in zip(spots, angles, lengths, bends, inks, strict=True):
        # Marks of very large brushes are not kept: there are few of them, and they would fill the memory.
        stroke = _stroke if radius <= 28 else _stroke.__wrapped__
        cover, marks = stroke(radius, reach, angle, length, bend)
        left, top = x - cover.width // 2, y - cover.height // 2
        canvas.paste(tuple(ink), (left, top), cover)
        if radius > 2:
            relief.paste(marks, (left, top), cover)


@lru_cache(maxsize=2048)
def _stroke(radius: int, longest: int, angle: int, length: int, bend: int) -> tuple[Image.Image, Image.Image]:
    """A brush stroke's cover and its bristle marks, both 8-bit. The same arguments give the same stroke."""
    chance = np.random.default_rng([radius, longest, angle, length, bend + 1])
    half = max(radius * 1.15, radius + (longest - radius) * length / (_LENGTHS - 1))
    size = int(half + radius) + 2
    y, x = np.mgrid[-size : size + 1, -size : size + 1].astype(np.float32)
    direction = 2 * np.pi * angle / _ANGLES
    along = (x * np.cos(direction) + y * np.sin(direction)) / half
    across = (-x * np.sin(direction) + y * np.cos(direction)) / radius
    across = across - bend * 0.55 * (along**2 - 0.3) * min(2.2, half / radius / 2)
    bristles = (
        np.interp(across.ravel(), np.linspace(-1.3, 1.3, 15), chance.random(15))
        .reshape(across.shape)
        .astype(np.float32)
    )
    width = np.clip(1.0 - np.clip(np.abs(along) - 0.55, 0, 1) ** 2 * 1.9, 0.0, 1.0)
    soft = 1.2 / radius
    cover = smoothstep(soft, -soft, np.abs(across) - width * 0.92)
    ragged = along + 0.32 * bristles
    cover = cover * smoothstep(1.12, 0.92, ragged) * smoothstep(-1.10, -0.96, along)
    dry = np.clip(along * 0.5 + 0.5, 0, 1) ** 2 * (bristles < 0.30)
    cover = np.clip(cover * (0.95 - 0.45 * dry), 0, 1)
    ridge = 0.5 + 0.38 * (bristles - 0.5) + 0.26 * smoothstep(0.5, 0.95, np.abs(across) / np.maximum(width, 0.05))
    marks = np.clip(ridge + 0.14 * smoothstep(0.5, 1.0, along), 0, 1)
    return (
        Image.fromarray((cover * 255).astype(np.uint8), "L"),
        Image.fromarray((marks * 255).astype(np.uint8), "L"),
    )


def _varnished(rgb: Field, relief: Field, rng: Rng, brush: Brush, unit: float) -> Field:
    """The light that falls on the bristle marks and on the weave below, from the upper left."""
    height, width = relief.shape
    weave = 0.5 + 0.25 * (
        np.sin(np.arange(width) * 2 * np.pi / 3.7)[None, :] + np.sin(np.arange(height) * 2 * np.pi / 3.7)[:, None]
    )
    surface = blurred(relief, 0.6 * unit) + 0.035 * weave.astype(np.float32)
    right, down = gradient(surface)
    shine = np.clip(-(right + down) * 0.9 / max(unit, 0.4) ** 0.5, -0.22, 0.22) * brush.relief
    tone = (noise(rng, (height, width), width / 3, octaves=3) - 0.5) * 0.035
    lit = rgb * (1 + shine + tone)[..., None] + np.clip(shine, 0, 1)[..., None] * 0.18
    vignette = resized(_corner_shade(), width, height)
    return np.asarray(np.clip(lit * vignette[..., None], 0, 1), dtype=np.float32)


def _corner_shade() -> Field:
    y, x = np.mgrid[-1:1:33j, -1:1:33j].astype(np.float32)
    return (1.0 - 0.14 * smoothstep(0.8, 1.5, np.hypot(x, y))).astype(np.float32)
