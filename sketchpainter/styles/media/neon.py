"""Paints a neon sign: tubes of glowing gas along the lines, in front of a dark brick wall that they light.

The light of the tubes reaches three distances, as three blurs: a halo, the wall near them, and the whole room.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.raster.arrays import Field, blurred, colour, grid, luma, noise, smoothstep
from sketchpainter.styles.contours import line_ribbons
from sketchpainter.styles.ribbons import rasterised
from sketchpainter.styles.style_context import Steps, StyleContext, ridges
from sketchpainter.styles.surfaces import relief_light, vignette
from sketchpainter.styles.unveiling import unveil


def light_neon(context: StyleContext) -> Steps:
    """Bends the tubes, then switches them on."""
    unit, shape = context.unit, context.shape
    gas = _gas(context)
    figure = _tubes(context, context.silhouettes, 2.3) + _tubes(context, context.lines * context.figures, 1.5)
    clear = 1 - smoothstep(0.0, 0.3, blurred(context.figures, 4 * unit))
    far_lines = ridges(context.without_detail(context.background, 5.0), 2.2 * unit)
    behind = _tubes(context, np.clip(far_lines * 1.25 - 0.1, 0, 1) * clear, 1.4)
    tubes = np.clip(figure + 0.8 * behind, 0, 1)
    wall, high = _bricks(context)
    light = gas * (tubes * (0.65 + 0.35 * np.clip(figure, 0, 1)))[..., None]
    near, far, room = blurred(light, 3.2 * unit), blurred(light, 13 * unit), blurred(light, 60 * unit)
    shaded = wall * (1 + relief_light(high, unit, 1.0))[..., None]
    washed = shaded * (0.16 + 16.0 * room + 6.0 * far)
    # The figure itself shows behind the tubes as a faint, dark shape of coloured glass.
    body = context.figures[..., None] * gas * (0.02 + 0.14 * luma(context.rgb)[..., None])
    core = np.clip(tubes * 1.6 - 0.45, 0, 1)[..., None]
    done = washed * (1 - 0.5 * context.figures[..., None]) + body + 1.25 * near + 0.9 * far + light * 0.9
    done = done + (1 - np.clip(done, 0, 1)) * core * 0.85
    off = shaded * 0.30 + (tubes * 0.22)[..., None]
    dim = vignette(shape, 0.35)[..., None]
    return unveil(context, [wall * 0.22 * dim, off * dim, (off + 0.5 * near) * dim, np.clip(done * dim, 0, 1)])


def _gas(context: StyleContext) -> Field:
    """Returns the colour of the glow: the picture's hues at full strength; what has no hue glows white, pink or
    blue."""
    soft = context.without_detail(context.rgb, 5.0)
    peak = soft.max(-1, keepdims=True)
    low = soft.min(-1, keepdims=True)
    vivid = (soft - low * 0.92) / np.maximum(peak - low * 0.92, 0.04)
    grey = smoothstep(0.22, 0.08, (peak - low) / np.maximum(peak, 0.05))
    drift = smoothstep(0.3, 0.7, noise(context.rng, context.shape, 260 * context.unit, octaves=2))[..., None]
    cold = colour("#38d6ff") + (colour("#ff5fd2") - colour("#38d6ff")) * drift
    vivid = vivid + (cold - vivid) * grey
    return np.asarray(np.clip(vivid * 0.92 + 0.06, 0, 1), dtype=np.float32)


def _tubes(context: StyleContext, lines: Field, radius_px: float) -> Field:
    """Returns the cover of glass tubes of even width, 0 … 1."""
    ribbons = line_ribbons(context, np.clip(lines, 0, 1), radius_px * context.unit, taper=0.15, every=1.4)
    marks = rasterised(ribbons, context.shape)
    out = np.zeros(context.shape[0] * context.shape[1], dtype=np.float32)
    out[marks.pixel] = marks.cover * (1 - 0.5 * np.clip(np.abs(marks.across), 0, 1) ** 2)
    return np.asarray(blurred(out.reshape(context.shape), 0.6 * context.unit), dtype=np.float32)


def _bricks(context: StyleContext) -> tuple[Field, Field]:
    """Returns the wall's colour and its relief."""
    rng, unit, shape = context.rng, context.unit, context.shape
    x, y = grid(shape)
    tall, wide = max(6.0, 24 * unit), max(12.0, 58 * unit)
    sway = (noise(rng, shape, 14 * unit, octaves=2) - 0.5) * 2.0 * unit
    row = np.floor((y + sway) / tall)
    along = (x + sway) / wide + 0.5 * (row % 2)
    column = np.floor(along)
    from_x = np.abs(along - column - 0.5) * wide
    from_y = np.abs((y + sway) / tall - row - 0.5) * tall
    edge = np.minimum(wide / 2 - from_x, tall / 2 - from_y)
    joint = smoothstep(0.6 * unit, 2.4 * unit, edge)
    tones = rng.random(4096, dtype=np.float32)[(row * 71 + column * 13).astype(np.int64) % 4096]
    rough = noise(rng, shape, 7 * unit, octaves=3)
    tint = colour("#6d4a52") * (0.75 + 0.5 * tones)[..., None] * (0.75 + 0.5 * rough)[..., None]
    wall = tint * joint[..., None] + colour("#43363c") * (0.8 + 0.4 * rough)[..., None] * (1 - joint)[..., None]
    return wall.astype(np.float32), blurred(joint + 0.5 * rough, 0.8 * unit)
