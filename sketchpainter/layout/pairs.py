"""Places pairs: two subjects that kiss, fight or follow each other, or of which one is left or right of the other.

The two share the width of the picture: both are inside it and have one scale.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sketchpainter.layout.crowds import Room, crowd_spots, depth_at
from sketchpainter.layout.spots import Spot
from sketchpainter.scene.scene import Scene

_GAPS = {"kiss": -0.50, "hug": -0.42, "fight": -0.02, "talk": 0.10, "feed": 0.06, "watch": 0.20, "chase": 0.16}
"""Gap between the two by `scene.MEETINGS`, fraction of the narrower one's width; below 0 they overlap."""
_APART = 0.12
"""The same for pairs that do not meet."""
_FACING_BOTH = frozenset({"kiss", "hug", "talk", "fight", "feed", "watch"})
_ACROSS = 0.95
"""Largest fraction of the width that a pair takes."""
_PROPER = frozenset({"building", "sky"})
"""Stances of things that are never one of a pair."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Names two subjects by index and says how they stand to each other."""

    one: int
    other: int
    side: int
    """1: the other is to the right; −1: to the left."""
    meets: str | None = None
    """One of `scene.MEETINGS`; None where only their sides were said."""

    def facing(self, *, is_one: bool) -> int:
        """Returns the direction in which the first (`is_one`) or the other one looks: −1 left, 1 right, 0 any."""
        if self.meets in _FACING_BOTH:
            return self.side if is_one else -self.side
        return {"chase": self.side, "lead": -self.side, "race": -self.side}.get(self.meets or "", 0)


def pair_of(scene: Scene, index: int, parts: Collection[str], side: int) -> Pair | None:
    """Returns the pair that a first subject belongs to, or None.

    Args:
        scene: The scene.
        index: Index of the first subject that was placed.
        parts: Roles of subjects that belong to another subject's figure.
        side: Side of the other one if it was not said: −1 left, 1 right.
    """
    subject = scene.subjects[index]
    for number, other in enumerate(scene.subjects):
        if other.of == index and other.role in ("left", "right"):
            return Pair(index, number, 1 if other.role == "right" else -1)
    if subject.toward is not None and subject.toward > index:
        other = scene.subjects[subject.toward]
        if other.role not in parts and other.role == "main" and other.thing.stance not in _PROPER:
            return Pair(index, subject.toward, side, subject.meets)
    return None


def pair_spots(
    pair: Pair, hero: Spot, rooms: tuple[Room, ...], counts: tuple[int, int], rng: np.random.Generator
) -> tuple[list[Spot], list[Spot], float]:
    """Returns the spots of the one, those of the other, and the factor by which both became smaller.

    Args:
        pair: The pair.
        hero: The spot of the first one if it were alone.
        rooms: The room of each, with its height as `base`.
        counts: Number of figures of each.
        rng: Source of chance.
    """
    aspect = rooms[0].aspect
    widths = []
    for room, count in zip(rooms, counts, strict=True):
        own = room.base * room.extent.wide / aspect
        widths.append(own if count == 1 else min(0.62, own * min(count, 4) * 0.9))
    gap = _GAPS.get(pair.meets or "", _APART) * min(widths)
    total = sum(widths) + gap
    shrink = min(1.0, _ACROSS / total)
    widths, gap = [wide * shrink for wide in widths], gap * shrink
    total *= shrink
    start = float(np.clip(hero.x - total / 2, 0.025, 0.975 - total)) if total < 0.95 else 0.5 - total / 2
    order = (0, 1) if pair.side > 0 else (1, 0)
    left = {order[0]: start, order[1]: start + widths[order[0]] + gap}
    made: list[list[Spot]] = []
    for which, (index, room, count) in enumerate(zip((pair.one, pair.other), rooms, counts, strict=True)):
        if count > 1:
            one = replace(room, base=room.base * shrink, left=left[which], right=left[which] + widths[which])
            made.append(crowd_spots(index, count, one, rng))
            continue
        back = 0.05 if which and pair.meets == "race" else 0.0
        foot = hero.foot - back
        depth = depth_at(foot, room.view) if hero.grounded else hero.depth
        x = left[which] + widths[which] / 2
        spot = replace(hero, index=index, x=x, foot=foot, height=room.base * shrink, widest=0.9, facing=room.facing)
        made.append([replace(spot, depth=depth if which else min(depth, 0.0))])
    return made[0], made[1], shrink
