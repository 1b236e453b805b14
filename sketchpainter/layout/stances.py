"""Changes spots for subjects that fly, float, jump or swim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketchpainter.layout.spots import Spot
from sketchpainter.scene.scene import Scene, Subject

NO_GROUND = frozenset({"space", "underwater", "sky"})
"""Places (scene.PLACES) without ground, where things float."""
CARRIERS = frozenset({"mount", "vessel"})
"""Roles of subjects that carry another."""


def carrier_stance(scene: Scene, index: int) -> str:
    """Returns the stance of a subject's carrier, or its own if it has none."""
    carriers = [s for s in scene.subjects if s.of == index and s.role in CARRIERS]
    return (carriers[0] if carriers else scene.subjects[index]).thing.stance


def with_jump(spot: Spot, subject: Subject, scene: Scene) -> Spot:
    """Returns the spot of a companion, lifted into the air if it jumps."""
    if subject.action == "jump" and spot.grounded and scene.place not in NO_GROUND:
        return replace(spot, foot=spot.foot - 0.10, grounded=False, tilt=5.0, floor=spot.foot)
    return spot


def with_stance(
    spot: Spot, subject: Subject, scene: Scene, tall: float, horizon: float, rng: np.random.Generator
) -> Spot:  # fmt: skip
    """Returns the spot of a first subject, changed if it flies, floats, jumps or swims.

    Args:
        spot: The spot where it would stand.
        subject: The subject.
        scene: The scene.
        tall: Height of the whole figure.
        horizon: Height at which the ground begins.
        rng: Source of chance.
    """
    flying = subject.action == "fly" or carrier_stance(scene, spot.index) == "flies"
    lifted = any(s.of == spot.index and s.role == "below" for s in scene.subjects)
    sway = float(rng.uniform(-1, 1))
    if scene.place in NO_GROUND:
        middle = 0.53 + (-0.08 if lifted else 0.0)
        foot = float(np.clip(middle + tall / 2, 0.25, 0.96))
        return replace(spot, foot=foot, grounded=False, tilt=7 * sway, depth=max(0.0, spot.depth * 0.3))
    if lifted or flying:
        small = 0.76 if lifted else 0.92
        tall *= small
        foot = float(np.clip(horizon * 0.62 + tall * 0.62, tall + 0.05, 0.70))
        if lifted:
            foot = min(foot, max(tall + 0.04, 0.50))
        low = min(0.95, spot.foot)
        return replace(spot, foot=foot, height=spot.height * small, grounded=False, tilt=6 * sway, floor=low)
    if subject.action == "jump":
        return replace(spot, foot=spot.foot - 0.12, grounded=False, tilt=8 * sway, floor=spot.foot)
    if scene.place == "sea" or subject.action == "swim":
        return replace(spot, foot=min(0.86, spot.foot), tilt=2.5 * sway)
    return spot
