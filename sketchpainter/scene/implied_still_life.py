"""What goes with still lives in rooms: plates under meals, bowls of berries, vases of flowers, the room's own window.

Runs in the painter's process. Pure; `staging` calls it.
"""

from __future__ import annotations

from dataclasses import replace

from sketchpainter.scene.scene import Scene, Subject
from sketchpainter.scene.things import Thing

Subjects = list[Subject]
BOWL = Thing("bowl", "bowl", "stands", 0.5, "vessel", facing=0)
VASE = Thing("vase", "vase", "stands", 0.62, "vessel", facing=0)
PLATE = Thing("plate", "plate", "stands", 0.30, facing=0)
_MEALS = frozenset(
    {"sushi", "spaghetti", "hamburger", "sandwich", "taco", "burrito", "pancakes", "waffle", "croissant", "cookie"}
    | {"doughnut", "pizza", "shortcake", "pie", "cut of meat", "poultry leg", "meat on bone", "bacon", "hot dog"}
    | {
        "french fries",
        "dumpling",
        "oden",
        "fried shrimp",
        "stuffed flatbread",
        "falafel",
        "bagel",
        "cupcake",
        "pretzel",
    }
)
"""What is served on a plate."""
_PLATED = {"sushi": 3}
"""How many of them make a plateful."""
_BOWLED = {"cherries": 8, "blueberries": 8, "grapes": 2}
"""What is served in a bowl, and how many of them fill it."""
_CUT = frozenset({"bouquet", "rose", "tulip", "sunflower"})
"""Cut flowers, which stand in a vase."""


def carrier_of(subjects: Subjects, index: int) -> int | None:
    """The index of what carries a subject, if something does."""
    found = (n for n, part in enumerate(subjects) if part.of == index and part.role in ("mount", "vessel"))
    return next(found, None)


def serve(subjects: Subjects, scene: Scene) -> None:
    """A meal that stands for itself in a room is on a plate, berries are in a bowl, cut flowers in a vase."""
    if scene.place != "room":
        return
    for index, meal in enumerate(tuple(subjects)):
        if meal.role == "main" and meal.thing.name in _MEALS and carrier_of(subjects, index) is None:
            subjects[index] = replace(meal, count=max(meal.count, _PLATED.get(meal.thing.name, 1)))
            subjects.append(Subject(PLATE, role="mount", of=index, how="stand", implied=True))
        elif meal.role == "main" and meal.thing.name in _BOWLED and carrier_of(subjects, index) is None:
            subjects[index] = replace(meal, count=max(meal.count, _BOWLED[meal.thing.name]))
            subjects.append(Subject(BOWL, role="vessel", of=index, how="lie", implied=True))
        elif meal.role == "main" and meal.thing.name in _CUT and carrier_of(subjects, index) is None:
            subjects.append(Subject(VASE, role="vessel", of=index, how="stand", implied=True))


def leave_window(subjects: Subjects, scene: Scene) -> None:
    """A window beside something in a room is the one that its wall has."""
    for index, window in enumerate(subjects):
        watched = any(index in (s.toward, s.of) for s in subjects)
        if scene.place == "room" and index and window.thing.name == "window" and not watched:
            subjects[index] = replace(window, role="worn", of=None)
