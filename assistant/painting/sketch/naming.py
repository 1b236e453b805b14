"""A thing that was named, with the words that waited for it, as a subject: how many, in which colour. Pure.

Runs in the painter's process.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.painting.sketch.joining import Modifiers
from assistant.painting.sketch.scene import Role, Subject
from assistant.painting.sketch.vocabulary import Found, Implied

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
    if found.plural and said <= 1:
        return 1 if role in ("worn", "mount", "vessel") and not said else SEVERAL
    return 1 if found.thing.name in PAIRS and said == 2 else max(said, 1)
