"""What tests see of the overlay on a screenshot, and the pictures they let it show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from qt.fake_daemon import FakeDaemon

Colour = tuple[int, int, int]
Place = tuple[int, int]
GREEN: Colour = (30, 170, 70)
PAINT: dict[str, Any] = {"kind": "paint", "subject": "a fox", "style": None, "count": None}


def places(
    image: Image.Image, colour: Colour, box: tuple[int, int, int, int] | None = None, by: int = 40
) -> list[Place]:
    """Where in the box the colour is to be seen: x and y, column by column."""
    left, top, right, bottom = box or (0, 0, *image.size)
    pixels = np.asarray(image.convert("RGB"), dtype=np.int16)[top:bottom, left:right]
    near = (np.abs(pixels - np.array(colour, dtype=np.int16)) <= by).all(axis=2)
    found = np.argwhere(near.T)
    return [(left + int(x), top + int(y)) for x, y in found]


def show_pictures(folder: Path, daemon: FakeDaemon, request: str, count: int) -> list[str]:
    """Let the overlay show so many green pictures, and wait until it says that it does."""
    before = daemon.verbs().count("shown")
    paths = []
    for index in range(count):
        path = folder / f"{index}.png"
        Image.new("RGB", (64, 64), GREEN).save(path)
        paths.append(str(path))
    daemon.tell("request", id=request, stage="painting", words="paint me a fox", command=PAINT, count=count)
    told: dict[str, Any] = {"pictures": paths, "painter": "sketch", "marks": {}}
    daemon.tell("request", id=request, stage="showing", command=PAINT, **told)
    daemon.wait_asked("shown", before + 1)
    return paths


def card_places(green: list[Place]) -> dict[str, Place]:
    """Where to click on a card whose pictures are at these places."""
    left, floor = min(x for x, _ in green), max(y for _, y in green)
    return {
        "beside the words": (left + 300, floor + 30),
        "on the shadow": (left - 40, floor - 60),
        "another one": (left + 40, floor + 80),
    }
