"""Speaks the client's end of the control socket, for programs that may block, as the CLI may."""

from __future__ import annotations

import itertools
import socket
import struct
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Never

from assistant.core.errors import DaemonError
from assistant.core.message import Message
from assistant.core.messages.control_messages import (
    DismissRequest,
    EndOfSpeechRequest,
    LastRequest,
    ListenRequest,
    QuitRequest,
    Request,
    RequestFailed,
    RestartRequest,
    SettingsRequest,
    StatusRequest,
    StopRequest,
    SubscribeRequest,
    UnmuteRequest,
)
from assistant.core.messages.event_messages import EVENTS, Event
from assistant.core.messages.job_messages import ReportT, ResultT, reports_of, results_of
from assistant.core.wire import Accepted, Frame, encode, read_frame_blocking
from assistant.paths import socket_path

NOT_RUNNING = "Jarvis is not running"
ANSWERED_AT_ONCE = (
    ListenRequest,
    StopRequest,
    DismissRequest,
    UnmuteRequest,
    StatusRequest,
    LastRequest,
    EndOfSpeechRequest,
    SettingsRequest,
    RestartRequest,
    QuitRequest,
)
"""Requests that a daemon in order answers at once. Others may take as long as painting, or a disk, does."""
_EVENTS: Accepted[Event] = Accepted(*EVENTS)


class ControlClient:
    """Is one connection to the daemon. Use it as a context manager; its methods block.

    Args:
        path: The socket; None takes the user's own.
        timeout_s: Seconds to wait for what is answered at once.

    Raises:
        DaemonError: No daemon answers on the socket.
    """

    def __init__(self, path: Path | None = None, timeout_s: float = 10.0) -> None:
        self._timeout_s = timeout_s
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_s)
        try:
            self._socket.connect(str(path or socket_path()))
        except OSError as error:
            self._socket.close()
            raise DaemonError(NOT_RUNNING, "Start it with `jarvis run`.") from error
        self._socket.settimeout(None)
        self._stream = self._socket.makefile("rb")
        self._numbers = itertools.count(1)

    def __enter__(self) -> ControlClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; the daemon cancels what it still does for it."""
        self._stream.close()
        self._socket.close()

    def ask(self, request: Request[Never, ResultT]) -> ResultT:
        """Send a request that has no items, and return its result.

        Raises:
            AssistantError: What the daemon answered.
        """
        return self.run(request, lambda _: None)

    def run(self, request: Request[ReportT, ResultT], on_item: Callable[[ReportT], object]) -> ResultT:
        """Send a request, hand on its items as they come, and return its result.

        Raises:
            AssistantError: What the daemon answered.
        """
        items = self.items(request)
        while True:
            try:
                item = next(items)
            except StopIteration as end:
                result: ResultT = end.value
                return result
            on_item(item)

    def items(self, request: Request[ReportT, ResultT]) -> Generator[ReportT, None, ResultT]:
        """Do the same as a generator, which yields the items and returns the result."""
        number = next(self._numbers)
        items: Accepted[ReportT] = Accepted(*reports_of(type(request)))
        ends: Accepted[ResultT | RequestFailed] = Accepted(*results_of(type(request)), RequestFailed)
        self._socket.settimeout(self._timeout_s if isinstance(request, ANSWERED_AT_ONCE) else None)
        self._send(request, number)
        while True:
            frame = self._receive()
            if frame.id != number:
                continue
            if frame.type not in ends.tags:
                yield items.read(frame)
                continue
            end = ends.read(frame)
            if isinstance(end, RequestFailed):
                raise end.failure.error()
            return end

    def events(self) -> Iterator[Event]:
        """Subscribe, then yield every event for as long as the daemon lives."""
        self._socket.settimeout(None)
        self._send(SubscribeRequest(), next(self._numbers))
        while True:
            frame = self._receive()
            if frame.id is None and frame.type in _EVENTS.tags:  # A newer daemon may have more events.
                yield _EVENTS.read(frame)

    def _send(self, message: Message, number: int) -> None:
        try:
            self._socket.sendall(encode(message, id=number))
        except OSError as error:
            raise DaemonError("Jarvis ended while it was asked", "Start it with `jarvis run`.") from error

    def _receive(self) -> Frame:
        try:
            frame = read_frame_blocking(self._stream)
        except TimeoutError as error:
            hint = f"It may hang, or be stopped. End it with: kill -9 {self._pid()}, then: jarvis run"
            raise DaemonError(f"Jarvis does not answer for {self._timeout_s:g} s", hint) from error
        except OSError as error:
            raise DaemonError("Jarvis ended while it was asked", "Start it with `jarvis run`.") from error
        if frame is None:
            raise DaemonError("Jarvis ended while it was asked", "Start it again with `jarvis run`.")
        return frame

    def _pid(self) -> int:
        """Return the daemon's process id (unix(7), SO_PEERCRED)."""
        credentials = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", credentials)[0])
