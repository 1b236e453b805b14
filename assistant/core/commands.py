"""What a person can ask for, and the order that a painter gets. Made by understanding, carried out by the conductor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from assistant.core.message import Part

Aspect = Literal["when", "season", "weather", "color", "size", "style", "with", "without", "instead"]
"""What about a picture a person can change by a few words."""


class Paint(Part, frozen=True, tag_field="kind", tag="paint"):
    """Paint something new."""

    subject: str
    """What to paint, without the command words and without the style: "a fox in the snow"."""
    style: str | None = None
    """How, as said: "watercolor", "oil painting by Botticelli"; None when nothing was said."""
    count: int | None = None
    """How many pictures, 1–4; None leaves it to the settings."""


class Again(Part, frozen=True, tag_field="kind", tag="again"):
    """Paint the last order once more, with another seed."""


class Change(Part, frozen=True, tag_field="kind", tag="change"):
    """Paint the last order once more with one thing changed; the rest of it stays, its seed too."""

    aspect: Aspect
    words: str
    """What it is to be: "at night", "red", "watercolor"; what comes or goes: "a hat"; who stands there: "a cat"."""


class Back(Part, frozen=True, tag_field="kind", tag="back"):
    """Show the pictures before the last ones again, and go on from them."""


class Help(Part, frozen=True, tag_field="kind", tag="help"):
    """Tell what can be said."""

    sentences: tuple[str, ...] = ()
    """Some of it, for the person to read. Chosen at random, so no part of what makes two commands equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Help)

    def __hash__(self) -> int:
        return hash(Help)


class Thanks(Part, frozen=True, tag_field="kind", tag="thanks"):
    """Kind words, which ask for nothing."""


class Stop(Part, frozen=True, tag_field="kind", tag="stop"):
    """Cancel what is being painted."""


class Dismiss(Part, frozen=True, tag_field="kind", tag="dismiss"):
    """Take the pictures off the screen."""


class Save(Part, frozen=True, tag_field="kind", tag="save"):
    """Keep a picture on purpose: the size limit never deletes it."""

    which: int | None = None
    """1-based number of the picture; None is all that are shown."""


class NotUnderstood(Part, frozen=True, tag_field="kind", tag="not_understood"):
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
