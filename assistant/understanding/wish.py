"""Takes a description apart: "two oil paintings of Iron Man by Botticelli" → subject, style, count. Pure; daemon.

The templates of the `Wish` intent say how. They are tried until none fits, so styles add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hassil.intents import Intents
from hassil.recognize import RecognizeResult, recognize_all

_MOST_COUNT = 4
_MOST_STYLES = 3
_MOST_LOOK_WORDS = 3
"""Words of style before "painting of" or "style": "late medieval Flemish"."""
_MOST_ARTIST_WORDS = 6
_STYLE_WORDS = 14
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
    names_picture: bool
    free_letters: int
    """Letters that were taken for free words of style; the least is the best reading."""


def take_apart(description: str, intents: Intents, articles: frozenset[str]) -> Wish:
    """Subject, style and count of what somebody wants painted; `articles` begin no style ("a portrait of …")."""
    subject, front, back = description.strip(_EDGE), "", list[str]()
    count: int | None = None
    names_picture = False
    for _ in range(_MOST_STYLES):
        reading = _best(subject, intents, articles, allow_picture=not names_picture)
        if reading is None:
            break
        subject = reading.subject
        if reading.names_picture:
            names_picture, front, count = True, reading.style, reading.count
        else:
            back.insert(0, reading.style)
    styles = [style for style in (front, *back) if style]
    return Wish(subject, " ".join(_without_repetition(styles)) or None, count, names_picture)


def _best(subject: str, intents: Intents, articles: frozenset[str], allow_picture: bool) -> _Reading | None:
    head, middle, tail = _ends(subject)
    readings: list[_Reading] = []
    for text, before, after in (
        ((subject, "", ""),) if not middle else ((head, "", middle + tail), (tail, head + middle, ""))
    ):
        for reading in _readings(text, intents, articles):
            if reading.names_picture and (before or not allow_picture):
                continue
            if not reading.names_picture and after:
                continue
            whole = f"{before}{reading.subject} {after}".strip(_EDGE)
            readings.append(_Reading(whole, reading.style, reading.count, reading.names_picture, reading.free_letters))
    return min(readings, key=_doubt, default=None)


def _doubt(reading: _Reading) -> tuple[bool, int, bool, int]:
    return not reading.names_picture, reading.free_letters, reading.count is None, len(reading.subject)


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
        bool(metadata.get("picture")),
        len(look) + len(artist),
    )


def _said(entity: object, text: str) -> str:
    """The words of a part as they were said, punctuation between them included."""
    span = getattr(entity, "text_span", None)
    said = text[span[0] : span[1]] if span else str(getattr(entity, "text", ""))
    return said.strip(_EDGE)


def _ends(text: str) -> tuple[str, str, str]:
    """First words, what lies between, last words; the middle is empty where the text is short."""
    words = list(re.finditer(r"\S+\s*", text))
    if len(words) <= 2 * _STYLE_WORDS:
        return text, "", ""
    first, last = words[_STYLE_WORDS].start(), words[-_STYLE_WORDS].start()
    return text[:first], text[first:last], text[last:]


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
