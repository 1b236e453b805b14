"""Stores spoken sentences on disk, so that an interrupted training can resume.

A store is a file of int16 samples, one sentence after another, and a file with one line of JSON for each sentence. All
speech in it is synthetic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.training.voices.voice import Samples


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence in the store; its fields are the keys of a line of JSON."""

    number: int
    """Number of the sentence in the recipe."""
    at: int
    """First sample in the file."""
    length: int
    """Number of samples."""
    start_s: float
    end_s: float
    """Start and end of the marked word."""
    voice: str
    text: str


class SoundStore:
    """A store that grows by appending. Opening it cuts off the rest of an interrupted write."""

    def __init__(self, stem: Path) -> None:
        self._sound = stem.with_suffix(".i16")
        self._index = stem.with_suffix(".jsonl")
        stem.parent.mkdir(parents=True, exist_ok=True)
        self._sound.touch()
        self._index.touch()
        self.kept = list(self._read())
        """All sentences of the store, in order."""
        self.size = self.kept[-1].at + self.kept[-1].length if self.kept else 0

    @property
    def next_number(self) -> int:
        """Number of the recipe's first sentence that is not dealt with yet."""
        return self.kept[-1].number + 1 if self.kept else 0

    def add(self, number: int, samples: Samples, start_s: float, end_s: float, voice: str, text: str) -> None:
        """Append a sentence; `samples` are mono, 16 kHz, −1 … 1."""
        whole = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2")
        kept = StoredSentence(number, self.size, whole.size, round(start_s, 4), round(end_s, 4), voice, text)
        with self._sound.open("r+b") as sound:
            sound.seek(self.size * 2)
            sound.write(whole.tobytes())
        with self._index.open("a", encoding="utf-8") as index:
            index.write(json.dumps(asdict(kept)) + "\n")
        self.kept.append(kept)
        self.size += whole.size

    def sound(self, sentence: StoredSentence) -> Samples:
        """Returns a sentence's samples, −1 … 1."""
        data = np.fromfile(self._sound, "<i2", sentence.length, offset=sentence.at * 2)
        return np.asarray(data / 32767, np.float32)

    def _read(self) -> Iterator[StoredSentence]:
        there = self._sound.stat().st_size // 2
        whole = []
        for line in self._index.read_text(encoding="utf-8").splitlines():
            try:
                kept = StoredSentence(**json.loads(line))
            except (ValueError, TypeError):
                break
            if kept.at + kept.length > there:
                break
            whole.append(line)
            yield kept
        self._index.write_text("".join(f"{line}\n" for line in whole), encoding="utf-8")
