"""Defines the scene: the value that reading gives and painting takes.

It says who is in the picture, where, when, in which weather and style. The tuples below hold every name that a field
can have; a painter may ignore any of them and draws the rest.

Subjects stand in the order in which they were said, so a scene read from the first words of a prompt begins with the
same subjects as the whole one. A subject keeps index, thing, count, colour and size as more words come, and only gets
a role (`role`, `of`) or a pose later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sketchpainter.scene.things import Thing

Role = Literal[
    "main", "held", "worn", "mount", "vessel", "above", "below", "behind", "front", "left", "right", "landmark"
]
"""The role of a subject for its owner, the subject at index `of`; "main" and "landmark" have no owner.

- held, worn: it is in the owner's hand, on the owner's body.
- mount: it carries the owner, who rides, stands or lies on it (a horse, a skateboard, a table, a rock, a cake).
- vessel: the owner sits or stands in it (a boat, a bathtub, a bowl, a bottle).
- above, below, behind, front, left, right: its position seen from the owner: a castle under a dragon is "below".

Parts may have parts: the cake that carries candles may itself stand on a table.
"""

PLACES = (
    *("meadow", "snow", "beach", "sea", "forest", "mountains", "desert", "city", "space", "moonscape", "underwater"),
    *("room", "sky", "stage", "studio"),
)
"""Values of `Scene.place`. A studio is the wall behind a portrait; meadow is the default."""
TIMES = ("dawn", "day", "sunset", "night")
WEATHERS = ("snowfall", "rain", "storm", "fog", "clouds", "wind")
SEASONS = ("spring", "summer", "autumn", "winter")
MOODS = ("happy", "sad", "calm", "spooky", "dramatic", "romantic", "magical", "lonely", "cosy")
ACTIONS = (
    *("dance", "fly", "jump", "run", "walk", "swim", "sit", "sleep", "lie", "read", "sing", "cook", "skate", "surf"),
    *("ski", "climb", "fight", "wave", "cry", "laugh", "fall", "upside_down", "pray", "paint", "hug", "howl"),
)
"""Poses. Actions with a thing (drinking tea) are not here: the thing is held, and its `how` tells the use."""
HOWS = (
    *(
        "hold",
        "eat",
        "drink",
        "play",
        "read",
        "cook",
        "throw",
        "balance",
        "pull",
        "push",
        "breathe",
        "paint",
        "ride",
        "drive",
    ),
    *("stand", "sit", "lie", "hang", "lean"),
)
"""Uses of what is held or of what carries somebody: a drink goes to the mouth, a guitar across the body."""
MEETINGS = ("kiss", "hug", "talk", "fight", "race", "chase", "lead", "feed", "watch")
"""Actions of one subject with another. Kiss, hug, talk, fight: both turn to each other. Race: side by side, the same
way. Chase: behind the other, the same way. Lead: before it. Feed, watch: only the first one turns."""
MATERIALS = ("wood", "gold", "silver", "glass", "ice", "stone", "metal", "paper", "crystal", "chocolate", "wool")

MAX_WORDS = 400
"""Words of a prompt that are read; a picture cannot show more, and reading takes bounded time."""
MAX_SUBJECTS = 8
MAX_COUNT = 12
WEARABLE = frozenset({"head", "eyes", "neck", "feet", "body"})
"""Values of `Thing.slot` of things that are worn."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Describes one thing in the scene, `count` times."""

    thing: Thing
    count: int = 1
    colour: str | None = None
    """sRGB "#rrggbb" of its tint; never set for a thing that shows a person's face or skin."""
    scale: float = 1.0
    """1 as usual, 0.6 small, 1.35 big."""
    role: Role = "main"
    of: int | None = None
    """Index of its owner, which may come before or after it; None where it stands for itself."""
    action: str | None = None
    """One of ACTIONS: its pose."""
    helmet: bool = False
    """Whether it wears an astronaut's glass helmet."""
    implied: bool = False
    """Whether it comes with a name ("Thor") or a costume and was not said itself."""
    costume: str | None = None
    """The job ("astronaut") or name ("thor") of its outfit. Things that come with the outfit are subjects, too."""
    how: str | None = None
    """One of HOWS, for things that are held, mounted or sat in; None where it was not said."""
    material: str | None = None
    """One of MATERIALS."""
    meets: str | None = None
    """One of MEETINGS: its action with the subject `toward`."""
    toward: int | None = None
    """Index of the subject that it meets; its own index where several of them meet each other."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Holds all that was understood of a prompt."""

    subjects: tuple[Subject, ...] = ()
    place: str = "meadow"
    """One of PLACES."""
    time: str = "day"
    """One of TIMES."""
    weather: str | None = None
    """One of WEATHERS."""
    style: str = "oil"
    """A style of styles.toml: the one that was said, else that of the manner."""
    manner: str | None = None
    """An artist of styles.toml, whose palette and brush are used: "gogh", "monet" …"""
    portrait: bool = False
    undrawn: tuple[str, ...] = ()
    """Words for things that cannot be drawn, in their order."""
    setting: str | None = None
    """A finer word for the place, where there is one: "kitchen", "lake", "park", "cave", "New York"."""
    season: str | None = None
    """One of SEASONS."""
    mood: str | None = None
    """One of MOODS."""
    place_said: bool = False
    """Whether the place was said; otherwise it is a guess from the subjects."""
