"""Finds two and three common words that together sound nearly like a wake word: "job is", "star wars".

Every stretch of the wake word's sounds is compared with every common word; the best words of adjacent stretches that
cover the wake word are joined.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import product

import numpy as np

from assistant.training.speech.phoneme_distance import align, stack
from assistant.training.speech.pronunciations import ACCENTS, UNCOMMON, Vocabulary, vocabulary
from assistant.training.speech.sound_confusion import SoundAlikes

_COMMON = 9_000
"""Phrases consist of words below this rank of frequency in running text, if a checked lexicon has them."""
_RARE = 0.5
"""Cost that is added for the rarest of these words, so that everyday words win where sounds are equal."""
_TWO, _THREE = 60, 12
"""Number of words that each stretch offers, in phrases of two words and of three."""
_USES = 6
"""Maximum number of phrases of one accent that a word may begin, and that it may end."""

Offer = tuple[float, int]
"""Cost including rarity, and row of the word."""


def near_phrases(alikes: SoundAlikes, count: int) -> list[tuple[str, float]]:
    """Returns the nearest phrases with their distances, best first, without those that contain the wake word."""
    best: dict[str, tuple[float, float]] = {}
    for accent in ACCENTS:
        for phrase, score, cost in _phrases_in(alikes, accent, count):
            entry = (score, cost)
            best[phrase] = min(best.get(phrase, entry), entry)
    nearest = sorted((score, phrase, cost) for phrase, (score, cost) in best.items())
    return [(phrase, cost) for _, phrase, cost in nearest[:count]]


def _phrases_in(alikes: SoundAlikes, accent: str, count: int) -> Iterator[tuple[str, float, float]]:
    """Yields phrases that are near in `accent` and the wake word in no accent, with their score and cost."""
    known = vocabulary(accent)
    sounds = alikes.sounds[ACCENTS.index(accent)]
    joined = sorted(_combinations(_offers(known, sounds), len(sounds)))[: count * 60]
    used: Counter[bytes] = Counter()
    heard_before: set[bytes] = set()
    kept: list[tuple[float, tuple[int, ...]]] = []
    for score, rows in joined:
        saying = b" ".join(known.sounds[row] for row in rows)
        parts = [known.sounds[rows[0]] + b">", b"<" + known.sounds[rows[-1]]]
        if saying not in heard_before and all(used[part] < _USES for part in parts):
            heard_before.add(saying)
            used.update(parts)
            kept.append((score, rows))
    phrases = [[known.words[row] for row in rows] for _, rows in kept]
    sayings = [b"".join(known.sounds[row] for row in rows) for _, rows in kept]
    costs = align(stack(sayings), sounds)[:, -1]
    heard = alikes.heard_in(sayings, accent)
    for other in ACCENTS:
        if other != accent:
            heard = heard | alikes.heard_in([_said_in(other, phrase) for phrase in phrases], other)
    for at, (score, _) in enumerate(kept):
        text = " ".join(phrases[at])
        if not heard[at] and not alikes.spelt_like(text):
            yield text, score, float(costs[at])


def _said_in(accent: str, phrase: list[str]) -> bytes:
    known = vocabulary(accent)
    rows = (known.row.get(word.lower()) for word in phrase)
    return b"".join(known.sounds[row] for row in rows if row is not None)


def _offers(known: Vocabulary, sounds: bytes) -> dict[tuple[int, int], list[Offer]]:
    """Returns, for each stretch of the wake word (from, to), the common words nearest to it."""
    common = np.flatnonzero(known.gold & (known.ranks < _COMMON))
    stacked = known.stacked[0][common], known.stacked[1][common]
    rarity = _RARE * np.log(known.ranks[common] + 10) / math.log(UNCOMMON)
    offers: dict[tuple[int, int], list[Offer]] = {}
    for start in range(len(sounds)):
        costs = align(stacked, sounds[start:])
        for length in range(1, len(sounds) - start + 1):
            scores = costs[:, length] + rarity
            nearest = np.argsort(scores, kind="stable")[:_TWO]
            offers[start, start + length] = [(float(scores[at]), int(common[at])) for at in nearest]
    return offers


def _combinations(offers: dict[tuple[int, int], list[Offer]], end: int) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Yields every phrase of two or three of the words, with the sum of their scores."""
    for cut in range(1, end):
        for first, last in product(offers[0, cut], offers[cut, end]):
            yield first[0] + last[0], (first[1], last[1])
        for second in range(cut + 1, end):
            parts = (offers[0, cut][:_THREE], offers[cut, second][:_THREE], offers[second, end][:_THREE])
            for one, two, three in product(*parts):
                yield one[0] + two[0] + three[0], (one[1], two[1], three[1])
