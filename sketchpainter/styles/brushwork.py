"""Plans and lays brush strokes: places that need a brush, their paint, and the marks of its bristles.

A layer paints only where the canvas still differs from the picture as this brush sees it (Hertzmann 1998). Strokes
follow the forms, end where the colour changes, and run dry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from sketchpainter.raster.arrays import Field, Rng, blurred, resized, smoothstep
from sketchpainter.styles.artists import Brush
from sketchpainter.styles.ribbons import ColourLimit, Marks, Ribbons, StrokeTracer, rasterised
from sketchpainter.styles.style_context import StyleContext

FINEST = 2.4
"""Radius, pixels of 512, below which brushes touch figures only."""
_BRUSHES, _BRISTLES = 64, 48
_WARMER = np.array([0.9, 0.15, -1.0], dtype=np.float32)
"""Change from a cool to a warm light of the same brightness."""
_GREENER = np.array([-0.5, 0.5, -0.35], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class StrokePlan:
    """Strokes of one brush, in painting order."""

    ribbons: Ribbons
    ink: Field
    """Colours, n × 3."""
    kind: Field
    """Indexes of the worn brushes that the strokes are done with, n."""
    body: float
    """Thickness of the paint, 0 … 1."""

    def part(self, start: int, end: int) -> StrokePlan:
        """Returns the strokes from `start` up to `end`."""
        rows = np.arange(start, end)
        return StrokePlan(self.ribbons.part(rows), self.ink[rows], self.kind[rows], self.body)


@dataclass(slots=True)
class Canvas:
    """The paint so far."""

    rgb: Field
    """height × width × 3, changed in place."""
    paint: Field
    """Height of the paint, 0 … 1, height × width, changed in place."""
    bumps: Field | None = None
    """The paper's bumps, 0 … 1, where the colour is dry; None takes paint everywhere."""
    press: Field | None = None
    """Strength with which dry colour is pressed into the bumps, 0 … 1."""

    def lay(self, plan: StrokePlan, brush: Brush) -> None:
        """Lays strokes down, the later ones over the earlier ones."""
        marks = rasterised(plan.ribbons, self.paint.shape)
        if not len(marks.pixel):
            return
        radius = plan.ribbons.radius[marks.stroke]
        bristle, other = _bristles(plan.kind[marks.stroke], marks.across)
        cover = _loaded(marks, radius, bristle, brush.dry)
        if self.bumps is not None and self.press is not None:
            reached = self.press.reshape(-1)[marks.pixel] * (0.75 + 0.5 * bristle) - self.hollow(marks.pixel)
            cover = cover * np.clip(reached * 2.2 + 0.5, 0, 1)
        ink = plan.ink[marks.stroke] * (1 + brush.streak * (bristle - 0.5))[:, None]
        ink += (brush.hue * 1.6 * (other - 0.5))[:, None] * _WARMER
        ridge = smoothstep(0.55, 0.95, np.abs(marks.across)) * 0.35 + smoothstep(0.9, 0.0, marks.left / radius) * 0.25
        high = plan.body * (0.15 + 0.75 * bristle + ridge)
        rgb, paint = self.rgb.reshape(-1, 3), self.paint.reshape(-1)
        below = rgb[marks.pixel]
        rgb[marks.pixel] = below + (np.clip(ink, 0, 1) - below) * cover[:, None]
        under = paint[marks.pixel]
        paint[marks.pixel] = under + (high + 0.25 * under - under) * cover

    def hollow(self, pixel: Field) -> Field:
        """Returns the depth of the paper at these pixels, 0 … 1."""
        deep: Field = 1 - self.bumps.reshape(-1)[pixel] if self.bumps is not None else np.zeros(len(pixel))
        return deep


def _loaded(marks: Marks, radius: Field, bristle: Field, dry: float) -> Field:
    """Returns the share of paint that a brush leaves, 0 … 1: ragged at both ends, and broken where it has run dry."""
    round_cap = radius * np.sqrt(np.clip(1 - marks.across**2, 0, 1)) * 0.8
    ragged = radius * bristle
    cover = marks.cover * np.clip(marks.along + round_cap - 0.35 * ragged + 0.5, 0, 1)
    cover *= np.clip(marks.left + round_cap - 0.75 * (radius - ragged) + 0.5, 0, 1)
    if dry:
        gone = np.clip(marks.along / np.maximum(marks.along + marks.left, 1.0), 0, 1)
        cover *= 1 - 0.8 * np.clip((dry * 1.5 * gone * gone - bristle) * 5 * np.clip(radius / 3 - 0.3, 0, 1), 0, 1)
    return np.asarray(0.96 * cover, dtype=np.float32)


def _bristles(kind: Field, across: Field) -> tuple[Field, Field]:
    """Returns two numbers, 0 … 1, of the bristle at a place across a worn brush."""
    first, second = _worn_brushes()
    lane = np.clip((across + 1) * (0.5 * _BRISTLES), 0, _BRISTLES - 1).astype(np.int32)
    index = kind * _BRISTLES + lane
    return first[index], second[index]


@cache
def _worn_brushes() -> tuple[Field, Field]:
    """Returns profiles of brushes with coarse and fine hairs; they are the same in every picture."""
    chance = np.random.default_rng(1998)

    def profiles() -> Field:
        coarse, fine = (resized(chance.random((_BRUSHES, n), dtype=np.float32), _BRISTLES, _BRUSHES) for n in (7, 20))
        mixed = 0.5 + (0.55 * coarse + 0.45 * fine - 0.5) * 1.5
        return np.clip(mixed, 0, 1).astype(np.float32).ravel()

    return profiles(), profiles()


def paint_layers(context: StyleContext, source: Field, canvas: Canvas, images: int) -> Iterator[None]:
    """Lays all layers of the context's brush, from coarse to fine; yields `images` times."""
    brush, unit = context.artist.brush, context.unit
    for number, (radius, share) in enumerate(zip(brush.radii, _shared(len(brush.radii), images), strict=True)):
        plan = plan_layer(context, source, canvas.rgb, radius * unit, first=number == 0)
        # Strokes of one batch hide each other but do not mix, so two batches an image keep fine edges soft.
        each = 1 if radius > 8 else 2
        cuts = np.linspace(0, len(plan.ribbons), each * max(share, 1) + 1).astype(int)
        for count, (start, end) in enumerate(pairwise(cuts), 1):
            canvas.lay(plan.part(start, end), brush)
            if share and count % each == 0:
                yield


def _shared(layers: int, images: int) -> list[int]:
    """Returns the number of images in which each layer is shown: most for the first ones."""
    weights = np.array([1.4, 1.4, 1.2, *[0.8] * layers][:layers])
    cuts = np.rint(np.cumsum(weights) / weights.sum() * images).astype(int)
    return [int(n) for n in np.diff(cuts, prepend=0)]


def plan_layer(context: StyleContext, source: Field, canvas: Field, radius: float, *, first: bool) -> StrokePlan:
    """Plans the strokes of one brush where the canvas needs them.

    Args:
        context: The picture's figures and flow, and the brush.
        source: The picture to paint.
        canvas: The paint so far, height × width × 3.
        radius: Half of the brush's width, pixels.
        first: True to cover everything.
    """
    brush, rng, unit = context.artist.brush, context.rng, context.unit
    seen = blurred(source, radius * 0.45)
    step = max(2, round(radius * (1.5 if first else 1.3)))
    off = np.abs(seen - canvas)
    y, x, error = _worst_of_cells((off[..., 0] + off[..., 1] + off[..., 2]) / 3, step, rng)
    here = context.figures[y, x]
    if not first:
        limit = brush.accuracy * (1 - 0.5 * here) * (1.0 if radius > 4 * unit else 1.25)
        wanted = error > limit
        if radius < FINEST * unit:
            wanted &= here > 0.05
        y, x, here = y[wanted], x[wanted], here[wanted]
    ink = seen[y, x]
    count = len(y)
    size = (radius * rng.uniform(0.8, 1.15, count)).astype(np.float32)
    pitch = max(1.0, radius * 0.55)
    tracer = StrokeTracer(context.flow, pitch, 1 if brush.dots else max(2, round(brush.reach * radius / pitch)))
    starts = np.stack([x, y], axis=-1) + rng.uniform(-0.5, 0.5, (count, 2))
    signs = rng.choice(np.array([-1, 1], dtype=np.float32), count)
    path, length = tracer.trace(
        starts.astype(np.float32), signs, ColourLimit(seen, ink, 0.07 if radius > 3 * unit else 0.09)
    )
    length = np.maximum(length * rng.uniform(0.6, 1.0, count), 0.25 * radius).astype(np.float32)
    if brush.dots:
        length = np.full(count, 0.35 * radius, dtype=np.float32)
    # The background comes first and the figures last, each in random order.
    order = np.argsort(rng.random(count) + 1.2 * (here > 0.5), kind="stable")
    return StrokePlan(
        Ribbons(path, length, pitch, size).part(order),
        broken_colour(ink, brush, rng, 1.0 if radius > 4 * unit else 0.6)[order],
        rng.integers(0, _BRUSHES, count),
        float(np.clip(0.45 + 0.12 * np.log2(max(radius / unit, 1)), 0.3, 1.0)),
    )


def broken_colour(ink: Field, brush: Brush, rng: Rng, amount: float) -> Field:
    """Returns paint as it comes from a palette: no two strokes alike, some warmer, some cooler."""
    count = len(ink)
    tone = 1 + rng.normal(0, brush.jitter * amount, (count, 1))
    warm = rng.normal(0, brush.hue * amount, (count, 1)) * _WARMER
    green = rng.normal(0, brush.hue * 0.7 * amount, (count, 1)) * _GREENER
    return np.clip(ink * tone + warm + green, 0, 1).astype(np.float32)


def _worst_of_cells(off: Field, step: int, rng: Rng) -> tuple[Field, Field, Field]:
    """Returns row, column and mean error of each cell of a grid; the place is roughly the worst one of the cell."""
    height, width = off.shape
    rows, columns = -(-height // step), -(-width // step)
    padded = np.pad(off, ((0, rows * step - height), (0, columns * step - width)), constant_values=-1.0)
    cells = padded.reshape(rows, step, columns, step).transpose(0, 2, 1, 3).reshape(rows * columns, step * step)
    chance = rng.random((997, step * step), dtype=np.float32)[np.arange(len(cells)) % 997]
    worst = np.argmax(np.where(cells >= 0, cells + 0.02, -1) * (0.25 + chance), axis=1)
    y = (np.arange(rows * columns) // columns) * step + worst // step
    x = (np.arange(rows * columns) % columns) * step + worst % step
    error = np.clip(cells, 0, None).mean(1)
    return np.clip(y, 0, height - 1), np.clip(x, 0, width - 1), error
