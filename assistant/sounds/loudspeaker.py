"""When a chime sounds and when other programs are lowered: follows the requests on the daemon's bus.

The microphone is never gated. Tests prove that a chime wakes nobody and is not taken for speech; but one that sounds
over the first words costs some of them, so the wake chime waits until the person does: who says it all in one breath
hears none. A call in doubt makes no sound, since nobody may notice it.
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
from assistant.sounds.ducking import Lowering
from assistant.sounds.player import Player

WAITED_S = 0.5
"""Who has said nothing for so long after the wake word waits for a sign: longer than a pause between words."""


class Plays(Protocol):
    """Whoever plays a sound file."""

    def play(self, file: Path) -> None:
        """Start to; returns at once."""

    async def close(self) -> None:
        """End what plays."""


class Loudspeaker:
    """A subscriber.

    Args:
        settings: What is wanted; by default nothing.
        no_speech_s: The time that a person has to begin to speak, which `level` events count down.
        bus: Whose requests it follows.
        lowered: The file in which lowered volumes stand, or None for the usual place.
        player: What plays, or None for the desktop's own.
    """

    def __init__(
        self,
        settings: SoundsSettings,
        no_speech_s: float,
        bus: EventBus,
        lowered: Path | None = None,
        player: Plays | None = None,
    ) -> None:
        self._settings = settings
        self._no_speech_s = no_speech_s
        self._player = player or Player()
        self._lowering = Lowering(settings.lower_others_to, lowered or paths.state_dir() / "lowered.json")
        self._seen: deque[str] = deque(maxlen=32)
        """Requests that have been told of before."""
        self._spoken = ""
        """The request during which others are lowered."""
        self._silent = ""
        """The request whose person has not begun to speak, and its time left so far."""
        self._left = 1.0
        self._tasks: set[asyncio.Task[None]] = set()
        bus.subscribe(self._on_event)

    async def start(self) -> None:
        """Give back what an earlier life that ended in a crash still owes."""
        await self._lowering.give_back()

    async def close(self) -> None:
        """End a chime, and give every volume back."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._player.close()
        if self._settings.lower_others_to < 1:
            await self._lowering.give_back()

    def _on_event(self, event: Event, _payload: bytes) -> None:
        if isinstance(event, RequestEvent) and event.origin == "voice":
            self._on_request(event)
        elif isinstance(event, LevelEvent) and event.request == self._silent:
            self._on_level(event.time_left)

    def _on_request(self, event: RequestEvent) -> None:
        request = event.id
        is_new = request not in self._seen
        if is_new:
            self._seen.append(request)
        if event.stage is Stage.LISTENING:
            if is_new and not event.doubtful:
                self._begin(request)
            return
        if request == self._silent:
            self._silent = ""
        if request == self._spoken:
            self._spoken = ""
            self._later(self._lowering.give_back())
        if event.stage is Stage.SHOWING and self._settings.done:
            self._player.play(paths.data_file("assets/chimes/done.wav"))

    def _begin(self, request: str) -> None:
        if self._settings.wake:
            self._silent, self._left = request, 1.0
        if self._settings.lower_others_to < 1:
            self._spoken = request
            self._later(self._lowering.lower())

    def _on_level(self, time_left: float) -> None:
        """The time left only falls until the person speaks."""
        waited = (1 - time_left) * self._no_speech_s >= WAITED_S
        if time_left > self._left:
            self._silent = ""
        elif waited:
            self._silent = ""
            self._player.play(paths.data_file("assets/chimes/wake.wav"))
        self._left = time_left

    def _later(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
