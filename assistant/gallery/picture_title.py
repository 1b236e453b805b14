"""What a picture is of, from the words that asked for it. Pure; for menus and captions."""

from __future__ import annotations

import re
from typing import Final

_COMMAND: Final = re.compile(
    r"(?:hey |ok )?(?:jarvis\W+)?(?:(?:can|could|would) you )?(?:please )?(?:paint|draw|sketch)\b(?: (?:me|us))?\s+",
    re.IGNORECASE,
)
"""How nearly every wish begins. A screen full of "paint me a …" would hide what the pictures are of."""


def caption(words: str) -> str:
    """The words without "paint me", with a capital: "paint me a fox" → "A fox". Words that are only that stay."""
    what = _COMMAND.sub("", words, count=1) if _COMMAND.match(words) else words
    what = what or words
    return what[:1].upper() + what[1:]
