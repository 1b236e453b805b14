"""The ears as the daemon sees them, on recordings: orders, heard messages and results."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from helpers import sounds
from helpers.ears_at_work import EarsAtWork

from assistant.core.errors import BadRecording, JobCancelled, ModelMissing
from assistant.core.messages.ears_messages import (
    DropUtterance,
    FramesScored,
    Level,
    ListenNow,
    Paused,
    RecordingOrder,
    SourceOpened,
    Utterance,
    Woke,
)
from assistant.core.wire import encode
from assistant.hearing.audio.blocks import BLOCK_S, RATE_HZ
from assistant.hearing.job import EarsJob


@pytest.fixture(scope="module")
def job() -> EarsJob:
    made = EarsJob({})
    assert made.load().words == ("jarvis",)
    return made


def hear(job: EarsJob, path: Path, **order: bool) -> EarsAtWork:
    with EarsAtWork(job, RecordingOrder(str(path), **order)) as ears:
        ears.join()
    return ears


def test_a_recording_goes_from_open_to_result(job: EarsJob) -> None:
    ears = hear(job, sounds.HEY_RUN_ON)
    kinds = [type(message) for message in ears.reports.messages]
    assert [kind for kind in kinds if kind not in {Level, FramesScored, Paused}] == [SourceOpened, Woke, Utterance]
    assert ears.result is not None
    assert ears.result.wakes == 1
    assert ears.result.heard_s == pytest.approx(5.0 + 2.0, abs=1.0)
    (utterance,) = ears.of(Utterance)
    assert (utterance.reason, utterance.rate_hz) == ("ended", RATE_HZ)
    spoken = sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ // 3 : round(4.17 * RATE_HZ)]
    samples = ears.reports.payload_of(utterance)
    assert spoken.tobytes() in samples
    pauses = ears.of(Paused)
    assert pauses
    for paused in pauses:
        assert samples.startswith(ears.reports.payload_of(paused))
        assert (paused.at_s, paused.rate_hz) == (utterance.at_s, RATE_HZ)
    assert spoken.tobytes() in ears.reports.payload_of(pauses[-1])
    for message, payload in ears.reports.all:
        encode(message, payload)  # fits the wire


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 2), (48_000, 6)])
def test_wakes_at_other_rates_and_channel_counts(job: EarsJob, tmp_path: Path, rate_hz: int, channels: int) -> None:
    samples = sounds.samples_of(sounds.PAUSE).astype(np.float64)
    at = np.arange(round(len(samples) * rate_hz / RATE_HZ)) * RATE_HZ / rate_hz
    converted = np.interp(at, np.arange(len(samples)), samples).astype(np.int16)
    path = sounds.write_wav(tmp_path / "wide.wav", np.repeat(converted[:, None], channels, axis=1), rate_hz)
    assert len(hear(job, path).of(Utterance)) == 1


def test_speech_up_to_the_last_sample_is_ended_also_with_much_patience(tmp_path: Path) -> None:
    patient = EarsJob({"hearing": {"patience_ms": 4000}})
    patient.load()
    path = sounds.write_wav(tmp_path / "cut.wav", sounds.samples_of(sounds.PAUSE)[: 3 * RATE_HZ])
    (utterance,) = hear(patient, path).of(Utterance)
    assert utterance.reason == "ended"


def test_a_paced_recording_is_heard_as_fast_as_it_was_spoken(job: EarsJob, tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "call.wav", sounds.samples_of(sounds.PAUSE)[: round(2.5 * RATE_HZ)])
    started = time.monotonic()
    ears = hear(job, path, realtime=True)
    assert time.monotonic() - started >= 4.4
    (woke,), (utterance,) = ears.of(Woke), ears.of(Utterance)
    assert woke.at - started == pytest.approx(woke.at_s, abs=0.5)
    assert utterance.speech_end - started == pytest.approx(2.5, abs=0.5)
    beats = ears.of(FramesScored)
    assert 3 <= len(beats) <= 6
    assert sum(beat.scored for beat in beats) <= 4.5 / BLOCK_S + 1
    levels = ears.of(Level)
    assert len(levels) > 10
    assert all(0 <= level.level <= 1 and 0 <= level.time_left <= 1 for level in levels)


def test_half_an_hour_of_silence_takes_seconds_and_wakes_nobody(job: EarsJob, tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "silence.wav", np.zeros(1800 * RATE_HZ, np.int16))
    started = time.process_time()
    ears = hear(job, path)
    assert time.process_time() - started < 10
    assert ears.result is not None
    assert ears.result.wakes == 0
    assert ears.result.heard_s == pytest.approx(1802, abs=1)


def test_what_cannot_be_heard_is_refused_and_the_next_order_works(job: EarsJob, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    assert isinstance(hear(job, tmp_path / "empty.wav").error, BadRecording)
    assert isinstance(hear(job, tmp_path / "missing.wav").error, BadRecording)
    assert len(hear(job, sounds.PAUSE).of(Utterance)) == 1


def test_cancelling_ends_a_recording_at_once(job: EarsJob, tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "long.wav", sounds.room(120))
    with EarsAtWork(job, RecordingOrder(str(path), realtime=True)) as ears:
        ears.wait_for(SourceOpened)
        started = time.monotonic()
        ears.cancel()
        assert time.monotonic() - started < 2
    assert isinstance(ears.error, JobCancelled)


def test_push_to_talk_and_drop_are_obeyed(job: EarsJob, tmp_path: Path) -> None:
    sentence = sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ : 2 * RATE_HZ]
    sound = np.concatenate((sounds.room(0.5), sentence, sounds.room(3)))
    path = sounds.write_wav(tmp_path / "pushed.wav", sound)
    with EarsAtWork(job, RecordingOrder(str(path), realtime=True)) as ears:
        ears.send(ListenNow())
        utterance = ears.wait_for(Utterance)
    assert sentence.tobytes() in ears.reports.payload_of(utterance)
    with EarsAtWork(job, RecordingOrder(str(path))) as ears:
        ears.send(ListenNow())
        ears.send(DropUtterance())
        ears.join()
    assert ears.of(Utterance) == []
    assert ears.of(Woke) == []


def test_a_missing_wake_word_is_told_when_loading() -> None:
    with pytest.raises(ModelMissing, match="nonsense"):
        EarsJob({"wake": {"models": ["nonsense"]}}).load()


def test_ready_soon_and_without_heavy_packages() -> None:
    program = (
        "import json, sys, time\n"
        "from assistant.hearing.job import EarsJob\n"
        "EarsJob({}).load()\n"
        "heavy = ['torch', 'diffusers', 'transformers', 'scipy', 'sklearn', 'openwakeword', 'livekit.wakeword',"
        " 'av', 'soxr', 'faster_whisper', 'ctranslate2', 'PySide6', 'pyaudio']\n"
        "print(json.dumps([time.process_time(), [name for name in heavy if name in sys.modules]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True, check=True, timeout=60
    )
    cpu_s, imported = json.loads(done.stdout)
    assert imported == []
    assert cpu_s < 1.5
