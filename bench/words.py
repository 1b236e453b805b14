"""Measures what the transcriber hears: `python -m bench.words [FOLDER …]`. One command, one table.

Without a folder the frozen prompts of bench/data are said by this machine's voices (once, into the cache); the names
among them are then judged, too. Each utterance goes through faster-whisper's own `transcribe` (same beam, same
threads), the transcriber without names and the transcriber with names, one after the other in one process, clean and in
noise. Time is what passes between the end of an utterance and its words, as CPU seconds: with one thread they are the
wall time of an idle machine, and other programs do not change them. The wake check is asked about every call and about
every recording without one.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from assistant.core.errors import NothingHeard
from assistant.core.request import Audio, TranscriptionJob
from assistant.core.transcript import TranscriptionOptions
from assistant.paths import cache_dir
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.wake_word import strip_wake_word
from assistant.transcribing.whisper.whisper_transcriber import WhisperTranscriber
from bench.intervals import percentile, wilson
from bench.noises import KINDS, at_ratio, noise
from bench.sound_files import Samples, read
from bench.word_errors import Errors, count_errors, holds, interval, rate
from bench.word_sets import Utterance, make_set, read_set

CONDITIONS = ("clean", "20 dB", "10 dB", "5 dB", "short", "long")
SYSTEMS = ("faster-whisper", "without names", "with names")


@dataclass
class Cell:
    """Holds the results of one system in one condition."""

    errors: list[Errors] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    names: int = 0
    names_right: int = 0


def to_audio(samples: Samples) -> Audio:
    """Returns the samples as the ears send them."""
    return Audio((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def in_condition(samples: Samples, condition: str, number: int) -> Samples:
    """Returns the recording, or a copy of it in noise whose kind goes round with `number`."""
    if not condition.endswith("dB"):
        return samples
    chance = np.random.default_rng([number, len(samples)])
    return at_ratio(
        samples, noise(KINDS[number % len(KINDS)], len(samples), chance), float(condition.removesuffix(" dB"))
    )


def systems(settings: TranscriberSettings) -> dict[str, Callable[[Samples], str]]:
    """Returns what is compared: functions from samples to the words without the wake word. One model serves all
    three."""
    named = WhisperTranscriber(settings)
    named.load()
    bare = WhisperTranscriber(settings.model_copy(update={"names": False, "own_names": ()}))
    bare.load()

    def theirs(samples: Samples) -> str:
        found, _ = bare._model.transcribe(
            samples,
            language=settings.language,
            beam_size=settings.beam_size,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return strip_wake_word(" ".join(segment.text.strip() for segment in found))

    def ours(transcriber: WhisperTranscriber) -> Callable[[Samples], str]:
        def heard(samples: Samples) -> str:
            try:
                return transcriber.transcribe(TranscriptionJob(to_audio(samples)), lambda _: None).text
            except NothingHeard:
                return ""

        return heard

    return dict(zip(SYSTEMS, (theirs, ours(bare), ours(named)), strict=True))


def timed(call: Callable[[Samples], str], samples: Samples) -> tuple[str, float]:
    """Returns the words, and the CPU seconds that they took."""
    begun = time.process_time()
    words = call(samples)
    return words, time.process_time() - begun


def fits(utterance: Utterance, condition: str) -> bool:
    """Returns whether the utterance is heard in the condition: short and long ones have rows of their own, clean."""
    own = utterance.kind if utterance.kind in {"short", "long"} else ""
    return bool(utterance.body) and utterance.is_call and own == (condition if condition in {"short", "long"} else "")


def measure_words(
    utterances: Sequence[Utterance], condition: str, heard_by: dict[str, Callable[[Samples], str]]
) -> dict[str, Cell]:
    """Puts every utterance of a condition through every system."""
    cells = {name: Cell() for name in heard_by}
    for number, utterance in enumerate(utterances):
        samples = in_condition(read(utterance.path), condition, number)
        for name, call in heard_by.items():
            words, seconds = timed(call, samples)
            cell = cells[name]
            cell.errors.append(count_errors(utterance.body, words))
            cell.seconds.append(seconds)
            if utterance.kind == "listed":
                cell.names += len(utterance.names)
                cell.names_right += sum(holds(words, name) for name in utterance.names)
    return cells


def measure_check(utterances: Sequence[Utterance], settings: TranscriberSettings, word: str) -> dict[str, list[bool]]:
    """Returns what the wake check says of each recording, by group."""
    transcriber = WhisperTranscriber(settings)
    transcriber.load()
    said: dict[str, list[bool]] = defaultdict(list)
    for number, utterance in enumerate(utterances):
        for condition in ("clean", "10 dB"):
            audio = to_audio(in_condition(read(utterance.path), condition, number))
            try:
                options = TranscriptionOptions(check=word)
                answer = transcriber.transcribe(TranscriptionJob(audio, options), lambda _: None).said
            except NothingHeard:
                answer = False
            group = (
                "calls" if utterance.body and utterance.is_call else "calls alone" if utterance.is_call else "no calls"
            )
            said[f"{group}, {condition}"].append(answer is not False)
    return said


def spread(utterances: list[Utterance], most: int) -> list[Utterance]:
    """Returns at most `most` of them, evenly chosen; all for 0."""
    if not most or len(utterances) <= most:
        return utterances
    return [utterances[int(at)] for at in np.linspace(0, len(utterances) - 1, most)]


def print_words(condition: str, cells: dict[str, Cell]) -> None:
    """Prints the rows of one condition."""
    reference = cells[SYSTEMS[0]].seconds
    for name, cell in cells.items():
        low, high = interval(cell.errors)
        wrong, words = sum(one.wrong for one in cell.errors), sum(one.words for one in cell.errors)
        ratios = [mine / theirs for mine, theirs in zip(cell.seconds, reference, strict=True)]
        names = f"{cell.names_right}/{cell.names}" if cell.names else ""
        print(
            f"{condition:<8}{name:<16}{len(cell.errors):>5}{rate(cell.errors):>8.1%}  {f'({low:.1%} … {high:.1%})':<19}"
            f"{f'{wrong}/{words}':>11}{percentile(cell.seconds, 0.5):>8.3f}"
            f"{percentile(ratios, 0.5):>8.2f}{percentile(ratios, 0.95):>7.2f}{names:>10}",
            flush=True,
        )


def print_check(said: dict[str, list[bool]]) -> None:
    """Prints accepted calls and refused recordings, with their intervals."""
    for group, answers in sorted(said.items()):
        hits = answers.count(True) if group.startswith("calls") else answers.count(False)
        low, high = wilson(hits, len(answers))
        what = "accepted" if group.startswith("calls") else "refused"
        print(
            f"{group:<22}{what:<10}{f'{hits}/{len(answers)}':>10}{hits / len(answers):>8.1%}  ({low:.1%} … {high:.1%})"
        )


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(description="Word error, time to the words, names and the wake check.")
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER", help="recordings with a manifest.jsonl")
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--threads", type=int, default=1, help="only with 1 are CPU seconds the time that passes")
    parser.add_argument("--word", default="jarvis", help="the wake word that the check is asked about")
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--at-most", type=int, default=0, metavar="N", help="only N recordings a row, evenly chosen")
    parser.add_argument("--speakers", type=int, default=2, help="voices that say each of the frozen prompts")
    parser.add_argument("--no-check", action="store_true", help="leave the wake check out")
    options: Any = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", str(options.threads))
    folders: list[Path] = options.folders
    if not folders:
        folders = [cache_dir() / "bench-words"]
        make_set(folders[0], options.speakers)
    utterances = [utterance for folder in folders for utterance in read_set(folder)]
    settings = TranscriberSettings(model=options.model, threads=options.threads)
    heard_by = systems(settings)
    print(f"{options.model} int8, beam {settings.beam_size}, {options.threads} thread(s)")
    print(f"{'':<24}{'n':>5}{'error':>8}  {'95 %':<19}{'words':>11}{'s':>8}{'ratio':>8}{'p95':>7}{'names':>10}")
    for condition in filter(None, options.conditions.split(",")):
        chosen = spread([one for one in utterances if fits(one, condition)], options.at_most)
        if chosen:
            print_words(condition, measure_words(chosen, condition, heard_by))
    if not options.no_check:
        groups = [[one for one in utterances if one.is_call], [one for one in utterances if not one.is_call]]
        picked = [one for group in groups for one in spread(group, options.at_most)]
        print_check(measure_check(picked, settings, options.word))


if __name__ == "__main__":
    main()
