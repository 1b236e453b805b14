"""Keeps one kind of worker alive: starts it when it is needed, restarts it when it crashed, unloads it when it rests.

Runs in the daemon's loop, one keeper for each kind. A crash costs at most the job that ran. It never polls.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Literal

from assistant.core.errors import AssistantError, ProtocolError, WorkerError, WorkerUnavailable
from assistant.core.message import Failure, Message
from assistant.core.messages.event_messages import WorkerState, WorkerStatus
from assistant.core.messages.job_messages import Order, ReportT, ResultT
from assistant.settings.schema import WorkersSettings
from assistant.workers.backoff import Backoff, Pace
from assistant.workers.exit_reasons import out_of_order, stopped
from assistant.workers.handle import WorkerHandle
from assistant.workers.idle_timer import Rest
from assistant.workers.latest_wins_queue import Turn

log = logging.getLogger(__name__)

_Phase = Literal["stopped", "waiting", "starting", "ready"]


class WorkerKeeper:
    """One worker, whatever happens to its processes.

    Args:
        kind: "ears", "transcriber" or "painter".
        section: Its settings section as JSON values.
        settings: How workers are started and cancelled.
        unload_after_s: End the process after so many seconds without a job; 0 never.
        job: "module:Class" of the job; None takes the registry's.
        on_change: Called whenever `snapshot` would say something new.
        pace: The rules of restarting.
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
        pace: Pace | None = None,
    ) -> None:
        self._section, self._settings, self._job = section, settings, job
        self._kind = kind
        self._on_change = on_change
        self._pace = pace or Pace()
        self._backoff = Backoff(self._pace)
        self._turn = Turn(kind)
        self._phase: _Phase = "stopped"
        self._busy = False
        self._name: str | None = None
        self._restarts = 0
        self._error: AssistantError | None = None
        self._handle: WorkerHandle | None = None
        self._leaving: WorkerHandle | None = None
        self._starting: asyncio.Task[None] | None = None
        self._rest = Rest(unload_after_s, self._pace.sleep, self._unload)

    def snapshot(self) -> WorkerStatus:
        """Return how the worker is, for people."""
        state: WorkerState = self._phase
        if self._phase == "stopped" and self._backoff.barred_s > 0:
            state = "unavailable"
        elif self._phase == "ready" and self._busy:
            state = "busy"
        return WorkerStatus(state, self._name, self._restarts, Failure.of(self._error) if self._error else None)

    @property
    def pid(self) -> int | None:
        """The worker's process while there is one that is ready."""
        return self._handle.pid if self._handle else None

    async def start(self) -> None:
        """Have the worker ready, so that the first job finds it warm. Raises what `run` raises of starting."""
        await self._usable()

    async def run(
        self,
        order: Order[ReportT, ResultT],
        on_report: Callable[[ReportT, bytes], None],
        stall_s: float | None = None,
        *,
        payload: bytes = b"",
    ) -> ResultT:
        """Have one job done, by a worker that is started if need be: see `WorkerHandle.run`.

        While a job runs one more may wait; a newer one takes its place. Cancelling the caller cancels the job.

        Raises:
            AssistantError: What `WorkerHandle.start` and `run` raise.
            WorkerUnavailable: It could not start, or crashed too often.
            Busy: A newer order took this one's place in the queue.
        """
        async with self._turn:
            try:
                handle = await self._usable()
                self._rest.end()
                self._set_busy(True)
                return await handle.run(order, on_report, stall_s, payload=payload)
            finally:
                self._set_busy(False)
                self._rest.begin()

    def send(self, message: Message) -> bool:
        """Send one of its inputs to the running job; False when none runs. Never waits."""
        return self._handle is not None and self._handle.send(message)

    def retry(self) -> None:
        """Forget the crashes: the next job, or `start`, tries again at once."""
        self._backoff.forgive()
        self._on_change()

    async def stop(self) -> None:
        """End the process. The running job and the waiting one fail; a later job would start the worker again."""
        self._turn.turn_away(stopped(self._kind))
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
        self._rest.end()
        self._enter("stopped")

    async def _usable(self) -> WorkerHandle:
        """The ready worker; waits for a start or a back-off, and starts one where there is none."""
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
        """Wait for a start that goes on when the caller is cancelled: the next job will want it."""
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
            await self._pace.sleep(delay_s)
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
        self._rest.begin()

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
        """A ready worker has ended, and nobody had asked for that."""
        if handle is self._handle:
            self._handle = None
            self._rest.end()
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
        return out_of_order(self._kind, self._pace.crashes, self._backoff.barred_s, self._error)

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
