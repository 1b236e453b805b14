"""How the thing that is named next bears on what was said: by the relation that waits, as one of a list, as a half of a
compound, as somebody's own. Pure.

Runs in the painter's process. `reading` keeps one, and tells it what was said.
"""

from __future__ import annotations

from dataclasses import dataclass

from sketchpainter.language.en.relations_grammar import PLACED, Link, is_worn, role_of
from sketchpainter.language.en.subjects import Cast
from sketchpainter.language.en.vocabulary import Found, Implied
from sketchpainter.scene.scene import Role
from sketchpainter.scene.things import Thing


@dataclass(slots=True)
class Bearing:
    """What was said that the next thing is understood by."""

    link: Link | None = None
    """The relation that waits for its second thing."""
    before_place: Link | None = None
    """The one that waited when a place was named: "in a field" of tulips."""
    is_owner: bool = False
    """Whether "'s" was just said of the last thing."""
    is_listing: bool = False
    """Whether "and" or a comma was just said."""
    is_dressing: bool = False
    """Whether "dressed as" was just said."""
    is_adjacent: bool = False
    """Whether nothing was said since the last thing was named, which makes a compound of it: "apple pie"."""
    companion_of: int | None = None
    """Whom the last thing is with, where it stands for itself: a snail "with" a house."""
    meeting: tuple[int, str] | None = None
    """Who does something with whoever is named next, and what: a fox "chasing"."""
    skin_of: int | None = None
    """Who may be in the skin of the animal named last: a wolf "in" sheep's clothing."""

    @property
    def is_waiting(self) -> bool:
        """Whether a thing is due: after a relation, or after somebody's "'s"."""
        return self.link is not None or self.is_owner

    def pause(self) -> None:
        """A comma: the next thing is no longer part of the one before."""
        self.is_adjacent = self.is_owner = self.is_dressing = False
        self.is_listing = True

    def dress(self) -> None:
        """ "Dressed as": the job that follows is a costume."""
        self.is_dressing = True

    def turn(self) -> None:
        """A word that is no part of a compound."""
        self.is_adjacent = self.is_owner = False

    def settle(self, *, is_picture: bool) -> None:
        """A thing was named: nothing waits any more, and the next word may complete its name.

        Args:
            is_picture: Whether it was an emoji, which makes no compounds.
        """
        self.link = self.meeting = None
        self.is_listing = self.is_owner = self.is_dressing = False
        self.is_adjacent = not is_picture

    def role(self, cast: Cast, thing: Thing) -> tuple[Role, str | None, int | None]:
        """Role, use and owner of a thing that is being named."""
        last, link = cast.latest, self.link
        if cast.actor is None or cast.lead is None or last is None:
            return "main", None, None
        if link is None:
            if self.is_listing and last.role in ("held", "worn") and thing.is_handy:
                return ("worn" if is_worn(thing) else last.role), last.how, last.of
            if self.is_owner and thing.is_handy:
                return ("worn" if is_worn(thing) else "held"), None, cast.last
            return "main", None, None
        of = cast.lead if link.kind in PLACED else cast.actor
        if link.kind == "on" and last.role in ("mount", "vessel", "below") and cast.last is not None:
            of = cast.last
        role, how = role_of(link, thing, cast.subjects[of])
        return role, how, (None if role == "main" else of)

    def attach(self, cast: Cast, link: Link | None, actor: int | None, last: int | None) -> None:
        """Join the thing that was just named to the one that it is said to be in, on or with.

        Args:
            cast: Who is there; the thing is its last.
            link: The relation between them.
            actor: Who acted before the thing was named.
            last: What was named before it.
        """
        self.companion_of = self.skin_of = None
        if link is None or cast.latest is None:
            return
        index = len(cast.subjects) - 1
        if link.kind == "of" and last is not None:
            cast.fill(last, index)
        elif link.kind == "with" and actor is not None:
            self.companion_of = actor if cast.latest.role == "main" else None
            cast.stand_upon(actor, index)
        elif link.kind == "in" and cast.latest.thing.is_creature:
            self.skin_of = actor

    def completes(self, cast: Cast, found: Found) -> bool:
        """Whether a thing only completes the name of the one before: "strawberry cake" is a cake."""
        before = cast.latest
        if not self.is_adjacent or before is None or before.costume or isinstance(found.meant, Implied):
            return False
        if cast.last != len(cast.subjects) - 1:
            return False
        return not (self.is_owner and (found.thing.is_handy or not before.thing.is_creature))

    def is_head(self, cast: Cast, thing: Thing) -> bool:
        """Whether the second half of a compound says what it is: a bank robber is no bank."""
        return thing.is_person and cast.latest is not None and not cast.latest.thing.is_creature

    def is_group(self, cast: Cast, found: Found) -> bool:
        """Whether a word for several people only says how many the animals are that were named: a penguin family."""
        is_several = isinstance(found.meant, Implied) and (found.meant.count > 1 or bool(found.meant.beside))
        return self.is_adjacent and is_several and cast.latest is not None and cast.latest.thing.is_creature

    def can_be_dressed(self, cast: Cast) -> bool:
        """Whether a job's name is a costume here: right after an animal, or after "dressed as"."""
        if self.is_dressing:
            return cast.living() is not None
        last = cast.latest
        if self.link and self.link.kind in ("in", "wearing"):
            return last is not None
        return self.is_adjacent and last is not None and last.thing.is_creature and not last.thing.is_person
