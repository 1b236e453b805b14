"""Has the voices say what the recipe wants, into a store on disk. Training only.

Every sentence follows from the recipe's seed, its kind and its number alone, so that several processes can share the
work, and that work which was interrupted goes on where it was.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.random import Generator

from assistant.core.child_process import child_environment, python_command
from assistant.training.recipe import Recipe, Speech
from assistant.training.speech.texts import Sentence, near_sentences, plain_sentences
from assistant.training.voices.sound_store import SoundStore
from assistant.training.voices.voice_list import Manner, Voice, find_voices, word_bounds

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
"""How what follows the word begins: only its first half second is ever heard together with the word."""


def speak(recipe: Recipe, part: Speech, shard: int, shards: int, folder: Path) -> SoundStore:
    """Have sentences shard, shard + shards, … of `part` said. Blocks; what is there already is not said again."""
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
        chance = np.random.default_rng([recipe.seed, _number_of(part), number])
        _say(store, number, line(number, chance), voices[int(chance.integers(len(voices)))], chance)
        if time.monotonic() - begun > 10:
            begun = time.monotonic()
            log.info("%s by %s: %d of %d", part.kind, part.engine, number, part.count)
    return store


def speak_everything(recipe: Recipe, folder: Path, processes: int) -> None:
    """Have the whole recipe said, by several processes. Blocks for minutes; goes on where it was interrupted.

    Raises:
        RuntimeError: A process failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recipe.json").write_text(recipe.model_dump_json(indent=1), encoding="utf-8")
    for part in recipe.speech:
        write_lines(recipe, part, folder)
    command, environment = (
        python_command("assistant.training.voices.speech_synthesis", str(folder)),
        child_environment(),
    )
    running = [subprocess.Popen([*command, str(shard), str(processes)], env=environment) for shard in range(processes)]
    exits = [process.wait() for process in running]
    if any(exits):
        raise RuntimeError("A process that made the speech failed; what it said last is above.")


def manner(engine: str, chance: Generator) -> Manner:
    """A way to say something: child to giant, hasty to slow. Natural voices are changed less."""
    if engine == "hibari":
        tract = float(
            chance.choice([chance.uniform(0.82, 0.95), chance.uniform(0.95, 1.06), chance.uniform(1.06, 1.3)])
        )
        pitch = float(np.clip(tract**2.6 * chance.uniform(0.72, 1.25), 0.42, 2.1))
        return Manner(
            _pace(chance), pitch, tract, float(chance.choice([0.0, chance.uniform(-6, 9)])), int(chance.integers(2**31))
        )
    spread = 0.14 if engine == "kokoro" else 0.18
    tract = float(np.exp(chance.uniform(-spread, spread))) if chance.random() < 0.7 else 1.0
    return Manner(_pace(chance), tract=tract, seed=int(chance.integers(2**31)))


def _pace(chance: Generator) -> float:
    return float(np.exp(chance.normal(0.05, 0.16)).clip(0.7, 1.5))


def _say(store: SoundStore, number: int, line: Sentence, voice: Voice, chance: Generator) -> None:
    how = manner(voice.name.partition(":")[0], chance)
    try:
        said = voice.say(line.before, line.word, line.after, how)
    except (RuntimeError, ValueError) as error:
        log.warning("%s cannot say %r: %s", voice.name, f"{line.before} {line.word} {line.after}", error)
        return
    start_s, end_s = word_bounds(said.samples, said.start_s, said.end_s) if line.word else (said.start_s, said.end_s)
    store.add(number, said.samples * _to_level(said.samples), start_s, end_s, voice.name, _text(line))


def _to_level(samples: np.ndarray) -> float:
    """Every sentence is kept at half of full scale."""
    return 0.5 / max(1e-6, float(np.abs(samples).max()))


def _text(line: Sentence) -> str:
    return f"{line.before} {line.word}{line.after}".strip()


def write_lines(recipe: Recipe, part: Speech, folder: Path) -> None:
    """Write down what the voices of `part` shall say, once for all processes. Blocks for up to a minute."""
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
        return lambda number, chance: _call(recipe, number, chance)
    write_lines(recipe, part, folder)
    lines = json.loads((folder / f"lines-{part.kind}-{part.engine}.json").read_text(encoding="utf-8"))
    return lambda number, _: Sentence(*lines[number % len(lines)])


def _call(recipe: Recipe, number: int, chance: Generator) -> Sentence:
    before = str(chance.choice(recipe.before)) if recipe.before and chance.random() < 0.33 else ""
    word = recipe.spelling
    if recipe.pronunciations:
        word = f"[{word}](/{chance.choice(recipe.pronunciations)}/)"
    mark = str(chance.choice(["", "", ",", ",", ".", "!"]))
    after = AFTER[number % len(AFTER)] if chance.random() < 0.75 else ""
    if not after:
        return Sentence(before, word, str(chance.choice([".", "!", "?", ","])))
    return Sentence(before, word, f"{mark} {after}")


def _number_of(part: Speech) -> int:
    kinds = ("call", "near", "plain")
    engines = ("kokoro", "hibari", "espeak", "flite", "festival")
    return kinds.index(part.kind) * len(engines) + engines.index(part.engine)


def main() -> None:
    """One of the processes of `speak_everything`: folder, shard, number of shards."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    folder, shard, shards = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    recipe = Recipe.model_validate_json((folder / "recipe.json").read_text(encoding="utf-8"))
    for part in recipe.speech:
        speak(recipe, part, shard, shards, folder)


if __name__ == "__main__":
    main()
