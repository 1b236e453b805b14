"""Runs the gallery window as a process of its own: `jarvis gallery`."""

from __future__ import annotations

import logging
from pathlib import Path

from assistant.ui.windows.gallery.gallery_window import GalleryWindow
from assistant.ui.windows.window_launch import open_window

KIND = "gallery"


def main(folder: Path, words: str = "") -> int:
    """Shows the window, or brings the one that is open to the front.

    Args:
        folder: The folder of the pictures.
        words: What to search for at once.

    Returns:
        The exit status; see `open_window`.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    return open_window(KIND, lambda: GalleryWindow(folder), words)
