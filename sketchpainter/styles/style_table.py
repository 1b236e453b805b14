"""Maps the names of styles to their painters, and paints a composed picture in a style, like an artist."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from sketchpainter.compose.composition import Composition
from sketchpainter.raster.arrays import Rng, colour
from sketchpainter.styles.artists import artist_of
from sketchpainter.styles.habits.motif_habits import with_motif_habit
from sketchpainter.styles.media.flat_colour import cut_paper, paint_pixels
from sketchpainter.styles.media.graphite import draw_charcoal, draw_pencil
from sketchpainter.styles.media.neon import light_neon
from sketchpainter.styles.media.opaque import draw_chalk, paint_gouache, paint_oil, paint_pastel
from sketchpainter.styles.media.prints import engrave, print_comic, print_poster, print_woodblock
from sketchpainter.styles.media.stained_glass import lay_mosaic, paint_glass
from sketchpainter.styles.media.washes import paint_ink, paint_watercolor
from sketchpainter.styles.style_context import FRAMES, Steps, StyleContext
from sketchpainter.styles.unveiling import unveil


def show_plain(context: StyleContext) -> Steps:
    """Uncovers the composed picture itself, from the background to the figures."""
    paper = np.broadcast_to(colour("#f4efe4"), context.rgb.shape).astype(np.float32)
    return unveil(context, [paper, context.background, context.rgb])


STEPS = FRAMES + 1
"""Number of pictures that `paint` shows, the finished one included."""
STYLES: dict[str, Callable[[StyleContext], Steps]] = {
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
"""The painter of each style of sketchpainter/data/styles.toml."""


def paint(picture: Composition, style: str, artist: str | None, rng: Rng) -> Iterator[Image.Image]:
    """Yields the picture while it is painted: exactly `STEPS` images, of which the last is finished.

    Args:
        picture: The composed picture.
        style: A name of `STYLES`; another one is painted in oil.
        artist: A name of [manners] in sketchpainter/data/styles.toml, or None; other names are ignored.
        rng: Random generator; its state decides the picture to the bit.

    Raises:
        TableError: The table of styles cannot be read.
    """
    painted_like = artist_of(style, artist)
    return STYLES.get(style, paint_oil)(
        StyleContext(with_motif_habit(picture, painted_like.finish, rng), painted_like, rng)
    )
