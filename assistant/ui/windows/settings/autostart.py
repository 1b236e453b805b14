"""Whether Jarvis starts with the session: as a systemd user service where that is installed, else by a desktop file.

Window processes, on a thread: systemctl may take a moment. Changes only what is its own.
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
    """How it stands."""

    way: Way
    """What starts it, or would."""
    is_on: bool
    words: str


def look() -> Autostart:
    """How it stands now."""
    state = _systemctl("is-enabled", UNIT)
    if state in {"enabled", "enabled-runtime", "disabled", "linked", "indirect"}:
        on = state.startswith("enabled")
        return Autostart("service", on, f"The systemd user service {UNIT} is {'enabled' if on else 'disabled'}.")
    on = desktop_file().exists()
    words = f"By {desktop_file()}." if on else "With a file in your autostart folder; or: jarvis service install."
    return Autostart("file", on, words)


def turn(on: bool, command: str) -> Autostart:
    """Start it with the session, or no more.

    Args:
        on: Whether it shall.
        command: The program `jarvis` with its whole path.

    Raises:
        AssistantError: systemctl refuses, or the file cannot be written.
    """
    if look().way == "service":
        # The change of a link; whatever runs now goes on.
        if _systemctl("enable" if on else "disable", UNIT) is None:
            raise AssistantError(f"systemctl did not change {UNIT}", "See why: systemctl --user status jarvis.")
        return look()
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
    return look()


def desktop_file() -> Path:
    """The file in the person's autostart folder (XDG autostart specification)."""
    home = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(home) if home.startswith("/") else Path.home() / ".config") / "autostart" / FILE


def _systemctl(*arguments: str) -> str | None:
    """What it says on its first line; None where there is no user manager or it fails without a word."""
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
