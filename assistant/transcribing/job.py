"""Serves the transcriber to the worker host: messages in, messages out. Runs in the transcriber process."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from assistant.core.class_names import current_name
from assistant.core.engines import Progress, Transcriber
from assistant.core.errors import ConfigError, ProtocolError
from assistant.core.jobs import JobContext
from assistant.core.request import Audio
from assistant.core.wire import Message
from assistant.settings.schema import TranscriberSettings


class TranscribeJob:
    """One utterance to its words; formats in `core.jobs`."""

    def __init__(self, section: dict[str, Any]) -> None:
        self._settings = TranscriberSettings.model_validate(section)
        self._engine: Transcriber | None = None

    def load(self) -> dict[str, Any]:
        """Import and load the engine.

        Raises:
            ConfigError: `engine` names no class.
            EngineError: See the engine's `load`.
        """
        engine = _find_engine(self._settings.engine)(self._settings)
        engine.load()
        self._engine = engine
        return {"name": engine.name}

    def run(self, order: Message, context: JobContext) -> Message:
        """Transcribe the payload.

        Raises:
            ProtocolError: The order has no sample rate, or another field of it is not readable.
            AssistantError: See the engine's `transcribe`.
        """
        rate_hz = order.data.get("rate_hz")
        if type(rate_hz) is not int:
            raise ProtocolError("The order to transcribe has no sample rate")
        check, partial = order.data.get("check"), order.data.get("partial", False)
        unlikely = order.data.get("unlikely", False)
        if not (check is None or isinstance(check, str)) or type(partial) is not bool or type(unlikely) is not bool:
            raise ProtocolError("The order to transcribe has no readable `check`, `unlikely` or `partial`")
        if self._engine is None:
            self.load()
        assert self._engine is not None

        def report(progress: Progress) -> None:
            context.send(Message("progress", {"done": progress.done, "total": progress.total}))

        transcript = self._engine.transcribe(Audio(order.payload, rate_hz), report, check or None, partial, unlikely)
        return Message(
            "result",
            {
                "text": transcript.text,
                "language": transcript.language,
                "confidence": round(transcript.confidence, 4),
                "segments": [
                    [
                        segment.text,
                        round(segment.start_s, 3),
                        round(segment.end_s, 3),
                        round(segment.no_speech_probability, 4),
                        round(segment.average_log_probability, 4),
                    ]
                    for segment in transcript.segments
                ],
                "said": transcript.said,
            },
        )


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
    return found
