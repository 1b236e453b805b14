"""Keeping one kind of worker alive: restarts, back-off, giving up, unloading, and the queue of one."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers.tool_messages import Answer, Do, Step, Word

from assistant.core.errors import Busy, EngineError, ModelMissing, WorkerDied, WorkerStalled, WorkerUnavailable
from assistant.core.messages.event_messages import WorkerStatus
from assistant.settings.schema import WorkersSettings
from assistant.workers.supervision_policy import RestartPolicy
from assistant.workers.worker_supervisor import LatestWinsQueue, WorkerSupervisor

Run = Callable[..., Any]
QUICK = RestartPolicy(first_s=0.01, longest_s=0.02)


def order(do: str, **data: Any) -> Do:
    return Do(do, **data)


def ignore(_: Step, payload: bytes) -> None:
    pass


class Watched:
    """A worker and the states that it announced."""

    def __init__(
        self, job: str, section: dict[str, Any], policy: RestartPolicy, unload_after_s: float = 0, **settings: Any
    ) -> None:
        self.states: list[str] = []
        self._changed = asyncio.Event()
        self.worker = WorkerSupervisor(
            "tool",
            section,
            WorkersSettings(**settings),
            job=f"helpers.jobs_for_tests:{job}",
            unload_after_s=unload_after_s,
            on_change=self._on_change,
            policy=policy,
        )

    def _on_change(self) -> None:
        self.states.append(self.worker.snapshot().state)
        self._changed.set()

    async def until(self, state: str) -> None:
        async with asyncio.timeout(15):
            while self.worker.snapshot().state != state:
                self._changed.clear()
                await self._changed.wait()

    async def begin(self, do: str) -> asyncio.Task[Answer]:
        """Start a job and wait for its first message."""
        first = asyncio.Event()
        job = asyncio.create_task(self.worker.run(order(do), lambda *_: first.set()))
        async with asyncio.timeout(15):
            await first.wait()
        return job

    async def echoes(self) -> bool:
        return await self.worker.run(order("echo", number=7), ignore) == Answer(7)


@asynccontextmanager
async def kept(
    job: str = "Tool", section: dict[str, Any] | None = None, policy: RestartPolicy = QUICK, **options: Any
) -> AsyncIterator[Watched]:
    watched = Watched(job, section or {}, policy, **options)
    try:
        yield watched
    finally:
        await watched.worker.stop()


def test_the_first_job_starts_the_worker_and_the_next_one_finds_it(run: Run) -> None:
    async def story() -> None:
        async with kept() as watched:
            assert watched.worker.snapshot() == WorkerStatus("stopped", None, 0, None)
            assert await watched.echoes()
            pid = watched.worker.pid
            assert await watched.echoes()
            assert watched.worker.pid == pid
            assert watched.worker.snapshot() == WorkerStatus("ready", "tool", 0, None)
            assert watched.states == ["starting", "ready", "busy", "ready", "busy", "ready"]

    run(story())


def test_start_warms_it_up(run: Run) -> None:
    async def story() -> None:
        async with kept() as watched:
            await watched.worker.start()
            assert watched.worker.snapshot().state == "ready"
            await watched.worker.start()
            assert watched.states == ["starting", "ready"]

    run(story())


@pytest.mark.parametrize(("do", "says"), [("kill", "SIGKILL"), ("crash", "SIGSEGV"), ("die_while_writing", "SIGKILL")])
def test_after_a_crash_in_mid_job_the_next_job_works(run: Run, do: str, says: str) -> None:
    async def story() -> None:
        async with kept() as watched:
            with pytest.raises(WorkerDied, match=says):
                await watched.worker.run(order(do), ignore)
            assert watched.worker.snapshot().error.code == "worker_died"
            assert await watched.echoes()
            assert watched.worker.snapshot() == WorkerStatus("ready", "tool", 1, None)

    run(story())


def test_it_comes_back_by_itself_when_it_dies_without_a_job(run: Run) -> None:
    async def story() -> None:
        async with kept() as watched:
            await watched.worker.start()
            pid = watched.worker.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await watched.until("waiting")
            await watched.until("ready")
            assert watched.worker.pid not in {None, pid}

    run(story())


def test_a_stalled_job_fails_and_the_next_one_works(run: Run) -> None:
    async def story() -> None:
        async with kept() as watched:
            with pytest.raises(WorkerStalled):
                await watched.worker.run(order("hang"), ignore, stall_s=0.2)
            assert await watched.echoes()
            assert watched.worker.snapshot().restarts == 1

    run(story())


def test_jobs_that_ignore_their_cancellation_do_not_make_it_unavailable(run: Run) -> None:
    async def story() -> None:
        async with kept(policy=RestartPolicy(first_s=60), cancel_grace_s=0.1) as watched:
            for _ in range(6):
                job = await watched.begin("hang")
                job.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await job
            assert await watched.echoes()
            assert watched.worker.snapshot().restarts == 6

    run(story())


def test_the_next_job_waits_for_the_back_off_and_no_longer(run: Run, fake_time: Any) -> None:
    async def story() -> None:
        time = fake_time()
        async with kept(policy=RestartPolicy(clock=time.clock, sleep=time.sleep)) as watched:
            with pytest.raises(WorkerDied):
                await watched.worker.run(order("kill"), ignore)
            await watched.until("waiting")
            job = asyncio.create_task(watched.echoes())
            await time.pass_by(0.4)
            assert watched.worker.snapshot().state == "waiting"
            await time.pass_by(0.1)
            assert await job
            assert time.asked == [0.5]

    run(story())


def test_a_crash_loop_ends_in_unavailable_and_is_tried_again_later(run: Run, fake_time: Any, tmp_path: Path) -> None:
    async def story() -> None:
        time = fake_time()
        cure = tmp_path / "cured"
        policy = RestartPolicy(clock=time.clock, sleep=time.sleep)
        async with kept("DiesLoadingUntil", {"until": str(cure)}, policy) as watched:
            with pytest.raises(WorkerUnavailable, match="exit status 9"):
                await watched.worker.start()
            for delay_s in (0.5, 1, 2, 4):
                await time.pass_by(delay_s)
            await watched.until("unavailable")
            assert time.asked == [0.5, 1, 2, 4]
            with pytest.raises(WorkerUnavailable, match=r"crashed 5 times.*jarvis doctor.*log"):
                await watched.echoes()
            assert watched.worker.snapshot().restarts == 4

            time.now += 599 - 7.5
            with pytest.raises(WorkerUnavailable, match="out of order"):
                await watched.echoes()
            cure.touch()
            time.now += 1.1
            assert await watched.echoes()

    run(story())


def test_retry_tries_an_unavailable_worker_at_once(run: Run, tmp_path: Path) -> None:
    async def story() -> None:
        cure = tmp_path / "cured"
        async with kept("DiesLoadingUntil", {"until": str(cure)}) as watched:
            with pytest.raises(WorkerUnavailable):
                await watched.worker.start()
            await watched.until("unavailable")
            cure.touch()
            watched.worker.retry()
            assert await watched.echoes()

    run(story())


def test_a_worker_that_dies_whenever_it_is_ready_is_a_crash_loop_too(run: Run) -> None:
    async def story() -> None:
        async with kept("DiesWhenReady") as watched:
            with pytest.raises((WorkerUnavailable, WorkerDied)):
                await watched.echoes()
            await watched.until("unavailable")

    run(story())


def test_a_missing_model_is_said_each_time_and_is_no_crash(run: Run) -> None:
    async def story() -> None:
        async with kept("WithoutModel") as watched:
            for _ in range(7):
                with pytest.raises(ModelMissing, match="model is not there"):
                    await watched.echoes()
            snapshot = watched.worker.snapshot()
            assert snapshot.state == "stopped"
            assert snapshot.error.code == "model_missing"
            assert snapshot.restarts == 0

    run(story())


def test_an_error_of_the_job_is_no_crash(run: Run) -> None:
    async def story() -> None:
        async with kept() as watched:
            for _ in range(7):
                with pytest.raises(EngineError, match="canvas"):
                    await watched.worker.run(order("refuse"), ignore)
            assert await watched.echoes()
            assert watched.worker.snapshot().restarts == 0

    run(story())


def test_while_a_job_runs_one_waits_and_the_newest_wins(run: Run) -> None:
    async def story() -> None:
        async with kept() as watched:
            first = await watched.begin("until_input")
            second = asyncio.create_task(watched.echoes())
            await asyncio.sleep(0)
            third = asyncio.create_task(watched.worker.run(order("report", steps=1, seed=3), ignore))
            with pytest.raises(Busy):
                await second
            assert not third.done()
            assert watched.worker.send(Word("go"))
            assert (await first).value == "go"
            assert (await third).value == 3

    run(story())


def test_a_cancelled_start_goes_on_for_the_next_job(run: Run, tmp_path: Path) -> None:
    async def story() -> None:
        gate = tmp_path / "open"
        async with kept("SlowToLoad", {"wait_for": str(gate)}) as watched:
            job = asyncio.create_task(watched.echoes())
            await watched.until("starting")
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await job
            gate.touch()
            await watched.until("ready")
            assert watched.states == ["starting", "ready"]
            assert await watched.echoes()

    run(story())


def test_a_worker_that_rests_is_unloaded_and_comes_back_for_the_next_job(run: Run, fake_time: Any) -> None:
    async def story() -> None:
        time = fake_time()
        async with kept(policy=RestartPolicy(clock=time.clock, sleep=time.sleep), unload_after_s=600) as watched:
            assert await watched.echoes()
            pid = watched.worker.pid
            assert pid is not None
            await time.pass_by(599)
            assert watched.worker.snapshot().state == "ready"
            assert await watched.echoes()
            await time.pass_by(2)
            assert watched.worker.pid == pid, "the second job began a new rest"
            os.kill(pid, signal.SIGSTOP)  # So that it takes its time to leave.
            await time.pass_by(600)
            await watched.until("stopped")
            assert await watched.echoes()
            assert watched.worker.pid != pid, "two at once may not fit into the memory"
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
            assert watched.worker.snapshot().restarts == 0

    run(story())


def test_a_running_job_is_not_unloaded(run: Run, fake_time: Any) -> None:
    async def story() -> None:
        time = fake_time()
        async with kept(policy=RestartPolicy(clock=time.clock, sleep=time.sleep), unload_after_s=600) as watched:
            job = await watched.begin("until_input")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(time.pass_by(1000), 0.05)
            watched.worker.send(Word("go"))
            assert (await job).value == "go"

    run(story())


def test_stop_ends_a_running_job_a_waiting_one_and_a_start(run: Run, tmp_path: Path) -> None:
    async def story() -> None:
        async with kept() as watched:
            running = await watched.begin("hang")
            waiting = asyncio.create_task(watched.echoes())
            await asyncio.sleep(0)
            await watched.worker.stop()
            with pytest.raises(WorkerDied):
                await running
            with pytest.raises(WorkerUnavailable, match="was stopped"):
                await waiting
            assert watched.worker.snapshot().state == "stopped"

        note = tmp_path / "pid"
        async with kept("NeverLoads", {"note": str(note)}) as watched:
            job = asyncio.create_task(watched.echoes())
            await watched.until("starting")
            await watched.worker.stop()
            with pytest.raises(WorkerUnavailable, match="was stopped"):
                await job
            assert watched.worker.snapshot().restarts == 0

    run(story())


def test_it_takes_the_interpreter_that_the_settings_name(run: Run) -> None:
    async def story() -> None:
        settings = WorkersSettings(python={"painter": "/no/such/python"})
        worker = WorkerSupervisor("painter", {}, settings, job="helpers.jobs_for_tests:Tool", policy=QUICK)
        with pytest.raises(WorkerUnavailable, match="/no/such/python"):
            await worker.start()
        await worker.stop()

    run(story())


# The queue


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_one_works_one_waits_and_the_newest_takes_the_waiting_place() -> None:
    async def story() -> None:
        queue, done = LatestWinsQueue("painter"), list[str]()
        gate = asyncio.Event()

        async def work(name: str) -> None:
            async with queue:
                await gate.wait()
                done.append(name)

        tasks = {}
        for name in "abcd":
            tasks[name] = asyncio.create_task(work(name))
            await settle()
        gate.set()
        outcome = await asyncio.gather(*tasks.values(), return_exceptions=True)
        assert done == ["a", "d"]
        assert [type(error) for error in outcome] == [type(None), Busy, Busy, type(None)]

    asyncio.run(story())


def test_a_cancelled_waiter_lets_others_in() -> None:
    async def story() -> None:
        queue = LatestWinsQueue("painter")
        async with queue:
            waiter = asyncio.create_task(queue.__aenter__())
            await settle()
            waiter.cancel()
            await asyncio.wait({waiter})
        async with asyncio.timeout(5), queue:
            pass

    asyncio.run(story())


def test_a_place_that_comes_in_the_moment_of_the_cancellation_is_passed_on() -> None:
    async def story() -> None:
        queue = LatestWinsQueue("painter")
        await queue.__aenter__()
        waiter = asyncio.create_task(queue.__aenter__())
        await settle()
        await queue.__aexit__(None, None, None)
        waiter.cancel()
        await asyncio.wait({waiter})
        assert waiter.cancelled()
        async with asyncio.timeout(5), queue:
            pass

    asyncio.run(story())


def test_a_waiter_can_be_turned_away() -> None:
    async def story() -> None:
        queue = LatestWinsQueue("painter")
        async with queue:
            waiter = asyncio.create_task(queue.__aenter__())
            await settle()
            queue.turn_away(WorkerUnavailable("It was stopped"))
            with pytest.raises(WorkerUnavailable):
                await waiter
        async with asyncio.timeout(5), queue:
            pass

    asyncio.run(story())
