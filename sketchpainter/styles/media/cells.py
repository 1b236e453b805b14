"""The picture cut into cells: pieces of glass along the forms, and small stones set in rows.

Runs in the painter's process. Cells are found by their nearest seeds (Achanta and others, "SLIC Superpixels", 2012;
Hausner, "Simulating Decorative Mosaics", SIGGRAPH 2001): every pixel asks the seeds of the nine squares around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sketchpainter.raster.arrays import Field, Rng, blurred, resized


@dataclass(frozen=True, slots=True)
class Cells:
    """Which cell each pixel is in, and how deep."""

    label: Field
    """height × width."""
    inside: Field
    """Pixels to the border of the cell, by and large."""
    count: int

    def means(self, rgb: Field) -> Field:
        """The mean colour of every cell, count × 3."""
        flat = self.label.ravel()
        size = np.maximum(np.bincount(flat, minlength=self.count), 1)
        sums = [np.bincount(flat, weights=rgb[..., c].ravel(), minlength=self.count) for c in range(3)]
        return (np.stack(sums, axis=-1) / size[:, None]).astype(np.float32)


def stones(rng: Rng, angle: Field, step: float, rounds: int = 2) -> Cells:
    """Square stones of about `step` pixels, turned the way that `angle` (radians) runs, height × width."""
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
            # Nearly the distance of a square's sides, with rounded corners.
            away = np.maximum(along, across) + 0.25 * np.minimum(along, across)
            away[seed == label] += np.where(best[seed == label] < 1e8, 1e6, 0)
            closer = away < best
            second = np.where(closer, best, np.minimum(second, away))
            best = np.where(closer, away, best)
            label = np.where(closer, seed, label)
    return label, np.minimum(second - best, step).astype(np.float32) / 2


def panes(rng: Rng, rgb: Field, figures: Field, step: float, rounds: int = 4) -> Field:
    """Labels of pieces that follow the colours, at half size for time; the figures' outline always divides."""
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
