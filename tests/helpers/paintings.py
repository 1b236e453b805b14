"""Paints real pictures of the sketch painter, with how they looked half way, for tests and screenshots."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from assistant.core.commands import PaintOrder
from assistant.core.engines import Preview, Progress
from assistant.painting.sketch_painter import SketchPainter
from assistant.settings.schema import PainterSettings

_ORDERS = {
    1: ("a red apple on a beach at night", "watercolor", 5),
    2: ("a fox in the snow", "watercolor", 7),
    4: ("a cat astronaut riding a rocket over the moon", "oil painting", 3),
}
"""Subject, style and seed for each number of pictures."""


@dataclass(frozen=True, slots=True)
class Painting:
    """Holds one request's pictures."""

    words: str
    command: dict[str, Any]
    previews: list[Preview]
    """One preview of each picture, a third of the way."""
    paths: list[str]
    seconds: float
    """Seconds that painting took."""


def paint(folder: Path, count: int) -> Painting:
    """Paints 1, 2 or 4 pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    subject, style, seed = _ORDERS[count]
    words = f"paint me {subject}, as a {style}"
    painter = SketchPainter(PainterSettings())
    painter.load()
    looks: dict[int, list[Preview]] = {}

    def report(progress: Progress) -> None:
        if progress.preview is not None:
            looks.setdefault(progress.preview.index, []).append(progress.preview)

    prompt = f"{subject}, {style}"
    order = PaintOrder(words=words, prompt=prompt, subject=subject, style=style, count=count, seed=seed)
    begun = time.monotonic()
    pictures = painter.paint(order, report)
    seconds = time.monotonic() - begun
    paths = []
    for index, picture in enumerate(pictures):
        path = folder / f"{index}.png"
        Image.frombytes("RGB", (picture.width_px, picture.height_px), picture.rgb).save(path)
        paths.append(str(path))
    previews = [of_one[len(of_one) // 3] for of_one in looks.values()]
    command = {"kind": "paint", "subject": subject, "style": style, "count": None}
    return Painting(words, command, previews, paths, seconds)
