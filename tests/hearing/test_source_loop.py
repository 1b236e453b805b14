"""The loop keeps a misbehaving microphone open and handles the daemon's messages. The microphone is scripted."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from helpers import sounds
from helpers.ears_at_work import EarsAtWork

from assistant.core.errors import MicrophoneGone
from assistant.core.messages.ears_messages import (
    FramesScored,
    Level,
    ListenNow,
    MicrophoneOrder,
    NobodySpoke,
    SelfTested,
    SelfTestNow,
    SourceLost,
    SourceOpened,
    SourceSilent,
    Utterance,
    Woke,
)
from assistant.hearing import source_loop as attendance
from assistant.hearing.audio.blocks import BLOCK_S, SILENCE
from assistant.hearing.job import EarsJob


class Script:
    """Delivers what a test wrote down, then room noise for ever; a later microphone begins with noise."""

    name = "scripted"
    default_changed = False

    def __init__(self, blocks: list[bytes | str]) -> None:
        self._blocks: list[bytes | str] = blocks
        self._seed = count(1)
        self.after_gap = False
        self._long_reads = False
        self.opened = 0
        self.hurry: list[bool] = []

    def __call__(self, device: str) -> "Script":
        return self

    def __enter__(self) -> "Script":
        self.opened += 1
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def use_long_reads(self, enabled: bool) -> None:
        self._long_reads = enabled

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
                self.hurry.append(not self._long_reads)

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
    monkeypatch.setattr("assistant.hearing.listener.FRAMES_EVERY_S", 0.0)  # a heartbeat for each block

    def start(blocks: list[bytes | str]) -> EarsAtWork:
        monkeypatch.setattr("assistant.hearing.source_loop.Microphone", Script(blocks))
        return EarsAtWork(job, MicrophoneOrder())

    return start


def test_a_stuck_microphone_has_no_peak_until_it_recovers(play: Play) -> None:
    stuck = sounds.blocks(sounds.tone(BLOCK_S, 300))
    with play([*sounds.blocks(sounds.room(1, 40)), *stuck * 60, *sounds.blocks(sounds.room(1, 40, seed=99))]) as ears:
        silent = ears.wait_for(SourceSilent)
        assert "stuck" in silent.failure.title
        assert '"scripted"' in silent.failure.title
        before = ears.reports.messages[: ears.reports.messages.index(silent)]
        before = [message for message in before if isinstance(message, FramesScored)]
        assert before[-1].peak == 0 < before[-3].peak
        while not ears.wait_for(FramesScored).peak:
            pass
        assert len(ears.of(SourceSilent)) == 1


def test_a_gap_ends_what_is_open_and_tells_it(play: Play) -> None:
    with play([*sounds.blocks_of(sounds.PAUSE)[:30], "gap"]) as ears:
        ears.wait_for(Woke)
        assert ears.wait_for(Utterance).reason == "ended"
        assert len(ears.of(SourceOpened)) == 1


def test_an_overflow_opens_it_again_and_ends_what_is_open(play: Play) -> None:
    with play([*sounds.blocks_of(sounds.PAUSE)[:30], "overflow"]) as ears:
        ears.wait_for(Woke)
        ears.wait_for(Utterance)
        ears.wait_for(SourceOpened)
        assert ears.of(SourceLost) == []


def test_a_lost_microphone_forgets_what_was_open(play: Play) -> None:
    with play([*sounds.blocks_of(sounds.PAUSE)[:30], "gone"]) as ears:
        ears.wait_for(Woke)
        ears.wait_for(SourceLost)
        ears.wait_for(SourceOpened)
        ears.wait_for(FramesScored)
        assert ears.of(Utterance) == ears.of(NobodySpoke) == []


def test_a_microphone_with_a_gate_of_its_own_is_heard_and_never_called_silent(play: Play) -> None:
    samples = sounds.samples_of(sounds.PAUSE)
    first, second = sounds.blocks(samples), sounds.blocks(samples[100:])
    with play([*[SILENCE] * 20, *first, *[SILENCE] * 30, *second, *[SILENCE] * 200]) as ears:
        ears.wait_for(Utterance)
        ears.wait_for(Utterance)
        assert len(ears.of(Woke)) == 2
        assert ears.of(SourceSilent) == []


def test_it_reads_in_a_hurry_only_while_somebody_may_speak(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    said = sounds.blocks_of(sounds.NO_WAKE_WORD, trailing_s=0)[15:40]
    room = [sounds.blocks(sounds.room(4, 6, seed=seed)) for seed in (1, 2)]
    with play([*room[0], *said, *room[1]]) as ears:
        script = attendance.Microphone
        for _ in range(len(room[0]) + len(said) + len(room[1]) + 1):
            ears.wait_for(FramesScored)
        quiet, speaking, after = len(room[0]), len(room[0]) + len(said), len(room[0]) + len(said) + len(room[1])
        assert isinstance(script, Script)
        assert not any(script.hurry[:quiet])
        assert all(script.hurry[quiet + 5 : speaking])
        assert not any(script.hurry[speaking + 15 : after])
        ears.send(ListenNow())
        ears.wait_for(Level)
        ears.wait_for(Level)
        assert script.hurry[-1]


def test_it_is_tested_when_asked_and_tells_each_word_that_it_can_test(play: Play, job: EarsJob) -> None:
    assert job.load().self_tests == ("jarvis",)
    with play([]) as ears:
        ears.wait_for(FramesScored)
        assert ears.of(SelfTested) == []
        ears.send(SelfTestNow())
        test = ears.wait_for(SelfTested)
        assert (test.heard, test.word) == (True, "jarvis")
        assert test.score >= 0.5
