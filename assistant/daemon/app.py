"""Builds everything and runs it: the only file that knows all parts. `jarvis run` is this, on one asyncio loop.

Boot order: settings → lock → control socket → ears → (listening) → transcriber → overlay. Shutdown is the reverse; the
lock goes last, so that the next daemon finds nothing half closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

from assistant import paths
from assistant.control.server import ControlServer, Item
from assistant.core.errors import AssistantError
from assistant.core.message import Failure
from assistant.core.messages.control_messages import (
    Done,
    HotkeyReply,
    HotkeyRequest,
    QuitRequest,
    RestartRequest,
    SettingsInForce,
    SettingsRequest,
)
from assistant.core.messages.ears_messages import EarsInput
from assistant.core.messages.event_messages import NoticeEvent
from assistant.daemon.handlers import Answers
from assistant.daemon.integrations import Attending
from assistant.daemon.live_settings import Tuning
from assistant.daemon.overlay_process import Screen, has_display
from assistant.daemon.services import Walk
from assistant.daemon.status import DaemonState
from assistant.hotkey.push_to_talk import PushToTalk
from assistant.listening.service import Ears
from assistant.listening.utterances import Hearings
from assistant.settings.loading import setting_values
from assistant.settings.schema import Settings, WakeSettings
from assistant.sounds.loudspeaker import Loudspeaker
from assistant.system.service_notifier import ServiceNotifier
from assistant.system.single_instance import SingleInstance, private_folder
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.wake_log.store import WakeLogStore

if TYPE_CHECKING:
    pass

log = logging.getLogger(__name__)


class Daemon:
    """The walk with a microphone, a control socket and an overlay.

    Args:
        settings: All of them.
        overlay: Whether to start the overlay's process too.
        microphone: Whether to listen; a daemon that only plays a recording does not.
    """

    def __init__(self, settings: Settings, *, overlay: bool, microphone: bool = True) -> None:
        self.walk = Walk(settings)
        self._microphone = microphone
        self._notifier = ServiceNotifier()
        self._lock = SingleInstance(paths.runtime_dir())
        self._ending = asyncio.Event()
        conductor, bus = self.walk.conductor, self.walk.bus
        self.tuning = Tuning(settings.wake, self._listen_with)
        self._wakes = WakeLogRecorder(WakeLogStore(), lambda: self.tuning.wake)
        bus.subscribe(self._wakes.on_event)
        self._loudspeaker = Loudspeaker(settings.sounds, settings.hearing.no_speech_s, bus)
        keeper = self.walk.new_keeper("ears", self.walk.ears_section())
        hearings = Hearings(conductor, bus, settings.hearing, "voice", send=self._send_to_ears)
        self.ears = Ears(keeper, hearings, bus, paths.state_dir() / "muted", self._wakes)
        self._workers = {"ears": keeper, "transcriber": self.walk.transcriber, "painter": self.walk.painter}
        self.state = DaemonState(self.ears, conductor, self._workers, bus, self._notifier, self._wakes)
        self.walk.on_worker_change = self.state.publish
        answers = Answers(self.walk, self.ears, self.state, self.tuning)
        answers.add(QuitRequest, self._on_quit)
        answers.add(RestartRequest, self._on_restart)
        answers.add(SettingsRequest, self._settings_in_force)
        answers.add(HotkeyRequest, self._on_hotkey)
        self._push = PushToTalk(settings.hotkey, self.ears, self._tell_of, self.state.publish, may_start=has_display())
        self.state.include_hotkey(self._push.snapshot)
        self.again = False
        """Whether it was asked to begin again once it has ended."""
        self.set_by: Mapping[str, str] = {}
        """Settings that a variable or an option outweighs the files in, for those who ask: key → source."""
        self.server = ControlServer(
            paths.socket_path(), bus, answers.answer, lambda: [self.state.snapshot(), *answers.live_requests()]
        )
        conductor.screens = self.server
        locked = settings.hearing.pause_when_locked
        self._attending = Attending(self.ears, answers, self.state, self._notifier, bus, pause_when_locked=locked)
        self._screen = Screen(settings.overlay, self.walk.gallery.folder) if overlay else None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything started; ended in order on the way out.

        Raises:
            DaemonError: Another daemon runs.
        """
        private_folder(paths.runtime_dir())
        self._lock.acquire()
        async with contextlib.AsyncExitStack() as ending:  # each step ends, also when one before it failed to
            ending.callback(self._lock.release)
            ending.push_async_callback(self._wakes.close)
            ending.push_async_callback(self._loudspeaker.close)
            ending.push_async_callback(self.walk.close)
            ending.push_async_callback(self._stop_ears)
            ending.push_async_callback(self.server.close)
            ending.push_async_callback(self.ears.close)
            ending.callback(self._say_stopping)
            if self._microphone:
                self.ears.start()
            await self.server.start()
            await self._loudspeaker.start()
            # The sentences are read while the ears start, not before: listening comes first.
            await asyncio.to_thread(self.walk.grammar)
            ending.push_async_callback(_end, asyncio.create_task(self.state.watch(), name="state"))
            if self._screen is not None:
                ending.push_async_callback(_end, asyncio.create_task(self._screen.keep(), name="overlay"))
            if self._microphone:
                ending.push_async_callback(self._attending.close)
                self._attending.start()
                ending.push_async_callback(_end, asyncio.create_task(self._push.run(), name="keys"))
            yield

    async def run(self) -> None:
        """Listen until SIGTERM, SIGINT, `jarvis quit`, or its terminal is closed."""
        loop = asyncio.get_running_loop()
        is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        for number in (signal.SIGTERM, signal.SIGINT, *(() if is_nohup else (signal.SIGHUP,))):
            loop.add_signal_handler(number, self._ending.set)
        async with self.running():
            warming = asyncio.create_task(self._warm_when_listening())
            await self._ending.wait()
            warming.cancel()

    def _say_stopping(self) -> None:
        if not self.again:  # systemd would end a service that says so, and start none.
            self._notifier.stopping()

    def _tell_of(self, error: AssistantError) -> None:
        self.walk.bus.publish(NoticeEvent.of(Failure.of(error)))

    async def _on_quit(self, _request: QuitRequest, _item: Item) -> Done:
        self._ending.set()
        return Done()

    async def _on_restart(self, _request: RestartRequest, _item: Item) -> Done:
        self.again = True
        self._ending.set()
        return Done()

    async def _settings_in_force(self, _request: SettingsRequest, _item: Item) -> SettingsInForce:
        return SettingsInForce(setting_values(self.walk.settings), dict(self.set_by))

    async def _on_hotkey(self, request: HotkeyRequest, _item: Item) -> HotkeyReply:
        return HotkeyReply(await self._push.answer(request))

    async def _listen_with(self, wake: WakeSettings, device: str | None) -> None:
        """Have the ears, and those of recordings, work with other wake settings, and with another microphone."""
        hearing = self.walk.settings.hearing
        if device is not None:
            hearing = hearing.model_copy(update={"device": device})
        self.walk.settings = self.walk.settings.model_copy(update={"wake": wake, "hearing": hearing})
        self._workers["ears"] = keeper = self.walk.new_keeper("ears", self.walk.ears_section())
        await self.ears.change(keeper)

    def _send_to_ears(self, message: EarsInput) -> None:
        self.ears.keeper.send(message)

    async def _stop_ears(self) -> None:
        await self.ears.keeper.stop()

    async def _warm_when_listening(self) -> None:
        """Load the transcriber once the ears are open: listening comes first, and the first request finds it ready."""
        await self.ears.hearing.wait()
        with contextlib.suppress(AssistantError):  # A model that is missing is told when it is needed.
            await self.walk.transcriber.start()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
