"""Puts expected names where the recogniser misheard them, and nowhere else. Pure but for the judge it is given.

Runs in the transcriber process. A stretch of the text that sounds like a name is a proposal. The recogniser judges it
on the same sound: only where it was not sure of its own words, and finds the text with the name about as likely, is
the name put in. Likeness alone changes nothing, so "kept in America" stays where somebody said that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.transcribing.alike import WORD, Likeness, SoundIndex, spell

UNLIKE = 0.34
"""Names that sound more unlike than this are not proposed."""
MOST_JUDGED = 3
"""Proposals that are judged for one text: each costs about as long as a tenth of writing it."""
_MOST_FOUND = 24
UNSURE = -0.7
"""Log probability below which the recogniser was not sure of a token: it gave another one more than half the chance."""
ALLOWANCE, FOR_UNLIKE, FOR_LENGTH = 4.0, 15.0, 0.4
"""How much less likely (natural logarithm) a text with a name may be than the one without: more for a name of many
sounds, which is seldom alike by chance, and less for one that sounds unlike."""


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
    unsure = [proposal for proposal in proposals if _is_unsure(own, proposal)]
    unsure = sorted(unsure, key=lambda proposal: -proposal.promise)[:MOST_JUDGED]
    if not unsure:
        return text
    heard = _total(own)
    judged = judge([proposal.put_into(text) for proposal in unsure])
    scored = [
        (_total(tokens) - heard + proposal.promise, proposal) for tokens, proposal in zip(judged, unsure, strict=True)
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
        proposal = _Proposal(likeness, start, end, len(spell(likeness.name)))
        (right if text[start:end].casefold() == likeness.name.casefold() else proposals).append(proposal)
    return [proposal for proposal in proposals if not any(proposal.overlaps(name) for name in right)]


def _is_unsure(tokens: Sequence[Token], proposal: _Proposal) -> bool:
    return any(proposal.start <= token.start < proposal.end and token.log_probability < UNSURE for token in tokens)


def _total(tokens: Sequence[Token]) -> float:
    return sum(token.log_probability for token in tokens)
