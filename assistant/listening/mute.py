"""Keeps the mute switch: a file, so that it outlives a restart, with the time at which the switch goes off by itself.

That is a time of the wall clock, because an hour of pause is over after an hour also where the machine slept through
most of it. Nothing else writes the file.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from assistant.core.errors import ConfigError

log = logging.getLogger(__name__)

LONGEST_S = 7 * 86400.0
"""Longest pause, in seconds. A longer one would be no pause but the switch without an end."""
_LOOK_AGAIN_S = 60.0
"""Longest time between two looks at the wall clock: the loop's clock stands still while the machine sleeps."""


class MuteSwitch:
    """Says whether the microphone is to stay closed, and until when.

    Args:
        file: It exists while the switch is on; it is empty, or holds the end in seconds since 1970. Its folder is made
            when the switch is turned on.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._watch: asyncio.Task[None] | None = None
        self.is_on = file.exists()
        """Whether the microphone is to be closed."""
        self.until = self._read_end() if self.is_on else None
        """When the switch goes off by itself, in seconds since 1970; None where it does not, or is off."""

    def turn_on(self, for_s: float | None = None) -> None:
        """Turn the switch on.

        Args:
            for_s: Seconds until it goes off by itself; None keeps it on.

        Raises:
            ConfigError: `for_s` is not between 0 and LONGEST_S.
        """
        if for_s is not None and not 0 < for_s <= LONGEST_S:
            raise ConfigError(f"{for_s:g} seconds is no pause", f"Pause for at most {LONGEST_S / 86400:g} days.")
        # A disk that cannot be written to keeps no microphone open.
        self.is_on, self.until = True, None if for_s is None else round(time.time() + for_s, 3)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text("" if self.until is None else f"{self.until:.3f}", encoding="utf-8")
        except OSError as error:
            log.warning("it is muted, but not over a restart: %s cannot be written (%s)", self._file, error.strerror)

    def turn_off(self) -> None:
        """Turn the switch off."""
        self.is_on, self.until = False, None
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("it listens until a restart: %s cannot be deleted (%s)", self._file, error.strerror)

    def watch(self, when_over: Callable[[], Awaitable[None]]) -> None:
        """Call `when_over` at the time when the switch goes off by itself, unless `unwatch` comes first."""
        if self._watch is None and self.until is not None:
            self._watch = asyncio.create_task(self._wait(when_over), name="pause")

    def unwatch(self) -> bool:
        """Stop waiting for that time; return whether anything waited."""
        watch, self._watch = self._watch, None
        return watch is not None and watch.cancel()

    async def _wait(self, when_over: Callable[[], Awaitable[None]]) -> None:
        while (left := (self.until or 0.0) - time.time()) > 0:  # noqa: ASYNC110 - no event tells of the wall clock
            await asyncio.sleep(min(left, _LOOK_AGAIN_S))
        self._watch = None  # Else `unwatch` would cancel the very task that opens the microphone.
        await when_over()

    def _read_end(self) -> float | None:
        try:
            return float(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
