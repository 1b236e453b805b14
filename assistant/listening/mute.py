"""The mute switch: a file, so that it outlives a restart, and in it the moment at which it goes off by itself.

Runs on the daemon's loop; nothing else writes the file. The moment is one of the wall clock, because an hour of pause
is over after an hour also where the machine slept through most of it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

from assistant.core.errors import ConfigError

log = logging.getLogger(__name__)

LONGEST_S = 7 * 86400.0
"""A pause of more than a week is no pause but the switch without an end."""
_LOOK_AGAIN_S = 60.0
"""The loop's clock stands still while the machine sleeps, so that the wall clock is asked again at least so often."""


class MuteSwitch:
    """On while its file is there.

    Args:
        file: Empty, or the end as seconds since 1970. Its folder is made when the switch is turned on.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._unwritten: float | Literal["off", "for good"] | None = None
        """How it stands where that could not be written; None where the file tells it."""
        self._watch: asyncio.Task[None] | None = None

    @property
    def is_on(self) -> bool:
        """Whether the microphone is to be closed."""
        return self._file.exists() if self._unwritten is None else self._unwritten != "off"

    @property
    def until(self) -> float | None:
        """When it goes off by itself, in seconds since 1970; None where it does not, or is off."""
        if self._unwritten is not None:
            return self._unwritten if isinstance(self._unwritten, float) else None
        try:
            return float(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def turn_on(self, for_s: float | None = None) -> None:
        """Turn it on, for good or for so many seconds. A disk that cannot be written to keeps no microphone open.

        Raises:
            ConfigError: That is no length of a pause.
        """
        if for_s is not None and not 0 < for_s <= LONGEST_S:
            raise ConfigError(f"{for_s:g} seconds is no pause", f"Pause for at most {LONGEST_S / 86400:g} days.")
        until = None if for_s is None else time.time() + for_s
        self._unwritten = None
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text("" if until is None else f"{until:.3f}", encoding="utf-8")
        except OSError as error:
            log.warning("it is muted, but not over a restart: %s cannot be written (%s)", self._file, error.strerror)
            self._unwritten = until or "for good"

    def turn_off(self) -> None:
        """Turn it off."""
        self._unwritten = None
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("it listens until a restart: %s cannot be deleted (%s)", self._file, error.strerror)
            self._unwritten = "off"

    def watch(self, when_over: Callable[[], Awaitable[None]]) -> None:
        """Call `when_over` once the time is over, unless it has no end or `unwatch` comes first."""
        if self._watch is None and self.until is not None:
            self._watch = asyncio.create_task(self._wait(when_over), name="pause")

    def unwatch(self) -> bool:
        """Wait no more. Whether it did."""
        watch, self._watch = self._watch, None
        return watch is not None and watch.cancel()

    async def _wait(self, when_over: Callable[[], Awaitable[None]]) -> None:
        while (left := (self.until or 0.0) - time.time()) > 0:  # noqa: ASYNC110 - nothing tells of a wall clock's time
            await asyncio.sleep(min(left, _LOOK_AGAIN_S))
        self._watch = None  # Else `unwatch` would cancel the very task that opens the microphone.
        await when_over()
