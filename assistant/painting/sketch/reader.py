"""A prompt read as a scene. Pure: words in, a value out.

Runs in the painter's process. Never draws. At each place the longest known run of words is taken; where it has several
meanings, the words around it decide; what it means is told to a `Reading`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.painting.sketch.lexicon import Lexicon, Match
from assistant.painting.sketch.reading import Reading
from assistant.painting.sketch.scene import MAX_WORDS, Scene
from assistant.painting.sketch.vocabulary import Costume, Found, Thing, Vocabulary
from assistant.painting.sketch.words import POSSESSIVE, singular, tokens_of

_MAX_LETTERS = 4000
"""Letters of a prompt that are looked at."""
_ATTRIBUTES = frozenset({"colour", "material"})
_OF_VERBS = frozenset({"how", "action", "gear", "meeting"})
_OF_MANNER = frozenset({"style", "manner", "portrait"})
_ALWAYS = frozenset(
    {"place", "time", "weather", "season", "mood", "style", "manner", "relation", "number", "size", "gear", "portrait"}
    | {"filler", "body", "without", "dressed", "landmark"}
)
"""Kinds of meaning that win over a thing of the same words: "in the snow"."""


class SceneReader:
    """Reads prompts with one vocabulary and the tables of config/sketch.

    Raises:
        ConfigError: A table of config/sketch cannot be read.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lexicon = Lexicon()

    def read(self, subject: str, style: str | None = None) -> Scene:
        """The scene of a prompt, or of its first words.

        Args:
            subject: What was asked for; only its first words are read (`scene.MAX_WORDS`).
            style: What was said about the manner, where it is known apart; it wins.
        """
        reading = Reading(self._vocabulary, self._lexicon)
        words = tokens_of(subject[:_MAX_LETTERS])[:MAX_WORDS]
        at = 0
        while at < len(words):
            at += self._step(reading, words, at)
        scene = reading.scene()
        return replace(scene, **self._manner_of(style)) if style else scene

    def _step(self, reading: Reading, words: list[str], at: int) -> int:
        """Take in what comes next; how many words that took."""
        length = self._dress(reading, words, at)
        if length or words[at] == ",":
            return length or reading.comma()
        match = self._lexicon.match(words, at)
        if "clothes" in match.kinds and reading.wear_skin():
            return match.length
        where = match.kinds.get("place_after")
        if where and reading.preposition in where[1]:
            reading.place(where[0], " ".join(words[at : at + match.length]))
            return match.length
        found = self._vocabulary.find(words, at)
        if found and found.is_guess and not match.kinds and reading.is_after_by:
            found = None
        if found and self._is_thing(reading, match, found, words, at):
            reading.name(found, is_picture=not words[at].isascii() and not words[at].isalpha())
            return found.length
        kinds = self._fitting(reading, match)
        if kinds:
            if found and set(kinds) == {"weather"} and found.length == match.length and not found.is_guess:
                reading.name(found)
            reading.mean(kinds, " ".join(words[at : at + match.length]))
            return match.length
        self._unnamed(reading, words, at)
        return 1

    def _fitting(self, reading: Reading, match: Match) -> dict[str, Any]:
        """The meanings that fit where the words stand: "the waves" are the sea, "she waves" is a pose."""
        kinds = {kind: meaning for kind, meaning in match.kinds.items() if kind not in ("place_after", "clothes")}
        if match.is_bare and kinds.keys() - _OF_VERBS:
            return {kind: kinds[kind] for kind in kinds if (kind in _OF_VERBS) != reading.is_waiting} or kinds
        return kinds

    def _unnamed(self, reading: Reading, words: list[str], at: int) -> None:
        """A word that no table knows; before a thing it only says which: "eucalyptus tree"."""
        word = words[at]
        if word.isdigit():
            reading.number(int(word[:4]))
        elif self._vocabulary.is_quiet(word) or (word.isascii() and self._vocabulary.find(words, at + 1)):
            reading.skip()
        else:
            reading.unknown(word)

    def _is_thing(self, reading: Reading, match: Match, found: Found, words: list[str], at: int) -> bool:
        """Whether words that name a thing and mean something else, too, name the thing here."""
        if found.length != match.length:
            return found.length > match.length
        kinds = set(match.kinds) - {"place_after", "clothes"}
        if not kinds:
            return True
        if kinds == {"manner"} and not found.is_guess and not reading.has_subject:
            return not self._is_of_style(words, at, at + match.length)
        if kinds & _ALWAYS or found.is_guess:
            return False
        if kinds <= _ATTRIBUTES:
            return not self._begins_thing(words, at + match.length)
        return match.is_bare and reading.is_waiting

    def _is_of_style(self, words: list[str], start: int, end: int) -> bool:
        """Whether a painter's name means how he paints: "by Picasso", "a Picasso portrait", not "Picasso in a boat"."""
        following = words[end : end + 1]
        if words[start - 1 : start] in (["by"], ["like"], ["of"], ["in"], [","]) or following == ["style"]:
            return True
        return bool({"style", "portrait"} & set(self._lexicon.match(words, end).kinds))

    def _begins_thing(self, words: list[str], at: int) -> bool:
        """Whether a thing is named at a place, after more words that describe it."""
        while at < len(words):
            if self._vocabulary.find(words, at):
                return True
            if not set(self._lexicon.match(words, at).kinds) & (_ATTRIBUTES | {"size"}):
                return False
            at += 1
        return False

    def _dress(self, reading: Reading, words: list[str], at: int) -> int:
        """Take a job's name as clothes; how many words that took, or 0."""
        costume, length = self._costume(words, at)
        longer = self._vocabulary.find(words, at)
        if costume is None or (longer and longer.length > length and not longer.is_guess):
            return 0
        end = at + length
        if end < len(words) and words[end] == POSSESSIVE:
            end += 1
        clothes = self._lexicon.match(words, end)
        if "clothes" in clothes.kinds and reading.dress(costume):
            return end + clothes.length - at
        if reading.can_be_dressed and reading.dress(costume):
            return length
        following = self._vocabulary.find(words, at + length)
        if following and isinstance(following.meant, Thing) and following.meant.is_creature:
            if following.meant.is_person:
                return 0
            reading.waiting.costume = costume
            return length
        return 0

    def _costume(self, words: list[str], at: int) -> tuple[Costume | None, int]:
        for length in (2, 1):
            said = words[at : at + length]
            if len(said) == length:
                costume = self._vocabulary.costumes.get((*said[:-1], singular(said[-1])))
                if costume:
                    return costume, length
        return None, 0

    def _manner_of(self, style: str) -> dict[str, Any]:
        """Style, manner and portrait, as far as a text about them names them."""
        reading = Reading(self._vocabulary, self._lexicon)
        words = tokens_of(style[:1000])
        at = 0
        while at < len(words):
            match = self._lexicon.match(words, at)
            kinds = {kind: meaning for kind, meaning in match.kinds.items() if kind in _OF_MANNER}
            reading.mean(kinds, "")
            at += max(match.length, 1)
        scene = reading.scene()
        said = {"manner": scene.manner, "portrait": scene.portrait}
        if scene.manner or scene.style != self._lexicon.default_style or reading.setting.has_style:
            said["style"] = scene.style
        return {key: value for key, value in said.items() if value}
