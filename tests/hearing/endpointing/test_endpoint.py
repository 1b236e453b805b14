"""Utterances start and end in the right place: in quiet and in noise, with pauses, and where nobody speaks."""

from itertools import pairwise

import numpy as np
import pytest
from helpers import sounds

from assistant.core.engines import Boundary
from assistant.hearing.audio.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.endpointing.endpoint import HESITATION_S, SpeechEndpointer
from assistant.settings.schema import HearingSettings

OVER = {Boundary.ENDED, Boundary.TOO_LONG, Boundary.NOBODY_SPOKE}
PATIENCE_S = HearingSettings().patience_ms / 1000
WAKE_END = round(sounds.PAUSE_WAKE_END_S * RATE_HZ)
SPEECH_END_S = 4.55 - sounds.PAUSE_WAKE_END_S
"""Of PAUSE, from the end of its wake word."""


@pytest.fixture(scope="module")
def endpointer() -> SpeechEndpointer:
    return SpeechEndpointer(HearingSettings())


def follow(endpointer: SpeechEndpointer, samples: np.ndarray, after_wake: bool = True) -> list[Boundary]:
    """Returns the boundary of each block, up to the end of the utterance."""
    endpointer.reset(after_wake)
    return go_on(endpointer, samples)


def go_on(endpointer: SpeechEndpointer, samples: np.ndarray) -> list[Boundary]:
    said: list[Boundary] = []
    for block in sounds.blocks(samples):
        said.append(endpointer.push(block))
        if said[-1] in OVER:
            break
    return said


def quiet(seconds: float) -> np.ndarray:
    noise: np.ndarray = sounds.room(seconds, 4)
    return noise


def request() -> np.ndarray:
    """Returns what follows the wake word in PAUSE: 0.4 s of silence, and the sentence."""
    return sounds.samples_of(sounds.PAUSE)[WAKE_END : WAKE_END + round(SPEECH_END_S * RATE_HZ)]


def sentence() -> np.ndarray:
    """Returns the same without the pause at its start."""
    return request()[round(0.4 * RATE_HZ) :]


def word() -> np.ndarray:
    """Returns 0.35 s of speech."""
    return request()[RATE_HZ : round(1.35 * RATE_HZ)]


def together(*parts: np.ndarray) -> np.ndarray:
    """Joins sounds in a quiet room."""
    joined: np.ndarray = np.concatenate(parts).astype(np.int32)
    joined += quiet(len(joined) / RATE_HZ + 1)[: len(joined)]
    mixed: np.ndarray = np.clip(joined, -32768, 32767).astype(np.int16)
    return mixed


def spoken(samples: np.ndarray) -> float:
    """Returns the root mean square of what is not silence."""
    return float(np.sqrt(np.mean(np.square(samples[np.abs(samples) > 0.1 * np.abs(samples).max()], dtype=float))))


def behind(samples: np.ndarray, other: np.ndarray, quieter_db: float) -> np.ndarray:
    """Returns `samples` with a voice through them and 8 s after them, quieter by the given level in the mean of its
    speech."""
    length = len(samples) + 8 * RATE_HZ
    other = np.resize(other, length).astype(float)
    front = np.concatenate((samples, np.zeros(length - len(samples), np.int16)))
    return np.clip(front + other * spoken(samples) / spoken(other) / 10 ** (quieter_db / 20), -32768, 32767).astype(
        np.int16
    )


def seconds(said: list[Boundary]) -> float:
    return len(said) * BLOCK_S


@pytest.mark.parametrize("noise", [0.0, 4.0, 300.0], ids=["silent", "quiet room", "loud noise"])
def test_ends_after_the_patience_in_quiet_and_in_noise(endpointer: SpeechEndpointer, noise: float) -> None:
    samples = np.concatenate((request(), np.zeros(6 * RATE_HZ, np.int16)))
    said = follow(endpointer, (samples + sounds.room(len(samples) / RATE_HZ, noise)[: len(samples)]).astype(np.int16))
    assert said[-1] is Boundary.ENDED
    assert said.count(Boundary.STARTED) == 1
    assert seconds(said) == pytest.approx(SPEECH_END_S + PATIENCE_S, abs=0.2)


def test_patience_is_a_setting() -> None:
    patient = SpeechEndpointer(HearingSettings(patience_ms=2000))
    said = follow(patient, together(request(), quiet(6)))
    assert said[-1] is Boundary.ENDED
    assert seconds(said) == pytest.approx(SPEECH_END_S + 2.0, abs=0.2)


def test_a_pause_shorter_than_the_patience_is_told_and_does_not_end_it(endpointer: SpeechEndpointer) -> None:
    said = follow(endpointer, together(request(), quiet(PATIENCE_S - 0.4), sentence(), quiet(2)))
    assert said[-1] is Boundary.ENDED
    assert Boundary.PAUSED in said
    assert Boundary.RESUMED in said[said.index(Boundary.PAUSED) :]
    assert seconds(said) > (len(request()) + len(sentence())) / RATE_HZ


@pytest.mark.parametrize("pause_s", [0.0, 0.9, 1.5])
def test_the_end_of_the_wake_word_and_a_pause_are_not_the_request(endpointer: SpeechEndpointer, pause_s: float) -> None:
    person = sounds.samples_of(sounds.PEOPLE[0])
    tail = person[round(0.7 * RATE_HZ) : round(0.89 * RATE_HZ)]
    said = follow(endpointer, together(tail, quiet(pause_s), request(), quiet(6)))
    assert said[-1] is Boundary.ENDED
    assert seconds(said) == pytest.approx(0.19 + pause_s + SPEECH_END_S + PATIENCE_S, abs=0.2)


def test_a_word_in_one_breath_with_the_wake_word_is_waited_for_but_not_long(endpointer: SpeechEndpointer) -> None:
    said = follow(endpointer, together(word(), quiet(6)))
    assert said[-1] is Boundary.ENDED
    assert 0.35 + PATIENCE_S < seconds(said) < 0.35 + HESITATION_S


def test_a_word_after_a_breath_ends_after_little_more_than_the_patience(endpointer: SpeechEndpointer) -> None:
    said = follow(endpointer, together(quiet(0.5), word(), quiet(6)))
    assert said[-1] is Boundary.ENDED
    assert seconds(said) == pytest.approx(0.85 + PATIENCE_S, abs=0.3)


def test_without_a_wake_word_any_word_counts_at_once(endpointer: SpeechEndpointer) -> None:
    said = follow(endpointer, together(word(), quiet(6)), after_wake=False)
    assert Boundary.STARTED in said
    assert said[-1] is Boundary.ENDED
    assert seconds(said) == pytest.approx(0.35 + PATIENCE_S, abs=0.2)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(10 * RATE_HZ, np.int16),
        np.full(10 * RATE_HZ, 9000, np.int16),
        np.full(10 * RATE_HZ, -32768, np.int16),
        sounds.room(10, 300),
        np.concatenate((quiet(1), sounds.room(0.02, 9000), quiet(8))),
    ],
    ids=["zeros", "offset", "stuck", "noise", "click"],
)
def test_gives_up_when_nobody_speaks(endpointer: SpeechEndpointer, samples: np.ndarray) -> None:
    said = follow(endpointer, samples)
    assert said[-1] is Boundary.NOBODY_SPOKE
    assert Boundary.STARTED not in said
    assert seconds(said) == pytest.approx(HearingSettings().no_speech_s, abs=BLOCK_S)


def test_a_cough_after_the_wake_word_does_not_cut_off_the_request(endpointer: SpeechEndpointer) -> None:
    shape = np.exp(-np.arange(round(0.25 * RATE_HZ)) / RATE_HZ / 0.06)
    cough = (sounds.room(0.25, 6000) * shape).astype(np.int16)
    said = follow(endpointer, together(quiet(0.3), cough, quiet(1.2), request(), quiet(6)))
    assert said[-1] is Boundary.ENDED
    assert seconds(said) == pytest.approx(1.75 + SPEECH_END_S + PATIENCE_S, abs=0.2)


def test_clipped_speech_ends_like_any(endpointer: SpeechEndpointer) -> None:
    clipped = np.clip(together(request(), quiet(6)).astype(np.int32) * 30, -32768, 32767).astype(np.int16)
    said = follow(endpointer, clipped)
    assert said[-1] is Boundary.ENDED
    assert seconds(said) == pytest.approx(SPEECH_END_S + PATIENCE_S, abs=0.25)


@pytest.mark.parametrize(("fades_db", "over_s"), [(10.0, SPEECH_END_S), (20.0, 1.0)])
def test_a_speaker_who_trails_off_is_heard_to_the_end(
    endpointer: SpeechEndpointer, fades_db: float, over_s: float
) -> None:
    fading_from_s = SPEECH_END_S - over_s
    fading = 10 ** (-fades_db / 20 * np.clip((np.arange(len(request())) / RATE_HZ - fading_from_s) / over_s, 0, 1))
    said = follow(endpointer, together((request() * fading).astype(np.int16), quiet(6)))
    assert said[-1] is Boundary.ENDED
    assert seconds(said) == pytest.approx(SPEECH_END_S + PATIENCE_S, abs=0.25)


@pytest.mark.parametrize("quieter_db", [12.0, 20.0])
def test_a_voice_behind_the_speaker_does_not_hold_it_open(endpointer: SpeechEndpointer, quieter_db: float) -> None:
    other = sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ : 4 * RATE_HZ]
    said = follow(endpointer, behind(together(request()), other, quieter_db))
    assert said[-1] is Boundary.ENDED
    assert SPEECH_END_S < seconds(said) < SPEECH_END_S + PATIENCE_S + 1.5


def test_noise_that_begins_in_the_middle_changes_nothing(endpointer: SpeechEndpointer) -> None:
    samples = together(request(), quiet(6))
    half = round(SPEECH_END_S / 2 * RATE_HZ)
    samples[half:] += sounds.room((len(samples) - half) / RATE_HZ + 1, 400)[: len(samples) - half]
    said = follow(endpointer, samples)
    assert said[-1] is Boundary.ENDED
    assert seconds(said) == pytest.approx(SPEECH_END_S + PATIENCE_S, abs=0.25)


def test_endless_speech_is_cut_at_the_cap(endpointer: SpeechEndpointer) -> None:
    said = follow(endpointer, together(*[sentence()] * 18))
    assert said[-1] is Boundary.TOO_LONG
    assert seconds(said) == pytest.approx(HearingSettings().max_utterance_s, abs=BLOCK_S)
    assert endpointer.time_left == 0


def test_a_reset_in_the_middle_forgets_everything(endpointer: SpeechEndpointer) -> None:
    whole = follow(endpointer, together(request(), quiet(6)))
    follow(endpointer, together(sentence(), quiet(0.4)))
    endpointer.wait(4)
    assert follow(endpointer, together(request(), quiet(6))) == whole


def test_waits_when_asked_in_the_pause(endpointer: SpeechEndpointer) -> None:
    said = follow(endpointer, together(request(), quiet(0.4)))
    assert Boundary.PAUSED in said[-4:]
    endpointer.wait(1.6)
    rest = go_on(endpointer, quiet(4))
    assert rest[-1] is Boundary.ENDED
    assert seconds(said) + seconds(rest) == pytest.approx(SPEECH_END_S + 1.6, abs=0.2)


def test_waits_in_the_next_pause_when_asked_before_it(endpointer: SpeechEndpointer) -> None:
    said = follow(endpointer, request()[: 2 * RATE_HZ])
    endpointer.wait(1.6)
    rest = go_on(endpointer, together(request()[2 * RATE_HZ :], quiet(4)))
    assert seconds(said) + seconds(rest) == pytest.approx(SPEECH_END_S + 1.6, abs=0.2)


def test_what_is_said_after_the_wait_restores_the_patience(endpointer: SpeechEndpointer) -> None:
    follow(endpointer, together(request(), quiet(0.4)))
    endpointer.wait(1.6)
    rest = go_on(endpointer, together(quiet(0.8), sentence(), quiet(4)))
    assert Boundary.RESUMED in rest
    assert rest[-1] is Boundary.ENDED
    assert seconds(rest) == pytest.approx(0.8 + len(sentence()) / RATE_HZ + PATIENCE_S, abs=0.2)


def test_a_wait_makes_no_pause_shorter_and_a_click_does_not_end_it(endpointer: SpeechEndpointer) -> None:
    said = follow(endpointer, together(request(), quiet(0.4)))
    endpointer.wait(0.1)
    rest = go_on(endpointer, quiet(4))
    assert seconds(said) + seconds(rest) == pytest.approx(SPEECH_END_S + PATIENCE_S, abs=0.2)
    follow(endpointer, together(request(), quiet(0.4)))
    endpointer.wait(1.6)
    rest = go_on(endpointer, together(quiet(0.2), sounds.room(0.02, 9000), quiet(4)))
    assert seconds(rest) == pytest.approx(1.2, abs=0.4)


def test_a_wait_does_not_move_the_cap() -> None:
    short = SpeechEndpointer(HearingSettings(max_utterance_s=4.5))
    said = follow(short, request())
    short.wait(8)
    rest = go_on(short, quiet(6))
    assert rest[-1] is Boundary.TOO_LONG
    assert seconds(said) + seconds(rest) == pytest.approx(4.5, abs=BLOCK_S)


def lefts(endpointer: SpeechEndpointer, samples: np.ndarray) -> list[float]:
    """Returns the time left after each block, up to the end."""
    left = []
    for block in sounds.blocks(samples):
        over = endpointer.push(block) in OVER
        left.append(endpointer.time_left)
        if over:
            break
    return left


def test_time_left_falls_in_a_pause_and_is_whole_while_speaking(endpointer: SpeechEndpointer) -> None:
    endpointer.reset()
    left = lefts(endpointer, together(request(), quiet(6)))
    speaking = left[round(1.0 / BLOCK_S) : round((SPEECH_END_S - 0.5) / BLOCK_S)]
    assert max(speaking) == 1
    assert np.mean(speaking) > 0.8
    assert left[-7:] == sorted(left[-7:], reverse=True)
    assert left[-1] < 0.05


def test_time_left_falls_to_nothing_without_a_jump_when_asked_to_wait(endpointer: SpeechEndpointer) -> None:
    endpointer.reset()
    pause = lefts(endpointer, together(request(), quiet(0.4)))
    endpointer.wait(2.0)
    pause = [pause[-1], *lefts(endpointer, quiet(6))]
    assert pause[0] < 0.7
    assert pause == sorted(pause, reverse=True)
    assert max(before - after for before, after in pairwise(pause)) < 0.1
    assert pause[-1] < 0.05


def test_time_left_tells_the_time_to_begin_and_the_coming_cap() -> None:
    endpointer = SpeechEndpointer(HearingSettings(max_utterance_s=4))
    waiting = lefts(endpointer, quiet(6))
    assert waiting == sorted(waiting, reverse=True)
    assert waiting[0] > 0.9
    assert waiting[-1] < 0.05
    endpointer.reset()
    capped = lefts(endpointer, together(sentence(), sentence()))
    assert capped[-1] == 0
    assert max(capped[-12:]) < 0.35
