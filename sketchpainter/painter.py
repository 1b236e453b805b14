"""Paints sketches: the public door of the package.

`Sketcher` takes plain values (words, a style, a size, a seed) and gives Pillow images. Every call blocks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.compose.composition import Composition, compose, paint_place, place_key
from sketchpainter.figures.drawn_things import is_drawn
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.raster import textures
from sketchpainter.raster.arrays import to_image
from sketchpainter.scene.scene import Scene
from sketchpainter.sketch_errors import SizeError
from sketchpainter.styles.style_table import STEPS, paint

log = logging.getLogger(__name__)

ALGORITHM = 4
"""Counts up with every change that paints the same words and seed differently."""
DEFAULT_PX = 512
"""Width and height of a sketch whose size was not asked for."""
SMALLEST_PX, LARGEST_PX = 64, 4096
"""Limits of both sides of a sketch."""
GROWING_PX = 160
"""Longest side of the small pictures that `GrowingScene` composes."""
_PAINTED_PX = 768
"""Longest side that is painted; larger sketches are painted at this size and enlarged, so that time stays bounded."""
_PREVIEW_PX = 192
"""Longest side of a preview while a sketch is being painted."""
_KEPT_PLACES = 4
"""Backgrounds that `GrowingScene` keeps, since speakers correct themselves."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture and the scene that it shows."""

    image: Image.Image
    """8-bit RGB."""
    seed: int
    """The seed that gives the same picture again."""
    scene: Scene
    """The scene that was read from the words; `scene.undrawn` holds the words that could not be drawn."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Says how far `Sketcher.paint` is."""

    done: int
    total: int
    """Steps of all sketches together."""
    index: int
    """0-based number of the sketch that is being painted."""
    preview: Image.Image | None = None
    """The unfinished sketch, longest side `_PREVIEW_PX`; None at the steps that show none."""


class GrowingScene:
    """Composes the scene of one utterance while it is being spoken.

    Only what the new words change is changed: layout places subjects in the order in which they are said, so no subject
    moves for one that comes later. The final sketch of the same words, seed and aspect has the same composition.

    Args:
        reader: Reads the words.
        figure_maker: Makes the cut-outs.
        seed: Seed of the sketch that will be painted, at least 0.
        aspect: Width divided by height of that sketch.
    """

    def __init__(self, reader: SceneReader, figure_maker: FigureMaker, seed: int, aspect: float = 1.0) -> None:
        self.seed, self.aspect = seed, aspect
        self.scene = Scene()
        """The scene of the words so far."""
        self._reader, self._figure_maker = reader, figure_maker
        self._places: dict[tuple[object, ...], Backdrop] = {}
        self._shown: Composition | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the small picture, pixels."""
        if self.aspect >= 1:
            return max(16, round(GROWING_PX / self.aspect)), GROWING_PX
        return GROWING_PX, max(16, round(GROWING_PX * self.aspect))

    def update(self, words: str, style: str | None = None) -> Composition:
        """Composes the words so far; returns the same composition again where new words change nothing.

        Blocks for at most 60 ms on one core.

        Args:
            words: All words of the prompt so far, not only the new ones.
            style: Words that name the style, where they are known apart from the prompt.

        Raises:
            TableError: A table of sketchpainter/data cannot be read.
        """
        scene = self._reader.read(words, style)
        if self._shown is not None and scene == self.scene:
            return self._shown
        self.scene = scene
        self._shown = compose(scene, self._figure_maker, self.shape, self.seed, self._place(scene))
        return self._shown

    def _place(self, scene: Scene) -> Backdrop:
        key = place_key(scene)
        if key not in self._places:
            if len(self._places) >= _KEPT_PLACES:
                self._places.pop(next(iter(self._places)))
            self._places[key] = paint_place(scene, self.shape, self.seed)
        return self._places[key]


class Sketcher:
    """Reads words and paints them.

    The first call finds the emoji font and reads the tables, which takes about a third of a second. It also limits
    OpenCV to one thread in the whole process: more threads would compete with the caller's other work and gain
    nothing for pictures of this size.

    Every method takes the prompt as `words`, words that name the style as `style` where they are known apart from the
    prompt, a `size` of width and height in pixels (SMALLEST_PX … LARGEST_PX each), and any whole number as `seed`.
    """

    def __init__(self) -> None:
        self._reader: SceneReader | None = None
        self._figure_maker: FigureMaker | None = None
        self._growing: GrowingScene | None = None

    def load(self) -> None:
        """Gets ready, so that the first sketch is as quick as the others.

        Raises:
            FontMissing: The emoji font is not installed.
            TableError: A table of sketchpainter/data cannot be read.
        """
        self._ready()

    def read(self, words: str, style: str | None = None) -> Scene:
        """Returns the scene that `words` ask for, without painting it.

        Raises:
            FontMissing, TableError: As `load` does.
        """
        reader, _ = self._ready()
        return reader.read(words, style)

    def compose(
        self, words: str, *, style: str | None = None, size: tuple[int, int] = (DEFAULT_PX, DEFAULT_PX), seed: int = 0
    ) -> Composition:
        """Composes the scene of `words` without brush strokes, for another painter to start from.

        Raises:
            SizeError: The size is outside its limits.
            FontMissing, TableError: As `load` does.
        """
        _check_size(size)
        reader, figure_maker = self._ready()
        return compose(reader.read(words, style), figure_maker, (size[1], size[0]), _unsigned(seed))

    def preview(
        self, words: str, *, style: str | None = None, size: tuple[int, int] = (DEFAULT_PX, DEFAULT_PX), seed: int = 0
    ) -> Sketch:
        """Composes an unfinished prompt as a small picture, longest side GROWING_PX; about 30 ms of one core.

        Call it again with all words so far and the seed and size of the final sketch while somebody speaks: `paint` of
        the finished prompt begins with the same composition.

        Raises:
            SizeError: The size is outside its limits.
            FontMissing, TableError: As `load` does.
        """
        _check_size(size)
        reader, figure_maker = self._ready()
        own_seed, aspect = _unsigned(seed), size[0] / size[1]
        if self._growing is None or (self._growing.seed, self._growing.aspect) != (own_seed, aspect):
            self._growing = GrowingScene(reader, figure_maker, own_seed, aspect)
        shown = self._growing.update(words, style)
        return Sketch(to_image(shown.rgb), seed, self._growing.scene)

    def paint(  # noqa: PLR0913 — each of them is said by name
        self,
        words: str,
        *,
        style: str | None = None,
        size: tuple[int, int] = (DEFAULT_PX, DEFAULT_PX),
        seed: int = 0,
        count: int = 1,
        preview_every: int = 0,
        report: Callable[[Progress], None] | None = None,
    ) -> list[Sketch]:
        """Paints `count` sketches; each takes about a second of one core at 512 × 512.

        Args:
            words: The prompt.
            style: Words that name the style.
            size: Width and height, pixels.
            seed: Seed of the first sketch; sketch i has `seed` + i.
            count: Number of sketches.
            preview_every: Steps from one preview to the next; 0 makes no previews.
            report: Called before the first step and after every step of each sketch. An exception that it raises ends
                the painting and reaches the caller.

        Raises:
            SizeError: The size is outside its limits.
            MemoryError: The size is too large for this machine.
            FontMissing, TableError: As `load` does.
        """
        _check_size(size)
        scene = self.read(words, style)
        log.debug("not drawn: %s", ", ".join(scene.undrawn))
        notify = report or (lambda _: None)
        sketches: list[Sketch] = []
        for index in range(count):
            before, total = index * STEPS, count * STEPS
            notify(Progress(before, total, index))
            image = Image.new("RGB", size)
            for step, frame in enumerate(self._frames(scene, size, _unsigned(seed + index)), 1):
                image = frame
                is_shown = preview_every and (step % preview_every == 0 or step == STEPS)
                notify(Progress(before + step, total, index, _reduced(frame) if is_shown else None))
            if image.size != size:
                image = image.resize(size, Image.Resampling.LANCZOS)
            sketches.append(Sketch(image, seed + index, scene))
        return sketches

    def _frames(self, scene: Scene, size: tuple[int, int], seed: int) -> Iterator[Image.Image]:
        """Yields the sketch after each of STEPS steps, at most _PAINTED_PX long; the last one is finished."""
        _, figure_maker = self._ready()
        shrink = min(1.0, _PAINTED_PX / max(size))
        shape = (max(16, round(size[1] * shrink)), max(16, round(size[0] * shrink)))
        picture = compose(scene, figure_maker, shape, seed)
        yield from paint(picture, scene.style, scene.manner, np.random.default_rng([seed, 17]))

    def _ready(self) -> tuple[SceneReader, FigureMaker]:
        if self._reader is None or self._figure_maker is None:
            cv2.setNumThreads(1)
            font = GlyphFont(find_font())
            self._reader = SceneReader(Vocabulary(lambda name: is_drawn(name) or font.has(name)))
            self._figure_maker = FigureMaker(font)
            textures.prepare()
        return self._reader, self._figure_maker


def _check_size(size: tuple[int, int]) -> None:
    if not all(SMALLEST_PX <= side <= LARGEST_PX for side in size):
        raise SizeError(
            f"A sketch of {size[0]} × {size[1]} pixels cannot be painted",
            f"Choose a width and a height from {SMALLEST_PX} to {LARGEST_PX}.",
        )


def _unsigned(seed: int) -> int:
    """Maps any whole number to one that numpy takes as a seed; different numbers stay different."""
    return seed if seed >= 0 else (1 << 64) - seed


def _reduced(frame: Image.Image) -> Image.Image:
    """Returns a copy of a frame for a preview, longest side at most _PREVIEW_PX."""
    small = frame.copy()
    small.thumbnail((_PREVIEW_PX, _PREVIEW_PX), Image.Resampling.BILINEAR, reducing_gap=1.5)
    return small
