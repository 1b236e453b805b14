"""Makes up words that differ from a wake word by a single sound: "jarvin", "darvis", "jarbis".

Voices that take phonemes say exactly that sound; the others read an approximate spelling.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.training.speech.phoneme_distance import CONSONANTS, VOWELS, distance, encode, is_vowel
from assistant.training.speech.pronunciations import ACCENTS, encoded_sounds, pronounce
from assistant.training.speech.sound_confusion import SoundAlikes

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
"""Spellings of the long vowels after which British English drops the /r/."""
_LONG, _DIPHTHONGS = frozenset("iuɑɔɜ"), frozenset("AIOWY")
_NEVER_FIRST, _NEVER_LAST = frozenset("ŋ"), frozenset("hwj")
_BRITISH_ONLY = frozenset("ɒ")


def made_words(alikes: SoundAlikes) -> list[tuple[str, float, str]]:
    """Returns spelling, distance and phonemes of words one sound away, nearest first.

    They have the American pronunciation; those with another stressed vowel come in the British one, too.
    """
    original, british = pronounce(alikes.word)
    found: list[tuple[float, str, str]] = []
    for changed in sorted({*_changes(original), *other_vowels(british)}):
        heard = encode(changed)
        if len(heard) < 2 or any(alikes.heard_in([heard], accent)[0] for accent in ACCENTS):
            continue
        spelling = spell(changed)
        if not alikes.spelt_like(spelling) and not _misread(spelling, alikes):
            found.append((min(distance(changed, one) for one in (original, british)), spelling, changed))
    return [(spelling, cost, phonemes) for cost, spelling, phonemes in sorted(found)]


def other_vowels(phonemes: str) -> list[str]:
    """Returns the phonemes with each other vowel in place of the stressed one: "Jervis" for "Jarvis".

    The last stress of several words counts. A long vowel is never replaced by a short one, since many accents say it
    short.
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
    """Returns a spelling that an English voice reads about like the phonemes; spaces between words stay."""
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
    """Yields the phonemes with one sound replaced by another of its kind, or with one consonant left out."""
    places = [at for at, sound in enumerate(phonemes) if encode(sound)]
    for at in places:
        before, sound, after = phonemes[:at], phonemes[at], phonemes[at + 1 :]
        for other in VOWELS if is_vowel(sound) else CONSONANTS:
            at_an_edge = (at == places[0] and other in _NEVER_FIRST) or (at == places[-1] and other in _NEVER_LAST)
            if encode(other) != encode(sound) and other not in _BRITISH_ONLY and not at_an_edge:
                yield before + other + after
        if not is_vowel(sound):
            yield before + after


def _misread(spelling: str, alikes: SoundAlikes) -> bool:
    """Returns True if a voice that reads the spelling could say the wake word."""
    return any(
        alikes.heard_in([heard], accent)[0] for heard, accent in zip(encoded_sounds(spelling), ACCENTS, strict=True)
    )
