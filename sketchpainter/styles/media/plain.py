"""No style at all: the composed picture itself, uncovered from the background to the figures.

Runs in the painter's process.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import colour
from sketchpainter.styles.style_context import Easel, Steps
from sketchpainter.styles.unveiling import unveil


def show_plain(easel: Easel) -> Steps:
    """Uncover the picture."""
    paper = np.broadcast_to(colour("#f4efe4"), easel.rgb.shape).astype(np.float32)
    return unveil(easel, [paper, easel.background, easel.rgb])
