"""The settings window on a real desktop with a real microphone: a call is seen to be heard, a new start counts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from desktop.desktop_session import DesktopSession, desktop_or_skip, wait_for
from jarvis_process import Jarvis
from PIL import Image
from pulse import pulse_or_skip

from assistant.control.client import ControlClient
from assistant.core.errors import DaemonError

CALL = Path(__file__).resolve().parents[2] / "models" / "wake" / "self-test" / "jarvis.wav"
TITLE = "Jarvis – Settings"
HEARING = (0x5F, 0xD4, 0xFF)


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[DesktopSession, Jarvis]]:
    """A desktop on which Jarvis hears."""
    with desktop_or_skip((1200, 860), tray=False) as session, pulse_or_skip() as pulse:
        session.env |= {name: value for name, value in pulse.env.items() if name.startswith("PULSE_")}
        with Jarvis(session.home, session.env) as jarvis:
            jarvis.start("--no-overlay")
            wait_for(lambda: asked(jarvis, "status").get("listening"), "the ears", 90)
            jarvis.say = lambda: pulse.play(CALL)  # type: ignore[attr-defined]
            yield session, jarvis


def asked(jarvis: Jarvis, verb: str) -> dict[str, object]:
    """What the daemon answers; nothing while there is none."""
    try:
        with jarvis.client() as client:
            return client.ask(verb)  # type: ignore[arg-type]
    except DaemonError:
        return {}


def coloured(picture: Image.Image) -> int:
    """How many pixels have the colour of hearing, nearly."""
    away = np.abs(np.asarray(picture.convert("RGB"), np.int16) - np.array(HEARING, np.int16))
    return int((away.max(axis=2) < 24).sum())


def test_a_call_is_seen_to_be_heard_and_one_window_is_enough(desk: tuple[DesktopSession, Jarvis]) -> None:
    session, jarvis = desk
    first = session.run(sys.executable, "-m", "assistant", "settings")
    wait_for(lambda: session.windows(TITLE), "the window", 60)

    def watched() -> bool:
        client: ControlClient
        with jarvis.client() as client:
            seen = next(client.items("watch"))
        return "level" in seen

    assert watched(), "the ears tell nothing"
    quiet = wait_for(lambda: coloured(session.screenshot()), "the ring of a daemon that listens", 30)
    jarvis.say()  # type: ignore[attr-defined]
    wait_for(lambda: coloured(session.screenshot()) > quiet + 1500, "the call is not shown as heard", 30)
    second = session.run(sys.executable, "-m", "assistant", "settings", "privacy")
    assert second.wait(60) == 0
    assert first.poll() is None
    wait_for(lambda: len(session.windows(TITLE)) == 1, "one window, at the front")
    first.terminate()
    assert first.wait(30) == 0
    wait_for(lambda: asked(jarvis, "status").get("listening"), "the daemon goes on")


def test_a_restart_counts_the_new_settings_in_the_same_process(desk: tuple[DesktopSession, Jarvis]) -> None:
    _, jarvis = desk
    file = jarvis.home / ".config" / "jarvis" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[painter]\ncount = 9\n")
    refused = jarvis("restart")
    assert refused.returncode == 2
    assert "painter.count" in refused.stderr
    pid = asked(jarvis, "status")["pid"]
    file.write_text("[painter]\ncount = 3\n")
    assert asked(jarvis, "settings")["values"]["painter.count"] is None  # type: ignore[index]
    assert jarvis("restart").returncode == 0

    def counts() -> bool:
        values = asked(jarvis, "settings").get("values", {})
        return isinstance(values, dict) and values.get("painter.count") == 3

    wait_for(counts, "the new settings", 60)
    assert asked(jarvis, "status")["pid"] == pid
    wait_for(lambda: asked(jarvis, "status").get("listening"), "the ears after the new start", 60)
