"""Finds the names that sound like a stretch of a text, wherever it begins and ends. Pure; runs in the transcriber.

For thousands of names at once: the edit distance of every name to the best stretch of the text that ends at each word
(P. Sellers, 1980), one column of sounds at a time with numpy. It proposes; whether a name was said, the recogniser
decides.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.transcribing.phonetics.spelling_sounds import (
    CODE,
    INSTEAD,
    LOST,
    SOUNDS,
    Costs,
    distance,
    distances,
    sounds,
    weight,
)

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
"""A word of a text, its inner apostrophes and hyphens included."""

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""Words as they are heard: hyphens divide them."""
LEAST_LETTERS = 6
"""Names of fewer letters may be several common words run together ("isis")."""
LEAST_SOUNDS = 4
"""Names of fewer sounds ("oni", "obi") are near to too many words to say anything."""
_LENGTHS = (7, 10, 40)
"""Names are compared in groups of about the same length, which halves the work that padding would cost."""
_MOST_WORDS = 6
"""Longest stretch of a text that is taken for one name."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name and the words of a text that sound like it."""

    name: str
    first: int
    """Index of the first word."""
    last: int
    unlike: float
    """0 where the sounds are the same, 1 where nothing is alike."""


class SoundIndex:
    """Names by their sounds.

    Args:
        names: As they are to be written, and ways to say them that their spelling does not tell; a mere list of names
            has none. What has fewer than LEAST_SOUNDS sounds is left out.
    """

    def __init__(self, names: Mapping[str, Sequence[str]] | Iterable[str]) -> None:
        ways = names if isinstance(names, Mapping) else dict.fromkeys(names, ())
        self._written = {letters: name for name in ways if len(letters := _letters(name)) >= LEAST_LETTERS}
        spoken = {(name, spell(way)): None for name, others in ways.items() for way in (name, *others)}
        kept = [(name, way) for name, way in spoken if len(way) >= LEAST_SOUNDS]
        self._groups: list[_Group] = []
        shorter = 0
        for longest in _LENGTHS:
            group = [(name, way) for name, way in kept if shorter < len(way) <= longest]
            if group:
                self._groups.append(_Group(group))
            shorter = longest

    def respelled(self, text: str) -> str:
        """`text` with the names in it cut into words as they are written: "Spiderman" → "Spider-Man"."""
        matches = list(WORD.finditer(text))
        upto = len(matches)
        for first in range(len(matches) - 1, -1, -1):
            for last in range(min(first + _MOST_WORDS, upto) - 1, first - 1, -1):
                start, end = matches[first].start(), matches[last].end()
                name = self._written.get(_letters(text[start:end]))
                if name is not None and len(_WORDS.findall(name)) != len(_WORDS.findall(text[start:end])):
                    text, upto = text[:start] + name + text[end:], first
                    break
        return text

    def find(self, words: Sequence[str], limit: float, most: int) -> list[Likeness]:
        """The likest stretch of `words` for each name that has one, the likest names first.

        Args:
            words: A text.
            limit: Largest `unlike`, 0 … 1.
            most: How many names at most.
        """
        spoken = [sounds(word) for word in words]
        found = [near for group in self._groups for near in group.find(spoken, limit, most)]
        likest: dict[str, _Near] = {}
        for near in sorted(found, key=lambda near: near.unlike):
            likest.setdefault(near.name, near)
        return [_where(near, spoken) for near in itertools.islice(likest.values(), most)]


def spell(name: str) -> str:
    """The sounds of all words of a name, run together."""
    return "".join(sounds(word) for word in WORD.findall(name))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


@dataclass(frozen=True, slots=True)
class _Near:
    """A name that sounds like a stretch of which only the end is known."""

    name: str
    way: str
    """The sounds that it was found by."""
    last: int
    unlike: float


class _Group:
    """Names of about the same length."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._names = names
        self._ends = np.array([len(spoken) for _, spoken in names])
        longest = int(self._ends.max())
        codes = np.zeros((longest, len(names)), np.intp)
        for at, (_, spoken) in enumerate(names):
            codes[: len(spoken), at] = [CODE[sound] for sound in spoken]
        self._lost: Costs = np.zeros((longest + 1, len(names)), np.int16)
        """[sounds, name] cost of losing so many sounds of the name's beginning."""
        np.cumsum(LOST[codes], axis=0, out=self._lost[1:])
        self._each = np.arange(len(names))
        self._weights = self._lost[self._ends, self._each].astype(np.float32)
        self._instead = [INSTEAD[code][codes] for code in range(len(SOUNDS))]

    def find(self, spoken: Sequence[str], limit: float, most: int) -> list[_Near]:
        """See `SoundIndex.find`."""
        best = np.full(len(self._names), np.inf, np.float32)
        at = np.zeros(len(self._names), np.intp)
        costs = self._lost.copy()
        for index, word in enumerate(spoken):
            costs = np.minimum(costs, self._lost)  # a stretch may begin with any word
            for sound in word:
                costs = self._heard(costs, CODE[sound])
            unlike = costs[self._ends, self._each] / self._weights
            nearer = unlike < best
            best = np.where(nearer, unlike, best)
            at[nearer] = index
        near = np.flatnonzero(best <= limit)
        near = near[np.argsort(best[near], kind="stable")][:most]
        return [_Near(*self._names[int(name)], int(at[name]), float(best[name])) for name in near]

    def _heard(self, costs: Costs, code: int) -> Costs:
        """One more sound of the text: instead of a name's sound, or too many, and then name's sounds too few."""
        lost: Costs = costs + LOST[code]
        np.minimum(lost[1:], costs[:-1] + self._instead[code], out=lost[1:])
        lost -= self._lost
        for shorter, row in pairwise(lost):  # three times as fast as np.minimum.accumulate
            np.minimum(row, shorter, out=row)
        lost += self._lost
        return lost


def _where(near: _Near, spoken: Sequence[str]) -> Likeness:
    """Which stretch that ends where it was found is meant: the shortest of the likest."""
    firsts = range(near.last, max(-1, near.last - _MOST_WORDS), -1)
    # From the end back, so that one pass tells the costs of all of them.
    ends = list(itertools.accumulate(len(spoken[first]) for first in firsts))
    backwards = "".join(spoken[first][::-1] for first in firsts)
    costs = distances(backwards, near.way[::-1])
    first = min(zip(firsts, ends, strict=True), key=lambda pair: (costs[pair[1]], -pair[0]))[0]
    return Likeness(near.name, first, near.last, near.unlike)


def unlike(one: str, other: str) -> float:
    """How unlike two stretches sound, 0 … 1 and above, measured by the sounds of `other`."""
    return distance(one, other) / max(1, weight(other))
