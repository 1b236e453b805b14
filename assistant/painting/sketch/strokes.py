"""The styles by name, each a stream of the picture as it is being painted, and at last finished.

Runs in the painter's process. Chooses style and manner; the painting itself is in `styles`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PIL import Image

from assistant.painting.sketch.fields import Rng
from assistant.painting.sketch.styles.arranging import arranged
from assistant.painting.sketch.styles.brushink import paint_ink
from assistant.painting.sketch.styles.easel import FRAMES, Easel, Steps
from assistant.painting.sketch.styles.graphite import draw_charcoal, draw_pencil
from assistant.painting.sketch.styles.manners import manner_of
from assistant.painting.sketch.styles.neon import light_neon
from assistant.painting.sketch.styles.oil import paint_oil
from assistant.painting.sketch.styles.opaque import draw_chalk, paint_gouache, paint_pastel
from assistant.painting.sketch.styles.papercut import cut_paper
from assistant.painting.sketch.styles.pixels import paint_pixels
from assistant.painting.sketch.styles.plain import show_plain
from assistant.painting.sketch.styles.prints import engrave, print_comic, print_poster, print_woodblock
from assistant.painting.sketch.styles.watercolor import paint_watercolor
from assistant.painting.sketch.styles.window import lay_mosaic, paint_glass

if TYPE_CHECKING:
    from assistant.painting.sketch.compose import Composition

STEPS = FRAMES + 1
"""Pictures that `paint` shows, the finished one included."""
STYLES: dict[str, Callable[[Easel], Steps]] = {
    "oil": paint_oil,
    "watercolor": paint_watercolor,
    "gouache": paint_gouache,
    "pastel": paint_pastel,
    "pencil": draw_pencil,
    "charcoal": draw_charcoal,
    "chalk": draw_chalk,
    "ink": paint_ink,
    "engraving": engrave,
    "woodblock": print_woodblock,
    "poster": print_poster,
    "comic": print_comic,
    "pixel": paint_pixels,
    "neon": light_neon,
    "glass": paint_glass,
    "mosaic": lay_mosaic,
    "papercut": cut_paper,
    "plain": show_plain,
}
"""Every style of config/sketch/styles.toml."""


def paint(picture: Composition, style: str, manner: str | None, rng: Rng) -> Iterator[Image.Image]:
    """The picture as it is being painted: exactly `STEPS` images, of which the last is finished.

    Args:
        picture: What to paint.
        style: A name of `STYLES`; another one is painted in oil.
        manner: A great name of config/sketch/styles.toml, or None; another one is left out.
        rng: The same state of it gives the same picture to the bit.

    Raises:
        ConfigError: The table of styles cannot be read.
    """
    after = manner_of(style, manner)
    return STYLES.get(style, paint_oil)(Easel(arranged(picture, after.finish, rng), after, rng))
