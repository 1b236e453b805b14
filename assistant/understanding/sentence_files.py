"""Reads and checks the sentence files; an error names the place of the mistake.

A file has the form of Home Assistant's sentence files (hassil templates), with a few keys of our own beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from hassil.expression import Expression, Group, ListReference, RuleReference
from hassil.intents import Intents
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError
from hassil.util import merge_dict

from assistant.core.errors import ConfigError

COMMANDS = ("Paint", "Again", "Change", "Back", "Help", "Thanks", "Stop", "Dismiss", "Save")
WISH = "Wish"
_INTENTS = (*COMMANDS, WISH)
_MAPPINGS = ("intents", "expansion_rules", "lists")
ASPECTS = ("when", "season", "weather", "color", "size")
"""Lists of values of which a picture has one each: night replaces morning."""
_WORD_LISTS = ("skip_words", "fillers", "no_subjects", "no_subject_starts", "joints", "help", "examples")
_TEXTS = ("rephrase", "addition")
_KEYS = ("language", *_TEXTS, *_MAPPINGS, *_WORD_LISTS)
_DATA_KEYS = ("sentences", "slots", "metadata")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Holds everything that the sentence files define."""

    commands: Intents
    picture_templates: Intents
    """Templates that name a picture before its subject: "two oil paintings of"."""
    style_templates: Intents
    """Templates that name a style after the subject: "as a watercolor"."""
    articles: frozenset[str]
    """Words that begin a noun phrase, numbers included."""
    skip_words: tuple[str, ...]
    """Words that are ignored at the start and at the end."""
    fillers: tuple[str, ...]
    """Words that are ignored anywhere."""
    rephrase: str
    """Sentence with "{words}" that is suggested for a wish that lacks its verb."""
    no_subjects: frozenset[str]
    """Words that nobody wants painted by themselves: "it", "me"."""
    no_subject_starts: frozenset[str]
    """Words with which no such wish begins."""
    connectives: tuple[str, ...]
    """Words between the parts of a description: "in", "with", "and". Their key in the files is `joints`."""
    addition: str
    """Form of "{words}" that are added to a description: "with {words}"."""
    aspects: dict[str, tuple[str, ...]]
    """Values of each list in ASPECTS, as they stand in a description."""
    help: tuple[str, ...]
    """Sentences that a person is shown who asks what can be said."""
    examples: tuple[str, ...]


def read_sentences(folder: Path, language: str, further: Sequence[str]) -> Sentences:
    """Reads the language's file and adds the `further` files to it, in order.

    Raises:
        ConfigError: A file is missing, unreadable or malformed; the error says where.
    """
    languages = sorted(path.stem for path in folder.glob("*.yaml"))
    if language not in languages:
        raise ConfigError(
            f"There are no sentences for the language {language!r}",
            f"Set understanding.language to one of: {', '.join(languages) or 'none is installed'}.",
        )
    contents: dict[Path, dict[str, Any]] = {}
    for path in (folder / f"{language}.yaml", *(Path(name).expanduser() for name in further)):
        contents[path] = _read(path)
        _check(contents[path], path)
    names = {kind: {str(name) for one in contents.values() for name in one.get(kind, {})} for kind in _MAPPINGS}
    for path, content in contents.items():
        _check_references(content, names, path)
    merged: dict[str, Any] = {}
    for content in contents.values():
        merge_dict(merged, content)
    return _build({**merged, "language": language})


def _build(merged: dict[str, Any]) -> Sentences:
    hassil_keys = {key: merged.get(key, {}) for key in ("expansion_rules", "lists")}
    intents: dict[str, Any] = merged.get("intents", {})

    def made_of(chosen: dict[str, Any]) -> Intents:
        return Intents.from_dict({"language": merged["language"], "intents": chosen, **hassil_keys})

    def wishes(naming_picture: bool) -> Intents:
        data = intents.get(WISH, {"data": []})["data"]
        return made_of({WISH: {"data": [block for block in data if _names_picture(block) is naming_picture]}})

    return Sentences(
        commands=made_of({name: intents[name] for name in COMMANDS if name in intents}),
        picture_templates=wishes(naming_picture=True),
        style_templates=wishes(naming_picture=False),
        articles=frozenset(
            str(word).casefold() for word in merged.get("lists", {}).get("article", {}).get("values", ())
        ),
        skip_words=tuple(merged.get("skip_words", ())),
        fillers=tuple(merged.get("fillers", ())),
        rephrase=merged.get("rephrase", ""),
        no_subjects=frozenset(word.casefold() for word in merged.get("no_subjects", ())),
        no_subject_starts=frozenset(word.casefold() for word in merged.get("no_subject_starts", ())),
        connectives=tuple(merged.get("joints", ())),
        addition=merged.get("addition", ""),
        aspects={name: _outs(merged.get("lists", {}).get(name, {})) for name in ASPECTS},
        help=tuple(merged.get("help", ())) or tuple(merged.get("examples", ())),
        examples=tuple(merged.get("examples", ())),
    )


def _outs(slot_list: dict[str, Any]) -> tuple[str, ...]:
    values = slot_list.get("values", ())
    return tuple(value if isinstance(value, str) else str(value.get("out", value["in"])) for value in values)


def _names_picture(block: dict[str, Any]) -> bool:
    return bool(block.get("metadata", {}).get("picture"))


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(
            f"The sentence file {path} cannot be read: {reason}", "Correct understanding.sentences in your settings."
        ) from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark is not None else "its text"
        problem = getattr(error, "problem", None) or "not readable as YAML"
        raise _wrong(path, place, problem) from error
    if not isinstance(content, dict):
        raise _wrong(path, "line 1", "it must begin with keys such as `intents:`")
    return content


def _check(content: dict[str, Any], path: Path) -> None:
    _check_names(content, _KEYS, path, "")
    for key in _MAPPINGS:
        if not isinstance(content.get(key, {}), dict):
            raise _wrong(path, key, "it must be a list of names with their content")
    for key in _WORD_LISTS:
        words = content.get(key, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise _wrong(path, key, 'it must be a list of words; put quotes around "on", "off", "yes" and "no"')
    for key in _TEXTS:
        if not isinstance(content.get(key, ""), str):
            raise _wrong(path, key, "it must be a sentence")
    _check_names(content.get("intents", {}), _INTENTS, path, "intents.")
    for name, intent in content.get("intents", {}).items():
        _check_intent(intent, path, f"intents.{name}")
    for name, slot_list in content.get("lists", {}).items():
        values = slot_list.get("values") if isinstance(slot_list, dict) else None
        if not isinstance(slot_list, dict) or not (slot_list.get("wildcard") is True or _are_values(values)):
            raise _wrong(
                path, f"lists.{name}", "it must have `values:` (texts, or `in:` and `out:`) or `wildcard: true`"
            )
    for place, template in _templates(content):
        try:
            parse_sentence(template)
        except (ParseError, AssertionError, ValueError) as error:
            raise _wrong(path, place, f"{template!r} is not a sentence template ({error})") from error


def _check_intent(intent: Any, path: Path, place: str) -> None:
    data = intent.get("data") if isinstance(intent, dict) else None
    if not isinstance(data, list):
        raise _wrong(path, place, "it must have `data:` with a list of sentences")
    for index, block in enumerate(data):
        where = f"{place}.data[{index}]"
        if not isinstance(block, dict):
            raise _wrong(path, where, "it must have `sentences:`")
        _check_names(block, _DATA_KEYS, path, f"{where}.")
        sentences = block.get("sentences")
        if not isinstance(sentences, list) or not sentences or not all(isinstance(text, str) for text in sentences):
            raise _wrong(path, f"{where}.sentences", "it must be a list of sentences")
        for key in ("slots", "metadata"):
            if not isinstance(block.get(key, {}), dict):
                raise _wrong(path, f"{where}.{key}", "it must have names with values")


def _are_values(values: Any) -> bool:
    return isinstance(values, list) and all(
        isinstance(value, str) or (isinstance(value, dict) and isinstance(value.get("in"), str)) for value in values
    )


def _check_names(found: dict[Any, Any], known: Sequence[str], path: Path, place: str) -> None:
    for name in found:
        if name not in known:
            near = get_close_matches(str(name), known, n=1, cutoff=0.5)
            hint = f'did you mean "{near[0]}"?' if near else f"known names are: {', '.join(known)}"
            raise _wrong(path, f"{place}{name}", f"there is no such name; {hint}")


def _templates(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields every template with its place, as "intents.Paint.data[0].sentences[2]"."""
    for name, intent in content.get("intents", {}).items():
        for index, block in enumerate(intent["data"]):
            for number, text in enumerate(block["sentences"]):
                yield f"intents.{name}.data[{index}].sentences[{number}]", text
    for name, rule in content.get("expansion_rules", {}).items():
        yield f"expansion_rules.{name}", str(rule)
    for name, slot_list in content.get("lists", {}).items():
        for number, value in enumerate(slot_list.get("values", ())):
            yield f"lists.{name}.values[{number}]", value if isinstance(value, str) else value["in"]


def _check_references(content: dict[str, Any], names: dict[str, set[str]], path: Path) -> None:
    for place, template in _templates(content):
        for kind, name in _references(parse_sentence(template).expression):
            if name not in names[kind]:
                sign = "<{}>" if kind == "expansion_rules" else "{{{}}}"
                near = get_close_matches(name, sorted(names[kind]), n=1, cutoff=0.5)
                hint = f"did you mean {sign.format(near[0])}?" if near else f"add it under `{kind}:`"
                raise _wrong(path, place, f"there is no {sign.format(name)}; {hint}")


def _references(expression: Expression) -> Iterator[tuple[str, str]]:
    if isinstance(expression, RuleReference):
        yield "expansion_rules", expression.rule_name
    elif isinstance(expression, ListReference):
        yield "lists", expression.list_name
    elif isinstance(expression, Group):
        for item in expression.items:
            yield from _references(item)


def _wrong(path: Path, place: str, problem: str) -> ConfigError:
    return ConfigError(
        f"Something is wrong in the sentence file {path}, at {place}: {problem}",
        "Correct the file; config/sentences/en.yaml shows how it is done.",
    )
