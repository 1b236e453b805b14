"""Finds the words that name a place, "on the moon", "in Kenya", "downtown", and says how certain they are.

It knows the places of scenes.toml and places.txt; the reader decides by the words around a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sketchpainter.language.en.word_forms import alternatives, tokens_of
from sketchpainter.tables import read_lines, read_table

_WITHIN = frozenset({"in", "at", "inside", "inside of", "within", "into", "through", "in the middle of", "from inside"})
"""After these prepositions a building is the place; beside a supermarket, that is a thing."""
_BEFORE_NAMES = frozenset(
    {"in", "to", "near", "at", "around", "outside", "over", "through", "across", "from", "of", "above", "into", "old"}
    | {"visiting", "downtown", "by", "on", "along", "below", "ancient", "rural", "down", "up", "toward", "towards"}
)
"""After these words a name is that of a city or country; it may otherwise be a bird (Turkey) or a person (Lincoln)."""
_SURE_LENGTH = 2
"""A name of at least _SURE_LENGTH words means nothing but the place."""


class Certainty(IntEnum):
    """Says how certain a place is."""

    ORIGIN = -1
    """The words name an origin, not the place: "coffee from Kenya"."""
    LIKELY = 0
    """The words only suggest the place: a mountain goat may be in the mountains."""
    WEAK = 1
    """The words name it, but a finer place that is said later replaces it: "outdoors", "under the sky"."""
    SAID = 2
    """The words name it."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Describes a place that words name."""

    place: str
    """One of scene.PLACES."""
    certainty: Certainty
    setting: str
    """The words, and the kind of place where the words do not tell it: "loch ness, lake"."""
    length: int = 0
    """Number of words."""
    behind: str | None = None
    """Name of the thing that is the landmark of the place."""
    shows: str | None = None
    """Name of a thing that is seen of the place from outside: the houses of a village."""
    is_listed: bool = False
    """Whether it comes from places.txt, so that a thing may have the same name."""


class PlacePhrases:
    """Looks up places by their words; the longest run of words is taken.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """

    def __init__(self) -> None:
        table = read_table("scenes")
        self._anywhere: dict[tuple[str, ...], NamedPlace] = {}
        self._after: dict[tuple[str, ...], list[tuple[frozenset[str], NamedPlace]]] = {}
        self._named: dict[tuple[str, ...], NamedPlace] = {}
        self._shown = {word: thing for thing, words in table["places_show"].items() for word in words}
        for phrase, row in table["landmarks"].items():
            self._anywhere[tuple(tokens_of(phrase))] = NamedPlace(
                row["place"], Certainty.SAID, phrase, behind=row["behind"]
            )
        for certainty, section in (
            (Certainty.SAID, "places"),
            (Certainty.WEAK, "places_weak"),
            (Certainty.LIKELY, "places_hinted"),
        ):
            for place, key in _keys(table[section]):
                self._anywhere.setdefault(key, NamedPlace(place, certainty, " ".join(key)))
        for place, row in table["places_after"].items():
            for _, key in _keys({place: row["words"]}):
                spot = NamedPlace(place, Certainty.SAID, " ".join(key))
                self._after.setdefault(key, []).append((frozenset(row["after"]), spot))
        self._read_list()
        self._longest = max(map(len, (*self._anywhere, *self._after, *self._named)))

    def find(self, words: list[str], at: int, preposition: str) -> NamedPlace | None:
        """Returns the place that the words at `at` name, or None.

        Args:
            words: All words.
            at: Index of the first word.
            preposition: The words of the relation before it: "in the middle of".
        """
        for length in range(min(self._longest, len(words) - at), 0, -1):
            spot = self._spot(tuple(words[at : at + length]), words, at, preposition)
            if spot:
                certainty = spot.certainty
                if at and (words[at - 1] == "from" or (words[at - 1] == "of" and spot.is_listed)):
                    certainty = Certainty.ORIGIN
                said = " ".join(words[at : at + length])
                setting = said if spot.setting in said else f"{said}, {spot.setting}"
                shows = self._shown.get(words[at + length - 1]) if certainty is Certainty.SAID else None
                return NamedPlace(spot.place, certainty, setting, length, spot.behind, shows, spot.is_listed)
        return None

    def find_name(self, words: list[str], at: int) -> NamedPlace | None:
        """Returns the city, country, lake … that the words at `at` name, whatever word precedes them."""
        for length in range(min(self._longest, len(words) - at), 0, -1):
            spot = self._named.get(tuple(words[at : at + length]))
            if spot:
                setting = f"{' '.join(words[at : at + length])}, {spot.setting}"
                return NamedPlace(spot.place, spot.certainty, setting, length, is_listed=True)
        return None

    def _spot(self, key: tuple[str, ...], words: list[str], at: int, preposition: str) -> NamedPlace | None:
        for candidate in (key, (*key[:-1], key[-1][:-1])) if key[-1].endswith("s") else (key,):
            spot = self._anywhere.get(candidate)
            if spot:
                return spot
            for prepositions, place in self._after.get(candidate, ()):
                if preposition in prepositions:
                    return place
        named = self._named.get(key)
        if named is None or not (len(key) >= _SURE_LENGTH or self._is_named_before(words, at, named)):
            return None
        return named

    def _is_named_before(self, words: list[str], at: int, named: NamedPlace) -> bool:
        """Says whether the word before makes a name of a place likely: "in Bath", "by the Danube"."""
        before = words[max(0, at - 2) : at]
        if before[-1:] == ["the"] and named.place != "city":
            before.pop()
        return bool(before) and before[-1] in _BEFORE_NAMES

    def _read_list(self) -> None:
        for line in read_lines("places"):
            head, _, names = line.partition(": ")
            how, _, where = head.partition(" ")
            place, _, setting = where.partition("/")
            spot = NamedPlace(place, Certainty.SAID, setting or place, is_listed=True)
            for name in names.split(", "):
                key = tuple(tokens_of(name))
                if how == "named":
                    self._named[key] = spot
                elif how == "open":
                    self._anywhere.setdefault(key, spot)
                else:
                    self._after.setdefault(key, []).append((_WITHIN, spot))


def _keys(section: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for place, patterns in section.items():
        for pattern in patterns:
            for phrase in alternatives(pattern):
                yield place, tuple(tokens_of(phrase))
