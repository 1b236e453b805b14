"""What the daemon attends to beside its requests: systemd, the session bus, and the machine's sleep and lock.

Runs on the daemon's loop. None of it is needed: where a bus or a service manager is absent, the rest goes on.
"""

from __future__ import annotations

import asyncio

from assistant.bus.interface import BusActions
from assistant.bus.logind import Logind
from assistant.bus.session_service import SessionBus
from assistant.core.events import EventBus
from assistant.daemon.handlers import Answers
from assistant.daemon.request_log import RequestLog
from assistant.daemon.status import DaemonState
from assistant.daemon.watchdog import Vigil
from assistant.listening.service import Ears, Pause
from assistant.system.service_notifier import ServiceNotifier


class Attending:
    """The tasks that attend.

    Args:
        ears: They are paused for sleep, and where `pause_when_locked` for the locked session.
        answers: Does what other programs ask.
        state: Gets the field `dbus`.
        notifier: The way to systemd.
        bus: Its events go to the session bus and to the log.
        pause_when_locked: As the setting.
    """

    def __init__(
        self,
        ears: Ears,
        answers: Answers,
        state: DaemonState,
        notifier: ServiceNotifier,
        bus: EventBus,
        *,
        pause_when_locked: bool,
    ) -> None:
        self._ears = ears
        self.session = SessionBus(BusActions(answers.ask, answers.begin), state.publish)
        logind = Logind(self._sleeps, self._locks if pause_when_locked else None)
        self._keepers = {"vigil": Vigil(ears, notifier).keep, "bus": self.session.run, "logind": logind.run}
        self._tasks: list[asyncio.Task[None]] = []
        state.include_bus(self.session.snapshot)
        bus.subscribe(self.session.on_event)
        bus.subscribe(RequestLog().on_event)

    def start(self) -> None:
        """Begin to attend."""
        self._tasks = [asyncio.create_task(keep(), name=name) for name, keep in self._keepers.items()]

    async def close(self) -> None:
        """Leave the buses, and attend no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _sleeps(self, begins: bool) -> None:
        await self._pause("asleep", begins)

    async def _locks(self, begins: bool) -> None:
        await self._pause("locked", begins)

    async def _pause(self, why: Pause, begins: bool) -> None:
        if begins:
            await self._ears.pause(why)
        else:
            self._ears.resume(why)
