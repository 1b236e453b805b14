"""Times painting in each style, and its memory: `OMP_NUM_THREADS=1 python bench/sketch_styles.py [NAME …]`.

One picture of 512 × 512 is composed once and painted in each style and like each artist, three times; the best time
counts. Seconds are processor time of the process, on one thread, without composing. Memory is the peak of the whole
process.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass

import cv2
import numpy as np

from sketchpainter.compose.composition import Composition, compose
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.styles.artists import TABLE, artists, styles
from sketchpainter.styles.style_table import paint
from sketchpainter.tables import read_table

SHAPE = (512, 512)
ROUNDS = 3
DEFAULT_BAR_S, ANY_BAR_S, MEMORY_BAR_MB = 1.0, 2.5, 600
SUBJECT = "a cat astronaut riding a rocket over the moon"
"""A prompt with two figures and a busy background."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one style."""

    style: str
    artist: str | None
    seconds: float
    """CPU seconds a picture, the best of `ROUNDS`."""


def motif(subject: str = SUBJECT) -> Composition:
    """Returns the composed picture."""
    font = GlyphFont(find_font())
    return compose(SceneReader(Vocabulary(font.has)).read(subject), FigureMaker(font), SHAPE, 2)


def cost(picture: Composition, style: str, artist: str | None = None) -> Cost:
    """Paints `ROUNDS` times and returns the best time."""
    best = float("inf")
    for seed in range(ROUNDS):
        begun = time.process_time()
        for _ in paint(picture, style, artist, np.random.default_rng(seed)):
            pass
        best = min(best, time.process_time() - begun)
    return Cost(style, artist, best)


def peak_mb() -> float:
    """Returns the most memory that this process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(names: list[str]) -> int:
    """Prints a table; returns 1 if a bar is missed, else 0."""
    cv2.setNumThreads(1)
    default = read_table(TABLE)["default"]
    picture = motif()
    missed = 0
    jobs: list[tuple[str, str | None]] = [(name, None) for name in styles()]
    jobs += [(style, name) for name, style in artists().items()]
    for style, artist in jobs:
        if names and style not in names and artist not in names:
            continue
        found = cost(picture, style, artist)
        bar = DEFAULT_BAR_S if style == default and artist is None else ANY_BAR_S
        missed += found.seconds > bar
        verdict = "" if found.seconds <= bar else f"  MISSED: {bar} s"
        print(f"{style:12}{artist or '':14}{found.seconds:6.2f} s{verdict}", flush=True)
    print(f"peak memory {peak_mb():.0f} MB (bar {MEMORY_BAR_MB} MB)")
    return int(missed > 0 or peak_mb() > MEMORY_BAR_MB)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
