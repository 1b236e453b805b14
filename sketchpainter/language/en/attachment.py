"""Decides how the next noun attaches to what was said before.

It may be the second thing of a relation, one of a list, the second half of a compound, or somebody's possession.
"""

from __future__ import annotations

from dataclasses import dataclass

from sketchpainter.language.en.relations_grammar import PLACED, Link, is_worn, role_and_use
from sketchpainter.language.en.subjects import SubjectList
from sketchpainter.language.en.vocabulary import Implied, NamedThing
from sketchpainter.scene.scene import Role
from sketchpainter.scene.things import Thing


@dataclass(slots=True)
class Attachment:
    """Holds the part of the parser's state by which the next noun is understood."""

    link: Link | None = None
    """The relation whose second thing has not been named yet."""
    link_before_place: Link | None = None
    """The relation that was open when a place was named: "in a field" of tulips."""
    is_owner: bool = False
    """Whether "'s" was just said after the last thing."""
    is_listing: bool = False
    """Whether "and" or a comma was just said."""
    is_dressing: bool = False
    """Whether "dressed as" was just said."""
    is_adjacent: bool = False
    """Whether the last thing was named just now, so that a noun after it makes a compound: "apple pie"."""
    companion_of: int | None = None
    """Index of the subject that the last thing is "with", where the last thing stands for itself: a snail "with" a
    house."""
    meeting: tuple[int, str] | None = None
    """Index of the subject that does something with the next one, and the `scene.MEETINGS` kind: a fox "chasing"."""
    coat_wearer: int | None = None
    """Index of the subject that may wear the coat of the animal named last: a wolf "in" sheep's clothing."""

    @property
    def is_waiting(self) -> bool:
        """Whether a thing is expected: after a relation, or after somebody's "'s"."""
        return self.link is not None or self.is_owner

    def pause(self) -> None:
        """Ends the group at a comma: the next thing is no longer part of the one before."""
        self.is_adjacent = self.is_owner = self.is_dressing = False
        self.is_listing = True

    def expect_costume(self) -> None:
        """Notes "dressed as": the job that follows is a costume."""
        self.is_dressing = True

    def end_compound(self) -> None:
        """Notes a word that is no part of a compound."""
        self.is_adjacent = self.is_owner = False

    def take_named(self, *, is_picture: bool) -> None:
        """Notes that a thing was named: no relation is open any more, and the next word may complete its name.

        Args:
            is_picture: Whether it was an emoji, which makes no compounds.
        """
        self.link = self.meeting = None
        self.is_listing = self.is_owner = self.is_dressing = False
        self.is_adjacent = not is_picture

    def role_of(self, subjects: SubjectList, thing: Thing) -> tuple[Role, str | None, int | None]:
        """Returns role, use (`Subject.how`) and owner (`Subject.of`) of a thing that is being named."""
        last, link = subjects.latest, self.link
        if subjects.actor is None or subjects.lead is None or last is None:
            return "main", None, None
        if link is None:
            if self.is_listing and last.role in ("held", "worn") and thing.is_handy:
                return ("worn" if is_worn(thing) else last.role), last.how, last.of
            if self.is_owner and thing.is_handy:
                return ("worn" if is_worn(thing) else "held"), None, subjects.last
            return "main", None, None
        of = subjects.lead if link.kind in PLACED else subjects.actor
        if link.kind == "on" and last.role in ("mount", "vessel", "below") and subjects.last is not None:
            of = subjects.last
        role, how = role_and_use(link, thing, subjects.all[of])
        return role, how, (None if role == "main" else of)

    def attach(self, subjects: SubjectList, link: Link | None, actor: int | None, last: int | None) -> None:
        """Joins the thing that was just named to the one that it is said to be in, on or with.

        Args:
            subjects: All subjects; the thing is the last one.
            link: The relation between the two.
            actor: Index of the actor before the thing was named.
            last: Index of the subject that was named before it.
        """
        self.companion_of = self.coat_wearer = None
        if link is None or subjects.latest is None:
            return
        index = len(subjects.all) - 1
        if link.kind == "of" and last is not None:
            subjects.fill_container(last, index)
        elif link.kind == "with" and actor is not None:
            self.companion_of = actor if subjects.latest.role == "main" else None
            subjects.stand_on(actor, index)
        elif link.kind == "in" and subjects.latest.thing.is_creature:
            self.coat_wearer = actor

    def completes(self, subjects: SubjectList, found: NamedThing) -> bool:
        """Says whether a thing only completes the name of the one before: "strawberry cake" is a cake."""
        before = subjects.latest
        if not self.is_adjacent or before is None or before.costume or isinstance(found.meant, Implied):
            return False
        if subjects.last != len(subjects.all) - 1:
            return False
        return not (self.is_owner and (found.thing.is_handy or not before.thing.is_creature))

    def is_compound_head(self, subjects: SubjectList, thing: Thing) -> bool:
        """Says whether the second half of a compound is its kind: a bank robber is no bank."""
        return thing.is_person and subjects.latest is not None and not subjects.latest.thing.is_creature

    def is_group(self, subjects: SubjectList, found: NamedThing) -> bool:
        """Says whether a word for several people only tells the number of the animals before it: a penguin family."""
        is_several = isinstance(found.meant, Implied) and (found.meant.count > 1 or bool(found.meant.beside))
        return self.is_adjacent and is_several and subjects.latest is not None and subjects.latest.thing.is_creature

    def expects_costume(self, subjects: SubjectList) -> bool:
        """Says whether a job's name is a costume here: right after an animal, or after "dressed as"."""
        if self.is_dressing:
            return subjects.last_living() is not None
        last = subjects.latest
        if self.link and self.link.kind in ("in", "wearing"):
            return last is not None
        return self.is_adjacent and last is not None and last.thing.is_creature and not last.thing.is_person
