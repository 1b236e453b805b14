"""Talks to the user's systemd through its own commands. Used by `jarvis service`; blocks."""

from __future__ import annotations

import os
import subprocess

from assistant.core.errors import ServiceError

PATIENCE_S = 180.0
"""`start` waits until the service is ready; the unit gives it 150 s for that."""
SANDBOX = ("PrivateUsers=yes", "ProtectSystem=strict", "ProtectHome=read-only", "ProtectHostname=yes")
"""What of the unit needs namespaces, and fails to start where the machine refuses them."""
SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE")
"""Variables by which a program finds the screen; a user manager that began before the session lacks them."""


def systemctl(*arguments: str) -> str:
    """Run `systemctl --user`.

    Raises:
        ServiceError: It refused; the hint holds what it said.
    """
    done = _run("systemctl", "--user", *arguments)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise ServiceError(f"systemd refused to {arguments[0]}", said or f"Its status was {done.returncode}.")
    return done.stdout


def check_manager() -> None:
    """Raises ServiceError where this user has no service manager."""
    said = _run("systemctl", "--user", "is-system-running").stdout.strip()
    if said not in {"running", "degraded", "starting", "initializing", "maintenance"}:
        hint = (
            "Log in to a desktop or by ssh as this user; where systemd is not in use, start `jarvis run` by yourself."
        )
        raise ServiceError("There is no systemd for this user here", hint)


def properties(unit: str, *names: str) -> dict[str, str]:
    """Some properties of a unit. Raises ServiceError."""
    said = systemctl("show", f"--property={','.join(names)}", unit)
    pairs = (line.partition("=") for line in said.splitlines())
    return {name: value for name, _, value in pairs}


def has_namespaces() -> bool:
    """Whether a unit of this user gets the walls that it asks for: tried, not guessed."""
    wanted = [word for each in SANDBOX for word in ("-p", each)]
    return not _run("systemd-run", "--user", "--quiet", "--wait", "--collect", *wanted, "true").returncode


def reload_bus() -> None:
    """Let the session bus read its folders of services again; one that is absent does so when it starts."""
    bus = "org.freedesktop.DBus"
    _run("busctl", "--user", "call", bus, "/org/freedesktop/DBus", bus, "ReloadConfig")


def tell_screen() -> bool:
    """Tell systemd where the screen is. Whether there is one."""
    there = [name for name in SCREEN if os.environ.get(name)]
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & set(there):
        return False
    systemctl("import-environment", *there)
    return True


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except FileNotFoundError:
        return subprocess.CompletedProcess(command, 127, "", f"{command[0]} is not installed")
    except subprocess.TimeoutExpired as error:
        raise ServiceError(f"{command[0]} does not answer", "Try again; log out and in if it stays so.") from error
