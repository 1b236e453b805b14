"""The wire as it was before messages had types, until the control socket has them, too.

A frame is `{"type": "...", "data": {...}, "payload_length": n}\\n` and n bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.core.errors import ProtocolError

if TYPE_CHECKING:
    # Blocking workers read frames too; asyncio would cost each of them memory and start time for nothing.
    import asyncio

MAX_HEADER_BYTES = 64 * 1024
MAX_PAYLOAD_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """One frame."""

    type: str
    data: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""


def encode(message: Message) -> bytes:
    """The frame's bytes.

    Raises:
        ProtocolError: Header or payload is over its cap.
    """
    header: dict[str, Any] = {"type": message.type, "data": message.data}
    if message.payload:
        header["payload_length"] = len(message.payload)
    # Escaped to ASCII: a file name that is not UTF-8 holds lone surrogates, which no encoder takes.
    line = json.dumps(header, separators=(",", ":")).encode() + b"\n"
    if len(line) > MAX_HEADER_BYTES or len(message.payload) > MAX_PAYLOAD_BYTES:
        raise ProtocolError("A message is too large", "Shorten the request.")
    return line + message.payload


def parse_header(line: bytes) -> tuple[str, dict[str, Any], int]:
    """Type, data and payload length of a header line.

    Raises:
        ProtocolError: It is not such a line.
    """
    if len(line) > MAX_HEADER_BYTES:
        raise ProtocolError("A message header is too long")
    try:
        header = json.loads(line)
        kind, data, length = header["type"], header.get("data", {}), header.get("payload_length", 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProtocolError("A message header is not readable") from error
    if not isinstance(kind, str) or not isinstance(data, dict) or type(length) is not int:
        raise ProtocolError("A message header has fields of the wrong kind")
    if not 0 <= length <= MAX_PAYLOAD_BYTES:
        raise ProtocolError("A message payload has an impossible size")
    return kind, data, length


async def read_message(reader: asyncio.StreamReader) -> Message | None:
    """The next frame of a stream; None at its end between two frames, also when the peer vanished there.

    Only a reader task may await this (see `workers.handle`). The reader's limit must be MAX_HEADER_BYTES.

    Raises:
        ProtocolError: A bad frame, or an end in the middle of one.
    """
    from asyncio import IncompleteReadError, LimitOverrunError

    try:
        line = await reader.readuntil(b"\n")
    except IncompleteReadError as error:
        if error.partial:
            raise ProtocolError("The connection ended inside a message") from error
        return None
    except LimitOverrunError as error:
        raise ProtocolError("A message header is too long") from error
    except ConnectionError:
        return None
    kind, data, length = parse_header(line)
    try:
        payload = await reader.readexactly(length) if length else b""
    except (IncompleteReadError, ConnectionError) as error:
        raise ProtocolError("The connection ended inside a message") from error
    return Message(kind, data, payload)


def read_message_blocking(stream: BinaryIO) -> Message | None:
    """The same for a blocking buffered stream."""
    try:
        line = stream.readline(MAX_HEADER_BYTES + 1)
    except ConnectionError:
        return None
    if not line:
        return None
    if not line.endswith(b"\n") and len(line) <= MAX_HEADER_BYTES:
        raise ProtocolError("The connection ended inside a message")
    kind, data, length = parse_header(line)
    try:
        payload = stream.read(length) if length else b""
    except ConnectionError as error:
        raise ProtocolError("The connection ended inside a message") from error
    if len(payload) != length:
        raise ProtocolError("The connection ended inside a message")
    return Message(kind, data, payload)


class Unframer:
    """Frames out of bytes that arrive in any portions, for loops that are not asyncio's (Qt)."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._header: tuple[str, dict[str, Any], int] | None = None

    def feed(self, portion: bytes) -> Iterator[Message]:
        """Take `portion` and give every frame that is now complete. Iterate to the end: that is what takes it in.

        Raises:
            ProtocolError: A bad frame; the connection cannot be used further.
        """
        self._buffer += portion
        while True:
            if self._header is None:
                end = self._buffer.find(b"\n", 0, MAX_HEADER_BYTES + 1)
                if end < 0:
                    if len(self._buffer) > MAX_HEADER_BYTES:
                        raise ProtocolError("A message header is too long")
                    return
                self._header = parse_header(bytes(self._buffer[: end + 1]))
                del self._buffer[: end + 1]
            kind, data, length = self._header
            if len(self._buffer) < length:
                return
            payload = bytes(self._buffer[:length])
            del self._buffer[:length]
            self._header = None
            yield Message(kind, data, payload)
