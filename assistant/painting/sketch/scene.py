"""What a prompt asks to see: who is in it, where, when, in what weather and manner. Values only.

Runs in the painter's process. `reader` makes a scene from words; `layout` and `compose` make a picture of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.painting.sketch.vocabulary import Thing

Role = Literal["main", "held", "worn", "mount", "vessel", "above", "below", "behind", "front", "landmark"]

MAX_WORDS = 400
"""Words of a prompt that are read; a picture cannot show more, and reading stays quick."""
MAX_SUBJECTS = 8
MAX_COUNT = 12
WEARABLE = frozenset({"head", "eyes", "neck", "feet"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing in the scene, as often as it was asked for."""

    thing: Thing
    count: int = 1
    colour: str | None = None
    """sRGB "#rrggbb" to tint it with."""
    scale: float = 1.0
    """1 as usual, 0.6 small, 1.35 big."""
    role: Role = "main"
    of: int | None = None
    """Index of the subject that holds, wears, rides or is next to it; None stands for itself."""
    action: str | None = None
    """dance, fly, jump, sleep, run."""
    helmet: bool = False
    """Whether it wears an astronaut's glass helmet."""
    implied: bool = False
    """Whether it comes with a name ("Thor") and was not said itself."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that was understood of a prompt."""

    subjects: tuple[Subject, ...] = ()
    place: str = "meadow"
    time: str = "day"
    weather: str | None = None
    style: str = "oil"
    manner: str | None = None
    """A great name's palette and brush: "gogh", "monet" …"""
    portrait: bool = False
    undrawn: tuple[str, ...] = ()
    """Words that ask for something that cannot be drawn, in the order in which they came."""
