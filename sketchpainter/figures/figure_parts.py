"""Defines the parts of a drawn figure: head, clothes, things in its hands, and the result.

Values only.
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
    """Premultiplied, height × width × 4."""
    eyes: Spot2 = (0.5, 0.50)
    crown: Spot2 = (0.5, 0.08)
    """Point at which a hat sits, parts of the head's box."""
    span: float = 0.9
    """Width of the skull, part of the box's width."""
    has_shoulders: bool = False
    """True if the picture goes down to the chest."""


@dataclass(frozen=True, slots=True)
class Held:
    """A thing in a hand."""

    pixels: Field
    grip: Spot2
    """Point at which the hand holds it, parts of its box."""
    tall: float
    """Height, head widths."""
    hand: Hand | Literal["both"] = "right"
    turn: float = 0.0
    """Degrees clockwise."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """The colours and the cut of an outfit; its keys are those of sketchpainter/data/outfits.toml."""

    row: Mapping[str, Any] = field(default_factory=dict)

    def ink(self, *names: str) -> str:
        """Returns the colour of the first of these pieces that the outfit has, as sRGB "#rrggbb"; else a grey."""
        return next((str(self.row[name]) for name in names if name in self.row), "#9a9a9a")

    def has(self, name: str) -> bool:
        """Returns whether the outfit has this piece."""
        return name in self.row

    def text(self, name: str) -> str:
        """Returns the text value of a piece, or ""."""
        return str(self.row.get(name, ""))

    def size(self, name: str) -> float:
        """Returns the length of a piece, or 0."""
        return float(self.row.get(name, 0.0))


@dataclass(frozen=True, slots=True)
class PosedBody:
    """The drawn figure and its points, parts of its box."""

    pixels: Field
    points: dict[str, Spot2]
    head_part: float
    """Width of the skull, part of the box's width."""
