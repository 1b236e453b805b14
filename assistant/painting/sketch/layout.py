"""Where the actors of a scene go, and how large they are: a viewpoint, perspective, and room for everybody.

Runs in the painter's process. Pure: a scene, a viewpoint and a source of chance in; spots out. No pixels. Subjects are
placed one after the other in the order in which they were said, and nobody moves for who comes later: so a picture can
grow while somebody speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from assistant.painting.sketch.crowds import Room, crowd_spots, depth_at, scenery_spots, sky_spots
from assistant.painting.sketch.scene import Scene, Subject
from assistant.painting.sketch.spots import Spot
from assistant.painting.sketch.viewpoint import Viewpoint

NO_GROUND = frozenset({"space", "underwater", "sky"})
"""Places where things float."""
PARTS = frozenset({"held", "worn", "mount", "vessel"})
"""Roles of what belongs to another subject's figure."""


def lay_out(scene: Scene, view: Viewpoint, aspect: float, wide: Callable[[int], float], seed: int) -> list[Spot]:
    """Spots for every subject that stands for itself, farthest first.

    Args:
        scene: Who is there.
        view: Where it is looked at from.
        aspect: Width by height of the picture.
        wide: Width by height of the figure of a subject.
        seed: The same seed gives the same spots.
    """
    floor = _Floor(scene, view, aspect, wide, seed)
    for index, subject in enumerate(scene.subjects):
        if subject.role not in PARTS:
            floor.place(index, subject)
    return sorted(floor.spots, key=lambda spot: (-spot.depth, spot.foot))


@dataclass(slots=True)
class _Floor:
    """The ground that fills up."""

    scene: Scene
    view: Viewpoint
    aspect: float
    wide: Callable[[int], float]
    seed: int
    spots: list[Spot] = field(default_factory=list)
    unit: float = 0.0
    """Height of a thing of bulk 1 at the hero's feet; 0 while nobody is there."""
    taken: list[tuple[float, float]] = field(default_factory=list)
    """Parts of the width that are taken, each from and to."""

    def place(self, index: int, subject: Subject) -> None:
        """Give a subject its spots."""
        rng = np.random.default_rng([self.seed, 11, index])
        alone = not any(spot.depth < 0.7 for spot in self.spots)
        sky = subject.thing.stance == "sky"
        scenery = subject.role == "landmark" or (subject.thing.stance == "building" and not alone)
        of = next((s for s in self.spots if s.index == subject.of), None) if subject.of is not None else None
        if of is not None and subject.role in ("above", "below", "left", "right", "behind", "front"):
            made = self._by(index, subject, of, rng)
        elif sky and not (alone and self._is_alone(index)):
            made = sky_spots(index, subject, self._room(), rng)
        elif scenery:
            made = scenery_spots(index, subject, self._room(), rng)
        elif subject.count > 1:
            made = self._group(index, subject, rng, alone=alone)
        else:
            made = [self._single(index, subject, rng, alone=alone)]
        for spot in made:
            self.spots.append(spot)
            if spot.depth < 0.7:
                half = spot.height * self.wide(index) / self.aspect / 2
                self.taken.append((spot.x - half, spot.x + half))

    def _is_alone(self, index: int) -> bool:
        return not any(i < index and s.role not in PARTS for i, s in enumerate(self.scene.subjects))

    def _bulk(self, index: int, subject: Subject) -> float:
        carriers = [s for s in self.scene.subjects if s.of == index and s.role in ("mount", "vessel")]
        return max(s.thing.bulk * s.scale for s in (subject, *carriers))

    def _narrow(self) -> float:
        return min(1.0, 0.50 + 0.50 * self.aspect)

    def _single(self, index: int, subject: Subject, rng: np.random.Generator, *, alone: bool) -> Spot:
        bulk = self._bulk(index, subject)
        if alone:
            return self._hero(index, subject, bulk, rng)
        x, gap = self._free(rng)
        foot = float(rng.uniform(0.84, 0.93))
        height, foot = self._by_perspective(bulk, foot)
        spot = Spot(
            index,
            0,
            x,
            foot,
            height,
            widest=max(0.58 if bulk > 1.2 else 0.24, min(0.62, gap * 1.15)),
            facing=1 if x < 0.5 else -1,
        )
        return self._stanced(replace(spot, depth=depth_at(foot, self.view)), subject, rng)

    def _hero(self, index: int, subject: Subject, bulk: float, rng: np.random.Generator) -> Spot:
        view = self.view
        if self.scene.portrait and subject.thing.stance != "building":
            person = subject.thing.is_person or subject.thing.stance != "stands" or subject.thing.name == "superhero"
            tall = 1.24 if person else 0.90
            self.unit = 0.6
            return Spot(index, 0, 0.5, 0.10 + tall, tall, widest=1.15, grounded=False, facing=0)
        foot = 0.885 + float(rng.uniform(-0.02, 0.03))
        height = float(np.clip(0.62 * bulk**0.5, 0.22, 0.76)) * view.zoom * self._narrow()
        self.unit = height / bulk**0.9
        x = view.focus
        spot = Spot(index, 0, x, foot, height, widest=0.68, facing=1 if x < 0.45 else -1 if x > 0.55 else 0)
        return self._stanced(spot, subject, rng)

    def _by_perspective(self, bulk: float, foot: float) -> tuple[float, float]:
        """Height at this foot; a thing that would be too tall there is put farther back."""
        view = self.view
        if not self.unit:
            self.unit = 0.52 * view.zoom
        near = 0.885 - view.horizon
        tall = self.unit * bulk**0.9 * (foot - view.horizon) / near
        most, least = 0.70 * self._narrow(), 0.085
        if tall > most:
            foot = max(view.horizon + 0.16 * near, view.horizon + (foot - view.horizon) * most / tall)
            tall = most * (0.92 if bulk > 1.2 else 0.76)
        elif tall < 0.15:
            foot = min(0.955, foot + 0.05)
            tall = max(least, tall * 1.25)
        return tall, foot

    def _free(self, rng: np.random.Generator) -> tuple[float, float]:
        """The middle of the largest free part of the width, and how wide that is."""
        edges = sorted((max(0.0, a), min(1.0, b)) for a, b in self.taken)
        gaps, at = [], 0.02
        for start, end in edges:
            gaps.append((at, start))
            at = max(at, end)
        gaps.append((at, 0.98))
        start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
        gap = end - start
        if gap < 0.10:
            return float(rng.uniform(0.15, 0.85)), 0.3
        # Towards the neighbour rather than the picture's edge, as companions stand.
        lean = 0.5 + (0.10 if start <= 0.03 else -0.10 if end >= 0.97 else 0.0)
        return float(start + gap * lean + rng.uniform(-0.02, 0.02)), gap

    def _stanced(self, spot: Spot, subject: Subject, rng: np.random.Generator) -> Spot:
        """The spot, changed for those who fly, float or jump."""
        stance, place = subject.thing.stance, self.scene.place
        parts = [s for s in self.scene.subjects if s.of == spot.index and s.role in ("mount", "vessel")]
        carrier = parts[0].thing if parts else None
        flying = subject.action == "fly" or (carrier.stance if carrier else stance) == "flies"
        lifted = any(s.of == spot.index and s.role == "below" for s in self.scene.subjects)
        sway = float(rng.uniform(-1, 1))
        if place in NO_GROUND:
            drop = float(rng.uniform(-0.14, 0.14)) if self.spots else 0.0
            middle = 0.53 + drop + (-0.08 if lifted else 0.0)
            foot = float(np.clip(middle + spot.height / 2, 0.25, 0.96))
            return replace(spot, foot=foot, grounded=False, tilt=7 * sway, depth=max(0.0, spot.depth * 0.3))
        if lifted or flying:
            small = 0.72 if lifted else 0.88
            tall = spot.height * small
            foot = float(np.clip(self.view.horizon * 0.62 + tall * 0.62, tall + 0.05, 0.70))
            if lifted:
                foot = min(foot, max(tall + 0.04, 0.50))
            tilt = 6 * sway
            return replace(spot, foot=foot, height=tall, grounded=False, tilt=tilt, floor=min(0.95, spot.foot))
        if subject.action == "jump":
            return replace(spot, foot=spot.foot - 0.12, grounded=False, tilt=8 * sway, floor=spot.foot)
        if place == "sea" or subject.action == "swim":
            return replace(spot, foot=min(0.86, spot.foot), tilt=2.5 * sway)
        return spot

    def _by(self, index: int, subject: Subject, of: Spot, rng: np.random.Generator) -> list[Spot]:
        """Spots above, below, beside, behind or before another."""
        bulk = self._bulk(index, subject)
        sky = subject.thing.stance == "sky"
        half = of.height * self.wide(of.index) / self.aspect / 2
        tall, foot = self._by_perspective(bulk, min(0.90, max(of.foot, 0.84) if of.grounded else 0.88))
        own = tall * self.wide(index) / self.aspect / 2
        spot = Spot(index, 0, of.x, foot, tall, widest=0.6)
        match subject.role:
            case "above":
                top = of.foot - of.height
                tall = min(tall * 0.8, max(0.16, top - 0.05))
                foot = max(tall + 0.03, top - 0.03)
                spot = replace(
                    spot, foot=foot, height=tall, grounded=False, depth=0.1, x=of.x + rng.uniform(-0.06, 0.06)
                )
            case "below":
                building = subject.thing.stance == "building"
                tall = 0.34 if sky else min(0.46 if building else tall, 0.93 - of.foot + 0.06)
                foot = min(1.02, of.foot + 0.80 * tall) if sky else 0.93
                depth = 0.5 if sky or building else 0.3
                spot = replace(spot, foot=foot, height=max(tall, 0.18), depth=depth, grounded=not sky, widest=0.80)
                if sky:
                    spot = replace(spot, x=1 - of.x + float(rng.uniform(-0.05, 0.05)))
            case "behind":
                spot = replace(spot, foot=of.foot - 0.07, x=of.x + self._open_side(of) * (half + own * 0.15),
                               depth=max(0.35, of.depth + 0.2))  # fmt: skip
            case "front":
                low = min(0.965, of.foot + 0.06)
                spot = replace(spot, foot=low, x=of.x + self._open_side(of) * (half * 0.65 + own * 0.4), depth=-0.2)
            case _:
                turn = 1 if subject.role == "right" else -1
                edge = of.x + turn * half * 0.9
                room = max(0.20, (1 - edge if turn > 0 else edge) / max(1, subject.count))
                own = min(own, room / 2)
                spot = replace(spot, x=edge + turn * own, depth=depth_at(foot, self.view), widest=room)
        spot = replace(spot, x=float(np.clip(spot.x, min(0.5, own), max(0.5, 1 - own))))
        return [
            replace(spot, number=n, x=spot.x + (n - (subject.count - 1) / 2) * own * 1.9) for n in range(subject.count)
        ]

    def _open_side(self, of: Spot) -> float:
        return 1.0 if of.x < 0.5 else -1.0

    def _room(self) -> Room:
        return Room(self.view, tuple(self.spots), self._narrow(), self.aspect)

    def _group(self, index: int, subject: Subject, rng: np.random.Generator, *, alone: bool) -> list[Spot]:
        """Several of a kind, where there is room for them."""
        bulk = self._bulk(index, subject)
        floats = self.scene.place in NO_GROUND or subject.thing.stance == "flies" or subject.action == "fly"
        room = replace(self._room(), each_wide=self.wide(index), floats=floats)
        if alone:
            room = replace(room, base=self._hero(index, replace(subject, count=1), bulk, rng).height)
        else:
            x, gap = self._free(rng)
            near = self._by_perspective(bulk, 0.87)[0]
            room = replace(room, left=max(0.03, x - gap / 2), right=min(0.97, x + gap / 2), base=near)
        spots = crowd_spots(index, subject.count, room, rng)
        return spots if floats else [self._stanced(spot, subject, rng) for spot in spots]
