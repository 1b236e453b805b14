"""Tests the overlay where there is no screen, or where the screen dies: words and an exit status, never an abort."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.desktop_session import desktop_or_skip
from helpers.fake_daemon import FakeDaemon
from helpers.program_session import wait_for

OVERLAY = ("-m", "assistant.ui.overlay.app")


def test_a_killed_x_server_is_no_crash() -> None:
    with (
        desktop_or_skip((640, 480), compositor=False, tray=False) as session,
        FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon,
    ):
        overlay = session.run(sys.executable, *OVERLAY, log="overlay")
        daemon.wait_asked("subscribe")
        daemon.tell("request", id="a", stage="listening")
        wait_for(lambda: session.windows("Jarvis"), "the pill")
        session.kill_x_server()
        # Qt's own end for a lost display; a signal would be negative.
        assert overlay.wait(30) == 1, session.log("overlay")
        again = session.run(sys.executable, *OVERLAY, log="again")
        assert again.wait(30) == 69
        assert "cannot be reached" in session.log("again")


@pytest.mark.parametrize("display", ["", ":987"])
def test_without_a_screen_it_ends_with_words_and_a_code(display: str, tmp_path: Path) -> None:
    env = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "HOME": str(tmp_path),
        "DISPLAY": display,
    }
    result = subprocess.run(
        (sys.executable, "-m", "assistant.ui.overlay.app"),
        env=env,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 69
    assert "screen" in result.stderr
    assert "Traceback" not in result.stderr
