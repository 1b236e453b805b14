"""Many jobs, many starts, cancelled at any moment: no frame is cut, nothing is mixed up, nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.tool_messages import Do, Step

Run = Callable[..., Any]
SEED = 20_240


def ignore(_: Step, payload: bytes) -> None:
    pass


def test_120_jobs_cancelled_at_any_moment(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        rng = random.Random(SEED)
        exits: list[Any] = []
        cancelled = 0
        async with new_handle(on_exit=exits.append, cancel_grace_s=20) as handle:
            await handle.start()
            for number in range(120):
                progress = 0
                stop_after = rng.randrange(12)
                seed = 1000 + number
                stopped = asyncio.Event()

                def count(_: Step, payload: bytes, limit: int = stop_after, stopped: asyncio.Event = stopped) -> None:
                    nonlocal progress
                    progress += 1
                    if progress >= limit:
                        stopped.set()

                endless = rng.random() < 0.7
                steps = 1_000_000_000 if endless else 12
                order = Do("report", steps=steps, seed=seed, size=rng.choice([10, 5_000, 200_000]))
                job = asyncio.create_task(handle.run(order, count))
                if stop_after == 0:
                    await asyncio.sleep(0)
                else:
                    waiting = asyncio.ensure_future(stopped.wait())
                    await asyncio.wait({waiting, job}, return_when=asyncio.FIRST_COMPLETED)
                    waiting.cancel()
                for _ in range(rng.randrange(4)):
                    await asyncio.sleep(0)
                job.cancel()
                try:
                    assert (await job).value == seed
                    assert not endless
                except asyncio.CancelledError:
                    cancelled += 1
                after = await handle.run(Do("report", steps=2, seed=-seed), ignore)
                assert after.value == -seed
        assert exits == []
        assert cancelled > 70

    run(story())


def test_starts_cancelled_at_any_moment_leave_nothing(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        rng = random.Random(SEED)
        for _ in range(15):
            async with new_handle() as handle:
                start = asyncio.create_task(handle.start())
                await asyncio.wait({start}, timeout=rng.random() * 0.12)
                start.cancel()
                await asyncio.wait({start})

    before = descriptors()
    run(story())
    assert descriptors() <= before
    assert not zombies()


def test_fifty_starts_and_stops_leave_nothing(run: Run, new_handle: Any) -> None:
    async def once() -> None:
        async with new_handle() as handle:
            await handle.start()
            await handle.run(Do("echo"), ignore)

    async def story() -> None:
        await once()
        before, tasks = descriptors(), asyncio.all_tasks()
        for _ in range(10):
            await asyncio.gather(*(once() for _ in range(5)))
        assert descriptors() <= before
        assert asyncio.all_tasks() == tasks

    run(story())
    assert not zombies()


def descriptors() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def zombies() -> bool:
    """Whether a child has ended and nobody has fetched its status. Leaves it as it is."""
    try:
        return os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return False


@pytest.mark.parametrize("moment", range(4))
def test_a_death_at_any_moment_of_a_large_answer_is_a_death(run: Run, new_handle: Any, moment: int) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            steps = 0

            def shoot(_: Step, payload: bytes) -> None:
                nonlocal steps
                steps += 1
                if steps == moment + 1:
                    os.kill(handle.pid, 9)

            order = Do("report", steps=50, seed=1, size=3_000_000)
            with pytest.raises(Exception, match="SIGKILL"):
                await handle.run(order, shoot)

    run(story())
