"""Tells systemd when the service is ready, and vouches for it while there is a good reason to hear nothing.

Runs on the daemon's loop. Scored audio frames feed the watchdog by themselves (`DaemonState.watch`); nothing here does
while they come. Where none come, this says why a restart would not help: then the loop's own pulse is proof enough.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from assistant.listening.service import Ears
from assistant.system.service_notifier import ServiceNotifier

OUTSIDE = frozenset({"microphone_gone", "model_missing", "config"})
"""Codes of troubles that a restart cannot mend: no microphone, no model, a setting that cannot be used."""
INSIDE_FOR_S = 600.0
"""For so long the daemon mends its ears by itself (it starts them again, with growing pauses). Then systemd starts all
of it afresh; that is seldom enough to stay below the unit's StartLimit."""
_STARTING = frozenset({"starting", "waiting"})


class Vigil:
    """Vouches for ears that hear nothing.

    Args:
        ears: Of the daemon.
        notifier: Its way to systemd.
        clock: Seconds that only grow.
    """

    def __init__(self, ears: Ears, notifier: ServiceNotifier, clock: Callable[[], float] = time.monotonic) -> None:
        self._ears = ears
        self._notifier = notifier
        self._clock = clock
        self._well_at = clock()

    async def keep(self) -> None:
        """Say that the service is ready once it hears, or knows why it does not; vouch for it until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._say_ready())
            if (within_s := self._notifier.watchdog_s) is not None:
                both.create_task(self._vouch(within_s / 3))

    async def _say_ready(self) -> None:
        await self._ears.settled.wait()
        self._notifier.ready()

    async def _vouch(self, every_s: float) -> None:
        while True:
            if self.excuse() is not None:
                self._notifier.alive()
            await asyncio.sleep(every_s)

    def excuse(self) -> str | None:
        """Why it is right that no frames are scored now; None where they are, and where there is no good reason."""
        ears = self._ears
        now = self._clock()
        trouble = ears.problem
        if ears.listening:
            self._well_at = now
            return None
        if ears.muted or ears.paused:
            self._well_at = now
            return "the microphone is closed on purpose"
        if trouble is not None and trouble.code in OUTSIDE:
            self._well_at = now
            return trouble.title
        if now - self._well_at > INSIDE_FOR_S:
            return None
        if trouble is not None:
            return trouble.title
        return "the ears are being started" if ears.keeper.snapshot().state in _STARTING else None
