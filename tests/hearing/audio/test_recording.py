"""Recordings replace the microphone: every format, and every way in which a file can be unusable."""

import resource
import time
from pathlib import Path

import numpy as np
import pytest
from helpers import sounds

from assistant.core.errors import BadRecording
from assistant.hearing.audio.blocks import BLOCK_BYTES, BLOCK_S, RATE_HZ, SILENCE
from assistant.hearing.audio.recording import Recording


def heard(path: Path) -> np.ndarray:
    return np.frombuffer(b"".join(sounds.blocks_of(path, trailing_s=0)), np.int16)


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 2), (48_000, 6), (44_100, 1), (16_000, 1)])
def test_any_rate_and_channel_count_becomes_the_same_sound(tmp_path: Path, rate_hz: int, channels: int) -> None:
    sound = np.repeat(sounds.tone(1.0, 500, rate_hz)[:, None], channels, axis=1)
    samples = heard(sounds.write_wav(tmp_path / "tone.wav", sound, rate_hz))
    assert len(samples) / RATE_HZ == pytest.approx(1.0, abs=2 * BLOCK_S)
    spectrum = np.abs(np.fft.rfft(samples[:RATE_HZ]))
    assert np.argmax(spectrum) == pytest.approx(500, abs=3)
    assert np.abs(samples).max() > 0.2 * 32767


def test_nothing_is_lost_and_nothing_is_added_but_the_trailing_silence(tmp_path: Path) -> None:
    sound = sounds.room(1.03, level=3000)
    with Recording(sounds.write_wav(tmp_path / "noise.wav", sound), trailing_s=1.6) as recording:
        blocks = list(recording.blocks())
    samples = np.frombuffer(b"".join(blocks), np.int16)
    assert {len(block) for block in blocks} == {BLOCK_BYTES}
    assert np.array_equal(samples[: len(sound)], sound)
    assert not samples[len(sound) :].any()
    assert blocks[-20:] == [SILENCE] * 20


def test_realtime_gives_no_block_before_a_microphone_would(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "noise.wav", sounds.room(0.4))
    with Recording(path, realtime=True, trailing_s=0.16) as recording:
        started = time.monotonic()
        arrivals = [time.monotonic() - started for _ in recording.blocks()]
    assert len(arrivals) == 8  # five of sound, one that the file's end begins, two of trailing silence
    assert all(arrival >= (number + 1) * BLOCK_S - 0.005 for number, arrival in enumerate(arrivals))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("words.txt", b"paint me a fox\n" * 50, "no sound"),
        ("empty.wav", b"", "empty"),
        ("noise.wav", bytes(range(256)) * 40, "not a sound file"),
        ("head.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "not a sound file"),
    ],
)
def test_what_is_no_sound_is_refused_in_plain_words(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadRecording) as refused, Recording(path) as recording:
        list(recording.blocks())
    assert word in refused.value.title
    assert refused.value.hint


def test_a_missing_file_a_folder_and_a_file_without_samples_are_refused(tmp_path: Path) -> None:
    silent = sounds.write_wav(tmp_path / "none.wav", np.zeros(0, np.int16))
    for path in (tmp_path / "missing.wav", tmp_path, silent):
        with pytest.raises(BadRecording), Recording(path) as recording:
            list(recording.blocks())


def test_a_file_that_breaks_off_is_heard_up_to_there(tmp_path: Path) -> None:
    whole = sounds.HEY_RUN_ON.read_bytes()
    cut = tmp_path / "cut.flac"
    cut.write_bytes(whole[: len(whole) // 2])
    samples = heard(cut)
    assert 0.2 < len(samples) / len(heard(sounds.HEY_RUN_ON)) < 0.8
    assert samples.any()


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "long.wav", np.zeros((RATE_HZ * 600, 1), np.int16))
    sounds.blocks_of(sounds.PAUSE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Recording(path) as recording:
        count = sum(1 for _ in recording.blocks())
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert count == pytest.approx(602 / BLOCK_S, abs=2)
    assert grown_kb < 10_000  # the file itself has 19 MB
