"""How English spelling sounds, coarsely, and how unlike two sounds are. Pure; runs in the transcriber process.

A recogniser that does not know a name writes what it heard with words that it knows: "Butterchelly", "kept in
America". Spelled out as sounds, these are near to the name. One letter stands for one sound; vowels are told apart
only in five groups, since that is where accents and recognisers differ most. It is no dictionary and knows no word.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

import numpy as np
import numpy.typing as npt

SOUNDS = "aeioupbtdkgfvTszSCJmnlrwyh"
"""Every sound: T as in "thin", S as in "ship", C as in "chip", J as in "jam", y as in "yes"; the rest as written."""
VOWELS = frozenset("aeiou")

_LIKE = (
    *("pb", "td", "kg", "fv", "sz", "SC", "SJ", "CJ", "mn", "lr", "bv", "sS", "zJ", "kC", "tT", "dT", "fT", "sT"),
    *("yJ", "tC", "dJ", "wv", "gJ", "zS", "yi", "uw", "pf", "hk", "sC"),
)
"""Pairs that are made at nearly the same place, or that one spelling stands for in two languages ("j", "ch", "w")."""

SAME_KIND, ALIKE, OTHER_CONSONANT, OTHER_KIND = 2, 3, 7, 9
"""Cost of one sound for another: vowel for vowel, pair of `_LIKE`, consonant for consonant, vowel for consonant."""
LOST_VOWEL, LOST_GLIDE, LOST_CONSONANT = 3, 2, 5
"""Cost of a sound too many or too few; h, r, w and y come and go with the accent."""

_ALONE = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "e", "œ": "e", "đ": "d", "ı": "i"})
"""Letters that Unicode does not split into a letter and a mark."""

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^x", "z"),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^mn", "n"),
        (r"^wh", "w"),
        (r"tch", "C"),
        (r"sch|sh", "S"),
        (r"ch(?=r)|^ch(?=l)", "k"),
        (r"ch", "C"),
        (r"ph", "f"),
        (r"th", "T"),
        (r"gh(?=t|n|s$|$)", ""),
        (r"gh", "g"),
        (r"dg(?=[eiy])", "J"),
        (r"c[kq]", "k"),
        (r"qu", "kw"),
        (r"q", "k"),
        (r"cc(?=[eiy])", "kC"),
        (r"(?<=[nlr])ti(?=[oa])|ti(?=o|ou|al$|an$)|si(?=on)|ci(?=[aou])", "S"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"gg", "g"),
        (r"ge(?=[ao])|g(?=[eiy])|j", "J"),
        (r"x", "ks"),
        (r"zz", "ts"),
        (r"ng(?=$|[^aeiouy])", "n"),
        (r"mb$", "m"),
        (r"(?<=[aeiou])h(?![aeiouy])", ""),
        (r"^y(?=[aeiou])|(?<=[aeiou])y(?=[aeiou])", "Y"),
        (r"eau|augh|ough|oa|oe|ow|au|aw", "o"),
        (r"ai|ay|ei|ey", "e"),
        (r"ee|ea|ie", "i"),
        (r"oo|ou|ue|ui|ew", "u"),
        (r"y", "i"),
        (r"(?<=[^aeiou])es$", "s"),
        (r"(?<=[^aeiou])e$", ""),
    )
)
"""Spelling to sound, applied one after the other; capitals are sounds already. Y turns into y at the end."""


@lru_cache(maxsize=8192)
def sounds(word: str) -> str:
    """The sounds of one word, doubled ones once: "Botticelli" → "botiseli". Marks and signs are left out."""
    plain = unicodedata.normalize("NFKD", word.lower().translate(_ALONE))
    spelled = "".join(letter for letter in plain if letter.isascii() and letter.isalpha())
    for pattern, sound in _RULES:
        spelled = pattern.sub(sound, spelled)
    spelled = spelled.replace("Y", "y")
    return "".join(sound for at, sound in enumerate(spelled) if not at or spelled[at - 1] != sound)


def _lost(sound: str) -> int:
    if sound in VOWELS:
        return LOST_VOWEL
    return LOST_GLIDE if sound in "hrwy" else LOST_CONSONANT


def _instead(one: str, other: str) -> int:
    if one == other:
        return 0
    if one + other in _LIKE or other + one in _LIKE:
        return ALIKE
    if (one in VOWELS) != (other in VOWELS):
        return OTHER_KIND
    return SAME_KIND if one in VOWELS else OTHER_CONSONANT


Costs = npt.NDArray[np.int16]

CODE = {sound: number for number, sound in enumerate(SOUNDS)}
LOST: Costs = np.array([_lost(sound) for sound in SOUNDS], np.int16)
"""[26] cost of a sound that only one of two words has."""
INSTEAD: Costs = np.array([[_instead(one, other) for other in SOUNDS] for one in SOUNDS], np.int16)
"""[26, 26] cost of one sound in place of another."""


def distance(one: str, other: str) -> int:
    """Least cost of turning the sounds `one` into `other` (weighted Levenshtein)."""
    return distances(one, other)[-1]


def distances(one: str, other: str) -> list[int]:
    """Least cost of turning each beginning of the sounds `one`, the empty one included, into `other`."""
    codes = [CODE[sound] for sound in other]
    lost = LOST.tolist()
    row = [0, *itertools.accumulate(lost[code] for code in codes)]
    found = [row[-1]]
    for sound in one:
        number = CODE[sound]
        instead, too_many = INSTEAD[number].tolist(), lost[number]
        above, row = row, [row[0] + too_many]
        for at, code in enumerate(codes):
            row.append(min(above[at] + instead[code], above[at + 1] + too_many, row[at] + lost[code]))
        found.append(row[-1])
    return found


def weight(heard: str) -> int:
    """What it costs to lose all of it: the measure for `distance`."""
    return int(sum(LOST[CODE[sound]] for sound in heard))
