"""Whether a table is laid: what of a scene stands on one, where nothing is said of what it stands on. Pure.

Runs in the painter's process. A cake, a cup or a vase in a room stands on a table top across the lower part of the
picture, which is painted with the place (`tabletop`); who needs the floor gets it. Nobody moves for the table.
"""

from __future__ import annotations

from functools import cache

from sketchpainter.scene.scene import Scene, Subject
from sketchpainter.tables import read_table

TABLE_BACK = 0.70
"""Where its far edge is, part of the height: above all feet that `layout` gives to what stands near."""
_GUEST = 0.62
"""Bulk up to which an animal may sit on the table as well: a cat's."""
_ELSEWHERE = frozenset({"floor", "ground", "rug", "carpet", "oven", "fridge", "refrigerator", "shelf", "stairs"})
"""Where a thing may stand that the painter does not draw; it is not on a table then."""


@cache
def _fitting() -> frozenset[str]:
    """Names of the things that stand on tables.

    Raises:
        TableError: The table of glyphs cannot be read.
    """
    return frozenset(read_table("glyphs")["table"]["names"])


def is_laid(scene: Scene) -> bool:
    """Whether the first subject belongs on a table, and nobody else needs the floor.

    Raises:
        TableError: A table of sketchpainter/data cannot be read.
    """
    if scene.place != "room" or scene.portrait:
        return False
    if _ELSEWHERE & {*" ".join(scene.undrawn).lower().split(), *(scene.setting or "").lower().split()}:
        return False
    there = [s for s in scene.subjects if s.role not in ("held", "worn", "landmark") and s.thing.name != "window"]
    first = next((s for s in there if s.role == "main"), None)
    return first is not None and _fits(first) and all(_fits(s) or _is_guest(s) for s in there)


def stands_on_tables(scene: Scene, subject: Subject) -> bool:
    """Whether this thing would stand on a table where it is, whoever else is there.

    Raises:
        TableError: The table of glyphs cannot be read.
    """
    return scene.place == "room" and _fits(subject)


def _fits(subject: Subject) -> bool:
    return subject.thing.name in _fitting() and subject.action is None


def _is_guest(subject: Subject) -> bool:
    return subject.thing.is_creature and not subject.thing.is_person and subject.thing.bulk * subject.scale <= _GUEST
