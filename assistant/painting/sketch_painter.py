"""The embedded offline painter: draws what the words name with the system's emoji font, and paints it by strokes.

Runs in the painter's process. Needs numpy, Pillow and the font; never torch, a network or a model. What it makes is a
sketch, and it says which words it could not draw.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import cv2
import numpy as np
from PIL import Image

from assistant import __version__
from assistant.core.commands import PaintOrder
from assistant.core.engines import Preview, Progress, Report
from assistant.core.errors import ConfigError, EngineError, ModelMissing, OutOfMemory
from assistant.core.request import Picture
from assistant.settings.schema import PainterSettings
from sketchpainter.compose.composition import Composition, compose
from sketchpainter.compose.growing_scene import GrowingScene
from sketchpainter.errors import FontMissing, SketchError
from sketchpainter.figures.drawn_things import is_drawn
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.raster import textures
from sketchpainter.raster.arrays import to_image
from sketchpainter.scene.scene import Scene
from sketchpainter.styles.style_table import STEPS, paint

log = logging.getLogger(__name__)

ALGORITHM = 3
"""Counts up with every change that paints the same order differently."""
DEFAULT_PX = 512
SMALLEST_PX, LARGEST_PX = 64, 4096
_PAINTED_PX = 768
"""Longest side that is painted; larger pictures are painted at this size and enlarged, so that time stays bounded."""
_PREVIEW_PX = 192


class SketchPainter:
    """Composes a scene from words and paints it.

    Args:
        settings: Only size and `preview_every` matter to it.
    """

    name = "sketch"
    version = f"{__version__}+{ALGORITHM}"
    supports = frozenset({"width_px", "height_px"})

    def __init__(self, settings: PainterSettings) -> None:
        self._settings = settings
        self._reader: SceneReader | None = None
        self._makers: FigureMaker | None = None
        self.undrawn: tuple[str, ...] = ()
        """Words of the last order that ask for something it cannot draw."""
        self._growing: GrowingScene | None = None

    def load(self) -> None:
        """Find the font and learn what it can draw; about a third of a second.

        Raises:
            ModelMissing: The font is not installed.
            ConfigError: A table of sketchpainter/data cannot be read.
        """
        self._ready()

    def _ready(self) -> tuple[SceneReader, FigureMaker]:
        if self._reader is None or self._makers is None:
            # More threads would fight with those who listen, and for pictures of this size win nothing.
            cv2.setNumThreads(1)
            with _own_errors():
                font = GlyphFont(find_font())
                self._reader = SceneReader(Vocabulary(lambda name: is_drawn(name) or font.has(name)))
                self._makers = FigureMaker(font)
            textures.prepare()
        return self._reader, self._makers

    def read(self, order: PaintOrder) -> Scene:
        """What it understands of an order, without painting."""
        reader, _ = self._ready()
        with _own_errors():
            return reader.read(order.subject or order.prompt, order.style)

    def update(self, order: PaintOrder) -> Preview:
        """A small picture of the scene that an unfinished order asks for so far; some 30 ms of one core.

        To be called again with more words, the same seed and the same size while somebody speaks. Who is there already
        stays where it is, and `paint` of the finished order begins with the same composition.

        Raises:
            ModelMissing: The font is not installed.
            EngineError: The size is outside 64 … 4096 pixels.
        """
        reader, makers = self._ready()
        width, height = self._size(order)
        seed, aspect = _seed(order.seed), width / height
        if self._growing is None or (self._growing.seed, self._growing.aspect) != (seed, aspect):
            self._growing = GrowingScene(reader, makers, seed, aspect)
        with _own_errors():
            shown = self._growing.update(order.subject or order.prompt, order.style)
        self.undrawn = self._growing.scene.undrawn
        image = to_image(shown.rgb)
        return Preview(image.tobytes(), image.width, image.height, 0)

    def start_image(self, order: PaintOrder, size: tuple[int, int]) -> Composition:
        """The scene of an order without brush strokes, to start another painter from; `mask` tells each subject.

        Args:
            order: What is asked for.
            size: Width and height, pixels: 64 … 4096 each.

        Raises:
            ModelMissing: The font is not installed.
            EngineError: The size is outside 64 … 4096 pixels.
        """
        _check_size(*size)
        _, makers = self._ready()
        scene = self.read(order)
        with _own_errors():
            return compose(scene, makers, (size[1], size[0]), _seed(order.seed))

    def paint(self, order: PaintOrder, report: Report) -> list[Picture]:
        """`order.count` pictures, each about a second of one core at 512 × 512.

        Raises:
            ModelMissing: The font is not installed.
            EngineError: The size is outside 64 … 4096 pixels.
            OutOfMemory: The size is too large for this machine.
        """
        scene = self.read(order)
        self.undrawn = scene.undrawn
        log.debug("not drawn: %s", ", ".join(scene.undrawn))
        width, height = self._size(order)
        total = order.count * STEPS
        pictures = []
        try:
            with _own_errors():
                for number in range(order.count):
                    pictures.append(self._paint_one(scene, order.seed + number, (width, height), number, total, report))
        except MemoryError as error:
            raise OutOfMemory(
                "There is too little memory for a picture of this size", "Ask for a smaller one."
            ) from error
        return pictures

    def _size(self, order: PaintOrder) -> tuple[int, int]:
        width = order.width_px or self._settings.width_px or DEFAULT_PX
        height = order.height_px or self._settings.height_px or DEFAULT_PX
        _check_size(width, height)
        return width, height

    def _paint_one(
        self, scene: Scene, seed: int, size: tuple[int, int], number: int, total: int, report: Report
    ) -> Picture:
        _, makers = self._ready()
        width, height = size
        shrink = min(1.0, _PAINTED_PX / max(size))
        shape = (max(16, round(height * shrink)), max(16, round(width * shrink)))
        done = number * STEPS
        report(Progress(done, total))
        picture = compose(scene, makers, shape, _seed(seed))
        finished: Image.Image | None = None
        every = self._settings.preview_every
        for step, image in enumerate(
            paint(picture, scene.style, scene.manner, np.random.default_rng([_seed(seed), 17])), 1
        ):
            finished = image
            shown = every and (step % every == 0 or step == STEPS)
            report(Progress(done + step, total, _preview(image, number) if shown else None))
        if finished is None:
            raise EngineError("The sketch painter painted nothing")
        if finished.size != size:
            finished = finished.resize(size, Image.Resampling.LANCZOS)
        return Picture(finished.tobytes(), width, height, seed)


@contextlib.contextmanager
def _own_errors() -> Iterator[None]:
    """Turns the sketch painter's errors into those that workers send."""
    try:
        yield
    except FontMissing as error:
        raise ModelMissing(error.title, error.hint) from error
    except SketchError as error:
        raise ConfigError(error.title, error.hint) from error


def _check_size(width: int, height: int) -> None:
    if not all(SMALLEST_PX <= side <= LARGEST_PX for side in (width, height)):
        raise EngineError(
            f"A sketch of {width} × {height} pixels cannot be painted",
            f"Choose a width and a height from {SMALLEST_PX} to {LARGEST_PX}.",
        )


def _seed(seed: int) -> int:
    """A seed that the source of chance takes: any whole number does, and different ones stay different."""
    return seed if seed >= 0 else (1 << 64) - seed


def _preview(image: Image.Image, index: int) -> Preview:
    small = image.copy()
    small.thumbnail((_PREVIEW_PX, _PREVIEW_PX), Image.Resampling.BILINEAR, reducing_gap=1.5)
    return Preview(small.tobytes(), small.width, small.height, index)
