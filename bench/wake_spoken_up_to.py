"""Puts other speech right before calls: `python bench/wake_spoken_up_to.py CALLS OUT [--pause S]`.

CALLS is a folder of recordings with a manifest.jsonl that says where the word is. OUT becomes such a folder, in which a
sentence, as loud as the call, leads up to each word, with a pause of S seconds. `python bench/wake.py OUT` then shows
how many are heard: a word in the middle of speech needs a higher score (`assistant/hearing/wake/leading_speech.py`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.noises import active_level
from bench.sound_files import RATE_HZ, Samples, read
from bench.wake_sets import keep
from bench.wake_trials import Trial, read_trials

SENTENCE = Path(__file__).parent.parent / "tests" / "data" / "hearing" / "no_wake_word.flac"
BEFORE_S, ROOM_S = 2.5, 0.5
HISS = 1e-4
"""Amplitude of a quiet room's noise, so that the pause is not digital silence."""
SPOKEN = 0.05
"""Share of the loudest sample at which a sentence begins and ends."""


def main() -> None:
    """Writes the folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("calls", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--pause", type=float, default=0.0, metavar="S", help="seconds between the sentence and the call"
    )
    asked = parser.parse_args()
    keep(asked.out, spoken_up_to(asked.calls, asked.pause))


def spoken_up_to(calls: Path, pause_s: float) -> Iterator[tuple[dict[str, Any], Samples]]:
    """Yields each call of the folder whose place is known, after the sentence."""
    sentence = read(SENTENCE)
    loud = np.flatnonzero(np.abs(sentence) > SPOKEN * np.abs(sentence).max())
    sentence = sentence[loud[0] : loud[-1]][-round(BEFORE_S * RATE_HZ) :]
    for number, trial in enumerate(read_trials(calls)):
        if trial.is_call and trial.wake_start_s is not None and trial.wake_end_s is not None:
            yield _after(sentence, trial, trial.wake_start_s, trial.wake_end_s, pause_s, np.random.default_rng(number))


def _after(
    sentence: Samples, trial: Trial, start_s: float, end_s: float, pause_s: float, chance: np.random.Generator
) -> tuple[dict[str, Any], Samples]:
    call = read(trial.path)
    word = call[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
    before = sentence * np.float32(active_level(word) / active_level(sentence))
    nothing, pause = (np.zeros(round(seconds * RATE_HZ), np.float32) for seconds in (ROOM_S, pause_s))
    joined = np.concatenate((nothing, before, pause, call[round(start_s * RATE_HZ) :]))
    begin_s = ROOM_S + len(before) / RATE_HZ + pause_s
    entry = {
        "file": trial.path.name,
        "label": trial.label,
        "source": trial.source,
        "variant": trial.variant,
        "wake_start": round(begin_s, 3),
        "wake_end": round(begin_s + end_s - start_s, 3),
    }
    return entry, joined + chance.standard_normal(len(joined)).astype(np.float32) * np.float32(HISS)


if __name__ == "__main__":
    main()
