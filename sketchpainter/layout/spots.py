"""Defines the values that layout gives and composing takes: spots, boxes and the extent of figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

_SOLID = 0.86
"""Fraction of a figure's box in each direction that it fills, about; corners of boxes are mostly empty."""
_STANDS_OUT = 1.3
"""Height of a figure, relative to its body, above which the body is made smaller."""
MARGIN = 0.025
"""Free margin at the picture's edges, fraction of the width."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Gives the size of a whole figure, with what it rides, wears and holds up, relative to the body in it."""

    wide: float
    """Width of the figure divided by the height of the body."""
    tall: float = 1.0
    """Height of the figure divided by the height of the body."""

    def body(self, height: float) -> float:
        """Returns the height of the body in a figure that shall look as high as `height`.

        Things that are held up may stand out by _STANDS_OUT.
        """
        return height * min(1.0, _STANDS_OUT / self.tall)


@dataclass(frozen=True, slots=True)
class Spot:
    """Says where one figure stands, in fractions of the picture's width and height."""

    index: int
    """Index of the subject in the scene."""
    number: int
    """Number of the figure within the subject's count, from 0."""
    x: float
    """Horizontal middle of the figure."""
    foot: float
    """Lowest point of the figure."""
    height: float
    """Height of its body; things that it rides or holds up add to that."""
    grounded: bool = True
    """Whether it stands on the ground and casts a shadow at its feet."""
    tilt: float = 0.0
    """Degrees, anticlockwise."""
    depth: float = 0.0
    """0 near, 1 as far as the horizon."""
    widest: float = 0.9
    """Largest fraction of the picture's width that it may take; it is made smaller to fit."""
    facing: int = 0
    """Direction in which it looks: −1 left, 1 right, 0 any."""
    floor: float | None = None
    """Height at which its shadow falls, for figures in the air."""


@dataclass(frozen=True, slots=True)
class Box:
    """Gives the part of the picture that a figure takes, in fractions of its width and height."""

    left: float
    top: float
    right: float
    foot: float
    depth: float = 0.0

    @property
    def width(self) -> float:
        """Width, fraction of the picture's."""
        return self.right - self.left

    def hidden_by(self, other: Box) -> float:
        """Returns the fraction of this figure that another one hides if it stands before it, 0 … 1."""
        # Plain numbers instead of boxes: layout calls this some thousand times.
        own, theirs = (self.right - self.left) * (1 - _SOLID) / 2, (other.right - other.left) * (1 - _SOLID) / 2
        across = min(self.right - own, other.right - theirs) - max(self.left + own, other.left + theirs)
        tall, their_tall = self.foot - self.top, other.foot - other.top
        top = max(self.foot - _SOLID * tall, other.foot - _SOLID * their_tall)
        down = min(self.foot, other.foot) - top
        if across <= 0 or down <= 0:
            return 0.0
        return across * down / max(self.width * _SOLID * tall * _SOLID, 1e-6)

    def is_before(self, other: Box) -> bool:
        """Says whether it is painted after the other one, and so covers it."""
        return (-self.depth, self.foot) >= (-other.depth, other.foot)


def fitted(spot: Spot, extent: Extent, aspect: float) -> Spot:
    """Returns the spot with a figure that is no wider than `widest` and no higher than the picture.

    Args:
        spot: The spot.
        extent: Extent of the figure.
        aspect: Width divided by height of the picture.
    """
    wide, tall = spot.height * extent.wide / aspect, spot.height * extent.tall
    shrink = min(1.0, spot.widest / wide, (0.94 if spot.grounded else 0.86) / tall)
    return replace(spot, height=spot.height * shrink) if shrink < 1 else spot


def box_of(spot: Spot, extent: Extent, aspect: float) -> Box:
    """Returns the box of a fitted figure."""
    half, tall = spot.height * extent.wide / aspect / 2, spot.height * extent.tall
    return Box(spot.x - half, spot.foot - tall, spot.x + half, spot.foot, spot.depth)


def within(x: float, half: float) -> float:
    """Moves the middle `x` so that a figure of half width `half` is inside the picture."""
    return min(max(x, half + MARGIN), 1 - half - MARGIN) if half < 0.5 - MARGIN else 0.5
