"""Waits until a screen says that it shows a request's pictures. Runs on the daemon's loop; it shows nothing itself."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from assistant.core.request import SpokenRequest

log = logging.getLogger(__name__)

SHOWN_WITHIN_S = 3.0
"""A screen says that the pictures are on it; without that word the walk ends here all the same."""


class Screens(Protocol):
    """Whoever shows pictures."""

    @property
    def screens(self) -> set[object]:
        """Those that will say `shown`."""


class Shown:
    """The words of screens, and the requests that wait for one."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = {}

    def say(self, request_id: str) -> None:
        """A screen shows the pictures of this request."""
        if request_id in self._waiting:
            self._waiting[request_id].set()

    async def wait(self, request: SpokenRequest) -> None:
        """Mark `request` as shown once a screen says so; return without the mark when none does in time."""
        self._waiting[request.id] = said = asyncio.Event()
        try:
            async with asyncio.timeout(SHOWN_WITHIN_S):
                await said.wait()
            request.mark("shown")
        except TimeoutError:
            log.warning("no screen said that it shows request %s", request.id)
        finally:
            del self._waiting[request.id]
