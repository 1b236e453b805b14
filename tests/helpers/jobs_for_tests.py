"""Small jobs for the worker's tests: each does one thing that a real engine could do, or do wrong."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from helpers.tool_messages import Answer, Do, Step, Word

from assistant.core.errors import EngineError, ModelMissing
from assistant.core.jobs import Job, JobContext
from assistant.core.message import Message
from assistant.core.messages.job_messages import Ready


def _for_ever() -> None:
    threading.Event().wait()


def _raw_send(portion: bytes) -> None:
    """Write past the host, straight into the socket."""
    with socket.socket(fileno=os.dup(int(sys.argv[2]))) as connection:
        connection.sendall(portion)


class Tool(Job[Do]):
    """Does what the order's `do` says."""

    orders: ClassVar[tuple[type[Message], ...]] = (Do,)
    inputs: ClassVar[tuple[type[Message], ...]] = (Word,)

    def __init__(self, section: Mapping[str, Any]) -> None:
        self._section = section

    def load(self) -> Ready:
        return Ready("tool", version=str(os.getpid()), words=tuple(map(str, self._section.values())))

    def run(self, order: Do, payload: bytes, context: JobContext) -> Answer:
        self._payload = payload
        return Answer(getattr(self, order.do)(order, context))

    def echo(self, order: Do, context: JobContext) -> int:
        context.send(Step(), self._payload)
        return order.number

    def report(self, order: Do, context: JobContext) -> int:
        """Send `steps` messages as fast as the parent takes them, and return what the seed gives."""
        rng = random.Random(order.seed)
        for step in range(order.steps):
            context.send(Step(step), rng.randbytes(order.size))
        return order.seed

    def until_cancelled(self, order: Do, context: JobContext) -> None:
        """Report a first step and then compute until somebody cancels."""
        context.send(Step())
        while True:
            context.check()

    def until_input(self, order: Do, context: JobContext) -> str:
        context.send(Step())
        while True:
            message = context.receive()
            if isinstance(message, Word):
                return message.word

    def paced(self, order: Do, context: JobContext) -> None:
        """Make a step every so many seconds."""
        for step in range(order.steps):
            threading.Event().wait(order.each_s)
            context.send(Step(step))

    def hang(self, order: Do, context: JobContext) -> None:
        context.send(Step())
        _for_ever()

    def hang_with_lock(self, order: Do, context: JobContext) -> None:
        """Hang in a C function that holds the interpreter's lock, so that no other thread runs."""
        pause = ctypes.PyDLL(None).pause
        context.send(Step())
        pause()

    def kill(self, order: Do, context: JobContext) -> None:
        context.send(Step())
        os.kill(os.getpid(), order.signal)

    def crash(self, order: Do, context: JobContext) -> None:
        context.send(Step())
        ctypes.string_at(0)

    def leave(self, order: Do, context: JobContext) -> None:
        sys.exit("a library thought that it may")

    def end(self, order: Do, context: JobContext) -> None:
        os._exit(7)

    def die_while_writing(self, order: Do, context: JobContext) -> None:
        _raw_send(b'{"type":"answer","id":1,"payload_length":1000000}\nonly the beginning')
        os.kill(os.getpid(), signal.SIGKILL)

    def garbage(self, order: Do, context: JobContext) -> None:
        _raw_send(self._payload)
        _for_ever()

    def refuse(self, order: Do, context: JobContext) -> None:
        raise EngineError("The canvas is torn", "Buy another.")

    def fail(self, order: Do, context: JobContext) -> None:
        raise KeyError("no such brush")

    def starve(self, order: Do, context: JobContext) -> None:
        raise MemoryError

    def too_large(self, order: Do, context: JobContext) -> None:
        context.send(Step(), bytes(64 * 1024 * 1024 + 1))

    def too_wordy(self, order: Do, context: JobContext) -> str:
        return "x" * 70_000

    def noise(self, order: Do, context: JobContext) -> str:
        """Write to standard output as Python, C and child processes do."""
        sys.stdout.write('{"type": "result"}\n')
        sys.stdout.flush()
        ctypes.CDLL(None).puts(b'{"type": "answer", "id": 1}')
        os.write(1, b"\x00\xff raw noise\n")
        os.system("echo a child process is loud")
        return "quiet"

    def count_sent(self, order: Do, context: JobContext) -> None:
        """Send a megabyte at a time and note each in a file."""
        with Path(order.path).open("ab", buffering=0) as notes:
            for _ in range(order.steps):
                context.send(Step(), bytes(1_000_000))
                notes.write(b".")

    def modules(self, order: Do, context: JobContext) -> list[str]:
        return sorted(sys.modules)

    def process(self, order: Do, context: JobContext) -> dict[str, Any]:
        return {
            "threads": len([*Path("/proc/self/task").iterdir()]),
            "descriptors": len([*Path("/proc/self/fd").iterdir()]) - 1,
            "stdout_is_stderr": os.path.sameopenfile(1, 2),
            "ignores_sigint": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        }


class SlowToLoad(Tool):
    """Is ready once the file in its section exists."""

    def load(self) -> Ready:
        while not Path(self._section["wait_for"]).exists():
            pass
        return super().load()


class NeverLoads(Tool):
    def load(self) -> Ready:
        Path(self._section["note"]).write_text(str(os.getpid()))
        _for_ever()
        return Ready("nothing")


class WithoutModel(Tool):
    def load(self) -> Ready:
        raise ModelMissing("The model is not there", "Fetch it with `jarvis models`.")


class NeedsPackage(Tool):
    def load(self) -> Ready:
        import a_package_that_nobody_has  # type: ignore[import-not-found]  # noqa: F401

        return Ready("nothing")


class BadLoad(Tool):
    def load(self) -> Ready:
        raise ValueError("the weights make no sense")


class DiesLoading(Tool):
    def load(self) -> Ready:
        os.kill(os.getpid(), signal.SIGKILL)
        return Ready("nothing")


class DiesWhenReady(Tool):
    """Dies in the moment after it said that it is ready."""

    def load(self) -> Ready:
        _raw_send(b'{"type":"ready","data":{"name":"brief"}}\n')
        os._exit(3)


class DiesLoadingUntil(Tool):
    """Dies while it loads until the file in its section exists."""

    def load(self) -> Ready:
        if not Path(self._section["until"]).exists():
            os._exit(9)
        return super().load()
