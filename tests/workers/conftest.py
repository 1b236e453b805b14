"""What the worker's tests share: the jobs' folder on the children's path, handles that are always stopped, a clock."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from assistant.workers.handle import WorkerHandle

NewHandle = Callable[..., AbstractAsyncContextManager[WorkerHandle]]


@pytest.fixture(autouse=True)
def jobs_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `jobs_for_tests`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))


@pytest.fixture
def run() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Run a test's coroutine, which must be done within 30 s."""

    def run_within(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run(asyncio.wait_for(work, 30))

    return run_within


@pytest.fixture
def new_handle() -> NewHandle:
    """A handle for a class of `jobs_for_tests`, stopped at the end whatever happened; not started."""

    @contextlib.asynccontextmanager
    async def make(job: str = "Tool", section: dict[str, Any] | None = None, **options: Any) -> AsyncIterator[Any]:
        handle = WorkerHandle("tool", section or {}, job=f"helpers.jobs_for_tests:{job}", **options)
        try:
            yield handle
        finally:
            await handle.stop()

    return make


@pytest.fixture
def until_asleep() -> Callable[[int], None]:
    """Wait until the main thread of a process is blocked."""

    def wait(pid: int) -> None:
        deadline = time.monotonic() + 10
        while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
            assert time.monotonic() < deadline, "it never blocks"

    return wait


class FakeTime:
    """A clock that moves when the test says so, and the sleepers that wait for it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[float] = []
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._somebody_sleeps = asyncio.Event()

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, sleeper))
        self._somebody_sleeps.set()
        await sleeper

    async def pass_by(self, seconds: float) -> None:
        """Wait until somebody sleeps, then let the time go on."""
        while not any(not sleeper.done() for _, sleeper in self._sleepers):
            self._somebody_sleeps.clear()
            await asyncio.wait_for(self._somebody_sleeps.wait(), 10)
        self.now += seconds
        for due, sleeper in self._sleepers:
            if due <= self.now and not sleeper.done():
                sleeper.set_result(None)


@pytest.fixture
def fake_time() -> Callable[[], FakeTime]:
    return FakeTime
