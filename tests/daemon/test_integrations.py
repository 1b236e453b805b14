"""What systemd is told while nothing is heard: ready once that is settled, alive only for a good reason."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.walk_house import House
from helpers.walk_jobs import Say

from assistant.core.errors import AssistantError, MicrophoneGone, ModelMissing, WorkerDied
from assistant.core.messages.ears_messages import FramesScored
from assistant.daemon.integrations import MENDS_ITSELF_FOR_S, Watchdog
from assistant.system.service_notifier import ServiceNotifier

Play = Callable[..., None]


@pytest.fixture(autouse=True)
def jobs_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `walk_jobs`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The service manager's end of the notification socket; it wants a sign of life each 0.3 s."""
    name = f"jarvis-test-{os.getpid()}-{secrets.token_hex(4)}"
    monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
    monkeypatch.setenv("WATCHDOG_USEC", "300000")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        manager.setblocking(False)
        yield manager


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def trouble(home: House, error: AssistantError | None) -> None:
    home.listening.health.problem = error


def test_a_restart_is_asked_for_only_where_it_can_help(play: Play) -> None:
    async def scene(home: House) -> None:
        clock = Clock()
        watchdog = Watchdog(home.listening, ServiceNotifier(), clock)
        assert watchdog.excuse() is None, "nothing heard, and no reason known"
        for outside in (MicrophoneGone("No microphone"), ModelMissing("No model")):
            trouble(home, outside)
            clock.now += 100 * MENDS_ITSELF_FOR_S
            assert watchdog.excuse() == outside.title
        trouble(home, WorkerDied("The ears crashed"))
        clock.now += MENDS_ITSELF_FOR_S - 1
        assert watchdog.excuse() == "The ears crashed", "the daemon is still mending"
        clock.now += 2
        assert watchdog.excuse() is None, "it cannot mend it: systemd shall"
        await home.listening.mute()
        assert watchdog.excuse() == "the microphone is closed on purpose"
        await home.listening.unmute()
        trouble(home, WorkerDied("The ears crashed"))
        assert watchdog.excuse() == "The ears crashed", "the time counts from when all was well"
        trouble(home, None)
        await home.told.until(lambda: home.listening.health.device)
        home.ears.send(Say(FramesScored(12, 0.5, 0.0)))
        await home.told.next("state", listening=True)
        assert watchdog.excuse() is None, "frames feed the watchdog by themselves"

    play(scene)


def test_ready_waits_until_it_is_settled_and_mute_keeps_the_service_alive(service: socket.socket, play: Play) -> None:
    async def scene(home: House) -> None:
        said: list[bytes] = []
        came = asyncio.Event()

        def receive() -> None:
            said.append(service.recv(4096))
            came.set()

        async def says(what: bytes) -> None:
            async with asyncio.timeout(20):
                while what not in said:
                    came.clear()
                    await came.wait()

        asyncio.get_running_loop().add_reader(service, receive)
        watchdog = Watchdog(home.listening, ServiceNotifier())
        keeping = asyncio.create_task(watchdog.run())
        home.listening.start()
        await home.told.until(lambda: home.listening.health.device)
        assert b"READY=1" not in said
        home.ears.send(Say(FramesScored(12, 0.5, 0.0)))
        await says(b"READY=1")
        await home.listening.mute()
        said.clear()
        await says(b"WATCHDOG=1")
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    play(scene)


def test_the_watchdog_is_another_process_own(monkeypatch: pytest.MonkeyPatch, service: socket.socket) -> None:
    assert ServiceNotifier().watchdog_s == pytest.approx(0.3)
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert ServiceNotifier().watchdog_s is None
    monkeypatch.delenv("WATCHDOG_PID")
    monkeypatch.setenv("WATCHDOG_USEC", "0")
    assert ServiceNotifier().watchdog_s is None
    monkeypatch.delenv("NOTIFY_SOCKET")
    assert ServiceNotifier().watchdog_s is None
