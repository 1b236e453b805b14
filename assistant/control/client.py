"""The control socket's client end for programs that may block: the CLI. Standard library only, so it starts at once."""

from __future__ import annotations

import itertools
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.control.protocol import Verb
from assistant.control.untyped_wire import Message, encode, read_message_blocking
from assistant.core.errors import DaemonError, from_wire
from assistant.paths import socket_path

NOT_RUNNING = "Jarvis is not running"
AT_ONCE: frozenset[Verb] = frozenset(
    {"listen", "stop", "dismiss", "unmute", "status", "last", "all_said", "settings", "restart", "quit"}
)
"""What a daemon that is well answers at once. Anything else may take as long as painting, or a disk, does."""


class ControlClient:
    """One connection to the daemon. Use it as a context manager.

    Args:
        path: The socket; None is the user's own.
        timeout_s: What is answered at once is waited for so long.

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

    def ask(self, verb: Verb, **args: Any) -> dict[str, Any]:
        """Send a request and wait for its result. Raises the AssistantError that the daemon answers."""
        *_, result = self.items(verb, **args)
        return result

    def items(self, verb: Verb, **args: Any) -> Iterator[dict[str, Any]]:
        """Send a request and give its items as they come, and its result last."""
        number = next(self._numbers)
        self._socket.settimeout(self._timeout_s if verb in AT_ONCE else None)
        self._send(Message("request", {"id": number, "verb": verb, "args": args}))
        while True:
            message = self._receive()
            if message.data.get("id") != number:
                continue
            if message.type == "item":
                yield message.data["item"]
            elif message.type == "reply":
                if not message.data.get("ok"):
                    raise from_wire(message.data.get("failure", {}))
                yield message.data.get("result", {})
                return

    def events(self) -> Iterator[Message]:
        """Subscribe, then give every event for as long as the daemon lives."""
        self._socket.settimeout(None)
        self._send(Message("request", {"id": next(self._numbers), "verb": "subscribe", "args": {}}))
        while True:
            message = self._receive()
            if message.type not in {"reply", "item"}:
                yield message

    def _send(self, message: Message) -> None:
        try:
            self._socket.sendall(encode(message))
        except OSError as error:
            raise DaemonError("Jarvis ended while it was asked", "Start it with `jarvis run`.") from error

    def _receive(self) -> Message:
        try:
            message = read_message_blocking(self._stream)
        except TimeoutError as error:
            hint = f"It may hang, or be stopped. End it with: kill -9 {self._pid()}, then: jarvis run"
            raise DaemonError(f"Jarvis does not answer for {self._timeout_s:g} s", hint) from error
        except OSError as error:
            raise DaemonError("Jarvis ended while it was asked", "Start it with `jarvis run`.") from error
        if message is None:
            raise DaemonError("Jarvis ended while it was asked", "Start it again with `jarvis run`.")
        return message

    def _pid(self) -> int:
        """The daemon's process (unix(7), SO_PEERCRED)."""
        credentials = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", credentials)[0])
