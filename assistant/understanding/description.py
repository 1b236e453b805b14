"""Divides a description into its parts: "two oil paintings of Iron Man by Botticelli" → subject, style, count.

The templates of the `Wish` intent define how. Those for the end of a description are applied until none matches, so
styles add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hassil.intents import Intents
from hassil.recognize import RecognizeResult, recognize_all

from assistant.understanding.sentence_files import Sentences

_MAX_COUNT = 4
_MAX_STYLES = 3
_MAX_LOOK_WORDS = 3
"""Maximum number of style words before "painting of" or "style": "late medieval Flemish"."""
_MAX_ARTIST_WORDS = 6
_STYLE_WORDS = 16
"""Number of words at each end in which styles are looked for. It bounds the time for long descriptions."""
_EDGE = " \t\n,.;:!?-–—\"'“”‘’"

_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class DescriptionParts:
    """Holds the parts of a description."""

    subject: str
    style: str | None
    count: int | None
    names_picture: bool
    """Whether the description has words such as "a picture of"."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """Holds one way to read a style at an end of a description."""

    subject: str
    style: str
    count: int | None
    free_letters: int
    """Number of letters that were taken for free words of a style; the reading with the fewest is the best."""


def parse_description(description: str, sentences: Sentences) -> DescriptionParts:
    """Returns subject, style and count of what somebody wants painted."""
    subject, styles = description.strip(_EDGE), list[str]()
    front = _best(subject, sentences.picture_templates, sentences.articles, at_end=False)
    if front is not None:
        subject = front.subject
    for _ in range(_MAX_STYLES):
        back = _best(subject, sentences.style_templates, sentences.articles, at_end=True)
        if back is None:
            break
        subject = back.subject
        styles.insert(0, back.style)
    if front is not None:
        styles.insert(0, front.style)
    style = " ".join(_without_repetition(style for style in styles if style)) or None
    return DescriptionParts(subject, style, front.count if front is not None else None, front is not None)


def _best(subject: str, intents: Intents, articles: frozenset[str], at_end: bool) -> _Reading | None:
    """Returns the most certain reading of one style at an end of `subject`."""
    words = list(re.finditer(r"\S+", subject))
    before, text, after = "", subject, ""
    if len(words) > _STYLE_WORDS and at_end:
        before, text = subject[: words[-_STYLE_WORDS].start()], subject[words[-_STYLE_WORDS].start() :]
    elif len(words) > _STYLE_WORDS:
        text, after = subject[: words[_STYLE_WORDS].start()], subject[words[_STYLE_WORDS].start() :]
    best = min(_readings(text, intents, articles), key=_uncertainty, default=None)
    return best and replace(best, subject=f"{before}{best.subject} {after}".strip(_EDGE))


def _uncertainty(reading: _Reading) -> tuple[int, bool, int]:
    return reading.free_letters, reading.count is None, len(reading.subject)


def _readings(text: str, intents: Intents, articles: frozenset[str]) -> Iterator[_Reading]:
    for result in recognize_all(text, intents):
        reading = _reading(result, text, articles)
        if reading is not None:
            yield reading


def _reading(result: RecognizeResult, text: str, articles: frozenset[str]) -> _Reading | None:
    said = {entity.name: _spoken_text(entity, text) for entity in result.entities_list}
    metadata = result.intent_metadata or {}
    subject = said.get("subject", "")
    look, artist = said.get("look", ""), said.get("artist", "")
    if not subject or _word_count(look) > _MAX_LOOK_WORDS or _word_count(artist) > _MAX_ARTIST_WORDS:
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
        min(count, _MAX_COUNT) if isinstance(count, int) else None,
        len(look) + len(artist),
    )


def _spoken_text(entity: object, text: str) -> str:
    """Returns the words of an entity as they were said, punctuation between them included."""
    span = getattr(entity, "text_span", None)
    said = text[span[0] : span[1]] if span else str(getattr(entity, "text", ""))
    return said.strip(_EDGE)


def _is_name(words: str) -> bool:
    """Returns whether words look like a person's name: the first and the last begin with a capital letter."""
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
