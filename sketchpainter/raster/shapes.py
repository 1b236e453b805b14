"""Draws shapes on a transparent sheet: smooth outlines that look round and cast a soft shadow on the shapes below.

Lengths are in units of the drawing, not pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field, colour, resized, spread

Spot2 = tuple[float, float]
"""x to the right, y downwards, in units."""
_SHIFT = 4
"""Fractional bits of OpenCV's coordinates: the unit is a sixteenth of a pixel."""
_ROUND: Field = np.array([(np.cos(angle), np.sin(angle)) for angle in np.linspace(0, 2 * np.pi, 40, endpoint=False)])
"""Points of a circle of radius 1."""
_OVER = 2
"""Outlines are drawn _OVER times larger and then reduced, which smooths their edges."""


class Pad:
    """Holds a transparent sheet to draw shapes on.

    Args:
        box: Left, top, right, bottom of the sheet, units.
        unit_px: Pixels of one unit.
    """

    def __init__(self, box: tuple[float, float, float, float], unit_px: float) -> None:
        self.box = box
        self.unit = unit_px
        width, height = max(2, round((box[2] - box[0]) * unit_px)), max(2, round((box[3] - box[1]) * unit_px))
        self.pixels: Field = np.zeros((height, width, 4), dtype=np.float32)

    def px(self, spot: Spot2) -> Spot2:
        """Returns a point in pixels of the sheet."""
        return (spot[0] - self.box[0]) * self.unit, (spot[1] - self.box[1]) * self.unit

    def part(self, spot: Spot2) -> Spot2:
        """Returns a point as fractions of the sheet's width and height."""
        x, y = self.px(spot)
        return x / self.pixels.shape[1], y / self.pixels.shape[0]

    def oval(self, at: Spot2, rx: float, ry: float, ink: str | Field, turn: float = 0.0, **manner: float) -> None:
        """Draws an ellipse, turned clockwise by `turn` degrees."""
        t = np.radians(turn)
        turned = np.array([[rx * np.cos(t), rx * np.sin(t)], [-ry * np.sin(t), ry * np.cos(t)]])
        points = _ROUND @ turned + at
        self.lay([points], ink, **manner)

    def limb(self, points: Sequence[Spot2], widths: Sequence[float], ink: str | Field, **manner: float) -> None:
        """Draws a line with round joints through the points, with a width at each of them."""
        pieces = [_ring(point, width / 2) for point, width in zip(points, widths, strict=True)]
        for (a, b), (wa, wb) in zip(pairwise(points), pairwise(widths), strict=True):
            along = np.subtract(b, a)
            across = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-6) / 2
            pieces.append(np.array([a + across * wa, b + across * wb, b - across * wb, a - across * wa]))
        self.lay(pieces, ink, **manner)

    def hull(self, points: Sequence[Spot2], ink: str | Field, *, sharp: bool = False, **manner: float) -> None:
        """Draws a closed outline through the points, rounded unless it is `sharp`."""
        self.lay([np.asarray(points, dtype=np.float64) if sharp else smooth(points)], ink, **manner)

    def lay(
        self, outlines: Sequence[Field], ink: str | Field, *, form: float = 0.10, shade: float = 1.0, lift: float = 0.05
    ) -> None:
        """Fills outlines as one piece.

        Args:
            outlines: Arrays of points × 2, units.
            ink: "#rrggbb", or red, green and blue, 0 … 1.
            form: Distance from the edge over which the piece looks round, units; 0 is flat.
            shade: Factor on the ink.
            lift: Reach of its soft shadow on the shapes below, units; 0 is none.
        """
        margin = (lift + form) * self.unit + 2
        points = np.concatenate([np.asarray(outline) for outline in outlines])
        points = (points - self.box[:2]) * self.unit
        low, high = (points.min(0) - margin).tolist(), (points.max(0) + margin).tolist()
        x0, y0 = max(0, floor(low[0])), max(0, floor(low[1]))
        x1, y1 = min(self.pixels.shape[1], ceil(high[0])), min(self.pixels.shape[0], ceil(high[1]))
        if x1 - x0 < 2 or y1 - y0 < 2:
            return
        sheet = np.zeros(((y1 - y0) * _OVER, (x1 - x0) * _OVER), dtype=np.uint8)
        fixed = np.rint((points - (x0, y0)) * (_OVER << _SHIFT)).astype(np.int32)
        start = 0
        for outline in outlines:
            cv2.fillPoly(sheet, [fixed[start : start + len(outline)]], 255, cv2.LINE_AA, _SHIFT)
            start += len(outline)
        small = cv2.resize(sheet, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
        cover = small.astype(np.float32) * np.float32(1 / 255)
        own = (colour(ink) if isinstance(ink, str) else ink) * np.float32(shade)
        tone = cover * _roundness(cover, form * self.unit) if form else cover
        # Colours are premultiplied by the cover, and so never above it.
        piece = cv2.merge([*(np.minimum(tone * part, cover) for part in own.astype(np.float32)), cover])
        bare = 1 - cover
        rest = [bare] * 4
        if lift:
            dim = bare * (1 - np.float32(0.34) * _softened(cover, lift * self.unit * 0.6) * bare)
            rest[:3] = [dim] * 3
        below = self.pixels[y0:y1, x0:x1]
        below *= cv2.merge(rest)
        below += piece

    def stamp(self, picture: Field, at: Spot2, tall: float, *, grip: Spot2 = (0.5, 0.5), turn: float = 0.0) -> None:
        """Lays a picture with premultiplied alpha on the sheet.

        Args:
            picture: Height × width × 4.
            at: Point of the sheet on which the picture's point `grip` comes to lie, units.
            tall: Height of the picture, units.
            grip: Point of the picture, fractions of its width and height.
            turn: Clockwise rotation, degrees.
        """
        height, width = picture.shape[:2]
        zoom = tall * self.unit / height
        if zoom < 0.7:
            picture = np.clip(resized(picture, max(2, round(width * zoom)), max(2, round(height * zoom))), 0, 1)
            zoom *= height / picture.shape[0]
            height, width = picture.shape[:2]
        x, y = self.px(at)
        t = np.radians(turn)
        turned = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]) * zoom
        move = np.array([x, y]) - turned @ np.array([grip[0] * width, grip[1] * height])
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ turned.T + move
        x0, y0 = np.maximum(np.floor(corners.min(0)).astype(int) - 2, 0)
        x1, y1 = np.minimum(np.ceil(corners.max(0)).astype(int) + 3, self.pixels.shape[1::-1])
        if x1 <= x0 or y1 <= y0:
            return
        matrix = np.concatenate([turned, (move - (x0, y0))[:, None]], axis=1)
        size = (x1 - x0, y1 - y0)
        placed = cv2.warpAffine(np.ascontiguousarray(picture), matrix, size, flags=cv2.INTER_CUBIC)
        placed = np.clip(placed, 0, 1)
        below = self.pixels[y0:y1, x0:x1]
        below *= spread(1 - placed[..., 3], 4)
        below += placed


def smooth(points: Sequence[Spot2], steps: int = 8) -> Field:
    """Returns a closed, rounded outline through the points (Catmull-Rom spline)."""
    p = np.asarray(points, dtype=np.float64)
    before, after, later = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    t = (np.arange(steps) / steps)[None, :, None]
    a, b, c, d = (q[:, None, :] for q in (before, p, after, later))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.asarray(curve.reshape(-1, 2))


def trimmed(figure: Field) -> Field:
    """Returns the figure without empty margins."""
    rows, columns = margins(figure)
    return figure[rows, columns]


def margins(figure: Field) -> tuple[slice, slice]:
    """Returns the rows and columns whose alpha is above 0.02."""
    solid = figure[..., 3] > 0.02
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    if not len(rows):
        return slice(0, figure.shape[0]), slice(0, figure.shape[1])
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _roundness(cover: Field, reach_px: float) -> Field:
    """Returns the brightness of a piece that bulges towards the viewer, lit from above: about 0.75 … 1.15."""
    small, zoom = _reduced(cover, reach_px)
    soft = _gauss(small, max(0.6, reach_px * zoom))
    step = max(1, round(reach_px * zoom * 0.7))
    bright = np.clip(soft - np.float32(0.5), 0, 0.5) * np.float32(0.20) + np.float32(0.90)
    if 2 * step < soft.shape[0]:
        bright[step:-step] += (soft[2 * step :] - soft[: -2 * step]) * np.float32(0.26)
    return bright if zoom == 1 else _restored(bright, cover.shape)


def _softened(cover: Field, reach_px: float) -> Field:
    """Returns the soft shadow of a piece, moved down by its reach."""
    small, zoom = _reduced(cover, reach_px)
    drop = max(1, round(reach_px * zoom))
    fallen = np.zeros_like(small)
    fallen[drop:] = small[:-drop] if drop < small.shape[0] else 0
    soft = _gauss(fallen, reach_px * zoom) if reach_px * zoom >= 0.3 else fallen
    return soft if zoom == 1 else _restored(soft, cover.shape)


def _reduced(cover: Field, reach_px: float) -> tuple[Field, float]:
    """Returns a smaller cover that is fine enough for an effect of this reach, and its scale."""
    shrink = max(1, int(reach_px / 1.8))
    rows, columns = cover.shape[0] // shrink, cover.shape[1] // shrink
    if shrink == 1 or min(rows, columns) < 4:
        return cover, 1.0
    return np.asarray(cv2.resize(cover, (columns, rows), interpolation=cv2.INTER_AREA), np.float32), 1 / shrink


def _restored(field: Field, shape: tuple[int, ...]) -> Field:
    return np.asarray(cv2.resize(field, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _gauss(field: Field, radius_px: float) -> Field:
    side = 2 * int(3 * radius_px + 0.5) + 1
    soft = cv2.GaussianBlur(field, (side, side), radius_px, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft, dtype=np.float32)


def _ring(at: Spot2, radius: float) -> Field:
    return np.asarray(_ROUND[::2] * radius + at)
