"""Follows the requests on the daemon's event bus: plays chimes and lowers other programs.

The microphone stays open meanwhile. Tests prove that a chime causes no wake event and is not taken for speech. But a
chime over the first words costs some of them, so the wake chime comes only when the person pauses after the wake word;
a request in one breath gets none. A doubtful call makes no sound, since nobody may notice it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from pathlib import Path
from typing import Protocol

from assistant import paths
from assistant.core.events import EventBus
from assistant.core.messages.event_messages import Event, LevelEvent, RequestEvent
from assistant.core.stages import Stage
from assistant.settings.schema import SoundsSettings
from assistant.sounds.ducking import Ducking
from assistant.sounds.player import Player

WAITED_S = 0.5
"""After this silence the person waits for a sign; it is longer than a pause between words."""


class SoundPlayer(Protocol):
    """SoundPlayer sound files."""

    def play(self, file: Path) -> None:
        """Start to play a file; returns at once."""

    async def close(self) -> None:
        """Stop playing."""


class Loudspeaker:
    """Subscribes to the event bus and acts on requests by voice.

    Args:
        settings: Which sounds are wanted.
        no_speech_s: The time that a person has to begin to speak, which `level` events count down.
        bus: The bus with the requests.
        lowered: The file for the original volumes; None is the usual one.
        player: Plays the chimes; None is the desktop's own player.
    """

    def __init__(
        self,
        settings: SoundsSettings,
        no_speech_s: float,
        bus: EventBus,
        lowered: Path | None = None,
        player: SoundPlayer | None = None,
    ) -> None:
        self._settings = settings
        self._no_speech_s = no_speech_s
        self._player = player or Player()
        self._ducking = Ducking(settings.lower_others_to, lowered or paths.state_dir() / "lowered.json")
        self._known: deque[str] = deque(maxlen=32)
        """Requests that had an event before."""
        self._spoken = ""
        """Id of the request during which other programs are lowered; "" for none."""
        self._silent = ""
        """Id of the request whose person has not begun to speak; "" for none."""
        self._left = 1.0
        """Smallest `time_left` of that request, 0 … 1."""
        self._tasks: set[asyncio.Task[None]] = set()
        bus.subscribe(self._on_event)

    async def start(self) -> None:
        """Restore the volumes of an earlier run that crashed."""
        await self._ducking.restore()

    async def close(self) -> None:
        """Stop a chime and restore every volume."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._player.close()
        if self._settings.lower_others_to < 1:
            await self._ducking.restore()

    def _on_event(self, event: Event, _payload: bytes) -> None:
        if isinstance(event, RequestEvent) and event.origin == "voice":
            self._on_request(event)
        elif isinstance(event, LevelEvent) and event.request == self._silent:
            self._on_level(event.time_left)

    def _on_request(self, event: RequestEvent) -> None:
        request = event.id
        is_new = request not in self._known
        if is_new:
            self._known.append(request)
        if event.stage is Stage.LISTENING:
            if is_new and not event.doubtful:
                self._begin(request)
            return
        if request == self._silent:
            self._silent = ""
        if request == self._spoken:
            self._spoken = ""
            self._start(self._ducking.restore())
        if event.stage is Stage.SHOWING and self._settings.done:
            self._player.play(paths.data_file("assets/chimes/done.wav"))

    def _begin(self, request: str) -> None:
        if self._settings.wake:
            self._silent, self._left = request, 1.0
        if self._settings.lower_others_to < 1:
            self._spoken = request
            self._start(self._ducking.lower())

    def _on_level(self, time_left: float) -> None:
        """Play the wake chime if the person waits: `time_left` falls until they begin to speak."""
        waited = (1 - time_left) * self._no_speech_s >= WAITED_S
        if time_left > self._left:
            self._silent = ""
        elif waited:
            self._silent = ""
            self._player.play(paths.data_file("assets/chimes/wake.wav"))
        self._left = time_left

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
