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
from typing import ClassVar

import msgspec
import pytest

from assistant.core.errors import ProtocolError
from assistant.core.message import MAX_PAYLOAD_BYTES, Message, PayloadRule
from assistant.core.wire import (
    MAX_HEADER_BYTES,
    Accepted,
    Frame,
    Unframer,
    encode,
    read_frame,
    read_frame_blocking,
)


class Note(Message, frozen=True, tag="nöte"):
    """Anything, with any bytes."""

    payload_rule: ClassVar[PayloadRule | None] = PayloadRule("any bytes", required=False)
    values: dict[str, object] = msgspec.field(default_factory=dict)


Sent = tuple[Note, bytes, int | None]
Decode = Callable[[list[bytes]], list[Sent]]
"""Gives all messages of a stream that comes in these portions, with their payloads and numbers."""
NOTES: Accepted[Note] = Accepted(Note)


def read(frame: Frame) -> Sent:
    return NOTES.read(frame), frame.payload, frame.id


def frame_of(sent: Sent) -> bytes:
    note, payload, number = sent
    return encode(note, payload, id=number)


def decode_asyncio(portions: list[bytes]) -> list[Sent]:
    async def read_all() -> list[Sent]:
        reader = asyncio.StreamReader(limit=MAX_HEADER_BYTES)

        async def feed() -> None:
            for portion in portions:
                reader.feed_data(portion)
                await asyncio.sleep(0)
            reader.feed_eof()

        feeding = asyncio.create_task(feed())
        found = []
        try:
            while (frame := await read_frame(reader)) is not None:
                found.append(read(frame))
        finally:
            feeding.cancel()
        return found

    return asyncio.run(asyncio.wait_for(read_all(), 20))


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


def decode_blocking(portions: list[bytes]) -> list[Sent]:
    stream = io.BufferedReader(Portions(portions))
    found = []
    while (frame := read_frame_blocking(stream)) is not None:
        found.append(read(frame))
    return found


def decode_unframer(portions: list[bytes]) -> list[Sent]:
    unframer = Unframer()
    return [read(frame) for portion in portions for frame in unframer.feed(portion)]


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


def random_message(rng: random.Random) -> Sent:
    words = ["fox", "Füchsin", "狐", "🦊", 'quote"', "new\nline", "\x00", "back\\slash", "\udcff not UTF-8"]
    values = {
        rng.choice("abcdefgh"): rng.choice([None, True, -1, 2**60, 0.1, rng.choice(words), [1, [2]], {"deep": {}}])
        for _ in range(rng.randrange(5))
    }
    size = rng.choice([0, 0, 1, 80, rng.randrange(6000)])
    payload = rng.choice([rng.randbytes(size), b"\n" * size, b'{"type": "x"}\n' * (size // 14)])
    return Note(values), payload, rng.choice([None, 0, 1, 2**40])


@decoders
def test_messages_come_whole_however_the_stream_is_cut(decode: Decode) -> None:
    rng = random.Random(7)
    for _ in range(15):
        messages = [random_message(rng) for _ in range(rng.randrange(12))]
        stream = b"".join(map(frame_of, messages))
        assert decode(cut(stream, rng)) == messages
        assert decode([stream]) == messages


@decoders
def test_a_stream_byte_by_byte(decode: Decode) -> None:
    messages: list[Sent] = [(Note({"n": 1}), b"12\n45", None), (Note(), b"", 7), (Note(), b"\x00", 0)]
    stream = b"".join(map(frame_of, messages))
    assert decode([stream[index : index + 1] for index in range(len(stream))]) == messages


def damaged(rng: random.Random) -> Iterator[bytes]:
    """Streams that are wrong in many ways."""
    for _ in range(60):
        yield rng.randbytes(rng.randrange(1, 400))
        yield rng.randbytes(rng.randrange(1, 200)) + b"\n" + rng.randbytes(rng.randrange(200))
        good = bytearray(frame_of(random_message(rng)) + frame_of(random_message(rng)))
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
            for note, _, _ in decode(cut(stream, rng)):
                assert isinstance(note, Note)
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
    room = MAX_HEADER_BYTES - len(encode(Note({"t": ""}), b"12345")) + 5
    note = Note({"t": "x" * room})
    frame = encode(note, b"12345")
    assert len(frame) == MAX_HEADER_BYTES + 5
    assert decode([frame[:100], frame[100:]]) == [(note, b"12345", None)]
    with pytest.raises(ProtocolError, match="too large"):
        encode(Note({"t": "x" * (room + 1)}), b"12345")


def test_a_payload_that_is_too_large_is_refused() -> None:
    with pytest.raises(ProtocolError, match="too large"):
        encode(Note(), bytes(MAX_PAYLOAD_BYTES + 1))


def test_a_door_may_take_no_payload_or_a_small_one() -> None:
    small, large = encode(Note(), b"1234"), encode(Note(), b"12345")
    assert read_frame_blocking(io.BytesIO(small), max_payload=4) is not None
    with pytest.raises(ProtocolError, match="impossible size"):
        read_frame_blocking(io.BytesIO(large), max_payload=4)
    with pytest.raises(ProtocolError, match="impossible size"):
        list(Unframer(max_payload=0).feed(small))

    async def story() -> None:
        reader = asyncio.StreamReader(limit=MAX_HEADER_BYTES)
        reader.feed_data(small)
        with pytest.raises(ProtocolError, match="impossible size"):
            await read_frame(reader, max_payload=0)

    asyncio.run(story())


@ending_decoders
def test_an_end_inside_a_message_is_told_from_a_clean_end(decode: Decode) -> None:
    frame = encode(Note({"n": 1}), b"payload")
    assert decode([]) == []
    assert decode([frame]) == [(Note({"n": 1}), b"payload", None)]
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
        assert read_frame_blocking(stream) is None

    async def story() -> None:
        reader, writer = await asyncio.open_unix_connection(sock=reset_pair(), limit=MAX_HEADER_BYTES)
        assert await read_frame(reader) is None
        writer.close()

    asyncio.run(story())


def test_the_unframer_takes_a_large_payload_in_small_portions() -> None:
    note, payload = Note({"index": 0, "note": "x" * 60_000}), random.Random(1).randbytes(5_000_000)
    frame = encode(note, payload)
    unframer = Unframer()
    found: list[Frame] = []
    for start in range(0, len(frame), 1000):
        found += unframer.feed(frame[start : start + 1000])
    assert [read(frame) for frame in found] == [(note, payload, None)]


def test_the_unframer_stays_broken_once_it_is() -> None:
    unframer = Unframer()
    with pytest.raises(ProtocolError):
        list(unframer.feed(b"nonsense\n"))
    with pytest.raises(ProtocolError):
        list(unframer.feed(encode(Note())))


def test_a_frame_is_one_line_of_json_in_the_wyoming_form_and_the_bytes() -> None:
    line, _, payload = encode(Note({"a": "wö\nke"}), b"\x01\x02", id=3).partition(b"\n")
    assert json.loads(line) == {"type": "nöte", "id": 3, "data": {"values": {"a": "wö\nke"}}, "payload_length": 2}
    assert payload == b"\x01\x02"
    assert json.loads(encode(Note())) == {"type": "nöte", "data": {"values": {}}}


def test_a_frame_of_a_wyoming_peer_is_read() -> None:
    line = b'{"type": "n\\u00f6te", "version": "1.5.3", "data": {"values": {"a": 1}}}\n{"type": "n\\u00f6te"}\n'
    assert decode_unframer([line]) == [(Note({"a": 1}), b"", None), (Note(), b"", None)]


def test_it_does_not_import_asyncio() -> None:
    code = "import sys, assistant.core.wire; sys.exit('asyncio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


HEADER_CAP = 65_536
PAYLOAD_CAP = 67_108_864
"""The caps in bytes, as other programs know them."""
TAG = "nöte".encode()


def header_of(size: int) -> bytes:
    """Returns a header line of `size` bytes, the line feed included."""
    empty = b'{"type":"%b","data":{"values":{"t":""}}}\n' % TAG
    return empty.replace(b'""', b'"%b"' % (b"x" * (size - len(empty))))


def header_announcing(payload_bytes: int) -> bytes:
    return b'{"type":"%b","payload_length":%d}\n' % (TAG, payload_bytes)


@decoders
def test_a_header_of_exactly_the_cap_passes_and_one_byte_more_does_not(decode: Decode) -> None:
    assert len(header_of(HEADER_CAP)) == HEADER_CAP
    ((note, payload, number),) = decode([header_of(HEADER_CAP)])
    assert list(note.values) == ["t"]
    assert (payload, number) == (b"", None)
    with pytest.raises(ProtocolError, match="too long"):
        decode([header_of(HEADER_CAP + 1)])


@decoders
def test_a_header_of_the_cap_without_a_line_feed_is_too_long(decode: Decode) -> None:
    with pytest.raises(ProtocolError, match="too long"):
        decode([b"x" * (HEADER_CAP + 1)])


@ending_decoders
def test_a_header_below_the_cap_that_ends_without_a_line_feed_is_an_end_inside_a_message(decode: Decode) -> None:
    for size in (1, HEADER_CAP - 1):
        with pytest.raises(ProtocolError, match="ended inside"):
            decode([header_of(HEADER_CAP)[:size]])


def test_an_unframer_waits_for_the_end_of_a_header_up_to_the_cap() -> None:
    unframer = Unframer()
    line = header_of(HEADER_CAP)
    assert list(unframer.feed(line[:-1])) == []
    assert [frame.type for frame in unframer.feed(line[-1:])] == ["nöte"]
    assert list(unframer.feed(b"x" * HEADER_CAP)) == []
    with pytest.raises(ProtocolError, match="too long"):
        list(unframer.feed(b"x"))


def test_a_sender_keeps_to_the_caps_that_a_receiver_asks_for() -> None:
    room = HEADER_CAP - len(encode(Note({"t": ""})))
    assert len(encode(Note({"t": "x" * room}))) == HEADER_CAP
    with pytest.raises(ProtocolError, match="too large"):
        encode(Note({"t": "x" * (room + 1)}))
    assert encode(Note(), bytes(PAYLOAD_CAP)).endswith(bytes(100))
    with pytest.raises(ProtocolError, match="too large"):
        encode(Note(), bytes(PAYLOAD_CAP + 1))


Announce = Callable[[bytes, int | None], None]
"""Reads a stream that begins with this header at a door with this cap; None for the usual cap."""


def announce_to_asyncio(header: bytes, cap: int | None) -> None:
    async def story() -> None:
        reader = asyncio.StreamReader(limit=MAX_HEADER_BYTES)
        reader.feed_data(header)
        reader.feed_eof()
        await (read_frame(reader) if cap is None else read_frame(reader, max_payload=cap))

    asyncio.run(story())


def announce_to_blocking(header: bytes, cap: int | None) -> None:
    stream = io.BytesIO(header)
    _ = read_frame_blocking(stream) if cap is None else read_frame_blocking(stream, max_payload=cap)


def announce_to_unframer(header: bytes, cap: int | None) -> None:
    unframer = Unframer() if cap is None else Unframer(max_payload=cap)
    if not list(unframer.feed(header)):
        raise ProtocolError("The connection ended inside a message")


@pytest.mark.parametrize("announce", [announce_to_asyncio, announce_to_blocking, announce_to_unframer])
@pytest.mark.parametrize("cap", [None, 0, 1, 1000])
def test_a_header_may_announce_a_payload_of_exactly_the_doors_cap(announce: Announce, cap: int | None) -> None:
    most = PAYLOAD_CAP if cap is None else cap
    announce(header_announcing(0), cap)
    if most:
        # The payload is waited for, so the end of the stream comes inside the message.
        with pytest.raises(ProtocolError, match="ended inside"):
            announce(header_announcing(most), cap)
    for wrong in (most + 1, -1):
        with pytest.raises(ProtocolError, match="impossible size"):
            announce(header_announcing(wrong), cap)


@decoders
def test_frames_come_one_by_one_wherever_two_of_them_are_cut(decode: Decode) -> None:
    first, second = (Note({"n": 1}), b"12\n4", 7), (Note({"n": 2}), b"", None)
    stream = frame_of(first) + frame_of(second)
    for place in range(len(stream) + 1):
        assert decode([stream[:place], stream[place:]]) == [first, second], place


def test_an_unframer_gives_a_frame_with_its_last_byte_and_not_before() -> None:
    unframer = Unframer()
    stream = encode(Note({"n": 1}), b"payload", id=3)
    given = [len(list(unframer.feed(stream[place : place + 1]))) for place in range(len(stream))]
    assert given == [0] * (len(stream) - 1) + [1]


def test_a_peer_that_vanishes_inside_a_message_is_no_end() -> None:
    def reset_pair() -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.sendall(b"never read")
        theirs.sendall(encode(Note(), b"payload")[:-3])
        theirs.close()  # With bytes unread, so that our read of the rest is a reset.
        return ours

    with reset_pair() as ours, ours.makefile("rb") as stream, pytest.raises(ProtocolError, match="ended inside"):
        read_frame_blocking(stream)

    async def story() -> None:
        reader, writer = await asyncio.open_unix_connection(sock=reset_pair(), limit=MAX_HEADER_BYTES)
        with pytest.raises(ProtocolError, match="ended inside"):
            await read_frame(reader)
        writer.close()

    asyncio.run(story())


class Plain(Message, frozen=True, tag="plain"):
    """Must come without bytes."""


class Pixels(Message, frozen=True, tag="pixels"):
    """Must come with 1 … 4 bytes."""

    payload_rule: ClassVar[PayloadRule | None] = PayloadRule("a few pixels", max_bytes=4)


@pytest.mark.parametrize(("message", "allowed"), [(Plain(), {0}), (Pixels(), {1, 4}), (Note(), {0, 1, 4, 5})])
def test_both_ends_keep_to_the_rule_of_the_payload(message: Message, allowed: set[int]) -> None:
    accepted = Accepted(type(message))
    for length in (0, 1, 4, 5):
        frame = Frame(message.tag(), b"{}", bytes(length))
        if length in allowed:
            assert encode(message, bytes(length)).endswith(b"\n" + bytes(length))
            assert accepted.read(frame) == message
        else:
            with pytest.raises(ProtocolError, match=f"“{message.tag()}”"):
                encode(message, bytes(length))
            with pytest.raises(ProtocolError, match=f"“{message.tag()}”"):
                accepted.read(frame)


def test_of_several_messages_each_is_read_as_what_it_is_and_no_other() -> None:
    accepted: Accepted[Plain | Pixels] = Accepted(Plain, Pixels)
    assert set(accepted.tags) == {"plain", "pixels"}
    assert accepted.read(Frame("plain", b"{}")) == Plain()
    assert accepted.read(Frame("pixels", b"{}", b"1")) == Pixels()
    with pytest.raises(ProtocolError, match="makes no sense here") as caught:
        accepted.read(Frame("n" * 1000, b"{}"))
    assert caught.value.hint == "Expected: plain, pixels."
    assert len(caught.value.title) < 150


@pytest.mark.parametrize("data", [b'{"values": {"a": "\\ud800", "n": NaN}}', b'{"values": "\\ud800"}', b'"\\ud800"'])
@decoders
def test_what_is_no_json_stays_none_though_lone_surrogates_are_allowed(decode: Decode, data: bytes) -> None:
    good = b'{"values": {"a": "\\ud800"}}'
    assert decode([b'{"type": "%b", "data": %b}\n' % (TAG, good)]) == [(Note({"a": "\ud800"}), b"", None)]
    with pytest.raises(ProtocolError):
        decode([b'{"type": "%b", "data": %b}\n' % (TAG, data)])
