"""Gives the role of a thing in its relation to another, and holds the modifiers of the next thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sketchpainter.language.en.vocabulary import Costume
from sketchpainter.scene.scene import MAX_COUNT, WEARABLE, Role, Subject
from sketchpainter.scene.things import Thing

_BOATS = frozenset({"sailboat", "canoe", "speedboat", "motor boat", "ship", "ferry", "passenger ship"})
_CARRIED = 0.62
"""Bulk (`Thing.bulk`) of the largest animal that somebody holds: a cat."""
_BODILY = frozenset({"eat", "drink"})
_OPENINGS = frozenset(
    {"window", "door", "mirror", "framed picture", "table", "fallen leaf", "leaf fluttering in wind", "blossom", "herb"}
    | {"sunflower", "tulip", "rose", "fire", "sparkles", "bubbles", "sheaf of rice", "ear of corn", "cherry blossom"}
)
"""Names of things in which nobody sits."""
PLACED: dict[str, Role] = {
    "above": "below",
    "below": "above",
    "behind": "front",
    "front": "behind",
    "left": "right",
    "right": "left",
}
"""Role of the second thing of a relation, by the relation of the first thing to it."""
GARMENTS = frozenset(
    {"dress", "coat", "kimono", "t-shirt", "jeans", "shorts", "sari", "lab coat", "safety vest", "bikini", "gloves"}
    | {"running shirt", "one-piece swimsuit", "martial arts uniform", "woman’s clothes", "backpack", "ring"}
)
"""Names of things that are worn though glyphs.toml has no slot for them."""
CONTAINERS = frozenset(
    {"basket", "bucket", "jar", "amphora", "package", "bathtub", "shopping cart", "bowl with spoon", "treasure chest"}
    | {
        "tumbler glass",
        "bottle with popping cork",
        "sailboat",
        "canoe",
        "delivery truck",
        "pot of food",
        "wrapped gift",
    }
)

SURFACES = frozenset({"desert island", "birthday cake", "shortcake", "table", "pancakes", "cupcake", "mountain"})
"""Names of things on which the things stand that they are "with": a cake with candles."""
FLOWERS = frozenset(
    {"lotus", "rose", "tulip", "sunflower", "hibiscus", "hyacinth", "cherry blossom", "cactus", "white flower"}
)
"""Names of flowers, after which "flower" and "blossom" add nothing: a lotus flower is a lotus."""


@dataclass(frozen=True, slots=True)
class Link:
    """Describes a relation whose second thing has not been named yet."""

    kind: str
    """A key of [relations] in sketchpainter/data/scenes.toml, or "how", "of"."""
    how: str | None = None
    """A key of [hows] in scenes.toml, where `kind` is "how"."""


DESCRIBING = frozenset({"size", "colour", "material", "number"})
"""Kinds of meaning that describe the next thing."""


@dataclass(slots=True)
class Modifiers:
    """Holds the words that describe the next thing: "two small red sleeping …"."""

    count: int = 0
    """0 where no number was said."""
    scale: float = 1.0
    """`Subject.scale`."""
    colour: str | None = None
    material: str | None = None
    action: str | None = None
    costume: Costume | None = None
    is_vague: bool = False
    """Whether the count comes from a word for many, "a group of", which a number after it makes exact."""
    skip: bool = False
    """Whether the thing must not be drawn: "without a …"."""
    open: bool = False
    """Whether a noun must follow: after "the", "two", "red"."""

    def describe(self, kind: str, meaning: Any) -> None:
        """Applies a word of one of DESCRIBING; of two numbers the first one that is not "a" counts."""
        self.open = True
        if kind == "size":
            self.scale = float(meaning)
        elif kind == "colour":
            self.colour = str(meaning)
        elif kind == "material":
            self.material = str(meaning)
        elif self.count <= 1 or self.is_vague:
            self.count, self.is_vague = max(1, min(int(meaning), MAX_COUNT)), False


def is_worn(thing: Thing) -> bool:
    """Says whether a thing is worn rather than held."""
    return thing.slot in WEARABLE or thing.name in GARMENTS


def role_and_use(link: Link, thing: Thing, actor: Subject) -> tuple[Role, str | None]:  # noqa: PLR0911 — a list of rules
    """Returns the role of `thing` to `actor`, and its use (`Subject.how`)."""
    match link.kind:
        case "how" if link.how in ("ride", "drive"):
            return ("vessel" if thing.slot == "vessel" else _mount(thing)), link.how
        case "how":
            return ("held" if _can_be_held(thing, link.how) else "main"), link.how
        case "wearing":
            return ("worn" if is_worn(thing) else "held"), None
        case "riding":
            return _mount(thing), "ride"
        case "on" if thing.slot == "feet" and thing.name != "skateboard":
            return "worn", None
        case "on":
            posture = actor.action if actor.action in ("sit", "lie", "sleep") else "stand"
            how = {"sit": "sit", "lie": "lie", "sleep": "lie"}.get(posture, "stand")
            return ("vessel" if thing.name in _BOATS else _mount(thing)), how
        case "in":
            if is_worn(thing):
                return "worn", None
            is_open = thing.is_creature or thing.stance == "sky" or thing.name in _OPENINGS
            return ("main" if is_open else "vessel"), None
        case "from":
            return ("vessel" if thing.slot == "vessel" else "main"), None
        case "with":
            can_hold = actor.thing.is_creature or actor.thing.is_person
            if is_worn(thing):
                return "worn", None
            return ("held" if can_hold and thing.is_handy and thing.bulk <= 1 else "main"), None
    return PLACED.get(link.kind, "main"), None


def _mount(thing: Thing) -> Role:
    return "main" if thing.stance == "sky" and thing.name != "cloud" else "mount"


def _can_be_held(thing: Thing, how: str | None) -> bool:
    if thing.is_person or thing.stance in ("building", "sky", "bust", "head_person"):
        return thing.stance == "building" and thing.bulk < 1
    if thing.is_creature and how not in _BODILY:
        return thing.bulk <= _CARRIED
    return thing.bulk <= 1.0 or how in _BODILY
