"""Words that do not exist, a single sound away from a wake word: "jarvin", "darvis", "jarbis". Training only.

A voice that takes phonemes says exactly that sound; the spelling is for the others, and rough.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.training.alike import Alike
from assistant.training.lexicon import ACCENTS, pronounce, said
from assistant.training.phonetics import CONSONANTS, VOWELS, distance, encode, is_vowel

_LETTERS = {
    "ʧ": "ch",
    "ʤ": "j",
    "ʃ": "sh",
    "ʒ": "zh",
    "θ": "th",
    "ð": "th",
    "ŋ": "ng",
    "j": "y",
    "ɡ": "g",
    "ɹ": "r",
    "T": "t",
    "i": "ee",
    "ɪ": "i",
    "ɛ": "e",
    "æ": "a",
    "ə": "a",
    "ᵊ": "a",
    "ᵻ": "i",
    "ɜ": "e",
    "ʌ": "u",
    "ɑ": "o",
    "ɔ": "aw",
    "ʊ": "oo",
    "u": "oo",
    "A": "ay",
    "I": "y",
    "O": "oh",
    "W": "ow",
    "Y": "oy",
}
_BEFORE_R = {"ɑ": "a", "ɔ": "o", "ə": "e", "O": "o", "ɛ": "ai", "ɪ": "ee", "ɜ": "u"}
_NEVER_FIRST, _NEVER_LAST = frozenset("ŋ"), frozenset("hwj")
_BRITISH_ONLY = frozenset("ɒ")


def made_words(shunned: Alike) -> list[tuple[str, float, str]]:
    """Spelling, distance and American phonemes of words one sound away, nearest first."""
    original, _ = pronounce(shunned.word)
    found: list[tuple[float, str, str]] = []
    for changed in sorted(set(_changes(original))):
        heard = encode(changed)
        if len(heard) < 2 or shunned.heard_in([heard], ACCENTS[0])[0]:
            continue
        spelling = spell(changed)
        if not shunned.spelt_like(spelling) and not _misread(spelling, shunned):
            found.append((distance(changed, original), spelling, changed))
    return [(spelling, cost, phonemes) for cost, spelling, phonemes in sorted(found)]


def spell(phonemes: str) -> str:
    """Letters that an English voice reads about so; words stay apart."""
    written = ""
    for at, sound in enumerate(phonemes):
        following = next((other for other in phonemes[at + 1 :] if other not in "ˈˌː"), "")
        if sound == "s" and following in ("", " "):
            written += "ss"
        elif following == "ɹ" and sound in _BEFORE_R:
            written += _BEFORE_R[sound]
        elif sound == " " or sound in _LETTERS or sound in CONSONANTS:
            written += _LETTERS.get(sound, sound)
    return written


def _changes(phonemes: str) -> Iterator[str]:
    """The phonemes with one sound replaced by another of its kind, or with one consonant left out."""
    places = [at for at, sound in enumerate(phonemes) if encode(sound)]
    for at in places:
        before, sound, after = phonemes[:at], phonemes[at], phonemes[at + 1 :]
        for other in VOWELS if is_vowel(sound) else CONSONANTS:
            at_an_edge = (at == places[0] and other in _NEVER_FIRST) or (at == places[-1] and other in _NEVER_LAST)
            if encode(other) != encode(sound) and other not in _BRITISH_ONLY and not at_an_edge:
                yield before + other + after
        if not is_vowel(sound):
            yield before + after


def _misread(spelling: str, shunned: Alike) -> bool:
    """Whether a voice that reads the spelling could say the wake word after all."""
    return any(shunned.heard_in([heard], accent)[0] for heard, accent in zip(said(spelling), ACCENTS, strict=True))
