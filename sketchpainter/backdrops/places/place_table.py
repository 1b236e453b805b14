"""Maps places to the functions that paint them."""

from __future__ import annotations

from collections.abc import Callable

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.backdrops.backdrop_context import BackdropContext
from sketchpainter.backdrops.places import places_beyond as beyond
from sketchpainter.backdrops.places import places_built as built
from sketchpainter.backdrops.places import places_land as land
from sketchpainter.backdrops.places import places_rooms as rooms
from sketchpainter.backdrops.places import places_water as water
from sketchpainter.backdrops.places import places_wild as wild
from sketchpainter.backdrops.places import places_wood as wood

PLACES: dict[str, Callable[[BackdropContext], Backdrop]] = {
    "meadow": land.meadow,
    "snow": land.snow,
    "forest": wood.forest,
    "mountains": wild.mountains,
    "desert": wild.desert,
    "beach": water.beach,
    "sea": water.sea,
    "underwater": water.underwater,
    "sky": beyond.sky,
    "space": beyond.space,
    "moonscape": beyond.moonscape,
    "city": built.city,
    "room": rooms.room,
    "stage": rooms.stage,
    "studio": rooms.studio,
}
"""The painter of each place of `scene.PLACES`."""

_PORT = ("harbour", "harbor", "port", "venice", "canal", "dock", "marina", "amsterdam")
_LAKE = ("lake", "pond", "river", "stream", "creek", "swamp", "amazon")
_STREET = (
    *("street", "market", "alley", "road", "paris", "boulevard", "square", "sidewalk", "pavement", "old town", "rome"),
    *("prague", "barcelona", "bazaar", "crosswalk", "neighborhood", "suburb", "bus stop", "istanbul"),
)
_FINER: tuple[tuple[tuple[str, ...], frozenset[str], Callable[[BackdropContext], Backdrop]], ...] = (
    (("cave", "cavern", "grotto"), frozenset({"mountains", "meadow", "room", "forest"}), rooms.cave),
    (("volcano", "lava"), frozenset({"mountains", "desert", "meadow"}), beyond.volcano),
    (("cherry", "blossom"), frozenset({"meadow", "forest"}), land.cherry_garden),
    (_PORT, frozenset({"sea", "city"}), water.harbour),
    (_LAKE, frozenset({"sea", "mountains", "forest"}), water.lake),
    (_STREET, frozenset({"city"}), built.street),
)
"""Words of a setting that name a place of their own, the places that they refine, and the painter."""


def painter_of(place: str, setting: str) -> Callable[[BackdropContext], Backdrop]:
    """Returns the painter of a place; a finer word of the setting overrules the place.

    Args:
        place: One of `scene.PLACES`.
        setting: The place in the words of the prompt, lower case, or "".
    """
    for words, places, painter in _FINER:
        if place in places and any(word in setting for word in words):
            return painter
    return PLACES[place]
