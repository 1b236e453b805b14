"""Makes stained glass windows, pieces of coloured glass held by lead with daylight behind, and mosaics of small stones.

Cells are found by their nearest seeds (Achanta and others, "SLIC Superpixels", 2012; Hausner, "Simulating Decorative
Mosaics", SIGGRAPH 2001): every pixel compares the seeds of the nine squares around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sketchpainter.raster.arrays import (
    Field,
    Rng,
    blurred,
    colour,
    grid,
    luma,
    mix,
    noise,
    resized,
    saturated,
    smoothstep,
)
from sketchpainter.styles.contours import along_lines
from sketchpainter.styles.style_context import Steps, StyleContext
from sketchpainter.styles.surfaces import edge_distance, relief_light
from sketchpainter.styles.unveiling import unveil


@dataclass(frozen=True, slots=True)
class Cells:
    """The cell of each pixel, and its depth in it."""

    label: Field
    """Number of the cell, height × width."""
    inside: Field
    """Distance to the border of the cell, pixels, roughly, height × width."""
    count: int

    def means(self, rgb: Field) -> Field:
        """Returns the mean colour of every cell, count × 3."""
        flat = self.label.ravel()
        size = np.maximum(np.bincount(flat, minlength=self.count), 1)
        sums = [np.bincount(flat, weights=rgb[..., c].ravel(), minlength=self.count) for c in range(3)]
        return (np.stack(sums, axis=-1) / size[:, None]).astype(np.float32)


def stones(rng: Rng, angle: Field, step: float, rounds: int = 2) -> Cells:
    """Returns square stones of about `step` pixels, turned by `angle` (radians, height × width)."""
    shape = angle.shape
    x, y, columns = _seeds(rng, shape, step, 0.35)
    label, inside = _nearest(shape, x, y, columns, step, angle)
    pixel_y, pixel_x = np.indices(shape, dtype=np.float32)
    for _ in range(rounds - 1):
        size = np.maximum(np.bincount(label.ravel(), minlength=len(x)), 1)
        x = np.bincount(label.ravel(), weights=pixel_x.ravel(), minlength=len(x)) / size
        y = np.bincount(label.ravel(), weights=pixel_y.ravel(), minlength=len(y)) / size
        label, inside = _nearest(shape, x, y, columns, step, angle)
    return Cells(label, inside, len(x))


def _seeds(rng: Rng, shape: tuple[int, int], step: float, jitter: float) -> tuple[Field, Field, int]:
    rows, columns = max(2, round(shape[0] / step)), max(2, round(shape[1] / step))
    gy, gx = np.mgrid[0:rows, 0:columns].astype(np.float32)
    gx += 0.5 + rng.uniform(-jitter, jitter, gx.shape).astype(np.float32)
    gy += 0.5 + rng.uniform(-jitter, jitter, gy.shape).astype(np.float32)
    return gx.ravel() * (shape[1] / columns), gy.ravel() * (shape[0] / rows), columns


def _nearest(
    shape: tuple[int, int], x: Field, y: Field, columns: int, step: float, angle: Field
) -> tuple[Field, Field]:
    height, width = shape
    rows = len(x) // columns
    pixel_y, pixel_x = np.indices(shape, dtype=np.float32)
    column = np.clip((pixel_x * (columns / width)).astype(np.int32), 0, columns - 1)
    row = np.clip((pixel_y * (rows / height)).astype(np.int32), 0, rows - 1)
    at = angle[np.clip(y, 0, height - 1).astype(int), np.clip(x, 0, width - 1).astype(int)]
    cos, sin = np.cos(at).astype(np.float32), np.sin(at).astype(np.float32)
    x, y = x.astype(np.float32), y.astype(np.float32)
    best = np.full(shape, 1e9, dtype=np.float32)
    second = best.copy()
    label = np.zeros(shape, dtype=np.int32)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            r, c = row + down, column + right
            seed = np.clip(r, 0, rows - 1) * columns + np.clip(c, 0, columns - 1)
            dx, dy = pixel_x - x[seed], pixel_y - y[seed]
            along, across = np.abs(dx * cos[seed] + dy * sin[seed]), np.abs(-dx * sin[seed] + dy * cos[seed])
            # This is nearly the distance to the sides of a square with rounded corners.
            away = np.maximum(along, across) + 0.25 * np.minimum(along, across)
            away[seed == label] += np.where(best[seed == label] < 1e8, 1e6, 0)
            closer = away < best
            second = np.where(closer, best, np.minimum(second, away))
            best = np.where(closer, away, best)
            label = np.where(closer, seed, label)
    return label, np.minimum(second - best, step).astype(np.float32) / 2


def panes(rng: Rng, rgb: Field, figures: Field, step: float, rounds: int = 4) -> Field:
    """Returns labels of pieces that follow the colours, at half size to save time; the outline of figures always
    divides.
    """
    height, width = figures.shape
    shrink = 2 if min(height, width) >= 128 else 1
    small = (max(8, height // shrink), max(8, width // shrink))
    colours = resized(blurred(rgb, 0.004 * width), small[1], small[0])
    inside = resized(figures, small[1], small[0]) > 0.5
    x, y, columns = _seeds(rng, small, step / shrink, 0.30)
    rows = len(x) // columns
    pixel_y, pixel_x = np.indices(small, dtype=np.float32)
    column = np.clip((pixel_x * (columns / small[1])).astype(np.int32), 0, columns - 1)
    row = np.clip((pixel_y * (rows / small[0])).astype(np.int32), 0, rows - 1)
    ink = colours[np.clip(y, 0, small[0] - 1).astype(int), np.clip(x, 0, small[1] - 1).astype(int)]
    label = np.zeros(small, dtype=np.int32)
    weight = (4.2 * step / shrink) ** 2
    for _ in range(rounds):
        best = np.full(small, 1e9, dtype=np.float32)
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                seed = np.clip(row + down, 0, rows - 1) * columns + np.clip(column + right, 0, columns - 1)
                away = (pixel_x - x[seed]) ** 2 + (pixel_y - y[seed]) ** 2
                away += weight * ((colours - ink[seed]) ** 2).sum(-1)
                closer = away < best
                best = np.where(closer, away, best)
                label = np.where(closer, seed, label)
        flat = label.ravel()
        size = np.maximum(np.bincount(flat, minlength=len(x)), 1)
        x = (np.bincount(flat, weights=pixel_x.ravel(), minlength=len(x)) / size).astype(np.float32)
        y = (np.bincount(flat, weights=pixel_y.ravel(), minlength=len(x)) / size).astype(np.float32)
        ink = np.stack(
            [np.bincount(flat, weights=colours[..., c].ravel(), minlength=len(x)) / size for c in range(3)], axis=-1
        ).astype(np.float32)
    return np.asarray(label * 2 + inside, dtype=np.int32)


def paint_glass(context: StyleContext) -> Steps:
    """Paints leaded glass, lit from behind."""
    rng, unit, shape = context.rng, context.unit, context.shape
    label = _smooth(panes(rng, context.without_detail(context.rgb, 3.0), context.figures, 44 * unit), shape)
    ids, label = np.unique(label, return_inverse=True)
    label = label.reshape(shape)
    cells = Cells(label, np.zeros(shape, dtype=np.float32), len(ids))
    tone = cells.means(context.rgb)
    tone = np.clip(saturated(tone[None], 1.75)[0] * (1 + rng.normal(0, 0.09, (len(ids), 1))), 0.02, 1)
    plain = np.clip((tone.astype(np.float32)) ** 0.85, 0, 1)[label]
    # Eyes and mouths are painted on the glass, as glaziers do with black enamel.
    details = saturated(context.rgb, 1.5)
    plain = mix(plain, details, 0.72 * smoothstep(0.4, 0.8, context.figures))
    lead = _lead(label, context.figures, unit)
    glass = _shone_through(plain, rng, shape, unit)
    caught = 0.12 * blurred(luma(glass), 9 * unit)
    came = colour("#17161b") * (1 + 6 * np.clip(relief_light(blurred(lead, 1.1 * unit), unit, 0.5), 0, 1))[..., None]
    came = came + caught[..., None]
    window = mix(glass, came.astype(np.float32), smoothstep(0.35, 0.6, lead))
    glow = blurred(np.clip(window - 0.35, 0, 1), 10 * unit)
    done = np.clip(window + 0.35 * glow * (1 - 0.5 * smoothstep(0.35, 0.6, lead))[..., None], 0, 1)
    table = np.broadcast_to(colour("#d9d4c8"), (*shape, 3)).astype(np.float32)
    drawn = mix(table, table * 0.25, smoothstep(0.35, 0.6, lead))
    cut = mix(drawn, plain * 0.55 + 0.2, 1 - smoothstep(0.35, 0.6, lead))
    return unveil(context, [table, drawn, cut, done])


def _smooth(label: Field, shape: tuple[int, int]) -> Field:
    """Returns the labels at full size, with edges that a glass cutter can cut."""
    height, width = shape
    ids, dense = np.unique(label, return_inverse=True)
    dense = dense.reshape(label.shape).astype(np.uint16)
    window = 5
    calm = cv2.medianBlur(dense, window)
    # A median mixes up numbers where three pieces meet; parity separates figures from ground and has to stay.
    keep = (ids[calm] % 2) == (ids[dense] % 2)
    calm = np.where(keep, calm, dense).astype(np.float32)
    return ids[cv2.resize(calm, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.int64)]


def _lead(label: Field, figures: Field, unit: float) -> Field:
    """Returns the cover of lead, 0 … 1: strips where pieces meet, and a stronger one around figures."""
    edge = np.zeros(label.shape, dtype=np.float32)
    edge[:, 1:] = label[:, 1:] != label[:, :-1]
    edge[1:] = np.maximum(edge[1:], label[1:] != label[:-1])
    strip = np.clip(blurred(edge, 1.35 * unit) * 2.6, 0, 1)
    outline = np.clip(blurred(figures, 2.6 * unit) * (1 - blurred(figures, 2.6 * unit)) * 4.6 - 0.25, 0, 1)
    frame = smoothstep(7 * unit, 5 * unit, edge_distance((label.shape[0], label.shape[1])))
    return np.asarray(np.maximum(np.maximum(strip, outline), frame), dtype=np.float32)


def _shone_through(plain: Field, rng: Rng, shape: tuple[int, int], unit: float) -> Field:
    """Returns hand-blown glass with daylight behind: brighter towards one place, with waves, streaks and bubbles."""
    x, y = grid(shape)
    middle = (rng.uniform(0.35, 0.65) * shape[1], rng.uniform(0.2, 0.4) * shape[0])
    away = np.hypot((x - middle[0]) / shape[1], (y - middle[1]) / shape[0])
    sun = 1.42 - 0.75 * smoothstep(0.0, 0.85, away)
    waves = noise(rng, shape, 38 * unit, octaves=4, stretch=2)
    streaks = relief_light(waves, unit, 5.0) * 0.22 + (waves - 0.5) * 0.26
    return np.asarray(np.clip(plain * (sun * (1 + streaks))[..., None] + 0.02, 0, 1), dtype=np.float32)


def lay_mosaic(context: StyleContext) -> Steps:
    """Lays small stones in grout, in rows along the forms, with some gold among them."""
    rng, unit, shape = context.rng, context.unit, context.shape
    size = 12.5 * unit
    lines = context.lines
    angle = along_lines(np.clip(lines + blurred(context.figures, 1.5 * unit), 0, 2) / 2, 2.4 * unit)
    strength = blurred(np.clip(lines + context.silhouettes, 0, 1), 7 * unit)
    calm = 0.5 * np.arctan2(
        np.sin(2 * context.flow) * 0.02 + strength * np.sin(2 * angle),
        np.cos(2 * context.flow) * 0.02 + strength * np.cos(2 * angle),
    )
    coarse = stones(rng, calm.astype(np.float32), size)
    fine = stones(rng, calm.astype(np.float32), size * 0.56)
    ground, ground_in = _set(context, coarse, size, context.background, 0.09)
    ground = np.clip(ground * 0.9 + 0.1, 0, 1).astype(np.float32)
    own, own_in = _set(context, fine, size * 0.56, context.rgb, 0.0)
    # Roman masters set a dark row around every figure.
    outer = fine.means(np.repeat(context.silhouettes[..., None], 3, axis=-1))[:, 0]
    own = mix(own, own * 0.22, smoothstep(0.06, 0.2, outer)[fine.label])
    # A stone belongs to the figure if most of it does.
    taken = fine.means(np.repeat(context.figures[..., None], 3, axis=-1))[:, 0][fine.label] > 0.5
    tiles, inside = np.where(taken[..., None], own, ground), np.where(taken, own_in, ground_in)
    joint = smoothstep(0.2 * unit, 1.0 * unit, inside * np.where(taken, 1.35, 1.0))
    high = blurred(np.clip(inside / (2.4 * unit), 0, 1), 0.6 * unit)
    grout = colour("#b9ad9a") * (0.72 + 0.25 * noise(rng, shape, 4 * unit, octaves=2))[..., None]
    grout = grout.astype(np.float32)
    shaded = tiles * (1 + relief_light(high, unit, 0.38))[..., None]
    done = mix(grout * 0.75, np.clip(shaded, 0, 1), joint)
    drawn = mix(grout, grout * 0.5, lines * 0.8)
    by_stone = np.where(
        taken, own[..., 0] * 0 + rng.random(fine.count)[fine.label], rng.random(coarse.count)[coarse.label]
    )
    order = 0.55 * by_stone + 0.45 * context.figures
    return unveil(context, [grout, drawn, done], order.astype(np.float32))


def _set(context: StyleContext, cells: Cells, size: float, rgb: Field, gilt: float) -> tuple[Field, Field]:
    """Returns colour and depth of the stones: no two have the same colour, and a share (`gilt`) of the bright ones is
    gold.
    """
    rng = context.rng
    tone = np.clip(saturated(cells.means(rgb)[None], 1.4)[0] * 1.12 - 0.05, 0, 1)
    tone = tone * (1 + rng.normal(0, 0.075, (cells.count, 1))) + rng.normal(0, 0.012, (cells.count, 3))
    bright = luma(np.clip(tone, 0, 1).astype(np.float32))
    golden = (rng.random(cells.count) < gilt) & (bright > 0.5)
    shine = rng.uniform(0.55, 1.1, (cells.count, 1))
    tone = np.where(golden[:, None], colour("#d9a93c") * shine, tone)
    tone = np.clip(tone, 0, 1).astype(np.float32)
    return tone[cells.label], np.minimum(cells.inside, size)
