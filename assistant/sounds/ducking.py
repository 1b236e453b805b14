"""Lowers the volume of other programs while a person speaks, and restores it afterwards.

The original volumes are written to a file before any is changed, so that a crash, a kill or a power cut loses none: the
next start restores them. This includes streams that ended meanwhile, because the sound server would give the program's
next stream the lowered volume. A volume that somebody else has changed since stays.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.sounds.sound_streams import Stream, lowerable_streams, set_volumes

log = logging.getLogger(__name__)

SAME = 64
"""Greatest difference of equal volumes, a tenth of a per cent: PipeWire stores volumes as real numbers and does not
return exactly the ones that were set."""


@dataclass(frozen=True, slots=True)
class LoweredVolume:
    """A lowered stream, whose volume has to be restored; its fields are the keys of the file."""

    index: int
    key: str
    before: tuple[int, ...]
    lowered: tuple[int, ...]


class Ducking:
    """Lowers and restores volumes; overlapping calls run one after the other.

    Args:
        share: Share of its volume that each stream keeps, 0 … 1.
        file: The file with the original volumes.
    """

    def __init__(self, share: float, file: Path) -> None:
        self._share = share
        self._file = file
        self._lock = asyncio.Lock()

    async def lower(self) -> None:
        """Lower all streams that are not lowered yet."""
        async with self._lock:
            await self._restore_all()
            known = self._read()
            lowered = {entry.index for entry in known}
            streams = [
                stream for stream in await lowerable_streams() if any(stream.volumes) and stream.index not in lowered
            ]
            entries = {stream: self._entry(stream) for stream in streams}
            if not entries or not self._write([*known, *entries.values()]):
                return
            for stream, entry in entries.items():
                await set_volumes(stream, entry.lowered)

    async def restore(self) -> None:
        """Restore every volume."""
        async with self._lock:
            await self._restore_all()

    def _entry(self, stream: Stream) -> LoweredVolume:
        return LoweredVolume(
            stream.index, stream.key, stream.volumes, tuple(round(volume * self._share) for volume in stream.volumes)
        )

    async def _restore_all(self) -> None:
        entries = self._read()
        if not entries:
            return
        streams = await lowerable_streams()
        remaining = []
        for entry in entries:
            stream = _find_stream(entry, streams)
            if stream is None:
                remaining.append(entry)
                continue
            streams.remove(stream)
            if _equal(stream.volumes, entry.lowered) and not await set_volumes(stream, entry.before):
                remaining.append(entry)
        self._write(remaining)

    def _read(self) -> list[LoweredVolume]:
        try:
            entries = json.loads(self._file.read_text(encoding="utf-8"))
            return [
                LoweredVolume(int(entry["index"]), str(entry["key"]), tuple(entry["before"]), tuple(entry["lowered"]))
                for entry in entries
            ]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("what was lowered cannot be read: %r", error)
            return []

    def _write(self, entries: list[LoweredVolume]) -> bool:
        """Write the file; returns False if that fails, and then nothing may be lowered."""
        try:
            if not entries:
                self._file.unlink(missing_ok=True)
                return True
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new = self._file.with_suffix(".new")
            new.write_text(json.dumps([asdict(entry) for entry in entries]), encoding="utf-8")
            new.replace(self._file)
        except OSError as error:
            log.warning("other programs stay as loud as they are: %s", error)
            return False
        return True


def _find_stream(entry: LoweredVolume, streams: list[Stream]) -> Stream | None:
    """Returns the lowered stream, or the same program's next one that inherited the lowered volume."""
    for stream in streams:
        if (stream.index, stream.key) == (entry.index, entry.key):
            return stream
    return next((each for each in streams if each.key == entry.key and _equal(each.volumes, entry.lowered)), None)


def _equal(some: tuple[int, ...], others: tuple[int, ...]) -> bool:
    return len(some) == len(others) and all(abs(a - b) <= SAME for a, b in zip(some, others, strict=True))
