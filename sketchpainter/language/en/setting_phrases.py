"""Where, when and how a scene is painted, as far as it was said: the part of a reading that is about no thing. Pure.

Runs in the painter's process.
"""

from __future__ import annotations

from dataclasses import replace

from sketchpainter.language.en.lexicon import Lexicon
from sketchpainter.language.en.likely_setting import likely_place, likely_time
from sketchpainter.language.en.place_phrases import Certainty, Spot
from sketchpainter.scene.scene import Scene, Subject

SAID_ONCE = frozenset({"time", "season", "style", "manner", "weather", "mood"})
"""Kinds of meaning that a scene has one of."""
_GIVES_WAY = {"time": "day"}
"""A meaning that any other one said later replaces: "a sunny morning"."""


class Setting:
    """Place, light, weather, season, mood, style and manner. Of each the first that is said counts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._said: dict[str, str] = {}
        self._spot: Spot | None = None
        self._is_portrait = False

    @property
    def has_style(self) -> bool:
        """Whether a style was said."""
        return "style" in self._said

    def be_portrait(self) -> None:
        """It is a portrait."""
        self._is_portrait = True

    def place(self, spot: Spot) -> None:
        """Where it is; the surest that is said counts, of these the first."""
        if spot.certainty is Certainty.ORIGIN:
            return
        before = self._spot  # stars, "snowy" … give way to the finer place and leave it their light or their snow
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

    def take(self, what: str, meaning: str) -> None:
        """Time, season, weather, mood, style or manner; a plain "painting" gives way to any other style."""
        gives_way = self._lexicon.default_style if what == "style" else _GIVES_WAY.get(what)
        if self._said.get(what) == gives_way:
            self._said.pop(what, None)
        self._said.setdefault(what, meaning)

    def scene(self, subjects: tuple[Subject, ...], undrawn: tuple[str, ...]) -> Scene:
        """The scene with these subjects; what was not said is what is likely."""
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
