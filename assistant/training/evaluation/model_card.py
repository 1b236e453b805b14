"""Writes the model card of a wake word: its data, its measured quality, its limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.hearing.wake.verifier import verifier_path
from assistant.training.recipe import Kind, Recipe
from assistant.training.voices.sound_store import SoundStore

LICENCES = {
    "kokoro": "Kokoro-82M, weights Apache-2.0",
    "hibari": "hibari-tts, Apache-2.0",
    "espeak": "eSpeak NG, program GPL-3.0-or-later; what it says is free to use",
    "flite": "Flite, BSD-like",
    "festival": "Festival, BSD-like",
}
KINDS: dict[Kind, str] = {"call": "with the word", "near": "with words that sound like it", "plain": "without it"}


@dataclass(frozen=True, slots=True)
class _SpeechStatistics:
    """Counts what the voices said."""

    sentences: Counter[tuple[str, str]]
    """Sentences by kind and engine."""
    hours: dict[str, float]
    """Hours of speech by kind."""
    voices: dict[str, set[str]]
    """Names of the voices by engine."""


def write_card(
    recipe: Recipe, sounds: Path, model: Path, curve: Sequence[str], conditions: Sequence[str], seconds: float
) -> Path:
    """Write `NAME.md` beside the model and return its path.

    Args:
        recipe: The recipe that made the model.
        sounds: The folder with the sound stores.
        model: The model file, which exists already; its verifier, if any, lies beside it.
        curve: Rows of the table over sensitivities; empty where there were no development recordings.
        conditions: The names of the table's columns.
        seconds: Duration of this run.
    """
    lines = [
        f"# The wake word “{recipe.spelling}”",
        "",
        f"`{model.name}` ({model.stat().st_size} bytes, Apache-2.0) is a head on openWakeWord's backbone: float32",
        "[n, 16, 96], one speech embedding each 80 ms, to a score from 0 to 1. At the usual sensitivity, 0.5, a score",
        "from 0.5 on is a call.",
        *_verifier_lines(verifier_path(model)),
        *_data_lines(recipe, _speech_statistics(sounds), seconds),
        *_curve_lines(curve, conditions),
        "",
        "## Limits",
        "- Synthetic voices are not people: accents, ages and rooms that they do not have may be heard less well.",
        "- Words that sound very much alike can wake it; the second look at the transcript is there for them.",
        "- The backbone hears 16 kHz speech; music and singing were in training only as noise.",
        "",
    ]
    card = model.with_suffix(".md")
    card.write_text("\n".join(lines), encoding="utf-8")
    return card


def _verifier_lines(verifier: Path) -> list[str]:
    if not verifier.is_file():
        return []
    return [
        "",
        f"`{verifier.name}` ({verifier.stat().st_size} bytes, Apache-2.0) verifies what it suspects: float32",
        "[n, 36, 384], the features that Whisper tiny.en's encoder (`encoder.onnx`, MIT licence) makes of the last",
        "1.44 s, and the head's score, to the score that counts. It was trained on moments of the same data that the",
        "heads suspected.",
    ]


def _speech_statistics(sounds: Path) -> _SpeechStatistics:
    found = _SpeechStatistics(Counter(), dict.fromkeys(KINDS, 0.0), {})
    for index in sorted(sounds.glob("*.jsonl")):
        kind, engine, _ = index.stem.split("-", 2)
        for sentence in SoundStore(index.with_suffix("")).kept:
            found.sentences[kind, engine] += 1
            found.hours[kind] += sentence.length / 16_000 / 3600
            found.voices.setdefault(engine, set()).add(sentence.voice)
    return found


def _data_lines(recipe: Recipe, speech: _SpeechStatistics, seconds: float) -> list[str]:
    hours = speech.hours
    return [
        "",
        "## Data",
        "All speech is synthetic. No recording of a person saying the word was used.",
        "",
        "| voices | how many | " + " | ".join(KINDS.values()) + " | licence |",
        "|---|---|" + "---|" * len(KINDS) + "---|",
        *(
            f"| {engine} | {len(names)} | "
            + " | ".join(str(speech.sentences[kind, engine]) for kind in KINDS)
            + f" | {LICENCES.get(engine, '')} |"
            for engine, names in sorted(speech.voices.items())
        ),
        "",
        f"That is {hours['call']:.1f} h with the word, {hours['near']:.1f} h of near-misses and",
        f"{hours['plain']:.1f} h of other speech as the voices said it. Every call was put into {recipe.copies} rooms",
        "and noises (−5 to 25 dB, synthetic),",
        f"and {recipe.negative_hours:g} h without the word were composed in the same way.",
        f"Voices held out: {', '.join(recipe.held_out) or 'none'}.",
        "",
        f'Made by `jarvis wake train "{recipe.word}"`, seed {recipe.seed}; this run took {seconds / 60:.0f} minutes.',
    ]


def _curve_lines(curve: Sequence[str], conditions: Sequence[str]) -> list[str]:
    if not curve:
        return []
    return [
        "",
        "## Development recordings",
        "They chose the threshold and were looked at while the recipe was made, so they flatter the model.",
        "",
        "| sensitivity | " + " | ".join(f"calls heard and false calls, {condition}" for condition in conditions) + " |",
        "|---|" + "---|" * len(conditions),
        *curve,
    ]
