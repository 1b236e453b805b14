"""Staying with a microphone that misbehaves, and minding what the daemon tells. The microphone is scripted."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from helpers import sounds
from helpers.ears_at_work import EarsAtWork

from assistant.core.errors import MicrophoneGone
from assistant.hearing import source_loop as attendance
from assistant.hearing.audio.blocks import BLOCK_S, SILENCE
from assistant.hearing.job import EarsJob


class Script:
    """A microphone that delivers what a test wrote down, then room noise for ever; a later one begins with noise."""

    name = "scripted"
    default_changed = False

    def __init__(self, blocks: list[bytes | str]) -> None:
        self._blocks: list[bytes | str] = blocks
        self._seed = count(1)
        self.after_gap = False
        self.unhurried = False
        self.opened = 0
        self.hurry: list[bool] = []

    def __call__(self, device: str) -> "Script":
        return self

    def __enter__(self) -> "Script":
        self.opened += 1
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def blocks(self) -> Iterator[bytes]:
        while True:
            block = self._blocks.pop(0) if self._blocks else self.room(1)[0]
            if block == "gap":
                self.after_gap = True
            elif block == "overflow":
                return
            elif block == "gone":
                raise MicrophoneGone("It is gone", "Plug it in.")
            else:
                assert isinstance(block, bytes)
                yield block
                self.after_gap = False
                self.hurry.append(not self.unhurried)

    def room(self, blocks: int) -> list[bytes]:
        return sounds.blocks(sounds.room(blocks * BLOCK_S, 40, seed=next(self._seed)))


Play = Callable[[list[bytes | str]], EarsAtWork]


@pytest.fixture(scope="module")
def job() -> EarsJob:
    made = EarsJob({"hearing": {"no_speech_s": 30, "max_utterance_s": 60}, "wake": {"self_test_s": 0}})
    made.load()
    return made


@pytest.fixture
def play(job: EarsJob, monkeypatch: pytest.MonkeyPatch) -> Play:
    monkeypatch.setattr("assistant.hearing.source_loop.FIRST_RETRY_S", 0.01)
    monkeypatch.setattr("assistant.hearing.audio.level_meter.FRAMES_EVERY_S", 0.0)  # a heartbeat for each block

    def start(blocks: list[bytes | str]) -> EarsAtWork:
        monkeypatch.setattr("assistant.hearing.source_loop.Microphone", Script(blocks))
        return EarsAtWork(job, source="microphone")

    return start


def test_a_stuck_microphone_has_no_peak_until_it_recovers(play: Play) -> None:
    stuck = sounds.blocks(sounds.tone(BLOCK_S, 300))
    with play([*sounds.blocks(sounds.room(1, 40)), *stuck * 60, *sounds.blocks(sounds.room(1, 40, seed=99))]) as ears:
        silent = ears.wait_for("silent")
        assert "stuck" in silent.data["title"]
        assert '"scripted"' in silent.data["title"]
        before = ears.messages[: ears.messages.index(silent)]
        assert before[-1].data["peak"] == 0 < before[-3].data["peak"]
        while not ears.wait_for("frames").data["peak"]:
            pass
        assert len(ears.of("silent")) == 1


def test_a_gap_ends_what_is_open_and_tells_it(play: Play) -> None:
    with play([*sounds.blocks_of(sounds.PAUSE)[:30], "gap"]) as ears:
        ears.wait_for("woke")
        assert ears.wait_for("utterance").data["reason"] == "ended"
        assert len(ears.of("open")) == 1


def test_an_overflow_opens_it_again_and_ends_what_is_open(play: Play) -> None:
    with play([*sounds.blocks_of(sounds.PAUSE)[:30], "overflow"]) as ears:
        ears.wait_for("woke")
        ears.wait_for("utterance")
        ears.wait_for("open")
        assert ears.of("gone") == []


def test_a_lost_microphone_forgets_what_was_open(play: Play) -> None:
    with play([*sounds.blocks_of(sounds.PAUSE)[:30], "gone"]) as ears:
        ears.wait_for("woke")
        ears.wait_for("gone")
        ears.wait_for("open")
        ears.wait_for("frames")
        assert ears.of("utterance") == ears.of("nobody_spoke") == []


def test_a_microphone_with_a_gate_of_its_own_is_heard_and_never_called_silent(play: Play) -> None:
    samples = sounds.samples_of(sounds.PAUSE)
    first, second = sounds.blocks(samples), sounds.blocks(samples[100:])
    with play([*[SILENCE] * 20, *first, *[SILENCE] * 30, *second, *[SILENCE] * 200]) as ears:
        ears.wait_for("utterance")
        ears.wait_for("utterance")
        assert len(ears.of("woke")) == 2
        assert ears.of("silent") == []


def test_it_reads_in_a_hurry_only_while_somebody_may_speak(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    said = sounds.blocks_of(sounds.NO_WAKE_WORD, trailing_s=0)[15:40]
    room = [sounds.blocks(sounds.room(4, 6, seed=seed)) for seed in (1, 2)]
    with play([*room[0], *said, *room[1]]) as ears:
        script = attendance.Microphone
        for _ in range(len(room[0]) + len(said) + len(room[1]) + 1):
            ears.wait_for("frames")
        quiet, speaking, after = len(room[0]), len(room[0]) + len(said), len(room[0]) + len(said) + len(room[1])
        assert isinstance(script, Script)
        assert not any(script.hurry[:quiet])
        assert all(script.hurry[quiet + 5 : speaking])
        assert not any(script.hurry[speaking + 15 : after])
        ears.tell("listen")
        ears.wait_for("level")
        ears.wait_for("level")
        assert script.hurry[-1]


def test_what_it_cannot_obey_is_passed_over(play: Play) -> None:
    with play([]) as ears:
        ears.wait_for("frames")
        for told in ({"do": "sing"}, {"do": "wait"}, {"do": "wait", "silence_ms": "long"}):
            ears.tell(**told)
        ears.tell(do="listen")
        ears.wait_for("level")
        assert ears.error is None


def test_it_is_tested_when_asked_and_tells_each_word_that_it_can_test(play: Play, job: EarsJob) -> None:
    assert job.load()["self_tests"] == ["jarvis"]
    with play([]) as ears:
        ears.wait_for("frames")
        assert ears.of("self_test") == []
        ears.tell(do="self_test")
        test = ears.wait_for("self_test")
        assert (test.data["heard"], test.data["word"]) == (True, "jarvis")
        assert test.data["score"] >= 0.5
