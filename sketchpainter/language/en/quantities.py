"""Recognises numbers that count nothing: a three-headed dog, a five-star hotel, route 66, three in the morning."""

from __future__ import annotations

from typing import Any

_HALF_DAY = 12
_SINCE = frozenset({"since", "until", "tall", "high", "long", "wide", "deep", "old", "ago", "away", "apart", "later"})
"""Words after a length, an age or a distance: "ten metres tall"."""
_BEFORE_YEARS = frozenset({"in", "of", "year", "since", "from", "circa", "around", "the", "early", "late", "summer"})
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_PER_DAY = 24
_FIRST_OF_NIGHT = 6
_HALVES = {
    ("am",): False,
    ("pm",): True,
    ("in", "the", "morning"): False,
    ("in", "the", "afternoon"): True,
    ("in", "the", "evening"): True,
    ("at", "night"): True,
}
"""Words after an hour, and whether they mean the second half of the day."""
_TIMES = ((5, "night"), (9, "dawn"), (17, "day"), (21, "sunset"), (_PER_DAY, "night"))
"""The hour at which each time of the day (scene.TIMES) ends."""


class Quantities:
    """Recognises numbers that count nothing.

    Args:
        table: The contents of sketchpainter/data/scenes.toml, of which [measures] and [body] are read.
    """

    def __init__(self, table: dict[str, Any]) -> None:
        measures = table["measures"]
        self._singular = frozenset(measures["singular"])
        self._plural = frozenset(measures["plural"])
        self._names = frozenset(measures["names"])
        self._parts = frozenset(table["body"]["parts"]) | self._singular

    def has_part(self, word: str) -> bool:
        """Says whether a word names a feature of somebody: "headed", "legged", "blue-eyed"."""
        if not word.endswith("ed"):
            return False
        stem = word[:-2]
        return (
            stem in self._parts or word[:-1] in self._parts or (stem[-2:-1] == stem[-1:] and stem[:-1] in self._parts)
        )

    def time_of_day(self, words: list[str], at: int, hour: int) -> tuple[str, int] | None:
        """Reads an hour of the clock: "3 am", "nine o'clock in the evening".

        Args:
            words: All words.
            at: Index of the number, which is one word.
            hour: The number.

        Returns:
            One of scene.TIMES and the number of words; None where it is no hour.
        """
        end = at + 1
        if words[end : end + 1] and words[end].isdigit() and len(words[end]) == len("00"):
            end += 1
        end += 2 if words[end : end + 2] == ["o", "clock"] else 0
        said = next((half for half in _HALVES if tuple(words[end : end + len(half)]) == half), None)
        if said is None or not 0 < hour <= _PER_DAY:
            return None
        is_late = _HALVES[said]
        if said[0] == "at":
            is_late = _FIRST_OF_NIGHT <= hour < _HALF_DAY
        hour = hour % _HALF_DAY + (_HALF_DAY if is_late else 0)
        return next(light for until, light in _TIMES if hour < until), end + len(said) - at

    def skipped(self, words: list[str], at: int, length: int) -> int:
        """Returns how many words to pass over where a number of `length` words counts nothing; 0 where it counts."""
        if at and words[at].isdigit() and self._is_name(words[at], words[at - 1]):
            return length
        after, following = words[at + length : at + length + 1], words[at + length + 1 : at + length + 2]
        if not after or (length == 1 and words[at] in ("a", "an")):
            return 0
        if after[0] == "o" or (after[0] in self._plural and following and following[0] in _SINCE):
            return length + 2
        if self.has_part(after[0]):
            return length + 1
        if words[at] == "one" or after[0] not in self._singular or following in ([], [","]):
            return 0
        return length + (2 if following[0] in _SINCE else 1)

    def _is_name(self, number: str, before: str) -> bool:
        """Says whether a number in figures is a year or part of a name: "in 1920", "route 66"."""
        is_year = _FIRST_YEAR <= int(number[:5]) < _LAST_YEAR and before in _BEFORE_YEARS
        return is_year or before in self._names
