"""org.jarvis.Assistant on a real bus answers programs and signals to them; the bus may come, go or be taken."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from dbus_fast import DBusError, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from helpers.filled import filled
from helpers.private_bus import PrivateBus, bus_or_skip

from assistant.bus.bus_connection import BUS, Target, call, session_address
from assistant.bus.interface import NAME, PATH, BusActions, to_dbus, to_variants
from assistant.bus.session_service import SessionBus
from assistant.core.errors import BusError, Busy, NotUnderstoodError
from assistant.core.messages.control_messages import (
    DismissRequest,
    Done,
    KeepRequest,
    KeptPictures,
    LastRequest,
    ListenRequest,
    MuteRequest,
    QuitRequest,
    SelfTestRequest,
    StatusRequest,
    Stopped,
    StopRequest,
    UnmuteRequest,
)
from assistant.core.messages.event_messages import FinishedRequest, RequestEvent, StateEvent

PATIENCE_S = 20.0
US = Target(NAME, PATH, NAME)
PROPERTIES = Target(NAME, PATH, "org.freedesktop.DBus.Properties")
STATUS = {
    "tray": "listening",
    "deaf": False,
    "problem": None,
    "workers": {"ears": {"state": "ready", "name": "ears", "restarts": 2, "error": None}},
    "frames_age_s": 0.4,
}


@pytest.fixture
def bus() -> Iterator[PrivateBus]:
    with bus_or_skip() as started:
        yield started


@pytest.fixture(autouse=True)
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.bus.bus_connection.FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr("assistant.bus.bus_connection.LAST_PAUSE_S", 0.1)


class Jarvis:
    """A service on the bus without a daemon behind it."""

    def __init__(self, bus: PrivateBus) -> None:
        self.asked: list[Any] = []
        self.changes = 0
        self.place = SessionBus(self._changed, lambda: bus.address)
        self.actions = BusActions(self._ask, self._paint)

    async def _ask(self, request: Any, /) -> Any:
        self.asked.append(request)
        match request:
            case KeepRequest(-1):
                raise NotUnderstoodError("There is no picture number -1", "I painted 2.")
            case KeepRequest():
                return filled(FinishedRequest, pictures=["/tmp/a\udcff.png"])
            case SelfTestRequest():
                raise RuntimeError("a secret of ours")
            case StopRequest():
                return Stopped(2)
            case LastRequest():
                return KeptPictures(None, "a fox", "sketch", ("/tmp/a.png",), (True,))
            case StatusRequest():
                return filled(StateEvent, **STATUS)
        return Done()

    def _paint(self, words: str, options: dict[str, int]) -> str:
        self.asked.append((words, dict(options)))
        if options.get("count", 1) < 1:
            raise NotUnderstoodError("That picture cannot be painted", "Counts go from 1 to 4.")
        return "abcd1234"

    def _changed(self) -> None:
        self.changes += 1

    def tell(self, stage: str, **more: Any) -> None:
        """Returns an event of the daemon about a request."""
        facts = {"id": "r1", "words": "", "tentative": False, "doubtful": False, "pictures": [], "failure": None}
        self.place.on_event(filled(RequestEvent, **{**facts, "stage": stage, **more}), b"")


@contextlib.asynccontextmanager
async def jarvis_on(bus: PrivateBus) -> AsyncIterator[Jarvis]:
    jarvis = Jarvis(bus)
    keeping = asyncio.create_task(jarvis.place.run(jarvis.actions))
    try:
        yield jarvis
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


class Program:
    """Another program on the bus; `told` holds the signals that it saw: (member, body)."""

    def __init__(self, bus: MessageBus) -> None:
        self.bus = bus
        self.told: list[tuple[str, list[Any]]] = []
        bus.add_message_handler(self._on_message)

    def _on_message(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL and message.path == PATH:
            self.told.append((str(message.member), list(message.body)))

    async def asks(self, member: str, types: str = "", *args: Any) -> list[Any]:
        return await call(self.bus, US, member, types, *args)

    async def sees(self, member: str, count: int = 1) -> list[list[Any]]:
        await until(lambda: sum(name == member for name, _ in self.told) >= count, f"{member}; it saw {self.told}")
        return [body for name, body in self.told if name == member]


@contextlib.asynccontextmanager
async def program_on(bus: PrivateBus) -> AsyncIterator[Program]:
    connected = await MessageBus(bus_address=bus.address).connect()
    await call(connected, BUS, "AddMatch", "s", f"type='signal',path='{PATH}'")
    try:
        yield Program(connected)
    finally:
        connected.disconnect()


async def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        await asyncio.sleep(0.002)


async def owned(jarvis: Jarvis) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await jarvis.place.owned()


def test_methods_reach_the_verbs_and_give_their_results(bus: PrivateBus) -> None:
    async def scene() -> None:
        async with jarvis_on(bus) as jarvis, program_on(bus) as program:
            await owned(jarvis)
            for member in ("Listen", "Mute", "Unmute", "Dismiss", "Quit"):
                assert await program.asks(member) == []
            assert jarvis.asked == [
                ListenRequest(),
                MuteRequest(),
                UnmuteRequest(),
                DismissRequest(),
                QuitRequest(),
            ]
            assert await program.asks("Stop") == [2]
            options = {"count": Variant("u", 3), "seed": Variant("x", 7)}
            assert await program.asks("Paint", "sa{sv}", "a fox", options) == ["abcd1234"]
            assert jarvis.asked[-1] == ("a fox", {"count": 3, "seed": 7})
            assert await program.asks("Keep", "i", 0) == [["/tmp/a?.png"]], "an undecodable name breaks nothing"
            assert jarvis.asked[-1] == KeepRequest()
            [last] = await program.asks("LastPicture")
            assert {name: variant.value for name, variant in last.items()} == {
                "words": "a fox",
                "painter": "sketch",
                "pictures": ["/tmp/a.png"],
                "kept": [True],
            }
            [status] = await program.asks("Status")
            assert status["workers"].value["ears"].value["restarts"].value == 2
            assert "problem" not in status

    asyncio.run(scene())


LONG = "x" * 10_000
MISTAKES: list[tuple[str, str, list[Any], str]] = [
    ("Paint", "sa{sv}", [LONG, {}], "too long"),
    ("Paint", "sa{sv}", ["a fox", {"count": Variant("i", -1)}], "cannot be painted\nCounts"),
    ("Paint", "sa{sv}", ["a fox", {"count": Variant("s", "two")}], "no whole number"),
    ("Paint", "sa{sv}", ["a fox", {LONG: Variant("i", 1)}], "There is no option"),
    ("Keep", "i", [-1], "There is no picture number -1\nI painted 2."),
    ("SelfTest", "", [], "Something went wrong inside Jarvis"),
]


@pytest.mark.parametrize(("member", "types", "args", "said"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistakes_get_an_error_with_title_and_hint(
    bus: PrivateBus, member: str, types: str, args: list[Any], said: str
) -> None:
    async def scene() -> None:
        async with jarvis_on(bus) as jarvis, program_on(bus) as program:
            await owned(jarvis)
            reply = await program.bus.call(Message(*US, member, signature=types, body=args))
            assert reply is not None
            assert reply.message_type is MessageType.ERROR
            assert str(reply.error_name).startswith("org.jarvis.Error.")
            assert said in reply.body[0]
            assert "secret" not in reply.body[0]
            assert len(reply.body[0]) < 300
            assert await program.asks("Stop") == [2], "and goes on"

    asyncio.run(scene())


def test_a_message_that_breaks_the_rules_ends_only_its_sender(bus: PrivateBus) -> None:
    async def scene() -> None:
        async with jarvis_on(bus) as jarvis, program_on(bus) as program:
            await owned(jarvis)
            good = Message(*US, "Paint", signature="sa{sv}", body=["QQQQQQQQ", {}], serial=9)
            frame = bytes(good._marshall(False)).replace(b"QQQQQQQQ", b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8")

            def send_bad() -> bytes:
                with socket.socket(socket.AF_UNIX) as raw:
                    raw.settimeout(10)
                    raw.connect(bus.address.removeprefix("unix:path="))
                    raw.sendall(b"\0AUTH EXTERNAL\r\nDATA\r\n")
                    while b"OK" not in raw.recv(4096):
                        pass
                    hello = Message(*BUS, "Hello", serial=1)
                    raw.sendall(b"BEGIN\r\n" + bytes(hello._marshall(False)) + frame)
                    got = b""
                    while chunk := raw.recv(4096):
                        got += chunk
                    return got

            assert b"abcd1234" not in await asyncio.to_thread(send_bad)
            assert jarvis.asked == []
            assert await program.asks("Paint", "sa{sv}", "a fox", {}) == ["abcd1234"]

    asyncio.run(scene())


def test_programs_are_told_the_way_of_a_request_and_nothing_of_a_doubtful_one(bus: PrivateBus) -> None:
    async def scene() -> None:
        async with jarvis_on(bus) as jarvis, program_on(bus) as program:
            await owned(jarvis)
            jarvis.tell("listening", doubtful=True)
            jarvis.tell("cancelled", doubtful=True)
            jarvis.tell("listening")
            jarvis.tell("listening", words="a fo", tentative=True)
            jarvis.tell("transcribing", words="a fo", tentative=True)
            jarvis.tell("painting", words="a fox")
            jarvis.tell("showing", words="a fox", pictures=["/tmp/1.png", "/tmp/2.png"])
            jarvis.tell("done", words="a fox", pictures=["/tmp/1.png", "/tmp/2.png"])
            jarvis.tell("done", words="a fox", pictures=["/tmp/1.png", "/tmp/2.png"])
            jarvis.tell("understanding", id="r2", words="hm")
            jarvis.tell(
                "failed", id="r2", words="hm", failure={"title": "I did not understand", "hint": "Say it again"}
            )
            assert await program.sees("Failed") == [["r2", "I did not understand", "Say it again"]]
            assert await program.sees("Woke") == [["r1"]]
            assert (await program.sees("Words"))[:2] == [["r1", "a fo", True], ["r1", "a fox", False]]
            stages = [stage for request, stage in await program.sees("StageChanged") if request == "r1"]
            assert stages == ["listening", "transcribing", "painting", "showing", "done"]
            assert await program.sees("PictureReady") == [["r1", ["/tmp/1.png", "/tmp/2.png"], "a fox"]]
            states = [body[1]["State"].value for body in await program.sees("PropertiesChanged") if "State" in body[1]]
            assert states == ["listening", "transcribing", "painting", "showing", "asleep", "understanding", "asleep"]

    asyncio.run(scene())


def test_properties_tell_the_truth_about_hearing(bus: PrivateBus) -> None:
    async def scene() -> None:
        async with jarvis_on(bus) as jarvis, program_on(bus) as program:
            await owned(jarvis)
            heard: list[Any] = []
            for listening, muted in ((True, False), (True, False), (False, True)):
                jarvis.place.on_event(filled(StateEvent, listening=listening, muted=muted), b"")
                [value] = await call(program.bus, PROPERTIES, "GetAll", "s", NAME)
                heard.append((value["Hearing"].value, value["Muted"].value))
            assert heard == [(True, False), (True, False), (False, True)]
            told = [set(body[1]) for body in await program.sees("PropertiesChanged", 2)]
            assert told == [{"Hearing"}, {"Hearing", "Muted"}], "only what changed, and only when it did"
            [version] = await call(program.bus, PROPERTIES, "Get", "ss", NAME, "Version")
            assert version.value
            with pytest.raises(BusError):
                await call(program.bus, PROPERTIES, "Set", "ssv", NAME, "Muted", Variant("b", True))

    asyncio.run(scene())


def test_a_bus_may_come_late_vanish_and_come_back(bus: PrivateBus) -> None:
    async def scene() -> None:
        bus.kill()
        async with jarvis_on(bus) as jarvis:
            await until(lambda: jarvis.place.problem, "it says that there is no bus")
            assert jarvis.place.snapshot().owned is False
            jarvis.tell("listening")  # Nobody can be told, and nothing breaks.
            for _ in range(3):
                bus.start()
                await owned(jarvis)
                assert jarvis.place.problem is None
                async with program_on(bus) as program:
                    assert await program.asks("Stop") == [2]
                bus.kill()
                await until(lambda: jarvis.place.problem and not jarvis.place.snapshot().owned, "the end is seen")
                assert "session bus" in jarvis.place.snapshot().problem.title

    asyncio.run(scene())


def test_a_name_that_is_taken_is_waited_for(bus: PrivateBus) -> None:
    async def scene() -> None:
        async with program_on(bus) as program:
            await program.bus.request_name(NAME)
            async with jarvis_on(bus) as jarvis:
                await until(lambda: jarvis.place.problem, "it says who is in the way")
                problem = jarvis.place.snapshot().problem
                assert "Another program has the name" in problem.title
                assert "busctl" in problem.hint
                await program.bus.release_name(NAME)
                await owned(jarvis)
                assert jarvis.place.problem is None
                assert await program.asks("Stop") == [2]

    asyncio.run(scene())


def test_the_bus_is_found_where_the_session_says_or_systemd_puts_it(
    monkeypatch: pytest.MonkeyPatch, bus: PrivateBus
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/somewhere")
    assert session_address() == "unix:path=/somewhere"
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    folder = bus.address.removeprefix("unix:path=").removesuffix("/bus")
    monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
    assert session_address() == bus.address
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    with pytest.raises(BusError, match="There is no session bus"):
        session_address()


def test_values_and_errors_in_the_words_of_dbus() -> None:
    made = to_variants({"none": None, "list": [{"a": 1}, None], "empty": [], "deep": {"x": {"y": 1.5}}, "nul": "a\0b"})
    assert made["list"].signature == "av"
    assert made["empty"] == Variant("as", [])
    assert made["deep"].value["x"].value["y"] == Variant("d", 1.5)
    assert made["nul"] == Variant("s", "ab")
    assert "none" not in made
    error = to_dbus(Busy("It paints already", "Wait."))
    assert isinstance(error, DBusError)
    assert (error.type, error.text) == ("org.jarvis.Error.Busy", "It paints already\nWait.")
