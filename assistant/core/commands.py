"""Defines the commands that a person can give, and the order for a painter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from assistant.core.message import Part

Aspect = Literal["when", "season", "weather", "color", "size", "style", "with", "without", "instead"]
"""The aspects of a picture that a person can change by a few words."""


class Paint(Part, frozen=True, tag_field="kind", tag="paint"):
    """Paint something new."""

    subject: str
    """The subject without the command words and the style: "a fox in the snow"."""
    style: str | None = None
    """The style as said: "watercolor", "oil painting by Botticelli"; None if none was said."""
    count: int | None = None
    """Number of pictures, 1–4; None leaves it to the settings."""


class Again(Part, frozen=True, tag_field="kind", tag="again"):
    """Paint the last order once more, with another seed."""


class Change(Part, frozen=True, tag_field="kind", tag="change"):
    """Paint the last order once more with one aspect changed; the rest, including the seed, stays."""

    aspect: Aspect
    words: str
    """The new value of the aspect: "at night", "red", "watercolor"; the thing that comes or goes: "a hat"; the new
    subject: "a cat"."""


class Back(Part, frozen=True, tag_field="kind", tag="back"):
    """Show the pictures before the last ones again; later changes start from them."""


class Help(Part, frozen=True, tag_field="kind", tag="help"):
    """Show what can be said."""

    sentences: tuple[str, ...] = ()
    """Some of it, for the person to read. Chosen at random, so no part of what makes two commands equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Help)

    def __hash__(self) -> int:
        return hash(Help)


class Thanks(Part, frozen=True, tag_field="kind", tag="thanks"):
    """Polite words that ask for nothing."""


class Stop(Part, frozen=True, tag_field="kind", tag="stop"):
    """Cancel the painting."""


class Dismiss(Part, frozen=True, tag_field="kind", tag="dismiss"):
    """Hide the pictures."""


class Save(Part, frozen=True, tag_field="kind", tag="save"):
    """Keep a picture on purpose: the gallery's size limit never deletes it."""

    which: int | None = None
    """1-based number of the picture; None keeps all pictures on the screen."""


class NotUnderstood(Part, frozen=True, tag_field="kind", tag="not_understood"):
    """The words are no command. Nothing is painted."""

    words: str
    suggestions: tuple[str, ...] = ()
    """Similar sentences that are commands, for the person to read."""


Command = Paint | Again | Change | Back | Help | Thanks | Stop | Dismiss | Save | NotUnderstood


@dataclass(frozen=True, slots=True)
class Repeat:
    """Values of an earlier picture that a new one takes over, besides the words."""

    seed: int | None = None
    """Seed of the first picture, 0 … 2³¹−1; None takes a new one."""
    count: int | None = None
    """Number of pictures, 1–4; None leaves it to the words and the settings."""


class PaintOrder(Part, frozen=True):
    """The order for a painter. It travels to the painter's process inside a `PaintingOrder`.

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
