"""Makes paint orders of commands, and remembers the last one for "again" and for changes."""

from __future__ import annotations

import secrets
from pathlib import Path

from msgspec.structs import replace

from assistant.core.commands import Paint, PaintOrder, Repeat
from assistant.core.errors import NotUnderstoodError
from assistant.settings.schema import PainterSettings
from assistant.understanding.prompt import DEFAULT_COUNT, compose

SEEDS = 2**31 - 4
"""Exclusive upper bound of first seeds: picture i of at most 4 uses seed + i, and seeds are below 2³¹."""
_NVIDIA = Path("/proc/driver/nvidia/version")
"""This file exists where an NVIDIA driver is loaded."""


def usual_count(settings: PainterSettings) -> int:
    """Return the number of pictures where neither the person nor the settings say it."""
    # A diffusion model without a GPU takes minutes for each picture, so there it is one.
    slow = settings.model is not None and (settings.device == "cpu" or not _NVIDIA.exists())
    return 1 if slow else DEFAULT_COUNT


class PaintOrders:
    """Makes the paint orders of this daemon.

    Args:
        settings: Seed, count and size where the person said nothing.
    """

    def __init__(self, settings: PainterSettings) -> None:
        self._settings = settings.model_copy(update={"count": settings.count or usual_count(settings)})
        self._last: PaintOrder | None = None
        self._next_seed: int | None = None
        """Seed of the next new order; the drafts that are drawn while it is spoken have the same."""

    def paint(self, command: Paint, words: str, repeat: Repeat | None = None) -> PaintOrder:
        """Return the order for something new; `repeat` gives the seed and count of an earlier picture."""
        repeat = repeat or Repeat()
        if repeat.count is not None:
            command = replace(command, count=repeat.count)
        self._last = compose(command, self._settings, self._seed() if repeat.seed is None else repeat.seed, words)
        self._next_seed = None
        return self._last

    def unfinished(self, command: Paint, words: str) -> PaintOrder:
        """Return the order that `paint` would make of what was said so far, with one picture."""
        return compose(replace(command, count=1), self._settings, self._seed(), words)

    def _seed(self) -> int:
        if self._next_seed is None:
            fixed = self._settings.seed
            self._next_seed = secrets.randbelow(SEEDS) if fixed is None else fixed
        return self._next_seed

    def last_wish(self) -> Paint:
        """Return what was ordered last. Raises NotUnderstoodError where nothing was."""
        last = self._require_last()
        return Paint(last.subject, last.style, last.count)

    def changed(self, wish: Paint, words: str) -> PaintOrder:
        """Return the last order with another wish and the same seed, so that what was not changed stays as it was."""
        self._last = compose(wish, self._settings, self._require_last().seed, words)
        return self._last

    def go_back_to(self, order: PaintOrder) -> None:
        """Make an earlier order the one that "again" and changes start from."""
        self._last = order

    def again(self) -> PaintOrder:
        """Return the last order with the seeds that follow: other pictures, even if the settings fix the seed.

        Raises:
            NotUnderstoodError: There was no order yet.
        """
        last = self._require_last()
        self._last = replace(last, seed=(last.seed + last.count) % SEEDS)
        return self._last

    def _require_last(self) -> PaintOrder:
        if self._last is None:
            raise NotUnderstoodError("Nothing has been painted yet", "Say “Paint me a fox in the snow” first.")
        return self._last
