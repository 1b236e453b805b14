"""Speaks the sentences of a recipe with the voices of this machine, into stores on disk.

Every sentence follows from the recipe's seed, its kind and its number alone, so that several processes can share the
work and an interrupted training can resume.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.random import Generator

from assistant.core.errors import ModelMissing
from assistant.training.recipe import Recipe, Speech
from assistant.training.shards import run_shards
from assistant.training.speech.texts import Sentence, near_sentences, plain_sentences
from assistant.training.voices.hibari_voice import hibari_voices
from assistant.training.voices.kokoro_voice import kokoro_voices
from assistant.training.voices.sound_store import SoundStore
from assistant.training.voices.system_voices import system_voices
from assistant.training.voices.voice import Voice, VoiceSettings, word_bounds

log = logging.getLogger(__name__)

AFTER = (
    *("paint me a fox", "paint a ship", "paint it again", "draw me a horse", "draw a castle", "sketch my dog"),
    *("show me the sea", "show it once more", "make it night", "make me a robot", "another one", "once more, please"),
    *("stop", "stop that", "keep it", "keep the second", "save this one", "never mind", "go away", "thank you"),
    *("can you paint a cat", "could you draw an owl", "would you make it blue", "will you try again", "I want a house"),
    *("I'd like a tree", "give me four of them", "let's see a dragon", "what about a whale", "how about snow"),
    *("a bear on a bike", "an old man", "the first one", "the moon over Paris", "two penguins", "three red apples"),
    *("please paint a frog", "please stop", "in oil, a lighthouse", "as a watercolor, a rose", "eleven birds"),
    *("create a city at night", "generate a picture", "zoom in", "bigger", "yes, that one", "not that one", "five"),
    *(
        "quickly, a train",
        "help",
        "hide that",
        "close it",
        "undo",
        "wait",
        "look",
        "okay, begin",
        "under the sea, a car",
    ),
    *("over a hill, a kite", "use ink", "us as pirates", "is it done", "are you there", "who are you", "my cat"),
)
"""Beginnings of requests after the word: only their first half second is ever heard together with the word."""


def speak(recipe: Recipe, part: Speech, shard: int, shards: int, folder: Path) -> SoundStore:
    """Speaks the sentences shard, shard + shards, … of `part`. Blocks; stored sentences are skipped."""
    store = SoundStore(folder / f"{part.kind}-{part.engine}-{shard}of{shards}")
    first = store.next_number or shard
    if first >= part.count:
        return store
    voices = [
        voice
        for voice in find_voices(recipe.held_out, recipe.blends, recipe.seed)
        if voice.name.partition(":")[0] == part.engine
    ]
    if not voices:
        log.warning("no voice of %s: its %d sentences are left out", part.engine, part.count)
        return store
    line = _writer(recipe, part, folder)
    begun = time.monotonic()
    while first % shards != shard:
        first += 1
    for number in range(first, part.count, shards):
        rng = np.random.default_rng([recipe.seed, _number_of(part), number])
        _say(store, number, line(number, rng), voices[int(rng.integers(len(voices)))], rng)
        if time.monotonic() - begun > 10:
            begun = time.monotonic()
            log.info("%s by %s: %d of %d", part.kind, part.engine, number, part.count)
    return store


def speak_everything(recipe: Recipe, folder: Path, processes: int) -> None:
    """Speaks the whole recipe in several processes. Blocks for minutes; resumes where it was interrupted.

    Raises:
        RuntimeError: A process failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recipe.json").write_text(recipe.model_dump_json(indent=1), encoding="utf-8")
    for part in recipe.speech:
        write_lines(recipe, part, folder)
    if not run_shards("assistant.training.voices.speech_synthesis", [str(folder)], processes):
        raise RuntimeError("A process that made the speech failed; what it said last is above.")


def random_settings(engine: str, rng: Generator) -> VoiceSettings:
    """Returns random settings: from child to giant, from hasty to slow. Natural voices are changed less."""
    if engine == "hibari":
        tract = float(rng.choice([rng.uniform(0.82, 0.95), rng.uniform(0.95, 1.06), rng.uniform(1.06, 1.3)]))
        pitch = float(np.clip(tract**2.6 * rng.uniform(0.72, 1.25), 0.42, 2.1))
        return VoiceSettings(
            _pace(rng), pitch, tract, float(rng.choice([0.0, rng.uniform(-6, 9)])), int(rng.integers(2**31))
        )
    spread = 0.14 if engine == "kokoro" else 0.18
    tract = float(np.exp(rng.uniform(-spread, spread))) if rng.random() < 0.7 else 1.0
    return VoiceSettings(_pace(rng), tract=tract, seed=int(rng.integers(2**31)))


def _pace(rng: Generator) -> float:
    return float(np.exp(rng.normal(0.05, 0.16)).clip(0.7, 1.5))


def _say(store: SoundStore, number: int, line: Sentence, voice: Voice, rng: Generator) -> None:
    settings = random_settings(voice.name.partition(":")[0], rng)
    try:
        said = voice.say(line.before, line.word, line.after, settings)
    except (RuntimeError, ValueError) as error:
        log.warning("%s cannot say %r: %s", voice.name, f"{line.before} {line.word} {line.after}", error)
        return
    start_s, end_s = word_bounds(said.samples, said.start_s, said.end_s) if line.word else (said.start_s, said.end_s)
    store.add(number, said.samples * _gain(said.samples), start_s, end_s, voice.name, _text(line))


def _gain(samples: np.ndarray) -> float:
    """Returns the gain that puts a sentence's peak at half of full scale."""
    return 0.5 / max(1e-6, float(np.abs(samples).max()))


def _text(line: Sentence) -> str:
    return f"{line.before} {line.word}{line.after}".strip()


def find_voices(held_out: Collection[str], blends: int, seed: int) -> Sequence[Voice]:
    """Returns every voice of this machine that is not held out.

    Args:
        held_out: Names that must not be used, nor blend_weights.
        blends: Number of voices that are blended from pairs of Kokoro's styles.
        seed: Draws the pairs.

    Raises:
        ModelMissing: There is no voice.
    """
    found = [
        voice
        for voice in (*kokoro_voices(held_out, blends, seed), *hibari_voices(), *system_voices())
        if voice.name not in held_out
    ]
    if not found:
        raise ModelMissing(
            "There is no voice to make training speech with",
            "Install one: pip install hibari-tts, or the Debian packages espeak-ng and flite.",
        )
    engines = sorted({voice.name.partition(":")[0] for voice in found})
    log.info("%d voices of %s", len(found), ", ".join(engines))
    return found


def write_lines(recipe: Recipe, part: Speech, folder: Path) -> None:
    """Write the sentences of `part` into a file, once for all processes. Blocks for up to a minute."""
    path = folder / f"lines-{part.kind}-{part.engine}.json"
    if part.kind == "call" or path.is_file():
        return
    seed = recipe.seed + _number_of(part)
    if part.kind == "near":
        sentences = near_sentences(recipe.word, part.count, seed, recipe.pronunciations)
    else:
        sentences = [Sentence(text, "", "") for text in plain_sentences(part.count, seed, recipe.word)]
    written = json.dumps([[line.before, line.word, line.after] for line in sentences])
    path.with_suffix(".part").write_text(written, encoding="utf-8")
    path.with_suffix(".part").rename(path)


def _writer(recipe: Recipe, part: Speech, folder: Path) -> Callable[[int, Generator], Sentence]:
    if part.kind == "call":
        return lambda number, rng: _call(recipe, number, rng)
    write_lines(recipe, part, folder)
    lines = json.loads((folder / f"lines-{part.kind}-{part.engine}.json").read_text(encoding="utf-8"))
    return lambda number, _: Sentence(*lines[number % len(lines)])


def _call(recipe: Recipe, number: int, rng: Generator) -> Sentence:
    before = str(rng.choice(recipe.before)) if recipe.before and rng.random() < 0.33 else ""
    word = recipe.spelling
    if recipe.pronunciations:
        word = f"[{word}](/{rng.choice(recipe.pronunciations)}/)"
    mark = str(rng.choice(["", "", ",", ",", ".", "!"]))
    after = AFTER[number % len(AFTER)] if rng.random() < 0.75 else ""
    if not after:
        return Sentence(before, word, str(rng.choice([".", "!", "?", ","])))
    return Sentence(before, word, f"{mark} {after}")


def _number_of(part: Speech) -> int:
    kinds = ("call", "near", "plain")
    engines = ("kokoro", "hibari", "espeak", "flite", "festival")
    return kinds.index(part.kind) * len(engines) + engines.index(part.engine)


def main() -> None:
    """Runs one of the processes of `speak_everything`; arguments: folder, shard, number of shards."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    folder, shard, shards = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    recipe = Recipe.model_validate_json((folder / "recipe.json").read_text(encoding="utf-8"))
    for part in recipe.speech:
        speak(recipe, part, shard, shards, folder)


if __name__ == "__main__":
    main()
