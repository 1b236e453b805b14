"""Cuts prompts into English words and gives the forms of nouns and verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import emoji

POSSESSIVE = "'s"
"""The token for an apostrophe and s."""

_SKIN_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_WORDS = re.compile(r"'s\b|[^\W_]+|[,;.!?]")
_LOST = str.maketrans({"’": "'", "-": " ", "_": " ", "–": " ", "—": ",", "(": ",", ")": ",", ":": ",", "\ufe0f": ""})

_CHOICE = re.compile(r"\(([^)]*)\)")

_PLURALS = {
    "mice": "mouse",
    "geese": "goose",
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "oxen": "ox",
    "people": "person",
    "wolves": "wolf",
    "leaves": "leaf",
    "knives": "knife",
    "elves": "elf",
    "dwarves": "dwarf",
    "thieves": "thief",
    "calves": "calf",
    "loaves": "loaf",
    "shelves": "shelf",
    "scarves": "scarf",
    "fireflies": "firefly",
    "cacti": "cactus",
    "octopi": "octopus",
    "fungi": "fungus",
    "cookies": "cookie",
    "movies": "movie",
    "pies": "pie",
    "ties": "tie",
    "zombies": "zombie",
    "genies": "genie",
    "shoes": "shoe",
    "canoes": "canoe",
    "toes": "toe",
    "axes": "axe",
    "buses": "bus",
}
_IN_IS = frozenset(
    {"iris", "ibis", "tennis", "oasis", "axis", "pelvis", "chassis", "dais", "trellis", "clematis", "mantis", "tardis"}
    | {"metropolis", "necropolis", "acropolis", "basis", "crisis", "paris", "amaryllis", "ambergris", "epiglottis"}
)
"""Singulars in -is, which look like plurals of words in -i: corgis is a plural, iris is none."""
_SHORTEST_PLURAL = 3
_S_PLURAL = re.compile(r"(?<=[^s])s$")
_DOUBLED = re.compile(r"^[^aeiou]{1,4}[aeiou][^aeiouwxyh]$")
"""Matches a verb of one syllable, which doubles its last letter: swim, run, skip."""


def tokens_of(text: str) -> list[str]:
    """Returns the words of a text in lower case.

    Each emoji is a word of its own, without its skin tone; "'s" is a word; punctuation that divides clauses becomes a
    comma; other punctuation is dropped.
    """
    parts: list[str] = []
    end = 0
    for found in emoji.emoji_list(text):
        parts += words_of(text[end : found["match_start"]])
        parts.append(_SKIN_TONE.sub("", found["emoji"]).replace("\ufe0f", ""))
        end = found["match_end"]
    return parts + words_of(text[end:])


def words_of(text: str) -> list[str]:
    """Returns the words of a text that has no emoji."""
    plain = text.lower().translate(_LOST)
    return ["," if word in ";.!?" else word for word in _WORDS.findall(plain)]


def proper_names(text: str) -> frozenset[str]:
    """Returns the capitalised words of a text in lower case; none where every word is capitalised."""
    written = re.findall(r"[^\W\d_]+", text)
    names = {word.lower() for word in written[1:] if word[0].isupper()}
    return frozenset(names) if any(word.islower() for word in written) else frozenset()


def singular(word: str) -> str:
    """Returns the singular of an English plural, and any other word unchanged."""
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith(("puses", "tuses", "ruses", "buses")):
        return word.removesuffix("es")
    for ending, replacement in (
        ("ies", "y"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("sses", "ss"),
        ("oes", "o"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + replacement
    is_plural = len(word) > _SHORTEST_PLURAL and not word.endswith("us") and word not in _IN_IS
    return _S_PLURAL.sub("", word) if is_plural else word


def forms(verb: str) -> tuple[str, ...]:
    """Returns a verb's base, third person, -ing and -ed form; in a phrase the first word changes: "lie down"."""
    first, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    stem = first.removesuffix("e") if first.endswith("e") and not first.endswith(("ee", "ye", "oe")) else first
    if first.endswith("ie"):
        return tuple(form + tail for form in (first, f"{first}s", f"{first[:-2]}ying", f"{first}d"))
    if _DOUBLED.match(first):
        stem += first[-1]
    if first.endswith("y") and first[-2] not in "aeiou":
        return tuple(form + tail for form in (first, f"{first[:-1]}ies", f"{first}ing", f"{first[:-1]}ied"))
    third = f"{first}es" if first.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{first}s"
    return tuple(form + tail for form in (first, third, f"{stem}ing", f"{stem}ed"))


def alternatives(pattern: str) -> Iterator[str]:
    """Yields all phrases of a pattern: "(late|early|) evening" is "late evening", "early evening", "evening"."""
    parts = _CHOICE.split(pattern)
    choices = [part.split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    for chosen in product(*choices):
        yield " ".join("".join(chosen).split())
