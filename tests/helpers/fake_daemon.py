"""The daemon's end of the control socket without a daemon, for tests whose point is what is shown."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from helpers.filled import event, filled

from assistant.core.message import Failure, Message
from assistant.core.messages.control_messages import REQUESTS, RequestFailed
from assistant.core.messages.event_messages import Event
from assistant.core.messages.job_messages import results_of
from assistant.core.wire import Accepted, Frame, encode, read_frame_blocking

_REQUESTS: Accepted[Message] = Accepted(*REQUESTS)
WAIT_S = 20.0

STATE = {"listening": True, "muted": False, "deaf": False, "busy": False, "device": "USB mic", "tray": "listening"}


class FakeDaemon:
    """Accepts connections at `path`, remembers what is asked, and tells what a test lets it tell.

    Every request is answered with `answers[tag]`, the fields of its result, or with `failures[tag]`.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.failures: dict[str, dict[str, Any]] = {}
        self.greeting: list[Event] = [event("state", **STATE)]
        self._changed = threading.Condition()
        self._clients: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def __enter__(self) -> FakeDaemon:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._start_thread(self._accept, self._listener)
        self._start_thread(self._send)

    def stop(self) -> None:
        """End as a daemon that dies does: the connections close, the socket's file goes."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self.path.unlink(missing_ok=True)
        self._outbox.put(None)
        for client in self._clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(WAIT_S)
        for client in self._clients:
            client.close()
        self._clients.clear()
        self._threads.clear()

    def tell(self, kind: str, payload: bytes = b"", **data: Any) -> None:
        """Send an event to everybody."""
        self.send_bytes(encode(event(kind, **data), payload))

    def send_bytes(self, raw: bytes) -> None:
        """Send these very bytes to everybody, from a thread: the overlay under test may share the caller's."""
        self._outbox.put(raw)

    def verbs(self) -> list[str]:
        """What was asked so far."""
        return [verb for verb, _ in self.asked]

    def wait_asked(self, verb: str, times: int = 1) -> dict[str, Any]:
        """Wait until `verb` was asked so often; its latest arguments."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.verbs().count(verb) >= times, WAIT_S):
                raise AssertionError(f"{verb!r} was not asked {times} times, but {self.verbs()}")
        return next(args for asked, args in reversed(self.asked) if asked == verb)

    def _start_thread(self, work: Callable[..., None], *on: socket.socket) -> None:
        thread = threading.Thread(target=work, args=on, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _send(self) -> None:
        while (raw := self._outbox.get()) is not None:
            for client in tuple(self._clients):
                with suppress(OSError):
                    client.sendall(raw)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._start_thread(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as stream, suppress(OSError):
            while (frame := read_frame_blocking(stream)) is not None:
                self._answer(client, frame)

    def _answer(self, client: socket.socket, frame: Frame) -> None:
        request = _REQUESTS.read(frame)
        tag = request.tag()
        if tag == "subscribe":
            for greeting in self.greeting:
                client.sendall(encode(greeting))
            self._clients.append(client)
        answer: Message
        if tag in self.failures:
            answer = RequestFailed(msgspec.convert({"code": "failed", "hint": ""} | self.failures[tag], Failure))
        else:
            kinds: tuple[type[Message], ...] = results_of(type(request))
            fields = self.answers.get(tag, {})
            answer = filled(kinds[-1] if "stage" not in fields else kinds[0], **fields)
        client.sendall(encode(answer, id=frame.id))
        with self._changed:
            self.asked.append((tag, _given(request)))
            self._changed.notify_all()


def _given(request: Message) -> dict[str, Any]:
    """The fields that differ from what they are when nobody sets them."""
    usual = {field.name: field.default for field in msgspec.structs.fields(request)}
    return {name: value for name, value in request.fields().items() if value != usual[name]}
