"""Shows the first steps once: when a person starts Jarvis by hand, on a screen, and has no files of it yet.

Runs in the process of `jarvis run` before the daemon begins, and never holds it up: the window is its own process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping

from assistant import paths
from assistant.core.child_process import child_environment, python_command

_MARK = "welcomed"


def is_due(environ: Mapping[str, str] | None = None, *, by_hand: bool) -> bool:
    """Returns whether the first steps are to be shown now.

    Args:
        environ: Environment; None is the process's own.
        by_hand: Whether a person started Jarvis in a terminal.
    """
    environ = os.environ if environ is None else environ
    from_menu = any(environ.get(name) for name in ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"))
    has_screen = any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    is_new = not any(place.exists() for place in (paths.config_files()[-1], paths.state_dir()))
    return has_screen and is_new and (by_hand or from_menu)


def welcome_once() -> bool:
    """Shows the first steps if they are due, and returns whether they were. Does not wait."""
    if not is_due(by_hand=sys.stdout.isatty()):
        return False
    try:
        paths.state_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        (paths.state_dir() / _MARK).touch()
    except OSError:
        return False  # It would come again with each start.
    window = subprocess.Popen(
        python_command("assistant.ui.windows.welcome.app"),
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=window.wait, daemon=True, name="welcome").start()
    return True
