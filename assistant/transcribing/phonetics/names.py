"""Reads the names that people ask pictures of, and finds them by their sound in a text.

The names come from config/names (artists, characters, brands, materials …) and from the user's settings. The wake word
is never among them: a recogniser that expects it hears it in "service" and "Travis", too.

The search works for thousands of names at once. It computes the edit distance of every name to the best stretch of the
text that ends at each word (P. Sellers, "The theory and computation of evolutionary distances: pattern recognition",
1980), one column of sounds at a time with numpy. It only proposes: the recogniser decides whether a name was said.
"""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.paths import data_file
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.phonetics.spelling_sounds import (
    OMISSION_COSTS,
    SOUND_CODES,
    SOUNDS,
    SUBSTITUTION_COSTS,
    WORD,
    Costs,
    prefix_edit_costs,
    sounds,
    spell_sounds,
)

log = logging.getLogger(__name__)

_SPOKEN_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""Matches a word as it is heard: hyphens divide words."""
MIN_LETTERS = 6
"""Names with fewer letters are not respelled: they may be several common words run together ("isis")."""
MIN_SOUNDS = 4
"""Names with fewer sounds ("oni", "obi") are left out of the search: too many words are close to them."""
_GROUP_LENGTHS = (7, 10, 40)
"""Upper bounds, in sounds, of the groups in which names are compared. Groups of about the same length halve the work
that padding would cost."""
_MAX_NAME_WORDS = 6
"""Maximum number of words of a text that are taken for one name."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Names the words of a text that sound like a name."""

    name: str
    first: int
    """Index of the first word."""
    last: int
    """Index of the last word."""
    distance: float
    """0 where the sounds are equal, 1 where nothing is alike."""


class PhoneticIndex:
    """Holds names by their sounds.

    Args:
        names: Each name as it is written, mapped to further ways to say it that its spelling does not show; or only the
            names. A name with fewer than MIN_SOUNDS sounds is left out of `find`.
    """

    def __init__(self, names: Mapping[str, Sequence[str]] | Iterable[str]) -> None:
        ways = names if isinstance(names, Mapping) else dict.fromkeys(names, ())
        self._written = {letters: name for name in ways if len(letters := _letters(name)) >= MIN_LETTERS}
        spoken = {(name, spell_sounds(way)): None for name, others in ways.items() for way in (name, *others)}
        kept = [(name, way) for name, way in spoken if len(way) >= MIN_SOUNDS]
        self._groups: list[_NameGroup] = []
        shorter = 0
        for longest in _GROUP_LENGTHS:
            group = [(name, way) for name, way in kept if shorter < len(way) <= longest]
            if group:
                self._groups.append(_NameGroup(group))
            shorter = longest

    def respell(self, text: str) -> str:
        """Returns `text` with each name in it divided into words as the name is written: "Spiderman" → "Spider-Man"."""
        matches = list(WORD.finditer(text))
        upto = len(matches)
        for first in range(len(matches) - 1, -1, -1):
            for last in range(min(first + _MAX_NAME_WORDS, upto) - 1, first - 1, -1):
                start, end = matches[first].start(), matches[last].end()
                name = self._written.get(_letters(text[start:end]))
                if name is not None and len(_SPOKEN_WORD.findall(name)) != len(_SPOKEN_WORD.findall(text[start:end])):
                    text, upto = text[:start] + name + text[end:], first
                    break
        return text

    def find(self, words: Sequence[str], limit: float, most: int) -> list[NameMatch]:
        """Returns the closest stretch of `words` for each name that has one, the closest names first.

        Args:
            words: The words of a text.
            limit: Maximum distance of a match, 0 … 1.
            most: Maximum number of names.
        """
        spoken = [sounds(word) for word in words]
        found = [near for group in self._groups for near in group.find(spoken, limit, most)]
        closest: dict[str, _EndMatch] = {}
        for near in sorted(found, key=lambda near: near.distance):
            closest.setdefault(near.name, near)
        return [_located(near, spoken) for near in itertools.islice(closest.values(), most)]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


@dataclass(frozen=True, slots=True)
class _EndMatch:
    """Holds a name that sounds like a stretch of which only the last word is known."""

    name: str
    way: str
    """The sounds by which the name was found."""
    last: int
    distance: float


class _NameGroup:
    """Holds names of about the same length."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._names = names
        self._ends = np.array([len(spoken) for _, spoken in names])
        longest = int(self._ends.max())
        codes = np.zeros((longest, len(names)), np.intp)
        for at, (_, spoken) in enumerate(names):
            codes[: len(spoken), at] = [SOUND_CODES[sound] for sound in spoken]
        self._lost: Costs = np.zeros((longest + 1, len(names)), np.int16)
        """[sounds, name] cost of omitting that many sounds at the beginning of the name."""
        np.cumsum(OMISSION_COSTS[codes], axis=0, out=self._lost[1:])
        self._each = np.arange(len(names))
        self._weights = self._lost[self._ends, self._each].astype(np.float32)
        self._instead = [SUBSTITUTION_COSTS[code][codes] for code in range(len(SOUNDS))]

    def find(self, spoken: Sequence[str], limit: float, most: int) -> list[_EndMatch]:
        """Returns the best end of each name; see `PhoneticIndex.find`."""
        best = np.full(len(self._names), np.inf, np.float32)
        at = np.zeros(len(self._names), np.intp)
        costs = self._lost.copy()
        for index, word in enumerate(spoken):
            costs = np.minimum(costs, self._lost)  # a stretch may begin with any word
            for sound in word:
                costs = self._next_costs(costs, SOUND_CODES[sound])
            distances = costs[self._ends, self._each] / self._weights
            nearer = distances < best
            best = np.where(nearer, distances, best)
            at[nearer] = index
        near = np.flatnonzero(best <= limit)
        near = near[np.argsort(best[near], kind="stable")][:most]
        return [_EndMatch(*self._names[int(name)], int(at[name]), float(best[name])) for name in near]

    def _next_costs(self, costs: Costs, code: int) -> Costs:
        """Returns the costs after one more sound of the text.

        The sound replaces a sound of the name, or is one too many; afterwards sounds of the name may be omitted.
        """
        lost: Costs = costs + OMISSION_COSTS[code]
        np.minimum(lost[1:], costs[:-1] + self._instead[code], out=lost[1:])
        lost -= self._lost
        for shorter, row in pairwise(lost):  # three times as fast as np.minimum.accumulate
            np.minimum(row, shorter, out=row)
        lost += self._lost
        return lost


def _located(near: _EndMatch, spoken: Sequence[str]) -> NameMatch:
    """Finds where a match begins: the shortest of the closest stretches that end at its last word."""
    firsts = range(near.last, max(-1, near.last - _MAX_NAME_WORDS), -1)
    # The comparison goes from the end back, so that one pass gives the costs of all starts.
    ends = list(itertools.accumulate(len(spoken[first]) for first in firsts))
    backwards = "".join(spoken[first][::-1] for first in firsts)
    costs = prefix_edit_costs(backwards, near.way[::-1])
    first = min(zip(firsts, ends, strict=True), key=lambda pair: (costs[pair[1]], -pair[0]))[0]
    return NameMatch(near.name, first, near.last, near.distance)


def read_names(folder: Path) -> dict[str, tuple[str, ...]]:
    """Returns every name of the text files in `folder` once, with the ways to say it that its spelling does not show.

    A line holds one name; after "=" follow ways to say it, as an English reader would spell them: "Gaudí = gowdee,
    goudy". A '#' begins a comment. A file that cannot be read is logged and left out: a recogniser without names still
    hears.
    """
    lines: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        try:
            lines += path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("the names in %s cannot be read: %s", path, error)
    return _unique_names(line.split("#", 1)[0] for line in lines)


def expected_names(settings: TranscriberSettings) -> PhoneticIndex | None:
    """Returns the names to expect under these settings; None where there are none.

    The user's own names stay when the names of config/names are switched off.
    """
    own = _unique_names(settings.own_names)
    shipped = read_names(data_file("config/names")) if settings.names else {}
    known = {name.lower() for name in own}
    both = own | {name: said for name, said in shipped.items() if name.lower() not in known}
    return PhoneticIndex(both) if both else None


def _unique_names(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    kept: dict[str, tuple[str, ...]] = {}
    known: set[str] = set()
    for line in lines:
        written, _, said = line.partition("=")
        name = " ".join(written.split())
        if name and name.lower() not in known:
            known.add(name.lower())
            kept[name] = tuple(" ".join(way.split()) for way in said.split(",") if way.strip())
    return kept
