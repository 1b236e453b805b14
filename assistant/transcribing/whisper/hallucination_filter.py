"""Guards against text from silence: recognisers write "Thank you." when nobody spoke. Pure; transcriber process.

It judges numbers and never hears sound. No single sign rejects a sentence: people do whisper, mumble, repeat
themselves and say "thank you". Two signs together do.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from assistant.core.errors import NothingHeard
from assistant.transcribing.whisper.decoder_prompts import is_echo
from assistant.transcribing.whisper.repetition import find_loop

LEAST_SPEECH_S = 0.2
"""A stressed syllable is about 0.2 s long; the shortest command, "stop", is longer."""
LEAST_SPEECH_RATIO = 0.03
"""Speech over length below which a long recording counts as silent: 0.6 s in 20 s."""
MOST_NO_SPEECH = 0.6
"""Whisper's own no-speech threshold (OpenAI whisper, `transcribe.py`)."""
LEAST_LOG_PROBABILITY = -1.0
"""Whisper's own threshold for a failed decoding (same source)."""
MOST_COMPRESSION = 2.4
"""Whisper's own threshold for repetition: text length over its zlib-compressed length (same source)."""

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
"""What Whisper is known to write for silence, as `_plain` writes it: ends of the subtitled videos it learned from."""

_CREDITS = re.compile(
    r"(?:subtitles?|subtitled|captions?|captioned|transcri(?:bed|ption)|untertitel\w*) (?:by|von|im)\b.*"
)

_NO_WORDS = re.compile(r"[\s.♪♫]*[♪♫][\s.♪♫]*|[\[(*♪♫][^\])]*[\])*♪♫][\s.]*")
"""Notes alone, or a remark in brackets, stars or notes: "♪", "[Music]", "*applause*"."""


class Sign(StrEnum):
    """What speaks against a text."""

    SILENCE = "next to no speech in the sound"
    NO_SPEECH = "the recogniser thinks that nobody spoke"
    DOUBT = "the recogniser doubts its words"
    REPETITION = "the words go round in circles"
    KNOWN_PHRASE = "words that recognisers make up"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a stretch of sound and of the text that was made of it."""

    text: str
    seconds: float
    """Length of the sound."""
    speech_s: float
    """Seconds of it in which a voice detector hears speech."""
    no_speech_probability: float
    """0 … 1, the recogniser's."""
    average_log_probability: float
    """Mean over the tokens, below 0."""
    compression_ratio: float
    """Length of the text over its zlib-compressed length; ordinary sentences are near 1."""


def signs(evidence: Evidence) -> frozenset[Sign]:
    """Every sign that speaks against the text."""
    found = set()
    if evidence.speech_s < max(LEAST_SPEECH_S, LEAST_SPEECH_RATIO * evidence.seconds):
        found.add(Sign.SILENCE)
    if evidence.no_speech_probability > MOST_NO_SPEECH:
        found.add(Sign.NO_SPEECH)
    if evidence.average_log_probability < LEAST_LOG_PROBABILITY:
        found.add(Sign.DOUBT)
    if evidence.compression_ratio > MOST_COMPRESSION or find_loop(evidence.text) is not None:
        found.add(Sign.REPETITION)
    if is_known_phrase(evidence.text):
        found.add(Sign.KNOWN_PHRASE)
    return frozenset(found)


def was_said(evidence: Evidence) -> bool:
    """Whether somebody said the text: it has a letter or a digit, and at most one sign speaks against it."""
    return bool(_plain(evidence.text)) and len(signs(evidence)) < 2


def is_known_phrase(text: str) -> bool:
    """Whether the whole text is something that recognisers write for silence, or only notes and brackets."""
    if _NO_WORDS.fullmatch(text.strip()) or is_echo(text):
        return True
    plain = _plain(text)
    return plain in _KNOWN_PHRASES or _CREDITS.fullmatch(plain) is not None or _is_one_phrase_repeated(plain)


def nothing_heard() -> NothingHeard:
    """The error for an utterance without words."""
    return NothingHeard("I heard nothing", 'Say "Jarvis" and your wish in one breath, a little louder or closer.')


def _is_one_phrase_repeated(plain: str) -> bool:
    words = plain.split()
    for length in (1, 2, 3, 4):
        if len(words) > length and len(words) % length == 0 and words == words[:length] * (len(words) // length):
            return " ".join(words[:length]) in _KNOWN_PHRASES
    return False


def _plain(text: str) -> str:
    """Lower case, letters and digits only, single spaces."""
    kept = (
        character if character.isalnum() else "" if character in "'’." else " "
        for character in unicodedata.normalize("NFKC", text).lower()
    )
    return " ".join("".join(kept).split())
