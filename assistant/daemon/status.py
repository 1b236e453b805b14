"""What is true of the daemon right now, for `jarvis status`, the tray and systemd. Runs on the daemon's loop.

One task looks at the ears when they say something or fall silent, publishes `state` when it changed, and feeds the
service's watchdog only when frames were scored.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from msgspec.structs import replace

from assistant import __version__
from assistant.core.events import EventBus
from assistant.core.message import Failure
from assistant.core.messages.event_messages import BusStatus, Event, HotkeyState, RequestEvent, StateEvent, Truth
from assistant.core.stages import Stage
from assistant.core.wording import latencies, sentence
from assistant.listening.microphone_health import DEAF_AFTER_S
from assistant.listening.service import Ears
from assistant.pipeline.conductor import Conductor
from assistant.system.service_notifier import ServiceNotifier
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.workers.worker_supervisor import WorkerSupervisor


class DaemonState:
    """Gathers and publishes the state."""

    def __init__(
        self,
        ears: Ears,
        conductor: Conductor,
        workers: dict[str, WorkerSupervisor],
        bus: EventBus,
        notifier: ServiceNotifier,
        wakes: WakeLogRecorder,
    ) -> None:
        self._ears = ears
        self._conductor = conductor
        self._workers = workers
        self._bus = bus
        self._notifier = notifier
        self._wakes = wakes
        self._latencies: dict[str, float] = {}
        self._published: StateEvent | None = None
        self._read_hotkey: Callable[[], HotkeyState] | None = None
        self._read_bus: Callable[[], BusStatus] | None = None
        self._fed_at = 0.0
        bus.subscribe(self._on_event)

    def snapshot(self) -> StateEvent:
        """Return the whole state."""
        ears = self._ears
        age = ears.frames_age_s
        return StateEvent(
            listening=ears.listening,
            muted=ears.muted,
            muted_until=ears.muted_until,
            paused=ears.paused,
            deaf=ears.deaf,
            busy=self._conductor.busy,
            tray=self._tray(),
            device=ears.device,
            problem=Failure.of(ears.problem) if ears.problem else None,
            frames_age_s=None if age is None else round(age, 2),
            self_test=ears.tests.snapshot(),
            near_misses=self._wakes.near_misses,
            workers={kind: keeper.snapshot() for kind, keeper in self._workers.items()},
            latencies_s=dict(self._latencies),
            version=__version__,
            pid=os.getpid(),
            hotkey=self._read_hotkey() if self._read_hotkey else None,
            dbus=self._read_bus() if self._read_bus else None,
        )

    def include_hotkey(self, read: Callable[[], HotkeyState]) -> None:
        """Let the state have the keys, which `read` gives whenever it is asked for."""
        self._read_hotkey = read

    def include_bus(self, read: Callable[[], BusStatus]) -> None:
        """Let the state have the session bus, which `read` gives whenever it is asked for."""
        self._read_bus = read

    def _tray(self) -> Truth:
        if self._ears.muted or self._ears.paused:
            return "muted"
        if self._ears.deaf:
            return "deaf"
        return "busy" if self._conductor.busy else "listening"

    async def watch(self) -> None:
        """Publish changes for ever. Wakes when the ears speak, and once more when they then fall silent."""
        while True:
            try:
                async with asyncio.timeout(DEAF_AFTER_S + 0.1 if self._ears.listening else None):
                    await self._ears.changed.wait()
            except TimeoutError:
                pass
            else:
                self._ears.changed.clear()
            self._feed()
            self.publish()

    def _feed(self) -> None:
        """Feed the watchdog, once for each word of the ears that frames were scored."""
        sound = self._ears.sound
        if sound is not None and self._ears.listening and sound.at != self._fed_at:
            self._fed_at = sound.at
            self._notifier.alive()

    def publish(self) -> None:
        """Tell the state if anything but an age changed since it was last told."""
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
