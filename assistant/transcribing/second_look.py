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

from assistant.transcribing.alike import WORD, spell, unlike

LOOK_AT = 10
"""Words from the start among which the wake word is looked for: the recording begins 2 s before it was recognised."""
SAME = 0.1
"""Words that sound so like the wake word are it, however they are spelled ("Javis"): no verdict is needed."""
NEAR = 0.6
"""Words that are more unlike are no candidate."""
MARGIN = 5.0
"""A text with the wake word may be so much less likely (natural logarithm) than the recogniser's own."""
_MOST = 4
"""Candidates that are judged, at most."""

_GREETINGS = frozenset({"hey", "hi", "ok", "okay", "hello", "oh", "yo"})
_SUFFIX = re.compile(r"(?:[\s_\-.]*v?\d[\d.]*)+$|\.onnx$", re.IGNORECASE)
_LETTERS = re.compile(r"[\s_\-.]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text in which the words that sound most like the wake word are replaced by it."""

    text: str
    replaced: str
    unlike: float
    """0 … 1: how unlike the wake word they sounded."""


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
    wanted, longest = spell(word), len(word.split()) + 2
    matches = list(WORD.finditer(text))[: LOOK_AT + 2]
    found = []
    for first in range(min(LOOK_AT, len(matches))):
        for last in range(first, min(first + longest, len(matches))):
            start, end = matches[first].start(), matches[last].end()
            distance = unlike(spell(text[start:end]), wanted)
            if distance <= NEAR:
                written = word.title()
                found.append(Candidate(text[:start] + written + text[end:], text[start:end], distance))
    return sorted(found, key=lambda candidate: candidate.unlike)[:_MOST]


def was_said(found: Sequence[Candidate], likelihoods: Sequence[float], heard: float) -> bool:
    """The verdict.

    Args:
        found: The candidates of the recogniser's own text.
        likelihoods: Log probability of each of their texts.
        heard: That of the recogniser's own text.
    """
    return any(likelihood - heard >= -MARGIN for _, likelihood in zip(found, likelihoods, strict=True))
