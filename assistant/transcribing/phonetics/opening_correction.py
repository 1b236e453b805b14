"""Puts "paint me" where a request begins with words that the recogniser misheard. Pure but for the judge it is given.

Runs in the transcriber process. The first words after the wake word decide whether a request is understood at all, and
run on from it they are the worst heard: "Jarvis, then to the …", "bend me", "thank me". As with names the recogniser
judges: only where it was not sure of its own first words, and finds "paint me" about as likely there, is it put in.
"""

from __future__ import annotations

import re

from assistant.transcribing.phonetics.name_correction import UNSURE, Judge, total
from assistant.transcribing.phonetics.phonetic_index import WORD, spell, unlike
from assistant.transcribing.wake_word import strip_wake_word

OPENINGS = ("paint me", "draw me", "paint", "draw")
"""How requests for a picture begin that are often misheard."""
_OPENS = re.compile(rf"(?:{'|'.join(OPENINGS)}|show|make|sketch|create|generate|give)\b", re.IGNORECASE)
"""What needs no opening: others ("show me", "make it") are seldom misheard."""
REPLACED = 3
"""At most so many words are taken for an opening; "then to be" is one, and "by the" is none."""
UNLIKE = 1.0
"""Words that sound more unlike are taken for none: "then to the" is at .74, "Deanton, Russell" (Yggdrasil) at 2.8. Of
32 openings that were put into 452 requests without this bound, all six beyond it took a word of the request away."""
_MOST = 6
"""Texts that are judged: each goes through the decoder beside a copy of the sound, which is what takes the time. The
likest sounding are, and of 26 that were rightly put in the sixth was the last."""
_WORDS_AFTER = 2
"""Texts are judged up to so many words after it."""
ALLOWANCE = 5.0
"""How much less likely (natural logarithm) a text with an opening may be than the recogniser's own. Of 296 requests of
11 voices, clean and at 10 dB, 21 came nearer to what was said and none further from it; at 8 two did (tiny.en;
recordings of bench/words.py and four voices more)."""


def with_opening(text: str, judge: Judge) -> str:
    """`text` with the opening that was said in place of its first words after the wake word.

    Args:
        text: What the recogniser wrote, the wake word included.
        judge: The recogniser.
    """
    request = strip_wake_word(text)
    if not request or not text.endswith(request) or _OPENS.match(request):
        return text
    start = len(text) - len(request)
    matches = [match for match in WORD.finditer(text) if match.start() >= start]
    if len(matches) < 2:
        return text
    (own,) = judge([text])
    first_words_end = matches[min(REPLACED, len(matches)) - 1].end()
    if min((token.log_probability for token in own if start <= token.start < first_words_end), default=0) > UNSURE:
        return text
    proposals: list[tuple[float, str, int, int]] = []
    for opening in OPENINGS:
        written = opening.capitalize() if request[0].isupper() and not start else opening
        for last in range(min(REPLACED, len(matches) - 1)):  # Something has to be left to paint.
            end = matches[last].end()
            distance = unlike(spell(text[start:end]), spell(opening))
            if distance <= UNLIKE:
                judged_to = matches[min(last + _WORDS_AFTER, len(matches) - 1)].end()
                proposals.append((distance, written, end, judged_to))
    likest = sorted(proposals, key=lambda proposal: proposal[0])[:_MOST]
    if not likest:
        return text
    judged = judge([text[:start] + opening + text[end:judged_to] for _, opening, end, judged_to in likest])
    scored = [
        (total(tokens) - total(own, judged_to), opening, end)
        for tokens, (_, opening, end, judged_to) in zip(judged, likest, strict=True)
    ]
    score, opening, end = max(scored)
    return text[:start] + opening + text[end:] if score > -ALLOWANCE else text
