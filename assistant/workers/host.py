"""Serves one job after the other to the parent: `python -m assistant.workers.host KIND FD`.

The program of every worker process. FD is its end of a socketpair; messages are those of `core.jobs`. The main thread
loads and runs the job; one more thread reads, so that a `cancel` arrives while the job computes. It never forks, never
pickles, holds no timer, and never outlives its parent. It imports the standard library and core only: what the job
needs is the job's to import.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import logging
import os
import signal
import socket
import sys
import threading
from collections import deque
from queue import SimpleQueue
from typing import Any, NoReturn

from assistant.core.errors import AssistantError, EngineError, JobCancelled, OutOfMemory, ProtocolError
from assistant.core.jobs import Job, JobContext
from assistant.core.wire import Message, encode, read_message_blocking
from assistant.workers.registry import job_class, missing_package

log = logging.getLogger(__name__)

LOG_LEVEL = "JARVIS_LOG_LEVEL"
"""The variable that says from which level on a worker logs: as its parent does. INFO where nobody says."""
_PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>."""


_MOST_WORDS = 2000
"""Characters of a title or hint that are sent; an engine may put a whole log into one."""


class _Ticket:
    """What the parent said about a job since it was asked for. Holds no payload: it lives until the next job."""

    def __init__(self, job_id: object) -> None:
        self.id = job_id
        self.cancelled = False
        self.told: deque[dict[str, Any]] = deque()


class Host:
    """The worker's two ends of the wire.

    Args:
        connection: The blocking socket to the parent.
        kind: What people call this worker: "painter".
    """

    def __init__(self, connection: socket.socket, kind: str) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")
        self._kind = kind
        self._orders: SimpleQueue[tuple[Message, _Ticket]] = SimpleQueue()
        self._latest: _Ticket | None = None
        self._sending = threading.Lock()

    def serve(self) -> None:
        """Load the job, then serve orders. Blocks for ever; returns only when the job cannot be loaded."""
        start = read_message_blocking(self._stream)
        if start is None:
            return
        if start.type != "start":
            raise ProtocolError(f"The first message was {start.type}, not start")
        threading.Thread(target=self._read_forever, name="wire", daemon=True).start()
        job = self._load(start)
        while job is not None:
            self._serve_one(job, *self._orders.get())

    def _load(self, start: Message) -> Job | None:
        try:
            job = job_class(self._kind, start.data.get("job"))(start.data["section"])
            frame = encode(Message("ready", job.load()))
        except (Exception, SystemExit) as error:
            self._send(encode(Message("failed", dict(self._explain(error)))))
            return None
        self._send(frame)
        return job

    def _serve_one(self, job: Job, order: Message, ticket: _Ticket) -> None:
        try:
            answer = _frame("result", job.run(order, self._context(ticket)), ticket)
        except JobCancelled:
            answer = _frame("cancelled", Message("cancelled"), ticket)
        except (Exception, SystemExit) as error:
            answer = _frame("error", Message("error", dict(self._explain(error))), ticket)
        self._send(answer)

    def _context(self, ticket: _Ticket) -> JobContext:
        def check() -> None:
            if ticket.cancelled:
                raise JobCancelled

        def send(message: Message) -> None:
            check()
            self._send(_frame(message.type, message, ticket))

        def told() -> dict[str, Any] | None:
            check()
            return ticket.told.popleft() if ticket.told else None

        return JobContext(send=send, check=check, told=told)

    def _explain(self, error: BaseException) -> dict[str, str]:
        """The words for a person; the whole story goes to the log where those words cannot tell it."""
        if not isinstance(error, AssistantError):
            log.error("the %s met an unexpected error", self._kind, exc_info=error)
            error = self._in_words(error)
        return {name: text[:_MOST_WORDS] for name, text in error.to_wire().items()}

    def _in_words(self, error: BaseException) -> AssistantError:
        if isinstance(error, MemoryError):
            return OutOfMemory(
                f"The {self._kind} ran out of memory", "Close other programs, or choose a smaller model."
            )
        if isinstance(error, ImportError):
            return missing_package(self._kind, error)
        return EngineError(
            f"The {self._kind} could not do its job", f"The log says more. It was {type(error).__name__}: {error}"
        )

    def _send(self, frame: bytes) -> None:
        # Blocks while the parent does not read: the worker waits instead of growing.
        with self._sending:
            try:
                self._connection.sendall(frame)
            except OSError:
                _leave(0)

    def _read_forever(self) -> None:
        try:
            while (message := read_message_blocking(self._stream)) is not None:
                self._take(message)
        except Exception:
            log.exception("the %s cannot read what its parent sends", self._kind)
            _leave(1)
        _leave(0)

    def _take(self, message: Message) -> None:
        data = {name: value for name, value in message.data.items() if name != "id"}
        job_id = message.data.get("id")
        if message.type == "job":
            self._latest = _Ticket(job_id)
            self._orders.put((Message("job", data, message.payload), self._latest))
            return
        ticket = self._latest
        if ticket is None or job_id != ticket.id:
            return  # It is about a job that has been answered meanwhile.
        if message.type == "cancel":
            ticket.cancelled = True
        elif message.type == "tell":
            ticket.told.append(data)


def _frame(kind: str, message: Message, ticket: _Ticket) -> bytes:
    return encode(Message(kind, {**message.data, "id": ticket.id}, message.payload))


def _leave(status: int) -> NoReturn:
    # No finalisers: a job may be running, an engine's take seconds or crash, and nothing that they do is needed.
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(status)


def main() -> None:
    """Set the process up and serve until the parent goes."""
    kind, number = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the parent's to handle.
    # End of file tells of the parent's end only where the reader thread gets to run, not inside a call that holds the
    # interpreter's lock. The signal comes when the thread ends that started this process: the one of the parent's loop.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    faulthandler.enable()
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    level = int(os.environ.get(LOG_LEVEL, logging.INFO))
    logging.basicConfig(level=max(level, logging.WARNING), format=f"%(levelname)s {kind}: %(message)s")
    logging.getLogger("assistant").setLevel(level)
    connection = socket.socket(fileno=number)
    connection.set_inheritable(False)
    try:
        Host(connection, kind).serve()
    except Exception:
        log.exception("the %s ended", kind)
        _leave(1)
    _leave(0)


if __name__ == "__main__":
    main()
