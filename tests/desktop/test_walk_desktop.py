"""Tests the whole walk on a real desktop: a voice on a sound server, the daemon, and the picture on a screen."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.jarvis_process import DEMO, PENGUINS, Jarvis
from helpers.program_session import wait_for
from helpers.pulse import PulseServer, pulse_or_skip
from PIL import Image

from assistant.core.errors import DaemonError
from assistant.core.messages.control_messages import DismissRequest, LastRequest, StatusRequest


@pytest.fixture
def pulse() -> Iterator[PulseServer]:
    with pulse_or_skip() as server:
        yield server


@pytest.fixture
def desktop() -> Iterator[DesktopSession]:
    with desktop_or_skip() as session:
        yield session


def state(jarvis: Jarvis) -> dict[str, Any]:
    try:
        with jarvis.client() as client:
            return client.ask(StatusRequest()).fields()
    except DaemonError:
        return {}


def pictures(jarvis: Jarvis) -> list[Path]:
    return sorted(jarvis.pictures.glob("*.png")) if jarvis.pictures.exists() else []


def last(jarvis: Jarvis) -> dict[str, Any]:
    with jarvis.client() as client:
        return client.ask(LastRequest()).fields()


def test_a_spoken_request_becomes_a_picture_on_the_screen(
    pulse: PulseServer, desktop: DesktopSession, tmp_path: Path
) -> None:
    env = {**desktop.env, "HOME": str(tmp_path), "PULSE_SERVER": pulse.env["PULSE_SERVER"]}
    with Jarvis(tmp_path, env) as jarvis:
        jarvis.start("--set", "painter.seed=11")
        wait_for(lambda: state(jarvis).get("listening"), "listening", 60)
        before = desktop.screenshot()
        pulse.play(DEMO)
        wait_for(lambda: len(pictures(jarvis)) == 2, "two pictures in the gallery", 90)
        wait_for(lambda: "showing" in state(jarvis)["latencies_s"], "the overlay's word that they are shown", 30)
        request = last(jarvis)
        assert "fox in the snow" in request["words"]
        assert request["origin"] == "voice"
        assert list(request["pictures"]) == [str(path) for path in pictures(jarvis)]
        painted = [Image.open(path).convert("RGB") for path in pictures(jarvis)]
        # They fade in for a moment.
        wait_for(
            lambda: shown_on(desktop.screenshot(tmp_path / "screen.png"), painted), f"both pictures: {tmp_path}", 5
        )
        assert not shown_on(before, [Image.open(pictures(jarvis)[0]).convert("RGB")])

        with jarvis.client() as client:
            client.ask(DismissRequest())
        wait_for(
            lambda: not shown_on(desktop.screenshot(), [Image.open(pictures(jarvis)[0]).convert("RGB")]),
            "a screen without the picture",
        )
        assert jarvis.stop() == 0
        assert "Traceback" not in jarvis.log


def shown_on(screen: Image.Image, expected: list[Image.Image]) -> bool:
    """Returns whether each of the pictures is somewhere on the screen, at the size that the overlay gives two of them.

    Looks for the picture at 210 px: the place with the least mean difference must be nearly equal.
    """
    import numpy as np

    field = np.asarray(screen.convert("L"), dtype=np.float32)[::3, ::3]
    for picture in expected:
        small = np.asarray(picture.convert("L").resize((210, 210)), dtype=np.float32)[30:180, 30:180][::3, ::3]
        windows = np.lib.stride_tricks.sliding_window_view(field, small.shape)
        best = min(float(np.abs(row - small).mean(axis=(1, 2)).min()) for row in windows)
        if best > 14:
            return False
    return True


def test_mute_closes_the_device_and_unmute_hears_again(pulse: PulseServer, tmp_path: Path) -> None:
    with Jarvis(tmp_path, {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}) as jarvis:
        jarvis.start("--set", "painter.count=1")
        wait_for(lambda: state(jarvis).get("listening"), "listening", 60)
        assert pulse.captures() == 1
        assert jarvis("mute").returncode == 0
        wait_for(lambda: pulse.captures() == 0, "a closed device")
        assert state(jarvis)["tray"] == "muted"
        assert "muted" in jarvis("listen").stderr
        assert jarvis.stop() == 0

        jarvis.start("--set", "painter.count=1")
        wait_for(lambda: state(jarvis), "the daemon", 60)
        assert state(jarvis)["muted"], "mute outlives a restart"
        assert pulse.captures() == 0
        assert jarvis("unmute").returncode == 0
        wait_for(lambda: state(jarvis).get("listening"), "listening again", 60)
        pulse.play(PENGUINS)
        wait_for(lambda: pictures(jarvis), "a picture", 90)
        assert "penguins" in last(jarvis)["words"]


def test_push_to_talk_needs_no_wake_word(pulse: PulseServer, tmp_path: Path) -> None:
    spoken = tmp_path / "apple.wav"
    _without_wake_word(spoken)
    with Jarvis(tmp_path, {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}) as jarvis:
        jarvis.start("--set", "painter.count=1")
        wait_for(lambda: state(jarvis).get("listening"), "listening", 60)
        assert jarvis("listen").returncode == 0
        pulse.play(spoken)
        wait_for(lambda: pictures(jarvis), "a picture", 90)
        assert "fox" in last(jarvis)["words"]


def _without_wake_word(target: Path) -> None:
    """Writes the bundled sentence from the end of its wake word on."""
    import wave

    with wave.open(str(DEMO), "rb") as recording, wave.open(str(target), "wb") as out:
        out.setparams(recording.getparams())
        recording.setpos(int(1.15 * recording.getframerate()))
        out.writeframes(recording.readframes(recording.getnframes()))


def test_deaf_is_told_within_seconds_and_hearing_comes_back_by_itself(pulse: PulseServer, tmp_path: Path) -> None:
    with Jarvis(tmp_path, {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}) as jarvis:
        jarvis.start("--set", "painter.count=1")
        wait_for(lambda: state(jarvis).get("listening"), "listening", 60)
        pulse.kill()
        wait_for(lambda: state(jarvis).get("tray") == "deaf", "the truth: deaf", 10)
        assert state(jarvis)["problem"]["code"] == "microphone_gone"
        pulse.start()
        wait_for(lambda: state(jarvis).get("listening"), "listening again", 60)
        pulse.play(PENGUINS)
        wait_for(lambda: pictures(jarvis), "a picture", 90)


def test_a_sound_server_that_hangs_is_left_behind(pulse: PulseServer, tmp_path: Path) -> None:
    with Jarvis(tmp_path, {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}) as jarvis:
        jarvis.start()
        wait_for(lambda: state(jarvis).get("listening"), "listening", 60)
        pulse.signal(signal.SIGSTOP)
        try:
            wait_for(lambda: state(jarvis).get("tray") == "deaf", "the truth: deaf", 15)
            wait_for(lambda: state(jarvis)["workers"]["ears"]["restarts"] >= 1, "ears that were ended", 30)
        finally:
            pulse.signal(signal.SIGCONT)
        wait_for(lambda: state(jarvis).get("listening"), "listening again", 60)


def test_killed_ears_hear_again(pulse: PulseServer, tmp_path: Path) -> None:
    with Jarvis(tmp_path, {"PULSE_SERVER": pulse.env["PULSE_SERVER"]}) as jarvis:
        daemon = jarvis.start()
        wait_for(lambda: state(jarvis).get("listening"), "listening", 60)
        for child in _children(daemon.pid):
            if b"\0ears\0" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(child, signal.SIGKILL)
        wait_for(lambda: state(jarvis)["workers"]["ears"]["restarts"] >= 1, "a restart", 30)
        wait_for(lambda: state(jarvis).get("listening"), "listening again", 60)


def _children(pid: int) -> list[int]:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        if text:
            return [int(child) for child in text.split()]
    return []
