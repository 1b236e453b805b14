"""A call in doubt: nobody notices it until its words confirm it, and never when they do not. Workers are real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.walk_house import House
from helpers.walk_jobs import Say

from assistant.core.messages.ears_messages import FramesScored, Heard, Level, NobodySpoke, Paused, Utterance, Woke
from assistant.core.request import Audio, SpokenRequest
from assistant.core.stages import Stage
from assistant.wake_log.store import WakeEntry

Play = Callable[..., None]


@pytest.fixture(autouse=True)
def jobs_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `walk_jobs`. Scripted ears are silent while the script waits for other workers."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))
    monkeypatch.setattr("assistant.listening.supervisor.STALLED_AFTER_S", 60.0)


def hear(home: House, heard: Heard, words: str = "") -> None:
    assert home.ears.send(Say(heard, words))


async def doubtful_call(home: House, score: float = 0.61, unlikely: bool = False) -> SpokenRequest:
    """The ears hear a call of which they are not sure."""
    if home.listening.health.device is None:
        home.listening.start()
        await home.told.until(lambda: home.listening.health.device)
        hear(home, FramesScored(12, 0.5, 0.0))
        await home.told.until(lambda: home.listening.listening)
    hear(home, Woke("jarvis", score, False, unlikely, 1.0, 1.0))
    await home.told.next("request", stage="listening", doubtful=True)
    return list(home.conductor.requests)[-1]


def say(home: House, words: str) -> None:
    hear(home, Utterance(16000, "ended", 2.0, 3.0), words)


async def logged(home: House) -> list[WakeEntry]:
    """The wake log once all of it is written."""
    await home.wakes.close()
    return home.wake_file.read()


def assert_unnoticed(home: House, request: SpokenRequest) -> None:
    """Nothing that was told of the request could have been shown."""
    snapshots = [event.data for event in home.told.of("request") if event.data["id"] == request.id]
    assert all(snapshot["doubtful"] for snapshot in snapshots)
    assert not any(snapshot["words"] or snapshot["failure"] or snapshot["pictures"] for snapshot in snapshots)
    assert not home.told.of("notice")
    assert not [event for event in home.told.of("level") if event.data["request"] == request.id]
    assert {event.data["tray"] for event in home.told.of("state")} <= {"deaf", "listening"}
    assert request.stage is Stage.CANCELLED
    assert request.transcript is None
    assert request.audio is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("the weather is nice", "refused"),
        ("paint me a fox", "refused"),
        ("nothing: ", "refused"),
        ("die: jarvis, paint me a fox", "unchecked"),
        ("hang: jarvis, paint me a fox", "unchecked"),
    ],
)
def test_a_call_that_its_words_do_not_confirm_ends_unnoticed(play: Play, words: str, reason: str) -> None:
    async def scene(home: House) -> None:
        request = await doubtful_call(home)
        hear(home, Level(0.5, 0.9))
        say(home, words)
        await home.told.next("request", stage="cancelled")
        assert_unnoticed(home, request)
        assert request.reason == reason
        [entry] = await logged(home)
        assert (entry.word, entry.score, entry.threshold, entry.outcome) == ("jarvis", 0.61, 0.5, reason)

    play(scene, deadlines={"transcribing_s": 1.5}, workers={"cancel_grace_s": 0.2})


def test_a_call_after_which_nobody_speaks_ends_unnoticed(play: Play) -> None:
    async def scene(home: House) -> None:
        request = await doubtful_call(home)
        hear(home, NobodySpoke())
        await home.told.next("request", stage="cancelled")
        assert_unnoticed(home, request)
        assert [entry.outcome for entry in await logged(home)] == ["nobody_spoke"]

    play(scene)


@pytest.mark.parametrize("unlikely", [False, True])
def test_a_call_that_its_words_confirm_goes_on_as_any_other(play: Play, unlikely: bool) -> None:
    async def scene(home: House) -> None:
        request = await doubtful_call(home, unlikely=unlikely)
        say(home, "jarvis, paint me a fox")
        await home.told.next("request", stage="done")
        assert request.words == "paint me a fox"
        assert len(request.pictures) == 2
        doubts = {event.data["stage"]: event.data["doubtful"] for event in home.told.of("request")}
        assert [stage for stage, doubtful in doubts.items() if doubtful] == ["listening", "transcribing"]
        assert home.orders() == [{"rate_hz": 16000, "check": "jarvis", "unlikely": unlikely, "partial": False}]
        assert [entry.outcome for entry in await logged(home)] == ["painted"]

    play(scene)


def test_a_sure_call_is_not_checked(play: Play) -> None:
    async def scene(home: House) -> None:
        request, task = home.say("paint me a fox")
        await task
        assert request.stage is Stage.DONE
        assert [order["check"] for order in home.orders()] == [None]
        assert not any(event.data["doubtful"] for event in home.told.of("request"))

    play(scene)


def test_models_warm_up_for_a_call_in_doubt_too(play: Play) -> None:
    async def scene(home: House) -> None:
        home.conductor.open("voice", doubt="jarvis")
        await asyncio.gather(home.transcriber.start(), home.painter.start())
        assert home.painter.snapshot().restarts == 0

    play(scene)


@pytest.mark.parametrize("words", ["stop", "paint me a cat", "close it"])
def test_a_refused_call_stops_and_replaces_nothing(play: Play, words: str) -> None:
    async def scene(home: House) -> None:
        first, painting = await home.paints_slowly()
        second = home.conductor.open("voice", doubt="jarvis")
        await home.speak(second, words)
        assert (first.stage, second.stage) == (Stage.PAINTING, Stage.CANCELLED)
        assert not home.told.of("dismissed")
        home.open_gate()
        await painting
        assert first.stage is Stage.DONE
        assert len(first.pictures) == 2

    play(scene)


def test_a_confirmed_call_stops_what_is_painted(play: Play) -> None:
    async def scene(home: House) -> None:
        first, painting = await home.paints_slowly()
        second = home.conductor.open("voice", doubt="jarvis")
        await asyncio.gather(home.speak(second, "jarvis, stop"), painting)
        assert (first.stage, second.stage) == (Stage.CANCELLED, Stage.DONE)

    play(scene)


def test_words_at_a_pause_confirm_it_at_once(play: Play) -> None:
    async def scene(home: House) -> None:
        request = await doubtful_call(home)
        await home.transcriber.start()
        hear(home, Paused(16000, 2.0, 3.0), "jarvis, paint me a fox")
        event = await home.told.next("request", doubtful=False)
        assert event.data["stage"] == "listening"
        assert (event.data["words"], event.data["tentative"]) == ("paint me a fox", True)
        hear(home, Level(0.5, 0.9))
        await home.told.next("level", request=request.id)
        say(home, "paint me a fox in the snow")
        await home.told.next("request", stage="done")
        assert request.words == "paint me a fox in the snow"
        assert [order["check"] for order in home.orders()] == ["jarvis", None]

    play(scene)


def test_words_at_a_pause_that_do_not_confirm_it_are_not_kept(play: Play) -> None:
    async def scene(home: House) -> None:
        await home.transcriber.start()
        request = home.conductor.open("voice", doubt="jarvis")
        waits: list[str] = []
        home.conductor.paused(request, Audio(b"so she said and"), lambda: waits.append("wait"))
        await home.told.until(lambda: home.orders() and home.transcriber.snapshot().state == "ready")
        assert (request.doubt, request.words, waits) == ("jarvis", "", [])
        await home.speak(request, "jarvis, paint me a fox")
        assert request.stage is Stage.DONE

    play(scene)
