"""Attends to what surrounds the requests: systemd, the session bus, the machine's sleep and lock, and the log.

None of it is needed: where a bus or a service manager is absent, the rest goes on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from assistant.bus.interface import BusActions
from assistant.bus.logind import Logind
from assistant.bus.session_service import SessionBus
from assistant.core.events import EventBus
from assistant.core.messages.event_messages import Event, RequestEvent
from assistant.core.stages import Stage
from assistant.core.wording import latencies
from assistant.daemon.handlers import RequestHandlers
from assistant.listening.service import ListeningService, Pause
from assistant.system.service_notifier import ServiceNotifier

log = logging.getLogger(__name__)

NOT_MENDED_BY_RESTART = frozenset({"microphone_gone", "model_missing", "config"})
"""Codes of problems that a restart cannot mend: no microphone, no model, a setting that cannot be used."""
MENDS_ITSELF_FOR_S = 600.0
"""Seconds for which the daemon tries to mend its ears by itself: it starts them again, with growing pauses."""
# Then systemd starts all of it afresh; that is seldom enough to stay below the unit's StartLimit.
_STARTING = frozenset({"starting", "waiting"})
MACHINERY = frozenset(
    {"engine", "model_missing", "out_of_memory", "worker", "worker_died", "worker_stalled", "worker_unavailable"}
)
"""Codes of failures whose titles speak of engines and processes. Other titles may quote what was said."""


class Integrations:
    """Runs the tasks that attend.

    Args:
        listening: Paused while the machine sleeps and, where `pause_when_locked`, while the session is locked.
        handlers: Does what other programs ask.
        session_bus: Jarvis on the session bus.
        notifier: The way to systemd.
        bus: Its events go to the session bus and to the log.
        pause_when_locked: The setting of this name.
    """

    def __init__(
        self,
        listening: ListeningService,
        handlers: RequestHandlers,
        session_bus: SessionBus,
        notifier: ServiceNotifier,
        bus: EventBus,
        *,
        pause_when_locked: bool,
    ) -> None:
        self._listening = listening
        self._session_bus = session_bus
        self._actions = BusActions(handlers.ask, handlers.begin_painting)
        self._logind = Logind(self._on_sleep, self._on_lock if pause_when_locked else None)
        self._watchdog = Watchdog(listening, notifier)
        self._tasks: list[asyncio.Task[None]] = []
        bus.subscribe(session_bus.on_event)
        bus.subscribe(RequestLog().on_event)

    def start(self) -> None:
        """Begin to attend."""
        self._tasks = [
            asyncio.create_task(self._watchdog.run(), name="watchdog"),
            asyncio.create_task(self._session_bus.run(self._actions), name="bus"),
            asyncio.create_task(self._logind.run(), name="logind"),
        ]

    async def close(self) -> None:
        """Leave the buses, and end all tasks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _on_sleep(self, begins: bool) -> None:
        await self._pause("asleep", begins)

    async def _on_lock(self, begins: bool) -> None:
        await self._pause("locked", begins)

    async def _pause(self, why: Pause, begins: bool) -> None:
        if begins:
            await self._listening.pause(why)
        else:
            self._listening.resume(why)


class Watchdog:
    """Tells systemd when the service is ready, and that it is well while there is a good reason to hear nothing.

    Scored audio frames feed systemd's watchdog by themselves (`DaemonStatus.watch`); nothing here does while they come.
    Where none come, `excuse` says why a restart would not help; then it is proof enough that the loop runs.

    Args:
        listening: The microphone's service.
        notifier: The way to systemd.
        clock: Returns seconds that only grow.
    """

    def __init__(
        self, listening: ListeningService, notifier: ServiceNotifier, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._listening = listening
        self._notifier = notifier
        self._clock = clock
        self._well_at = clock()

    async def run(self) -> None:
        """Report the service as ready once it hears, or knows why it does not; feed the watchdog until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._report_ready())
            if (within_s := self._notifier.watchdog_s) is not None:
                both.create_task(self._feed(within_s / 3))

    async def _report_ready(self) -> None:
        await self._listening.settled.wait()
        self._notifier.ready()

    async def _feed(self, every_s: float) -> None:
        while True:
            if self.excuse() is not None:
                self._notifier.alive()
            await asyncio.sleep(every_s)

    def excuse(self) -> str | None:
        """Return why it is right that no frames are scored now; None if they are scored, or there is no good reason."""
        listening, now = self._listening, self._clock()
        problem = listening.problem
        if listening.listening:
            self._well_at = now
            return None
        if listening.mute_switch.is_on or listening.paused:
            self._well_at = now
            return "the microphone is closed on purpose"
        if problem is not None and problem.code in NOT_MENDED_BY_RESTART:
            self._well_at = now
            return problem.title
        if now - self._well_at > MENDS_ITSELF_FOR_S:
            return None
        if problem is not None:
            return problem.title
        return "the ears are being started" if listening.ears.snapshot().state in _STARTING else None


class RequestLog:
    """Writes one line for each stage of a request, but not for a doubtful call, and never its words."""

    def __init__(self) -> None:
        self._stages: dict[str, Stage] = {}

    def on_event(self, event: Event, _payload: bytes) -> None:
        """Log an event of the bus if it concerns a request."""
        if not isinstance(event, RequestEvent) or event.doubtful:
            return
        about = {"request": event.id}
        before = self._stages.pop(event.id, None)
        if event.stage is Stage.FAILED and event.failure:
            failure = event.failure
            of_engines = failure.code in MACHINERY
            log.warning("the request failed: %s", failure.title if of_engines else failure.code, extra=about)
        elif event.stage is Stage.CANCELLED:
            log.info("the request was cancelled: %s", event.reason or "no reason given", extra=about)
        elif event.stage is Stage.DONE:
            if before:
                times = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in latencies(event.marks).items())
                log.info("the request is done: %d pictures (%s)", len(event.pictures), times, extra=about)
        else:
            self._stages[event.id] = event.stage
            if event.stage != before:
                log.info("%s, from %s", event.stage, event.origin, extra=about)
