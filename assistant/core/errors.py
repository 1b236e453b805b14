"""Defines every failure that a person may see, with a title and a hint for that person.

    AssistantError
    ├── ConfigError            a setting that cannot be used
    ├── BadRecording           a file that holds no readable audio
    ├── MicrophoneGone         no microphone, or it stopped
    ├── EngineError
    │   ├── ModelMissing       weights that are absent or damaged
    │   ├── OutOfMemory        the device has too little memory
    │   └── NothingHeard       an utterance without words
    ├── NotUnderstoodError     words that are no command
    ├── WorkerError
    │   ├── WorkerDied         the process ended during the job
    │   ├── WorkerStalled      no progress within the deadline
    │   └── WorkerUnavailable  it crashed too often, or cannot start
    ├── TookTooLong            a stage passed its deadline
    ├── GalleryError           a picture could not be kept
    ├── Busy                   the queue of one is full
    ├── DaemonError            the daemon is not there, or another one is
    ├── BusError               a message bus is not there, or refuses
    ├── ServiceError           the service manager is not there, or refuses
    └── ProtocolError          a frame that breaks the wire's rules

On the wire an error is a `Failure` (`core.message`), never a pickle.
Cancellation is not an error: engines let `JobCancelled` pass.
"""

from __future__ import annotations

from typing import ClassVar


class AssistantError(Exception):
    """A failure with a message for a person.

    Args:
        title: The event, in one short sentence without jargon.
        hint: Advice for the person.
    """

    code: ClassVar[str] = "failed"

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint

    def to_wire(self) -> dict[str, str]:
        """Return the error as `{code, title, hint}`, as the CLI prints it for scripts."""
        return {"code": self.code, "title": self.title, "hint": self.hint}

    def __str__(self) -> str:
        return f"{self.title}. {self.hint}" if self.hint else self.title


class ConfigError(AssistantError):
    """A setting cannot be used."""

    code = "config"


class BadRecording(AssistantError):
    """A file has no readable audio."""

    code = "bad_recording"


class MicrophoneGone(AssistantError):
    """There is no microphone, or it stopped."""

    code = "microphone_gone"


class EngineError(AssistantError):
    """An engine could not do its job."""

    code = "engine"


class ModelMissing(EngineError):
    """Weights are missing or damaged."""

    code = "model_missing"


class OutOfMemory(EngineError):
    """The device has too little memory for the job."""

    code = "out_of_memory"


class NothingHeard(EngineError):
    """An utterance has no words."""

    code = "nothing_heard"


class NotUnderstoodError(AssistantError):
    """Words are no command."""

    code = "not_understood"


class WorkerError(AssistantError):
    """A worker process failed its job."""

    code = "worker"


class WorkerDied(WorkerError):
    """The worker process ended during the job."""

    code = "worker_died"


class WorkerStalled(WorkerError):
    """The worker made no progress within the deadline."""

    code = "worker_stalled"


class WorkerUnavailable(WorkerError):
    """The worker crashed too often, or cannot start."""

    code = "worker_unavailable"


class TookTooLong(AssistantError):
    """A stage passed its deadline."""

    code = "took_too_long"


class GalleryError(AssistantError):
    """A picture could not be stored or read."""

    code = "gallery"


class Busy(AssistantError):
    """The queue of one is full."""

    code = "busy"


class DaemonError(AssistantError):
    """The daemon is not running, or another one is."""

    code = "daemon"


class BusError(AssistantError):
    """A message bus is missing or refuses a request."""

    code = "bus"


class ServiceError(AssistantError):
    """The service manager is missing or refuses a request."""

    code = "service"


class ProtocolError(AssistantError):
    """A frame breaks the rules of the wire."""

    code = "protocol"


class JobCancelled(BaseException):
    """The job was cancelled. `report` raises it inside an engine, and engines let it pass."""


def _by_code() -> dict[str, type[AssistantError]]:
    found: dict[str, type[AssistantError]] = {}
    pending: list[type[AssistantError]] = [AssistantError]
    while pending:
        kind = pending.pop()
        found[kind.code] = kind
        pending.extend(kind.__subclasses__())
    return found


def error_of(code: str, title: str, hint: str) -> AssistantError:
    """Return the error of this code; an unknown code gives the base class."""
    return _by_code().get(code, AssistantError)(title, hint)
