"""Controls the user's systemd with its own commands. Every call blocks."""

from __future__ import annotations

import os
import subprocess

from assistant.core.errors import ServiceError

TIMEOUT_S = 180.0
"""Time limit of a command: `start` waits until the service is ready, for which the unit allows 150 s."""
SANDBOX = ("PrivateUsers=yes", "ProtectSystem=strict", "ProtectHome=read-only", "ProtectHostname=yes")
"""Options of the unit that need namespaces; with them it fails to start where the machine refuses namespaces."""
SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE")
"""Variables by which programs find the screen; a user manager that started before the session lacks them."""


def systemctl(*arguments: str) -> str:
    """Run `systemctl --user`.

    Raises:
        ServiceError: It failed; the hint holds its message.
    """
    done = _run("systemctl", "--user", *arguments)
    if done.returncode:
        message = " ".join((done.stderr or done.stdout).split())
        raise ServiceError(f"systemd refused to {arguments[0]}", message or f"Its status was {done.returncode}.")
    return done.stdout


def check_manager() -> None:
    """Raises ServiceError if this user has no service manager."""
    state = _run("systemctl", "--user", "is-system-running").stdout.strip()
    if state not in {"running", "degraded", "starting", "initializing", "maintenance"}:
        hint = (
            "Log in to a desktop or by ssh as this user; where systemd is not in use, start `jarvis run` by yourself."
        )
        raise ServiceError("There is no systemd for this user here", hint)


def properties(unit: str, *names: str) -> dict[str, str]:
    """Returns properties of a unit by name. Raises ServiceError."""
    shown = systemctl("show", f"--property={','.join(names)}", unit)
    pairs = (line.partition("=") for line in shown.splitlines())
    return {name: value for name, _, value in pairs}


def has_namespaces() -> bool:
    """Returns True if a unit of this user can use the options in SANDBOX, by starting one."""
    options = [word for option in SANDBOX for word in ("-p", option)]
    return not _run("systemd-run", "--user", "--quiet", "--wait", "--collect", *options, "true").returncode


def reload_bus() -> None:
    """Make the session bus read its service folders again; a bus that is not running does so when it starts."""
    bus = "org.freedesktop.DBus"
    _run("busctl", "--user", "call", bus, "/org/freedesktop/DBus", bus, "ReloadConfig")


def import_screen() -> bool:
    """Pass the variables of the screen to systemd; returns False if there is no screen."""
    present = [name for name in SCREEN if os.environ.get(name)]
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & set(present):
        return False
    systemctl("import-environment", *present)
    return True


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
    except FileNotFoundError:
        return subprocess.CompletedProcess(command, 127, "", f"{command[0]} is not installed")
    except subprocess.TimeoutExpired as error:
        raise ServiceError(f"{command[0]} does not answer", "Try again; log out and in if it stays so.") from error
