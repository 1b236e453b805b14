"""Gives spots above, below, beside, behind and before another subject."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sketchpainter.layout.crowds import depth_at
from sketchpainter.layout.placement import Search, find_room
from sketchpainter.layout.spots import Box, Extent, Spot, box_of, fitted, within
from sketchpainter.layout.viewpoint import Viewpoint
from sketchpainter.scene.scene import Subject

_LONG = frozenset({"wall", "fence", "bridge", "road", "rainbow"})
"""Names of long things."""
_TREES = frozenset({"deciduous tree", "evergreen tree", "palm tree", "Christmas tree"})
"""Names of things that stand on the ground though somebody is under them."""
_WIDER = 1.5
"""A thing behind another that is more than _WIDER times as wide is centred, and seen on both sides of it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Describes a subject that is placed by its relation to another one."""

    index: int
    """Index of the subject."""
    subject: Subject
    """The subject; its `role` is the relation."""
    of: Spot
    """Spot of the other one."""
    box: Box
    """Box of the other one."""
    spot: Spot
    """Spot of the subject as if it stood beside the other one."""
    extent: Extent
    """Extent of the subject."""
    aspect: float
    view: Viewpoint
    taken: tuple[Box, ...]
    """Boxes of all figures that are there."""


def related_spots(two: Relation, rng: np.random.Generator) -> list[Spot]:
    """Returns the spots of the subject, by its role."""
    match two.subject.role:
        case "above" if two.subject.thing.name in _TREES:
            spot = _over(two)
        case "above":
            spot = _above(two, rng)
        case "below":
            spot = _below(two, rng)
        case "behind":
            spot = _behind(two)
        case "front":
            spot = _before(two)
        case _:
            return _beside(two, rng)
    return _repeated(two, spot)


def _half(two: Relation, spot: Spot) -> float:
    return spot.height * two.extent.wide / two.aspect / 2


def _repeated(two: Relation, spot: Spot) -> list[Spot]:
    """Repeats a spot for the count of the subject, side by side, all of them in the picture."""
    count = two.subject.count
    step = min(_half(two, spot) * 1.9, 0.96 / count)
    spot = replace(
        spot, height=spot.height * min(1.0, 1.1 * step / max(1e-6, _half(two, spot) * 2) if count > 1 else 1)
    )
    first = within(spot.x, step * count / 2) - step * (count - 1) / 2
    return [replace(spot, number=n, x=first + n * step) for n in range(count)]


def _above(two: Relation, rng: np.random.Generator) -> Spot:
    top = two.box.top
    tall = min(two.spot.height * 0.8, max(0.16, top - 0.05))
    foot = max(tall * two.extent.tall + 0.03, top - 0.03)
    x = two.of.x + float(rng.uniform(-0.06, 0.06))
    return replace(two.spot, foot=foot, height=tall, grounded=False, depth=0.1, x=x)


def _over(two: Relation) -> Spot:
    """Returns the spot of a tree behind the other one: its crown is above, its trunk on the side with more room."""
    foot = two.of.foot - 0.05
    tall = foot - max(0.03, two.box.top - 0.35)
    spot = replace(two.spot, foot=foot, height=tall / two.extent.tall, depth=max(0.35, two.of.depth + 0.2))
    spot = fitted(spot, two.extent, two.aspect)
    return replace(spot, x=two.of.x + _open_side(two.of) * 0.35 * _half(two, spot))


def _below(two: Relation, rng: np.random.Generator) -> Spot:
    sky, building = two.subject.thing.stance == "sky", two.subject.thing.stance == "building"
    tall = 0.34 if sky else min(0.46 if building else two.spot.height, 0.93 - two.of.foot + 0.06)
    foot = min(1.02, two.of.foot + 0.80 * tall) if sky else 0.93
    depth = 0.5 if sky or building else 0.3
    spot = replace(two.spot, foot=foot, height=max(tall, 0.18), depth=depth, grounded=not sky, widest=0.80)
    return replace(spot, x=1 - two.of.x + float(rng.uniform(-0.05, 0.05))) if sky else spot


def _behind(two: Relation) -> Spot:
    depth = max(0.35, two.of.depth + 0.2)
    foot = two.of.foot - 0.07
    spot = replace(two.spot, foot=foot, depth=depth, widest=0.98 if two.subject.thing.name in _LONG else 0.8)
    if two.subject.thing.name in _LONG:
        spot = replace(spot, height=max(spot.height, two.of.height * 0.75))
    spot = fitted(spot, two.extent, two.aspect)
    half = _half(two, spot)
    if 2 * half > _WIDER * two.box.width:
        return replace(spot, x=two.of.x)
    return replace(spot, x=two.of.x + _open_side(two.of) * (two.box.width / 2 + half * 0.30))


def _before(two: Relation) -> Spot:
    spot = fitted(replace(two.spot, depth=-0.2, foot=min(0.965, two.of.foot + 0.06)), two.extent, two.aspect)
    half = two.box.width / 2
    # A thing in front may hide a part, never the better part.
    return replace(spot, x=two.of.x + _open_side(two.of) * (half * 0.45 + _half(two, spot) * 0.6))


def _beside(two: Relation, rng: np.random.Generator) -> list[Spot]:
    """Returns spots on the side that was said, where no figure is hidden too much."""
    turn = 1 if two.subject.role == "right" else -1
    boxes = list(two.taken)
    spots = []
    for number in range(two.subject.count):
        one = replace(two.spot, number=number)

        def at(x: float, foot: float, one: Spot = one) -> Spot:
            return replace(one, x=x, foot=foot, depth=depth_at(foot, two.view))

        edge = two.box.right if turn > 0 else two.box.left
        search = Search(boxes, two.extent, two.aspect, at, (two.spot.foot, two.spot.foot - 0.06), edge, side=turn)
        spots.append(find_room(search, rng))
        boxes.append(box_of(spots[-1], two.extent, two.aspect))
    return spots


def _open_side(of: Spot) -> float:
    return 1.0 if of.x < 0.5 else -1.0
