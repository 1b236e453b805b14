"""Removes the wake word, and what was said before it, from a transcript.

The recording of an utterance begins about two seconds before the wake word was recognised, so the transcript may hold
the end of another sentence first, and the recogniser may have misheard the name. The module never corrects other words,
and never tells the recogniser to expect the name: a recogniser that expects it writes it for "service" and "Travis",
too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"jarvis(?:'s|')?")

_SOUNDS_LIKE_NAME = re.compile(
    r"(?:d?j|ch|sh|[td]r|[dghkcstyz])"  # the onset of "Jarvis", or what a recogniser takes it for
    r"[aeiou]+r?[aeiou]*"  # "ar", with or without its r
    r"(?:v|ff?)[aeiou]+"  # "vi"
    r"(?:s+|z|ce|sh|st)"  # "s"
)
"""Matches the sounds of /ˈdʒɑːvɪs/ in English spelling: Jervis, Javis, Chavis, Charvis, Travis, Davis, Garvis, service
…"""

_COMMANDS = frozenset(
    {
        *("paint", "draw", "sketch", "show", "make", "create", "generate", "can", "could", "would", "will", "please"),
        *(
            "i",
            "i'd",
            "let's",
            "again",
            "another",
            "one",
            "once",
            "stop",
            "cancel",
            "never",
            "forget",
            "abort",
            "close",
        ),
        *("dismiss", "hide", "go", "clear", "keep", "save", "thanks", "thank", "do", "give", "redo", "repeat"),
        *("male", "mal", "zeichne", "zeig", "zeige", "skizziere", "noch", "nochmal", "stopp", "behalte", "speichere"),
    }
)
"""Words that begin a command. They only distinguish a call from a mention: the grammar is in
`assistant.understanding`."""

_FIRST_WORDS = 12
"""Number of words from the start among which the wake word is looked for: two seconds of fast speech are about eight
words."""

_FILLERS = frozenset({"hey", "hi", "hello", "ok", "okay", "oh", "uh", "um", "so", "and", "yo", "well", "ah"})

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*['’]?")
_SENTENCE_END = re.compile(r"[.!?…]")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    opens_sentence: bool
    pause_after: bool


def strip_wake_word(text: str) -> str:
    """Returns what was said to the assistant: the part of `text` after the wake word.

    Without a wake word near its start, or where the name belongs to the request ("paint me Jarvis the butler"), the
    text stays whole. A call with nothing after it gives the command before it ("Stop, Jarvis." → "Stop"), or "" where
    there is none.
    """
    rest = text.strip()
    while True:
        words = _words(rest)
        call = _find_call(words)
        if call is None:
            return rest
        first, last = call
        after = rest[words[last].end :].lstrip(" \t\r\n,.;:!?…-–—")
        if not after:
            return _command_before(rest, words[:first])
        rest = after


def _words(text: str) -> list[_Word]:
    matches = []
    for match in _WORD.finditer(text):
        matches.append(match)
        if len(matches) > _FIRST_WORDS + 2:
            break
    words = []
    for index, match in enumerate(matches):
        before = text[matches[index - 1].end() if index else 0 : match.start()]
        after = text[match.end() : match.end() + 1]
        words.append(
            _Word(
                match.group().lower().replace("’", "'"),
                match.start(),
                match.end(),
                index == 0 or bool(_SENTENCE_END.search(before)),
                bool(after) and not after.isspace() and after not in "-_",
            )
        )
    return words


def _find_call(words: list[_Word]) -> tuple[int, int] | None:
    """Returns the first and last index of the words that call the assistant."""
    for index, word in enumerate(words[:_FIRST_WORDS]):
        if _NAME.fullmatch(word.text) and _is_call(words, index, index):
            return index, index
        if word.text in _COMMANDS:
            continue
        for last in (index, index + 1):
            if last < len(words) and _sounds_like(words, index, last) and _is_sure_call(words, index, last):
                return index, last
    return None


def _sounds_like(words: list[_Word], first: int, last: int) -> bool:
    joined = "".join(word.text for word in words[first : last + 1]).removesuffix("'s").replace("'", "")
    return _SOUNDS_LIKE_NAME.fullmatch(joined) is not None or _NAME.fullmatch(joined) is not None


def _is_call(words: list[_Word], first: int, last: int) -> bool:
    """Returns whether a clearly heard name is called, not mentioned in a request."""
    if _next_is_command(words, last):
        return True
    return not any(word.text in _COMMANDS for word in _same_sentence_before(words, first)) or last + 1 == len(words)


def _is_sure_call(words: list[_Word], first: int, last: int) -> bool:
    """Returns whether a word that only sounds like the name is a call: it opens a sentence, and a command or a pause
    follows."""
    before = _same_sentence_before(words, first)
    if any(word.text not in _FILLERS for word in before):
        return False
    return _next_is_command(words, last) or (words[last].pause_after and last + 1 < len(words))


def _next_is_command(words: list[_Word], last: int) -> bool:
    return last + 1 < len(words) and words[last + 1].text in _COMMANDS


def _same_sentence_before(words: list[_Word], index: int) -> list[_Word]:
    start = index
    while start > 0 and not words[start].opens_sentence:
        start -= 1
    return words[start:index]


def _command_before(text: str, before: list[_Word]) -> str:
    start = len(before)
    while start > 0:
        start -= 1
        if before[start].opens_sentence:
            break
    sentence = before[start:]
    if not sentence or sentence[0].text not in _COMMANDS:
        return ""
    return text[sentence[0].start : sentence[-1].end]
