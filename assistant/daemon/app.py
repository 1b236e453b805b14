"""Builds everything and runs it: the only file that knows all parts of the daemon. `jarvis run` is this.

Boot order: settings → lock → control socket → ears → (listening) → transcriber → overlay. Shutdown is the reverse; the
lock goes last, so that the next daemon finds nothing half closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType

from assistant import paths
from assistant.bus.session_service import SessionBus
from assistant.control.server import ControlServer
from assistant.core.errors import AssistantError
from assistant.core.message import Failure
from assistant.core.messages.event_messages import NoticeEvent
from assistant.daemon.handlers import RequestHandlers
from assistant.daemon.integrations import Integrations
from assistant.daemon.meter_feed import MeterFeed
from assistant.daemon.overlay_process import OverlayProcess, has_display
from assistant.daemon.services import Services
from assistant.daemon.status import DaemonStatus
from assistant.hotkey.push_to_talk import PushToTalk
from assistant.listening.service import ListeningService
from assistant.settings.schema import Settings
from assistant.sounds.loudspeaker import Loudspeaker
from assistant.system.service_notifier import ServiceNotifier
from assistant.system.single_instance import SingleInstance, private_folder
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.wake_log.store import WakeLogStore

log = logging.getLogger(__name__)

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Daemon:
    """Joins the services with a microphone, a control socket and an overlay.

    Args:
        settings: All settings.
        overlay: Whether to start the overlay's process too.
        microphone: Whether to listen; a daemon that only plays a recording does not.
        set_by: Settings for which a variable or an option outweighs the files: key → source.
    """

    def __init__(
        self, settings: Settings, *, overlay: bool, microphone: bool = True, set_by: Mapping[str, str] = _NOTHING
    ) -> None:
        self.services = services = Services(settings, set_by)
        self._has_microphone = microphone
        self._notifier = ServiceNotifier()
        self._lock = SingleInstance(paths.runtime_dir())
        self._ending = asyncio.Event()
        self._again = False
        bus, changes = services.bus, services.changes
        self._wake_log = WakeLogRecorder(WakeLogStore(), lambda: services.live_settings.current.wake)
        bus.subscribe(self._wake_log.on_event)
        self._loudspeaker = Loudspeaker(settings.sounds, settings.hearing.no_speech_s, bus)
        meter_feed = MeterFeed(services.live_settings.wake_threshold)
        self._listening = ListeningService(
            services.new_ears(),
            services.new_utterance_tracker("voice"),
            bus,
            paths.state_dir() / "muted",
            self._wake_log,
            meter_feed.observe,
        )
        self._push_to_talk = PushToTalk(
            settings.hotkey, self._listening, self._publish_error, changes.notify, may_start=has_display()
        )
        session_bus = SessionBus(changes.notify)
        self._status = DaemonStatus(
            self._listening,
            services.conductor,
            {"transcriber": services.transcriber, "painter": services.painter},
            bus,
            self._notifier,
            self._wake_log,
            hotkey=self._push_to_talk.snapshot,
            session_bus=session_bus.snapshot,
        )
        changes.subscribe(self._status.publish)
        handlers = RequestHandlers(
            services, self._listening, self._status, meter_feed, self._push_to_talk, self._end_soon
        )
        self._server = ControlServer(
            paths.socket_path(), bus, handlers.answer, handlers.greeting, services.conductor.screens
        )
        locked = settings.hearing.pause_when_locked
        self._integrations = Integrations(
            self._listening, handlers, session_bus, self._notifier, bus, pause_when_locked=locked
        )
        self._overlay = OverlayProcess(settings.overlay, services.gallery.folder) if overlay else None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start everything, and end it in order on the way out.

        Raises:
            DaemonError: Another daemon runs.
        """
        private_folder(paths.runtime_dir())
        self._lock.acquire()
        async with contextlib.AsyncExitStack() as ending:  # each step ends, also when one before it failed to
            ending.callback(self._lock.release)
            ending.push_async_callback(self._wake_log.close)
            ending.push_async_callback(self._loudspeaker.close)
            ending.push_async_callback(self.services.close)
            ending.push_async_callback(self._stop_ears)
            ending.push_async_callback(self._server.close)
            ending.push_async_callback(self._listening.close)
            ending.callback(self._report_stopping)
            if self._has_microphone:
                self._listening.start()
            await self._server.start()
            await self._loudspeaker.start()
            # The sentences are read while the ears start, not before: listening comes first.
            await asyncio.to_thread(self.services.grammar)
            ending.push_async_callback(_end, asyncio.create_task(self._status.watch(), name="state"))
            if self._overlay is not None:
                ending.push_async_callback(_end, asyncio.create_task(self._overlay.run(), name="overlay"))
            if self._has_microphone:
                ending.push_async_callback(self._integrations.close)
                self._integrations.start()
                ending.push_async_callback(_end, asyncio.create_task(self._push_to_talk.run(), name="keys"))
            yield

    async def run(self) -> bool:
        """Listen until SIGTERM, SIGINT, `jarvis quit`, or its terminal is closed; return whether to begin again.

        Raises:
            DaemonError: Another daemon runs.
        """
        loop = asyncio.get_running_loop()
        is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        for number in (signal.SIGTERM, signal.SIGINT, *(() if is_nohup else (signal.SIGHUP,))):
            loop.add_signal_handler(number, self._ending.set)
        async with self.running():
            warming = asyncio.create_task(self._warm_when_listening())
            await self._ending.wait()
            warming.cancel()
        return self._again

    def _end_soon(self, again: bool) -> None:
        self._again = self._again or again
        self._ending.set()

    def _report_stopping(self) -> None:
        if not self._again:  # systemd would end a service that says so, and start none.
            self._notifier.stopping()

    def _publish_error(self, error: AssistantError) -> None:
        self.services.bus.publish(NoticeEvent.of(Failure.of(error)))

    async def _stop_ears(self) -> None:
        await self._listening.ears.stop()

    async def _warm_when_listening(self) -> None:
        """Load the transcriber once the ears hear: listening comes first, and the first request finds it ready."""
        await self._listening.health.hearing.wait()
        with contextlib.suppress(AssistantError):  # A missing model is reported when it is needed.
            await self.services.transcriber.start()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
