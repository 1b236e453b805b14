"""What words mean that name no thing and no place: light, numbers, relations, verbs, styles, from sketchpainter/data.

Runs in the painter's process. A word may mean several things; which one is meant is the reader's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sketchpainter.language.en.word_forms import alternatives, forms, singular, tokens_of, words_of
from sketchpainter.tables import read_lines, read_table

_SECTIONS = {
    "filler": "filler",
    "number": "numbers",
    "size": "sizes",
    "material": "materials",
    "relation": "relations",
    "time": "times",
    "time_there": "times_before_places",
    "weather": "weathers",
    "season": "seasons",
    "mood": "moods",
    "portrait": "portrait",
    "dressed": "dressed",
    "clothes": "clothes",
    "body": "body",
    "without": "without",
    "gear": "gear",
    "shade": "shades",
    "no_colour": "no_colours",
    "correction": "correction",
}
"""Kinds of meaning and the sections of scenes.toml that they stand in."""
OF_VERBS = frozenset({"how", "action", "gear", "meeting"})
"""Kinds of meaning that verbs have."""
_SAYINGS = (2, 3, 4)
"""Words that sayings have."""
_VERBS = {"how": "hows", "action": "actions", "meeting": "meetings"}


@dataclass(frozen=True, slots=True)
class Match:
    """What a run of words means, by kind."""

    kinds: dict[str, Any] = field(default_factory=dict)
    length: int = 0
    """How many words it took; 0 where they mean nothing."""
    is_bare: bool = False
    """Whether it is a verb without an ending of its own, which may as well be a noun: "fly", "waves"."""


class Lexicon:
    """The tables, ready to look words up in.

    Raises:
        TableError: A table cannot be read.
    """

    def __init__(self) -> None:
        table, styles = read_table("scenes"), read_table("styles")
        self.colours: dict[str, str] = table["colours"]
        self.default_style: str = styles["default"]
        self.style_of: dict[str, str] = {name: row["style"] for name, row in styles["manners"].items()}
        """The style that each manner paints with where none was said."""
        self._sayings = {(first, *words_of(rest)) for first, rests in table["sayings"].items() for rest in rests} | set(
            _listed_sayings()
        )
        self._phrases: dict[tuple[str, ...], dict[str, Any]] = {}
        self._bare: set[tuple[str, ...]] = set()
        for kind, meaning, phrase in self._rows(table, styles):
            self._phrases.setdefault(tuple(tokens_of(phrase)), {}).setdefault(kind, meaning)
        self._longest = max(map(len, self._phrases))

    def match(self, words: list[str], at: int) -> Match:
        """What the longest run of `words` from `at` means."""
        for length in range(min(self._longest, len(words) - at), 0, -1):
            key = tuple(words[at : at + length])
            found = self._phrases.get(key)
            if found:
                return Match(found, length, key in self._bare)
        return Match()

    def is_saying(self, words: list[str], at: int) -> bool:
        """Whether the word at `at` does not mean what it says, for what follows: "red" carpet, "night" owl."""
        keys = (tuple(words[at : at + length]) for length in _SAYINGS)
        return any(key in self._sayings or (*key[:-1], singular(key[-1])) in self._sayings for key in keys)

    def _rows(self, table: dict[str, Any], styles: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
        """Kind, meaning and words of all that the tables say."""
        for kind, section in _SECTIONS.items():
            for meaning, phrases in table[section].items():
                yield from ((kind, meaning, phrase) for pattern in phrases for phrase in alternatives(pattern))
        for kind, section in _VERBS.items():
            for meaning, phrases in table[section].items():
                for phrase in phrases:
                    base, third, *rest = forms(phrase)
                    self._bare |= {tuple(words_of(base)), tuple(words_of(third))}
                    yield from ((kind, meaning, form) for form in (base, third, *rest))
        for name, row in styles["styles"].items():
            yield from (("style", name, phrase) for phrase in row["words"])
        for name, row in styles["manners"].items():
            yield from (("manner", name, phrase) for phrase in row["words"])
        yield from (("colour", colour, colour) for colour in self.colours)
        for colour, phrases in table["colour_words"].items():
            yield from (("colour", colour, phrase) for pattern in phrases for phrase in alternatives(pattern))


def _listed_sayings() -> Iterator[tuple[str, ...]]:
    """The compounds of sayings.txt."""
    for line in read_lines("sayings"):
        first, _, rests = line.partition(": ")
        yield from ((first, *rest.split(" ")) for rest in rests.split(", "))
