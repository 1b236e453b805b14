"""Where the actors of a scene go, and how large they are: thirds, depth, and room for everybody.

Runs in the painter's process. Pure: a scene, a horizon and a source of chance in; spots out. No pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assistant.painting.sketch.scene import Scene, Subject

NO_GROUND = frozenset({"space", "underwater", "sky"})
"""Places where things float."""
_HEIGHTS = {1: 0.60, 2: 0.49, 3: 0.43, 4: 0.36, 5: 0.33}
"""Height of the tallest of so many actors, as a part of the picture's height."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one actor goes, in parts of the picture's width and height."""

    index: int
    """Which subject of the scene."""
    x: float
    """Its middle."""
    foot: float
    """Its lowest point."""
    height: float
    grounded: bool = True
    """Whether it stands on the ground and casts a shadow at its feet."""
    tilt: float = 0.0
    """Degrees, anticlockwise."""
    depth: float = 0.0
    """0 near, 1 as far as the horizon."""
    widest: float = 0.9
    """It is made smaller where it would be wider than this part of the picture's width."""


def lay_out(scene: Scene, horizon: float, aspect: float, rng: np.random.Generator) -> list[Spot]:
    """Spots for every subject that stands for itself, farthest first.

    Args:
        scene: Who is there.
        horizon: Where the ground begins, as a part of the height.
        aspect: Width by height of the picture.
        rng: Source of chance.
    """
    own = [(i, s) for i, s in enumerate(scene.subjects) if s.role not in ("held", "worn", "mount", "vessel")]
    sky = [(i, s) for i, s in own if s.thing.stance == "sky"]
    behind = [
        (i, s) for i, s in own if s.role == "landmark" or (s.thing.stance == "building" and len(own) > len(sky) + 1)
    ]
    rest = [(i, s) for i, s in own if (i, s) not in sky and (i, s) not in behind]
    if behind and not rest:
        rest, behind = behind, []
    crowd = [(i, s) for i, s in rest for _ in range(s.count)]
    lower = {s.of for _, s in rest if s.role == "below"} | {s.of for _, s in behind if s.role == "below"}
    side = float(rng.choice((-1, 1)))
    stage = _Stage(scene, horizon, aspect, side, frozenset(lower), rng)
    spots = stage.crowd(crowd)
    spots += _background(behind, horizon, side, bool(rest), rng)
    spots += _in_the_sky(sky, side, alone=not crowd, rng=rng)
    return sorted(spots, key=lambda spot: (-spot.depth, spot.foot))


@dataclass(frozen=True, slots=True)
class _Stage:
    """What all spots of one picture have in common."""

    scene: Scene
    horizon: float
    aspect: float
    side: float
    """−1 or 1: the side that is given more weight."""
    lifted: frozenset[int | None]
    """Subjects with another below them."""
    rng: np.random.Generator

    def crowd(self, crowd: list[tuple[int, Subject]]) -> list[Spot]:
        """Spots for those in front."""
        count = len(crowd)
        if not count:
            return []
        tallest = max(s.thing.bulk for _, s in crowd)
        base = _HEIGHTS.get(count, 0.27 if count <= 8 else 0.22) * float(self.rng.uniform(0.94, 1.06))
        base *= min(1.0, 0.72 + 0.28 * self.aspect) if self.aspect < 1 else 1.0
        if self.scene.portrait and count == 1:
            base = 0.80
        order = list(range(count))
        if len({i for i, _ in crowd}) == 1:
            self.rng.shuffle(order)
        spots = []
        for place, number in enumerate(order):
            index, subject = crowd[number]
            x, back = _column(place, count, self.side, self.rng, portrait=self.scene.portrait)
            share = float(np.clip((subject.thing.bulk / tallest) ** 0.75, 0.42, 1.0))
            height = base * share * (subject.scale if count > 1 else min(max(subject.scale, 0.72), 1.2))
            if count == 1:
                height *= float(np.clip(0.80 + 0.20 * subject.thing.bulk**0.5, 0.84, 1.08))
            if any(s.of == index and s.role == "mount" for s in self.scene.subjects):
                height = min(0.74, height * 1.3)
            near = 0.91 + float(self.rng.uniform(-0.025, 0.02))
            foot = near - back * (near - self.horizon - 0.10) * 0.55
            height *= 1 - 0.30 * back
            spots.append(
                self._stand(
                    Spot(index, x, foot, height, depth=back * 0.4, widest=min(0.86, 1.25 / count + 0.12)), subject
                )
            )
        return spots

    def _stand(self, spot: Spot, subject: Subject) -> Spot:  # noqa: PLR0911 — a list of rules
        """The spot, changed for those who fly, float, jump or are cut off below."""
        stance = subject.thing.stance
        parts = (s for s in self.scene.subjects if s.of == spot.index and s.role in ("mount", "vessel"))
        carrier = next((s.thing for s in parts), None)
        flying = subject.action == "fly" or (carrier.stance if carrier else stance) == "flies"
        tilt = float(self.rng.uniform(-5, 5)) if subject.action == "dance" else 0.0
        if self.scene.place in NO_GROUND:
            several = sum(s.count for s in self.scene.subjects if s.of is None) > 2
            drop = float(self.rng.uniform(-0.22, 0.20) if several else self.rng.uniform(-0.05, 0.05))
            middle = min(0.52 + drop + spot.height / 2 + (0.06 if self.scene.place != "space" else 0), 0.95)
            return replace(spot, foot=middle - spot.depth * 0.5, grounded=False, tilt=float(self.rng.uniform(-8, 8)))
        if spot.index in self.lifted:
            return replace(
                spot,
                foot=min(0.52, spot.height * 0.8 + float(self.rng.uniform(0.06, 0.22))),
                height=spot.height * 0.8,
                grounded=False,
                tilt=tilt,
            )
        if subject.role == "above":
            return replace(spot, foot=max(0.30, spot.height * 0.5 + 0.06), height=spot.height * 0.55, grounded=False)
        if flying:
            foot = max(spot.height + 0.05, self.horizon * 0.5 + spot.height * 0.75)
            return replace(spot, foot=min(foot, 0.80), grounded=False, tilt=float(self.rng.uniform(-9, 9)))
        if stance == "bust" and not carrier:
            return replace(spot, foot=1.01, height=max(spot.height, 0.5) * 1.08)
        if subject.action == "jump":
            return replace(spot, foot=spot.foot - 0.13, grounded=False, tilt=float(self.rng.uniform(-12, 12)))
        if subject.role == "behind":
            return replace(spot, foot=spot.foot - 0.08, depth=0.5)
        if subject.role == "front":
            return replace(spot, foot=min(0.97, spot.foot + 0.05), depth=-0.2)
        if self.scene.place == "sea":
            return replace(spot, foot=min(0.84, spot.foot - 0.06), tilt=float(self.rng.uniform(-3, 3)))
        return replace(spot, tilt=tilt)


def _column(place: int, count: int, side: float, rng: np.random.Generator, *, portrait: bool) -> tuple[float, float]:
    """Middle and distance (0 near … 1 far) of one in a row."""
    if count == 1:
        return (0.5 if portrait else 0.5 + side * float(rng.uniform(0.03, 0.13))), 0.0
    if count <= 5:
        x = (place + 0.5) / count
        x = 0.5 + (x - 0.5) * 0.94 + float(rng.uniform(-0.025, 0.025))
        return x, float(rng.uniform(0.0, 0.18)) + (0.22 if place % 2 == (1 if side > 0 else 0) and count > 2 else 0.0)
    rows = 2 if count <= 8 else 3
    row = place % rows
    columns = -(-count // rows)
    x = (place // rows + 0.5 + 0.35 * (row % 2) - 0.17) / columns
    return 0.5 + (x - 0.5) * 0.9 + float(rng.uniform(-0.02, 0.02)), 1.0 - row / max(1, rows - 1)


def _background(
    behind: list[tuple[int, Subject]], horizon: float, side: float, peopled: bool, rng: np.random.Generator
) -> list[Spot]:
    spots = []
    columns = [0.5 - side * 0.29, 0.5 + side * 0.33, 0.5 - side * 0.03]
    number = 0
    for index, subject in behind:
        for _ in range(subject.count):
            tall = float(np.clip(0.27 + 0.15 * subject.thing.bulk, 0.32, 0.60)) * (1.0 if peopled else 1.15)
            x = columns[number % 3] + (number // 3) * 0.11 + float(rng.uniform(-0.03, 0.03))
            foot = horizon + 0.10 + 0.015 * number
            spots.append(Spot(index, min(max(x, 0.1), 0.9), foot, tall * subject.scale, depth=0.8, widest=0.55))
            number += 1
    return spots


def _in_the_sky(sky: list[tuple[int, Subject]], side: float, *, alone: bool, rng: np.random.Generator) -> list[Spot]:
    spots = []
    number = 0
    for index, subject in sky:
        for _ in range(subject.count):
            tall = (0.40 if alone else 0.22) * subject.scale * float(rng.uniform(0.9, 1.1))
            if subject.thing.name == "rainbow":
                tall *= 1.6
            x = 0.5 - side * (0.0 if alone else 0.30) + (number % 4 - (0 if number < 1 else 0.5)) * 0.24 * side
            top = 0.05 + (0.16 if alone else 0.0) + 0.06 * (number % 2)
            spots.append(Spot(index, min(max(x, 0.14), 0.86), top + tall, tall, grounded=False, depth=0.95, widest=0.6))
            number += 1
    return spots
