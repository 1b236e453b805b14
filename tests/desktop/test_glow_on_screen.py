"""Tests the glow on a real X server: faint light at the bottom edge, which takes no clicks and leaves nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from helpers.desktop_session import desktop_or_skip
from helpers.fake_daemon import FakeDaemon
from helpers.program_session import wait_for
from helpers.window_below import TITLE
from PIL import ImageChops

EDGE = (410, 755, 870, 800)
"""The bottom of a 1280 × 800 screen, where the glow shines."""
ELSEWHERE = (0, 0, 1280, 755)


@pytest.mark.parametrize("look", ["dark", "light"])
def test_a_call_in_doubt_is_a_faint_light_and_a_refusal_leaves_no_trace(look: str) -> None:
    with desktop_or_skip(tray=False) as session, FakeDaemon(session.runtime / "jarvis" / "control.sock") as daemon:
        session.run(sys.executable, str(Path(__file__).resolve().parents[1] / "helpers" / "window_below.py"), look)
        wait_for(lambda: session.windows(TITLE), "the window below")
        session.run(sys.executable, "-m", "assistant.ui.overlay.app")
        daemon.wait_asked("subscribe")
        before = session.screenshot()
        daemon.tell("request", id="a", stage="listening", doubtful=True, words="")
        wait_for(lambda: session.windows("Jarvis glow"), "the glow")

        def shines() -> bool:
            change = ImageChops.difference(before, session.screenshot())
            assert change.crop(ELSEWHERE).getbbox() is None, "nothing else is shown"
            return max(high for _, high in change.crop(EDGE).getextrema()) > 60

        wait_for(shines, "light at the bottom edge")
        assert not session.windows("Jarvis")
        daemon.tell("request", id="a", stage="cancelled", doubtful=True, reason="refused")
        wait_for(lambda: not session.windows("Jarvis glow"), "the end of the glow")
        wait_for(lambda: ImageChops.difference(before, session.screenshot()).getbbox() is None, "the screen as before")
