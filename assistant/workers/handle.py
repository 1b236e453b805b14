"""Drives one worker process for its parent: starts it, gives it jobs, cancels them, notices at once when it dies.

Callers wait on a queue that the process's one reader task fills: reading inside a call that can be cancelled would cut
frames in two. A handle serves one process; the worker's supervisor starts another one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.core.errors import AssistantError, Busy, EngineError, ProtocolError
from assistant.core.message import Message
from assistant.core.messages.job_messages import (
    Cancel,
    JobCancelled,
    JobFailed,
    LoadFailed,
    Order,
    Ready,
    ReportT,
    ResultT,
    Start,
    reports_of,
    results_of,
)
from assistant.core.wire import Accepted, Frame, encode
from assistant.workers.process import WorkerProcess
from assistant.workers.supervision_policy import died, stalled

log = logging.getLogger(__name__)

_ANSWERS_TO_START: Accepted[Ready | LoadFailed] = Accepted(Ready, LoadFailed)
_MessageT = TypeVar("_MessageT", bound=Message)


@dataclass(eq=False, slots=True)
class _Call:
    """Gathers the frames of one conversation: of a job, which has an id, or of the start, which has none."""

    process: WorkerProcess
    id: int | None = None
    answers: Set[str] = frozenset()
    """Tags of the messages that end the job."""
    inbox: asyncio.Queue[Frame | None] = field(default_factory=asyncio.Queue)
    """Frames that have come; None stands for the end of the process."""
    # The queue needs no cap: the reader yields to its consumer whenever it waits for more bytes.
    answered: bool = False
    """Whether the job has ended: there is nothing left to cancel."""


class WorkerHandle:
    """One worker process, from its start to its end.

    Args:
        kind: The worker's name, as people read it: "ears", "transcriber", "painter".
        section: The worker's settings section as JSON values.
        python: The interpreter; it may be another virtualenv's.
        job: "module:Class" of the job; None takes the one of `kind` in `host.JOBS`.
        start_s: Seconds until the worker must be ready.
        cancel_grace_s: Seconds that a cancelled job may take to answer.
        on_exit: Called once when a worker that had been ready has ended without `stop`: with the reason, or with None
            when it had to be killed because a cancelled job did not answer.
    """

    def __init__(  # noqa: PLR0913
        self,
        kind: str,
        section: Mapping[str, object],
        *,
        python: str = sys.executable,
        job: str | None = None,
        start_s: float = 120.0,
        cancel_grace_s: float = 2.0,
        on_exit: Callable[[AssistantError | None], None] = lambda _: None,
    ) -> None:
        self._kind = kind
        self._python = python
        self._start = Start(kind, section, job)
        self._start_s = start_s
        self._cancel_grace_s = cancel_grace_s
        self._on_exit = on_exit
        self._process: WorkerProcess | None = None
        self._call: _Call | None = None
        self._jobs = 0
        self._ready = False
        self._stopping = False
        self._given_up = False
        self._reason: AssistantError | None = None

    @property
    def pid(self) -> int | None:
        """Process id, also after the process has ended; None before the start."""
        return self._process.pid if self._process else None

    @property
    def returncode(self) -> int | None:
        """Exit status of the process, or minus the signal that ended it; None while it lives."""
        return self._process.returncode if self._process else None

    @property
    def usable(self) -> bool:
        """Whether the process is ready, and neither dead nor being ended."""
        return self._ready and not self._given_up

    async def start(self) -> Ready:
        """Start the process and wait until its model is loaded. When this raises, no process is left.

        Returns:
            What its job said about itself.

        Raises:
            AssistantError: What the job said why it cannot serve (ModelMissing, OutOfMemory, …).
            WorkerUnavailable: The interpreter cannot be run, or the process died before it was ready.
            WorkerStalled: The worker was not ready within `start_s`.
            ProtocolError: The worker sent something else than messages.
        """
        frame = encode(self._start)
        try:
            self._process = await WorkerProcess.spawn(self._kind, self._python, self)
            self._call = _Call(self._process)
            call = self._call
            async with self._patience(self._start_s):
                await self._send(call, frame)
                answer = await self._read(await self._next(call), _ANSWERS_TO_START)
            if isinstance(answer, LoadFailed):
                raise answer.failure.error()
            if self._given_up:
                raise self._lost()  # It died while its last message was on the way.
        except BaseException:
            self._give_up(None)
            await self.gone()
            raise
        finally:
            self._call = None
        self._ready = True
        return answer

    async def run(
        self,
        order: Order[ReportT, ResultT],
        on_report: Callable[[ReportT, bytes], None],
        stall_s: float | None = None,
        *,
        payload: bytes = b"",
    ) -> ResultT:
        """Have one job done; one at a time. Cancelling the caller cancels the job.

        Args:
            order: What to do.
            on_report: Called in this task with each report of the job and its payload, before the result. What it
                raises ends the job and is raised here.
            stall_s: Seconds that may pass between two messages of the job; None waits for ever.
            payload: What the order's payload rule describes.

        Returns:
            The job's result.

        Raises:
            AssistantError: What the job raised.
            WorkerDied: The process ended.
            WorkerStalled: Nothing came for `stall_s`; the process was killed.
            ProtocolError: The worker sent something else than this order's messages, and was killed; or the order is
                too large.
            Busy: Another job runs.
        """
        if self._call is not None:
            raise Busy(f"The {self._kind} is busy", "Wait until it is done.")
        if self._process is None or not self.usable:
            raise self._lost()
        self._jobs += 1
        frame = encode(order, payload, id=self._jobs)
        reports: Accepted[ReportT] = Accepted(*reports_of(type(order)))
        answers: Accepted[ResultT | JobFailed | JobCancelled]
        answers = Accepted(*results_of(type(order)), JobFailed, JobCancelled)
        call = self._call = _Call(self._process, self._jobs, answers.tags)
        try:
            return await self._converse(call, frame, reports, answers, on_report, stall_s)
        except BaseException:
            if self.usable and not call.answered:
                await self._cancel(call)
            raise
        finally:
            self._call = None

    def send(self, message: Message) -> bool:
        """Send `message`, one of the running job's inputs; return False when no job runs. Never waits."""
        call = self._call
        if call is None or call.id is None or not self.usable:
            return False
        call.process.write(encode(message, id=call.id))
        return True

    async def stop(self) -> None:
        """End the process: by end of file, then SIGTERM, then SIGKILL. A running job fails with WorkerDied."""
        if self._process is not None:
            self._reason = self._lost()
            self._stopping = self._given_up = True
            self._process.hang_up()
            await self.gone()

    async def gone(self) -> None:
        """Wait until the process, which was killed or stopped, has ended and nothing is left of it."""
        if self._process is not None:
            await self._process.gone()

    def on_frame(self, frame: Frame) -> None:
        """Hand a frame to the conversation that it belongs to; called by the process's reader."""
        call = self._call
        if call is not None and frame.id == call.id:
            call.inbox.put_nowait(frame)

    def on_end(self, garbage: ProtocolError | None) -> None:
        """Note that the process has ended; called by the process's reader."""
        if not self._given_up:
            self._given_up, self._reason = True, garbage or self._lost()
        if self._call is not None:
            self._call.inbox.put_nowait(None)
        if self._ready and not self._stopping:
            self._on_exit(self._reason)

    async def _converse(
        self,
        call: _Call,
        order_frame: bytes,
        reports: Accepted[ReportT],
        answers: Accepted[ResultT | JobFailed | JobCancelled],
        on_report: Callable[[ReportT, bytes], None],
        stall_s: float | None,
    ) -> ResultT:
        """Send the order, hand its reports on, and return its result."""
        async with self._patience(stall_s) as patience:
            await self._send(call, order_frame)
            while (frame := await self._next(call)).type not in call.answers:
                on_report(await self._read(frame, reports), frame.payload)
                if stall_s is not None:
                    patience.reschedule(asyncio.get_running_loop().time() + stall_s)
        call.answered = True
        answer = await self._read(frame, answers)
        if isinstance(answer, JobFailed):
            raise answer.failure.error()
        if isinstance(answer, JobCancelled):
            raise EngineError(f"The {self._kind} gave its job up", "Try again.")
        return answer

    @contextlib.asynccontextmanager
    async def _patience(self, stall_s: float | None) -> AsyncIterator[asyncio.Timeout]:
        """Kill the process and raise WorkerStalled when the body takes too long."""
        try:
            async with asyncio.timeout(stall_s) as patience:
                yield patience
        except TimeoutError:
            if not patience.expired():
                raise
            self._give_up(stalled(self._kind, stall_s or 0.0, was_ready=self._ready))
            raise self._lost() from None

    async def _send(self, call: _Call, frame: bytes) -> None:
        call.process.write(frame)
        await call.process.drain()

    async def _next(self, call: _Call) -> Frame:
        """Return the next frame for `call`. Raises what the process ended with."""
        frame = await call.inbox.get()
        if frame is None:
            raise self._lost()
        return frame

    async def _read(self, frame: Frame, accepted: Accepted[_MessageT]) -> _MessageT:
        """Return the frame's message; a process that sends another one is killed."""
        try:
            return accepted.read(frame)
        except ProtocolError as error:
            self._give_up(error)
            await self.gone()
            raise

    async def _cancel(self, call: _Call) -> None:
        """Ask the job to stop and wait for its answer; kill the process when none comes, or nobody has time."""
        settled = False
        try:
            async with asyncio.timeout(self._cancel_grace_s):
                call.process.write(encode(Cancel(), id=call.id))
                while (frame := await call.inbox.get()) is not None and frame.type not in call.answers:
                    pass
            settled = True
        except TimeoutError:
            log.warning("the %s did not stop a cancelled job in time and is started anew", self._kind)
        finally:
            if not settled:
                self._give_up(None)

    def _give_up(self, reason: AssistantError | None) -> None:
        """Kill the process, unless it is gone."""
        if not self._given_up:
            self._given_up, self._reason = True, reason
        if self._process is not None:
            self._process.kill()

    def _lost(self) -> AssistantError:
        """Return why the process cannot be used any more."""
        return self._reason or died(self._kind, self.returncode, was_ready=self._ready)
