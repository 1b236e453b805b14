"""A stored call goes through the detector: heard, missed, spread over the room's blocks, and without disturbing
them."""

import shutil
import time
import wave
from pathlib import Path

import pytest
from helpers import sounds

from assistant.core.messages.ears_messages import SelfTested
from assistant.hearing.audio.blocks import BLOCK_S, SILENCE
from assistant.hearing.networks import package_folder
from assistant.hearing.wake.self_test import SelfTest, find_clips
from assistant.hearing.wake.streaming_detector import OpenWakeWordDetector
from assistant.hearing.wake.trigger import thresholds
from assistant.paths import data_file
from assistant.settings.schema import WakeSettings

SETTINGS = WakeSettings()
CLIPS = find_clips(SETTINGS)
LENGTH = len(CLIPS["jarvis"])


@pytest.fixture(scope="module")
def detector() -> OpenWakeWordDetector:
    return OpenWakeWordDetector(SETTINGS)


def made(
    detector: OpenWakeWordDetector, every_s: float = 0, settings: WakeSettings = SETTINGS
) -> tuple[SelfTest, list[SelfTested]]:
    told: list[SelfTested] = []
    return SelfTest(detector, thresholds(detector.words, settings), CLIPS, every_s, told.append), told


def run(test: SelfTest, blocks: int) -> None:
    for _ in range(blocks):
        test.step()


def test_the_stored_call_is_heard_when_asked(detector: OpenWakeWordDetector) -> None:
    test, told = made(detector)
    run(test, 50)
    assert told == []
    test.start()
    run(test, LENGTH - 1)
    assert told == []
    run(test, 100)
    (heard,) = told
    assert (heard.heard, heard.word) == (True, "jarvis")
    assert 1 - SETTINGS.sensitivity <= heard.score <= 1


def test_a_call_that_does_not_reach_the_threshold_is_told_as_missed(detector: OpenWakeWordDetector) -> None:
    class Weak(OpenWakeWordDetector):
        def score(self, block: bytes) -> float:
            best = super().score(block)
            self.scores = tuple(score / 3 for score in self.scores)
            return best / 3

    test, told = made(Weak(SETTINGS))
    test.start()
    run(test, LENGTH)
    (missed,) = told
    assert not missed.heard
    assert 0 < missed.score < 0.5


def test_it_runs_at_once_and_then_at_its_time(detector: OpenWakeWordDetector) -> None:
    every_blocks = 3 * LENGTH
    test, told = made(detector, every_s=every_blocks * BLOCK_S)
    run(test, LENGTH)
    assert len(told) == 1
    run(test, every_blocks - LENGTH - 1)
    assert len(told) == 1
    run(test, 2 * every_blocks + LENGTH + 2)
    assert len(told) == 4


def test_what_the_room_says_is_scored_as_if_nothing_were_tested(detector: OpenWakeWordDetector) -> None:
    stream = sounds.blocks_of(sounds.PAUSE)[: LENGTH + 10]
    detector.reset()
    alone = [detector.score(block) for block in stream]
    detector.reset()
    test, told = made(detector)
    test.start()
    scores = []
    for block in stream:
        scores.append(detector.score(block))
        test.step()
    assert scores == alone
    assert [one.heard for one in told] == [True]


def test_asked_again_in_the_middle_it_begins_anew(detector: OpenWakeWordDetector) -> None:
    test, told = made(detector)
    test.start()
    run(test, LENGTH // 2)
    test.start()
    run(test, LENGTH - 1)
    assert told == []
    run(test, LENGTH)
    assert len(told) == 1


def test_it_costs_less_than_a_tenth_of_a_second_and_no_step_more_than_a_block_lasts(
    detector: OpenWakeWordDetector,
) -> None:
    test, told = made(detector)
    test.start()
    steps = []
    for _ in range(LENGTH):
        started = time.thread_time()
        test.step()
        steps.append(time.thread_time() - started)
    assert told
    assert sum(steps) < 0.1
    assert max(steps) < BLOCK_S / 2


@pytest.mark.skipif(package_folder("openwakeword") is None, reason="needs hey_jarvis of openwakeword==0.4.0")
def test_each_word_is_tested_with_its_own_call() -> None:
    settings = WakeSettings(models=("jarvis", "hey_jarvis"))
    clips = find_clips(settings)
    told: list[SelfTested] = []
    detector = OpenWakeWordDetector(settings)
    test = SelfTest(detector, thresholds(detector.words, settings), clips, 0, told.append)
    test.start()
    run(test, sum(len(clip) for clip in clips.values()))
    assert [(one.word, one.heard) for one in told] == [("jarvis", True), ("hey_jarvis", True)]


def test_a_call_lies_beside_its_head_as_wav_or_flac(tmp_path: Path) -> None:
    for name in ("friday", "monday", "sunday"):
        shutil.copy(data_file("models/wake/jarvis.onnx"), tmp_path / f"{name}.onnx")
    sounds.write_wav(tmp_path / "friday.wav", sounds.samples_of(sounds.PEOPLE[0]), 16_000)
    shutil.copy(sounds.PEOPLE[0], tmp_path / "monday.flac")
    clips = find_clips(
        WakeSettings(models=tuple(str(tmp_path / f"{day}.onnx") for day in ("friday", "monday", "sunday")))
    )
    assert clips["friday"] == clips["monday"]
    assert clips["friday"][0] == clips["friday"][-1] == SILENCE
    assert "sunday" not in clips


def test_a_damaged_call_and_other_engines_models_are_left_out(tmp_path: Path) -> None:
    shutil.copy(data_file("models/wake/jarvis.onnx"), tmp_path / "friday.onnx")
    (tmp_path / "friday.wav").write_bytes(b"RIFF no sound")
    assert find_clips(WakeSettings(models=(str(tmp_path / "friday.onnx"),))) == {}
    assert find_clips(WakeSettings(models=("a_word_of_another_engine",))) == {}


def test_the_stored_calls_are_small_and_plain() -> None:
    for path in data_file("models/wake/self-test").glob("*.wav"):
        assert path.stat().st_size <= 40_000
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
