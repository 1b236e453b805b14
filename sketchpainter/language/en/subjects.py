"""Who and what is in a scene so far: subjects in the order in which they were said, and what belongs to whom. Pure.

Runs in the painter's process. Knows nothing of words: `reading` decides, this keeps the subjects in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sketchpainter.language.en.relations_grammar import CONTAINERS, FLOWERS, SURFACES, Modifiers, is_worn
from sketchpainter.language.en.vocabulary import Costume, Found, Implied
from sketchpainter.scene.scene import MAX_SUBJECTS, Role, Subject
from sketchpainter.scene.things import Thing

MUTUAL = frozenset({"kiss", "hug", "talk", "fight"})
"""What two do with each other, both turned to the other (`scene.MEETINGS`)."""
PAIR = 2
SEVERAL = 3
"""How many a plural without a number is."""
PAIRS = frozenset(
    {"glasses", "sunglasses", "goggles", "scissors", "jeans", "shorts", "headphone", "skis", "gloves", "socks"}
)
"""A pair of these is one."""


class Cast:
    """The subjects, of whom the actor is the one that verbs and prepositions speak of."""

    def __init__(self) -> None:
        self.subjects: list[Subject] = []
        self.actor: int | None = None
        """Whoever was last named for its own sake."""
        self.last: int | None = None
        """What was named last."""
        self._company: list[int] = []
        """The actor and all that "and" joined to it."""

    @property
    def is_full(self) -> bool:
        """Whether no more fit into a picture."""
        return len(self.subjects) >= MAX_SUBJECTS

    @property
    def lead(self) -> int | None:
        """The first of the actor and all that "and" joined to it."""
        return self._company[0] if self.actor in self._company else self.actor

    @property
    def latest(self) -> Subject | None:
        """What was named last."""
        return self.subjects[self.last] if self.last is not None else None

    def add(self, subject: Subject) -> None:
        """One more, if there is room."""
        if not self.is_full:
            self.subjects.append(subject)

    def frame(self, thing: Thing | None) -> None:
        """Add what everybody knows of the place, if there is such a thing: the Statue of Liberty."""
        if thing and not any(there.thing == thing for there in self.subjects):
            self.add(Subject(thing, role="landmark", implied=True))

    def enter(self, subject: Subject, *, joins: bool = False) -> None:
        """One more that was named: if it stands for itself, it is the actor from now on.

        Args:
            subject: Who or what it is.
            joins: Whether "and" joins it to the actor so far, so that both do what is said next.
        """
        self.last = len(self.subjects)
        self.subjects.append(subject)
        if subject.role == "main":
            self.actor = self.last
            self._company = [*self._company, self.last] if joins else [self.last]

    def living(self) -> int | None:
        """The animal or person named last, or the actor if that is one."""
        for index in (self.last, self.actor):
            if index is not None and (self.subjects[index].thing.is_creature or self.subjects[index].thing.is_person):
                return index
        return None

    def act(self, action: str) -> None:
        """The pose of the actor and of whoever "and" joined to it, unless they have one."""
        for index in self._company if self.actor in self._company else ([] if self.actor is None else [self.actor]):
            actor = self.subjects[index]
            if action != "fly" or actor.thing.stance != "floats":
                self.subjects[index] = replace(actor, action=actor.action or action)

    def meet(self, one: int, kind: str, other: int) -> None:
        """Say that one does something with another, and so do all that "and" joined to it."""
        for index in self._company if one in self._company else [one]:
            if index != other:
                self.subjects[index] = replace(self.subjects[index], meets=kind, toward=other)
        if kind in MUTUAL:
            self.subjects[other] = replace(self.subjects[other], meets=kind, toward=one)

    def meet_each_other(self, kind: str) -> None:
        """Say that those who "and" joined, or several of a kind, do something with each other: two cats fighting."""
        company = self._company if self.actor in self._company else []
        if kind in MUTUAL and len(company) == PAIR:
            for index, other in (company, company[::-1]):
                self.subjects[index] = replace(self.subjects[index], meets=kind, toward=other)
        elif kind in MUTUAL and self.actor is not None and self.subjects[self.actor].count > 1:
            self.subjects[self.actor] = replace(self.subjects[self.actor], meets=kind, toward=self.actor)

    def complete(self, thing: Thing, *, count: int) -> None:
        """The thing named last was only the first half of a name: a "strawberry" becomes a "strawberry cake"."""
        before = self.latest
        if before is None or self.last is None or (thing.name == "blossom" and before.thing.name in FLOWERS):
            return
        colour = None if thing.is_person else before.colour
        self.subjects[self.last] = replace(before, thing=thing, count=max(count, before.count), colour=colour)

    def have_it(self, person: Thing, *, count: int) -> None:
        """The thing named last only says what somebody is, who has it where it is small: a saxophone player."""
        tool = self.latest
        self.complete(person, count=count)
        if tool and tool.thing.is_handy and tool.thing.bulk <= 1 and self.last is not None:
            self.add(Subject(tool.thing, colour=tool.colour, role="held", of=self.last))

    def gather(self, group: Thing | Implied) -> bool:
        """Make the thing named last as many as a group has; whether it was one alone."""
        one = self.latest
        if one is None or self.last is None or one.count > 1 or not isinstance(group, Implied):
            return False
        self.subjects[self.last] = replace(one, count=max(group.count, 1 + len(group.beside)))
        return True

    def tint(self, colour: str) -> bool:
        """Give the thing named last a colour (sRGB), unless it has one or is a person; whether it got it."""
        part = self.latest
        if part is None or self.last is None or part.thing.is_person or part.colour:
            return False
        self.subjects[self.last] = replace(part, colour=colour)
        return True

    def retract(self) -> Subject | None:
        """Take back the thing named last and give it, if it stands for itself and nothing is part of it."""
        part = self.latest
        if part is None or self.last != len(self.subjects) - 1 or part.role != "main":
            return None
        if any(self.last in (other.of, other.toward) for other in self.subjects):
            return None
        self.subjects.pop()
        self._company = [index for index in self._company if index != self.last]
        self.last = self.actor = self._company[-1] if self._company else (self.last - 1 if self.last else None)
        return part

    def repeat(self, thing: Thing, said: Modifiers) -> bool:
        """Whether a thing that came with a name is now said in words: "Thor carrying Mjolnir"."""
        for index, there in enumerate(self.subjects):
            if there.thing == thing and there.role in ("held", "worn") and there.implied:
                colour = said.colour or there.colour
                self.subjects[index] = replace(there, implied=False, colour=colour, scale=said.scale)
                return True
        return False

    def dress(self, wearer: int, costume: Costume) -> None:
        """Give somebody a job's clothes."""
        subject = self.subjects[wearer]
        self.subjects[wearer] = replace(subject, costume=costume.name, helmet=costume.helmet)
        self.give(wearer, costume.wearing, "worn")
        self.give(wearer, costume.holding, "held")

    def imply(self, meant: Implied, index: int) -> None:
        """Add what comes with a name."""
        holder = index
        if self.subjects[index].role in ("held", "worn") and self.actor is not None:
            holder = self.actor
        self.give(holder, meant.holding, "held")
        self.give(holder, meant.wearing, "worn")
        for other in meant.beside:
            self.add(Subject(other, implied=True))

    def give(self, holder: int, things: tuple[Thing, ...], role: Role) -> None:
        """Add things that somebody holds or wears without its being said, unless they are there."""
        for thing in things:
            if not any(there.thing == thing for there in self.subjects):
                fitting: Role = "worn" if role == "worn" and is_worn(thing) else "held"
                self.add(Subject(thing, role=fitting, of=holder, implied=True))

    def equip(self, thing: Thing | None) -> None:
        """Give the actor what an action needs, if there is a picture of it: skates to whoever skates."""
        if thing and self.actor is not None:
            role: Role = "mount" if thing.name == "skateboard" else "worn" if is_worn(thing) else "held"
            self.add(Subject(thing, role=role, of=self.actor))

    def put_on_body(self, owner: int | None) -> None:
        """What was just named is on a part of a body: a hedgehog with an apple on its back.

        Args:
            owner: Whose body, where the thing is not in somebody's hand already.
        """
        part = self.latest
        if part and self.last is not None and part.role == "held":
            self.subjects[self.last] = replace(part, role="above")
        elif part and self.last is not None and owner is not None:
            self.subjects[self.last] = replace(part, role="above", of=owner)
            self.actor = owner

    def put_on(self, wearer: int) -> None:
        """What was named last is worn by somebody, who is the actor again."""
        if self.last is not None:
            self.subjects[self.last] = replace(self.subjects[self.last], role="worn", of=wearer)
            self.actor = wearer

    def place_by(self, relation: str, owner: int | None) -> None:
        """Say by a relation where the thing named last is, seen from whom it is with, or from what was named before."""
        roles: dict[str, Role] = {name: name for name in ("behind", "front", "above", "below", "left", "right")}
        part = self.latest
        if (
            part
            and part.role in ("held", "worn")
            and part.of is not None
            and not self.subjects[part.of].thing.is_creature
        ):
            owner, part = part.of, replace(part, role="main")
        if owner is None:
            free = (n for n, s in enumerate(self.subjects[: self.last]) if s.role not in ("held", "worn", "landmark"))
            owner = max(free, default=None)
        if part is None or self.last is None or owner is None or part.role in ("held", "worn"):
            return
        if self._is_part_of(owner, self.last) or (relation == "in" and self._is_part_of(self.last, owner)):
            return
        if relation == "in" and self.subjects[owner].role == "main":
            self.subjects[owner] = replace(self.subjects[owner], role="vessel", of=self.last)
        elif relation in roles or relation == "on":
            self.subjects[self.last] = replace(part, role=roles.get(relation, "above"), of=owner)
            self.actor = owner

    def _is_part_of(self, one: int, other: int) -> bool:
        """Whether a subject is, over whatever lies between, a part of another."""
        at: int | None = one
        for _ in self.subjects:
            if at is None or at == other:
                break
            at = self.subjects[at].of
        return at == other

    def fill(self, container: int, content: int) -> None:
        """Put a thing into a container, if it is one; both stay with whoever has them: a basket of eggs."""
        outer = self.subjects[container]
        if outer.thing.name in CONTAINERS:
            inner = self.subjects[content]
            self.subjects[content] = replace(inner, role=outer.role, of=outer.of, how=outer.how)
            self.subjects[container] = replace(outer, role="vessel", of=content)

    def stand_upon(self, carrier: int, rider: int) -> None:
        """Put a thing onto what it is "with", if that has room: candles on a birthday cake."""
        below = self.subjects[carrier]
        if below.thing.name in SURFACES and below.role == "main" and not self._is_part_of(rider, carrier):
            self.subjects[carrier] = replace(below, role="mount", of=rider, how="stand")


def subject_of(found: Found, waiting: Modifiers, colours: Mapping[str, str]) -> Subject:
    """The subject, still without count and role.

    Args:
        found: What was named.
        waiting: What was said of it beforehand.
        colours: sRGB of colours' names.
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


def count_of(found: Found, said: int, role: Role) -> int:
    """How many there are; `said` is 0 where no number was."""
    if isinstance(found.meant, Implied) and said <= 1 < found.meant.count:
        return found.meant.count
    if isinstance(found.meant, Implied) and found.meant.beside and said <= 1 + len(found.meant.beside):
        return 1
    if found.plural and said <= 1:
        return 1 if role in ("worn", "mount", "vessel") and not said else SEVERAL
    return 1 if found.thing.name in PAIRS and said == 2 else max(said, 1)
