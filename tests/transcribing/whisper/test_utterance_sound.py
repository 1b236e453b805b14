"""Long utterances are divided where it is quiet."""

import numpy as np
import pytest

from assistant.transcribing.whisper.utterance_sound import MAX_WHOLE_S, RATE_HZ, split_at_pauses


def talk(seconds: float, pauses_s: tuple[float, ...] = ()) -> np.ndarray:
    """Returns noise like speech, with pauses of 0.3 s."""
    samples = np.random.default_rng(2).standard_normal(int(seconds * RATE_HZ)).astype(np.float32) * 0.1
    for at_s in pauses_s:
        samples[int(at_s * RATE_HZ) : int((at_s + 0.3) * RATE_HZ)] *= 0.01
    return samples


@pytest.mark.parametrize("seconds", [0.1, 3.0, MAX_WHOLE_S])
def test_what_is_not_long_stays_whole(seconds: float) -> None:
    (stretch,) = split_at_pauses(talk(seconds))
    assert len(stretch) == int(seconds * RATE_HZ)


@pytest.mark.parametrize("seconds", [9.1, 14.0, 20.0, 25.0])
def test_no_sample_is_lost_and_no_stretch_is_long_or_tiny(seconds: float) -> None:
    samples = talk(seconds)
    stretches = split_at_pauses(samples)
    assert np.array_equal(np.concatenate(stretches), samples)
    assert all(1.0 <= len(stretch) / RATE_HZ <= MAX_WHOLE_S + 2 for stretch in stretches)


def test_cuts_lie_in_pauses() -> None:
    ends = np.cumsum([len(stretch) for stretch in split_at_pauses(talk(20.0, (5.6, 9.1, 14.2)))])[:-1] / RATE_HZ
    assert ends == pytest.approx([5.75, 14.35], abs=0.16)


def test_silence_is_cut_too() -> None:
    assert sum(map(len, split_at_pauses(np.zeros(20 * RATE_HZ, np.float32)))) == 20 * RATE_HZ
