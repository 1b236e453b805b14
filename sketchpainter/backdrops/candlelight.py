"""A dark room with a flame in it: all its light comes from there.

Runs in the painter's process. Works on a painted room before the figures are set in.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.raster.arrays import Field, colour, spread
from sketchpainter.scene.scene import Scene

FLAMES = frozenset({"candle", "lantern", "red paper lantern", "diya lamp", "jack-o-lantern", "fire", "birthday cake"})
"""What gives light enough to see a room by, and no more."""
_AMBIENT = np.array([0.19, 0.18, 0.25], dtype=np.float32)
"""What is left of the room's colours where the flame does not reach."""
_WARM = np.array([1.12, 0.88, 0.62], dtype=np.float32)
"""What the flame's light makes of them near it."""
_REACH = 0.36
"""How far a flame's light falls to about a third, part of the picture's smaller side."""


def is_candlelit(scene: Scene) -> bool:
    """Whether a flame is the only light: in a room, at night."""
    return scene.place == "room" and scene.time == "night" and any(s.thing.name in FLAMES for s in scene.subjects)


def by_candlelight(b: Backdrop, flames: Iterable[tuple[float, float]]) -> Field:
    """The room's picture in the light of its flames.

    Args:
        b: The room, as bright as a lamp makes it; it stays as it is.
        flames: Where they burn, parts of the width and the height.
    """
    height, width = b.shape
    reach = _REACH * min(b.shape)
    light: Field = np.zeros(b.shape, dtype=np.float32)
    for x, y in flames:
        # A Gaussian is one row times one column; light falls farther down the table than up the wall.
        across = np.exp(-(((np.arange(width, dtype=np.float32) - x * width) / reach) ** 2))
        down = np.exp(-(((np.arange(height, dtype=np.float32) - (y + 0.05) * height) / (1.2 * reach)) ** 2))
        light = np.maximum(light, np.outer(down, across))
    room = b.rgb * (_AMBIENT + spread(light) * (_WARM - _AMBIENT))
    return np.asarray(np.clip(room + spread(light**4) * (colour("#ff9a3c") * np.float32(0.16)), 0, 1), dtype=np.float32)
