"""Takes a description apart: "two oil paintings of Iron Man by Botticelli" → subject, style, count. Pure; daemon.

The templates of the `Wish` intent say how. Those for the end are tried until none fits, so styles add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hassil.intents import Intents
from hassil.recognize import RecognizeResult, recognize_all

from assistant.understanding.sentence_files import Sentences

_MOST_COUNT = 4
_MOST_STYLES = 3
_MOST_LOOK_WORDS = 3
"""Words of style before "painting of" or "style": "late medieval Flemish"."""
_MOST_ARTIST_WORDS = 6
_STYLE_WORDS = 16
"""Styles are looked for in this many words at each end: it bounds the time for long descriptions."""
_EDGE = " \t\n,.;:!?-–—\"'“”‘’"

_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Wish:
    """A description's parts."""

    subject: str
    style: str | None
    count: int | None
    names_picture: bool
    """Whether it has words such as "a picture of"."""


@dataclass(frozen=True, slots=True)
class _Reading:
    subject: str
    style: str
    count: int | None
    free_letters: int
    """Letters that were taken for free words of style; the least is the best reading."""


def take_apart(description: str, sentences: Sentences) -> Wish:
    """Subject, style and count of what somebody wants painted."""
    subject, styles = description.strip(_EDGE), list[str]()
    front = _best(subject, sentences.fronts, sentences.articles, at_end=False)
    if front is not None:
        subject = front.subject
    for _ in range(_MOST_STYLES):
        back = _best(subject, sentences.backs, sentences.articles, at_end=True)
        if back is None:
            break
        subject = back.subject
        styles.insert(0, back.style)
    if front is not None:
        styles.insert(0, front.style)
    style = " ".join(_without_repetition(style for style in styles if style)) or None
    return Wish(subject, style, front.count if front is not None else None, front is not None)


def _best(subject: str, intents: Intents, articles: frozenset[str], at_end: bool) -> _Reading | None:
    """The surest reading of one style at an end of `subject`."""
    words = list(re.finditer(r"\S+", subject))
    before, text, after = "", subject, ""
    if len(words) > _STYLE_WORDS and at_end:
        before, text = subject[: words[-_STYLE_WORDS].start()], subject[words[-_STYLE_WORDS].start() :]
    elif len(words) > _STYLE_WORDS:
        text, after = subject[: words[_STYLE_WORDS].start()], subject[words[_STYLE_WORDS].start() :]
    best = min(_readings(text, intents, articles), key=_doubt, default=None)
    return best and replace(best, subject=f"{before}{best.subject} {after}".strip(_EDGE))


def _doubt(reading: _Reading) -> tuple[int, bool, int]:
    return reading.free_letters, reading.count is None, len(reading.subject)


def _readings(text: str, intents: Intents, articles: frozenset[str]) -> Iterator[_Reading]:
    for result in recognize_all(text, intents):
        reading = _reading(result, text, articles)
        if reading is not None:
            yield reading


def _reading(result: RecognizeResult, text: str, articles: frozenset[str]) -> _Reading | None:
    said = {entity.name: _said(entity, text) for entity in result.entities_list}
    metadata = result.intent_metadata or {}
    subject = said.get("subject", "")
    look, artist = said.get("look", ""), said.get("artist", "")
    if not subject or _word_count(look) > _MOST_LOOK_WORDS or _word_count(artist) > _MOST_ARTIST_WORDS:
        return None
    if look and look.casefold().split()[0] in articles:
        return None
    name = metadata.get("name")
    if name is not None and not _is_name(said.get(name, "")):
        return None
    values = {
        entity.name: entity.value if isinstance(entity.value, str) and not entity.is_wildcard else said[entity.name]
        for entity in result.entities_list
    }
    style = _PART.sub(lambda part: values.get(part.group(1), ""), str(metadata.get("style", "")))
    count = next((entity.value for entity in result.entities_list if entity.name == "count"), None)
    return _Reading(
        subject,
        " ".join(style.split()),
        min(count, _MOST_COUNT) if isinstance(count, int) else None,
        len(look) + len(artist),
    )


def _said(entity: object, text: str) -> str:
    """The words of a part as they were said, punctuation between them included."""
    span = getattr(entity, "text_span", None)
    said = text[span[0] : span[1]] if span else str(getattr(entity, "text", ""))
    return said.strip(_EDGE)


def _is_name(words: str) -> bool:
    """Whether words look like somebody's name: the first one, and the last, begin with a capital letter."""
    parts = words.split()
    return bool(parts) and parts[0][0].isupper() and parts[-1][0].isupper()


def _word_count(text: str) -> int:
    return len(text.split())


def _without_repetition(styles: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for style in styles:
        if not any(style.casefold() in other.casefold() for other in kept):
            kept.append(style)
    return kept
