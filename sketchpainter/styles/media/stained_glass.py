"""A stained glass window: pieces of coloured glass held by lead, with daylight behind; and mosaics of small stones.

Runs in the painter's process.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field, Rng, blurred, colour, grid, luma, mix, noise, saturated, smoothstep
from sketchpainter.styles.contours import along_lines
from sketchpainter.styles.media.cells import Cells, panes, stones
from sketchpainter.styles.style_context import Easel, Steps
from sketchpainter.styles.surfaces import lit
from sketchpainter.styles.unveiling import unveil


def paint_glass(easel: Easel) -> Steps:
    """Leaded glass, lit from behind."""
    rng, unit, shape = easel.rng, easel.unit, easel.shape
    label = _smooth(panes(rng, easel.without_detail(easel.rgb, 3.0), easel.figures, 44 * unit), shape)
    ids, label = np.unique(label, return_inverse=True)
    label = label.reshape(shape)
    cells = Cells(label, np.zeros(shape, dtype=np.float32), len(ids))
    tone = cells.means(easel.rgb)
    tone = np.clip(saturated(tone[None], 1.75)[0] * (1 + rng.normal(0, 0.09, (len(ids), 1))), 0.02, 1)
    plain = np.clip((tone.astype(np.float32)) ** 0.85, 0, 1)[label]
    # Eyes and mouths are painted on the glass, as glaziers do with black enamel.
    details = saturated(easel.rgb, 1.5)
    plain = mix(plain, details, 0.72 * smoothstep(0.4, 0.8, easel.figures))
    lead = _lead(label, easel.figures, unit)
    glass = _shone_through(plain, rng, shape, unit)
    caught = 0.12 * blurred(luma(glass), 9 * unit)
    came = colour("#17161b") * (1 + 6 * np.clip(lit(blurred(lead, 1.1 * unit), unit, 0.5), 0, 1))[..., None]
    came = came + caught[..., None]
    window = mix(glass, came.astype(np.float32), smoothstep(0.35, 0.6, lead))
    glow = blurred(np.clip(window - 0.35, 0, 1), 10 * unit)
    done = np.clip(window + 0.35 * glow * (1 - 0.5 * smoothstep(0.35, 0.6, lead))[..., None], 0, 1)
    table = np.broadcast_to(colour("#d9d4c8"), (*shape, 3)).astype(np.float32)
    drawn = mix(table, table * 0.25, smoothstep(0.35, 0.6, lead))
    cut = mix(drawn, plain * 0.55 + 0.2, 1 - smoothstep(0.35, 0.6, lead))
    return unveil(easel, [table, drawn, cut, done])


def _smooth(label: Field, shape: tuple[int, int]) -> Field:
    """The labels at full size, with edges as a glass cutter can cut them."""
    height, width = shape
    ids, dense = np.unique(label, return_inverse=True)
    dense = dense.reshape(label.shape).astype(np.uint16)
    window = 5
    calm = cv2.medianBlur(dense, window)
    # A median mixes up numbers where three pieces meet; parity tells figures from ground and has to stay.
    keep = (ids[calm] % 2) == (ids[dense] % 2)
    calm = np.where(keep, calm, dense).astype(np.float32)
    return ids[cv2.resize(calm, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.int64)]


def _lead(label: Field, figures: Field, unit: float) -> Field:
    """0 … 1: strips of lead where pieces meet; a stronger one around figures."""
    edge = np.zeros(label.shape, dtype=np.float32)
    edge[:, 1:] = label[:, 1:] != label[:, :-1]
    edge[1:] = np.maximum(edge[1:], label[1:] != label[:-1])
    strip = np.clip(blurred(edge, 1.35 * unit) * 2.6, 0, 1)
    outline = np.clip(blurred(figures, 2.6 * unit) * (1 - blurred(figures, 2.6 * unit)) * 4.6 - 0.25, 0, 1)
    height, width = label.shape
    x, y = grid((height, width))
    frame = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
    return np.asarray(np.maximum(np.maximum(strip, outline), smoothstep(7 * unit, 5 * unit, frame)), dtype=np.float32)


def _shone_through(plain: Field, rng: Rng, shape: tuple[int, int], unit: float) -> Field:
    """Daylight behind hand-blown glass: brighter towards one place, with waves, streaks and bubbles."""
    x, y = grid(shape)
    middle = (rng.uniform(0.35, 0.65) * shape[1], rng.uniform(0.2, 0.4) * shape[0])
    away = np.hypot((x - middle[0]) / shape[1], (y - middle[1]) / shape[0])
    sun = 1.42 - 0.75 * smoothstep(0.0, 0.85, away)
    waves = noise(rng, shape, 38 * unit, octaves=4, stretch=2)
    streaks = lit(waves, unit, 5.0) * 0.22 + (waves - 0.5) * 0.26
    return np.asarray(np.clip(plain * (sun * (1 + streaks))[..., None] + 0.02, 0, 1), dtype=np.float32)


def lay_mosaic(easel: Easel) -> Steps:
    """Small stones in grout, in rows along the forms; some gold among them."""
    rng, unit, shape = easel.rng, easel.unit, easel.shape
    size = 12.5 * unit
    lines = easel.lines
    angle = along_lines(np.clip(lines + blurred(easel.figures, 1.5 * unit), 0, 2) / 2, 2.4 * unit)
    strength = blurred(np.clip(lines + easel.silhouettes, 0, 1), 7 * unit)
    calm = 0.5 * np.arctan2(
        np.sin(2 * easel.flow) * 0.02 + strength * np.sin(2 * angle),
        np.cos(2 * easel.flow) * 0.02 + strength * np.cos(2 * angle),
    )
    coarse = stones(rng, calm.astype(np.float32), size)
    fine = stones(rng, calm.astype(np.float32), size * 0.56)
    ground, ground_in = _set(easel, coarse, size, easel.background, 0.09)
    ground = np.clip(ground * 0.9 + 0.1, 0, 1).astype(np.float32)
    own, own_in = _set(easel, fine, size * 0.56, easel.rgb, 0.0)
    # Roman masters set a dark row around every figure.
    outer = fine.means(np.repeat(easel.silhouettes[..., None], 3, axis=-1))[:, 0]
    own = mix(own, own * 0.22, smoothstep(0.06, 0.2, outer)[fine.label])
    # A stone belongs to the figure if most of it does.
    taken = fine.means(np.repeat(easel.figures[..., None], 3, axis=-1))[:, 0][fine.label] > 0.5
    tiles, inside = np.where(taken[..., None], own, ground), np.where(taken, own_in, ground_in)
    joint = smoothstep(0.2 * unit, 1.0 * unit, inside * np.where(taken, 1.35, 1.0))
    high = blurred(np.clip(inside / (2.4 * unit), 0, 1), 0.6 * unit)
    grout = colour("#b9ad9a") * (0.72 + 0.25 * noise(rng, shape, 4 * unit, octaves=2))[..., None]
    grout = grout.astype(np.float32)
    shaded = tiles * (1 + lit(high, unit, 0.38))[..., None]
    done = mix(grout * 0.75, np.clip(shaded, 0, 1), joint)
    drawn = mix(grout, grout * 0.5, lines * 0.8)
    by_stone = np.where(
        taken, own[..., 0] * 0 + rng.random(fine.count)[fine.label], rng.random(coarse.count)[coarse.label]
    )
    order = 0.55 * by_stone + 0.45 * easel.figures
    return unveil(easel, [grout, drawn, done], order.astype(np.float32))


def _set(easel: Easel, cells: Cells, size: float, rgb: Field, gilt: float) -> tuple[Field, Field]:
    """Colour and depth of the stones: no two of one colour alike, and a share (`gilt`) of the bright ones of gold."""
    rng = easel.rng
    tone = np.clip(saturated(cells.means(rgb)[None], 1.4)[0] * 1.12 - 0.05, 0, 1)
    tone = tone * (1 + rng.normal(0, 0.075, (cells.count, 1))) + rng.normal(0, 0.012, (cells.count, 3))
    bright = luma(np.clip(tone, 0, 1).astype(np.float32))
    golden = (rng.random(cells.count) < gilt) & (bright > 0.5)
    shine = rng.uniform(0.55, 1.1, (cells.count, 1))
    tone = np.where(golden[:, None], colour("#d9a93c") * shine, tone)
    tone = np.clip(tone, 0, 1).astype(np.float32)
    return tone[cells.label], np.minimum(cells.inside, size)
