"""Where and when a scene is likely to be when nobody said so: fish swim under water, the moon shines at night. Pure.

Runs in the painter's process.
"""

from __future__ import annotations

from collections.abc import Sequence

from sketchpainter.scene.scene import Subject

_SWIMMERS = frozenset(
    {"octopus", "shark", "whale", "spouting whale", "dolphin", "fish", "tropical fish", "jellyfish", "squid"}
    | {"mermaid", "merman", "merperson", "blowfish", "coral"}
)
_MERFOLK = frozenset({"mermaid", "merman", "merperson"})
_BOATS = frozenset({"sailboat", "ship", "canoe", "speedboat", "ferry", "passenger ship", "motor boat"})
_SEAGOING = _BOATS | {"person surfing", "person rowing boat", "water wave", "lotus"}
_SPACEFARERS = frozenset({"rocket", "astronaut", "satellite", "ringed planet", "comet", "flying saucer", "alien"})
_POLAR = frozenset({"penguin", "polar bear", "snowman", "Santa Claus", "sled", "skier", "seal", "snowboarder", "skis"})
_FURNITURE = frozenset(
    {"couch and lamp", "bed", "bathtub", "chair", "musical keyboard", "laptop", "television", "window", "door"}
    | {"candle", "table", "toilet", "shower", "desktop computer"}
)
_OUTDOORS = frozenset(
    {"fire", "bicycle", "kick scooter", "sun behind cloud", "kite", "soccer ball", "fountain"}
    | {"train", "high-speed train", "metro", "light rail", "monorail", "motor scooter", "tram", "wheel", "seedling"}
)
_TYPICAL: tuple[tuple[frozenset[str], str], ...] = (
    (_SEAGOING, "sea"),
    (_SPACEFARERS, "space"),
    (_POLAR, "snow"),
    (frozenset({"cactus", "camel", "two-hump camel", "pyramid"}), "desert"),
    (frozenset({"desert island", "palm tree", "crab", "spiral shell"}), "beach"),
    (frozenset({"bus stop", "bus", "taxi", "police car", "oncoming taxi", "tram", "horizontal traffic light"}), "city"),
)
_OF_NIGHT = frozenset({"full moon", "crescent moon", "shooting star", "fireworks", "new moon", "first quarter moon"})
"""Seen at night."""
_OF_STARFISH = frozenset({"beach", "sea", "stage", "room", "studio"})
_WITHOUT_NIGHT = frozenset({"space", "moonscape", "underwater"})
_AT_TABLE = frozenset({"eat", "cook"})
"""What is done with a fish that does not swim."""
_AT_SEA = frozenset({"surf", "swim"})


def likely_place(subjects: Sequence[Subject], *, portrait: bool, season: str | None) -> str:
    """Where a scene without a place is likely to be."""
    if portrait:
        return "studio"
    names = {subject.thing.name for subject in subjects}
    contained = any(subject.role == "vessel" for subject in subjects)
    free = {s.thing.name for s in subjects if s.how not in _AT_TABLE}
    in_water = free & _SWIMMERS and not names & _SEAGOING and not contained
    above_water = "rock" in names or any(
        s.action == "jump" or (s.thing.is_person and s.thing.name not in _MERFOLK) for s in subjects
    )
    if any(subject.action in _AT_SEA for subject in subjects) or (in_water and above_water):
        return "sea"
    if in_water:
        return "underwater"
    typical = next((place for things, place in _TYPICAL if names & things), None)
    if typical:
        return typical
    return _by_stance(subjects, names, season)


def likely_time(subjects: Sequence[Subject], place: str) -> str:
    """The light of a scene of which no time was said; several moons are those of another planet."""
    shines = any(s.thing.name in _OF_NIGHT and (s.count == 1 or "moon" not in s.thing.name) for s in subjects)
    stars = any(s.thing.name == "star" and s.count > 1 for s in subjects) and place not in _OF_STARFISH
    return "night" if (shines or stars) and place not in _WITHOUT_NIGHT else "day"


def _by_stance(subjects: Sequence[Subject], names: set[str], season: str | None) -> str:
    free = [s for s in subjects if s.role in ("main", "below", "mount", "vessel")]
    if free and all(s.thing.stance in ("flies", "sky") or s.action == "fly" for s in free):
        return "sky"
    things_only = (
        bool(subjects) and all(s.thing.is_handy and s.thing.bulk <= 1 for s in subjects) and not names & _OUTDOORS
    )
    if names & _FURNITURE or things_only:
        return "room"
    return "snow" if season == "winter" else "meadow"
