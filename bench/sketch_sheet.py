"""Paints contact sheets of the sketch painter into docs/sketch: 24 frozen prompts, each with two seeds, and the styles.

    python bench/sketch_sheet.py [--px 192] [--out docs/sketch]

The prompts are of the development half of bench/data/sketch_prompts.jsonl. Blocks for about 90 s of one core.
Look at the sheets before every change of the picture lands.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from PIL import Image, ImageDraw

from sketchpainter.painter import Sketcher

ROOT = Path(__file__).resolve().parents[1]
FIRST = ("s000", "s002", "s004", "s006")
"""Prompts that every sheet begins with."""
EACH = 2
"""Number of pictures of a prompt; every picture of the sheets has another seed."""
COLUMNS = 6


def prompts(count: int) -> list[str]:
    """Returns the first prompts and evenly spaced ones of the rest of the development half."""
    rows = [json.loads(line) for line in (ROOT / "bench/data/sketch_prompts.jsonl").read_text("utf-8").splitlines()]
    known = {row["id"]: row["text"] for row in rows if row["half"] == "development"}
    rest = [name for name in known if name not in FIRST]
    step = len(rest) / (count - len(FIRST))
    chosen = [*FIRST, *(rest[int(i * step)] for i in range(count - len(FIRST)))]
    return [known[name] for name in chosen]


def sheet(cells: list[tuple[str, Image.Image]], px: int, columns: int) -> Image.Image:
    """Returns pictures in rows, each with its words below."""
    rows = -(-len(cells) // columns)
    page = Image.new("RGB", (columns * (px + 6) + 6, rows * (px + 20) + 6), "#f4f1ea")
    pen = ImageDraw.Draw(page)
    for number, (text, image) in enumerate(cells):
        x, y = 6 + number % columns * (px + 6), 6 + number // columns * (px + 20)
        page.paste(image, (x, y))
        pen.text((x + 1, y + px + 3), text[: px // 6], fill="#333333")
    return page


def main() -> None:
    """Paints and saves the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--px", type=int, default=192)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/sketch")
    asked = parser.parse_args()
    sketcher = Sketcher()
    asked.out.mkdir(parents=True, exist_ok=True)
    texts = prompts(24)
    wanted = [text for text in texts for _ in range(EACH)]
    cells = [
        (text, sketcher.paint(text, size=(asked.px, asked.px), seed=seed)[0].image)
        for seed, text in enumerate(wanted, start=1)
    ]
    for number in range(2):
        page = sheet(cells[number * 24 : number * 24 + 24], asked.px, COLUMNS)
        page.save(asked.out / f"prompts-{number + 1}.webp", quality=70, method=6)


if __name__ == "__main__":
    main()
