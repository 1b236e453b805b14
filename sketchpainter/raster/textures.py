"""Gives backgrounds a cloudy texture: pieces of a few tiles of noise that are made once in a process.

A piece costs a tenth of fresh noise. It draws the same number of random values at every size of the picture, so that a
small picture has the composition of the large one, and it is the same in every process.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from sketchpainter.raster.arrays import Field, Rng

_TILE_PX, _BLOB_PX = 512, 64
"""Side of a tile, and width of its largest blobs, of which eight fit into the side."""
_ROW_BLOBS, _ROW_STEPS = 64, 32
"""Blobs of a row, and points of each blob."""
_USED = (1, 2, 3, 4, 5, 6)
"""Octaves that places ask for."""
_CONTRAST = 1.7
"""Factor that widens the sum of the layers, which gathers around its mean, to about 0 … 1, as in `arrays.noise`."""


def cloudy(rng: Rng, shape: tuple[int, int], size_px: float, octaves: int = 4, stretch: float = 1.0) -> Field:
    """Returns cloudy noise in 0 … 1 with mean 0.5.

    Args:
        rng: Chooses the piece of the tile and its orientation; always gives four values.
        shape: Height and width.
        size_px: Width of the largest blobs.
        octaves: Number of layers, 1 … 7, each half as large and half as strong as the one before.
        stretch: Width of the blobs divided by their height.
    """
    u, v, across, down = rng.random(4)
    zoom = _BLOB_PX / size_px
    right, below = (zoom if across < 0.5 else -zoom), (zoom * stretch if down < 0.5 else -zoom * stretch)
    # Start at the end that leaves most of the doubled tile ahead: wrapping beyond its edges is slow.
    start = [part * _TILE_PX if way > 0 else (2 - part) * _TILE_PX for part, way in ((u, right), (v, below))]
    matrix = np.array([[right, 0, start[0]], [0, below, start[1]]])
    ways = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    piece = cv2.warpAffine(_doubled(octaves), matrix, (shape[1], shape[0]), flags=ways, borderMode=cv2.BORDER_WRAP)
    return np.asarray(piece, dtype=np.float32)


def wavy(rng: Rng, width: int, size: float, octaves: int = 3) -> Field:
    """Returns a row of noise in 0 … 1, such as the outline of a hill.

    Args:
        rng: Chooses the piece; always gives two values.
        width: Length of the row, pixels.
        size: Width of the largest humps, fraction of the row.
        octaves: Number of layers, 1 … 7.
    """
    start, turn = rng.random(2)
    points = (np.arange(width) + 0.5) / width / size * _ROW_STEPS * (1 if turn < 0.5 else -1)
    row = _row(octaves)
    found = np.interp(points + start * row.size, np.arange(row.size), row, period=row.size)
    return np.asarray(found, dtype=np.float32)


def prepare() -> None:
    """Makes the tiles of noise, in about 50 ms, so that the first place is as quick as the others."""
    for octaves in _USED:
        _doubled(octaves)
        _row(octaves)


@lru_cache(maxsize=7)
def tile(octaves: int) -> Field:
    """Returns a square of noise that repeats seamlessly; it is shared and read-only."""
    rng = np.random.default_rng([_TILE_PX, octaves])
    total = np.zeros((_TILE_PX, _TILE_PX), dtype=np.float32)
    weights = 0.0
    for octave in range(octaves):
        cells = _TILE_PX // _BLOB_PX * 2**octave
        lattice = np.pad(rng.random((cells, cells), dtype=np.float32), 4, mode="wrap")
        wide = _TILE_PX // cells
        layer = cv2.resize(lattice, None, fx=wide, fy=wide, interpolation=cv2.INTER_CUBIC)
        total += layer[4 * wide : -4 * wide, 4 * wide : -4 * wide] * np.float32(0.5**octave)
        weights += 0.5**octave
    made = np.clip(0.5 + (total / np.float32(weights) - 0.5) * np.float32(_CONTRAST), 0.0, 1.0)
    made.setflags(write=False)
    return np.asarray(made, dtype=np.float32)


@lru_cache(maxsize=7)
def _doubled(octaves: int) -> Field:
    """Returns the tile repeated twice in each direction."""
    return np.tile(tile(octaves), (2, 2))


@lru_cache(maxsize=2)
def mottled(shape: tuple[int, int], size_px: float) -> Field:
    """Returns uneven brightness, −0.5 … 0.5, of 1.5 times the size of a picture; it is shared and read-only."""
    large = (shape[0] * 3 // 2, shape[1] * 3 // 2)
    made = cloudy(np.random.default_rng(_TILE_PX), large, size_px, octaves=4, stretch=2.5) - np.float32(0.5)
    made.setflags(write=False)
    return made


@lru_cache(maxsize=7)
def _row(octaves: int) -> Field:
    rng = np.random.default_rng([_ROW_STEPS, octaves])
    points = np.arange(_ROW_BLOBS * _ROW_STEPS)
    total, weights = np.zeros(points.size), 0.0
    for octave in range(octaves):
        cells = _ROW_BLOBS * 2**octave
        lattice = rng.random(cells)
        at = points * cells / points.size
        low, share = at.astype(int), at % 1
        share = share * share * (3 - 2 * share)
        total += (lattice[low] * (1 - share) + lattice[(low + 1) % cells] * share) * 0.5**octave
        weights += 0.5**octave
    made = np.clip(0.5 + (total / weights - 0.5) * _CONTRAST, 0.0, 1.0)
    made.setflags(write=False)
    return made
