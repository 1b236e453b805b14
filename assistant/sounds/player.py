"""Plays a sound file through whatever the desktop plays sound with. Runs on the daemon's loop, and never blocks it.

The player is another process: a sound server that hangs costs a chime, nothing else. Opens no device by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
from pathlib import Path

log = logging.getLogger(__name__)

GIVE_UP_S = 3.0
"""Ten times as long as a chime: what plays longer hangs."""

_PLAYERS: tuple[tuple[str, ...], ...] = (
    ("pw-play", "--media-role=Notification"),
    ("paplay", "--client-name=Jarvis", "--property=media.role=event", "--latency-msec=50"),
    ("aplay", "-q"),
)
"""PipeWire's own, PulseAudio's (which PipeWire speaks too), ALSA's; the first that works is kept."""


class Player:
    """Plays one file at a time; what comes while another plays is dropped, so that nothing piles up."""

    def __init__(self) -> None:
        self._commands: list[tuple[str, ...]] | None = None
        self._playing: asyncio.Task[None] | None = None

    def play(self, file: Path) -> None:
        """Start to play a WAV file; returns at once."""
        if self._playing is None or self._playing.done():
            self._playing = asyncio.create_task(self._play(file), name="chime")

    async def close(self) -> None:
        """End what plays."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)

    async def _play(self, file: Path) -> None:
        if self._commands is None:
            self._commands = _installed()
        while self._commands:
            if await _run((*self._commands[0], str(file))):
                return
            # A player without its server fails each time: pw-play where PipeWire does not run.
            self._commands = [*self._commands[1:]]
        log.warning("no chime can be played: none of %s works", ", ".join(command[0] for command in _PLAYERS))
        self._commands = None


def _installed() -> list[tuple[str, ...]]:
    """The players that are on this machine, with absolute paths; PipeWire's first only where PipeWire runs."""
    found = []
    for name, *options in _PLAYERS:
        path = shutil.which(name)
        if path and (name != "pw-play" or _pipewire_runs()):
            found.append((path, *options))
    return found


def _pipewire_runs() -> bool:
    folder = os.environ.get("PIPEWIRE_RUNTIME_DIR") or os.environ.get("XDG_RUNTIME_DIR") or "/nowhere"
    return (Path(folder) / "pipewire-0").exists()


async def _run(command: tuple[str, ...]) -> bool:
    """Whether the command ended well, within its time."""
    none = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=none, stdout=none, stderr=none)
    except OSError as error:
        log.info("%s does not start: %s", command[0], error)
        return False
    try:
        async with asyncio.timeout(GIVE_UP_S):
            return await process.wait() == 0
    except TimeoutError:
        log.warning("%s hangs; it is ended", command[0])
        return True
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
