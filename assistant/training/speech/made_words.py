"""Words that do not exist, a single sound away from a wake word: "jarvin", "darvis", "jarbis". Training only.

A voice that takes phonemes says exactly that sound; the spelling is for the others, and rough.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.training.speech.phoneme_distance import CONSONANTS, VOWELS, distance, encode, is_vowel
from assistant.training.speech.pronunciations import ACCENTS, pronounce, said
from assistant.training.speech.sound_confusion import Alike

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
_WITH_R = {"ɑ": "ar", "ɔ": "or", "ɜ": "ur"}
"""Long vowels where Britons leave an /r/ out."""
_LONG, _DIPHTHONGS = frozenset("iuɑɔɜ"), frozenset("AIOWY")
_NEVER_FIRST, _NEVER_LAST = frozenset("ŋ"), frozenset("hwj")
_BRITISH_ONLY = frozenset("ɒ")


def made_words(shunned: Alike) -> list[tuple[str, float, str]]:
    """Spelling, distance and phonemes of words one sound away, nearest first: as Americans say them, and those of
    another stressed vowel as Britons do, too."""
    original, british = pronounce(shunned.word)
    found: list[tuple[float, str, str]] = []
    for changed in sorted({*_changes(original), *other_vowels(british)}):
        heard = encode(changed)
        if len(heard) < 2 or any(shunned.heard_in([heard], accent)[0] for accent in ACCENTS):
            continue
        spelling = spell(changed)
        if not shunned.spelt_like(spelling) and not _misread(spelling, shunned):
            found.append((min(distance(changed, one) for one in (original, british)), spelling, changed))
    return [(spelling, cost, phonemes) for cost, spelling, phonemes in sorted(found)]


def other_vowels(phonemes: str) -> list[str]:
    """The phonemes with each other vowel instead of the one that carries the stress: "Jervis" for "Jarvis".

    Of several words the last one's stress counts. A long vowel is no short one in it, since many accents say it short.
    """
    at = phonemes.rfind("ˈ") + 1
    while at < len(phonemes) and not is_vowel(phonemes[at]):
        at += 1
    sound, after = phonemes[at : at + 1], phonemes[at + 1 :]
    is_long = after.startswith("ː")
    return [
        phonemes[:at] + other + (after if other in _LONG else after.removeprefix("ː"))
        for other in VOWELS
        if sound and encode(other) != encode(sound) and (other in _LONG | _DIPHTHONGS or not is_long)
    ]


def spell(phonemes: str) -> str:
    """Letters that an English voice reads about so; words stay apart."""
    written = ""
    for at, sound in enumerate(phonemes):
        following = next((other for other in phonemes[at + 1 :] if other not in "ˈˌː"), "")
        if sound == "s" and following in ("", " "):
            written += "ss"
        elif following == "ɹ" and sound in _BEFORE_R:
            written += _BEFORE_R[sound]
        elif sound in _WITH_R and phonemes[at + 1 : at + 2] == "ː":
            written += _WITH_R[sound]
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
