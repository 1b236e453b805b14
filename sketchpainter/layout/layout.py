"""Decides where the subjects of a scene stand and how large they are, by viewpoint, perspective and the room there is.

Subjects are placed one after the other in the order in which they were said. A placed subject does not move for later
ones, except where it is then said that it stands beside or meets another. So a picture can grow while somebody speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from sketchpainter.layout.crowds import Room, crowd_spots, depth_at, scenery_spots, sky_spots
from sketchpainter.layout.pairs import Pair, pair_of, pair_spots
from sketchpainter.layout.placement import Search, find_room
from sketchpainter.layout.relations import Relation, related_spots
from sketchpainter.layout.spots import Box, Extent, Spot, box_of, fitted, within
from sketchpainter.layout.stances import CARRIERS, NO_GROUND, carrier_stance, with_jump, with_stance
from sketchpainter.layout.viewpoint import Viewpoint
from sketchpainter.scene.laid_tables import is_set_on_table
from sketchpainter.scene.scene import Scene, Subject

PARTS = frozenset({"held", "worn", "mount", "vessel"})
"""Roles of subjects that belong to another subject's figure."""
_BY = frozenset({"above", "below", "left", "right", "behind", "front"})
_FAR, _SKY = 0.7, 0.9
"""Least depth of scenery, and of things that hang in the sky."""
_ONE_WAY = frozenset({"run", "walk", "fly", "swim", "skate", "ski"})
"""Actions in which a crowd goes one way."""


def lay_out(scene: Scene, view: Viewpoint, aspect: float, extent: Callable[[int], Extent], seed: int) -> list[Spot]:
    """Returns the spots of all subjects that stand for themselves, farthest first.

    Args:
        scene: The scene.
        view: The viewpoint.
        aspect: Width divided by height of the picture.
        extent: Gives the extent of the figure of the subject at an index.
        seed: At least 0; the same seed gives the same spots.
    """
    layout = _Layout(scene, view, aspect, extent, seed)
    for index, subject in enumerate(scene.subjects):
        if subject.role not in PARTS:
            layout.place(index, subject)
    return sorted(layout.spots, key=lambda spot: (-spot.depth, spot.foot))


@dataclass(slots=True)
class _Layout:
    """Holds the picture while its subjects are placed one after the other."""

    scene: Scene
    view: Viewpoint
    aspect: float
    extent: Callable[[int], Extent]
    seed: int
    spots: list[Spot] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    """Boxes of the spots; the first is that of the hero, the first subject."""
    unit: float = 0.0
    """Height of a thing of bulk 1 at the hero's feet; 0 before the hero is placed."""
    kept: dict[int, list[Spot]] = field(default_factory=dict)
    """Spots that are reserved for later subjects, by index: the other one of a pair."""

    def place(self, index: int, subject: Subject) -> None:
        """Adds the spots of a subject."""
        rng = np.random.default_rng([self.seed, 11, index])
        for spot in self.kept.pop(index, None) or self._spots(index, subject, rng):
            extent = self.extent(spot.index)
            own = spot
            if not self.scene.portrait:
                own = fitted(spot, extent, self.aspect)
                own = replace(own, x=within(own.x, own.height * extent.wide / self.aspect / 2))
            self.spots.append(own)
            self.boxes.append(box_of(own, extent, self.aspect))

    def _spots(self, index: int, subject: Subject, rng: np.random.Generator) -> list[Spot]:
        of = next((s for s in self.spots if s.index == subject.of), None) if subject.of is not None else None
        if of is not None and subject.role in _BY:
            return related_spots(self._relation(index, subject, of), rng)
        far = self._far_away(index, subject, rng)
        if far or any(spot.depth < _FAR for spot in self.spots):
            return far or self._company(index, subject, rng)
        hero = self._hero(index, subject, self.bulk(index), rng)
        pair = None if self.scene.portrait else pair_of(self.scene, index, PARTS, self._away())
        if pair is not None:
            return self._pair(pair, hero, rng)
        if self.count(index) > 1:
            return self._crowd(index, subject, hero, rng)
        return [hero]

    def _far_away(self, index: int, subject: Subject, rng: np.random.Generator) -> list[Spot]:
        """Returns spots in the sky or at the far side; none for subjects that belong near."""
        near = [spot for spot in self.spots if spot.depth < _FAR]
        if subject.thing.stance == "sky" and (self.spots or self.scene.place not in NO_GROUND):
            number = sum(spot.depth >= _SKY for spot in self.spots)
            first = not self.spots and not self.scene.portrait
            room = replace(self._room(index), base=0.34 if first else 0.21, floats=self.scene.place in NO_GROUND)
            return sky_spots(index, subject, number, room, rng)
        if subject.role == "landmark" or (subject.thing.stance == "building" and near and not self._is_built(near[0])):
            return scenery_spots(index, subject, self._room(index), rng)
        return []

    def count(self, index: int) -> int:
        """Returns the number of figures of a subject: one where all of them are on one carrier."""
        subject = self.scene.subjects[index]
        carriers = [s for s in self.scene.subjects if s.of == index and s.role in CARRIERS]
        return 1 if carriers and carriers[0].count == 1 else subject.count

    def bulk(self, index: int) -> float:
        """Returns the bulk of a subject times its scale, or that of its carrier if that is larger."""
        carriers = [s for s in self.scene.subjects if s.of == index and s.role in CARRIERS]
        return max(s.thing.bulk * s.scale for s in (self.scene.subjects[index], *carriers))

    def natural(self, bulk: float, foot: float) -> float:
        """Returns the height at which a thing of this bulk appears with its feet at `foot`."""
        unit = self.unit or 0.52 * self.view.zoom
        return float(unit * bulk**0.9) * (foot - self.view.horizon) / (0.885 - self.view.horizon)

    def limits(self, bulk: float) -> tuple[float, float]:
        """Returns the least and the greatest height of a companion."""
        return (0.13 + 0.07 * min(1.0, bulk)) * self.narrow(), 0.72 * self.narrow()

    def narrow(self) -> float:
        """Returns the factor that makes figures smaller in tall pictures: 1 for square and wide ones."""
        return min(1.0, 0.50 + 0.50 * self.aspect)

    def _is_built(self, spot: Spot) -> bool:
        return self.scene.subjects[spot.index].thing.stance == "building"

    def _room(self, index: int) -> Room:
        return Room(self.view, tuple(self.boxes), self.narrow(), self.aspect, extent=self.extent(index))

    def _relation(self, index: int, subject: Subject, of: Spot) -> Relation:
        bulk = self.bulk(index)
        low = min(0.90, max(of.foot, 0.84) if of.grounded else 0.88)
        least, most = self.limits(bulk)
        tall = self.extent(index).body(float(np.clip(self.natural(bulk, low), least, most)))
        return Relation(
            index, subject, of, box_of(of, self.extent(of.index), self.aspect), Spot(index, 0, of.x, low, tall),
            self.extent(index), self.aspect, self.view, tuple(self.boxes),
        )  # fmt: skip

    def _hero(self, index: int, subject: Subject, bulk: float, rng: np.random.Generator) -> Spot:
        view = self.view
        if self.scene.portrait and subject.thing.stance != "building":
            person = subject.thing.is_person or subject.thing.stance != "stands" or subject.thing.name == "superhero"
            tall = 1.24 if person else 0.90
            self.unit = 0.6
            return Spot(index, 0, 0.5, 0.10 + tall, tall, widest=1.0, grounded=False, facing=0)
        foot = 0.885 + float(rng.uniform(-0.02, 0.03))
        least = 0.30 * min(1.0, subject.scale)
        height = float(np.clip(0.62 * bulk**0.38 * min(1.0, subject.scale) ** 0.4, least, 0.76))
        height *= view.zoom * self.narrow()
        self.unit = height / bulk**0.9
        x = view.focus
        facing = 1 if x < 0.45 else -1 if x > 0.55 else 0
        if subject.toward is not None and subject.meets == "watch":
            facing = self._away()
        height = self.extent(index).body(height)
        widest = 0.62 if subject.thing.stance == "building" else 0.74 if self.scene.place in NO_GROUND else 0.86
        spot = Spot(index, 0, x, foot, height, widest=widest, facing=facing)
        return self._with_stance(fitted(spot, self.extent(index), self.aspect), subject, rng)

    def _pair(self, pair: Pair, hero: Spot, rng: np.random.Generator) -> list[Spot]:
        """Places both of a pair: returns the hero's spots and keeps those of the other."""
        bulk = self.bulk(pair.other)
        least, most = self.limits(bulk)
        tall = self.extent(pair.other).body(float(np.clip(self.natural(bulk, hero.foot), least, most)))
        rooms = tuple(
            replace(self._room(index), base=height, boxes=(), facing=pair.facing(is_one=index == pair.one))
            for index, height in ((pair.one, hero.height), (pair.other, tall))
        )
        ours, theirs, shrink = pair_spots(pair, hero, rooms, (self.count(pair.one), self.count(pair.other)), rng)
        self.unit *= shrink
        other = self.scene.subjects[pair.other]
        if not hero.grounded and self.scene.place not in NO_GROUND:
            theirs = [replace(s, foot=0.9, grounded=True, tilt=0.0, depth=0.0, floor=None) for s in theirs]
        # One that is fed comes down.
        on_ground = self.scene.place not in NO_GROUND and pair.meets != "feed"
        self.kept[pair.other] = [self._with_stance(spot, other, rng) if on_ground else spot for spot in theirs]
        return ours

    def _away(self) -> int:
        """Returns the side with more room beside the hero: −1 left, 1 right."""
        return -1 if self.view.focus > 0.5 else 1

    def _crowd(self, index: int, subject: Subject, hero: Spot, rng: np.random.Generator) -> list[Spot]:
        """Returns spots for several of a kind that are the first to be placed."""
        flies = subject.thing.stance == "flies" or subject.action == "fly"
        lifted = any(other.of == index and other.role == "below" for other in self.scene.subjects)
        floats = self.scene.place in NO_GROUND or flies or lifted
        one_way = subject.action in _ONE_WAY or subject.meets in ("chase", "lead", "race")
        facing = self._away() if one_way else 0
        view = replace(self.view, horizon=1.5) if floats and self.scene.place in NO_GROUND else self.view
        room = replace(self._room(index), base=hero.height, floats=floats, facing=facing, view=view)
        room = replace(room, on_table=is_set_on_table(self.scene, subject))
        if subject.toward == index:
            half = min(0.47, room.base * room.extent.wide / self.aspect)
            room = replace(room, left=0.5 - half, right=0.5 + half)
        return crowd_spots(index, self.count(index), room, rng)

    def _company(self, index: int, subject: Subject, rng: np.random.Generator) -> list[Spot]:
        """Returns spots for subjects that come after others, where there is room."""
        bulk, count, hero = self.bulk(index), self.count(index), self.spots[0]
        floats = self.scene.place in NO_GROUND
        flies = carrier_stance(self.scene, index) == "flies" or subject.action == "fly"
        least, most = self.limits(bulk)
        built = subject.thing.stance == "building"
        feet = self._feet(min(bulk, 0.9) if built else bulk, most, flies=flies and not floats)
        smaller = {1: 1.0, 2: 0.94, 3: 0.88}.get(count, 0.80)
        spots, boxes = list[Spot](), list(self.boxes)
        for number in range(count):
            tilt = float(rng.uniform(-7, 7)) if flies or floats else 0.0

            def at(x: float, foot: float, number: int = number, tilt: float = tilt) -> Spot:
                natural = self.natural(bulk, 0.885 if flies or floats else foot)
                tall = self.extent(index).body(float(np.clip(natural, least, most)))
                tall *= smaller * (0.85 if flies or floats else 1.0)
                if flies or floats:
                    low = foot + tall / 2
                    return Spot(index, number, x, low, tall, grounded=False, tilt=tilt, depth=0.05,
                                facing=1 if x < hero.x else -1, floor=None if floats else 0.90)  # fmt: skip
                return Spot(index, number, x, foot, tall, depth=depth_at(foot, self.view), facing=1 if x < 0.5 else -1)

            # A thing larger than the hero towers behind the others; it does not shrink to a toy before them.
            large = bulk > 1.15 * self.bulk(hero.index) and count == 1 and not built
            search = Search(boxes, self.extent(index), self.aspect, at, feet, hero.x, 0.7 if large else 0.0)
            spot = find_room(search, rng)
            boxes.append(box_of(spot, self.extent(index), self.aspect))
            spots.append(with_jump(spot, subject, self.scene))
        return spots

    def _feet(self, bulk: float, most: float, *, flies: bool) -> tuple[float, ...]:
        """Returns the feet to try for a companion, the best first: far ones for large things, near ones for small."""
        if self.scene.place in NO_GROUND:
            return (0.45, 0.62, 0.30, 0.75)
        if flies:
            return (0.30, 0.22, 0.40, 0.50)
        horizon = self.view.horizon
        near = (0.84, 0.78, 0.72, 0.87) if self.scene.place == "sea" else (0.90, 0.85, 0.94, 0.79, 0.73)
        high = self.natural(bulk, near[0])
        if high <= 0.85 * most:
            return near if bulk > 0.3 else (near[0], *near[2:])
        far = max(horizon + 0.07, horizon + (near[0] - horizon) * most / high)
        return (far, (far + near[0]) / 2, horizon + 0.04)

    def _with_stance(self, spot: Spot, subject: Subject, rng: np.random.Generator) -> Spot:
        tall = spot.height * self.extent(spot.index).tall
        return with_stance(spot, subject, self.scene, tall, self.view.horizon, rng)
