"""The daemon's ears: what counts as listening, mute, a lost microphone, and recordings. What is heard is scripted."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from helpers.walk_house import House, Seen
from helpers.walk_jobs import Die, End, Garble, Say

from assistant.core.errors import AssistantError, BadRecording, ConfigError, MicrophoneGone, TookTooLong, WorkerDied
from assistant.core.message import Failure
from assistant.core.messages.ears_messages import (
    AllHeard,
    DropUtterance,
    FramesScored,
    Heard,
    Level,
    NearMiss,
    NobodySpoke,
    SelfTested,
    SourceLost,
    SourceOpened,
    SourceSilent,
    Utterance,
    Woke,
)
from assistant.core.request import SpokenRequest
from assistant.core.stages import Stage
from assistant.listening.recordings import Recordings
from assistant.listening.utterances import UtteranceTracker
from assistant.workers.handle import WorkerHandle

Play = Callable[[House], Awaitable[None]]
GONE = MicrophoneGone("The microphone is gone", "Plug it in.").to_wire()
SILENT = MicrophoneGone("The microphone delivers no sound at all", "Unmute it.").to_wire()


@pytest.fixture(autouse=True)
def jobs_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let worker processes import `walk_jobs`; pause less."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))
    monkeypatch.setattr("assistant.listening.supervisor.PAUSE_S", 0.01)
    # Scripted ears are silent for as long as the script waits for other workers.
    monkeypatch.setattr("assistant.listening.supervisor.STALLED_AFTER_S", 60.0)


@pytest.fixture
def deaf_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.listening.supervisor.DEAF_AFTER_S", 0.4)
    monkeypatch.setattr("assistant.daemon.status.DEAF_AFTER_S", 0.4)


async def open_ears(home: House) -> None:
    """Start listening and wait until the device is open."""
    home.listening.start()
    await home.told.until(lambda: home.listening.health.device)


def hear(home: House, heard: Heard, words: str = "") -> None:
    """Let the ears hear something."""
    assert home.ears.send(Say(heard, words))


def said(words: str, speech_end: float = 3.0) -> tuple[Utterance, str]:
    """An utterance of these words."""
    return Utterance(16000, "ended", 2.0, speech_end), words


BEAT = FramesScored(12, 0.5, 0.0)
SOUND = Level(0.5, 0.9)


async def frames(home: House, peak: float = 0.5) -> Seen:
    """Score some frames, and wait until the state says so."""
    hear(home, FramesScored(12, peak, 0.0))
    await home.told.until(lambda: home.listening.listening)
    return home.told.of("state")[-1]


def wake(home: House) -> None:
    hear(home, Woke("jarvis", 1.0, True, False, 1.0, 1.0))


def latest(home: House) -> SpokenRequest:
    return list(home.conductor.requests)[-1]


def test_only_scored_frames_are_listening(play: Callable[..., None], deaf_soon: None) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        assert home.listening.health.device == "a microphone"
        assert not home.listening.listening
        assert home.listening.health.frames_age_s is None
        hear(home, BEAT)
        await home.told.next("state", listening=True, tray="listening", deaf=False)
        assert home.listening.health.hearing.is_set()
        await home.told.next("state", listening=False, tray="deaf", deaf=True)
        assert home.listening.health.device == "a microphone", "the device is open; it only delivers nothing"

    play(scene)


def test_mute_closes_the_device_and_outlives_a_restart(play: Callable[..., None], tmp_path: Path) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        await frames(home)
        wake(home)
        await home.told.next("request", stage="listening")
        await home.listening.mute()
        assert latest(home).stage is Stage.CANCELLED
        assert home.listening.mute_switch.is_on
        assert not home.listening.listening
        assert home.listening.health.device is None
        assert not home.ears.send(DropUtterance()), "no job runs, so the device is closed"
        with pytest.raises(MicrophoneGone, match="muted"):
            home.listening.listen_now()
        home.listening.start()
        assert not home.ears.send(DropUtterance()), "starting does not unmute"

    async def after_a_restart(home: House) -> None:
        home.listening.start()
        assert home.listening.mute_switch.is_on
        assert home.status.snapshot().tray == "muted"
        await home.listening.unmute()
        await home.told.until(lambda: home.listening.health.device)
        await frames(home)
        await home.listening.mute()
        await home.listening.unmute()
        await home.told.until(lambda: home.listening.health.device)
        await frames(home)

    play(scene)
    assert (tmp_path / "state" / "muted").exists()
    play(after_a_restart)
    assert not (tmp_path / "state" / "muted").exists()


def test_a_disk_that_cannot_be_written_to_keeps_no_microphone_open(play: Callable[..., None], tmp_path: Path) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        (tmp_path / "state").write_text("no folder can be made here")
        await home.listening.mute()
        assert (home.listening.mute_switch.is_on, home.listening.health.device) == (True, None)
        await home.listening.mute(for_s=60)
        assert home.listening.mute_switch.until is not None
        await home.listening.unmute()
        assert not home.listening.mute_switch.is_on

    play(scene)


def test_a_pause_ends_by_itself_also_where_jarvis_was_restarted_in_it(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        await frames(home)
        await home.listening.mute(3600)
        until = home.status.snapshot().muted_until
        assert 3590 < until - time.time() <= 3600
        assert not home.ears.send(DropUtterance()), "the device is closed"
        await home.listening.mute(0.3)

    async def after_a_restart(home: House) -> None:
        assert home.listening.mute_switch.is_on, "only the daemon's own clock ends a pause"
        home.listening.start()
        await home.told.until(lambda: home.listening.health.device)
        assert (home.listening.mute_switch.is_on, home.listening.mute_switch.until) == (False, None)
        await home.listening.mute(0.1)
        await home.told.until(lambda: home.listening.health.device)
        await frames(home)

    async def an_end_by_hand(home: House) -> None:
        home.listening.start()
        await home.listening.mute(3600)
        await home.listening.unmute()
        await home.told.until(lambda: home.listening.health.device)
        await home.listening.mute()
        assert home.listening.mute_switch.until is None, "a plain mute has no end"
        with pytest.raises(ConfigError):
            await home.listening.mute(-1)
        await home.listening.unmute()

    play(scene)
    play(after_a_restart)
    play(an_end_by_hand)


def test_a_lost_microphone_is_told_once_and_its_return_clears_it(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        await frames(home)
        wake(home)
        await home.told.next("request", stage="listening")
        for _ in range(3):
            hear(home, SourceLost(Failure(**GONE)))
        hear(home, SourceOpened("another microphone"))
        await home.told.until(lambda: home.listening.health.device == "another microphone")
        assert latest(home).stage is Stage.CANCELLED
        assert home.listening.problem is not None
        assert home.listening.problem.title == GONE["title"]
        assert [event.data for event in home.told.of("notice")] == [{**GONE, "level": "error"}]
        hear(home, BEAT)
        await home.told.next("state", problem=None, device="another microphone")
        hear(home, SourceLost(Failure(**GONE)))
        await home.told.next("notice", title=GONE["title"])

    play(scene)


def test_a_silent_microphone_stays_a_problem_until_there_is_sound(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        assert (await frames(home, peak=0.0)).data["problem"] is None
        hear(home, SourceSilent(Failure(**SILENT)))
        await home.told.next("state", problem=SILENT, tray="deaf", deaf=True)
        hear(home, FramesScored(12, 0.0, 0.0))
        hear(home, SourceOpened("the same microphone"))
        await home.told.until(lambda: home.listening.health.device == "the same microphone")
        assert home.listening.problem is not None
        hear(home, FramesScored(12, 0.01, 0.0))
        await home.told.next("state", problem=None, tray="listening", deaf=False)
        assert len(home.told.of("notice")) == 1

    play(scene)


def test_a_wake_word_and_an_utterance_become_pictures(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        wake(home)
        hear(home, SOUND)
        level = await home.told.next("level")
        assert level.data == {"request": latest(home).id, "level": 0.5, "time_left": 0.9}
        hear(home, *said("paint me a fox"))
        await home.told.next("request", stage="done")
        request = latest(home)
        assert (request.origin, request.words, len(request.pictures)) == ("voice", "paint me a fox", 2)
        assert (request.marks["woke"], request.marks["speech_end"]) == (1.0, 3.0)

    play(scene)


def test_silence_after_a_wake_word_and_words_without_one_paint_nothing(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        wake(home)
        hear(home, NobodySpoke())
        await home.told.next("request", stage="cancelled")
        hear(home, *said("paint me a fox"))
        hear(home, SOUND)
        await frames(home)
        assert len(list(home.conductor.requests)) == 1
        assert not home.told.of("level")
        assert not home.conductor.requests.live

    play(scene)


def test_a_second_wake_word_begins_anew(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        wake(home)
        wake(home)
        hear(home, *said("paint me a fox"))
        await home.told.next("request", stage="done")
        assert [request.stage for request in home.conductor.requests] == [Stage.CANCELLED, Stage.DONE]

    play(scene)


def test_a_stopped_request_does_not_come_back_with_its_words(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        wake(home)
        await home.told.next("request", stage="listening")
        assert home.conductor.stop() == 1
        hear(home, *said("paint me a fox"))
        await frames(home)
        assert home.told.stages(latest(home)) == ["listening", "cancelled"]

    play(scene)


def test_push_to_talk_needs_no_wake_word(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        with pytest.raises(MicrophoneGone, match="No sound comes in"):
            home.listening.listen_now()
        hear(home, SourceLost(Failure(**GONE)))
        await home.told.next("notice")
        with pytest.raises(MicrophoneGone, match="is gone"):
            home.listening.listen_now()
        assert not home.conductor.requests.live
        await frames(home)
        home.listening.listen_now()
        await home.told.next("request", stage="done")
        assert latest(home).words == "paint me a cat"

    play(scene)


def test_an_open_request_ends_when_the_ears_die_and_they_come_back(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        for way in (Die(), End()):
            wake(home)
            await home.told.next("request", stage="listening")
            home.ears.send(way)
            await home.told.next("request", stage="cancelled")
            assert home.listening.problem is not None
            await home.told.until(lambda: home.listening.health.device)
            hear(home, BEAT)
            await home.told.next("state", problem=None, listening=True)

    play(scene)


def test_an_odd_message_does_not_end_hearing(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        home.ears.send(Garble())
        await home.told.next("notice", title="A message “garble” makes no sense here")
        await home.told.until(lambda: home.listening.health.device)
        hear(home, BEAT)
        await home.told.next("state", problem=None, listening=True)

    play(scene)


def test_a_request_that_hears_nothing_more_ends_at_its_deadline(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        utterances = UtteranceTracker(home.conductor, home.bus, home.settings.hearing, "voice")
        utterances._deadline_s = 0.05
        utterances.open("push to talk")
        await home.told.until(lambda: not home.conductor.requests.live)
        assert latest(home).stage is Stage.CANCELLED

    play(scene)


# Recordings


class Player:
    """Recordings with ears that read text files."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.ears: list[WorkerHandle] = []
        self.recordings = Recordings(
            home.conductor,
            self._new_ears,
            lambda on_utterance: UtteranceTracker(
                home.conductor, home.bus, home.settings.hearing, "file", on_utterance
            ),
        )
        self.ends: list[AllHeard] = []

    def _new_ears(self) -> WorkerHandle:
        self.ears.append(WorkerHandle("ears", {}, job="helpers.walk_jobs:Tape"))
        return self.ears[-1]

    async def hear(self, path: Path, heard: list[SpokenRequest] | None = None) -> list[SpokenRequest]:
        requests = [] if heard is None else heard
        async for request in self.recordings.hear(path, realtime=False, on_end=self.ends.append):
            requests.append(request)
        return requests


def tape(folder: Path, *lines: str) -> Path:
    path = folder / "tape.txt"
    path.write_text("\n".join(lines))
    return path


def test_a_recording_is_heard_request_by_request(play: Callable[..., None], tmp_path: Path) -> None:
    path = tape(tmp_path, "paint me a fox", "", "I'm going to the store", "paint me a cat")

    async def scene(home: House) -> None:
        player = Player(home)
        requests = await player.hear(path)
        assert [request.stage for request in requests] == [Stage.DONE, Stage.FAILED, Stage.DONE]
        assert {request.origin for request in requests} == {"file"}
        assert [end.wakes for end in player.ends] == [4]
        assert player.ears[0].returncode is not None, "its process has ended"
        with pytest.raises(BadRecording):
            await player.hear(tmp_path / "absent")

    play(scene)


def test_what_was_no_call_in_a_recording_is_no_request(play: Callable[..., None], tmp_path: Path) -> None:
    path = tape(tmp_path, "doubt: the service is nice", "doubt: jarvis, close it", "doubt: ")

    async def scene(home: House) -> None:
        requests = await Player(home).hear(path)
        assert [request.words for request in requests] == ["close it"]
        assert [request.reason for request in home.conductor.requests] == ["refused", "", "nobody_spoke"]

    play(scene)


def test_ears_that_die_in_a_recording_say_so_after_what_was_heard(play: Callable[..., None], tmp_path: Path) -> None:
    path = tape(tmp_path, "paint me a fox", "die")

    async def scene(home: House) -> None:
        heard: list[SpokenRequest] = []
        player = Player(home)
        with pytest.raises(WorkerDied):
            await player.hear(path, heard)
        assert [request.stage for request in heard] == [Stage.DONE]
        assert not home.conductor.requests.live

    play(scene)


def test_who_stops_listening_to_a_recording_leaves_nothing_behind(play: Callable[..., None], tmp_path: Path) -> None:
    path = tape(tmp_path, "paint me a slow fox", "paint me a cat", "paint me a dog")

    async def scene(home: House) -> None:
        player = Player(home)
        listener = asyncio.create_task(player.hear(path))
        await home.told.until(lambda: len(home.conductor.requests.live) == 3 and home.told.of("picture"))
        listener.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listener
        assert [request.stage for request in home.conductor.requests] == [Stage.CANCELLED] * 3
        assert player.ears[0].returncode is not None

    play(scene)


def test_stop_ends_also_what_waits_in_a_recording(play: Callable[..., None], tmp_path: Path) -> None:
    path = tape(tmp_path, "paint me a slow fox", "paint me a cat")

    async def scene(home: House) -> None:
        listener = asyncio.create_task(Player(home).hear(path))
        await home.told.until(lambda: len(home.conductor.requests.live) == 2 and home.told.of("picture"))
        assert home.conductor.stop() == 2
        assert [request.stage for request in await listener] == [Stage.CANCELLED] * 2
        assert all(isinstance(request.failure, AssistantError | None) for request in home.conductor.requests)

    play(scene)


def test_ears_that_hang_are_started_again(play: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.listening.supervisor.STALLED_AFTER_S", 0.5)

    async def scene(home: House) -> None:
        await open_ears(home)
        first = home.ears.pid
        assert first is not None
        os.kill(first, signal.SIGSTOP)
        await home.told.next("notice", code="worker_stalled")
        await home.told.until(lambda: home.ears.pid not in {None, first})

    play(scene)


# Self-knowledge


FAILED = {"heard": False, "word": "jarvis", "score": 0.12}
PASSED = {"heard": True, "word": "jarvis", "score": 0.97}


def test_a_failed_self_test_is_told_once_and_its_recovery_clears_it(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        assert (await frames(home)).data["self_test"] is None
        hear(home, SelfTested(**PASSED))
        await home.told.until(lambda: home.status.snapshot().self_test)
        state = home.status.snapshot()
        assert state.self_test is not None
        assert (state.self_test.heard, state.self_test.word, state.self_test.score) == (True, "jarvis", 0.97)
        assert state.tray == "listening"
        for _ in range(3):
            hear(home, SelfTested(**FAILED))
        state = (await home.told.next("state", tray="deaf", deaf=True, listening=True)).data
        assert state["problem"]["title"].startswith("I may be deaf")
        assert "jarvis wake test" in state["problem"]["hint"]
        hear(home, BEAT)
        hear(home, SelfTested(True, "friday", 0.9))
        hear(home, NearMiss("friday", 0.3, 1.0))
        await home.told.next("state", near_misses=1)
        assert home.status.snapshot().self_test.word == "jarvis", "the one that failed comes first"
        assert [event.data["code"] for event in home.told.of("notice")] == ["maybe_deaf"]
        hear(home, SelfTested(**PASSED))
        await home.told.next("state", tray="listening", deaf=False, problem=None)
        hear(home, SelfTested(**FAILED))
        await home.told.next("notice", code="maybe_deaf")

    play(scene)


def test_what_other_ears_failed_at_is_forgotten(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        hear(home, SelfTested(**FAILED))
        await home.told.next("notice", code="maybe_deaf")
        home.ears.send(Die())
        await home.told.until(lambda: home.listening.health.device is None)
        await home.told.until(lambda: home.listening.health.device)
        hear(home, BEAT)
        await home.told.next("state", problem=None, self_test=None, tray="listening")

    play(scene)


def test_a_lost_microphone_is_worse_than_a_failed_self_test(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        hear(home, SelfTested(**FAILED))
        await home.told.next("notice", code="maybe_deaf")
        hear(home, SourceLost(Failure(**GONE)))
        await home.told.next("state", problem=GONE)
        hear(home, BEAT)
        await home.told.until(lambda: home.listening.listening)
        assert home.listening.problem is not None
        assert home.listening.problem.code == "maybe_deaf"

    play(scene)


def test_a_self_test_can_be_asked_for(play: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(home: House) -> None:
        with pytest.raises(MicrophoneGone, match="not at work"):
            await home.listening.self_test()
        await open_ears(home)
        assert await home.listening.self_test() == SelfTested(**PASSED)
        monkeypatch.setattr("assistant.listening.supervisor.SELF_TEST_WITHIN_S", 0.05)
        with monkeypatch.context() as silent:
            silent.setattr(home.ears, "send", bool)
            with pytest.raises(TookTooLong, match="no self-test"):
                await home.listening.self_test()
        await home.listening.mute()
        with pytest.raises(MicrophoneGone, match="muted"):
            await home.listening.self_test()

    play(scene)


def test_near_misses_and_calls_are_logged(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        hear(home, NearMiss("jarvis", 0.31, 1.0))
        await home.told.next("state", near_misses=1)
        wake(home)
        hear(home, *said("close it"))
        await home.told.next("request", stage="done")
        await frames(home)
        home.listening.listen_now()
        await home.told.next("request", stage="done")
        await home.wakes.close()
        entries = home.wake_file.read()
        assert [(entry.outcome, entry.score) for entry in entries] == [("near_miss", 0.31), ("obeyed", 1.0)]

    play(scene)


def test_without_a_log_near_misses_are_only_counted(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        hear(home, NearMiss("jarvis", 0.31, 1.0))
        await home.told.next("state", near_misses=1)
        wake(home)
        hear(home, NobodySpoke())
        await home.told.next("request", stage="cancelled")
        await home.wakes.close()
        assert not home.wake_file.path.exists()

    play(scene, wake={"log": False})


def test_other_ears_take_over_while_it_runs(play: Callable[..., None]) -> None:
    async def scene(home: House) -> None:
        await open_ears(home)
        await frames(home)
        first, painting = await home.paints_slowly()
        before = home.ears
        home.ears = home.worker("ears", "ScriptedEars")
        await home.listening.replace_ears(home.ears)
        assert before.pid is None
        await home.told.until(lambda: home.listening.health.device)
        await frames(home)
        assert first.stage is Stage.PAINTING, "what is painted is not touched"
        home.open_gate()
        await painting
        await home.listening.mute()
        await home.listening.replace_ears(before)
        assert not home.listening.ears.send(DropUtterance()), "muted ears stay closed"

    play(scene)
