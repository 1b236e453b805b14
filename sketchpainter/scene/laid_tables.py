"""Decides whether the first subject of a scene in a room stands on a table though no table was said.

A cake, a cup or a vase stands on a table top across the lower part of the picture, which is painted with the place
(tabletop.py). There is no table if any subject needs the floor. No subject moves because of the table.
"""

from __future__ import annotations

from functools import cache

from sketchpainter.scene.scene import Scene, Subject
from sketchpainter.tables import read_table

TABLE_BACK = 0.70
"""Far edge of the table top, fraction of the picture's height; it is above the feet of all near things."""
_GUEST = 0.62
"""Largest bulk of an animal that may sit on the table as well: a cat's."""
_ELSEWHERE = frozenset({"floor", "ground", "rug", "carpet", "oven", "fridge", "refrigerator", "shelf", "stairs"})
"""Words for what a thing stands on that the painter does not draw; with one of them it is not on a table."""


@cache
def _fitting() -> frozenset[str]:
    """Returns the names of the things that stand on tables.

    Raises:
        TableError: The table of glyphs cannot be read.
    """
    return frozenset(read_table("glyphs")["table"]["names"])


def is_table_laid(scene: Scene) -> bool:
    """Says whether the first subject belongs on a table and no other subject needs the floor.

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


def is_set_on_table(scene: Scene, subject: Subject) -> bool:
    """Says whether a subject would stand on a table in this scene, whatever else is there.

    Raises:
        TableError: The table of glyphs cannot be read.
    """
    return scene.place == "room" and _fits(subject)


def _fits(subject: Subject) -> bool:
    return subject.thing.name in _fitting() and subject.action is None


def _is_guest(subject: Subject) -> bool:
    return subject.thing.is_creature and not subject.thing.is_person and subject.thing.bulk * subject.scale <= _GUEST
