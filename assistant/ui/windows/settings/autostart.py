"""Reads and sets whether Jarvis starts with the session: by its systemd user service, or else by a desktop file.

systemctl may take a moment, so call this on a thread. Only files of Jarvis' own are changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.core.errors import AssistantError

UNIT = "jarvis.service"
FILE = "jarvis.desktop"
ANSWER_S = 10.0
_MARK = "X-Jarvis-Autostart=true"
_DESKTOP = f"""\
[Desktop Entry]
Type=Application
Name=Jarvis
Comment=Listens, and paints what you say
Exec={{command}} run
Terminal=false
X-GNOME-Autostart-enabled=true
{_MARK}
"""

Way = Literal["service", "file"]


@dataclass(frozen=True, slots=True)
class Autostart:
    """Says whether and how Jarvis starts with the session."""

    way: Way
    """What starts it, or would start it."""
    is_on: bool
    words: str


def read_autostart() -> Autostart:
    """Reads the present state. Blocks."""
    state = _systemctl("is-enabled", UNIT)
    if state in {"enabled", "enabled-runtime", "disabled", "linked", "indirect"}:
        on = state.startswith("enabled")
        return Autostart("service", on, f"The systemd user service {UNIT} is {'enabled' if on else 'disabled'}.")
    on = desktop_file().exists()
    words = f"By {desktop_file()}." if on else "With a file in your autostart folder; or: jarvis service install."
    return Autostart("file", on, words)


def set_autostart(on: bool, command: str) -> Autostart:
    """Makes Jarvis start with the session, or not any more. Blocks.

    Args:
        on: Whether it starts with the session.
        command: The program `jarvis` with its whole path.

    Raises:
        AssistantError: systemctl refuses, or the file cannot be written.
    """
    if read_autostart().way == "service":
        # The change of a link; whatever runs now goes on.
        if _systemctl("enable" if on else "disable", UNIT) is None:
            raise AssistantError(f"systemctl did not change {UNIT}", "See why: systemctl --user status jarvis.")
        return read_autostart()
    file = desktop_file()
    try:
        if on:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_DESKTOP.format(command=command), encoding="utf-8")
        elif file.exists():
            if _MARK not in file.read_text(encoding="utf-8"):
                raise AssistantError(f"{file} is not Jarvis' own file", "Remove it by hand, if that is what you want.")
            file.unlink()
    except OSError as error:
        raise AssistantError(f"{file} cannot be changed", f"{error.strerror}.") from error
    return read_autostart()


def desktop_file() -> Path:
    """Returns the file in the person's autostart folder (XDG autostart specification)."""
    home = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(home) if home.startswith("/") else Path.home() / ".config") / "autostart" / FILE


def _systemctl(*arguments: str) -> str | None:
    """Returns systemctl's first line; None where there is no user manager or it fails without a word."""
    if shutil.which("systemctl") is None:
        return None
    try:
        done = subprocess.run(
            ("systemctl", "--user", *arguments), capture_output=True, text=True, timeout=ANSWER_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    first = next(iter(done.stdout.splitlines()), "")
    return first.strip() if done.returncode == 0 or first else None
