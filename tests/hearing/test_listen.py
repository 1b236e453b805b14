"""Blocks in, utterances out: what is kept, what is ignored, what is told."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest
import sounds

from assistant.core.engines import Boundary
from assistant.hearing.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.endpoint import SpeechEndpointer
from assistant.hearing.gate import SpeechGate
from assistant.hearing.listen import Frames, Heard, Level, Listener, NobodySpoke, Utterance, Woke, meter
from assistant.hearing.wake import CONTEXT_BLOCKS, OpenWakeWordDetector
from assistant.settings import EarsSettings, WakeSettings

SETTINGS = EarsSettings()
T = TypeVar("T")


class Ears:
    """A listener of real parts and what it reported."""

    def __init__(self, detector: OpenWakeWordDetector, endpointer: SpeechEndpointer) -> None:
        self.heard: list[Heard] = []
        gate = SpeechGate(SETTINGS.hearing.gate, CONTEXT_BLOCKS)
        self.listener = Listener(SETTINGS, gate, detector, endpointer, self.heard.append)

    def hear(self, *parts: np.ndarray) -> None:
        for block in sounds.blocks(np.concatenate(parts)):
            self.listener.hear(block)

    def of(self, kind: type[T]) -> list[T]:
        return [item for item in self.heard if isinstance(item, kind)]


@pytest.fixture(scope="module")
def parts() -> tuple[OpenWakeWordDetector, SpeechEndpointer]:
    return OpenWakeWordDetector(SETTINGS.wake), SpeechEndpointer(SETTINGS.hearing)


@pytest.fixture
def ears(parts: tuple[OpenWakeWordDetector, SpeechEndpointer]) -> Ears:
    return Ears(*parts)


def contains(utterance: Utterance, part: np.ndarray) -> bool:
    return part.tobytes() in utterance.audio.samples


def test_an_utterance_holds_the_wake_word_and_all_that_follows(ears: Ears) -> None:
    said = sounds.samples_of(sounds.HEY_RUN_ON)
    before, after = sounds.room(3), sounds.room(3, seed=1)
    ears.hear(before, said, after)
    (woke,) = ears.of(Woke)
    (utterance,) = ears.of(Utterance)
    assert (woke.word, utterance.reason) == ("jarvis", "ended")
    assert 0.95 <= woke.score <= 1
    assert 3.5 < woke.at_s < 4.2
    assert contains(utterance, said[round(0.33 * RATE_HZ) : round(4.176 * RATE_HZ)])
    whole = np.concatenate((before, said, after))
    start = round(utterance.at_s * RATE_HZ)
    assert whole[start : start + len(utterance.audio.samples) // 2].tobytes() == utterance.audio.samples
    assert woke.at <= utterance.speech_end
    assert ears.heard.index(woke) < ears.heard.index(utterance)


def test_other_speech_wakes_nobody(ears: Ears) -> None:
    ears.hear(sounds.samples_of(sounds.NO_WAKE_WORD), sounds.room(3), sounds.tone(1, 800))
    assert ears.of(Woke) == []
    assert ears.of(Level) == []


def test_one_call_is_one_wake_and_the_next_call_wakes_again(ears: Ears) -> None:
    said = sounds.samples_of(sounds.PAUSE)
    ears.hear(said, sounds.room(2.5), said, sounds.room(2.5), said, sounds.room(2.5))
    assert len(ears.of(Woke)) == len(ears.of(Utterance)) == ears.listener.wakes == 3


def test_a_wake_word_inside_an_open_utterance_is_ignored(ears: Ears) -> None:
    once = sounds.samples_of(sounds.PAUSE)[: round(4.6 * RATE_HZ)]
    ears.hear(once, once, sounds.room(3))
    (utterance,) = ears.of(Utterance)
    assert len(ears.of(Woke)) == 1
    assert contains(utterance, once[RATE_HZ:])
    assert utterance.audio.seconds > 8


def test_a_bare_wake_word_is_told_when_nothing_follows(ears: Ears) -> None:
    synthetic = sounds.samples_of(sounds.PAUSE)[: round(sounds.PAUSE_WAKE_END_S * RATE_HZ)]
    ears.hear(sounds.room(1), synthetic, sounds.room(8))
    assert len(ears.of(Woke)) == 1
    over = [item for item in ears.heard if isinstance(item, Utterance | NobodySpoke)]
    assert len(over) == 1


def test_push_to_talk_opens_without_a_wake_word_and_tells_no_wake(ears: Ears) -> None:
    sentence = sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ : round(4.176 * RATE_HZ)]
    ears.hear(sounds.room(2))
    ears.listener.listen()
    ears.hear(sentence, sounds.room(3))
    (utterance,) = ears.of(Utterance)
    assert contains(utterance, sentence)
    assert ears.of(Woke) == []


def test_push_to_talk_in_silence_says_that_nobody_spoke(ears: Ears) -> None:
    ears.listener.listen()
    ears.hear(sounds.room(6))
    assert ears.of(NobodySpoke) == [NobodySpoke()]
    assert ears.of(Utterance) == []


def test_a_dropped_utterance_is_never_sent_and_the_next_one_is(ears: Ears) -> None:
    said = sounds.samples_of(sounds.PAUSE)
    ears.hear(said[: 2 * RATE_HZ])
    assert ears.of(Woke)
    ears.listener.drop()
    ears.hear(said[2 * RATE_HZ :], sounds.room(2))
    assert ears.of(Utterance) == []
    ears.hear(said, sounds.room(2))
    assert len(ears.of(Utterance)) == 1


def test_the_end_of_the_sound_closes_what_is_open(ears: Ears) -> None:
    ears.hear(sounds.samples_of(sounds.PAUSE)[: 3 * RATE_HZ])
    ears.listener.finish()
    (utterance,) = ears.of(Utterance)
    assert utterance.reason == "ended"
    ears.listener.finish()
    assert len(ears.of(Utterance)) == 1


def test_levels_come_only_while_an_utterance_is_open_and_follow_the_voice(
    clock: Callable[[float], None], ears: Ears
) -> None:
    loud, quiet = sounds.tone(0.08, 300), sounds.room(0.08)
    ears.hear(quiet)
    ears.listener.listen()
    for sound in (loud, quiet):
        clock(0.08)
        ears.hear(sound)
    levels = ears.of(Level)
    assert [level.level > 0.5 for level in levels] == [True, False]
    assert all(0 <= level.time_left <= 1 for level in levels)


def test_no_more_than_15_levels_a_second(clock: Callable[[float], None], ears: Ears) -> None:
    ears.listener.listen()
    for _ in range(40):
        clock(0.01)
        ears.hear(sounds.room(0.08))
    assert 5 <= len(ears.of(Level)) <= 7


def test_the_heartbeat_counts_every_block_and_needs_blocks(clock: Callable[[float], None], ears: Ears) -> None:
    clock(60)
    assert ears.of(Frames) == []
    sound = np.concatenate((sounds.room(3), sounds.samples_of(sounds.PAUSE), sounds.room(3)))
    for block in sounds.blocks(sound):
        clock(BLOCK_S)
        ears.listener.hear(block)
    beats = ears.of(Frames)
    assert len(beats) == pytest.approx(len(sound) / RATE_HZ, abs=2)
    assert sum(beat.scored for beat in beats) == pytest.approx(len(sounds.blocks(sound)), abs=13)
    assert max(beat.score for beat in beats) >= 0.95
    assert beats[2].peak < 0.01 < max(beat.peak for beat in beats)


def test_an_utterance_cut_at_the_cap_says_so(parts: tuple[OpenWakeWordDetector, SpeechEndpointer]) -> None:
    settings = EarsSettings.model_validate({"hearing": {"max_utterance_s": 2}})
    heard: list[Heard] = []
    listener = Listener(
        settings, SpeechGate(2, CONTEXT_BLOCKS), parts[0], SpeechEndpointer(settings.hearing), heard.append
    )
    for block in sounds.blocks(sounds.samples_of(sounds.HEY_RUN_ON)):
        listener.hear(block)
    (utterance,) = [item for item in heard if isinstance(item, Utterance)]
    assert utterance.reason == "too_long"
    assert utterance.audio.seconds == pytest.approx(3.0, abs=0.5)


class Stuck:
    """A detector whose score rises and does not fall: the fault that re-arming is for."""

    word = "stuck"

    def __init__(self) -> None:
        self.now = 0.0

    def score(self, block: bytes) -> float:
        return self.now

    def reset(self) -> None:
        pass


class EndsAtOnce:
    """An endpointer that ends every utterance with its first block."""

    silence_s = 0.0
    started = True
    time_left = 1.0

    def push(self, block: bytes) -> Boundary:
        return Boundary.ENDED

    def reset(self, after_wake: bool = True) -> None:
        pass


def test_it_is_armed_again_only_after_the_score_fell_and_the_refractory_time_passed() -> None:
    settings = EarsSettings(wake=WakeSettings(refractory_s=1.5))
    detector = Stuck()
    heard: list[Heard] = []
    listener = Listener(settings, SpeechGate(0, CONTEXT_BLOCKS), detector, EndsAtOnce(), heard.append)
    speech = sounds.blocks(sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ // 2 :])

    def hear(score: float, blocks: int) -> int:
        detector.now = score
        before = listener.wakes
        for number in range(blocks):
            listener.hear(speech[number % 40])
        return listener.wakes - before

    assert hear(0.99, 40) == 1
    assert hear(0.2, 1) == 0
    assert hear(0.99, 5) == 1
    assert hear(0.2, 1) + hear(0.99, 5) == 0
    assert hear(0.2, 20) + hear(0.99, 1) == 1


def test_the_meter_is_even_in_decibels() -> None:
    assert meter(0.0) == meter(0.001) == 0
    assert meter(1.0) == 1
    assert meter(0.1) - meter(0.01) == pytest.approx(meter(1.0) - meter(0.1))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """The monotonic clock stands still; call this to move it on."""
    now = [1000.0]
    monkeypatch.setattr("assistant.hearing.listen.time.monotonic", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward
