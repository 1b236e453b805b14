"""Writes the sentences of training speech: with the wake word, with words near it, and without either.

All of them are drawn at random, by a seed, from templates (`config/training`), from near words (`near_words`) and from
prose that every machine has: Python's own manual and source. No sentence without the wake word contains anything that
sounds like it.
"""

from __future__ import annotations

import random
import re
import sysconfig
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.training.speech.near_words import near_words
from assistant.training.speech.pronunciations import names, vocabulary
from assistant.training.speech.sound_confusion import sound_alikes
from assistant.training.speech.templates import Templates, template_file

_PLACE = "\N{WHITE SQUARE}"
"""Placeholder of the marked word in a template."""
_PROSE, _SALAD = 0.3, 0.2
"""Shares of prose and of random words among plain sentences; the rest are everyday sentences."""
_COMMON = 15_000
_QUESTION = re.compile(
    r"(can|could|would|will|did|do|does|have|has|are|is|was|who|where|what|how|why|when|may|shall) ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with one marked word.

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
    """Returns calls: the wake word alone, or with a request that follows directly or after a pause.

    A quarter have "hey" or the like before it, unless the wake word begins so itself; a quarter follow other speech.

    Args:
        word: The wake word, which every sentence marks as it is given.
        count: Number of sentences.
        seed: The same seed gives the same sentences.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: `word` has no pronunciation.
    """
    source = random.Random(f"requests {seed}")
    alikes = sound_alikes(word)
    file = template_file("requests")
    templates = Templates(file["sentences"], file["lists"])
    made: list[Sentence] = []
    while len(made) < count:
        request = "" if source.random() < 0.08 else templates.draw(source)
        said_before = templates.expand(source.choice(file["before"]), source) if source.random() < 0.25 else ""
        if alikes.in_text(request) or alikes.in_text(said_before):
            continue
        called = source.choice(("hey", "hey", "hey", "hi", "okay")) if source.random() < 0.25 else ""
        if alikes.word.split()[0] in ("hey", "hi", "hello", "okay", "ok"):
            called = ""
        comma = "," if said_before and source.random() < 0.5 else ""
        before = f"{said_before}{comma} {called}".strip()
        pause = ", " if request and source.random() < 0.45 else ""
        made.append(Sentence(before, word, f"{pause}{request}"))
    return made


def near_sentences(word: str, count: int, seed: int = 0, meant: Sequence[str] = ()) -> list[Sentence]:
    """Returns sentences with a marked near word: alone, called ("Travis, paint me a horse"), inside, at the end.

    A made-up word is written with its phonemes.

    Args:
        word: The wake word, which no sentence contains.
        count: Number of sentences.
        seed: The same seed gives the same sentences.
        meant: Pronunciations (phonemes) that count as the wake word: none of them is marked.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: `word` has no pronunciation.
    """
    source = random.Random(f"near {seed}")
    alikes = sound_alikes(word)
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
        if not alikes.in_text(f"{before} {near.text} {after}"):
            made.append(Sentence(before.strip(), near.marked, after.strip()))
    return made


def plain_sentences(count: int, seed: int, word: str) -> list[str]:
    """Returns English sentences of 3–25 words in which the wake word cannot be heard, none of them twice.

    They are prose, everyday sentences, and random words, which have every sound beside every other.

    Args:
        count: Number of sentences; 1000 are about an hour of speech.
        seed: The same seed gives the same sentences (with the same version of Python, whose manual is the prose).
        word: The wake word.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: `word` has no pronunciation.
    """
    source = random.Random(f"plain {seed}")
    alikes = sound_alikes(word)
    written = [sentence for sentence in prose() if not alikes.in_text(sentence)]
    made = dict.fromkeys(source.sample(written, min(len(written), round(count * _PROSE))))
    everyday = _everyday()
    kinds: list[tuple[Callable[[random.Random], str], int]] = [
        (_salad, len(made) + round(count * _SALAD)),
        (everyday.draw, count),
    ]
    for draw, until in kinds:
        while len(made) < min(until, count):
            sentence = _punctuated(draw(source))
            if SHORTEST <= len(sentence.split()) <= LONGEST and not alikes.in_text(sentence):
                made.setdefault(sentence)
    mixed = list(made)
    source.shuffle(mixed)
    return mixed


def _everyday() -> Templates:
    file = template_file("everyday")
    common = _common()

    def name(source: random.Random) -> str:
        # The square prefers common names.
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
    """Returns common English words."""
    known = vocabulary("us")
    chosen = np.flatnonzero(known.gold & (known.ranks < _COMMON))
    return tuple(known.words[row] for row in chosen if len(known.words[row]) > 2)


def _salad(source: random.Random) -> str:
    """Returns random words: half of them common, half from the whole lexicon, with a pause here and there."""
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


SHORTEST, LONGEST = 3, 25
"""Range of the number of words of a sentence."""
_PARTS = (
    *("", "asyncio", "collections", "concurrent/futures", "email", "http", "importlib", "json", "logging"),
    *("multiprocessing", "sqlite3", "tkinter", "unittest", "urllib", "wsgiref", "xml/sax", "zipfile", "zoneinfo"),
)
"""Folders of the standard library whose modules are read as text; nothing is imported or run."""
_DOCSTRING = re.compile(r'"""(.*?)"""', re.DOTALL)
_COMMENT = re.compile(r"(?:^[ \t]*# .*\n?)+", re.MULTILINE)
_MARKS = re.compile(r"``?([A-Za-z ]+)``?|\*\*?([A-Za-z ]+)\*\*?|:\w+:`~?([A-Za-z ]+)`")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_SPEAKABLE = re.compile(r"[A-Z][A-Za-z ,;'-]*[.!?]")


@lru_cache(1)
def prose() -> tuple[str, ...]:
    """Returns every speakable sentence of Python's manual and source once, in the order of the files.

    Blocks for a second the first time. The result depends on the Python version.

    Raises:
        ModelMissing: hibari-tts, whose lexicon tells words from names of code, is not installed.
    """
    library = Path(sysconfig.get_path("stdlib"))
    files = [library / "pydoc_data" / "topics.py"]
    files += [path for part in _PARTS for path in sorted((library / part).glob("*.py"))]
    known = vocabulary("us").row
    found: dict[str, None] = {}
    for path in files:
        for paragraph in _paragraphs(path):
            for sentence in _END.split(paragraph):
                if speakable(sentence, known.keys()):
                    found.setdefault(sentence)
    return tuple(found)


def _paragraphs(path: Path) -> list[str]:
    """Returns the running text of a module, each paragraph on one line."""
    try:
        source = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    if path.name == "topics.py":
        texts = [source.replace("\\n'", "\n").replace("'", "").replace("\\", "")]
    else:
        texts = _DOCSTRING.findall(source)
        texts += [re.sub(r"^[ \t]*# ?", "", block, flags=re.MULTILINE) for block in _COMMENT.findall(source)]
    return [
        " ".join(_MARKS.sub(lambda found: found[1] or found[2] or found[3], paragraph).split())
        for text in texts
        for paragraph in re.split(r"\n[ \t'\"]*\n", text)
    ]


def speakable(sentence: str, known: Collection[str]) -> bool:
    """Returns True if a sentence is plain English of 3–25 words: letters and commas, and every word in `known`."""
    if not _SPEAKABLE.fullmatch(sentence):
        return False
    words = re.findall(r"[A-Za-z']+", sentence)
    if not SHORTEST <= len(sentence.split()) <= LONGEST:
        return False
    bare = (re.sub(r"'(s|t|re|ve|ll|d|m)?$", "", word.lower()) for word in words)
    return all(word in known for word in bare)


_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def number_words(value: int) -> str:
    """Returns a whole number from 0 to 9999 in words: 342 is "three hundred and forty two".

    Raises:
        ValueError: `value` is outside that range.
    """
    if not 0 <= value <= 9999:
        raise ValueError(f"0 to 9999 can be said, not {value}")
    if value < 20:
        return (*_ONES, *_TEENS)[value] or "zero"
    if value < 100:
        return f"{_TENS[value // 10]} {_ONES[value % 10]}".strip()
    size, unit = (1000, "thousand") if value >= 1000 else (100, "hundred")
    rest = value % size
    link = " and " if 0 < rest < 100 or size == 100 else " "
    return f"{number_words(value // size)} {unit}" + (f"{link}{number_words(rest)}" if rest else "")


def year_words(value: int) -> str:
    """Returns a year from 1100 to 2099 as it is said: "nineteen eighty four", "two thousand and seven".

    Raises:
        ValueError: `value` is outside that range.
    """
    if not 1100 <= value <= 2099:
        raise ValueError(f"the years 1100 to 2099 can be said, not {value}")
    if 2000 <= value < 2010:
        return number_words(value)
    century, rest = divmod(value, 100)
    if not rest:
        return f"{number_words(century)} hundred"
    return f"{number_words(century)} {'oh ' if rest < 10 else ''}{number_words(rest)}"
