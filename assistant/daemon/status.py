"""Says what is true of the daemon right now, for `jarvis status`, the tray and systemd.

One task looks when the ears report something or fall silent, publishes the status when it changed, and feeds systemd's
watchdog only when audio frames were scored.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from assistant import __version__
from assistant.core.events import EventBus
from assistant.core.message import Failure
from assistant.core.messages.event_messages import BusStatus, Event, HotkeyState, RequestEvent, StateEvent, Truth
from assistant.core.stages import Stage
from assistant.core.wording import latencies, sentence
from assistant.listening.service import ListeningService
from assistant.listening.supervisor import DEAF_AFTER_S
from assistant.pipeline.conductor import Conductor
from assistant.system.service_notifier import ServiceNotifier
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.workers.worker_supervisor import WorkerSupervisor


class DaemonStatus:
    """Gathers the status and publishes it.

    Args:
        listening: The microphone's state.
        conductor: Whether something is being done.
        workers: The workers other than the ears, by kind.
        bus: Gets the status; its requests tell how long each stage took.
        notifier: The way to systemd.
        wake_log: Counts near-misses.
        hotkey: Returns the state of the keys; None where there are none.
        session_bus: Returns the state of the session bus; None where there is none.
    """

    def __init__(  # noqa: PLR0913 - it gathers what all of these know
        self,
        listening: ListeningService,
        conductor: Conductor,
        workers: Mapping[str, WorkerSupervisor],
        bus: EventBus,
        notifier: ServiceNotifier,
        wake_log: WakeLogRecorder,
        *,
        hotkey: Callable[[], HotkeyState] | None = None,
        session_bus: Callable[[], BusStatus] | None = None,
    ) -> None:
        self._listening = listening
        self._conductor = conductor
        self._workers = workers
        self._bus = bus
        self._notifier = notifier
        self._wake_log = wake_log
        self._hotkey = hotkey
        self._session_bus = session_bus
        self._latencies: dict[str, float] = {}
        self._published: StateEvent | None = None
        self._fed_at = 0.0
        bus.subscribe(self._on_event)

    def snapshot(self) -> StateEvent:
        """Return the whole status."""
        listening, health, mute = self._listening, self._listening.health, self._listening.mute_switch
        problem, age = listening.problem, health.frames_age_s
        workers = {"ears": listening.ears, **self._workers}
        return StateEvent(
            listening=listening.listening,
            muted=mute.is_on,
            muted_until=mute.until,
            paused=listening.paused,
            deaf=listening.deaf,
            busy=self._conductor.busy,
            tray=self._tray(),
            device=health.device,
            problem=Failure.of(problem) if problem else None,
            frames_age_s=None if age is None else round(age, 2),
            self_test=listening.self_tests.snapshot(),
            near_misses=self._wake_log.near_misses,
            workers={kind: worker.snapshot() for kind, worker in workers.items()},
            latencies_s=dict(self._latencies),
            version=__version__,
            pid=os.getpid(),
            hotkey=self._hotkey() if self._hotkey else None,
            dbus=self._session_bus() if self._session_bus else None,
        )

    def _tray(self) -> Truth:
        if self._listening.mute_switch.is_on or self._listening.paused:
            return "muted"
        if self._listening.deaf:
            return "deaf"
        return "busy" if self._conductor.busy else "listening"

    async def watch(self) -> None:
        """Publish changes for ever: whenever the ears report something, and once more when they then fall silent."""
        changed = self._listening.health.changed
        while True:
            try:
                async with asyncio.timeout(DEAF_AFTER_S + 0.1 if self._listening.listening else None):
                    await changed.wait()
            except TimeoutError:
                pass
            else:
                changed.clear()
            self._feed_watchdog()
            self.publish()

    def _feed_watchdog(self) -> None:
        """Feed systemd's watchdog once for each report of the ears that frames were scored."""
        sound = self._listening.health.sound
        if sound is not None and self._listening.listening and sound.at != self._fed_at:
            self._fed_at = sound.at
            self._notifier.alive()

    def publish(self) -> None:
        """Publish the status if anything but an age changed since it was last published."""
        snapshot = self.snapshot()
        steady = replace(snapshot, frames_age_s=None)
        if steady != self._published:
            self._published = steady
            self._bus.publish(snapshot)
            self._notifier.status(sentence(snapshot))

    def _on_event(self, event: Event, _payload: bytes) -> None:
        if not isinstance(event, RequestEvent):
            return
        if event.stage is Stage.DONE:
            self._latencies.update(latencies(event.marks))
        self.publish()
