"""The control socket: private, one daemon at a time, honest to slow clients, and safe from bad frames."""

import asyncio
import os
import re
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from helpers.filled import event, filled

from assistant.control.client import ControlClient
from assistant.control.server import MAX_UNSENT_BYTES, ControlServer, Item
from assistant.core.errors import DaemonError, NotUnderstoodError, ProtocolError
from assistant.core.events import EventBus
from assistant.core.message import Message
from assistant.core.messages.control_messages import Done, PaintRequest, RequestFailed, StatusRequest, SubscribeRequest
from assistant.core.messages.event_messages import FinishedRequest, PreviewEvent, RequestEvent
from assistant.core.wire import MAX_HEADER_BYTES, Accepted, Frame, encode, read_frame
from assistant.system.single_instance import SingleInstance, private_folder

Handle = Callable[[Any, Item], Awaitable[Message]]
FOX = PaintRequest("a fox")
SUBSCRIBE = encode(SubscribeRequest(shows=True), id=1)


class Screens:
    """The connections that show pictures."""

    def __init__(self) -> None:
        self.connected: set[object] = set()

    def add(self, screen: object, /) -> None:
        self.connected.add(screen)

    def remove(self, screen: object, /) -> None:
        self.connected.remove(screen)


@asynccontextmanager
async def serving(folder: Path, answer: Handle) -> AsyncIterator[tuple[Path, EventBus, Screens]]:
    """A control server that answers requests so, on a private socket in `folder`; its bus and its screens."""

    private_folder(folder / "run")
    bus = EventBus()
    path = folder / "run" / "control.sock"
    screens = Screens()
    server = ControlServer(path, bus, answer, lambda: [event("state")], screens)
    await server.start()
    try:
        yield path, bus, screens
    finally:
        await server.close()


async def echo(request: PaintRequest, item: Item) -> Message:
    item(filled(RequestEvent, words=request.text))
    return filled(FinishedRequest, words=request.text)


def test_a_request_gets_its_items_and_then_its_result(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, _, _):

            def client() -> list[Message]:
                items: list[Message] = []
                with ControlClient(path) as control:
                    return [*items, control.run(FOX, items.append), *items]

            result, item = await asyncio.to_thread(client)
            assert result == filled(FinishedRequest, words="a fox")
            assert item == filled(RequestEvent, words="a fox")

    asyncio.run(scenario())


def test_a_failure_arrives_as_the_same_error(tmp_path: Path) -> None:
    async def refuse(request: Message, item: Item) -> Message:
        raise NotUnderstoodError("I did not understand that", "Say it again.")

    async def scenario() -> None:
        async with serving(tmp_path, refuse) as (path, _, _):

            def client() -> None:
                with ControlClient(path) as control:
                    control.run(PaintRequest("hm"), lambda _: None)

            with pytest.raises(NotUnderstoodError, match="Say it again"):
                await asyncio.to_thread(client)

    asyncio.run(scenario())


def test_the_socket_and_its_folder_are_private(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, _, _):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert not path.exists()

    asyncio.run(scenario())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user to try the door")
def test_another_user_is_refused(tmp_path: Path) -> None:
    script = (
        "import os,socket,sys\n"
        "s=socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\nos.setuid(65534)\n"
        "t=socket.socket(socket.AF_UNIX)\n"
        "try:\n t.connect(sys.argv[1]); sys.exit(7)\n"
        "except PermissionError: sys.exit(0)\n"
    )

    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, _, _):
            process = await asyncio.create_subprocess_exec("python3", "-c", script, str(path))
            assert await process.wait() == 0

    asyncio.run(scenario())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user to try the door")
def test_another_users_connection_is_closed_even_where_the_file_mode_lets_it_in(tmp_path: Path) -> None:
    script = (
        "import os,socket,sys\nos.setgid(65534); os.setuid(65534)\n"
        "s=socket.socket(socket.AF_UNIX); s.settimeout(5)\ns.connect(sys.argv[1])\n"
        'try: s.sendall(b\'{"type":"paint","id":1,"data":{"text":"x"}}\\n\')\n'
        "except BrokenPipeError: sys.exit(0)\n"
        "try: sys.exit(0 if s.recv(100) == b'' else 7)\nexcept ConnectionResetError: sys.exit(0)\n"
    )

    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, _, _):
            for parent in (path, *path.parents[:-2]):
                if parent.is_relative_to(tmp_path.parent.parent):
                    parent.chmod(0o777)
            process = await asyncio.create_subprocess_exec("python3", "-c", script, str(path))
            assert await process.wait() == 0

    asyncio.run(scenario())


def test_a_stale_socket_is_taken_over(tmp_path: Path) -> None:
    private_folder(tmp_path / "run")
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(tmp_path / "run" / "control.sock"))
    dead.close()

    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, _, _):

            def client() -> FinishedRequest:
                with ControlClient(path) as control:
                    return control.run(FOX, lambda _: None)

            assert (await asyncio.to_thread(client)).words == "a fox"

    asyncio.run(scenario())


def test_a_second_daemon_is_refused_and_told_the_first_ones_process(tmp_path: Path) -> None:
    private_folder(tmp_path)
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    first.acquire()
    with pytest.raises(DaemonError, match=f"process {os.getpid()}"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DaemonError, match="belongs to somebody else"):
        private_folder(tmp_path / "run")


def test_nobody_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(DaemonError, match="jarvis run"):
        ControlClient(tmp_path / "control.sock")


@pytest.mark.parametrize(
    "garbage",
    [b"hello\n", b"\x00" * 100 + b"\n", b'{"type": 1}\n', b"x" * (MAX_HEADER_BYTES + 10), b'{"type":"state"}\n'],
)
def test_garbage_ends_only_its_own_connection(tmp_path: Path, garbage: bytes) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, _, _):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(garbage)
            async with asyncio.timeout(5):
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
            writer.close()

            def client() -> FinishedRequest:
                with ControlClient(path) as control:
                    return control.run(FOX, lambda _: None)

            assert (await asyncio.to_thread(client)).words == "a fox"

    asyncio.run(scenario())


def test_a_subscriber_is_greeted_and_then_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, bus, screens):
            reader, writer = await asyncio.open_unix_connection(path, limit=MAX_HEADER_BYTES)
            writer.write(SUBSCRIBE)
            async with asyncio.timeout(5):
                greeting = await read_frame(reader)
                reply = await read_frame(reader)
            assert greeting is not None
            assert reply is not None
            assert (greeting.type, reply.type) == ("state", "done")
            assert len(screens.connected) == 1
            bus.publish(event("preview"), b"rgb")
            async with asyncio.timeout(5):
                preview = await read_frame(reader)
            assert preview is not None
            assert Accepted(PreviewEvent).read(preview) == event("preview")
            assert (preview.payload, preview.id) == (b"rgb", None)
            writer.close()

    asyncio.run(scenario())


def test_a_client_that_does_not_read_loses_previews_first_and_then_its_connection(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, bus, screens):
            reader, writer = await asyncio.open_unix_connection(path, limit=MAX_HEADER_BYTES)
            writer.write(SUBSCRIBE)
            async with asyncio.timeout(5):
                assert (await read_frame(reader)) is not None
                assert (await read_frame(reader)) is not None
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            for step in range(2000):
                bus.publish(event("preview", count=step), bytes(100_000))
            bus.publish(event("request", id="a"))
            await asyncio.sleep(0)
            writer.transport.resume_reading()  # type: ignore[attr-defined]
            got: list[Frame] = []
            async with asyncio.timeout(10):
                while not got or got[-1].type != "request":
                    message = await read_frame(reader)
                    assert message is not None
                    got.append(message)
            assert len(got) < 50
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            for _ in range(MAX_UNSENT_BYTES // 50_000 + 50):
                bus.publish(event("request", id="a", words="x" * 50_000))
            writer.transport.resume_reading()  # type: ignore[attr-defined]
            with suppress(ProtocolError, ConnectionResetError):
                async with asyncio.timeout(10):
                    while await read_frame(reader) is not None:
                        pass
            assert not screens.connected
            writer.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (b'{"type":"dance","id":7}\n', "“dance” makes no sense here.*different versions"),
        (b'{"type":"paint","id":7,"data":{"text":"a fox","size":3}}\n', "“paint” cannot be read.*field `size`"),
        (b'{"type":"paint","id":7,"data":{"text":5}}\n', r"“paint” cannot be read.*\$\.text"),
        (b'{"type":"paint","id":7}\n', "“paint” cannot be read.*required field `text`"),
        (b'{"type":"paint","id":7,"data":{"text":"a fox"},"payload_length":1}\n.', "“paint” has a payload"),
    ],
    ids=["unknown request", "unknown field", "wrong type", "missing field", "payload"],
)
def test_a_request_that_cannot_be_read_is_answered_and_costs_no_connection(
    tmp_path: Path, frame: bytes, says: str
) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, echo) as (path, _, _):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(frame + encode(FOX, id=8))
            replies = {}
            async with asyncio.timeout(5):
                while not {7, 8} <= {number for number, tag in replies if tag != "request"}:
                    reply = await read_frame(reader)
                    assert reply is not None
                    replies[reply.id, reply.type] = reply
            assert (8, "finished") in replies
            failure = Accepted(RequestFailed).read(replies[7, "request_failed"]).failure
            assert failure.code == "protocol"
            assert re.search(says, f"{failure.title} {failure.hint}")
            writer.close()

    asyncio.run(scenario())


def test_a_client_that_leaves_cancels_what_it_asked_for(tmp_path: Path) -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def slow(request: Message, item: Item) -> Message:
        started.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return Done()

    async def scenario() -> None:
        async with serving(tmp_path, slow) as (path, _, _):
            _, writer = await asyncio.open_unix_connection(path)
            writer.write(encode(FOX, id=1))
            async with asyncio.timeout(5):
                await started.wait()
                writer.close()
                await writer.wait_closed()
                await cancelled.wait()

    asyncio.run(scenario())


def test_a_daemon_that_hangs_is_named_instead_of_waited_for(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as hangs:
        hangs.bind(str(tmp_path / "s"))
        hangs.listen()
        with ControlClient(tmp_path / "s", timeout_s=0.1) as client, pytest.raises(DaemonError) as caught:
            client.ask(StatusRequest())
    assert caught.value.title == "Jarvis does not answer for 0.1 s"
    assert f"kill -9 {os.getpid()}" in caught.value.hint
