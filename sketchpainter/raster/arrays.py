"""Offers basic operations on pictures as arrays: blurring, resizing, noise, colour.

Every array is float32 in 0 … 1 unless said otherwise, height × width (× 3). Chance comes only from the generator that
is passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Field: TypeAlias = npt.NDArray[Any]
"""Height × width, or height × width × channels, float32."""
Rng: TypeAlias = np.random.Generator

LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
"""ITU-R BT.601 weights of red, green and blue."""


def colour(text: str) -> Field:
    """Returns red, green and blue, 0 … 1, of "#rrggbb"."""
    digits = text.removeprefix("#")
    return np.array([int(digits[i : i + 2], 16) for i in (0, 2, 4)], dtype=np.float32) / 255


def mix(one: Field, other: Field, share: Field | float) -> Field:
    """Returns `one` where `share` is 0 and `other` where it is 1; a share without channels applies to all channels."""
    if isinstance(share, np.ndarray) and share.ndim == 3 and max(one.ndim, other.ndim) == 3:
        share = share[..., 0]
    if isinstance(share, np.ndarray) and share.ndim == 2 and max(one.ndim, other.ndim) != 2:
        whole = (*share.shape, 3)
        first, second, part = _full(one, whole), _full(other, whole), np.ascontiguousarray(share, dtype=np.float32)
        return np.asarray(cv2.blendLinear(first, second, 1.0 - part, part), dtype=np.float32)
    mixed: Field = one + (other - one) * share
    return mixed.astype(np.float32, copy=False)


def _full(field: Field, shape: tuple[int, ...]) -> Field:
    if field.ndim == 1:
        # Copying whole rows is ten times as fast as copying single pixels.
        row = np.tile(np.asarray(field, dtype=np.float32), shape[1])
        return np.ascontiguousarray(np.broadcast_to(row, (shape[0], row.size))).reshape(shape)
    return np.ascontiguousarray(np.broadcast_to(field, shape), dtype=np.float32)


def spread(field: Field, channels: int = 3) -> Field:
    """Repeats a field without channels in 3 or 4 channels; an order of magnitude faster than numpy's broadcasting."""
    flat = np.ascontiguousarray(field, dtype=np.float32)
    return np.asarray(cv2.merge([flat] * channels), dtype=np.float32)


def shaded(ink: Field, tone: Field) -> Field:
    """Returns a colour times the brightness `tone` of each pixel, height × width; not clipped."""
    flat = np.ascontiguousarray(tone, dtype=np.float32)
    return np.asarray(cv2.transform(flat, np.asarray(ink, dtype=np.float32).reshape(3, 1)), dtype=np.float32)


def smoothstep(low: float, high: float, x: Field) -> Field:
    """Returns 0 up to `low`, 1 from `high`, and a soft ramp between; with `high` below `low` the ramp falls."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    ramp: Field = t * t * (3.0 - 2.0 * t)
    return ramp.astype(np.float32, copy=False)


def resized(field: Field, width: int, height: int, how: Image.Resampling = Image.Resampling.BICUBIC) -> Field:
    """Resizes a field; fields that shrink are averaged, so that no detail flickers."""
    shrinks = width < field.shape[1] or height < field.shape[0]
    ways = {Image.Resampling.NEAREST: cv2.INTER_NEAREST, Image.Resampling.BILINEAR: cv2.INTER_LINEAR}
    ways |= {Image.Resampling.LANCZOS: cv2.INTER_LANCZOS4}
    way = cv2.INTER_AREA if shrinks and how != Image.Resampling.NEAREST else ways.get(how, cv2.INTER_CUBIC)
    source = np.ascontiguousarray(field, dtype=np.float32)
    return np.asarray(cv2.resize(source, (max(1, width), max(1, height)), interpolation=way), dtype=np.float32)


def blurred(field: Field, radius_px: float) -> Field:
    """Blurs by a Gaussian of this standard deviation; wide blurs are done at reduced size."""
    if radius_px < 0.3:
        return field
    height, width = field.shape[:2]
    shrink = int(radius_px // 5)
    if shrink >= 2 and min(height, width) >= 4 * shrink:
        small = resized(field, max(2, width // shrink), max(2, height // shrink), Image.Resampling.BOX)
        return resized(blurred(small, radius_px / shrink), width, height)
    source = np.ascontiguousarray(field, dtype=np.float32)
    soft = cv2.GaussianBlur(source, (0, 0), radius_px, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft, dtype=np.float32)


def noise(rng: Rng, shape: tuple[int, int], size_px: float, octaves: int = 4, stretch: float = 1.0) -> Field:
    """Returns cloudy noise in about 0 … 1 with mean 0.5.

    Args:
        rng: Source of chance.
        shape: Height and width.
        size_px: Width of the largest blobs.
        octaves: Number of layers, each half as large and half as strong as the one before.
        stretch: Width of the blobs divided by their height.
    """
    height, width = shape
    finest = size_px / 2 ** (octaves - 1) / max(1.0, stretch)
    # Blobs of many pixels are as smooth if they are made small and enlarged once.
    shrink = int(min(4, max(1, finest // 4)))
    rows, columns = max(1, height // shrink), max(1, width // shrink)
    total = np.zeros((rows, columns), dtype=np.float32)
    weight, weights = 1.0, 0.0
    for _ in range(octaves):
        across, down = max(2, int(width / max(size_px, 1.0)) + 2), max(2, int(height / max(size_px / stretch, 1.0)) + 2)
        layer = cv2.resize(rng.random((down, across), dtype=np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
        total += np.float32(weight) * layer.reshape(rows, columns)
        weights += weight
        weight *= 0.5
        size_px *= 0.5
        if size_px < 1.5:
            break
    if shrink > 1:
        total = resized(total, width, height)
    contrast = 0.5 + (total / np.float32(weights) - 0.5) * np.float32(1.7)
    return np.asarray(np.clip(contrast, 0.0, 1.0), dtype=np.float32)


def gradient(field: Field) -> tuple[Field, Field]:
    """Returns the slopes to the right and downwards, by central differences."""
    down, right = np.gradient(field)
    return right.astype(np.float32), down.astype(np.float32)


@lru_cache(maxsize=3)
def grid(shape: tuple[int, int]) -> tuple[Field, Field]:
    """Returns x and y of every pixel, in pixels; both are shared and read-only."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    x.setflags(write=False)
    y.setflags(write=False)
    return x, y


def broad(shape: tuple[int, int], of: Callable[[Field, Field], Field], shrink: int = 4) -> Field:
    """Computes a field that changes slowly at reduced size and enlarges it.

    Args:
        shape: Height and width.
        of: Gets x and y as fractions of width and height, 0 … 1, and returns the field.
        shrink: Factor by which the computed field is smaller.
    """
    height, width = shape
    rows, columns = max(2, -(-height // shrink)), max(2, -(-width // shrink))
    x = ((np.arange(columns, dtype=np.float32) + 0.5) / columns)[None, :]
    y = ((np.arange(rows, dtype=np.float32) + 0.5) / rows)[:, None]
    small = np.ascontiguousarray(np.broadcast_to(of(x, y), (rows, columns)), dtype=np.float32)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def luma(rgb: Field) -> Field:
    """Returns the brightness of each pixel, by the weights LUMA."""
    if rgb.ndim == 3 and rgb.dtype == np.float32:
        return np.asarray(cv2.transform(rgb, LUMA[None, :]), dtype=np.float32)
    bright: Field = rgb @ LUMA
    return bright.astype(np.float32, copy=False)


def saturated(rgb: Field, amount: float) -> Field:
    """Moves colours away from grey (`amount` above 1) or towards it (below 1)."""
    grey = luma(rgb)[..., None]
    return np.clip(grey + (rgb - grey) * amount, 0.0, 1.0).astype(np.float32)


def to_image(rgb: Field) -> Image.Image:
    """Returns the field as an 8-bit RGB image."""
    return Image.fromarray((np.clip(rgb, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8), "RGB")


def from_image(image: Image.Image) -> Field:
    """Returns the field of an 8-bit image."""
    return np.asarray(image, dtype=np.float32) / np.float32(255.0)
