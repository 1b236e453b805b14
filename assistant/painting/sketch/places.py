"""Which function paints which place. Runs in the painter's process; imported by `compose` alone."""

from __future__ import annotations

from collections.abc import Callable

from assistant.painting.sketch import places_beyond as beyond
from assistant.painting.sketch import places_built as built
from assistant.painting.sketch import places_land as land
from assistant.painting.sketch.backdrop import Backdrop, Light
from assistant.painting.sketch.fields import Rng

PLACES: dict[str, Callable[[tuple[int, int], Light, Rng], Backdrop]] = {
    "meadow": land.meadow,
    "snow": land.snow,
    "forest": land.forest,
    "mountains": land.mountains,
    "desert": land.desert,
    "beach": land.beach,
    "sea": beyond.sea,
    "underwater": beyond.underwater,
    "sky": beyond.sky,
    "space": beyond.space,
    "moonscape": beyond.moonscape,
    "city": built.city,
    "room": built.room,
    "stage": built.stage,
    "studio": built.studio,
}
"""The painter of each place that config/sketch/scenes.toml names, and of the studio wall behind portraits."""
