"""Keeps one kind of worker alive: starts it on demand, restarts it after a crash, unloads it when it is idle.

A crash costs at most the job that ran. Nothing here polls.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine, Mapping
from types import TracebackType
from typing import Literal

from assistant.core.errors import AssistantError, Busy, ProtocolError, WorkerError, WorkerUnavailable
from assistant.core.message import Failure, Message
from assistant.core.messages.event_messages import WorkerState, WorkerStatus
from assistant.core.messages.job_messages import Order, ReportT, ResultT
from assistant.settings.schema import WorkersSettings
from assistant.workers.handle import WorkerHandle
from assistant.workers.supervision_policy import Backoff, RestartPolicy, out_of_order, stopped

log = logging.getLogger(__name__)

_Phase = Literal["stopped", "waiting", "starting", "ready"]


class WorkerSupervisor:
    """Gives jobs to one kind of worker, whatever happens to its processes.

    Args:
        kind: "ears", "transcriber" or "painter".
        section: The worker's settings section as JSON values.
        settings: How workers are started and cancelled.
        unload_after_s: Seconds without a job after which the process ends; 0 means never.
        job: "module:Class" of the job; None takes the one in `host.JOBS`.
        on_change: Called whenever `snapshot` would say something new.
        policy: When a crashed worker is started again.
    """

    def __init__(  # noqa: PLR0913
        self,
        kind: str,
        section: Mapping[str, object],
        settings: WorkersSettings,
        *,
        unload_after_s: float = 0.0,
        job: str | None = None,
        on_change: Callable[[], None] = lambda: None,
        policy: RestartPolicy | None = None,
    ) -> None:
        self._section, self._settings, self._job = section, settings, job
        self._kind = kind
        self._on_change = on_change
        self._policy = policy or RestartPolicy()
        self._backoff = Backoff(self._policy)
        self._queue = LatestWinsQueue(kind)
        self._phase: _Phase = "stopped"
        self._busy = False
        self._name: str | None = None
        self._restarts = 0
        self._error: AssistantError | None = None
        self._handle: WorkerHandle | None = None
        self._leaving: WorkerHandle | None = None
        self._starting: asyncio.Task[None] | None = None
        self._idle = IdleTimer(unload_after_s, self._policy.sleep, self._unload)

    def snapshot(self) -> WorkerStatus:
        """Return the worker's state for the status."""
        state: WorkerState = self._phase
        if self._phase == "stopped" and self._backoff.barred_s > 0:
            state = "unavailable"
        elif self._phase == "ready" and self._busy:
            state = "busy"
        return WorkerStatus(state, self._name, self._restarts, Failure.of(self._error) if self._error else None)

    @property
    def pid(self) -> int | None:
        """Process id of the ready worker; None while there is none."""
        return self._handle.pid if self._handle else None

    async def start(self) -> None:
        """Wait until the worker is ready, and start it if need be, so that the first job need not wait.

        Raises:
            AssistantError: What `WorkerHandle.start` raises.
            WorkerUnavailable: The worker could not start, or crashed too often.
        """
        await self._usable()

    async def run(
        self,
        order: Order[ReportT, ResultT],
        on_report: Callable[[ReportT, bytes], None],
        stall_s: float | None = None,
        *,
        payload: bytes = b"",
    ) -> ResultT:
        """Have one job done by the worker, which is started if need be; arguments as in `WorkerHandle.run`.

        While a job runs one more may wait; a newer one takes its place. Cancelling the caller cancels the job.

        Raises:
            AssistantError: What `WorkerHandle.start` and `run` raise.
            WorkerUnavailable: The worker could not start, or crashed too often.
            Busy: A newer order took this one's place in the queue.
        """
        async with self._queue:
            try:
                handle = await self._usable()
                self._idle.cancel()
                self._set_busy(True)
                return await handle.run(order, on_report, stall_s, payload=payload)
            finally:
                self._set_busy(False)
                self._idle.restart()

    def send(self, message: Message) -> bool:
        """Send `message`, one of the running job's inputs; return False when no job runs. Never waits."""
        return self._handle is not None and self._handle.send(message)

    def retry(self) -> None:
        """Forget the crashes, so that the next job, or `start`, tries again at once."""
        self._backoff.forgive()
        self._on_change()

    async def stop(self) -> None:
        """End the process. The running job and the waiting one fail; a later job would start the worker again."""
        self._queue.turn_away(stopped(self._kind))
        starting, handle = self._starting, self._handle
        self._starting = self._handle = None
        if starting is not None:
            starting.cancel()
            await asyncio.wait({starting})
        if handle is not None:
            self._leaving = handle
            await handle.stop()
        elif self._leaving is not None:
            await self._leaving.gone()
        self._idle.cancel()
        self._enter("stopped")

    async def _usable(self) -> WorkerHandle:
        """Return the ready worker; wait for a start or a back-off, and start a worker where there is none."""
        while True:
            handle = self._handle
            if handle is not None and handle.usable:
                return handle
            if handle is not None:
                await handle.gone()
                if self._handle is handle:  # It does not end, and nothing more can be done about it.
                    self._handle = None
            elif self._starting is not None:
                await self._started(self._starting)
            elif self._backoff.barred_s > 0:
                raise self._out_of_order()
            else:
                self._begin(0.0)

    async def _started(self, starting: asyncio.Task[None]) -> None:
        """Wait for a start, which goes on when the caller is cancelled: the next job will want it."""
        await asyncio.wait({starting})
        if starting.cancelled():
            raise stopped(self._kind)
        starting.result()

    def _begin(self, delay_s: float) -> None:
        self._starting = asyncio.create_task(self._bring_up(delay_s), name=f"start the {self._kind}")
        # Nobody may be waiting for it; `_failed` has logged it.
        self._starting.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def _bring_up(self, delay_s: float) -> None:
        if delay_s:
            self._enter("waiting")
            await self._policy.sleep(delay_s)
        self._enter("starting")
        if self._leaving is not None:
            # Two at once may not fit into the memory.
            await self._leaving.gone()
            self._leaving = None
        handle = self._new_handle()
        try:
            ready = await handle.start()
        except AssistantError as error:
            self._starting = None
            if isinstance(error, WorkerError | ProtocolError):
                self._crashed(error)
            else:
                self._error = error
                log.warning("the %s cannot start: %s", self._kind, error)
                self._enter("stopped")
            raise
        self._handle, self._starting, self._error = handle, None, None
        self._name = ready.name
        self._backoff.ready()
        self._enter("ready")
        self._idle.restart()

    def _new_handle(self) -> WorkerHandle:
        handle = WorkerHandle(
            self._kind,
            self._section,
            python=dict[str, str](self._settings.python.items()).get(self._kind, sys.executable),
            job=self._job,
            start_s=self._settings.start_s,
            cancel_grace_s=self._settings.cancel_grace_s,
            on_exit=lambda reason: self._lost(handle, reason),
        )
        return handle

    def _lost(self, handle: WorkerHandle, reason: AssistantError | None) -> None:
        """Start the worker again after a ready one has ended without being asked to."""
        if handle is self._handle:
            self._handle = None
            self._idle.cancel()
            if reason is not None:
                self._crashed(reason)
            else:
                self._restarts += 1
                self._begin(0.0)

    def _crashed(self, error: AssistantError) -> None:
        self._error = error
        delay_s = self._backoff.crashed()
        if self._backoff.barred_s > 0:
            log.error("%s", self._out_of_order())
            self._enter("stopped")
            return
        log.warning("%s (next start in %g s)", error, delay_s)
        self._restarts += 1
        self._begin(delay_s)

    def _out_of_order(self) -> WorkerUnavailable:
        return out_of_order(self._kind, self._policy.crashes, self._backoff.barred_s, self._error)

    async def _unload(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            log.info("the %s has had nothing to do and is unloaded", self._kind)
            self._leaving = handle
            self._enter("stopped")
            await handle.stop()

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self._on_change()

    def _enter(self, phase: _Phase) -> None:
        if phase != self._phase:
            self._phase = phase
            self._on_change()


class LatestWinsQueue:
    """Lets one task in at a time; one more may wait, until a newer one takes its place.

    `async with queue:` raises Busy when a newer task came while this one waited.

    Args:
        kind: The worker's name, for the error's title.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._taken = False
        self._waiting: asyncio.Future[None] | None = None
        """Set when the waiting task may go in; an exception turns it away."""

    async def __aenter__(self) -> None:
        if not self._taken:
            self._taken = True
            return
        self.turn_away(Busy(f"The {self._kind} has been given something newer to do", "Only the newest request waits."))
        mine = self._waiting = asyncio.get_running_loop().create_future()
        try:
            await mine
        except asyncio.CancelledError:
            if self._waiting is mine:
                self._waiting = None
            elif mine.done() and not mine.cancelled() and mine.exception() is None:
                self._pass_on()  # This task was let in at the same moment as it was cancelled.
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pass_on()

    def turn_away(self, error: AssistantError) -> None:
        """Let the one that waits, if any, fail with `error`."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(error)

    def _pass_on(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        else:
            self._taken = False


class IdleTimer:
    """Calls `unload` after a time without work.

    Args:
        after_s: Seconds without work; 0 means that `unload` is never called.
        sleep: Waits for the given seconds.
        unload: Called when the time is over. `cancel` may cancel it while it runs.
    """

    def __init__(
        self,
        after_s: float,
        sleep: Callable[[float], Coroutine[object, object, None]],
        unload: Callable[[], Coroutine[object, object, None]],
    ) -> None:
        self._after_s = after_s
        self._sleep = sleep
        self._unload = unload
        self._timer: asyncio.Task[None] | None = None

    def restart(self) -> None:
        """Count the time from now on."""
        self.cancel()
        if self._after_s > 0:
            self._timer = asyncio.create_task(self._run())

    def cancel(self) -> None:
        """Stop counting: there is work to do, or nothing left to unload."""
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    async def _run(self) -> None:
        await self._sleep(self._after_s)
        await self._unload()
