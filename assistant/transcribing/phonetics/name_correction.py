"""Puts expected names where the recogniser misheard them, and nowhere else. Pure but for the judge it is given.

Runs in the transcriber process. A stretch of the text that sounds like a name is a proposal. The recogniser judges it
on the same sound: only where it was not sure of its own words, and finds the text with the name about as likely, is
the name put in. Likeness alone changes nothing, so "kept in America" stays where somebody said that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.transcribing.phonetics.phonetic_index import WORD, Likeness, SoundIndex, spell

UNLIKE = 0.34
"""Names that sound more unlike than this are not proposed."""
LEAST_JUDGED, MOST_JUDGED, WORDS_A_NAME = 3, 6, 5
"""Texts with a name that are judged for one text, the most promising first, one for so many words: each goes through
the decoder beside a copy of the sound, which takes about 4 ms of one core. In 904 texts 62 names were the first, 12 the
second, 5 the third, and none was a later one."""
_MOST_FOUND = 24
_WORDS_AFTER = 3
"""A proposal is judged up to so many words after the name: what it makes likelier or less likely comes right behind
it, and a text that goes round in circles later on must not count."""
UNSURE = -0.4
"""Log probability below which the recogniser was not sure of a token: it gave others together a third of the chance."""
ALLOWANCE, FOR_UNLIKE, FOR_LENGTH = 5.0, 25.0, 0.4
"""How much less likely (natural logarithm) a text with a name may be than the one without: more for a name of many
sounds, which is seldom alike by chance, and less for one that sounds unlike. Chosen on half of the recordings that
bench/words.py makes: 49 of 67 names put right, 4 wrong words made other wrong words, no right word harmed."""

LEAST_PROMISE, LEAST_HOPE = -2.0, 1.0
"""A text with a name is seldom likelier than the recogniser's own, so proposals below the one need no judge. Nor can it
be likelier by more than the words that it replaces are unlikely: proposals below the other, that included, do not."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text and how sure the recogniser is of it."""

    start: int
    """Offset of its first character in the text."""
    log_probability: float


Judge = Callable[[Sequence[str]], list[list[Token]]]
"""For each text its tokens, judged against the sound of the utterance."""


@dataclass(frozen=True, slots=True)
class _Proposal:
    likeness: Likeness
    start: int
    end: int
    judged_to: int
    """Offset of the end of the part of the text that is judged."""
    sounds: int

    def put_into(self, text: str) -> str:
        return text[: self.start] + self.likeness.name + text[self.end :]

    @property
    def promise(self) -> float:
        return ALLOWANCE - FOR_UNLIKE * self.likeness.unlike + FOR_LENGTH * self.sounds

    def overlaps(self, other: _Proposal) -> bool:
        return self.start < other.end and other.start < self.end


def with_names(text: str, names: SoundIndex, judge: Judge) -> str:
    """`text` with the names that were said in it, as they are spelled.

    Args:
        text: What the recogniser wrote.
        names: What may have been said.
        judge: The recogniser.
    """
    proposals = _proposals(text, names)
    if not proposals:
        return text
    (own,) = judge([text])
    most = min(MOST_JUDGED, max(LEAST_JUDGED, len(text.split()) // WORDS_A_NAME))
    worth_it = _worth_judging(proposals, own)[:most]
    if not worth_it:
        return text
    judged = judge([proposal.put_into(text[: proposal.judged_to]) for proposal in worth_it])
    scored = [
        (total(tokens) - total(own, proposal.judged_to) + proposal.promise, proposal)
        for tokens, proposal in zip(judged, worth_it, strict=True)
    ]
    chosen: list[_Proposal] = []
    for score, proposal in sorted(scored, key=lambda pair: -pair[0]):
        if score > 0 and not any(proposal.overlaps(other) for other in chosen):
            chosen.append(proposal)
    for proposal in sorted(chosen, key=lambda proposal: -proposal.start):
        text = proposal.put_into(text)
    return text


def _proposals(text: str, names: SoundIndex) -> list[_Proposal]:
    matches = list(WORD.finditer(text))
    found = names.find([match.group() for match in matches], UNLIKE, _MOST_FOUND)
    proposals: list[_Proposal] = []
    right: list[_Proposal] = []
    for likeness in found:
        start, end = matches[likeness.first].start(), matches[likeness.last].end()
        last = min(likeness.last + _WORDS_AFTER, len(matches) - 1)
        proposal = _Proposal(likeness, start, end, matches[last].end(), len(spell(likeness.name)))
        (right if text[start:end].casefold() == likeness.name.casefold() else proposals).append(proposal)
    return [proposal for proposal in proposals if not any(proposal.overlaps(name) for name in right)]


def _worth_judging(proposals: Sequence[_Proposal], own: Sequence[Token]) -> list[_Proposal]:
    """The proposals for words of which the recogniser was not sure, the most promising first."""
    ranked = []
    for proposal in proposals:
        replaced = [token.log_probability for token in own if proposal.start <= token.start < proposal.end]
        hope = proposal.promise - sum(replaced)
        if min(replaced, default=0) < UNSURE and proposal.promise > LEAST_PROMISE and hope > LEAST_HOPE:
            ranked.append((hope, proposal))
    return [proposal for _, proposal in sorted(ranked, key=lambda pair: -pair[0])]


def total(tokens: Sequence[Token], end: float = math.inf) -> float:
    """Log probability of the tokens that begin before the offset `end`."""
    return math.fsum(token.log_probability for token in tokens if token.start < end)
