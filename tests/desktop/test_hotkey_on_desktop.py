"""Tests push to talk from the command to the ears; only the portal is played."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.jarvis_process import Jarvis
from helpers.program_session import wait_for
from helpers.pulse import pulse_or_skip
from hotkey.test_global_shortcuts import Portal, bus  # noqa: F401 - a fixture

from assistant.core.errors import DaemonError
from assistant.core.messages.control_messages import StatusRequest
from assistant.core.messages.event_messages import RequestEvent
from assistant.core.stages import Stage


@pytest.fixture(scope="module")
def jarvis(bus: str) -> Iterator[Jarvis]:  # noqa: F811
    """Runs a daemon that hears and is on the bus."""
    home = Path(tempfile.mkdtemp(prefix="jh-", dir="/tmp"))
    with pulse_or_skip() as pulse:
        env = {name: value for name, value in pulse.env.items() if name.startswith("PULSE_")}
        with Jarvis(home, env | {"DBUS_SESSION_BUS_ADDRESS": bus, "XDG_CURRENT_DESKTOP": "KDE"}) as jarvis:
            jarvis.start("--no-overlay")
            wait_for(lambda: status(jarvis).get("listening"), "the ears", 90)
            yield jarvis
    shutil.rmtree(home, ignore_errors=True)


def status(jarvis: Jarvis) -> dict[str, Any]:
    try:
        with jarvis.client() as client:
            return client.ask(StatusRequest()).fields()
    except DaemonError:
        return {}


def hotkey(jarvis: Jarvis, *arguments: str) -> tuple[int, dict[str, Any]]:
    done: subprocess.CompletedProcess[str] = jarvis("hotkey", *arguments, "--json")
    return done.returncode, json.loads(done.stdout)


def test_without_a_portal_nothing_is_said_to_be_active(jarvis: Jarvis) -> None:
    code, told = hotkey(jarvis, "set", "Ctrl+Alt+J")
    assert (code, told["active"], told["keys"]) == (1, False, "")
    assert "System Settings" in told["hint"]
    assert hotkey(jarvis, "status") == (code, told)


def test_a_press_opens_a_request_and_a_release_ends_it(jarvis: Jarvis, bus: str) -> None:  # noqa: F811
    portal = Portal(bus)
    try:
        wait_for(lambda: status(jarvis)["hotkey"]["state"] == "bound", "the keys that were set before")
        code, told = hotkey(jarvis, "set", "Ctrl+Alt+J", "--hold")
        assert (code, told["backend"], told["keys"]) == (0, "portal", "Ctrl+Alt+J")
        with jarvis.client() as client:
            events = client.events()
            portal.do("press")
            heard = next(event for event in events if isinstance(event, RequestEvent))
            assert heard.stage is Stage.LISTENING
            portal.do("release")
            ended = next(
                event for event in events if isinstance(event, RequestEvent) and event.stage is not Stage.LISTENING
            )
            assert ended.reason == "nobody_spoke", "in silence the key's release ends it at once"
        code, told = hotkey(jarvis, "remove")
        assert (code, told["active"]) == (0, False)
        assert status(jarvis)["hotkey"]["state"] == "off"
    finally:
        portal.die()
