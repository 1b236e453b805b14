"""The daemon's side of the walk for tests: everything real, with small jobs in the worker processes."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.core.events import ChangeSignal, EventBus
from assistant.core.messages.event_messages import Event
from assistant.core.request import Audio, SpokenRequest
from assistant.daemon.status import DaemonStatus
from assistant.gallery.picture_store import Gallery
from assistant.listening.service import ListeningService
from assistant.listening.utterances import UtteranceTracker
from assistant.pipeline.conductor import Conductor
from assistant.pipeline.rendering import PictureSaver
from assistant.settings.schema import Settings, UnderstandingSettings
from assistant.system.service_notifier import ServiceNotifier
from assistant.understanding.grammar import Grammar
from assistant.wake_log.recorder import WakeLogRecorder
from assistant.wake_log.store import WakeLogStore
from assistant.workers.supervision_policy import RestartPolicy
from assistant.workers.worker_supervisor import WorkerSupervisor

PATIENCE_S = 60


@functools.cache
def grammar() -> Grammar:
    return Grammar.load(UnderstandingSettings())


@dataclass(frozen=True)
class Seen:
    """An event as a client gets it: its name, its fields as JSON values, its payload."""

    type: str
    data: dict[str, Any]
    payload: bytes


class Told:
    """Every event that was published, and a way to wait for one."""

    def __init__(self, bus: EventBus) -> None:
        self.events: list[Seen] = []
        self._more = asyncio.Event()
        bus.subscribe(self._add)

    def _add(self, event: Event, payload: bytes) -> None:
        self.events.append(Seen(event.tag(), json.loads(json.dumps(event.fields())), payload))
        self._more.set()

    def of(self, kind: str) -> list[Seen]:
        """The events of one type so far."""
        return [event for event in self.events if event.type == kind]

    def stages(self, request: SpokenRequest | str) -> list[str]:
        """Each stage that a request was told to be in, without repetitions."""
        number = request if isinstance(request, str) else request.id
        all_of_them = [event.data["stage"] for event in self.of("request") if event.data["id"] == number]
        return [stage for i, stage in enumerate(all_of_them) if i == 0 or stage != all_of_them[i - 1]]

    async def until(self, true: Callable[[], Any]) -> None:
        """Wait until something is true; looked at when an event comes."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                self._more.clear()
                await self._more.wait()

    async def next(self, kind: str, **fields: Any) -> Seen:
        """The first event from now on of this type with these fields."""
        start = len(self.events)

        def found() -> list[Seen]:
            return [e for e in self.events[start:] if e.type == kind and fields.items() <= e.data.items()]

        await self.until(found)
        return found()[0]


class House:
    """A daemon without sockets and signals.

    Args:
        folder: An empty folder.
        settings: Other settings than the defaults, nested.
    """

    def __init__(self, folder: Path, settings: dict[str, Any] | None = None) -> None:
        self.folder = folder
        self.settings = Settings.model_validate({"workers": {"cancel_grace_s": 1.0}, **(settings or {})})
        self.gate = folder / "gate"
        self.bus = EventBus()
        self.told = Told(self.bus)
        self.changes = ChangeSignal()
        self.transcriber = self.worker("transcriber", "Speller")
        self.painter = self.worker("painter", "SmallPainter")
        self.ears = self.worker("ears", "ScriptedEars")
        self.gallery = Gallery(folder / "pictures", 100)
        saver = PictureSaver(self.gallery, Gallery(folder / "rescue", 100))
        self.conductor = Conductor(self.settings, self.transcriber, self.painter, grammar, saver, self.bus)
        self.wake_file = WakeLogStore(folder / "state" / "wake.db")
        self.wakes = WakeLogRecorder(self.wake_file, lambda: self.settings.wake)
        self.bus.subscribe(self.wakes.on_event)
        utterances = UtteranceTracker(self.conductor, self.bus, self.settings.hearing, "voice")
        self.listening = ListeningService(self.ears, utterances, self.bus, folder / "state" / "muted", self.wakes)
        workers = {"transcriber": self.transcriber, "painter": self.painter}
        self.status = DaemonStatus(self.listening, self.conductor, workers, self.bus, ServiceNotifier(), self.wakes)
        self.changes.subscribe(self.status.publish)

    def worker(self, kind: str, job: str) -> WorkerSupervisor:
        return WorkerSupervisor(
            kind,
            {"gate": str(self.gate)},
            self.settings.workers,
            job=f"helpers.walk_jobs:{job}",
            on_change=self.changes.notify,
            policy=RestartPolicy(first_s=0.01, crashes=50),
        )

    def say(self, words: str) -> tuple[SpokenRequest, asyncio.Task[None]]:
        """Wake and speak."""
        request = self.conductor.open("voice")
        return request, self.speak(request, words)

    def speak(self, request: SpokenRequest, words: str) -> asyncio.Task[None]:
        """Speak after a wake word."""
        return self.conductor.heard(request, Audio(words.encode()), None)

    async def paints_slowly(self) -> tuple[SpokenRequest, asyncio.Task[None]]:
        """A request whose first picture of two is kept and whose painter waits for the gate."""
        request, task = self.say("paint me a slow fox")
        await self.told.until(lambda: request.pictures)
        return request, task

    def orders(self) -> list[dict[str, Any]]:
        """What the transcriber was asked so far."""
        file = self.gate.with_name("orders")
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def open_gate(self) -> None:
        """Let what is slow go on."""
        self.gate.touch()


@contextlib.asynccontextmanager
async def house(folder: Path, settings: dict[str, Any] | None = None) -> AsyncIterator[House]:
    """A house that is closed in the end, whatever happened."""
    home = House(folder, settings)
    watching = asyncio.create_task(home.status.watch())
    try:
        yield home
        assert not watching.done(), "the status is not watched any more"
    finally:
        watching.cancel()
        await home.listening.close()
        await home.conductor.close()
        await asyncio.gather(home.listening.ears.stop(), home.transcriber.stop(), home.painter.stop())
        await home.wakes.close()
        home.gallery.close()
