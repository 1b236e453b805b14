"""A scene as it is being read: what has been said so far, and what waits for the next thing. Pure.

Runs in the painter's process. `reader` finds what words mean and tells it here; relations join the thing before them
with the one after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sketchpainter.language.en.attachment import Bearing
from sketchpainter.language.en.lexicon import Lexicon
from sketchpainter.language.en.place_phrases import Spot
from sketchpainter.language.en.relations_grammar import DESCRIBING, Link, Modifiers
from sketchpainter.language.en.scene_setting import SAID_ONCE, Setting
from sketchpainter.language.en.subjects import SEVERAL, Cast, count_of, subject_of
from sketchpainter.language.en.vocabulary import Costume, Found, Implied, Vocabulary
from sketchpainter.language.en.word_forms import POSSESSIVE
from sketchpainter.scene.scene import Scene, Subject
from sketchpainter.scene.things import Thing

_DETERMINERS = frozenset(
    {"the", "this", "that", "its", "his", "her", "their", "my", "your", "our", "these", "those", "every", "each"}
)
_MAX_UNDRAWN = 24
_LONGEST_UNDRAWN = 40
"""Letters of a word that cannot be drawn that are kept."""
_PRONOUNS = frozenset({"it", "him", "them"})
_ON_TOP = "on top"
"""On what was named before: "a cake with a cherry on top"."""
_ENDING = frozenset({"action", "how", "gear", "meeting", "body"})
"""Kinds of meaning that a preposition before them is not about."""
_INSIDE = frozenset(
    {"in", "at", "through", "around", "from", "inside", "into", "across", "on", "near", "outside", "to"}
)
"""After these a place is not looked at."""


class Reading:
    """What has been read so far, and what waits for the next thing."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, names: frozenset[str] = frozenset()) -> None:
        self.proper_names = names
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._cast = Cast()
        self._undrawn: tuple[str, ...] = ()
        self.setting = Setting(lexicon)
        self.waiting = Modifiers()
        self._bearing = Bearing()
        self.preposition = ""
        """The relation that was said of what comes next, in its own words."""
        self._takers: dict[str, Callable[[Any, str], None]] = {
            "relation": lambda meaning, words: self._relate(Link(meaning), words),
            "how": lambda meaning, words: self._relate(Link("how", meaning), words),
            "action": lambda meaning, _words: self._act(meaning),
            "portrait": lambda _meaning, _words: self.setting.be_portrait(),
            "dressed": lambda _meaning, _words: self._bearing.dress(),
            "gear": lambda meaning, _words: self._cast.equip(self._vocabulary.thing(meaning)),
            "meeting": lambda meaning, _words: self._meet(meaning),
            "place": lambda spot, _words: self.place(spot),
            "without": lambda _meaning, _words: self._leave_out(),
            "correction": lambda _meaning, _words: self._correct(),
            "body": lambda _meaning, _words: self._body(),
            "filler": lambda _meaning, words: self._filler(words),
        }

    @property
    def is_waiting(self) -> bool:
        """Whether a thing is expected rather than a verb."""
        return self.waiting.open or self._bearing.is_waiting or self._cast.last is None

    @property
    def can_be_dressed(self) -> bool:
        """Whether a job's name is a costume here."""
        return self._bearing.can_be_dressed(self._cast)

    @property
    def latest(self) -> Thing | None:
        """The thing named last."""
        return self._cast.latest.thing if self._cast.latest else None

    @property
    def is_after_by(self) -> bool:
        """Whether a bare "by" was just said, after which a painter's name is likely."""
        return self.preposition == "by" and not self.waiting.open

    def comma(self) -> int:
        """A pause: the next thing is no longer part of the one before. Gives the one word that it is."""
        self._bearing.pause()
        self.waiting.skip, self.preposition = False, ""
        return 1

    def skip(self) -> None:
        """A word that asks for nothing of its own."""
        self._bearing.is_adjacent = False

    def unknown(self, word: str) -> None:
        """A word that means nothing to us."""
        short = word[:_LONGEST_UNDRAWN]
        if not self.waiting.skip and short not in self._undrawn and len(self._undrawn) < _MAX_UNDRAWN:
            self._undrawn += (short,)
        self._bearing.is_adjacent = False
        self._bearing.link, self.waiting, self.preposition = None, Modifiers(), ""

    def tint(self, colour: str) -> bool:
        """A colour said after a thing, "painted red", is that of the thing named last. False where there is none."""
        return self._cast.tint(self._lexicon.colours[colour])

    def mean(self, kinds: dict[str, Any], words: str) -> None:
        """Take in what a run of words means, by kind."""
        for kind, meaning in kinds.items():
            if kind in DESCRIBING:
                self.waiting.describe(kind, self._lexicon.colours[meaning] if kind == "colour" else meaning)
                self.waiting.is_vague |= kind == "number" and words.endswith(" of")
            elif kind in SAID_ONCE:
                self.setting.take(kind, str(meaning))
                self._bearing.link = None if kind == "manner" else self._bearing.link
            else:
                self._takers[kind](meaning, words)
        if kinds.keys() & _ENDING:
            self.preposition = ""
        if "filler" not in kinds:
            self._bearing.turn()

    def place(self, spot: Spot) -> None:
        """Where it is, with what is seen of it."""
        if self.waiting.skip:
            self.waiting = Modifiers()
            return
        self.setting.place(spot)
        self._cast.frame(self._vocabulary.thing(spot.behind or ""))
        shown = self._vocabulary.thing(spot.shows or "")
        if shown and self.preposition not in _INSIDE:
            role, how, of = self._bearing.role(self._cast, shown)
            self._cast.add(Subject(shown, role=role, how=how, of=of, implied=True))
        self._bearing.before_place, self._bearing.link = self._bearing.link, None
        self._bearing.is_adjacent = False
        self.waiting, self.preposition = Modifiers(), ""

    def dress(self, costume: Costume) -> bool:
        """Give somebody a job's clothes: "cat astronaut", "dressed as a pirate". False where nobody is there."""
        wearer = self._cast.living()
        if wearer is None:
            return False
        self._cast.dress(wearer, costume)
        self._bearing.is_adjacent = self._bearing.is_dressing = False
        self._bearing.link, self.waiting = None, Modifiers()
        return True

    def wear_skin(self) -> bool:
        """Somebody wears the coat of the animal named last: "in sheep's clothing". False where nobody does."""
        if self._bearing.skin_of is None or not self._bearing.is_owner:
            return False
        self._cast.put_on(self._bearing.skin_of)
        self._bearing.skin_of, self._bearing.is_owner, self.waiting = None, False, Modifiers()
        return True

    def name(self, found: Found, *, is_picture: bool = False) -> None:
        """A thing was named: put it into the scene with what waited for it.

        Args:
            found: What was named.
            is_picture: Whether it was an emoji, which makes no compounds.
        """
        thing, bearing = found.thing, self._bearing
        if bearing.is_group(self._cast, found) and self._cast.gather(found.meant):
            return
        if not is_picture and bearing.completes(self._cast, found):
            if bearing.is_head(self._cast, thing):
                self._cast.have_it(thing, count=SEVERAL if found.plural else 1)
            elif not found.is_guess:
                self._cast.complete(thing, count=SEVERAL if found.plural else 1)
            return
        waiting, link, last, actor = self.waiting, bearing.link, self._cast.last, self._cast.actor
        role, how, of = bearing.role(self._cast, thing)
        joins = bearing.is_listing and link is None
        meeting = None if joins else bearing.meeting
        is_over = waiting.skip or bearing.is_dressing or self._cast.is_full or self._cast.repeat(thing, waiting)
        self.waiting, self.preposition = Modifiers(), ""
        bearing.settle(is_picture=is_picture or is_over)
        if is_over:
            return
        subject = subject_of(found, waiting, self._lexicon.colours)
        count = count_of(found, waiting.count, role)
        index = len(self._cast.subjects)
        self._cast.enter(replace(subject, count=count, role=role, how=how, of=of), joins=joins)
        bearing.attach(self._cast, link, actor, last)
        if role == "main" and meeting:
            self._cast.meet(*meeting, index)
        if isinstance(found.meant, Implied):
            self._cast.imply(found.meant, index)
        if waiting.costume:
            self.dress(waiting.costume)

    def _leave_out(self) -> None:
        self.waiting = Modifiers(skip=True, open=True)

    def _filler(self, words: str) -> None:
        if words == POSSESSIVE:
            self._bearing.is_owner = self._bearing.is_adjacent
            return
        if words == "of" and self._bearing.before_place:
            self._bearing.link = self._bearing.before_place
        elif words == "of" and self._bearing.is_adjacent and self._bearing.link is None:
            self._bearing.link = Link("of")
        elif words == _ON_TOP or (words in _PRONOUNS and self._bearing.link):
            link = Link("on") if words == _ON_TOP or self._bearing.link is None else self._bearing.link
            self._cast.place_by(link.kind, self._bearing.companion_of)
            self._bearing.link = None
        elif words in _DETERMINERS:
            self.waiting.open = True
        self._bearing.is_adjacent = False
        self._bearing.before_place = None

    def _relate(self, link: Link, words: str) -> None:
        self.preposition = words
        if link.kind == "how" and self.waiting.open:
            return
        self._bearing.is_listing = link.kind == "beside" and words == "and"
        self.waiting = Modifiers()
        if self._cast.subjects and not self._bearing.is_listing:
            self._bearing.link = link

    def _act(self, action: str) -> None:
        if not self.waiting.open and self._cast.actor is not None:
            self._cast.act(action)
        elif self.waiting.open or action != "paint":
            self.waiting.action = action

    def _meet(self, kind: str) -> None:
        if not self.waiting.open and self._cast.actor is not None:
            self._bearing.meeting = (self._cast.actor, kind)
            self._cast.meet_each_other(kind)

    def _correct(self) -> None:
        """The thing named last is to be another one, with what was said of it: "two dogs, I mean cats"."""
        wrong = self._cast.retract()
        if wrong:
            self.waiting = Modifiers(wrong.count, wrong.scale, wrong.colour, wrong.material, wrong.action, open=True)

    def _body(self) -> None:
        """A part of a body: its owner is meant, or that what was just named is on it."""
        if self._bearing.link and self._bearing.link.kind == "on" and not self._bearing.is_owner:
            self._cast.put_on_body(self._bearing.companion_of)
        self._bearing.link, self.waiting = None, Modifiers()

    def scene(self) -> Scene:
        """All that was read."""
        return self.setting.scene(tuple(self._cast.subjects), self._undrawn)
