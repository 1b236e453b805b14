"""The queue of one where the newest wins."""

from __future__ import annotations

import asyncio

import pytest

from assistant.core.errors import Busy, WorkerUnavailable
from assistant.workers.latest_wins_queue import Turn


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_one_works_one_waits_and_the_newest_takes_the_waiting_place() -> None:
    async def story() -> None:
        turn, done = Turn("painter"), list[str]()
        gate = asyncio.Event()

        async def work(name: str) -> None:
            async with turn:
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


def test_a_cancelled_waiter_leaves_the_turn_to_others() -> None:
    async def story() -> None:
        turn = Turn("painter")
        async with turn:
            waiter = asyncio.create_task(turn.__aenter__())
            await settle()
            waiter.cancel()
            await asyncio.wait({waiter})
        async with asyncio.timeout(5), turn:
            pass

    asyncio.run(story())


def test_a_turn_that_comes_in_the_moment_of_the_cancellation_is_passed_on() -> None:
    async def story() -> None:
        turn = Turn("painter")
        await turn.__aenter__()
        waiter = asyncio.create_task(turn.__aenter__())
        await settle()
        await turn.__aexit__(None, None, None)
        waiter.cancel()
        await asyncio.wait({waiter})
        assert waiter.cancelled()
        async with asyncio.timeout(5), turn:
            pass

    asyncio.run(story())


def test_a_waiter_can_be_turned_away() -> None:
    async def story() -> None:
        turn = Turn("painter")
        async with turn:
            waiter = asyncio.create_task(turn.__aenter__())
            await settle()
            turn.turn_away(WorkerUnavailable("It was stopped"))
            with pytest.raises(WorkerUnavailable):
                await waiter
        async with asyncio.timeout(5), turn:
            pass

    asyncio.run(story())
