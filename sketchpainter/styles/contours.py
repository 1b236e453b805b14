"""Draws lines with a brush or a pen along the outlines of forms, swelling and thinning, in one go each.

Finds lines in a `StyleContext` and turns them into ribbons.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field
from sketchpainter.styles.artists import Brush
from sketchpainter.styles.brushwork import Canvas, StrokePlan
from sketchpainter.styles.ribbons import ColourLimit, Ribbons, StrokeTracer
from sketchpainter.styles.style_context import StyleContext

_PEN = Brush(streak=0.1, hue=0.0, dry=0.0)


def line_ribbons(
    context: StyleContext, lines: Field, radius: float, *, taper: float = 0.75, shake: float = 0.0, every: float = 2.2
) -> Ribbons:
    """Returns long strokes along drawn lines.

    Args:
        context: The picture.
        lines: Strength of the wanted lines, 0 … 1, height × width.
        radius: Half of a line's width where it is strong, pixels.
        taper: 0 for even lines … 1 for lines with pointed ends.
        shake: Standard deviation of a line's start from its place, pixels.
        every: Radii (of at least 1 px) between the beginnings of lines.
    """
    rng, unit = context.rng, context.unit
    step = max(2, round(every * max(radius, 1.0)))
    height, width = lines.shape
    rows, columns = -(-height // step), -(-width // step)
    padded = np.pad(lines, ((0, rows * step - height), (0, columns * step - width)))
    cells = padded.reshape(rows, step, columns, step).transpose(0, 2, 1, 3).reshape(rows * columns, -1)
    best = cells.argmax(1)
    strength = cells[np.arange(len(cells)), best]
    wanted = np.flatnonzero(strength > 0.30)
    y = (wanted // columns) * step + best[wanted] // step
    x = (wanted % columns) * step + best[wanted] % step
    strength = strength[wanted]
    angle = along_lines(lines, unit)
    starts = np.stack([x, y], axis=-1).astype(np.float32)
    if shake:
        starts += rng.normal(0, shake, starts.shape).astype(np.float32)
    signs = rng.choice(np.array([-1, 1], dtype=np.float32), len(starts))
    pitch = max(1.0, 1.6 * unit)
    tracer = StrokeTracer(angle, pitch, max(4, round(46 * unit / pitch)), stiffness=0.3)
    path, length = tracer.trace(starts, signs, ColourLimit(lines, np.maximum(strength, 0.5), 0.42))
    size = (radius * (0.45 + 0.65 * strength)).astype(np.float32)
    order = np.argsort(rng.random(len(starts)), kind="stable")
    return Ribbons(path, length, pitch, size, taper).part(order)


def along_lines(lines: Field, unit: float) -> Field:
    """Returns the direction of lines, radians, height × width: across the steepest slope, averaged over the
    neighbourhood.
    """
    soft = cv2.GaussianBlur(np.ascontiguousarray(lines), (0, 0), max(0.6, 0.9 * unit))
    right, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    xx, yy, xy = (cv2.GaussianBlur(part, (0, 0), max(0.8, 2.2 * unit)) for part in (right**2, down**2, right * down))
    return np.asarray(0.5 * np.arctan2(-2 * xy, -(xx - yy)), dtype=np.float32)


def draw_contours(context: StyleContext, canvas: Canvas, ink: Field, radius_px: float) -> None:
    """Paints the outlines of forms over a canvas; the radius is in pixels of 512."""
    ribbons = line_ribbons(context, context.lines, radius_px * context.unit)
    count = len(ribbons)
    tone = 1 + context.rng.normal(0, 0.12, (count, 1)).astype(np.float32)
    plan = StrokePlan(ribbons, np.clip(ink * tone, 0, 1), context.rng.integers(0, 64, count), 0.5)
    canvas.lay(plan, _PEN)
