"""A prompt read as a scene: who is in it, where, when, in what weather and manner. Pure: words in, values out.

Runs in the painter's process. Never draws. Rules are simple on purpose: the longest known run of words at each place
is taken, modifiers wait for the next thing, relations join the thing before them with the one after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from assistant.painting.sketch.vocabulary import Costume, Implied, Thing, Vocabulary, read_table, singular, tokens_of

Role = Literal["main", "held", "worn", "mount", "vessel", "above", "below", "behind", "front", "landmark"]

MAX_WORDS = 400
"""Words of a prompt that are read; a picture cannot show more, and reading stays quick."""
MAX_SUBJECTS = 8
MAX_COUNT = 12
WEARABLE = frozenset({"head", "eyes", "neck", "feet"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing in the scene, as often as it was asked for."""

    thing: Thing
    count: int = 1
    colour: str | None = None
    """sRGB "#rrggbb" to tint it with."""
    scale: float = 1.0
    """1 as usual, 0.6 small, 1.35 big."""
    role: Role = "main"
    of: int | None = None
    """Index of the subject that holds, wears, rides or is next to it; None stands for itself."""
    action: str | None = None
    """dance, fly, jump, sleep, run."""
    helmet: bool = False
    """Whether it wears an astronaut's glass helmet."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that was understood of a prompt."""

    subjects: tuple[Subject, ...] = ()
    place: str = "meadow"
    time: str = "day"
    weather: str | None = None
    style: str = "oil"
    manner: str | None = None
    """A great name's palette and brush: "gogh", "monet" …"""
    portrait: bool = False
    undrawn: tuple[str, ...] = ()
    """Words that ask for something that cannot be drawn, in the order in which they came."""


class SceneReader:
    """Reads prompts with one vocabulary and the tables of config/sketch/scenes.toml."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table = read_table("scenes")
        self._vocabulary = vocabulary
        self._colours: dict[str, str] = table["colours"]
        self._costumes = vocabulary.costumes
        self._phrases: dict[tuple[str, ...], list[tuple[str, Any]]] = {}
        for kind, section in (
            ("filler", "filler"),
            ("number", "numbers"),
            ("size", "sizes"),
            ("relation", "relations"),
            ("action", "actions"),
            ("portrait", "portrait"),
            ("place", "places"),
            ("time", "times"),
            ("weather", "weathers"),
            ("style", "styles"),
            ("manner", "manners"),
        ):
            for meaning, phrases in table[section].items():
                for phrase in phrases:
                    self._add(phrase, kind, meaning)
        for colour in self._colours:
            self._add(colour, "colour", colour)
        for phrase, row in table["landmarks"].items():
            self._add(phrase, "landmark", row)
        for place, row in table["places_after"].items():
            for phrase in row["words"]:
                self._add(phrase, "place_after", (place, frozenset(row["after"])))
        self._longest = max(map(len, self._phrases))

    def read(self, subject: str, style: str | None = None) -> Scene:
        """The scene of a prompt. `style` is what was said about the manner, where it is known apart."""
        reading = _Reading(self._vocabulary, self._colours)
        words = tokens_of(subject[:20_000])[:MAX_WORDS]
        at = 0
        while at < len(words):
            at += self._step(reading, words, at)
        scene = reading.scene()
        if style:
            manner = self._read_style(tokens_of(style[:1000]))
            scene = replace(scene, **{key: value for key, value in manner.items() if value})
        return scene

    def _add(self, phrase: str, kind: str, meaning: Any) -> None:
        self._phrases.setdefault(tuple(phrase.lower().replace("-", " ").split()), []).append((kind, meaning))

    def _match(self, words: list[str], at: int) -> tuple[list[tuple[str, Any]], int]:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            found = self._phrases.get(tuple(words[at : at + length]))
            if found:
                return found, length
        return [], 0

    def _step(self, reading: _Reading, words: list[str], at: int) -> int:
        if words[at] == ",":
            reading.comma()
            return 1
        meanings, length = self._match(words, at)
        named = self._vocabulary.find(words, at)
        costume = next(
            (n for n in (2, 1) if (*words[at : at + n - 1], singular(words[min(at + n, len(words)) - 1])) in self._costumes),
            0,
        )
        if costume and reading.dress(self._costumes[(*words[at : at + costume - 1], singular(words[at + costume - 1]))]):
            return costume
        kinds = dict(meanings)
        if "place_after" in kinds and reading.preposition in kinds["place_after"][1]:
            reading.place(kinds["place_after"][0])
            return length
        if named and named[1] >= length and not self._is_rather(kinds, words, at, length):
            reading.name(named[0])
            return named[1]
        if not length or set(kinds) == {"place_after"}:
            if words[at].isdigit():
                reading.number(int(words[at]))
            else:
                reading.unknown(words[at])
            return 1
        reading.mean(kinds, " ".join(words[at : at + length]), last=at + length >= len(words))
        return length

    def _is_rather(self, kinds: dict[str, Any], words: list[str], at: int, length: int) -> bool:
        """Whether words that also name a thing mean something else here: "orange cat", "in the snow"."""
        if "colour" in kinds:
            following = at + length
            return following < len(words) and self._vocabulary.find(words, following) is not None
        return bool({"place", "time", "weather", "style", "manner", "relation", "action", "number"} & set(kinds))

    def _read_style(self, words: list[str]) -> dict[str, Any]:
        reading = _Reading(self._vocabulary, self._colours)
        at = 0
        while at < len(words):
            meanings, length = self._match(words, at)
            for kind, meaning in meanings:
                if kind in ("style", "manner", "portrait"):
                    reading.mean({kind: meaning}, "", last=False)
            at += max(length, 1)
        found = reading.scene()
        return {"style": reading.style, "manner": found.manner, "portrait": found.portrait}


class _Reading:
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
        self.preposition = ""

    def _forget_modifiers(self) -> None:
        self._count, self._scale, self._colour, self._action = 1, 1.0, cast("str | None", None), cast("str | None", None)

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

    def mean(self, kinds: dict[str, Any], words: str, *, last: bool) -> None:
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
        self.preposition = words if "relation" in kinds or words in ("by", "in", "on", "over", "across") else (
            self.preposition if words in ("the", "a", "an") else ""
        )
        if words not in ("a", "an"):
            self._adjacent = self._adjacent and "filler" in kinds and not last and False

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

    def name(self, found: Thing | Implied) -> None:
        """A thing was named: put it into the scene with what waited for it."""
        thing = found.thing if isinstance(found, Implied) else found
        colour = self._colour or (found.colour if isinstance(found, Implied) else None)
        if len(self._subjects) >= MAX_SUBJECTS or self._is_there_already(thing):
            self._relation = None
            self._forget_modifiers()
            return
        role, of = self._role_of(thing)
        new = Subject(thing, self._count, colour, self._scale, role, of, self._action)
        self._subjects.append(new)
        index = len(self._subjects) - 1
        if role == "main":
            self._actor = index
        holder = self._actor if self._actor is not None else index
        if isinstance(found, Implied):
            self._give(holder, found.holding, "held")
            self._give(holder, found.wearing, "worn")
            for other in found.beside:
                self._subjects.append(Subject(other))
        self._forget_modifiers()
        self._relation, self.preposition = None, ""
        self._adjacent = role == "main" and not isinstance(found, Implied)

    def _is_there_already(self, thing: Thing) -> bool:
        """Whether an implied thing is now said in words: "Thor carrying Mjolnir"."""
        return any(there.thing == thing and there.role in ("held", "worn") for there in self._subjects)

    def _give(self, holder: int, things: tuple[Thing, ...], role: Role) -> None:
        for thing in things:
            if not any(there.thing == thing for there in self._subjects):
                self._subjects.append(Subject(thing, role=role, of=holder))

    def _role_of(self, thing: Thing) -> tuple[Role, int | None]:
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
        if relation in ("riding", "on") and thing.stance != "sky":
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


def _likely_place(subjects: list[Subject], *, portrait: bool) -> str:
    """Where a scene without a place is likely to be."""
    if portrait:
        return "studio"
    names = {subject.thing.name for subject in subjects}
    if names & {"octopus", "shark", "whale", "spouting whale", "dolphin", "fish", "tropical fish", "jellyfish", "squid", "mermaid", "blowfish", "coral"} and not names & {"sailboat", "ship", "canoe"}:
        return "underwater"
    if names & {"sailboat", "ship", "canoe", "speedboat", "desert island", "ferry"}:
        return "sea"
    if names & {"rocket", "astronaut", "satellite", "ringed planet", "comet", "flying saucer", "alien"}:
        return "space"
    if names & {"penguin", "polar bear", "snowman", "Santa Claus", "sled", "skier", "seal", "snowboarder"}:
        return "snow"
    if names & {"cactus", "camel", "two-hump camel"}:
        return "desert"
    if subjects and all(s.thing.stance in ("flies", "sky") for s in subjects if s.role == "main"):
        return "sky"
    indoor = {"couch and lamp", "bed", "bathtub", "chair", "musical keyboard", "laptop", "television"}
    if names & indoor or (subjects and all(s.thing.is_handy for s in subjects) and "fire" not in names):
        return "room"
    return "meadow"
