"""The second look: whether a wake word is among the words that were heard. Pure; runs in the transcriber process.

The recogniser has written down what it heard without any hint at the word. A small one misspells names, so "Javis" may
be "Jarvis", and "Jervis" may be Jervis Bay. Spelling alone cannot tell them apart; therefore the texts in which the
likest words are replaced by the wake word are judged by the recogniser, too, against its own text. Only a clear
verdict against the word refuses a call.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.transcribing.phonetics.name_correction import Token, total
from assistant.transcribing.phonetics.phonetic_index import WORD, spell, unlike

LOOK_AT = 10
"""Words from the start among which the wake word is looked for: the recording begins 2 s before it was recognised."""
NEAR = 0.6
"""Words that are more unlike are no candidate."""
MARGIN, LONE_MARGIN = 3.5, 8.0
"""A text with the wake word may be so much less likely (natural logarithm) than the recogniser's own: more where next
to nothing else was said, since a word alone is misheard more often and nothing follows from it."""
CLEAR = -0.6
"""Mean log probability below which the recogniser's own text is too doubtful to refuse anybody by. With this, 2 of 270
calls run into their request are lost (half of them at 10 dB of noise) and 36 of 208 near-misses get through; at −0.8
these are 12 and 20, and without it 23 and 5 (tiny.en; recordings of bench/words.py).

Where a verifier doubts the call, too, no text is too doubtful: one call in sixty is that unlikely, and most of what is
so unlikely is none."""
LONE = 4
"""Fewer different words than these are a call alone."""
_MOST = 3
"""Candidates that are judged, at most."""
_WORDS_AFTER = 2
"""They are judged up to so many words after the wake word."""

_GREETINGS = frozenset({"hey", "hi", "ok", "okay", "hello", "oh", "yo"})
_SUFFIX = re.compile(r"(?:[\s_\-.]+v?\d[\d.]*)+$", re.IGNORECASE)
_LETTERS = re.compile(r"[\s_\-.]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text in which the words that sound most like the wake word are replaced by it."""

    text: str
    """With the wake word, up to a few words after it."""
    end: int
    """Offset in the recogniser's own text of the end of that part."""
    margin: float
    """How much less likely than that it may be."""


def spoken_word(model: str) -> str:
    """What is called by the wake word model of this name: "hey_jarvis_v0.1" → "jarvis", "friday" → "friday".

    A greeting before the word is left out, since recognisers leave it out, too.
    """
    words = _LETTERS.sub(" ", _SUFFIX.sub("", model.removesuffix(".onnx"))).split()
    while len(words) > 1 and words[0].lower() in _GREETINGS:
        words = words[1:]
    return " ".join(words).lower()


def is_in(text: str, word: str) -> bool:
    """Whether the text holds the wake word, spelled as it is, among its first words."""
    wanted = word.split()
    heard = [match.group().lower().removesuffix("'s").removesuffix("’s") for match in WORD.finditer(text)]
    return any(heard[at : at + len(wanted)] == wanted for at in range(min(LOOK_AT, len(heard))))


def candidates(text: str, word: str) -> list[Candidate]:
    """What the text would be with the wake word in place of the words that sound most like it, the likest first."""
    matches = list(WORD.finditer(text))
    different = len({match.group().lower() for match in matches})
    if 0 < different < LONE:
        end = matches[different - 1].end()
        return [Candidate(word.title(), end, LONE_MARGIN)]
    wanted, longest = spell(word), len(word.split()) + 2
    found = []
    for first in range(min(LOOK_AT, len(matches))):
        for last in range(first, min(first + longest, len(matches))):
            start, end = matches[first].start(), matches[last].end()
            distance = unlike(spell(text[start:end]), wanted)
            if distance <= NEAR:
                upto = matches[min(last + _WORDS_AFTER, len(matches) - 1)].end()
                found.append((distance, Candidate(text[:start] + word.title() + text[end:upto], upto, MARGIN)))
    return [candidate for _, candidate in sorted(found, key=lambda pair: pair[0])[:_MOST]]


def was_said(found: Sequence[Candidate], own: Sequence[Token], others: Sequence[Sequence[Token]]) -> bool:
    """The verdict.

    Args:
        found: The candidates of the recogniser's own text.
        own: The tokens of that text, judged.
        others: Those of the candidates.
    """
    return any(
        total(tokens) - total(own, candidate.end) >= -candidate.margin
        for candidate, tokens in zip(found, others, strict=True)
    )
