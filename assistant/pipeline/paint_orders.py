"""Makes a painter's order of a command, and remembers the last one for "again". Runs on the daemon's loop."""

from __future__ import annotations

import secrets
from pathlib import Path

from msgspec.structs import replace

from assistant.core.commands import Paint, PaintOrder, Repeat
from assistant.core.errors import NotUnderstoodError
from assistant.settings.schema import PainterSettings
from assistant.understanding.prompt import DEFAULT_COUNT, compose

SEEDS = 2**31 - 4
"""First seeds are below this: picture i of at most 4 uses seed + i, and seeds are below 2³¹."""


_NVIDIA = Path("/proc/driver/nvidia/version")
"""There is an NVIDIA driver at work where this file is."""


def usual_count(settings: PainterSettings) -> int:
    """How many pictures where neither the person nor the settings say: two as long as that is quick.

    A diffusion model without a GPU takes minutes for each, so there it is one.
    """
    slow = settings.model is not None and (settings.device == "cpu" or not _NVIDIA.exists())
    return 1 if slow else DEFAULT_COUNT


class Orders:
    """The orders of this daemon.

    Args:
        settings: For the seed, the count and the size where the person said nothing.
    """

    def __init__(self, settings: PainterSettings) -> None:
        self._settings = settings.model_copy(update={"count": settings.count or usual_count(settings)})
        self._last: PaintOrder | None = None
        self._next_seed: int | None = None
        """What the next new order gets: what was drawn of it while it was said had it, too."""

    def paint(self, command: Paint, words: str, repeat: Repeat | None = None) -> PaintOrder:
        """The order of something new, or of something that is to be as it was."""
        repeat = repeat or Repeat()
        if repeat.count is not None:
            command = replace(command, count=repeat.count)
        self._last = compose(command, self._settings, self._seed() if repeat.seed is None else repeat.seed, words)
        self._next_seed = None
        return self._last

    def unfinished(self, command: Paint, words: str) -> PaintOrder:
        """The order that `paint` would make of what was said so far, one picture of it."""
        return compose(replace(command, count=1), self._settings, self._seed(), words)

    def _seed(self) -> int:
        if self._next_seed is None:
            fixed = self._settings.seed
            self._next_seed = secrets.randbelow(SEEDS) if fixed is None else fixed
        return self._next_seed

    def wish(self) -> Paint:
        """What was ordered last. Raises NotUnderstoodError where nothing was."""
        last = self._have_last()
        return Paint(last.subject, last.style, last.count)

    def changed(self, wish: Paint, words: str) -> PaintOrder:
        """The last order with another wish and the same seed, so that what was not changed stays as it was."""
        self._last = compose(wish, self._settings, self._have_last().seed, words)
        return self._last

    def go_back_to(self, order: PaintOrder) -> None:
        """Let "again", and every change, go on from an earlier order."""
        self._last = order

    def again(self) -> PaintOrder:
        """The last order with the seeds that follow: other pictures, also where the settings fix the seed.

        Raises:
            NotUnderstoodError: There was no order yet.
        """
        last = self._have_last()
        self._last = replace(last, seed=(last.seed + last.count) % SEEDS)
        return self._last

    def _have_last(self) -> PaintOrder:
        if self._last is None:
            raise NotUnderstoodError("Nothing has been painted yet", "Say “Paint me a fox in the snow” first.")
        return self._last
