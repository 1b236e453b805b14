"""Collects place, light, weather, season, mood and style of a scene, and guesses those that were not said.

Fish swim under water, rockets fly in space, the moon shines at night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sketchpainter.language.en.lexicon import Lexicon
from sketchpainter.language.en.place_phrases import Certainty, NamedPlace
from sketchpainter.scene.scene import Scene, Subject

SAID_ONCE = frozenset({"time", "season", "style", "manner", "weather", "mood"})
"""Kinds of meaning of which a scene has one."""
_GIVES_WAY = {"time": "day"}
"""Meanings that any later one of their kind replaces: "a sunny morning"."""
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
"""Things that are seen at night."""
_OF_STARFISH = frozenset({"beach", "sea", "stage", "room", "studio"})
_WITHOUT_NIGHT = frozenset({"space", "moonscape", "underwater"})
_AT_TABLE = frozenset({"eat", "cook"})
"""Uses of a fish that does not swim (`Subject.how`)."""
_AT_SEA = frozenset({"surf", "swim"})


class SceneSetting:
    """Holds place, light, weather, season, mood, style and manner; of each the first that is said counts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._said: dict[str, str] = {}
        self._spot: NamedPlace | None = None
        self._is_portrait = False

    @property
    def has_style(self) -> bool:
        """Whether a style was said."""
        return "style" in self._said

    def set_portrait(self) -> None:
        """Makes the scene a portrait."""
        self._is_portrait = True

    def set_place(self, spot: NamedPlace) -> None:
        """Sets the place; of several the most certain one counts, and of equals the first."""
        if spot.certainty is Certainty.ORIGIN:
            return
        before = self._spot
        # Stars, "snowy" … give way to the finer place and leave it their light or their snow.
        if before is None:
            self._spot = spot
        elif spot.certainty > before.certainty:
            if before.place == "space":
                self._said.setdefault("time", "night")
            is_snowy = before.place == "snow" and before.certainty is Certainty.WEAK
            setting = f"{before.setting} {spot.setting}" if is_snowy else spot.setting
            place = "snow" if is_snowy and spot.place == "meadow" else spot.place
            if is_snowy and place != "snow":
                self._said.setdefault("season", "winter")
            self._spot = replace(spot, place=place, setting=setting)

    def set_once(self, what: str, meaning: str) -> None:
        """Sets one of SAID_ONCE unless it is set; a plain "painting" gives way to any other style."""
        gives_way = self._lexicon.default_style if what == "style" else _GIVES_WAY.get(what)
        if self._said.get(what) == gives_way:
            self._said.pop(what, None)
        self._said.setdefault(what, meaning)

    def scene(self, subjects: tuple[Subject, ...], undrawn: tuple[str, ...]) -> Scene:
        """Returns the scene with these subjects; likely values replace those that were not said."""
        said, spot = self._said, self._spot
        is_said = spot is not None and spot.certainty is not Certainty.LIKELY
        if spot and (is_said or not self._is_portrait):
            place, setting = spot.place, (spot.setting if spot.setting != spot.place else None)
        else:
            place, setting = likely_place(subjects, portrait=self._is_portrait, season=said.get("season")), None
        manner = said.get("manner")
        style = said.get("style") or self._lexicon.style_of.get(manner or "", self._lexicon.default_style)
        return Scene(
            subjects,
            place,
            said.get("time") or likely_time(subjects, place),
            said.get("weather") or ("snowfall" if place == "snow" else None),
            style,
            manner,
            self._is_portrait,
            undrawn,
            setting=setting,
            season=said.get("season"),
            mood=said.get("mood"),
            place_said=is_said,
        )


def likely_place(subjects: Sequence[Subject], *, portrait: bool, season: str | None) -> str:
    """Returns the place, one of scene.PLACES, where a scene without a place is likely to be."""
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
    """Returns the light, one of scene.TIMES, of a scene without a time; several moons are another planet's."""
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
