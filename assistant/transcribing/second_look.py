"""Decides whether a wake word is among the words that were heard: the second look at a doubtful call.

The recogniser has written down what it heard without any hint at the word. A small recogniser misspells names, so
"Javis" may be "Jarvis", and "Jervis" may be Jervis Bay. Spelling alone cannot tell them apart. Therefore the recogniser
also scores the texts in which the most similar words are replaced by the wake word, against its own text. Only a clear
verdict against the word refuses a call.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.transcribing.phonetics.corrections import Token, total_log_probability
from assistant.transcribing.phonetics.spelling_sounds import WORD, phonetic_distance, spell_sounds

FIRST_WORDS = 10
"""Number of words from the start among which the wake word is looked for: the recording begins 2 s before the wake word
was recognised."""
MAX_CANDIDATE_DISTANCE = 0.6
"""Maximum phonetic distance at which words are a candidate."""
MARGIN, LONE_MARGIN = 3.5, 8.0
"""How much less likely (natural logarithm) a text with the wake word may be than the recogniser's own text. LONE_MARGIN
applies where next to nothing else was said: a word alone is misheard more often, and no other word follows from it."""
MIN_CLEAR_LOG_PROBABILITY = -0.6
"""Mean log probability below which the recogniser's own text is too doubtful to refuse a call by. With this value, 2 of
270 calls that run into their request are lost (half of the calls at 10 dB of noise) and 36 of 208 near-misses get
through. At −0.8 these are 12 and 20, and without the bound 23 and 5 (tiny.en; recordings of bench/words.py).

Where the verifier doubts the call, too, the bound does not apply: one call in sixty is that unlikely, and most of what
is so unlikely is no call.
"""
MIN_DIFFERENT_WORDS = 4
"""A text with fewer different words is a call alone."""
_MAX_CANDIDATES = 3
"""Maximum number of candidates that are scored."""
_WORDS_AFTER = 2
"""Candidates are scored up to this many words after the wake word."""

_GREETINGS = frozenset({"hey", "hi", "ok", "okay", "hello", "oh", "yo"})
_SUFFIX = re.compile(r"(?:[\s_\-.]+v?\d[\d.]*)+$", re.IGNORECASE)
_LETTERS = re.compile(r"[\s_\-.]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Holds a text in which words that sound like the wake word are replaced by it."""

    text: str
    """The text with the wake word, up to _WORDS_AFTER words after it."""
    end: int
    """Offset, in the recogniser's own text, of the end of that part."""
    margin: float
    """How much less likely (natural logarithm) than the recogniser's own text it may be."""


def spoken_word(model: str) -> str:
    """Returns the word that the wake word model of this name hears: "hey_jarvis_v0.1" → "jarvis", "friday" → "friday".

    A greeting before the word is left out, because recognisers leave it out, too.
    """
    words = _LETTERS.sub(" ", _SUFFIX.sub("", model.removesuffix(".onnx"))).split()
    while len(words) > 1 and words[0].lower() in _GREETINGS:
        words = words[1:]
    return " ".join(words).lower()


def holds_wake_word(text: str, word: str) -> bool:
    """Returns whether the text holds the wake word, spelled as it is, among its first FIRST_WORDS words."""
    wanted = word.split()
    heard = [match.group().lower().removesuffix("'s").removesuffix("’s") for match in WORD.finditer(text)]
    return any(heard[at : at + len(wanted)] == wanted for at in range(min(FIRST_WORDS, len(heard))))


def candidates(text: str, word: str) -> list[Candidate]:
    """Returns the texts with the wake word in place of the words that sound most like it, the closest first."""
    matches = list(WORD.finditer(text))
    different = len({match.group().lower() for match in matches})
    if 0 < different < MIN_DIFFERENT_WORDS:
        end = matches[different - 1].end()
        return [Candidate(word.title(), end, LONE_MARGIN)]
    wanted, longest = spell_sounds(word), len(word.split()) + 2
    found = []
    for first in range(min(FIRST_WORDS, len(matches))):
        for last in range(first, min(first + longest, len(matches))):
            start, end = matches[first].start(), matches[last].end()
            distance = phonetic_distance(spell_sounds(text[start:end]), wanted)
            if distance <= MAX_CANDIDATE_DISTANCE:
                upto = matches[min(last + _WORDS_AFTER, len(matches) - 1)].end()
                found.append((distance, Candidate(text[:start] + word.title() + text[end:upto], upto, MARGIN)))
    return [candidate for _, candidate in sorted(found, key=lambda pair: pair[0])[:_MAX_CANDIDATES]]


def is_confirmed(found: Sequence[Candidate], own: Sequence[Token], others: Sequence[Sequence[Token]]) -> bool:
    """Returns whether one of the candidates is likely enough against the recogniser's own text.

    Args:
        found: The candidates of the recogniser's own text.
        own: The scored tokens of that text.
        others: The scored tokens of each candidate.
    """
    return any(
        total_log_probability(tokens) - total_log_probability(own, candidate.end) >= -candidate.margin
        for candidate, tokens in zip(found, others, strict=True)
    )
