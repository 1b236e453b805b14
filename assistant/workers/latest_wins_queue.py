"""A queue of one where the newest wins. Used by the keeper, in the daemon's loop."""

from __future__ import annotations

import asyncio
from types import TracebackType

from assistant.core.errors import AssistantError, Busy


class Turn:
    """Lets one task in; one more may wait, until a newer one takes its place.

    `async with turn:` raises Busy when a newer task came while this one waited.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._taken = False
        self._waiting: asyncio.Future[None] | None = None

    async def __aenter__(self) -> None:
        if not self._taken:
            self._taken = True
            return
        self.turn_away(Busy(f"The {self._kind} has been given something newer to do", "Only the newest request waits."))
        mine = self._waiting = asyncio.get_running_loop().create_future()
        try:
            await mine
        except asyncio.CancelledError:
            if self._waiting is mine:
                self._waiting = None
            elif mine.done() and not mine.cancelled() and mine.exception() is None:
                self._pass_on()  # The turn came in the same moment as the cancellation.
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pass_on()

    def turn_away(self, error: AssistantError) -> None:
        """Let the one that waits, if any, fail with `error`."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(error)

    def _pass_on(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        else:
            self._taken = False
