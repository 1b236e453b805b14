"""Finds colours on screenshots of the overlay, and lets it show pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from helpers.fake_daemon import FakeDaemon
from numpy.typing import NDArray
from PIL import Image

Colour = tuple[int, int, int]
Place = tuple[int, int]
GREEN: Colour = (30, 170, 70)
PAINT: dict[str, Any] = {"kind": "paint", "subject": "a fox", "style": None, "count": None}


@dataclass(frozen=True, slots=True)
class Spots:
    """Holds the places where a colour is on a screen."""

    at: NDArray[np.int64]
    """x and y of each pixel, column by column."""

    def __len__(self) -> int:
        return len(self.at)

    def __getitem__(self, index: int) -> Place:
        return int(self.at[index][0]), int(self.at[index][1])

    @property
    def left(self) -> int:
        return int(self.at[:, 0].min())

    @property
    def right(self) -> int:
        return int(self.at[:, 0].max())

    @property
    def floor(self) -> int:
        return int(self.at[:, 1].max())


def places(image: Image.Image, colour: Colour, box: tuple[int, int, int, int] | None = None, by: int = 40) -> Spots:
    """Returns where in the box the colour is, give or take `by` in each channel."""
    left, top, right, bottom = box or (0, 0, *image.size)
    pixels = np.asarray(image)[top:bottom, left:right].astype(np.int16)
    near = (np.abs(pixels - np.array(colour, dtype=np.int16)) <= by).all(axis=2)
    return Spots(np.argwhere(near.T) + np.array((left, top)))


def show_pictures(folder: Path, daemon: FakeDaemon, request: str, count: int) -> list[str]:
    """Lets the overlay show so many green pictures, and waits until it says that it does."""
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


def card_places(green: Spots) -> dict[str, Place]:
    """Returns where to click on a card whose pictures are at these places."""
    return {
        "beside the words": (green.left + 300, green.floor + 30),
        "on the shadow": (green.left - 40, green.floor - 60),
        "another one": (green.left + 40, green.floor + 80),
    }
