"""Failures of the sketch painter, with words for a person."""

from __future__ import annotations


class SketchError(Exception):
    """Says what went wrong and what to do next.

    Args:
        title: What went wrong, in one line.
        hint: What to do next; may be empty.
    """

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.title}. {self.hint}" if self.hint else self.title


class TableError(SketchError):
    """A table of sketchpainter/data is missing or cannot be read."""


class FontMissing(SketchError):
    """The emoji font is not installed."""
