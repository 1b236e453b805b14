"""What tests of the overlay look at, and the pictures they show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from assistant.ui.overlay.overlay import Overlay

Until = Callable[..., None]
"""`until(look, what)` lets Qt's loop run until `look()` is true; the fixture of this name."""


def running_timers(overlay: Overlay) -> list[QTimer]:
    """Every timer of the overlay and its windows that is running."""
    return [
        timer
        for owner in (overlay, overlay.pill, overlay.card, overlay.glow)
        for timer in owner.findChildren(QTimer)
        if timer.isActive()
    ]


def draw_png(path: Path, colour: int = 0xFF3060C0, size: tuple[int, int] = (64, 64)) -> str:
    """A picture file of one colour; its path."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(colour)
    assert image.save(str(path))
    return str(path)
