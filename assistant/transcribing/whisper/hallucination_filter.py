"""Rejects text from silence: recognisers write "Thank you." when nobody spoke.

The filter judges numbers and never hears sound. No single sign rejects a sentence: people whisper, mumble, repeat
themselves and say "thank you". Two signs together do.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from assistant.core.errors import NothingHeard
from assistant.transcribing.phonetics.spelling_sounds import WORD
from assistant.transcribing.whisper.decoder_prompts import is_echo

REPEATED_WORDS, REPEATED_TIMES = 4, 5
"""REPEATED_WORDS words that come twice in a row, or fewer words that come REPEATED_TIMES times, are a repetition of the
decoder; "very, very, very" is not."""


MIN_SPEECH_S = 0.2
"""Least speech of an utterance with words. A stressed syllable is about 0.2 s long; the shortest command, "stop", is
longer."""
MIN_SPEECH_SHARE = 0.03
"""Share of speech below which a long recording counts as silent: 0.6 s in 20 s."""
MAX_NO_SPEECH = 0.6
"""Whisper's own no-speech threshold (OpenAI whisper, `transcribe.py`)."""
MIN_LOG_PROBABILITY = -1.0
"""Whisper's own threshold for a failed decoding (same source)."""
MAX_COMPRESSION = 2.4
"""Whisper's own threshold for repetition: length of the text over its zlib-compressed length (same source)."""
_KNOWN_PHRASES = frozenset(
    {
        "you",
        "thank you",
        "thanks",
        "thank you very much",
        "thank you so much",
        "thank you for watching",
        "thanks for watching",
        "thank you for listening",
        "thanks for listening",
        "thank you bye",
        "bye",
        "bye bye",
        "okay",
        "oh",
        "so",
        "the",
        "i",
        "hmm",
        "music",
        "applause",
        "silence",
        "blank audio",
        "please subscribe",
        "subscribe",
        "please subscribe to my channel",
        "like and subscribe",
        "dont forget to subscribe",
        "see you next time",
        "see you in the next video",
        "ill see you next time",
        "ill see you in the next video",
        "untertitel der amaraorg community",
        "vielen dank",
        "vielen dank fürs zuschauen",
        "bis zum nächsten mal",
    }
)
"""Phrases that Whisper is known to write for silence, in the form of `_plain`: ends of the subtitled videos from which
it learned."""
_CREDITS = re.compile(
    r"(?:subtitles?|subtitled|captions?|captioned|transcri(?:bed|ption)|untertitel\w*) (?:by|von|im)\b.*"
)
_NOTES_OR_REMARK = re.compile(r"[\s.♪♫]*[♪♫][\s.♪♫]*|[\[(*♪♫][^\])]*[\])*♪♫][\s.]*")
"""Matches notes alone, or a remark in brackets, stars or notes: "♪", "[Music]", "*applause*"."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """Marks words that a decoder repeats."""

    start: int
    """Offset of the first copy."""
    end: int
    """Offset of the end of the first copy."""


def find_repetition(text: str, unfinished: bool = False) -> Repetition | None:
    """Returns the repetition whose first copy ends first; None where there is none.

    A decoder that misses the end of the sound writes the last words again, or all of them. The first copy is what was
    said.

    Args:
        text: What the decoder wrote.
        unfinished: Whether the decoder was stopped in the middle of the text, so that the last copy may be incomplete.
    """
    matches = list(WORD.finditer(text))
    words = [match.group().lower() for match in matches]
    found: tuple[int, int] | None = None
    for length in range(1, len(words)):
        wanted = length if length >= REPEATED_WORDS else length * (REPEATED_TIMES - 1)
        same = 0
        for at in range(length, len(words)):
            same = same + 1 if words[at] == words[at - length] else 0
            cut_off = unfinished and at == len(words) - 1 and REPEATED_WORDS <= same < length
            if same == wanted or cut_off:
                second = at - same + 1
                if found is None or second < found[1]:
                    found = second - length, second
                break
    if found is None:
        return None
    first, second = found
    return Repetition(matches[first].start(), matches[second - 1].end())


class Sign(StrEnum):
    """Names what speaks against a text."""

    SILENCE = "next to no speech in the sound"
    NO_SPEECH = "the recogniser thinks that nobody spoke"
    DOUBT = "the recogniser doubts its words"
    REPETITION = "the words go round in circles"
    KNOWN_PHRASE = "words that recognisers make up"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Describes a stretch of sound and the text that was recognised in it."""

    text: str
    seconds: float
    """Length of the sound."""
    speech_s: float
    """Seconds of the sound in which a voice detector hears speech."""
    no_speech_probability: float
    """0 … 1, from the recogniser."""
    average_log_probability: float
    """Mean over the tokens; below 0."""
    compression_ratio: float
    """Length of the text over its zlib-compressed length; ordinary sentences are near 1."""


def signs(evidence: Evidence) -> frozenset[Sign]:
    """Returns every sign that speaks against the text."""
    found = set()
    if evidence.speech_s < max(MIN_SPEECH_S, MIN_SPEECH_SHARE * evidence.seconds):
        found.add(Sign.SILENCE)
    if evidence.no_speech_probability > MAX_NO_SPEECH:
        found.add(Sign.NO_SPEECH)
    if evidence.average_log_probability < MIN_LOG_PROBABILITY:
        found.add(Sign.DOUBT)
    if evidence.compression_ratio > MAX_COMPRESSION or find_repetition(evidence.text) is not None:
        found.add(Sign.REPETITION)
    if is_known_phrase(evidence.text):
        found.add(Sign.KNOWN_PHRASE)
    return frozenset(found)


def is_credible(evidence: Evidence) -> bool:
    """Returns whether somebody said the text: it has a letter or a digit, and at most one sign speaks against it."""
    return bool(_plain(evidence.text)) and len(signs(evidence)) < 2


def is_known_phrase(text: str) -> bool:
    """Returns whether the whole text is something that recognisers write for silence, or only notes and brackets."""
    if _NOTES_OR_REMARK.fullmatch(text.strip()) or is_echo(text):
        return True
    plain = _plain(text)
    return plain in _KNOWN_PHRASES or _CREDITS.fullmatch(plain) is not None or _is_one_phrase_repeated(plain)


def nothing_heard() -> NothingHeard:
    """Returns the error for an utterance without words."""
    return NothingHeard("I heard nothing", 'Say "Jarvis" and your wish in one breath, a little louder or closer.')


def _is_one_phrase_repeated(plain: str) -> bool:
    words = plain.split()
    for length in (1, 2, 3, 4):
        if len(words) > length and len(words) % length == 0 and words == words[:length] * (len(words) // length):
            return " ".join(words[:length]) in _KNOWN_PHRASES
    return False


def _plain(text: str) -> str:
    """Returns the text in lower case, with letters and digits only and single spaces."""
    kept = (
        character if character.isalnum() else "" if character in "'’." else " "
        for character in unicodedata.normalize("NFKC", text).lower()
    )
    return " ".join("".join(kept).split())
