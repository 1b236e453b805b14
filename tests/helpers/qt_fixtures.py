"""Holds fixtures and helpers for tests of Qt's parts without a screen; conftests import the fixtures."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.fake_daemon import WAIT_S
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from assistant.ui.overlay.overlay import Overlay

__all__ = [
    "Until",
    "app",
    "draw_png",
    "no_collecting_on_other_threads",
    "nothing_left_behind",
    "running_timers",
    "until",
]

Until = Callable[..., None]
"""`until(look, what)` lets Qt's loop run until `look()` is true; the fixture of this name."""


@pytest.fixture(scope="session")
def app() -> QApplication:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication(["test"])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    return app


@pytest.fixture
def until(app: QApplication) -> Until:
    """`until(look, what)` lets Qt's loop run until `look()` is true."""

    def wait(look: Callable[[], Any], what: str = "") -> None:
        end = time.monotonic() + WAIT_S
        # Looks again at least so often, also when nothing happens in the loop.
        tick = QTimer(interval=20)
        tick.start()
        while not look():
            assert time.monotonic() < end, what or "the wait is over"
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    return wait


@pytest.fixture(autouse=True)
def no_collecting_on_other_threads() -> Iterator[None]:
    """Lets threads of a test allocate while it runs without collecting Qt's garbage; between tests there are none."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True, scope="module")
def nothing_left_behind() -> Iterator[None]:
    """Collects what a module's tests left: other tests have threads too, and a clipboard outlives Python."""
    yield
    if isinstance(QCoreApplication.instance(), QGuiApplication):
        QGuiApplication.clipboard().clear()
    gc.collect()


def running_timers(overlay: Overlay) -> list[QTimer]:
    """Returns every timer of the overlay and its windows that is running."""
    return [
        timer
        for owner in (overlay, overlay.pill, overlay.card, overlay.glow)
        for timer in owner.findChildren(QTimer)
        if timer.isActive()
    ]


def draw_png(path: Path, colour: int = 0xFF3060C0, size: tuple[int, int] = (64, 64)) -> str:
    """Writes a picture file of one colour and returns its path."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(colour)
    assert image.save(str(path))
    return str(path)
