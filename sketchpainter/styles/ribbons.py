"""Traces brush strokes along the picture's flow as curved ribbons, and rasterises them.

All strokes of a batch are drawn at once: points are strewn over every ribbon, each pixel keeps the last that fell on
it, and from that its exact place along and across the topmost stroke is computed. Tracing is after Hertzmann,
"Painterly Rendering with Curved Brush Strokes of Multiple Sizes" (SIGGRAPH 1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sketchpainter.raster.arrays import Field

_SPACING = 0.72
"""Distance between the points strewn over a ribbon, pixels: below 1/√2, so that no pixel within is missed."""


@dataclass(frozen=True, slots=True)
class Ribbons:
    """Strokes in painting order."""

    path: Field
    """x and y at equal distances along each stroke, pixels, n × points × 2."""
    length: Field
    """Length of each stroke along its path, pixels, n."""
    pitch: float
    """Distance between two points of a path, pixels."""
    radius: Field
    """Half of each stroke's width, pixels, n."""
    taper: float = 0.0
    """0 for even strokes … 1 for strokes with pointed ends."""

    def __len__(self) -> int:
        return len(self.length)

    def part(self, rows: Field) -> Ribbons:
        """Returns some of the strokes, in the given order."""
        return Ribbons(self.path[rows], self.length[rows], self.pitch, self.radius[rows], self.taper)


@dataclass(frozen=True, slots=True)
class Marks:
    """The pixels that strokes touch, each with its place on the topmost stroke. All arrays have one length."""

    pixel: Field
    """Index into the flattened picture."""
    stroke: Field
    """Index of the stroke."""
    along: Field
    """Distance from the stroke's beginning, pixels; negative in front of it, in the round cap."""
    left: Field
    """Distance to its end, pixels; negative behind it."""
    across: Field
    """Place across the stroke, −1 … 1 from edge to edge; slightly more outside."""
    cover: Field
    """Share of the pixel that the ribbon covers, 0 … 1."""


@dataclass(frozen=True, slots=True)
class ColourLimit:
    """Ends strokes where the picture is no longer of their colour."""

    seen: Field
    """The picture, height × width × 3, or height × width for one tone."""
    ink: Field
    """Colour of each stroke, n × 3, or n for one tone."""
    tolerance: float
    """Maximum difference between both, 0 … 1."""

    def holds(self, index: Field) -> Field:
        """Returns for each stroke, n, whether it may go on at these pixels (indices into the flattened picture)."""
        if self.seen.ndim == 2:
            return np.asarray(np.abs(self.seen.reshape(-1)[index] - self.ink) < self.tolerance)
        away = np.abs(self.seen.reshape(-1, 3)[index] - self.ink)
        # Adding three columns is several times as fast as a sum along rows of three.
        return np.asarray(away[:, 0] + away[:, 1] + away[:, 2] < 3 * self.tolerance)


@dataclass(frozen=True, slots=True)
class StrokeTracer:
    """Leads strokes along a flow."""

    flow: Field
    """Direction at every pixel, radians, height × width."""
    pitch: float
    """Length of a step, pixels."""
    steps: int
    """Maximum number of steps."""
    stiffness: float = 0.35
    """Share of the direction so far in each new one: stiff strokes curve less."""

    def trace(self, starts: Field, signs: Field, until: ColourLimit | None = None) -> tuple[Field, Field]:
        """Follows the flow.

        Args:
            starts: n × 2, x and y.
            signs: n: 1 or −1, with or against the flow.
            until: Ends strokes early; None lets them go on.

        Returns:
            Paths (n × (steps + 1) × 2), and the length of each stroke, pixels.
        """
        cos, sin = np.cos(self.flow).ravel(), np.sin(self.flow).ravel()
        height, width = self.flow.shape
        path = np.empty((len(starts), self.steps + 1, 2), dtype=np.float32)
        path[:, 0] = starts
        going: Field = np.ones(len(starts), dtype=bool)
        length = np.zeros(len(starts), dtype=np.float32)
        x: Field = path[:, 0, 0]
        y: Field = path[:, 0, 1]
        index = _flat(x, y, width, height)
        dx, dy = cos[index] * signs, sin[index] * signs
        for number in range(1, self.steps + 1):
            cx, cy = cos[index], sin[index]
            agree = np.where(cx * dx + cy * dy < 0, -1, 1) * (1 - self.stiffness)
            dx, dy = cx * agree + dx * self.stiffness, cy * agree + dy * self.stiffness
            norm = np.maximum(np.hypot(dx, dy), 1e-6)
            dx, dy = dx / norm, dy / norm
            x, y = x + dx * self.pitch, y + dy * self.pitch
            path[:, number, 0], path[:, number, 1] = x, y
            index = _flat(x, y, width, height)
            going &= (x > -self.pitch) & (y > -self.pitch) & (x < width + self.pitch) & (y < height + self.pitch)
            if until:
                going &= until.holds(index)
            length[going] = number * self.pitch
        return path, length


def _flat(x: Field, y: Field, width: int, height: int) -> Field:
    columns = np.clip(x, 0, width - 1).astype(np.int32)
    rows = np.clip(y, 0, height - 1).astype(np.int32)
    flat: Field = rows * width + columns
    return flat


def rasterised(ribbons: Ribbons, shape: tuple[int, int]) -> Marks:
    """Returns the pixels of the ribbons; a later ribbon hides an earlier one."""
    height, width = shape
    if not len(ribbons):
        nothing = np.zeros(0, dtype=np.float32)
        return Marks(nothing.astype(np.int64), nothing.astype(np.int64), nothing, nothing, nothing, nothing)
    coarse = _coarseness(float(ribbons.radius.mean()))
    spacing = _SPACING * coarse
    cap = np.maximum(ribbons.radius, 0.5)
    counts = np.ceil((ribbons.length + 2 * cap) / spacing).astype(np.int64) + 1
    stroke = np.repeat(np.arange(len(ribbons)), counts)
    first = np.cumsum(counts) - counts
    along = ((np.arange(len(stroke)) - first[stroke]) * spacing - cap[stroke]).astype(np.float32)
    x, y, tx, ty = _spine(ribbons, stroke, along)
    half: Field = ribbons.radius[stroke]
    if ribbons.taper:
        share = np.clip((along + cap[stroke]) / np.maximum(ribbons.length + 2 * cap, 1e-3)[stroke], 0, 1)
        half = half * (1 - ribbons.taper * (1 - np.clip(np.sin(np.pi * share), 0, 1) ** 0.6))
    lanes = max(2, int(np.ceil(2 * float(ribbons.radius.max()) / spacing)) + 1)
    side = np.linspace(-1, 1, lanes, dtype=np.float32)
    px = x[:, None] + (-ty * half)[:, None] * side
    py = y[:, None] + (tx * half)[:, None] * side
    wanted = np.ones(px.shape, dtype=bool)
    behind = along - ribbons.length[stroke]
    # Only the round caps and points near the border can be outside.
    ends = np.flatnonzero((along < 0) | (behind > 0))
    reach = np.sqrt(1 - side * side)[None, :] * cap[stroke[ends]][:, None] + 0.5 * coarse
    wanted[ends] = np.maximum(-along[ends], behind[ends])[:, None] <= reach
    rim = np.flatnonzero((x < half) | (y < half) | (x > width - 1 - half) | (y > height - 1 - half))
    near_x, near_y = px[rim], py[rim]
    wanted[rim] &= (near_x > -0.5) & (near_y > -0.5) & (near_x < width - 0.5) & (near_y < height - 0.5)
    chosen = np.flatnonzero(wanted)
    rows, columns = -(-height // coarse), -(-width // coarse)
    scale = np.float32(1 / coarse)
    column = ((px.ravel()[chosen] + np.float32(0.5)) * scale).astype(np.int32)
    row = ((py.ravel()[chosen] + np.float32(0.5)) * scale).astype(np.int32)
    top = np.full(rows * columns, -1, dtype=np.int32)
    top[row * columns + column] = chosen
    if coarse > 1:
        top = top.reshape(rows, columns).repeat(coarse, 0).repeat(coarse, 1)[:height, :width].ravel()
    pixel = np.flatnonzero(top >= 0).astype(np.int32)
    point = top[pixel]
    at = point // np.int32(lanes)
    lane = point - at * np.int32(lanes)
    from_top = pixel // np.int32(width)
    # The strewn point lies up to half a pixel off; its offset gives the place of the pixel's centre.
    off_x = (pixel - from_top * np.int32(width)).astype(np.float32) - px.ravel()[point]
    off_y = from_top.astype(np.float32) - py.ravel()[point]
    whose = stroke[at]
    exact = along[at] + off_x * tx[at] + off_y * ty[at]
    thick = np.maximum(half[at], 0.35)
    across = side[lane] + (off_y * tx[at] - off_x * ty[at]) / thick
    cover = np.clip((1 - np.abs(across)) * thick + 0.5, 0, 1)
    return Marks(pixel, whose, exact, ribbons.length[whose] - exact, across, cover.astype(np.float32))


def _coarseness(radius: float) -> int:
    """Returns the side of the squares in which the topmost stroke is looked up, pixels: wide strokes need no finer
    ones.
    """
    return 1 if radius < 4.5 else 2 if radius < 11 else 3 if radius < 22 else 4


def _spine(ribbons: Ribbons, stroke: Field, along: Field) -> tuple[Field, Field, Field, Field]:
    """Returns x, y and the direction of travel at places along strokes; straight on beyond both ends."""
    path = ribbons.path
    last = path.shape[1] - 2
    place = np.clip(along / ribbons.pitch, 0, None)
    knot = np.clip(place.astype(np.int32), 0, last)
    here, after = path[stroke, knot], path[stroke, knot + 1]
    step = (after - here) / ribbons.pitch
    away = along - knot * ribbons.pitch
    x, y = here[:, 0] + step[:, 0] * away, here[:, 1] + step[:, 1] * away
    # The direction turns gradually from knot to knot, so that wide ribbons have no gaps on the outside of a bend.
    ahead = path[stroke, np.minimum(knot + 2, last + 1)] - after
    ahead = np.where((knot >= last)[:, None], after - here, ahead) / ribbons.pitch
    behind = np.where((knot == 0)[:, None], after - here, here - path[stroke, np.maximum(knot - 1, 0)]) / ribbons.pitch
    share = np.clip(away / ribbons.pitch, 0, 1)[:, None]
    turned = (step + behind) / 2 * (1 - share) + (step + ahead) / 2 * share
    turned /= np.maximum(np.hypot(turned[:, :1], turned[:, 1:]), 1e-6)
    return x, y, turned[:, 0], turned[:, 1]
