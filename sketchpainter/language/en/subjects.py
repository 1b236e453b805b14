"""Keeps the subjects of a scene in the order in which they were said, and what belongs to whom.

It knows no grammar: reading_state.py and attachment.py decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sketchpainter.language.en.relations_grammar import CONTAINERS, FLOWERS, SURFACES, Modifiers, is_worn
from sketchpainter.language.en.vocabulary import Costume, Implied, NamedThing
from sketchpainter.scene.scene import MAX_SUBJECTS, Role, Subject
from sketchpainter.scene.things import Thing

MUTUAL = frozenset({"kiss", "hug", "talk", "fight"})
"""The `scene.MEETINGS` in which both turn to each other."""
PAIR = 2
SEVERAL = 3
"""Count of a plural without a number."""
PAIRS = frozenset(
    {"glasses", "sunglasses", "goggles", "scissors", "jeans", "shorts", "headphone", "skis", "gloves", "socks"}
)
"""Names of things of which a pair is one thing."""


class SubjectList:
    """Holds the subjects; one of them is the actor, to which verbs and prepositions refer."""

    def __init__(self) -> None:
        self.all: list[Subject] = []
        self.actor: int | None = None
        """Index of the last subject that is not part of another one."""
        self.last: int | None = None
        """Index of the subject that was named last."""
        self._company: list[int] = []
        """Indexes of the actor and of all subjects that "and" joined to it."""

    @property
    def is_full(self) -> bool:
        """Whether the scene already has MAX_SUBJECTS subjects."""
        return len(self.all) >= MAX_SUBJECTS

    @property
    def lead(self) -> int | None:
        """Index of the first of the actor and all subjects that "and" joined to it."""
        return self._company[0] if self.actor in self._company else self.actor

    @property
    def latest(self) -> Subject | None:
        """The subject that was named last."""
        return self.all[self.last] if self.last is not None else None

    def add(self, subject: Subject) -> None:
        """Adds a subject, unless the scene is full."""
        if not self.is_full:
            self.all.append(subject)

    def add_landmark(self, thing: Thing | None) -> None:
        """Adds the landmark of a place, such as the Statue of Liberty, unless it is there already."""
        if thing and not any(there.thing == thing for there in self.all):
            self.add(Subject(thing, role="landmark", implied=True))

    def add_named(self, subject: Subject, *, joins: bool = False) -> None:
        """Adds a subject that was named; if it stands for itself, it becomes the actor.

        Args:
            subject: The subject.
            joins: Whether "and" joins it to the actor so far, so that both do what is said next.
        """
        self.last = len(self.all)
        self.all.append(subject)
        if subject.role == "main":
            self.actor = self.last
            self._company = [*self._company, self.last] if joins else [self.last]

    def last_living(self) -> int | None:
        """Returns the index of the animal or person that was named last, or of the actor if it is one."""
        for index in (self.last, self.actor):
            if index is not None and (self.all[index].thing.is_creature or self.all[index].thing.is_person):
                return index
        return None

    def pose(self, action: str) -> None:
        """Gives the actor and the subjects that "and" joined to it a pose, unless they have one."""
        for index in self._company if self.actor in self._company else ([] if self.actor is None else [self.actor]):
            actor = self.all[index]
            if action != "fly" or actor.thing.stance != "floats":
                self.all[index] = replace(actor, action=actor.action or action)

    def meet(self, one: int, kind: str, other: int) -> None:
        """Lets a subject, and all that "and" joined to it, do something with another subject."""
        for index in self._company if one in self._company else [one]:
            if index != other:
                self.all[index] = replace(self.all[index], meets=kind, toward=other)
        if kind in MUTUAL:
            self.all[other] = replace(self.all[other], meets=kind, toward=one)

    def meet_mutually(self, kind: str) -> None:
        """Lets two that "and" joined, or several of a kind, do something with each other: two cats fighting."""
        company = self._company if self.actor in self._company else []
        if kind in MUTUAL and len(company) == PAIR:
            for index, other in (company, company[::-1]):
                self.all[index] = replace(self.all[index], meets=kind, toward=other)
        elif kind in MUTUAL and self.actor is not None and self.all[self.actor].count > 1:
            self.all[self.actor] = replace(self.all[self.actor], meets=kind, toward=self.actor)

    def complete(self, thing: Thing, *, count: int) -> None:
        """Replaces the thing named last, which was only the first half of a name: "strawberry cake" is a cake."""
        before = self.latest
        if before is None or self.last is None or (thing.name == "blossom" and before.thing.name in FLOWERS):
            return
        colour = None if thing.is_person else before.colour
        self.all[self.last] = replace(before, thing=thing, count=max(count, before.count), colour=colour)

    def name_by_tool(self, person: Thing, *, count: int) -> None:
        """Replaces the thing named last by a person, who holds it if it is small: a saxophone player."""
        tool = self.latest
        self.complete(person, count=count)
        if tool and tool.thing.is_handy and tool.thing.bulk <= 1 and self.last is not None:
            self.add(Subject(tool.thing, colour=tool.colour, role="held", of=self.last))

    def enlarge_last(self, group: Thing | Implied) -> bool:
        """Gives the thing named last the count of a group, if it was one alone; says whether it did."""
        one = self.latest
        if one is None or self.last is None or one.count > 1 or not isinstance(group, Implied):
            return False
        self.all[self.last] = replace(one, count=max(group.count, 1 + len(group.beside)))
        return True

    def tint_last(self, colour: str) -> bool:
        """Gives the thing named last a colour ("#rrggbb"), unless it has one or is a person; says whether it did."""
        part = self.latest
        if part is None or self.last is None or part.thing.is_person or part.colour:
            return False
        self.all[self.last] = replace(part, colour=colour)
        return True

    def remove_last(self) -> Subject | None:
        """Removes and returns the thing named last, if it stands for itself and nothing is part of it."""
        part = self.latest
        if part is None or self.last != len(self.all) - 1 or part.role != "main":
            return None
        if any(self.last in (other.of, other.toward) for other in self.all):
            return None
        self.all.pop()
        self._company = [index for index in self._company if index != self.last]
        self.last = self.actor = self._company[-1] if self._company else (self.last - 1 if self.last else None)
        return part

    def is_repeated(self, thing: Thing, said: Modifiers) -> bool:
        """Says whether a thing that came with a name is now named itself, and takes over what is said of it.

        "Thor carrying Mjolnir" has one hammer, not two.
        """
        for index, there in enumerate(self.all):
            if there.thing == thing and there.role in ("held", "worn") and there.implied:
                colour = said.colour or there.colour
                self.all[index] = replace(there, implied=False, colour=colour, scale=said.scale)
                return True
        return False

    def dress(self, wearer: int, costume: Costume) -> None:
        """Dresses a subject for a job."""
        subject = self.all[wearer]
        self.all[wearer] = replace(subject, costume=costume.name, helmet=costume.helmet)
        self.give(wearer, costume.wearing, "worn")
        self.give(wearer, costume.holding, "held")

    def add_implied(self, meant: Implied, index: int) -> None:
        """Adds the things that come with a name."""
        holder = index
        if self.all[index].role in ("held", "worn") and self.actor is not None:
            holder = self.actor
        self.give(holder, meant.holding, "held")
        self.give(holder, meant.wearing, "worn")
        for other in meant.beside:
            self.add(Subject(other, implied=True))

    def give(self, holder: int, things: tuple[Thing, ...], role: Role) -> None:
        """Adds things that a subject holds or wears though they were not said, unless they are there."""
        for thing in things:
            if not any(there.thing == thing for there in self.all):
                fitting: Role = "worn" if role == "worn" and is_worn(thing) else "held"
                self.add(Subject(thing, role=fitting, of=holder, implied=True))

    def equip_actor(self, thing: Thing | None) -> None:
        """Gives the actor the thing that an action needs, if it can be drawn: skates to somebody who skates."""
        if thing and self.actor is not None:
            role: Role = "mount" if thing.name == "skateboard" else "worn" if is_worn(thing) else "held"
            self.add(Subject(thing, role=role, of=self.actor))

    def place_on_body(self, owner: int | None) -> None:
        """Puts the thing named last on a part of a body: a hedgehog with an apple on its back.

        Args:
            owner: Index of the body's owner, where the thing is not in somebody's hand already.
        """
        part = self.latest
        if part and self.last is not None and part.role == "held":
            self.all[self.last] = replace(part, role="above")
        elif part and self.last is not None and owner is not None:
            self.all[self.last] = replace(part, role="above", of=owner)
            self.actor = owner

    def wear_last(self, wearer: int) -> None:
        """Lets a subject, which becomes the actor again, wear the thing named last."""
        if self.last is not None:
            self.all[self.last] = replace(self.all[self.last], role="worn", of=wearer)
            self.actor = wearer

    def relate_last(self, relation: str, owner: int | None) -> None:
        """Places the thing named last by a relation to its owner, or else to the subject that was named before."""
        roles: dict[str, Role] = {name: name for name in ("behind", "front", "above", "below", "left", "right")}
        part = self.latest
        if part and part.role in ("held", "worn") and part.of is not None and not self.all[part.of].thing.is_creature:
            owner, part = part.of, replace(part, role="main")
        if owner is None:
            free = (n for n, s in enumerate(self.all[: self.last]) if s.role not in ("held", "worn", "landmark"))
            owner = max(free, default=None)
        if part is None or self.last is None or owner is None or part.role in ("held", "worn"):
            return
        if self._is_part_of(owner, self.last) or (relation == "in" and self._is_part_of(self.last, owner)):
            return
        if relation == "in" and self.all[owner].role == "main":
            self.all[owner] = replace(self.all[owner], role="vessel", of=self.last)
        elif relation in roles or relation == "on":
            self.all[self.last] = replace(part, role=roles.get(relation, "above"), of=owner)
            self.actor = owner

    def _is_part_of(self, one: int, other: int) -> bool:
        """Says whether a subject is a part of another, directly or through other parts."""
        at: int | None = one
        for _ in self.all:
            if at is None or at == other:
                break
            at = self.all[at].of
        return at == other

    def fill_container(self, container: int, content: int) -> None:
        """Puts a thing into a container, if it is one; both keep their owner: a basket of eggs."""
        outer = self.all[container]
        if outer.thing.name in CONTAINERS:
            inner = self.all[content]
            self.all[content] = replace(inner, role=outer.role, of=outer.of, how=outer.how)
            self.all[container] = replace(outer, role="vessel", of=content)

    def stand_on(self, carrier: int, rider: int) -> None:
        """Puts a thing onto the one that it is "with", if that has room: candles on a birthday cake."""
        below = self.all[carrier]
        if below.thing.name in SURFACES and below.role == "main" and not self._is_part_of(rider, carrier):
            self.all[carrier] = replace(below, role="mount", of=rider, how="stand")


def subject_of(found: NamedThing, waiting: Modifiers, colours: Mapping[str, str]) -> Subject:
    """Makes a subject of a thing, still without count and role.

    Args:
        found: The thing that was named.
        waiting: The modifiers that were said before it.
        colours: sRGB "#rrggbb" by the name of the colour.
    """
    thing = found.thing
    colour, costume = waiting.colour, None
    if isinstance(found.meant, Implied):
        colour = colour or colours.get(found.meant.colour or "")
        costume = found.meant.name if thing.is_creature or thing.is_person else None
    return Subject(
        thing,
        colour=None if thing.is_person else colour,
        scale=waiting.scale,
        action=waiting.action,
        material=waiting.material,
        costume=costume,
    )


def count_of(found: NamedThing, said: int, role: Role) -> int:
    """Returns the count of a subject.

    Args:
        found: The thing that was named.
        said: The number before it; 0 where none was said.
        role: The role of the subject.
    """
    if isinstance(found.meant, Implied) and said <= 1 < found.meant.count:
        return found.meant.count
    if isinstance(found.meant, Implied) and found.meant.beside and said <= 1 + len(found.meant.beside):
        return 1
    if found.plural and said <= 1:
        return 1 if role in ("worn", "mount", "vessel") and not said else SEVERAL
    return 1 if found.thing.name in PAIRS and said == 2 else max(said, 1)
