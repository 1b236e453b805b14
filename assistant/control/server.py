"""Speaks the daemon's end of the control socket: answers requests and sends events.

Only the same user may connect, which the kernel tells (SO_PEERCRED, see unix(7)); there is no TCP port.
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
from typing import Protocol

from assistant.core.errors import AssistantError, ProtocolError
from assistant.core.events import EventBus
from assistant.core.message import MAX_PAYLOAD_BYTES, Failure, Message
from assistant.core.messages.control_messages import REQUESTS, Done, RequestFailed, SubscribeRequest
from assistant.core.messages.event_messages import Event, PreviewEvent
from assistant.core.wire import MAX_HEADER_BYTES, Accepted, Frame, encode, read_frame

log = logging.getLogger(__name__)

MAX_UNSENT_BYTES = 8 * 1024 * 1024
"""A client that leaves more than this unread is disconnected, so that it cannot fill the memory."""
_REQUESTS: Accepted[Message] = Accepted(*REQUESTS)

Item = Callable[[Message], None]
"""Sends one item of a request, which comes before its result."""
Answer = Callable[[Message, Item], Awaitable[Message]]
"""Returns the result of a request, after its items. Raises AssistantError."""
SendEvent = Callable[[Event, bytes], None]
"""Sends an event and its payload to one client."""


class Screens(Protocol):
    """Knows the connections that show pictures."""

    def add(self, screen: object, /) -> None:
        """Note a connection that shows pictures."""

    def remove(self, screen: object, /) -> None:
        """Forget a connection that has ended."""


class ControlServer:
    """Listens on a Unix socket in a private folder.

    Args:
        path: The socket. Its folder must exist and be private (see `single_instance.private_folder`).
        bus: Its events go to every client that subscribed.
        answer: Does what a request asks.
        greet: Returns the events that a new subscriber gets at once, so that it knows how things stand.
        screens: Gets each connection that shows pictures, for as long as it lasts.
    """

    def __init__(
        self, path: Path, bus: EventBus, answer: Answer, greet: Callable[[], list[Event]], screens: Screens
    ) -> None:
        self._path = path
        self._bus = bus
        self._answer = answer
        self._greet = greet
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self._screens = screens

    async def start(self) -> None:
        """Listen. The caller holds the single-instance lock."""
        # So a socket that stands there is stale.
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

    def _subscribe(self, send: SendEvent, screen: object | None) -> Callable[[], None]:
        """Greet a client, then pass every event on to it; the returned function ends the subscription."""
        for event in self._greet():
            send(event, b"")
        if screen is not None:
            self._screens.add(screen)
        unsubscribe = self._bus.subscribe(send)

        def end() -> None:
            if screen is not None:
                self._screens.remove(screen)
            unsubscribe()

        return end

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if _peer_uid(writer) != os.getuid():
            log.warning("refused a connection of another user")
            writer.transport.abort()
            return
        self._clients.add(task)
        try:
            await _Client(reader, writer, self._answer, self._subscribe).serve()
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
    """Serves one connection: a task reads, a task writes, and each request has a task.

    Args:
        reader, writer: The connection.
        answer: Does what a request asks.
        subscribe: Begins to send events; gets the way to send one, and the connection if it shows pictures.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Answer,
        subscribe: Callable[[SendEvent, object | None], Callable[[], None]],
    ) -> None:
        self._answer = answer
        self._subscribe = subscribe
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
            while (frame := await read_frame(self._reader, MAX_PAYLOAD_BYTES)) is not None:
                if frame.id is None:
                    raise ProtocolError(f"A client sent {frame.type!r} without a number")
                request = asyncio.create_task(self._serve_one(frame, frame.id))
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

    async def _serve_one(self, frame: Frame, number: int) -> None:
        try:
            self._queue(encode(await self._result(frame, number), id=number))
        except AssistantError as error:
            self._queue(encode(RequestFailed(Failure.of(error)), id=number))
        except Exception:
            log.exception("the request %s failed", frame.type)
            failure = Failure("failed", "Something went wrong inside Jarvis", "The log has the details: jarvis doctor.")
            self._queue(encode(RequestFailed(failure), id=number))

    async def _result(self, frame: Frame, number: int) -> Message:
        try:
            request = _REQUESTS.read(frame)
        except ProtocolError as error:
            hint = f"{error.hint} Client and daemon may be of different versions."
            raise ProtocolError(error.title, hint) from error
        if isinstance(request, SubscribeRequest):
            self._unsubscribe()
            self._unsubscribe = self._subscribe(self._send_event, self if request.shows else None)
            return Done()
        return await self._answer(request, lambda item: self._queue(encode(item, id=number)))

    def _send_event(self, event: Event, payload: bytes) -> None:
        frame = encode(event, payload)
        if event.lossy:
            index = event.index if isinstance(event, PreviewEvent) else ""
            self._latest[f"{event.tag()} {index}"] = frame
            self._something.set()
        else:
            self._queue(frame)

    def _queue(self, frame: bytes) -> None:
        if self._writer.transport.is_closing():
            return
        self._unsent += len(frame)
        if self._unsent > MAX_UNSENT_BYTES:
            log.warning("a client that does not read was disconnected")
            self._unsubscribe()
            self._writer.transport.abort()
            return
        self._frames.append(frame)
        self._something.set()

    async def _write(self) -> None:
        """Send for ever what waits: first the frames that must arrive, then the latest of each lossy kind."""
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
