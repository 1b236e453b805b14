"""Lists the microphones that are present now, in a new process: PortAudio keeps the list of its start."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from assistant.core.child_process import child_environment, python_command

TIMEOUT_S = 10.0
"""Time limit of that process, since the sound server may hang."""


def microphones() -> list[dict[str, Any]]:
    """Returns every microphone as `{name, rate_hz, channels, is_default}`. Blocks for up to TIMEOUT_S."""
    command = python_command("assistant.hearing.audio.microphone")
    try:
        done = subprocess.run(command, env=child_environment(), capture_output=True, timeout=TIMEOUT_S, check=False)
        found = json.loads(done.stdout) if done.returncode == 0 else []
    except (subprocess.TimeoutExpired, ValueError):
        return []
    return found if isinstance(found, list) else []
