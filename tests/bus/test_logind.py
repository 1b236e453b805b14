"""A logind on a real bus reports sleep and lock: the microphone closes in time, and no earlier sound is heard."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from helpers.mock_logind import MockLogind, signal_of_somebody_else
from helpers.private_bus import PrivateBus, bus_or_skip
from helpers.walk_house import House
from helpers.walk_jobs import Say

from assistant.bus.logind import Logind
from assistant.core.messages.ears_messages import FramesScored, Woke
from assistant.listening.service import ListeningService, Pause

Play = Callable[..., None]
PATIENCE_S = 20.0


@pytest.fixture(autouse=True)
def jobs_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `walk_jobs`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))


@pytest.fixture
def system_bus() -> Iterator[PrivateBus]:
    with bus_or_skip() as bus:
        yield bus


async def until(true: Callable[[], object], what: str) -> None:
    """Polls in every round of the loop, since other programs' state has no event of ours."""
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        await asyncio.sleep(0.002)


def turn(listening: ListeningService, why: Pause) -> Callable[[bool], Awaitable[None]]:
    async def told(begins: bool) -> None:
        if begins:
            await listening.pause(why)
        else:
            listening.resume(why)

    return told


@contextlib.asynccontextmanager
async def attended(home: House, bus: PrivateBus, *, locks: bool = False) -> AsyncIterator[tuple[MockLogind, Logind]]:
    """A daemon whose ears listen, and a logind that it follows."""
    machine = MockLogind()
    there = await machine.start(bus.address)
    locked = turn(home.listening, "locked") if locks else None
    logind = Logind(turn(home.listening, "asleep"), locked, lambda: bus.address, hint_within_s=0.2)
    keeping = asyncio.create_task(logind.run())
    home.listening.start()
    await home.told.until(lambda: home.listening.health.device)
    await until(lambda: logind.holds, "a delay lock")
    try:
        yield machine, logind
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        there.disconnect()


def test_sleep_waits_until_the_microphone_is_closed_fifty_times(play: Play, system_bus: PrivateBus) -> None:
    async def scene(home: House) -> None:
        async with attended(home, system_bus) as (machine, logind):
            for _ in range(50):
                await machine.manager.sleep()
                assert home.listening.health.device is None, "logind was let go before the microphone was closed"
                assert home.listening.paused == "asleep"
                assert not home.listening.listening
                assert home.status.snapshot().tray == "muted"
                machine.manager.prepare_for_sleep(False)
                await until(lambda: home.listening.health.device and logind.holds, "an open microphone and a new lock")
            assert set(machine.manager.locks) == {("sleep", "delay")}
            assert home.listening.ears.snapshot().restarts == 0, "the ears stayed loaded"

    play(scene)


def test_what_is_being_heard_when_the_machine_sleeps_is_forgotten(play: Play, system_bus: PrivateBus) -> None:
    async def scene(home: House) -> None:
        async with attended(home, system_bus) as (machine, logind):
            _ = logind
            assert home.ears.send(Say(FramesScored(12, 0.5, 0.0)))
            await home.told.next("state", listening=True)
            home.ears.send(Say(Woke("jarvis", 0.9, True, False, time.monotonic(), 1.0)))
            listening = await home.told.next("request", stage="listening")
            await machine.manager.sleep()
            assert home.told.stages(listening.data["id"])[-1] == "cancelled"
            assert home.status.snapshot().frames_age_s is None, "no frame of before counts afterwards"
            machine.manager.prepare_for_sleep(False)
            await until(lambda: home.listening.health.device, "an open microphone")
            assert home.status.snapshot().tray == "deaf", "until frames are scored again"

    play(scene)


def test_mute_stands_above_waking_up(play: Play, system_bus: PrivateBus) -> None:
    async def scene(home: House) -> None:
        async with attended(home, system_bus) as (machine, logind):
            await machine.manager.sleep()
            await home.listening.mute()
            machine.manager.prepare_for_sleep(False)
            await until(lambda: logind.holds and home.listening.paused is None, "a machine that is awake")
            assert home.listening.health.device is None
            await home.listening.unmute()
            await until(lambda: home.listening.health.device, "an open microphone")

    play(scene)


def test_a_lock_closes_the_microphone_and_the_state_says_why(play: Play, system_bus: PrivateBus) -> None:
    async def scene(home: House) -> None:
        from assistant.core.errors import MicrophoneGone
        from assistant.core.wording import sentence

        async with attended(home, system_bus, locks=True) as (machine, _):
            machine.other.set_hint(True)
            machine.session.set_hint(True)
            await until(
                lambda: home.listening.paused == "locked" and home.listening.health.device is None,
                "a closed microphone",
            )
            assert "session is locked" in sentence(home.status.snapshot())
            with pytest.raises(MicrophoneGone, match="paused while the session is locked"):
                home.listening.listen_now()
            machine.session.set_hint(False)
            await until(lambda: home.listening.health.device, "an open microphone")

    play(scene)


def test_a_locker_that_tells_nothing_does_not_pause_for_ever(play: Play, system_bus: PrivateBus) -> None:
    async def scene(home: House) -> None:
        async with attended(home, system_bus, locks=True) as (machine, _):
            machine.other.lock()
            machine.session.lock()
            await until(lambda: home.listening.paused == "locked", "a pause")
            listening = home.listening
            await until(lambda: listening.paused is None and listening.health.device, "its end without a hint")
            machine.session.lock()
            machine.session.set_hint(True)
            await until(lambda: home.listening.paused == "locked", "a pause")
            await asyncio.sleep(0.4)  # twice the time after which the hint is looked at
            assert home.listening.paused == "locked"
            machine.session.unlock()
            await until(lambda: home.listening.paused is None, "its end")

    play(scene)


def test_nobody_but_logind_is_believed_and_its_end_ends_the_pause(play: Play, system_bus: PrivateBus) -> None:
    async def scene(home: House) -> None:
        async with attended(home, system_bus) as (machine, logind):
            await signal_of_somebody_else(system_bus.address, "PrepareForSleep", True)
            await machine.manager.sleep()
            machine.manager.prepare_for_sleep(False)
            await until(lambda: home.listening.health.device and logind.holds, "an open microphone")
            await machine.manager.sleep()
            system_bus.kill()
            await until(lambda: home.listening.health.device, "an open microphone without a word that it is morning")
            assert not logind.holds
            assert logind.problem is not None

    play(scene)


def test_without_a_system_bus_the_ears_go_on_and_it_is_told_once(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(home: House) -> None:
        logind = Logind(turn(home.listening, "asleep"), None, lambda: "unix:path=/nonexistent/bus")
        keeping = asyncio.create_task(logind.run())
        home.listening.start()
        await home.told.until(lambda: home.listening.health.device)
        await until(lambda: logind.problem, "the problem")
        assert not keeping.done()
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    with caplog.at_level("INFO"):
        play(scene)
    assert caplog.text.count("The system bus cannot be reached") == 1
