"""Builds once the parts that a request needs from its recording to its pictures: for a daemon, or for one command.

Nothing here opens a microphone or a socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from assistant import paths
from assistant.core.errors import ConfigError
from assistant.core.events import ChangeSignal, EventBus
from assistant.core.messages.control_messages import SettingsInForce, TuneRequest
from assistant.core.messages.event_messages import Origin
from assistant.gallery.picture_store import Gallery
from assistant.listening.recordings import Recordings
from assistant.listening.utterances import OnUtterance, UtteranceTracker
from assistant.pipeline.conductor import Conductor
from assistant.pipeline.rendering import PictureSaver
from assistant.settings.loading import setting_values
from assistant.settings.messages import explain_invalid
from assistant.settings.schema import EarsSettings, Section, Settings, WakeSettings
from assistant.system.single_instance import private_folder
from assistant.wake_log.analysis import threshold
from assistant.workers.handle import WorkerHandle
from assistant.workers.worker_supervisor import WorkerSupervisor

if TYPE_CHECKING:
    from assistant.understanding.grammar import Grammar

Kind = Literal["ears", "transcriber", "painter"]
RESCUE_MB = 256
"""Size of the folder in memory for pictures that the gallery's disk does not take."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


class LiveSettings:
    """Holds the settings in force. It writes no file: a client has written the user's settings before it changes these.

    Args:
        settings: The settings at the start.
        set_by: Settings for which a variable or an option outweighs the files: key → source.
    """

    def __init__(self, settings: Settings, set_by: Mapping[str, str] = _NOTHING) -> None:
        self.current = settings
        """All settings in force."""
        self._set_by = set_by

    def change(self, request: TuneRequest) -> None:
        """Change the sensitivity of the wake words, or the microphone.

        Raises:
            ConfigError: A value does not fit.
        """
        current = self.current
        asked = {"sensitivity": request.sensitivity, "sensitivities": request.sensitivities}
        changes = {name: value for name, value in asked.items() if value is not None}
        try:
            wake = WakeSettings.model_validate({**current.wake.model_dump(), **changes})
        except ValidationError as error:
            key, value, remedy = explain_invalid(error)
            raise ConfigError(f"wake.{key} cannot be {value}", remedy) from error
        hearing = current.hearing
        if request.device is not None:
            hearing = hearing.model_copy(update={"device": request.device})
        self.current = current.model_copy(update={"wake": wake, "hearing": hearing})

    def ears_section(self) -> EarsSettings:
        """Return the part of the settings that the ears get."""
        return EarsSettings(hearing=self.current.hearing, wake=self.current.wake)

    def wake_threshold(self, word: str) -> float:
        """Return the score, 0 … 1, from which this wake word wakes."""
        return threshold(self.current.wake, word)

    def in_force(self) -> SettingsInForce:
        """Return all settings in force, and the sources that outweigh the files."""
        return SettingsInForce(setting_values(self.current), dict(self._set_by))


def gallery_of(settings: Settings) -> Gallery:
    """Return the gallery that the settings name."""
    folder = Path(settings.gallery.folder).expanduser() if settings.gallery.folder else paths.pictures_dir()
    return Gallery(folder, settings.gallery.max_mb)


class Services:
    """Holds the parts that a request needs.

    Args:
        settings: All settings.
        set_by: Settings for which a variable or an option outweighs the files: key → source.
    """

    def __init__(self, settings: Settings, set_by: Mapping[str, str] = _NOTHING) -> None:
        self.live_settings = LiveSettings(settings, set_by)
        self.bus = EventBus()
        self.changes = ChangeSignal()
        """Notified whenever the state of a worker, of the keys or of a bus changes."""
        self.transcriber = self._new_supervisor(
            "transcriber", settings.transcriber, settings.transcriber.unload_after_s
        )
        self.painter = self._new_supervisor("painter", settings.painter, settings.painter.unload_after_s)
        self.gallery = gallery_of(settings)
        saver = PictureSaver(self.gallery, Gallery(paths.runtime_dir() / "unsaved", RESCUE_MB))
        self.conductor = Conductor(settings, self.transcriber, self.painter, self.grammar, saver, self.bus)
        self.recordings = Recordings(
            self.conductor, self.new_ears_process, functools.partial(self.new_utterance_tracker, "file")
        )

    @functools.cached_property
    def _loaded_grammar(self) -> Grammar:
        from assistant.understanding.grammar import Grammar

        return Grammar.load(self.live_settings.current.understanding)

    def grammar(self) -> Grammar:
        """Return the grammar. Blocks while it is read the first time; raises ConfigError."""
        return self._loaded_grammar

    def new_ears_process(self) -> WorkerHandle:
        """Return an ears process of its own, for a recording or one command; it is not started yet."""
        workers = self.live_settings.current.workers
        return WorkerHandle(
            "ears",
            self.live_settings.ears_section().model_dump(mode="json"),
            python=workers.python.get("ears", sys.executable),
            start_s=workers.start_s,
            cancel_grace_s=workers.cancel_grace_s,
        )

    def new_ears(self) -> WorkerSupervisor:
        """Return a worker for the microphone with the settings in force; its process starts when it is needed."""
        return self._new_supervisor("ears", self.live_settings.ears_section())

    def new_utterance_tracker(self, origin: Origin, on_utterance: OnUtterance | None = None) -> UtteranceTracker:
        """Return a tracker for one source of sound; arguments as in `UtteranceTracker`."""
        return UtteranceTracker(self.conductor, self.bus, self.live_settings.current.hearing, origin, on_utterance)

    def _new_supervisor(self, kind: Kind, section: Section, unload_after_s: float = 0) -> WorkerSupervisor:
        return WorkerSupervisor(
            kind,
            section.model_dump(mode="json"),
            self.live_settings.current.workers,
            unload_after_s=unload_after_s,
            on_change=self.changes.notify,
        )

    async def close(self) -> None:
        """Cancel what is under way and end the workers."""
        await self.conductor.close()
        await asyncio.gather(self.transcriber.stop(), self.painter.stop())


@contextlib.asynccontextmanager
async def running_services(settings: Settings) -> AsyncIterator[Services]:
    """Give the services to one command, where no daemon runs, and close them in the end."""
    private_folder(paths.runtime_dir())
    services = Services(settings)
    try:
        yield services
    finally:
        await services.close()
