"""`jarvis wake watch` without a daemon starts its own ears and prints a line for each block and for the call."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.jarvis_process import Jarvis
from helpers.pulse import PulseServer, pulse_or_skip

CALL = Path(__file__).resolve().parents[3] / "models" / "wake" / "self-test" / "jarvis.wav"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[tuple[PulseServer, Jarvis]]:
    with pulse_or_skip() as pulse:
        env = {name: value for name, value in pulse.env.items() if name.startswith("PULSE_")}
        with Jarvis(tmp_path, env) as jarvis:
            yield pulse, jarvis


def test_own_ears_are_watched_and_closed_again(room: tuple[PulseServer, Jarvis]) -> None:
    pulse, jarvis = room
    command = [sys.executable, "-m", "assistant", "wake", "watch", "--json"]
    with subprocess.Popen(command, env=jarvis.env, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        first = json.loads(watching.stdout.readline())
        assert first.keys() == {"level", "score", "word", "threshold", "silent"}
        assert first["threshold"] == 0.5
        pulse.play(CALL)
        woke = next(seen for line in watching.stdout if (seen := json.loads(line)).get("woke"))
        assert (woke["word"], woke["sure"]) == ("jarvis", True)
        watching.terminate()
    assert not list(jarvis.home.glob("**/*.wav")), "sound was written to the disk"


def test_it_ends_when_the_time_is_over_and_refuses_a_muted_microphone(room: tuple[PulseServer, Jarvis]) -> None:
    _, jarvis = room
    done = jarvis("wake", "watch", "--json", "--seconds", "3")
    assert done.returncode == 0
    assert all("level" in json.loads(line) for line in done.stdout.splitlines())
    muted = jarvis.home / ".local" / "state" / "jarvis" / "muted"
    muted.parent.mkdir(parents=True, exist_ok=True)
    muted.touch()
    refused = jarvis("wake", "watch", "--json")
    assert refused.returncode == 1
    assert "muted" in refused.stderr
