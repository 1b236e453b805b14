"""Reads a prompt as a scene.

At each position the reader takes the longest known run of words. If the run has several meanings, the words around it
decide. Its meaning goes to a `Reading`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sketchpainter.language.en.idioms import ATTRIBUTES, Idioms, JobClothes, UnknownNames
from sketchpainter.language.en.lexicon import OF_VERBS, Lexicon, Match
from sketchpainter.language.en.place_phrases import Certainty, NamedPlace, PlacePhrases
from sketchpainter.language.en.reading_state import Reading
from sketchpainter.language.en.vocabulary import NamedThing, Vocabulary
from sketchpainter.language.en.word_forms import proper_names, tokens_of
from sketchpainter.scene.scene import MAX_WORDS, Scene

_MAX_LETTERS = 4000
"""Characters of a prompt that are read."""
_SIZED = frozenset({"size"})
_OF_MANNER = frozenset({"style", "manner", "portrait"})
_ALWAYS = frozenset(
    {"place", "time", "weather", "season", "mood", "style", "manner", "relation", "number", "size", "gear", "portrait"}
    | {"filler", "body", "without", "dressed", "no_colour"}
)
"""Kinds of meaning that are preferred to a thing of the same words: "in the snow"."""
_UNMEANT = frozenset({"clothes", "shade", "time_there", "no_colour"})
"""Kinds of meaning that change nothing by themselves."""
_BEFORE_NAMES = frozenset({"in", "to", "around", "visiting", "downtown", "over", "near"})
"""After these words a name that could be a thing or a place is a place: "in Turkey"."""
_BEFORE_PROPER = frozenset({"lake", "mount", "mt", "river", "cape", "port", "loch", "saint", "st", "san", "santa"})
"""After these words an unknown word is part of a name: "Lake Como"."""
_AFTER_NOUNS = (["of"], ["full"])
"""Words that make a noun of the verb before them: "a box of"."""
_ONE = frozenset({"a", "an"})
_LIGHT = frozenset({"time", "season", "weather"})
_SEEN = ({"weather"}, {"season"}, {"time"})
"""Meanings of things that are drawn as well: lightning, cherry blossoms, fireflies."""


class SceneReader:
    """Reads prompts with one vocabulary and the tables of sketchpainter/data.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._anybody = vocabulary.thing("person standing")
        self._lexicon = Lexicon()
        self._places = PlacePhrases()
        self._idioms = Idioms(vocabulary, self._lexicon)
        self._job_clothes = JobClothes(vocabulary, self._lexicon)
        self._unknown_names = UnknownNames(vocabulary, self._lexicon)

    def read(self, subject: str, style: str | None = None) -> Scene:
        """Returns the scene of a prompt; an unfinished prompt gives the scene of its words so far.

        Args:
            subject: The prompt; its first `MAX_WORDS` words are read.
            style: Words that name the style, where they are known apart; they are preferred to those in `subject`.
        """
        text = subject[:_MAX_LETTERS]
        reading = Reading(self._vocabulary, self._lexicon, proper_names(text))
        words = tokens_of(text)[:MAX_WORDS]
        at = 0
        while at < len(words):
            if words[at] == ",":
                reading.pause()
                at += 1
            else:
                at += self._step(reading, words, at)
        scene = reading.scene()
        return replace(scene, **self._manner_of(style)) if style else scene

    def _step(self, reading: Reading, words: list[str], at: int) -> int:
        """Reads the run of words at `at`; returns its length in words, at least 1."""
        length = self._job_clothes.take(reading, words, at)
        if length:
            return length
        match, found = self._lexicon.match(words, at), self._vocabulary.find(words, at)
        if "clothes" in match.kinds and reading.wear_coat():
            return match.length
        length = self._idioms.take(reading, match, found, words, at)
        if not length and found and self._is_origin(found, words, at):
            length = found.length
        if length:
            return length
        match = self._with_place(reading, match, found, words, at)
        if found and found.is_guess and not match.kinds and reading.is_after_by:
            found = None
        if found and self._is_thing(reading, match, found, words, at):
            reading.add_thing(found, is_picture=not words[at].isascii() and not words[at].isalpha())
            return found.length
        kinds = self._fitting_kinds(reading, match, words, at)
        if kinds:
            self._take(reading, kinds, found, words[at : at + match.length])
            return match.length
        return self._take_unknown(reading, match, words, at)

    def _with_place(self, reading: Reading, match: Match, found: NamedThing | None, words: list[str], at: int) -> Match:
        """Returns the meanings of the words, with the place that they name, if any."""
        spot = self._places.find(words, at, reading.preposition)
        longest = max(match.length, found.length if found else 0)
        if spot is None or spot.length < longest or self._is_no_place(reading, spot, match, found, words[at - 1]):
            return match
        if spot.certainty is Certainty.SAID and self._is_attribute(reading, spot, words, at):
            spot = replace(spot, certainty=Certainty.LIKELY)
        is_same = match.length == spot.length
        kinds = match.kinds if is_same else self._light_in(words[at : at + spot.length])
        return Match({**kinds, "place": spot}, spot.length, is_bare=match.is_bare and is_same)

    def _light_in(self, words: list[str]) -> dict[str, Any]:
        """Returns season, weather and light that the words of a place imply: "misty forest", "christmas market"."""
        kinds: dict[str, Any] = {}
        for at in range(len(words)):
            if not self._lexicon.is_saying(words, at):
                said = self._lexicon.match(words, at).kinds
                kinds |= {kind: meaning for kind, meaning in said.items() if kind in _LIGHT}
                if "time_there" in said:
                    kinds["time"] = said["time_there"]
        return kinds

    def _is_no_place(
        self, reading: Reading, spot: NamedPlace, match: Match, found: NamedThing | None, before: str
    ) -> bool:
        """Says whether words that could name a place mean a thing or something else here: "three stars"."""
        if found is None or found.is_guess or found.length < spot.length:
            return spot.is_listed and match.length == spot.length
        if reading.modifiers.count > 1 and found.plural:
            return True
        return spot.is_listed and before not in _BEFORE_NAMES

    def _is_attribute(self, reading: Reading, spot: NamedPlace, words: list[str], at: int) -> bool:
        """Says whether a place's name only describes the thing after it: "a mountain goat", "a street musician"."""
        end = at + spot.length
        if spot.length == 1 and self._lexicon.is_saying(words, at):
            return True
        found, match = self._vocabulary.find(words, end), self._lexicon.match(words, end)
        second = self._places.find(words, end, "")
        if second:
            return second.certainty is Certainty.SAID and spot.place != "room"
        if found is None or match.length >= found.length:
            return False
        if not reading.preposition:
            return True
        if found.thing.is_creature or found.thing.is_person:
            return words[at - 1] in ("a", "an")
        return spot.place != "room"

    def _take(self, reading: Reading, kinds: dict[str, Any], found: NamedThing | None, words: list[str]) -> None:
        """Applies the meanings of words; things that mean weather or light, such as fireflies, are drawn as well."""
        is_seen = found and found.length == len(words) and (found.thing.is_creature or not found.is_guess)
        if is_seen and found and set(kinds) in _SEEN:
            reading.add_thing(found)
        reading.apply(kinds, " ".join(words))

    def _fitting_kinds(self, reading: Reading, match: Match, words: list[str], at: int) -> dict[str, Any]:
        """Returns the meanings that fit the position: "the waves" are the sea, "she waves" is a pose."""
        kinds = {kind: meaning for kind, meaning in match.kinds.items() if kind not in _UNMEANT}
        if "time_there" in match.kinds and self._is_before_place(
            words, at + match.length, is_light="action" not in match.kinds
        ):
            return {"time": match.kinds["time_there"]}
        if match.is_bare and kinds.keys() - OF_VERBS:
            return {kind: kinds[kind] for kind in kinds if (kind in OF_VERBS) != reading.is_waiting} or kinds
        return kinds

    def _is_before_place(self, words: list[str], at: int, *, is_light: bool) -> bool:
        """Says whether a word such as "dark" is about the light.

        It is if a place follows ("a dark forest") or weather or light, or, for a word that means light alone
        (`is_light`), if nothing follows.
        """
        if words[at : at + 1] in ([], [","]):
            return is_light
        at += words[at] == "and"
        following = self._lexicon.match(words, at).kinds.keys()
        return bool(following & {"weather", "time"}) or self._places.find(words, at, "in") is not None

    def _take_unknown(self, reading: Reading, match: Match, words: list[str], at: int) -> int:
        """Reads a word that no table knows; returns how many words it took.

        Before a thing it only describes that thing: "eucalyptus tree".
        """
        word = words[at]
        if word.isdigit():
            reading.modifiers.describe("number", word[:4])
        elif spot := (None if reading.is_waiting and at else self._places.find_name(words, at)):
            reading.set_place(spot)
            return spot.length
        elif (
            match.kinds
            or word[:1].isdigit()
            or words[at + 1 : at + 2] == ["style"]
            or (at and words[at - 1] in _BEFORE_PROPER)
            or self._vocabulary.is_quiet(word)
            or (word.isascii() and self._vocabulary.find(words, at + 1))
        ):
            reading.pass_over()
        elif self._anybody and (length := self._unknown_names.length_at(reading, words, at)):
            reading.add_thing(NamedThing(self._anybody, 1, plural=False), is_picture=True)
            return length
        else:
            reading.add_undrawn(word)
        return 1

    def _is_thing(self, reading: Reading, match: Match, found: NamedThing, words: list[str], at: int) -> bool:
        """Says whether words that name a thing and have other meanings name the thing here."""
        kinds = set(match.kinds) - _UNMEANT
        if found.length != match.length or not kinds:
            return found.length >= match.length
        if kinds == {"manner"} and not found.is_guess and reading.latest_thing is None:
            return not self._is_of_style(words, at, at + match.length)
        if kinds <= _SIZED and not found.is_guess:
            return not self._idioms.begins_thing(words, at + match.length)
        if kinds <= ATTRIBUTES and (not found.is_guess or (at and words[at - 1] in _ONE)):
            return not self._describes(words, at + match.length)
        if match.is_bare and kinds <= OF_VERBS:
            is_noun = words[at + match.length : at + match.length + 1] in _AFTER_NOUNS
            return reading.is_waiting and (not found.is_guess or (reading.modifiers.open and is_noun))
        return False

    def _is_origin(self, found: NamedThing, words: list[str], at: int) -> bool:
        """Says whether a word for people only tells the origin of an unknown thing: "Mexican" food."""
        return found.is_guess and found.thing.is_person and self._unknown_names.is_unknown(words, at + found.length)

    def _describes(self, words: list[str], at: int) -> bool:
        """Says whether an attribute describes what follows: a thing, a place or a part of a body."""
        is_part = "body" in self._lexicon.match(words, at).kinds
        return is_part or self._idioms.begins_thing(words, at) or self._places.find(words, at, "") is not None

    def _is_of_style(self, words: list[str], start: int, end: int) -> bool:
        """Says whether a painter's name means a style: "by Picasso", "a Picasso portrait", not "Picasso in a boat"."""
        following = words[end : end + 1]
        if words[start - 1 : start] in (["by"], ["like"], ["of"], ["in"], [","]) or following == ["style"]:
            return True
        return bool({"style", "portrait"} & set(self._lexicon.match(words, end).kinds))

    def _manner_of(self, style: str) -> dict[str, Any]:
        """Returns the scene's style, manner and portrait, as far as the words of `style` name them."""
        reading = Reading(self._vocabulary, self._lexicon)
        words = tokens_of(style[:1000])
        at = 0
        while at < len(words):
            match = self._lexicon.match(words, at)
            kinds = {kind: meaning for kind, meaning in match.kinds.items() if kind in _OF_MANNER}
            reading.apply(kinds, "")
            at += max(match.length, 1)
        scene = reading.scene()
        said = {"manner": scene.manner, "portrait": scene.portrait}
        if scene.manner or scene.style != self._lexicon.default_style or reading.setting.has_style:
            said["style"] = scene.style
        return {key: value for key, value in said.items() if value}
