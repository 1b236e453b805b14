"""The table top that small things stand on in a room, seen from near: bare boards, or a cloth.

Runs in the painter's process. It is a part of the place; `tables` says whether there is one.
"""

from __future__ import annotations

import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.backdrops.backdrop_context import Outlook
from sketchpainter.raster.arrays import Field, mix, smoothstep, spread
from sketchpainter.raster.textures import cloudy
from sketchpainter.scene.laid_tables import TABLE_BACK

_FRONT = 0.962
"""Where the table ends, part of the height."""
_WOODS = ("#b07a48", "#84532f", "#c99a64", "#70452c", "#d3ad7c")
_CLOTHS = (("#f6f1e6", "#c8473f"), ("#f4f1ea", "#4f7fb0"), ("#f7f0dc", "#5f9a6c"), ("#fbf3e4", "#d99a3c"))
"""A tablecloth's ground, and its checks, stripes or border."""


def lay_table(b: Backdrop, outlook: Outlook) -> None:
    """Paint a table across the lower part of a room: bare boards, or a cloth that hangs over its front."""
    height, width = b.shape
    start = round(TABLE_BACK * height)
    y = (np.arange(start, height, dtype=np.float32) / height)[:, None]
    near = np.clip((y - TABLE_BACK) / (_FRONT - TABLE_BACK), 0, 1)
    across = (np.arange(width, dtype=np.float32) / width - 0.5)[None, :] / (0.455 + 0.115 * near)
    cover = smoothstep(1.0, 0.988, np.abs(across)).astype(np.float32)
    lamp = 0.55 if b.light.is_night else 0.8
    kind = outlook.turn("tabletop", "boards", "checks", "boards", "stripes", "boards", "border")
    wood = str(outlook.turn("table wood", *_WOODS))
    ground, ink = outlook.turn("tablecloth", *_CLOTHS)
    deep = np.broadcast_to(1.9 / (1.55 - near) - 1.2258, across.shape)
    grain = cloudy(b.rng, across.shape, 0.35 * width, 5, stretch=9.0) - np.float32(0.5)
    if kind == "boards":
        row = np.floor(deep * 1.9)
        joint = np.abs(deep * 1.9 - row - 0.5) > 0.478
        tone = (1 + 0.30 * grain + 0.05 * np.sin(row * 4.7 + 1)) * np.where(joint, 0.76, 1.0)
        paint = b.lit(wood, lamp) * spread(tone.astype(np.float32))
    else:
        share = _pattern(kind, across, deep)
        paint = mix(
            np.broadcast_to(b.lit(ground, lamp), (*across.shape, 3)), b.lit(ink, lamp), share.astype(np.float32)
        )
        paint = paint * spread((1 + 0.05 * grain).astype(np.float32))
    front = _front(kind, across, y)
    paint = paint * spread(1.05 - 0.10 * near + 0.09 * b.light.side * across).astype(np.float32)
    paint = np.where((y < _FRONT)[..., None], paint, paint * front)
    above = np.arange(max(0, start - max(2, round(0.012 * height))), start)
    b.rgb[above] *= np.float32(0.86)
    b.rgb[start:] = np.clip(mix(b.rgb[start:] * np.float32(0.72), paint, cover), 0, 1)
    b.flow[start:] = 0
    b.ground_ink = b.lit(wood if kind == "boards" else ground, lamp)


def _pattern(kind: str, across: Field, deep: Field) -> Field:
    """How much of its second colour each place of a cloth has."""
    if kind == "stripes":
        return np.asarray(0.85 * (np.abs((across * 5.5) % 1 - 0.5) > 0.36), dtype=np.float32)
    if kind == "border":
        edge = np.maximum(np.abs(across), np.abs(deep / 0.5 - 1) * 0.9)
        return np.asarray(0.85 * ((np.abs(edge - 0.80) < 0.025) | (np.abs(edge - 0.87) < 0.012)), dtype=np.float32)
    checks = ((across * 7) % 1 > 0.5) * 0.42 + ((deep * 5.6) % 1 > 0.5) * 0.42
    return np.asarray(checks, dtype=np.float32)


def _front(kind: str, across: Field, y: Field) -> Field:
    """Brightness of the strip below the table's front edge: a lit lip and the dark below, or the folds of the cloth."""
    down = (y - _FRONT) / (1 - _FRONT)
    if kind == "boards":
        tone = np.where(down < 0.5, 0.80, 0.45) * np.ones_like(across)
    else:
        tone = 0.80 + 0.10 * np.sin(across * 26) * np.clip(down, 0, 1)
    return np.asarray(spread(tone.astype(np.float32)), dtype=np.float32)
