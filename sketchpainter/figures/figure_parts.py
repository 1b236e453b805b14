"""What a drawn figure is put together from: a head, clothes, things in its hands; and what comes of it.

Runs in the painter's process. Values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sketchpainter.raster.arrays import Field
from sketchpainter.raster.shapes import Spot2

Hand = Literal["right", "left"]


@dataclass(frozen=True, slots=True)
class Head:
    """A head to put on a body."""

    pixels: Field
    """Premultiplied."""
    eyes: Spot2 = (0.5, 0.50)
    crown: Spot2 = (0.5, 0.08)
    """Where a hat sits; parts of its box."""
    span: float = 0.9
    """Width of the skull as a part of the box's width."""
    has_shoulders: bool = False
    """Whether the picture goes down to the chest."""


@dataclass(frozen=True, slots=True)
class Held:
    """A thing in a hand."""

    pixels: Field
    grip: Spot2
    """Where the hand takes it, parts of its box."""
    tall: float
    """Its height, head widths."""
    hand: Hand | Literal["both"] = "right"
    turn: float = 0.0
    """Clockwise, degrees."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """An outfit's colours and cut; the names are those of sketchpainter/data/outfits.toml."""

    row: Mapping[str, Any] = field(default_factory=dict)

    def ink(self, *names: str) -> str:
        """The first of these colours that it has."""
        return next((str(self.row[name]) for name in names if name in self.row), "#9a9a9a")

    def has(self, name: str) -> bool:
        """Whether it has this piece."""
        return name in self.row

    def text(self, name: str) -> str:
        """A word of it, or nothing."""
        return str(self.row.get(name, ""))

    def size(self, name: str) -> float:
        """A length of it, or 0."""
        return float(self.row.get(name, 0.0))


@dataclass(frozen=True, slots=True)
class PosedBody:
    """The drawn figure and its points as parts of its box."""

    pixels: Field
    points: dict[str, Spot2]
    head_part: float
    """Width of the skull as a part of the box's width."""
