"""Adds the props that a scene implies, and replaces things by those that show the scene better.

A kissed frog is held in both hands, a boat that somebody sits in is a rowing boat, a goldfish gets a bowl of glass, a
meal in a room a plate. Subjects keep their order and their indexes; added props come last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sketchpainter.scene.scene import Scene, Subject
from sketchpainter.scene.things import Thing

Subjects = list[Subject]
COMPANY = "company"
"""`Thing.slot` of subjects that sit in a boat with another one."""
ROWBOAT = Thing("rowboat", "rowboat", "floats", 0.95, "vessel", facing=0)
FISHBOWL = Thing("fishbowl", "fishbowl", "stands", 0.75, "vessel", facing=0)
BOTTLE = Thing("glass bottle", "glass bottle", "stands", 0.75, "vessel", facing=0)
STARFISH = Thing("starfish", "starfish", "stands", 0.36, facing=0)
CAKE = Thing("layer cake", "layer cake", "stands", 0.75, facing=0)
ARMCHAIR = Thing("armchair", "armchair", "stands", 1.05, facing=0)
ISLET = Thing("islet", "islet", "stands", 1.4, facing=0)
LEAF = Thing("leaf", "leaf", "stands", 0.62, facing=0)
ROD = Thing("fishing pole", "🎣", "stands", 0.62, facing=0)
SURFBOARD = Thing("surfboard", "surfboard", "stands", 0.40, facing=0)
_IN_HANDS = 0.5
"""Largest bulk of a subject that is taken into the arms when it is kissed or hugged."""
_SWIMMERS = frozenset({"fish", "tropical fish", "blowfish", "octopus", "shark", "jellyfish", "turtle", "dolphin"})
_TREES = frozenset({"deciduous tree", "evergreen tree", "palm tree", "Christmas tree"})
_ASHORE = frozenset({"beach", "underwater"})
_STREWN = frozenset({"fallen leaf", "maple leaf", "leaf fluttering in wind", "herb"})
"""Names of things that lie around the subject that is in them."""
_GOES = frozenset({"locomotive", "train", "automobile", "bicycle", "bus", "tram", "high-speed train", "delivery truck"})
_SHADES = frozenset({"umbrella", "umbrella with rain drops", "closed umbrella"})
_WAVES = frozenset({"water wave"})
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
"""Names of things that are served on a plate."""
_PLATED = {"sushi": 3}
"""Count of a thing on one plate."""
_BOWLED = {"cherries": 8, "blueberries": 8, "grapes": 2}
"""Names of things that are served in a bowl, and the count that fills it."""
_CUT = frozenset({"bouquet", "rose", "tulip", "sunflower"})
"""Names of cut flowers, which stand in a vase."""


def with_implied_props(scene: Scene) -> Scene:
    """Returns the scene with the props that it implies."""
    subjects = list(scene.subjects)
    for rule in _RULES:
        rule(subjects, scene)
    return replace(scene, subjects=tuple(subjects))


def _lives(subject: Subject) -> bool:
    return subject.thing.is_creature or subject.thing.is_person or subject.costume is not None


def _set_in(subjects: Subjects, _: Scene) -> None:
    """Replaces boats, bowls, bottles and chairs by ones that a subject can be seen in."""
    for number, part in enumerate(subjects):
        rider = subjects[part.of] if part.of is not None else None
        if rider is None or part.role not in ("vessel", "mount"):
            continue
        name = part.thing.name
        if name == "sailboat" and part.role == "vessel":
            subjects[number] = replace(part, thing=ROWBOAT, scale=max(part.scale, 0.9))
        elif name == "bowl with spoon" and (rider.thing.name in _SWIMMERS or part.material == "glass"):
            subjects[number] = replace(part, thing=FISHBOWL, material=None)
        elif name == "bottle with popping cork" and part.role == "vessel":
            subjects[number] = replace(part, thing=BOTTLE, material=None)
        elif name == "chair" and _lives(rider):
            subjects[number] = replace(part, thing=ARMCHAIR, role="mount", how="sit")
        elif name == "desert island" and rider.thing.name == "palm tree":
            subjects[number] = replace(part, thing=ISLET)
        elif part.role == "mount" and name in _STREWN:
            subjects[number] = replace(part, thing=LEAF, scale=max(1.0, part.scale))
        elif part.role == "vessel" and name in _STREWN:
            subjects[number] = replace(
                part,
                role="main",
                of=None,
                count=max(4, part.count),
                thing=replace(part.thing, stance="stands", bulk=0.2),
            )
        elif name == "birthday cake" and rider.thing.name == "candle":
            subjects[number] = replace(part, thing=CAKE)


def _strew(subjects: Subjects, _: Scene) -> None:
    """Strews leaves about; a leaf that is carried is drawn without a gust of wind."""
    for number, leaf in enumerate(subjects):
        if leaf.thing.name not in _STREWN or not number:
            continue
        if leaf.role == "held" and leaf.thing.name == "leaf fluttering in wind":
            subjects[number] = replace(leaf, role="worn", thing=replace(LEAF, slot="back"))
        elif leaf.role == "main":
            small = replace(leaf.thing, stance="stands", bulk=0.2)
            subjects[number] = replace(leaf, thing=small, count=max(4, leaf.count))


def _take_along(subjects: Subjects, scene: Scene) -> None:
    """Puts a subject that is named right after a boat on the water into the boat, unless it swims or flies."""
    if scene.place != "sea":
        return
    for number in range(1, len(subjects)):
        boat, guest = subjects[number - 1], subjects[number]
        dry = _lives(guest) and guest.thing.stance not in ("flies", "floats") and guest.thing.name not in _SWIMMERS
        free = guest.role == "main" and guest.action is None and guest.toward is None
        if boat.role == "vessel" and boat.thing is ROWBOAT and boat.of is not None and dry and free:
            subjects[number] = replace(guest, role="worn", of=boat.of, thing=replace(guest.thing, slot=COMPANY))


def _go_fishing(subjects: Subjects, _: Scene) -> None:
    """Gives a fishing rod to a person without further description who is alone in a rowing boat."""
    for boat in tuple(subjects):
        if boat.role == "vessel" and boat.thing is ROWBOAT and boat.of is not None:
            own = [part for part in subjects if part.of == boat.of]
            rider = subjects[boat.of]
            if rider.thing.name == "person standing" and rider.count == 1 and own == [boat] and rider.action is None:
                subjects.append(Subject(ROD, role="held", of=boat.of, how="hold", implied=True))


def _take_up(subjects: Subjects, _: Scene) -> None:
    """Takes small subjects that are kissed or hugged into the arms."""
    for number, other in enumerate(subjects):
        if other.role != "main" or not _lives(other) or other.thing.bulk * other.scale > _IN_HANDS or other.count > 1:
            continue
        for index, one in enumerate(subjects):
            larger = one.thing.bulk * one.scale > other.thing.bulk * other.scale
            if index != number and one.toward == number and one.meets in ("kiss", "hug") and larger and _lives(one):
                subjects[number] = replace(other, role="held", of=index, how=one.meets, toward=None, meets=None)
                break


def _hand_over(subjects: Subjects, _: Scene) -> None:
    """Lets subjects hold umbrellas, wear bells on the neck, and carry things on the back."""
    for number, part in enumerate(subjects):
        owner = subjects[part.of] if part.of is not None else None
        if owner is None or not _lives(owner):
            continue
        if part.role == "above" and part.thing.name in _SHADES:
            subjects[number] = replace(part, role="held", how="hold")
        elif part.role == "held" and part.thing.name == "bell" and not owner.thing.is_person:
            subjects[number] = replace(part, role="worn", thing=replace(part.thing, slot="neck"))
        elif part.role == "above" and part.count == 1 and _is_borne(part):
            subjects[number] = replace(part, role="worn", thing=replace(part.thing, slot="back"))


def _is_borne(part: Subject) -> bool:
    """Says whether a thing above somebody is on the back rather than over the head."""
    handy = part.thing.is_handy and part.thing.stance == "stands"
    return handy or (part.thing.stance == "building" and not part.thing.name.endswith("tree"))


def _climb(subjects: Subjects, _: Scene) -> None:
    """Lets a subject that hugs a tree sit in it."""
    for index, one in enumerate(subjects):
        tree = subjects[one.toward] if one.toward is not None and one.meets == "hug" else None
        if tree and one.toward is not None and tree.thing.name in _TREES and tree.role == "main" and one.count == 1:
            subjects[one.toward] = replace(tree, role="vessel", of=index, how="sit", meets=None, toward=None)
            subjects[index] = replace(one, meets=None, toward=None)


def _strand(subjects: Subjects, scene: Scene) -> None:
    """Replaces a single star on a beach by day, or under water, by a starfish."""
    for index, star in enumerate(subjects):
        if star.thing.name == "star" and star.count == 1 and scene.place in _ASHORE and scene.time != "night":
            subjects[index] = replace(star, thing=STARFISH)


def _go_surfing(subjects: Subjects, _: Scene) -> None:
    """Puts surfers on a board before the wave."""
    surfers = [n for n, s in enumerate(subjects) if s.action == "surf" and carrier_of(subjects, n) is None]
    for index in surfers:
        if subjects[index].thing.stance == "building" or subjects[index].thing.name.startswith("person surfing"):
            continue
        subjects.append(Subject(SURFBOARD, role="mount", of=index, how="stand", implied=True))
        for number, wave in enumerate(subjects):
            if wave.thing.name in _WAVES and wave.role == "main":
                subjects[number] = replace(wave, role="behind", of=index)


def _cross(subjects: Subjects, _: Scene) -> None:
    """Puts vehicles and walkers on the bridge."""
    for index, one in enumerate(subjects):
        goes = one.role == "main" and (one.thing.name in _GOES or (_lives(one) and one.action in ("walk", "run")))
        for number, bridge in enumerate(subjects):
            free = bridge.thing.name == "bridge" and bridge.role == "main" and bridge.count == 1
            if goes and free and number > index and carrier_of(subjects, index) is None:
                subjects[number] = replace(bridge, role="mount", of=index, how="stand")


def _rise(subjects: Subjects, _: Scene) -> None:
    """Puts flames below a phoenix."""
    for index, bird in enumerate(subjects):
        for number, fire in enumerate(subjects):
            if bird.thing.name == "phoenix" and fire.thing.name == "fire" and fire.role == "main":
                subjects[number] = replace(fire, role="below", of=index, count=max(3, fire.count))


def carrier_of(subjects: Subjects, index: int) -> int | None:
    """Returns the index of the mount or vessel of a subject, if it has one."""
    found = (n for n, part in enumerate(subjects) if part.of == index and part.role in ("mount", "vessel"))
    return next(found, None)


def serve(subjects: Subjects, scene: Scene) -> None:
    """Serves meals that stand for themselves in a room on a plate, berries in a bowl, cut flowers in a vase."""
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
    """Leaves out a window beside something in a room, since the wall has one."""
    for index, window in enumerate(subjects):
        watched = any(index in (s.toward, s.of) for s in subjects)
        if scene.place == "room" and index and window.thing.name == "window" and not watched:
            subjects[index] = replace(window, role="worn", of=None)


_RULES: tuple[Callable[[Subjects, Scene], None], ...] = (
    _set_in,
    _strew,
    _take_along,
    _go_fishing,
    _take_up,
    _hand_over,
    _climb,
    serve,
    leave_window,
    _strand,
    _go_surfing,
    _cross,
    _rise,
)
