"""Makes previews of unfinished pictures: a linear map turns latents into colours.

Latents of the usual autoencoders are nearly a small picture already, so three weighted sums of their channels give its
colours in about a millisecond, where decoding takes as long as a step. The module takes arrays, not tensors.

Sources of the weights: fitted by the makers of InvokeAI (Apache-2.0, `step_callback.py`) on images and their latents;
SD by torridgristle after keturn and erucipe, SDXL by StAlKeR7779. They expect latents as the denoiser sees them
(scaled) and give −1 … 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.core.engines import Preview
from assistant.painting.diffusion.model_presets import Latents

MAX_PX = 256
Floats = npt.NDArray[np.floating[Any]]


def _map(*rows: tuple[float, float, float]) -> Floats:
    return np.array(rows, dtype=np.float32)


MAPS: Mapping[Latents, Floats] = MappingProxyType(
    {
        "sd": _map(
            (0.3444, 0.1385, 0.0670), (0.1247, 0.4027, 0.1494), (-0.3192, 0.2513, 0.2103), (-0.1307, -0.1874, -0.7445)
        ),
        "sdxl": _map(
            (0.3816, 0.4930, 0.5320), (-0.3753, 0.1631, 0.1739), (0.1770, 0.3588, -0.2048), (-0.4350, -0.2644, -0.4289)
        ),
        "sd3": _map(
            (-0.0524, 0.0325, 0.0749),
            (-0.0581, 0.0076, 0.0573),
            (0.1614, 0.0127, -0.0377),
            (0.1442, 0.0846, 0.1594),
            (0.0489, 0.0056, -0.0669),
            (0.0519, 0.1922, 0.0626),
            (0.1539, 0.0482, 0.0710),
            (-0.0860, 0.0901, 0.1089),
            (-0.1240, -0.0677, 0.0034),
            (-0.0440, 0.0783, 0.0226),
            (0.0310, 0.0638, 0.0775),
            (-0.0132, 0.0855, -0.0877),
            (0.0646, 0.0591, 0.1326),
            (-0.0786, -0.0226, -0.1276),
            (-0.0992, -0.0801, -0.0626),
            (-0.0339, -0.0804, -0.0608),
        ),
        "flux": _map(
            (-0.0412, 0.0149, 0.0521),
            (0.0056, 0.0291, 0.0768),
            (0.0342, -0.0681, -0.0427),
            (-0.0258, 0.0092, 0.0463),
            (0.0863, 0.0784, 0.0547),
            (-0.0017, 0.0402, 0.0158),
            (0.0501, 0.1058, 0.1152),
            (-0.0209, -0.0218, -0.0329),
            (-0.0314, 0.0083, 0.0896),
            (0.0851, 0.0665, -0.0472),
            (-0.0534, 0.0238, -0.0024),
            (0.0452, -0.0026, 0.0048),
            (0.0892, 0.0831, 0.0881),
            (-0.1117, -0.0304, -0.0789),
            (0.0027, -0.0479, -0.0043),
            (-0.1146, -0.0827, -0.0598),
        ),
    }
)
"""Channels × RGB, by kind of latents. "flux" also fits Z-Image, which uses the same autoencoder."""


def from_latents(latents: npt.NDArray[Any], kind: Latents | None, index: int, aspect: float = 1.0) -> Preview | None:
    """Returns a preview of at most MAX_PX × MAX_PX pixels; None where the latents are no picture.

    Args:
        latents: One picture's latents: channels × height × width, or tokens × features as FLUX packs them.
        kind: The map to use; if it is None or does not fit the channels, colours are invented so that shapes show.
        index: 0-based number of the picture.
        aspect: Width divided by height of the picture; needed for tokens, whose shape does not tell it.
    """
    grid: Floats = np.asarray(latents, dtype=np.float32)
    if grid.ndim == 2:
        unpacked = _unpack(grid, aspect, kind)
        if unpacked is None:
            return None
        grid = unpacked
    if grid.ndim != 3 or 0 in grid.shape or not np.isfinite(grid).all():
        return None
    grid = _thin(grid)
    weights = MAPS[kind] if kind else None
    if weights is not None and len(weights) == len(grid):
        colours: Floats = np.tensordot(grid, weights, axes=(0, 0)) / 2 + 0.5
    else:
        colours = _principal(grid)
    rgb = (colours.clip(0, 1) * 255).round().astype(np.uint8)
    return Preview(rgb.tobytes(), rgb.shape[1], rgb.shape[0], index)


def _thin(grid: Floats) -> Floats:
    """Returns every n-th point where a side has more than MAX_PX."""
    stride = math.ceil(max(grid.shape[1:]) / MAX_PX)
    return grid[:, ::stride, ::stride]


def _unpack(tokens: Floats, aspect: float, kind: Latents | None) -> Floats | None:
    """Rearranges tokens × features to channels × height × width; None where the count does not fit the aspect.

    FLUX.1 packs 2 × 2 points of 16 channels into a token of 64, the channel varying slowest. Other packings keep one
    point a token.
    """
    count, features = tokens.shape
    rows = round(math.sqrt(count / max(aspect, 1e-3)))
    if rows < 1 or rows * (count // rows) != count:
        return None
    grid = tokens.reshape(rows, count // rows, features)
    if kind is not None and features == 4 * len(MAPS[kind]):
        points = grid.reshape(rows, -1, features // 4, 2, 2).transpose(2, 0, 3, 1, 4)
        return points.reshape(features // 4, rows * 2, -1)
    return grid.transpose(2, 0, 1)


def _principal(grid: Floats) -> Floats:
    """Shows the three principal components of the channels, each stretched to 0 … 1, as height × width × 3.

    One channel is shown as grey, two with an empty blue.
    """
    channels, height, width = grid.shape
    points = grid.reshape(channels, -1).T
    points = points - points.mean(axis=0)
    _, directions = np.linalg.eigh(points.T @ points)
    strongest = directions[:, ::-1][:, :3]
    signs = np.sign(strongest[np.abs(strongest).argmax(axis=0), np.arange(strongest.shape[1])])
    parts = points @ (strongest * signs)
    spread = parts.std(axis=0) * 4
    shown = parts / np.where(spread > 0, spread, 1) + 0.5
    if shown.shape[1] == 1:
        shown = shown.repeat(3, axis=1)
    filled = np.zeros((len(shown), 3), dtype=np.float32)
    filled[:, : shown.shape[1]] = shown[:, :3]
    return filled.reshape(height, width, 3)
