"""Describes what a place is painted from: its light, its seed, its season, and the words that name it.

Values only; nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from zlib import crc32

from sketchpainter.raster.arrays import Field, Rng, colour
from sketchpainter.tables import read_table

_LEAVES = {
    "spring": ("#7fb552", "#93c35e", "#f3a9c4"),
    "summer": ("#3f8a3c", "#4f9a48", "#5a8f2f"),
    "autumn": ("#d9772b", "#c8452c", "#e0a52e"),
    "winter": ("#8d9aa0", "#a9b5ba", "#7c8a92"),
}
"""sRGB colours of leaves by season."""


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one picture. Colours are sRGB, 0 … 1."""

    sky: tuple[Field, Field, Field]
    """Colours of zenith, middle and horizon."""
    sun: Field
    tint: Field
    haze: Field
    shadow: Field
    side: int
    """Side that the light comes from: −1 left, 1 right."""
    time: str
    has_orb: bool = True
    """True if the sun or the moon is painted into the sky."""
    lamps: bool = False
    """True if lamps and windows are lit: when it is dark, and when it rains."""

    @property
    def is_night(self) -> bool:
        """Returns whether stars are out and windows glow."""
        return self.time == "night"


def light_of(time: str, seed: int, weather: str | None = None) -> Light:
    """Returns one of the palettes of a time of day, and the side that the light comes from.

    Args:
        time: One of `scene.TIMES`.
        seed: Decides which palette and which side.
        weather: One of `scene.WEATHERS`, or None; clouds hide the sun.

    Raises:
        TableError: sketchpainter/data/light.toml cannot be read.
    """
    palettes = _palettes()[time]
    side = (-1, 1)[choice_index(seed, "side", 2)]
    light = palettes[choice_index(seed, time, len(palettes))]
    dim = weather in ("rain", "storm")
    lamps = time in ("night", "sunset") or dim or (time == "dawn" and weather == "fog")
    return replace(light, side=side, has_orb=not (dim or weather == "clouds"), lamps=lamps)


@lru_cache(maxsize=1)
def _palettes() -> dict[str, tuple[Light, ...]]:
    """Returns the palettes of each time of day; kept, since reading the table takes longer than painting a sky."""
    found: dict[str, tuple[Light, ...]] = {}
    for time, rows in read_table("light").items():
        lights = []
        for row in rows:
            zenith, middle, horizon = (colour(text) for text in row["sky"])
            sun, tint, haze, shadow = (colour(row[key]) for key in ("sun", "tint", "haze", "shadow"))
            lights.append(Light((zenith, middle, horizon), sun, tint, haze, shadow, 1, time))
        found[time] = tuple(lights)
    return found


def choice_index(seed: int, what: str, count: int) -> int:
    """Returns which of `count` choices a seed takes, 0 … count − 1.

    Consecutive seeds, such as those of the pictures of one request, never take the same choice: they go through all of
    them, in an order that changes with each round and with each `what`.
    """
    if count < 3:
        return (seed + crc32(what.encode())) % count
    number, step = divmod(seed, count)
    order = _round(what, number, count)
    if order[0] == _round(what, number - 1, count)[-1]:
        order[0], order[1] = order[1], order[0]
    return order[step]


def _round(what: str, number: int, count: int) -> list[int]:
    weights = blake2b(f"{what} {number}".encode(), digest_size=64).digest()
    return sorted(range(count), key=weights.__getitem__)


@dataclass(frozen=True, slots=True)
class BackdropContext:
    """Everything that a place is painted from."""

    shape: tuple[int, int]
    """Height and width, pixels."""
    light: Light
    rng: Rng
    horizon: float
    """Part of the height at which the ground begins, from the top."""
    season: str | None = None
    mood: str | None = None
    setting: str = ""
    """The place in the words of the prompt, lower case: "kitchen", "lake"."""
    seed: int = 0
    focus: float = 0.5
    """Part of the width at which the first figure will stand."""

    @property
    def roomy_side(self) -> int:
        """Returns the side with more room beside the first figure: −1 left, 1 right."""
        return -self.light.side if abs(self.focus - 0.5) < 0.06 else -1 if self.focus > 0.5 else 1

    def choose_by_seed(self, what: str, *choices: Any) -> Any:
        """Returns one of the choices; the next seed gets another one."""
        return choices[choice_index(self.seed, what, len(choices))]

    def choose_at_random(self, *choices: Any) -> Any:
        """Returns one of the choices by the random generator."""
        return choices[int(self.rng.integers(len(choices)))]

    def mentions(self, *words: str) -> bool:
        """Returns whether the setting has one of these words."""
        return any(word in self.setting for word in words)

    def leaf_colours(self) -> tuple[str, ...]:
        """Returns the sRGB colours of leaves in this season; the words of the setting overrule the season."""
        if self.mentions("autumn", "fall"):
            return _LEAVES["autumn"]
        return _LEAVES.get(self.season or "summer", _LEAVES["summer"])
