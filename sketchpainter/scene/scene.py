"""What a prompt asks to see: who is in it, where, when, in what weather and manner. Values only.

Runs in the painter's process. `reader` makes a scene from words; `layout` and `compose` make a picture of it. This is
all that the two halves know of each other. The names in the tuples below are every name that a field can hold; who
draws may leave any of them out and draws the rest.

Subjects stand in the order in which they were said, so a scene read from the first words of a prompt begins with the
same subjects as the whole one: who is already there keeps index, thing, count, colour and size, and may only be given
a part (`role`, `of`) or a pose later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sketchpainter.language.en.vocabulary import Thing

Role = Literal[
    "main", "held", "worn", "mount", "vessel", "above", "below", "behind", "front", "left", "right", "landmark"
]
"""What a subject is to the one that `of` points to, and to none for "main" and "landmark":

- held, worn: in its hand, on its body.
- mount: carries it. It rides on this, stands or lies on it (a horse, a skateboard, a table, a rock, a cake).
- vessel: it sits or stands inside this (a boat, a bathtub, a bowl, a bottle).
- above, below, behind, front, left, right: where this is, seen from it: the castle that a dragon flies over is "below".

Parts may have parts: the cake that candles stand on may itself stand on a table.
"""

PLACES = (
    *("meadow", "snow", "beach", "sea", "forest", "mountains", "desert", "city", "space", "moonscape", "underwater"),
    *("room", "sky", "stage", "studio"),
)
"""Where it is. A studio is the wall behind a portrait; meadow is where nothing else fits."""
TIMES = ("dawn", "day", "sunset", "night")
WEATHERS = ("snowfall", "rain", "storm", "fog", "clouds", "wind")
SEASONS = ("spring", "summer", "autumn", "winter")
MOODS = ("happy", "sad", "calm", "spooky", "dramatic", "romantic", "magical", "lonely", "cosy")
ACTIONS = (
    *("dance", "fly", "jump", "run", "walk", "swim", "sit", "sleep", "lie", "read", "sing", "cook", "skate", "surf"),
    *("ski", "climb", "fight", "wave", "cry", "laugh", "fall", "upside_down", "pray", "paint", "hug", "howl"),
)
"""Poses. An action with a thing (drinking tea) is not here: the thing is held, and `how` says what for."""
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
"""What somebody does with what is held, or on what carries it: a drink goes to the mouth, a guitar across the body."""
MEETINGS = ("kiss", "hug", "talk", "fight", "race", "chase", "lead", "feed", "watch")
"""What one does with another. Kiss, hug, talk, fight: both turn to each other. Race: side by side, the same way. Chase:
behind the other, the same way. Lead: before it. Feed, watch: only the first turns."""
MATERIALS = ("wood", "gold", "silver", "glass", "ice", "stone", "metal", "paper", "crystal", "chocolate", "wool")

MAX_WORDS = 400
"""Words of a prompt that are read; a picture cannot show more, and reading stays quick."""
MAX_SUBJECTS = 8
MAX_COUNT = 12
WEARABLE = frozenset({"head", "eyes", "neck", "feet", "body"})
"""The `slot`s of things that are worn."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing in the scene, as often as it was asked for."""

    thing: Thing
    count: int = 1
    colour: str | None = None
    """sRGB "#rrggbb" to tint it with; never set for a thing that shows a person's face or skin."""
    scale: float = 1.0
    """1 as usual, 0.6 small, 1.35 big."""
    role: Role = "main"
    of: int | None = None
    """Index of the subject that this is a part of or placed by, before or after it; None stands for itself."""
    action: str | None = None
    """One of ACTIONS: its pose."""
    helmet: bool = False
    """Whether it wears an astronaut's glass helmet."""
    implied: bool = False
    """Whether it comes with a name ("Thor") or a costume and was not said itself."""
    costume: str | None = None
    """Whom it is dressed up as: a job ("astronaut") or a name ("thor"). Things that come with it are subjects, too."""
    how: str | None = None
    """One of HOWS, for what is held, mounted or sat in; None where it was not said."""
    material: str | None = None
    """One of MATERIALS."""
    meets: str | None = None
    """One of MEETINGS: what it does with `toward`."""
    toward: int | None = None
    """Index of the one that it meets: somebody before or after it, or itself where several of them meet each other."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that was understood of a prompt."""

    subjects: tuple[Subject, ...] = ()
    place: str = "meadow"
    """One of PLACES."""
    time: str = "day"
    """One of TIMES."""
    weather: str | None = None
    """One of WEATHERS."""
    style: str = "oil"
    """A style of sketchpainter/data/styles.toml: the one said, else the manner's own."""
    manner: str | None = None
    """A great name's palette and brush, of sketchpainter/data/styles.toml: "gogh", "monet" …"""
    portrait: bool = False
    undrawn: tuple[str, ...] = ()
    """Words that ask for something that cannot be drawn, in the order in which they came."""
    setting: str | None = None
    """The place in a finer word, where there is one: "kitchen", "lake", "park", "cave", "New York"."""
    season: str | None = None
    """One of SEASONS."""
    mood: str | None = None
    """One of MOODS."""
    place_said: bool = False
    """Whether the place was said; else it is only likely, from what is in it."""
