"""Keeps the sentences that voices said, on disk, so that training can be interrupted and gone on with. Training only.

One file of int16 samples, one after another, and one line of JSON for each sentence. All of it is synthetic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.training.voices.voice_list import Samples


@dataclass(frozen=True, slots=True)
class Kept:
    """A sentence in the store."""

    number: int
    """Which of the plan's sentences it is."""
    at: int
    length: int
    """In samples."""
    start_s: float
    end_s: float
    """Where the marked word is."""
    voice: str
    text: str


class SoundStore:
    """Grows by appending; what an interrupted write left behind is cut off when it is opened again."""

    def __init__(self, stem: Path) -> None:
        self._sound = stem.with_suffix(".i16")
        self._index = stem.with_suffix(".jsonl")
        stem.parent.mkdir(parents=True, exist_ok=True)
        self._sound.touch()
        self._index.touch()
        self.kept = list(self._read())
        """Everything in it, in order."""
        self.size = self.kept[-1].at + self.kept[-1].length if self.kept else 0

    @property
    def next_number(self) -> int:
        """The first sentence of the plan that is not dealt with yet."""
        return self.kept[-1].number + 1 if self.kept else 0

    def add(self, number: int, samples: Samples, start_s: float, end_s: float, voice: str, text: str) -> None:
        """Append one."""
        whole = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2")
        kept = Kept(number, self.size, whole.size, round(start_s, 4), round(end_s, 4), voice, text)
        with self._sound.open("r+b") as sound:
            sound.seek(self.size * 2)
            sound.write(whole.tobytes())
        with self._index.open("a", encoding="utf-8") as index:
            index.write(json.dumps(asdict(kept)) + "\n")
        self.kept.append(kept)
        self.size += whole.size

    def sound(self, kept: Kept) -> Samples:
        """Its samples, −1 … 1."""
        data = np.fromfile(self._sound, "<i2", kept.length, offset=kept.at * 2)
        return np.asarray(data / 32767, np.float32)

    def _read(self) -> Iterator[Kept]:
        there = self._sound.stat().st_size // 2
        whole = []
        for line in self._index.read_text(encoding="utf-8").splitlines():
            try:
                kept = Kept(**json.loads(line))
            except (ValueError, TypeError):
                break
            if kept.at + kept.length > there:
                break
            whole.append(line)
            yield kept
        self._index.write_text("".join(f"{line}\n" for line in whole), encoding="utf-8")
