"""Lists the sound server's microphones (PulseAudio, or PipeWire in its place) by means of `pactl`.

PortAudio sees the server as one ALSA device. It cannot tell which microphone is behind it, or whether that is the
"monitor" of a loudspeaker, in which an assistant would hear the room's music instead of its people. The module opens no
sound and changes nothing on the server.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.core.errors import MicrophoneGone

PACTL_TIMEOUT_S = 2.0
"""Longest wait for an answer of `pactl`."""
SYSTEM_CLIENT_FILE = Path("/etc/pulse/client.conf")
_SPECIFICATION = re.compile(r"(\d+)ch (\d+)Hz")


@dataclass(frozen=True, slots=True)
class ServerSource:
    """Describes a source from which the server records."""

    name: str
    """The server's own name, which PULSE_SOURCE takes: "alsa_input.pci-0000_00_1f.3.analog-stereo"."""
    description: str
    """The name as people read it: "Built-in Audio Analog Stereo"."""
    rate_hz: int
    channels: int
    is_default: bool
    is_monitor: bool
    """Whether the source records what a loudspeaker plays."""


def server_sources() -> list[ServerSource] | None:
    """Returns every source of the sound server; None where no server answers or `pactl` is not installed. Blocks."""
    listed = _pactl("--format=json", "list", "sources")
    if listed is None:
        return None
    try:
        entries: list[dict[str, Any]] = json.loads(listed)
    except ValueError:
        return None
    default = default_source()
    return [_source(entry, default) for entry in entries if isinstance(entry, dict) and entry.get("name")]


def choose_source(device: str, sources: list[ServerSource]) -> ServerSource | None:
    """Returns the source that `device` means: "default", or part of a description or name; None where none of them
    fits.

    Raises:
        MicrophoneGone: The default is a loudspeaker's monitor, or there is no default.
    """
    if device == "default":
        chosen = next((source for source in sources if source.is_default), None)
        if chosen is None or chosen.is_monitor:
            raise MicrophoneGone(
                "No microphone is chosen: the sound server would record its own loudspeaker",
                "Plug a microphone in, or choose one as the default input in the sound settings.",
            )
        return chosen
    part = device.casefold()
    matching = [
        source
        for source in sources
        if not source.is_monitor and (part in source.description.casefold() or part in source.name.casefold())
    ]
    return min(matching, key=lambda source: (not source.is_default, len(source.description)), default=None)


def default_source() -> str | None:
    """Returns the server's name of the default source; None where no server answers. Blocks for 10 ms."""
    answer = _pactl("get-default-source")
    return answer.strip() or None if answer is not None else None


@contextmanager
def client_settings(source: str | None, server_only: bool = False) -> Iterator[None]:
    """Makes connections of this process to the server record `source` and share no memory with the server, as long as
    the context lasts.

    libpulse 16 deadlocks when a server dies while a read holds a block of shared memory (seen after kill -9: the main
    loop waits for the block, and the block's holder for the main loop's lock). 32 kB a second need no shared memory.
    Only a configuration file can turn it off: this one is in memory, and includes the file that would have been read.

    Args:
        source: The server's name of the source; None leaves the choice to the server.
        server_only: Whether ALSA knows only the server. PortAudio tries every device that ALSA knows, and some of their
            plug-ins load 14 MB of video codecs that stay in memory.
    """
    file, devices = os.memfd_create("client.conf"), os.memfd_create("alsa.conf")
    wanted = {"PULSE_CLIENTCONFIG": f"/proc/{os.getpid()}/fd/{file}"}
    if source is not None:
        wanted["PULSE_SOURCE"] = source
    if server_only:
        wanted["ALSA_CONFIG_PATH"] = f"/proc/{os.getpid()}/fd/{devices}"
    before = {name: os.environ.get(name) for name in wanted}
    try:
        os.write(file, "".join(f".include {path}\n" for path in _client_files()).encode())
        os.write(file, b"enable-shm = no\nautospawn = no\n")
        os.write(devices, b"pcm.pulse { type pulse }\npcm.pipewire { type pipewire }\n")
        _set_environment(wanted)
        yield
    finally:
        _set_environment(before)
        os.close(file)
        os.close(devices)


@contextmanager
def alsa_silenced() -> Iterator[None]:
    """Discards what ALSA and JACK write straight to file descriptor 2: page after page of devices that they miss, none
    of it useful."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


def _client_files() -> list[Path]:
    """Returns the configuration that libpulse would read by itself, in its own order of preference."""
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    places = (os.environ.get("PULSE_CLIENTCONFIG"), f"{config}/pulse/client.conf", str(SYSTEM_CLIENT_FILE))
    first = next((Path(place) for place in places if place and Path(place).is_file()), None)
    if first is None:
        return []
    return [first, *sorted(Path(f"{first}.d").glob("*.conf"))]


def _set_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _source(entry: dict[str, Any], default: str | None) -> ServerSource:
    name = str(entry["name"])
    found = _SPECIFICATION.search(str(entry.get("sample_specification", "")))
    return ServerSource(
        name=name,
        description=str(entry.get("description") or name),
        rate_hz=int(found[2]) if found else 0,
        channels=int(found[1]) if found else 0,
        is_default=name == default,
        is_monitor=name.endswith(".monitor"),
    )


def _pactl(*command: str) -> str | None:
    pactl = shutil.which("pactl")
    if pactl is None:
        return None
    try:
        done = subprocess.run(
            [pactl, *command],
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PACTL_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
