"""Where one actor goes: the value that layout gives and composing takes. Runs in the painter's process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one actor goes, in parts of the picture's width and height."""

    index: int
    """Which subject of the scene."""
    number: int
    """Which of its count, from 0."""
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
    facing: int = 0
    """−1 looks left, 1 looks right, 0 as it likes."""
    floor: float | None = None
    """Where its shadow falls, for those who are in the air; parts of the height."""
