"""Changes one thing about the last wish: "make it night", "without the hat", "as an oil painting".

The templates of the `Change` intent define what can be said; their `metadata.aspect` names what changes about the
picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast, get_args

from hassil.recognize import RecognizeResult
from msgspec.structs import replace

from assistant.core.commands import Aspect, Change, Paint
from assistant.core.errors import NotUnderstoodError
from assistant.understanding.sentence_files import Sentences

_MAX_WORDS = 8
"""Maximum number of words of a change; longer texts are wishes of their own, or talk."""
_EDGE = " \t\n,.;:!?"
_PART = re.compile(r"\{(\w+)\}")
_DETERMINERS = frozenset({"the", "my", "your", "his", "her", "its", "our", "their", "this", "that", "these", "those"})
_VOWELS = frozenset("aeiou")


def read_change(result: RecognizeResult, text: str) -> Change | None:
    """Returns the change that a matched sentence asks for; None where its free words are too many to be one."""
    metadata = result.intent_metadata or {}
    aspect = str(metadata.get("aspect"))
    if aspect not in get_args(Aspect):
        return None
    values: dict[str, str] = {}
    for entity in result.entities_list:
        span = entity.text_span
        said = (text[span[0] : span[1]] if span else str(entity.text)).strip(_EDGE)
        if entity.is_wildcard and (not said or len(said.split()) > _MAX_WORDS):
            return None
        values[entity.name] = said if entity.is_wildcard else str(entity.value)
    words = " ".join(_PART.sub(lambda part: values.get(part.group(1), ""), str(metadata.get("words"))).split())
    return Change(cast("Aspect", aspect), words) if words else None


def apply_change(last: Paint, change: Change, sentences: Sentences) -> Paint:
    """Returns the wish `last` with that change.

    Raises:
        NotUnderstoodError: What is to be removed is not among the words of the wish, or is all of it.
    """
    subject = last.subject
    match change.aspect:
        case "style":
            return replace(last, style=change.words)
        case "color" | "size":
            subject = _with_adjective(subject, change.words, sentences.aspects[change.aspect], sentences.articles)
        case "when" | "season" | "weather":
            subject = f"{_without_phrases(subject, sentences.aspects[change.aspect])} {change.words}"
        case "with":
            subject = _with(subject, change.words, sentences)
        case "without":
            subject = _without(subject, change.words, sentences)
        case "instead":
            parts = _divided(subject, sentences.connectives)
            subject = " ".join([change.words, *(f"{joint} {part}" for joint, part in parts[1:])])
    return replace(last, subject=subject)


def _with_adjective(subject: str, word: str, others: Iterable[str], articles: frozenset[str]) -> str:
    """Puts an adjective into a description: "a fox in the snow" and "red" make "a red fox in the snow". It replaces
    another word of its kind."""
    words = subject.split()
    at = 1 if words[0].casefold() in articles | _DETERMINERS and len(words) > 1 else 0
    if words[at].casefold() in others and len(words) > at + 1:
        del words[at]
    words.insert(at, word)
    if at and words[0].casefold() in {"a", "an"}:
        words[0] = "an" if word[0].casefold() in _VOWELS else "a"
    return " ".join(words)


def _without_phrases(subject: str, phrases: Iterable[str]) -> str:
    either = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    shorter = re.sub(rf"[\s,]+(?:{either})(?!\w)", "", subject, flags=re.IGNORECASE).strip(_EDGE)
    return shorter or subject


def _with(subject: str, thing: str, sentences: Sentences) -> str:
    added = sentences.addition.replace("{words}", thing)
    first = added.partition(" ")[0].casefold()
    head, *others = _divided(subject, sentences.connectives)
    # A thing joins those that are there already: "a fox with a hat" gets "and a scarf", not a second "with".
    last = max((index for index, (joint, _) in enumerate(others) if joint.casefold() == first), default=None)
    pieces = [f"{joint} {part}" for joint, part in others]
    if last is None:
        return " ".join([head[1], added, *pieces])
    return " ".join([head[1], *pieces[: last + 1], f"and {thing}", *pieces[last + 1 :]])


def _without(subject: str, thing: str, sentences: Sentences) -> str:
    name = [word.casefold() for word in thing.split() if word.casefold() not in sentences.articles | _DETERMINERS]
    parts = _divided(subject, sentences.connectives)
    found = next((index for index, (_, part) in enumerate(parts) if _mentions(part, name)), None)
    if found is None:
        raise NotUnderstoodError(f"I know of no {' '.join(name)} in it", f"I painted “{subject}”.")
    if found == 0:
        raise NotUnderstoodError(f"Nothing would be left without {thing}", f"I painted “{subject}”.")
    joint = parts[found][0]
    del parts[found]
    if found < len(parts) and parts[found][0].casefold() in {"and", "or", ","}:
        parts[found] = (joint, parts[found][1])
    return " ".join([parts[0][1], *(f"{joint} {part}" for joint, part in parts[1:])])


def _mentions(part: str, name: list[str]) -> bool:
    """Returns whether this part of a description is about that thing, in the singular or the plural."""
    said = {word.casefold().strip(_EDGE) for word in part.split()}
    return bool(name) and all(said & {word, f"{word}s", f"{word}es", word.removesuffix("s")} for word in name)


def _divided(subject: str, connectives: Iterable[str]) -> list[tuple[str, str]]:
    """Divides a description at its connectives: "a fox with a hat in the snow" → [("", "a fox"), ("with", "a hat"),
    ("in", "the snow")]."""
    either = "|".join(re.escape(joint) for joint in sorted(connectives, key=len, reverse=True))
    if not either:
        return [("", subject)]
    pieces = re.split(rf"[\s,]+({either})\s+", subject, flags=re.IGNORECASE)
    return [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
