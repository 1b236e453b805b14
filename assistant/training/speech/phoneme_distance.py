"""Measures how different two words sound: an edit distance over phonemes, for one word or a whole lexicon at once.

Phonemes are misaki's (the alphabet that hibari and Kokoro speak): one character a sound, diphthongs included
("A" in "day", "I" in "my", "O" or "Q" in "go", "W" in "now", "Y" in "boy").

A cost of 0 is the same sound, 1 about one consonant more or less. The costs are our own, made from articulation (place,
manner, voicing; height and backness of the tongue), so that sounds that listeners confuse cost little:
/s/ for /z/ 0.3, /dʒ/ for /tʃ/ 0.3, /ɪ/ for /ə/ 0.2, a dropped /r/ 0.3, but /k/ for /v/ 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
Costs = NDArray[np.float32]

CONSONANTS: dict[str, tuple[float, str, bool]] = {
    "p": (0, "stop", False),
    "b": (0, "stop", True),
    "m": (0, "nasal", True),
    "w": (0.5, "glide", True),
    "f": (0.5, "fricative", False),
    "v": (0.5, "fricative", True),
    "θ": (1.5, "fricative", False),
    "ð": (1.5, "fricative", True),
    "t": (2, "stop", False),
    "d": (2, "stop", True),
    "n": (2, "nasal", True),
    "l": (2, "lateral", True),
    "s": (2, "fricative", False),
    "z": (2, "fricative", True),
    "ɹ": (2.5, "rhotic", True),
    "ʃ": (3, "fricative", False),
    "ʒ": (3, "fricative", True),
    "ʧ": (3, "affricate", False),
    "ʤ": (3, "affricate", True),
    "j": (4, "glide", True),
    "k": (5, "stop", False),
    "ɡ": (5, "stop", True),
    "ŋ": (5, "nasal", True),
    "h": (6, "fricative", False),
}
"""Consonant → place of articulation from the lips (0) to the glottis (6), manner, voiced."""

VOWELS: dict[str, tuple[tuple[float, float, bool], tuple[float, float, bool]]] = {
    "i": ((1.0, 0.0, False),) * 2,
    "ɪ": ((0.85, 0.25, False),) * 2,
    "ɛ": ((0.4, 0.15, False),) * 2,
    "æ": ((0.15, 0.15, False),) * 2,
    "ə": ((0.5, 0.5, False),) * 2,
    "ɜ": ((0.45, 0.45, False),) * 2,
    "ʌ": ((0.25, 0.65, False),) * 2,
    "ɑ": ((0.0, 0.95, False),) * 2,
    "ɒ": ((0.1, 1.0, True),) * 2,
    "ɔ": ((0.35, 1.0, True),) * 2,
    "ʊ": ((0.85, 0.8, True),) * 2,
    "u": ((1.0, 0.95, True),) * 2,
    "A": ((0.6, 0.1, False), (0.9, 0.15, False)),
    "I": ((0.1, 0.5, False), (0.85, 0.25, False)),
    "O": ((0.5, 0.75, True), (0.85, 0.85, True)),
    "W": ((0.1, 0.5, False), (0.85, 0.8, True)),
    "Y": ((0.35, 1.0, True), (0.85, 0.25, False)),
}
"""Vowel → first and last position of the tongue: height 0 … 1 (close), backness 0 … 1 (back), and rounded lips."""

SIBILANTS = frozenset("szʃʒʧʤ")
SOUNDS = "".join((*CONSONANTS, *VOWELS))
"""Every sound; the code of a sound is its index here plus one, and 0 is padding."""

_SAME = {"ɾ": "t", "T": "t", "ʔ": "t", "g": "ɡ", "a": "æ", "ᵊ": "ə", "ᵻ": "ɪ", "Q": "O", "ɐ": "ə"}
"""Symbol of one accent or position → the common symbol of the same sound."""

_MANNERS = {
    frozenset(("stop", "affricate")): 0.35,
    frozenset(("affricate", "fricative")): 0.15,
    frozenset(("stop", "fricative")): 0.4,
    frozenset(("stop", "nasal")): 0.5,
    frozenset(("lateral", "rhotic")): 0.35,
    frozenset(("lateral", "glide")): 0.4,
    frozenset(("rhotic", "glide")): 0.3,
    frozenset(("nasal", "lateral")): 0.5,
    frozenset(("fricative", "glide")): 0.5,
}
_GAPS = {"ɹ": 0.3, "h": 0.4, "ə": 0.45, "ɪ": 0.55, "j": 0.5, "w": 0.6, "t": 0.7, "d": 0.7}
"""Cost of one sound more or less; other consonants cost 0.9, other vowels 0.8. British English drops /r/ before
consonants."""
_OTHER_KIND = 1.4
"""Cost of a vowel for a consonant: nearly that of leaving one out and inserting the other."""


def is_vowel(sound: str) -> bool:
    """Returns True if a sound, in any of its symbols, is a vowel."""
    return _SAME.get(sound, sound) in VOWELS


def _consonants(one: str, other: str) -> float:
    place, manner, voiced = CONSONANTS[one]
    place_2, manner_2, voiced_2 = CONSONANTS[other]
    cost = 0.0 if manner == manner_2 else _MANNERS.get(frozenset((manner, manner_2)), 0.7)
    cost += 0.12 * abs(place - place_2) + 0.3 * (voiced != voiced_2)
    cost += 0.15 * ((one in SIBILANTS) != (other in SIBILANTS))
    return min(1.0, max(0.3, cost))


def _vowels(one: str, other: str) -> float:
    cost = 0.0
    for (height, back, rounded), (height_2, back_2, rounded_2) in zip(VOWELS[one], VOWELS[other], strict=True):
        cost += 0.35 * abs(height - height_2) + 0.25 * abs(back - back_2) + 0.025 * (rounded != rounded_2)
    moves, moves_2 = (len(set(VOWELS[vowel])) > 1 for vowel in (one, other))
    cost += 0.15 * (moves != moves_2)
    return min(1.0, cost * (0.6 if "ə" in (one, other) else 1.0))


def _substitution(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return max(0.1, _vowels(one, other))
    if one in CONSONANTS and other in CONSONANTS:
        return _consonants(one, other)
    return 0.5 if {one, other} in ({"j", "i"}, {"w", "u"}, {"ɹ", "ɜ"}) else _OTHER_KIND


@lru_cache(1)
def _tables() -> tuple[Costs, Costs]:
    """Returns the costs of one sound for another [codes, codes], and of a sound more or less [codes]."""
    swap = np.zeros((len(SOUNDS) + 1,) * 2, np.float32)
    for row, one in enumerate(SOUNDS, 1):
        swap[row, 1:] = [_substitution(one, other) for other in SOUNDS]
    gap = np.asarray([0.0, *(_GAPS.get(sound, 0.8 if sound in VOWELS else 0.9) for sound in SOUNDS)], np.float32)
    return swap, gap


_CODE = {ord(sound): chr(code) for code, sound in enumerate(SOUNDS, 1)}
_CODE |= {ord(symbol): chr(SOUNDS.index(sound) + 1) for symbol, sound in _SAME.items()}


class _Table(dict[int, str | None]):
    """Drops characters that are no sound: stress marks, length marks, spaces, punctuation."""

    def __missing__(self, key: int) -> None:
        return None


_BREAK = "\xff"
_TO_CODES = _Table(_CODE | {ord(_BREAK): _BREAK})


def encode(phonemes: str) -> bytes:
    """Returns the sounds of a phoneme string as codes, one byte each, without marks."""
    return encode_all([phonemes])[0]


def encode_all(words: Iterable[str]) -> list[bytes]:
    """Encodes many words at once, ten times as fast as `encode` for each."""
    return _BREAK.join(words).translate(_TO_CODES).encode("latin-1").split(_BREAK.encode("latin-1"))


def decode(codes: bytes | Sequence[int]) -> str:
    """Returns the common symbols of codes."""
    return "".join(SOUNDS[code - 1] for code in codes if code)


def stack(words: Sequence[bytes]) -> tuple[Codes, NDArray[np.int64]]:
    """Returns encoded words as one padded array [words, longest], and their lengths."""
    longest = max((len(word) for word in words), default=0)
    joined = b"".join(word.ljust(longest, b"\0") for word in words)
    lengths = np.fromiter((len(word) for word in words), np.int64, len(words))
    return np.frombuffer(joined, np.uint8).reshape(len(words), longest), lengths


def align(
    words: tuple[Codes, NDArray[np.int64]], target: bytes, free_start: bool = False, free_end: bool = False
) -> Costs:
    """Returns the cost of turning each word into each beginning of `target`.

    Args:
        words: The result of `stack`.
        target: An encoded word.
        free_start: The word may have other sounds before (it only has to end like the target).
        free_end: The word may have other sounds after.

    Returns:
        [words, len(target) + 1]: in column j the cost against `target[:j]`.
    """
    codes, lengths = words
    order = np.argsort(-lengths, kind="stable")
    falling = lengths[order]
    best = np.full((len(target) + 1, len(lengths)), np.inf, np.float32)
    for at, rows in enumerate(_columns(codes[order], falling, target, free_start)):
        over = 0 if free_end else int(np.searchsorted(-falling, -at, side="left"))
        live = best[:, over : rows.shape[1]]
        np.minimum(live, rows[:, over:], out=live)
    inverse = np.empty_like(order)
    inverse[order] = np.arange(len(order))
    return np.asarray(best[:, inverse].T)


def _columns(codes: Codes, lengths: NDArray[np.int64], target: bytes, free_start: bool) -> Iterator[Costs]:
    """Yields, after each sound, the costs [len(target) + 1, words that have it]; the longest words come first."""
    swap, gap = _tables()
    goal = np.frombuffer(target, np.uint8)
    start = np.concatenate([np.zeros(1, np.float32), np.cumsum(gap[goal], dtype=np.float32)])
    rows: Costs = np.repeat(start[:, None], len(lengths), axis=1)
    yield rows
    for at in range(codes.shape[1]):
        live = int(np.searchsorted(-lengths, -at, side="left"))
        if not live:
            return
        here = codes[:live, at]
        dropped = gap[here]
        after = np.empty((len(goal) + 1, live), np.float32)
        after[0] = 0.0 if free_start else rows[0, :live] + dropped
        for j, sound in enumerate(goal, 1):
            after[j] = np.minimum(rows[j, :live] + dropped, after[j - 1] + gap[sound])
            np.minimum(after[j], rows[j - 1, :live] + swap[sound][here], out=after[j])
        rows = after
        yield rows


def distance(one: str, other: str) -> float:
    """Returns the cost of turning one phoneme string into another; it is symmetric."""
    return float(align(stack([encode(one)]), encode(other))[0, -1])
