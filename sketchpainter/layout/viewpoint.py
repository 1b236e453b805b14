"""Where a picture is looked at from: the horizon, how close, and where the eye comes to rest. Pure; by the seed alone.

Runs in the painter's process. The words have no say in it, so the viewpoint stays while they come in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """One way of looking at a scene."""

    horizon: float
    """Part of the height from the top at which sky and ground meet."""
    focus: float
    """Part of the width at which the first subject stands."""
    zoom: float
    """1 as usual, less from farther away, more from nearer."""


def viewpoint_of(seed: int) -> Viewpoint:
    """The viewpoint of a seed: eye level, from above or from below; centred or in thirds; wide or close.

    Seeds that follow each other, as those of the pictures of one request do, always get different ones.
    """
    rng = np.random.default_rng([seed, 3])
    horizon = (0.50, 0.42, 0.58, 0.47, 0.54)[seed * 2 % 5] + float(rng.uniform(-0.02, 0.02))
    focus = (0.37, 0.63, 0.50, 0.34, 0.66)[seed % 5] + float(rng.uniform(-0.03, 0.03))
    zoom = (1.0, 0.84, 1.14, 0.94)[seed % 4]
    return Viewpoint(horizon, focus, zoom)
