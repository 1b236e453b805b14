"""The meter is reported while somebody watches, and an utterance lasts as long as a key is held."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import sounds
from helpers.reports import Reports

from assistant.core.messages.ears_messages import Meter, NobodySpoke, Utterance, Woke
from assistant.hearing.audio.blocks import RATE_HZ
from assistant.hearing.endpointing.endpoint import SpeechEndpointer
from assistant.hearing.listener import WATCH_S, Listener
from assistant.hearing.wake.gate import SpeechGate
from assistant.hearing.wake.streaming_detector import CONTEXT_BLOCKS, OpenWakeWordDetector
from assistant.settings.schema import EarsSettings

SETTINGS = EarsSettings()
SENTENCE = sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ : round(4.176 * RATE_HZ)]


class Ears:
    """Runs a listener of real parts and keeps what it reported."""

    def __init__(self, detector: OpenWakeWordDetector, endpointer: SpeechEndpointer) -> None:
        self.heard = Reports()
        gate = SpeechGate(SETTINGS.hearing.gate, CONTEXT_BLOCKS)
        self.listener = Listener(SETTINGS, gate, detector, endpointer, self.heard)

    def hear(self, *parts: np.ndarray) -> None:
        for block in sounds.blocks(np.concatenate(parts)):
            self.listener.hear(block)


@pytest.fixture(scope="module")
def parts() -> tuple[OpenWakeWordDetector, SpeechEndpointer]:
    return OpenWakeWordDetector(SETTINGS.wake), SpeechEndpointer(SETTINGS.hearing)


@pytest.fixture
def ears(parts: tuple[OpenWakeWordDetector, SpeechEndpointer]) -> Ears:
    return Ears(*parts)


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
