"""The sentences that training speech says: with the wake word, with words near it, and without either. Training only.

All of them are drawn at random, by a seed, from templates (`config/training`), from the near words that `near_words`
finds and from prose that every machine has (`prose`). None without the wake word holds anything that sounds like it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.training.speech.near_words import near_words
from assistant.training.speech.pronunciations import names, vocabulary
from assistant.training.speech.prose import LONGEST, SHORTEST, prose
from assistant.training.speech.sound_confusion import alike
from assistant.training.speech.spoken_numbers import number_words, year_words
from assistant.training.speech.templates import Templates, template_file

_PLACE = "\N{WHITE SQUARE}"
"""Stands for the marked word in a template."""
_PROSE, _SALAD = 0.3, 0.2
"""Shares of plain sentences from prose and from random words; the rest are everyday sentences."""
_COMMON = 15_000
_QUESTION = re.compile(
    r"(can|could|would|will|did|do|does|have|has|are|is|was|who|where|what|how|why|when|may|shall) ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with one word marked in it, to be said as one.

    A comma at the end of `before` or the beginning of `after` is a short pause; without one, speech runs on.
    """

    before: str
    word: str
    """The marked word; it may be written `[spelling](/phonemes/)`."""
    after: str

    def __str__(self) -> str:
        gap = "" if not self.after or self.after[0] in ",.!?" else " "
        return f"{self.before} {self.word}{gap}{self.after}".strip()


def requests(word: str, count: int, seed: int = 0) -> list[Sentence]:
    """What people say to the wake word: called alone, or with a request that runs on or follows after a pause.

    A quarter say "hey" or the like before it, unless the wake word begins so itself; a quarter have talked before.

    Args:
        word: The wake word, which every sentence marks, as it is given.
        count: How many.
        seed: The same seed gives the same sentences.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: There is nothing in `word` to say.
    """
    source = random.Random(f"requests {seed}")
    shunned = alike(word)
    file = template_file("requests")
    templates = Templates(file["sentences"], file["lists"])
    made: list[Sentence] = []
    while len(made) < count:
        request = "" if source.random() < 0.08 else templates.draw(source)
        said_before = templates.expand(source.choice(file["before"]), source) if source.random() < 0.25 else ""
        if shunned.in_text(request) or shunned.in_text(said_before):
            continue
        called = source.choice(("hey", "hey", "hey", "hi", "okay")) if source.random() < 0.25 else ""
        if shunned.word.split()[0] in ("hey", "hi", "hello", "okay", "ok"):
            called = ""
        comma = "," if said_before and source.random() < 0.5 else ""
        before = f"{said_before}{comma} {called}".strip()
        pause = ", " if request and source.random() < 0.45 else ""
        made.append(Sentence(before, word, f"{pause}{request}"))
    return made


def near_sentences(word: str, count: int, seed: int = 0, meant: Sequence[str] = ()) -> list[Sentence]:
    """Sentences with near words marked in them: alone, called ("Travis, paint me a horse"), in the middle, at the end.

    The marked word is written with its phonemes where it is a made-up one.

    Args:
        word: The wake word, which none of them holds.
        count: How many.
        seed: The same seed gives the same sentences.
        meant: Phonemes of sayings that count as the wake word: none of them is marked.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: There is nothing in `word` to say.
    """
    source = random.Random(f"near {seed}")
    shunned = alike(word)
    file = template_file("near")
    templates = Templates(file["sentences"], file["lists"], {"near": lambda _: _PLACE})
    made: list[Sentence] = []
    for turn in range(1 + 20 * count):
        if len(made) >= count:
            break
        if turn % count == 0:
            drawn = near_words(word, count, seed + turn, meant)
        near = drawn[turn % count]
        before, _, after = templates.draw(source).partition(_PLACE)
        if not shunned.in_text(f"{before} {near.text} {after}"):
            made.append(Sentence(before.strip(), near.marked, after.strip()))
    return made


def plain_sentences(count: int, seed: int, word: str) -> list[str]:
    """English of every kind, of 3–25 words, in which the wake word cannot be heard.

    Prose, everyday sentences, and random words, which have every sound beside every other. No sentence comes twice.

    Args:
        count: How many; 1000 are about an hour of speech.
        seed: The same seed gives the same sentences (with the same version of Python, whose manual is the prose).
        word: The wake word.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: There is nothing in `word` to say.
    """
    source = random.Random(f"plain {seed}")
    shunned = alike(word)
    written = [sentence for sentence in prose() if not shunned.in_text(sentence)]
    made = dict.fromkeys(source.sample(written, min(len(written), round(count * _PROSE))))
    everyday = _everyday()
    kinds: list[tuple[Callable[[random.Random], str], int]] = [
        (_salad, len(made) + round(count * _SALAD)),
        (everyday.draw, count),
    ]
    for draw, until in kinds:
        while len(made) < min(until, count):
            sentence = _punctuated(draw(source))
            if SHORTEST <= len(sentence.split()) <= LONGEST and not shunned.in_text(sentence):
                made.setdefault(sentence)
    mixed = list(made)
    source.shuffle(mixed)
    return mixed


def _everyday() -> Templates:
    file = template_file("everyday")
    common = _common()

    def name(source: random.Random) -> str:
        # The square leans to the common ones.
        return names()[int(len(names()) * source.random() ** 2)]

    return Templates(
        file["sentences"],
        file["lists"],
        {
            "surname": name,
            "place": name,
            "word": lambda source: source.choice(common),
            "count": lambda source: number_words(int(10 ** source.uniform(0, 4))),
            "year": lambda source: year_words(source.randrange(1700, 2040)),
        },
    )


@lru_cache(1)
def _common() -> tuple[str, ...]:
    """Common English words."""
    known = vocabulary("us")
    chosen = np.flatnonzero(known.gold & (known.ranks < _COMMON))
    return tuple(known.words[row] for row in chosen if len(known.words[row]) > 2)


def _salad(source: random.Random) -> str:
    """Random words: half of them common, half from the whole lexicon, and a pause here and there."""
    known, common = vocabulary("us"), _common()
    words = []
    for _ in range(source.randint(3, 14)):
        words.append(source.choice(common) if source.random() < 0.5 else source.choice(known.words))
        if source.random() < 0.1:
            words[-1] += ","
    return " ".join(words).rstrip(",")


def _punctuated(text: str) -> str:
    written = re.sub(r"\bi\b", "I", text)
    return f"{written[:1].upper()}{written[1:]}{'?' if _QUESTION.match(text) else '.'}"
