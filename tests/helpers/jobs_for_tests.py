"""Small jobs for the worker's tests: each does one thing that a real engine could do, or do wrong."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from assistant.core.errors import EngineError, ModelMissing
from assistant.core.jobs import JobContext
from assistant.core.wire import Message


def _for_ever() -> None:
    threading.Event().wait()


def _raw_send(portion: bytes) -> None:
    """Write past the host, straight into the socket."""
    with socket.socket(fileno=os.dup(int(sys.argv[2]))) as connection:
        connection.sendall(portion)


class Tool:
    """Does what the order's `do` says."""

    def __init__(self, section: dict[str, Any]) -> None:
        self._section = section

    def load(self) -> dict[str, Any]:
        return {"name": "tool", "pid": os.getpid(), **self._section}

    def run(self, order: Message, context: JobContext) -> Message:
        answer = getattr(self, order.data["do"])(order, context)
        return answer if isinstance(answer, Message) else Message("result", {"value": answer})

    def echo(self, order: Message, context: JobContext) -> Message:
        return Message("result", {"data": order.data}, order.payload)

    def report(self, order: Message, context: JobContext) -> int:
        """Send `steps` messages as fast as the parent takes them, and return what the seed gives."""
        rng = random.Random(order.data["seed"])
        for step in range(order.data["steps"]):
            context.send(Message("progress", {"done": step}, rng.randbytes(order.data.get("size", 5000))))
        return int(order.data["seed"])

    def until_cancelled(self, order: Message, context: JobContext) -> None:
        """Report a first step and then compute until somebody cancels."""
        context.send(Message("progress", {"done": 0}))
        while True:
            context.check()

    def until_told(self, order: Message, context: JobContext) -> dict[str, Any]:
        context.send(Message("progress", {"done": 0}))
        while True:
            if (said := context.told()) is not None:
                return said

    def paced(self, order: Message, context: JobContext) -> None:
        """Make a step every so many seconds."""
        for step in range(order.data["steps"]):
            threading.Event().wait(order.data["each_s"])
            context.send(Message("progress", {"done": step}))

    def hang(self, order: Message, context: JobContext) -> None:
        context.send(Message("progress", {"done": 0}))
        _for_ever()

    def hang_with_lock(self, order: Message, context: JobContext) -> None:
        """Hang in a C function that holds the interpreter's lock, so that no other thread runs."""
        pause = ctypes.PyDLL(None).pause
        context.send(Message("progress", {"done": 0}))
        pause()

    def kill(self, order: Message, context: JobContext) -> None:
        context.send(Message("progress", {"done": 0}))
        os.kill(os.getpid(), order.data.get("signal", signal.SIGKILL))

    def crash(self, order: Message, context: JobContext) -> None:
        context.send(Message("progress", {"done": 0}))
        ctypes.string_at(0)

    def leave(self, order: Message, context: JobContext) -> None:
        sys.exit("a library thought that it may")

    def end(self, order: Message, context: JobContext) -> None:
        os._exit(7)

    def die_while_writing(self, order: Message, context: JobContext) -> None:
        _raw_send(b'{"type":"result","data":{"id":1},"payload_length":1000000}\nonly the beginning')
        os.kill(os.getpid(), signal.SIGKILL)

    def garbage(self, order: Message, context: JobContext) -> None:
        _raw_send(order.payload)
        _for_ever()

    def refuse(self, order: Message, context: JobContext) -> None:
        raise EngineError("The canvas is torn", "Buy another.")

    def fail(self, order: Message, context: JobContext) -> None:
        raise KeyError("no such brush")

    def starve(self, order: Message, context: JobContext) -> None:
        raise MemoryError

    def too_large(self, order: Message, context: JobContext) -> None:
        context.send(Message("picture", {}, bytes(64 * 1024 * 1024 + 1)))

    def too_wordy(self, order: Message, context: JobContext) -> Message:
        return Message("result", {"text": "x" * 70_000})

    def noise(self, order: Message, context: JobContext) -> str:
        """Write to standard output as Python, C and child processes do."""
        sys.stdout.write('{"type": "result"}\n')
        sys.stdout.flush()
        ctypes.CDLL(None).puts(b'{"type": "result", "data": {"id": 1}}')
        os.write(1, b"\x00\xff raw noise\n")
        os.system("echo a child process is loud")
        return "quiet"

    def count_sent(self, order: Message, context: JobContext) -> None:
        """Send a megabyte at a time and note each in a file."""
        with Path(order.data["path"]).open("ab", buffering=0) as notes:
            for _ in range(order.data["steps"]):
                context.send(Message("preview", {}, bytes(1_000_000)))
                notes.write(b".")

    def modules(self, order: Message, context: JobContext) -> list[str]:
        return sorted(sys.modules)

    def process(self, order: Message, context: JobContext) -> dict[str, Any]:
        return {
            "threads": len([*Path("/proc/self/task").iterdir()]),
            "descriptors": len([*Path("/proc/self/fd").iterdir()]) - 1,
            "stdout_is_stderr": os.path.sameopenfile(1, 2),
            "ignores_sigint": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        }


class SlowToLoad(Tool):
    """Is ready once the file in its section exists."""

    def load(self) -> dict[str, Any]:
        while not Path(self._section["wait_for"]).exists():
            pass
        return super().load()


class NeverLoads(Tool):
    def load(self) -> dict[str, Any]:
        Path(self._section["note"]).write_text(str(os.getpid()))
        _for_ever()
        return {}


class WithoutModel(Tool):
    def load(self) -> dict[str, Any]:
        raise ModelMissing("The model is not there", "Fetch it with `jarvis models`.")


class NeedsPackage(Tool):
    def load(self) -> dict[str, Any]:
        import a_package_that_nobody_has  # type: ignore[import-not-found]  # noqa: F401

        return {}


class BadLoad(Tool):
    def load(self) -> dict[str, Any]:
        raise ValueError("the weights make no sense")


class DiesLoading(Tool):
    def load(self) -> dict[str, Any]:
        os.kill(os.getpid(), signal.SIGKILL)
        return {}


class DiesWhenReady(Tool):
    """Dies in the moment after it said that it is ready."""

    def load(self) -> dict[str, Any]:
        _raw_send(b'{"type":"ready","data":{"name":"brief"}}\n')
        os._exit(3)


class DiesLoadingUntil(Tool):
    """Dies while it loads until the file in its section exists."""

    def load(self) -> dict[str, Any]:
        if not Path(self._section["until"]).exists():
            os._exit(9)
        return super().load()
