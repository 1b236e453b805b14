"""Looks up words that name no thing and no place: light, numbers, relations, verbs, styles.

The meanings come from scenes.toml, styles.toml and sayings.txt. A word may have several; the reader chooses.
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
"""Kinds of meaning and the sections of scenes.toml that hold them."""
OF_VERBS = frozenset({"how", "action", "gear", "meeting"})
"""Kinds of meaning that verbs have."""
_SAYINGS = (2, 3, 4)
"""Possible lengths of a saying, words."""
_VERBS = {"how": "hows", "action": "actions", "meeting": "meetings"}


@dataclass(frozen=True, slots=True)
class Match:
    """Holds the meanings of a run of words by kind."""

    kinds: dict[str, Any] = field(default_factory=dict)
    length: int = 0
    """Number of words; 0 where they mean nothing."""
    is_bare: bool = False
    """Whether it is a verb without an ending of its own, which may be a noun as well: "fly", "waves"."""


class Lexicon:
    """Looks up meanings; the longest run of words is taken.

    Raises:
        TableError: A table cannot be read.
    """

    def __init__(self) -> None:
        table, styles = read_table("scenes"), read_table("styles")
        self.colours: dict[str, str] = table["colours"]
        self.default_style: str = styles["default"]
        self.style_of: dict[str, str] = {name: row["style"] for name, row in styles["manners"].items()}
        """The style of each manner, for prompts that name no style."""
        self._sayings = {(first, *words_of(rest)) for first, rests in table["sayings"].items() for rest in rests} | set(
            _listed_sayings()
        )
        self._phrases: dict[tuple[str, ...], dict[str, Any]] = {}
        self._bare: set[tuple[str, ...]] = set()
        for kind, meaning, phrase in self._rows(table, styles):
            self._phrases.setdefault(tuple(tokens_of(phrase)), {}).setdefault(kind, meaning)
        self._longest = max(map(len, self._phrases))

    def match(self, words: list[str], at: int) -> Match:
        """Returns the meanings of the longest known run of `words` from `at`."""
        for length in range(min(self._longest, len(words) - at), 0, -1):
            key = tuple(words[at : at + length])
            found = self._phrases.get(key)
            if found:
                return Match(found, length, key in self._bare)
        return Match()

    def is_saying(self, words: list[str], at: int) -> bool:
        """Says whether the word at `at` and those after it are a compound of another meaning: "red" carpet."""
        keys = (tuple(words[at : at + length]) for length in _SAYINGS)
        return any(key in self._sayings or (*key[:-1], singular(key[-1])) in self._sayings for key in keys)

    def _rows(self, table: dict[str, Any], styles: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
        """Yields kind, meaning and words of every row of the tables."""
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
    """Yields the compounds of sayings.txt."""
    for line in read_lines("sayings"):
        first, _, rests = line.partition(": ")
        yield from ((first, *rest.split(" ")) for rest in rests.split(", "))
