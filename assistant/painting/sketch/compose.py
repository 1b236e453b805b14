"""A scene becomes a picture still without brush strokes: figures set into a background, in one light.

Runs in the painter's process. The only part that knows both backgrounds and figures. Knows nothing of styles; what it
gives is also a plain start image, with each figure's mask, for a painter of another kind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assistant.painting.sketch.backdrop import Backdrop, fall_of, light_of
from assistant.painting.sketch.fields import Field, blurred, colour, mix, noise, resized, smoothstep
from assistant.painting.sketch.figures import FigureMaker, turned
from assistant.painting.sketch.glyphs import enlarged
from assistant.painting.sketch.layout import NO_GROUND, Spot, lay_out
from assistant.painting.sketch.places import PLACES
from assistant.painting.sketch.scene import Scene


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure in the picture."""

    name: str
    box: tuple[int, int, int, int]
    """left, top, right, bottom in pixels, within the picture."""
    cover: Field
    """Its visible alpha inside the box."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The composed picture and what the brush needs to know of it."""

    rgb: Field
    background: Field
    """The same place without the figures."""
    placed: tuple[Placed, ...]
    flow: Field
    """Direction of the brush, radians, height × width."""
    figures: Field
    """0 … 1: how much of each pixel belongs to a figure."""


def compose(scene: Scene, makers: FigureMaker, shape: tuple[int, int], seed: int) -> Composition:
    """Compose a scene.

    Args:
        scene: What was understood.
        makers: Makes the cut-outs.
        shape: Height and width, pixels.
        seed: The same seed gives the same composition; another one another light, viewpoint and layout.

    Raises:
        ConfigError: A table of config/sketch cannot be read.
    """
    rng = np.random.default_rng([seed, 7])
    light = light_of(scene.time, rng)
    if any(s.thing.name in ("sun", "full moon", "crescent moon", "rainbow") for s in scene.subjects):
        light = replace(light, has_orb=False)
    backdrop = PLACES[scene.place](shape, light, rng)
    if scene.weather in ("rain", "fog", "clouds"):
        _dull(backdrop, scene.weather)
    if scene.weather in ("snowfall", "rain"):
        backdrop.over.append(fall_of(backdrop, scene.weather))
    plain = backdrop.rgb.copy()
    figures = np.zeros(shape, dtype=np.float32)
    placed: list[Placed] = []
    for spot in lay_out(scene, backdrop.horizon, shape[1] / shape[0], np.random.default_rng([seed, 11])):
        found = _place(backdrop, scene, spot, makers, np.random.default_rng([seed, 13, spot.index]), figures)
        if found:
            placed.append(found)
    rgb = backdrop.rgb
    for coat in backdrop.over:
        rgb, plain = coat(rgb), coat(plain)
    return Composition(rgb, plain, tuple(placed), backdrop.flow, figures)


def _dull(b: Backdrop, weather: str) -> None:
    """Take the sun out of the picture."""
    grey = mix(b.light.haze, colour("#8b95a3"), 0.5) if not b.light.is_night else b.light.haze
    height = b.shape[0]
    rise = np.linspace(0, 1, height, dtype=np.float32)[:, None] * np.ones(b.shape, dtype=np.float32)
    veil = np.full(b.shape, 0.35, dtype=np.float32)
    if weather == "fog":
        band = np.exp(-(((rise - b.horizon - 0.02) / 0.22) ** 2))
        veil = 0.25 + 0.6 * band * (0.6 + 0.5 * noise(b.rng, b.shape, b.shape[1] / 2, octaves=4, stretch=4))
    b.lay(grey, np.clip(veil, 0, 0.9).astype(np.float32))


def _place(
    b: Backdrop, scene: Scene, spot: Spot, makers: FigureMaker, rng: np.random.Generator, figures: Field
) -> Placed | None:
    height, width = b.shape
    tall = max(12, round(spot.height * height))
    cut = makers.actor(scene, spot.index, tall, rng)
    shrink = min(1.0, spot.widest * width / cut.shape[1], 0.86 * height / cut.shape[0])
    rides = any(s.of == spot.index and s.role in ("mount", "vessel") for s in scene.subjects)
    if rides:
        shrink = min(shrink, tall / cut.shape[0])
    if shrink < 1.0:
        cut = enlarged(cut, max(8, round(cut.shape[0] * shrink)))
    if spot.tilt:
        cut = turned(cut, spot.tilt)
    half = cut.shape[1] / 2 / width
    x = min(max(spot.x, half * 0.96), 1 - half * 0.96) if half < 0.5 else 0.5
    left, top = round(x * width - cut.shape[1] / 2), round(spot.foot * height - cut.shape[0])
    if spot.foot <= 1.0:
        top = max(round(0.02 * height), top)
    cut = _lit(b, cut, spot.depth)
    thing = scene.subjects[spot.index].thing
    stance = thing.stance
    if scene.place == "sea" and spot.grounded and spot.depth < 0.7:
        cut = _in_water(
            b, cut, left, top, sink=0.07 if rides or (stance == "floats" and not thing.is_creature) else 0.21
        )
    elif spot.grounded and scene.place not in NO_GROUND:
        _cast(b, cut, left, top, reach=0.0 if stance == "bust" else 0.5)
        if scene.place in ("snow", "desert", "beach"):
            cut = _sunk(cut, b)
    elif scene.place not in NO_GROUND and stance != "sky":
        _contact(b, left + cut.shape[1] / 2, min(0.93, b.horizon + 0.28) * height, cut.shape[1] * 0.32, 0.30)
    y0, x0, y1, x1 = max(0, top), max(0, left), min(height, top + cut.shape[0]), min(width, left + cut.shape[1])
    if y0 >= y1 or x0 >= x1:
        return None
    part = cut[y0 - top : y1 - top, x0 - left : x1 - left]
    b.rgb = b.rgb.copy()
    b.rgb[y0:y1, x0:x1] = part[..., :3] + b.rgb[y0:y1, x0:x1] * (1 - part[..., 3:])
    figures[y0:y1, x0:x1] = np.maximum(figures[y0:y1, x0:x1], part[..., 3])
    return Placed(scene.subjects[spot.index].thing.name, (x0, y0, x1, y1), part[..., 3].copy())


def _lit(b: Backdrop, cut: Field, depth: float) -> Field:
    """The figure in the place's light: tinted, brighter towards the light with a rim, hazy with distance."""
    alpha = cut[..., 3:]
    own = cut[..., :3] / np.maximum(alpha, 1e-3)
    width = cut.shape[1]
    ramp = (np.arange(width, dtype=np.float32) / max(1, width - 1) - 0.5) * b.light.side
    own = own * (1 + (b.light.tint - 1) * 0.78) * (1 + 0.20 * ramp[None, :, None])
    step = max(1, round(5 * b.unit))
    solid = cut[..., 3]
    shifted = np.zeros_like(solid)
    if 2 * step < min(solid.shape):
        across = solid[:, step:] if b.light.side > 0 else solid[:, :-step]
        shifted[step:, : width - step] = across[:-step] if b.light.side > 0 else 0
        if b.light.side < 0:
            shifted[step:, step:] = across[:-step]
        rim = blurred(np.clip(solid - shifted, 0, 1), 1.2 * b.unit) * solid
        away = blurred(np.clip(solid - np.roll(solid, b.light.side * step, 1), 0, 1), 2.5 * b.unit) * solid
        own = mix(own, b.light.sun, rim * (0.50 if b.light.is_night else 0.38))
        own = own * (1 - 0.30 * away[..., None])
    if depth > 0.3:
        own = mix(own, b.light.haze, 0.42 * (depth - 0.3))
    return np.concatenate([np.clip(own, 0, 1) * alpha, alpha], axis=-1).astype(np.float32)


def _cast(b: Backdrop, cut: Field, left: int, top: int, reach: float) -> None:
    """The shadow on the ground: towards us and away from the light, softer with distance."""
    tall, wide = cut.shape[:2]
    foot = top + tall
    _contact(b, left + wide / 2, foot - 0.02 * tall, _feet_width(cut) * 0.62, 0.50)
    rows = round(tall * reach * 0.62)
    if rows < 4:
        return
    flat = resized(cut[::-1, :, 3], wide, rows)
    cover = np.zeros(b.shape, dtype=np.float32)
    for row in range(rows):
        y = foot - round(0.03 * tall) + row
        if not 0 <= y < b.shape[0]:
            continue
        shift = round(-b.light.side * row * 0.75)
        x0, x1 = max(0, left + shift), min(b.shape[1], left + shift + wide)
        if x0 < x1:
            cover[y, x0:x1] = flat[row, x0 - left - shift : x1 - left - shift] * (1 - row / rows) ** 0.8
    b.lay(b.light.shadow, np.clip(blurred(cover, 4.0 * b.unit), 0, 1) * (0.30 if b.light.is_night else 0.46))


def _feet_width(cut: Field) -> float:
    """How wide the lowest tenth of the figure is, pixels."""
    low = cut[-max(2, cut.shape[0] // 10) :, :, 3].max(0) > 0.4
    columns = np.flatnonzero(low)
    return float(columns[-1] - columns[0] + 1) if len(columns) else cut.shape[1] * 0.6


def _contact(b: Backdrop, x: float, y: float, half: float, strength: float) -> None:
    ys, xs = np.mgrid[0 : b.shape[0], 0 : b.shape[1]].astype(np.float32)
    away = np.hypot((xs - x) / max(half, 2), (ys - y) / max(half * 0.22, 1.5))
    b.lay(b.light.shadow, smoothstep(1.25, 0.2, away) * strength)


def _sunk(cut: Field, b: Backdrop) -> Field:
    """Feet a little way into snow or sand."""
    tall, wide = cut.shape[:2]
    bumps = noise(b.rng, (2, wide), max(8.0, wide / 6), octaves=3)[0]
    edge = tall * (1 - 0.012 - 0.035 * bumps)
    keep = np.clip(edge[None, :] - np.arange(tall, dtype=np.float32)[:, None], 0, 1)
    return np.asarray(cut * keep[..., None], dtype=np.float32)


def _in_water(b: Backdrop, cut: Field, left: int, top: int, sink: float) -> Field:
    """The part above the water line; the rest becomes a broken reflection on the water."""
    tall, wide = cut.shape[:2]
    line = round(tall * (1 - sink))
    mirror = cut[:line][::-1]
    cover = np.zeros((*b.shape, 4), dtype=np.float32)
    for row in range(min(mirror.shape[0], round(tall * 0.55))):
        y = top + line + row
        if not 0 <= y < b.shape[0]:
            continue
        shift = round(float(np.sin(row * 0.55 / b.unit) * (1.5 + row * 0.045)) * b.unit)
        x0, x1 = max(0, left + shift), min(b.shape[1], left + shift + wide)
        if x0 < x1:
            cover[y, x0:x1] = mirror[row, x0 - left - shift : x1 - left - shift]
    own = cover[..., :3] / np.maximum(cover[..., 3:], 1e-3)
    fade = np.clip(1 - (np.arange(b.shape[0], dtype=np.float32) - top - line) / (tall * 0.55), 0, 1)
    b.lay(own * 0.8, cover[..., 3] * fade[:, None] * 0.55)
    ripple = np.abs(np.arange(b.shape[0], dtype=np.float32) - top - line)[:, None] < 1.6 * b.unit
    columns = np.zeros(b.shape[1], dtype=np.float32)
    near = cut[max(0, line - 3) : line + 1, :, 3].max(0)
    x0, x1 = max(0, left), min(b.shape[1], left + wide)
    columns[x0:x1] = near[x0 - left : x1 - left]
    b.lay(b.lit("#ffffff"), blurred(ripple.astype(np.float32) * columns[None, :], 1.0 * b.unit) * 0.7)
    kept = cut.copy()
    bumps = noise(b.rng, (2, wide), max(8.0, wide / 5), octaves=2)[0]
    kept *= np.clip(line + 3 * b.unit * (bumps - 0.5) - np.arange(tall, dtype=np.float32)[:, None], 0, 1)[..., None]
    return kept
