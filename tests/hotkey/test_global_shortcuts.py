"""Push to talk uses the shortcut that the portal really gives; a fake portal runs on a real session bus."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.core.errors import AssistantError, BusError, ConfigError, MicrophoneGone
from assistant.core.messages.control_messages import HotkeyRequest
from assistant.core.messages.event_messages import HotkeyState
from assistant.hotkey.push_to_talk import PushToTalk
from assistant.settings.schema import HotkeySettings

PORTAL = Path(__file__).resolve().parents[1] / "helpers" / "fake_portal.py"
WAIT_S = 20.0
KEYS = "Ctrl+Alt+J"


@pytest.fixture(scope="module")
def bus() -> Iterator[str]:
    """The address of a bus."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("NO PUSH TO TALK WAS TESTED: install dbus")
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


class Portal:
    """The process of the fake portal."""

    def __init__(self, bus: str, *options: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(PORTAL), *options],
            env={"DBUS_SESSION_BUS_ADDRESS": bus, "PATH": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        while self.next()["member"] != "ready":
            pass

    def next(self) -> dict[str, Any]:
        """Returns the next call that the portal received."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the portal ended"
        call: dict[str, Any] = json.loads(line)
        return call

    def do(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def answer(self, line: str) -> None:
        """Sets the portal's answers and waits until it has read them; earlier calls are dropped."""
        self.do(line)
        while self.next()["member"] != "obeyed":
            pass

    def die(self) -> None:
        self._process.kill()
        self._process.communicate()


class Ears:
    """Records the effects of the keys."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.error: AssistantError | None = None
        self.changed = asyncio.Event()

    def listen_now(self, *, held: bool = False) -> None:
        self._note("listen held" if held else "listen")
        if self.error is not None:
            raise self.error

    def end_speech(self) -> None:
        self._note("all said")

    def tell(self, error: AssistantError) -> None:
        self._note(error.title)

    def _note(self, what: str) -> None:
        self.done.append(what)
        self.changed.set()

    async def until(self, count: int) -> list[str]:
        async with asyncio.timeout(WAIT_S):
            while len(self.done) < count:
                self.changed.clear()
                await self.changed.wait()
        return self.done


class Desk:
    """Push to talk as in the daemon, on the bus."""

    def __init__(self, bus: str, settings: HotkeySettings) -> None:
        self.ears = Ears()
        self._news = asyncio.Event()
        self.push = PushToTalk(settings, self.ears, self.ears.tell, self._news.set, address=lambda: bus)

    async def until(self, state: str) -> HotkeyState:
        async with asyncio.timeout(WAIT_S):
            while self.push.snapshot().state != state:
                self._news.clear()
                await self._news.wait()
        return self.push.snapshot()


def at_desk(bus: str, scene: Callable[[Desk], Awaitable[None]], keys: str | None = KEYS, hold: bool = False) -> None:
    async def main() -> None:
        desk = Desk(bus, HotkeySettings(keys=keys, hold=hold))
        keeping = asyncio.create_task(desk.push.run())
        try:
            await scene(desk)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    asyncio.run(main())


@pytest.fixture
def portal(bus: str) -> Iterator[Portal]:
    portal = Portal(bus)
    yield portal
    portal.die()


def test_the_keys_that_the_desktop_gave_make_it_listen(bus: str, portal: Portal) -> None:
    portal.answer("give Strg+Alt+J")

    async def scene(desk: Desk) -> None:
        told = await desk.until("bound")
        assert (told.keys, told.wanted) == ("Strg+Alt+J", KEYS)
        for line in ("stray", "press", "release", "press"):
            portal.do(line)
        assert await desk.ears.until(2) == ["listen", "listen"], "tapped keys know no release"

    at_desk(bus, scene)
    asked = [portal.next() for _ in range(4)]
    assert [call["member"] for call in asked] == ["Register", "Get", "CreateSession", "BindShortcuts"]
    [_, [[name, wish]], _, _] = asked[3]["body"]
    assert (name, wish["preferred_trigger"]) == ("listen", "CTRL+ALT+j")


def test_held_keys_end_the_utterance_when_they_are_released(bus: str, portal: Portal) -> None:
    async def scene(desk: Desk) -> None:
        await desk.until("bound")
        portal.do("press")
        portal.do("release")
        assert await desk.ears.until(2) == ["listen held", "all said"]

    at_desk(bus, scene, hold=True)


@pytest.mark.parametrize(("how", "state"), [("empty", "empty"), ("deny", "denied"), ("nokeys", "without_keys")])
def test_a_desktop_that_gives_nothing_is_not_said_to_have_given(bus: str, portal: Portal, how: str, state: str) -> None:
    portal.answer(how)

    async def scene(desk: Desk) -> None:
        told = await desk.until(state)
        assert told.keys == ""
        assert told.words
        portal.do("press")  # of a shortcut that is not ours to have
        portal.answer("give Ctrl+Alt+K")
        assert (await desk.push.answer(HotkeyRequest("Ctrl+Alt+K"))).keys == "Ctrl+Alt+K"
        portal.do("press")
        assert await desk.ears.until(1) == ["listen"]

    at_desk(bus, scene)


def test_a_desktop_without_shortcuts_says_so(bus: str) -> None:
    portal = Portal(bus, "--without")

    async def scene(desk: Desk) -> None:
        assert "offers no global shortcuts" in (await desk.until("absent")).words

    at_desk(bus, scene)
    portal.die()


def test_a_portal_that_dies_and_comes_back_is_asked_again(bus: str) -> None:
    first = Portal(bus)

    async def scene(desk: Desk) -> None:
        await desk.until("bound")
        first.die()
        assert (await desk.until("gone")).keys == ""
        second = await asyncio.to_thread(Portal, bus)
        await desk.until("bound")
        second.do("press")
        assert await desk.ears.until(1) == ["listen"]
        second.do("close")
        assert "took the keys back" in (await desk.until("gone")).words
        second.die()

    at_desk(bus, scene)


def test_it_waits_for_a_portal_that_comes_late_and_starts_none(bus: str) -> None:
    async def scene(desk: Desk) -> None:
        assert "does not run yet" in (await desk.until("absent")).words
        portal = await asyncio.to_thread(Portal, bus)
        await desk.until("bound")
        portal.die()

    at_desk(bus, scene)


def test_keys_are_set_and_given_back_while_it_runs(bus: str, portal: Portal) -> None:
    async def scene(desk: Desk) -> None:
        await desk.until("off")
        assert (await desk.push.answer(HotkeyRequest(KEYS, True))).state == "bound"
        assert (await desk.push.answer(HotkeyRequest(None))).state == "off"
        portal.do("press")
        with pytest.raises(ConfigError, match="hotkey"):
            await desk.push.answer(HotkeyRequest("J"))
        assert desk.push.snapshot().state == "off"
        assert desk.ears.done == []

    at_desk(bus, scene, keys=None)


def test_a_press_that_opens_nothing_says_why(bus: str, portal: Portal) -> None:
    async def scene(desk: Desk) -> None:
        await desk.until("bound")
        desk.ears.error = MicrophoneGone("The microphone is muted", "Unmute it first.")
        portal.do("press")
        assert await desk.ears.until(2) == ["listen", "The microphone is muted"]

    at_desk(bus, scene)


def test_without_a_bus_it_says_so_and_goes_on() -> None:
    def nowhere() -> str:
        raise BusError("There is no session bus", "A desktop starts one.")

    async def scene() -> None:
        ears = Ears()
        push = PushToTalk(HotkeySettings(keys=KEYS), ears, ears.tell, address=nowhere)
        keeping = asyncio.create_task(push.run())
        told = await push.answer(HotkeyRequest(hold=True))
        assert (told.state, "no session bus" in told.words) == ("absent", True)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    asyncio.run(scene())
