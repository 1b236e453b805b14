"""Where one actor goes: the values that layout gives and composing takes. Pure; runs in the painter's process."""

from __future__ import annotations

from dataclasses import dataclass, replace

_SOLID = 0.86
"""How much of a figure's box in each direction it fills about; corners of boxes are mostly empty."""
_STANDS_OUT = 1.3
"""How much higher than its body a figure may be before the body is made smaller."""
MARGIN = 0.025
"""What is left free at the picture's edges, part of the width."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a whole figure is beside the body in it, with what it rides, wears and holds up."""

    wide: float
    """Width of the figure by height of the body."""
    tall: float = 1.0
    """Height of the figure by height of the body."""

    def body(self, height: float) -> float:
        """Height of the body in a figure that is to look as high as `height`; what is held up may stand out."""
        return height * min(1.0, _STANDS_OUT / self.tall)


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
    """Height of its body; what it rides or holds up comes on top of that."""
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


@dataclass(frozen=True, slots=True)
class Box:
    """The part of the picture that a figure takes, in parts of its width and height."""

    left: float
    top: float
    right: float
    foot: float
    depth: float = 0.0

    @property
    def width(self) -> float:
        """Its width, part of the picture's."""
        return self.right - self.left

    def hidden_by(self, other: Box) -> float:
        """The share of this figure that another one hides if it stands before it, 0 … 1."""
        # Numbers and no boxes: layout asks this some thousand times.
        own, theirs = (self.right - self.left) * (1 - _SOLID) / 2, (other.right - other.left) * (1 - _SOLID) / 2
        across = min(self.right - own, other.right - theirs) - max(self.left + own, other.left + theirs)
        tall, their_tall = self.foot - self.top, other.foot - other.top
        top = max(self.foot - _SOLID * tall, other.foot - _SOLID * their_tall)
        down = min(self.foot, other.foot) - top
        if across <= 0 or down <= 0:
            return 0.0
        return across * down / max(self.width * _SOLID * tall * _SOLID, 1e-6)

    def is_before(self, other: Box) -> bool:
        """Whether it is painted after the other one, and so covers it."""
        return (-self.depth, self.foot) >= (-other.depth, other.foot)


def fitted(spot: Spot, extent: Extent, aspect: float) -> Spot:
    """The spot with a figure that is no wider than it may be, and no higher than the picture.

    Args:
        spot: Where.
        extent: Of the figure.
        aspect: Width by height of the picture.
    """
    wide, tall = spot.height * extent.wide / aspect, spot.height * extent.tall
    shrink = min(1.0, spot.widest / wide, (0.94 if spot.grounded else 0.86) / tall)
    return replace(spot, height=spot.height * shrink) if shrink < 1 else spot


def box_of(spot: Spot, extent: Extent, aspect: float) -> Box:
    """What the figure takes of the picture, once it is fitted."""
    half, tall = spot.height * extent.wide / aspect / 2, spot.height * extent.tall
    return Box(spot.x - half, spot.foot - tall, spot.x + half, spot.foot, spot.depth)


def within(x: float, half: float) -> float:
    """The middle moved so that a figure half as wide as `half` is inside the picture."""
    return min(max(x, half + MARGIN), 1 - half - MARGIN) if half < 0.5 - MARGIN else 0.5
