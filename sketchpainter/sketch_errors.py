"""Defines the failures of the sketch painter; each carries words for a person."""

from __future__ import annotations


class SketchError(Exception):
    """Tells a person about a failure.

    Args:
        title: Describes the failure in one line.
        hint: Advises what to do next; may be empty.
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


class SizeError(SketchError):
    """The size that was asked for is too small or too large to paint."""
