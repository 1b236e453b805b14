"""The service's files as text: the units, the D-Bus activation and the autostart entry for one installation.

Used by `jarvis service` and by whoever builds a package. Pure: reads the templates of `systemd/`, writes nothing.
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
    """How this installation is started, by absolute path: in a checkout, a virtualenv, pipx or a package alike."""
    return python_command("assistant")


def template(name: str, command: Sequence[str]) -> str:
    """One of the files for an installation that `command` starts. A package renders them for its own place."""
    text = paths.data_file(f"systemd/{name}").read_text(encoding="utf-8")
    return text.replace(_PLACE, _for_dbus(command) if name == ACTIVATION else _for_systemd(command))


@dataclass(frozen=True, slots=True)
class Allowances:
    """What the settings of a user ask of the sandbox."""

    folders: tuple[Path, ...]
    """Folders that the daemon writes to; each must exist when it starts."""
    network: bool = False
    """Whether a model has to be fetched by its hub name."""
    namespaces: bool = True
    """Whether this machine lets users have them."""


def drop_in(allowed: Allowances) -> str:
    """The part of the unit that follows from the settings."""
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
    """A command line as ExecStart= reads it (systemd.service(5)): no variable and no specifier is meant."""
    return " ".join(_quote(word).replace("$", "$$") for word in command)


def _quote(word: str) -> str:
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if any(each in word for each in " \t\"'\\;") else word


def _for_dbus(command: Iterable[str]) -> str:
    """A command line as a D-Bus service file reads it: as a shell would, without expansions."""
    return shlex.join(command)
