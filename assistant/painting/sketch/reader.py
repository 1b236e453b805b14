"""A prompt read as a scene. Pure: words in, a value out.

Runs in the painter's process. Never draws. Rules are simple on purpose: at each place the longest known run of words is
taken, and what it means is told to a `Reading`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.painting.sketch.reading import Reading
from assistant.painting.sketch.scene import MAX_WORDS, Scene
from assistant.painting.sketch.vocabulary import Costume, Thing, Vocabulary, read_table, singular, tokens_of


class SceneReader:
    """Reads prompts with one vocabulary and the tables of config/sketch/scenes.toml."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table = read_table("scenes")
        self._vocabulary = vocabulary
        self._colours: dict[str, str] = table["colours"]
        self._costumes = vocabulary.costumes
        self._phrases: dict[tuple[str, ...], list[tuple[str, Any]]] = {}
        for kind, section in (
            ("filler", "filler"),
            ("number", "numbers"),
            ("size", "sizes"),
            ("relation", "relations"),
            ("action", "actions"),
            ("portrait", "portrait"),
            ("place", "places"),
            ("time", "times"),
            ("weather", "weathers"),
            ("style", "styles"),
            ("manner", "manners"),
        ):
            for meaning, phrases in table[section].items():
                for phrase in phrases:
                    self._add(phrase, kind, meaning)
        for colour in self._colours:
            self._add(colour, "colour", colour)
        for phrase, row in table["landmarks"].items():
            self._add(phrase, "landmark", row)
        for place, row in table["places_after"].items():
            for phrase in row["words"]:
                self._add(phrase, "place_after", (place, frozenset(row["after"])))
        self._longest = max(map(len, self._phrases))

    def read(self, subject: str, style: str | None = None) -> Scene:
        """The scene of a prompt. `style` is what was said about the manner, where it is known apart."""
        reading = Reading(self._vocabulary, self._colours)
        words = tokens_of(subject[:20_000])[:MAX_WORDS]
        at = 0
        while at < len(words):
            at += self._step(reading, words, at)
        scene = reading.scene()
        if style:
            manner = self._read_style(tokens_of(style[:1000]))
            scene = replace(scene, **{key: value for key, value in manner.items() if value})
        return scene

    def _add(self, phrase: str, kind: str, meaning: Any) -> None:
        self._phrases.setdefault(tuple(phrase.lower().replace("-", " ").split()), []).append((kind, meaning))

    def _match(self, words: list[str], at: int) -> tuple[list[tuple[str, Any]], int]:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            found = self._phrases.get(tuple(words[at : at + length]))
            if found:
                return found, length
        return [], 0

    def _step(self, reading: Reading, words: list[str], at: int) -> int:
        if words[at] == ",":
            reading.comma()
            return 1
        costumed = self._dress(reading, words, at)
        if costumed:
            return costumed
        meanings, length = self._match(words, at)
        kinds = dict(meanings)
        if "place_after" in kinds and reading.preposition in kinds["place_after"][1]:
            reading.place(kinds["place_after"][0])
            return length
        named = self._vocabulary.find(words, at)
        rather = named and named.length == length and self._is_rather(kinds, words, at, length)
        if named and named.length >= length and not rather:
            reading.name(named.meant, plural=named.plural)
            return named.length
        if length and set(kinds) != {"place_after"}:
            reading.mean(kinds, " ".join(words[at : at + length]))
            return length
        if words[at].isdigit():
            reading.number(int(words[at][:4]))
        else:
            reading.unknown(words[at])
        return 1

    def _dress(self, reading: Reading, words: list[str], at: int) -> int:
        """Take a job's name as clothes, after an animal or before it; how many words that took, or 0."""
        costume, length = self._costume(words, at)
        if not costume:
            return 0
        if reading.dress(costume):
            return length
        following = self._vocabulary.find(words, at + length)
        if following and isinstance(following.meant, Thing) and following.meant.is_creature:
            reading.costume = costume
            return length
        return 0

    def _costume(self, words: list[str], at: int) -> tuple[Costume | None, int]:
        for length in (2, 1):
            said = words[at : at + length]
            if len(said) == length:
                costume = self._costumes.get((*said[:-1], singular(said[-1])))
                if costume:
                    return costume, length
        return None, 0

    def _is_rather(self, kinds: dict[str, Any], words: list[str], at: int, length: int) -> bool:
        """Whether words that also name a thing mean something else here: "orange cat", "in the snow"."""
        if "colour" in kinds:
            following = at + length
            return following < len(words) and self._vocabulary.find(words, following) is not None
        return bool({"place", "time", "weather", "style", "manner", "relation", "action", "number"} & set(kinds))

    def _read_style(self, words: list[str]) -> dict[str, Any]:
        reading = Reading(self._vocabulary, self._colours)
        at = 0
        while at < len(words):
            meanings, length = self._match(words, at)
            for kind, meaning in meanings:
                if kind in ("style", "manner", "portrait"):
                    reading.mean({kind: meaning}, "")
            at += max(length, 1)
        found = reading.scene()
        return {"style": reading.style, "manner": found.manner, "portrait": found.portrait}
