"""Builds the paint order that a painter gets from a command."""

from __future__ import annotations

import re

from assistant.core.commands import Paint, PaintOrder
from assistant.settings.schema import PainterSettings

_SPELLINGS = (
    (re.compile(r"\bwater[ -]?colou?r(s?)\b", re.IGNORECASE), r"watercolor\1"),
    (re.compile(r"\bcolour", re.IGNORECASE), "color"),
    (re.compile(r"\bgr[ea]y[- ]?scale\b", re.IGNORECASE), "grayscale"),
    (re.compile(r"\bpastell?s\b", re.IGNORECASE), "pastel"),
)
"""Unifies spellings that differ between countries and recognisers; models know the right-hand ones best."""

_NEEDS_PAINTING = frozenset(
    {"watercolor", "gouache", "pastel", "acrylic", "cubist", "impressionist", "surrealist", "baroque"}
)
"""Styles that a model reads better with "painting" after them."""

DEFAULT_COUNT = 2
"""Number of pictures where neither the person nor the settings say it."""


def compose(command: Paint, settings: PainterSettings, seed: int, words: str) -> PaintOrder:
    """Returns the order for a painter.

    Args:
        command: The wish. Its own count takes precedence over the settings'.
        settings: Gives the size, and the count where the person said none.
        seed: Seed of the first picture, 0 … 2³¹−1.
        words: The words as they were said, for the picture's metadata.
    """
    style = normal_style(command.style) if command.style else None
    count = command.count or settings.count or DEFAULT_COUNT
    return PaintOrder(
        words=words,
        prompt=_prompt(command.subject, style),
        subject=command.subject,
        style=style,
        count=max(1, min(4, count)),
        seed=seed,
        width_px=settings.width_px,
        height_px=settings.height_px,
    )


def normal_style(style: str) -> str:
    """Returns the style in the spelling that models know best: "Watercolour" → "watercolor"."""
    said = " ".join(style.split())
    for pattern, spelling in _SPELLINGS:
        said = pattern.sub(spelling, said)
    return said


def _prompt(subject: str, style: str | None) -> str:
    if style is None:
        return subject
    first, _, rest = style.partition(" ")
    if first in _NEEDS_PAINTING and (not rest or rest.startswith(("by ", "in "))):
        style = f"{first} painting {rest}".rstrip()
    return f"{subject}, {style}"
