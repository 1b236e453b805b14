"""The wire's frames: whole however they are cut, and nothing but ProtocolError for what is no frame."""

from __future__ import annotations

import asyncio
import io
import json
import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from assistant.core.errors import ProtocolError
from assistant.core.wire import (
    MAX_HEADER_BYTES,
    MAX_PAYLOAD_BYTES,
    Message,
    Unframer,
    encode,
    read_message,
    read_message_blocking,
)

Decode = Callable[[list[bytes]], list[Message]]
"""Gives all messages of a stream that comes in these portions."""


def decode_asyncio(portions: list[bytes]) -> list[Message]:
    async def read() -> list[Message]:
        reader = asyncio.StreamReader(limit=MAX_HEADER_BYTES)

        async def feed() -> None:
            for portion in portions:
                reader.feed_data(portion)
                await asyncio.sleep(0)
            reader.feed_eof()

        feeding = asyncio.create_task(feed())
        found = []
        try:
            while (message := await read_message(reader)) is not None:
                found.append(message)
        finally:
            feeding.cancel()
        return found

    return asyncio.run(asyncio.wait_for(read(), 20))


class Portions(io.RawIOBase):
    """A stream that gives one portion for each read, as a socket does."""

    def __init__(self, portions: list[bytes]) -> None:
        self._portions = [portion for portion in portions if portion]

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        if not self._portions:
            return 0
        portion = self._portions.pop(0)
        taken = min(len(portion), len(target))
        target[:taken] = portion[:taken]
        if taken < len(portion):
            self._portions.insert(0, portion[taken:])
        return taken


def decode_blocking(portions: list[bytes]) -> list[Message]:
    stream = io.BufferedReader(Portions(portions))
    found = []
    while (message := read_message_blocking(stream)) is not None:
        found.append(message)
    return found


def decode_unframer(portions: list[bytes]) -> list[Message]:
    unframer = Unframer()
    return [message for portion in portions for message in unframer.feed(portion)]


decoders = pytest.mark.parametrize("decode", [decode_asyncio, decode_blocking, decode_unframer])
ending_decoders = pytest.mark.parametrize("decode", [decode_asyncio, decode_blocking])


def cut(stream: bytes, rng: random.Random) -> list[bytes]:
    """The stream in portions of random sizes, many of them tiny."""
    portions = []
    while stream:
        size = rng.choice([1, 2, 3, rng.randrange(1, 100), rng.randrange(1, 5000)])
        portions.append(stream[:size])
        stream = stream[size:]
    return portions


def random_message(rng: random.Random) -> Message:
    words = ["fox", "Füchsin", "狐", "🦊", 'quote"', "new\nline", "\x00", "back\\slash", "\udcff not UTF-8"]
    data = {
        rng.choice("abcdefgh"): rng.choice([None, True, -1, 2**60, 0.1, rng.choice(words), [1, [2]], {"deep": {}}])
        for _ in range(rng.randrange(5))
    }
    size = rng.choice([0, 0, 1, 80, rng.randrange(6000)])
    payload = rng.choice([rng.randbytes(size), b"\n" * size, b'{"type": "x"}\n' * (size // 14)])
    return Message(rng.choice(["progress", "heard", *words]), data, payload)


@decoders
def test_messages_come_whole_however_the_stream_is_cut(decode: Decode) -> None:
    rng = random.Random(7)
    for _ in range(15):
        messages = [random_message(rng) for _ in range(rng.randrange(12))]
        stream = b"".join(encode(message) for message in messages)
        assert decode(cut(stream, rng)) == messages
        assert decode([stream]) == messages


@decoders
def test_a_stream_byte_by_byte(decode: Decode) -> None:
    messages = [Message("a", {"n": 1}, b"12\n45"), Message("b"), Message("c", {}, b"\x00")]
    stream = b"".join(map(encode, messages))
    assert decode([stream[index : index + 1] for index in range(len(stream))]) == messages


def damaged(rng: random.Random) -> Iterator[bytes]:
    """Streams that are wrong in many ways."""
    for _ in range(60):
        yield rng.randbytes(rng.randrange(1, 400))
        yield rng.randbytes(rng.randrange(1, 200)) + b"\n" + rng.randbytes(rng.randrange(200))
        good = bytearray(encode(random_message(rng)) + encode(random_message(rng)))
        for _ in range(rng.randrange(1, 4)):
            good[rng.randrange(len(good))] = rng.randrange(256)
        yield bytes(good)
        yield bytes(good[: rng.randrange(len(good))])


@decoders
def test_garbage_never_hangs_and_only_raises_protocol_errors(decode: Decode) -> None:
    rng = random.Random(11)
    refused = 0
    for stream in damaged(rng):
        try:
            for message in decode(cut(stream, rng)):
                assert isinstance(message, Message)
        except ProtocolError:
            refused += 1
    assert refused > 80


BAD_HEADERS = [
    b"",
    b"no json",
    b"[]",
    b"7",
    b"null",
    b'"type"',
    b"{}",
    b'{"type": 7}',
    b'{"type": null}',
    b'{"type": "a", "data": []}',
    b'{"type": "a", "data": null}',
    b'{"type": "a", "payload_length": -1}',
    b'{"type": "a", "payload_length": 1.0}',
    b'{"type": "a", "payload_length": true}',
    b'{"type": "a", "payload_length": "5"}',
    b'{"type": "a", "payload_length": null}',
    b'{"type": "a", "payload_length": %d}' % (MAX_PAYLOAD_BYTES + 1),
    b'{"type": "a", "payload_length": ' + b"9" * 5000 + b"}",
    b'{"type": "a"',
    b'{"type": "\xff"}',
    b"\xff\xfe{\x00}\x00",
    b"[" * 30_000,
    b'{"type":"a","data":' + b'{"a":' * 12_000 + b"1" + b"}" * 12_001,
    b'{"type": "' + b"a" * MAX_HEADER_BYTES + b'"}',
]


@decoders
@pytest.mark.parametrize("header", BAD_HEADERS, ids=lambda header: repr(header[:45]))
def test_a_bad_header_is_refused(decode: Decode, header: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode([header + b"\n"])


@decoders
def test_a_header_without_end_is_refused_before_it_fills_the_memory(decode: Decode) -> None:
    with pytest.raises(ProtocolError, match="too long"):
        decode([b"x" * 1000] * 70)


@decoders
def test_the_longest_header_and_a_payload_pass(decode: Decode) -> None:
    room = MAX_HEADER_BYTES - len(encode(Message("a", {"t": ""}, b"12345"))) + 5
    message = Message("a", {"t": "x" * room}, b"12345")
    frame = encode(message)
    assert len(frame) == MAX_HEADER_BYTES + 5
    assert decode([frame[:100], frame[100:]]) == [message]
    with pytest.raises(ProtocolError, match="too large"):
        encode(Message("a", {"t": "x" * (room + 1)}, b"12345"))


def test_a_payload_that_is_too_large_is_refused() -> None:
    with pytest.raises(ProtocolError, match="too large"):
        encode(Message("a", {}, bytes(MAX_PAYLOAD_BYTES + 1)))


@ending_decoders
def test_an_end_inside_a_message_is_told_from_a_clean_end(decode: Decode) -> None:
    frame = encode(Message("a", {"n": 1}, b"payload"))
    assert decode([]) == []
    assert decode([frame]) == [Message("a", {"n": 1}, b"payload")]
    for length in range(1, len(frame)):
        with pytest.raises(ProtocolError, match="ended inside"):
            decode([frame + frame[:length]])


def test_a_peer_that_vanishes_between_two_messages_is_an_end() -> None:
    def reset_pair() -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.sendall(b"never read")
        theirs.close()  # With bytes unread, so that our next read is a reset.
        return ours

    with reset_pair() as ours, ours.makefile("rb") as stream:
        assert read_message_blocking(stream) is None

    async def story() -> None:
        reader, writer = await asyncio.open_unix_connection(sock=reset_pair(), limit=MAX_HEADER_BYTES)
        assert await read_message(reader) is None
        writer.close()

    asyncio.run(story())


def test_the_unframer_takes_a_large_payload_in_small_portions() -> None:
    message = Message("picture", {"index": 0, "note": "x" * 60_000}, random.Random(1).randbytes(5_000_000))
    frame = encode(message)
    unframer = Unframer()
    found: list[Message] = []
    for start in range(0, len(frame), 1000):
        found += unframer.feed(frame[start : start + 1000])
    assert found == [message]


def test_the_unframer_stays_broken_once_it_is() -> None:
    unframer = Unframer()
    with pytest.raises(ProtocolError):
        list(unframer.feed(b"nonsense\n"))
    with pytest.raises(ProtocolError):
        list(unframer.feed(encode(Message("a"))))


def test_a_frame_is_one_line_of_plain_json_and_the_bytes() -> None:
    line, _, payload = encode(Message("heard", {"what": "wöke"}, b"\x01\x02")).partition(b"\n")
    assert json.loads(line) == {"type": "heard", "data": {"what": "wöke"}, "payload_length": 2}
    assert line.isascii()
    assert payload == b"\x01\x02"


def test_it_does_not_import_asyncio() -> None:
    code = "import sys, assistant.core.wire; sys.exit('asyncio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
