"""Defines the order for a figure, `FigureSpec`, and the drawn figure, `Figure`. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field

from sketchpainter.raster.arrays import Field
from sketchpainter.scene.implied_props import COMPANY
from sketchpainter.scene.scene import Subject
from sketchpainter.scene.things import Point


@dataclass(frozen=True, slots=True)
class Figure:
    """A cut-out with premultiplied alpha, and its anchors, parts of its box."""

    pixels: Field
    anchors: dict[str, Point] = field(default_factory=dict)
    span: float = 0.45
    """Width of the head, part of the box's width."""
    roll: float = 0.0
    """Degrees clockwise by which the figure is still to be turned, for one that looks to the right."""


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """Everything that decides how a figure is drawn, except chance."""

    subject: Subject
    parts: tuple[Subject, ...]
    character: str | None
    height_px: int
    mounted: str | None
    """Way in which the figure rides or sits: ride, drive, sit or stand; None without a carrier."""

    def worn(self) -> list[Subject]:
        """Returns the things that the figure wears."""
        return [part for part in self.parts if part.role == "worn" and part.thing.slot != COMPANY]

    def held(self) -> list[Subject]:
        """Returns the things that it holds."""
        return [part for part in self.parts if part.role == "held" and part.how != "breathe"]

    def breathed(self) -> list[Subject]:
        """Returns the things that come out of its mouth."""
        return [part for part in self.parts if part.role == "held" and part.how == "breathe"]

    def hats(self) -> list[Subject]:
        """Returns the worn things that need no body: on head, eyes or neck."""
        return [part for part in self.worn() if part.thing.slot in ("head", "eyes", "neck")]
