"""The parts that a request needs from its recording to its pictures, built once: for a daemon, or for one errand.

Runs on the daemon's loop, or on that of a command where no daemon runs. Opens no microphone and no socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant import paths
from assistant.core.events import EventBus
from assistant.gallery.picture_store import Gallery
from assistant.listening.recordings import Recordings
from assistant.listening.utterances import Hearings, SendToEars, Whole
from assistant.pipeline.conductor import Conductor
from assistant.pipeline.picture_saver import Keeping
from assistant.settings.schema import EarsSettings, Section, Settings
from assistant.system.single_instance import private_folder
from assistant.workers.handle import WorkerHandle
from assistant.workers.worker_supervisor import WorkerSupervisor

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

Kind = Literal["ears", "transcriber", "painter"]
RESCUE_MB = 256


def gallery_of(settings: Settings) -> Gallery:
    """The gallery that the settings name."""
    folder = Path(settings.gallery.folder).expanduser() if settings.gallery.folder else paths.pictures_dir()
    return Gallery(folder, settings.gallery.max_mb)


class Walk:
    """The parts that a request needs from its recording to its pictures. Opens no microphone and no socket."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bus = EventBus()
        self.transcriber = self.new_keeper("transcriber", settings.transcriber, settings.transcriber.unload_after_s)
        self.painter = self.new_keeper("painter", settings.painter, settings.painter.unload_after_s)
        self.gallery = gallery_of(settings)
        self.conductor = Conductor(
            settings,
            self.transcriber,
            self.painter,
            self.grammar,
            Keeping(self.gallery, Gallery(paths.runtime_dir() / "unsaved", RESCUE_MB)),
            self.bus,
        )
        self.recordings = Recordings(
            self.conductor,
            self.new_ears,
            self.new_hearings,
        )
        self.on_worker_change: Callable[[], None] = lambda: None

    @functools.cached_property
    def _loaded_grammar(self) -> Grammar:
        from assistant.understanding.grammar import Grammar

        return Grammar.load(self.settings.understanding)

    def grammar(self) -> Grammar:
        """The sentences. Blocks while they are read the first time; raises ConfigError."""
        return self._loaded_grammar

    def ears_section(self) -> EarsSettings:
        """What the ears get to know of the settings."""
        return EarsSettings(hearing=self.settings.hearing, wake=self.settings.wake)

    def new_ears(self) -> WorkerHandle:
        """An ears process of its own for a recording, not yet started."""
        return self._handle("ears", self.ears_section())

    def new_hearings(self, whole: Whole | None, send: SendToEars | None) -> Hearings:
        """What turns a recording's sounds into requests; `whole` and `send` as in `Hearings`."""
        return Hearings(self.conductor, self.bus, self.settings.hearing, "file", whole, send)

    def _python(self, kind: Kind) -> str:
        return self.settings.workers.python.get(kind, sys.executable)

    def _handle(self, kind: Kind, section: Section) -> WorkerHandle:
        workers = self.settings.workers
        return WorkerHandle(
            kind,
            section.model_dump(mode="json"),
            python=self._python(kind),
            start_s=workers.start_s,
            cancel_grace_s=workers.cancel_grace_s,
        )

    def new_keeper(self, kind: Kind, section: Section, unload_after_s: float = 0) -> WorkerSupervisor:
        """A keeper for a worker of this kind; its process starts when it is needed."""
        return WorkerSupervisor(
            kind,
            section.model_dump(mode="json"),
            self.settings.workers,
            unload_after_s=unload_after_s,
            on_change=self._worker_changed,
        )

    def _worker_changed(self) -> None:
        self.on_worker_change()

    async def close(self) -> None:
        """Cancel what is under way and end the workers."""
        await self.conductor.close()
        await asyncio.gather(self.transcriber.stop(), self.painter.stop())


@contextlib.asynccontextmanager
async def walk(settings: Settings) -> AsyncIterator[Walk]:
    """A walk for one errand, where no daemon runs."""
    private_folder(paths.runtime_dir())
    parts = Walk(settings)
    try:
        yield parts
    finally:
        await parts.close()
