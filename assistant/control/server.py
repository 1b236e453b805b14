"""The control socket's daemon end: answers requests and tells events. Runs on the daemon's loop.

Only the same user may connect (the kernel's word for it, SO_PEERCRED); there is no TCP port.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from assistant.control.untyped_wire import MAX_HEADER_BYTES, Message, encode, read_message
from assistant.core.errors import AssistantError, ProtocolError
from assistant.core.events import Event, EventBus

log = logging.getLogger(__name__)

MAX_UNSENT_BYTES = 8 * 1024 * 1024
"""A client that leaves more than this unread is disconnected: memory is not its to fill."""

Item = Callable[[dict[str, Any]], None]
Answer = Callable[[str, dict[str, Any], Item], Awaitable[dict[str, Any]]]
"""`answer(verb, args, item)` gives the result; `item` sends one object before it. Raises AssistantError."""


class ControlServer:
    """Listens on a Unix socket in a private folder.

    Args:
        path: The socket. Its folder must exist and be private (see `system.single.private_folder`).
        bus: Events from here go to every client that subscribed.
        answer: Does what a request asks.
        greet: Events that a new subscriber gets at once, so that it knows how things stand.
    """

    def __init__(self, path: Path, bus: EventBus, answer: Answer, greet: Callable[[], list[Event]]) -> None:
        self._path = path
        self._bus = bus
        self._answer = answer
        self._greet = greet
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self.screens: set[object] = set()
        """Connections that show what they are told, and will say so."""
        self.screen_there = asyncio.Event()
        """Set once there was a screen."""

    async def start(self) -> None:
        """Listen. The caller holds the single-instance lock, so a socket that stands there is stale."""
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._accept, self._path, limit=MAX_HEADER_BYTES)
        finally:
            os.umask(before)

    async def close(self) -> None:
        """Stop listening, end every connection and take the socket away."""
        if self._server is None:
            return
        self._server.close()
        for task in tuple(self._clients):
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        await self._server.wait_closed()
        await asyncio.sleep(0)  # the last transports close in the loop's next round
        self._path.unlink(missing_ok=True)

    def subscribe(self, tell: Callable[[Event], None], screen: object | None) -> Callable[[], None]:
        """Greet a client, then pass every event on to it; the returned function ends that."""
        for event in self._greet():
            tell(event)
        if screen is not None:
            self.screens.add(screen)
            self.screen_there.set()
        unsubscribe = self._bus.subscribe(tell)

        def end() -> None:
            self.screens.discard(screen)
            unsubscribe()

        return end

    async def answer(self, verb: str, args: dict[str, Any], item: Item) -> dict[str, Any]:
        """What `verb` gives. Raises AssistantError."""
        return await self._answer(verb, args, item)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if _peer_uid(writer) != os.getuid():
            log.warning("refused a connection of another user")
            writer.transport.abort()
            return
        self._clients.add(task)
        try:
            await _Client(self, reader, writer).serve()
        except asyncio.CancelledError:
            pass
        finally:
            self._clients.discard(task)


def _peer_uid(writer: asyncio.StreamWriter) -> int:
    peer: socket.socket = writer.get_extra_info("socket")
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    uid: int = struct.unpack("3i", credentials)[1]
    return uid


class _Client:
    """One connection: a task that reads, a task that writes, a task for each request."""

    def __init__(self, server: ControlServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._unsubscribe: Callable[[], None] = lambda: None
        self._frames: deque[bytes] = deque()
        self._latest: dict[str, bytes] = {}
        self._unsent = 0
        self._something = asyncio.Event()
        self._requests: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        writing = asyncio.create_task(self._write())
        try:
            while (message := await read_message(self._reader)) is not None:
                if message.type != "request":
                    raise ProtocolError(f"A client sent {message.type!r}, not a request")
                request = asyncio.create_task(self._serve_one(message.data))
                self._requests.add(request)
                request.add_done_callback(self._requests.discard)
        except (ProtocolError, ConnectionError) as error:
            log.warning("a client was disconnected: %s", error)
        finally:
            self._unsubscribe()
            for task in (writing, *self._requests):
                task.cancel()
            self._writer.close()
            await asyncio.gather(writing, *self._requests, return_exceptions=True)

    async def _serve_one(self, request: dict[str, Any]) -> None:
        number, verb = request.get("id"), str(request.get("verb"))
        args = request["args"] if isinstance(request.get("args"), dict) else {}
        try:
            if verb == "subscribe":
                self._unsubscribe()
                self._unsubscribe = self._server.subscribe(self._tell, self if args.get("shows") else None)
                result: dict[str, Any] = {}
            else:
                result = await self._server.answer(
                    verb,
                    args,
                    lambda item: self._queue(Message("item", {"id": number, "item": item})),
                )
            self._queue(Message("reply", {"id": number, "ok": True, "result": result}))
        except AssistantError as error:
            self._queue(Message("reply", {"id": number, "ok": False, "failure": error.to_wire()}))
        except Exception:
            log.exception("the request %s failed", verb)
            failure = AssistantError("Something went wrong inside Jarvis", "The log has the details: jarvis doctor.")
            self._queue(Message("reply", {"id": number, "ok": False, "failure": failure.to_wire()}))

    def _tell(self, event: Event) -> None:
        message = Message(event.type, event.data, event.payload)
        if event.lossy:
            self._latest[f"{event.type} {event.data.get('index', '')}"] = encode(message)
            self._something.set()
        else:
            self._queue(message)

    def _queue(self, message: Message) -> None:
        if self._writer.transport.is_closing():
            return
        frame = encode(message)
        self._unsent += len(frame)
        if self._unsent > MAX_UNSENT_BYTES:
            log.warning("a client that does not read was disconnected")
            self._unsubscribe()
            self._writer.transport.abort()
            return
        self._frames.append(frame)
        self._something.set()

    async def _write(self) -> None:
        """Send what waits: the frames that must arrive first, then the latest of each lossy kind."""
        while True:
            await self._something.wait()
            self._something.clear()
            while self._frames or self._latest:
                if self._frames:
                    frame = self._frames.popleft()
                    self._unsent -= len(frame)
                else:
                    frame = self._latest.pop(next(iter(self._latest)))
                try:
                    self._writer.write(frame)
                    await self._writer.drain()
                except ConnectionError:
                    return
