"""Provides the recordings of `bench/words.py`: folders with a manifest, and the frozen prompts said by this machine's
voices.

A manifest.jsonl has an object a line with `file`, `text` or `body` (what is said to the assistant, without the wake
word), `label` (wake or neg) and, where they are known, `kind`, `names` and `wake_end`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.training.voices.voice import Voice, VoiceSettings
from assistant.transcribing.wake_word import strip_wake_word
from bench.sound_files import RATE_HZ, read, write_flac
from bench.wake_voices import exam_voices, in_a_quiet_room, say_call, some_manner

log = logging.getLogger(__name__)

DATA = Path(__file__).parent / "data"
LEAD_S = 0.5
SHORT_WORDS, LONG_S = 3, 15.0
"""Bounds of very short and long utterances, where the manifest does not say it."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Describes a recording and what is said in it."""

    path: Path
    body: str
    """The text without the wake word; empty where nothing else is said, or where it is not known."""
    is_call: bool
    kind: str
    """listed, unlisted or plain (names of config/names, other names, none), short, long, near (a near-miss), ""."""
    names: tuple[str, ...]


def read_set(folder: Path) -> list[Utterance]:
    """Returns what the folder's manifest lists.

    Raises:
        OSError: There is no manifest.
    """
    entries = map(json.loads, (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    return [_utterance(folder, entry) for entry in entries]


def make_set(folder: Path, speakers: int) -> None:
    """Says the frozen prompts and near-misses into `folder`; recordings that are there already stay.

    Args:
        folder: The target, outside the repository.
        speakers: Number of different voices that say each sentence.

    Raises:
        SystemExit: This machine has no voice; the message says what to install.
    """
    voices = exam_voices()
    if not voices:
        raise SystemExit("No voice was found: apt install flite espeak-ng festival, or give a folder of recordings.")
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "manifest.jsonl"
    there = {utterance.path.name for utterance in read_set(folder)} if manifest.exists() else set()
    with manifest.open("a", encoding="utf-8") as lines:
        for number, entry in enumerate(_sentences()):
            for speaker in range(min(speakers, len(voices))):
                voice = voices[(number + speaker * 5) % len(voices)]
                file = f"{entry['id']}__{voice.name.replace(':', '_').replace('+', '_')}.flac"
                chance = np.random.default_rng([number, speaker])
                if file not in there and _say(voice, entry, folder / file, chance):
                    lines.write(json.dumps({"file": file, "voice": voice.name, **entry}, ensure_ascii=False) + "\n")
                    lines.flush()


def _sentences() -> Iterator[dict[str, Any]]:
    for line in (DATA / "prompts.jsonl").read_text(encoding="utf-8").splitlines():
        prompt = json.loads(line)
        yield {"id": prompt["id"], "kind": prompt["kind"], "body": prompt["text"], "names": prompt["names"]} | {
            "label": "wake"
        }
    near = [line for line in (DATA / "near_misses.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    for number, text in enumerate(near):
        yield {"id": f"near-{number:03}", "kind": "near", "text": text, "label": "neg"}


def _say(voice: Voice, entry: dict[str, Any], path: Path, chance: np.random.Generator) -> bool:
    manner: VoiceSettings = some_manner(chance)
    try:
        if entry["label"] == "wake":
            samples = say_call(voice, bool(chance.random() < 0.25), entry["body"], 0.0, manner).samples
        else:
            samples = voice.say("", f"{entry['text']}.", "", manner).samples
    except RuntimeError as error:
        log.warning("%s cannot say %s: %s", voice.name, entry["id"], error)
        return False
    write_flac(path, in_a_quiet_room(samples, LEAD_S, chance))
    return True


def _utterance(folder: Path, entry: dict[str, Any]) -> Utterance:
    is_call = entry.get("label", "wake") == "wake"
    body = entry.get("body", strip_wake_word(entry.get("text", "")) if is_call else entry.get("text", ""))
    path = folder / entry["file"]
    kind = entry.get("kind", "")
    if not kind and body:
        words = len(body.split())
        kind = "short" if words <= SHORT_WORDS else "long" if len(read(path)) > LONG_S * RATE_HZ else ""
    return Utterance(path, body, is_call, kind, tuple(entry.get("names", ())))
