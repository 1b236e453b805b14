"""Any sound is converted to blocks of 80 ms at 16 kHz mono."""

import numpy as np
import pytest
from helpers import sounds

from assistant.hearing.audio.blocks import BLOCK_BYTES, BLOCK_SAMPLES, RATE_HZ, BlockConverter, peak


def pitch(samples: np.ndarray) -> float:
    """Returns the strongest frequency in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE_HZ / len(samples))


@pytest.mark.parametrize(
    ("rate_hz", "channels"), [(16_000, 1), (8_000, 2), (44_100, 2), (48_000, 6), (11_025, 1), (96_000, 1)]
)
def test_keeps_length_pitch_and_level_at_any_rate_and_channel_count(rate_hz: int, channels: int) -> None:
    sound = sounds.tone(2.0, 440, rate_hz)
    interleaved = np.repeat(sound[:, None], channels, axis=1)
    converter = BlockConverter(rate_hz, channels)
    got: list[bytes] = []
    for start in range(0, len(sound), 777):
        got += converter.feed(interleaved[start : start + 777].tobytes())
    heard = np.frombuffer(b"".join(got), np.int16)
    assert {len(block) for block in got} == {BLOCK_BYTES}
    assert 1.8 * RATE_HZ <= len(heard) <= 2 * RATE_HZ
    middle = heard[RATE_HZ // 4 : -RATE_HZ // 4]
    assert pitch(middle) == pytest.approx(440, abs=2)
    assert np.abs(middle).max() == pytest.approx(0.5 * 32767, rel=0.02)


def test_channels_are_averaged() -> None:
    left = np.full(BLOCK_SAMPLES, 1000, np.int16)
    right = np.full(BLOCK_SAMPLES, -400, np.int16)
    (block,) = BlockConverter(RATE_HZ, 2).feed(np.stack((left, right), axis=1).tobytes())
    assert set(np.frombuffer(block, np.int16).tolist()) == {300}


def test_peak_is_a_share_of_full_scale_and_survives_the_lowest_sample() -> None:
    quiet = np.zeros(BLOCK_SAMPLES, np.int16)
    assert peak(quiet.tobytes()) == 0
    quiet[7] = -32768
    assert peak(quiet.tobytes()) == 1
