"""Requests on their walk: barge-in, deadlines, dying workers, commands about other requests. Workers are real."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.walk_house import House

from assistant.core.commands import Paint, Repeat
from assistant.core.errors import GalleryError, NotUnderstoodError
from assistant.core.messages.event_messages import OrderSummary
from assistant.core.request import Audio, SpokenRequest
from assistant.core.stages import MOVES, Stage
from assistant.pipeline.request_store import REMEMBERED, until_ended

Play = Callable[[House], Awaitable[None]]
WALKED = ["listening", "transcribing", "understanding", "painting", "showing", "done"]


@pytest.fixture(autouse=True)
def jobs_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `walk_jobs`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))


def test_a_request_walks_from_words_to_pictures(play: Callable[..., None], tmp_path: Path) -> None:
    async def scene(home: House) -> None:
        request, task = home.say("paint me three pictures of a fox, as a watercolor")
        await task
        assert home.told.stages(request) == WALKED
        assert request.command == Paint("a fox", "watercolor", 3)
        assert request.failure is None
        assert request.audio is None
        assert request.painter == "small"
        marks = [request.marks[name] for name in ("woke", "heard", "transcribed", "understood", "painted", "kept")]
        assert marks == sorted(marks)
        seeds = [picture.seed for picture in request.pictures]
        assert seeds == [seeds[0], seeds[0] + 1, seeds[0] + 2]
        # Pictures are saved at the same time, so that their events come in any order.
        pictures = sorted(home.told.of("picture"), key=lambda event: event.data["index"])
        assert [event.data["index"] for event in pictures] == [0, 1, 2]
        for event, picture in zip(pictures, request.pictures, strict=True):
            assert event.data == {
                "request": request.id,
                "index": event.data["index"],
                "count": 3,
                "path": picture.path,
            }
        assert {p.path for p in home.gallery.last(request.id)} == {p.path for p in request.pictures}
        assert home.told.of("progress")[0].data["count"] == 3

    play(scene)
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 3


# Barge-in


def test_a_wake_word_alone_leaves_the_painting_alone(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        first, painting = await home.paints_slowly()
        second = home.conductor.open("voice")
        home.conductor.drop(second)
        assert (first.stage, second.stage) == (Stage.PAINTING, Stage.CANCELLED)
        home.open_gate()
        await painting
        assert first.stage is Stage.DONE
        assert len(first.pictures) == 2

    play(scene)


def test_a_new_wish_replaces_the_one_being_painted_once_it_is_understood(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        first, painting = await home.paints_slowly()
        second = home.conductor.open("voice")
        assert first.stage is Stage.PAINTING
        await asyncio.gather(home.speak(second, "paint me a cat"), painting)
        assert (first.stage, second.stage) == (Stage.CANCELLED, Stage.DONE)
        assert first.reason == "replaced"
        assert len(first.pictures) == 1, "what was finished is kept"
        assert [picture.path for picture in home.gallery.last(first.id)] == [first.pictures[0].path]
        assert len(second.pictures) == 2

    play(scene)


def test_a_new_wish_waits_where_the_settings_say_so(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        first, painting = await home.paints_slowly()
        second, waiting = home.say("paint me a cat")
        await home.told.until(lambda: second.stage is Stage.PAINTING)
        assert home.told.stages(first)[-1] == "painting"
        home.open_gate()
        await asyncio.gather(painting, waiting)
        assert (first.stage, second.stage) == (Stage.DONE, Stage.DONE)
        assert first.marks["painted"] <= second.marks["painted"]
        order = [event.data["request"] for event in home.told.of("picture")]
        assert order == [first.id, first.id, second.id, second.id]

    play(scene, painter={"when_busy": "queue"})


@pytest.mark.parametrize(
    ("words", "stage", "code"),
    [
        ("I'm going to the store", Stage.FAILED, "not_understood"),
        ("nothing: ", Stage.FAILED, "nothing_heard"),
        ("die: paint me a cat", Stage.FAILED, "worker_died"),
        ("save picture seven", Stage.FAILED, "not_understood"),
    ],
)
def test_what_goes_wrong_with_a_second_request_leaves_the_first_alone(
    play: Callable[..., None], words: str, stage: Stage, code: str
) -> None:
    async def scene(home: House) -> None:
        first, painting = await home.paints_slowly()
        second, task = home.say(words)
        await task
        assert second.stage is stage
        assert second.failure is not None
        assert second.failure.code == code
        assert second.failure.title
        assert second.failure.hint
        assert home.told.stages(first)[-1] == "painting"
        home.open_gate()
        await painting
        assert first.stage is Stage.DONE
        third, task = home.say("paint me a dog")
        await task
        assert third.stage is Stage.DONE

    play(scene)


def test_stop_ends_what_is_being_painted(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        first, painting = await home.paints_slowly()
        worker = home.painter.pid
        second, task = home.say("stop")
        await asyncio.gather(task, painting)
        assert (first.stage, second.stage) == (Stage.CANCELLED, Stage.DONE)
        assert home.painter.pid == worker, "the painter keeps its model"

    play(scene)


def test_stop_said_twice_does_not_cost_the_painter(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        first, painting = await home.paints_slowly()
        worker = home.painter.pid
        assert home.conductor.stop() == 1
        await asyncio.sleep(0)
        assert home.conductor.stop() == 0, "it is being stopped already"
        await painting
        assert first.stage is Stage.CANCELLED
        assert home.painter.pid == worker

    play(scene)


def test_stop_with_nothing_to_stop_is_fine(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        assert home.conductor.stop() == 0
        request, task = home.say("stop")
        await task
        assert home.told.stages(request) == ["listening", "transcribing", "understanding", "done"]

    play(scene)


@pytest.mark.parametrize("how", ["typed", "spoken"])
def test_a_request_that_is_stopped_before_it_began_ends(play: Callable[..., None], how: str) -> None:
    async def scene(home: House) -> None:
        request, task = home.conductor.typed("a fox", "cli") if how == "typed" else home.say("paint me a fox")
        assert home.conductor.stop() == 1
        await until_ended(task)
        assert request.stage is Stage.CANCELLED
        assert not home.conductor.requests.live

    play(scene)


@pytest.mark.parametrize("words", ["gate: stop", "gate: paint me a dog"])
def test_an_older_request_that_is_understood_late_stops_no_newer_one(play: Callable[..., None], words: str) -> None:
    async def scene(home: House) -> None:
        older, late = home.say(words)
        await home.told.until(lambda: older.stage is Stage.TRANSCRIBING)
        newer = home.conductor.open("voice")
        home.open_gate()
        await late
        assert older.stage is Stage.DONE
        assert home.told.stages(newer) == ["listening"]
        await home.speak(newer, "paint me a cat")
        assert newer.stage is Stage.DONE

    play(scene)


def test_a_late_stop_leaves_a_newer_painting_alone(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        older, late = home.say("gate: stop")
        newer, painting = home.conductor.typed("a fox", "cli")
        await painting
        home.open_gate()
        await late
        assert newer.stage is Stage.DONE
        assert older.stage is Stage.DONE

    play(scene, painter={"when_busy": "queue"})


# Deadlines and crashes


def test_a_transcriber_that_hangs_is_ended_at_its_deadline(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await home.transcriber.start()
        worker = home.transcriber.pid
        request, task = home.say("hang: paint me a fox")
        await task
        assert request.stage is Stage.FAILED
        assert request.failure is not None
        assert request.failure.code == "took_too_long"
        assert "1.5 s" in request.failure.title
        request, task = home.say("paint me a fox")
        await task
        assert request.stage is Stage.DONE
        assert home.transcriber.pid != worker

    play(scene, deadlines={"transcribing_s": 1.5}, workers={"cancel_grace_s": 0.2})


def test_a_painter_that_stalls_is_ended_and_its_first_picture_kept(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        request, task = home.say("paint me a stalling fox")
        await task
        assert request.stage is Stage.FAILED
        assert request.failure is not None
        assert request.failure.code == "worker_stalled"
        assert request.failure.hint
        assert len(request.pictures) == 1
        assert [p.path for p in home.gallery.last(request.id)] == [request.pictures[0].path]
        request, task = home.say("paint me a fox")
        await task
        assert request.stage is Stage.DONE

    play(scene, deadlines={"painting_s": 1.0})


def test_words_that_take_too_long_to_understand_fail(
    play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(home: House) -> None:
        def waits_for_the_gate() -> Any:
            while not home.gate.exists():
                os.sched_yield()
            raise AssertionError("it was given up before")

        monkeypatch.setattr(home.conductor.commands, "_grammar", waits_for_the_gate)
        request, task = home.conductor.typed("a fox", "cli")
        await task
        home.open_gate()
        assert request.failure is not None
        assert request.failure.code == "took_too_long"

    play(scene, deadlines={"understanding_s": 0.05})


def test_an_earlier_picture_is_painted_again_with_its_own_seed(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        request, task = home.conductor.typed("a fox", "cli", Repeat(seed=41, count=1))
        await task
        assert [picture.seed for picture in request.pictures] == [41]
        again, task = home.conductor.typed("a fox", "cli", Repeat(seed=42))
        await task
        assert [picture.seed for picture in again.pictures] == [42, 43]

    play(scene)


def test_a_painter_that_dies_fails_its_request_at_once(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        request, task = home.say("paint me a crashing fox")
        await task
        assert request.stage is Stage.FAILED
        assert request.failure is not None
        assert request.failure.code == "worker_died"
        assert len(request.pictures) == 1
        request, task = home.say("paint me a fox")
        await task
        assert len(request.pictures) == 2

    play(scene)


# Commands about what was painted


def test_again_paints_the_same_with_other_seeds(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        first, task = home.say("paint me three pictures of a fox, as a watercolor")
        await task
        second, task = home.say("again")
        await task
        assert second.stage is Stage.DONE
        seeds = [picture.seed for request in (first, second) for picture in request.pictures]
        assert len(seeds) == len(set(seeds)) == 6
        if home.settings.painter.seed is not None:
            assert seeds == [7, 8, 9, 10, 11, 12]

    play(scene)
    play(scene, painter={"seed": 7})


def test_again_with_nothing_painted_says_what_to_do(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        request, task = home.say("again")
        await task
        assert request.failure is not None
        assert request.failure.title == "Nothing has been painted yet"
        assert "Paint me" in request.failure.hint

    play(scene)


def test_a_change_paints_the_last_wish_with_it_and_the_same_seed(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        early, task = home.say("make it night")
        await task
        assert early.failure is not None
        assert early.failure.title == "Nothing has been painted yet"
        first, task = home.say("paint me three watercolors of a fox")
        await task
        second, task = home.say("make it night")
        await task
        assert home.told.stages(second) == WALKED
        assert second.snapshot().order == OrderSummary("a fox at night", "watercolor")
        assert [picture.seed for picture in second.pictures] == [picture.seed for picture in first.pictures]
        assert second.order is not None
        assert second.order.words == "a fox at night as a watercolor"
        third, task = home.say("without the hat")
        await task
        assert third.failure is not None
        assert third.failure.title == "I know of no hat in it"

    play(scene)


def test_going_back_shows_earlier_pictures_and_goes_on_from_them(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        async def say(words: str) -> SpokenRequest:
            request, task = home.say(words)
            await task
            return request

        fox = await say("paint me a fox")
        assert (await say("go back")).failure is not None, "there is nothing before the first"
        night = await say("make it night")
        await say("bigger")
        back = await say("undo")
        assert home.told.stages(back) == ["listening", "transcribing", "understanding", "showing", "done"]
        assert (back.pictures, back.order, back.painter) == (night.pictures, night.order, night.painter)
        further = await say("go back")
        assert further.pictures == fox.pictures
        await say("keep the first one")
        assert [picture.kept for picture in home.gallery.last(fox.id)] == [True, False]
        winter = await say("make it winter")
        assert winter.order is not None
        assert winter.order.subject == "a fox in winter"
        assert (await say("go back")).pictures[0].path == fox.pictures[0].path

    play(scene)


def test_going_back_while_something_is_painted_stops_it_and_shows_the_last(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        fox, task = home.say("paint me a fox")
        await task
        slow, painting = home.say("paint me a slow cat")
        await home.told.until(lambda: slow.pictures)
        back, task = home.say("go back")
        await asyncio.gather(task, painting)
        assert slow.stage is Stage.CANCELLED
        assert back.pictures == fox.pictures

    play(scene)


def test_who_asks_what_can_be_said_is_told_and_who_thanks_gets_no_complaint(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        helped, task = home.say("what can I say?")
        await task
        [notice] = home.told.of("notice")
        assert (notice.data["title"], notice.data["level"]) == ("You can say", "info")
        assert "“Paint me a fox" in notice.data["hint"]
        thanked, task = home.say("thank you, that's beautiful")
        await task
        assert (helped.stage, thanked.stage) == (Stage.DONE, Stage.DONE)
        assert home.told.of("notice") == [notice]

    play(scene)


def test_what_was_not_understood_is_told_as_it_was_heard(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        short, task = home.say("blorfel.")
        await task
        assert short.failure is not None
        assert short.failure.title == "I did not understand “blorfel”"
        long, task = home.say("the weather " * 20)
        await task
        assert long.failure is not None
        assert long.failure.title.endswith(" …”")
        assert len(long.failure.title) < 100

    play(scene)


def test_what_a_full_disk_kept_out_of_the_gallery_is_kept_there_later(
    play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(home: House) -> None:
        def is_full(*_: object) -> None:
            raise GalleryError("The disk is full", "Free some space.")

        with monkeypatch.context() as full:
            full.setattr(home.gallery, "add", is_full)
            request, task = home.say("paint me a fox")
            await task
            assert [Path(picture.path).parent.name for picture in request.pictures] == ["rescue", "rescue"]
            with pytest.raises(GalleryError, match="The disk is full"):
                await home.conductor.commands.keep_pictures(2)
        await home.conductor.commands.keep_pictures(2)
        assert [Path(picture.path).parent.name for picture in request.pictures] == ["rescue", "pictures"]
        assert [picture.kept for picture in home.gallery.last(request.id)] == [True]

    play(scene)


def test_keeping_marks_pictures_and_tells_it(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        with pytest.raises(NotUnderstoodError, match="no picture to keep"):
            await home.conductor.commands.keep_pictures(None)
        painted, task = home.say("paint me a fox")
        await task
        request, task = home.say("save the second one")
        await task
        assert request.stage is Stage.DONE
        snapshots = [event.data for event in home.told.of("request") if event.data["id"] == painted.id]
        assert snapshots[-1]["kept"] == [False, True]
        assert [picture.kept for picture in home.gallery.last(painted.id)] == [False, True]
        request, task = home.say("save picture three")
        await task
        assert request.failure is not None
        assert request.failure.title == "There is no picture number 3"
        for number in (0, -1, 3):
            with pytest.raises(NotUnderstoodError):
                await home.conductor.commands.keep_pictures(number)
        await home.conductor.commands.keep_pictures(None)
        assert [picture.kept for picture in painted.pictures] == [True, True]

    play(scene)


def test_keeping_while_it_is_painted_loses_no_picture(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        request, painting = await home.paints_slowly()
        keeping = asyncio.create_task(home.conductor.commands.keep_pictures(None))
        home.open_gate()
        await asyncio.gather(keeping, painting)
        assert len(request.pictures) == 2
        assert request.pictures[0].kept

    play(scene)


def test_dismiss_is_told(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        request, task = home.say("close the picture")
        await task
        assert request.stage is Stage.DONE
        assert len(home.told.of("dismissed")) == 1

    play(scene)


def test_what_is_painted_and_the_last_pictures_outlive_many_false_wakes(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        done, task = home.say("paint me a cat")
        await task
        first, painting = await home.paints_slowly()
        for _ in range(3 * REMEMBERED):
            home.conductor.drop(home.conductor.open("voice"))
        assert first in home.conductor.requests.live
        assert len(list(home.conductor.requests)) <= REMEMBERED + 1
        assert home.conductor.stop() == 1
        await painting
        for _ in range(3 * REMEMBERED):
            home.conductor.drop(home.conductor.open("voice"))
        assert await home.conductor.commands.keep_pictures(None) is first
        assert done.stage is Stage.DONE

    play(scene)


# Showing


def test_a_screen_that_shows_the_pictures_is_waited_for(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        home.conductor.screens.add(object())
        request, task = home.say("paint me a fox")
        await home.told.until(lambda: request.stage is Stage.SHOWING)
        home.conductor.screens.report_shown("some other request")
        assert home.told.stages(request)[-1] == "showing"
        home.conductor.screens.report_shown(request.id)
        await task
        assert request.stage is Stage.DONE
        assert request.marks["shown"] >= request.marks["kept"]

    play(scene)


def test_a_screen_without_a_word_is_not_waited_for_long(
    play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.pipeline.conductor.SHOWN_WITHIN_S", 0.05)

    async def scene(home: House) -> None:
        home.conductor.screens.add(object())
        request, task = home.say("paint me a fox")
        await task
        assert home.told.stages(request) == WALKED
        assert "shown" not in request.marks

    play(scene)


# Whatever happens


def test_words_of_any_length_are_taken_or_refused(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        with pytest.raises(NotUnderstoodError, match="too long"):
            home.conductor.typed("a" * 4001, "cli")
        assert not home.conductor.requests.live
        _, task = home.conductor.typed("fox " * 1000, "cli")
        await task

    play(scene)


def test_cancelling_who_waits_cancels_the_request_and_the_waiter(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        request, task = await home.paints_slowly()
        waiter = asyncio.create_task(until_ended(task))
        await asyncio.sleep(0)
        waiter.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiter
        assert request.stage is Stage.CANCELLED

    play(scene)


SENTENCES = (
    "paint me a cat",
    "paint me a slow fox",
    "paint me a crashing dog",
    "again",
    "stop",
    "save the second one",
    "close it",
    "I'm going to the store",
    "nothing: ",
    "die: paint me a cat",
    "gate: paint me a horse",
)


class Chance:
    """Does one thing after the other in a house, as the dice fall."""

    def __init__(self, home: House, dice: random.Random) -> None:
        self._home = home
        self._dice = dice
        self.listening: list[SpokenRequest] = []

    async def act(self) -> None:
        """Do one thing; what needs a request that listens is nothing without one."""
        acts = (
            *(self._wake, self._wake, self._pause, self._speak, self._speak, self._speak),
            *(self._drop, self._stop, self._type, self._kill, self._wait, self._wait),
        )
        await self._dice.choice(acts)()

    async def _wake(self) -> None:
        self.listening.append(self._opened())

    async def _pause(self) -> None:
        if self.listening:
            self._home.conductor.paused(self.listening[-1], Audio(self._words().encode()), lambda: None)

    async def _speak(self) -> None:
        request = self.listening.pop() if self.listening else self._opened()
        if request.stage.is_live:
            self._home.speak(request, self._words())

    async def _drop(self) -> None:
        if self.listening:
            self._home.conductor.drop(self.listening.pop())

    async def _stop(self) -> None:
        self._home.conductor.stop()

    async def _type(self) -> None:
        self._home.conductor.typed(self._dice.choice(SENTENCES), "cli")

    async def _kill(self) -> None:
        pid = self._dice.choice((self._home.painter, self._home.transcriber)).pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):  # It may be dead already, and nobody knows yet.
                os.kill(pid, signal.SIGKILL)

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):  # What waits for the gate says nothing.
            async with asyncio.timeout(0.1):
                await self._home.told.next("request")

    def _opened(self) -> SpokenRequest:
        return self._home.conductor.open("voice", doubt=self._dice.choice((None, None, "jarvis")))

    def _words(self) -> str:
        return self._dice.choice(("", "", "jarvis, ")) + self._dice.choice(SENTENCES)


def assert_walked_as_allowed(home: House) -> None:
    """Each request that was told began, moved and ended as the table of moves allows."""
    ids = dict.fromkeys(event.data["id"] for event in home.told.of("request"))
    assert len(ids) > 5
    for number in ids:
        stages = [Stage(stage) for stage in home.told.stages(number)]
        assert stages[0] in {Stage.LISTENING, Stage.UNDERSTANDING}
        assert all(after in MOVES[before] for before, after in itertools.pairwise(stages))
        assert not stages[-1].is_live


@pytest.mark.parametrize("seed", range(4))
def test_no_request_is_ever_left_behind(play: Callable[..., None], seed: int) -> None:
    """Any mix of wakes, words, silence, stops and dying workers ends, and each request walks as the table allows."""
    dice = random.Random(seed)

    async def scene(home: House) -> None:
        chance = Chance(home, dice)
        for _ in range(40):
            await chance.act()
            await asyncio.sleep(0)
        for request in chance.listening:
            home.conductor.drop(request)
        home.open_gate()
        await home.told.until(lambda: not home.conductor.requests.live)
        assert_walked_as_allowed(home)
        for event in home.told.of("request"):
            if event.data["doubtful"]:
                assert event.data["stage"] in {"listening", "transcribing", "cancelled"}
                assert not event.data["words"]
                assert not event.data["failure"]

    play(scene, painter={"when_busy": dice.choice(("replace", "queue"))})
