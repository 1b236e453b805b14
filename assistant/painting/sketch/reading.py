"""A scene as it is being read: what has been said so far, and what waits for the next thing. Pure.

Runs in the painter's process. `reader` finds what words mean and tells it here; relations join the thing before them
with the one after.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from assistant.painting.sketch.scene import MAX_COUNT, MAX_SUBJECTS, WEARABLE, Role, Scene, Subject
from assistant.painting.sketch.vocabulary import Costume, Implied, Thing, Vocabulary


class Reading:
    """What has been read so far, and what waits for the next thing."""

    def __init__(self, vocabulary: Vocabulary, colours: dict[str, str]) -> None:
        self._vocabulary = vocabulary
        self._colours = colours
        self._subjects: list[Subject] = []
        self._undrawn: list[str] = []
        self._place: str | None = None
        self._time: str | None = None
        self._weather: str | None = None
        self.style: str | None = None
        self._manner: str | None = None
        self._portrait = False
        self._landmark: Thing | None = None
        self._forget_modifiers()
        self._relation: str | None = None
        self._actor: int | None = None
        self._adjacent = False
        self._only_implied: set[str] = set()
        self.costume: Costume | None = None
        """Clothes said before the one who wears them: "a wizard cat"."""
        self.preposition = ""

    def _forget_modifiers(self) -> None:
        self._count, self._scale, self._colour, self._action = (
            1,
            1.0,
            cast("str | None", None),
            cast("str | None", None),
        )

    def comma(self) -> None:
        """A pause: the next thing is no longer part of the one before."""
        self._adjacent = False

    def unknown(self, word: str) -> None:
        """A word that means nothing to us."""
        self._adjacent = False
        if word not in self._undrawn:
            self._undrawn.append(word)

    def number(self, count: int) -> None:
        """How many of the next thing."""
        self._count = max(1, min(count, MAX_COUNT))
        self._adjacent = False

    def place(self, place: str) -> None:
        """Where it is."""
        self._place = self._place or place
        self._relation = None
        self._adjacent = False

    def mean(self, kinds: dict[str, Any], words: str) -> None:  # noqa: PLR0912 — one branch a kind
        """Take in what a run of words means."""
        for kind, meaning in kinds.items():
            match kind:
                case "number":
                    self.number(int(meaning))
                case "size":
                    self._scale = float(meaning)
                case "colour":
                    self._colour = self._colours[meaning]
                case "relation":
                    self._relate(str(meaning))
                case "action":
                    self._act(str(meaning))
                case "place":
                    self.place(str(meaning))
                case "landmark":
                    self.place(str(meaning["place"]))
                    self._landmark = self._vocabulary.thing(str(meaning["behind"]))
                case "time":
                    self._time = self._time or str(meaning)
                case "weather":
                    self._weather = str(meaning)
                case "style":
                    self.style = self.style if self.style and meaning == "oil" else str(meaning)
                case "manner":
                    self._manner = str(meaning)
                case "portrait":
                    self._portrait = True
        self.preposition = (
            words
            if "relation" in kinds or words in ("by", "in", "on", "over", "across")
            else (self.preposition if words in ("the", "a", "an") else "")
        )
        if words not in ("a", "an"):
            self._adjacent = False

    def _relate(self, relation: str) -> None:
        self._adjacent = False
        if relation == "beside" and self._relation is None and self._is_carrying():
            return
        if self._subjects:
            self._relation = relation

    def _is_carrying(self) -> bool:
        """Whether the last thing was held or worn, so that "and …" may go on with the same."""
        return bool(self._subjects) and self._subjects[-1].role in ("held", "worn")

    def _act(self, action: str) -> None:
        self._adjacent = False
        if self._subjects:
            actor = self._actor if self._actor is not None else 0
            self._subjects[actor] = replace(self._subjects[actor], action=action)
        else:
            self._action = action

    def dress(self, costume: Costume) -> bool:
        """Give the thing just named a job's clothes: "cat astronaut". False where nothing was just named."""
        if not self._adjacent or not self._subjects or self._subjects[-1].thing.is_person:
            return False
        wearer = len(self._subjects) - 1
        self._subjects[wearer] = replace(self._subjects[wearer], helmet=costume.helmet)
        self._give(wearer, costume.wearing, "worn")
        self._give(wearer, costume.holding, "held")
        self._adjacent = False
        return True

    def name(self, found: Thing | Implied, *, plural: bool = False) -> None:
        """A thing was named: put it into the scene with what waited for it."""
        thing = found.thing if isinstance(found, Implied) else found
        colour = self._colour or (self._colours.get(found.colour or "") if isinstance(found, Implied) else None)
        if len(self._subjects) >= MAX_SUBJECTS or self._is_there_already(thing):
            self._relation = None
            self._forget_modifiers()
            return
        role, of = self._role_of(thing)
        several = plural and self._count == 1 and role not in ("held", "worn", "mount", "vessel")
        count = 3 if several else self._count
        new = Subject(thing, count, colour, self._scale, role, of, self._action)
        self._subjects.append(new)
        index = len(self._subjects) - 1
        if role in ("main", "below", "above", "behind", "front"):
            self._actor = index if self._actor is None or role == "main" else self._actor
        holder = self._actor if self._actor is not None else index
        if isinstance(found, Implied):
            self._give(holder, found.holding, "held")
            self._give(holder, found.wearing, "worn")
            for other in found.beside:
                self._subjects.append(Subject(other, implied=True))
                self._only_implied.add(other.name)
        self._forget_modifiers()
        self._relation, self.preposition = None, ""
        self._adjacent = role == "main" and not isinstance(found, Implied)
        if self.costume:
            self.dress(self.costume)
            self.costume = None

    def _is_there_already(self, thing: Thing) -> bool:
        """Whether an implied thing is now said in words: "Thor carrying Mjolnir"."""
        if thing.name in self._only_implied:
            return True
        return any(there.thing == thing and there.role in ("held", "worn") for there in self._subjects)

    def _give(self, holder: int, things: tuple[Thing, ...], role: Role) -> None:
        for thing in things:
            if not any(there.thing == thing for there in self._subjects):
                worn: Role = "worn" if role == "worn" and thing.slot in WEARABLE else "held"
                self._subjects.append(Subject(thing, role=worn, of=holder, implied=True))

    def _role_of(self, thing: Thing) -> tuple[Role, int | None]:  # noqa: PLR0911 — a list of rules
        actor, relation = self._actor, self._relation
        if actor is None:
            return "main", None
        if relation in ("wearing", "in") and thing.slot in WEARABLE:
            return "worn", actor
        if relation == "wearing":
            return "held", actor
        if relation == "holding" or (relation == "with" and thing.is_handy and thing.bulk <= 1):
            return ("worn" if thing.slot in WEARABLE else "held"), actor
        if relation is None and self._is_carrying() and thing.is_handy:
            last = self._subjects[-1]
            return ("worn" if thing.slot in WEARABLE else last.role), last.of
        if relation is None and thing.slot == "feet":
            return "worn", actor
        if relation in ("in", "inside", "riding", "on") and thing.slot == "vessel":
            return "vessel", actor
        by_relation: dict[str, Role] = {"above": "below", "below": "above", "behind": "behind", "front": "front"}
        if relation in ("riding", "on") and thing.stance not in ("sky", "building", "bust"):
            return "mount", actor
        return (by_relation[relation], actor) if relation in by_relation else ("main", None)

    def scene(self) -> Scene:
        """All that was read."""
        subjects = list(self._subjects)
        if self._landmark and not any(there.thing == self._landmark for there in subjects):
            subjects.append(Subject(self._landmark, role="landmark"))
        place = self._place or _likely_place(subjects, portrait=self._portrait)
        time = self._time or "day"
        weather = self._weather or ("snowfall" if place == "snow" else None)
        return Scene(
            tuple(subjects),
            place,
            time,
            weather,
            self.style or "oil",
            self._manner,
            self._portrait,
            tuple(self._undrawn),
        )


_SWIMMERS = frozenset(
    {"octopus", "shark", "whale", "spouting whale", "dolphin", "fish", "tropical fish", "jellyfish", "squid"}
    | {"mermaid", "blowfish", "coral"}
)
_BOATS = frozenset({"sailboat", "ship", "canoe", "speedboat", "ferry"})
_SPACEFARERS = frozenset({"rocket", "astronaut", "satellite", "ringed planet", "comet", "flying saucer", "alien"})
_POLAR = frozenset({"penguin", "polar bear", "snowman", "Santa Claus", "sled", "skier", "seal", "snowboarder"})
_FURNITURE = frozenset({"couch and lamp", "bed", "bathtub", "chair", "musical keyboard", "laptop", "television"})


def _likely_place(subjects: list[Subject], *, portrait: bool) -> str:
    """Where a scene without a place is likely to be."""
    if portrait:
        return "studio"
    names = {subject.thing.name for subject in subjects}
    if names & _SWIMMERS and not names & _BOATS:
        return "underwater"
    for typical, place in (
        (_BOATS, "sea"),
        (_SPACEFARERS, "space"),
        (_POLAR, "snow"),
        ({"cactus", "camel", "two-hump camel"}, "desert"),
        ({"desert island", "palm tree", "crab"}, "beach"),
    ):
        if names & typical:
            return place
    if subjects and all(s.thing.stance in ("flies", "sky") for s in subjects if s.role in ("main", "below")):
        return "sky"
    things_only = bool(subjects) and all(s.thing.is_handy for s in subjects) and "fire" not in names
    return "room" if names & _FURNITURE or things_only else "meadow"
