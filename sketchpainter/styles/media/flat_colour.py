"""Makes pictures of few flat colours with clean edges: layers of cut paper, and pixel art.

Paper cuts are sheets of one colour each, with fibres, a cut edge, and a shadow on the sheet below. Pixel art has a
small grid, a limited palette, ordered dithering behind, and clean figures with a dark outline. Prints and comics use
the same flat colours.
"""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from sketchpainter.raster.arrays import (
    Field,
    blurred,
    colour,
    from_image,
    gradient,
    luma,
    mix,
    noise,
    resized,
    saturated,
    smoothstep,
    to_image,
)
from sketchpainter.styles.style_context import FRAMES, Steps, StyleContext
from sketchpainter.styles.surfaces import edge_distance, relief_light, tooth
from sketchpainter.styles.unveiling import unveil

_ENLARGED = 2
"""Factor by which flat colours are made larger, so that their edges are smooth when they are made small again."""


def flat_colours(rgb: Field, colours: int, smooth_px: float) -> Field:
    """Returns the picture in `colours` flat colours; shapes smaller than `smooth_px` pixels are rounded off."""
    height, width = rgb.shape[:2]
    large = max(height, width) <= 700
    scale = _ENLARGED if large else 1
    image = to_image(rgb)
    if large:
        image = image.resize((width * scale, height * scale), Image.Resampling.BICUBIC)
    window = max(3, int(smooth_px * scale) // 2 * 2 + 1)
    soft = Image.fromarray(_median(np.asarray(image), window))
    # A small picture is enough to choose the colours, since they are as common in it as in the large one.
    few = image.resize((max(8, width // 3), max(8, height // 3)), Image.Resampling.BOX)
    inks = few.quantize(colours, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    flat = soft.quantize(palette=inks, dither=Image.Dither.NONE).convert("RGB")
    clean = Image.fromarray(_median(np.asarray(flat), 5))
    return from_image(clean.resize((width, height), Image.Resampling.BOX) if large else clean)


def alone(rgb: Field, figures: Field) -> Field:
    """Returns the figures before their own mean colour, so that nothing behind them takes one of their colours."""
    weight = figures * figures
    mean = (rgb * weight[..., None]).sum((0, 1)) / max(float(weight.sum()), 1e-3)
    return np.asarray(mean + (rgb - mean) * np.clip(blurred(figures, 2.0) * 2, 0, 1)[..., None], dtype=np.float32)


def _median(pixels: Field, window: int) -> Field:
    """Returns a median; a wide window takes several small rounds, to save time."""
    rounds, small = (1, window) if window <= 7 else (min(3, window // 5), 7)
    for _ in range(rounds):
        pixels = cv2.medianBlur(np.ascontiguousarray(pixels), small)
    return pixels


def figure_and_ground(
    rgb: Field, background: Field, figures: Field, counts: tuple[int, int], smooth: tuple[float, float]
) -> Field:
    """Returns flat colours, chosen separately for figures and ground, so that neither takes colours from the other.

    Args:
        rgb: The picture with figures, height × width × 3.
        background: The picture without figures.
        figures: Share of the figures in each pixel, 0 … 1.
        counts: Number of colours of the ground, and of the figures.
        smooth: Sizes below which shapes are rounded off, of the ground and of the figures, pixels.
    """
    ground = flat_colours(background, counts[0], smooth[0])
    own = flat_colours(alone(rgb, figures), counts[1], smooth[1])
    sharp = np.clip((figures - 0.5) * 3 + 0.5, 0, 1)
    return np.asarray(ground + (own - ground) * sharp[..., None], dtype=np.float32)


_ROWS = 104
"""Number of large pixels along the shorter side."""
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.float32) / 16 - 15 / 32


def paint_pixels(context: StyleContext) -> Steps:
    """Shows the picture from coarse to fine, as on a slow screen, and draws its outline last."""
    height, width = context.shape
    cell = max(2, round(min(height, width) / _ROWS))
    for number in range(FRAMES):
        size = max(cell, round(cell * (1 + (FRAMES - 1 - number) * 0.85)))
        yield _enlarged(_drawn(context, size, outlined=number == FRAMES - 1), size, context.shape)
    yield _enlarged(_drawn(context, cell, outlined=True, glint=True), cell, context.shape)


def _drawn(context: StyleContext, cell: int, *, outlined: bool, glint: bool = False) -> Field:
    """Returns the small picture, rows × columns × 3."""
    height, width = context.shape
    rows, columns = -(-height // cell), -(-width // cell)
    behind = resized(saturated(context.background, 1.3), columns, rows)
    crisp = context.rgb + 0.7 * (context.rgb - blurred(context.rgb, cell * 0.8))
    crisp = alone(crisp, context.figures)
    own = resized(np.clip(saturated(crisp, 1.3), 0, 1), columns, rows)
    cover = resized(context.figures, columns, rows)
    pattern = np.tile(_BAYER, (-(-rows // 4), -(-columns // 4)))[:rows, :columns]
    ground = _few(behind + 0.07 * pattern[..., None], 20)
    figure = _few(own, 22)
    solid = cover > 0.5
    drawn = np.where(solid[..., None], figure, ground)
    if not outlined:
        return drawn
    near = np.zeros_like(solid)
    near[1:] |= solid[:-1]
    near[:-1] |= solid[1:]
    near[:, 1:] |= solid[:, :-1]
    near[:, :-1] |= solid[:, 1:]
    dark = np.clip(figure.reshape(-1, 3).min(0) * 0.4 + np.array([0.03, 0.02, 0.07], dtype=np.float32), 0, 1)
    rim = near & ~solid
    drawn = np.where(rim[..., None], 0.82 * dark + 0.18 * ground, drawn)
    if glint:
        lit = solid & ~np.roll(solid, (1, 1), (0, 1)) & (luma(figure) > 0.25)
        drawn = np.where(lit[..., None], np.clip(drawn * 1.18 + 0.05, 0, 1), drawn)
    return np.asarray(drawn, dtype=np.float32)


def _few(rgb: Field, colours: int) -> Field:
    image = to_image(rgb).quantize(colours, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    return from_image(image.convert("RGB"))


def _enlarged(small: Field, cell: int, shape: tuple[int, int]) -> Image.Image:
    image = to_image(small)
    large = image.resize((image.width * cell, image.height * cell), Image.Resampling.NEAREST)
    return large.crop((0, 0, shape[1], shape[0]))


_BEHIND, _FRONT = 6, 9
"""Number of sheets of the ground, and of a figure."""
_DUSK = np.array([1.0, 0.96, 0.86], dtype=np.float32)
"""Share of red, green and blue that a shadow absorbs; it is slightly blue itself."""


def cut_paper(context: StyleContext) -> Steps:
    """Lays sheet over sheet: the lightest tones of the ground first, the figure's parts last."""
    rng, unit, shape = context.rng, context.unit, context.shape
    fibres = tooth(rng, shape, unit, 2.0) + 0.6 * noise(rng, shape, 22 * unit, octaves=3, stretch=3)
    grain = (1 + relief_light(fibres, unit, 0.05))[..., None]
    backing = np.broadcast_to(colour("#f3ecdd"), (*shape, 3)) * grain
    ground = saturated(context.without_detail(context.background, 7.0), 1.25)
    stage = _stacked(backing, ground, _BEHIND, unit, smooth=9.0, lift=7.0)
    behind = stage
    own = saturated(context.without_detail(context.rgb, 1.2), 1.2)
    cover = smoothstep(0.42, 0.58, blurred(context.figures, 0.8 * unit))
    shadowed = _shadow(behind, cover, unit, 9.0, 0.55)
    flat = flat_colours(alone(own, context.figures), _FRONT + 3, 3.2 * unit)
    parts = _relief(flat, unit, 2.4)
    figure = mix(shadowed, np.clip(parts, 0, 1), cover)
    figure = np.clip(figure + (0.10 * _bevel(cover, unit))[..., None], 0, 1)
    frame = _window(context)
    done = np.clip(_shadow(figure * grain, frame, unit, 10.0, 0.5), 0, 1)
    card = colour("#fbf6ea") * grain
    done = mix(done, np.clip(card, 0, 1).astype(np.float32), frame)
    return unveil(context, [backing.astype(np.float32), behind * grain, shadowed * grain, done])


def _stacked(backing: Field, rgb: Field, sheets: int, unit: float, smooth: float, lift: float) -> Field:
    """Returns the ground as sheets, the bright ones deepest; each is cut where the picture is darker than its tone."""
    bright = blurred(luma(rgb), smooth * 0.45 * unit)
    marks = np.quantile(bright, np.linspace(0.97, 0.06, sheets))
    right, down = gradient(bright)
    slope = np.hypot(right, down) + 1e-4
    out = backing
    for number, level in enumerate(marks):
        cover = np.clip((level - bright) / slope + 0.5, 0, 1) if number else np.ones_like(bright)
        inside = (bright <= level) & (bright > (marks[number + 1] if number + 1 < sheets else -1.0))
        if not inside.any():
            continue
        # One sheet may change its colour slowly from side to side, as dyed paper does.
        weight = blurred(inside.astype(np.float32), 34 * unit) + 1e-4
        tone = blurred(rgb * inside[..., None], 34 * unit) / weight[..., None]
        mean = rgb[inside].mean(0)
        tone = mix(np.broadcast_to(mean, rgb.shape), tone, smoothstep(0.0, 0.02, weight) * 0.85)
        under = _shadow(out, cover, unit, lift, 0.55) if number else out
        out = mix(under, np.clip(tone, 0, 1), cover)
        out = np.clip(out + (0.07 * _bevel(cover, unit))[..., None], 0, 1) if number else out
    return np.asarray(out, dtype=np.float32)


def _relief(flat: Field, unit: float, lift: float) -> Field:
    """Returns the figure's parts as paper on paper: darker parts cast a shadow on lighter ones."""
    bright = luma(flat)
    shifted = np.roll(bright, (round(lift * unit), round(lift * 0.7 * unit)), (0, 1))
    fall = blurred(np.clip(bright - shifted, 0, 1), 1.2 * unit)
    return np.asarray(flat * (1 - 0.75 * np.clip(fall * 1.6, 0, 0.6))[..., None], dtype=np.float32)


def _shadow(rgb: Field, cover: Field, unit: float, lift: float, depth: float) -> Field:
    """Returns the shadow of a sheet on the one below, to the lower right."""
    offset = (max(1, round(0.75 * lift * unit)), max(1, round(0.5 * lift * unit)))
    moved = np.zeros_like(cover)
    moved[offset[0] :, offset[1] :] = cover[: -offset[0], : -offset[1]]
    moved[: offset[0]], moved[:, : offset[1]] = moved[offset[0]], moved[:, offset[1] : offset[1] + 1]
    wide, near = blurred(moved, 0.85 * lift * unit), blurred(cover, 1.2 * unit)
    dark = np.clip(depth * wide + 0.25 * depth * near, 0, 0.8)
    return np.asarray(rgb * (1 - dark[..., None] * _DUSK), dtype=np.float32)


def _bevel(cover: Field, unit: float) -> Field:
    """Returns the light on the cut edge, −1 … 1; bright on the side of the light."""
    return np.clip(relief_light(blurred(cover, 0.7 * unit), unit, 2.2), -0.5, 1)


def _window(context: StyleContext) -> Field:
    """Returns the cover of the uppermost sheet, 0 … 1, with a window cut in waves."""
    unit = context.unit
    sway = (noise(context.rng, context.shape, 120 * unit, octaves=2) - 0.5) * 16 * unit
    return smoothstep(0.8 * unit, -0.8 * unit, edge_distance(context.shape) - 15 * unit - sway)
