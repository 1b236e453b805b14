"""Makes the recordings on which the wake word is judged: `python bench/wake_sets.py OUT [--only SET]`.

The program writes four folders of 16 kHz mono FLAC, each with a manifest.jsonl: `pos`, calls by voices that training
never uses; `salad`, only near-misses by the same voices; `mixed`, a third near-misses with ordinary sentences between
them; `neg`, hours of real people, music, long reading and noise without the wake word. A README.md counts hours,
sources and licences. A set that is complete is left as it is.

It needs apt-get (for packages that are unpacked, not installed) and the voices: espeak-ng, flite, festival with
festvox-kdlpc16k, Kokoro as `assistant.training.voices.kokoro_voice` says, and piper's program with JARVIS_PIPER_MODEL.
Without one of them the sets are smaller. None of it belongs into the repository.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bench import people
from bench.noises import KINDS, at_ratio, noise
from bench.sound_files import RATE_HZ, Samples, write_flac
from bench.wake_salad import mixed, salad
from bench.wake_texts import REQUESTS, RUN_ON_REQUESTS, reading
from bench.wake_voices import exam_voices, in_a_quiet_room, said, say_call, some_manner

Entry = dict[str, Any]
SETS = ("pos", "salad", "mixed", "neg")
SEED = 2026
REQUESTS_EACH = 5
"""Requests that each voice says in each of the four variants; in one of them it sounds like a child."""
PAUSE_S = (0.25, 0.9)
READING_S = 600.0
"""Seconds that a cheap voice reads aloud."""
DEAR_READING_S = 10.0
"""Seconds that a voice reads that takes a CPU second for a second of speech."""
NOISE_S = 600.0
CHUNK_S = 20.0


def main() -> None:
    """Makes what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", choices=SETS)
    asked = parser.parse_args()
    made: dict[str, Callable[[Path], Iterator[tuple[Entry, Samples]]]] = {
        "pos": lambda _: positives(),
        "salad": lambda _: salad(),
        "mixed": lambda out: mixed(fortunes(out)),
        "neg": negatives,
    }
    for name, entries in made.items():
        if asked.only in (None, name) and not (asked.out / name / "manifest.jsonl").exists():
            keep(asked.out / name, entries(asked.out))
    describe(asked.out)


def keep(folder: Path, entries: Iterator[tuple[Entry, Samples]]) -> None:
    """Writes each recording, and the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for entry, samples in entries:
        entry["seconds"] = round(len(samples) / RATE_HZ, 3)
        write_flac(folder / entry["file"], samples)
        lines.append(json.dumps(entry))
        print(f"{folder.name} {len(lines)}: {entry['file']}", flush=True)
    (folder / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def positives() -> Iterator[tuple[Entry, Samples]]:
    """Yields calls by every voice, run on and with a pause, with and without "Hey"."""
    for number, voice in enumerate(exam_voices()):
        chance = np.random.default_rng([SEED, number])
        for turn in range(REQUESTS_EACH):
            child = turn == REQUESTS_EACH - 1
            for hey, paused in ((False, False), (False, True), (True, False), (True, True)):
                choice = REQUESTS if paused or voice.name.startswith("kokoro") else RUN_ON_REQUESTS
                request = choice[int(chance.integers(len(choice)))]
                pause_s = round(float(chance.uniform(*PAUSE_S)), 2) if paused else 0.0
                try:
                    call = say_call(voice, hey, request, pause_s, some_manner(chance, child))
                except RuntimeError as error:
                    print(f"{voice.name}: {error}", flush=True)
                    continue
                lead_s = float(chance.uniform(0.6, 1.2))
                samples = in_a_quiet_room(call.samples, lead_s, chance)
                variant = f"{'hey' if hey else 'jarvis'}_{'pause' if paused else 'runon'}"
                yield (
                    {
                        "file": f"{voice.name.replace(':', '_')}__{turn}__{variant}.flac",
                        "label": "wake",
                        "source": "tts-child" if child else "tts",
                        "text": f"{'Hey ' if hey else ''}Jarvis, {request}.",
                        "voice": voice.name,
                        "variant": variant,
                        "wake_start": round(lead_s + call.wake_start_s, 3),
                        "wake_end": round(lead_s + call.wake_end_s, 3),
                        "speech_end": round(lead_s + len(call.samples) / RATE_HZ, 3),
                        "pause": pause_s,
                    },
                    samples,
                )


def negatives(out: Path) -> Iterator[tuple[Entry, Samples]]:
    """Yields real people and music from Debian, held-out voices that read, and noise."""
    packages = _packages(out)
    for index, source in enumerate(people.SOURCES):
        if source.trained_on:
            continue
        streams = people.recordings(source, packages, np.random.default_rng([SEED, 2000 + index]))
        for number, samples in enumerate(streams):
            yield (
                {
                    "file": f"{source.name}_{number:02}.flac",
                    "label": "neg",
                    "source": f"real-{source.kind}" if source.kind == "people" else source.kind,
                    "text": source.says,
                    "package": source.package,
                    "licence": source.licence,
                },
                samples,
            )
    yield from _readings(fortunes(out))
    for index, kind in enumerate(KINDS):
        chance = np.random.default_rng([SEED, 4000 + index])
        samples = noise(kind, round(NOISE_S * RATE_HZ), chance) * np.float32(10 ** (-30 / 20))
        yield (
            {"file": f"noise_{kind}.flac", "label": "neg", "source": "noise", "text": kind, "licence": "made"},
            samples,
        )


def fortunes(out: Path) -> Path:
    """Returns the folder of the fortune cookies that are read aloud."""
    return people.unpacked("fortunes", _packages(out)) / "usr/share/games/fortunes"


def _packages(out: Path) -> Path:
    folder = out / ".packages"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _readings(cookies: Path) -> Iterator[tuple[Entry, Samples]]:
    for index, voice in enumerate(exam_voices()):
        chance = np.random.default_rng([SEED, 3000 + index])
        texts = reading(cookies, chance)
        wanted_s = DEAR_READING_S if voice.cost >= 1 else READING_S
        parts: list[Samples] = []
        seconds = 0.0
        while seconds < wanted_s:
            # A few sentences at a time: what a person says in one go, and what costs a program one start.
            text = " ".join(islice(texts, 1 if voice.cost >= 1 else 4))
            try:
                part = in_a_quiet_room(said(voice, text, chance), 0.5, chance)
            except RuntimeError:
                continue
            if len(parts) % 2:
                kind, ratio_db = KINDS[len(parts) // 2 % len(KINDS)], float(chance.uniform(0, 20))
                part = at_ratio(part, noise(kind, len(part), chance), ratio_db)
            parts.append(part)
            seconds += len(part) / RATE_HZ
        yield (
            {
                "file": f"reading_{voice.name.replace(':', '_')}.flac",
                "label": "neg",
                "source": "tts-reading",
                "text": "Python's documentation and fortune cookies; every other stretch in noise at 0 to 20 dB",
                "voice": voice.name,
                "licence": "made",
            },
            np.concatenate(parts),
        )


def describe(out: Path) -> None:
    """Writes README.md: recordings, minutes, sources and licences of every set."""
    lines = [
        "# Recordings to judge a wake word with",
        "",
        "Made by `python bench/wake_sets.py`. Train on none of it.",
        "",
    ]
    lines += ["| set | source | from | recordings | minutes | licence |", "|---|---|---|--:|--:|---|"]
    for name in SETS:
        manifest = out / name / "manifest.jsonl"
        if not manifest.exists():
            continue
        rows: dict[tuple[str, str, str], list[float]] = {}
        for entry in map(json.loads, manifest.read_text(encoding="utf-8").splitlines()):
            origin = entry.get("package") or entry.get("voice") or entry["text"]
            key = (entry["source"], origin, entry.get("licence", "made"))
            rows.setdefault(key, []).append(entry["seconds"])
        for (source, origin, licence), seconds in rows.items():
            lines.append(f"| {name} | {source} | {origin} | {len(seconds)} | {sum(seconds) / 60:.1f} | {licence} |")
        total = sum(sum(seconds) for seconds in rows.values())
        lines.append(f"| **{name}** | all | | {sum(map(len, rows.values()))} | {total / 60:.1f} | |")
    (out / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
