"""Offers the package `sketchpainter` as one of the assistant's painters.

It translates orders, progress, pictures, settings and errors; the painting itself is `sketchpainter.painter.Sketcher`.
It needs numpy, OpenCV, Pillow and an emoji font; never torch, a network or a model.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PIL import Image

from assistant import __version__
from assistant.core.commands import PaintOrder
from assistant.core.engines import Preview, Progress, Report
from assistant.core.errors import ConfigError, EngineError, ModelMissing, OutOfMemory
from assistant.core.request import Picture
from assistant.settings.schema import PainterSettings
from sketchpainter import painter as sketching
from sketchpainter.compose.composition import Composition
from sketchpainter.sketch_errors import FontMissing, SizeError, SketchError


class SketchPainter:
    """Paints orders as sketches.

    Args:
        settings: `width_px`, `height_px` and `preview_every` are used; the rest concerns other painters.
    """

    name = "sketch"
    version = f"{__version__}+{sketching.ALGORITHM}"
    supports = frozenset({"width_px", "height_px"})

    def __init__(self, settings: PainterSettings) -> None:
        self._settings = settings
        self._sketcher = sketching.Sketcher()
        self.undrawn: tuple[str, ...] = ()
        """Words of the last order that ask for something the painter cannot draw."""

    def load(self) -> None:
        """Finds the font and reads the tables. Blocks for about a third of a second.

        Raises:
            ModelMissing: The font is not installed.
            ConfigError: A table of sketchpainter/data cannot be read.
        """
        with _translated_errors():
            self._sketcher.load()

    def update(self, order: PaintOrder) -> Preview:
        """Returns a small picture of an order whose words are not all there yet. Blocks for about 30 ms.

        Call it again with more words and the same seed and size while somebody speaks. Subjects stay where they are,
        and `paint` of the finished order begins with the same composition.

        Raises:
            EngineError: The size is outside 64 … 4096 pixels.
            ModelMissing, ConfigError: As `load` does.
        """
        with _translated_errors():
            shown = self._sketcher.preview(
                order.subject or order.prompt, style=order.style, size=self._size(order), seed=order.seed
            )
        self.undrawn = shown.scene.undrawn
        return _preview(shown.image, 0)

    def start_image(self, order: PaintOrder, size: tuple[int, int]) -> Composition:
        """Composes the scene of an order without brush strokes, for another painter to start from. Blocks.

        Args:
            order: The order; its own size is ignored.
            size: Width and height, 64 … 4096 pixels each.

        Returns:
            The composition; its `mask` tells the subjects apart.

        Raises:
            EngineError: The size is outside its limits.
            ModelMissing, ConfigError: As `load` does.
        """
        with _translated_errors():
            return self._sketcher.compose(order.subject or order.prompt, style=order.style, size=size, seed=order.seed)

    def paint(self, order: PaintOrder, report: Report) -> list[Picture]:
        """Paints `order.count` pictures. Blocks for about a second of one core each at 512 × 512.

        Raises:
            EngineError: The size is outside 64 … 4096 pixels.
            OutOfMemory: The size is too large for this machine.
            ModelMissing, ConfigError: As `load` does.
        """

        self.undrawn = ()

        def on_progress(at: sketching.Progress) -> None:
            report(Progress(at.done, at.total, _preview(at.preview, at.index) if at.preview else None))

        try:
            with _translated_errors():
                sketches = self._sketcher.paint(
                    order.subject or order.prompt,
                    style=order.style,
                    size=self._size(order),
                    seed=order.seed,
                    count=order.count,
                    preview_every=self._settings.preview_every,
                    report=on_progress,
                )
        except MemoryError as error:
            raise OutOfMemory(
                "There is too little memory for a picture of this size", "Ask for a smaller one."
            ) from error
        self.undrawn = sketches[0].scene.undrawn
        return [Picture(made.image.tobytes(), *made.image.size, made.seed) for made in sketches]

    def _size(self, order: PaintOrder) -> tuple[int, int]:
        """Returns width and height: those of the order, else of the settings, else the default."""
        width = order.width_px or self._settings.width_px or sketching.DEFAULT_PX
        height = order.height_px or self._settings.height_px or sketching.DEFAULT_PX
        return width, height


@contextlib.contextmanager
def _translated_errors() -> Iterator[None]:
    """Turns the sketch painter's errors into the assistant's own, which travel between processes."""
    try:
        yield
    except FontMissing as error:
        raise ModelMissing(error.title, error.hint) from error
    except SizeError as error:
        raise EngineError(error.title, error.hint) from error
    except SketchError as error:
        raise ConfigError(error.title, error.hint) from error


def _preview(image: Image.Image, index: int) -> Preview:
    return Preview(image.tobytes(), image.width, image.height, index)
