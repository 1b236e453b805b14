"""Reads the recordings that `bench/wake.py` plays to the ears, and makes noisy copies of them.

A folder has a manifest.jsonl: one object a line with `file`, `label` (wake or neg), `source` and, for a call,
`variant`, `wake_start` and `wake_end` in seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.core.messages.ears_messages import Heard, Woke
from assistant.hearing.audio.recording import Recording
from assistant.hearing.endpointing.endpoint import SpeechEndpointer
from assistant.hearing.listener import Listener
from assistant.hearing.wake.detector import build_detector
from assistant.hearing.wake.gate import SpeechGate
from assistant.settings.schema import EarsSettings
from bench.noises import KINDS, at_ratio, noise
from bench.sound_files import RATE_HZ, read, write_flac

RATIO_DB = 10.0
LEAD_S = 1.5
"""Noise before a noisy copy: a room's noise does not begin with the word."""
TAIL_S = 1.0
EARLY_S, LATE_S = 0.05, 1.0
"""A wake belongs to the call when it comes from EARLY_S before the word's start to LATE_S after its end; the places in
the manifests are right to 0.05 s."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Describes one recording."""

    path: Path
    label: str
    source: str
    variant: str
    seconds: float
    wake_start_s: float | None
    wake_end_s: float | None
    noisy: bool = False

    @property
    def is_call(self) -> bool:
        return self.label == "wake"

    def is_hit(self, at_s: float) -> bool:
        """Returns whether a wake at this place is the call's."""
        if self.wake_start_s is None or self.wake_end_s is None:
            return self.is_call
        return self.wake_start_s - EARLY_S <= at_s <= self.wake_end_s + LATE_S


def read_trials(folder: Path) -> list[Trial]:
    """Returns the recordings of a folder.

    Raises:
        OSError: The folder has no manifest.
    """
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    return [_trial(folder, entry) for entry in entries]


def _trial(folder: Path, entry: dict[str, Any]) -> Trial:
    path = folder / entry["file"]
    seconds = entry.get("seconds") or len(read(path)) / RATE_HZ
    return Trial(
        path,
        entry["label"],
        entry.get("source", ""),
        entry.get("variant", ""),
        seconds,
        entry.get("wake_start"),
        entry.get("wake_end"),
    )


def noisy_copies(trials: Iterable[Trial], folder: Path) -> Iterator[Trial]:
    """Yields a copy of each recording in noise 10 dB below the speech. The kinds take turns; every run gives the same
    copies."""
    for number, trial in enumerate(trials):
        chance = np.random.default_rng(number)
        speech = np.pad(read(trial.path), (round(LEAD_S * RATE_HZ), round(TAIL_S * RATE_HZ)))
        mixed = at_ratio(speech, noise(KINDS[number % len(KINDS)], len(speech), chance), RATIO_DB)
        path = folder / f"{number:05}_{trial.path.stem}.flac"
        write_flac(path, mixed)
        yield replace(
            trial,
            path=path,
            seconds=len(mixed) / RATE_HZ,
            wake_start_s=None if trial.wake_start_s is None else trial.wake_start_s + LEAD_S,
            wake_end_s=None if trial.wake_end_s is None else trial.wake_end_s + LEAD_S,
            noisy=True,
        )


class OpenGate(SpeechGate):
    """Lets every block through."""

    def admit(self, block: bytes) -> list[bytes]:
        """Returns the block."""
        return [block]


def heard_without_gate(trials: Iterable[Trial], settings: EarsSettings) -> int:
    """Returns how many of the calls are recognised where every block goes to the detector."""
    detector, endpointer = build_detector(settings.wake), SpeechEndpointer(settings.hearing)
    gate = OpenGate(settings.hearing.gate, detector.context_blocks)
    hits = 0
    for trial in trials:
        heard: list[Heard] = []
        listener = Listener(settings, gate, detector, endpointer, lambda one, _=b"", heard=heard: heard.append(one))
        with Recording(trial.path) as recording:
            for block in recording.blocks():
                listener.hear(block)
        hits += any(isinstance(one, Woke) and trial.is_hit(one.at_s) for one in heard)
    return hits
