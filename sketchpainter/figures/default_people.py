"""Chooses a person's face, hair, skin and clothes at random where the prompt does not name them.

Words about colour never decide about skin or hair. All functions are pure: they take tables and a random generator, and
return emoji and colours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sketchpainter.figures.figure_parts import Outfit
from sketchpainter.raster.arrays import Rng

YELLOW = "#ffca28"
"""Skin of the font's faces without a chosen tone."""
TONES = {
    "": YELLOW,
    "\U0001f3fb": "#fadcbc",
    "\U0001f3fc": "#e0bb95",
    "\U0001f3fd": "#bf8f68",
    "\U0001f3fe": "#9b643d",
    "\U0001f3ff": "#594539",
}
"""Skin colours of the font by tone: Unicode's five (Fitzpatrick's scale), and none."""
_FACES: dict[str, tuple[str, ...]] = {
    "woman": ("👩", "👱‍♀️", "👩‍🦰", "👩‍🦱", "👩"),
    "man": ("👨", "👱‍♂️", "👨‍🦰", "👨‍🦱", "🧔", "👨"),
    "girl": ("👧",),
    "boy": ("👦",),
    "old man": ("👴",),
    "old woman": ("👵",),
    "person standing": ("👩", "👨", "👱‍♀️", "👨‍🦱", "👩‍🦰", "🧔", "👩‍🦱", "👱‍♂️", "🧑", "👨‍🦰"),
}
_FEMALE = ("👩", "👧", "👵", "👱‍♀️", "👸")
_SHIRTS = ("#3f78c9", "#d9534f", "#3f9e6b", "#e0a132", "#7d4fb0", "#2f9fa8", "#c9568f", "#e9e2d2", "#5b6b7d", "#a8492f")
_TROUSERS = ("#37474f", "#4a5a8a", "#6b5344", "#3f4a3c", "#7a7466", "#2f3f5f")
_SHOES = ("#4e342e", "#2f2c30", "#8a5a34", "#f0ede6", "#7a2f34")
_EXTRAS: tuple[dict[str, str], ...] = ({}, {}, {"mark": "buttons"}, {"belt": "#5a3a22"})


@dataclass(frozen=True, slots=True)
class Person:
    """The looks of one person."""

    glyph: str
    """Emoji of the head."""
    skin: str
    """sRGB "#rrggbb"."""

    @property
    def is_female(self) -> bool:
        """Returns whether the face is a woman's or a girl's."""
        return self.glyph.startswith(_FEMALE[:-2]) or "♀" in self.glyph or self.glyph.startswith("👸")


def is_generic_person(name: str) -> bool:
    """Returns whether the prompt names a person without saying which kind."""
    return name == "person standing"


def random_person(name: str, glyph: str, has: Callable[[str], bool], rng: Rng) -> Person:
    """Chooses a person of a kind at random.

    Args:
        name: The thing's name, "woman".
        glyph: Its emoji.
        has: Returns whether the font draws an emoji.
        rng: Random generator; always used twice, so that later choices do not depend on the kind.
    """
    faces = _FACES.get(name, (glyph,))
    face = faces[int(rng.integers(60)) % len(faces)]
    tone = list(TONES)[int(rng.choice(6, p=(0.22, 0.20, 0.18, 0.16, 0.14, 0.10)))]
    toned = face[0] + tone + face[1:].removeprefix("\ufe0f")
    if tone and has(toned):
        return Person(toned, TONES[tone])
    return Person(face if has(face) else glyph, YELLOW)


def random_clothes(person: Person, shirt: str | None, rng: Rng) -> Outfit:
    """Chooses clothes at random.

    Args:
        person: The person who wears them.
        shirt: sRGB of the upper part, if the prompt names it.
        rng: Random generator.
    """
    top = shirt or _SHIRTS[int(rng.integers(len(_SHIRTS)))]
    bottom = _TROUSERS[int(rng.integers(len(_TROUSERS)))]
    shoes = _SHOES[int(rng.integers(len(_SHOES)))]
    extra, wears_skirt = _EXTRAS[int(rng.integers(len(_EXTRAS)))], rng.random() < 0.55
    row: dict[str, object] = {"top": top, "sleeves": top, "bottom": bottom, "shoes": shoes, "gloves": person.skin}
    row |= extra
    if person.is_female and wears_skirt:
        ink = top if rng.random() < 0.6 else _SHIRTS[int(rng.integers(len(_SHIRTS)))]
        row |= {"skirt": float(rng.uniform(0.42, 0.8)), "skirt_ink": ink, "bottom": person.skin}
    return Outfit(row)
