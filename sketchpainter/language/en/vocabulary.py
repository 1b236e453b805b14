"""Finds the drawable things by their English words: emoji names, words.toml, and the nouns of kinds.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sketchpainter.language.en.word_forms import singular, words_of
from sketchpainter.scene.things import Thing, drawable_things, stand_ins
from sketchpainter.tables import read_lines, read_table

_HALVES = 2
_SHORTEST_HALF = 3
"""Fewest characters of each half of a compound that was written as two words."""


@dataclass(frozen=True, slots=True)
class Implied:
    """Describes how the name of a person or a brand is drawn."""

    thing: Thing
    name: str = ""
    """Key of the outfit: "thor"."""
    colour: str | None = None
    holding: tuple[Thing, ...] = ()
    wearing: tuple[Thing, ...] = ()
    beside: tuple[Thing, ...] = ()
    count: int = 1
    """Number of them: 2 for twins."""


@dataclass(frozen=True, slots=True)
class Costume:
    """Describes the things that dress an animal for a job."""

    name: str
    """The job: "astronaut"."""
    holding: tuple[Thing, ...] = ()
    wearing: tuple[Thing, ...] = ()
    helmet: bool = False
    """Whether it comes with a round glass helmet."""


@dataclass(frozen=True, slots=True)
class NamedThing:
    """Describes the thing that a run of words names."""

    meant: Thing | Implied
    length: int
    """Number of words."""
    plural: bool
    """Whether it was said in the plural."""
    is_guess: bool = False
    """Whether it is only a thing of the same kind, from kinds.txt."""

    @property
    def thing(self) -> Thing:
        """The thing that is drawn."""
        return self.meant.thing if isinstance(self.meant, Implied) else self.meant


class Vocabulary:
    """Looks up the things that can be drawn by their words; the longest run of words is taken.

    Args:
        drawable: Says whether the font has a picture for an emoji, or the painter a drawing of its own for a name.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """

    def __init__(self, drawable: Callable[[str], bool]) -> None:
        words = read_table("words")
        self._things = drawable_things(words["drawn"]["names"], drawable)
        self._phrases: dict[tuple[str, ...], Thing] = {}
        for thing in self._things.values():
            self._name(thing.name, thing)
            self._phrases.setdefault((thing.glyph.replace("\ufe0f", ""),), thing)
        for glyph, name in stand_ins(self._things):
            self._phrases.setdefault((glyph,), self._things[name])
        for name, others in words["words"].items():
            if name in self._things:
                for other in others:
                    self._name(other, self._things[name], override=True)
        self._drop_attributes()
        self._kinds = {
            key: self._things[name]
            for key, name in _read_kinds()
            if name in self._things and not (key[0] in self._attributes and key[1:])
        }
        self._quiet = frozenset(read_lines("quiet")[0].split())
        self.implied = {
            _key(word): found for word, row in words["implied"].items() if (found := self._implied(word, row))
        }
        self.costumes = {_key(word): self._costume(word, row) for word, row in words["costumes"].items()}
        self._longest = max(map(len, [*self._phrases, *self.implied, *self._kinds]), default=1)

    def __len__(self) -> int:
        return len(self._things)

    @property
    def names(self) -> Iterable[str]:
        """The names of all things."""
        return self._things.keys()

    def thing(self, name: str) -> Thing | None:
        """Returns the thing with this emoji name; None where there is no picture for it."""
        return self._things.get(name)

    def is_quiet(self, word: str) -> bool:
        """Says whether a word is a verb, an adjective or an adverb, which asks for no thing of its own."""
        if word.endswith(("ing", "ed", "ly")):
            return True
        return word in self._quiet or singular(word) in self._quiet

    def find(self, words: list[str], start: int) -> NamedThing | None:
        """Returns the thing that `words` name at index `start`, or None."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            key = tuple(words[start : start + length])
            one = (*key[:-1], singular(key[-1]))
            for candidate in (key, one):
                meant = self.implied.get(candidate) or self._phrases.get(candidate)
                if length == _HALVES and not meant:
                    meant = self._joined(candidate)
                if meant:
                    return NamedThing(meant, length, candidate != key)
            if length == 1 and key[0] in self._quiet:
                continue
            kind = self._kinds.get(one) or self._kinds.get(key)
            if kind:
                return NamedThing(kind, length, one != key, is_guess=True)
        return None

    def _joined(self, halves: tuple[str, ...]) -> Thing | None:
        """Returns the thing that two words name if they are joined: "sun flower"."""
        if min(map(len, halves)) < _SHORTEST_HALF or halves[0] in self._attributes:
            return None
        return self._phrases.get(("".join(halves),))

    def _drop_attributes(self) -> None:
        """Removes names that only add a colour or a size to a name of the same thing: "red apple"."""
        scenes = read_table("scenes")
        self._attributes = {*scenes["colours"], *(word for words in scenes["sizes"].values() for word in words)}
        for key in [key for key in self._phrases if key[0] in self._attributes]:
            if self._phrases.get(key[1:]) == self._phrases[key]:
                del self._phrases[key]

    def _name(self, phrase: str, thing: Thing, *, override: bool = False) -> None:
        key = _key(phrase)
        if override or key not in self._phrases:
            self._phrases[key] = thing

    def _implied(self, word: str, row: Mapping[str, Any]) -> Implied | None:
        thing = self._things.get(row["thing"])
        if thing is None:
            return None
        holding, wearing, beside = (self._all(row, part) for part in ("holding", "wearing", "beside"))
        return Implied(
            thing, row.get("name", word), row.get("colour"), holding, wearing, beside, int(row.get("count", 1))
        )

    def _costume(self, word: str, row: Mapping[str, Any]) -> Costume:
        return Costume(
            row.get("name", word), self._all(row, "holding"), self._all(row, "wearing"), bool(row.get("helmet", False))
        )

    def _all(self, row: Mapping[str, Any], what: str) -> tuple[Thing, ...]:
        return tuple(self._things[name] for name in row.get(what, ()) if name in self._things)


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(words_of(phrase))


def _read_kinds() -> Iterable[tuple[tuple[str, ...], str]]:
    for line in read_lines("kinds"):
        name, _, words = line.partition(": ")
        for word in words.split(", "):
            yield tuple(word.split(" ")), name
