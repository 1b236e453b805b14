"""Lists the things that can be drawn: every emoji of the font, with its properties from glyphs.toml.

It needs the names of the `emoji` package only; the caller's `drawable` says what the font has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import emoji

from sketchpainter.tables import read_table

Stance = Literal["stands", "head_animal", "head_person", "bust", "flies", "floats", "sky", "building"]
Point = tuple[float, float]

_SKIN_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_GENDERED = re.compile(r"^(?:man|woman) (?!dancing)")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff\U000e0020-\U000e007f]")
_FULLY_QUALIFIED = 2
_NO_SKIN = frozenset({"robot", "alien", "moose", "unicorn", "zebra", "boar", "ogre", "goblin"})
"""Glyphs that are shaped like a person but show none."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Describes one drawable thing."""

    name: str
    """English short name of its emoji: "fox"."""
    glyph: str
    """The emoji; for things without one, the name of the painter's own drawing."""
    stance: Stance = "stands"
    bulk: float = 1.0
    """Height relative to other things; 1 is a person or a large dog."""
    slot: str = "hand"
    """Where it is worn or held: head, eyes, neck, feet, body, hand; somebody can sit in a "vessel"."""
    anchors: Mapping[str, Point] = field(default_factory=dict)
    """Known points of the glyph as (x, y), fractions of its box from the upper left."""
    facing: int = -1
    """Direction in which the glyph looks: −1 left, 0 to the viewer, 1 right."""
    is_creature: bool = False
    """Whether it lives: it is not held, and unless it is a person it can be dressed up."""
    is_person: bool = False
    """Whether it shows a person's face or skin, which is never tinted."""

    @property
    def is_handy(self) -> bool:
        """Whether somebody can hold or wear it."""
        small = self.slot != "vessel" or self.bulk <= 0.45
        return small and self.stance in ("stands", "flies") and not self.is_creature


def drawable_things(drawn: Iterable[str], drawable: Callable[[str], bool]) -> dict[str, Thing]:
    """Returns all things by name.

    Args:
        drawn: Names of things without an emoji for which the painter may have a drawing of its own.
        drawable: Says whether there is a picture for an emoji, or for such a name.

    Raises:
        TableError: sketchpainter/data/glyphs.toml cannot be read.
    """
    glyphs = read_table("glyphs")
    with_skin = {_bare(glyph) for glyph in emoji.EMOJI_DATA if _SKIN_TONE.search(glyph)}
    stances = _inverted(glyphs["stance"])
    bulks = _inverted(glyphs["bulk"])
    slots = _inverted(glyphs["slots"])
    facings = _inverted(glyphs["facing"])
    creatures = frozenset(glyphs["creatures"]["names"])
    skip_words, skip_names = frozenset(glyphs["skip"]["words"]), frozenset(glyphs["skip"]["names"])
    things: dict[str, Thing] = {}
    for glyph, name in (*_named_emoji(), *((name, name) for name in drawn)):
        if name.lower() in skip_names or (skip_words & set(name.replace(":", ": ").split()) and name not in stances):
            continue
        if not (drawable(glyph) or drawable(name)):
            continue
        anchors = dict(glyphs["anchors"].get(name, {}))
        facing = anchors.pop("facing", {"right": 1, "none": 0}.get(facings.get(name, ""), -1))
        stance = stances.get(name, "stands")
        things[name] = Thing(
            name,
            glyph,
            stance,  # type: ignore[arg-type]
            float(bulks.get(name, 1.0)),
            slots.get(name, "hand"),
            {key: (float(at[0]), float(at[1])) for key, at in anchors.items()},
            0 if stance in ("head_animal", "head_person", "building", "sky") else int(facing),
            name in creatures or _bare(glyph) in with_skin or stance in ("head_animal", "head_person", "bust"),
            (_bare(glyph) in with_skin or stance in ("head_person", "bust")) and name not in _NO_SKIN,
        )
    return things


def stand_ins(names: Container[str]) -> Iterable[tuple[str, str]]:
    """Yields emoji that are no thing of their own, and the name of the thing that is drawn for each.

    Examples are a cat's face and a woman cook.
    """
    for glyph, data in emoji.EMOJI_DATA.items():
        name = data["en"].strip(":").replace("_", " ")
        thing = _GENDERED.sub("", name).removesuffix(" face")
        if thing != name and thing in names and not _SKIN_TONE.search(glyph):
            yield glyph.replace("\ufe0f", ""), thing


def _named_emoji() -> Iterable[tuple[str, str]]:
    for glyph, data in emoji.EMOJI_DATA.items():
        if data["status"] != _FULLY_QUALIFIED or _SKIN_TONE.search(glyph) or _FLAG.search(glyph):
            continue
        name = data["en"].strip(":").replace("_", " ")
        if not _GENDERED.match(name):
            yield glyph, name


def _bare(glyph: str) -> str:
    return _SKIN_TONE.sub("", glyph).replace("\ufe0f", "")


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: key for key, names in table.items() for name in names}
