"""Computes the joints of a drawn body from its proportions and angles.

Lengths are in head widths, y points downwards, and the middle of the hips is the origin. All functions are pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sketchpainter.raster.shapes import Spot2


@dataclass(frozen=True, slots=True)
class Pose:
    """Angles in degrees from hanging down, positive to the viewer's right; sketchpainter/data/poses.toml explains
    them."""

    right: tuple[float, float] = (20, 6)
    left: tuple[float, float] = (-20, -6)
    right_leg: tuple[float, float] = (7, 2)
    left_leg: tuple[float, float] = (-7, -2)
    lean: float = 0.0
    nod: float = 0.0
    roll: float = 0.0
    front: str = "none"


@dataclass(frozen=True, slots=True)
class Build:
    """Proportions, in head widths."""

    head: float = 1.0
    trunk: float = 0.74
    shoulder: float = 0.30
    hip: float = 0.21
    arm: float = 0.33
    arm_width: float = 0.17
    leg: float = 0.36
    leg_width: float = 0.21


BUILDS = {
    "small": Build(),
    "hero": Build(head=0.80, trunk=0.90, shoulder=0.45, hip=0.23, arm=0.45, arm_width=0.22, leg=0.54, leg_width=0.27),
    "stout": Build(head=0.98, trunk=0.80, shoulder=0.37, hip=0.30, arm=0.35, arm_width=0.24, leg=0.36, leg_width=0.28),
    "grown": Build(head=0.86, trunk=0.84, shoulder=0.36, hip=0.22, arm=0.40, arm_width=0.18, leg=0.46, leg_width=0.22),
}


@dataclass(frozen=True, slots=True)
class Joints:
    """Places of the joints."""

    chest: Spot2
    neck: Spot2
    up: Spot2
    """Direction from the hips to the neck, of length 1."""
    shoulders: dict[str, Spot2]
    elbows: dict[str, Spot2]
    hands: dict[str, Spot2]
    hips: dict[str, Spot2]
    knees: dict[str, Spot2]
    feet: dict[str, Spot2]


def joints_of(pose: Pose, build: Build) -> Joints:
    """Returns the joints of a pose."""
    up = toward(180 - pose.lean, 1.0)
    chest = (up[0] * build.trunk, up[1] * build.trunk)
    side = (-up[1], up[0])
    sides = (("right", 1.0), ("left", -1.0))
    low = 0.10
    shoulders = {n: (chest[0] + s * side[0] * build.shoulder - up[0] * low,
                     chest[1] + s * side[1] * build.shoulder - up[1] * low) for n, s in sides}  # fmt: skip
    arms: dict[str, tuple[float, float]] = {"right": pose.right, "left": pose.left}
    legs: dict[str, tuple[float, float]] = {"right": pose.right_leg, "left": pose.left_leg}
    hips = {name: (s * build.hip * 0.72, 0.0) for name, s in sides}
    elbows = {name: add(shoulders[name], toward(arms[name][0], build.arm)) for name, _ in sides}
    hands = {name: add(elbows[name], toward(arms[name][1], build.arm * 0.92)) for name, _ in sides}
    knees = {name: add(hips[name], toward(legs[name][0], build.leg)) for name, _ in sides}
    feet = {name: add(knees[name], toward(legs[name][1], build.leg)) for name, _ in sides}
    return Joints(chest, chest, up, shoulders, elbows, hands, hips, knees, feet)


def toward(degrees: float, length: float) -> Spot2:
    """Returns a step of that length, `degrees` from straight down towards the viewer's right."""
    t = np.radians(degrees)
    return float(np.sin(t)) * length, float(np.cos(t)) * length


def add(a: Spot2, b: Spot2) -> Spot2:
    """Returns the sum of two steps."""
    return a[0] + b[0], a[1] + b[1]
