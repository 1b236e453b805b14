"""A worker process from the parent's side: every way in which it can fail, with real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.tool_messages import Answer, Do, Step, Word

from assistant.core.errors import (
    Busy,
    ConfigError,
    EngineError,
    ModelMissing,
    OutOfMemory,
    ProtocolError,
    WorkerDied,
    WorkerStalled,
    WorkerUnavailable,
)
from assistant.core.message import MAX_PAYLOAD_BYTES
from assistant.core.messages.job_messages import Ready
from assistant.workers.handle import WorkerHandle

Run = Callable[..., Any]


def order(do: str, **data: Any) -> Do:
    return Do(do, **data)


def ignore(_: Step, payload: bytes) -> None:
    pass


async def echoes(handle: WorkerHandle) -> bool:
    """Whether a job is done as it should be."""
    payloads: list[bytes] = []
    answer = await handle.run(order("echo", number=7), lambda _, payload: payloads.append(payload), payload=b"payload")
    return answer == Answer(7) and payloads == [b"payload"]


def into(queue: asyncio.Queue[Step]) -> Callable[[Step, bytes], None]:
    """What puts the reports of a job into a queue."""
    return lambda step, _: queue.put_nowait(step)


async def started(task: asyncio.Task[Any], messages: asyncio.Queue[Step]) -> None:
    """Wait for a job's first message."""
    first = asyncio.ensure_future(messages.get())
    await asyncio.wait({first, task}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    assert first.done(), "the job sent nothing"


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def wait_for_text(path: Path) -> None:
    deadline = time.monotonic() + 10
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline, "nothing was written"


def test_a_job_gets_its_order_and_its_answer_comes_back(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle(section={"colour": "blue"}) as handle:
            ready = await handle.start()
            assert ready == Ready("tool", version=str(handle.pid), words=("blue",))
            assert await echoes(handle)
            assert await echoes(handle)

    run(story())


def test_messages_of_a_job_come_in_order_and_before_its_answer(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        seen: list[Step] = []
        async with new_handle() as handle:
            await handle.start()
            answer = await handle.run(order("report", steps=200, seed=5), lambda step, _: seen.append(step))
        assert seen == [Step(step) for step in range(200)]
        assert answer.value == 5

    run(story())


def test_forty_megabytes_travel_both_ways(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        payload = os.urandom(1_000_000) * 40
        async with new_handle() as handle:
            await handle.start()
            back: list[bytes] = []
            await handle.run(order("echo"), lambda _, payload: back.append(payload), payload=payload)
            assert back == [payload]

    run(story())


def test_an_order_that_is_too_large_is_refused_and_harms_nothing(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            with pytest.raises(ProtocolError):
                await handle.run(order("echo"), ignore, payload=bytes(MAX_PAYLOAD_BYTES + 1))
            assert await echoes(handle)

    run(story())


@pytest.mark.parametrize(
    ("do", "error", "says"),
    [
        ("refuse", EngineError, "canvas is torn"),
        ("fail", EngineError, "no such brush"),
        ("starve", OutOfMemory, "ran out of memory"),
        ("leave", EngineError, "a library thought"),
        ("too_large", ProtocolError, "too large"),
        ("too_wordy", ProtocolError, "too large"),
        ("no_such_thing", EngineError, "no_such_thing"),
    ],
)
def test_a_job_that_fails_says_why_and_the_worker_lives_on(
    run: Run, new_handle: Any, do: str, error: type[Exception], says: str
) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            with pytest.raises(error, match=says) as caught:
                await handle.run(order(do), ignore)
            assert type(caught.value) is error
            assert await echoes(handle)

    run(story())


@pytest.mark.parametrize(
    ("do", "data", "says"),
    [
        ("kill", {}, "SIGKILL"),
        ("kill", {"signal": int(signal.SIGTERM)}, "SIGTERM"),
        ("kill", {"signal": int(signal.SIGABRT)}, "SIGABRT"),
        ("crash", {}, "SIGSEGV"),
        ("end", {}, "exit status 7"),
        ("die_while_writing", {}, "SIGKILL"),
    ],
)
def test_a_worker_that_dies_in_mid_job_fails_its_caller_at_once(
    run: Run, new_handle: Any, do: str, data: dict[str, Any], says: str
) -> None:
    async def story() -> None:
        exits: list[Any] = []
        async with new_handle(on_exit=exits.append) as handle:
            await handle.start()
            before = time.monotonic()
            with pytest.raises(WorkerDied, match=says) as caught:
                await handle.run(order(do, **data), ignore, stall_s=20)
            assert time.monotonic() - before < 5
            assert exits == [caught.value]
            assert is_gone(handle.pid)
            with pytest.raises(WorkerDied):
                await handle.run(order("echo"), ignore)

    run(story())


def test_a_worker_that_dies_while_idle_is_noticed(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        ended: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        async with new_handle(on_exit=ended.set_result) as handle:
            await handle.start()
            os.kill(handle.pid, signal.SIGKILL)
            assert isinstance(await asyncio.wait_for(ended, 10), WorkerDied)
            assert not handle.usable

    run(story())


def test_a_job_without_progress_is_ended(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            with pytest.raises(WorkerStalled, match=r"no progress for 0\.3 s"):
                await handle.run(order("hang"), ignore, stall_s=0.3)
            await handle.gone()
            assert handle.returncode == -signal.SIGKILL

    run(story())


def test_a_slow_job_with_progress_is_not_ended(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            await handle.run(order("paced", steps=6, each_s=0.15), ignore, stall_s=0.75)

    run(story())


@pytest.mark.parametrize(
    ("portion", "says"),
    [
        (b"this is no header\n", "not readable"),
        (b'{"type": "answer", "id": 1, "payload_length": 68000000}\n', "impossible size"),
        (b'{"type": "answer", "id": 1, "data": {"worth": 1}}\n', "“answer” cannot be read.*unknown field `worth`"),
        (b'{"type": "step", "id": 1, "data": {"done": "1"}}\n', "“step” cannot be read.*`int`, got `str`.*done"),
        (b'{"type": "woke", "id": 1}\n', "“woke” makes no sense here"),
        (b'{"type": "answer", "id": 1, "payload_length": 1}\n.', "“answer” has a payload"),
        (b"x" * 70_000, "too long"),
        (bytes(300_000), "too long"),
    ],
    ids=[
        "no header",
        "oversized payload",
        "unknown field",
        "wrong type",
        "unknown message",
        "stray payload",
        "oversized header",
        "zeros",
    ],
)
def test_garbage_ends_the_worker_and_its_job(run: Run, new_handle: Any, portion: bytes, says: str) -> None:
    async def story() -> None:
        exits: list[Any] = []
        async with new_handle(on_exit=exits.append) as handle:
            await handle.start()
            with pytest.raises(ProtocolError, match=says) as caught:
                await handle.run(order("garbage"), ignore, stall_s=20, payload=portion)
            assert exits == [caught.value]
            assert handle.returncode == -signal.SIGKILL

    run(story())


def test_messages_that_belong_to_no_job_are_passed_over(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        forged = [
            b'{"type": "answer", "id": 999, "data": {"value": "of another job"}}',
            b'{"type": "answer", "data": {"value": "of no job"}}',
            b'{"type": "job_cancelled"}',
            b'{"type": "answer", "id": 1, "data": {"value": "right"}}',
        ]
        async with new_handle(cancel_grace_s=0.1) as handle:
            await handle.start()
            answer = await handle.run(order("garbage"), ignore, payload=b"\n".join(forged) + b"\n")
            assert answer.value == "right"

    run(story())


def test_a_cancelled_job_stops_and_the_next_one_works(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        messages: asyncio.Queue[Step] = asyncio.Queue()
        async with new_handle() as handle:
            await handle.start()
            pid = handle.pid
            job = asyncio.create_task(handle.run(order("until_cancelled"), into(messages)))
            await started(job, messages)
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await job
            assert await echoes(handle)
            assert handle.pid == pid

    run(story())


@pytest.mark.parametrize("do", ["hang", "hang_with_lock"])
def test_a_job_that_ignores_its_cancellation_is_killed_after_the_grace_time(run: Run, new_handle: Any, do: str) -> None:
    async def story() -> None:
        messages: asyncio.Queue[Step] = asyncio.Queue()
        exits: list[Any] = []
        async with new_handle(cancel_grace_s=0.2, on_exit=exits.append) as handle:
            await handle.start()
            job = asyncio.create_task(handle.run(order(do), into(messages)))
            await started(job, messages)
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await job
            assert not handle.usable
            await handle.gone()
            assert exits == [None]
            assert handle.returncode == -signal.SIGKILL

    run(story())


def test_a_second_cancellation_does_not_wait_for_the_grace_time(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        messages: asyncio.Queue[Step] = asyncio.Queue()
        async with new_handle(cancel_grace_s=60) as handle:
            await handle.start()
            job = asyncio.create_task(handle.run(order("hang"), into(messages)))
            await started(job, messages)
            job.cancel()
            await asyncio.sleep(0)
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(job, 10)
            await handle.gone()
            assert handle.returncode == -signal.SIGKILL

    run(story())


def test_what_the_observer_of_a_job_raises_ends_the_job_alone(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        def full_disk(_: Step, payload: bytes) -> None:
            raise OSError(28, "No space left on device")

        async with new_handle() as handle:
            await handle.start()
            with pytest.raises(OSError, match="No space left"):
                await handle.run(order("until_cancelled"), full_disk)
            assert await echoes(handle)

    run(story())


def test_a_second_job_at_the_same_time_is_refused(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        messages: asyncio.Queue[Step] = asyncio.Queue()
        async with new_handle() as handle:
            await handle.start()
            job = asyncio.create_task(handle.run(order("until_input"), into(messages)))
            await started(job, messages)
            with pytest.raises(Busy):
                await handle.run(order("echo"), ignore)
            assert handle.send(Word("jarvis"))
            assert (await job).value == "jarvis"
            assert not handle.send(Word("jarvis"))

    run(story())


def test_what_was_sent_to_one_job_is_not_received_by_the_next(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            sent: list[bool] = []
            await handle.run(order("report", steps=1, seed=1), lambda *_: sent.append(handle.send(Word("old"))))
            messages: asyncio.Queue[Step] = asyncio.Queue()
            job = asyncio.create_task(handle.run(order("until_input"), into(messages)))
            await started(job, messages)
            assert handle.send(Word("new"))
            assert (await job).value == "new"
            assert sent == [True]

    run(story())


def test_a_slow_start_is_waited_for(run: Run, new_handle: Any, tmp_path: Path) -> None:
    async def story() -> None:
        gate = tmp_path / "open"
        async with new_handle("SlowToLoad", {"wait_for": str(gate)}) as handle:
            start = asyncio.create_task(handle.start())
            done, _ = await asyncio.wait({start}, timeout=0.3)
            assert not done
            assert not handle.usable
            gate.touch()
            await start
            assert await echoes(handle)

    run(story())


def test_a_start_that_takes_too_long_is_ended(run: Run, new_handle: Any, tmp_path: Path) -> None:
    async def story() -> None:
        note = tmp_path / "pid"
        async with new_handle("NeverLoads", {"note": str(note)}, start_s=1.0) as handle:
            with pytest.raises(WorkerStalled, match="not ready within 1 s"):
                await handle.start()
            assert is_gone(handle.pid)

    run(story())


def test_a_cancelled_start_leaves_no_process(run: Run, new_handle: Any, tmp_path: Path) -> None:
    async def story() -> None:
        note = tmp_path / "pid"
        async with new_handle("NeverLoads", {"note": str(note)}) as handle:
            start = asyncio.create_task(handle.start())
            await asyncio.to_thread(wait_for_text, note)
            start.cancel()
            with pytest.raises(asyncio.CancelledError):
                await start
            assert is_gone(int(note.read_text()))

    run(story())


@pytest.mark.parametrize(
    ("job", "error", "says"),
    [
        ("WithoutModel", ModelMissing, "model is not there"),
        ("BadLoad", EngineError, "make no sense"),
        ("NeedsPackage", EngineError, "a_package_that_nobody_has"),
        ("NoSuchClass", ConfigError, "NoSuchClass"),
        ("DiesLoading", WorkerUnavailable, "SIGKILL"),
    ],
)
def test_a_failed_start_says_why_and_leaves_no_process(
    run: Run, new_handle: Any, job: str, error: type[Exception], says: str
) -> None:
    async def story() -> None:
        exits: list[Any] = []
        async with new_handle(job, on_exit=exits.append) as handle:
            with pytest.raises(error, match=says) as caught:
                await handle.start()
            assert type(caught.value) is error
            assert is_gone(handle.pid)
            assert exits == []

    run(story())


def test_an_interpreter_that_is_not_there_is_named(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle(python="/no/such/python") as handle:
            with pytest.raises(WorkerUnavailable, match=r"/no/such/python.*workers\.python"):
                await handle.start()

    run(story())


def test_stop_ends_an_idle_worker_without_a_signal(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        exits: list[Any] = []
        async with new_handle(on_exit=exits.append) as handle:
            await handle.start()
            await handle.stop()
            assert handle.returncode == 0
            assert exits == []
            await handle.stop()

    run(story())


def test_stop_fails_the_running_job_and_ends_even_a_stubborn_worker(
    run: Run, new_handle: Any, until_asleep: Any
) -> None:
    async def story() -> None:
        messages: asyncio.Queue[Step] = asyncio.Queue()
        async with new_handle() as handle:
            await handle.start()
            job = asyncio.create_task(handle.run(order("hang_with_lock"), into(messages)))
            await started(job, messages)
            until_asleep(handle.pid)
            await handle.stop()
            with pytest.raises(WorkerDied, match="asked to stop"):
                await job
            assert handle.returncode == -signal.SIGTERM

    run(story())


def test_stop_does_not_wait_for_a_worker_that_reads_no_more(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            os.kill(handle.pid, signal.SIGSTOP)
            job = asyncio.create_task(handle.run(order("echo"), ignore, payload=bytes(8_000_000)))
            await asyncio.sleep(0)
            await handle.stop()
            with pytest.raises(WorkerDied):
                await job
            assert is_gone(handle.pid)

    run(story())


def test_a_worker_that_reads_no_more_is_a_stall(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            os.kill(handle.pid, signal.SIGSTOP)
            with pytest.raises(WorkerStalled):
                await handle.run(order("echo"), ignore, payload=bytes(8_000_000), stall_s=0.2)

    run(story())


def test_a_worker_waits_while_its_parent_does_not_read(
    run: Run, new_handle: Any, tmp_path: Path, until_asleep: Any
) -> None:
    async def story() -> None:
        notes = tmp_path / "sent"
        sent_meanwhile: list[int] = []

        async with new_handle() as handle:
            await handle.start()

            def hold_the_loop(_: Step, payload: bytes) -> None:
                if not sent_meanwhile:
                    until_asleep(handle.pid)
                    sent_meanwhile.append(notes.stat().st_size)

            await handle.run(order("count_sent", steps=40, path=str(notes)), hold_the_loop)
        assert sent_meanwhile[0] <= 5
        assert notes.stat().st_size == 40

    run(story())
