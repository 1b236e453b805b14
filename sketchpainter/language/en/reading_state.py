"""Collects the meanings of a prompt's words, in their order, and makes a scene of them.

The reader finds out what words mean; here relations join the thing before them with the thing after them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sketchpainter.language.en.attachment import Attachment
from sketchpainter.language.en.lexicon import Lexicon
from sketchpainter.language.en.place_phrases import NamedPlace
from sketchpainter.language.en.relations_grammar import DESCRIBING, Link, Modifiers
from sketchpainter.language.en.scene_setting import SAID_ONCE, SceneSetting
from sketchpainter.language.en.subjects import SEVERAL, SubjectList, count_of, subject_of
from sketchpainter.language.en.vocabulary import Costume, Implied, NamedThing, Vocabulary
from sketchpainter.language.en.word_forms import POSSESSIVE
from sketchpainter.scene.scene import Scene, Subject
from sketchpainter.scene.things import Thing

_DETERMINERS = frozenset(
    {"the", "this", "that", "its", "his", "her", "their", "my", "your", "our", "these", "those", "every", "each"}
)
_MAX_UNDRAWN = 24
_LONGEST_UNDRAWN = 40
"""Characters that are kept of a word that cannot be drawn."""
_PRONOUNS = frozenset({"it", "him", "them"})
_ON_TOP = "on top"
"""Places the last thing on the one before: "a cake with a cherry on top"."""
_ENDING = frozenset({"action", "how", "gear", "meeting", "body"})
"""Kinds of meaning that end the effect of the preposition before them."""
_INSIDE = frozenset(
    {"in", "at", "through", "around", "from", "inside", "into", "across", "on", "near", "outside", "to"}
)
"""After these prepositions a place surrounds the scene, so nothing is seen of it from outside."""


class Reading:
    """Holds the scene that has been read so far, and the modifiers of the next thing.

    Args:
        vocabulary: Finds the things that meanings name.
        lexicon: Gives the colours of colour words.
        names: Words of the prompt that are proper names, in lower case.
    """

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, names: frozenset[str] = frozenset()) -> None:
        self.proper_names = names
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._subjects = SubjectList()
        self._undrawn: tuple[str, ...] = ()
        self.setting = SceneSetting(lexicon)
        self.modifiers = Modifiers()
        """The modifiers of the thing that is named next."""
        self._attachment = Attachment()
        self.preposition = ""
        """The words of the relation before the next thing: "in the middle of"."""
        self._takers: dict[str, Callable[[Any, str], None]] = {
            "relation": lambda meaning, words: self._apply_relation(Link(meaning), words),
            "how": lambda meaning, words: self._apply_relation(Link("how", meaning), words),
            "action": lambda meaning, _words: self._apply_action(meaning),
            "portrait": lambda _meaning, _words: self.setting.set_portrait(),
            "dressed": lambda _meaning, _words: self._attachment.expect_costume(),
            "gear": lambda meaning, _words: self._subjects.equip_actor(self._vocabulary.thing(meaning)),
            "meeting": lambda meaning, _words: self._apply_meeting(meaning),
            "place": lambda spot, _words: self.set_place(spot),
            "without": lambda _meaning, _words: self._omit_next(),
            "correction": lambda _meaning, _words: self._correct_last(),
            "body": lambda _meaning, _words: self._apply_body_part(),
            "filler": lambda _meaning, words: self._apply_filler(words),
        }

    @property
    def is_waiting(self) -> bool:
        """Whether a thing is expected rather than a verb."""
        return self.modifiers.open or self._attachment.is_waiting or self._subjects.last is None

    @property
    def can_be_dressed(self) -> bool:
        """Whether a job's name is a costume here."""
        return self._attachment.expects_costume(self._subjects)

    @property
    def latest_thing(self) -> Thing | None:
        """The thing that was named last."""
        return self._subjects.latest.thing if self._subjects.latest else None

    @property
    def is_after_by(self) -> bool:
        """Whether a bare "by" was just said, after which a painter's name is likely."""
        return self.preposition == "by" and not self.modifiers.open

    def pause(self) -> None:
        """Ends the group at a comma: the next thing is no longer part of the one before."""
        self._attachment.pause()
        self.modifiers.skip, self.preposition = False, ""

    def pass_over(self) -> None:
        """Passes over a word that adds nothing to the scene."""
        self._attachment.is_adjacent = False

    def add_undrawn(self, word: str) -> None:
        """Notes a word that no table knows as one that cannot be drawn."""
        short = word[:_LONGEST_UNDRAWN]
        if not self.modifiers.skip and short not in self._undrawn and len(self._undrawn) < _MAX_UNDRAWN:
            self._undrawn += (short,)
        self._attachment.is_adjacent = False
        self._attachment.link, self.modifiers, self.preposition = None, Modifiers(), ""

    def tint_last(self, colour: str) -> bool:
        """Gives the thing named last a colour that is said after it, "painted red"; False where there is no thing."""
        return self._subjects.tint_last(self._lexicon.colours[colour])

    def apply(self, kinds: dict[str, Any], words: str) -> None:
        """Applies the meanings of a run of words.

        Args:
            kinds: Meanings by kind, as the lexicon and `PlacePhrases` give them.
            words: The words, joined by spaces.
        """
        for kind, meaning in kinds.items():
            if kind in DESCRIBING:
                self.modifiers.describe(kind, self._lexicon.colours[meaning] if kind == "colour" else meaning)
                self.modifiers.is_vague |= kind == "number" and words.endswith(" of")
            elif kind in SAID_ONCE:
                self.setting.set_once(kind, str(meaning))
                self._attachment.link = None if kind == "manner" else self._attachment.link
            else:
                self._takers[kind](meaning, words)
        if kinds.keys() & _ENDING:
            self.preposition = ""
        if "filler" not in kinds:
            self._attachment.end_compound()

    def set_place(self, spot: NamedPlace) -> None:
        """Sets the place, and adds its landmark and what is seen of it from outside."""
        if self.modifiers.skip:
            self.modifiers = Modifiers()
            return
        self.setting.set_place(spot)
        self._subjects.add_landmark(self._vocabulary.thing(spot.behind or ""))
        shown = self._vocabulary.thing(spot.shows or "")
        if shown and self.preposition not in _INSIDE:
            role, how, of = self._attachment.role_of(self._subjects, shown)
            self._subjects.add(Subject(shown, role=role, how=how, of=of, implied=True))
        self._attachment.link_before_place, self._attachment.link = self._attachment.link, None
        self._attachment.is_adjacent = False
        self.modifiers, self.preposition = Modifiers(), ""

    def give_costume(self, costume: Costume) -> bool:
        """Dresses the last living subject for a job: "cat astronaut", "dressed as a pirate"; False without one."""
        wearer = self._subjects.last_living()
        if wearer is None:
            return False
        self._subjects.dress(wearer, costume)
        self._attachment.is_adjacent = self._attachment.is_dressing = False
        self._attachment.link, self.modifiers = None, Modifiers()
        return True

    def wear_coat(self) -> bool:
        """Dresses a subject in the coat of the animal named last, "in sheep's clothing"; False where none wears it."""
        if self._attachment.coat_wearer is None or not self._attachment.is_owner:
            return False
        self._subjects.wear_last(self._attachment.coat_wearer)
        self._attachment.coat_wearer, self._attachment.is_owner, self.modifiers = None, False, Modifiers()
        return True

    def add_thing(self, found: NamedThing, *, is_picture: bool = False) -> None:
        """Adds a thing that was named, with its modifiers and its relation, to the scene.

        Args:
            found: The thing.
            is_picture: Whether it was an emoji, which makes no compounds.
        """
        thing, attachment = found.thing, self._attachment
        if attachment.is_group(self._subjects, found) and self._subjects.enlarge_last(found.meant):
            return
        if not is_picture and attachment.completes(self._subjects, found):
            if attachment.is_compound_head(self._subjects, thing):
                self._subjects.name_by_tool(thing, count=SEVERAL if found.plural else 1)
            elif not found.is_guess:
                self._subjects.complete(thing, count=SEVERAL if found.plural else 1)
            return
        modifiers, link, last, actor = self.modifiers, attachment.link, self._subjects.last, self._subjects.actor
        role, how, of = attachment.role_of(self._subjects, thing)
        joins = attachment.is_listing and link is None
        meeting = None if joins else attachment.meeting
        is_over = (
            modifiers.skip
            or attachment.is_dressing
            or self._subjects.is_full
            or self._subjects.is_repeated(thing, modifiers)
        )
        self.modifiers, self.preposition = Modifiers(), ""
        attachment.take_named(is_picture=is_picture or is_over)
        if is_over:
            return
        subject = subject_of(found, modifiers, self._lexicon.colours)
        count = count_of(found, modifiers.count, role)
        index = len(self._subjects.all)
        self._subjects.add_named(replace(subject, count=count, role=role, how=how, of=of), joins=joins)
        attachment.attach(self._subjects, link, actor, last)
        if role == "main" and meeting:
            self._subjects.meet(*meeting, index)
        if isinstance(found.meant, Implied):
            self._subjects.add_implied(found.meant, index)
        if modifiers.costume:
            self.give_costume(modifiers.costume)

    def _omit_next(self) -> None:
        self.modifiers = Modifiers(skip=True, open=True)

    def _apply_filler(self, words: str) -> None:
        if words == POSSESSIVE:
            self._attachment.is_owner = self._attachment.is_adjacent
            return
        if words == "of" and self._attachment.link_before_place:
            self._attachment.link = self._attachment.link_before_place
        elif words == "of" and self._attachment.is_adjacent and self._attachment.link is None:
            self._attachment.link = Link("of")
        elif words == _ON_TOP or (words in _PRONOUNS and self._attachment.link):
            link = Link("on") if words == _ON_TOP or self._attachment.link is None else self._attachment.link
            self._subjects.relate_last(link.kind, self._attachment.companion_of)
            self._attachment.link = None
        elif words in _DETERMINERS:
            self.modifiers.open = True
        self._attachment.is_adjacent = False
        self._attachment.link_before_place = None

    def _apply_relation(self, link: Link, words: str) -> None:
        self.preposition = words
        if link.kind == "how" and self.modifiers.open:
            return
        self._attachment.is_listing = link.kind == "beside" and words == "and"
        self.modifiers = Modifiers()
        if self._subjects.all and not self._attachment.is_listing:
            self._attachment.link = link

    def _apply_action(self, action: str) -> None:
        if not self.modifiers.open and self._subjects.actor is not None:
            self._subjects.pose(action)
        elif self.modifiers.open or action != "paint":
            self.modifiers.action = action

    def _apply_meeting(self, kind: str) -> None:
        if not self.modifiers.open and self._subjects.actor is not None:
            self._attachment.meeting = (self._subjects.actor, kind)
            self._subjects.meet_mutually(kind)

    def _correct_last(self) -> None:
        """Takes the thing named last back and keeps its modifiers for the next: "two dogs, I mean cats"."""
        wrong = self._subjects.remove_last()
        if wrong:
            self.modifiers = Modifiers(wrong.count, wrong.scale, wrong.colour, wrong.material, wrong.action, open=True)

    def _apply_body_part(self) -> None:
        """Reads a part of a body: its owner is meant, or the thing that was just named is on it."""
        if self._attachment.link and self._attachment.link.kind == "on" and not self._attachment.is_owner:
            self._subjects.place_on_body(self._attachment.companion_of)
        self._attachment.link, self.modifiers = None, Modifiers()

    def scene(self) -> Scene:
        """Returns the scene of all that was read."""
        return self.setting.scene(tuple(self._subjects.all), self._undrawn)
