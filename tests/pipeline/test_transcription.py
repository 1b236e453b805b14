"""Words at a pause: told while the person speaks, never in the way of the whole utterance. The transcriber is real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.walk_house import House

from assistant.core.messages.ears_messages import EarsInput, Paused, Utterance, WaitLonger, Woke
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage
from assistant.listening.utterances import SendToEars, UtteranceTracker

Play = Callable[..., None]
WAIT = WaitLonger(1600)


@pytest.fixture(autouse=True)
def jobs_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `walk_jobs`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))


class Speaker:
    """Somebody who is heard, and what the ears are told meanwhile."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.told: list[EarsInput] = []
        self.send: SendToEars | None = self.told.append
        self.utterances = UtteranceTracker(home.conductor, home.bus, home.settings.hearing, "voice")

    async def wake(self) -> SpokenRequest:
        """Call; returns when the transcriber is ready."""
        self.utterances.on_heard(Woke("jarvis", 1.0, True, False, 1.0, 1.0), b"", self.send)
        await self.home.transcriber.start()
        return list(self.home.conductor.requests)[-1]

    def pause(self, words: str) -> None:
        self.utterances.on_heard(Paused(16000, 2.0, 3.0), words.encode(), self.send)

    async def end(self, words: str) -> SpokenRequest:
        """Say the whole of it, and wait for what comes of it."""
        request = list(self.home.conductor.requests)[-1]
        self.utterances.on_heard(Utterance(16000, "ended", 2.0, 3.0), words.encode(), self.send)
        await self.home.told.until(lambda: not request.stage.is_live)
        return request


def partials(home: House) -> int:
    """Drafts that were begun."""
    return sum(order["partial"] for order in home.orders())


async def begun(home: House) -> None:
    """Wait until the draft that was asked for is being written."""
    await home.told.until(lambda: home.transcriber.snapshot().state == "busy")


def test_words_before_a_pause_are_told_as_tentative_and_the_whole_replaces_them(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        request = await speaker.wake()
        speaker.pause("paint me a fox")
        event = await home.told.next("request", words="paint me a fox")
        assert (event.data["stage"], event.data["tentative"]) == ("listening", True)
        assert speaker.told == []
        await speaker.end("paint me a fox in the snow")
        assert (request.words, request.tentative, request.stage) == ("paint me a fox in the snow", False, Stage.DONE)
        assert home.orders()[0] == {"rate_hz": 16000, "check": None, "unlikely": False, "partial": True}

    play(scene)


def test_words_that_want_more_make_the_ears_wait(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        await speaker.wake()
        speaker.pause("paint me a fox and")
        await home.told.next("request", tentative=True)
        assert speaker.told == [WAIT]
        await speaker.end("paint me a fox and a hen")

    play(scene)


def test_an_old_pauses_words_are_of_no_more_interest(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        request = await speaker.wake()
        speaker.pause("draft gate: paint me a fox and")
        await begun(home)
        speaker.pause("paint me a fox and a hen")
        home.open_gate()
        await home.told.until(lambda: home.transcriber.snapshot().state == "ready")
        await home.transcriber.start()
        assert (request.words, speaker.told, partials(home)) == ("", [], 1)
        await speaker.end("paint me a fox and a hen")
        assert request.stage is Stage.DONE

    play(scene)


def test_a_draft_never_waits_for_a_transcriber_that_is_busy(play: Play) -> None:
    async def scene(home: House) -> None:
        _, first = home.say("gate: paint me a fox")
        speaker = Speaker(home)
        await speaker.wake()
        await begun(home)
        speaker.pause("paint me a cat")
        home.open_gate()
        await first
        request = await speaker.end("paint me a cat")
        assert request.stage is Stage.DONE
        assert partials(home) == 0

    play(scene, painter={"when_busy": "queue"})


def test_a_transcriber_that_is_not_ready_is_not_asked_for_drafts(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        speaker.utterances.open("jarvis", 1.0)
        assert home.transcriber.snapshot().state != "ready"
        speaker.pause("paint me a cat")
        await speaker.end("paint me a cat")
        assert partials(home) == 0

    play(scene)


@pytest.mark.parametrize("manner", ["gate", "hang"])
def test_a_draft_that_comes_too_late_gives_way_and_the_next_pause_goes_without(play: Play, manner: str) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        for drafts in (1, 2):
            request = await speaker.wake()
            speaker.pause(f"draft {manner}: paint me a fox and")
            await begun(home)
            await speaker.end("paint me a fox")
            assert (request.stage, request.words) == (Stage.DONE, "paint me a fox")
            for _ in range(2**drafts - 1):  # one pause goes by after the first late draft, three after the second
                await speaker.wake()
                speaker.pause("paint me a cat")
                await speaker.end("paint me a cat")
            assert partials(home) == drafts
        assert speaker.told == []
        await speaker.wake()
        speaker.pause("paint me a dog")
        await home.told.next("request", words="paint me a dog", tentative=True)
        await speaker.end("paint me a dog")

    play(scene, workers={"cancel_grace_s": 0.2})


@pytest.mark.parametrize("manner", ["die", "nothing"])
def test_what_goes_wrong_with_a_draft_is_nobodys_business(play: Play, manner: str) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        request = await speaker.wake()
        speaker.pause(f"draft {manner}: paint me a fox and")
        await home.told.until(lambda: partials(home) and home.transcriber.snapshot().state != "busy")
        await speaker.end("paint me a fox")
        assert request.stage is Stage.DONE
        assert not home.told.of("notice")
        assert speaker.told == []

    play(scene)


def test_a_request_that_was_dropped_gets_no_words(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        request = await speaker.wake()
        speaker.pause("draft gate: paint me a fox and")
        await begun(home)
        speaker.utterances.drop()
        home.open_gate()
        await home.told.until(lambda: home.transcriber.snapshot().state == "ready")
        assert (request.stage, request.words, speaker.told) == (Stage.CANCELLED, "", [])
        speaker.pause("nobody listens")

    play(scene)


def test_ears_that_cannot_be_reached_in_time_get_no_drafts(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        speaker.send = None
        await speaker.wake()
        speaker.pause("paint me a fox and")
        request = await speaker.end("paint me a fox")
        assert request.stage is Stage.DONE
        assert partials(home) == 0

    play(scene)


def test_an_utterance_that_waits_for_more_has_time_for_it(play: Play) -> None:
    async def scene(home: House) -> None:
        hearing = home.settings.hearing
        usual = UtteranceTracker(home.conductor, home.bus, hearing, "voice")
        patient = hearing.model_copy(update={"connective_patience_ms": 8000})
        assert UtteranceTracker(home.conductor, home.bus, patient, "voice")._deadline_s == usual._deadline_s + 6.4
        assert usual._deadline_s >= hearing.max_utterance_s + hearing.no_speech_s + 1.6

    play(scene)


def test_what_was_said_so_far_is_drawn_with_the_seed_of_what_is_painted_then(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        request = await speaker.wake()
        await home.painter.start()
        speaker.pause("paint me a fox")
        event = await home.told.next("preview", growing=True)
        assert (event.data["request"], request.stage) == (request.id, Stage.LISTENING)
        await speaker.end("paint me a fox in the snow")
        assert event.payload == request.pictures[0].seed.to_bytes(4, "big")[1:]

    play(scene)


@pytest.mark.parametrize("words", ["stop that", "well hello there"])
def test_words_that_ask_for_no_picture_are_not_drawn(play: Play, words: str) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        await speaker.wake()
        await home.painter.start()
        speaker.pause(words)
        await home.told.next("request", tentative=True)
        await speaker.end(words)
        assert not any(event.type == "preview" for event in home.told.events)

    play(scene)


def test_a_painter_that_dies_over_an_unfinished_request_paints_the_whole_of_it(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        request = await speaker.wake()
        await home.painter.start()
        speaker.pause("paint me a crashing wave")
        await home.told.next("preview", growing=True)
        await speaker.end("paint me a quiet wave")
        assert request.stage is Stage.DONE

    play(scene)


def test_nothing_is_drawn_while_one_speaks_where_that_is_not_wanted(play: Play) -> None:
    async def scene(home: House) -> None:
        speaker = Speaker(home)
        await speaker.wake()
        await home.painter.start()
        speaker.pause("paint me a fox")
        await home.told.next("request", tentative=True)
        await speaker.end("paint me a fox")
        assert not any(event.type == "preview" for event in home.told.events)

    play(scene, painter={"sketch_while_speaking": False})
