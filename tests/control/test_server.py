"""The control socket: private, one daemon at a time, honest to slow clients, and safe from bad frames."""

import asyncio
import os
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from assistant.control.client import ControlClient
from assistant.control.server import MAX_UNSENT_BYTES, ControlServer, Item
from assistant.control.untyped_wire import MAX_HEADER_BYTES, Message, encode, read_message
from assistant.core.errors import DaemonError, NotUnderstoodError, ProtocolError
from assistant.core.events import Event, EventBus
from assistant.system.single_instance import SingleInstance, private_folder

Verbs = dict[str, Callable[[dict[str, Any], Item], Awaitable[dict[str, Any]]]]


@asynccontextmanager
async def serving(folder: Path, verbs: Verbs) -> AsyncIterator[tuple[Path, EventBus, ControlServer]]:
    """A control server that answers `verbs`, on a private socket in `folder`."""

    async def answer(verb: str, args: dict[str, Any], item: Item) -> dict[str, Any]:
        return await verbs[verb](args, item)

    private_folder(folder / "run")
    bus = EventBus()
    path = folder / "run" / "control.sock"
    server = ControlServer(path, bus, answer, lambda: [Event("state", {"tray": "listening"})])
    await server.start()
    try:
        yield path, bus, server
    finally:
        await server.close()


async def echo(args: dict[str, Any], item: Item) -> dict[str, Any]:
    item({"event": "request", "said": args["text"]})
    return {"said": args["text"]}


def test_a_request_gets_its_items_and_then_its_result(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, {"paint": echo}) as (path, _, _):

            def client() -> list[dict[str, Any]]:
                with ControlClient(path) as control:
                    return list(control.items("paint", text="a fox"))

            assert await asyncio.to_thread(client) == [{"event": "request", "said": "a fox"}, {"said": "a fox"}]

    asyncio.run(scenario())


def test_a_failure_arrives_as_the_same_error(tmp_path: Path) -> None:
    async def refuse(args: dict[str, Any], item: Item) -> dict[str, Any]:
        raise NotUnderstoodError("I did not understand that", "Say it again.")

    async def scenario() -> None:
        async with serving(tmp_path, {"paint": refuse}) as (path, _, _):

            def client() -> None:
                with ControlClient(path) as control:
                    control.ask("paint", text="hm")

            with pytest.raises(NotUnderstoodError, match="Say it again"):
                await asyncio.to_thread(client)

    asyncio.run(scenario())


def test_the_socket_and_its_folder_are_private(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, {}) as (path, _, _):
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
        async with serving(tmp_path, {"paint": echo}) as (path, _, _):
            process = await asyncio.create_subprocess_exec("python3", "-c", script, str(path))
            assert await process.wait() == 0

    asyncio.run(scenario())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user to try the door")
def test_another_users_connection_is_closed_even_where_the_file_mode_lets_it_in(tmp_path: Path) -> None:
    script = (
        "import os,socket,sys\nos.setgid(65534); os.setuid(65534)\n"
        "s=socket.socket(socket.AF_UNIX); s.settimeout(5)\ns.connect(sys.argv[1])\n"
        'try: s.sendall(b\'{"type":"request","data":{"id":1,"verb":"paint","args":{"text":"x"}}}\\n\')\n'
        "except BrokenPipeError: sys.exit(0)\n"
        "try: sys.exit(0 if s.recv(100) == b'' else 7)\nexcept ConnectionResetError: sys.exit(0)\n"
    )

    async def scenario() -> None:
        async with serving(tmp_path, {"paint": echo}) as (path, _, _):
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
        async with serving(tmp_path, {"paint": echo}) as (path, _, _):

            def client() -> dict[str, Any]:
                with ControlClient(path) as control:
                    return control.ask("paint", text="a fox")

            assert await asyncio.to_thread(client) == {"said": "a fox"}

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
        async with serving(tmp_path, {"paint": echo}) as (path, _, _):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(garbage)
            async with asyncio.timeout(5):
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
            writer.close()

            def client() -> dict[str, Any]:
                with ControlClient(path) as control:
                    return control.ask("paint", text="a fox")

            assert await asyncio.to_thread(client) == {"said": "a fox"}

    asyncio.run(scenario())


def test_a_subscriber_is_greeted_and_then_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, {}) as (path, bus, server):
            reader, writer = await asyncio.open_unix_connection(path, limit=MAX_HEADER_BYTES)
            writer.write(encode(Message("request", {"id": 1, "verb": "subscribe", "args": {"shows": True}})))
            async with asyncio.timeout(5):
                greeting = await read_message(reader)
                reply = await read_message(reader)
            assert greeting is not None
            assert reply is not None
            assert (greeting.type, reply.type) == ("state", "reply")
            assert len(server.screens) == 1
            bus.publish(Event("preview", {"index": 0}, b"rgb", lossy=True))
            async with asyncio.timeout(5):
                preview = await read_message(reader)
            assert preview == Message("preview", {"index": 0}, b"rgb")
            writer.close()

    asyncio.run(scenario())


def test_a_client_that_does_not_read_loses_previews_first_and_then_its_connection(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, {}) as (path, bus, server):
            reader, writer = await asyncio.open_unix_connection(path, limit=MAX_HEADER_BYTES)
            writer.write(encode(Message("request", {"id": 1, "verb": "subscribe", "args": {"shows": True}})))
            async with asyncio.timeout(5):
                assert (await read_message(reader)) is not None
                assert (await read_message(reader)) is not None
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            for step in range(2000):
                bus.publish(Event("preview", {"index": 0, "step": step}, bytes(100_000), lossy=True))
            bus.publish(Event("request", {"id": "a"}))
            await asyncio.sleep(0)
            writer.transport.resume_reading()  # type: ignore[attr-defined]
            got: list[Message] = []
            async with asyncio.timeout(10):
                while not got or got[-1].type != "request":
                    message = await read_message(reader)
                    assert message is not None
                    got.append(message)
            assert len(got) < 50
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            for _ in range(MAX_UNSENT_BYTES // 50_000 + 50):
                bus.publish(Event("request", {"id": "a", "words": "x" * 50_000}))
            writer.transport.resume_reading()  # type: ignore[attr-defined]
            with suppress(ProtocolError, ConnectionResetError):
                async with asyncio.timeout(10):
                    while await read_message(reader) is not None:
                        pass
            assert not server.screens
            writer.close()

    asyncio.run(scenario())


def test_a_client_that_leaves_cancels_what_it_asked_for(tmp_path: Path) -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def slow(args: dict[str, Any], item: Item) -> dict[str, Any]:
        started.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return {}

    async def scenario() -> None:
        async with serving(tmp_path, {"paint": slow}) as (path, _, _):
            _, writer = await asyncio.open_unix_connection(path)
            writer.write(encode(Message("request", {"id": 1, "verb": "paint", "args": {}})))
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
            client.ask("status")
    assert caught.value.title == "Jarvis does not answer for 0.1 s"
    assert f"kill -9 {os.getpid()}" in caught.value.hint
