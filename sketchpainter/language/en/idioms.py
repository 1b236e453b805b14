"""Reads words whose meaning is not the usual one, before the reader looks them up.

`Idioms` handles years, ages, a "night" owl, "red" hair; `JobClothes` handles jobs that are costumes ("a cat
astronaut"); `UnknownNames` handles names that no table has ("Obelix carrying a stone").
"""

from __future__ import annotations

from sketchpainter.language.en.lexicon import OF_VERBS, Lexicon, Match
from sketchpainter.language.en.quantities import Quantities
from sketchpainter.language.en.reading_state import Reading
from sketchpainter.language.en.vocabulary import Costume, NamedThing, Vocabulary
from sketchpainter.language.en.word_forms import POSSESSIVE, singular
from sketchpainter.scene.things import Thing
from sketchpainter.tables import read_table

ATTRIBUTES = frozenset({"colour", "material"})
_DESCRIBING = ATTRIBUTES | {"size"}
_DYED = frozenset({"painted", "coloured", "colored", "dyed"})
_MISHEARD = {"too": 2, "to": 2, "for": 4, "fore": 4, "ate": 8}
"""Numbers as speech recognition may write them: "too owls"."""
_BEFORE_COUNTS = frozenset({"with", "and", ",", "of", "has"})
_SEVERAL_YOUNG = frozenset({"cubs", "pups", "calves", "babies", "chicks", "joeys", "foals", "kits"})
_YOUNG = _SEVERAL_YOUNG | {"cub", "pup", "calf", "baby", "chick", "joey", "foal"}
"""Words for an animal's young, which are drawn as small animals of its kind: a fox and its cubs, a seal pup."""
_HENS = frozenset({"chicken", "rooster", "duck", "goose", "turkey"})
"""Animals whose chicks have a glyph of their own."""
_OF_YOUNG = 0.6
"""`Subject.scale` of an animal's young."""
_FLYING, _FLOWN = frozenset({"fly", "flies", "flying"}), frozenset({"kite", "kites", "drone", "drones"})
"""A person who flies one of these stands on the ground and holds it."""
_NEAR = 4
"""Words after a verb of flying in which one of _FLOWN is looked for, plus one."""
_NAMING = frozenset({"called", "named"})
"""Words before a proper name: a horse called Midnight."""
_BEFORE_TINTS = frozenset({"painted", "coloured", "colored", "dyed", "is", "are", "was", "were", "turned", "in", "all"})
"""Words between a thing and its colour: a car painted red."""
_JOB_LENGTHS = (2, 1)
"""Possible lengths of a job's name, words."""
_BEFORE_SOMEBODY = frozenset({"and", ","})
_BEFORE_SOMETHING = frozenset({"by", "in", "at", "from", "to", "of", "near", "through", "over", "on"})
"""After these words an unknown name is a place's or a painter's."""
_AFTER_SOMEBODY = (["wearing"], ["and"], [POSSESSIVE])
_ACTING = OF_VERBS | {"dressed"}
_LONGEST_NAME = 3
"""Most words of an unknown name."""


class Idioms:
    """Passes over words that do not mean what they mean elsewhere."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._quantities = Quantities(read_table("scenes"))

    def take(self, reading: Reading, match: Match, found: NamedThing | None, words: list[str], at: int) -> int:
        """Reads an idiom at `at`; returns its length in words, or 0 where there is none.

        Args:
            reading: Gets the meaning of the idiom, if it has any.
            match: The usual meanings of the words at `at`.
            found: The thing that these words usually name.
            words: All words.
            at: Index of the first word.
        """
        length = max(match.length, 1)
        # Figures may begin a phrase that counts nothing: "8-bit" is a style.
        if "number" in match.kinds or (words[at].isdigit() and not match.kinds):
            value = int(match.kinds["number"]) if match.kinds else int(words[at][:4])
            return self._number(reading, words, at, length, value)
        if at and words[at - 1] in _NAMING and words[at].isalpha():
            reading.pass_over()
            return 1
        if words[at] in _MISHEARD and self._is_number(words, at):
            reading.modifiers.describe("number", _MISHEARD[words[at]])
            return 1
        if words[at] in _YOUNG and self._is_young(reading.latest_thing, words, at):
            self._young(reading, several=words[at] in _SEVERAL_YOUNG)
            return 1
        if words[at] in _FLYING and _FLOWN & set(words[at + 1 : at + _NEAR]):
            reading.apply({"how": "hold"}, words[at])
            return 1
        return self._described(reading, match, found, words, at)

    def _described(self, reading: Reading, match: Match, found: NamedThing | None, words: list[str], at: int) -> int:
        """Reads a word that describes something else than the thing after it; returns the words taken, or 0."""
        end = at + max(match.length, 1)
        after = words[end : end + 1]
        if match.kinds.keys() & _DESCRIBING and after and self._quantities.has_part(after[0]):
            return end + 1 - at
        is_whole = match.length > 1 or (found is not None and found.length > 1)
        if match.kinds and not is_whole and self._lexicon.is_saying(words, at):
            reading.pass_over()
            return 1
        if ("shade" in match.kinds or words[at] in _DYED) and "colour" in self._lexicon.match(words, end).kinds:
            return end - at
        return self._colour(reading, match, words, at) if "colour" in match.kinds else 0

    def begins_thing(self, words: list[str], at: int) -> bool:
        """Says whether the words from `at` name a thing, after any words that describe it."""
        while at < len(words):
            if self._vocabulary.find(words, at):
                return True
            if not set(self._lexicon.match(words, at).kinds) & _DESCRIBING:
                return False
            at += 1
        return False

    def _is_number(self, words: list[str], at: int) -> bool:
        """Says whether a word that sounds like a number is one: a plural follows, and no verb precedes."""
        found = self._vocabulary.find(words, at + 1) if at == 0 or words[at - 1] in _BEFORE_COUNTS else None
        return found is not None and found.plural

    def _is_young(self, parent: Thing | None, words: list[str], at: int) -> bool:
        """Says whether a word for an animal's young means those of the animal that was named last."""
        if parent is None or not parent.is_creature or parent.is_person or parent.name in _HENS:
            return False
        is_their_own = words[at - 1] not in ("a", "an") or self._vocabulary.find(words, at) is None
        return is_their_own and self._vocabulary.find(words, at + 1) is None

    def _young(self, reading: Reading, *, several: bool) -> None:
        """Adds young of the animal that was named last, or makes that one young: "a fox and its cubs", "a seal pup"."""
        if reading.latest_thing:
            reading.modifiers.scale = _OF_YOUNG
            reading.add_thing(NamedThing(reading.latest_thing, 1, several))
            reading.modifiers.scale = 1.0

    def _number(self, reading: Reading, words: list[str], at: int, length: int, value: int) -> int:
        """Reads a number that is an hour, a year, an age …; returns the words taken, or 0."""
        end = at + length
        if words[end : end + 1] == ["no"] and "number" in self._lexicon.match(words, end + 1).kinds:
            return length + 1
        hour = self._quantities.time_of_day(words, at, value) if length == 1 else None
        if hour:
            reading.setting.set_once("time", hour[0])
            return hour[1]
        return self._quantities.skipped(words, at, length)

    def _colour(self, reading: Reading, match: Match, words: list[str], at: int) -> int:
        """Reads a colour that follows its thing, or the first of two colours; returns the words taken, or 0."""
        end = at + match.length
        second = self._lexicon.match(words, end + 1) if words[end : end + 1] == ["and"] else Match()
        if "colour" in second.kinds:
            reading.apply({"colour": match.kinds["colour"]}, "")
            return match.length + 1 + second.length
        before = at - 1
        while before > 0 and "shade" in self._lexicon.match(words, before).kinds:
            before -= 1
        is_of = words[at] in ("colour", "color")
        if is_of or (before >= 0 and words[before] in _BEFORE_TINTS and not self.begins_thing(words, end)):
            return match.length if reading.tint_last(match.kinds["colour"]) else 0
        return 0


class JobClothes:
    """Reads jobs that are costumes: "a cat astronaut", "dressed as a king", "in a chef's hat"."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon

    def take(self, reading: Reading, words: list[str], at: int) -> int:
        """Reads a job's name at `at` as a costume; returns the words taken, or 0 where it is none."""
        costume, length = self._costume(words, at)
        longer = self._vocabulary.find(words, at)
        if costume is None or (longer and longer.length > length and not longer.is_guess):
            return 0
        end = at + length
        if end < len(words) and words[end] == POSSESSIVE:
            end += 1
        clothes = self._lexicon.match(words, end)
        if "clothes" in clothes.kinds and reading.give_costume(costume):
            return end + clothes.length - at
        if reading.can_be_dressed and reading.give_costume(costume):
            return length
        following = self._vocabulary.find(words, at + length)
        if following and isinstance(following.meant, Thing) and following.meant.is_creature:
            if following.meant.is_person:
                return 0
            reading.modifiers.costume = costume
            return length
        return 0

    def _costume(self, words: list[str], at: int) -> tuple[Costume | None, int]:
        for length in _JOB_LENGTHS:
            said = words[at : at + length]
            if len(said) == length:
                costume = self._vocabulary.costumes.get((*said[:-1], singular(said[-1])))
                if costume:
                    return costume, length
        return None, 0


class UnknownNames:
    """Tells names of somebody who does something from other unknown words, which are not drawn."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon

    def length_at(self, reading: Reading, words: list[str], at: int) -> int:
        """Returns how many words from `at` are the name of somebody; 0 where they are none."""
        is_free = at == 0 or words[at - 1] in _BEFORE_SOMEBODY
        is_proper = words[at] in reading.proper_names and reading.preposition not in _BEFORE_SOMETHING
        if reading.modifiers.open or not (is_free or is_proper) or not words[at].isalpha():
            return 0
        end = at + 1
        while end < min(len(words), at + _LONGEST_NAME) and self.is_unknown(words, end):
            end += 1
        kinds = self._lexicon.match(words, end).kinds.keys() if end < len(words) else frozenset[str]()
        acts = bool(kinds & _ACTING) or words[end : end + 1] in _AFTER_SOMEBODY
        return end - at if acts or (is_proper and "relation" in kinds) else 0

    def is_unknown(self, words: list[str], at: int) -> bool:
        """Says whether no table knows the word at `at`; False past the end."""
        if at >= len(words):
            return False
        known = self._lexicon.match(words, at).kinds or self._vocabulary.find(words, at)
        return not known and words[at].isalpha() and not self._vocabulary.is_quiet(words[at])
