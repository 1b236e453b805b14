"""Shows the progress of a picture without separate strokes: stage over stage, in patches, figures last.

Works on 8-bit images, so that an unfinished picture costs a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from sketchpainter.raster.arrays import Field, to_image
from sketchpainter.styles.style_context import FRAMES, Steps, StyleContext
from sketchpainter.styles.surfaces import painting_order

_SOFT = 0.12
"""Width of the front between painted and unpainted parts, as a share of the whole order."""


def unveil(context: StyleContext, stages: Sequence[Field], order: Field | None = None) -> Steps:
    """Yields the stages one over the other, each in patches.

    Args:
        context: The picture, and the random generator of the patches.
        stages: From the bare sheet to the finished picture, at least two; all height × width × 3.
        order: Time at which each pixel is painted, 0 … 1; by default from the top in patches, figures last.
    """
    if order is None:
        order = painting_order(context.rng, context.shape, context.unit, context.figures)
    when = Image.fromarray((np.clip(order, 0, 1) * 255).astype(np.uint8), "L")
    images = [to_image(stage) for stage in stages]
    turns = len(images) - 1
    for number in range(1, FRAMES + 1):
        # Every stage begins before the one below is done everywhere; the last one is never quite done here.
        at = number / FRAMES * (0.95 * (turns - 1) + 1.15 * 0.86)
        shown = images[0]
        for turn in range(turns):
            share = min(1.0, max(0.0, (at - turn * 0.95) / 1.15))
            if share > 0:
                shown = Image.composite(images[turn + 1], shown, when.point(_front(share)))
        yield shown
    yield images[-1]


def _front(share: float) -> list[int]:
    values = np.arange(256) / 255
    edge = share * (1 + _SOFT)
    ramp = np.clip((edge - values) / _SOFT, 0, 1)
    return [int(v) for v in np.rint(255 * ramp * ramp * (3 - 2 * ramp))]
