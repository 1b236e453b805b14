"""Scenes, labels and the store keep the place of the word from the voice to the label."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.training.features.noises import KINDS, crowd, level
from assistant.training.features.training_scenes import (
    add_microphone,
    add_reverberation,
    call_scene,
    impulse_response,
    speech_rms,
    weaken_end,
)
from assistant.training.features.window_labels import LAST_SOUND, NO, OPEN, YES, label_moments
from assistant.training.voices.sound_store import SoundStore
from assistant.training.voices.voice import RATE_HZ, spelling, word_bounds


def quiet(length: int, _: np.random.Generator) -> np.ndarray:
    return np.zeros(length, np.float32)


def burst(seconds: float, before_s: float = 0.3, after_s: float = 0.3) -> np.ndarray:
    """Returns a tone with silence around it, in place of a word."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tone = 0.5 * np.sin(2 * np.pi * 700 * at)
    return np.pad(tone, (round(before_s * RATE_HZ), round(after_s * RATE_HZ))).astype(np.float32)


@pytest.mark.parametrize("seed", range(12))
def test_the_word_is_where_the_scene_says(seed: int) -> None:
    scene = call_scene(burst(0.4), 0.3, 0.7, quiet, np.random.default_rng(seed))
    inside = scene.samples[round(scene.start_s * RATE_HZ) : round(scene.end_s * RATE_HZ)].astype(float)
    before = scene.samples[: round((scene.start_s - 0.1) * RATE_HZ)].astype(float)
    tone = np.abs(np.fft.rfft(inside * np.hanning(inside.size)))
    assert abs(np.fft.rfftfreq(inside.size, 1 / RATE_HZ)[tone[20:].argmax() + 20] - 700) < 80 or before.std() > 100
    assert scene.samples.dtype == np.int16


def test_the_same_seed_gives_the_same_scene() -> None:
    one, other = (call_scene(burst(0.4), 0.3, 0.7, quiet, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one.samples, other.samples)
    assert not np.array_equal(
        one.samples[:1000], call_scene(burst(0.4), 0.3, 0.7, quiet, np.random.default_rng(6)).samples[:1000]
    )


def test_a_weak_end_is_weak_and_nothing_else_of_the_sentence_is() -> None:
    sentence = np.full(round(1.2 * RATE_HZ), 0.3, np.float32)
    weak = weaken_end(sentence, 0.3, 0.9, -12.0)
    last, end = round((0.9 - LAST_SOUND * 0.6) * RATE_HZ), round(0.9 * RATE_HZ)
    assert np.array_equal(weak[:last], sentence[:last])
    assert np.array_equal(weak[end:], sentence[end:])
    assert 20 * np.log10(weak[last + round(0.03 * RATE_HZ) : end] / 0.3) == pytest.approx(-12, abs=0.01)
    assert np.abs(np.diff(weak[:end])).max() < 0.002


def test_a_sentence_may_end_within_its_last_sound() -> None:
    sentence = burst(0.4, 0.3, 0.0)
    assert weaken_end(sentence, 0.3, 0.75, -6.0).shape == sentence.shape
    assert np.array_equal(weaken_end(sentence, 0.3, 0.7, 0.0), sentence)


def test_a_moment_is_yes_only_when_the_word_is_over() -> None:
    labels = label_moments(60, 10, start_s=2.0, end_s=2.5)
    moments = (np.arange(10, 60) + 1) * 0.08
    assert set(moments[labels == YES].round(2)) == {2.56, 2.64, 2.72}
    assert labels[moments <= 2.35].tolist() == [NO] * int((moments <= 2.35).sum())
    assert all(labels[(moments > 2.36) & (moments < 2.5)] == OPEN)
    assert all(labels[moments > 2.8] == OPEN)


def test_silence_that_a_voice_counts_to_the_word_is_taken_off() -> None:
    start_s, end_s = word_bounds(burst(0.4, 0.5, 0.6), 0.2, 1.4)
    assert start_s == pytest.approx(0.5, abs=0.02)
    assert end_s == pytest.approx(0.9, abs=0.02)


def test_noise_has_the_level_it_is_asked_for() -> None:
    chance = np.random.default_rng(1)
    for kind in KINDS:
        noise = kind(RATE_HZ, chance)
        assert noise.size == RATE_HZ
        assert float(np.sqrt(np.mean(noise**2))) == pytest.approx(1, abs=1e-3)
    assert float(np.std(crowd(RATE_HZ, chance, lambda length, c: c.standard_normal(length)))) == pytest.approx(
        1, abs=0.02
    )
    assert not level(np.zeros(100)).any()


def test_a_room_delays_nothing_and_a_microphone_keeps_the_length() -> None:
    chance = np.random.default_rng(2)
    assert impulse_response(chance)[0] == 1.0
    click = np.zeros(RATE_HZ, np.float32)
    click[4000] = 1
    heard = add_reverberation(click, chance)
    assert heard.size == click.size
    assert np.abs(heard[:4000]).max() < 1e-4
    assert add_microphone(click, chance).size == click.size


def test_a_pause_does_not_lower_the_loudness() -> None:
    assert speech_rms(burst(1.0, 0, 0)) == pytest.approx(speech_rms(burst(1.0, 0.4, 0.4)), rel=0.05)


def test_a_store_that_was_interrupted_is_whole_up_to_there(tmp_path: Path) -> None:
    store = SoundStore(tmp_path / "call-flite-0of1")
    for number in range(3):
        store.add(number, burst(0.1 * (number + 1)), 0.3, 0.4, "flite:slt", "Hey Jarvis")
    with (tmp_path / "call-flite-0of1.i16").open("r+b") as sound:
        sound.truncate(store.kept[2].at * 2 + 10)
    with (tmp_path / "call-flite-0of1.jsonl").open("a") as index:
        index.write('{"number": 9, "at"')
    again = SoundStore(tmp_path / "call-flite-0of1")
    assert [kept.number for kept in again.kept] == [0, 1]
    assert again.next_number == 2
    again.add(2, burst(0.2), 0.3, 0.5, "flite:slt", "Hey")
    last = SoundStore(tmp_path / "call-flite-0of1")
    assert np.abs(last.sound(last.kept[2]) - burst(0.2)).max() < 1e-3


def test_a_word_with_phonemes_has_a_spelling() -> None:
    assert spelling("[Jarvis](/ʤˈɑɹvɪs/)") == "Jarvis"
    assert spelling("Friday") == "Friday"
