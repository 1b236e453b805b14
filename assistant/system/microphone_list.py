"""The microphones that are there now. PortAudio freezes its list when it starts, so a fresh process looks each time."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from assistant.core.child_process import child_environment, python_command

LOOK_S = 10.0
"""A sound server that hangs must not hang whoever looks."""


def microphones() -> list[dict[str, Any]]:
    """Every microphone as `{name, rate_hz, channels, is_default}`; empty when there is none. Blocks."""
    command = python_command("assistant.hearing.audio.microphone")
    try:
        done = subprocess.run(command, env=child_environment(), capture_output=True, timeout=LOOK_S, check=False)
        found = json.loads(done.stdout) if done.returncode == 0 else []
    except (subprocess.TimeoutExpired, ValueError):
        return []
    return found if isinstance(found, list) else []
