"""Makes printed pictures: Japanese woodblocks, screen-printed posters, comics with halftone dots, and engravings.

Flat colours lie on paper one block after the other, never quite in register.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, colour, grid, luma, mix, noise, saturated, smoothstep
from sketchpainter.styles.contours import line_ribbons
from sketchpainter.styles.habits.ornaments import with_ornaments
from sketchpainter.styles.media.flat_colour import figure_and_ground
from sketchpainter.styles.ribbons import rasterised
from sketchpainter.styles.style_context import Steps, StyleContext
from sketchpainter.styles.surfaces import edge_distance, painting_order, paper_sheet, pixel_rng, tooth
from sketchpainter.styles.unveiling import unveil


def drawn_lines(context: StyleContext, lines: Field, radius_px: float, taper: float = 0.7) -> Field:
    """Returns the ink of a pen or key block along lines, 0 … 1; `radius_px` is half of its width in pixels of 512."""
    marks = rasterised(line_ribbons(context, lines, radius_px * context.unit, taper=taper), context.shape)
    black = np.zeros(context.shape[0] * context.shape[1], dtype=np.float32)
    black[marks.pixel] = marks.cover
    return np.asarray(
        np.clip(blurred(black.reshape(context.shape), 0.45 * context.unit) * 1.25, 0, 1), dtype=np.float32
    )


def print_woodblock(context: StyleContext) -> Steps:
    """Prints in ukiyo-e: flat blocks with wood grain, a graded sky, a dark blue key block, mulberry paper and a red
    seal.
    """
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, 2.8)
    paper = paper_sheet(rng, shape, unit, "#efe3c8", bumps, 0.035)
    flat = figure_and_ground(context.rgb, context.background, context.figures, (7, 10), (9 * unit, 3 * unit))
    flat = np.clip(saturated(flat, 1.12) * 1.06 + 0.02, 0, 1).astype(np.float32)
    _, y = grid(shape)
    # In bokashi the printer wipes the block, so that colour fades downwards from the upper edge.
    band = smoothstep(0.26, 0.0, y / shape[0]) * (1 - context.figures)
    flat = mix(flat, colour("#1f3a68"), 0.80 * band)
    rings = noise(rng, shape, 420 * unit, octaves=2, stretch=3) * 40 + y / (7 * unit)
    grain = (0.5 + 0.5 * np.sin(rings)) ** 2 * noise(pixel_rng(rng), shape, 90 * unit, octaves=3, stretch=9)
    inked = 1 - 0.22 * grain * (1 - 0.65 * context.figures) - 0.08 * bumps
    key = drawn_lines(context, np.clip(context.lines * 1.15, 0, 1), 1.15)
    printed = mix(paper, (0.25 + 0.75 * paper) * flat, np.clip(inked, 0, 1))
    frame = _frame(shape, 15 * unit, unit)
    printed = mix(paper, printed, frame)
    lined = mix(paper, colour("#1c2440"), np.maximum(key * frame * 0.92, _ruled(shape, 15 * unit, unit)))
    done = mix(printed, colour("#1c2440"), np.maximum(key * frame * 0.92, _ruled(shape, 15 * unit, unit)))
    done = sealed(context, with_ornaments(context, done))
    return unveil(context, [paper, lined, printed, done])


def sealed(context: StyleContext, rgb: Field) -> Field:
    """Adds the artist's red seal in the emptiest corner of the picture."""
    height, width = context.shape
    unit, rng = context.unit, context.rng
    side = max(6, round(30 * unit))
    inset = round(26 * unit)
    places = [
        (height - inset - side, width - inset - side),
        (height - inset - side, inset),
        (inset, inset),
        (inset, width - inset - side),
    ]
    if context.artist.finish == "crests":
        places = places[2:]
    top, left = min(places, key=lambda p: float(context.figures[p[0] : p[0] + side, p[1] : p[1] + side].mean()))
    cells = 7
    pattern = np.zeros((cells, cells), dtype=np.float32)
    half = rng.random((cells - 2, 3)) < 0.55
    pattern[1:-1, 1:4], pattern[1:-1, 3:-1] = half, half[:, ::-1]
    carved = np.kron(pattern, np.ones((-(-side // cells), -(-side // cells)), dtype=np.float32))[:side, :side]
    worn = noise(rng, (side, side), 6 * unit, octaves=2)
    cover = (1 - 0.9 * blurred(carved, 0.6 * unit)) * (0.72 + 0.3 * worn)
    out = rgb.copy()
    box = np.s_[top : top + side, left : left + side]
    out[box] = mix(out[box], colour("#b8261f"), np.clip(cover, 0, 1)[: out[box].shape[0], : out[box].shape[1]])
    return out


def print_poster(context: StyleContext) -> Steps:
    """Prints a screen-printed travel poster: bold flats, shading by grain, colours out of register, a cream border."""
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, 1.6)
    paper = paper_sheet(rng, shape, unit, "#f4ead3", bumps, 0.02)
    ground = context.without_detail(context.background, 4)
    many = 3 if context.artist.finish == "tints" else 1
    flat = figure_and_ground(context.rgb, ground, context.figures, (6 * many, 9 * many), (11 * unit, 3.5 * unit))
    flat = saturated(flat, 1.22)
    # Tones between two inks are sprayed: grains get denser towards the shade.
    shade = blurred(luma(context.rgb), 9 * unit) - luma(flat)
    likely = np.clip(np.abs(shade) * 2.2 - 0.05, 0, 0.35) * (1 - 0.5 * context.figures)
    speck = blurred((pixel_rng(rng).random(shape) < likely).astype(np.float32), 0.5 * unit)
    flat = np.clip(flat * (1 - 0.22 * speck * (shade < 0))[..., None] + (0.13 * speck * (shade > 0))[..., None], 0, 1)
    line = np.clip(context.silhouettes * 1.1, 0, 1)
    rimmed = mix(flat, flat * 0.28, smoothstep(0.3, 0.7, line) * 0.85)
    frame = _frame(shape, 22 * unit, unit)
    printed = mix(paper, np.clip(rimmed * (0.985 + 0.03 * bumps)[..., None], 0, 1), frame)
    first = mix(paper, mix(paper, flat, 0.5), frame)
    done = with_ornaments(context, printed)
    return unveil(context, [paper, first, done])


def print_comic(context: StyleContext) -> Steps:
    """Prints a comic panel: brush outlines, flat colours with one shade each, halftone dots, a white gutter."""
    rng, unit, shape = context.rng, context.unit, context.shape
    flat = figure_and_ground(
        saturated(context.rgb, 1.35),
        saturated(context.without_detail(context.background, 3), 1.2),
        context.figures,
        (8, 12),
        (9 * unit, 3 * unit),
    )
    flat = mix(flat, np.clip(flat * 0.8 + 0.2, 0, 1), 0.6 * (1 - context.figures))
    tone = luma(blurred(context.rgb, 5 * unit))
    x, y = grid(shape)
    pitch = max(3.0, 6.2 * unit)
    a, b = (x + y) / np.sqrt(2) / pitch, (x - y) / np.sqrt(2) / pitch
    away = np.hypot(a - np.round(a), b - np.round(b))
    want = np.clip(0.72 - tone, 0, 0.45) * (0.75 + 0.25 * (1 - context.figures))
    soft = 0.7 / pitch
    dots = np.clip((0.62 * np.sqrt(np.clip(want, 0, 1)) - away) / soft + 0.5, 0, 1) * smoothstep(0.1, 0.2, want)
    coloured = mix(flat, flat * (0.35 + 0.5 * flat), dots * (0.9 - 0.25 * context.figures))
    thin = drawn_lines(context, np.clip(context.lines * (0.5 + 0.7 * context.figures), 0, 1), 1.25)
    bold = drawn_lines(context, context.silhouettes, 2.6, taper=0.5)
    # The darkest shadows are filled with ink.
    spotted = smoothstep(0.14, 0.08, blurred(context.bright, 1.2 * unit)) * context.figures
    ink = np.maximum(np.maximum(thin, bold), spotted)
    paper = np.broadcast_to(colour("#fbf6e6"), (*shape, 3)).astype(np.float32)
    frame = _frame(shape, 11 * unit, unit)
    ruled = _ruled(shape, 11 * unit, unit, 1.9)
    inked = mix(paper, colour("#141218"), np.maximum(ink * frame, ruled))
    paper_tone = 1 - 0.05 * noise(rng, shape, 200 * unit, octaves=2)
    colours = mix(paper, coloured * paper_tone[..., None], frame)
    done = mix(colours, colour("#141218"), np.maximum(ink * frame, ruled))
    return unveil(context, [paper, inked, done])


def engrave(context: StyleContext) -> Steps:
    """Engraves a copperplate: lines swell with the shadow and bend over the forms, and cross where it is dark."""
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, 2.4)
    paper = paper_sheet(rng, shape, unit, context.sheet_of("#f3ead6"), bumps, 0.03)
    black_ink = colour(context.ink_of("#1d1a17"))
    bright = context.bright
    low, high = (float(np.quantile(bright, q)) for q in (0.02, 0.98))
    tone = np.clip((bright - low) / max(high - low, 0.25), 0, 1)
    tone = mix(0.30 + 0.70 * tone, np.clip(0.04 + tone**0.8, 0, 1), context.figures)
    soft = blurred(tone, 1.0 * unit)
    x, y = grid(shape)
    relief = blurred(tone, 9 * unit) * 15 * unit
    pitch = max(2.6, 4.3 * unit)
    black = np.zeros(shape, dtype=np.float32)
    plates = [(12.0, 0.0, 0.92), (-48.0, 0.40, 0.62), (78.0, 0.68, 0.36)]
    stages = [paper]
    for degrees, dark, reach in plates:
        slope = np.radians(degrees + 0.0)
        behind = (-x * np.sin(slope) + y * np.cos(slope) + relief) / pitch
        front = (-x * np.sin(slope + 0.9) + y * np.cos(slope + 0.9) - 1.7 * relief) / pitch
        wave = np.where(context.figures > 0.5, front, behind)
        away = np.abs(wave - np.floor(wave) - 0.5) * 2
        wide = np.clip((reach - soft) / max(reach, 0.1), 0, 1) * (0.72 - 0.12 * dark)
        black = np.maximum(
            black, np.clip((wide - (1 - away)) * pitch * 0.55 + 0.35, 0, 1) * smoothstep(0.0, 0.12, wide)
        )
        stages.append(mix(paper, black_ink, black * 0.93))
    lines = np.maximum(
        drawn_lines(context, context.lines, 0.95), drawn_lines(context, context.silhouettes, 1.35, taper=0.4)
    )
    ink = np.maximum(black, lines)
    plate = _frame(shape, 20 * unit, unit)
    ruled = _ruled(shape, 20 * unit, unit, 0.9)
    pressed = 1 - 0.06 * np.clip(blurred(_frame(shape, 11 * unit, unit), 1.5 * unit) - plate, 0, 1)
    done = mix(paper * pressed[..., None], black_ink, np.maximum(ink * plate, ruled) * (0.90 + 0.10 * bumps))
    stages = [mix(paper, stage, plate) for stage in stages]
    outline = mix(paper, black_ink, np.maximum(lines * plate, ruled))
    return unveil(
        context,
        [paper, outline, np.minimum(stages[2], outline), done],
        painting_order(rng, shape, unit, context.figures),
    )


def _frame(shape: tuple[int, int], inset: float, unit: float) -> Field:
    """Returns 1 within the printed area, 0 on its border."""
    return smoothstep(-0.6 * unit, 0.6 * unit, edge_distance(shape) - inset)


def _ruled(shape: tuple[int, int], inset: float, unit: float, half_px: float = 1.1) -> Field:
    """Returns the line around the printed area, 0 … 1."""
    return np.asarray(np.clip((half_px * unit - np.abs(edge_distance(shape) - inset)) + 0.5, 0, 1), dtype=np.float32)
