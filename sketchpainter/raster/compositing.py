"""Lays cut-outs over each other, and turns and mirrors them.

Pixels are height × width × 4 with premultiplied alpha.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field, spread
from sketchpainter.raster.shapes import Spot2, trimmed


def over(sheet: Field, figure: Field, top: int, left: int) -> None:
    """Lays a figure over the sheet, in place; the part outside of the sheet is cut off."""
    y0, x0 = max(0, top), max(0, left)
    y1, x1 = min(sheet.shape[0], top + figure.shape[0]), min(sheet.shape[1], left + figure.shape[1])
    if y0 >= y1 or x0 >= x1:
        return
    lay_over(sheet[y0:y1, x0:x1], figure[y0 - top : y1 - top, x0 - left : x1 - left])


def lay_over(below: Field, figure: Field) -> None:
    """Lays a premultiplied figure over pixels of the same size, with or without alpha, in place."""
    channels = below.shape[2]
    below *= spread(1 - figure[..., 3], channels)
    below += figure[..., :channels]


def mirrored(pixels: Field, points: dict[str, Spot2]) -> tuple[Field, dict[str, Spot2]]:
    """Returns the figure and its points (fractions of its box) mirrored left to right."""
    return np.ascontiguousarray(pixels[:, ::-1]), {key: (1 - x, y) for key, (x, y) in points.items()}


def turned(figure: Field, degrees: float) -> Field:
    """Returns the figure turned anticlockwise, on a sheet that holds all of it."""
    if not degrees:
        return figure
    height, width = figure.shape[:2]
    t = np.radians(abs(degrees))
    tall = int(np.ceil(abs(height * np.cos(t)) + abs(width * np.sin(t)))) + 2
    wide = int(np.ceil(abs(width * np.cos(t)) + abs(height * np.sin(t)))) + 2
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += (wide / 2 - width / 2, tall / 2 - height / 2)
    sheet = cv2.warpAffine(np.ascontiguousarray(figure), matrix, (wide, tall), flags=cv2.INTER_CUBIC)
    return trimmed(np.clip(sheet, 0, 1).astype(np.float32))
