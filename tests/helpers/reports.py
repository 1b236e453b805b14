"""Collects what a job or a listener reports, with the payloads."""

from __future__ import annotations

from typing import TypeVar

from assistant.core.message import Message

MessageT = TypeVar("MessageT", bound=Message)


class Reports:
    """Takes reports as their receiver does."""

    def __init__(self) -> None:
        self.all: list[tuple[Message, bytes]] = []

    def __call__(self, message: Message, payload: bytes = b"", /) -> None:
        self.all.append((message, payload))

    @property
    def messages(self) -> list[Message]:
        """All messages, without their payloads."""
        return [message for message, _ in self.all]

    def of(self, kind: type[MessageT]) -> list[MessageT]:
        """The messages of one kind."""
        return [message for message, _ in self.all if isinstance(message, kind)]

    def payload_of(self, wanted: Message) -> bytes:
        """What came with this very message."""
        return next(payload for message, payload in self.all if message is wanted)

    def clear(self) -> None:
        """Forget all of them."""
        self.all.clear()
