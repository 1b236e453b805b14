"""Measures how well the wake word is heard: `python bench/wake.py FOLDER… [--head PATH] [--every N] [--json] [--list]`.

Each FOLDER holds recordings and a manifest.jsonl (see `bench/wake_trials.py`; `bench/wake_sets.py` makes three). All
are scored as `jarvis wake score` does, calls once more in noise at 10 dB, and counted with 95 % intervals: Wilson's for
shares, Poisson's for false accepts. "First look" is the wake word's network alone; "second look" is what counts after
doubtful calls were checked against their transcripts. `--list` names what was missed or wrong, `--set KEY=VALUE`
changes a setting, `--every` takes a part of the recordings.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.cli.wake.score_messages import Detection
from assistant.cli.wake.wake_score_pool import Score, jobs_for, score_files
from assistant.hearing.wake.verifier import verifier_path
from assistant.settings.loading import load_settings
from assistant.settings.schema import EarsSettings, Settings
from bench.intervals import percentile, poisson, wilson
from bench.wake_trials import Trial, heard_without_gate, noisy_copies, read_trials


@dataclass(frozen=True, slots=True)
class Row:
    """Holds one measure."""

    name: str
    first_look: str
    second_look: str


@dataclass(frozen=True, slots=True)
class Scored:
    """Holds a recording and what was heard in it."""

    trial: Trial
    score: Score

    def hit_s(self, second_look: bool) -> float | None:
        """Returns where the call was heard, in seconds; None where it was not."""
        found = (wake for wake in self.score.detections if wake.accepted or not second_look)
        return next((wake.at_s for wake in found if self.trial.is_hit(wake.at_s)), None)

    def false_accepts(self, second_look: bool) -> list[Detection]:
        """Returns the wakes of a recording without a call."""
        return [wake for wake in self.score.detections if wake.accepted or not second_look]


def main() -> None:
    """Scores the folders and prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--head", type=Path, help="another model of the same word")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting for this run")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth recording")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true", help="name the calls that were missed and the false accepts")
    asked = parser.parse_args()
    with TemporaryDirectory() as spare:
        settings = with_head(load_settings(asked.set), asked.head, Path(spare))
        trials = [trial for folder in asked.folders for trial in read_trials(folder)[:: asked.every]]
        calls = [trial for trial in trials if trial.is_call]
        trials += noisy_copies(calls, Path(spare))
        began_at = time.monotonic()
        scored = score(trials, settings)
        seconds = time.monotonic() - began_at
        rows = [*recall_rows(scored), *false_accept_rows(scored), *latency_rows(scored), *gate_rows(scored, settings)]
    sound_s = sum(trial.seconds for trial in trials)
    rows.append(Row("times real time", f"{sound_s / seconds:.0f}", f"{sound_s / 3600:.2f} h in {seconds:.0f} s"))
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    else:
        for row in (Row("measure", "first look", "second look"), *rows):
            print(f"{row.name:<46} {row.first_look:<40} {row.second_look}")
    if asked.list:
        list_failures(scored)


def with_head(settings: Settings, head: Path | None, spare: Path) -> Settings:
    """Returns the settings with `head` in place of the first wake word's model, under the same name."""
    if head is None:
        return settings
    named = spare / f"{Path(settings.wake.models[0]).stem}.onnx"
    shutil.copyfile(head, named)
    if verifier_path(head).is_file():
        shutil.copyfile(verifier_path(head), verifier_path(named))
    wake = settings.wake.model_copy(update={"models": (str(named), *settings.wake.models[1:])})
    return settings.model_copy(update={"wake": wake})


def score(trials: Sequence[Trial], settings: Settings) -> list[Scored]:
    """Scores all recordings. Ends the program where one cannot be scored."""

    def progress(scores: Sequence[Score], done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {len(scores)} recordings", end="", file=sys.stderr)

    files = [trial.path for trial in trials]
    scores = asyncio.run(score_files(files, settings, jobs_for(len(files)), lambda _: None, progress))
    failed = [f"{found.path}: {found.error}" for found in scores if found.error]
    if failed:
        sys.exit("\n".join(failed))
    return [Scored(trial, found) for trial, found in zip(trials, scores, strict=True)]


def recall_rows(scored: Sequence[Scored]) -> list[Row]:
    """Returns how many calls are heard, by kind of speaker and of call."""
    groups: tuple[tuple[str, Callable[[Trial], bool]], ...] = (
        ("real people", lambda trial: trial.source.startswith("real")),
        ("synthetic, run on", lambda trial: trial.variant == "jarvis_runon"),
        ("synthetic, pause", lambda trial: trial.variant == "jarvis_pause"),
        ("synthetic, hey run on", lambda trial: trial.variant == "hey_runon"),
        ("synthetic, hey pause", lambda trial: trial.variant == "hey_pause"),
        ("synthetic, like a child", lambda trial: trial.source == "tts-child"),
    )
    rows = []
    for noisy in (False, True):
        for name, belongs in groups:
            group = [one for one in scored if one.trial.is_call and one.trial.noisy is noisy and belongs(one.trial)]
            if group:
                looks = (sum(one.hit_s(second) is not None for one in group) for second in (False, True))
                shown = [share(hits, len(group)) for hits in looks]
                rows.append(Row(f"recall: {name}{', 10 dB' if noisy else ''}", *shown))
    return rows


def false_accept_rows(scored: Sequence[Scored]) -> list[Row]:
    """Returns wakes without a call: in natural sound per hour, by source, and on near-misses."""
    negatives = [one for one in scored if not one.trial.is_call]
    salad = [one for one in negatives if "nearmiss" in one.trial.source]
    natural = [one for one in negatives if "nearmiss" not in one.trial.source]
    rows = [_false_accepts("false accepts, natural speech and noise", natural)] if natural else []
    sources = sorted({one.trial.source for one in natural})
    if len(sources) > 1:
        for source in sources:
            rows.append(_false_accepts(f"  {source}", [one for one in natural if one.trial.source == source]))
    return rows + ([_false_accepts("false accepts, near-misses", salad)] if salad else [])


def _false_accepts(name: str, group: Sequence[Scored]) -> Row:
    hours = sum(one.trial.seconds for one in group) / 3600
    shown = []
    for second in (False, True):
        count = sum(len(one.false_accepts(second)) for one in group)
        low, high = (bound / hours for bound in poisson(count))
        shown.append(f"{count} in {hours:.2f} h = {count / hours:.2f}/h [{low:.2f}, {high:.2f}]")
    return Row(name, *shown)


def latency_rows(scored: Sequence[Scored]) -> list[Row]:
    """Returns the time from the end of the word to the wake, which comes in steps of 80 ms."""
    rows = []
    for name, real in (("real people", True), ("synthetic", False)):
        delays = []
        for one in scored:
            hit_s = one.hit_s(second_look=False)
            belongs = one.trial.is_call and not one.trial.noisy and one.trial.source.startswith("real") is real
            if belongs and hit_s is not None and one.trial.wake_end_s is not None:
                delays.append(hit_s - one.trial.wake_end_s)
        if delays:
            shown = f"p50 {percentile(delays, 0.5):+.2f} s, p95 {percentile(delays, 0.95):+.2f} s of {len(delays)}"
            rows.append(Row(f"latency after the word: {name}", shown, ""))
    return rows


def gate_rows(scored: Sequence[Scored], settings: Settings) -> list[Row]:
    """Returns the recall that the speech gate in front of the detector costs."""
    calls = [one for one in scored if one.trial.is_call]
    if not calls:
        return []
    ears = EarsSettings(hearing=settings.hearing, wake=settings.wake)
    ungated = heard_without_gate([one.trial for one in calls], ears)
    gated = sum(one.hit_s(second_look=False) is not None for one in calls)
    lost = (ungated - gated) / len(calls)
    return [Row("gate: recall lost", f"{lost:+.2%} absolute", f"{gated} with it, {ungated} without, of {len(calls)}")]


def share(hits: int, trials: int) -> str:
    """Formats a share as "98 of 100 = 98.0 % [93.0, 99.4]"."""
    low, high = wilson(hits, trials)
    return f"{hits} of {trials} = {hits / trials:.1%} [{low:.1%}, {high:.1%}]"


def list_failures(scored: Sequence[Scored]) -> None:
    """Names every call that was missed after the second look, and every wake without a call."""
    for one in scored:
        if one.trial.is_call and one.hit_s(second_look=True) is None:
            stage = "not heard" if one.hit_s(second_look=False) is None else "refused"
            print(f"{stage}: {one.trial.path} (highest score {one.score.max_score})")
        elif not one.trial.is_call:
            for wake in one.false_accepts(second_look=False):
                kept = "accepted" if wake.accepted else "refused"
                print(f"{kept}: {one.trial.path} at {wake.at_s} s (score {wake.score})")


if __name__ == "__main__":
    main()
