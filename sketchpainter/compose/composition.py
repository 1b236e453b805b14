"""Composes a scene: sets figures into a background, in one light.

The result is painted in a style, or serves another painter as a start image with a mask for each subject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sketchpainter.backdrops.atmosphere import FLAMES, apply_weather, is_candlelit, lit_by_flames
from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext, light_of
from sketchpainter.backdrops.elements.interiors import lay_table
from sketchpainter.backdrops.places.place_table import painter_of
from sketchpainter.compose.lighting import afloat, cast_shadow, contact, glow_around, grounded, lit
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.figures.glyphs import enlarged
from sketchpainter.layout.layout import lay_out
from sketchpainter.layout.spots import Extent, Spot, within
from sketchpainter.layout.stances import NO_GROUND
from sketchpainter.layout.viewpoint import viewpoint_of
from sketchpainter.raster.arrays import Field
from sketchpainter.raster.compositing import lay_over, turned
from sketchpainter.scene.implied_props import with_implied_props
from sketchpainter.scene.laid_tables import is_table_laid
from sketchpainter.scene.scene import Scene

_ORBS = frozenset({"sun", "full moon", "crescent moon", "rainbow", "ringed planet", "sun with face", "new moon face"})
_GLOWING = frozenset(
    {"fire", "candle", "lantern", "red paper lantern", "jack-o-lantern", "light bulb", "diya lamp", "sparkler", "star"}
    | {
        "glowing star",
        "sun",
        "full moon",
        "crescent moon",
        "comet",
        "shooting star",
        "fireworks",
        "flashlight",
        "torch",
    }
    | {"sun with face", "rainbow", "high voltage", "sparkles"}
)
_PLACE_PX = 336
"""Longest side at which a background is painted; larger ones are enlarged, which costs less, since they are soft."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Describes a figure in the picture."""

    name: str
    """Name of its thing."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom in pixels, within the picture."""
    cover: Field
    """Its alpha inside the box, as if no other figure hid it."""
    index: int = 0
    """Index of the subject in the scene."""
    number: int = 0
    """Number of the figure within the subject's count, from 0."""
    whole: float = 0.0
    """Pixels that the figure covers, including those outside the picture and those that others hide."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Holds the composed picture and what a style needs to paint it."""

    rgb: Field
    """The picture, height × width × 3."""
    background: Field
    """The same place without the figures."""
    placed: tuple[Placed, ...]
    """Farthest first."""
    flow: Field
    """Direction of the brush, radians, height × width."""
    figures: Field
    """Fraction of each pixel that belongs to figures, height × width."""
    grass: float | None = None
    """Height at which grass begins, fraction of the picture's from the top; None where none grows."""

    def mask(self, index: int) -> Field:
        """Returns where the subject at an index is visible, 0 … 1, height × width; figures before it hide it."""
        seen = np.zeros(self.figures.shape, dtype=np.float32)
        for placed in self.placed:
            left, top, right, bottom = placed.box
            part = seen[top:bottom, left:right]
            part *= 1 - placed.cover
            if placed.index == index:
                part += placed.cover
        return seen

    def seen(self) -> list[tuple[Placed, float]]:
        """Returns each figure with its visible fraction, 0 … 1: inside the picture and not behind another figure."""
        covered = np.zeros(self.figures.shape, dtype=np.float32)
        found: list[tuple[Placed, float]] = []
        for placed in reversed(self.placed):
            left, top, right, bottom = placed.box
            part = covered[top:bottom, left:right]
            found.append((placed, float((placed.cover * (1 - part)).sum()) / max(placed.whole, 1e-6)))
            part[...] = np.maximum(part, placed.cover)
        return found[::-1]


def place_key(scene: Scene) -> tuple[object, ...]:
    """Returns all that a scene's background depends on, as a key."""
    orb = any(s.thing.name in _ORBS for s in scene.subjects)
    return scene.place, scene.setting, scene.time, scene.weather, scene.season, scene.mood, orb, is_table_laid(scene)


def paint_place(scene: Scene, shape: tuple[int, int], seed: int) -> Backdrop:
    """Paints the background of a scene with its weather, without figures.

    Args:
        scene: The scene.
        shape: Height and width, pixels.
        seed: At least 0; the same seed gives the same background.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """
    shrink = min(1.0, _PLACE_PX / max(shape))
    small = (max(16, round(shape[0] * shrink)), max(16, round(shape[1] * shrink)))
    rng = np.random.default_rng([seed, 7])
    light = light_of(scene.time, seed, scene.weather)
    if any(s.thing.name in _ORBS for s in scene.subjects):
        light = replace(light, has_orb=False)
    view = viewpoint_of(seed)
    setting = (scene.setting or "").lower()
    context = BackdropContext(small, light, rng, view.horizon, scene.season, scene.mood, setting, seed, view.focus)
    backdrop = painter_of(scene.place, setting)(context)
    if is_table_laid(scene):
        lay_table(backdrop, context)
    apply_weather(backdrop, scene.weather)
    return backdrop if small == shape else backdrop.enlarged(shape)


def compose(
    scene: Scene, figure_maker: FigureMaker, shape: tuple[int, int], seed: int, place: Backdrop | None = None
) -> Composition:
    """Composes a scene.

    Args:
        scene: The scene.
        figure_maker: Makes the cut-outs.
        shape: Height and width, pixels.
        seed: At least 0; the same seed gives the same composition, another one another light, viewpoint and layout.
        place: The background, if it has been painted before for the same `place_key`, shape and seed.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """
    backdrop = place or paint_place(scene, shape, seed)
    scene = with_implied_props(scene)
    figures = np.zeros(shape, dtype=np.float32)
    placed: list[Placed] = []
    spots = lay_out(
        scene, viewpoint_of(seed), shape[1] / shape[0], lambda i: Extent(*figure_maker.extent(scene, i)), seed
    )
    plain = lit_by_flames(backdrop, _flames(scene, spots)) if is_candlelit(scene) else backdrop.rgb
    b = replace(backdrop, rgb=plain.copy(), rng=np.random.default_rng([seed, 17]))
    for spot in spots:
        rng = np.random.default_rng([seed, 13, spot.index, spot.number])
        found = _place(b, scene, spot, figure_maker, rng, figures)
        if found:
            placed.append(found)
    rgb, grass = b.rgb, b.horizon if b.ground == "grass" else None
    for coat in b.coats:
        rgb, plain = coat(rgb), coat(plain)
    return Composition(np.clip(rgb, 0, 1), np.clip(plain, 0, 1), tuple(placed), b.flow, figures, grass)


def _flames(scene: Scene, spots: list[Spot]) -> list[tuple[float, float]]:
    """Returns where flames burn, fractions of width and height: at the upper end of burning things."""
    return [(s.x, s.foot - 0.85 * s.height) for s in spots if scene.subjects[s.index].thing.name in FLAMES]


def _place(
    b: Backdrop, scene: Scene, spot: Spot, figure_maker: FigureMaker, rng: np.random.Generator, figures: Field
) -> Placed | None:
    """Draws one figure into the background; returns None where nothing of it is inside the picture."""
    height, width = b.shape
    subject = scene.subjects[spot.index]
    tall = max(12, round(spot.height * height))
    cut = figure_maker.draw(scene, spot.index, tall, rng, spot.facing)
    shrink = min(1.0, spot.widest * width / cut.shape[1])
    if not scene.portrait:
        shrink = min(shrink, (0.94 if spot.grounded else 0.86) * height / cut.shape[0])
    if shrink < 1.0:
        cut = enlarged(cut, max(8, round(cut.shape[0] * shrink)))
    cut = turned(cut, spot.tilt)
    x = within(spot.x, cut.shape[1] / 2 / width)
    left, top = round(x * width - cut.shape[1] / 2), round(spot.foot * height - cut.shape[0])
    if scene.portrait and spot.foot > 1.0:
        top = round(0.07 * height)
    elif spot.foot <= 1.0:
        top = max(round(0.02 * height), top)
    glows = subject.thing.name in _GLOWING
    if glows and subject.thing.stance != "building" and (b.light.is_night or spot.number == 0):
        middle = (left + cut.shape[1] / 2, top + cut.shape[0] / 2)
        reach = 0.45 if is_candlelit(scene) else 1.25 if b.light.is_night else 0.8
        glow_around(b, *middle, reach * max(cut.shape[:2]))
    cut = _set_down(b, scene, spot, lit(b, cut, _haze(scene, spot, glows=glows), glows=glows), left, top)
    whole = float(cut[..., 3].sum())
    y0, x0, y1, x1 = max(0, top), max(0, left), min(height, top + cut.shape[0]), min(width, left + cut.shape[1])
    if y0 >= y1 or x0 >= x1:
        return None
    part = cut[y0 - top : y1 - top, x0 - left : x1 - left]
    lay_over(b.rgb[y0:y1, x0:x1], part)
    figures[y0:y1, x0:x1] = np.maximum(figures[y0:y1, x0:x1], part[..., 3])
    return Placed(subject.thing.name, (x0, y0, x1, y1), part[..., 3].copy(), spot.index, spot.number, whole)


def _haze(scene: Scene, spot: Spot, *, glows: bool) -> float:
    """Returns the depth that dims a figure: air dims neither things that shine nor things in space."""
    if spot.depth > 0.8 and (glows or scene.place in ("space", "moonscape")):
        return 0.1
    return spot.depth


def _set_down(b: Backdrop, scene: Scene, spot: Spot, cut: Field, left: int, top: int) -> Field:
    """Returns the figure as it touches its place (in water, on the ground, in the air), and paints its traces there."""
    height = b.shape[0]
    subject = scene.subjects[spot.index]
    stance = subject.thing.stance
    carrier = next((s.thing for s in scene.subjects if s.of == spot.index and s.role in ("mount", "vessel")), None)
    if spot.grounded and b.ground == "water" and spot.depth < 0.7:
        boat = (carrier.stance if carrier else stance) == "floats" and not (carrier or subject.thing).is_creature
        return afloat(b, cut, left, top, sink=0.07 if boat else 0.04 if carrier else 0.20)
    if scene.place in NO_GROUND or b.ground == "none":
        return cut
    if spot.grounded and stance != "sky":
        if stance != "building" or spot.depth < 0.6:
            cast_shadow(b, cut, left, top, foot=top + cut.shape[0] - 0.018 * cut.shape[0])
        else:
            contact(b, left + cut.shape[1] / 2, top + cut.shape[0] * 0.985, cut.shape[1] * 0.42, 0.3)
        return grounded(b, cut, left, top)
    if spot.floor is not None and b.ground != "water":
        contact(b, left + cut.shape[1] / 2, spot.floor * height, cut.shape[1] * 0.30, 0.34)
    return cut
