"""Paints the shell of a room: its wall, its floor and rug, its window with the view, and the table in front.

`furniture` paints what stands in it, and `places_rooms` decides which room has what.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.elements.grounds import ridge_line
from sketchpainter.raster.arrays import Field, broad, colour, grid, mix, smoothstep, spread
from sketchpainter.raster.textures import cloudy
from sketchpainter.scene.laid_tables import TABLE_BACK

_FRONT = 0.962
"""Part of the height at which the table ends."""
_WOODS = ("#b07a48", "#84532f", "#c99a64", "#70452c", "#d3ad7c")
_CLOTHS = (("#f6f1e6", "#c8473f"), ("#f4f1ea", "#4f7fb0"), ("#f7f0dc", "#5f9a6c"), ("#fbf3e4", "#d99a3c"))
"""A tablecloth's ground, and its checks, stripes or border."""


def lay_table(b: Backdrop, context: BackdropContext) -> None:
    """Paints a table across the lower part of a room, seen from near: bare boards, or a cloth that hangs over its
    front.

    `scene.laid_tables` decides whether there is one.
    """
    height, width = b.shape
    start = round(TABLE_BACK * height)
    y = (np.arange(start, height, dtype=np.float32) / height)[:, None]
    near = np.clip((y - TABLE_BACK) / (_FRONT - TABLE_BACK), 0, 1)
    across = (np.arange(width, dtype=np.float32) / width - 0.5)[None, :] / (0.455 + 0.115 * near)
    cover = smoothstep(1.0, 0.988, np.abs(across)).astype(np.float32)
    lamp = 0.55 if b.light.is_night else 0.8
    kind = context.choose_by_seed("tabletop", "boards", "checks", "boards", "stripes", "boards", "border")
    wood = str(context.choose_by_seed("table wood", *_WOODS))
    ground, ink = context.choose_by_seed("tablecloth", *_CLOTHS)
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
    """Returns the share of the second colour at each place of a cloth, 0 … 1."""
    if kind == "stripes":
        return np.asarray(0.85 * (np.abs((across * 5.5) % 1 - 0.5) > 0.36), dtype=np.float32)
    if kind == "border":
        edge = np.maximum(np.abs(across), np.abs(deep / 0.5 - 1) * 0.9)
        return np.asarray(0.85 * ((np.abs(edge - 0.80) < 0.025) | (np.abs(edge - 0.87) < 0.012)), dtype=np.float32)
    checks = ((across * 7) % 1 > 0.5) * 0.42 + ((deep * 5.6) % 1 > 0.5) * 0.42
    return np.asarray(checks, dtype=np.float32)


def _front(kind: str, across: Field, y: Field) -> Field:
    """Returns the brightness of the strip below the table's front edge: a lit lip and a dark part, or the folds of the
    cloth.
    """
    down = (y - _FRONT) / (1 - _FRONT)
    if kind == "boards":
        tone = np.where(down < 0.5, 0.80, 0.45) * np.ones_like(across)
    else:
        tone = 0.80 + 0.10 * np.sin(across * 26) * np.clip(down, 0, 1)
    return np.asarray(spread(tone.astype(np.float32)), dtype=np.float32)


Frame = tuple[float, float, float, float]
"""Left, top, width and height of a window, parts of the picture."""


def paint_wall(b: Backdrop, kind: str, ink: str, lamp: float) -> None:
    """Paints the whole wall.

    Args:
        b: The room.
        kind: plain, stripes, panels, dots, bricks, boards or band.
        ink: Its colour.
        lamp: Share of the light's tint, 0 … 1.
    """
    height, width = b.shape
    x, y = grid(b.shape)
    u, v = x * np.float32(1 / width), y * np.float32(1 / height)
    paper = b.lit(ink, lamp)
    tone = 1 + np.float32(0.10) * b.mottle()
    rail = b.horizon - 0.17
    match kind:
        case "stripes":
            tone = tone * (1 - np.float32(0.08) * (np.sin(u * (2 * np.pi * 9)) > 0))
        case "bricks":
            row = np.floor(v * 26)
            joint = (np.abs(v * 26 - row - 0.5) > 0.42) | (np.abs((u * 13 + 0.5 * (row % 2)) % 1 - 0.5) > 0.46)
            each = tone + np.float32(0.12) * np.sin(row * 7.3 + np.floor(u * 13 + 0.5 * (row % 2)) * 3.7)
            tone = np.where(joint, np.float32(1.16), each)
        case "boards":
            tone = tone * (1 - np.float32(0.16) * (np.abs(v * 14 % 1 - 0.5) > 0.47))
        case "dots":
            dx, dy = (u * 14 + 0.5 * (np.floor(v * 14) % 2)) % 1 - 0.5, v * 14 % 1 - 0.5
            tone = tone * (1 - np.float32(0.13) * smoothstep(0.030, 0.018, dx * dx + dy * dy))
    paint = cv2.transform(tone.astype(np.float32), np.asarray(paper, np.float32).reshape(3, 1))
    if kind in ("panels", "band"):
        below = (
            b.lit("#f6efe2" if kind == "panels" else "#e9dcc4", lamp) if kind == "panels" else paper * np.float32(0.72)
        )
        paint = mix(paint, below, smoothstep(rail, rail + 0.004, v))
        if kind == "panels":
            frame = np.maximum(np.abs(u * 7 % 1 - 0.5) / 0.40, np.abs(v - b.horizon + 0.085) / 0.050)
            edge = smoothstep(0.06, 0.02, np.abs(frame - 0.9)) * (v > rail + 0.01)
            paint = mix(paint, below * np.float32(0.80), edge * np.float32(0.8))
        paint = mix(paint, b.lit("#fbf5e9", lamp), smoothstep(0.008, 0.005, np.abs(v - rail)))
    b.rgb = np.clip(paint, 0, 1).astype(np.float32)


def paint_floor(b: Backdrop, kind: str, ink: str, lamp: float) -> None:
    """Paints the floor in perspective.

    Args:
        b: The room.
        kind: boards, planks (across), tiles, herringbone or carpet.
        ink: Its colour.
        lamp: Share of the light's tint, 0 … 1.
    """
    height, width = b.shape
    start = int(np.clip(b.horizon * height, 0, height - 2))
    near = ((np.arange(start, height, dtype=np.float32) / height - b.horizon) / (1 - b.horizon))[:, None]
    x = (np.arange(width, dtype=np.float32) / width - 0.5)[None, :]
    across = x / (0.42 + near)
    depth = np.broadcast_to(2.6 / (near + 0.35), (near.shape[0], width))
    fade = smoothstep(0.0, 0.25, near)
    match kind:
        case "tiles":
            tone = 1 - 0.16 * (np.sign(np.sin(across * 14) * np.sin(depth * 3.4)) * 0.5 + 0.5) * fade
        case "herringbone":
            zig = (across * 7 + np.abs((depth * 2.2) % 2 - 1)) % 1
            tone = 0.86 + 0.22 * np.abs(zig * 2 - 1) * fade + 0.04 * np.sin(np.floor(across * 7) * 5)
        case "planks":
            row = np.floor(depth * 3.2)
            joint = (np.abs(depth * 3.2 - row - 0.5) > 0.45) | (np.abs((across * 2 + row * 0.37) % 1 - 0.5) > 0.49)
            tone = np.where(joint, 0.74, 0.95 + 0.07 * np.sin(row * 4.1)) * fade + 0.9 * (1 - fade)
        case "carpet":
            tone = 0.94 + 0.10 * (cloudy(b.rng, depth.shape, 7 * b.unit, 2) - 0.5)
        case _:
            tone = 0.72 + 0.28 * np.abs(np.sin(across * 16)) ** 0.12 + 0.05 * np.sin(np.floor(across * 16 / np.pi) * 9)
    tone = np.asarray(tone + 0.10 * b.mottle()[start:], dtype=np.float32)
    paint = np.clip(cv2.transform(tone, np.asarray(b.lit(ink, lamp), np.float32).reshape(3, 1)), 0, 1)
    b.rgb[start:] = paint
    skirting = slice(max(0, int((b.horizon - 0.028) * height)), start)
    b.rgb[skirting] = np.clip(b.lit("#fbf5e9", lamp) * 0.95, 0, 1)
    b.flow[:start] = np.float32(np.pi / 2)
    b.flow[start:] = 0


def paint_rug(b: Backdrop, kind: str, inks: tuple[str, str], lamp: float) -> None:
    """Paints a rug: oval, round with rings, or woven with stripes or a border; nothing if `kind` is "none"."""
    if kind == "none":
        return
    height, width = b.shape
    start = int(np.clip((b.horizon + 0.18 * (1 - b.horizon)) * height, 0, height - 2))
    y = (np.arange(start, height, dtype=np.float32) / height)[:, None]
    x = (np.arange(width, dtype=np.float32) / width - 0.5)[None, :]
    tone = 1 + np.float32(0.14) * (cloudy(b.rng, (height - start, width), 8 * b.unit, 2) - np.float32(0.5))
    one, two = (cv2.transform(tone, np.asarray(b.lit(ink, lamp), np.float32).reshape(3, 1)) for ink in inks)
    near = (y - b.horizon) / (1 - b.horizon)
    if kind in ("oval", "rings"):
        ring = np.hypot(x / 0.46, (near - 0.62) / 0.30)
        cover = smoothstep(1.0, 0.98, ring)
        pattern = np.abs(ring - 0.86) < 0.05 if kind == "oval" else np.sin(ring * 22) > 0.1
    else:
        across, along = x / (0.42 + near) / 0.38, (near - 0.60) / 0.30
        inside = np.maximum(np.abs(across), np.abs(along))
        cover = smoothstep(1.0, 0.98, inside)
        border = np.abs(inside - 0.84) < 0.06
        if kind == "stripes":
            pattern = np.sin(across * 16) > 0.2
        else:
            pattern = border | ((np.abs(across * 3 % 1 - 0.5) + np.abs(along * 2 % 1 - 0.5) < 0.30) & (inside < 0.74))
    cover = np.broadcast_to(cover, tone.shape).astype(np.float32)
    paint = mix(one, two, np.broadcast_to(pattern, tone.shape).astype(np.float32) * np.float32(0.9))
    shadow = np.zeros_like(cover)
    shadow[2:] = cover[:-2]
    b.rgb[start:] *= spread(1 - np.float32(0.25) * np.clip(shadow - cover, 0, 1))
    b.rgb[start:] = mix(b.rgb[start:], np.clip(paint, 0, 1), cover * np.float32(0.96))


def paint_outside(b: Backdrop) -> None:
    """Paints the view through the window: hills and trees under the sky."""
    height = b.shape[0]
    for base, ink, share in ((b.horizon - 0.17, "#8fae86", 0.45), (b.horizon - 0.10, "#6f9a5c", 0.25)):
        line = ridge_line(b, base, 0.07, 0.22, 2)
        start = int(np.clip(float(line.min()) * height, 0, height - 1))
        below = np.arange(start, height, dtype=np.float32)[:, None] - (line * height)[None, :]
        b.rgb[start:] = mix(b.rgb[start:], mix(b.lit(ink), b.light.haze, share), np.clip(below, 0, 1))


def paint_window(b: Backdrop, view: Field, box: Frame, kind: str, lamp: float) -> None:
    """Paints a window in the wall.

    Args:
        b: The room.
        view: The picture outside, height × width × 3.
        box: Its place.
        kind: sash, arched, round, wide or double.
        lamp: Share of the light's tint on its frame, 0 … 1.
    """
    left, top, wide, tall = box
    height, width = b.shape
    y0, y1 = max(0, int((top - 0.04) * height)), min(height, int((top + tall + 0.05) * height))
    x0, x1 = max(0, int((left - 0.04) * width)), min(width, int((left + wide + 0.04) * width) + 1)
    if y1 - y0 < 3 or x1 - x0 < 3:
        return
    px = (np.arange(x0, x1, dtype=np.float32) / width - left)[None, :]
    py = (np.arange(y0, y1, dtype=np.float32) / height - top)[:, None]
    side = 1.5 / min(height, width)
    if kind == "round":
        away = np.hypot((px - wide / 2) * width, (py - tall / 2) * height) / min(height, width)
        inside = min(wide * width, tall * height) / min(height, width) / 2 - away
    else:
        inside = np.minimum(np.minimum(px, wide - px), np.minimum(py, tall - py))
        if kind == "arched":
            arch = wide / 2 - np.hypot(px - wide / 2, (py - wide / 2) * height / width)
            inside = np.where(py < wide / 2, arch, inside)
    pane = smoothstep(0.0, side, inside)
    frame = smoothstep(-0.022 - side, -0.022, inside)
    bars = np.abs(px - wide / 2) < 0.007
    if kind in ("wide", "double"):
        bars = (np.abs(px - wide / 3) < 0.006) | (np.abs(px - wide * 2 / 3) < 0.006)
    if kind not in ("wide",):
        bars = bars | (np.abs(py - tall * (0.36 if kind == "double" else 0.5)) < 0.007)
    area = np.s_[y0:y1, x0:x1]
    b.rgb[area] = mix(b.rgb[area], b.lit("#fbf5e9", lamp), frame)
    b.rgb[area] = mix(b.rgb[area], view[area], (pane * ~bars).astype(np.float32))
    sill = [(left - 0.035, top + tall + 0.018), (left + wide + 0.035, top + tall + 0.018),
            (left + wide + 0.035, top + tall + 0.036), (left - 0.035, top + tall + 0.036)]  # fmt: skip
    if kind != "round":
        b.fill(b.lit("#efe6d6", lamp), [sill])


def paint_curtains(b: Backdrop, box: Frame, kind: str, ink: str, lamp: float) -> None:
    """Paints curtains at both sides of a window, long or short, or a blind; nothing if `kind` is "none"."""
    left, top, wide, tall = box
    if kind == "none":
        return
    folds = 0.92 + 0.16 * np.sin(grid(b.shape)[0] * np.float32(260 / b.shape[1]))
    cloth = np.clip(b.lit(ink, lamp), 0, 1)
    if kind == "blind":
        slats = [
            [
                (left - 0.02, top + i * 0.022),
                (left + wide + 0.02, top + i * 0.022),
                (left + wide + 0.02, top + i * 0.022 + 0.014),
                (left - 0.02, top + i * 0.022 + 0.014),
            ]
            for i in range(6)
        ]
        b.fill(cloth, slats, 0.95)
        return
    low = top + tall + (0.05 if kind == "short" else 0.05 + max(0.0, b.horizon - top - tall - 0.08))
    shapes = []
    for s in (-1, 1):
        edge = left + (0 if s < 0 else wide) + s * 0.015
        shapes.append([(edge - s * 0.05, top - 0.04), (edge + s * 0.075, top - 0.04), (edge + s * 0.085, low),
                       (edge - s * 0.005, low), (edge + s * 0.02, (top + low) / 2)])  # fmt: skip
    b.fill(cloth, shapes, soften_px=0.8 * b.unit, tone=folds)
    b.fill(
        b.lit("#8a6a48", lamp),
        [
            [
                (left - 0.11, top - 0.05),
                (left + wide + 0.11, top - 0.05),
                (left + wide + 0.11, top - 0.038),
                (left - 0.11, top - 0.038),
            ]
        ],
    )


def light_room(b: Backdrop, window: tuple[float, float], side: int) -> None:
    """Paints daylight from the window and its patch on the floor, or a lamp's light at night."""
    night = b.light.is_night
    warm = broad(b.shape, lambda x, y: np.clip(1 - np.hypot(x - window[0], y - window[1]) / 0.8, 0, 1) ** 2)
    b.rgb = mix(b.rgb, b.light.sun, warm * np.float32(0.10 if night else 0.26))
    if night:
        lamp = broad(b.shape, lambda x, y: np.clip(1 - np.hypot(x - 0.5 + side * 0.3, y - 0.3) / 0.75, 0, 1) ** 2)
        b.rgb = mix(b.rgb, colour("#ffb45e"), lamp * np.float32(0.42))
        return

    def patch(x: Field, y: Field) -> Field:
        slant = (x - window[0]) + side * 0.9 * (y - b.horizon)
        fall = smoothstep(0.14, 0.10, np.abs(slant)) * smoothstep(b.horizon + 0.04, b.horizon + 0.10, y)
        return np.asarray(fall * smoothstep(0.98, 0.8, y) * 0.30)

    b.lay(b.light.sun, broad(b.shape, patch, 2))
