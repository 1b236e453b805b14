"""A scene as it is being read: what has been said so far, and what waits for the next thing. Pure.

Runs in the painter's process. `reader` finds what words mean and tells it here; relations join the thing before them
with the one after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.painting.sketch.cast import Cast
from assistant.painting.sketch.joining import Link, Modifiers, is_worn, role_of
from assistant.painting.sketch.lexicon import Lexicon
from assistant.painting.sketch.naming import SEVERAL, count_of, subject_of
from assistant.painting.sketch.scene import MAX_COUNT, Role, Scene, Subject
from assistant.painting.sketch.setting import Setting
from assistant.painting.sketch.things import Thing
from assistant.painting.sketch.vocabulary import Costume, Found, Implied, Vocabulary
from assistant.painting.sketch.words import POSSESSIVE

_MAX_UNDRAWN = 24
_LONGEST_UNDRAWN = 40
"""Letters of a word that cannot be drawn that are kept."""
_DETERMINERS = frozenset(
    {"the", "this", "that", "its", "his", "her", "their", "my", "your", "our", "these", "those", "every", "each"}
)
_PRONOUNS = frozenset({"it", "him", "them"})


class Reading:
    """What has been read so far, and what waits for the next thing."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._cast = Cast()
        self._undrawn: list[str] = []
        self.setting = Setting(lexicon)
        self.waiting = Modifiers()
        self._link: Link | None = None
        self._before_place: Link | None = None
        self._is_owner = False
        """Whether "'s" was just said of the last thing."""
        self._is_listing = False
        """Whether "and" or a comma was just said."""
        self._is_dressing = False
        """Whether "dressed as" was just said."""
        self._is_adjacent = False
        """Whether nothing was said since the last thing was named, which makes a compound of it: "apple pie"."""
        self._companion_of: int | None = None
        """Whom the last thing is with, where it stands for itself: a snail "with" a house."""
        self._meeting: tuple[int, str] | None = None
        """Who does something with whoever is named next, and what: a fox "chasing"."""
        self._skin_of: int | None = None
        """Who may be in the skin of the animal named last: a wolf "in" sheep's clothing."""
        self.preposition = ""
        """The relation that was just said, in its own words."""
        self._takers: dict[str, Callable[[Any, str], None]] = {
            "number": lambda meaning, _words: self.number(int(meaning)),
            "relation": lambda meaning, words: self._relate(Link(meaning), words),
            "how": lambda meaning, words: self._relate(Link("how", meaning), words),
            "action": lambda meaning, _words: self._act(meaning),
            "gear": lambda meaning, _words: self._equip(meaning),
            "meeting": lambda meaning, _words: self._meet(meaning),
            "place": self.place,
            "landmark": self._landmark,
            "without": lambda _meaning, _words: self._begin(Modifiers(skip=True)),
            "body": lambda _meaning, _words: self._body(),
            "filler": lambda _meaning, words: self._filler(words),
        }

    @property
    def is_waiting(self) -> bool:
        """Whether a thing is expected rather than a verb."""
        return self.waiting.open or self._link is not None or self._cast.last is None

    @property
    def can_be_dressed(self) -> bool:
        """Whether a job's name is a costume here: right after an animal, or after "dressed as"."""
        if self._is_dressing:
            return self._cast.living() is not None
        last = self._cast.latest
        if self._link and self._link.kind in ("in", "wearing"):
            return last is not None
        return self._is_adjacent and last is not None and last.thing.is_creature and not last.thing.is_person

    @property
    def has_subject(self) -> bool:
        """Whether anything was named."""
        return self._cast.last is not None

    @property
    def is_after_by(self) -> bool:
        """Whether a bare "by" was just said, after which a painter's name is likely."""
        return self.preposition == "by" and not self.waiting.open

    def comma(self) -> int:
        """A pause: the next thing is no longer part of the one before. Gives the one word that it is."""
        self._is_adjacent = self._is_owner = self._is_dressing = self.waiting.skip = False
        self._is_listing = True
        return 1

    def skip(self) -> None:
        """A word that asks for nothing of its own."""
        self._is_adjacent = False

    def unknown(self, word: str) -> None:
        """A word that means nothing to us."""
        short = word[:_LONGEST_UNDRAWN]
        if short not in self._undrawn and len(self._undrawn) < _MAX_UNDRAWN and not self.waiting.skip:
            self._undrawn.append(short)
        self._is_adjacent = False
        self._link, self.waiting = None, Modifiers()

    def number(self, count: int) -> None:
        """How many of the next thing; of two numbers the first one that is not "a"."""
        if self.waiting.count <= 1:
            self.waiting.count = max(1, min(count, MAX_COUNT))
        self.waiting.open = True

    def mean(self, kinds: dict[str, Any], words: str) -> None:
        """Take in what a run of words means, by kind."""
        before, self.preposition = self.preposition, ""
        for kind, meaning in kinds.items():
            match kind:
                case "size":
                    self.waiting.scale, self.waiting.open = float(meaning), True
                case "colour":
                    self.waiting.colour, self.waiting.open = self._lexicon.colours[meaning], True
                case "material":
                    self.waiting.material, self.waiting.open = str(meaning), True
                case "time" | "season" | "style" | "manner" | "weather" | "mood":
                    self.setting.take(kind, str(meaning))
                    self._link = None if kind == "manner" else self._link
                case "portrait":
                    self.setting.portrait = True
                case "dressed":
                    self._is_dressing = True
                case _:
                    self._takers[kind](meaning, words)
        if "filler" in kinds:
            self.preposition = before if words in _DETERMINERS or words == "of" else ""
        elif "number" in kinds:
            self.preposition = before if words in ("a", "an") else ""
            self._is_adjacent = self._is_owner = False
        else:
            self._is_adjacent = self._is_owner = False

    def place(self, place: str, words: str) -> None:
        """Where it is; the first that is said counts."""
        self.setting.place(place, words)
        self._before_place, self._link = self._link, None
        self._is_adjacent = False
        self.waiting = Modifiers()

    def dress(self, costume: Costume) -> bool:
        """Give somebody a job's clothes: "cat astronaut", "dressed as a pirate". False where nobody is there."""
        wearer = self._cast.living()
        if wearer is None:
            return False
        self._cast.dress(wearer, costume)
        self._is_adjacent = self._is_dressing = False
        self._link, self.waiting = None, Modifiers()
        return True

    def wear_skin(self) -> bool:
        """Somebody wears the coat of the animal named last: "in sheep's clothing". False where nobody does."""
        if self._skin_of is None or not self._is_owner:
            return False
        self._cast.put_on(self._skin_of)
        self._skin_of, self._is_owner, self.waiting = None, False, Modifiers()
        return True

    def name(self, found: Found, *, is_picture: bool = False) -> None:
        """A thing was named: put it into the scene with what waited for it.

        Args:
            found: What was named.
            is_picture: Whether it was an emoji, which makes no compounds.
        """
        thing = found.thing
        if not is_picture and self._is_compound(found, thing):
            return
        waiting, link, last, actor = self.waiting, self._link, self._cast.last, self._cast.actor
        role, how, of = self._role(thing)
        joins = self._is_listing and link is None
        was_dressing = self._is_dressing
        self.waiting, self._link, self.preposition = Modifiers(), None, ""
        self._is_listing = self._is_owner = self._is_dressing = self._is_adjacent = False
        if waiting.skip or was_dressing or self._cast.is_full or self._repeats(thing, waiting):
            return
        subject = subject_of(found, waiting, self._lexicon.colours)
        count = count_of(found, waiting.count, role)
        index = len(self._cast.subjects)
        self._cast.enter(replace(subject, count=count, role=role, how=how, of=of), joins=joins)
        self._is_adjacent = not is_picture
        self._companion_of = actor if link and link.kind == "with" and role == "main" else None
        if link and link.kind == "of" and last is not None:
            self._cast.fill(last, index)
        elif link and link.kind == "with" and actor is not None:
            self._cast.stand_upon(actor, index)
        if role == "main" and self._meeting and not joins:
            self._cast.meet(*self._meeting, index)
        self._meeting = None
        self._skin_of = actor if link and link.kind == "in" and thing.is_creature else None
        if isinstance(found.meant, Implied):
            self._cast.imply(found.meant, index)
        if waiting.costume:
            self.dress(waiting.costume)

    def _begin(self, modifiers: Modifiers) -> None:
        modifiers.open = True
        self.waiting = modifiers

    def _filler(self, words: str) -> None:
        if words == POSSESSIVE:
            self._is_owner = self._is_adjacent
            return
        if words == "of" and self._before_place:
            self._link = self._before_place
        elif words == "of" and self._is_adjacent and self._link is None:
            self._link = Link("of")
        elif words in _PRONOUNS and self._link and self._companion_of is not None:
            self._cast.place_companion(self._link.kind, self._companion_of)
            self._link = None
        elif words in _DETERMINERS:
            self.waiting.open = True
        self._is_adjacent = False
        self._before_place = None

    def _relate(self, link: Link, words: str) -> None:
        self.preposition = words
        if link.kind == "how" and self.waiting.open:
            return
        self._is_listing = link.kind == "beside" and words == "and"
        self.waiting = Modifiers()
        if self._cast.subjects and not self._is_listing:
            self._link = link

    def _act(self, action: str) -> None:
        if not self.waiting.open and self._cast.actor is not None:
            self._cast.act(action)
        elif self.waiting.open or action != "paint":
            self.waiting.action = action

    def _meet(self, kind: str) -> None:
        if not self.waiting.open and self._cast.actor is not None:
            self._meeting = (self._cast.actor, kind)
            self._cast.meet_each_other(kind)

    def _equip(self, name: str) -> None:
        thing = self._vocabulary.thing(name)
        if thing:
            self._cast.equip(thing)

    def _landmark(self, row: dict[str, str], words: str) -> None:
        self.place(row["place"], words)
        thing = self._vocabulary.thing(row["behind"])
        if thing and not any(there.thing == thing for there in self._cast.subjects):
            self._cast.add(Subject(thing, role="landmark", implied=True))

    def _body(self) -> None:
        """A part of a body: its owner is meant, or that what was just named is on it."""
        if self._link and self._link.kind == "on" and not self._is_owner:
            self._cast.put_on_body(self._companion_of)
        self._link, self.waiting = None, Modifiers()

    def _role(self, thing: Thing) -> tuple[Role, str | None, int | None]:
        """Role, use and owner of a thing that is being named."""
        cast, last, link = self._cast, self._cast.latest, self._link
        if cast.actor is None or last is None:
            return "main", None, None
        if link is None:
            if self._is_listing and last.role in ("held", "worn") and thing.is_handy:
                return ("worn" if is_worn(thing) else last.role), last.how, last.of
            if self._is_owner and thing.is_handy:
                return ("worn" if is_worn(thing) else "held"), None, cast.last
            return "main", None, None
        of = cast.actor
        if link.kind == "on" and last.role in ("mount", "vessel", "below") and cast.last is not None:
            of = cast.last
        role, how = role_of(link, thing, cast.subjects[of])
        return role, how, (None if role == "main" else of)

    def _is_compound(self, found: Found, thing: Thing) -> bool:
        """Whether the thing only completes the one before: "strawberry cake" is a cake. Takes it in if so."""
        before = self._cast.latest
        if not self._is_adjacent or before is None or before.costume or isinstance(found.meant, Implied):
            return False
        if self._cast.last != len(self._cast.subjects) - 1:
            return False
        if self._is_owner and (thing.is_handy or not before.thing.is_creature):
            return False
        if not found.is_guess:
            self._cast.complete(thing, count=SEVERAL if found.plural else 1)
        return True

    def _repeats(self, thing: Thing, waiting: Modifiers) -> bool:
        """Whether a thing that came with a name is now said in words: "Thor carrying Mjolnir"."""
        index = self._cast.find_part(thing)
        if index is None:
            return False
        there = self._cast.subjects[index]
        colour = waiting.colour or there.colour
        self._cast.subjects[index] = replace(there, implied=False, colour=colour, scale=waiting.scale)
        return True

    def scene(self) -> Scene:
        """All that was read."""
        return self.setting.scene(tuple(self._cast.subjects), tuple(self._undrawn))
