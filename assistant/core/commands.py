"""What a person can ask for, and the order that a painter gets. Made by understanding, carried out by the conductor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

from assistant.core.messages.message import Part

Aspect = Literal["when", "season", "weather", "color", "size", "style", "with", "without", "instead"]
"""What about a picture a person can change by a few words."""


@dataclass(frozen=True, slots=True)
class Paint:
    """Paint something new."""

    subject: str
    """What to paint, without the command words and without the style: "a fox in the snow"."""
    style: str | None = None
    """How, as said: "watercolor", "oil painting by Botticelli"; None when nothing was said."""
    count: int | None = None
    """How many pictures, 1–4; None leaves it to the settings."""


@dataclass(frozen=True, slots=True)
class Again:
    """Paint the last order once more, with another seed."""


@dataclass(frozen=True, slots=True)
class Change:
    """Paint the last order once more with one thing changed; the rest of it stays, its seed too."""

    aspect: Aspect
    words: str
    """What it is to be: "at night", "red", "watercolor"; what comes or goes: "a hat"; who stands there: "a cat"."""


@dataclass(frozen=True, slots=True)
class Back:
    """Show the pictures before the last ones again, and go on from them."""


@dataclass(frozen=True, slots=True)
class Help:
    """Tell what can be said."""

    sentences: tuple[str, ...] = field(default=(), compare=False)
    """Some of it, for the person to read."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """Kind words, which ask for nothing."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Cancel what is being painted."""


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Take the pictures off the screen."""


@dataclass(frozen=True, slots=True)
class Save:
    """Keep a picture on purpose: the size limit never deletes it."""

    which: int | None = None
    """1-based number of the picture; None is all that are shown."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that are no command. Nothing is painted."""

    words: str
    suggestions: tuple[str, ...] = ()
    """Sentences that would have been understood, for the person to read."""


Command = Paint | Again | Change | Back | Help | Thanks | Stop | Dismiss | Save | NotUnderstood


@dataclass(frozen=True, slots=True)
class Repeat:
    """What is to be as it was in an earlier picture, besides the words."""

    seed: int | None = None
    """Of the first picture, 0 … 2³¹−1; None takes a new one."""
    count: int | None = None
    """Pictures, 1–4; None leaves it to the words and the settings."""


class PaintOrder(Part, frozen=True):
    """What a painter gets. It travels to the painter's process inside a `PaintingOrder`.

    A new wish is one line here, with a default that asks for nothing. A painter that takes it into account names it in
    `Painter.supports`; an order that asks another painter for it is refused.
    """

    words: str
    """The words of the request as they were understood, for the picture's metadata."""
    prompt: str
    """The text for a text-to-image model: subject and style in one phrase."""
    subject: str
    style: str | None
    count: Annotated[int, Meta(ge=1, le=4)]
    """Pictures to paint, 1–4."""
    seed: int
    """Seed of the first picture, 0 … 2³¹−1; picture i uses seed + i."""
    width_px: int | None = None
    """None leaves the size to the model's preset."""
    height_px: int | None = None
