"""Each window of 32 ms has a voice or none, and a level."""

import numpy as np
import pytest
from helpers import sounds

from assistant.hearing.audio.blocks import RATE_HZ
from assistant.hearing.endpointing.voice_activity import QUIETEST_DB, WINDOW, VoiceActivityDetector, Window, levels_db


@pytest.fixture(scope="module")
def activity() -> VoiceActivityDetector:
    return VoiceActivityDetector()


def windows_of(activity: VoiceActivityDetector, samples: np.ndarray) -> list[Window]:
    activity.reset()
    return [window for block in sounds.blocks(samples) for window in activity.push(block)]


def level(samples: np.ndarray) -> float:
    return float(levels_db(samples[:WINDOW].astype(np.float32)[None] / np.float32(32768))[0])


def test_every_sample_is_in_one_window(activity: VoiceActivityDetector) -> None:
    activity.reset()
    counts = [len(activity.push(block)) for block in sounds.blocks(sounds.room(1.6))]
    assert set(counts) == {2, 3}
    assert sum(counts) == 20 * 1280 // WINDOW


def test_a_person_is_voiced_and_a_room_is_not(activity: VoiceActivityDetector) -> None:
    spoken = windows_of(activity, sounds.samples_of(sounds.PAUSE)[RATE_HZ * 3 // 2 : RATE_HZ * 9 // 2])
    assert np.mean([window.voiced for window in spoken]) > 0.8
    for noise in (sounds.room(2, 4), sounds.room(2, 1000), np.zeros(2 * RATE_HZ, np.int16)):
        assert not any(window.voiced for window in windows_of(activity, noise))


@pytest.mark.parametrize("value", [-32768, 8000, 32767], ids=["lowest", "offset", "highest"])
def test_a_stuck_microphone_is_neither_voiced_nor_loud(activity: VoiceActivityDetector, value: int) -> None:
    windows = windows_of(activity, np.full(2 * RATE_HZ, value, np.int16))
    assert not any(window.voiced for window in windows)
    assert max(window.level_db for window in windows[1:]) < -60


def test_the_level_is_that_of_the_band_of_voices() -> None:
    assert level(sounds.tone(0.1, 1000, peak=1.0)) == pytest.approx(0, abs=0.1)
    assert level(sounds.tone(0.1, 1000, peak=0.1)) == pytest.approx(-20, abs=0.1)
    assert level(sounds.tone(0.1, 60, peak=1.0)) < -30
    assert level(sounds.tone(0.1, 6000, peak=1.0)) < -30
    assert level(np.zeros(WINDOW, np.int16)) == pytest.approx(QUIETEST_DB)


def test_a_reset_forgets_the_sound(activity: VoiceActivityDetector) -> None:
    samples = sounds.samples_of(sounds.PAUSE)
    first = windows_of(activity, samples)
    assert windows_of(activity, samples) == first
