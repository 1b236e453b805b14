"""Changes the motif before the first stroke after great painters: facets, waves, melting, a jungle, four prints.

Each function takes a composition and returns another one of the same size; colours come later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from sketchpainter.compose.composition import Composition
from sketchpainter.raster.arrays import Field, Rng, blurred, colour, grid, luma, mix, noise, resized, smoothstep
from sketchpainter.styles.habits.light_habits import (
    clouds,
    glow,
    mist,
    sfumato,
    spotlight,
    sunlight,
    unit_of,
    window,
    with_ground,
)
from sketchpainter.styles.habits.primavera import primavera


def with_motif_habit(picture: Composition, habit: str | None, rng: Rng) -> Composition:
    """Returns the composition changed by a habit; unchanged without a habit of `MOTIF_HABITS`."""
    change = MOTIF_HABITS.get(habit or "")
    return change(picture, rng) if change else picture


def _moved(field: Field, to_x: Field, to_y: Field) -> Field:
    source = np.ascontiguousarray(field, dtype=np.float32)
    return np.asarray(cv2.remap(source, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), dtype=np.float32)


def _all_moved(picture: Composition, to_x: Field, to_y: Field) -> Composition:
    """Warps everything alike: the figures, their masks and the background."""
    figures = np.clip(_moved(picture.figures, to_x, to_y), 0, 1)
    placed = []
    for one in picture.placed:
        left, top, right, bottom = one.box
        whole = np.zeros(figures.shape, dtype=np.float32)
        whole[top:bottom, left:right] = one.cover
        whole = _moved(whole, to_x, to_y)
        rows, columns = np.flatnonzero(whole.max(1) > 0.1), np.flatnonzero(whole.max(0) > 0.1)
        if len(rows) and len(columns):
            box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
            placed.append(replace(one, box=box, cover=whole[box[1] : box[3], box[0] : box[2]]))
    return replace(
        picture,
        rgb=_moved(picture.rgb, to_x, to_y),
        background=_moved(picture.background, to_x, to_y),
        figures=figures,
        placed=tuple(placed),
    )


def _waves(picture: Composition, rng: Rng) -> Composition:
    """Paints like Munch: the land and the sky sway, and the figure a little less."""
    unit, shape = unit_of(picture), picture.figures.shape
    x, y = grid(shape)
    drift = noise(rng, shape, 240 * unit, octaves=2) * 7
    right = np.sin(y / (26 * unit) + drift) * 9 * unit
    down = np.sin(x / (40 * unit) + 1.3 * drift) * 12 * unit
    swayed = _moved(picture.background, x + right, y + down)
    calm = _all_moved(picture, x + 0.18 * right, y + 0.12 * down)
    return replace(calm, background=swayed, rgb=mix(swayed, calm.rgb, calm.figures))


def _melting(picture: Composition, rng: Rng) -> Composition:
    """Paints like Dalí: in a wide, bare, late light, the figures have grown soft and run down."""
    unit, shape = unit_of(picture), picture.figures.shape
    x, y = grid(shape)
    drops = noise(rng, (2, shape[1]), 52 * unit, octaves=2)[0]
    sag = smoothstep(0.52, 0.80, drops)[None, :] * 58 * unit
    rows = np.flatnonzero(picture.figures.max(1) > 0.3)
    top, bottom = (float(rows[0]), float(rows[-1])) if len(rows) else (0.0, float(shape[0]))
    low = smoothstep(top + 0.45 * (bottom - top), bottom, y)
    melted = _all_moved(picture, x + np.sin(y / (50 * unit)) * 3 * unit, y - sag * low)
    height = y / shape[0]
    sky = mix(colour("#27508a") * np.ones_like(picture.rgb), colour("#f5dfa6"), smoothstep(0.0, 0.55, height))
    plain = mix(colour("#e3b365") * np.ones_like(picture.rgb), colour("#8a5426"), smoothstep(0.6, 1.0, height))
    bare = mix(sky, plain, smoothstep(0.555, 0.57, height))
    return with_ground(melted, mix(picture.background, bare, 0.68))


def _facets(picture: Composition, rng: Rng) -> Composition:
    """Paints like Picasso: long lines cut the picture, and every facet is seen from elsewhere, in its own light."""
    unit, shape = unit_of(picture), picture.figures.shape
    x, y = grid(shape)
    label = np.zeros(shape, dtype=np.int64)
    for number in range(8):
        angle = rng.uniform(0, np.pi)
        px, py = rng.uniform(0.15, 0.85) * shape[1], rng.uniform(0.15, 0.85) * shape[0]
        label += ((x - px) * np.sin(angle) - (y - py) * np.cos(angle) > 0).astype(np.int64) << number
    _, label = np.unique(label, return_inverse=True)
    label = label.reshape(shape)
    count = int(label.max()) + 1
    shift = rng.normal(0, 7.5 * unit, (count, 2)).astype(np.float32)
    turn = rng.normal(0, 0.05, count).astype(np.float32)[label]
    from_x, from_y = x - shape[1] / 2, y - shape[0] / 2
    to_x = x + shift[label, 0] - turn * from_y
    to_y = y + shift[label, 1] + turn * from_x
    cut = _all_moved(picture, to_x.astype(np.float32), to_y.astype(np.float32))
    slope = rng.uniform(0, 2 * np.pi, count).astype(np.float32)[label]
    light = 1 + 0.30 * np.sin((np.cos(slope) * x + np.sin(slope) * y) / (58 * unit) + slope * 3)
    light = light * rng.uniform(0.72, 1.22, count).astype(np.float32)[label]
    edge = np.zeros(shape, dtype=np.float32)
    edge[:, 1:] = label[:, 1:] != label[:, :-1]
    edge[1:] = np.maximum(edge[1:], label[1:] != label[:-1])
    dark = 1 - 0.42 * np.clip(blurred(edge, 0.9 * unit) * 2.2, 0, 1)
    shade = (light * dark)[..., None]
    return replace(cut, rgb=np.clip(cut.rgb * shade, 0, 1), background=np.clip(cut.background * shade, 0, 1))


def _jungle(picture: Composition, rng: Rng) -> Composition:
    """Paints like Rousseau: big clean leaves frame the scene, each drawn by itself."""
    unit, shape = unit_of(picture), picture.figures.shape
    height, width = shape
    layer = np.zeros((height, width, 4), dtype=np.float32)
    greens = ["#1d4a2a", "#2d6b35", "#4c8f3c", "#7cab45", "#2a5f4c", "#9dbb58"]
    for _ in range(64):
        along = rng.random()
        side = int(rng.integers(0, 4))
        if side < 2:
            root = (along * width, height + 12 * unit)
        else:
            root = ((-10 * unit, width + 10 * unit)[side - 2], (0.25 + 0.8 * along) * height)
        lean = (-np.pi / 2 + rng.normal(0, 0.42)) if side < 2 else (0.0, np.pi)[side - 2] + rng.normal(0, 0.5)
        _leaf(layer, root, float(lean), unit * rng.uniform(60, 125), colour(greens[int(rng.integers(len(greens)))]))
    cover = layer[..., 3] * np.clip(1 - 1.15 * blurred(picture.figures, 2 * unit), 0, 1)
    ground = mix(picture.background, layer[..., :3], layer[..., 3])
    return replace(picture, background=ground, rgb=mix(picture.rgb, layer[..., :3], cover))


def _leaf(layer: Field, root: tuple[float, float], angle: float, length: float, green: Field) -> None:
    """Draws one lancet leaf with a light midrib into a layer of colour and cover."""
    t = np.linspace(0, 1, 24)
    wide = length * 0.15 * np.sin(np.pi * t**0.8)
    bend = 0.35 * np.sin(angle * 7) * t * t
    spine = np.stack([t * length * np.cos(angle + bend), t * length * np.sin(angle + bend)], axis=-1) + root
    normal = np.stack([-np.sin(angle + bend), np.cos(angle + bend)], axis=-1)
    fine = 16
    for side, shade in ((1, 1.0), (-1, 0.80)):
        rim = spine + side * normal * wide[:, None]
        points = np.rint(np.concatenate([rim, spine[::-1]]) * fine).astype(np.int32)
        tone = [float(v) for v in np.clip(green * shade, 0, 1)]
        cv2.fillPoly(layer, [points], (*tone, 1.0), cv2.LINE_AA, 4)
    rib = np.rint(spine * fine).astype(np.int32)
    light = [float(v) for v in np.clip(green * 1.35 + 0.06, 0, 1)]
    cv2.polylines(layer, [rib], False, (*light, 1.0), max(1, round(length / 60)), cv2.LINE_AA, 4)


_TINTS = (
    ("#1b1464", "#f72585", "#ffd60a", "#3ddad7"),
    ("#3a0ca3", "#ff7b00", "#f9f871", "#e0218a"),
    ("#240046", "#00b4d8", "#fdf0d5", "#ffb703"),
    ("#10002b", "#8ac926", "#ffe5ec", "#f94144"),
)
"""Shadow, middle and light of the figure, and the ground, of each of the four prints."""


def _tints(picture: Composition, rng: Rng) -> Composition:
    """Prints like Warhol: the same picture four times, in unrelated colours."""
    height, width = picture.figures.shape
    halves_y, halves_x = (height // 2, height - height // 2), (width // 2, width - width // 2)
    rgb, ground = np.zeros_like(picture.rgb), np.zeros_like(picture.rgb)
    figures = np.zeros_like(picture.figures)
    flow = np.zeros((height, width), dtype=np.float32)
    placed = []
    order = rng.permutation(4)
    for number in range(4):
        row, column = divmod(number, 2)
        tall, wide = halves_y[row], halves_x[column]
        top, left = row * halves_y[0], column * halves_x[0]
        box = np.s_[top : top + tall, left : left + wide]
        mask = np.clip(resized(picture.figures, wide, tall), 0, 1)
        own, behind = (luma(resized(part, wide, tall)) for part in (picture.rgb, picture.background))
        inks = [colour(text) for text in _TINTS[order[number]]]
        own = (own - own.min()) / max(float(np.ptp(own)), 1e-3)
        dark_to_mid = mix(np.broadcast_to(inks[0], (tall, wide, 3)), inks[1], smoothstep(0.12, 0.42, own))
        tinted = mix(dark_to_mid, np.broadcast_to(inks[2], (tall, wide, 3)), smoothstep(0.55, 0.85, own))
        flat = mix(np.broadcast_to(inks[3], (tall, wide, 3)), inks[0], 0.30 * smoothstep(0.5, 0.2, behind))
        ground[box], rgb[box] = flat, mix(flat, tinted, mask)
        figures[box], flow[box] = mask, resized(picture.flow, wide, tall)
        for one in picture.placed:
            x0, y0, x1, y1 = one.box
            small = (left + x0 // 2, top + y0 // 2, left + max(x0 // 2 + 1, x1 // 2), top + max(y0 // 2 + 1, y1 // 2))
            cover = np.clip(resized(one.cover, small[2] - small[0], small[3] - small[1]), 0, 1)
            placed.append(replace(one, box=small, cover=cover))
    return replace(picture, rgb=rgb, background=ground, figures=figures, flow=flow, placed=tuple(placed))


MOTIF_HABITS: dict[str, Callable[[Composition, Rng], Composition]] = {
    "waves": _waves,
    "melting": _melting,
    "facets": _facets,
    "spotlight": spotlight,
    "glow": glow,
    "sfumato": sfumato,
    "mist": mist,
    "clouds": clouds,
    "window": window,
    "sunlight": sunlight,
    "jungle": _jungle,
    "tints": _tints,
    "primavera": primavera,
}
"""The function of each habit that changes the motif."""
