"""Manages a custom shortcut of GNOME that runs `jarvis listen`, with the program gsettings. Every call blocks.

Only our own entry changes: the person's shortcuts for other programs stay, byte for byte and in order.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess

from assistant.core.errors import AssistantError, ConfigError
from assistant.hotkey.key_names import for_gnome, from_gnome

SCHEMA = "org.gnome.settings-daemon.plugins.media-keys"
LIST = "custom-keybindings"
FOLDER = "/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/"
OURS = f"{FOLDER}jarvis/"
NAME = "Jarvis: listen"
ANSWER_S = 10.0
DESKTOPS = frozenset({"GNOME", "GNOME-Classic", "GNOME-Flashback", "Unity", "Budgie", "Pantheon"})
"""Values of XDG_CURRENT_DESKTOP whose settings daemon reads these shortcuts."""


def is_here() -> bool:
    """Returns True if this desktop belongs to GNOME's family and has the setting."""
    here = set(os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"))
    return bool(here & DESKTOPS) and shutil.which("gsettings") is not None and _has_schema()


def current() -> str | None:
    """Returns the keys of our shortcut, as a person writes them; None if there is none. Raises AssistantError."""
    if OURS not in _paths():
        return None
    return from_gnome(_text("binding")) or None


def add(keys: str, command: str) -> None:
    """Make our shortcut, or change its keys.

    Raises:
        ConfigError: Another custom shortcut has these keys.
        AssistantError: gsettings fails.
    """
    wanted = for_gnome(keys)
    paths = _paths()
    for path in paths:
        if path != OURS and _normal(_text("binding", path)) == _normal(wanted):
            raise ConfigError(
                f"{keys} is taken by your shortcut “{_text('name', path)}”", "Choose other keys: jarvis hotkey set …"
            )
    for key, value in (("name", NAME), ("command", command), ("binding", wanted)):
        _run("set", f"{SCHEMA}.custom-keybinding:{OURS}", key, value)
    if OURS not in paths:
        _set_paths([*paths, OURS])


def remove() -> bool:
    """Remove our shortcut; returns False if there was none. Raises AssistantError."""
    paths = _paths()
    if OURS not in paths:
        return False
    _set_paths([path for path in paths if path != OURS])
    _run("reset-recursively", f"{SCHEMA}.custom-keybinding:{OURS}")
    return True


def _paths() -> list[str]:
    text = _run("get", SCHEMA, LIST).removeprefix("@as ")
    try:
        paths = ast.literal_eval(text)
    except (ValueError, SyntaxError) as error:
        raise AssistantError("GNOME's shortcuts cannot be read", f"gsettings says: {text}") from error
    return [str(path) for path in paths]


def _set_paths(paths: list[str]) -> None:
    _run("set", SCHEMA, LIST, str(paths) if paths else "@as []")


def _text(key: str, path: str = OURS) -> str:
    text = _run("get", f"{SCHEMA}.custom-keybinding:{path}", key)
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return text


def _normal(accelerator: str) -> str:
    return accelerator.replace("<Primary>", "<Control>").replace("<Ctrl>", "<Control>").casefold()


def _has_schema() -> bool:
    try:
        return SCHEMA in _run("list-schemas").split()
    except AssistantError:
        return False


def _run(*arguments: str) -> str:
    try:
        done = subprocess.run(("gsettings", *arguments), capture_output=True, text=True, timeout=ANSWER_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AssistantError("GNOME's shortcuts cannot be reached", f"gsettings: {error}") from error
    if done.returncode:
        raise AssistantError("GNOME's shortcuts cannot be changed", done.stderr.strip() or "gsettings failed.")
    return done.stdout.strip()
