"""Tests the settings window on a real desktop with a real microphone: a call is heard, a new start counts."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.desktop_session import DesktopSession, desktop_or_skip
from helpers.jarvis_process import Jarvis
from helpers.program_session import wait_for
from helpers.pulse import pulse_or_skip
from PIL import Image

from assistant.core.errors import DaemonError
from assistant.core.messages.control_messages import MeterReading, SettingsRequest, StatusRequest, WatchRequest

CALL = Path(__file__).resolve().parents[2] / "models" / "wake" / "self-test" / "jarvis.wav"
TITLE = "Settings"
WELCOME = "Welcome to Jarvis"
HEARING = (0x5F, 0xD4, 0xFF)


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[DesktopSession, Jarvis]]:
    """Runs a desktop on which Jarvis hears."""
    with desktop_or_skip((1200, 860), tray=False) as session, pulse_or_skip() as pulse:
        session.env |= {name: value for name, value in pulse.env.items() if name.startswith("PULSE_")}
        with Jarvis(session.home, session.env) as jarvis:
            jarvis.start("--no-overlay")
            wait_for(lambda: status(jarvis).get("listening"), "the ears", 90)
            jarvis.say = lambda: pulse.play(CALL)  # type: ignore[attr-defined]
            yield session, jarvis


def status(jarvis: Jarvis) -> dict[str, object]:
    """Returns what the daemon answers; nothing while there is none."""
    try:
        with jarvis.client() as client:
            return client.ask(StatusRequest()).fields()
    except DaemonError:
        return {}


def counts(jarvis: Jarvis) -> object:
    """The number of pictures in the settings in force; None while there is no daemon, too."""
    try:
        with jarvis.client() as client:
            return client.ask(SettingsRequest()).values["painter.count"]
    except DaemonError:
        return None


def says_heard(session: DesktopSession) -> bool:
    """Returns whether the words beside the ring have the colour that only a call that would wake gives them."""
    file = session.folder / "window.png"
    for window in session.windows(TITLE):
        session.ask("import", "-silent", "-window", str(window), str(file))
    with Image.open(file) as picture:
        beside_the_ring = np.asarray(picture.convert("RGB"), np.int16)[90:225, 360:800]
    away = np.abs(beside_the_ring - np.array(HEARING, np.int16)).max(axis=2)
    return int((away < 24).sum()) > 100


def test_a_call_is_seen_to_be_heard_and_one_window_is_enough(desk: tuple[DesktopSession, Jarvis]) -> None:
    session, jarvis = desk
    first = session.run(sys.executable, "-m", "assistant", "settings")
    wait_for(lambda: session.windows(TITLE), "the window", 60)

    with jarvis.client() as client:
        assert isinstance(next(client.items(WatchRequest())), MeterReading), "the ears tell nothing"
    wait_for(lambda: session.windows(TITLE) and not says_heard(session), "a window that has heard nothing yet", 30)

    def call() -> bool:
        jarvis.say()  # type: ignore[attr-defined]
        return says_heard(session)

    wait_for(call, "a call that is shown as heard", 60)
    second = session.run(sys.executable, "-m", "assistant", "settings", "privacy")
    assert second.wait(60) == 0
    assert first.poll() is None
    wait_for(lambda: len(session.windows(TITLE)) == 1, "one window, at the front")
    first.terminate()
    assert first.wait(30) == 0
    wait_for(lambda: status(jarvis).get("listening"), "the daemon goes on")


def test_a_restart_counts_the_new_settings_in_the_same_process(desk: tuple[DesktopSession, Jarvis]) -> None:
    _, jarvis = desk
    file = jarvis.home / ".config" / "jarvis" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[painter]\ncount = 9\n")
    refused = jarvis("restart")
    assert refused.returncode == 2
    assert "painter.count" in refused.stderr
    pid = status(jarvis)["pid"]
    file.write_text("[painter]\ncount = 3\n")
    assert counts(jarvis) is None
    assert jarvis("restart").returncode == 0

    wait_for(lambda: counts(jarvis) == 3, "the new settings", 60)
    assert status(jarvis)["pid"] == pid
    wait_for(lambda: status(jarvis).get("listening"), "the ears after the new start", 60)


def test_the_first_steps_come_once_to_a_person_and_never_to_a_script(tmp_path: Path) -> None:
    with desktop_or_skip((1000, 860), tray=False) as session:
        with Jarvis(session.home, session.env) as from_script:
            from_script.start("--no-overlay")
            wait_for(lambda: status(from_script), "the daemon", 90)
            assert not session.windows(WELCOME)
        shutil.rmtree(session.home / ".local", ignore_errors=True)  # as if it had never run
        for is_first in (True, False):
            terminal, end = pty.openpty()
            command = [sys.executable, "-m", "assistant", "run"]
            with subprocess.Popen(command, env=session.env, stdin=end, stdout=end, stderr=end, cwd=tmp_path) as run:
                os.close(end)
                home = Jarvis(session.home, session.env)
                wait_for(lambda: status(home), "the daemon goes on beside the window", 90)  # noqa: B023
                if is_first:
                    wait_for(lambda: session.windows(WELCOME), "the first steps", 30)
                    session.ask("xdotool", "search", "--name", WELCOME, "windowfocus", "--sync", "key", "Escape")
                    wait_for(lambda: not session.windows(WELCOME), "the way out", 30)
                else:
                    assert not session.windows(WELCOME)
                run.terminate()
                assert run.wait(60) == 0
            os.close(terminal)
