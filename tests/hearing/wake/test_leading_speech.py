"""A pause before a word costs nothing, speech right up to the word lowers its score."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from helpers import sounds
from numpy.typing import NDArray

from assistant.hearing.audio.blocks import RATE_HZ
from assistant.hearing.wake.detector import build_detector
from assistant.hearing.wake.heads import head_path
from assistant.hearing.wake.leading_speech import MAX_PENALTY, leading_speech_penalty, leading_speech_share, penalised
from assistant.hearing.wake.verifier import WORD_LENGTH_KEY, Verifier, verifier_path
from assistant.settings.schema import WakeSettings

WORD_S = 0.6

Sound = NDArray[np.int16]


def voice(seconds: float, loud: float = 6000.0) -> Sound:
    """Returns syllables of 0.2 s with 0.04 s between them."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(1).standard_normal(at.size)
    return np.round(np.where(at % 0.24 < 0.2, loud, 50.0) * noise / 3).astype(np.int16)


def moment(*before: Sound) -> Sound:
    """Returns 2 s that end 0.16 s after a word."""
    return np.concatenate((*before, voice(0.55), sounds.room(0.16)))[-2 * RATE_HZ :]


def test_a_word_after_a_pause_is_not_doubted() -> None:
    assert leading_speech_penalty(moment(sounds.room(2)), WORD_S) == 0
    assert leading_speech_penalty(moment(voice(2), sounds.room(0.35)), WORD_S) == 0


def test_a_word_in_the_middle_of_speech_is() -> None:
    assert leading_speech_share(moment(voice(2)), WORD_S) > 0.6
    assert leading_speech_penalty(moment(voice(2)), WORD_S) == MAX_PENALTY


def test_the_gaps_between_words_are_no_pause() -> None:
    assert leading_speech_penalty(moment(voice(2), sounds.room(0.08)), WORD_S) == MAX_PENALTY


def test_a_short_word_before_is_a_greeting() -> None:
    assert leading_speech_penalty(moment(sounds.room(1), voice(0.3)), WORD_S) == 0


@pytest.mark.parametrize("below_db", [6, 10, 20])
def test_noise_is_no_speech(below_db: int) -> None:
    whole = moment(sounds.room(2))
    noise = np.random.default_rng(3).standard_normal(whole.size) * 6000 / 3 / 10 ** (below_db / 20)
    assert leading_speech_penalty((whole + noise).astype(np.int16), WORD_S) == 0


def test_quieter_voices_behind_are_not_the_callers() -> None:
    assert leading_speech_penalty(moment(voice(2, loud=1500)), WORD_S) == 0


def test_before_a_stream_began_nothing_was_heard() -> None:
    assert leading_speech_penalty(moment(sounds.room(0.1)), WORD_S) == 0
    assert leading_speech_penalty(np.zeros(0, np.int16), WORD_S) == 0


def test_a_doubted_score_is_so_much_less_likely() -> None:
    assert penalised(0.9, 0.0) == 0.9
    assert penalised(1 / (1 + np.exp(-MAX_PENALTY)), MAX_PENALTY) == pytest.approx(0.5)
    assert penalised(0.0, MAX_PENALTY) == 0.0
    assert penalised(1.0, MAX_PENALTY) == 1.0


def highest(samples: Sound, settings: WakeSettings) -> float:
    """Returns the highest score of a recording."""
    detector = build_detector(settings)
    return max(detector.score(block) for block in sounds.blocks(samples))


def without_length(folder: Path) -> WakeSettings:
    """Returns settings with a copy of "jarvis" whose verifier does not say how long the word is."""
    head = folder / "jarvis.onnx"
    head.write_bytes(head_path("jarvis").read_bytes())
    network = onnx.load(verifier_path(head_path("jarvis")))
    kept = [fact for fact in network.metadata_props if fact.key != WORD_LENGTH_KEY]
    del network.metadata_props[:]
    network.metadata_props.extend(kept)
    onnx.save(network, verifier_path(head))
    return WakeSettings(models=(str(head),))


def test_the_shipped_verifier_tells_how_long_its_word_is(tmp_path: Path) -> None:
    said = Verifier({"jarvis": verifier_path(head_path("jarvis"))}).word_s["jarvis"]
    assert said is not None
    assert 0.4 < said < 0.9
    assert Verifier({"jarvis": verifier_path(Path(without_length(tmp_path).models[0]))}).word_s == {"jarvis": None}


def test_a_call_scores_less_where_somebody_speaks_right_up_to_it(tmp_path: Path) -> None:
    call, speech = (sounds.samples_of(path) for path in (sounds.PEOPLE[0], sounds.NO_WAKE_WORD))
    spoken = np.flatnonzero(loud(speech))
    word = call[max(0, np.flatnonzero(loud(call))[0] - RATE_HZ // 20) :]
    before = speech[spoken[0] : spoken[-1]][-3 * RATE_HZ // 2 :]
    asked, plain = WakeSettings(), without_length(tmp_path)
    paused = np.concatenate((before, sounds.room(0.4), word, sounds.room(0.5)))
    assert highest(paused, asked) == highest(paused, plain) > 0.5
    spoken_up_to = np.concatenate((before, word, sounds.room(0.5)))
    assert highest(spoken_up_to, asked) < highest(spoken_up_to, plain)


def loud(samples: Sound) -> NDArray[np.bool_]:
    level = np.abs(samples.astype(np.int32))
    found: NDArray[np.bool_] = level > 0.15 * level.max()
    return found
