"""Plays sound files with the desktop's own player program; never blocks the loop.

The player is another process, so that a hanging sound server costs a chime and nothing else.
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
"""Time limit of a player, ten times the length of a chime."""

_PLAYERS: tuple[tuple[str, ...], ...] = (
    ("pw-play", "--media-role=Notification"),
    ("paplay", "--client-name=Jarvis", "--property=media.role=event", "--latency-msec=50"),
    ("aplay", "-q"),
)
"""The players of PipeWire, PulseAudio (which PipeWire supports too) and ALSA; the first that works is used from then
on."""


class Player:
    """Plays one file at a time; a file that comes meanwhile is dropped, so that none wait."""

    def __init__(self) -> None:
        self._commands: list[tuple[str, ...]] | None = None
        self._playing: asyncio.Task[None] | None = None

    def play(self, file: Path) -> None:
        """Start to play a WAV file; returns at once."""
        if self._playing is None or self._playing.done():
            self._playing = asyncio.create_task(self._play(file), name="chime")

    async def close(self) -> None:
        """Stop playing."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)

    async def _play(self, file: Path) -> None:
        if self._commands is None:
            self._commands = _installed()
        while self._commands:
            if await _run((*self._commands[0], str(file))):
                return
            # A player without its server fails each time, as pw-play does where PipeWire does not run.
            self._commands = [*self._commands[1:]]
        log.warning("no chime can be played: none of %s works", ", ".join(command[0] for command in _PLAYERS))
        self._commands = None


def _installed() -> list[tuple[str, ...]]:
    """Returns the installed players with absolute paths; PipeWire's only where PipeWire runs."""
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
    """Run a command; returns False if it fails. A hanging one is killed and counts as played."""
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
