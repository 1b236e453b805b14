"""Chimes and other programs' volume work on a real sound server with real programs that play."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import wave
from collections.abc import Callable, Coroutine, Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from helpers.filled import event
from helpers.pulse import PulseServer, pulse_or_skip

from assistant import paths
from assistant.core.events import EventBus
from assistant.settings.schema import SoundsSettings
from assistant.sounds.ducking import Ducking
from assistant.sounds.loudspeaker import Loudspeaker
from assistant.sounds.player import Player
from assistant.sounds.sound_streams import lowerable_streams

CHIMES = ("wake", "done")
PATIENCE_S = 30
FULL, LOUD = 65536, 50_000


# ---- the files -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    path = paths.data_file("assets/chimes/make")
    spec = importlib.util.spec_from_loader("make_chimes", SourceFileLoader("make_chimes", str(path)))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", CHIMES)
def test_a_chime_is_soft_and_short_and_does_not_click(name: str) -> None:
    with wave.open(str(paths.data_file(f"assets/chimes/{name}.wav"))) as file:
        rate, count = file.getframerate(), file.getnframes()
        samples = np.frombuffer(file.readframes(count), np.int16) / 32767
    assert count / rate <= 0.35
    window = round(0.05 * rate)
    loudness = np.sqrt(np.convolve(samples**2, np.ones(window) / window, "valid").max())
    assert -21 < 20 * np.log10(loudness) < -19
    assert np.abs(samples).max() < 0.25
    assert np.abs(np.diff(samples)).max() < 0.05, "a step that is heard as a click"
    assert samples[0] == samples[-1] == 0
    assert np.abs(samples[: rate // 200]).max() < 0.3 * np.abs(samples).max(), "it begins hard"
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(count))) ** 2
    above = np.fft.rfftfreq(count, 1 / rate) > 5000
    assert spectrum[above].sum() < 1e-6 * spectrum.sum(), "a click has high frequencies"


def test_both_chimes_together_are_small() -> None:
    assert sum(paths.data_file(f"assets/chimes/{name}.wav").stat().st_size for name in CHIMES) < 60_000


def test_the_files_are_what_the_recipe_makes(maker: ModuleType) -> None:
    for name, notes in maker.CHIMES.items():
        made, stored = maker.chime(notes), maker.read(paths.data_file(f"assets/chimes/{name}.wav"))
        assert len(made) == len(stored)
        assert max(abs(a - b) for a, b in zip(made, stored, strict=True)) < 2 / 32767


# ---- on a sound server ---------------------------------------------------------------------------------------------


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseServer]:
    with pulse_or_skip() as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server


class Music:
    """A program that plays silence for as long as a test lasts."""

    def __init__(self, name: str = "Music", role: str = "music") -> None:
        self._process = subprocess.Popen(
            ["pacat", f"--client-name={name}", f"--property=media.role={role}", "/dev/zero"], env=os.environ.copy()
        )

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE_S)


def entries(server: PulseServer) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(server.pactl("--format=json", "list", "sink-inputs"))
    return listed


def volumes(server: PulseServer) -> dict[str, int]:
    """Returns the volume of each program that plays."""
    return {
        str(entry["properties"]["application.name"]): next(iter(entry["volume"].values()))["value"]
        for entry in entries(server)
    }


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - a sound server can only be asked
            await asyncio.sleep(0.02)


def run(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scene)


def test_other_programs_are_lowered_and_get_their_volume_back(server: PulseServer, tmp_path: Path) -> None:
    music, call = Music(), Music("Call", "phone")

    async def scene() -> None:
        await until(lambda: len(volumes(server)) == 2)
        server.pactl("set-sink-input-volume", str((await lowerable_streams())[0].index), str(LOUD))
        ducking = Ducking(0.25, tmp_path / "lowered.json")
        await ducking.lower()
        assert volumes(server) == {"Music": LOUD // 4, "Call": FULL}
        await ducking.lower()  # a second call while the first one's volume is owed lowers nothing twice
        await ducking.restore()
        assert volumes(server) == {"Music": LOUD, "Call": FULL}
        assert not (tmp_path / "lowered.json").exists()

    try:
        run(scene())
    finally:
        music.stop()
        call.stop()


def test_after_a_crash_the_next_life_gives_the_volumes_back(server: PulseServer, tmp_path: Path) -> None:
    music, file = Music(), tmp_path / "lowered.json"

    async def scene() -> None:
        await until(lambda: volumes(server))
        await Ducking(0.0, file).lower()
        assert volumes(server) == {"Music": 0}
        await Loudspeaker(SoundsSettings(), 4.0, EventBus(), file).start()
        assert volumes(server) == {"Music": FULL}
        assert not file.exists()

    try:
        run(scene())
    finally:
        music.stop()


def test_a_volume_that_somebody_else_changed_meanwhile_is_theirs(server: PulseServer, tmp_path: Path) -> None:
    music = Music()

    async def scene() -> None:
        await until(lambda: volumes(server))
        ducking = Ducking(0.25, tmp_path / "lowered.json")
        await ducking.lower()
        server.pactl("set-sink-input-volume", str((await lowerable_streams())[0].index), str(LOUD))
        await ducking.restore()
        assert volumes(server) == {"Music": LOUD}

    try:
        run(scene())
    finally:
        music.stop()


def test_a_program_that_stopped_meanwhile_is_owed_its_volume(server: PulseServer, tmp_path: Path) -> None:
    server.pactl("load-module", "module-stream-restore")
    file = tmp_path / "lowered.json"
    music = Music()

    async def scene() -> None:
        nonlocal music
        await until(lambda: volumes(server))
        ducking = Ducking(0.25, file)
        await ducking.lower()
        music.stop()
        await until(lambda: not volumes(server))
        await ducking.restore()
        assert file.exists()
        music = Music()
        await until(lambda: volumes(server))
        assert volumes(server) == {"Music": FULL // 4}, "the sound server remembers the lowered volume"
        await ducking.restore()
        assert volumes(server) == {"Music": FULL}
        assert not file.exists()

    try:
        run(scene())
    finally:
        music.stop()


def test_nothing_is_lowered_that_cannot_be_written_down(server: PulseServer, tmp_path: Path) -> None:
    music = Music()
    (tmp_path / "file").touch()

    async def scene() -> None:
        await until(lambda: volumes(server))
        await Ducking(0.25, tmp_path / "file" / "lowered.json").lower()
        assert volumes(server) == {"Music": FULL}

    try:
        run(scene())
    finally:
        music.stop()


def test_a_broken_note_of_what_is_owed_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    (tmp_path / "lowered.json").write_text('[{"index": "?"}')
    run(Loudspeaker(SoundsSettings(), 4.0, EventBus(), tmp_path / "lowered.json").start())


def test_a_chime_is_played_to_the_loudspeaker(server: PulseServer) -> None:
    """Energy and notes of a recording of the loudspeaker's monitor."""
    with (server.folder / "raw").open("wb") as raw:
        recorder = subprocess.Popen(
            ["parec", "--latency-msec=20", "--device=vspk.monitor", "--rate=48000", "--channels=1", "--format=s16le"],
            env=os.environ.copy(),
            stdout=raw,
        )

    def recorded() -> Any:
        data = (server.folder / "raw").read_bytes()
        return np.frombuffer(data[: len(data) // 2 * 2], np.int16)

    def is_over() -> bool:
        samples = recorded()
        loud = np.flatnonzero(np.abs(samples) > 300)
        return len(loud) > 0 and len(samples) - loud[-1] > 4800

    async def scene() -> None:
        player = Player()
        try:
            await until(lambda: len(recorded()))
            player.play(paths.data_file("assets/chimes/wake.wav"))
            await until(is_over)
        finally:
            await player.close()

    try:
        run(scene())
    finally:
        recorder.kill()
        recorder.wait(PATIENCE_S)
    samples = recorded().astype(float)
    strongest = np.fft.rfftfreq(len(samples), 1 / 48000)[np.abs(np.fft.rfft(samples)).argmax()]
    assert any(strongest == pytest.approx(hertz, abs=15) for hertz in (784.0, 1174.7))


# ---- when ----------------------------------------------------------------------------------------------------------


class Calls:
    """A player that records its files."""

    def __init__(self) -> None:
        self.played: list[str] = []

    def play(self, file: Path) -> None:
        self.played.append(file.stem)

    async def close(self) -> None:
        """Nothing plays."""


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[str]]:
    """Returns the files that were played after these events, each `(id, stage)` with more fields."""

    def tell(*events: dict[str, Any], **settings: bool) -> list[str]:
        calls = Calls()
        bus = EventBus()
        loudspeaker = Loudspeaker(SoundsSettings(**settings), 4.0, bus, tmp_path / "lowered.json", calls)
        for fields in events:
            kind = "level" if "time_left" in fields else "request"
            bus.publish(event(kind, **fields))
        asyncio.run(loudspeaker.close())
        return calls.played

    return tell


def left(*times: float) -> tuple[dict[str, Any], ...]:
    """Returns level events with these shares of 4 s left."""
    return tuple({"request": "a", "level": 0.1, "time_left": time} for time in times)


WAITING = left(0.96, 0.93, 0.9, 0.87, 0.8, 0.7)
LISTENING, PAINTING = {"id": "a", "stage": "listening"}, {"id": "a", "stage": "painting"}
SHOWING, DONE = {"id": "a", "stage": "showing"}, {"id": "a", "stage": "done"}


def test_no_sound_is_made_unless_it_is_wanted(told: Callable[..., list[str]]) -> None:
    assert told(LISTENING, *WAITING, PAINTING, SHOWING, DONE) == []


def test_who_waits_hears_one_chime_and_one_more_with_the_pictures(told: Callable[..., list[str]]) -> None:
    other = {"id": "b", "stage": "painting"}
    events = (LISTENING, other, *WAITING, LISTENING, *WAITING, PAINTING, SHOWING, DONE)
    assert told(*events, wake=True, done=True) == ["wake", "done"]


@pytest.mark.parametrize("times", [(0.96, 1.0, 0.9, 0.8, 0.5), (0.9, 0.89, 0.98, 0.4)])
def test_no_chime_sounds_over_words_that_follow_at_once(told: Callable[..., list[str]], times: list[float]) -> None:
    assert told(LISTENING, *left(*times), PAINTING, wake=True) == []


def test_a_call_in_doubt_makes_no_sound_also_once_it_is_confirmed(told: Callable[..., list[str]]) -> None:
    assert told(LISTENING | {"doubtful": True}, LISTENING, *WAITING, PAINTING, wake=True) == []


def test_what_was_typed_or_played_from_a_file_makes_no_sound(told: Callable[..., list[str]]) -> None:
    typed, played = SHOWING | {"origin": "cli"}, LISTENING | {"origin": "file"}
    assert told(typed, played, *WAITING, wake=True, done=True) == []


def test_a_machine_without_any_player_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    async def scene() -> None:
        player = Player()
        player.play(paths.data_file("assets/chimes/wake.wav"))
        await until(lambda: "no chime can be played" in caplog.text)
        await player.close()

    run(scene())
