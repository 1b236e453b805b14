"""A scene that grows while somebody speaks: quick small pictures that change only where the new words change something.

Runs in the painter's process. What keeps its words keeps its place: layout places subjects in the order in which they
are said, so nobody moves for who comes later. The final painting is composed from the same words and the same seed,
and so from the same composition.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sketchpainter.backdrops.backdrop import Backdrop
from sketchpainter.compose.composition import Composition, compose, paint_place, place_key
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.scene.scene import Scene

PREVIEW_PX = 160
"""Longest side of a growing picture."""
_KEPT = 4
"""Backgrounds kept: speakers correct themselves."""


@dataclass(slots=True)
class GrowingScene:
    """The scene of one utterance so far.

    Args:
        reader: Reads the words.
        makers: Makes the cut-outs.
        seed: Of the picture that will be painted.
        aspect: Width by height of that picture.
    """

    reader: SceneReader
    makers: FigureMaker
    seed: int
    aspect: float = 1.0
    scene: Scene = field(default_factory=Scene)
    """What was understood so far."""
    _places: dict[tuple[object, ...], Backdrop] = field(default_factory=dict)
    _shown: Composition | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the small picture, pixels."""
        if self.aspect >= 1:
            return max(16, round(PREVIEW_PX / self.aspect)), PREVIEW_PX
        return PREVIEW_PX, max(16, round(PREVIEW_PX * self.aspect))

    def update(self, words: str, style: str | None = None) -> Composition:
        """The composition of the words so far; the same one again where they change nothing. Blocks for 60 ms at most.

        Args:
            words: All words of the prompt so far, not only the new ones.
            style: What was said about the manner, where it is known apart.

        Raises:
            TableError: A table of sketchpainter/data cannot be read.
        """
        scene = self.reader.read(words, style)
        if self._shown is not None and scene == self.scene:
            return self._shown
        self.scene = scene
        self._shown = compose(scene, self.makers, self.shape, self.seed, self._place(scene))
        return self._shown

    def _place(self, scene: Scene) -> Backdrop:
        key = place_key(scene)
        if key not in self._places:
            if len(self._places) >= _KEPT:
                self._places.pop(next(iter(self._places)))
            self._places[key] = paint_place(scene, self.shape, self.seed)
        return self._places[key]
