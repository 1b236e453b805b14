"""Draws dry lines on paper, pencil and charcoal: hatching along the forms, outlines in several goes, and smudging.

The paper's bumps rub grains off: density adds up stroke over stroke.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, colour, noise, smoothstep, to_image
from sketchpainter.styles.contours import line_ribbons
from sketchpainter.styles.ribbons import ColourLimit, Ribbons, StrokeTracer, rasterised
from sketchpainter.styles.style_context import FRAMES, Steps, StyleContext
from sketchpainter.styles.surfaces import paper_sheet, ragged_margin, tooth


@dataclass(frozen=True, slots=True)
class Stick:
    """The drawing tool. Lengths are in pixels of 512."""

    paper: str
    lead: str
    outline_px: float
    """Half of an outline's width."""
    hatch_px: float
    """Half of a hatching line's width."""
    pitch_px: float
    """Distance between two hatching lines."""
    length_px: float
    grain: float
    """Strength with which the paper's bumps break a line, 0 … 1."""
    bump_px: float
    smudge: float
    """Darkness of the rubbed-in tone below the lines."""
    press: float
    """Darkness of a single stroke."""
    passes: tuple[tuple[float, float], ...]
    """Degrees against the form, and the tone below which this pass hatches."""


PENCIL = Stick(
    paper="#f8f5ed",
    lead="#2b2a31",
    outline_px=0.85,
    hatch_px=0.62,
    pitch_px=3.0,
    length_px=34,
    grain=0.55,
    bump_px=1.9,
    smudge=0.30,
    press=0.62,
    passes=((62, 0.86), (62, 0.70), (20, 0.52), (105, 0.38), (62, 0.24), (150, 0.14)),
)
CHARCOAL = Stick(
    paper="#e9e2d4",
    lead="#191719",
    outline_px=1.9,
    hatch_px=2.2,
    pitch_px=5.0,
    length_px=60,
    grain=0.62,
    bump_px=1.4,
    smudge=2.1,
    press=0.5,
    passes=((50, 0.66), (35, 0.45), (70, 0.30), (55, 0.17)),
)


def draw_pencil(context: StyleContext) -> Steps:
    """Draws in graphite: a searching outline first, then hatching that gets denser in the shadow."""
    return _draw(context, PENCIL)


def draw_charcoal(context: StyleContext) -> Steps:
    """Draws in charcoal: rubbed tones, broad soft strokes and black lines; an eraser takes out the lights."""
    return _draw(context, CHARCOAL)


def _draw(context: StyleContext, stick: Stick) -> Steps:
    rng, unit, shape = context.rng, context.unit, context.shape
    bumps = tooth(rng, shape, unit, stick.bump_px)
    paper = paper_sheet(rng, shape, unit, context.sheet_of(stick.paper), bumps, 0.04)
    lead = colour(context.ink_of(stick.lead))
    tone = _tones(context)
    catch = 1 - stick.grain + stick.grain * 1.5 * smoothstep(0.1, 0.9, bumps)
    dust = np.zeros(shape, dtype=np.float32)
    sheets = iter(range(FRAMES))

    def shown() -> Field:
        black = 1 - np.exp(-dust * catch)
        return np.asarray(paper + (lead - paper) * np.clip(black, 0, 0.97)[..., None])

    for goes in range(2):
        lines = line_ribbons(
            context, context.lines, stick.outline_px * unit, shake=(0.35 + 0.5 * goes) * unit, taper=0.6
        )
        half = len(lines) // 2
        for rows in (np.arange(half), np.arange(half, len(lines))):
            _rub(dust, lines.part(rows), stick.press * (1.5 - 0.6 * goes))
            next(sheets)
            yield to_image(shown())
    rubbed = blurred(1 - tone, (1.2 if stick is PENCIL else 3.5) * unit)
    wiped = 0.75 + 0.5 * noise(rng, shape, 40 * unit, octaves=3, stretch=2)
    dust += stick.smudge * rubbed**1.6 * wiped
    waiting = FRAMES - 4
    for number, (degrees, level) in enumerate(stick.passes, 1):
        hatching = hatched(context, stick, tone, degrees, level)
        share = number * waiting // len(stick.passes) - (number - 1) * waiting // len(stick.passes)
        cuts = np.linspace(0, len(hatching), max(1, share) + 1).astype(int)
        for start, end in pairwise(cuts):
            _rub(dust, hatching.part(np.arange(start, end)), stick.press)
            if share and next(sheets, None) is not None:
                yield to_image(shown())
    _rub(
        dust,
        line_ribbons(context, context.lines * (0.3 + 0.7 * context.figures), stick.outline_px * unit),
        stick.press * 1.6,
    )
    if stick is CHARCOAL:
        light = smoothstep(0.80, 0.95, context.bright) * context.figures
        dust *= 1 - 0.8 * blurred(light, 0.8 * unit)
    yield to_image(shown())


def _rub(dust: Field, ribbons: Ribbons, press: float) -> None:
    """Leaves the grains of one batch of strokes, lighter towards both ends."""
    marks = rasterised(ribbons, dust.shape)
    whole = np.maximum(marks.along + marks.left, 1e-3)
    share = np.clip(marks.along / whole, 0, 1)
    dust.reshape(-1)[marks.pixel] += press * marks.cover * (0.55 + 0.45 * np.sin(np.pi * share))


def _tones(context: StyleContext) -> Field:
    """Returns tones, 0 black … 1 white: the full range of the figures, and a lighter one behind that fades out to the
    rim.
    """
    bright = context.bright
    low, high = (float(np.quantile(bright, q)) for q in (0.02, 0.98))
    tone = np.clip((bright - low) / max(high - low, 0.25), 0, 1)
    rim = ragged_margin(context.rng, context.shape, context.unit, 34, 90)
    rim = blurred(rim, 16 * context.unit)
    behind = 1 - (1 - (0.42 + 0.58 * tone)) * (0.15 + 0.85 * rim)
    own = 0.05 + 0.95 * tone**0.85
    return np.asarray(behind + (own - behind) * context.figures, dtype=np.float32)


def hatched(context: StyleContext, stick: Stick, tone: Field, degrees: float, level: float) -> Ribbons:
    """Returns nearly straight lines side by side, wherever the picture is darker than `level`."""
    rng, unit = context.rng, context.unit
    height, width = context.shape
    across, along = stick.pitch_px * unit, stick.length_px * unit * 0.62
    angle = np.radians(degrees)
    reach = (abs(np.cos(angle)) + abs(np.sin(angle))) * max(height, width) / 2 + along
    v, u = np.meshgrid(np.arange(-reach, reach, across), np.arange(-reach, reach, along), indexing="ij")
    u = u + rng.uniform(-0.5, 0.5, u.shape) * along
    v = v + rng.normal(0, 0.22, v.shape) * across
    x = width / 2 + u * np.cos(angle) - v * np.sin(angle)
    y = height / 2 + u * np.sin(angle) + v * np.cos(angle)
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    starts = np.stack([x[inside], y[inside]], axis=-1).astype(np.float32)
    here = tone[starts[:, 1].astype(int), starts[:, 0].astype(int)]
    starts = starts[here < level + rng.normal(0, 0.05, len(here))]
    # A hand swings around a joint, so lines bend a little; where the form is strong they go around it.
    bend = np.float32(angle) + 0.35 * np.sin(2 * (context.flow - np.float32(angle))).astype(np.float32)
    pitch = 3.0 * unit if unit > 0.5 else 1.5
    count = len(starts)
    tracer = StrokeTracer(bend, pitch, max(3, round(stick.length_px * unit / pitch)), stiffness=0.75)
    light = np.clip((tone - level) * 4, 0, 1)
    path, length = tracer.trace(
        starts, np.ones(count, dtype=np.float32), ColourLimit(light, np.zeros(count, dtype=np.float32), 0.55)
    )
    length = (length * rng.uniform(0.6, 1.0, count)).astype(np.float32)
    size = (stick.hatch_px * unit * rng.uniform(0.75, 1.25, count)).astype(np.float32)
    keep = length > 1.5 * pitch
    order = np.flatnonzero(keep)
    return Ribbons(path, length, pitch, size, 0.35).part(order[np.argsort(starts[order, 0] + starts[order, 1])])
