"""The manners of painting by name, each a stream of the picture as it is being painted, and at last finished.

Runs in the painter's process. Chooses the brush for a style and a great name; the painting itself is in `oil`,
`watercolor` and `drawing`.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from assistant.painting.sketch.compose import Composition
from assistant.painting.sketch.drawing import FRAMES, draw_ink, draw_pencil, draw_pixels, show_plain
from assistant.painting.sketch.fields import Rng
from assistant.painting.sketch.oil import Brush, paint_oil
from assistant.painting.sketch.watercolor import paint_watercolor

BRUSHES = {
    "gogh": Brush(
        radii=(18, 9, 5.5, 3.6),
        reach=5.5,
        accuracy=0.05,
        jitter=0.07,
        hue=0.05,
        relief=0.85,
        swirl=0.9,
        saturation=1.35,
        contrast=1.1,
        care=0.7,
    ),
    "monet": Brush(
        radii=(15, 8, 4.5, 3.0),
        reach=2.2,
        accuracy=0.055,
        jitter=0.05,
        hue=0.065,
        saturation=1.15,
        contrast=0.9,
        care=0.6,
    ),
    "botticelli": Brush(jitter=0.02, hue=0.012, relief=0.25, saturation=0.86, warmth=0.40, contrast=0.96),
    "rembrandt": Brush(jitter=0.03, relief=0.6, saturation=0.9, warmth=0.55, contrast=1.22),
    "matisse": Brush(
        radii=(26, 13, 7, 4.0, 1.5), reach=5.0, accuracy=0.06, jitter=0.02, hue=0.06, saturation=1.65, contrast=1.15
    ),
    "seurat": Brush(radii=(9, 5, 3.4), accuracy=0.02, jitter=0.06, hue=0.09, relief=0.3, saturation=1.3, dots=True),
}
"""The brush of each manner that config/sketch/scenes.toml names."""
STEPS = FRAMES + 1
"""Pictures that `paint` shows, the finished one included."""


def paint(picture: Composition, style: str, manner: str | None, rng: Rng) -> Iterator[Image.Image]:
    """The picture as it is being painted: exactly `STEPS` images, of which the last is finished.

    An image may be drawn on further after it was given: copy what you keep.
    """
    match style:
        case "watercolor":
            return paint_watercolor(picture, rng)
        case "pencil":
            return draw_pencil(picture, rng)
        case "ink":
            return draw_ink(picture, rng)
        case "pixel":
            return draw_pixels(picture, rng)
        case "plain":
            return show_plain(picture, rng)
        case _:
            return paint_oil(picture, rng, BRUSHES.get(manner or "", Brush()))
