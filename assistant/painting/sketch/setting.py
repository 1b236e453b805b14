"""Where, when and how a scene is painted, as far as it was said: the part of a reading that is about no thing. Pure.

Runs in the painter's process.
"""

from __future__ import annotations

from assistant.painting.sketch.lexicon import Lexicon
from assistant.painting.sketch.likely import likely_place
from assistant.painting.sketch.scene import Scene, Subject


class Setting:
    """Place, light, weather, season, mood, style and manner. Of each the first that is said counts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._said: dict[str, str] = {}
        self.portrait = False

    @property
    def has_style(self) -> bool:
        """Whether a style was said."""
        return "style" in self._said

    def place(self, place: str, words: str) -> None:
        """Where it is, and in which words that was said."""
        if "place" not in self._said:
            self._said |= {"place": place, "setting": words}

    def take(self, what: str, meaning: str) -> None:
        """Time, season, weather, mood, style or manner; a plain "painting" gives way to any other style."""
        if what == "style" and self._said.get("style") == self._lexicon.default_style:
            del self._said["style"]
        self._said.setdefault(what, meaning)

    def scene(self, subjects: tuple[Subject, ...], undrawn: tuple[str, ...]) -> Scene:
        """The scene with these subjects; what was not said is what is likely."""
        said = self._said
        place = said.get("place") or likely_place(subjects, portrait=self.portrait, season=said.get("season"))
        manner, setting = said.get("manner"), said.get("setting")
        style = said.get("style") or self._lexicon.style_of.get(manner or "", self._lexicon.default_style)
        return Scene(
            subjects,
            place,
            said.get("time", "day"),
            said.get("weather") or ("snowfall" if place == "snow" else None),
            style,
            manner,
            self.portrait,
            undrawn,
            setting=setting if setting != place else None,
            season=said.get("season"),
            mood=said.get("mood"),
            place_said="place" in said,
        )
