"""Paints in opaque media: oil, gouache, pastel and chalk.

Oil is laid in stages: a toned ground, a drawing, large shapes, then ever finer strokes, contours, and light on thick
paint. A great painter's brush and palette come from `artists`; what nobody else does is a habit (`styles.habits`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, colour, luma, mix, noise, saturated, smoothstep, to_image
from sketchpainter.styles.brushwork import Canvas, StrokePlan, broken_colour, paint_layers
from sketchpainter.styles.contours import draw_contours
from sketchpainter.styles.habits.ornaments import with_ornaments
from sketchpainter.styles.media.graphite import CHARCOAL, hatched
from sketchpainter.styles.style_context import FRAMES, Steps, StyleContext
from sketchpainter.styles.surfaces import (
    paper_sheet,
    ragged_margin,
    relief_light,
    tooth,
    varnished,
    vignette,
    weave,
    wet_relief,
)

GROUND = "#9a7450"
"""sRGB of burnt sienna, thinned: the ground warms whatever shines through between strokes."""


def paint_oil(context: StyleContext) -> Steps:
    """Paints in oil with a loaded brush."""
    brush, unit, rng = context.artist.brush, context.unit, context.rng
    source = _motif(context)
    linen = weave(rng, context.shape, unit)
    canvas = Canvas(_toned(context, source, linen), np.full(context.shape, 0.06, dtype=np.float32))
    yield to_image(mix(canvas.rgb, canvas.rgb * 0.35, context.lines * 0.75))
    for _ in paint_layers(context, source, canvas, FRAMES - 1):
        yield to_image(wet_relief(canvas.rgb, canvas.paint, unit, brush.relief))
    if brush.contour:
        draw_contours(context, canvas, colour(brush.contour), brush.contour_px)
    finished = varnished(_cared_for(context, source, canvas.rgb), canvas.paint, linen, unit, brush.relief)
    finished = with_ornaments(context, finished)
    tone = 1 + 0.03 * (noise(rng, context.shape, context.shape[1] / 3, octaves=3) - 0.5)
    yield to_image(finished * (tone * vignette(context.shape, 0.12))[..., None])


def _motif(context: StyleContext) -> Field:
    """Returns the picture to paint, without small things behind the figures."""
    simple = context.artist.brush.simple
    rgb = context.rgb
    if simple:
        rgb = mix(context.without_detail(rgb, simple), rgb, context.figures)
    return rgb


def _toned(context: StyleContext, source: Field, linen: Field) -> Field:
    """Returns the primed canvas: a thin brown wash that leans to the picture's own tone."""
    tone = mix(colour(GROUND), source.mean((0, 1)), 0.35)
    wash = 0.9 + 0.2 * noise(context.rng, context.shape, 160 * context.unit, octaves=4)
    return np.clip(tone * (wash * (0.94 + 0.08 * linen))[..., None], 0, 1).astype(np.float32)


def _cared_for(context: StyleContext, source: Field, painted: Field) -> Field:
    """Adds the last touches where they matter: eyes, mouths and edges of figures."""
    missed = np.clip(np.abs(source - painted).mean(-1) * 5, 0, 1)
    return mix(painted, source, context.figures * np.clip(0.12 + 0.75 * missed, 0, 1) * context.artist.brush.care)


_CHALK = replace(CHARCOAL, hatch_px=1.25, pitch_px=3.6, length_px=44)


def paint_gouache(context: StyleContext) -> Steps:
    """Paints flat, matt shapes with dry edges and a few clear tones each; a rim of paper stays free."""
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, 2.2)
    paper = paper_sheet(rng, shape, unit, "#f7f0e2", bumps, 0.03)
    behind = _stepped(context.without_detail(context.rgb, 2.4), 5)
    front = _stepped(context.without_detail(context.rgb, 1.0), 8)
    source = mix(behind, front, smoothstep(0.3, 0.7, context.figures))
    canvas = Canvas(paper.copy(), np.zeros(shape, dtype=np.float32))
    yield to_image(mix(paper, paper * 0.55, context.lines * 0.7))
    inside = ragged_margin(rng, shape, unit, 9, 16)

    def matt() -> Field:
        return mix(paper, canvas.rgb * (1 + relief_light(bumps, unit, 0.035))[..., None], inside)

    for _ in paint_layers(context, source, canvas, FRAMES - 1):
        yield to_image(matt())
    if context.artist.brush.contour:
        draw_contours(context, canvas, colour(context.artist.brush.contour), context.artist.brush.contour_px)
    missed = np.clip(np.abs(source - canvas.rgb).mean(-1) * 6, 0, 1)
    canvas.rgb = mix(
        canvas.rgb,
        source,
        (0.3 + 0.7 * context.figures) * np.clip(0.1 + 0.9 * missed, 0, 1) * context.artist.brush.care,
    )
    canvas.rgb = with_ornaments(context, canvas.rgb)
    yield to_image(matt())


def paint_pastel(context: StyleContext) -> Steps:
    """Paints with soft sticks on toned paper: rubbed colour below, then strokes that the paper's tooth breaks."""
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, 1.5)
    paper = paper_sheet(rng, shape, unit, "#94806e", bumps, 0.05)
    source = np.clip(saturated(context.without_detail(context.rgb, 1.0), 1.3) * 1.08 + 0.02, 0, 1)
    rim = blurred(ragged_margin(rng, shape, unit, 16, 46), 4 * unit)
    drawn = mix(paper, paper * 0.45, context.lines * 0.8 * smoothstep(0.2, 0.7, bumps))
    yield to_image(drawn)
    rubbed = 0.62 * rim * (0.55 + 0.6 * noise(rng, shape, 60 * unit, octaves=3)) * (0.7 + 0.5 * bumps)
    canvas = Canvas(mix(drawn, blurred(source, 7 * unit), np.clip(rubbed, 0, 0.85)), np.zeros(shape, dtype=np.float32))
    canvas.bumps = bumps
    canvas.press = 0.20 + 0.42 * rim + 0.22 * context.figures
    for _ in paint_layers(context, source, canvas, FRAMES - 1):
        yield to_image(canvas.rgb)
    missed = np.clip(np.abs(source - canvas.rgb).mean(-1) * 4, 0, 1)
    care = context.figures * missed * 0.75 * smoothstep(0.95, 0.55, bumps)
    done = mix(canvas.rgb, source, care)
    yield to_image(with_ornaments(context, done))


def draw_chalk(context: StyleContext) -> Steps:
    """Draws in coloured chalk on a wiped blackboard: white outlines, and loosely hatched colour."""
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, 1.2)
    smears = noise(rng, shape, 200 * unit, octaves=4, stretch=2.5)
    old = noise(rng, shape, 18 * unit, octaves=3, stretch=4) - 0.5
    board = (
        colour("#26332f") * (0.85 + 0.25 * smears + 0.10 * old)[..., None] + (0.05 * smears * (1 - bumps))[..., None]
    )
    board = board.astype(np.float32)
    yield to_image(board)
    source = _chalks(context)
    rim = blurred(ragged_margin(rng, shape, unit, 14, 44), 9 * unit)
    lively = np.clip(luma(source) * 1.3, 0, 1)
    wanted = 1 - lively * (0.56 * rim * (1 - context.figures) + context.figures)
    rubbed = 0.30 * (0.4 + 0.6 * context.figures) * (1 - wanted) * (0.5 + 0.6 * smears)
    canvas = Canvas(mix(board, blurred(source, 5 * unit), rubbed), np.zeros(shape, dtype=np.float32))
    canvas.bumps, canvas.press = bumps, np.full(shape, 0.80, dtype=np.float32)
    draw_contours(context, canvas, colour("#efece2"), 1.2)
    yield to_image(canvas.rgb)
    passes = ((58, 0.80), (58, 0.55), (38, 0.68), (75, 0.42), (58, 0.30))
    for degrees, level in passes:
        lines = hatched(context, _CHALK, wanted, degrees, level)
        at = np.clip(lines.path[:, 0].astype(int), 0, (shape[1] - 1, shape[0] - 1))
        ink = broken_colour(source[at[:, 1], at[:, 0]], context.artist.brush, rng, 1.0)
        plan = StrokePlan(lines, ink, rng.integers(0, 64, len(lines)), 0.3)
        for half in (plan.part(0, len(lines) // 2), plan.part(len(lines) // 2, len(lines))):
            canvas.lay(half, context.artist.brush)
            yield to_image(canvas.rgb)
    canvas.press = np.full(shape, 0.95, dtype=np.float32)
    draw_contours(context, canvas, colour("#f8f5ec"), 1.35)
    own = context.figures * np.clip(np.abs(source - canvas.rgb).mean(-1) * 3.5, 0, 0.80) * smoothstep(0.05, 0.5, bumps)
    canvas.rgb = mix(canvas.rgb, source, own)
    dust = blurred(np.clip(canvas.rgb - board, 0, 1), 5 * unit)
    yield to_image(np.clip(canvas.rgb + 0.12 * dust, 0, 1))


def _chalks(context: StyleContext) -> Field:
    """Returns the picture in the colours of chalks, light and milky; black stays the board's."""
    simple = context.without_detail(context.rgb, 2.0)
    bright = luma(simple)[..., None]
    milky = saturated(simple, 1.15) * 0.80 + 0.22
    return np.clip(milky * (0.35 + 0.75 * np.clip(bright * 1.6, 0, 1)), 0, 1).astype(np.float32)


def _stepped(rgb: Field, tones: int) -> Field:
    """Returns every colour in a few clear tones, with short passages between them."""
    bright = np.clip(luma(rgb), 1e-3, 1)
    raised = bright * tones
    part = raised - np.floor(raised)
    stepped = (np.floor(raised) + smoothstep(0.32, 0.68, part)) / tones
    return np.clip(saturated(rgb * (stepped / bright)[..., None], 1.12), 0, 1).astype(np.float32)
