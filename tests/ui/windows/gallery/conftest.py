"""Gives tests the gallery window without a screen, with its own folder, trash and cache, and a way to fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.qt_fixtures import Until, no_collecting_on_other_threads, nothing_left_behind
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from assistant.core.png_text import PictureFacts
from assistant.core.request import EncodedPicture, Picture
from assistant.gallery.picture_store import Gallery
from assistant.painting.png import encode
from assistant.ui.windows.gallery.gallery_window import GalleryWindow
from assistant.ui.windows.window_style import apply_look

__all__ = ["no_collecting_on_other_threads", "nothing_left_behind"]

Add = Callable[..., Path]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable, folder in (("DATA", "data"), ("CACHE", "cache"), ("CONFIG", "config")):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(tmp_path / folder))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    return tmp_path


@pytest.fixture
def gallery(home: Path) -> Iterator[Gallery]:
    """Returns the daemon's own view of the folder."""
    gallery = Gallery(home / "Jarvis", 1000)
    yield gallery
    gallery.close()


@pytest.fixture
def add(gallery: Gallery) -> Add:
    """Returns `add(words, …)`, which paints a picture of one colour and returns its file."""

    def paint(
        words: str = "a fox",
        *,
        size: tuple[int, int] = (60, 40),
        seed: int = 5,
        colour: tuple[int, int, int] = (30, 170, 70),
        style: str = "",
        request: str = "ab12",
    ) -> Path:
        prompt = f"{words}, {style}" if style else words
        facts = PictureFacts(
            words, prompt, seed, "sketch", "7", "0.1.0", "2026-03-01T12:00:00Z", request, 12, words, style
        )
        png = encode(Picture(bytes(colour) * (size[0] * size[1]), *size, seed), facts)
        return Path(gallery.add(EncodedPicture(png, *size, seed), request, words, "sketch").path)

    return paint


@pytest.fixture
def open_window(app: QApplication, home: Path, until: Until) -> Iterator[Callable[[], GalleryWindow]]:
    """Returns `open_window()`, which shows the window and waits until it knows what there is."""
    windows: list[GalleryWindow] = []
    before = app.styleSheet(), app.palette(), app.font()
    apply_look(app)

    def show() -> GalleryWindow:
        window = GalleryWindow(home / "Jarvis")
        windows.append(window)
        window.show()
        until(lambda: window.overview.count.text() or window.overview.words, "the pictures are not looked up")
        return window

    yield show
    for window in windows:
        window.repaint_.pending = 0
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.setStyleSheet(before[0])
    app.setPalette(before[1])
    app.setFont(before[2])
