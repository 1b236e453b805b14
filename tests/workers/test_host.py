"""The worker's process seen from inside and from outside: what it imports, holds, prints, and when it leaves."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from helpers.tool_messages import Do, Step

Run = Callable[..., Any]
HEAVY = {
    "asyncio",
    "ssl",
    "numpy",
    "pydantic",
    "torch",
    "PySide6",
    "multiprocessing",
    "pickle",
    "assistant.settings.schema",
}


def order(do: str, **data: Any) -> Do:
    return Do(do, **data)


def ignore(_: Step, payload: bytes) -> None:
    pass


def test_the_host_imports_the_standard_library_and_core_only(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            modules = (await handle.run(order("modules"), ignore)).value
        ours = {name for name in modules if name.split(".")[0] == "assistant"}
        allowed = {"assistant", "assistant.workers", "assistant.workers.host"}
        assert all(name in allowed or name.startswith("assistant.core") for name in ours)
        assert not HEAVY & set(modules)

    run(story())


def test_the_process_holds_two_threads_and_few_descriptors(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            found = (await handle.run(order("process"), ignore)).value
        assert found == {"threads": 2, "descriptors": 4, "stdout_is_stderr": True, "ignores_sigint": True}

    run(story())


def test_noise_on_standard_output_disturbs_nothing(
    run: Run, new_handle: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            for _ in range(3):
                assert (await handle.run(order("noise"), ignore)).value == "quiet"

    run(story())
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("a child process is loud") == 3


def test_an_unexpected_error_is_in_the_log_with_its_place(
    run: Run, new_handle: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            with pytest.raises(Exception, match="no such brush"):
                await handle.run(order("fail"), ignore)

    run(story())
    assert "jobs_for_tests.py" in capfd.readouterr().err


def test_a_crash_leaves_the_place_in_the_log(run: Run, new_handle: Any, capfd: pytest.CaptureFixture[str]) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            with pytest.raises(Exception, match="SIGSEGV"):
                await handle.run(order("crash"), ignore)

    run(story())
    err = capfd.readouterr().err
    assert "Segmentation fault" in err
    assert "in crash" in err


def test_ctrl_c_is_the_parents_to_handle(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            os.kill(handle.pid, signal.SIGINT)
            assert (await handle.run(order("report", steps=2, seed=3), ignore)).value == 3
            assert os.getsid(handle.pid) != os.getsid(0)

    run(story())


def test_end_of_file_ends_a_busy_worker_without_a_signal(run: Run, new_handle: Any) -> None:
    async def story() -> None:
        async with new_handle() as handle:
            await handle.start()
            with pytest.raises(Exception, match="stopped"):
                await handle.run(order("hang"), lambda *_: handle._process.hang_up())
            assert handle.returncode == 0

    run(story())


PARENT = """
    import asyncio
    from helpers.tool_messages import Do
    from assistant.workers.handle import WorkerHandle

    async def main():
        handle = WorkerHandle("tool", {}, job="helpers.jobs_for_tests:Tool")
        await handle.start()
        if DO == "idle":
            print(handle.pid, flush=True)
            await asyncio.Event().wait()
        await handle.run(Do(DO), lambda *_: print(handle.pid, flush=True))

    asyncio.run(main())
"""


@pytest.mark.parametrize("do", ["idle", "hang", "until_cancelled", "hang_with_lock"])
def test_no_worker_outlives_its_parent(do: str, until_asleep: Any) -> None:
    program = f"DO = {do!r}\n{textwrap.dedent(PARENT)}"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        worker = os.pidfd_open(pid)
        try:
            if do == "hang_with_lock":
                until_asleep(pid)
            parent.kill()
            gone = bool(select.select([worker], [], [], 10)[0])
            if not gone:
                signal.pidfd_send_signal(worker, signal.SIGKILL)
            assert gone, "the worker lives on"
        finally:
            os.close(worker)


@pytest.mark.parametrize("first", [b"", b"nonsense\n", b'{"type":"job","data":{}}\n'])
def test_a_host_that_gets_no_start_leaves(first: bytes) -> None:
    import socket

    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            command = [sys.executable, "-m", "assistant.workers.host", "tool", str(theirs.fileno())]
            host = subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE)
        ours.sendall(first)
        ours.shutdown(socket.SHUT_WR)
        _, err = host.communicate(timeout=20)
    assert host.returncode == (1 if first else 0)
    assert (b"ProtocolError" in err) == bool(first)
