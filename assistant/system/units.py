"""Renders the service's files for one installation: the units, the D-Bus activation, the autostart entry.

Used by `jarvis service` and by the builds of packages. It reads the templates in `systemd/` and writes nothing.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import paths
from assistant.core.child_process import python_command

UNIT, OVERLAY = "jarvis.service", "jarvis-overlay.service"
ACTIVATION, AUTOSTART = "org.jarvis.Assistant.service", "jarvis-overlay.desktop"
DROP_IN = "jarvis.service.d/10-settings.conf"
_PLACE = "@JARVIS@"

NO_NAMESPACES = """\
# This machine lets no user have namespaces: the walls around files fall, those around system calls and network stand.
PrivateUsers=no
ProtectSystem=no
ProtectHome=no
ProtectHostname=no
InaccessiblePaths=
ReadWritePaths=
"""


def own_command() -> list[str]:
    """Returns the command that starts this installation, by absolute path, whatever the kind of installation."""
    return python_command("assistant")


def template(name: str, command: Sequence[str]) -> str:
    """Returns the content of a file for the installation that `command` starts."""
    text = paths.data_file(f"systemd/{name}").read_text(encoding="utf-8")
    return text.replace(_PLACE, _for_dbus(command) if name == ACTIVATION else _for_systemd(command))


@dataclass(frozen=True, slots=True)
class Allowances:
    """The access that a user's settings need in the sandbox."""

    folders: tuple[Path, ...]
    """Folders that the daemon writes to; each must exist at its start."""
    network: bool = False
    """True if a model may have to be downloaded by its hub name."""
    namespaces: bool = True
    """True if this machine lets users have namespaces."""


def drop_in(allowed: Allowances) -> str:
    """Returns the drop-in of the unit that follows from the settings."""
    lines = ["# Made from the settings by `jarvis service install`; it is written anew each time.", "[Service]"]
    if allowed.namespaces:
        lines += [f"ReadWritePaths={_quote('-' + str(folder))}" for folder in allowed.folders]
    else:
        lines += NO_NAMESPACES.splitlines()
    if allowed.network:
        lines += ["# A model is named by its hub name, so it may have to be fetched.", _NETWORK]
    return "\n".join(lines) + "\n"


_NETWORK = "RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK"


def _for_systemd(command: Iterable[str]) -> str:
    """Returns a command line as ExecStart= reads it (systemd.service(5)), with `$` and `%` escaped."""
    return " ".join(_quote(word).replace("$", "$$") for word in command)


def _quote(word: str) -> str:
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if any(each in word for each in " \t\"'\\;") else word


def _for_dbus(command: Iterable[str]) -> str:
    """Returns a command line as D-Bus service files have it: quoted for a shell, without expansions."""
    return shlex.join(command)
