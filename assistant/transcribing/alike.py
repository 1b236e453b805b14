"""Finds the names that sound like a stretch of a text, wherever it begins and ends. Pure; runs in the transcriber.

For thousands of names at once: the edit distance of every name to the best stretch of the text that ends at each word
(P. Sellers, 1980), one column of sounds at a time with numpy. It proposes; whether a name was said, the recogniser
decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.transcribing.sounds import CODE, INSTEAD, LOST, SOUNDS, Costs, distance, sounds, weight

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
"""A word of a text, its inner apostrophes and hyphens included."""

LEAST_SOUNDS = 4
"""Names of fewer sounds ("oni", "obi") are near to too many words to say anything."""
_LENGTHS = (7, 10, 14, 40)
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
        names: As they are to be written. Those of fewer than LEAST_SOUNDS sounds are left out.
    """

    def __init__(self, names: Iterable[str]) -> None:
        kept = [(name, spoken) for name in names if len(spoken := spell(name)) >= LEAST_SOUNDS]
        self._groups: list[_Group] = []
        shorter = 0
        for longest in _LENGTHS:
            group = [(name, spoken) for name, spoken in kept if shorter < len(spoken) <= longest]
            if group:
                self._groups.append(_Group(group))
            shorter = longest

    def find(self, words: Sequence[str], limit: float, most: int) -> list[Likeness]:
        """The likest stretch of `words` for each name that has one, the likest names first.

        Args:
            words: A text.
            limit: Largest `unlike`, 0 … 1.
            most: How many names at most.
        """
        spoken = [sounds(word) for word in words]
        found = [likeness for group in self._groups for likeness in group.find(spoken, limit, most)]
        return sorted(found, key=lambda likeness: likeness.unlike)[:most]


def spell(name: str) -> str:
    """The sounds of all words of a name, run together."""
    return "".join(sounds(word) for word in WORD.findall(name))


class _Group:
    """Names of about the same length."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._names = names
        self._ends = np.array([len(spoken) for _, spoken in names])
        longest = int(self._ends.max())
        codes = np.zeros((len(names), longest), np.intp)
        for row, (_, spoken) in enumerate(names):
            codes[row, : len(spoken)] = [CODE[sound] for sound in spoken]
        self._lost: Costs = np.zeros((len(names), longest + 1), np.int16)
        """[name, sounds] cost of losing so many sounds of the name's beginning."""
        np.cumsum(LOST[codes], axis=1, out=self._lost[:, 1:])
        self._rows = np.arange(len(names))
        self._weights = self._lost[self._rows, self._ends].astype(np.float32)
        self._instead = [INSTEAD[code][codes] for code in range(len(SOUNDS))]

    def find(self, spoken: Sequence[str], limit: float, most: int) -> list[Likeness]:
        """See `SoundIndex.find`."""
        best = np.full(len(self._names), np.inf, np.float32)
        at = np.zeros(len(self._names), np.intp)
        costs = self._lost.copy()
        for index, word in enumerate(spoken):
            costs = np.minimum(costs, self._lost)  # a stretch may begin with any word
            for sound in word:
                costs = self._heard(costs, CODE[sound])
            unlike = costs[self._rows, self._ends] / self._weights
            nearer = unlike < best
            best = np.where(nearer, unlike, best)
            at[nearer] = index
        near = np.flatnonzero(best <= limit)
        near = near[np.argsort(best[near], kind="stable")][:most]
        return [self._where(int(row), spoken, int(at[row]), float(best[row])) for row in near]

    def _heard(self, costs: Costs, code: int) -> Costs:
        """One more sound of the text: instead of a name's sound, or too many, and then name's sounds too few."""
        lost: Costs = costs + LOST[code]
        np.minimum(lost[:, 1:], costs[:, :-1] + self._instead[code], out=lost[:, 1:])
        lost -= self._lost
        np.minimum.accumulate(lost, axis=1, out=lost)
        lost += self._lost
        return lost

    def _where(self, row: int, spoken: Sequence[str], last: int, unlike: float) -> Likeness:
        """Which stretch that ends with the word `last` is the one that was found: the shortest of the likest."""
        name, wanted = self._names[row]
        firsts = range(last, max(-1, last - _MOST_WORDS), -1)
        costs = {first: distance("".join(spoken[first : last + 1]), wanted) for first in firsts}
        return Likeness(name, min(costs, key=lambda first: (costs[first], -first)), last, unlike)


def unlike(one: str, other: str) -> float:
    """How unlike two stretches sound, 0 … 1 and above, measured by the sounds of `other`."""
    return distance(one, other) / max(1, weight(other))
