"""The daemon's state: the tray's truth table, told on change only, and the watchdog that only scored frames feed."""

from __future__ import annotations

import asyncio
import itertools
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from helpers.filled import filled
from helpers.walk_house import House
from helpers.walk_jobs import Say

from assistant.core.messages.ears_messages import FramesScored, SourceOpened
from assistant.core.messages.event_messages import StateEvent
from assistant.core.wording import latencies, sentence
from assistant.system.service_notifier import ServiceNotifier

Play = Callable[[House], Awaitable[None]]


@pytest.fixture(autouse=True)
def jobs_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `walk_jobs`; be deaf soon."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))
    monkeypatch.setattr("assistant.listening.supervisor.DEAF_AFTER_S", 0.5)
    monkeypatch.setattr("assistant.daemon.status.DEAF_AFTER_S", 0.5)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The service manager's end of the notification socket."""
    name = f"jarvis-test-{os.getpid()}-{secrets.token_hex(4)}"
    monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        manager.setblocking(False)
        yield manager


def frames(home: House) -> None:
    assert home.ears.send(Say(FramesScored(12, 0.5, 0.0)))


def received(manager: socket.socket) -> list[str]:
    """What was told to the service manager since this was last asked."""
    said: list[str] = []
    while True:
        try:
            said.append(manager.recv(4096).decode())
        except BlockingIOError:
            return said


async def keeps_hearing(home: House) -> None:
    """Score frames for as long as this runs."""
    while True:
        frames(home)
        await asyncio.sleep(0.1)


def test_the_tray_tells_what_is_true(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        assert home.status.snapshot().tray == "deaf"
        home.listening.start()
        await home.told.until(lambda: home.listening.health.device)
        hearing = asyncio.create_task(keeps_hearing(home))
        await home.told.next("state", tray="listening", listening=True, busy=False, deaf=False, muted=False)
        request, painting = await home.paints_slowly()
        assert home.told.of("state")[-1].data["tray"] == "busy"
        hearing.cancel()
        await home.told.next("state", tray="deaf", busy=True, deaf=True)
        hearing = asyncio.create_task(keeps_hearing(home))
        await home.told.next("state", tray="busy", busy=True, deaf=False)
        home.open_gate()
        await painting
        assert home.told.of("state")[-1].data["tray"] == "listening"
        assert request.pictures
        hearing.cancel()
        await home.listening.mute()
        await home.told.next("state", tray="muted", muted=True, listening=False, deaf=False)

    play(scene)


def test_the_state_is_told_when_it_changes_and_only_then(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        home.listening.start()
        await home.told.until(lambda: home.listening.health.device)
        hearing = asyncio.create_task(keeps_hearing(home))
        await home.told.next("state", listening=True)
        _, task = home.say("paint me a fox")
        await task
        for _ in range(5):
            home.status.publish()
        hearing.cancel()
        await home.told.next("state", listening=False)
        states = [{k: v for k, v in event.data.items() if k != "frames_age_s"} for event in home.told.of("state")]
        assert all(before != after for before, after in itertools.pairwise(states))
        assert states[-1]["pid"] == os.getpid()
        assert states[-1]["workers"]["painter"]["name"] == "small"
        assert {"transcribing", "painting", "keeping"} <= states[-1]["latencies_s"].keys()
        assert home.status.snapshot().workers.keys() == {"ears", "transcriber", "painter"}

    play(scene)


def test_only_scored_frames_feed_the_watchdog(service: socket.socket, play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        said: list[str] = []
        # The socket's queue takes ten messages; what is more is dropped.
        asyncio.get_running_loop().add_reader(service, lambda: said.extend(received(service)))
        home.listening.start()
        await home.told.until(lambda: home.listening.health.device)
        _, task = home.say("paint me a fox")
        await task
        home.ears.send(Say(SourceOpened("another")))
        await home.told.until(lambda: home.listening.health.device == "another")
        assert "WATCHDOG=1" not in said + received(service)
        frames(home)
        await home.told.next("state", listening=True)
        said.extend(received(service))
        assert "WATCHDOG=1" in said
        assert "STATUS=Listening for “Jarvis”" in said
        await home.told.next("state", listening=False)
        received(service)
        said.clear()
        _, task = home.say("paint me a cat")
        await task
        assert "WATCHDOG=1" not in said + received(service)

    play(scene)


def test_a_service_manager_that_does_not_read_never_stops_the_daemon(service: socket.socket) -> None:
    notifier = ServiceNotifier()
    for number in range(1000):
        notifier.status(f"line {number}")
    assert received(service)[0] == "STATUS=line 0"


def test_the_sentence_names_the_problem_first() -> None:
    gone = filled(StateEvent, problem={"title": "The microphone is gone"}, tray="deaf")
    assert sentence(gone) == "The microphone is gone"
    said = {tray: sentence(filled(StateEvent, tray=tray)) for tray in ("muted", "deaf", "busy", "listening")}
    assert len(set(said.values())) == 4
    assert "microphone is closed" in said["muted"]


def test_latencies_are_the_spans_whose_ends_are_known() -> None:
    marks = {"woke": 0.0, "speech_end": 2.0, "heard": 2.8, "transcribed": 3.3, "kept": 9.0}
    assert latencies(marks) == {"listening": 2.8, "endpointing": 0.8, "transcribing": 0.5}
    assert latencies({}) == {}
