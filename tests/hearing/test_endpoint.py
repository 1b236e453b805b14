"""Where an utterance starts and ends, in quiet, in noise, after pauses, and when nobody speaks."""

import numpy as np
import pytest
import sounds

from assistant.core.engines import Boundary
from assistant.hearing.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.endpoint import HESITATION_S, SpeechEndpointer
from assistant.settings import HearingSettings

OVER = {Boundary.ENDED, Boundary.TOO_LONG, Boundary.NOBODY_SPOKE}
WAKE_END = round(sounds.PAUSE_WAKE_END_S * RATE_HZ)
SPEECH_END_S = 4.55 - sounds.PAUSE_WAKE_END_S
"""Of PAUSE, from the end of its wake word."""


@pytest.fixture(scope="module")
def endpointer() -> SpeechEndpointer:
    return SpeechEndpointer(HearingSettings())


def follow(endpointer: SpeechEndpointer, samples: np.ndarray, after_wake: bool = True) -> list[Boundary]:
    """What it says for each block, until it says that the utterance is over."""
    endpointer.reset(after_wake)
    said: list[Boundary] = []
    for block in sounds.blocks(samples):
        said.append(endpointer.push(block))
        if said[-1] in OVER:
            break
    return said


def after_wake_word(fill_s: float = 6.0, noise: float = 4.0) -> np.ndarray:
    """What follows the wake word in PAUSE, with a room's noise through and after it."""
    sentence = np.concatenate((sounds.samples_of(sounds.PAUSE)[WAKE_END:], np.zeros(round(fill_s * RATE_HZ), np.int16)))
    noisy = sentence.astype(np.int32) + sounds.room(len(sentence) / RATE_HZ, noise)[: len(sentence)]
    return np.clip(noisy, -32768, 32767).astype(np.int16)


@pytest.mark.parametrize("noise", [0.0, 4.0, 300.0], ids=["silent", "quiet room", "loud noise"])
def test_ends_after_the_patience_in_quiet_and_in_noise(endpointer: SpeechEndpointer, noise: float) -> None:
    said = follow(endpointer, after_wake_word(noise=noise))
    assert said[-1] is Boundary.ENDED
    assert said.count(Boundary.STARTED) == 1
    assert len(said) * BLOCK_S == pytest.approx(SPEECH_END_S + 0.8, abs=0.3)


def test_patience_is_a_setting() -> None:
    patient = SpeechEndpointer(HearingSettings(patience_ms=2000))
    said = follow(patient, after_wake_word())
    assert said[-1] is Boundary.ENDED
    assert len(said) * BLOCK_S == pytest.approx(SPEECH_END_S + 2.0, abs=0.3)


def test_a_pause_shorter_than_the_patience_is_told_and_does_not_end_it(endpointer: SpeechEndpointer) -> None:
    sentence = sounds.samples_of(sounds.PAUSE)[WAKE_END + RATE_HZ // 2 : round(4.5 * RATE_HZ)]
    gap = np.zeros(round(0.5 * RATE_HZ), np.int16)
    said = follow(endpointer, np.concatenate((sentence, gap, sentence, np.zeros(2 * RATE_HZ, np.int16))))
    assert said[-1] is Boundary.ENDED
    assert Boundary.PAUSED in said
    assert Boundary.RESUMED in said[said.index(Boundary.PAUSED) :]
    assert len(said) * BLOCK_S > 2 * len(sentence) / RATE_HZ


@pytest.mark.parametrize("pause_s", [0.0, 0.9, 1.5])
def test_the_end_of_the_wake_word_and_a_pause_are_not_the_request(endpointer: SpeechEndpointer, pause_s: float) -> None:
    person = sounds.samples_of(sounds.PEOPLE[0])
    tail = person[round(0.6 * RATE_HZ) : round(0.89 * RATE_HZ)]
    gap = sounds.room(pause_s, 4)
    said = follow(endpointer, np.concatenate((tail, gap, after_wake_word())))
    assert said[-1] is Boundary.ENDED
    assert len(said) * BLOCK_S == pytest.approx(0.29 + pause_s + SPEECH_END_S + 0.8, abs=0.35)


def test_a_short_word_in_one_breath_with_the_wake_word_is_kept(endpointer: SpeechEndpointer) -> None:
    word = after_wake_word()[RATE_HZ : round(1.35 * RATE_HZ)]
    said = follow(endpointer, np.concatenate((word, sounds.room(6, 4))))
    assert said[-1] is Boundary.ENDED
    assert len(said) * BLOCK_S == pytest.approx(0.35 + HESITATION_S, abs=0.4)


def test_without_a_wake_word_any_word_counts_at_once(endpointer: SpeechEndpointer) -> None:
    word = after_wake_word()[RATE_HZ : round(1.35 * RATE_HZ)]
    said = follow(endpointer, np.concatenate((word, sounds.room(6, 4))), after_wake=False)
    assert Boundary.STARTED in said
    assert said[-1] is Boundary.ENDED
    assert len(said) * BLOCK_S == pytest.approx(0.35 + 0.8, abs=0.3)


@pytest.mark.parametrize("samples", [np.zeros(10 * RATE_HZ, np.int16), sounds.room(10, 300)], ids=["zeros", "noise"])
def test_gives_up_when_nobody_speaks(endpointer: SpeechEndpointer, samples: np.ndarray) -> None:
    said = follow(endpointer, samples)
    assert said[-1] is Boundary.NOBODY_SPOKE
    assert len(said) * BLOCK_S == pytest.approx(HearingSettings().no_speech_s, abs=BLOCK_S)


def test_endless_speech_is_cut_at_the_cap() -> None:
    impatient = SpeechEndpointer(HearingSettings(max_utterance_s=3))
    said = follow(impatient, after_wake_word())
    assert said[-1] is Boundary.TOO_LONG
    assert len(said) * BLOCK_S == pytest.approx(3, abs=BLOCK_S)


def test_time_left_falls_while_silent_and_is_whole_while_speaking(endpointer: SpeechEndpointer) -> None:
    endpointer.reset()
    left = []
    for block in sounds.blocks(after_wake_word()):
        over = endpointer.push(block) in OVER
        left.append(endpointer.time_left)
        if over:
            break
    speaking = left[round(1.0 / BLOCK_S) : round((SPEECH_END_S - 0.5) / BLOCK_S)]
    assert max(speaking) == 1
    assert np.mean(speaking) > 0.8
    assert left[-9:] == sorted(left[-9:], reverse=True)
    assert left[-1] < 0.05
