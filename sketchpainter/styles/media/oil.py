"""Oil on canvas: a toned ground, a drawing, big shapes, then ever finer strokes, contours and light on thick paint.

Runs in the painter's process. The manner of a great name is a matter of its brush and palette; what nobody else does
is a habit (`habits`).
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import Field, colour, mix, noise, to_image
from sketchpainter.styles.artists.ornaments import ornamented
from sketchpainter.styles.brushwork import Canvas, layers
from sketchpainter.styles.contours import draw_contours
from sketchpainter.styles.style_context import FRAMES, Easel, Steps
from sketchpainter.styles.surfaces import varnished, vignette, weave, wet

GROUND = "#9a7450"
"""Burnt sienna, thinned: the ground that warms what shines through between strokes."""


def paint_oil(easel: Easel) -> Steps:
    """Paint with a loaded brush."""
    brush, unit, rng = easel.manner.brush, easel.unit, easel.rng
    source = _motif(easel)
    linen = weave(rng, easel.shape, unit)
    canvas = Canvas(_toned(easel, source, linen), np.full(easel.shape, 0.06, dtype=np.float32))
    yield to_image(mix(canvas.rgb, canvas.rgb * 0.35, easel.lines * 0.75))
    for _ in layers(easel, source, canvas, FRAMES - 1):
        yield to_image(wet(canvas.rgb, canvas.paint, unit, brush.relief))
    if brush.contour:
        draw_contours(easel, canvas, colour(brush.contour), brush.contour_px)
    finished = varnished(_cared_for(easel, source, canvas.rgb), canvas.paint, linen, unit, brush.relief)
    finished = ornamented(easel, finished)
    tone = 1 + 0.03 * (noise(rng, easel.shape, easel.shape[1] / 3, octaves=3) - 0.5)
    yield to_image(finished * (tone * vignette(easel.shape, 0.12))[..., None])


def _motif(easel: Easel) -> Field:
    """What is painted: the picture, without small things behind the figures, and with the manner's habit."""
    simple = easel.manner.brush.simple
    rgb = easel.rgb
    if simple:
        rgb = mix(easel.without_detail(rgb, simple), rgb, easel.figures)
    return rgb


def _toned(easel: Easel, source: Field, linen: Field) -> Field:
    """The primed canvas: a thin brown wash that leans to the picture's own tone."""
    tone = mix(colour(GROUND), source.mean((0, 1)), 0.35)
    wash = 0.9 + 0.2 * noise(easel.rng, easel.shape, 160 * easel.unit, octaves=4)
    return np.clip(tone * (wash * (0.94 + 0.08 * linen))[..., None], 0, 1).astype(np.float32)


def _cared_for(easel: Easel, source: Field, painted: Field) -> Field:
    """The last touches, put where it matters: eyes, mouths and edges of figures."""
    missed = np.clip(np.abs(source - painted).mean(-1) * 5, 0, 1)
    return mix(painted, source, easel.figures * np.clip(0.12 + 0.75 * missed, 0, 1) * easel.manner.brush.care)
