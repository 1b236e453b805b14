"""A prompt read as a scene. Pure: words in, a value out.

Runs in the painter's process. Never draws. At each place the longest known run of words is taken; where it has several
meanings, the words around it decide; what it means is told to a `Reading`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sketchpainter.language.en.idioms import ATTRIBUTES, Dressing, Passing, Strangers
from sketchpainter.language.en.lexicon import OF_VERBS, Lexicon, Match
from sketchpainter.language.en.place_phrases import Certainty, Spot, Whereabouts
from sketchpainter.language.en.reading_state import Reading
from sketchpainter.language.en.vocabulary import Found, Vocabulary
from sketchpainter.language.en.word_forms import proper_names, tokens_of
from sketchpainter.scene.scene import MAX_WORDS, Scene

_MAX_LETTERS = 4000
"""Letters of a prompt that are looked at."""
_SIZED = frozenset({"size"})
_OF_MANNER = frozenset({"style", "manner", "portrait"})
_ALWAYS = frozenset(
    {"place", "time", "weather", "season", "mood", "style", "manner", "relation", "number", "size", "gear", "portrait"}
    | {"filler", "body", "without", "dressed", "no_colour"}
)
"""Kinds of meaning that win over a thing of the same words: "in the snow"."""
_UNMEANT = frozenset({"clothes", "shade", "time_there", "no_colour"})
"""Kinds of meaning that stand for nothing by themselves."""
_BEFORE_NAMES = frozenset({"in", "to", "around", "visiting", "downtown", "over", "near"})
"""After these a name that is a thing's, too, is the place's: "in Turkey"."""
_BEFORE_PROPER = frozenset({"lake", "mount", "mt", "river", "cape", "port", "loch", "saint", "st", "san", "santa"})
"""After these an unknown word is part of a name: "Lake Como"."""
_AFTER_NOUNS = (["of"], ["full"])
"""What makes a noun of a verb before it: "a box of"."""
_ONE = frozenset({"a", "an"})
_LIGHT = frozenset({"time", "season", "weather"})
_SEEN = ({"weather"}, {"season"}, {"time"})
"""What is meant by things that are seen as well: lightning, cherry blossoms, fireflies."""


class SceneReader:
    """Reads prompts with one vocabulary and the tables of sketchpainter/data.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._anybody = vocabulary.thing("person standing")
        self._lexicon = Lexicon()
        self._whereabouts = Whereabouts()
        self._passing = Passing(vocabulary, self._lexicon)
        self._dressing = Dressing(vocabulary, self._lexicon)
        self._strangers = Strangers(vocabulary, self._lexicon)

    def read(self, subject: str, style: str | None = None) -> Scene:
        """The scene of a prompt, or of its first words.

        Args:
            subject: What was asked for; only its first words are read (`scene.MAX_WORDS`).
            style: What was said about the manner, where it is known apart; it wins.
        """
        text = subject[:_MAX_LETTERS]
        reading = Reading(self._vocabulary, self._lexicon, proper_names(text))
        words = tokens_of(text)[:MAX_WORDS]
        at = 0
        while at < len(words):
            at += self._step(reading, words, at)
        scene = reading.scene()
        return replace(scene, **self._manner_of(style)) if style else scene

    def _step(self, reading: Reading, words: list[str], at: int) -> int:
        """Take in what comes next; how many words that took."""
        length = self._dressing.take(reading, words, at)
        if length or words[at] == ",":
            return length or reading.comma()
        match, found = self._lexicon.match(words, at), self._vocabulary.find(words, at)
        if "clothes" in match.kinds and reading.wear_skin():
            return match.length
        length = self._passing.over(reading, match, found, words, at)
        if not length and found and self._is_origin(found, words, at):
            length = found.length
        if length:
            return length
        match = self._with_place(reading, match, found, words, at)
        if found and found.is_guess and not match.kinds and reading.is_after_by:
            found = None
        if found and self._is_thing(reading, match, found, words, at):
            reading.name(found, is_picture=not words[at].isascii() and not words[at].isalpha())
            return found.length
        kinds = self._fitting(reading, match, words, at)
        if kinds:
            self._take(reading, kinds, found, words[at : at + match.length])
            return match.length
        return self._unnamed(reading, match, words, at)

    def _with_place(self, reading: Reading, match: Match, found: Found | None, words: list[str], at: int) -> Match:
        """What words mean, with the place that they name, if any."""
        spot = self._whereabouts.find(words, at, reading.preposition)
        longest = max(match.length, found.length if found else 0)
        if spot is None or spot.length < longest or self._is_rather(reading, spot, match, found, words[at - 1]):
            return match
        if spot.certainty is Certainty.SAID and self._only_says_which(reading, spot, words, at):
            spot = replace(spot, certainty=Certainty.LIKELY)
        is_same = match.length == spot.length
        kinds = match.kinds if is_same else self._light_in(words[at : at + spot.length])
        return Match({**kinds, "place": spot}, spot.length, is_bare=match.is_bare and is_same)

    def _light_in(self, words: list[str]) -> dict[str, Any]:
        """Season, weather and light that the words of a place say as well: "misty forest", "christmas market"."""
        kinds: dict[str, Any] = {}
        for at in range(len(words)):
            if not self._lexicon.is_saying(words, at):
                said = self._lexicon.match(words, at).kinds
                kinds |= {kind: meaning for kind, meaning in said.items() if kind in _LIGHT}
                if "time_there" in said:
                    kinds["time"] = said["time_there"]
        return kinds

    def _is_rather(self, reading: Reading, spot: Spot, match: Match, found: Found | None, before: str) -> bool:
        """Whether words that could name a place are rather a thing or mean something else: "three stars"."""
        if found is None or found.is_guess or found.length < spot.length:
            return spot.is_listed and match.length == spot.length
        if reading.waiting.count > 1 and found.plural:
            return True
        return spot.is_listed and before not in _BEFORE_NAMES

    def _only_says_which(self, reading: Reading, spot: Spot, words: list[str], at: int) -> bool:
        """Whether a place's name only describes the thing after it: "a mountain goat", "a street musician"."""
        end = at + spot.length
        if spot.length == 1 and self._lexicon.is_saying(words, at):
            return True
        found, match = self._vocabulary.find(words, end), self._lexicon.match(words, end)
        second = self._whereabouts.find(words, end, "")
        if second:
            return second.certainty is Certainty.SAID and spot.place != "room"
        if found is None or match.length >= found.length:
            return False
        if not reading.preposition:
            return True
        if found.thing.is_creature or found.thing.is_person:
            return words[at - 1] in ("a", "an")
        return spot.place != "room"

    def _take(self, reading: Reading, kinds: dict[str, Any], found: Found | None, words: list[str]) -> None:
        """Tell what words mean; of weather, and of what shines at night, the thing is seen, too."""
        is_seen = found and found.length == len(words) and (found.thing.is_creature or not found.is_guess)
        if is_seen and found and set(kinds) in _SEEN:
            reading.name(found)
        reading.mean(kinds, " ".join(words))

    def _fitting(self, reading: Reading, match: Match, words: list[str], at: int) -> dict[str, Any]:
        """The meanings that fit where the words stand: "the waves" are the sea, "she waves" is a pose."""
        kinds = {kind: meaning for kind, meaning in match.kinds.items() if kind not in _UNMEANT}
        if "time_there" in match.kinds and self._is_before_place(
            words, at + match.length, is_light="action" not in match.kinds
        ):
            return {"time": match.kinds["time_there"]}
        if match.is_bare and kinds.keys() - OF_VERBS:
            return {kind: kinds[kind] for kind in kinds if (kind in OF_VERBS) != reading.is_waiting} or kinds
        return kinds

    def _is_before_place(self, words: list[str], at: int, *, is_light: bool) -> bool:
        """Whether a place follows, "a dark forest", or light and weather, or nothing after a word for light alone."""
        if words[at : at + 1] in ([], [","]):
            return is_light
        at += words[at] == "and"
        following = self._lexicon.match(words, at).kinds.keys()
        return bool(following & {"weather", "time"}) or self._whereabouts.find(words, at, "in") is not None

    def _unnamed(self, reading: Reading, match: Match, words: list[str], at: int) -> int:
        """A word that no table knows; before a thing it only says which: "eucalyptus tree". How many words it took."""
        word = words[at]
        if word.isdigit():
            reading.waiting.describe("number", word[:4])
        elif spot := (None if reading.is_waiting and at else self._whereabouts.name(words, at)):
            reading.place(spot)
            return spot.length
        elif (
            match.kinds
            or word[:1].isdigit()
            or words[at + 1 : at + 2] == ["style"]
            or (at and words[at - 1] in _BEFORE_PROPER)
            or self._vocabulary.is_quiet(word)
            or (word.isascii() and self._vocabulary.find(words, at + 1))
        ):
            reading.skip()
        elif self._anybody and (length := self._strangers.name(reading, words, at)):
            reading.name(Found(self._anybody, 1, plural=False), is_picture=True)
            return length
        else:
            reading.unknown(word)
        return 1

    def _is_thing(self, reading: Reading, match: Match, found: Found, words: list[str], at: int) -> bool:
        """Whether words that name a thing and mean something else, too, name the thing here."""
        kinds = set(match.kinds) - _UNMEANT
        if found.length != match.length or not kinds:
            return found.length >= match.length
        if kinds == {"manner"} and not found.is_guess and reading.latest is None:
            return not self._is_of_style(words, at, at + match.length)
        if kinds <= _SIZED and not found.is_guess:
            return not self._passing.begins_thing(words, at + match.length)
        if kinds <= ATTRIBUTES and (not found.is_guess or (at and words[at - 1] in _ONE)):
            return not self._describes(words, at + match.length)
        if match.is_bare and kinds <= OF_VERBS:
            is_noun = words[at + match.length : at + match.length + 1] in _AFTER_NOUNS
            return reading.is_waiting and (not found.is_guess or (reading.waiting.open and is_noun))
        return False

    def _is_origin(self, found: Found, words: list[str], at: int) -> bool:
        """Whether a word for people only says where an unknown thing is from: "Mexican" food."""
        return found.is_guess and found.thing.is_person and self._strangers.is_unknown(words, at + found.length)

    def _describes(self, words: list[str], at: int) -> bool:
        """Whether what could describe a thing does: another, a place or a part of a body follows it."""
        is_part = "body" in self._lexicon.match(words, at).kinds
        return is_part or self._passing.begins_thing(words, at) or self._whereabouts.find(words, at, "") is not None

    def _is_of_style(self, words: list[str], start: int, end: int) -> bool:
        """Whether a painter's name means how he paints: "by Picasso", "a Picasso portrait", not "Picasso in a boat"."""
        following = words[end : end + 1]
        if words[start - 1 : start] in (["by"], ["like"], ["of"], ["in"], [","]) or following == ["style"]:
            return True
        return bool({"style", "portrait"} & set(self._lexicon.match(words, end).kinds))

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
