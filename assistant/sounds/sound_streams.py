"""Reads and sets the volumes of other programs' streams with `pactl`, from PulseAudio or PipeWire.

Without `pactl` or without a sound server there are no streams.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import shutil
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)

ANSWER_S = 2.0
LEAVE_ALONE = frozenset({"phone", "event", "a11y", "Communication", "Notification"})
"""Roles (`media.role`) of streams that are never lowered: a call, a short sound, a screen reader."""
OURS = "Jarvis"
"""Name of our own streams at the sound server."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of sound of one program."""

    index: int
    """The stream's number at the sound server."""
    key: str
    """Name by which the server remembers the volume for the program's next stream."""
    volumes: tuple[int, ...]
    """Volume of each channel; 65536 is 100 %."""


async def lowerable_streams() -> list[Stream]:
    """Returns the streams that play now and may be lowered; none where no server answers."""
    text = await _pactl("--format=json", "list", "sink-inputs")
    try:
        entries = json.loads(text or "[]")
        return [_stream(entry) for entry in entries if _may_be_lowered(entry)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("pactl lists streams in an unknown way: %r", error)
        return []


async def set_volumes(stream: Stream, volumes: tuple[int, ...]) -> bool:
    """Set each channel's volume; returns False if the stream is gone."""
    return await _pactl("set-sink-input-volume", str(stream.index), *map(str, volumes)) is not None


def _stream(entry: dict[str, Any]) -> Stream:
    properties = entry["properties"]
    key = properties.get("module-stream-restore.id") or properties.get("application.name") or ""
    volumes = tuple(int(channel["value"]) for channel in entry["volume"].values())
    return Stream(int(entry["index"]), str(key), volumes)


def _may_be_lowered(entry: dict[str, Any]) -> bool:
    properties = entry["properties"]
    return properties.get("media.role") not in LEAVE_ALONE and properties.get("application.name") != OURS


async def _pactl(*arguments: str) -> str | None:
    """Run pactl; returns its output, or None if it fails."""
    program = shutil.which("pactl")
    if program is None:
        return None
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(ANSWER_S):
            output, _ = await process.communicate()
    except TimeoutError:
        log.warning("the sound server does not answer")
        return None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return output.decode(errors="replace") if process.returncode == 0 else None
