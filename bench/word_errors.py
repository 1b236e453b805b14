"""Counts the wrong words of a text and gives the 95 % interval, for `bench/words.py`. Its functions are pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

_DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Errors:
    """Counts the wrong words of one text: replaced, left out and put in."""

    wrong: int
    words: int
    """Words of the text that was said."""


def plain(text: str) -> list[str]:
    """Returns the words of a text without capitals, marks and signs: spelling counts, punctuation does not."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"\w+", re.sub(r"['’]", "", kept))


def count_errors(said: str, heard: str) -> Errors:
    """Returns the least number of words to replace, leave out or put in (Levenshtein)."""
    wanted, found = plain(said), plain(heard)
    row = list(range(len(found) + 1))
    for number, word in enumerate(wanted, start=1):
        above, row = row, [number]
        for at, other in enumerate(found):
            row.append(min(above[at] + (word != other), above[at + 1] + 1, row[at] + 1))
    return Errors(row[-1], len(wanted))


def holds(text: str, name: str) -> bool:
    """Returns whether a name is in a text, in one piece and rightly spelled."""
    return f" {' '.join(plain(name))} " in f" {' '.join(plain(text))} "


def rate(errors: Iterable[Errors]) -> float:
    """Returns wrong words over words that were said."""
    found = list(errors)
    return sum(one.wrong for one in found) / max(1, sum(one.words for one in found))


def interval(errors: Iterable[Errors]) -> tuple[float, float]:
    """Returns the 95 % interval of `rate` over utterances, by bootstrap: words of one utterance go wrong together."""
    found = np.array([(one.wrong, one.words) for one in errors])
    if not len(found):
        return 0.0, 1.0
    draws = found[np.random.default_rng(1).integers(len(found), size=(_DRAWS, len(found)))].sum(axis=1)
    low, high = np.quantile(draws[:, 0] / np.maximum(1, draws[:, 1]), (0.025, 0.975))
    return float(low), float(high)
