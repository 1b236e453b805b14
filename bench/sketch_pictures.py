"""Times the sketch painter's composing on one core, and its memory: scenes at 512 × 512, and the growing picture.

    python bench/sketch_pictures.py [--prompts 24]

Seconds are of process time, so that other work on the machine does not count. The prompts are the development half of
bench/data/sketch_prompts.jsonl; painting in each style is timed by bench/sketch_styles.py.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

import numpy as np

from assistant.core.commands import PaintOrder
from assistant.painting.sketch.sketch_painter import SketchPainter
from assistant.settings import PainterSettings

PROMPTS = Path(__file__).resolve().parent / "data/sketch_prompts.jsonl"


def order_of(text: str) -> PaintOrder:
    """An order for one picture of 512 × 512."""
    return PaintOrder(text, text, text, None, 1, 5, 512, 512)


def summed(name: str, seconds: list[float]) -> str:
    """Median, 90th percentile and worst, in milliseconds."""
    middle, high = np.quantile(seconds, (0.5, 0.9)) * 1000
    return f"{name}: median {middle:.0f} ms, 90 % {high:.0f} ms, worst {max(seconds) * 1000:.0f} ms of {len(seconds)}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=int, default=24)
    count = parser.parse_args().prompts
    rows = [json.loads(line) for line in PROMPTS.read_text("utf-8").splitlines()]
    texts = [row["text"] for row in rows if row["half"] == "development"][:count]
    painter = SketchPainter(PainterSettings())
    painter.load()
    painter.start_image(order_of("a fox"), (512, 512))
    scenes, words = [], []
    for text in texts:
        started = time.process_time()
        painter.start_image(order_of(text), (512, 512))
        scenes.append(time.process_time() - started)
        said = text.split()
        for end in range(1, len(said) + 1):
            started = time.process_time()
            painter.update(order_of(" ".join(said[:end])))
            words.append(time.process_time() - started)
    print(summed("scene, words and composing", scenes))
    print(summed("update, each word", words))
    print(f"memory at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
