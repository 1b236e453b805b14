"""Blocks become utterances: what is kept, what is ignored, what is reported."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest
from helpers import sounds
from helpers.reports import Reports

from assistant.core.engines import Boundary
from assistant.core.message import Message
from assistant.core.messages.ears_messages import (
    FramesScored,
    Level,
    Meter,
    NearMiss,
    NobodySpoke,
    Paused,
    Utterance,
    Woke,
)
from assistant.core.request import Audio
from assistant.hearing.audio.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.endpointing.endpoint import SpeechEndpointer
from assistant.hearing.listener import WATCH_S, Listener, meter_level
from assistant.hearing.wake.gate import SpeechGate
from assistant.hearing.wake.streaming_detector import CONTEXT_BLOCKS, OpenWakeWordDetector
from assistant.settings.schema import EarsSettings, WakeSettings

SETTINGS = EarsSettings()
SENTENCE = sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ : round(4.176 * RATE_HZ)]
T = TypeVar("T", bound=Message)


class Ears:
    """Runs a listener of real parts and keeps what it reported."""

    def __init__(self, detector: OpenWakeWordDetector, endpointer: SpeechEndpointer) -> None:
        self.heard = Reports()
        gate = SpeechGate(SETTINGS.hearing.gate, CONTEXT_BLOCKS)
        self.listener = Listener(SETTINGS, gate, detector, endpointer, self.heard)

    def hear(self, *parts: np.ndarray) -> None:
        for block in sounds.blocks(np.concatenate(parts)):
            self.listener.hear(block)

    def of(self, kind: type[T]) -> list[T]:
        return self.heard.of(kind)


@pytest.fixture(scope="module")
def parts() -> tuple[OpenWakeWordDetector, SpeechEndpointer]:
    return OpenWakeWordDetector(SETTINGS.wake), SpeechEndpointer(SETTINGS.hearing)


@pytest.fixture
def ears(parts: tuple[OpenWakeWordDetector, SpeechEndpointer]) -> Ears:
    return Ears(*parts)


def contains(ears: Ears, utterance: Utterance, part: np.ndarray) -> bool:
    return part.tobytes() in ears.heard.payload_of(utterance)


def seconds(heard: Reports, utterance: Utterance) -> float:
    return Audio(heard.payload_of(utterance), utterance.rate_hz).seconds


def test_an_utterance_holds_the_wake_word_and_all_that_follows(ears: Ears) -> None:
    said = sounds.samples_of(sounds.HEY_RUN_ON)
    before, after = sounds.room(3), sounds.room(3, seed=1)
    ears.hear(before, said, after)
    (woke,) = ears.of(Woke)
    (utterance,) = ears.of(Utterance)
    assert (woke.word, utterance.reason) == ("jarvis", "ended")
    assert 1 - SETTINGS.wake.sensitivity <= woke.score <= 1
    assert 3.3 < woke.at_s < 4.2
    assert contains(ears, utterance, said[round(0.33 * RATE_HZ) : round(4.176 * RATE_HZ)])
    whole = np.concatenate((before, said, after))
    start = round(utterance.at_s * RATE_HZ)
    samples = ears.heard.payload_of(utterance)
    assert whole[start : start + len(samples) // 2].tobytes() == samples
    assert woke.at <= utterance.speech_end
    assert ears.heard.messages.index(woke) < ears.heard.messages.index(utterance)


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
    assert contains(ears, utterance, once[RATE_HZ:])
    assert seconds(ears.heard, utterance) > 8


def test_a_bare_wake_word_is_told_when_nothing_follows(ears: Ears) -> None:
    synthetic = sounds.samples_of(sounds.PAUSE)[: round(sounds.PAUSE_WAKE_END_S * RATE_HZ)]
    ears.hear(sounds.room(1), synthetic, sounds.room(8))
    assert len(ears.of(Woke)) == 1
    over = [item for item in ears.heard.messages if isinstance(item, Utterance | NobodySpoke)]
    assert len(over) == 1


def test_push_to_talk_opens_without_a_wake_word_and_tells_no_wake(ears: Ears) -> None:
    sentence = sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ : round(4.176 * RATE_HZ)]
    ears.hear(sounds.room(2))
    ears.listener.listen()
    ears.hear(sentence, sounds.room(3))
    (utterance,) = ears.of(Utterance)
    assert contains(ears, utterance, sentence)
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
    assert ears.of(FramesScored) == []
    sound = np.concatenate((sounds.room(3), sounds.samples_of(sounds.PAUSE), sounds.room(3)))
    for block in sounds.blocks(sound):
        clock(BLOCK_S)
        ears.listener.hear(block)
    beats = ears.of(FramesScored)
    assert len(beats) == pytest.approx(len(sound) / RATE_HZ, abs=2)
    assert sum(beat.scored for beat in beats) == pytest.approx(len(sounds.blocks(sound)), abs=13)
    assert max(beat.score for beat in beats) >= 1 - SETTINGS.wake.sensitivity
    assert beats[2].peak < 0.01 < max(beat.peak for beat in beats)


def test_an_utterance_cut_at_the_cap_says_so(parts: tuple[OpenWakeWordDetector, SpeechEndpointer]) -> None:
    settings = EarsSettings.model_validate({"hearing": {"max_utterance_s": 2}})
    heard = Reports()
    listener = Listener(settings, SpeechGate(2, CONTEXT_BLOCKS), parts[0], SpeechEndpointer(settings.hearing), heard)
    for block in sounds.blocks(sounds.samples_of(sounds.HEY_RUN_ON)):
        listener.hear(block)
    (utterance,) = heard.of(Utterance)
    assert utterance.reason == "too_long"
    assert seconds(heard, utterance) == pytest.approx(3.0, abs=0.5)


class Scripted:
    """Gives the scores that the test sets: only so can a score be stuck, or a near-miss be sure."""

    words = ("jarvis",)
    word = "jarvis"
    context_blocks = CONTEXT_BLOCKS
    verified_words: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.now = 0.0
        self.resets = 0

    @property
    def scores(self) -> tuple[float, ...]:
        return (self.now,)

    def score(self, block: bytes) -> float:
        return self.now

    def reset(self) -> None:
        self.resets += 1

    def twin(self) -> "Scripted":
        return Scripted()


class Ends:
    """Gives the boundary that the test sets next, and by itself ends every utterance with its first block."""

    silence_s = 0.0
    started = True
    time_left = 1.0

    def __init__(self) -> None:
        self.says: list[Boundary] = []
        self.waits: list[float] = []

    def push(self, block: bytes) -> Boundary:
        return self.says.pop(0) if self.says else Boundary.ENDED

    def reset(self, after_wake: bool = True) -> None:
        pass

    def wait(self, silence_s: float) -> None:
        self.waits.append(silence_s)


class Scene:
    """Runs a listener with scripted detector and endpointer on real speech."""

    def __init__(self, verified: tuple[str, ...] = (), **wake: object) -> None:
        self.settings = EarsSettings(wake=WakeSettings.model_validate(wake))
        self.detector, self.ends = Scripted(), Ends()
        self.detector.verified_words = verified
        self.heard = Reports()
        gate = SpeechGate(0, CONTEXT_BLOCKS)
        self.listener = Listener(self.settings, gate, self.detector, self.ends, self.heard)
        self._speech = sounds.blocks(sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ // 2 :])[:40]

    def hear(self, score: float, blocks: int = 1) -> int:
        """How many wakes so many blocks of this score bring."""
        self.detector.now = score
        before = self.listener.wakes
        for number in range(blocks):
            self.listener.hear(self._speech[number % len(self._speech)])
        return self.listener.wakes - before

    def of(self, kind: type[T]) -> list[T]:
        return self.heard.of(kind)


def test_it_is_armed_again_only_after_the_score_fell_and_the_refractory_time_passed() -> None:
    scene = Scene(refractory_s=1.5)
    assert scene.hear(0.99, 40) == 1
    assert scene.hear(0.2) == 0
    assert scene.hear(0.99, 5) == 1
    assert scene.hear(0.2) + scene.hear(0.99, 5) == 0
    assert scene.hear(0.2, 20) + scene.hear(0.99) == 1


def test_a_low_score_wakes_in_doubt_a_high_one_for_sure_and_without_a_second_look_each_one() -> None:
    for second_look, low_is_sure in ((True, False), (False, True)):
        scene = Scene(second_look=second_look)
        scene.hear(0.6)
        scene.hear(0.1, 25)
        scene.hear(0.999)
        assert [woke.sure for woke in scene.of(Woke)] == [low_is_sure, True]


def test_a_call_that_hardly_scores_is_unlikely_where_a_verifier_has_heard_it() -> None:
    for verified in ((), ("jarvis",)):
        scene = Scene(verified)
        for score in (0.6, 0.85, 0.999):
            scene.hear(score)
            scene.hear(0.1, 25)
        assert [(woke.sure, woke.unlikely) for woke in scene.of(Woke)] == [
            (False, bool(verified)),
            (False, False),
            (True, False),
        ]


def test_each_word_has_its_own_sensitivity() -> None:
    assert Scene(sensitivities={"jarvis": 0.9}).hear(0.2, 5) == 1
    assert Scene(sensitivities={"friday": 0.9}).hear(0.2, 5) == 0


def test_a_near_miss_is_told_once_with_its_peak_and_when_it_was(clock: Callable[[float], None]) -> None:
    scene = Scene()
    for score in (0.0, 0.3, 0.4, 0.3, *[0.0] * 30):
        clock(BLOCK_S)
        scene.hear(score)
    (near,) = scene.of(NearMiss)
    assert (near.word, near.score) == ("jarvis", 0.4)
    assert near.at == pytest.approx(1000 + 3 * BLOCK_S)
    assert scene.of(Woke) == []


def test_a_near_miss_inside_an_utterance_is_nobodys_business() -> None:
    scene = Scene()
    scene.listener.listen()
    scene.ends.says = [Boundary.NOTHING] * 40
    scene.hear(0.4, 2)
    scene.hear(0.0, 38)
    assert scene.of(NearMiss) == []


def test_a_pause_brings_all_of_the_utterance_so_far() -> None:
    scene = Scene()
    scene.hear(0.999)
    scene.ends.says = [Boundary.STARTED, Boundary.PAUSED, Boundary.RESUMED, Boundary.PAUSED]
    scene.hear(0.0, 5)
    first, second = scene.of(Paused)
    (utterance,) = scene.of(Utterance)
    assert first.at_s == second.at_s == utterance.at_s
    so_far, more, whole = (scene.heard.payload_of(message) for message in (first, second, utterance))
    assert len(so_far) < len(more) < len(whole)
    assert whole.startswith(more)
    assert more.startswith(so_far)
    assert first.speech_end <= second.speech_end <= utterance.speech_end


def test_waiting_reaches_the_endpointer_only_while_an_utterance_is_open() -> None:
    scene = Scene()
    scene.listener.wait(1.6)
    scene.listener.listen()
    scene.listener.wait(1.6)
    scene.hear(0.0)
    scene.listener.wait(1.6)
    assert scene.ends.waits == [1.6]


def test_a_gap_ends_what_was_open_and_forgets_the_rest() -> None:
    scene = Scene()
    scene.hear(0.0, 3)
    scene.listener.listen()
    resets = scene.detector.resets
    scene.listener.handle_gap()
    assert len(scene.of(Utterance)) == 1
    assert scene.detector.resets == resets + 1
    assert scene.hear(0.6) == 0, "it waits whether the score rises"
    scene.listener.handle_gap()
    assert scene.hear(0.0, 5) == 0, "what came before the gap calls nobody"
    assert len(scene.of(Utterance)) == 1
    assert scene.hear(0.999) == 1, "and nothing is left to rest from"


def test_after_a_gap_it_hears_what_new_ears_would_hear(
    ears: Ears, parts: tuple[OpenWakeWordDetector, SpeechEndpointer]
) -> None:
    said = sounds.samples_of(sounds.PAUSE)
    ears.hear(sounds.room(1), said[: round(0.5 * RATE_HZ)])
    ears.listener.handle_gap()
    ears.heard.clear()
    ears.hear(said, sounds.room(2))
    new = Ears(*parts)
    new.hear(said, sounds.room(2))
    assert [woke.score for woke in ears.of(Woke)] == [woke.score for woke in new.of(Woke)]
    assert [ears.heard.payload_of(said) for said in ears.of(Utterance)] == [
        new.heard.payload_of(said) for said in new.of(Utterance)
    ]
    assert len(new.of(Utterance)) == 1


def test_a_microphone_without_real_sound_has_no_peak() -> None:
    scene = Scene()
    scene.listener.hear(sounds.tone(0.08, 300).tobytes(), sound=False)
    (beat,) = scene.of(FramesScored)
    assert beat.peak == 0


def test_the_meter_is_even_in_decibels() -> None:
    assert meter_level(0.0) == meter_level(0.001) == 0
    assert meter_level(1.0) == 1
    assert meter_level(0.1) - meter_level(0.01) == pytest.approx(meter_level(1.0) - meter_level(0.1))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Stops the monotonic clock; the returned function moves it on."""
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


def test_the_meter_shows_the_call_and_ends_when_nobody_renews_it(ears: Ears) -> None:
    said = sounds.samples_of(sounds.PAUSE)[: round(sounds.PAUSE_WAKE_END_S * RATE_HZ)]
    ears.hear(sounds.room(1))
    assert not any(isinstance(item, Meter) for item in ears.heard.messages)
    ears.listener.watch()
    ears.hear(said, sounds.room(8))
    meters = ears.heard.of(Meter)
    (woke,) = ears.heard.of(Woke)
    assert len(meters) == pytest.approx(WATCH_S / 0.08, abs=1), "it does not end by itself"
    assert max(item.score for item in meters) >= woke.score
    assert {item.word for item in meters} == {"jarvis"}
    assert 0 <= min(item.level for item in meters) < 0.3 < max(item.level for item in meters) <= 1


def test_a_microphone_without_sound_shows_no_level(ears: Ears) -> None:
    ears.listener.watch()
    for block in sounds.blocks(sounds.tone(0.5, 800)):
        ears.listener.hear(block, sound=False)
    assert {item.level for item in ears.heard.messages if isinstance(item, Meter)} == {0.0}


def test_a_pause_ends_nothing_while_the_key_is_held_and_its_release_does(ears: Ears) -> None:
    ears.hear(sounds.room(1))
    ears.listener.listen(held=True)
    ears.hear(SENTENCE, sounds.room(4), SENTENCE, sounds.room(0.4))
    assert not any(isinstance(item, Utterance) for item in ears.heard.messages)
    ears.listener.end()
    (utterance,) = ears.heard.of(Utterance)
    assert utterance.reason == "ended"
    assert len(ears.heard.payload_of(utterance)) / 2 / RATE_HZ > 2 * len(SENTENCE) / RATE_HZ + 4
    ears.listener.end()
    assert sum(isinstance(item, Utterance) for item in ears.heard.messages) == 1, "nothing was open"


def test_a_key_that_is_held_for_ever_ends_all_the_same(ears: Ears) -> None:
    ears.listener.listen(held=True)
    ears.hear(sounds.room(SETTINGS.hearing.no_speech_s + 1))
    assert any(isinstance(item, NobodySpoke) for item in ears.heard.messages)
    ears.listener.listen(held=True)
    loud = np.concatenate([SENTENCE, sounds.room(1)] * 6)
    ears.hear(loud)
    assert any(isinstance(item, Utterance) and item.reason == "too_long" for item in ears.heard.messages)


def test_a_released_key_without_a_word_says_that_nobody_spoke(ears: Ears) -> None:
    ears.hear(sounds.room(1))
    ears.listener.listen(held=True)
    ears.hear(sounds.room(0.5))
    ears.listener.end()
    assert any(isinstance(item, NobodySpoke) for item in ears.heard.messages)
