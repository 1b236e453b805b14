"""Who a person is, as far as nobody said: face, hair, skin and clothes, by chance. Never by words about colour.

Runs in the painter's process. Pure: tables and a source of chance in, emoji and colours out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sketchpainter.figures.figure_parts import Outfit
from sketchpainter.raster.arrays import Rng

YELLOW = "#ffca28"
"""Skin of the font's faces where no tone is chosen."""
TONES = {
    "": YELLOW,
    "\U0001f3fb": "#fadcbc",
    "\U0001f3fc": "#e0bb95",
    "\U0001f3fd": "#bf8f68",
    "\U0001f3fe": "#9b643d",
    "\U0001f3ff": "#594539",
}
"""The font's skins: Unicode's five tones (Fitzpatrick's scale), and none."""
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
    """One person's looks."""

    glyph: str
    """The emoji of its head."""
    skin: str
    """sRGB."""

    @property
    def is_female(self) -> bool:
        """Whether the face is a woman's or a girl's."""
        return self.glyph.startswith(_FEMALE[:-2]) or "♀" in self.glyph or self.glyph.startswith("👸")


def is_generic_person(name: str) -> bool:
    """Whether this is a person of whom nothing is known but that."""
    return name == "person standing"


def random_person(name: str, glyph: str, has: Callable[[str], bool], rng: Rng) -> Person:
    """Somebody of this kind.

    Args:
        name: The thing's name, "woman".
        glyph: Its emoji.
        has: Whether the font draws an emoji.
        rng: Source of chance; always drawn from twice, so that what follows does not depend on the kind.
    """
    faces = _FACES.get(name, (glyph,))
    face = faces[int(rng.integers(60)) % len(faces)]
    tone = list(TONES)[int(rng.choice(6, p=(0.22, 0.20, 0.18, 0.16, 0.14, 0.10)))]
    toned = face[0] + tone + face[1:].removeprefix("\ufe0f")
    if tone and has(toned):
        return Person(toned, TONES[tone])
    return Person(face if has(face) else glyph, YELLOW)


def random_clothes(person: Person, shirt: str | None, rng: Rng) -> Outfit:
    """Clothes by chance.

    Args:
        person: Who wears them.
        shirt: sRGB of the upper part, where it was said.
        rng: Source of chance.
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
