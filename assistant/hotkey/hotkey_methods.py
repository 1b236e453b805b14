"""Sets push to talk by the method of this desktop: the portal, a shortcut of GNOME, or instructions for the person.

Keys count as active only if the portal named them or GNOME's setting holds them. Runs in the CLI; every call blocks.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from msgspec import UNSET

from assistant.control.client import ControlClient
from assistant.core.child_process import python_command
from assistant.core.errors import AssistantError, DaemonError
from assistant.core.messages.control_messages import HotkeyRequest
from assistant.core.messages.event_messages import HotkeyState
from assistant.hotkey import gnome_shortcut as gnome
from assistant.hotkey.key_names import for_hyprland, for_sway
from assistant.settings.editing import DEFAULT, edit_settings
from assistant.settings.schema import HotkeySettings

USUAL = "Ctrl+Alt+J"
"""The proposed keys, which are free on GNOME, KDE, Xfce and Cinnamon by default."""

Backend = Literal["portal", "gnome", "none"]


@dataclass(frozen=True, slots=True)
class Status:
    """The state of push to talk."""

    backend: Backend
    active: bool
    """True if `keys` reach a running Jarvis."""
    keys: str
    words: str
    hint: str = ""

    def as_json(self) -> dict[str, Any]:
        """Returns the state as JSON values, for scripts and windows."""
        return asdict(self)


def status() -> Status:
    """Returns the current state."""
    return _status(_ask(HotkeyRequest()))


def set_keys(keys: str, *, hold: bool | None = None) -> Status:
    """Set these keys by the method of this desktop, and in the settings.

    Raises:
        ConfigError: The keys are not valid, or another shortcut has them.
        AssistantError: GNOME's settings cannot be changed.
    """
    changes: dict[tuple[str, ...], Any] = {("hotkey", "keys"): keys}
    if hold is not None:
        changes["hotkey", "hold"] = hold
    edit_settings(changes)
    told = _ask(HotkeyRequest(keys, UNSET if hold is None else hold))
    state = told.state if told else "unknown"
    if state == "bound":
        if gnome.is_here():
            gnome.remove()  # Both would listen twice.
    elif state not in {"asking", "denied", "without_keys"} and gnome.is_here():
        gnome.add(keys, command())
    return _status(told, wanted=keys)


def remove() -> Status:
    """Remove the keys. Raises AssistantError."""
    edit_settings({("hotkey", "keys"): DEFAULT})
    told = _ask(HotkeyRequest(keys=None))
    if gnome.is_here():
        gnome.remove()
    return _status(told)


def command() -> str:
    """Returns the command for a shortcut, with its absolute path, since desktops know no virtualenv."""
    beside = Path(sys.executable).with_name("jarvis")
    program = str(beside) if beside.exists() else shutil.which("jarvis")
    return f"{program} listen" if program else shlex.join(python_command("assistant", "listen"))


def recipe(keys: str | None = None) -> str:
    """Returns instructions for making the shortcut on this desktop by hand."""
    keys = keys or USUAL
    here = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    if "KDE" in here:
        return f"System Settings → Shortcuts → Add New → Command: {command()}  Then give it {keys}."
    if "XFCE" in here:
        return f"Settings → Keyboard → Application Shortcuts → Add: {command()}  Then press {keys}."
    if "X-Cinnamon" in here:
        return f"System Settings → Keyboard → Shortcuts → Custom → Add: {command()}  Then press {keys}."
    if "sway" in here:
        return f"In ~/.config/sway/config: bindsym {for_sway(keys)} exec {command()}"
    if "Hyprland" in here:
        return f"In ~/.config/hypr/hyprland.conf: bind = {for_hyprland(keys)}, exec, {command()}"
    return f"In your desktop's keyboard settings, make {keys} run: {command()}"


def _status(told: HotkeyState | None, wanted: str | None = None) -> Status:
    """Returns the state by the daemon's answer (None: it does not run) and GNOME's settings."""
    if told is not None and told.state == "bound":
        more = " Hold them to talk." if told.hold else ""
        return Status("portal", True, told.keys, f"{told.words}{more}")
    made = gnome.current() if gnome.is_here() else None
    if made is not None:
        asleep = "" if told is not None else " Jarvis does not run now: start it with `jarvis run`."
        return Status("gnome", True, made, f"A custom shortcut of GNOME's runs `jarvis listen`.{asleep}")
    wanted = wanted or (told.wanted if told else None) or _written()
    if told is None:
        words = "Jarvis does not run, so nothing listens to keys."
        hint = "Start it with `jarvis run`; it then asks the desktop for them." if wanted else _how(wanted)
        return Status("none", False, "", words, hint)
    if told.state == "asking":
        return Status("portal", False, "", told.words, "Answer it, then look again: jarvis hotkey status.")
    if told.state in {"denied", "without_keys", "gone", "failed"}:
        return Status(
            "portal", False, "", told.words, f"Ask again with `jarvis hotkey set`, or by hand: {recipe(wanted)}"
        )
    return Status("none", False, "", told.words if wanted else "No keys are set.", _how(wanted))


def _how(wanted: str | None) -> str:
    return recipe(wanted) if wanted else f"Set some: jarvis hotkey set {USUAL}"


def _written() -> str | None:
    from assistant.settings.loading import load_settings

    try:
        hotkey: HotkeySettings = load_settings().hotkey
    except AssistantError:
        return None
    return hotkey.keys


def _ask(request: HotkeyRequest) -> HotkeyState | None:
    try:
        with ControlClient() as client:
            return client.ask(request).hotkey
    except DaemonError:
        return None
