"""Times the sketch painter's composing on one core, and its memory: scenes at 512 × 512, and the growing picture.

    OMP_NUM_THREADS=1 taskset -c 0 python bench/sketch_pictures.py [--prompts 116] [--seeds 2] [--runs 2]

Seconds are processor time of the thread, each the best of `--runs`, so that other work on the machine counts little; no
run keeps the figures of the one before. The prompts are the development half of
bench/data/sketch_prompts.jsonl; painting in each style is timed by bench/sketch_styles.py.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from sketchpainter.compose.composition import place_key
from sketchpainter.figures.drawn_things import is_drawn
from sketchpainter.figures.figure_maker import FigureMaker
from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.painter import GrowingScene, Sketcher
from sketchpainter.raster import textures

PROMPTS = Path(__file__).resolve().parent / "data/sketch_prompts.jsonl"
FIRST_SEED = 5


def took(work: Callable[[], object]) -> float:
    """Runs the work and returns its seconds of this thread's processor time."""
    started = time.thread_time()
    work()
    return time.thread_time() - started


def summed(name: str, seconds: list[float]) -> str:
    """Formats median, 90th percentile and worst, in milliseconds."""
    if not seconds:
        return f"{name}: none"
    middle, high = np.quantile(seconds, (0.5, 0.9)) * 1000
    return f"{name}: median {middle:.0f} ms, 90 % {high:.0f} ms, worst {max(seconds) * 1000:.0f} ms of {len(seconds)}"


def time_scenes(texts: list[str], seeds: int, runs: int) -> tuple[list[float], dict[str, list[float]]]:
    """Returns the seconds of each scene, and the same by place and weather."""
    sketcher = Sketcher()
    sketcher.compose("a fox")
    scenes: list[float] = []
    places: dict[str, list[float]] = defaultdict(list)
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        for text in texts:
            scenes.append(min(took(partial(sketcher.compose, text, seed=seed)) for _ in range(runs)))
            scene = sketcher.read(text)
            places[f"{scene.place}, {scene.weather or 'fair'}"].append(scenes[-1])
    return scenes, places


def time_words(texts: list[str], seeds: int, runs: int) -> tuple[list[float], list[float]]:
    """Returns the seconds of each update while a prompt is said word by word: those with a new place, and the
    others."""
    font = GlyphFont(find_font())
    reader = SceneReader(Vocabulary(lambda name: is_drawn(name) or font.has(name)))
    textures.prepare()
    new: list[float] = []
    others: list[float] = []
    for number, text in enumerate(texts):
        words = text.split()
        best: dict[int, tuple[float, bool]] = {}
        for _ in range(runs):
            growing = GrowingScene(reader, FigureMaker(font), FIRST_SEED + number % seeds)
            places: set[tuple[object, ...]] = set()
            for end in range(1, len(words) + 1):
                seconds = took(partial(growing.update, " ".join(words[:end])))
                key = place_key(growing.scene)
                best[end] = min(best.get(end, (np.inf, False)), (seconds, key not in places))
                places.add(key)
        for seconds, is_new in best.values():
            (new if is_new else others).append(seconds)
    return new, others


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=int, default=116)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--runs", type=int, default=2)
    asked = parser.parse_args()
    rows = [json.loads(line) for line in PROMPTS.read_text("utf-8").splitlines()]
    texts = [row["text"] for row in rows if row["half"] == "development"][: asked.prompts]
    scenes, places = time_scenes(texts, asked.seeds, asked.runs)
    new, others = time_words(texts, asked.seeds, asked.runs)
    print(summed("scene, words and composing", scenes))
    print(summed("update, each word", new + others))
    print(summed("update that says a new place", new))
    for name, seconds in sorted(places.items(), key=lambda row: -max(row[1])):
        print("   " + summed(name, seconds))
    print(f"memory at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
