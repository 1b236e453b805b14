"""A thing that was named, with the words that waited for it, as a subject: how many, in which colour. Pure.

Runs in the painter's process.
"""

from __future__ import annotations

from collections.abc import Mapping

from sketchpainter.language.en.relations_grammar import Modifiers
from sketchpainter.language.en.vocabulary import Found, Implied
from sketchpainter.scene.scene import Role, Subject

_MAX_UNDRAWN = 24
_LONGEST_UNDRAWN = 40
"""Letters of a word that cannot be drawn that are kept."""
SEVERAL = 3
"""How many a plural without a number is."""
PAIRS = frozenset(
    {"glasses", "sunglasses", "goggles", "scissors", "jeans", "shorts", "headphone", "skis", "gloves", "socks"}
)
"""A pair of these is one."""


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


class Undrawn:
    """The words for things that cannot be drawn, in their order."""

    def __init__(self) -> None:
        self.words: tuple[str, ...] = ()

    def add(self, word: str) -> None:
        """One more, unless it is there already or they are too many."""
        short = word[:_LONGEST_UNDRAWN]
        if short not in self.words and len(self.words) < _MAX_UNDRAWN:
            self.words += (short,)
