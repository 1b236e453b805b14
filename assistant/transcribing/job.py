"""Serves the transcriber to the worker host: orders in, progress and transcripts out."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

from assistant.core.class_names import current_name
from assistant.core.engines import Progress, Transcriber, refuse_unsupported
from assistant.core.errors import ConfigError
from assistant.core.jobs import Job, JobContext
from assistant.core.message import Message
from assistant.core.messages.engine_messages import JobProgress, TranscriptionOrder, TranscriptionResult
from assistant.core.messages.job_messages import Ready
from assistant.core.request import Audio, TranscriptionJob
from assistant.settings.schema import TranscriberSettings


class TranscribeJob(Job[TranscriptionOrder]):
    """Turns one utterance into its words."""

    orders: ClassVar[tuple[type[Message], ...]] = (TranscriptionOrder,)

    def __init__(self, section: Mapping[str, object]) -> None:
        self._settings = TranscriberSettings.model_validate(section)
        self._engine: Transcriber | None = None

    def load(self) -> Ready:
        """Imports and loads the engine.

        Raises:
            ConfigError: `engine` names no class, or one that is written for an earlier Jarvis.
            EngineError: See the engine's `load`.
        """
        engine = _find_engine(self._settings.engine)(self._settings)
        engine.load()
        self._engine = engine
        return Ready(engine.name)

    def run(self, order: TranscriptionOrder, payload: bytes, context: JobContext, /) -> TranscriptionResult:
        """Transcribes the samples of `payload`.

        Raises:
            EngineError: The engine cannot do what the order asks for.
            AssistantError: See the engine's `transcribe`.
        """
        if self._engine is None:
            self.load()
        assert self._engine is not None
        refuse_unsupported(order.options, getattr(self._engine, "supports", frozenset()), self._engine.name)

        def report(progress: Progress) -> None:
            context.send(JobProgress(progress.done, progress.total))

        job = TranscriptionJob(Audio(payload, order.rate_hz), order.options)
        return TranscriptionResult(self._engine.transcribe(job, report))


def _find_engine(name: str) -> type[Any]:
    module_name, _, class_name = current_name(name).partition(":")
    try:
        found = getattr(import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(
            f"There is no speech engine {name!r}: {error}",
            'Set transcriber.engine to "assistant.transcribing.whisper.whisper_transcriber:WhisperTranscriber".',
        ) from error
    if not isinstance(found, type):
        raise ConfigError(f"{name!r} is not an engine", "Set transcriber.engine to module:Class.")
    _refuse_earlier_contract(name, found)
    return found


def _refuse_earlier_contract(name: str, engine: type[Any]) -> None:
    """Raises ConfigError for an engine whose `transcribe` takes the audio and flags instead of one job."""
    transcribe = getattr(engine, "transcribe", None)
    if not inspect.isfunction(transcribe):
        return
    parameters = inspect.signature(transcribe).parameters.values()
    _, *names = (one.name for one in parameters if one.kind not in {one.VAR_POSITIONAL, one.VAR_KEYWORD})
    if len(names) != 2 or names[0] == "audio":
        raise ConfigError(
            f"The speech engine {name!r} is written for an earlier version of Jarvis",
            "Its method has to be transcribe(job, report), where job has the audio and the options; "
            "see assistant/core/engines.py.",
        )
