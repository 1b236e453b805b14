"""Converts English spelling into coarse sounds and measures how different two sequences of sounds are.

A recogniser that does not know a name writes what it heard with words that it knows: "Butterchelly", "kept in America".
Spelled out as sounds, these are close to the name. One letter stands for one sound. Vowels are told apart only in five
groups, because accents and recognisers differ most in them. The module has no dictionary and knows no word.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

import numpy as np
import numpy.typing as npt

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
"""Matches a word of a text, its inner apostrophes and hyphens included."""

SOUNDS = "aeioupbtdkgfvTszSCJmnlrwyh"
"""Lists every sound: T as in "thin", S as in "ship", C as in "chip", J as in "jam", y as in "yes"; the others as they
are written."""
VOWELS = frozenset("aeiou")

_SIMILAR_PAIRS = (
    *("pb", "td", "kg", "fv", "sz", "SC", "SJ", "CJ", "mn", "lr", "bv", "sS", "zJ", "kC", "tT", "dT", "fT", "sT"),
    *("yJ", "tC", "dJ", "wv", "gJ", "zS", "yi", "uw", "pf", "hk", "sC"),
)
"""Pairs of sounds that are made at nearly the same place, or that one spelling stands for in two languages ("j", "ch",
"w")."""

OTHER_VOWEL, SIMILAR, OTHER_CONSONANT, OTHER_KIND = 2, 3, 7, 9
"""Costs of one sound in place of another: vowel for vowel, a pair of `_SIMILAR_PAIRS`, consonant for consonant, vowel
for consonant."""
OMITTED_VOWEL, OMITTED_GLIDE, OMITTED_CONSONANT = 3, 2, 5
"""Costs of one sound too many or too few. The glides h, r, w and y come and go with the accent."""

_PLAIN_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "e", "œ": "e", "đ": "d", "ı": "i"})
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
"""Rewrites spelling to sound. The rules are applied one after the other; capitals are sounds already. Y becomes y at
the end."""


Costs = npt.NDArray[np.int16]
SOUND_CODES = {sound: number for number, sound in enumerate(SOUNDS)}


@lru_cache(maxsize=8192)
def sounds(word: str) -> str:
    """Returns the sounds of one word, doubled ones once: "Botticelli" → "botiseli". Marks and signs are left out."""
    plain = unicodedata.normalize("NFKD", word.lower().translate(_PLAIN_LETTERS))
    spelled = "".join(letter for letter in plain if letter.isascii() and letter.isalpha())
    for pattern, sound in _RULES:
        spelled = pattern.sub(sound, spelled)
    spelled = spelled.replace("Y", "y")
    return "".join(sound for at, sound in enumerate(spelled) if not at or spelled[at - 1] != sound)


def _omission_cost(sound: str) -> int:
    if sound in VOWELS:
        return OMITTED_VOWEL
    return OMITTED_GLIDE if sound in "hrwy" else OMITTED_CONSONANT


def _substitution_cost(one: str, other: str) -> int:
    if one == other:
        return 0
    if one + other in _SIMILAR_PAIRS or other + one in _SIMILAR_PAIRS:
        return SIMILAR
    if (one in VOWELS) != (other in VOWELS):
        return OTHER_KIND
    return OTHER_VOWEL if one in VOWELS else OTHER_CONSONANT


OMISSION_COSTS: Costs = np.array([_omission_cost(sound) for sound in SOUNDS], np.int16)
"""[26] cost of a sound that only one of two words has."""
SUBSTITUTION_COSTS: Costs = np.array([[_substitution_cost(one, other) for other in SOUNDS] for one in SOUNDS], np.int16)
"""[26, 26] cost of one sound in place of another."""


def edit_cost(one: str, other: str) -> int:
    """Returns the least cost of turning the sounds `one` into `other` (weighted Levenshtein distance)."""
    return prefix_edit_costs(one, other)[-1]


def prefix_edit_costs(one: str, other: str) -> list[int]:
    """Returns the least cost of turning each prefix of the sounds `one` into `other`, the empty prefix first."""
    codes = [SOUND_CODES[sound] for sound in other]
    lost = OMISSION_COSTS.tolist()
    row = [0, *itertools.accumulate(lost[code] for code in codes)]
    found = [row[-1]]
    for sound in one:
        number = SOUND_CODES[sound]
        instead, too_many = SUBSTITUTION_COSTS[number].tolist(), lost[number]
        above, row = row, [row[0] + too_many]
        for at, code in enumerate(codes):
            row.append(min(above[at] + instead[code], above[at + 1] + too_many, row[at] + lost[code]))
        found.append(row[-1])
    return found


def total_omission_cost(heard: str) -> int:
    """Returns the cost of omitting all of these sounds: the measure for `edit_cost`."""
    return int(sum(OMISSION_COSTS[SOUND_CODES[sound]] for sound in heard))


def spell_sounds(name: str) -> str:
    """Returns the sounds of all words of a text, run together."""
    return "".join(sounds(word) for word in WORD.findall(name))


def phonetic_distance(one: str, other: str) -> float:
    """Returns how different two sequences of sounds are: `edit_cost` over the cost of omitting `other`. 0 means equal;
    1 or more means that nothing is alike."""
    return edit_cost(one, other) / max(1, total_omission_cost(other))
