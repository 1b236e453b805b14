"""Puts names, and openings such as "paint me", where the recogniser misheard them, and nowhere else.

A stretch of the text that sounds like a name is a proposal. The recogniser scores it on the same sound: the name is put
in only where the recogniser was not sure of its own words, and finds the text with the name about as likely. Likeness
alone changes nothing, so "kept in America" stays where somebody said that.

Openings are corrected in the same way. The first words after the wake word decide whether a request is understood at
all, and they are heard worst where they run on from the wake word: "Jarvis, then to the …", "bend me", "thank me".

The functions are pure but for the scorer that they are given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.transcribing.phonetics.names import NameMatch, PhoneticIndex
from assistant.transcribing.phonetics.spelling_sounds import WORD, phonetic_distance, spell_sounds
from assistant.transcribing.wake_word import strip_wake_word

MAX_NAME_DISTANCE = 0.34
"""Maximum phonetic distance at which a name is proposed."""
MIN_SCORED, MAX_SCORED, WORDS_PER_SCORED_NAME = 3, 6, 5
"""Number of texts with a name that are scored for one text, the most promising first: one for each
WORDS_PER_SCORED_NAME words, between MIN_SCORED and MAX_SCORED. Each goes through the decoder beside a copy of the
sound, which takes about 4 ms of one core. In 904 texts 62 names were the first, 12 the second, 5 the third, and none
was a later one."""
_MAX_PROPOSALS = 24
_WORDS_AFTER_NAME = 3
"""A proposal is scored up to this many words after the name. What the name makes likelier or less likely comes right
behind it, and a repetition later in the text must not count."""
UNSURE = -0.4
"""Log probability below which the recogniser was not sure of a token: other tokens together had a third of the
probability."""
ALLOWANCE, DISTANCE_PENALTY, LENGTH_BONUS = 5.0, 25.0, 0.4
"""Sets how much less likely (in natural logarithms) a text with a name may be than the text without it: ALLOWANCE −
DISTANCE_PENALTY × distance + LENGTH_BONUS × sounds of the name. A name of many sounds is seldom similar by chance. The
values were chosen on half of the recordings that bench/words.py makes: 49 of 67 names were put right, 4 wrong words
became other wrong words, no right word was harmed."""

MIN_PRIOR, MIN_GAIN = -2.0, 1.0
"""Bounds below which a proposal is not scored. A text with a name is seldom likelier than the recogniser's own text, so
a proposal whose prior is below MIN_PRIOR would lose. The gain cannot be larger than the log probability of the words
that the name replaces, so a proposal whose prior plus that gain is below MIN_GAIN would lose, too."""


OPENINGS = ("paint me", "draw me", "paint", "draw")
"""Openings of requests for a picture that are often misheard."""
_OPENING = re.compile(rf"(?:{'|'.join(OPENINGS)}|show|make|sketch|create|generate|give)\b", re.IGNORECASE)
"""Matches requests that need no correction: the other openings ("show me", "make it") are seldom misheard."""
MAX_WORDS_REPLACED = 3
"""Maximum number of words that an opening replaces: "then to be" is one opening."""
MAX_OPENING_DISTANCE = 1.0
"""Maximum phonetic distance at which words are taken for an opening. "then to the" is at .74, "Deanton, Russell"
(Yggdrasil) at 2.8. Of 32 openings that were put into 452 requests without this bound, all six beyond it took a word of
the request away."""
_MAX_OPENINGS_SCORED = 6
"""Number of texts that are scored, the closest first: each goes through the decoder beside a copy of the sound, which
takes most of the time. Of 26 openings that were rightly put in, the sixth was the last."""
_WORDS_AFTER_OPENING = 2
"""Texts are scored up to this many words after the opening."""
OPENING_ALLOWANCE = 5.0
"""How much less likely (natural logarithm) a text with an opening may be than the recogniser's own text. Of 296
requests of 11 voices, clean and at 10 dB, 21 came nearer to what was said and none went further from it; at 8 two did
(tiny.en; recordings of bench/words.py and four further voices)."""


@dataclass(frozen=True, slots=True)
class Token:
    """Holds a piece of a text and how sure the recogniser is of it."""

    start: int
    """Offset of its first character in the text."""
    log_probability: float


Scorer = Callable[[Sequence[str]], list[list[Token]]]
"""Returns for each text its tokens, scored against the sound of the utterance."""


@dataclass(frozen=True, slots=True)
class _Proposal:
    """Replaces a stretch of the text by a name."""

    match: NameMatch
    start: int
    """Offsets of the stretch in the text."""
    end: int
    scored_to: int
    """Offset of the end of the part of the text that is scored."""
    sounds: int

    def applied_to(self, text: str) -> str:
        """Returns the text with the name in place of the stretch."""
        return text[: self.start] + self.match.name + text[self.end :]

    @property
    def prior(self) -> float:
        """Returns what is added to the log probability of the text with the name; see ALLOWANCE."""
        return ALLOWANCE - DISTANCE_PENALTY * self.match.distance + LENGTH_BONUS * self.sounds

    def overlaps(self, other: _Proposal) -> bool:
        return self.start < other.end and other.start < self.end


def correct_names(text: str, names: PhoneticIndex, score_texts: Scorer) -> str:
    """Returns `text` with the names that were said in it, as they are spelled.

    Args:
        text: What the recogniser wrote.
        names: The names that may have been said.
        score_texts: The recogniser.
    """
    proposals = _proposals(text, names)
    if not proposals:
        return text
    (own,) = score_texts([text])
    most = min(MAX_SCORED, max(MIN_SCORED, len(text.split()) // WORDS_PER_SCORED_NAME))
    worth_it = _worth_scoring(proposals, own)[:most]
    if not worth_it:
        return text
    scored_texts = score_texts([proposal.applied_to(text[: proposal.scored_to]) for proposal in worth_it])
    scored = [
        (total_log_probability(tokens) - total_log_probability(own, proposal.scored_to) + proposal.prior, proposal)
        for tokens, proposal in zip(scored_texts, worth_it, strict=True)
    ]
    chosen: list[_Proposal] = []
    for score, proposal in sorted(scored, key=lambda pair: -pair[0]):
        if score > 0 and not any(proposal.overlaps(other) for other in chosen):
            chosen.append(proposal)
    for proposal in sorted(chosen, key=lambda proposal: -proposal.start):
        text = proposal.applied_to(text)
    return text


def _proposals(text: str, names: PhoneticIndex) -> list[_Proposal]:
    matches = list(WORD.finditer(text))
    found = names.find([match.group() for match in matches], MAX_NAME_DISTANCE, _MAX_PROPOSALS)
    proposals: list[_Proposal] = []
    right: list[_Proposal] = []
    for match in found:
        start, end = matches[match.first].start(), matches[match.last].end()
        last = min(match.last + _WORDS_AFTER_NAME, len(matches) - 1)
        proposal = _Proposal(match, start, end, matches[last].end(), len(spell_sounds(match.name)))
        (right if text[start:end].casefold() == match.name.casefold() else proposals).append(proposal)
    return [proposal for proposal in proposals if not any(proposal.overlaps(name) for name in right)]


def _worth_scoring(proposals: Sequence[_Proposal], own: Sequence[Token]) -> list[_Proposal]:
    """Returns the proposals for words of which the recogniser was not sure, the most promising first."""
    ranked = []
    for proposal in proposals:
        replaced = [token.log_probability for token in own if proposal.start <= token.start < proposal.end]
        best_gain = proposal.prior - sum(replaced)
        if min(replaced, default=0) < UNSURE and proposal.prior > MIN_PRIOR and best_gain > MIN_GAIN:
            ranked.append((best_gain, proposal))
    return [proposal for _, proposal in sorted(ranked, key=lambda pair: -pair[0])]


def total_log_probability(tokens: Sequence[Token], end: float = math.inf) -> float:
    """Returns the log probability of the tokens that begin before the offset `end`."""
    return math.fsum(token.log_probability for token in tokens if token.start < end)


def correct_opening(text: str, score_texts: Scorer) -> str:
    """Returns `text` with the opening that was said in place of its first words after the wake word.

    Args:
        text: What the recogniser wrote, the wake word included.
        score_texts: The recogniser.
    """
    request = strip_wake_word(text)
    if not request or not text.endswith(request) or _OPENING.match(request):
        return text
    start = len(text) - len(request)
    matches = [match for match in WORD.finditer(text) if match.start() >= start]
    if len(matches) < 2:
        return text
    (own,) = score_texts([text])
    first_words_end = matches[min(MAX_WORDS_REPLACED, len(matches)) - 1].end()
    if min((token.log_probability for token in own if start <= token.start < first_words_end), default=0) > UNSURE:
        return text
    proposals: list[tuple[float, str, int, int]] = []
    for opening in OPENINGS:
        written = opening.capitalize() if request[0].isupper() and not start else opening
        for last in range(min(MAX_WORDS_REPLACED, len(matches) - 1)):  # some words must be left to paint
            end = matches[last].end()
            distance = phonetic_distance(spell_sounds(text[start:end]), spell_sounds(opening))
            if distance <= MAX_OPENING_DISTANCE:
                scored_to = matches[min(last + _WORDS_AFTER_OPENING, len(matches) - 1)].end()
                proposals.append((distance, written, end, scored_to))
    closest = sorted(proposals, key=lambda proposal: proposal[0])[:_MAX_OPENINGS_SCORED]
    if not closest:
        return text
    scored_texts = score_texts([text[:start] + opening + text[end:scored_to] for _, opening, end, scored_to in closest])
    scored = [
        (total_log_probability(tokens) - total_log_probability(own, scored_to), opening, end)
        for tokens, (_, opening, end, scored_to) in zip(scored_texts, closest, strict=True)
    ]
    score, opening, end = max(scored)
    return text[:start] + opening + text[end:] if score > -OPENING_ALLOWANCE else text
