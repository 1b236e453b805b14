"""What is known of a figure before it is drawn, and what it is afterwards. Values only.

Runs in the painter's process.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sketchpainter.raster.arrays import Field
from sketchpainter.scene.implied_props import COMPANY
from sketchpainter.scene.scene import Subject
from sketchpainter.scene.things import Point


@dataclass(frozen=True, slots=True)
class Figure:
    """A cut-out with premultiplied alpha, and its known points as parts of its box."""

    pixels: Field
    anchors: dict[str, Point] = field(default_factory=dict)
    span: float = 0.45
    """Width of the head as a part of the box's width."""
    roll: float = 0.0
    """Degrees clockwise that it is yet to be turned, for one that looks to the right."""


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What is known of a figure before it is drawn."""

    subject: Subject
    parts: tuple[Subject, ...]
    character: str | None
    height_px: int
    mounted: str | None
    """How it rides or sits: ride, drive, sit, stand; None where nothing carries it."""

    def worn(self) -> list[Subject]:
        """What it wears."""
        return [part for part in self.parts if part.role == "worn" and part.thing.slot != COMPANY]

    def held(self) -> list[Subject]:
        """What it holds."""
        return [part for part in self.parts if part.role == "held" and part.how != "breathe"]

    def breathed(self) -> list[Subject]:
        """What comes out of its mouth."""
        return [part for part in self.parts if part.role == "held" and part.how == "breathe"]

    def hats(self) -> list[Subject]:
        """What it wears that needs no body: on its head, eyes or neck."""
        return [part for part in self.worn() if part.thing.slot in ("head", "eyes", "neck")]
