"""Lowers what other programs play while a person speaks, and owes them their volume until they have it back.

Runs on the daemon's loop. What was lowered is written down first, so that a crash, a kill or a power cut costs nobody
their volume: the next start settles it. A stream that ended meanwhile is owed too, because the sound server would give
the program's next one the lowered volume. A volume that somebody else has changed since is theirs, and stays.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.sounds.sound_streams import Stream, playing, set_volumes

log = logging.getLogger(__name__)

SAME = 64
"""A tenth of a per cent: PipeWire keeps volumes as real numbers and gives them back not quite as they were set."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A volume to be given back."""

    index: int
    key: str
    before: tuple[int, ...]
    lowered: tuple[int, ...]


class Lowering:
    """Lowers and gives back, one after the other whatever is called when.

    Args:
        share: Of its volume that each stream keeps, 0 … 1.
        file: Where what is owed stands.
    """

    def __init__(self, share: float, file: Path) -> None:
        self._share = share
        self._file = file
        self._turn = asyncio.Lock()

    async def lower(self) -> None:
        """Lower what plays, unless it is lowered already."""
        async with self._turn:
            await self._settle()
            owed = self._read()
            waiting = {debt.index for debt in owed}
            streams = [stream for stream in await playing() if any(stream.volumes) and stream.index not in waiting]
            debts = {stream: self._debt(stream) for stream in streams}
            if not debts or not self._write([*owed, *debts.values()]):
                return
            for stream, debt in debts.items():
                await set_volumes(stream, debt.lowered)

    async def give_back(self) -> None:
        """Give everybody their volume back."""
        async with self._turn:
            await self._settle()

    def _debt(self, stream: Stream) -> Owed:
        return Owed(
            stream.index, stream.key, stream.volumes, tuple(round(volume * self._share) for volume in stream.volumes)
        )

    async def _settle(self) -> None:
        owed = self._read()
        if not owed:
            return
        streams = await playing()
        still = []
        for debt in owed:
            stream = _debtor(debt, streams)
            if stream is None:
                still.append(debt)
                continue
            streams.remove(stream)
            if _alike(stream.volumes, debt.lowered) and not await set_volumes(stream, debt.before):
                still.append(debt)
        self._write(still)

    def _read(self) -> list[Owed]:
        try:
            entries = json.loads(self._file.read_text(encoding="utf-8"))
            return [
                Owed(int(entry["index"]), str(entry["key"]), tuple(entry["before"]), tuple(entry["lowered"]))
                for entry in entries
            ]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("what was lowered cannot be read: %r", error)
            return []

    def _write(self, owed: list[Owed]) -> bool:
        """Whether it stands on the disk: what cannot be noted is not lowered."""
        try:
            if not owed:
                self._file.unlink(missing_ok=True)
                return True
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new = self._file.with_suffix(".new")
            new.write_text(json.dumps([asdict(debt) for debt in owed]), encoding="utf-8")
            new.replace(self._file)
        except OSError as error:
            log.warning("other programs stay as loud as they are: %s", error)
            return False
        return True


def _debtor(debt: Owed, streams: list[Stream]) -> Stream | None:
    """The stream to which it is owed, or the same program's next one that came out lowered."""
    for stream in streams:
        if (stream.index, stream.key) == (debt.index, debt.key):
            return stream
    return next((each for each in streams if each.key == debt.key and _alike(each.volumes, debt.lowered)), None)


def _alike(some: tuple[int, ...], others: tuple[int, ...]) -> bool:
    return len(some) == len(others) and all(abs(a - b) <= SAME for a, b in zip(some, others, strict=True))
