"""A real microphone: PyAudio on a PulseAudio server whose null sink plays what the test says; and lost sound, by the
clock."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from helpers import sounds
from helpers.ears_at_work import EarsAtWork
from helpers.pulse import PulseServer, pulse_or_skip

from assistant.core.errors import JobCancelled, MicrophoneGone
from assistant.core.messages.ears_messages import (
    FramesScored,
    Level,
    ListenNow,
    MicrophoneOrder,
    NobodySpoke,
    SourceLost,
    SourceOpened,
    SourceSilent,
    Utterance,
    Woke,
)
from assistant.hearing.audio.blocks import RATE_HZ
from assistant.hearing.audio.microphone import MIN_GAP_S, GapDetector, Microphone, list_devices
from assistant.hearing.audio.sound_server import server_sources
from assistant.hearing.job import EarsJob

READ_S = 0.08


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseServer]:
    with pulse_or_skip() as running:
        for name, value in running.env.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture(scope="module")
def job() -> EarsJob:
    made = EarsJob({})
    made.load()
    return made


@pytest.fixture
def soon_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes half a second of zeros for silence, instead of three seconds."""
    monkeypatch.setattr("assistant.hearing.audio.signal_check.FLAT_S", 0.5)


def test_hears_an_utterance_loses_the_server_and_hears_again(server: PulseServer, job: EarsJob, tmp_path: Path) -> None:
    call = sounds.write_wav(tmp_path / "call.wav", sounds.samples_of(sounds.PAUSE)[: 3 * RATE_HZ])
    with EarsAtWork(job, MicrophoneOrder()) as ears:
        device = ears.wait_for(SourceOpened).device
        assert "vmic" in device.casefold() or "null" in device.casefold()
        ears.wait_for(FramesScored)
        assert server.captures() == 1
        server.play(call)
        utterance = ears.wait_for(Utterance)
        assert len(ears.of(Woke)) == 1
        assert 2.5 < len(ears.reports.payload_of(utterance)) / 2 / RATE_HZ < 6

        server.kill()
        gone = ears.wait_for(SourceLost)
        assert gone.failure.code == "microphone_gone"
        assert gone.failure.title
        assert gone.failure.hint
        server.start()
        ears.wait_for(SourceOpened)
        assert all(gone.failure.code == "microphone_gone" for gone in ears.of(SourceLost))
        ears.wait_for(FramesScored)
        server.play(call)
        ears.wait_for(Utterance)
        assert len(ears.of(Woke)) == 2

        ears.cancel()
        assert isinstance(ears.error, JobCancelled)
        assert server.captures() == 0


def test_exact_zeros_are_told_once_until_there_is_sound(
    server: PulseServer, job: EarsJob, tmp_path: Path, soon_silent: None
) -> None:
    with EarsAtWork(job, MicrophoneOrder()) as ears:
        silent = ears.wait_for(SourceSilent)
        assert silent.failure.title
        assert silent.failure.hint
        ears.wait_for(FramesScored)
        ears.wait_for(FramesScored)
        assert len(ears.of(SourceSilent)) == 1
        server.play(sounds.write_wav(tmp_path / "noise.wav", sounds.room(1, 500)))
        while ears.wait_for(FramesScored).peak == 0:
            pass
        ears.wait_for(SourceSilent)
        assert len(ears.of(SourceSilent)) == 2
        assert ears.of(SourceLost) == []


def test_another_default_microphone_is_opened_when_this_one_falls_silent(
    server: PulseServer, job: EarsJob, soon_silent: None
) -> None:
    server.pactl("load-module", "module-null-sink", "sink_name=second")
    add_microphone(server, "desk", "second.monitor")
    with EarsAtWork(job, MicrophoneOrder()) as ears:
        assert ears.wait_for(SourceOpened).device != "Desk-Microphone"
        server.pactl("set-default-source", "desk")
        assert ears.wait_for(SourceOpened).device == "Desk-Microphone"
        assert ears.of(SourceLost) == []


@pytest.mark.parametrize("formats", [((48_000, 2),), ((44_100, 1),)], ids=str)
def test_what_is_played_is_what_is_heard_at_any_rate(
    server: PulseServer, tmp_path: Path, formats: tuple[tuple[int, int], ...]
) -> None:
    sound = sounds.tone(1.4, 600)
    path = sounds.write_wav(tmp_path / "tone.wav", sound)
    with Microphone("default", formats) as microphone:
        blocks = microphone.blocks()
        next(blocks)
        player = subprocess.Popen(["paplay", "--device=vmic", str(path)], env=os.environ | server.env)
        heard = np.frombuffer(b"".join(islice(blocks, 25)), np.int16)
        assert player.wait(30) == 0
    steady = heard[np.flatnonzero(heard)[0] + RATE_HZ // 4 :][: RATE_HZ // 2]
    assert len(steady) == RATE_HZ // 2
    assert np.argmax(np.abs(np.fft.rfft(steady, RATE_HZ))) == pytest.approx(600, abs=3)
    assert np.abs(steady).max() == pytest.approx(0.5 * 32767, rel=0.05)


def test_devices_are_listed_by_name_without_loudspeaker_monitors(server: PulseServer) -> None:
    add_microphone(server, "desk", "vspk.monitor")
    sources = server_sources()
    assert sources is not None
    assert any(source.is_monitor for source in sources)
    program = [sys.executable, "-m", "assistant.hearing.audio.microphone"]
    done = subprocess.run(program, cwd=Path(__file__).resolve().parents[3], capture_output=True, check=True, timeout=60)
    listed = json.loads(done.stdout)
    assert listed == [vars_of(device) for device in list_devices()]
    assert [device["is_default"] for device in listed].count(True) == 1
    desk = next(device for device in listed if device["name"] == "Desk-Microphone")
    assert desk["rate_hz"] > 0
    assert desk["channels"] > 0
    assert len(listed) == 2
    with Microphone("desk-micro") as microphone:
        next(microphone.blocks())
        assert microphone.name == "Desk-Microphone"
        assert "Desk-Microphone" in captured_source(server)


def add_microphone(server: PulseServer, name: str, hears: str) -> None:
    described = "source_properties=device.description=Desk-Microphone"
    server.pactl("load-module", "module-remap-source", f"source_name={name}", f"master={hears}", described)


def vars_of(device: object) -> dict[str, object]:
    return {name: getattr(device, name) for name in ("name", "rate_hz", "channels", "is_default")}


def captured_source(server: PulseServer) -> str:
    """Returns the descriptions of the sources from which clients record."""
    taken = [line.split("\t")[1] for line in server.pactl("list", "short", "source-outputs").splitlines()]
    listed = json.loads(server.pactl("--format=json", "list", "sources"))
    return " ".join(source["description"] for source in listed if str(source["index"]) in taken)


def test_a_loudspeaker_monitor_is_never_recorded(server: PulseServer) -> None:
    server.pactl("set-default-source", "vspk.monitor")
    with pytest.raises(MicrophoneGone, match="loudspeaker"), Microphone():
        pass
    with pytest.raises(MicrophoneGone), Microphone("vspk.monitor"):
        pass
    assert server.captures() == 0


def test_a_name_that_no_microphone_has_is_told(server: PulseServer) -> None:
    with pytest.raises(MicrophoneGone, match="banana") as gone, Microphone("banana"):
        pass
    assert "jarvis devices" in gone.value.hint


def test_without_a_sound_server_it_is_gone_and_comes_back_with_it(
    server: PulseServer, capfd: pytest.CaptureFixture[str]
) -> None:
    server.kill()
    for _ in range(3):
        with pytest.raises(MicrophoneGone) as gone, Microphone():
            pass
        assert gone.value.hint
    server.start()
    with Microphone() as microphone:
        assert len(next(microphone.blocks())) == 2560
    assert capfd.readouterr().err == ""


def test_sound_that_is_lost_ends_what_was_open_and_listening_goes_on(server: PulseServer) -> None:
    job = EarsJob({"hearing": {"no_speech_s": 30}})  # longer than it is waited for here
    job.load()
    with EarsAtWork(job, MicrophoneOrder()) as ears:
        ears.wait_for(FramesScored)
        ears.send(ListenNow())
        ears.wait_for(Level)
        started = time.monotonic()
        server.pactl("suspend-source", "vmic_src", "1")
        assert not ears.hears_within(1.5)
        server.pactl("suspend-source", "vmic_src", "0")
        ears.wait_for(NobodySpoke)
        assert time.monotonic() - started < 25
        ears.wait_for(FramesScored)
        assert ears.of(SourceLost) == []


def test_an_overflow_opens_the_microphone_again_without_a_word_to_people(
    server: PulseServer, job: EarsJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyaudio

    read, overflow = pyaudio.PyAudio.Stream.read, threading.Event()

    def overflowing(stream: pyaudio.PyAudio.Stream, *frames: int, **options: bool) -> bytes:
        if overflow.is_set():
            overflow.clear()
            stream.close()  # PyAudio does it before it raises
            raise OSError(-9981, "Input overflowed")
        return read(stream, *frames, **options)

    monkeypatch.setattr(pyaudio.PyAudio.Stream, "read", overflowing)
    with EarsAtWork(job, MicrophoneOrder()) as ears:
        ears.wait_for(FramesScored)
        overflow.set()
        ears.wait_for(SourceOpened)
        ears.wait_for(FramesScored)
        assert len(ears.of(SourceOpened)) == 2
        assert ears.of(SourceLost) == []
        assert server.captures() == 1


def test_a_suspended_server_only_makes_it_wait(server: PulseServer, job: EarsJob) -> None:
    with EarsAtWork(job, MicrophoneOrder()) as ears:
        ears.wait_for(FramesScored)
        server.signal(signal.SIGSTOP)
        before = len(ears.of(FramesScored))
        assert not ears.hears_within(2.5)
        assert len(ears.of(FramesScored)) <= before + 1
        server.signal(signal.SIGCONT)
        ears.wait_for(FramesScored)
        assert ears.of(SourceLost) == []


class Server:
    """Receives sound by the clock and keeps it until it is read; `lose` throws some away."""

    def __init__(self, jitter_s: float = 0.0, drift: float = 0.0) -> None:
        self.now = 1000.0
        self.read_s = 0.0
        self.lost_s = 0.0
        self._jitter = np.random.default_rng(7).exponential(jitter_s, 100_000) if jitter_s else np.zeros(100_000)
        self._reads = 0
        self._rate = 1 + drift
        self.gaps = GapDetector()

    def read(self, times: int = 1) -> list[bool]:
        """Reads portions, each as soon as it is there; returns for each whether sound was lost."""
        told = []
        for _ in range(times):
            started = self.now
            ready = 1000.0 + (self.read_s + self.lost_s + READ_S) / self._rate
            self._reads += 1
            self.now = max(started, ready) + self._jitter[self._reads]
            self.read_s += READ_S
            told.append(self.gaps.gap_before(started, self.now, READ_S))
            self.now += 0.003
        return told

    def busy(self, seconds: float) -> None:
        """Lets time pass in which the reader does something else."""
        self.now += seconds

    def lose(self, seconds: float) -> None:
        """Lets time pass whose sound is lost."""
        self.now += seconds
        self.lost_s += seconds


def test_steady_sound_is_never_lost_also_when_clocks_drift_or_the_machine_is_busy() -> None:
    for server in (Server(), Server(drift=0.001), Server(drift=-0.001), Server(jitter_s=0.02)):
        assert not any(server.read(20_000))


@pytest.mark.parametrize("seconds", [0.1, 1.0, 8.0, 600.0])
def test_sound_that_waited_in_the_server_is_late_and_not_lost(seconds: float) -> None:
    server = Server()
    server.read(50)
    server.busy(seconds)
    assert not any(server.read(round(seconds / READ_S) + 100))


@pytest.mark.parametrize("seconds", [MIN_GAP_S + 0.1, 2.0, 30_000.0])
@pytest.mark.parametrize("jitter_s", [0.0, 0.01])
def test_lost_sound_is_told_once_and_within_two_reads(seconds: float, jitter_s: float) -> None:
    server = Server(jitter_s)
    assert not any(server.read(50))
    server.lose(seconds)
    told = server.read(50)
    assert told.count(True) == 1
    assert told.index(True) <= 2
    server.lose(seconds)
    assert server.read(50).count(True) == 1


def test_sound_lost_behind_what_was_kept_is_told_when_the_stock_is_used_up() -> None:
    server = Server()
    server.read(50)
    server.busy(2.0)
    server.read(5)
    server.lost_s += 1.0
    server.now += 1.0
    assert server.read(100).count(True) == 1


def test_one_read_that_wakes_late_with_its_successor_in_stock_is_no_loss() -> None:
    server = Server()
    server.read(50)
    server._jitter[server._reads + 1] = 1.5
    assert not any(server.read(100))
