"""Tests that the window opens, scrolls and finds among ten thousand pictures.

What was measured is printed (`pytest -s`). The limits are far above it: they find work that grows with the number of
pictures, not a busy machine.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.qt_fixtures import Until
from PySide6.QtWidgets import QApplication

from assistant.gallery.index import GalleryIndex, Row
from assistant.gallery.index_sync import INDEX_NAME
from assistant.gallery.picture_store import Gallery
from assistant.ui.windows.gallery.gallery_window import GalleryWindow

COUNT = 10_000
THINGS = ("fox", "owl", "whale", "castle", "lighthouse", "dragon", "cat", "train")
FRAME_S = 1 / 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Makes a gallery whose pictures are links to one file: only names, rows and tiles are many."""
    folder = tmp_path_factory.mktemp("many") / "Jarvis"
    folder.mkdir()
    first = folder / "first.png"
    from PIL import Image

    Image.effect_noise((512, 512), 60).convert("RGB").save(first)
    rows = []
    for number in range(COUNT):
        stamp = f"2026{1 + number % 12:02}{1 + number // 12 % 28:02}T{number // 3600 % 24:02}{number // 60 % 60:02}00Z"
        request = f"{number:08x}"
        name = f"{stamp}-{request}-1-x.png"
        os.link(first, folder / name)
        words = f"paint me a {THINGS[number % 8]} number {number} in the snow, as a watercolor by an old master"
        by = ("sketch", f"{words}\n{words}\nsketch".casefold())
        rows.append(Row(name, f"{stamp}-{request}-1", request, 1, stamp, number, words, *by, number, 512, 512, 1, 0))
    first.unlink()
    index = GalleryIndex(folder / INDEX_NAME)
    index.put(rows)
    index.close()
    return folder


@pytest.fixture
def window(app: QApplication, folder: Path, home: Path) -> Iterator[Callable[[], GalleryWindow]]:
    windows: list[GalleryWindow] = []

    def show() -> GalleryWindow:
        windows.append(GalleryWindow(folder))
        windows[-1].resize(1920, 1080)
        windows[-1].show()
        return windows[-1]

    yield show
    for one in windows:
        one.close()
        one.deleteLater()


def test_it_opens_within_a_second(window: Callable[[], GalleryWindow], until: Until) -> None:
    tries = []
    for _ in range(3):
        begun = time.perf_counter()
        opened = window()
        until(lambda opened=opened: opened.pictures.rowCount() == COUNT)
        opened.overview.grid.viewport().repaint()
        tries.append(time.perf_counter() - begun)
        opened.close()
    print(f"opening: {' '.join(f'{each:.2f}' for each in tries)} s")  # noqa: T201
    assert min(tries) < 10


def test_it_scrolls_in_frames_while_tiles_are_made(window: Callable[[], GalleryWindow], until: Until) -> None:
    opened = window()
    until(lambda: opened.pictures.rowCount() == COUNT)
    grid = opened.overview.grid
    works, walls = [], []
    for step in range(120):
        work, wall = time.thread_time(), time.perf_counter()
        grid.verticalScrollBar().setValue(step * 160)
        grid.viewport().repaint()
        works.append(time.thread_time() - work)
        walls.append(time.perf_counter() - wall)
        QApplication.processEvents()
    for name, frames in (("work", works), ("with waiting for the processor", walls)):
        frames.sort()
        told = f"median {frames[60] * 1000:.1f}, 99 % {frames[118] * 1000:.1f} ms"
        print(f"a frame at 1920 × 1080, {name}: {told}")  # noqa: T201
    assert works[60] < 5 * FRAME_S, "the window's own work for a frame"
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    last = opened.pictures.row(COUNT - 1)
    assert last is not None
    until(lambda: grid.tile_images.get(opened.worker.path(last)), "the last tile")


def test_it_finds_while_one_types(window: Callable[[], GalleryWindow], folder: Path, until: Until) -> None:
    gallery = Gallery(folder)
    gallery.rows("warm")
    looks = []
    for text in ("w", "whale", "whale 77", "lighthouse march", "nothing at all"):
        begun = time.thread_time()
        gallery.rows(text)
        looks.append(time.thread_time() - begun)
    gallery.close()
    print(f"looking: {' '.join(f'{each * 1000:.0f}' for each in looks)} ms")  # noqa: T201
    assert max(looks[1:]) < 0.5
    opened = window()
    until(lambda: opened.pictures.rowCount() == COUNT)
    opened.overview.search.setText("whale number 7770")
    until(lambda: opened.pictures.rowCount() == 1)
    assert opened.overview.count.text() == "1 of 10\u202f000 pictures"
    opened.overview.search.clear()
    until(lambda: opened.pictures.rowCount() == COUNT)
