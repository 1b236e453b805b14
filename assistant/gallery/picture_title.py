"""Makes captions from the words of requests, for menus and windows."""

from __future__ import annotations

import re
from typing import Final

_COMMAND: Final = re.compile(
    r"(?:hey |ok )?(?:jarvis\W+)?(?:(?:can|could|would) you )?(?:please )?(?:paint|draw|sketch)\b(?: (?:me|us))?\s+",
    re.IGNORECASE,
)
"""The usual beginning of a request. A screen full of "paint me a …" would hide the subjects of the pictures."""


def caption(words: str) -> str:
    """Returns the words without "paint me", with a capital: "paint me a fox" → "A fox"; a bare "paint me" stays."""
    what = _COMMAND.sub("", words, count=1) if _COMMAND.match(words) else words
    what = what or words
    return what[:1].upper() + what[1:]
