"""Reads and writes frames: one JSON header line, then the payload's raw bytes.

Workers, the control socket and the overlay use the same frames.

A frame is `{"type": "woke", "data": {...}, "payload_length": n}\\n` and n bytes, the event format of the Wyoming
protocol with sizes capped. `type` is the message's tag, `data` its fields. A frame about a job or a request has the
number of that as `id`; a peer that knows only Wyoming ignores it. Nothing is pickled.

Reading has two steps, because only the receiver knows which messages make sense now: the readers here return a `Frame`,
and `Accepted.read` returns the message in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Generic, TypeVar

import msgspec

from assistant.core.errors import ProtocolError
from assistant.core.message import MAX_PAYLOAD_BYTES, Message

if TYPE_CHECKING:
    # Blocking workers read frames too; asyncio would cost each of them memory and start time for nothing.
    import asyncio

MAX_HEADER_BYTES = 64 * 1024
"""Maximum length of a header line, with its line feed."""

MessageT = TypeVar("MessageT", bound=Message)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Frame:
    """Holds one frame whose message has not been read yet."""

    type: str
    data: bytes
    """The message's fields as JSON, as they came."""
    payload: bytes = b""
    id: int | None = None


class Accepted(Generic[MessageT]):
    """Reads the messages that make sense at one point of a conversation.

    Args:
        kinds: The classes of these messages, each with a tag of its own.
    """

    def __init__(self, *kinds: type[MessageT]) -> None:
        self._kinds = {kind.tag(): (kind, msgspec.json.Decoder(kind)) for kind in kinds}

    @property
    def tags(self) -> Set[str]:
        """The messages' names on the wire."""
        return self._kinds.keys()

    def read(self, frame: Frame) -> MessageT:
        """Return the frame's message.

        Raises:
            ProtocolError: The frame is none of the accepted messages, has an unknown or lacks a field, has a field of
                the wrong type, or a payload that does not fit. The error names message and field.
        """
        if frame.type not in self._kinds:
            raise ProtocolError(
                f"A message “{frame.type[:100]}” makes no sense here", f"Expected: {', '.join(self._kinds)}."
            )
        kind, decoder = self._kinds[frame.type]
        try:
            message = _decode(frame.data, kind, decoder)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise ProtocolError(f"The message “{frame.type}” cannot be read", f"{error}.") from error
        _check_payload(kind, len(frame.payload))
        return message


def encode(message: Message, payload: bytes = b"", *, id: int | None = None) -> bytes:
    """Return the frame's bytes.

    Args:
        message: The message.
        payload: The bytes that the message's `payload_rule` describes.
        id: Number of the job or of the request that the message is about.

    Raises:
        ProtocolError: Header or payload is over its cap, or the payload breaks the message's payload rule.
    """
    number = b"" if id is None else b',"id":%d' % id
    length = b',"payload_length":%d' % len(payload) if payload else b""
    line = b'{"type":%b%b,"data":%b%b}\n' % (msgspec.json.encode(message.tag()), number, _fields(message), length)
    if len(line) > MAX_HEADER_BYTES or len(payload) > MAX_PAYLOAD_BYTES:
        raise ProtocolError("A message is too large", "Shorten the request.")
    _check_payload(type(message), len(payload))
    return line + payload


def _check_payload(kind: type[Message], length: int) -> None:
    rule = kind.payload_rule
    if rule is None and length:
        raise ProtocolError(f"The message “{kind.tag()}” has a payload", "None may follow it.")
    if rule is not None and (length > rule.max_bytes or (rule.required and not length)):
        raise ProtocolError(f"The payload of the message “{kind.tag()}” has a wrong size", f"Expected: {rule.content}.")


def _fields(message: Message) -> bytes:
    """Return the fields as a JSON object, without the tag, which stands in the header."""
    try:
        data = msgspec.json.encode(message)
    except UnicodeEncodeError:
        # A file name that is not UTF-8 holds lone surrogates, which msgspec refuses; escaped to ASCII they pass.
        return json.dumps(message.fields(), separators=(",", ":")).encode()
    # msgspec writes a struct's tag as its first field.
    return b"{" + data[len(b'{"type":') + len(msgspec.json.encode(message.tag())) :].removeprefix(b",")


def _decode(data: bytes, kind: type[_T], decoder: msgspec.json.Decoder[_T]) -> _T:
    """Return `data` as an instance of `kind`. Raises MsgspecError or ValueError."""
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        if rb"\ud" not in data.lower():
            raise
        # Lone surrogates again: only the standard library decodes them.
        return msgspec.convert(json.loads(data, parse_constant=_refuse_constant), kind)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


class _Header(msgspec.Struct):
    type: str
    data: msgspec.Raw = msgspec.Raw(b"{}")
    payload_length: int = 0
    id: int | None = None


_header_decoder = msgspec.json.Decoder(_Header)


def _parse_header(line: bytes, max_payload: int) -> tuple[_Header, bytes]:
    """Return the header and its `data` as JSON.

    Raises:
        ProtocolError: The line is no header, or announces more than `max_payload` bytes.
    """
    if len(line) > MAX_HEADER_BYTES:
        raise ProtocolError("A message header is too long")
    try:
        try:
            header = _header_decoder.decode(line)
            data = bytes(header.data)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            if rb"\ud" not in line.lower():
                raise
            fields = json.loads(line, parse_constant=_refuse_constant)
            data = json.dumps(fields.pop("data", {})).encode()
            header = msgspec.convert(fields, _Header)
    except (msgspec.MsgspecError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise ProtocolError("A message header is not readable", f"{error}.") from error
    if not 0 <= header.payload_length <= max_payload:
        raise ProtocolError("A message payload has an impossible size")
    return header, data


async def read_frame(reader: asyncio.StreamReader, max_payload: int = MAX_PAYLOAD_BYTES) -> Frame | None:
    """Return the next frame of a stream; None where the stream ends between two frames, or the peer vanishes there.

    Only a reader task may await this (see `workers.handle`). The limit of `reader` must be MAX_HEADER_BYTES.

    Args:
        reader: The stream.
        max_payload: Bytes that a payload may have at this door.

    Raises:
        ProtocolError: A frame is bad, or the stream ends inside one.
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
    header, data = _parse_header(line, max_payload)
    try:
        payload = await reader.readexactly(header.payload_length) if header.payload_length else b""
    except (IncompleteReadError, ConnectionError) as error:
        raise ProtocolError("The connection ended inside a message") from error
    return Frame(header.type, data, payload, header.id)


def read_frame_blocking(stream: BinaryIO, max_payload: int = MAX_PAYLOAD_BYTES) -> Frame | None:
    """Do the same as `read_frame` for a buffered stream. Blocks."""
    try:
        line = stream.readline(MAX_HEADER_BYTES + 1)
    except ConnectionError:
        return None
    if not line:
        return None
    if not line.endswith(b"\n") and len(line) <= MAX_HEADER_BYTES:
        raise ProtocolError("The connection ended inside a message")
    header, data = _parse_header(line, max_payload)
    try:
        payload = stream.read(header.payload_length) if header.payload_length else b""
    except ConnectionError as error:
        raise ProtocolError("The connection ended inside a message") from error
    if len(payload) != header.payload_length:
        raise ProtocolError("The connection ended inside a message")
    return Frame(header.type, data, payload, header.id)


class Unframer:
    """Takes frames out of bytes that arrive in portions of any size, for loops other than asyncio's (Qt).

    Args:
        max_payload: Bytes that a payload may have.
    """

    def __init__(self, max_payload: int = MAX_PAYLOAD_BYTES) -> None:
        self._max_payload = max_payload
        self._buffer = bytearray()
        self._header: tuple[_Header, bytes] | None = None

    def feed(self, portion: bytes) -> Iterator[Frame]:
        """Yield every frame that `portion` completes. The portion is taken in only by iterating to the end.

        Raises:
            ProtocolError: A frame is bad; the connection cannot be used further.
        """
        self._buffer += portion
        while True:
            if self._header is None:
                end = self._buffer.find(b"\n", 0, MAX_HEADER_BYTES + 1)
                if end < 0:
                    if len(self._buffer) > MAX_HEADER_BYTES:
                        raise ProtocolError("A message header is too long")
                    return
                self._header = _parse_header(bytes(self._buffer[: end + 1]), self._max_payload)
                del self._buffer[: end + 1]
            header, data = self._header
            if len(self._buffer) < header.payload_length:
                return
            payload = bytes(self._buffer[: header.payload_length])
            del self._buffer[: header.payload_length]
            self._header = None
            yield Frame(header.type, data, payload, header.id)
