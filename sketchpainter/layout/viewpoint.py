"""Chooses the viewpoint of a picture by the seed alone, so that it stays while more words come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Says from where a scene is seen."""

    horizon: float
    """Height at which sky and ground meet, fraction of the picture's height from the top."""
    focus: float
    """Horizontal position of the first subject, fraction of the width."""
    zoom: float
    """1 is usual; less is farther away, more is nearer."""


def viewpoint_of(seed: int) -> Viewpoint:
    """Returns the viewpoint of a seed: eye level, from above or from below; centred or in thirds; wide or close.

    Consecutive seeds, as the pictures of one request have, always give different viewpoints.
    """
    rng = np.random.default_rng([seed, 3])
    horizon = (0.50, 0.42, 0.58, 0.47, 0.54)[seed * 2 % 5] + float(rng.uniform(-0.02, 0.02))
    focus = (0.37, 0.63, 0.50, 0.34, 0.66)[seed % 5] + float(rng.uniform(-0.03, 0.03))
    zoom = (1.0, 0.84, 1.14, 0.94)[seed % 4]
    return Viewpoint(horizon, focus, zoom)
