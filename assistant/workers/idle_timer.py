"""One timer for what has nothing to do. Used by the keeper, in the daemon's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine


class Rest:
    """Unloads after a time without work.

    Args:
        after_s: How long; 0 never calls.
        sleep: What waits.
        unload: What to do then. `end` may cancel it while it runs.
    """

    def __init__(
        self,
        after_s: float,
        sleep: Callable[[float], Coroutine[object, object, None]],
        unload: Callable[[], Coroutine[object, object, None]],
    ) -> None:
        self._after_s = after_s
        self._sleep = sleep
        self._unload = unload
        self._timer: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """From now on there is nothing to do."""
        self.end()
        if self._after_s > 0:
            self._timer = asyncio.create_task(self._run())

    def end(self) -> None:
        """There is something to do, or nothing left to unload."""
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    async def _run(self) -> None:
        await self._sleep(self._after_s)
        await self._unload()
