"""How an engine is served by a worker process: the contract between a worker's host and the job that it runs.

`workers.host` runs jobs in a child process; each room's `job.py` adapts its engine to this contract, so that neither
the engine knows of processes nor the host of engines. The messages are those of `core.messages`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from assistant.core.message import Message
from assistant.core.messages.job_messages import Ready

OrderT = TypeVar("OrderT", bound=Message)


class SendReport(Protocol):
    """Sends a message to whoever ordered the job, with the bytes that its payload rule describes."""

    def __call__(self, message: Message, payload: bytes = b"", /) -> None:
        """Send it. Blocks while the receiver does not read."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a running job may do besides computing. All three raise `JobCancelled` once the job is cancelled."""

    send: SendReport
    """Send one of the reports of the job's order to the parent."""
    check: Callable[[], None]
    """Only look whether the job was cancelled."""
    receive: Callable[[], Message | None]
    """Return the next of the job's `inputs` that the parent sent, or None; never waits."""


class Job(ABC, Generic[OrderT]):
    """One kind of work, built once in its worker as `SomeJob(section)` with its settings section as JSON values."""

    orders: ClassVar[tuple[type[Message], ...]]
    """The orders that it takes."""
    inputs: ClassVar[tuple[type[Message], ...]] = ()
    """The messages that it takes while it runs."""

    @abstractmethod
    def __init__(self, section: Mapping[str, object]) -> None: ...

    @abstractmethod
    def load(self) -> Ready:
        """Get ready; blocks. Raises EngineError."""

    @abstractmethod
    def run(self, order: OrderT, payload: bytes, context: JobContext, /) -> Message:
        """Do one job; blocks. Returns the order's result. Raises AssistantError, or lets JobCancelled pass."""
