"""Serves one job after the other to the parent: `python -m assistant.workers.host KIND FD`.

This is the program of every worker process. FD is the process's end of a socketpair; the messages are those of
`core.messages.job_messages`. The main thread loads and runs the job; a second thread reads, so that a `cancel` arrives
while the job computes. The process never forks, never pickles, holds no timer, and never outlives its parent. This
module imports only the standard library, msgspec and core; the job imports what it needs itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import importlib
import logging
import os
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from types import MappingProxyType
from typing import NoReturn, cast

from assistant.core import errors
from assistant.core.errors import AssistantError, ConfigError, EngineError, OutOfMemory
from assistant.core.jobs import Job, JobContext
from assistant.core.message import Failure, Message
from assistant.core.messages.job_messages import Cancel, JobCancelled, JobFailed, LoadFailed, Start
from assistant.core.wire import Accepted, Frame, encode, read_frame_blocking

log = logging.getLogger(__name__)

LOG_LEVEL = "JARVIS_LOG_LEVEL"
"""Environment variable with the level from which on a worker logs, which is its parent's; INFO where it is unset."""
_PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>."""
_START = Accepted(Start)
_MAX_CHARACTERS = 2000
"""Maximum length of a title or a hint that is sent: an engine may put a whole log into one."""

JOBS = MappingProxyType(
    {
        "ears": "assistant.hearing.job:EarsJob",
        "transcriber": "assistant.transcribing.job:TranscribeJob",
        "painter": "assistant.painting.job:PaintJob",
    }
)
"""Kind of worker → "module:Class" of its job."""


class _Ticket:
    """Gathers what the parent sends about a job after its order."""

    # It holds no payload of the order: a ticket lives until the next job comes.

    def __init__(self, job_id: int | None) -> None:
        self.id = job_id
        self.cancelled = False
        self.inputs: deque[Frame] = deque()


class Host:
    """Reads orders from the parent, has the job run them, and sends its answers.

    Args:
        connection: The blocking socket to the parent.
        kind: The worker's name, as people read it: "painter".
    """

    def __init__(self, connection: socket.socket, kind: str) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")
        self._kind = kind
        self._orders: SimpleQueue[tuple[Frame, _Ticket]] = SimpleQueue()
        self._latest: _Ticket | None = None
        self._sending = threading.Lock()

    def serve(self) -> None:
        """Load the job, then serve orders. Blocks for ever; returns only when the job cannot be loaded."""
        frame = read_frame_blocking(self._stream)
        if frame is None:
            return
        start = _START.read(frame)
        threading.Thread(target=self._read_forever, name="wire", daemon=True).start()
        job = self._load(start)
        if job is None:
            return
        orders: Accepted[Message] = Accepted(*job.orders)
        inputs: Accepted[Message] = Accepted(*job.inputs)
        while True:
            self._serve_one(job, orders, inputs, *self._orders.get())

    def _load(self, start: Start) -> Job[Message] | None:
        try:
            job = job_class(self._kind, start.job)(start.section)
            frame = encode(job.load())
        except (Exception, SystemExit) as error:
            self._send(encode(LoadFailed(self._explain(error))))
            return None
        self._send(frame)
        return job

    def _serve_one(
        self, job: Job[Message], orders: Accepted[Message], inputs: Accepted[Message], frame: Frame, ticket: _Ticket
    ) -> None:
        try:
            result = job.run(orders.read(frame), frame.payload, self._context(ticket, inputs))
            answer = encode(result, id=ticket.id)
        except errors.JobCancelled:
            answer = encode(JobCancelled(), id=ticket.id)
        except (Exception, SystemExit) as error:
            answer = encode(JobFailed(self._explain(error)), id=ticket.id)
        self._send(answer)

    def _context(self, ticket: _Ticket, inputs: Accepted[Message]) -> JobContext:
        def check() -> None:
            if ticket.cancelled:
                raise errors.JobCancelled

        def send(message: Message, payload: bytes = b"") -> None:
            check()
            self._send(encode(message, payload, id=ticket.id))

        def receive() -> Message | None:
            check()
            return inputs.read(ticket.inputs.popleft()) if ticket.inputs else None

        return JobContext(send=send, check=check, receive=receive)

    def _explain(self, error: BaseException) -> Failure:
        """Return the error in words for a person; log an unexpected one with its traceback."""
        if not isinstance(error, AssistantError):
            log.error("the %s met an unexpected error", self._kind, exc_info=error)
            error = self._in_words(error)
        return Failure.of(error, _MAX_CHARACTERS)

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
            while (frame := read_frame_blocking(self._stream)) is not None:
                self._take(frame)
        except Exception:
            log.exception("the %s cannot read what its parent sends", self._kind)
            _leave(1)
        _leave(0)

    def _take(self, frame: Frame) -> None:
        ticket = self._latest
        if ticket is None or frame.id != ticket.id:
            # Numbers of jobs only grow: a later one is an order, an earlier one is answered already.
            if frame.id is not None and (ticket is None or ticket.id is None or frame.id > ticket.id):
                self._latest = _Ticket(frame.id)
                self._orders.put((frame, self._latest))
        elif frame.type == Cancel.tag():
            ticket.cancelled = True
        else:
            ticket.inputs.append(frame)


def job_class(kind: str, spec: str | None = None) -> Callable[[Mapping[str, object]], Job[Message]]:
    """Return the class that does the work of `kind`, imported now.

    Args:
        kind: A key of JOBS, or any name when `spec` is given.
        spec: "module:Class" to take instead of the one in JOBS.

    Raises:
        ConfigError: No such kind, module or class.
        EngineError: The module needs a package that is not installed.
    """
    spec = spec or JOBS.get(kind)
    if spec is None:
        raise ConfigError(f"There is no worker called {kind}", f"There are: {', '.join(JOBS)}.")
    module_name, _, class_name = spec.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise missing_package(kind, error) from error
    found = getattr(module, class_name, None)
    if not (isinstance(found, type) and issubclass(found, Job)):
        raise ConfigError(f"The {kind} has no program {spec}", 'Write it as "module:Class".')
    return cast(Callable[[Mapping[str, object]], Job[Message]], found)


def missing_package(kind: str, error: ImportError) -> EngineError:
    """Return the error for a worker `kind` that cannot import something that it needs."""
    return EngineError(
        f"The {kind} needs the Python package {error.name or '(see the log)'}, which cannot be loaded",
        f"Install it in the worker's virtualenv ({error}), or choose another engine in the settings.",
    )


def _leave(status: int) -> NoReturn:
    # No finalisers: a job may be running, an engine's take seconds or crash, and nothing that they do is needed.
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(status)


def main() -> None:
    """Set the process up and serve until the parent ends."""
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
