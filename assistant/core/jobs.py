"""Defines the contract between a worker's host and the job that it runs, by which a worker process serves an engine.

`workers.host` runs jobs in a child process. Each room's `job.py` adapts its engine to this contract, so that the engine
knows nothing of processes, and the host nothing of engines. The messages are those of `core.messages`.
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
        """Send `message` and `payload`. Blocks while the receiver does not read."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """Gives a running job the ways to its parent. All three raise `JobCancelled` once the job is cancelled."""

    send: SendReport
    """Sends one of the reports of the job's order to the parent."""
    check: Callable[[], None]
    """Does nothing but raise `JobCancelled` once the job is cancelled."""
    receive: Callable[[], Message | None]
    """Returns the next of the job's `inputs` that the parent sent, or None; never waits."""


class Job(ABC, Generic[OrderT]):
    """Does one kind of work. Its worker builds it once as `SomeJob(section)`; the section holds JSON values."""

    orders: ClassVar[tuple[type[Message], ...]]
    """The orders that the job takes."""
    inputs: ClassVar[tuple[type[Message], ...]] = ()
    """The messages that the job takes while it runs."""

    @abstractmethod
    def __init__(self, section: Mapping[str, object]) -> None: ...

    @abstractmethod
    def load(self) -> Ready:
        """Load the engine and return what the job is. Blocks. Raises EngineError."""

    @abstractmethod
    def run(self, order: OrderT, payload: bytes, context: JobContext, /) -> Message:
        """Do one job and return the order's result. Blocks. Raises AssistantError, or lets JobCancelled pass.

        Args:
            order: What to do: one of `orders`.
            payload: The bytes that the order's payload rule describes.
            context: The ways to the parent.
        """
